//! Dashboards from the metric rows.

use super::model::HEADLINE;
use super::model::{CommuneCoverage, Dashboard, IN_LEAGUE, LeagueRow};
use crate::Result;
use crate::planning::programmes;
use crate::planning::progress::model::Applying;
use crate::planning::progress::store::{Place, applying, judge};
use crate::platform::db::Reads;
use crate::platform::ids::UnitId;
use crate::platform::text;
use crate::statistics::fresh::Kept;
use crate::statistics::indicators::model::{Asked, Covered, Whose};
use crate::statistics::indicators::store::{communes, values_heard, values_of_parts};
use crate::territory::terrains::model::Terrain;
use crate::territory::units;
use crate::territory::units::model::Unit;

/// What is seen of a place at a glance.
pub async fn of_place(
    db: &mut Kept<impl Reads>,
    unit: Option<Unit>,
    targets: Vec<Applying>,
) -> Result<Dashboard> {
    let today = db.scope().today();
    let whose = unit.clone().map_or(Whose::Reach, |unit| Whose::Unit(Box::new(unit)));
    let asked = Asked::now(whose, today);
    let communes = communes(db, &asked).await?;
    let (values, heard) = values_heard(db, &asked, HEADLINE, Some(&communes)).await?;
    let league = league(db, &asked, &communes).await?;
    let programme = judge(db, &place_of(unit.as_ref()), targets, today).await?;
    let (unit_id, name) = unit.map_or((None, "Việt Nam".to_owned()), |unit| (Some(unit.id), unit.name));
    Ok(Dashboard {
        unit_id,
        name,
        as_of: today,
        heard,
        values,
        coverage: coverage(&communes),
        programme,
        league,
    })
}

fn coverage(communes: &[Covered]) -> Vec<CommuneCoverage> {
    use strum::IntoEnumIterator;
    let of = |terrain: Option<Terrain>| {
        let clubs = || communes.iter().filter(move |row| row.terrain == terrain).map(|row| row.clubs);
        let with = |least: i64| i64::try_from(clubs().filter(|n| *n >= least).count()).unwrap_or(i64::MAX);
        CommuneCoverage { terrain, communes: with(0), with_1: with(1), with_2: with(2), with_3: with(3) }
    };
    let all = Terrain::iter().map(Some).chain([None]).map(of);
    all.filter(|coverage| coverage.communes > 0).collect()
}

/// The parts of a place, the most silent first.
async fn league(db: &mut Kept<impl Reads>, asked: &Asked, communes: &[Covered]) -> Result<Vec<LeagueRow>> {
    let parts = values_of_parts(db, asked, IN_LEAGUE).await?;
    let ids: Vec<UnitId> = parts.iter().map(|(id, ..)| *id).collect();
    let names = units::store::names(db, ids, db.scope().today()).await?;
    let row = |(unit_id, values, heard)| {
        let own = || communes.iter().filter(move |row| row.unit_id == unit_id || row.province_id == unit_id);
        let count = |covered: bool| {
            i64::try_from(own().filter(|row| !covered || row.clubs > 0).count()).unwrap_or(i64::MAX)
        };
        let name = names.get(&unit_id).cloned().unwrap_or_default();
        LeagueRow { unit_id, name, communes: count(false), covered: count(true), heard, values }
    };
    let mut rows: Vec<LeagueRow> = parts.into_iter().map(row).collect();
    // by name, and those as silent as each other stay so
    rows.sort_by_cached_key(|row| text::sort_key(&row.name));
    // a share of silent clubs is greater if silent times the other's clubs is
    rows.sort_by(|a, b| {
        let (one, other) = (a.heard.silent * b.heard.clubs, b.heard.silent * a.heard.clubs);
        other.cmp(&one)
    });
    Ok(rows)
}

/// Where targets are judged.
#[must_use]
pub fn place_of(unit: Option<&Unit>) -> Place {
    unit.map_or_else(Place::nation, Place::unit)
}

/// The targets of a programme that apply to a place.
pub async fn of_programme(db: &mut impl Reads, place: &Place, code: &str) -> Result<Vec<Applying>> {
    let programme = programmes::store::named(db, code).await?;
    let mut targets = applying(db, place).await?;
    targets.retain(|one| one.document.programme_id == programme);
    Ok(targets)
}
