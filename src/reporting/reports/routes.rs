//! Reports over HTTP.

use super::model::{
    NewReport, NewReportReturn, NewReportSection, OfficialReport, ReportCellPatch, ReportQuery,
    ReportSection, Reporter, WholeReport,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, Level, Role, Scope, can};
use crate::platform::db::{Change, Db};
use crate::platform::error::Code;
use crate::platform::fields::Day;
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{ClubId, ReportId};
use crate::platform::log::Event;
use crate::statistics::indicators::model::Indicator;
use crate::territory::units::model::{OnDay, UnitRef};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post, put};

/// The first role in which a caller does something. There is one, or she would not be let in.
fn role(scope: &Scope) -> Result<Role> {
    scope.roles().first().map(|(role, _)| *role).ok_or_else(|| Code::Forbidden.into())
}

/// List a club's reports, the last opened first.
#[utoipa::path(
    tag = "reports",
    operation_id = "list_reports_of_club",
    params(("club_id" = Uuid, Path), ReportQuery, PageQuery),
    responses((status = 200, body = Page<OfficialReport>, description = "One page of reports")),
    security(("bearer" = [can::ReadReports::NAME])),
)]
#[get("/clubs/{club_id}/reports")]
pub async fn list_of_club(
    caller: Allowed<can::ReadReports>,
    club: Path<ClubId>,
    query: Params<ReportQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<OfficialReport>> {
    store::list_of_club(&mut db.read(&caller).await?, *club, *query, &page).await
}

/// List the reports of a commune or province, or those of a level in it, the last opened first.
#[utoipa::path(
    tag = "reports",
    operation_id = "list_reports_of_unit",
    params(
        ("unit" = String, Path, description = "Id or official code of a province or commune", example = "19"),
        OnDay,
        ReportQuery,
        PageQuery,
    ),
    responses((status = 200, body = Page<OfficialReport>, description = "One page of reports")),
    security(("bearer" = [can::ReadReports::NAME])),
)]
#[get("/units/{unit}/reports")]
pub async fn list_of_unit(
    caller: Allowed<can::ReadReports>,
    unit: Path<UnitRef>,
    day: Params<OnDay>,
    query: Params<ReportQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<OfficialReport>> {
    let on = day.on.map_or(caller.today(), Day::get);
    store::list_of_unit(&mut db.read(&caller).await?, &unit, on, *query, &page).await
}

/// List the nation's reports in your reach, or those of a level, the last opened first.
#[utoipa::path(
    tag = "reports",
    operation_id = "list_reports",
    params(ReportQuery, PageQuery),
    responses((status = 200, body = Page<OfficialReport>, description = "One page of reports")),
    security(("bearer" = [can::ReadReports::NAME])),
)]
#[get("/reports")]
pub async fn list_of_nation(
    caller: Allowed<can::ReadReports>,
    query: Params<ReportQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<OfficialReport>> {
    store::list_of_nation(&mut db.read(&caller).await?, *query, &page).await
}

/// Open a club's report for a period.
#[utoipa::path(
    tag = "reports",
    operation_id = "open_report_of_club",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewReport,
    responses((status = 201, body = OfficialReport, description = "The report, open and still empty")),
    security(("bearer" = [can::DraftReports::NAME])),
)]
#[post("/clubs/{club_id}/reports")]
pub async fn open_of_club(
    caller: Allowed<can::DraftReports>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewReport>,
    db: Data<Db>,
) -> Result<Created<OfficialReport>> {
    let opened = db.write_once(&caller, &key, &*new, async |w| {
        crate::register::clubs::store::find(w, *club).await?;
        let (period, opening) = store::opening(w, Level::Club, &new).await?;
        let reporters = store::clubs_reporting(w, &[*club], &period).await?;
        let mut opened = store::insert(w, &reporters, &period, &opening, role(&caller)?).await?;
        opened.pop().map(Change::created).ok_or_else(|| Code::NotFound.into())
    });
    opened.await.map(Created)
}

/// Open the report of a commune or province for a period.
///
/// A unit that did not stand at the end of the period is refused, with those that stand for it.
#[utoipa::path(
    tag = "reports",
    operation_id = "open_report_of_unit",
    params(
        ("unit" = String, Path, description = "Id or official code of a province or commune", example = "19"),
        IdempotencyKey,
    ),
    request_body = NewReport,
    responses((status = 201, body = OfficialReport, description = "The report, open and still empty")),
    security(("bearer" = [can::DraftReports::NAME])),
)]
#[post("/units/{unit}/reports")]
pub async fn open_of_unit(
    caller: Allowed<can::DraftReports>,
    unit: Path<UnitRef>,
    key: IdempotencyKey,
    new: Valid<NewReport>,
    db: Data<Db>,
) -> Result<Created<OfficialReport>> {
    let opened = db.write_once(&caller, &key, &*new, async |w| {
        let (period, mut opening) = store::opening(w, Level::Commune, &new).await?;
        let reporter = store::unit_reporting(w, &unit, &period).await?;
        opening.due_on = period.due_on(reporter.level);
        let reporters = [reporter];
        let mut opened = store::insert(w, &reporters, &period, &opening, role(&caller)?).await?;
        opened.pop().map(Change::created).ok_or_else(|| Code::NotFound.into())
    });
    opened.await.map(Created)
}

/// Open the nation's report for a period.
#[utoipa::path(
    tag = "reports",
    operation_id = "open_report",
    params(IdempotencyKey),
    request_body = NewReport,
    responses((status = 201, body = OfficialReport, description = "The report, open and still empty")),
    security(("bearer" = [can::DraftReports::NAME])),
)]
#[post("/reports")]
pub async fn open_of_nation(
    caller: Allowed<can::DraftReports>,
    key: IdempotencyKey,
    new: Valid<NewReport>,
    db: Data<Db>,
) -> Result<Created<OfficialReport>> {
    let opened = db.write_once(&caller, &key, &*new, async |w| {
        if !caller.reach().nation {
            return Err(Code::ReportOfAnother.into());
        }
        let (period, opening) = store::opening(w, Level::Nation, &new).await?;
        let reporters = [Reporter::NATION];
        let mut opened = store::insert(w, &reporters, &period, &opening, role(&caller)?).await?;
        opened.pop().map(Change::created).ok_or_else(|| Code::NotFound.into())
    });
    opened.await.map(Created)
}

/// Find a report with its figures, its text, what was done with it and how much of what is below is summed up in it.
///
/// Whoever may not read the members sees no figure of 1 to 4 people, nor one whose rest is so small.
#[utoipa::path(
    tag = "reports",
    operation_id = "find_report",
    params(("report_id" = Uuid, Path)),
    responses(
        (status = 200, body = WholeReport, description = "The report with its figures, text, steps and coverage"),
    ),
    security(("bearer" = [can::ReadReports::NAME])),
)]
#[get("/reports/{report_id}")]
pub async fn find(
    caller: Allowed<can::ReadReports>,
    id: Path<ReportId>,
    db: Data<Db>,
) -> Result<Tagged<WholeReport>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Fill the figures of a report from the records (lập báo cáo), as often as wanted. What is declared stays.
#[utoipa::path(
    tag = "reports",
    operation_id = "draft_report",
    params(("report_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = OfficialReport, description = "The report, filled from the records")),
    security(("bearer" = [can::DraftReports::NAME])),
)]
#[post("/reports/{report_id}/draft")]
pub async fn draft(
    caller: Allowed<can::DraftReports>,
    id: Path<ReportId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<OfficialReport>> {
    let figures = store::figures_of(&db, &caller, *id).await?;
    let drafted = db.write_once(&caller, &key, &(), async |w| {
        let report = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::draft(w, &report, &figures).await?;
        Ok(Change::done("drafted", &report, after))
    });
    drafted.await.map(Created)
}

/// Declare a figure beside the computed one, or explain the difference.
///
/// A share is declared in its two parts, never as a percentage.
#[utoipa::path(
    tag = "reports",
    operation_id = "declare_report_cell",
    params(("report_id" = Uuid, Path), ("indicator" = Indicator, Path), IfMatch),
    request_body = ReportCellPatch,
    responses((status = 200, body = OfficialReport, description = "The report with its new version")),
    security(("bearer" = [can::DraftReports::NAME])),
)]
#[patch("/reports/{report_id}/cells/{indicator}")]
pub async fn declare(
    caller: Allowed<can::DraftReports>,
    path: Path<(ReportId, Indicator)>,
    etag: IfMatch,
    said: Changes<ReportCellPatch>,
    db: Data<Db>,
) -> Result<Tagged<OfficialReport>> {
    let (id, indicator) = *path;
    let declared = db.write(&caller, async |w| {
        let report = store::hold(w, id).await?.if_matches(etag)?;
        let (before, after) = store::declare(w, &report, indicator, &said).await?;
        let event = Event::changed("declared", &before, &after);
        Ok(Change::one(after.report, event))
    });
    declared.await.map(Tagged)
}

/// Write a section of a report's text, in place of what stands there.
#[utoipa::path(
    tag = "reports",
    operation_id = "write_report_section",
    params(("report_id" = Uuid, Path), ("section" = ReportSection, Path), IfMatch),
    request_body = NewReportSection,
    responses((status = 200, body = OfficialReport, description = "The report with its new version")),
    security(("bearer" = [can::DraftReports::NAME])),
)]
#[put("/reports/{report_id}/sections/{section}")]
pub async fn write(
    caller: Allowed<can::DraftReports>,
    path: Path<(ReportId, ReportSection)>,
    etag: IfMatch,
    new: Valid<NewReportSection>,
    db: Data<Db>,
) -> Result<Tagged<OfficialReport>> {
    let (id, section) = *path;
    let written = db.write(&caller, async |w| {
        let report = store::hold(w, id).await?.if_matches(etag)?;
        let after = store::write(w, &report, section, &new.body).await?;
        Ok(Change::done("written", &report, after))
    });
    written.await.map(Tagged)
}

/// Submit a report (nộp): from the last day of its period on, and with every difference explained.
#[utoipa::path(
    tag = "reports",
    operation_id = "submit_report",
    params(("report_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = OfficialReport, description = "The report, submitted to those above")),
    security(("bearer" = [can::SubmitReports::NAME])),
)]
#[post("/reports/{report_id}/submission")]
pub async fn submit(
    caller: Allowed<can::SubmitReports>,
    id: Path<ReportId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<OfficialReport>> {
    let done = db.write_once(&caller, &key, &(), async |w| {
        let report = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::submit(w, &report).await?;
        Ok(Change::done("submitted", &report, after))
    });
    done.await.map(Created)
}

/// Take a report back that is submitted and not yet approved (rút lại).
#[utoipa::path(
    tag = "reports",
    operation_id = "withdraw_report",
    params(("report_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = OfficialReport, description = "The report, a draft again")),
    security(("bearer" = [can::SubmitReports::NAME])),
)]
#[post("/reports/{report_id}/withdrawal")]
pub async fn withdraw(
    caller: Allowed<can::SubmitReports>,
    id: Path<ReportId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<OfficialReport>> {
    let done = db.write_once(&caller, &key, &(), async |w| {
        let report = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::withdraw(w, &report).await?;
        Ok(Change::done("withdrawn", &report, after))
    });
    done.await.map(Created)
}

/// Accept a report (tiếp nhận): by those above the reporter.
#[utoipa::path(
    tag = "reports",
    operation_id = "accept_report",
    params(("report_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = OfficialReport, description = "The report, accepted by those above")),
    security(("bearer" = [can::ReceiveReports::NAME])),
)]
#[post("/reports/{report_id}/acceptance")]
pub async fn accept(
    caller: Allowed<can::ReceiveReports>,
    id: Path<ReportId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<OfficialReport>> {
    let done = db.write_once(&caller, &key, &(), async |w| {
        let report = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::accept(w, &report).await?;
        Ok(Change::done("accepted", &report, after))
    });
    done.await.map(Created)
}

/// Return a report (trả lại), with at least one reason: of a figure, of a section, or of the whole.
#[utoipa::path(
    tag = "reports",
    operation_id = "return_report",
    params(("report_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = NewReportReturn,
    responses((status = 201, body = OfficialReport, description = "The report, returned with its reasons")),
    security(("bearer" = [can::ReceiveReports::NAME])),
)]
#[post("/reports/{report_id}/return")]
pub async fn send_back(
    caller: Allowed<can::ReceiveReports>,
    id: Path<ReportId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<NewReportReturn>,
    db: Data<Db>,
) -> Result<Created<OfficialReport>> {
    let done = db.write_once(&caller, &key, &*new, async |w| {
        let report = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::send_back(w, &report, &new).await?;
        Ok(Change::done("returned", &report, after))
    });
    done.await.map(Created)
}
