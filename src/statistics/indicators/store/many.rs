//! Figures of one place, period and tree that are needed at once: however many they are, they are read together.

use super::communes::communes;
use super::read::{self, Wanted};
use super::sums;
use crate::Result;
use crate::platform::db::Reads;
use crate::platform::ids::{ClubId, UnitId};
use crate::register::clubs::store::visible;
use crate::register::tables::clubs;
use crate::statistics::fresh::Kept;
use crate::statistics::history::By;
use crate::statistics::indicators::model::{Among, Asked, Covered, Indicator, Value};
use crate::statistics::indicators::rules::{self, Sums};
use crate::territory::tables::unit_terrains as t;
use crate::territory::terrains::model::Terrain;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// Which figures are needed.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Of some clubs together.
    pub whole: Vec<(Among, Indicator)>,
    /// Of each club.
    pub each: Vec<Indicator>,
    /// Whether only some of those clubs are meant.
    pub told_apart: bool,
}

/// A club, with what tells it from others and its sums.
#[derive(Debug, Default)]
struct OneClub {
    established_on: Option<NaiveDate>,
    terrain: Option<Terrain>,
    sums: Sums,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Figures {
    whole: Vec<(Among, Vec<Value>)>,
    clubs: Vec<OneClub>,
}

impl Among {
    fn holds(&self, club: &OneClub) -> bool {
        let founded = self.founded.is_none_or(|(from, through)| {
            club.established_on.is_some_and(|day| (from..=through).contains(&day))
        });
        let terrain = self.terrain.as_ref();
        founded && terrain.is_none_or(|these| club.terrain.is_some_and(|own| these.contains(&own)))
    }
}

impl Figures {
    /// The value of some clubs together, as it is.
    #[must_use]
    pub fn whole(&self, among: &Among, indicator: Indicator) -> Option<Value> {
        let (_, values) = self.whole.iter().find(|(kind, _)| kind == among)?;
        values.iter().find(|value| value.indicator == indicator).copied()
    }
    /// The sums of each club among some.
    pub fn each<'f>(&'f self, among: &'f Among) -> impl Iterator<Item = &'f Sums> {
        self.clubs.iter().filter(move |club| among.holds(club)).map(|club| &club.sums)
    }
}

/// Reads what is needed of the clubs of a question, which is of all of them: once for the place, and once more for its
/// clubs where any of them is needed for itself or some are told from others.
///
/// # Errors
/// 503 while too many clubs are counted in the background.
pub async fn figures(db: &mut Kept<impl Reads>, asked: &Asked, needs: &Needs) -> Result<Figures> {
    let told_apart = needs.told_apart || needs.whole.iter().any(|(among, _)| *among != Among::default());
    let of_clubs = || needs.whole.iter().map(|(_, one)| *one).filter(|one| read::of_clubs(*one));
    let clubs = if told_apart || !needs.each.is_empty() {
        let mut which: Vec<Indicator> = needs.each.iter().copied().chain(of_clubs()).collect();
        which.push(Indicator::Clubs);
        each_club(db, asked, &which, told_apart).await?
    } else {
        vec![]
    };
    let of_places = needs.whole.iter().any(|(_, one)| !read::of_clubs(*one));
    let communes = if of_places { communes(db, asked).await? } else { vec![] };
    let mut figures = Figures { whole: vec![], clubs };
    for (among, _) in &needs.whole {
        if figures.whole.iter().all(|(known, _)| known != among) {
            let values = together(db, asked, needs, among, (&communes, &figures.clubs)).await?;
            figures.whole.push((among.clone(), values));
        }
    }
    Ok(figures)
}

/// The values of some clubs together: of what has been read of each, if that was read.
async fn together(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    needs: &Needs,
    among: &Among,
    (communes, clubs): (&[Covered], &[OneClub]),
) -> Result<Vec<Value>> {
    let which = || needs.whole.iter().filter(|(kind, _)| kind == among).map(|(_, one)| *one);
    // who has ended is none of the clubs that were read, and communes are none
    let of_each = |one: &Indicator| !clubs.is_empty() && read::of_standing_clubs(*one);
    let (of_each, of_place): (Vec<Indicator>, Vec<Indicator>) = which().partition(of_each);
    let mut values = vec![];
    if !of_each.is_empty() {
        let mut all = Sums::new();
        for (name, sum) in clubs.iter().filter(|club| among.holds(club)).flat_map(|club| &club.sums) {
            *all.entry(*name).or_default() += sum;
        }
        values.extend(of_each.into_iter().map(|one| rules::value(one, &all)));
    }
    if !of_place.is_empty() {
        let asked = Asked { among: among.clone(), ..asked.clone() };
        let here = |commune: &&Covered| {
            let these = among.terrain.as_ref();
            these.is_none_or(|these| commune.terrain.is_some_and(|own| these.contains(&own)))
        };
        let known: Vec<Covered> = communes.iter().filter(here).copied().collect();
        let known = among.founded.is_none().then_some(known.as_slice());
        let sums = sums(db, &asked, (&of_place, &[]), known).await?;
        values.extend(of_place.into_iter().map(|one| rules::value(one, &sums)));
    }
    Ok(values)
}

/// The sums of each club, and where it lies and since when it is there if that is needed.
async fn each_club(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
    told_apart: bool,
) -> Result<Vec<OneClub>> {
    let sums = read::read(db, asked, (By::Club, None), &Wanted::of(which, &[])).await?;
    let mut clubs: HashMap<ClubId, OneClub> = sums
        .into_iter()
        .filter_map(|(club, sums)| Some((ClubId(club?), OneClub { sums, ..OneClub::default() })))
        .collect();
    if told_apart {
        let today = db.scope().today();
        let known = t::valid_from.le(today).and(t::valid_to.is_null().or(t::valid_to.ge(today)));
        let terrains = t::table.filter(known).select((t::unit_id, t::terrain));
        let terrains: HashMap<UnitId, Terrain> = terrains.load(db.conn()).await?.into_iter().collect();
        let there = visible(db.scope()).filter(read::meant_or_anywhere(asked, today));
        let rows: Vec<(ClubId, Option<NaiveDate>, UnitId)> =
            there.select((clubs::id, clubs::established_on, clubs::commune_id)).load(db.conn()).await?;
        for (club, established_on, commune) in rows {
            if let Some(club) = clubs.get_mut(&club) {
                (club.established_on, club.terrain) = (established_on, terrains.get(&commune).copied());
            }
        }
    }
    Ok(clubs.into_values().collect())
}
