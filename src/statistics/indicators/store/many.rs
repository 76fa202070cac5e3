//! Figures of one place, period and tree that are needed at once: however many they are, they are read together.

use super::communes::communes;
use super::read::{self, Read, Wanted};
use super::sums;
use crate::Result;
use crate::platform::db::Reads;
use crate::platform::ids::{ClubId, UnitId};
use crate::register::tables::clubs;
use crate::statistics::fresh::Kept;
use crate::statistics::history::{By, meant};
use crate::statistics::indicators::model::{Among, Asked, Covered, Indicator, IndicatorValue, Terms};
use crate::statistics::indicators::rules::{self, ColumnSums};
use crate::statistics::suppression::Withheld;
use crate::territory::tables::unit_terrains as t;
use crate::territory::terrains::model::Terrain;
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

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

/// A club, with what tells it from others and its sums, in the order of their columns.
#[derive(Debug)]
struct OneClub {
    established_on: Option<NaiveDate>,
    terrain: Option<Terrain>,
    row: Vec<i64>,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Figures {
    whole: Vec<(Among, Vec<IndicatorValue>)>,
    columns: Vec<&'static str>,
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
    pub fn whole(&self, among: &Among, indicator: Indicator) -> Option<IndicatorValue> {
        let (_, values) = self.whole.iter().find(|(kind, _)| kind == among)?;
        values.iter().find(|value| value.indicator == indicator).copied()
    }
    /// What stands above and below the line for each running club among some.
    pub fn each(&self, among: &Among, indicator: Indicator) -> impl Iterator<Item = (i64, Option<i64>)> {
        let definition = indicator.definition();
        let (above, below) = (self.placed(definition.numerator), definition.denominator);
        let below = below.map(|terms| self.placed(terms));
        let running = self.placed(Indicator::Clubs.definition().numerator);
        let among = self.clubs.iter().filter(move |club| among.holds(club) && total(&running, club) == 1);
        among.map(move |club| (total(&above, club), below.as_ref().map(|terms| total(terms, club))))
    }
    /// Terms by the places of their columns, which are the same for all clubs.
    fn placed(&self, terms: Terms) -> Vec<(i64, usize)> {
        let place = |column: &str| self.columns.iter().position(|name| *name == column);
        terms.iter().filter_map(|(weight, name)| Some((*weight, place(name)?))).collect()
    }
}

fn total(terms: &[(i64, usize)], club: &OneClub) -> i64 {
    terms.iter().map(|(weight, at)| weight * club.row.get(*at).copied().unwrap_or(0)).sum()
}

/// Reads what is needed of the clubs of a question, which is of all of them: once for the place, and once more for its
/// clubs where each of them is needed for itself, or more than two kinds of them together.
///
/// # Errors
/// 503 while too many clubs are counted in the background.
pub async fn figures(db: &mut Kept<impl Reads>, asked: &Asked, needs: &Needs) -> Result<Figures> {
    let mut kinds: Vec<&Among> = vec![];
    for (among, _) in &needs.whole {
        if !kinds.contains(&among) {
            kinds.push(among);
        }
    }
    let mut figures = Figures::default();
    if !needs.each.is_empty() || kinds.len() > 2 {
        let of_clubs = needs.whole.iter().map(|(_, one)| *one).filter(|one| read::of_clubs(*one));
        let mut which: Vec<Indicator> = needs.each.iter().copied().chain(of_clubs).collect();
        which.push(Indicator::Clubs);
        let told_apart = needs.told_apart || kinds.iter().any(|among| **among != Among::default());
        (figures.columns, figures.clubs) = each_club(db, asked, &which, told_apart).await?;
    }
    let of_places = needs.whole.iter().any(|(_, one)| !read::of_clubs(*one));
    let communes = if of_places { communes(db, asked).await? } else { vec![] };
    for among in kinds {
        let values = together(db, asked, needs, among, (&communes, &figures)).await?;
        figures.whole.push((among.clone(), values));
    }
    Ok(figures)
}

/// The values of some clubs together: of what has been read of each, if that was read.
async fn together(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    needs: &Needs,
    among: &Among,
    (communes, figures): (&[Covered], &Figures),
) -> Result<Vec<IndicatorValue>> {
    let which = || needs.whole.iter().filter(|(kind, _)| kind == among).map(|(_, one)| *one);
    // who has ended is none of the clubs that were read, and communes are none
    let of_each = |one: &Indicator| !figures.clubs.is_empty() && read::of_standing_clubs(*one);
    let (of_each, of_place): (Vec<Indicator>, Vec<Indicator>) = which().partition(of_each);
    let mut values = vec![];
    if !of_each.is_empty() {
        let mut all = vec![0_i64; figures.columns.len()];
        for club in figures.clubs.iter().filter(|club| among.holds(club)) {
            all.iter_mut().zip(&club.row).for_each(|(sum, more)| *sum += more);
        }
        let all: ColumnSums = figures.columns.iter().copied().zip(all).collect();
        values.extend(of_each.into_iter().map(|one| rules::value(one, &all, &Withheld::default())));
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
        values.extend(of_place.into_iter().map(|one| rules::value(one, &sums, &Withheld::default())));
    }
    Ok(values)
}

/// The columns and the sums of each club, and where it lies and since when it is there if that is needed.
async fn each_club(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
    told_apart: bool,
) -> Result<(Vec<&'static str>, Vec<OneClub>)> {
    let Read { columns, rows } = read::read(db, asked, (By::Club, None), &Wanted::of(which, &[])).await?;
    let mut known: HashMap<ClubId, (Option<NaiveDate>, Option<Terrain>)> = HashMap::new();
    if told_apart {
        let today = db.scope().today();
        let of_today = t::valid_from.le(today).and(t::valid_to.is_null().or(t::valid_to.ge(today)));
        let terrains = t::table.filter(of_today).select((t::unit_id, t::terrain));
        let terrains: HashMap<UnitId, Terrain> = terrains.load(db.conn()).await?.into_iter().collect();
        // those that are meant may lie elsewhere today
        let there = clubs::table.into_boxed::<Pg>();
        let there = if asked.tree.day(asked.period, today) == today {
            there.filter(meant(db.scope(), &asked.whose))
        } else {
            let read: Vec<ClubId> = rows.keys().flatten().copied().map(ClubId).collect();
            there.filter(clubs::id.eq_any(read))
        };
        let places: Vec<(ClubId, Option<NaiveDate>, UnitId)> =
            there.select((clubs::id, clubs::established_on, clubs::commune_id)).load(db.conn()).await?;
        known = places
            .into_iter()
            .map(|(club, founded, commune)| (club, (founded, terrains.get(&commune).copied())))
            .collect();
    }
    let one = |(club, row): (Option<Uuid>, Vec<i64>)| {
        let (established_on, terrain) = known.get(&ClubId(club?)).copied().unwrap_or_default();
        Some(OneClub { established_on, terrain, row })
    };
    let clubs = rows.into_iter().filter_map(one).collect();
    Ok((columns, clubs))
}
