//! Printed reports over HTTP.

use super::rules;
use crate::platform::auth::{Allowed, Scope, can};
use crate::platform::db::Db;
use crate::platform::http::{Download, Printed};
use crate::platform::ids::ReportId;
use crate::platform::paper;
use crate::reporting::forms::{Form, annexes, page, xlsx};
use crate::reporting::reports::model::ReportState;
use crate::reporting::{reports, sealed_reports};
use crate::{Error, Result};
use actix_web::get;
use actix_web::web::{Data, Path, block};

/// What is printed of a report: what was sealed, or the draft as it stands.
async fn form(db: &Db, caller: &Scope, id: ReportId) -> Result<Form> {
    let mut db = db.read(caller).await?;
    let report = reports::store::find(&mut db, id).await?;
    if report.report.state != ReportState::Sealed {
        return Ok(rules::of_draft(&report));
    }
    let (body, hash) = sealed_reports::store::snapshot(&mut db, id).await?;
    let snapshot = serde_json::from_str(&body).map_err(Error::internal)?;
    Ok(rules::of_snapshot(&report, &snapshot, hash))
}

/// Show a report as it is printed: an HTML page for A4 paper with the annex tables B1 to B10 (mẫu báo cáo).
///
/// Of a sealed report it shows what was sealed, of any other a draft. Whoever may not read the members sees no figure
/// of 1 to 4 people.
#[utoipa::path(
    tag = "reports",
    operation_id = "print_report",
    params(("report_id" = Uuid, Path)),
    responses(
        (status = 200, body = String, content_type = "text/html", description = "The page; it loads nothing and runs nothing"),
    ),
    security(("bearer" = [can::ReadReports::NAME])),
)]
#[get("/reports/{report_id}/print")]
pub async fn print(caller: Allowed<can::ReadReports>, id: Path<ReportId>, db: Data<Db>) -> Result<Printed> {
    let form = form(&db, &caller, *id).await?;
    Ok(Printed(page(&form, &annexes(&form))))
}

/// Download a report as a workbook (XLSX): its figures, its text, and a sheet for each of the annex tables B1 to B10.
#[utoipa::path(
    tag = "reports",
    operation_id = "download_report_workbook",
    params(("report_id" = Uuid, Path)),
    responses(
        (status = 200, body = String, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", description = "The workbook, with a sheet for each annex table"),
    ),
    security(("bearer" = [can::ReadReports::NAME])),
)]
#[get("/reports/{report_id}/workbook")]
pub async fn workbook(
    caller: Allowed<can::ReadReports>,
    id: Path<ReportId>,
    db: Data<Db>,
) -> Result<Download> {
    let form = form(&db, &caller, *id).await?;
    let name = format!("bao-cao-{}-{}.xlsx", form.report_id, form.version);
    let bytes = block(move || xlsx(&form, &annexes(&form))).await.map_err(Error::internal)?;
    Ok(Download { name, media_type: paper::workbook::MEDIA_TYPE, bytes: bytes.map_err(Error::internal)? })
}
