//! Communes, and in how many of them clubs run.

use super::read::{Wanted, read};
use crate::Result;
use crate::platform::auth::Level;
use crate::platform::db::Reads;
use crate::platform::ids::UnitId;
use crate::register::tables::clubs;
use crate::statistics::fresh::Kept;
use crate::statistics::history::{By, meant};
use crate::statistics::indicators::model::{Asked, Covered};
use crate::statistics::indicators::rules::ColumnSums;
use crate::territory::tables::{unit_terrains as t, unit_versions as v};
use crate::territory::terrains::model::Terrain;
use chrono::NaiveDate;
use diesel::dsl::count_star;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

/// The communes of a place, in every version.
fn communes_of(asked: &Asked) -> v::BoxedQuery<'static, Pg> {
    let all = v::table.filter(v::level.eq(Level::Commune)).into_boxed();
    match asked.whose.unit() {
        None => all,
        Some(unit) => match unit.level {
            Level::Province => all.filter(v::province_id.eq(unit.id)),
            Level::District => all.filter(v::district_id.eq(unit.id)),
            _ => all.filter(v::unit_id.eq_any(unit.commune_id)),
        },
    }
}

/// The communes of a place on the tree's day, each with its province, its terrain as known today, and how many clubs run
/// in it.
pub async fn communes(db: &mut Kept<impl Reads>, asked: &Asked) -> Result<Vec<Covered>> {
    let today = db.scope().today();
    let tree = asked.tree.day(asked.period, today);
    let known = t::valid_from.le(today).and(t::valid_to.is_null().or(t::valid_to.ge(today)));
    let here = t::unit_id.eq_any(communes_of(asked).select(v::unit_id));
    let terrains = t::table.filter(known).filter(here).select((t::unit_id, t::terrain));
    let terrains: HashMap<UnitId, Terrain> = terrains.load(db.conn()).await?.into_iter().collect();
    // two questions, each of which an index answers alone
    let standing = || communes_of(asked).filter(v::valid_from.le(tree)).select((v::unit_id, v::province_id));
    let mut all: Vec<(UnitId, UnitId)> = standing().filter(v::valid_to.is_null()).load(db.conn()).await?;
    all.extend(standing().filter(v::valid_to.ge(tree)).load::<(UnitId, UnitId)>(db.conn()).await?);
    let running = running(db, asked, tree).await?;
    let with = |(unit_id, province_id)| {
        let clubs = running.get(&unit_id).copied().unwrap_or(0);
        Covered { unit_id, province_id, terrain: terrains.get(&unit_id).copied(), clubs }
    };
    let wanted = |commune: &Covered| {
        let among = asked.among.terrain.as_ref();
        among.is_none_or(|terrain| commune.terrain.is_some_and(|own| terrain.contains(&own)))
    };
    Ok(all.into_iter().map(with).filter(wanted).collect())
}

/// How many clubs run in each commune in which any do.
async fn running(db: &mut Kept<impl Reads>, asked: &Asked, tree: NaiveDate) -> Result<HashMap<UnitId, i64>> {
    let today = db.scope().today();
    if (asked.period.day, tree) == (today, today) && asked.among.founded.is_none() {
        let counted = clubs::table
            .filter(clubs::launched_on.is_not_null().and(clubs::ended_on.is_null()))
            .filter(meant(db.scope(), &asked.whose))
            .group_by(clubs::commune_id);
        let counted = counted.select((clubs::commune_id, count_star())).load(db.conn()).await?;
        return Ok(counted.into_iter().collect());
    }
    let rows = read(db, asked, (By::Commune, None), &Wanted::running()).await?.by_name();
    let count = |(commune, sums): (Option<Uuid>, ColumnSums)| Some((UnitId(commune?), sums.values().sum()));
    Ok(rows.into_iter().filter_map(count).collect())
}

/// How many communes there are on the tree's day, and in how many of them clubs run.
pub(super) async fn coverage(db: &mut Kept<impl Reads>, asked: &Asked) -> Result<ColumnSums> {
    if asked.among.terrain.is_some() {
        return Ok(covered(&communes(db, asked).await?));
    }
    let tree = asked.tree.day(asked.period, db.scope().today());
    let standing = || communes_of(asked).filter(v::valid_from.le(tree));
    let still = standing().filter(v::valid_to.is_null()).count().get_result::<i64>(db.conn()).await?;
    let ended = standing().filter(v::valid_to.ge(tree)).count().get_result::<i64>(db.conn()).await?;
    let clubs: Vec<i64> = running(db, asked, tree).await?.into_values().collect();
    Ok(sums_of_communes(still + ended, &clubs))
}

/// [`coverage`], of communes that are known already.
pub(super) fn covered(communes: &[Covered]) -> ColumnSums {
    let clubs: Vec<i64> = communes.iter().map(|commune| commune.clubs).collect();
    sums_of_communes(i64::try_from(communes.len()).unwrap_or(i64::MAX), &clubs)
}

/// Some communes, and how many clubs run in each of those in which any do.
fn sums_of_communes(all: i64, clubs: &[i64]) -> ColumnSums {
    let with =
        |least: i64| i64::try_from(clubs.iter().filter(|clubs| **clubs >= least).count()).unwrap_or(i64::MAX);
    ColumnSums::from([
        ("communes.all", all),
        ("communes.with_1", with(1)),
        ("communes.with_2", with(2)),
        ("communes.with_3", with(3)),
    ])
}
