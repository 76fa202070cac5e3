//! Territory in the database.

use super::model::{
    HamletClosure, HamletPatch, Level, LineageKind, NewHamlet, SearchQuery, Unit, UnitCounterpart, UnitRef,
    UnitResolution,
};
use crate::platform::auth::Reach;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::UnitId;
use crate::platform::text;
use crate::territory::schema::{unit_lineage, unit_versions, units};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;
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

/// Why a unit is not found on a day: it never existed, or it has ended (or not begun), with its successors.
async fn ended(db: &mut impl Reads, level: Option<Level>, unit: &UnitRef, day: NaiveDate) -> Result<Error> {
    let mut query = units::table.into_boxed::<Pg>();
    query = match unit {
        UnitRef::Id(id) => query.filter(units::id.eq(*id)),
        UnitRef::Code(code) => query.filter(units::code.eq(code.clone())),
    };
    if let Some(level) = level {
        query = query.filter(units::level.eq(level));
    }
    let known: Option<(UnitId, NaiveDate)> = query
        .order(units::valid_from.desc())
        .select((units::id, units::valid_from))
        .first(db.conn())
        .await
        .optional()?;
    let Some((id, valid_from)) = known else { return Ok(Code::NotFound.into()) };
    let successors: Vec<serde_json::Value> = counterparts(db, id, day, valid_from <= day)
        .await?
        .into_iter()
        .map(|(unit, kind, _)| {
            json!({
                "id": unit.id, "level": unit.level, "code": unit.code, "name": unit.name, "relation": kind,
                "href": format!("/v1/units/{}?on={day}", unit.id),
            })
        })
        .collect();
    Ok(Error::from(Code::UnitNotValid).with("successors", successors))
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

/// The units above one, nearest first, as they stand on a day.
pub async fn ancestors(db: &mut impl Reads, unit: &Unit, day: NaiveDate) -> Result<Vec<Unit>> {
    let path: Vec<UnitId> = [unit.commune_id, unit.district_id, Some(unit.province_id)]
        .into_iter()
        .flatten()
        .filter(|id| *id != unit.id)
        .collect();
    let rows: Vec<Unit> = visible(day).filter(units::id.eq_any(path)).load(db.conn()).await?;
    let mut rows = locate(db, rows, day).await?;
    rows.sort_by_key(|unit| unit.level);
    Ok(rows)
}

/// What a code meant on one day, and what stands in its place on another.
pub async fn resolve(
    db: &mut impl Reads,
    code: &str,
    at: NaiveDate,
    on: NaiveDate,
) -> Result<UnitResolution> {
    let unit = find(db, None, &UnitRef::Code(code.to_owned()), at).await?;
    let counterparts = counterparts(db, unit.id, on, at <= on).await?;
    let counterparts = counterparts.into_iter().map(|(unit, kind, legal_document)| UnitCounterpart {
        unit,
        relation: kind,
        legal_document,
    });
    Ok(UnitResolution { unit, counterparts: counterparts.collect() })
}

/// The units that stand for another on a day, forward or backward in time, over as many reforms as lie
/// between. A unit that still stands on that day stands for itself.
async fn counterparts(
    db: &mut impl Reads,
    unit: UnitId,
    day: NaiveDate,
    forward: bool,
) -> Result<Vec<(Unit, LineageKind, String)>> {
    let mut reached: Vec<(UnitId, LineageKind, String)> = vec![(unit, LineageKind::Kept, String::new())];
    let mut found = vec![];
    for _reform in 0..20 {
        let ids: Vec<UnitId> = reached.iter().map(|(id, ..)| *id).collect();
        let standing: Vec<Unit> = visible(day).filter(units::id.eq_any(ids)).load(db.conn()).await?;
        let standing: HashMap<UnitId, Unit> = standing.into_iter().map(|unit| (unit.id, unit)).collect();
        let mut left = vec![];
        for (id, kind, document) in reached {
            match standing.get(&id) {
                Some(unit) => found.push((unit.clone(), kind, document)),
                None => left.push(id),
            }
        }
        if left.is_empty() {
            break;
        }
        let mut steps = unit_lineage::table.into_boxed::<Pg>();
        steps = if forward {
            steps.filter(unit_lineage::from_id.eq_any(left)).filter(unit_lineage::effective_on.le(day))
        } else {
            steps.filter(unit_lineage::to_id.eq_any(left)).filter(unit_lineage::effective_on.gt(day))
        };
        let steps: Vec<(UnitId, UnitId, LineageKind, String)> = steps
            .select((
                unit_lineage::from_id,
                unit_lineage::to_id,
                unit_lineage::kind,
                unit_lineage::legal_document,
            ))
            .load(db.conn())
            .await?;
        reached = steps
            .into_iter()
            .map(|(from, to, kind, doc)| (if forward { to } else { from }, kind, doc))
            .collect();
        reached.sort_by_key(|(id, ..)| *id);
        reached.dedup_by_key(|(id, ..)| *id);
    }
    let units = found.iter().map(|(unit, ..)| unit.clone()).collect();
    let located = locate(db, units, day).await?;
    let mut found: Vec<_> =
        found.into_iter().zip(located).map(|((_, kind, document), unit)| (unit, kind, document)).collect();
    found.sort_by_cached_key(|(unit, ..)| text::sort_key(&unit.name));
    Ok(found)
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

/// Creates a hamlet in a commune.
pub async fn insert_hamlet(w: &mut Writer<'_>, commune: &Held<Unit>, new: &NewHamlet) -> Result<Unit> {
    let from = new.valid_from.map_or_else(|| w.scope().today(), crate::platform::fields::Day::get);
    if from < commune.valid_from {
        return Err(Error::from(Code::UnitNotValid).with("valid_from", commune.valid_from));
    }
    let id = new.id.unwrap_or_default();
    diesel::insert_into(units::table)
        .values((units::id.eq(id), units::level.eq(Level::Hamlet), units::valid_from.eq(from)))
        .execute(w.conn())
        .await?;
    let named = (new.name.to_string(), new.kind.to_string());
    insert_version(w, id, commune.id, (commune.province_id, commune.district_id, commune.id), &named, from)
        .await?;
    find(w, None, &UnitRef::Id(id), from.max(w.scope().today())).await
}

async fn insert_version(
    w: &mut Writer<'_>,
    id: UnitId,
    parent: UnitId,
    (province, district, commune): (UnitId, Option<UnitId>, UnitId),
    (name, kind): &(String, String),
    from: NaiveDate,
) -> Result<()> {
    diesel::insert_into(unit_versions::table)
        .values((
            unit_versions::unit_id.eq(id),
            unit_versions::level.eq(Level::Hamlet),
            unit_versions::name.eq(name),
            unit_versions::kind.eq(kind),
            unit_versions::folded.eq(text::fold(name)),
            unit_versions::sort_key.eq(text::sort_key(name)),
            unit_versions::parent_id.eq(parent),
            unit_versions::province_id.eq(province),
            unit_versions::district_id.eq(district),
            unit_versions::commune_id.eq(commune),
            unit_versions::valid_from.eq(from),
        ))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// Gives a hamlet another name from a day on; the old one stays true for the days before.
pub async fn rename_hamlet(w: &mut Writer<'_>, hamlet: &Held<Unit>, patch: &HamletPatch) -> Result<Unit> {
    let today = w.scope().today();
    let from = patch.effective_on.map_or(today, crate::platform::fields::Day::get);
    let commune = hamlet.commune_id.ok_or(Code::NotAHamlet)?;
    let mine = unit_versions::table.filter(unit_versions::unit_id.eq(hamlet.id));
    let current: NaiveDate =
        mine.filter(standing(today)).select(unit_versions::valid_from).first(w.conn()).await?;
    if from < current {
        return Err(Code::UnitEndsBeforeItBegins.into());
    }
    if from == current {
        diesel::delete(mine.filter(unit_versions::valid_from.eq(current))).execute(w.conn()).await?;
    } else {
        diesel::update(mine.filter(unit_versions::valid_from.eq(current)))
            .set(unit_versions::valid_to.eq(from.pred_opt()))
            .execute(w.conn())
            .await?;
    }
    let named = (
        patch.name.as_deref().unwrap_or(&hamlet.name).to_owned(),
        patch.kind.as_deref().unwrap_or(&hamlet.kind).to_owned(),
    );
    insert_version(w, hamlet.id, commune, (hamlet.province_id, hamlet.district_id, commune), &named, from)
        .await?;
    bump(w, hamlet).await?;
    find(w, None, &UnitRef::Id(hamlet.id), from.max(today)).await
}

async fn bump(w: &mut Writer<'_>, unit: &Held<Unit>) -> Result<()> {
    diesel::update(units::table.filter(units::id.eq(unit.id)))
        .set(units::version.eq(units::version + 1))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// Ends a hamlet in which no club lies any more.
pub async fn end_hamlet(w: &mut Writer<'_>, hamlet: &Held<Unit>, closure: &HamletClosure) -> Result<Unit> {
    let last = closure.last_day.get();
    diesel::update(units::table.filter(units::id.eq(hamlet.id)))
        .set((units::valid_to.eq(last), units::version.eq(units::version + 1)))
        .execute(w.conn())
        .await?;
    let open = unit_versions::table
        .filter(unit_versions::unit_id.eq(hamlet.id))
        .filter(unit_versions::valid_to.is_null());
    diesel::update(open).set(unit_versions::valid_to.eq(last)).execute(w.conn()).await?;
    let kind = match closure.successors.len() {
        0 | 1 => LineageKind::Merged,
        _ => LineageKind::Split,
    };
    for successor in &closure.successors {
        let successor = hold(w, Level::Hamlet, &UnitRef::Id(*successor)).await?;
        diesel::insert_into(unit_lineage::table)
            .values((
                unit_lineage::from_id.eq(hamlet.id),
                unit_lineage::to_id.eq(successor.id),
                unit_lineage::kind.eq(kind),
                unit_lineage::effective_on.eq(last.succ_opt().unwrap_or(last)),
                unit_lineage::legal_document.eq(&*closure.legal_document),
            ))
            .execute(w.conn())
            .await?;
    }
    let mut after = Unit { valid_to: Some(last), ..(**hamlet).clone() };
    after.version += 1;
    Ok(after)
}

/// A unit to be imported.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = units, check_for_backend(Pg))]
pub struct UnitRow {
    /// Its id.
    pub id: UnitId,
    /// Its level.
    pub level: Level,
    /// Its official code.
    pub code: Option<String>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
}

/// What a unit is called, and where it lies, from one day to another.
#[derive(Debug, Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = unit_versions, check_for_backend(Pg))]
pub struct VersionRow {
    /// The unit.
    pub unit_id: UnitId,
    /// Its level.
    pub level: Level,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its name for search.
    pub folded: String,
    /// Its place in a list.
    pub sort_key: String,
    /// Where it lies.
    pub parent_id: Option<UnitId>,
    /// Its province.
    pub province_id: UnitId,
    /// Its district.
    pub district_id: Option<UnitId>,
    /// Its commune.
    pub commune_id: Option<UnitId>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
}

/// A succession to be imported.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = unit_lineage, check_for_backend(Pg))]
pub struct LineageRow {
    /// The old unit.
    pub from_id: UnitId,
    /// The new unit.
    pub to_id: UnitId,
    /// How.
    pub kind: LineageKind,
    /// First day of the new one.
    pub effective_on: NaiveDate,
    /// By which document.
    pub legal_document: String,
}

/// Locks units, in the order of their ids.
pub async fn lock(w: &mut Writer<'_>, which: &[UnitId]) -> Result<()> {
    let rows = units::table.filter(units::id.eq_any(which)).order(units::id).select(units::id);
    let _locked: Vec<UnitId> = rows.for_no_key_update().load(w.conn()).await?;
    Ok(())
}

/// Ends units with the day before this one, begins others, and says of those that go on where they lie from this day on
/// and what they are called.
pub async fn rearrange(
    w: &mut Writer<'_>,
    end: &[UnitId],
    begin: &[(UnitRow, VersionRow)],
    goes_on: &[VersionRow],
    on: NaiveDate,
) -> Result<()> {
    let last = on.pred_opt();
    let going_on: Vec<UnitId> = goes_on.iter().map(|row| row.unit_id).collect();
    diesel::update(units::table.filter(units::id.eq_any(end)))
        .set((units::valid_to.eq(last), units::version.eq(units::version + 1)))
        .execute(w.conn())
        .await?;
    diesel::update(units::table.filter(units::id.eq_any(&going_on)))
        .set(units::version.eq(units::version + 1))
        .execute(w.conn())
        .await?;
    let over = [end, &going_on].concat();
    diesel::update(unit_versions::table)
        .filter(unit_versions::unit_id.eq_any(over))
        .filter(unit_versions::valid_to.is_null())
        .set(unit_versions::valid_to.eq(last))
        .execute(w.conn())
        .await?;
    let (rows, mut versions): (Vec<UnitRow>, Vec<VersionRow>) = begin.iter().cloned().unzip();
    versions.extend(goes_on.iter().cloned());
    for some in rows.chunks(BATCH) {
        diesel::insert_into(units::table).values(some).execute(w.conn()).await?;
    }
    for some in versions.chunks(BATCH) {
        diesel::insert_into(unit_versions::table).values(some).execute(w.conn()).await?;
    }
    Ok(())
}

/// Says which units took over from which.
pub async fn descend(w: &mut Writer<'_>, rows: &[LineageRow]) -> Result<()> {
    for some in rows.chunks(BATCH) {
        diesel::insert_into(unit_lineage::table).values(some).execute(w.conn()).await?;
    }
    Ok(())
}

/// Hamlets that still lie in a commune that ended before a day come to lie in the one that took it over whole. Those
/// of a divided commune stay for somebody to say where they go. Returns how many were carried.
pub async fn carry_hamlets(w: &mut Writer<'_>, on: NaiveDate) -> Result<usize> {
    let ended = units::table.filter(units::valid_to.assume_not_null().lt(on)).select(units::id);
    let left: Vec<VersionRow> = unit_versions::table
        .filter(unit_versions::level.eq(Level::Hamlet))
        .filter(unit_versions::valid_from.lt(on))
        .filter(unit_versions::valid_to.is_null())
        .filter(unit_versions::parent_id.assume_not_null().eq_any(ended))
        .select(VersionRow::as_select())
        .load(w.conn())
        .await?;
    let parents: Vec<UnitId> = left.iter().filter_map(|row| row.parent_id).collect();
    let successions: Vec<(UnitId, UnitId)> = unit_lineage::table
        .filter(unit_lineage::from_id.eq_any(&parents))
        .filter(unit_lineage::effective_on.le(on))
        .select((unit_lineage::from_id, unit_lineage::to_id))
        .load(w.conn())
        .await?;
    let mut into: HashMap<UnitId, Vec<UnitId>> = HashMap::new();
    for (from, to) in successions {
        into.entry(from).or_default().push(to);
    }
    let targets: Vec<VersionRow> = unit_versions::table
        .filter(standing(on))
        .filter(unit_versions::unit_id.eq_any(into.values().flatten().copied().collect::<Vec<_>>()))
        .select(VersionRow::as_select())
        .load(w.conn())
        .await?;
    let targets: HashMap<UnitId, VersionRow> = targets.into_iter().map(|row| (row.unit_id, row)).collect();
    let was = names(w, parents, on.pred_opt().unwrap_or(on)).await?;
    let mut called: HashMap<(UnitId, String), usize> = HashMap::new();
    let mut carried: Vec<VersionRow> = vec![];
    for mut row in left {
        let Some(parent) = row.parent_id else { continue };
        let Some([only]) = into.get(&parent).map(Vec::as_slice) else { continue };
        let Some(target) = targets.get(only) else { continue };
        let twice = called.entry((*only, row.sort_key.clone())).or_default();
        *twice += 1;
        if let Some(was) = was.get(&parent).filter(|_| *twice > 1) {
            row.name = format!("{} ({was})", row.name); // a second one of that name says from where it came
            (row.folded, row.sort_key) = (text::fold(&row.name), text::sort_key(&row.name));
        }
        (row.parent_id, row.commune_id) = (Some(*only), Some(*only));
        (row.province_id, row.district_id) = (target.province_id, target.district_id);
        row.valid_from = on;
        carried.push(row);
    }
    let ids: Vec<UnitId> = carried.iter().map(|row| row.unit_id).collect();
    rearrange(w, &[], &[], &carried, on).await?;
    Ok(ids.len())
}

/// How many rows go into one statement: PostgreSQL takes 65,535 parameters.
const BATCH: usize = 4_000;

/// How many official units and successions of such are known.
pub async fn count_official(db: &mut impl Reads) -> Result<(usize, usize)> {
    let coded = units::table.filter(units::code.is_not_null());
    let known: i64 = coded.count().get_result(db.conn()).await?;
    let from_coded = unit_lineage::from_id.eq_any(coded.select(units::id));
    let successions: i64 = unit_lineage::table.filter(from_coded).count().get_result(db.conn()).await?;
    Ok((usize::try_from(known).unwrap_or(0), usize::try_from(successions).unwrap_or(0)))
}

/// Imports a map: what is not yet known is added, the known is left as it is. Returns how many units were new.
pub async fn import_map(w: &mut Writer<'_>, rows: &[UnitRow], versions: &[VersionRow]) -> Result<usize> {
    let mut new = 0;
    for batch in rows.chunks(BATCH) {
        let insert = diesel::insert_into(units::table).values(batch).on_conflict(units::id).do_nothing();
        new += insert.execute(w.conn()).await?;
    }
    for batch in versions.chunks(BATCH) {
        diesel::insert_into(unit_versions::table)
            .values(batch)
            .on_conflict((unit_versions::unit_id, unit_versions::valid_from))
            .do_nothing()
            .execute(w.conn())
            .await?;
    }
    Ok(new)
}

/// Imports a succession. Returns how many rows were new.
pub async fn import_lineage(w: &mut Writer<'_>, rows: &[LineageRow]) -> Result<usize> {
    let mut new = 0;
    for batch in rows.chunks(BATCH) {
        new += diesel::insert_into(unit_lineage::table)
            .values(batch)
            .on_conflict_do_nothing()
            .execute(w.conn())
            .await?;
    }
    Ok(new)
}
