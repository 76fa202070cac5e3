//! Terrain in the database.

use super::model::{CommuneTerrain, NewTerrain, TerrainQuery, UnitTerrain};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::UnitId;
use crate::platform::log::Event;
use crate::platform::text;
use crate::territory::schema::{unit_terrains as t, unit_versions};
use crate::territory::units;
use crate::territory::units::model::Unit;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// True of what holds on a day.
#[auto_type(no_type_alias)]
fn holds(day: NaiveDate) -> _ {
    t::valid_from.le(day).and(t::valid_to.is_null().or(t::valid_to.assume_not_null().ge(day)))
}

/// Lists communes with their terrain on a day, by name in Vietnamese order. Public knowledge: no scope narrows it.
pub async fn list(
    db: &mut impl Reads,
    query: &TerrainQuery,
    page: &PageQuery,
) -> Result<Page<CommuneTerrain>> {
    let day = query.on.map_or_else(|| db.scope().today(), Day::get);
    let mut rows = t::table
        .inner_join(unit_versions::table.on(unit_versions::unit_id.eq(t::unit_id)))
        .filter(holds(day))
        .filter(units::store::standing(day))
        .select(CommuneTerrain::as_select())
        .into_boxed();
    if let Some(terrain) = query.terrain {
        rows = rows.filter(t::terrain.eq(terrain));
    }
    if let Some(province) = query.province_id {
        rows = rows.filter(unit_versions::province_id.eq(province));
    }
    if let Some(seek) = page.seek() {
        let behind = unit_versions::sort_key
            .gt(seek.key.clone())
            .or(unit_versions::sort_key.eq(seek.key).and(unit_versions::unit_id.gt(UnitId(seek.id))));
        rows = rows.filter(behind);
    }
    let rows = rows
        .order((unit_versions::sort_key, unit_versions::unit_id))
        .limit(page.limit + 1)
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row: &CommuneTerrain| Seek {
        key: text::sort_key(&row.name),
        id: row.terrain.unit_id.0,
    }))
}

/// Finds the terrain of a commune, or of the commune in which a hamlet lies, on a day.
///
/// # Errors
/// 404 where none is known, and for a province or a district, which lie on many.
pub async fn find(db: &mut impl Reads, unit: &Unit, day: NaiveDate) -> Result<UnitTerrain> {
    let commune = unit.commune_id.ok_or(Code::NotFound)?;
    let rows = t::table.filter(t::unit_id.eq(commune)).filter(holds(day));
    Ok(rows.select(UnitTerrain::as_select()).first(db.conn()).await?)
}

/// Says on what terrain a commune lies from a day on, and what changed by it.
///
/// # Errors
/// 422 for a day before the commune's first.
pub async fn set(
    w: &mut Writer<'_>,
    commune: &Held<Unit>,
    new: &NewTerrain,
) -> Result<(UnitTerrain, Event, Option<Event>)> {
    let from = new.valid_from.get();
    if from < commune.valid_from {
        return Err(Error::field("/valid_from", FieldCode::NotValidThen));
    }
    let known: Vec<UnitTerrain> = t::table
        .filter(t::unit_id.eq(commune.id))
        .order(t::valid_from)
        .select(UnitTerrain::as_select())
        .load(w.conn())
        .await?;
    let said = (t::terrain.eq(new.terrain), t::source.eq(new.source.as_deref()));
    if let Some(before) = known.iter().find(|row| row.valid_from == from) {
        let after = diesel::update(t::table.find((commune.id, from)))
            .set((said, t::version.eq(t::version + 1)))
            .returning(UnitTerrain::as_returning())
            .get_result(w.conn())
            .await?;
        let event = Event::changed("updated", before, &after);
        return Ok((after, event, None));
    }
    let mut ended = None;
    let ends = |row: &&UnitTerrain| row.valid_from < from && row.valid_to.is_none_or(|last| last >= from);
    if let Some(before) = known.iter().find(ends) {
        let after = diesel::update(t::table.find((commune.id, before.valid_from)))
            .set((t::valid_to.eq(from.pred_opt()), t::version.eq(t::version + 1)))
            .returning(UnitTerrain::as_returning())
            .get_result(w.conn())
            .await?;
        ended = Some(Event::changed("ended", before, &after));
    }
    let next = known.iter().map(|row| row.valid_from).find(|first| *first > from);
    let made = diesel::insert_into(t::table)
        .values((
            t::unit_id.eq(commune.id),
            t::valid_from.eq(from),
            t::valid_to.eq(next.and_then(|first| first.pred_opt())),
            said,
        ))
        .returning(UnitTerrain::as_returning())
        .get_result(w.conn())
        .await?;
    let created = Event::created(&made);
    Ok((made, created, ended))
}
