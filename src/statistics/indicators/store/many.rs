//! Figures of one place that are needed at once: however many periods they are of, those that are kept are read together.

use super::communes::communes;
use super::read::{self, OWN, Read, Wanted};
use super::{own, past, sums, told};
use crate::Result;
use crate::platform::auth::Scope;
use crate::platform::db::{Db, Reads};
use crate::platform::ids::{ClubId, UnitId};
use crate::register::tables::clubs;
use crate::statistics::fresh::{Kept, Proof};
use crate::statistics::history::{self, By, PlaceSums, Placed, SumKey, clubs_among, clubs_of, meant};
use crate::statistics::indicators::model::{
    Among, Asked, Covered, Indicator, IndicatorPeriod, IndicatorValue, Terms, Whose,
};
use crate::statistics::indicators::rules::{self, ColumnSums};
use crate::statistics::sums::place;
use crate::statistics::suppression::Withheld;
use crate::territory::tables::unit_terrains as t;
use crate::territory::terrains::model::Terrain;
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// So many clubs are looked up by their ids.
const FEW: usize = 500;

/// Which figures are needed.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Of some clubs together.
    pub whole: Vec<(Among, Indicator)>,
    /// Of each of some clubs.
    pub each: Vec<(Among, Indicator)>,
}

impl Needs {
    /// What is needed of clubs that stand together.
    fn of_standing(&self) -> impl Iterator<Item = &(Among, Indicator)> {
        self.whole.iter().filter(|(_, one)| read::of_standing_clubs(*one))
    }
    /// The kinds of clubs that are added up.
    fn kinds(&self) -> Vec<&Among> {
        let mut kinds: Vec<&Among> = vec![];
        for (among, _) in self.of_standing() {
            if !kinds.contains(&among) {
                kinds.push(among);
            }
        }
        kinds
    }
    /// The columns in which each club is read.
    fn columns(&self) -> Vec<&'static str> {
        let each = self.each.iter().map(|(_, one)| *one);
        let of_clubs = self.whole.iter().map(|(_, one)| *one).filter(|one| read::of_clubs(*one));
        let which: Vec<Indicator> = each.chain(of_clubs).chain([Indicator::Clubs]).collect();
        Wanted::of(&which, &[]).columns
    }
    /// What clubs' own rows tell, and the rest.
    fn parted(&self, asked: &Asked, today: NaiveDate) -> (Vec<Indicator>, Self) {
        let (own, whole): (Vec<_>, Vec<_>) = self
            .whole
            .iter()
            .cloned()
            .partition(|(among, one)| own::told_by_own_rows(asked, among, *one, today));
        (own.into_iter().map(|(_, one)| one).collect(), Self { whole, each: self.each.clone() })
    }
}

/// How many clubs have each value: what stands above and below the line.
pub type Spread = BTreeMap<(i64, Option<i64>), i64>;

/// What was read.
#[derive(Debug, Default)]
pub struct Figures {
    whole: Vec<(Among, IndicatorValue)>,
    each: Vec<(Among, Indicator, Spread)>,
}

impl Figures {
    /// The value of some clubs together, as it is.
    #[must_use]
    pub fn whole(&self, among: &Among, indicator: Indicator) -> Option<IndicatorValue> {
        let mut values = self.whole.iter().filter(|(kind, _)| kind == among).map(|(_, value)| *value);
        values.find(|value| value.indicator == indicator)
    }
    /// How many running clubs among some have each value.
    #[must_use]
    pub fn each(&self, among: &Among, indicator: Indicator) -> Option<&Spread> {
        let mut spreads = self.each.iter().filter(|(kind, one, _)| (kind, *one) == (among, indicator));
        spreads.next().map(|(.., spread)| spread)
    }
}

/// A club, with what tells it from others and its sums, in the order of their columns.
#[derive(Debug)]
struct OneClub {
    established_on: Option<NaiveDate>,
    terrain: Option<Terrain>,
    row: Vec<i64>,
}

impl Among {
    fn holds(&self, club: &OneClub) -> bool {
        let founded = self.founded.is_none_or(|(from, through)| {
            club.established_on.is_some_and(|day| (from..=through).contains(&day))
        });
        let terrain = self.terrain.as_ref();
        founded && terrain.is_none_or(|these| club.terrain.is_some_and(|own| these.contains(&own)))
    }
    /// Under which name sums of these clubs are kept: not those of a terrain, which may change from one day to another.
    pub(super) fn kept_as(&self) -> Option<String> {
        let founded = self.founded.map_or_else(String::new, |(from, through)| format!("{from}/{through}"));
        self.terrain.is_none().then_some(founded)
    }
}

/// Terms by the places of their columns.
type PlacedTerms = Vec<(i64, usize)>;

fn total(terms: &[(i64, usize)], row: &[i64]) -> i64 {
    terms.iter().map(|(weight, at)| weight * row.get(*at).copied().unwrap_or(0)).sum()
}

/// Figures of clubs, added up one by one.
struct Tally {
    columns: Vec<&'static str>,
    running: PlacedTerms,
    sums: Vec<(Among, Vec<i64>)>,
    spreads: Vec<OneSpread>,
}

/// Of which clubs and which indicator, by which terms, and what it is.
type OneSpread = (Among, Indicator, (PlacedTerms, Option<PlacedTerms>), Spread);

impl Tally {
    fn new(columns: Vec<&'static str>, needs: &Needs) -> Self {
        let placed = |terms: Terms| -> PlacedTerms {
            let place = |column: &str| columns.iter().position(|name| *name == column);
            terms.iter().filter_map(|(weight, name)| Some((*weight, place(name)?))).collect()
        };
        let sums = needs.kinds().into_iter().map(|among| (among.clone(), vec![0; columns.len()])).collect();
        let mut spreads: Vec<OneSpread> = vec![];
        for (among, one) in &needs.each {
            if !spreads.iter().any(|(kind, known, ..)| (kind, known) == (among, one)) {
                let definition = one.definition();
                let terms = (placed(definition.numerator), definition.denominator.map(placed));
                spreads.push((among.clone(), *one, terms, Spread::new()));
            }
        }
        let running = placed(Indicator::Clubs.definition().numerator);
        Self { columns, running, sums, spreads }
    }

    /// Adds a club, or takes it out.
    fn count(&mut self, club: &OneClub, sign: i64) {
        for (among, sums) in &mut self.sums {
            if among.holds(club) {
                sums.iter_mut().zip(&club.row).for_each(|(sum, more)| *sum += sign * more);
            }
        }
        if total(&self.running, &club.row) != 1 {
            return;
        }
        for (among, _, (above, below), spread) in &mut self.spreads {
            if among.holds(club) {
                let below = below.as_ref().map(|terms| total(terms, &club.row));
                *spread.entry((total(above, &club.row), below)).or_default() += sign;
            }
        }
    }

    /// As it is kept of a place.
    fn kept(self) -> Vec<(SumKey, Vec<i64>)> {
        let mut rows = vec![];
        for (among, sums) in &self.sums {
            let Some(among) = among.kept_as() else { continue };
            let one = |(name, sum): (&&str, &i64)| ((among.clone(), (*name).to_owned()), vec![*sum]);
            rows.extend(self.columns.iter().zip(sums).map(one));
        }
        for (among, one, _, spread) in self.spreads {
            let Some(among) = among.kept_as() else { continue };
            let flat = spread
                .into_iter()
                .flat_map(|((above, below), clubs)| [Some(above), below, Some(clubs)].into_iter().flatten());
            rows.push(((among, <&str>::from(one).to_owned()), flat.collect()));
        }
        rows
    }

    /// What is kept of a place, if all of it is.
    fn of_kept(columns: Vec<&'static str>, needs: &Needs, known: &PlaceSums) -> Option<Self> {
        let mut tally = Self::new(columns, needs);
        for (among, sums) in &mut tally.sums {
            let among = among.kept_as()?;
            for (name, sum) in tally.columns.iter().zip(sums) {
                *sum = known.get(&among, name)?.first().copied()?;
            }
        }
        for (among, one, (_, below), spread) in &mut tally.spreads {
            let numbers = known.get(&among.kept_as()?, (*one).into())?;
            for group in numbers.chunks(if below.is_some() { 3 } else { 2 }) {
                match *group {
                    [above, below, clubs] => spread.insert((above, Some(below)), clubs),
                    [above, clubs] => spread.insert((above, None), clubs),
                    _ => return None,
                };
            }
        }
        Some(tally)
    }

    fn add_to(self, figures: &mut Figures, needs: &Needs) {
        for (among, one) in needs.of_standing() {
            let sums = self.sums.iter().filter(|(kind, _)| kind == among).map(|(_, sums)| sums);
            for sums in sums {
                let sums: ColumnSums = self.columns.iter().copied().zip(sums.iter().copied()).collect();
                figures.whole.push((among.clone(), rules::value(*one, &sums, &Withheld::default())));
            }
        }
        for (among, one, _, mut spread) in self.spreads {
            spread.retain(|_, clubs| *clubs != 0);
            figures.each.push((among, one, spread));
        }
    }
}

/// Under which place and period what concerns a question can be kept, if it can: of a whole place on today's tree, and of
/// a day gone by.
pub(super) fn placed_at(scope: &Scope, asked: &Asked) -> Option<Placed> {
    let today = scope.today();
    let elsewhere = !asked.whose.is_everywhere(scope) && asked.tree.day(asked.period, today) != today;
    if elsewhere || asked.period.day >= today {
        return None;
    }
    Some((place(scope, &asked.whose)?, asked.period))
}

/// [`placed_at`], where the figures are such that they can be kept.
fn placed(scope: &Scope, asked: &Asked, needs: &Needs) -> Option<Placed> {
    if needs.each.is_empty() && needs.of_standing().next().is_none() {
        return None;
    }
    let mut kinds = needs.of_standing().chain(&needs.each).map(|(among, _)| among);
    if kinds.any(|among| among.terrain.is_some()) || needs.columns().iter().any(|name| OWN.contains(name)) {
        return None;
    }
    placed_at(scope, asked)
}

/// Sees to it that the figures of some questions about days gone by are kept, for whoever reads them next: as sums of the
/// place where they can be, with what of them is withheld from the caller, and of its clubs elsewhere.
///
/// # Errors
/// 503 while so many clubs are counted in the background.
pub async fn keep(db: &Db, scope: &Scope, readings: &[(Asked, Needs)]) -> Result<Proof> {
    let today = scope.today();
    let rest = readings.iter().map(|(asked, needs)| (asked, needs.parted(asked, today).1));
    let rest: Vec<(&Asked, Needs)> =
        rest.filter(|(_, needs)| !needs.whole.is_empty() || !needs.each.is_empty()).collect();
    let places: Vec<Placed> = rest.iter().filter_map(|(asked, needs)| placed(scope, asked, needs)).collect();
    let (known, undecided) = if readings.iter().any(|(asked, _)| placed_at(scope, asked).is_some()) {
        let mut reader = db.read(scope).await?;
        (history::place_sums(&mut reader, &places).await?, told::undecided(&mut reader, readings).await?)
    } else {
        (HashMap::new(), vec![])
    };
    let (mut of_clubs, mut of_place, mut again) = (vec![], vec![], vec![]);
    let is_open = |asked: &Asked| {
        undecided.iter().any(|one| (&one.asked.whose, one.asked.period) == (&asked.whose, asked.period))
    };
    for (asked, needs) in &rest {
        let at = placed(scope, asked, needs);
        let sums = at.and_then(|at| known.get(&at));
        let is_kept = sums.is_some_and(|sums| Tally::of_kept(needs.columns(), needs, sums).is_some());
        let of_communes = needs.whole.iter().any(|(_, one)| !read::of_clubs(*one));
        match at {
            Some(_) if is_kept && !of_communes && !is_open(asked) => again.push(asked.period),
            _ => of_clubs.push(*asked),
        }
        if let Some(at) = at.filter(|_| !is_kept) {
            of_place.push((at, *asked, needs));
        }
    }
    history::ask_again(db, scope, &again).await?;
    let proof = Proof::of(db, scope, of_clubs).await?;
    for (at, asked, needs) in of_place {
        history::keep_sums(db, scope, at, async |w| {
            let tally = tally_of_kept_rows(&mut proof.within(w), asked, needs).await?;
            Ok(tally.map(Tally::kept).unwrap_or_default())
        })
        .await?;
    }
    told::decide(db, scope, &proof, &undecided).await?;
    Ok(proof)
}

/// Figures of all clubs of a question from the rows that are kept of them, late entries or not: nothing while there is not
/// one of each.
async fn tally_of_kept_rows(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    needs: &Needs,
) -> Result<Option<Tally>> {
    let clubs = clubs_of(db, asked).await?;
    let mut tally = Tally::new(needs.columns(), needs);
    let all = clubs.len();
    let rows = kept_rows(db, asked, needs, (&tally.columns, true, clubs)).await?;
    if rows.len() < all {
        return Ok(None);
    }
    for club in &rows {
        tally.count(club, 1);
    }
    Ok(Some(tally))
}

/// Some clubs with their figures: as they are kept, or counted now.
async fn kept_rows(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    needs: &Needs,
    (columns, kept, clubs): (&[&'static str], bool, Vec<ClubId>),
) -> Result<Vec<OneClub>> {
    let rows = past::add_up(db, (asked, By::Club), columns, (kept, clubs)).await?;
    told_apart(db, asked, needs, rows).await
}

/// Reads what is needed of the clubs of some questions, each of which is of all of them.
///
/// # Errors
/// 503 while too many clubs are counted in the background.
pub async fn figures(db: &mut Kept<impl Reads>, readings: &[(Asked, Needs)]) -> Result<Vec<Figures>> {
    let today = db.scope().today();
    let (own, rest): (Vec<Vec<Indicator>>, Vec<Needs>) =
        readings.iter().map(|(asked, needs)| needs.parted(asked, today)).unzip();
    let places =
        readings.iter().zip(&rest).filter_map(|((asked, _), needs)| placed(db.scope(), asked, needs));
    let places: Vec<Placed> = places.collect();
    let known = history::place_sums(db, &places).await?;
    let mut all: Vec<Figures> = vec![];
    for ((asked, _), needs) in readings.iter().zip(&rest) {
        let sums = placed(db.scope(), asked, needs).and_then(|at| known.get(&at));
        all.push(figures_of(db, asked, needs, sums).await?);
    }
    let mut whose: Vec<&Whose> = vec![];
    for (asked, _) in readings {
        if !whose.contains(&&asked.whose) {
            whose.push(&asked.whose);
        }
    }
    for whose in whose {
        let of_it = |(at, ((asked, _), own)): (usize, (&(Asked, Needs), &Vec<Indicator>))| {
            let same = asked.whose == *whose;
            own.iter().filter(|_| same).map(|one| (at, (asked.period, *one))).collect::<Vec<_>>()
        };
        let asked = readings.iter().zip(&own).enumerate().flat_map(of_it);
        let (at, which): (Vec<usize>, Vec<(IndicatorPeriod, Indicator)>) = asked.unzip();
        let values = own::values(db, whose, &which).await?;
        for (at, value) in at.into_iter().zip(values) {
            if let Some(figures) = all.get_mut(at) {
                figures.whole.push((Among::default(), value));
            }
        }
    }
    Ok(all)
}

/// Reads what is needed of the clubs of a question: once for the place, and once more for its clubs where each of them is
/// needed for itself, or more than two kinds of them together, unless it is kept of the place.
async fn figures_of(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    needs: &Needs,
    known: Option<&PlaceSums>,
) -> Result<Figures> {
    let mut figures = Figures::default();
    let kept = known.and_then(|known| Some((Tally::of_kept(needs.columns(), needs, known)?, &known.late)));
    let tally = match kept {
        Some((mut tally, late)) => {
            let late =
                if late.is_empty() { vec![] } else { clubs_among(db, asked, Some(late.as_slice())).await? };
            if !late.is_empty() {
                for (kept, sign) in [(true, -1), (false, 1)] {
                    let rows = kept_rows(db, asked, needs, (&tally.columns, kept, late.clone())).await?;
                    for club in &rows {
                        tally.count(club, sign);
                    }
                }
            }
            Some(tally)
        }
        None if !needs.each.is_empty() || needs.kinds().len() > 2 => Some(each_club(db, asked, needs).await?),
        None => None,
    };
    let counted = tally.is_some();
    if let Some(tally) = tally {
        tally.add_to(&mut figures, needs);
    }
    let of_places = needs.whole.iter().any(|(_, one)| !read::of_clubs(*one));
    let communes = if of_places { communes(db, asked).await? } else { vec![] };
    let mut left: Vec<(&Among, Vec<Indicator>)> = vec![];
    for (among, one) in &needs.whole {
        // who has ended is none of the clubs that were read, and communes are none
        if counted && read::of_standing_clubs(*one) {
            continue;
        }
        match left.iter_mut().find(|(kind, _)| *kind == among) {
            Some((_, which)) => which.push(*one),
            None => left.push((among, vec![*one])),
        }
    }
    for (among, which) in left {
        let values = together(db, asked, among, (&which, &communes)).await?;
        figures.whole.extend(values.into_iter().map(|value| (among.clone(), value)));
    }
    Ok(figures)
}

/// The values of some clubs together, or of the communes in which they run.
async fn together(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    among: &Among,
    (which, communes): (&[Indicator], &[Covered]),
) -> Result<Vec<IndicatorValue>> {
    let asked = Asked { among: among.clone(), ..asked.clone() };
    let here = |commune: &&Covered| {
        let these = among.terrain.as_ref();
        these.is_none_or(|these| commune.terrain.is_some_and(|own| these.contains(&own)))
    };
    let known: Vec<Covered> = communes.iter().filter(here).copied().collect();
    let known = among.founded.is_none().then_some(known.as_slice());
    let sums = sums(db, &asked, (which, &[]), known).await?;
    Ok(which.iter().map(|one| rules::value(*one, &sums, &Withheld::default())).collect())
}

/// Reads each club, and adds them up.
async fn each_club(db: &mut Kept<impl Reads>, asked: &Asked, needs: &Needs) -> Result<Tally> {
    let each = needs.each.iter().map(|(_, one)| *one);
    let of_clubs = needs.whole.iter().map(|(_, one)| *one).filter(|one| read::of_clubs(*one));
    let which: Vec<Indicator> = each.chain(of_clubs).chain([Indicator::Clubs]).collect();
    let Read { columns, rows } = read::read(db, asked, (By::Club, None), &Wanted::of(&which, &[])).await?;
    let clubs = told_apart(db, asked, needs, rows).await?;
    let mut tally = Tally::new(columns, needs);
    for club in &clubs {
        tally.count(club, 1);
    }
    Ok(tally)
}

/// Clubs with where each lies and since when it is there, if that is needed.
async fn told_apart(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    needs: &Needs,
    rows: impl IntoIterator<Item = (Option<Uuid>, Vec<i64>)>,
) -> Result<Vec<OneClub>> {
    let rows: Vec<(Option<Uuid>, Vec<i64>)> = rows.into_iter().collect();
    let kinds = || needs.whole.iter().chain(&needs.each).map(|(among, _)| among);
    let mut known: HashMap<ClubId, (Option<NaiveDate>, Option<Terrain>)> = HashMap::new();
    if kinds().any(|among| *among != Among::default()) {
        let today = db.scope().today();
        let mut terrains: HashMap<UnitId, Terrain> = HashMap::new();
        if kinds().any(|among| among.terrain.is_some()) {
            let of_today = t::valid_from.le(today).and(t::valid_to.is_null().or(t::valid_to.ge(today)));
            let known = t::table.filter(of_today).select((t::unit_id, t::terrain));
            terrains = known.load(db.conn()).await?.into_iter().collect();
        }
        // those that are meant may lie elsewhere today
        let there = clubs::table.into_boxed::<Pg>();
        let there = if rows.len() > FEW && asked.tree.day(asked.period, today) == today {
            there.filter(meant(db.scope(), &asked.whose))
        } else {
            let read: Vec<ClubId> = rows.iter().filter_map(|(club, _)| club.map(ClubId)).collect();
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
    Ok(rows.into_iter().filter_map(one).collect())
}
