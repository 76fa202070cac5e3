//! Requests in the database.

use super::model::{NewReportRequest, ReportRequest, WholeReportRequest};
use super::rules;
use crate::platform::auth::Scope;
use crate::platform::db::{Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ReportRequestId, UnitId};
use crate::reporting::reports::model::{OfficialReport, Opening, ReportRegime, Reporter};
use crate::reporting::schema::{report_requests, reports as reports_table};
use crate::reporting::{report_periods, reports};
use crate::territory::tables::units as units_table;
use crate::{Error, Result};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// The requests of places in reach, and those that a report in reach answers.
#[must_use]
pub fn visible(scope: &Scope) -> report_requests::BoxedQuery<'static, Pg> {
    let (reach, all) = (scope.reach().clone(), report_requests::table.into_boxed());
    if reach.nation {
        return all;
    }
    let answered = reports::store::visible(scope).select(reports_table::request_id.assume_not_null());
    let places: Vec<UnitId> = [reach.provinces, reach.districts, reach.communes].concat();
    all.filter(report_requests::unit_id.eq_any(places)).or_filter(report_requests::id.eq_any(answered))
}

/// Lists requests, the last first.
pub async fn list(db: &mut impl Reads, page: &PageQuery) -> Result<Page<ReportRequest>> {
    let mut rows = visible(db.scope());
    if let Some(seek) = page.seek() {
        rows = rows.filter(report_requests::id.lt(ReportRequestId(seek.id)));
    }
    let rows = rows
        .order(report_requests::id.desc())
        .limit(page.limit + 1)
        .select(ReportRequest::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row: &ReportRequest| Seek { key: String::new(), id: row.id.0 }))
}

/// Finds a request with the reports that answer it.
pub async fn find(db: &mut impl Reads, id: ReportRequestId) -> Result<WholeReportRequest> {
    let rows = visible(db.scope()).filter(report_requests::id.eq(id));
    let request: ReportRequest = rows.select(ReportRequest::as_select()).first(db.conn()).await?;
    let reports: Vec<OfficialReport> = reports::store::visible(db.scope())
        .filter(reports_table::request_id.eq(id))
        .filter(reports_table::superseded.eq(false))
        .order(reports_table::id)
        .select(OfficialReport::as_select())
        .load(db.conn())
        .await?;
    Ok(WholeReportRequest { request, reports })
}

/// Makes a request, and opens a report at each of those who are to answer.
pub async fn insert(
    w: &mut Writer<'_>,
    new: &NewReportRequest,
) -> Result<(ReportRequest, Vec<OfficialReport>)> {
    let (user, today) = (w.scope().user(), w.scope().today());
    new.is_whole(today)?;
    let period = report_periods::store::named(w, new.period_id, "/period_id").await?;
    if period.since > today {
        return Err(Error::field("/period_id", FieldCode::DateInFuture));
    }
    let (role, place) = rules::asker(w.scope()).ok_or(Code::Forbidden)?;
    let mut reporters = reports::store::clubs_reporting(w, &new.clubs, &period).await?;
    reporters.extend(reports::store::units_reporting(w, &new.units, &period).await?);
    refuse_strangers(w, new, &reporters).await?;
    let programme = new.programme.as_deref().map(str::to_owned);
    let request: ReportRequest = diesel::insert_into(report_requests::table)
        .values((
            report_requests::id.eq(new.id.unwrap_or_default()),
            report_requests::unit_id.eq(place.unit()),
            report_requests::title.eq(&*new.title),
            report_requests::questions.eq(new.questions.iter().map(|line| &**line).collect::<Vec<&str>>()),
            report_requests::indicators.eq(&new.indicators),
            report_requests::period_id.eq(period.id),
            report_requests::programme.eq(&programme),
            report_requests::line.eq(new.line),
            report_requests::due_on.eq(new.due_on.get()),
            report_requests::requested_on.eq(today),
            report_requests::requested_by.eq(user),
        ))
        .returning(ReportRequest::as_returning())
        .get_result(w.conn())
        .await?;
    let opening = Opening {
        id: None,
        regime: ReportRegime::AdHoc,
        line: new.line,
        programme,
        request: Some(request.id),
        due_on: request.due_on,
    };
    let opened = reports::store::insert(w, &reporters, &period, &opening, role).await?;
    Ok((request, opened))
}

/// Refuses those who are out of reach, who did not stand at the end of the period, and who do not stand below.
async fn refuse_strangers(w: &mut Writer<'_>, new: &NewReportRequest, found: &[Reporter]) -> Result<()> {
    let mut wrong = vec![];
    for (index, club) in new.clubs.iter().enumerate() {
        if !found.iter().any(|reporter| reporter.club_id == Some(*club)) {
            wrong.push(Field::new(format!("/clubs/{index}"), FieldCode::UnknownClub));
        }
    }
    let known: Vec<UnitId> = units_table::table
        .filter(units_table::id.eq_any(&new.units))
        .select(units_table::id)
        .load(w.conn())
        .await?;
    for (index, unit) in new.units.iter().enumerate() {
        let code = match found.iter().find(|reporter| reporter.unit_id == Some(*unit)) {
            Some(reporter) if rules::stands_below(w.scope(), reporter) => continue,
            Some(_) => FieldCode::NotHere,
            None if known.contains(unit) => FieldCode::NotValidThen,
            None => FieldCode::UnknownUnit,
        };
        wrong.push(Field::new(format!("/units/{index}"), code));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
}
