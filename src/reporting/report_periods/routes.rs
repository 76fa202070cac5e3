//! Schemes and periods over HTTP.

use super::model::{NewReportPeriod, PeriodScheme, ReportPeriod, ReportPeriodQuery};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, Anyone, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, Params, Public, Valid};
use actix_web::web::Data;
use actix_web::{get, post};

/// List the schemes by which time is cut into reporting periods (chế độ báo cáo).
#[utoipa::path(
    tag = "reports",
    operation_id = "list_period_schemes",
    responses((status = 200, body = Vec<PeriodScheme>, description = "All schemes")),
)]
#[get("/period-schemes")]
pub async fn schemes(anyone: Anyone, db: Data<Db>) -> Result<Public<Vec<PeriodScheme>>> {
    store::schemes(&mut db.read(&anyone).await?).await.map(Public)
}

/// List reporting periods (kỳ báo cáo), the last first.
#[utoipa::path(
    tag = "reports",
    operation_id = "list_report_periods",
    params(ReportPeriodQuery),
    responses(
        (status = 200, body = Vec<ReportPeriod>, description = "All periods that match, the last first"),
    ),
)]
#[get("/report-periods")]
pub async fn list(
    anyone: Anyone,
    query: Params<ReportPeriodQuery>,
    db: Data<Db>,
) -> Result<Public<Vec<ReportPeriod>>> {
    store::list(&mut db.read(&anyone).await?, &query).await.map(Public)
}

/// Add a reporting period. It is never changed: reports stand on it.
#[utoipa::path(
    tag = "reports",
    operation_id = "create_report_period",
    params(IdempotencyKey),
    request_body = NewReportPeriod,
    responses((status = 201, body = ReportPeriod, description = "The reporting period")),
    security(("bearer" = [can::EditReportPeriods::NAME])),
)]
#[post("/report-periods")]
pub async fn create(
    caller: Allowed<can::EditReportPeriods>,
    key: IdempotencyKey,
    new: Valid<NewReportPeriod>,
    db: Data<Db>,
) -> Result<Created<ReportPeriod>> {
    let created =
        db.write_once(&caller, &key, &*new, async |w| store::insert(w, &new).await.map(Change::created));
    created.await.map(Created)
}
