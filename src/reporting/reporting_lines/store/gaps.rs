//! Where a line has nobody at its end.

use super::chains::{counting, staffed};
use super::holding;
use crate::Result;
use crate::access::tables::{assignments, users};
use crate::platform::auth::Level;
use crate::platform::db::Reads;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::UnitId;
use crate::platform::text;
use crate::register::clubs::store::placed;
use crate::register::tables::club_placements;
use crate::reporting::organisations;
use crate::reporting::organisations::rules::acts_for;
use crate::reporting::reporting_lines::model::{
    Node, ReportingGap, ReportingGapQuery, ReportingLine, ReportingVacancy, ReportingVacancyReason,
};
use crate::reporting::reporting_lines::rules;
use crate::reporting::schema::{organisations as organisations_table, reporting_lines};
use crate::territory::tables::unit_versions;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

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
