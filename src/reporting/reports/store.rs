//! Reports in the database.

use super::model::{
    CellOf, NamedReporter, NewReport, NewReportReturn, OfficialReport, Opening, ReportCell, ReportCellPatch,
    ReportChild, ReportChildStanding, ReportDelivery, ReportQuery, ReportRegime, ReportReturnReason,
    ReportSection, ReportState, ReportStep, ReportStepKind, Reporter, WholeReport, WrittenSection,
};
use super::rules;
use crate::planning::programmes;
use crate::platform::auth::{Level, Role, Scope};
use crate::platform::db::{Db, Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, ReportId, UnitId};
use crate::register::clubs;
use crate::register::tables::{club_placements, clubs as clubs_table};
use crate::reporting::report_periods as periods;
use crate::reporting::report_periods::model::ReportPeriod;
use crate::reporting::schema::{
    report_cells, report_children, report_deliveries, report_periods, report_requests, report_returns,
    report_sections, report_snapshots, report_steps, reports,
};
use crate::statistics::fresh::Proof;
use crate::statistics::indicators;
use crate::statistics::indicators::model::{
    Among, Asked, Indicator, IndicatorPeriod, IndicatorValue, Tree, Whose,
};
use crate::territory::tables::unit_versions;
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

type Rows = reports::BoxedQuery<'static, Pg>;

/// The reports that this caller can see: of the clubs in reach, and of the units in reach with all below them.
#[must_use]
pub fn visible(scope: &Scope) -> Rows {
    let (reach, all) = (scope.reach().clone(), reports::table.into_boxed());
    if reach.nation {
        return all;
    }
    let clubs = clubs::store::visible(scope).select(clubs_table::id.nullable());
    let unit = reports::club_id.is_null();
    all.filter(reports::club_id.eq_any(clubs))
        .or_filter(unit.and(reports::province_id.eq_any(reach.provinces)))
        .or_filter(unit.and(reports::district_id.eq_any(reach.districts)))
        .or_filter(unit.and(reports::commune_id.eq_any(reach.communes)))
}

async fn paged(
    db: &mut impl Reads,
    mut rows: Rows,
    query: ReportQuery,
    page: &PageQuery,
) -> Result<Page<OfficialReport>> {
    if let Some(state) = query.state {
        rows = rows.filter(reports::state.eq(state));
    }
    if let Some(period) = query.period {
        rows = rows.filter(reports::period_id.eq(period));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(reports::id.lt(ReportId(seek.id)));
    }
    let rows = rows
        .order(reports::id.desc())
        .limit(page.limit + 1)
        .select(OfficialReport::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row: &OfficialReport| Seek { key: String::new(), id: row.id.0 }))
}

/// Lists a club's reports, the last opened first.
pub async fn list_of_club(
    db: &mut impl Reads,
    club: ClubId,
    query: ReportQuery,
    page: &PageQuery,
) -> Result<Page<OfficialReport>> {
    let club = clubs::store::find(db, club).await?;
    let rows = visible(db.scope()).filter(reports::club_id.eq(club.id));
    paged(db, rows, query, page).await
}

/// Lists the reports of a unit, or those of a level in it, the last opened first.
pub async fn list_of_unit(
    db: &mut impl Reads,
    unit: &UnitRef,
    on: NaiveDate,
    query: ReportQuery,
    page: &PageQuery,
) -> Result<Page<OfficialReport>> {
    let unit = units::store::find_in_reach(db, unit, on).await?;
    let rows = visible(db.scope());
    let rows = match (query.level, unit.level) {
        (None, _) => rows.filter(reports::unit_id.eq(unit.id)),
        (Some(level), Level::Province) => {
            rows.filter(reports::province_id.eq(unit.id)).filter(reports::level.eq(level))
        }
        (Some(level), Level::District) => {
            rows.filter(reports::district_id.eq(unit.id)).filter(reports::level.eq(level))
        }
        (Some(level), _) => rows.filter(reports::commune_id.eq(unit.id)).filter(reports::level.eq(level)),
    };
    paged(db, rows, query, page).await
}

/// Lists the nation's reports, or those of a level in it, the last opened first.
pub async fn list_of_nation(
    db: &mut impl Reads,
    query: ReportQuery,
    page: &PageQuery,
) -> Result<Page<OfficialReport>> {
    let level = query.level.unwrap_or(Level::Nation);
    let rows = visible(db.scope()).filter(reports::level.eq(level));
    paged(db, rows, query, page).await
}

/// A report without what is in it.
pub async fn head(db: &mut impl Reads, id: ReportId) -> Result<OfficialReport> {
    let rows = visible(db.scope()).filter(reports::id.eq(id));
    Ok(rows.select(OfficialReport::as_select()).first(db.conn()).await?)
}

/// A report in the caller's reach, locked: after its club, if it is a club's.
pub async fn hold(w: &mut Writer<'_>, id: ReportId) -> Result<Held<OfficialReport>> {
    let club = head(w, id).await?.club_id;
    clubs::store::lock(w, club.as_slice()).await?;
    let seen = visible(w.scope()).filter(reports::id.eq(id)).select(reports::id);
    let row = reports::table
        .filter(reports::id.eq_any(seen))
        .select(OfficialReport::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    Ok(Held::new(row))
}

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

/// Finds a report with all that is in it, without small numbers where the caller may not know the people.
pub async fn find(db: &mut impl Reads, id: ReportId) -> Result<WholeReport> {
    let report = head(db, id).await?;
    let period = period_of(db, &report).await?;
    let mut cells = cells(db, &report).await?;
    if !rules::knows_those_in(db.scope(), &report) {
        cells = rules::without_small(cells);
    }
    let returns = report_returns::table
        .filter(report_returns::report_id.eq(id))
        .order((report_returns::returned_on, report_returns::id, report_returns::position))
        .select(ReportReturnReason::as_select())
        .load(db.conn())
        .await?;
    let deliveries = report_deliveries::table
        .filter(report_deliveries::report_id.eq(id))
        .order(report_deliveries::id)
        .select(ReportDelivery::as_select())
        .load(db.conn())
        .await?;
    let hash = report_snapshots::table.find(id).select(report_snapshots::content_hash);
    let content_hash = hash.first(db.conn()).await.optional()?;
    Ok(WholeReport {
        reporter: named(db, &report, &period).await?,
        sections: sections(db, &report).await?,
        steps: steps(db, &report).await?,
        children: children(db, &report).await?,
        children_changed: children_changed(db, &report).await?,
        coverage: report.coverage(),
        period,
        cells,
        returns,
        deliveries,
        content_hash,
        report,
    })
}

/// Whether reports from below were sealed or corrected since a report was consolidated.
async fn children_changed(db: &mut impl Reads, report: &OfficialReport) -> Result<bool> {
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

/// Commune, district and province of a club.
type ClubPath = (UnitId, Option<UnitId>, UnitId);
/// A unit, its level, and its commune, district and province.
type UnitPath = (UnitId, Level, Option<UnitId>, Option<UnitId>, UnitId);

/// Clubs in reach as reporters, where they lay at the end of a period. Those that were not founded by then, or had
/// ended before it, do not report.
pub async fn clubs_reporting(
    w: &mut Writer<'_>,
    wanted: &[ClubId],
    period: &ReportPeriod,
) -> Result<Vec<Reporter>> {
    use clubs_table as c;
    let seen = clubs::store::visible(w.scope()).filter(c::id.eq_any(wanted.to_vec())).select(c::id);
    let seen: Vec<ClubId> = seen.load(w.conn()).await?;
    clubs::store::lock(w, &seen).await?;
    let on = period.until;
    let rows: Vec<(ClubId, Option<NaiveDate>, Option<NaiveDate>, ClubPath)> = c::table
        .filter(c::id.eq_any(seen))
        .select((c::id, c::established_on, c::ended_on, (c::commune_id, c::district_id, c::province_id)))
        .load(w.conn())
        .await?;
    let placed: Vec<(ClubId, Option<UnitId>, Option<UnitId>, UnitId)> = club_placements::table
        .inner_join(unit_versions::table.on(unit_versions::unit_id.eq(club_placements::hamlet_id)))
        .filter(club_placements::club_id.eq_any(wanted.to_vec()))
        .filter(club_placements::is_main)
        .filter(clubs::store::placed(on))
        .filter(units::store::standing(on))
        .select((
            club_placements::club_id,
            unit_versions::commune_id,
            unit_versions::district_id,
            unit_versions::province_id,
        ))
        .load(w.conn())
        .await?;
    let mut reporters = vec![];
    for (club, established_on, ended_on, (commune, district, province)) in rows {
        if established_on.is_none_or(|first| first > on) {
            return Err(Error::from(Code::DateBeforeFounding).with("established_on", established_on));
        }
        if ended_on.is_some_and(|last| last < period.since) {
            return Err(Error::from(Code::ClubStateRefuses).with("ended_on", ended_on));
        }
        let then = placed.iter().find(|(id, ..)| *id == club);
        let (commune, district, province) = then
            .map_or((Some(commune), district, province), |(_, commune, district, province)| {
                (*commune, *district, *province)
            });
        reporters.push(Reporter {
            level: Level::Club,
            club_id: Some(club),
            unit_id: None,
            commune_id: commune,
            district_id: district,
            province_id: Some(province),
        });
    }
    Ok(reporters)
}

/// A unit in reach as reporter, as it stood at the end of a period.
///
/// # Errors
/// 422 with its successors for one that did not stand then, and for a district or a hamlet.
pub async fn unit_reporting(w: &mut Writer<'_>, unit: &UnitRef, period: &ReportPeriod) -> Result<Reporter> {
    let found = units::store::find(w, None, unit, period.until).await;
    let unit = found.map_err(|refusal| match refusal.code() {
        Code::UnitNotValid => refusal.renamed(Code::ReportUnitNotValid).with("on", period.until),
        _ => refusal,
    })?;
    if !units::store::covers(w.scope().reach(), &unit) {
        return Err(Code::NotFound.into());
    }
    reporter(&unit)
}

fn reporter(unit: &Unit) -> Result<Reporter> {
    if !matches!(unit.level, Level::Commune | Level::Province) {
        return Err(Error::from(Code::ReportUnitDoesNotReport).with("level", unit.level));
    }
    Ok(Reporter {
        level: unit.level,
        club_id: None,
        unit_id: Some(unit.id),
        commune_id: unit.commune_id,
        district_id: unit.district_id,
        province_id: Some(unit.province_id),
    })
}

/// Units in reach as reporters, as they stood at the end of a period: those that did.
pub async fn units_reporting(
    w: &mut Writer<'_>,
    wanted: &[UnitId],
    period: &ReportPeriod,
) -> Result<Vec<Reporter>> {
    use unit_versions as v;
    let reach = w.scope().reach().clone();
    let mut rows = v::table
        .filter(units::store::standing(period.until))
        .filter(v::unit_id.eq_any(wanted.to_vec()))
        .filter(v::level.eq_any([Level::Commune, Level::Province]))
        .into_boxed();
    if !reach.nation {
        let province = v::province_id.eq_any(reach.provinces);
        let commune = v::commune_id.eq_any(reach.communes).assume_not_null();
        rows = rows.filter(province.or(commune));
    }
    let rows: Vec<UnitPath> = rows
        .select((v::unit_id, v::level, v::commune_id, v::district_id, v::province_id))
        .load(w.conn())
        .await?;
    let reporter = |(unit, level, commune, district, province): UnitPath| Reporter {
        level,
        club_id: None,
        unit_id: Some(unit),
        commune_id: commune,
        district_id: district,
        province_id: Some(province),
    };
    Ok(rows.into_iter().map(reporter).collect())
}

/// The period for which a report is to be opened, and what is opened.
///
/// # Errors
/// 422 for a period that does not exist, has not begun, or is not for that kind of report, and for a programme that there
/// is not.
pub async fn opening(w: &mut Writer<'_>, level: Level, new: &NewReport) -> Result<(ReportPeriod, Opening)> {
    let period = periods::store::named(w, new.period_id, "/period_id").await?;
    if period.since > w.scope().today() {
        return Err(Error::field("/period_id", FieldCode::DateInFuture));
    }
    if !new.regime.is_for(period.kind) {
        return Err(Error::field("/regime", FieldCode::NotHere));
    }
    if let Some(code) = &new.programme {
        programmes::store::named(w, code).await?;
    }
    let opening = Opening {
        id: new.id,
        regime: new.regime,
        line: new.line,
        programme: new.programme.as_deref().map(str::to_owned),
        request: None,
        due_on: period.due_on(level),
    };
    Ok((period, opening))
}

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
    let mut authors = report.drawn_up_by.clone();
    if !authors.contains(&w.scope().user()) {
        authors.push(w.scope().user());
    }
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
    let row = |(position, reason): (i16, &super::model::NewReportReturnReason)| {
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
