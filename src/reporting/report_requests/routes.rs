//! Requests over HTTP.

use super::model::{NewReportRequest, ReportRequest, WholeReportRequest};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, Json, Page, PageQuery, Params, Valid};
use crate::platform::ids::ReportRequestId;
use crate::platform::log::Event;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List ad-hoc requests: those of your places, and those that a report in your reach answers. The last first.
#[utoipa::path(
    tag = "reports",
    operation_id = "list_report_requests",
    params(PageQuery),
    responses((status = 200, body = Page<ReportRequest>, description = "One page of requests")),
    security(("bearer" = [can::ReadReports::NAME])),
)]
#[get("/report-requests")]
pub async fn list(
    caller: Allowed<can::ReadReports>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ReportRequest>> {
    store::list(&mut db.read(&caller).await?, &page).await
}

/// Find an ad-hoc request with the reports that answer it.
#[utoipa::path(
    tag = "reports",
    operation_id = "find_report_request",
    params(("report_request_id" = Uuid, Path)),
    responses(
        (status = 200, body = WholeReportRequest, description = "The request with the reports that answer it"),
    ),
    security(("bearer" = [can::ReadReports::NAME])),
)]
#[get("/report-requests/{report_request_id}")]
pub async fn find(
    caller: Allowed<can::ReadReports>,
    id: Path<ReportRequestId>,
    db: Data<Db>,
) -> Result<Json<WholeReportRequest>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Json)
}

/// Ask chosen clubs, communes or provinces for answers and figures by a day (yêu cầu báo cáo đột xuất): a report is
/// opened at each of them.
#[utoipa::path(
    tag = "reports",
    operation_id = "request_reports",
    params(IdempotencyKey),
    request_body = NewReportRequest,
    responses(
        (status = 201, body = ReportRequest, description = "The request; the reports to be drawn up are open"),
    ),
    security(("bearer" = [can::RequestReports::NAME])),
)]
#[post("/report-requests")]
pub async fn create(
    caller: Allowed<can::RequestReports>,
    key: IdempotencyKey,
    new: Valid<NewReportRequest>,
    db: Data<Db>,
) -> Result<Created<ReportRequest>> {
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let (request, opened) = store::insert(w, &new).await?;
        let asked = Event::created(&request);
        Ok(Change::several(request, asked, opened.iter().map(Event::created)))
    });
    created.await.map(Created)
}
