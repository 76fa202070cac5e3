//! The whole map: the official units as imported, and what a reform makes of them.

use super::{names, standing};
use crate::Result;
use crate::platform::db::{Reads, Writer};
use crate::platform::ids::UnitId;
use crate::platform::text;
use crate::territory::schema::{unit_lineage, unit_versions, units};
use crate::territory::units::model::{Level, LineageKind};
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

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
