//! Which clubs: those in reach, those of a unit, and where clubs lie on a day.

use crate::platform::auth::{Level, Reach, Scope};
use crate::platform::ids::{ClubId, UnitId};
use crate::register::schema::{club_placements, clubs};
use crate::territory::tables::unit_versions;
use crate::territory::units::model::Unit;
use chrono::NaiveDate;
use diesel::dsl::auto_type;
use diesel::expression::{AppearsOnTable, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, Bool, Uuid as SqlUuid};
use uuid::Uuid;

/// The provinces in reach and those above it, with those in which its units and clubs have ever lain.
#[must_use]
pub fn provinces_around(reach: &Reach) -> Provinces {
    let homes = clubs::table.filter(clubs::id.eq_any(reach.clubs.clone())).select(clubs::hamlet_id);
    unit_versions::table
        .select(unit_versions::province_id)
        .into_boxed()
        .filter(unit_versions::unit_id.eq_any(reach.units()).or(unit_versions::unit_id.eq_any(homes)))
}
type Provinces = diesel::helper_types::IntoBoxed<
    'static,
    diesel::helper_types::Select<unit_versions::table, unit_versions::province_id>,
    Pg,
>;

/// A condition on clubs, which queries that join and group them can carry too: that one of some columns holds one of some
/// ids, or nothing at all. Only columns with ids are named, so that each can use its index.
#[derive(Debug, Clone)]
pub struct Condition(Option<Vec<(&'static str, Vec<Uuid>)>>);

impl Condition {
    /// Whether it is true of all clubs.
    #[must_use]
    pub const fn is_of_all(&self) -> bool {
        self.0.is_none()
    }
    /// Whether it is true of a club of which this is known, column by column.
    #[must_use]
    pub fn is_true_of(&self, known: impl Fn(&str) -> Option<Uuid>) -> bool {
        let among = |(column, ids): &(&str, Vec<Uuid>)| known(column).is_some_and(|id| ids.contains(&id));
        self.0.as_ref().is_none_or(|lists| lists.iter().any(among))
    }
    /// Narrows clubs to those of which it is true on the territorial tree of any day at all.
    #[must_use]
    pub fn ever(&self, rows: clubs::BoxedQuery<'static, Pg>) -> clubs::BoxedQuery<'static, Pg> {
        let Some(lists) = &self.0 else { return rows };
        let ids = |wanted: &str| -> Vec<Uuid> {
            let named = lists.iter().filter(|(column, _)| *column == wanted);
            named.flat_map(|(_, ids)| ids.iter().copied()).collect()
        };
        let units = |wanted: &str| ids(wanted).into_iter().map(UnitId).collect::<Vec<UnitId>>();
        // only columns in which something is sought are named, so that each can use its index
        let hamlets = unit_versions::table.select(unit_versions::unit_id);
        let mut hamlets =
            hamlets.filter(unit_versions::unit_id.eq_any(units("hamlet_id"))).into_boxed::<Pg>();
        let (communes, districts, provinces) =
            (units("commune_id"), units("district_id"), units("province_id"));
        if !communes.is_empty() {
            hamlets = hamlets.or_filter(unit_versions::commune_id.assume_not_null().eq_any(communes));
        }
        if !districts.is_empty() {
            hamlets = hamlets.or_filter(unit_versions::district_id.assume_not_null().eq_any(districts));
        }
        if !provinces.is_empty() {
            hamlets = hamlets.or_filter(unit_versions::province_id.eq_any(provinces));
        }
        let placed = club_placements::table
            .filter(club_placements::is_main)
            .filter(club_placements::hamlet_id.eq_any(hamlets))
            .select(club_placements::club_id)
            .into_boxed::<Pg>();
        let named: Vec<ClubId> = ids("id").into_iter().map(ClubId).collect();
        if named.is_empty() {
            return rows.filter(clubs::id.eq_any(placed));
        }
        rows.filter(clubs::id.eq_any(named).or(clubs::id.eq_any(placed)))
    }
}

/// True of [`visible`](super::visible) clubs.
#[must_use]
pub fn seen(scope: &Scope) -> Condition {
    let reach = scope.reach();
    if reach.nation {
        return Condition(None);
    }
    let units = |units: &[UnitId]| units.iter().map(|id| id.0).collect::<Vec<Uuid>>();
    let lists = [
        ("id", reach.clubs.iter().map(|id| id.0).collect()),
        ("hamlet_id", units(&reach.hamlets)),
        ("commune_id", units(&reach.communes)),
        ("district_id", units(&reach.districts)),
        ("province_id", units(&reach.provinces)),
    ];
    Condition(Some(lists.into_iter().filter(|(_, ids)| !ids.is_empty()).collect()))
}

/// The column of a club's place that holds the unit of a level.
const fn place_column(level: Level) -> &'static str {
    match level {
        Level::Province => "province_id",
        Level::District => "district_id",
        Level::Commune => "commune_id",
        _ => "hamlet_id",
    }
}

/// True of clubs that lie in a unit.
#[must_use]
pub(super) fn in_unit(level: Level, unit: UnitId) -> Condition {
    Condition(Some(vec![(place_column(level), vec![unit.0])]))
}

/// True of clubs that lie in a unit, or of all if there is none.
#[must_use]
pub fn lying_in(unit: Option<&Unit>) -> Condition {
    unit.map_or(Condition(None), |unit| in_unit(unit.level, unit.id))
}

/// True of one club.
#[must_use]
pub fn being(club: ClubId) -> Condition {
    Condition(Some(vec![("id", vec![club.0])]))
}

impl Expression for Condition {
    type SqlType = Bool;
}
impl<Q> AppearsOnTable<Q> for Condition where clubs::id: AppearsOnTable<Q> {}
impl<Q> SelectableExpression<Q> for Condition where clubs::id: SelectableExpression<Q> {}
impl<G> ValidGrouping<G> for Condition {
    type IsAggregate = is_aggregate::Never;
}
impl QueryId for Condition {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl QueryFragment<Pg> for Condition {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Some(lists) = &self.0 else {
            out.push_sql("true");
            return Ok(());
        };
        out.push_sql("(false");
        for (column, ids) in lists {
            out.push_sql(" or clubs.");
            out.push_sql(column);
            if let [one] = ids.as_slice() {
                out.push_sql(" = ");
                out.push_bind_param::<SqlUuid, Uuid>(one)?;
            } else {
                out.push_sql(" = any (");
                out.push_bind_param::<Array<SqlUuid>, Vec<Uuid>>(ids)?;
                out.push_sql(")");
            }
        }
        out.push_sql(")");
        Ok(())
    }
}

/// True of the placement that is valid on a day.
#[must_use]
#[auto_type(no_type_alias)]
pub fn placed(day: NaiveDate) -> _ {
    club_placements::valid_from
        .le(day)
        .and(club_placements::valid_to.is_null().or(club_placements::valid_to.assume_not_null().ge(day)))
}
