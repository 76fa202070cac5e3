//! The work on a report, from its opening to its acceptance.

use super::contents::{asked, cells, period_of, wanted};
use crate::platform::auth::Role;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::ids::{Actor, UnitId};
use crate::register::clubs;
use crate::reporting::report_periods::model::ReportPeriod;
use crate::reporting::reports::model::{
    CellOf, NewReportReturn, NewReportReturnReason, OfficialReport, Opening, ReportCell, ReportCellPatch,
    ReportRegime, ReportSection, ReportState, ReportStepKind, Reporter,
};
use crate::reporting::reports::rules;
use crate::reporting::schema::{report_cells, report_returns, report_sections, report_steps, reports};
use crate::statistics::fresh::Proof;
use crate::statistics::indicators;
use crate::statistics::indicators::model::{Indicator, IndicatorValue};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

/// Opens a report for each of some reporters.
pub async fn insert(
    w: &mut Writer<'_>,
    reporters: &[Reporter],
    period: &ReportPeriod,
    opening: &Opening,
    role: Role,
) -> Result<Vec<OfficialReport>> {
    let today = w.scope().today();
    let row = |reporter: &Reporter| {
        (
            reports::id.eq(opening.id.unwrap_or_default()),
            (
                reports::club_id.eq(reporter.club_id),
                reports::unit_id.eq(reporter.unit_id),
                reports::commune_id.eq(reporter.commune_id),
                reports::district_id.eq(reporter.district_id),
                reports::province_id.eq(reporter.province_id),
                reports::level.eq(reporter.level),
            ),
            reports::line.eq(opening.line),
            reports::programme.eq(opening.programme.clone()),
            reports::period_id.eq(period.id),
            reports::regime.eq(opening.regime),
            reports::request_id.eq(opening.request),
            reports::state.eq(ReportState::Open),
            reports::due_on.eq(opening.due_on),
            reports::opened_on.eq(today),
        )
    };
    let rows: Vec<_> = reporters.iter().map(row).collect();
    let opened: Vec<OfficialReport> = diesel::insert_into(reports::table)
        .values(rows)
        .returning(OfficialReport::as_returning())
        .get_results(w.conn())
        .await?;
    step_of_each(w, &opened, ReportStepKind::Opened, role).await?;
    Ok(opened)
}

/// Writes down what was done with a report.
pub async fn step(
    w: &mut Writer<'_>,
    report: &OfficialReport,
    kind: ReportStepKind,
    role: Role,
) -> Result<()> {
    step_of_each(w, std::slice::from_ref(report), kind, role).await
}

async fn step_of_each(
    w: &mut Writer<'_>,
    done: &[OfficialReport],
    kind: ReportStepKind,
    role: Role,
) -> Result<()> {
    let (user, today) = (w.scope().user(), w.scope().today());
    let row = |report: &OfficialReport| {
        (
            report_steps::report_id.eq(report.id),
            report_steps::number.eq(report.version),
            report_steps::step.eq(kind),
            report_steps::role.eq(<&str>::from(role)),
            report_steps::done_by.eq(user),
            report_steps::done_on.eq(today),
        )
    };
    let rows: Vec<_> = done.iter().map(row).collect();
    diesel::insert_into(report_steps::table).values(rows).execute(w.conn()).await?;
    Ok(())
}

/// Raises the version of a report that somebody works on, who has then drawn it up with others.
pub async fn worked_on(w: &mut Writer<'_>, report: &Held<OfficialReport>) -> Result<OfficialReport> {
    let authors = Actor::joined(&report.drawn_up_by, w.scope().user());
    Ok(diesel::update(reports::table.filter(reports::id.eq(report.id)))
        .set((
            reports::state.eq(ReportState::Draft),
            reports::drawn_up_by.eq(authors),
            reports::version.eq(reports::version + 1),
        ))
        .returning(OfficialReport::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Fills the figures of a report from the records, as often as wanted. What is declared stays.
pub async fn draft(
    w: &mut Writer<'_>,
    report: &Held<OfficialReport>,
    figures: &Proof,
) -> Result<OfficialReport> {
    let role = rules::speaks_for(w.scope(), report)?;
    rules::in_one_of(report, &[ReportState::Open, ReportState::Draft, ReportState::Returned])?;
    let period = period_of(w, report).await?;
    let wanted = wanted(w, report).await?;
    if !wanted.is_empty() {
        let asked = asked(w, report, &period).await?;
        let values = indicators::store::exact(&mut figures.within(w), &asked, &wanted).await?;
        compute(w, report, &values).await?;
    }
    let after = worked_on(w, report).await?;
    step(w, &after, ReportStepKind::Drafted, role).await?;
    Ok(after)
}

/// Puts computed values into the figures of a report.
async fn compute(w: &mut Writer<'_>, report: &Held<OfficialReport>, values: &[IndicatorValue]) -> Result<()> {
    use report_cells as c;
    let row = |value: &IndicatorValue| {
        (
            c::report_id.eq(report.id),
            c::indicator.eq(value.indicator),
            c::definition_version.eq(value.definition_version),
            c::numerator.eq(value.numerator),
            c::denominator.eq(value.denominator),
            c::few_people.eq(value.few_people),
        )
    };
    // what is summed up from below keeps its own mark, beside what is computed anew
    let summed_up = c::consolidated_numerator.is_not_null().and(c::few_people);
    diesel::insert_into(c::table)
        .values(values.iter().map(row).collect::<Vec<_>>())
        .on_conflict((c::report_id, c::indicator))
        .do_update()
        .set((
            c::definition_version.eq(excluded(c::definition_version)),
            c::numerator.eq(excluded(c::numerator)),
            c::denominator.eq(excluded(c::denominator)),
            c::few_people.eq(excluded(c::few_people).or(summed_up)),
        ))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// Says what the reporter says of a figure, beside what is computed.
pub async fn declare(
    w: &mut Writer<'_>,
    report: &Held<OfficialReport>,
    indicator: Indicator,
    patch: &ReportCellPatch,
) -> Result<(CellOf, CellOf)> {
    rules::speaks_for(w.scope(), report)?;
    rules::in_one_of(report, &[ReportState::Open, ReportState::Draft, ReportState::Returned])?;
    let row = report_cells::table.find((report.id, indicator));
    let before: ReportCell = row.select(ReportCell::as_select()).first(w.conn()).await?;
    let cell = rules::declared(&before, patch)?;
    diesel::update(row)
        .set((
            report_cells::declared_numerator.eq(cell.declared_numerator),
            report_cells::declared_denominator.eq(cell.declared_denominator),
            report_cells::explanation.eq(&cell.explanation),
        ))
        .execute(w.conn())
        .await?;
    let after = worked_on(w, report).await?;
    let before = CellOf { report: OfficialReport::clone(report), cell: before };
    Ok((before, CellOf { report: after, cell }))
}

/// Writes a section.
pub async fn write(
    w: &mut Writer<'_>,
    report: &Held<OfficialReport>,
    section: ReportSection,
    body: &str,
) -> Result<OfficialReport> {
    use report_sections as s;
    rules::speaks_for(w.scope(), report)?;
    rules::in_one_of(report, &[ReportState::Open, ReportState::Draft, ReportState::Returned])?;
    diesel::insert_into(s::table)
        .values((s::report_id.eq(report.id), s::section.eq(section), s::body.eq(body)))
        .on_conflict((s::report_id, s::section))
        .do_update()
        .set(s::body.eq(excluded(s::body)))
        .execute(w.conn())
        .await?;
    worked_on(w, report).await
}

/// Submits a report, once its period is over and what is declared is explained.
pub async fn submit(w: &mut Writer<'_>, report: &Held<OfficialReport>) -> Result<OfficialReport> {
    let role = rules::speaks_for(w.scope(), report)?;
    rules::in_one_of(report, &[ReportState::Draft, ReportState::Returned])?;
    let (user, today) = (w.scope().user(), w.scope().today());
    let period = period_of(w, report).await?;
    if report.regime != ReportRegime::AdHoc && today < period.until {
        return Err(Error::from(Code::ReportPeriodRunning).with("until", period.until));
    }
    rules::explained(&cells(w, report).await?)?;
    let after = diesel::update(reports::table.filter(reports::id.eq(report.id)))
        .set((
            reports::state.eq(ReportState::Submitted),
            reports::submitted_on.eq(report.submitted_on.or(Some(today))),
            reports::submitted_by.eq(user),
            reports::version.eq(reports::version + 1),
        ))
        .returning(OfficialReport::as_returning())
        .get_result(w.conn())
        .await?;
    step(w, &after, ReportStepKind::Submitted, role).await?;
    Ok(after)
}

async fn moved(
    w: &mut Writer<'_>,
    report: &Held<OfficialReport>,
    state: ReportState,
    accepted_on: Option<NaiveDate>,
    (kind, role): (ReportStepKind, Role),
) -> Result<OfficialReport> {
    let after = diesel::update(reports::table.filter(reports::id.eq(report.id)))
        .set((
            reports::state.eq(state),
            reports::accepted_on.eq(accepted_on),
            reports::version.eq(reports::version + 1),
        ))
        .returning(OfficialReport::as_returning())
        .get_result(w.conn())
        .await?;
    step(w, &after, kind, role).await?;
    Ok(after)
}

/// Takes a report back that was submitted and not yet approved.
pub async fn withdraw(w: &mut Writer<'_>, report: &Held<OfficialReport>) -> Result<OfficialReport> {
    let role = rules::speaks_for(w.scope(), report)?;
    rules::in_one_of(report, &[ReportState::Submitted, ReportState::Accepted])?;
    moved(w, report, ReportState::Draft, None, (ReportStepKind::Withdrawn, role)).await
}

/// The role in which the caller receives a report.
async fn receiver(w: &mut Writer<'_>, report: &Held<OfficialReport>) -> Result<Role> {
    let path: Vec<UnitId> = match report.club_id {
        None => vec![],
        Some(club) => {
            let club = clubs::store::find(w, club).await?;
            [Some(club.hamlet_id), Some(club.commune_id), club.district_id, Some(club.province_id)]
                .into_iter()
                .flatten()
                .collect()
        }
    };
    rules::stands_above(w.scope(), report, &path)
}

/// Accepts a report that was submitted.
pub async fn accept(w: &mut Writer<'_>, report: &Held<OfficialReport>) -> Result<OfficialReport> {
    let role = receiver(w, report).await?;
    rules::in_one_of(report, &[ReportState::Submitted])?;
    let today = w.scope().today();
    moved(w, report, ReportState::Accepted, Some(today), (ReportStepKind::Accepted, role)).await
}

/// Returns a report that was submitted, with the reasons.
pub async fn send_back(
    w: &mut Writer<'_>,
    report: &Held<OfficialReport>,
    new: &NewReportReturn,
) -> Result<OfficialReport> {
    let role = receiver(w, report).await?;
    rules::in_one_of(report, &[ReportState::Submitted])?;
    let known: Vec<Indicator> = cells(w, report).await?.into_iter().map(|cell| cell.indicator).collect();
    let mut wrong = vec![];
    for (index, reason) in new.reasons.iter().enumerate() {
        let at = |name: &str, code| Field::new(format!("/reasons/{index}/{name}"), code);
        if reason.indicator.is_some_and(|indicator| !known.contains(&indicator)) {
            wrong.push(at("indicator", FieldCode::NotReported));
        }
        if reason.indicator.is_some() && reason.section.is_some() {
            wrong.push(at("section", FieldCode::NotHere));
        }
    }
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong));
    }
    let today = w.scope().today();
    let row = |(position, reason): (i16, &NewReportReturnReason)| {
        (
            report_returns::id.eq(uuid::Uuid::now_v7()),
            report_returns::report_id.eq(report.id),
            report_returns::returned_on.eq(today),
            report_returns::position.eq(position),
            report_returns::indicator.eq(reason.indicator),
            report_returns::section.eq(reason.section),
            report_returns::reason.eq(reason.reason.to_string()),
        )
    };
    let rows: Vec<_> = (1..).zip(&new.reasons).map(row).collect();
    diesel::insert_into(report_returns::table).values(rows).execute(w.conn()).await?;
    moved(w, report, ReportState::Returned, None, (ReportStepKind::Returned, role)).await
}
