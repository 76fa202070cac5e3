//! The places of assignments: where they lie, who is assigned there, and what a reform of the territory makes of them.

use super::rights::not_over;
use crate::access::schema::assignments;
use crate::access::users::model::AssignmentRow;
use crate::access::users::rules::Spot;
use crate::platform::auth::{Level, Place, Role};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::ids::{AssignmentId, ClubId, UnitId, UserId};
use crate::register::clubs;
use crate::register::tables::clubs as clubs_table;
use crate::territory::tables::{unit_versions, units as units_table};
use crate::territory::units;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{BTreeMap, HashMap, HashSet};

type Spots = HashMap<(Option<UnitId>, Option<ClubId>), Spot>;

pub(super) fn spot_of<'s>(spots: &'s Spots, row: &AssignmentRow) -> Result<&'s Spot> {
    let spot = spots.get(&(row.unit_id, row.club_id));
    spot.ok_or_else(|| Error::internal("an assignment at a place that is not there"))
}

/// The places of these columns, with their paths: two statements, however many.
pub(super) async fn spots(
    db: &mut impl Reads,
    wanted: impl Iterator<Item = (Option<UnitId>, Option<ClubId>)>,
) -> Result<Spots> {
    type UnitRow =
        ((UnitId, Level, String), (UnitId, Option<UnitId>, Option<UnitId>), (NaiveDate, Option<NaiveDate>));
    type ClubRow =
        ((ClubId, String), (UnitId, Option<UnitId>, UnitId, UnitId), (NaiveDate, Option<NaiveDate>));
    let today = db.scope().today();
    let (unit_ids, club_ids): (Vec<Option<UnitId>>, Vec<Option<ClubId>>) = wanted.unzip();
    let unit_ids: Vec<UnitId> = unit_ids.into_iter().flatten().collect();
    let club_ids: Vec<ClubId> = club_ids.into_iter().flatten().collect();
    let mut spots = HashMap::from([((None, None), Spot::nation())]);
    if !unit_ids.is_empty() {
        let rows: Vec<UnitRow> = unit_versions::table
            .inner_join(units_table::table)
            .filter(units::store::nearest(today))
            .filter(units_table::id.eq_any(unit_ids))
            .select((
                (units_table::id, units_table::level, unit_versions::name),
                (unit_versions::province_id, unit_versions::district_id, unit_versions::commune_id),
                (units_table::valid_from, units_table::valid_to),
            ))
            .load(db.conn())
            .await?;
        for ((id, level, name), (province, district, commune), (first_day, last_day)) in rows {
            let Some(place) = Place::new(Some(level), Some(id), None) else { continue };
            let hamlet = (level == Level::Hamlet).then_some(id);
            let (province, first_day) = (Some(province), Some(first_day));
            let spot = Spot { place, name, province, district, commune, hamlet, first_day, last_day };
            spots.insert((Some(id), None), spot);
        }
    }
    if !club_ids.is_empty() {
        let rows: Vec<ClubRow> = clubs_table::table
            .filter(clubs_table::id.eq_any(club_ids))
            .select((
                (clubs_table::id, clubs_table::name),
                (
                    clubs_table::province_id,
                    clubs_table::district_id,
                    clubs_table::commune_id,
                    clubs_table::hamlet_id,
                ),
                (clubs_table::proposed_on, clubs_table::ended_on),
            ))
            .load(db.conn())
            .await?;
        for ((id, name), (province, district, commune, hamlet), (first_day, last_day)) in rows {
            let spot = Spot {
                place: Place::Club(id),
                name,
                province: Some(province),
                district,
                commune: Some(commune),
                hamlet: Some(hamlet),
                first_day: Some(first_day),
                last_day,
            };
            spots.insert((None, Some(id)), spot);
        }
    }
    Ok(spots)
}

/// A place in the caller's reach, locked against ending meanwhile. One above the caller's own is refused as such.
pub async fn hold_place(w: &mut Writer<'_>, place: Place) -> Result<Held<Spot>> {
    if let Some(unit) = place.unit() {
        let unit = units_table::table.filter(units_table::id.eq(unit)).select(units_table::id).for_share();
        unit.load::<UnitId>(w.conn()).await?;
    }
    if let Some(club) = place.club() {
        clubs::store::lock(w, &[club]).await?;
    }
    let key = (place.unit(), place.club());
    let spot = spots(w, std::iter::once(key)).await?.remove(&key).filter(|spot| spot.place == place);
    let spot = spot.ok_or(Code::NotFound)?;
    if spot.is_within(w.scope().reach()) {
        return Ok(Held::new(spot));
    }
    let own: Vec<Place> = w.scope().roles().iter().map(|(_, place)| *place).collect();
    let own = spots(w, own.into_iter().map(|place| (place.unit(), place.club()))).await?;
    // what lies above is no secret; what lies beside is not there
    let above = own.values().any(|own| own.place != Place::Nation && own.lies_in(place));
    Err(if above { Code::AboveOwnRole.into() } else { Code::NotFound.into() })
}

/// How many assignments at units count on a day or later. Asked of what a reform touches.
pub async fn assigned_at(db: &mut impl Reads, which: &[UnitId], on: NaiveDate) -> Result<i64> {
    let there = assignments::table.filter(assignments::unit_id.assume_not_null().eq_any(which));
    Ok(there.filter(not_over(on)).count().get_result(db.conn()).await?)
}

/// How many rows go into one statement: PostgreSQL takes 65,535 parameters.
const BATCH: usize = 4_000;

/// Whoever was assigned at a unit that ends is assigned at the one that takes over, by a new assignment from that day.
/// Where nothing takes over, the right ends. The database voids the tokens that speak of it.
pub async fn carry_over(
    w: &mut Writer<'_>,
    ended: &[UnitId],
    heirs: &BTreeMap<UnitId, UnitId>,
    on: NaiveDate,
    document: &str,
) -> Result<()> {
    type Row = (AssignmentId, UserId, Role, UnitId, NaiveDate, Option<NaiveDate>);
    let rows: Vec<Row> = assignments::table
        .filter(assignments::unit_id.assume_not_null().eq_any(ended))
        .filter(assignments::deputy_for.is_null())
        .filter(not_over(on))
        .order(assignments::id)
        .select((
            assignments::id,
            assignments::user_id,
            assignments::role,
            assignments::unit_id.assume_not_null(),
            assignments::valid_from,
            assignments::valid_to,
        ))
        .load(w.conn())
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let there: Vec<UnitId> = heirs.values().copied().collect();
    let held: Vec<(UserId, Role, UnitId)> = assignments::table
        .filter(assignments::unit_id.assume_not_null().eq_any(there))
        .filter(not_over(on))
        .select((assignments::user_id, assignments::role, assignments::unit_id.assume_not_null()))
        .load(w.conn())
        .await?;
    let mut held: HashSet<(UserId, Role, UnitId)> = held.into_iter().collect();
    let (begun, later): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.4 < on);
    // what had not begun by then leaves no trace at the old unit
    let later_ids: Vec<AssignmentId> = later.iter().map(|row| row.0).collect();
    diesel::delete(assignments::table.filter(assignments::id.eq_any(later_ids))).execute(w.conn()).await?;
    let begun_ids: Vec<AssignmentId> = begun.iter().map(|row| row.0).collect();
    diesel::update(assignments::table.filter(assignments::id.eq_any(begun_ids)))
        .set((
            assignments::valid_to.eq(on.pred_opt()),
            assignments::end_reason.eq(document),
            assignments::version.eq(assignments::version + 1),
        ))
        .execute(w.conn())
        .await?;
    let granted_by = w.scope().user();
    let anew: Vec<_> = begun
        .into_iter()
        .chain(later)
        .filter_map(|(_, user, role, unit, from, to)| {
            let heir = *heirs.get(&unit)?;
            held.insert((user, role, heir)).then(|| {
                (
                    assignments::id.eq(AssignmentId::new()),
                    assignments::user_id.eq(user),
                    assignments::role.eq(role),
                    assignments::unit_id.eq(heir),
                    assignments::valid_from.eq(from.max(on)),
                    assignments::valid_to.eq(to),
                    assignments::granted_by.eq(granted_by),
                )
            })
        })
        .collect();
    for some in anew.chunks(BATCH) {
        diesel::insert_into(assignments::table).values(some).execute(w.conn()).await?;
    }
    Ok(())
}
