//! Approval, sealed bytes and corrections over HTTP.

use super::model::{ReportDrift, ReportSnapshot};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Json, Sealed};
use crate::platform::ids::ReportId;
use crate::platform::log::Event;
use crate::reporting::reports;
use crate::reporting::reports::model::OfficialReport;
use crate::reporting::reports::store::hold;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// Approve a report (duyệt), which seals it.
///
/// The head of the reporting organisation approves, who neither drew it up nor submitted it.
#[utoipa::path(
    tag = "reports",
    operation_id = "approve_report",
    params(("report_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = OfficialReport, description = "The report, approved and sealed")),
    security(("bearer" = [can::ApproveReports::NAME])),
)]
#[post("/reports/{report_id}/approval")]
pub async fn approve(
    caller: Allowed<can::ApproveReports>,
    id: Path<ReportId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<OfficialReport>> {
    let figures = store::figures_of_targets(&db, &caller, *id).await?;
    let done = db.write_once(&caller, &key, &(), async |w| {
        let report = hold(w, *id).await?.if_matches(etag)?;
        let (after, before) = store::approve(w, &report, &figures).await?;
        let change = Change::done("sealed", &report, after);
        Ok(match before {
            Some(before) => {
                let was = OfficialReport { superseded: false, ..before.clone() };
                change.and(Event::changed("superseded", &was, &before))
            }
            None => change,
        })
    });
    done.await.map(Created)
}

/// Open the next edition of a sealed report (bản đính chính), with what stands in it.
#[utoipa::path(
    tag = "reports",
    operation_id = "correct_report",
    params(("report_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = OfficialReport, description = "The next edition, a draft")),
    security(("bearer" = [can::DraftReports::NAME])),
)]
#[post("/reports/{report_id}/correction")]
pub async fn correct(
    caller: Allowed<can::DraftReports>,
    id: Path<ReportId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<OfficialReport>> {
    let done = db.write_once(&caller, &key, &(), async |w| {
        let report = hold(w, *id).await?.if_matches(etag)?;
        store::correct(w, &report).await.map(Change::created)
    });
    done.await.map(Created)
}

/// Take note of a sealed report that was delivered to your place (đã nhận).
#[utoipa::path(
    tag = "reports",
    operation_id = "receive_report",
    params(("report_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = OfficialReport, description = "The report with its new version")),
    security(("bearer" = [can::ReceiveReports::NAME])),
)]
#[post("/reports/{report_id}/receipt")]
pub async fn receive(
    caller: Allowed<can::ReceiveReports>,
    id: Path<ReportId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<OfficialReport>> {
    let done = db.write_once(&caller, &key, &(), async |w| {
        let report = hold(w, *id).await?.if_matches(etag)?;
        let after = store::receive(w, &report).await?;
        Ok(Change::done("received", &report, after))
    });
    done.await.map(Created)
}

/// Show what was approved, byte for byte; its hash is the `ETag`.
///
/// The report of a club or commune is shown without small numbers of people to those who may not read the members:
/// other bytes, with a hash of their own.
#[utoipa::path(
    tag = "reports",
    operation_id = "show_report_snapshot",
    params(("report_id" = Uuid, Path)),
    responses((status = 200, body = ReportSnapshot, description = "The sealed bytes as approved")),
    security(("bearer" = [can::ReadReports::NAME])),
)]
#[get("/reports/{report_id}/snapshot")]
pub async fn snapshot(caller: Allowed<can::ReadReports>, id: Path<ReportId>, db: Data<Db>) -> Result<Sealed> {
    let (body, hash) = store::snapshot(&mut db.read(&caller).await?, *id).await?;
    Ok(Sealed { body, hash })
}

/// Show the drift of a sealed report: what is computed for its period now, beside what was sealed.
#[utoipa::path(
    tag = "reports",
    operation_id = "show_report_drift",
    params(("report_id" = Uuid, Path)),
    responses((status = 200, body = Vec<ReportDrift>, description = "Each figure of the report")),
    security(("bearer" = [can::ReadReports::NAME])),
)]
#[get("/reports/{report_id}/drift")]
pub async fn drift(
    caller: Allowed<can::ReadReports>,
    id: Path<ReportId>,
    db: Data<Db>,
) -> Result<Json<Vec<ReportDrift>>> {
    let figures = reports::store::figures_of(&db, &caller, *id).await?;
    store::drift(&mut figures.read(&db, &caller).await?, *id).await.map(Json)
}
