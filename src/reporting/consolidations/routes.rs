//! Consolidation over HTTP.

use super::model::{BelowQuery, OverdueReport, ReportTurnaround};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Json, Params};
use crate::platform::ids::ReportId;
use crate::reporting::reports::model::OfficialReport;
use crate::reporting::{report_periods, reports};
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// Consolidate the sealed reports of those below (tổng hợp).
///
/// A commune's report sums up those of its clubs, a province's those of its communes, the nation's those of provinces.
/// What is summed up stands beside what is computed from the records. Those whose reports are missing or late are
/// listed, and how many of those below and of the clubs are covered. Without one sealed report below it is refused.
#[utoipa::path(
    tag = "reports",
    operation_id = "consolidate_report",
    params(("report_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = OfficialReport, description = "The report, with its coverage")),
    security(("bearer" = [can::DraftReports::NAME])),
)]
#[post("/reports/{report_id}/consolidation")]
pub async fn consolidate(
    caller: Allowed<can::DraftReports>,
    id: Path<ReportId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<OfficialReport>> {
    let figures = reports::store::figures_of(&db, &caller, *id).await?;
    let consolidated = db.write_once(&caller, &key, &(), async |w| {
        let report = reports::store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::consolidate(w, &report, &figures).await?;
        Ok(Change::done("consolidated", &report, after))
    });
    consolidated.await.map(Created)
}

/// List those directly below a commune or province whose periodic reports were due and are not submitted (quá hạn).
#[utoipa::path(
    tag = "reports",
    operation_id = "list_overdue_reports",
    params(
        ("unit" = String, Path, description = "Id or official code of a province or commune", example = "19"),
        BelowQuery,
    ),
    responses(
        (status = 200, body = Vec<OverdueReport>, description = "All of them, in Vietnamese order"),
    ),
    security(("bearer" = [can::ReadReports::NAME])),
)]
#[get("/units/{unit}/reports/overdue")]
pub async fn overdue(
    caller: Allowed<can::ReadReports>,
    unit: Path<UnitRef>,
    query: Params<BelowQuery>,
    db: Data<Db>,
) -> Result<Json<Vec<OverdueReport>>> {
    let mut reader = db.read(&caller).await?;
    let unit = units::store::find_in_reach(&mut reader, &unit, caller.today()).await?;
    let period = report_periods::store::named(&mut reader, query.period, "?period").await?;
    store::overdue(&mut reader, &unit, &period).await.map(Json)
}

/// List how long the periodic reports of those directly below a commune or province lay: from the due day to their
/// submission, and from there to their acceptance.
#[utoipa::path(
    tag = "reports",
    operation_id = "list_report_turnaround",
    params(
        ("unit" = String, Path, description = "Id or official code of a province or commune", example = "19"),
        BelowQuery,
    ),
    responses(
        (status = 200, body = Vec<ReportTurnaround>, description = "All reports of the period, with the days that they lay"),
    ),
    security(("bearer" = [can::ReadReports::NAME])),
)]
#[get("/units/{unit}/reports/turnaround")]
pub async fn turnaround(
    caller: Allowed<can::ReadReports>,
    unit: Path<UnitRef>,
    query: Params<BelowQuery>,
    db: Data<Db>,
) -> Result<Json<Vec<ReportTurnaround>>> {
    let mut reader = db.read(&caller).await?;
    let unit = units::store::find_in_reach(&mut reader, &unit, caller.today()).await?;
    let period = report_periods::store::named(&mut reader, query.period, "?period").await?;
    store::turnaround(&mut reader, &unit, &period).await.map(Json)
}
