//! What stands in a report: its period, cells, sections, steps and the reports below it.

use super::head;
use crate::Result;
use crate::platform::auth::Scope;
use crate::platform::db::{Db, Reads};
use crate::platform::ids::{ReportId, UnitId};
use crate::register::tables::clubs as clubs_table;
use crate::reporting::report_periods::model::ReportPeriod;
use crate::reporting::reports::model::{
    NamedReporter, OfficialReport, ReportCell, ReportChild, ReportChildStanding, ReportState, ReportStep,
    WrittenSection,
};
use crate::reporting::reports::rules;
use crate::reporting::schema::{
    report_cells, report_children, report_periods, report_requests, report_sections, report_steps, reports,
};
use crate::statistics::fresh::Proof;
use crate::statistics::indicators;
use crate::statistics::indicators::model::{Among, Asked, Indicator, IndicatorPeriod, Tree, Whose};
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// The period of a report.
pub async fn period_of(db: &mut impl Reads, report: &OfficialReport) -> Result<ReportPeriod> {
    let row = report_periods::table.find(report.period_id).select(ReportPeriod::as_select());
    Ok(row.first(db.conn()).await?)
}

/// The figures of a report already in reach: the indicators, then what the annexes count.
pub async fn cells(db: &mut impl Reads, report: &OfficialReport) -> Result<Vec<ReportCell>> {
    let rows = report_cells::table.filter(report_cells::report_id.eq(report.id));
    let mut cells: Vec<ReportCell> = rows.select(ReportCell::as_select()).load(db.conn()).await?;
    cells.sort_by_key(|cell| cell.indicator);
    Ok(cells)
}

/// The text of a report already in reach, in order.
pub async fn sections(db: &mut impl Reads, report: &OfficialReport) -> Result<Vec<WrittenSection>> {
    let rows = report_sections::table.filter(report_sections::report_id.eq(report.id));
    Ok(rules::in_order(rows.select(WrittenSection::as_select()).load(db.conn()).await?))
}

/// What was done with a report already in reach.
pub async fn steps(db: &mut impl Reads, report: &OfficialReport) -> Result<Vec<ReportStep>> {
    let rows = report_steps::table.filter(report_steps::report_id.eq(report.id)).order(report_steps::number);
    Ok(rows.select(ReportStep::as_select()).load(db.conn()).await?)
}

/// Those below a report already in reach, as it was consolidated.
pub async fn children(db: &mut impl Reads, report: &OfficialReport) -> Result<Vec<ReportChild>> {
    let rows = report_children::table
        .filter(report_children::report_id.eq(report.id))
        .order((report_children::name, report_children::place_id));
    Ok(rows.select(ReportChild::as_select()).load(db.conn()).await?)
}

/// Who reports, by the names of the end of the period.
pub async fn named(
    db: &mut impl Reads,
    report: &OfficialReport,
    period: &ReportPeriod,
) -> Result<NamedReporter> {
    let above = [report.commune_id, report.district_id, report.province_id].into_iter().flatten();
    let above: Vec<UnitId> = above.filter(|id| Some(*id) != report.unit_id).collect();
    let wanted = above.iter().copied().chain(report.unit_id).collect();
    let names = units::store::names(db, wanted, period.until).await?;
    let name = match (report.club_id, report.unit_id) {
        (Some(club), _) => clubs_table::table.find(club).select(clubs_table::name).first(db.conn()).await?,
        (None, Some(unit)) => names.get(&unit).cloned().unwrap_or_default(),
        (None, None) => "Việt Nam".to_owned(),
    };
    let ancestors = above.iter().filter_map(|id| names.get(id).cloned()).collect();
    Ok(NamedReporter { name, level: report.level, ancestors })
}

/// The question whose answer the figures of a report are.
pub async fn asked(db: &mut impl Reads, report: &OfficialReport, period: &ReportPeriod) -> Result<Asked> {
    let whose = match (report.club_id, report.unit_id) {
        (Some(club), _) => Whose::Club(club),
        (None, Some(unit)) => {
            Whose::Unit(Box::new(units::store::find(db, None, &UnitRef::Id(unit), period.until).await?))
        }
        (None, None) => Whose::Nation,
    };
    let day = period.until.min(db.scope().today());
    let period = IndicatorPeriod { since: period.since, day };
    Ok(Asked { whose, period, tree: Tree::Then, among: Among::default() })
}

/// Whether reports from below were sealed or corrected since a report was consolidated.
pub(super) async fn children_changed(db: &mut impl Reads, report: &OfficialReport) -> Result<bool> {
    let those = report_children::table.filter(report_children::report_id.eq(report.id));
    let included = report_children::standing.eq(ReportChildStanding::Included);
    let moved =
        those.inner_join(reports::table.on(report_children::child_id.eq(reports::id.nullable()))).filter(
            included
                .and(reports::superseded)
                .or(diesel::dsl::not(included).and(reports::state.eq(ReportState::Sealed))),
        );
    let missing = those.filter(report_children::standing.eq(ReportChildStanding::Missing));
    let clubs = missing.select(report_children::place_id.nullable());
    let came = reports::table
        .filter(reports::period_id.eq(report.period_id))
        .filter(reports::regime.eq(report.regime))
        .filter(reports::programme.is_not_distinct_from(&report.programme))
        .filter(reports::request_id.is_not_distinct_from(report.request_id))
        .filter(reports::state.eq(ReportState::Sealed))
        .filter(reports::club_id.eq_any(clubs).or(reports::unit_id.eq_any(clubs)));
    let (moved, came): (bool, bool) =
        diesel::select((diesel::dsl::exists(moved), diesel::dsl::exists(came))).get_result(db.conn()).await?;
    Ok(moved || came)
}

/// Has the figures of which a report is made kept, before it is drawn up or held against them.
pub async fn figures_of(db: &Db, scope: &Scope, id: ReportId) -> Result<Proof> {
    let mut reader = db.read(scope).await?;
    let report = head(&mut reader, id).await?;
    let period = period_of(&mut reader, &report).await?;
    let asked = asked(&mut reader, &report, &period).await?;
    drop(reader);
    Proof::of(db, scope, [&asked]).await
}

/// Which indicators stand in a report: all, or those that were asked for.
pub async fn wanted(db: &mut impl Reads, report: &OfficialReport) -> Result<Vec<Indicator>> {
    let Some(request) = report.request_id else { return Ok(indicators::rules::all()) };
    let row = report_requests::table.find(request).select(report_requests::indicators);
    Ok(row.first(db.conn()).await?)
}
