//! Who reports to whom on a day: the addressees of a sender, the whole chain and those who feed into it.

use super::holding;
use crate::Result;
use crate::access::tables::{assignments, users};
use crate::platform::auth::{Level, Role};
use crate::platform::db::Reads;
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{OrganisationId, UnitId};
use crate::platform::text;
use crate::register::clubs;
use crate::register::clubs::store::placed;
use crate::register::tables::club_placements;
use crate::reporting::organisations;
use crate::reporting::organisations::model::{Organisation, OrganisationKind};
use crate::reporting::reporting_lines::model::{
    LineRegime, Node, ReportAddressee, ReportFeeder, ReportingChain, ReportingChainQuery, ReportingLine,
    Resolved, Sender,
};
use crate::reporting::reporting_lines::rules::{self, Ground};
use crate::reporting::schema::{organisations as organisations_table, reporting_lines};
use crate::territory::tables::unit_versions;
use crate::territory::units;
use chrono::NaiveDate;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use std::collections::{HashMap, HashSet};

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
pub(super) async fn staffed(
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
pub(super) fn counting(day: NaiveDate) -> _ {
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
