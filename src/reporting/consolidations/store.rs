//! Those below and their reports in the database: a handful of statements, however many there are.

use super::model::{Below, Child, Due, OverdueReport, ReportTurnaround};
use super::rules;
use crate::platform::auth::Level;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::ids::{ClubId, ReportId, UnitId};
use crate::register::clubs;
use crate::register::tables::{club_placements, clubs as c};
use crate::reporting::report_periods::model::ReportPeriod;
use crate::reporting::reports;
use crate::reporting::reports::model::{
    OfficialReport, ReportChildStanding, ReportRegime, ReportState, ReportStepKind,
};
use crate::reporting::schema::{report_cells, report_children, reports as r};
use crate::statistics::fresh::Proof;
use crate::statistics::indicators;
use crate::statistics::indicators::model::{Indicator, IndicatorValue};
use crate::territory::tables::unit_versions;
use crate::territory::units;
use crate::territory::units::model::Unit;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

/// The level whose reports those of a level are summed up from.
const fn below(level: Level) -> Level {
    match level {
        Level::Nation => Level::Province,
        Level::Province | Level::District => Level::Commune,
        Level::Commune | Level::Hamlet | Level::Club => Level::Club,
    }
}

/// Who below a place has to report as of a day: the clubs that were running, or the units in which there were any.
async fn due_below(
    db: &mut impl Reads,
    level: Level,
    unit: Option<UnitId>,
    day: NaiveDate,
) -> Result<Vec<Due>> {
    let running = club_placements::table
        .inner_join(c::table.on(c::id.eq(club_placements::club_id)))
        .inner_join(unit_versions::table.on(unit_versions::unit_id.eq(club_placements::hamlet_id)))
        .filter(club_placements::is_main)
        .filter(clubs::store::placed(day))
        .filter(units::store::standing(day))
        .filter(c::established_on.le(day))
        .filter(c::ended_on.is_null().or(c::ended_on.gt(day)));
    let counted: Vec<(Option<UnitId>, i64)> = match (level, unit) {
        (Level::Nation, _) => {
            let provinces = running.group_by(unit_versions::province_id);
            provinces.select((unit_versions::province_id.nullable(), count_star())).load(db.conn()).await?
        }
        (Level::Province, Some(province)) => {
            let communes =
                running.filter(unit_versions::province_id.eq(province)).group_by(unit_versions::commune_id);
            communes.select((unit_versions::commune_id, count_star())).load(db.conn()).await?
        }
        (_, Some(commune)) => {
            let here = running.filter(unit_versions::commune_id.eq(commune)).order((c::sort_key, c::id));
            let rows: Vec<(ClubId, String)> = here.select((c::id, c::name)).load(db.conn()).await?;
            let due = rows.into_iter().map(|(club, name)| Due { place_id: club.0, name, clubs: 1 });
            return Ok(due.collect());
        }
        (_, None) => vec![],
    };
    let ids = counted.iter().filter_map(|(unit, _)| *unit).collect();
    let names = units::store::names(db, ids, day).await?;
    let due = counted.into_iter().filter_map(|(unit, clubs)| {
        let unit = unit?;
        let name = names.get(&unit).cloned().unwrap_or_default();
        Some(Due { place_id: unit.0, name, clubs: i32::try_from(clubs).unwrap_or(i32::MAX) })
    });
    let mut due: Vec<Due> = due.collect();
    due.sort_by_cached_key(|due| crate::platform::text::sort_key(&due.name));
    Ok(due)
}

/// The reports of those below a report that may be summed up in it.
async fn to_sum_up(w: &mut Writer<'_>, report: &Held<OfficialReport>) -> Result<Vec<Below>> {
    let mut rows = r::table
        .filter(r::period_id.eq(report.period_id))
        .filter(r::level.eq(below(report.level)))
        .filter(r::regime.eq(report.regime))
        .filter(r::programme.is_not_distinct_from(&report.programme))
        .filter(r::request_id.is_not_distinct_from(report.request_id))
        .filter(r::superseded.eq(false))
        .into_boxed();
    rows = match report.level {
        Level::Nation => rows,
        Level::Province => rows.filter(r::province_id.eq(report.province_id)),
        _ => rows.filter(r::commune_id.eq(report.commune_id)),
    };
    Ok(rows.select(Below::as_select()).load(w.conn()).await?)
}

/// What additive indicators of some reports add up to: numerators and denominators each, never percentages. Few people
/// make it up if few make up each part that is anything, and just one that few make up could be had from it.
async fn sums(w: &mut Writer<'_>, included: &[ReportId], which: &[Indicator]) -> Result<Vec<IndicatorValue>> {
    type Sum = Nullable<BigInt>;
    let told = |name: &str| {
        format!("case when consolidated_numerator is null then {name} else consolidated_{name} end")
    };
    let added = |name: &str| sql::<Sum>(&format!("sum({})::bigint", told(name)));
    let anything = format!("{} <> 0", told("numerator"));
    let few = format!(
        "(coalesce(bool_and(few_people) filter (where {anything}), false) \
          or count(*) filter (where few_people and {anything}) = 1)"
    );
    let few = sql::<Bool>(&few);
    let rows: Vec<(Indicator, Option<i64>, Option<i64>, bool)> = report_cells::table
        .filter(report_cells::report_id.eq_any(included.to_vec()))
        .filter(report_cells::indicator.eq_any(which.to_vec()))
        .group_by(report_cells::indicator)
        .select((report_cells::indicator, added("numerator"), added("denominator"), few))
        .load(w.conn())
        .await?;
    let value = |(indicator, numerator, denominator, few): (Indicator, _, _, bool)| IndicatorValue {
        indicator,
        definition_version: indicator.definition().version,
        numerator,
        denominator,
        suppressed: false,
        few_people: few || indicator.shows_somebody(numerator, denominator),
    };
    Ok(rows.into_iter().map(value).collect())
}

/// Sums up the sealed reports of those below, beside what is computed from the records. What cannot be added is
/// counted anew from the units.
pub async fn consolidate(
    w: &mut Writer<'_>,
    report: &Held<OfficialReport>,
    figures: &Proof,
) -> Result<OfficialReport> {
    let role = reports::rules::speaks_for(w.scope(), report)?;
    let at_work = [ReportState::Open, ReportState::Draft, ReportState::Returned];
    reports::rules::in_one_of(report, &at_work)?;
    if report.level == Level::Club {
        return Err(Error::from(Code::ReportWithoutChildren).with("due", 0));
    }
    let today = w.scope().today();
    let period = reports::store::period_of(w, report).await?;
    let due = due_below(w, report.level, report.unit_id, period.until).await?;
    let found = to_sum_up(w, report).await?;
    let children = rules::children(due, &found, report.line, today);
    let included: Vec<&Child> =
        children.iter().filter(|child| child.standing == ReportChildStanding::Included).collect();
    if included.is_empty() {
        return Err(Error::from(Code::ReportWithoutChildren).with("due", children.len()));
    }
    let ids: Vec<ReportId> = included.iter().filter_map(|child| child.report).collect();
    let clubs = |children: &[&Child]| children.iter().map(|child| child.due.clubs).sum::<i32>();
    let count = |children: usize| i32::try_from(children).unwrap_or(i32::MAX);
    let counts = (
        r::consolidated_on.eq(today),
        r::children_due.eq(count(children.len())),
        r::children_sealed.eq(count(included.len())),
        r::clubs_due.eq(clubs(&children.iter().collect::<Vec<_>>())),
        r::clubs_covered.eq(clubs(&included)),
    );
    let wanted = reports::store::wanted(w, report).await?;
    let (additive, counted): (Vec<Indicator>, Vec<Indicator>) =
        wanted.into_iter().partition(|indicator| indicator.definition().additive);
    let mut values = sums(w, &ids, &additive).await?;
    if !counted.is_empty() {
        let asked = reports::store::asked(w, report, &period).await?;
        values.extend(indicators::store::exact(&mut figures.within(w), &asked, &counted).await?);
    }
    put(w, report, &values).await?;
    list(w, report, children).await?;
    let worked = reports::store::worked_on(w, report).await?;
    let after = diesel::update(r::table.filter(r::id.eq(worked.id)))
        .set(counts)
        .returning(OfficialReport::as_returning())
        .get_result(w.conn())
        .await?;
    reports::store::step(w, &after, ReportStepKind::Consolidated, role).await?;
    Ok(after)
}

/// Puts what is summed up beside what is computed.
async fn put(w: &mut Writer<'_>, report: &Held<OfficialReport>, values: &[IndicatorValue]) -> Result<()> {
    use report_cells as cell;
    let row = |value: &IndicatorValue| {
        (
            cell::report_id.eq(report.id),
            cell::indicator.eq(value.indicator),
            cell::definition_version.eq(value.definition_version),
            cell::consolidated_numerator.eq(value.numerator),
            cell::consolidated_denominator.eq(value.denominator),
            cell::few_people.eq(value.few_people),
        )
    };
    diesel::insert_into(cell::table)
        .values(values.iter().map(row).collect::<Vec<_>>())
        .on_conflict((cell::report_id, cell::indicator))
        .do_update()
        .set((
            cell::consolidated_numerator.eq(excluded(cell::consolidated_numerator)),
            cell::consolidated_denominator.eq(excluded(cell::consolidated_denominator)),
            cell::few_people.eq(cell::few_people.or(excluded(cell::few_people))),
        ))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// Writes down where each of those below stood.
async fn list(w: &mut Writer<'_>, report: &Held<OfficialReport>, children: Vec<Child>) -> Result<()> {
    use report_children as child;
    diesel::delete(child::table.filter(child::report_id.eq(report.id))).execute(w.conn()).await?;
    let row = |one: Child| {
        (
            child::report_id.eq(report.id),
            child::place_id.eq(one.due.place_id),
            child::child_id.eq(one.report),
            child::name.eq(one.due.name),
            child::clubs.eq(one.due.clubs),
            child::standing.eq(one.standing),
        )
    };
    let rows: Vec<_> = children.into_iter().map(row).collect();
    for some in rows.chunks(5_000) {
        diesel::insert_into(child::table).values(some.to_vec()).execute(w.conn()).await?;
    }
    Ok(())
}

/// The first editions of the periodic reports of those below a unit in the caller's reach, for a period: of those that lay
/// there then, wherever they lie today.
async fn first_editions(db: &mut impl Reads, unit: &Unit, period: &ReportPeriod) -> Result<Vec<Below>> {
    let rows = r::table
        .filter(r::period_id.eq(period.id))
        .filter(r::level.eq(below(unit.level)))
        .filter(r::regime.ne(ReportRegime::AdHoc))
        .filter(r::edition.eq(1_i16))
        .into_boxed();
    let rows = match unit.level {
        Level::Province => rows.filter(r::province_id.eq(unit.id)),
        _ => rows.filter(r::commune_id.eq(unit.id)),
    };
    Ok(rows.order(r::id).select(Below::as_select()).load(db.conn()).await?)
}

/// Which reports below a unit are not there in time.
pub async fn overdue(db: &mut impl Reads, unit: &Unit, period: &ReportPeriod) -> Result<Vec<OverdueReport>> {
    let found = first_editions(db, unit, period).await?;
    let due = due_below(db, unit.level, Some(unit.id), period.until).await?;
    let due_on = period.due_on(below(unit.level));
    Ok(rules::overdue(due, &found, due_on, db.scope().today()))
}

/// How long the reports below a unit lay.
pub async fn turnaround(
    db: &mut impl Reads,
    unit: &Unit,
    period: &ReportPeriod,
) -> Result<Vec<ReportTurnaround>> {
    let found = first_editions(db, unit, period).await?;
    let due = due_below(db, unit.level, Some(unit.id), period.until).await?;
    Ok(rules::turnaround(&due, &found))
}
