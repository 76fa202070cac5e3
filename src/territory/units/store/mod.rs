//! Territory in the database.

mod hamlets;
mod lineage;
mod map;

pub use hamlets::{end_hamlet, insert_hamlet, rename_hamlet};
pub use lineage::{ancestors, resolve};
pub use map::{
    LineageRow, UnitRow, VersionRow, carry_hamlets, count_official, descend, import_lineage, import_map,
    lock, rearrange,
};

use super::model::{Level, SearchQuery, Unit, UnitRef};
use crate::Result;
use crate::platform::auth::Reach;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::UnitId;
use crate::platform::text;
use crate::territory::schema::{unit_versions, units};
use chrono::NaiveDate;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use lineage::ended;
use std::collections::HashMap;

/// True of the version that is valid on a day.
#[must_use]
#[auto_type(no_type_alias)]
pub fn standing(day: NaiveDate) -> _ {
    unit_versions::valid_from
        .le(day)
        .and(unit_versions::valid_to.is_null().or(unit_versions::valid_to.assume_not_null().ge(day)))
}

/// The ids of units, as a part of another query.
pub type UnitIds = diesel::helper_types::IntoBoxed<
    'static,
    diesel::helper_types::Select<
        diesel::helper_types::InnerJoin<unit_versions::table, units::table>,
        unit_versions::unit_id,
    >,
    Pg,
>;

/// The units that are these or lie below them. One that has ended lies where it lay last.
#[must_use]
pub fn below(tops: Vec<UnitId>, day: NaiveDate) -> UnitIds {
    unit_versions::table
        .inner_join(units::table)
        .select(unit_versions::unit_id)
        .filter(nearest(day))
        .into_boxed()
        .filter(
            (unit_versions::province_id.eq_any(tops.clone()))
                .or(unit_versions::district_id.assume_not_null().eq_any(tops.clone()))
                .or(unit_versions::commune_id.assume_not_null().eq_any(tops.clone()))
                .or(unit_versions::unit_id.eq_any(tops)),
        )
}

/// True of the version that is valid on a day, of the last one of a unit that has ended before, and of the
/// first one of a unit that begins later: one version for each unit.
#[must_use]
#[auto_type(no_type_alias)]
pub fn nearest(day: NaiveDate) -> _ {
    let begun = unit_versions::valid_from.le(day).or(unit_versions::valid_from.eq(units::valid_from));
    let unended = unit_versions::valid_to.is_null().or(unit_versions::valid_to.assume_not_null().ge(day));
    let last = unit_versions::valid_to.assume_not_null().eq(units::valid_to.assume_not_null());
    begun.and(unended.or(last))
}

/// All units as they stand on a day. Territory is public knowledge: the scope does not narrow it.
fn visible(day: NaiveDate) -> Visible {
    unit_versions::table.inner_join(units::table).filter(standing(day)).select(SHOWN).into_boxed()
}
type Visible = diesel::helper_types::IntoBoxed<
    'static,
    diesel::helper_types::Select<diesel::helper_types::InnerJoin<unit_versions::table, units::table>, Shown>,
    Pg,
>;

type Shown = (
    units::id,
    units::level,
    units::code,
    unit_versions::name,
    unit_versions::kind,
    unit_versions::parent_id,
    unit_versions::province_id,
    unit_versions::district_id,
    unit_versions::commune_id,
    units::valid_from,
    units::valid_to,
    units::version,
);
/// The columns of a [`Unit`], in its order.
const SHOWN: Shown = (
    units::id,
    units::level,
    units::code,
    unit_versions::name,
    unit_versions::kind,
    unit_versions::parent_id,
    unit_versions::province_id,
    unit_versions::district_id,
    unit_versions::commune_id,
    units::valid_from,
    units::valid_to,
    units::version,
);

/// Which units a list holds.
#[derive(Clone, Copy, Debug)]
pub enum Within {
    /// All of one level.
    Nation,
    /// Those directly below a unit.
    Below(UnitId),
    /// All of one level in a province, however deep.
    Province(UnitId),
}

/// Lists the units of a level in Vietnamese order.
pub async fn list(
    db: &mut impl Reads,
    level: Option<Level>,
    within: Within,
    q: Option<&str>,
    page: &PageQuery,
    day: NaiveDate,
) -> Result<Page<Unit>> {
    let mut query = visible(day);
    if let Some(level) = level {
        query = query.filter(unit_versions::level.eq(level));
    }
    match within {
        Within::Nation => {}
        Within::Below(parent) => query = query.filter(unit_versions::parent_id.eq(parent)),
        Within::Province(province) => query = query.filter(unit_versions::province_id.eq(province)),
    }
    if let Some(folded) = q.map(text::fold).filter(|folded| !folded.is_empty()) {
        query = query.filter(unit_versions::folded.like(format!("%{folded}%")));
    }
    if let Some(seek) = page.seek() {
        let behind = unit_versions::sort_key
            .gt(seek.key.clone())
            .or(unit_versions::sort_key.eq(seek.key).and(unit_versions::unit_id.gt(UnitId(seek.id))));
        query = query.filter(behind);
    }
    let rows: Vec<Unit> = query
        .order((unit_versions::sort_key, unit_versions::unit_id))
        .limit(page.limit + 1)
        .load(db.conn())
        .await?;
    let page = Page::cut(rows, page, |unit: &Unit| Seek { key: text::sort_key(&unit.name), id: unit.id.0 });
    Ok(Page { items: locate(db, page.items, day).await?, next: page.next })
}

/// Searches units of every level.
pub async fn search(
    db: &mut impl Reads,
    query: &SearchQuery,
    page: &PageQuery,
    day: NaiveDate,
) -> Result<Page<Unit>> {
    list(db, query.level, Within::Nation, query.q.as_deref(), page, day).await
}

/// Finds a unit of a level (of any, if none is said) as it stands on a day. One that does not stand on
/// that day is answered with its successors.
pub async fn find(db: &mut impl Reads, level: Option<Level>, unit: &UnitRef, day: NaiveDate) -> Result<Unit> {
    let unit = bare(db, level, unit, day).await?;
    locate(db, vec![unit], day).await?.pop().ok_or_else(|| Code::NotFound.into())
}

/// The id of a unit of a level, found as [`find`] finds it: for those who need no more of it.
pub async fn id_of(db: &mut impl Reads, level: Level, unit: &UnitRef, day: NaiveDate) -> Result<UnitId> {
    Ok(bare(db, Some(level), unit, day).await?.id)
}

/// A unit without the names of those above it.
async fn bare(db: &mut impl Reads, level: Option<Level>, unit: &UnitRef, day: NaiveDate) -> Result<Unit> {
    let mut query = visible(day);
    query = match unit {
        UnitRef::Id(id) => query.filter(units::id.eq(*id)),
        UnitRef::Code(code) => query.filter(units::code.eq(code.clone())),
    };
    if let Some(level) = level {
        query = query.filter(units::level.eq(level));
    }
    match query.first::<Unit>(db.conn()).await.optional()? {
        Some(unit) => Ok(unit),
        None => Err(ended(db, level, unit, day).await?),
    }
}

/// Fills in the names of the units above each.
async fn locate(db: &mut impl Reads, mut found: Vec<Unit>, day: NaiveDate) -> Result<Vec<Unit>> {
    let above = |unit: &Unit| {
        let path = [unit.commune_id, unit.district_id, Some(unit.province_id)];
        path.into_iter().flatten().filter(|id| *id != unit.id).collect::<Vec<_>>()
    };
    let mut wanted: Vec<UnitId> = found.iter().flat_map(above).collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(found);
    }
    let names = names(db, wanted, day).await?;
    for unit in &mut found {
        unit.within = above(unit).iter().filter_map(|id| names.get(id).cloned()).collect();
    }
    Ok(found)
}

/// The names of units on a day.
pub async fn names(
    db: &mut impl Reads,
    wanted: Vec<UnitId>,
    day: NaiveDate,
) -> Result<HashMap<UnitId, String>> {
    let rows: Vec<(UnitId, String)> = unit_versions::table
        .filter(standing(day))
        .filter(unit_versions::unit_id.eq_any(wanted))
        .select((unit_versions::unit_id, unit_versions::name))
        .load(db.conn())
        .await?;
    Ok(rows.into_iter().collect())
}

/// Whether a unit lies in a reach.
#[must_use]
pub fn covers(reach: &Reach, unit: &Unit) -> bool {
    reach.nation
        || reach.provinces.contains(&unit.province_id)
        || unit.district_id.is_some_and(|id| reach.districts.contains(&id))
        || unit.commune_id.is_some_and(|id| reach.communes.contains(&id))
        || reach.hamlets.contains(&unit.id)
}

/// A unit in the caller's reach, as it stood on a day.
///
/// # Errors
/// 404 for one out of reach, as for one that does not exist.
pub async fn find_in_reach(db: &mut impl Reads, unit: &UnitRef, day: NaiveDate) -> Result<Unit> {
    let unit = find(db, None, unit, day).await?;
    if covers(db.scope().reach(), &unit) { Ok(unit) } else { Err(Code::NotFound.into()) }
}

/// A unit in the caller's reach, as it stands today, locked.
pub async fn hold(w: &mut Writer<'_>, level: Level, unit: &UnitRef) -> Result<Held<Unit>> {
    let today = w.scope().today();
    let mut query = units::table.filter(units::level.eq(level)).into_boxed::<Pg>();
    query = match unit {
        UnitRef::Id(id) => query.filter(units::id.eq(*id)),
        UnitRef::Code(code) => query.filter(units::code.eq(code.clone())),
    };
    let ids: Vec<UnitId> = query.select(units::id).load(w.conn()).await?;
    let locked: Vec<UnitId> = units::table
        .filter(units::id.eq_any(ids))
        .select(units::id)
        .for_no_key_update()
        .load(w.conn())
        .await?;
    let row: Option<Unit> =
        visible(today).filter(units::id.eq_any(locked)).first(w.conn()).await.optional()?;
    match row {
        Some(row) if covers(w.scope().reach(), &row) => {
            let row = locate(w, vec![row], today).await?.pop().ok_or(Code::NotFound)?;
            Ok(Held::new(row))
        }
        _ => Err(Code::NotFound.into()),
    }
}
