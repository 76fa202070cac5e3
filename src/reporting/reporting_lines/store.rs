//! Reporting lines in the database.

use super::model::{
    LineRegime, LineRole, NewReportingLine, Node, ReportAddressee, ReportFeeder, ReportingChain,
    ReportingChainQuery, ReportingGap, ReportingGapQuery, ReportingLine, ReportingLinePatch,
    ReportingLineQuery, ReportingVacancy, ReportingVacancyReason, Resolved, Sender,
};
use super::rules::{self, Ground};
use crate::access::tables::{assignments, users};
use crate::platform::auth::{Level, Role, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{OrganisationId, ReportingLineId, UnitId};
use crate::platform::text;
use crate::register::clubs;
use crate::register::clubs::store::placed;
use crate::register::tables::club_placements;
use crate::reporting::organisations;
use crate::reporting::organisations::model::{Organisation, OrganisationKind};
use crate::reporting::organisations::rules::acts_for;
use crate::reporting::schema::{organisations as organisations_table, reporting_lines};
use crate::territory::tables::unit_versions;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::{auto_type, exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use std::collections::{HashMap, HashSet};

/// True of the lines that hold on a day.
#[auto_type(no_type_alias)]
fn holding(day: NaiveDate) -> _ {
    reporting_lines::valid_from
        .le(day)
        .and(reporting_lines::valid_to.is_null().or(reporting_lines::valid_to.assume_not_null().ge(day)))
}

/// The lines that this caller can see: those that hold everywhere, and those of the provinces in or above reach.
#[must_use]
pub fn visible(scope: &Scope) -> reporting_lines::BoxedQuery<'static, Pg> {
    let (all, reach) = (reporting_lines::table.into_boxed(), scope.reach());
    if reach.nation {
        return all;
    }
    let around = clubs::store::provinces_around(reach);
    all.filter(reporting_lines::province_id.is_null())
        .or_filter(reporting_lines::province_id.assume_not_null().eq_any(around))
}

/// Lists lines, the oldest entered first.
pub async fn list(
    db: &mut impl Reads,
    query: &ReportingLineQuery,
    page: &PageQuery,
) -> Result<Page<ReportingLine>> {
    let mut rows = visible(db.scope());
    if let Some(day) = query.on {
        rows = rows.filter(holding(day.get()));
    }
    if let Some(kind) = query.from_kind {
        rows = rows.filter(reporting_lines::from_kind.eq(kind));
    }
    if let Some(province) = query.province_id {
        let own = reporting_lines::province_id.assume_not_null().eq(province);
        rows = rows.filter(reporting_lines::province_id.is_null().or(own));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(reporting_lines::id.gt(ReportingLineId(seek.id)));
    }
    let rows = rows
        .order(reporting_lines::id)
        .limit(page.limit + 1)
        .select(ReportingLine::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row| Seek { key: String::new(), id: row.id.0 }))
}

/// Finds a line.
pub async fn find(db: &mut impl Reads, id: ReportingLineId) -> Result<ReportingLine> {
    let rows = visible(db.scope()).filter(reporting_lines::id.eq(id));
    Ok(rows.select(ReportingLine::as_select()).first(db.conn()).await?)
}

/// A line that the caller may change, locked: of a province in reach, or, for the nation, one that holds everywhere.
pub async fn hold(w: &mut Writer<'_>, id: ReportingLineId) -> Result<Held<ReportingLine>> {
    let seen = visible(w.scope()).filter(reporting_lines::id.eq(id)).select(reporting_lines::id);
    let row: ReportingLine = reporting_lines::table
        .filter(reporting_lines::id.eq_any(seen))
        .select(ReportingLine::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    let reach = w.scope().reach();
    let mine = reach.nation || row.province_id.is_some_and(|province| reach.provinces.contains(&province));
    if mine { Ok(Held::new(row)) } else { Err(Code::AboveOwnRole.into()) }
}

/// Enters a line. The database refuses a second one of its kind, and one that closes a circle.
pub async fn insert(w: &mut Writer<'_>, new: &NewReportingLine) -> Result<ReportingLine> {
    rules::plausible(new)?;
    match new.province_id {
        Some(province) => {
            let unit = units::store::find_in_reach(w, &UnitRef::Id(province), new.valid_from.get()).await?;
            if unit.level != Level::Province {
                return Err(Error::field("/province_id", FieldCode::NotHere));
            }
        }
        None if w.scope().reach().nation => {}
        None => return Err(Code::AboveOwnRole.into()),
    }
    Ok(diesel::insert_into(reporting_lines::table)
        .values((
            reporting_lines::id.eq(new.id.unwrap_or_default()),
            reporting_lines::from_kind.eq(new.from_kind),
            reporting_lines::from_level.eq(new.from_level),
            reporting_lines::to_kind.eq(new.to_kind),
            reporting_lines::to_level.eq(new.to_level),
            reporting_lines::role.eq(new.role),
            reporting_lines::regime.eq(new.regime),
            reporting_lines::province_id.eq(new.province_id),
            reporting_lines::valid_from.eq(new.valid_from.get()),
            reporting_lines::valid_to.eq(new.valid_to.map(Day::get)),
            reporting_lines::source.eq(&*new.source),
        ))
        .returning(ReportingLine::as_returning())
        .get_result(w.conn())
        .await?)
}

#[derive(AsChangeset)]
#[diesel(table_name = reporting_lines)]
struct Changed<'a> {
    role: Option<LineRole>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<Option<NaiveDate>>,
    source: Option<&'a str>,
}

/// Changes a line.
pub async fn update(
    w: &mut Writer<'_>,
    line: &Held<ReportingLine>,
    patch: &ReportingLinePatch,
) -> Result<ReportingLine> {
    let (valid_from, valid_to) =
        (patch.valid_from.map(Day::get), patch.valid_to.map(|day| day.map(Day::get)));
    let last = valid_to.unwrap_or(line.valid_to);
    if last.is_some_and(|last| last < valid_from.unwrap_or(line.valid_from)) {
        return Err(Error::field("/valid_to", FieldCode::DateOrder));
    }
    let changed = Changed { role: patch.role, valid_from, valid_to, source: patch.source.as_deref() };
    Ok(diesel::update(reporting_lines::table.filter(reporting_lines::id.eq(line.id)))
        .set((changed, reporting_lines::version.eq(reporting_lines::version + 1)))
        .returning(ReportingLine::as_returning())
        .get_result(w.conn())
        .await?)
}

/// The lines that hold on a day in a province; those that hold everywhere, if none is said.
async fn lines(db: &mut impl Reads, province: Option<UnitId>, on: NaiveDate) -> Result<Vec<ReportingLine>> {
    let own = reporting_lines::province_id.eq(province);
    let rows = reporting_lines::table
        .filter(holding(on))
        .filter(reporting_lines::province_id.is_null().or(own))
        .order(reporting_lines::id)
        .select(ReportingLine::as_select());
    Ok(rows.load(db.conn()).await?)
}

/// The unit in which a reporter stands on a day; none is the nation.
async fn seat(db: &mut impl Reads, from: Sender, on: NaiveDate) -> Result<Option<UnitId>> {
    match from {
        Sender::Office(_, unit) => Ok(unit),
        Sender::Club(club) => {
            let home: Option<UnitId> = club_placements::table
                .filter(club_placements::club_id.eq(club))
                .filter(club_placements::is_main)
                .filter(placed(on))
                .select(club_placements::hamlet_id)
                .first(db.conn())
                .await
                .optional()?;
            match home {
                Some(home) => Ok(Some(home)),
                None => Ok(Some(clubs::store::find(db, club).await?.hamlet_id)),
            }
        }
    }
}

/// The unit of each level above a unit on a day, itself among them.
async fn path(db: &mut impl Reads, unit: Option<UnitId>, on: NaiveDate) -> Result<HashMap<Level, UnitId>> {
    type Row = (Level, UnitId, Option<UnitId>, Option<UnitId>);
    let Some(unit) = unit else { return Ok(HashMap::new()) };
    let row: Option<Row> = unit_versions::table
        .filter(unit_versions::unit_id.eq(unit))
        .filter(units::store::standing(on))
        .select((
            unit_versions::level,
            unit_versions::province_id,
            unit_versions::district_id,
            unit_versions::commune_id,
        ))
        .first(db.conn())
        .await
        .optional()?;
    let Some((level, province, district, commune)) = row else { return Ok(HashMap::new()) };
    let above = [
        (Level::Province, Some(province)),
        (Level::District, district),
        (Level::Commune, commune),
        (level, Some(unit)),
    ];
    Ok(above.into_iter().filter_map(|(level, unit)| Some((level, unit?))).collect())
}

/// The roles that somebody holds at these units, or at the nation, on a day. A deputy counts; a disabled account does not.
async fn staffed(
    db: &mut impl Reads,
    units: &[UnitId],
    on: NaiveDate,
) -> Result<HashSet<(Role, Option<UnitId>)>> {
    let at = assignments::unit_id.assume_not_null().eq_any(units).or(assignments::unit_id.is_null());
    let rows: Vec<(Role, Option<UnitId>)> = assignments::table
        .inner_join(users::table.on(users::id.eq(assignments::user_id)))
        .filter(users::disabled_at.is_null())
        .filter(assignments::club_id.is_null())
        .filter(at)
        .filter(counting(on))
        .select((assignments::role, assignments::unit_id))
        .distinct()
        .load(db.conn())
        .await?;
    Ok(rows.into_iter().collect())
}

/// True of the assignments that count on a day.
#[auto_type(no_type_alias)]
fn counting(day: NaiveDate) -> _ {
    assignments::valid_from
        .le(day)
        .and(assignments::valid_to.is_null().or(assignments::valid_to.assume_not_null().ge(day)))
}

async fn ground(db: &mut impl Reads, unit: Option<UnitId>, on: NaiveDate) -> Result<Ground> {
    let path = path(db, unit, on).await?;
    let units: Vec<UnitId> = path.values().copied().collect();
    Ok(Ground {
        lines: lines(db, path.get(&Level::Province).copied(), on).await?,
        organisations: organisations::store::of_path(db, &units, on).await?,
        staffed: staffed(db, &units, on).await?,
        path,
    })
}

const fn node_of(from: Sender) -> Node {
    match from {
        Sender::Club(_) => Node { kind: OrganisationKind::Club, level: Level::Club },
        Sender::Office(node, _) => node,
    }
}

/// To whom somebody reports on a day. A level at which nobody is there is passed over and named.
pub async fn addressees(
    db: &mut impl Reads,
    from: Sender,
    regime: LineRegime,
    on: NaiveDate,
) -> Result<Vec<ReportAddressee>> {
    let unit = seat(db, from, on).await?;
    let ground = ground(db, unit, on).await?;
    Ok(rules::resolve(&ground, node_of(from), regime).addressees)
}

/// Where an organisation stands in the chain.
pub async fn chain(
    db: &mut impl Reads,
    id: OrganisationId,
    query: &ReportingChainQuery,
) -> Result<ReportingChain> {
    let on = query.on.map_or_else(|| db.scope().today(), Day::get);
    let regime = query.regime.unwrap_or_default();
    let organisation = organisations::store::find(db, id).await?;
    let (unit, node) = (organisation.unit_id, Node { kind: organisation.kind, level: organisation.level });
    let ground = ground(db, unit, on).await?;
    let resolved = rules::resolve(&ground, node, regime);
    let receives_from = feeders(db, &ground.lines, (unit, node), regime, on).await?;
    let Resolved { addressees: reports_to, vacant } = resolved;
    Ok(ReportingChain { organisation, on, regime, reports_to, vacant, receives_from })
}

/// Who reports to a node, counted by kind: two statements, however many kinds.
async fn feeders(
    db: &mut impl Reads,
    lines: &[ReportingLine],
    (unit, node): (Option<UnitId>, Node),
    regime: LineRegime,
    on: NaiveDate,
) -> Result<Vec<ReportFeeder>> {
    let arriving = rules::arriving(lines, node, regime);
    if arriving.is_empty() {
        return Ok(vec![]);
    }
    let kinds: Vec<OrganisationKind> = arriving.iter().map(|line| line.from_kind).collect();
    let mut counted = organisations_table::table
        .filter(organisations::store::standing(on))
        .filter(organisations_table::kind.eq_any(kinds))
        .group_by((organisations_table::kind, organisations_table::level))
        .select((organisations_table::kind, organisations_table::level, diesel::dsl::count_star()))
        .into_boxed::<Pg>();
    let mut home = unit_versions::table
        .filter(units::store::standing(on))
        .select(unit_versions::unit_id)
        .into_boxed::<Pg>();
    if let Some(unit) = unit {
        let below = units::store::below(vec![unit], on);
        counted = counted.filter(organisations_table::unit_id.assume_not_null().eq_any(below));
        home = home.filter(unit_versions::unit_id.eq_any(units::store::below(vec![unit], on)));
    }
    let counted: Vec<(OrganisationKind, Level, i64)> = counted.load(db.conn()).await?;
    let mut counted: HashMap<Node, i64> =
        counted.into_iter().map(|(kind, level, count)| (Node { kind, level }, count)).collect();
    let club = Node { kind: OrganisationKind::Club, level: Level::Club };
    if arriving.iter().any(|line| line.from() == club) {
        let clubs: i64 = club_placements::table
            .filter(club_placements::is_main)
            .filter(placed(on))
            .filter(club_placements::hamlet_id.eq_any(home))
            .count()
            .get_result(db.conn())
            .await?;
        counted.insert(club, clubs);
    }
    let feeder = |line: &&ReportingLine| ReportFeeder {
        kind: line.from_kind,
        level: line.from_level,
        role: line.role,
        regime: line.regime,
        count: counted.get(&line.from()).copied().unwrap_or(0),
        source: line.source.clone(),
    };
    Ok(arriving.iter().map(feeder).collect())
}

/// Lists the organisations that report to one, by name in Vietnamese order.
pub async fn reporters(
    db: &mut impl Reads,
    id: OrganisationId,
    query: &ReportingChainQuery,
    page: &PageQuery,
) -> Result<Page<Organisation>> {
    let on = query.on.map_or_else(|| db.scope().today(), Day::get);
    let to = organisations::store::find(db, id).await?;
    let node = Node { kind: to.kind, level: to.level };
    let province = path(db, to.unit_id, on).await?.get(&Level::Province).copied();
    let lines = lines(db, province, on).await?;
    let arriving = rules::arriving(&lines, node, query.regime.unwrap_or_default());
    let mut from: Vec<Node> = arriving.iter().map(|line| line.from()).collect();
    from.sort_unstable();
    from.dedup();
    // an empty list is the union's beginning, as in a scope
    let mut these: Box<dyn BoxableExpression<organisations_table::table, Pg, SqlType = Bool>> =
        Box::new(organisations_table::id.eq_any(Vec::<OrganisationId>::new()));
    for node in from {
        let this = organisations_table::kind.eq(node.kind).and(organisations_table::level.eq(node.level));
        these = Box::new(these.or(this));
    }
    let mut rows =
        organisations::store::visible(db.scope()).filter(organisations::store::standing(on)).filter(these);
    if let Some(unit) = to.unit_id {
        let below = units::store::below(vec![unit], on);
        rows = rows.filter(organisations_table::unit_id.assume_not_null().eq_any(below));
    }
    if let Some(seek) = page.seek() {
        let same = organisations_table::sort_key.eq(seek.key.clone());
        let behind = same.and(organisations_table::id.gt(OrganisationId(seek.id)));
        rows = rows.filter(organisations_table::sort_key.gt(seek.key).or(behind));
    }
    let rows: Vec<Organisation> = rows
        .order((organisations_table::sort_key, organisations_table::id))
        .limit(page.limit + 1)
        .select(Organisation::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row| Seek { key: text::sort_key(&row.name), id: row.id.0 }))
}

type Missing = Box<dyn BoxableExpression<unit_versions::table, Pg, SqlType = Bool>>;

/// True of the units of a node's level at which nobody is there.
fn missing(node: Node, province: Option<UnitId>, on: NaiveDate) -> Missing {
    let there = organisations_table::table
        .filter(organisations_table::unit_id.eq(unit_versions::unit_id.nullable()))
        .filter(organisations_table::kind.eq(node.kind))
        .filter(organisations::store::standing(on));
    let mut nobody: Missing = Box::new(not(exists(there)));
    if let Some(role) = acts_for(node.kind, node.level) {
        let acting = assignments::table
            .inner_join(users::table.on(users::id.eq(assignments::user_id)))
            .filter(users::disabled_at.is_null())
            .filter(assignments::unit_id.eq(unit_versions::unit_id.nullable()))
            .filter(assignments::role.eq(role))
            .filter(counting(on));
        nobody = Box::new(nobody.or(not(exists(acting))));
    }
    let here: Missing = Box::new(unit_versions::level.eq(node.level).and(nobody));
    match province {
        Some(province) => Box::new(here.and(unit_versions::province_id.eq(province))),
        None => here,
    }
}

/// Lists the units in reach at which somebody is missing of those who report or are reported to, by name in Vietnamese
/// order. Of the hamlets only those with a club matter.
pub async fn gaps(
    db: &mut impl Reads,
    query: &ReportingGapQuery,
    page: &PageQuery,
) -> Result<Page<ReportingGap>> {
    type Row = (UnitId, Level, String, UnitId);
    let on = db.scope().today();
    let all: Vec<ReportingLine> =
        reporting_lines::table.filter(holding(on)).select(ReportingLine::as_select()).load(db.conn()).await?;
    let required = rules::required(&all);
    let mut lacking: Missing = Box::new(unit_versions::unit_id.eq_any(Vec::<UnitId>::new()));
    for (node, province) in &required {
        lacking = Box::new(lacking.or(missing(*node, *province, on)));
    }
    let with_club = club_placements::table
        .filter(club_placements::hamlet_id.eq(unit_versions::unit_id))
        .filter(club_placements::is_main)
        .filter(placed(on));
    let mut rows = unit_versions::table
        .filter(units::store::standing(on))
        .filter(unit_versions::level.ne(Level::Hamlet).or(exists(with_club)))
        .filter(lacking)
        .into_boxed::<Pg>();
    let reach = db.scope().reach();
    if !reach.nation {
        rows = rows.filter(unit_versions::unit_id.eq_any(units::store::below(reach.units(), on)));
    }
    if let Some(unit) = query.unit {
        let unit = units::store::find_in_reach(db, &UnitRef::Id(unit), on).await?;
        rows = rows.filter(unit_versions::unit_id.eq_any(units::store::below(vec![unit.id], on)));
    }
    if let Some(level) = query.level {
        rows = rows.filter(unit_versions::level.eq(level));
    }
    if let Some(seek) = page.seek() {
        let same = unit_versions::sort_key.eq(seek.key.clone());
        let behind = same.and(unit_versions::unit_id.gt(UnitId(seek.id)));
        rows = rows.filter(unit_versions::sort_key.gt(seek.key).or(behind));
    }
    let rows: Vec<Row> = rows
        .order((unit_versions::sort_key, unit_versions::unit_id))
        .limit(page.limit + 1)
        .select((
            unit_versions::unit_id,
            unit_versions::level,
            unit_versions::name,
            unit_versions::province_id,
        ))
        .load(db.conn())
        .await?;
    let page = Page::cut(rows, page, |(id, _, name, _)| Seek { key: text::sort_key(name), id: id.0 });
    let units: Vec<UnitId> = page.items.iter().map(|(id, ..)| *id).collect();
    let there = organisations::store::of_path(db, &units, on).await?;
    let staffed = staffed(db, &units, on).await?;
    let gap = |(unit_id, level, name, province): Row| {
        let here = required
            .iter()
            .filter(|(node, own)| node.level == level && own.is_none_or(|own| own == province));
        let mut vacant: Vec<ReportingVacancy> = here
            .filter_map(|(node, _)| {
                let stands = there.iter().find(|o| o.kind == node.kind && o.unit_id == Some(unit_id));
                let acted =
                    acts_for(node.kind, level).is_none_or(|role| staffed.contains(&(role, Some(unit_id))));
                let reason = match stands {
                    None => ReportingVacancyReason::NoOrganisation,
                    Some(_) if !acted => ReportingVacancyReason::NobodyAssigned,
                    Some(_) => return None,
                };
                let organisation_id = stands.map(|o| o.id);
                Some(ReportingVacancy {
                    kind: node.kind,
                    level,
                    unit_id: Some(unit_id),
                    organisation_id,
                    reason,
                })
            })
            .collect();
        vacant.dedup();
        ReportingGap { unit_id, level, name, vacant }
    };
    Ok(Page { items: page.items.into_iter().map(gap).collect(), next: page.next })
}
