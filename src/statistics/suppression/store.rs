//! The numbers of the places that have to be looked at before anything is shown: those of all clubs there, whoever asks.

use super::rules::{Marks, Measured, Row, Withheld};
use crate::Result;
use crate::platform::auth::Level;
use crate::platform::db::Reads;
use crate::platform::ids::{ClubId, UnitId};
use crate::statistics::fresh::Kept;
use crate::statistics::history::{By, clubs_of};
use crate::statistics::indicators::model::{Among, Asked, IndicatorPeriod, Tree, Whose};
use crate::statistics::indicators::rules::ColumnSums;
use crate::statistics::indicators::store::past;
use crate::statistics::sums;
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Where the numbers are read: the metric rows of today, or what is kept or counted of a period.
#[derive(Debug, Clone, Copy)]
enum Source {
    Today,
    Period(IndicatorPeriod),
}

impl Source {
    fn of(asked: &Asked, measured: &Measured, today: NaiveDate) -> Self {
        let IndicatorPeriod { day, .. } = asked.period;
        let live = day == today && (asked.period == IndicatorPeriod::year_to(today) || !measured.flows());
        if live { Self::Today } else { Self::Period(asked.period) }
    }
    const fn day(self, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Today => today,
            Self::Period(period) => period.day,
        }
    }
}

/// Where a club lies on a day.
#[derive(Debug, Clone, Copy, QueryableByName)]
#[expect(clippy::struct_field_names, reason = "named as the columns are")]
struct Spot {
    #[diesel(sql_type = SqlUuid)]
    club_id: ClubId,
    #[diesel(sql_type = SqlUuid)]
    hamlet_id: UnitId,
    #[diesel(sql_type = SqlUuid)]
    commune_id: UnitId,
    #[diesel(sql_type = SqlUuid)]
    province_id: UnitId,
}

impl Spot {
    /// The part by which it is added up.
    const fn part(&self, by: By) -> Option<Uuid> {
        match by {
            By::Nothing => None,
            By::Province => Some(self.province_id.0),
            By::Commune => Some(self.commune_id.0),
            By::Hamlet => Some(self.hamlet_id.0),
            By::Club => Some(self.club_id.0),
        }
    }
}

/// A province as far as it has to be known: its communes, and the clubs of some of them.
#[derive(Default)]
struct Province {
    communes: BTreeMap<UnitId, Row>,
    clubs: BTreeMap<UnitId, BTreeMap<ClubId, Row>>,
}

/// Some provinces, each with some of its communes, of which the clubs have to be known.
type Touched = BTreeMap<UnitId, BTreeSet<UnitId>>;

impl Province {
    fn whole(&self, measured: &Measured) -> Marks {
        measured.alone(&measured.total(self.communes.values()))
    }
    fn of_communes(&self, measured: &Measured) -> BTreeMap<UnitId, Marks> {
        let rows: Vec<&Row> = self.communes.values().collect();
        self.communes.keys().copied().zip(measured.among(&self.whole(measured), &rows)).collect()
    }
    /// What is withheld of a set of clubs: of each commune that it holds wholly, and of each club of the others.
    fn of_clubs(&self, measured: &Measured, set: &BTreeSet<ClubId>) -> Withheld {
        let holds = |clubs: &BTreeMap<ClubId, Row>| clubs.keys().all(|club| set.contains(club));
        let whole = |commune: &UnitId| self.clubs.get(commune).is_some_and(holds);
        if self.communes.keys().all(whole) {
            return measured.withheld(&self.whole(measured));
        }
        let mut withheld = Withheld::default();
        let communes = self.of_communes(measured);
        for (commune, clubs) in &self.clubs {
            let Some(marks) = communes.get(commune) else { continue };
            if holds(clubs) {
                withheld = withheld.and(&measured.withheld(marks));
                continue;
            }
            let rows: Vec<&Row> = clubs.values().collect();
            for (_, marks) in
                clubs.keys().zip(measured.among(marks, &rows)).filter(|(club, _)| set.contains(club))
            {
                withheld = withheld.and(&measured.withheld(&marks));
            }
        }
        withheld
    }
}

/// Whether a question is about a place of the tree of its day, and not about some clubs.
fn is_of_a_place(asked: &Asked, today: NaiveDate) -> bool {
    asked.among == Among::default() && asked.tree.day(asked.period, today) == asked.period.day
}

/// What is withheld of all clubs of a question. What they come to may be known already.
pub async fn whole(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    measured: &Measured,
    known: Option<&ColumnSums>,
) -> Result<Withheld> {
    if measured.is_empty() {
        return Ok(Withheld::default());
    }
    let today = db.scope().today();
    let source = Source::of(asked, measured, today);
    let reach = db.scope().reach().clone();
    let everywhere = asked.whose.is_everywhere(db.scope());
    if asked.whose == Whose::Reach && !everywhere && is_of_a_place(asked, today) {
        let mut withheld = Withheld::default();
        for unit in reach.units() {
            let unit = units::store::find(db, None, &UnitRef::Id(unit), asked.period.day).await?;
            let of_unit = Asked { whose: Whose::Unit(Box::new(unit.clone())), ..asked.clone() };
            withheld = withheld.and(&of_unit_or_set(db, &of_unit, measured, source, &unit).await?);
        }
        let clubs = reach.clubs.iter().copied().collect();
        return Ok(withheld.and(&of_set(db, measured, source, clubs).await?));
    }
    match &asked.whose {
        // however the nation is divided, it is all clubs
        _ if everywhere && asked.among == Among::default() => {
            let provinces = provinces(db, source, measured).await?;
            let marks: Vec<(Marks, &Row)> =
                provinces.values().map(|row| (measured.alone(row), row)).collect();
            let total = measured.total(provinces.values());
            Ok(measured.withheld(&measured.over(&total, &marks)))
        }
        Whose::Unit(unit) if unit.level == Level::Province && is_of_a_place(asked, today) => match known {
            Some(sums) => Ok(measured.withheld(&measured.alone(&measured.row(sums)))),
            None => of_unit_or_set(db, asked, measured, source, unit).await,
        },
        Whose::Unit(unit) if is_of_a_place(asked, today) => {
            of_unit_or_set(db, asked, measured, source, unit).await
        }
        Whose::Club(club) => of_set(db, measured, source, BTreeSet::from([*club])).await,
        _ => {
            let set = clubs_of(db, asked).await?.into_iter().collect();
            of_set(db, measured, source, set).await
        }
    }
}

/// Whether a single club is reason enough, as of today, to withhold each of some numbers of clubs founded between two days.
/// Where there are many clubs that is soon found, and nothing else has to be looked at.
pub async fn is_withheld_for_one(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    numbers: &[Measured],
) -> Result<bool> {
    let today = db.scope().today();
    let live = |one: &Measured| matches!(Source::of(asked, one, today), Source::Today);
    let Some(founded) = asked.among.founded.filter(|_| asked.among.terrain.is_none()) else {
        return Ok(false);
    };
    if numbers.is_empty() || asked.tree.day(asked.period, today) != today || !numbers.iter().all(live) {
        return Ok(false);
    }
    for one in numbers {
        if !sums::is_one_small(db, (&asked.whose, founded), &one.persons_told()).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A province or commune of the tree of the day; any other unit is its clubs.
async fn of_unit_or_set(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    measured: &Measured,
    source: Source,
    unit: &Unit,
) -> Result<Withheld> {
    match unit.level {
        Level::Province => {
            let province = province(db, source, measured, unit.id).await?;
            Ok(measured.withheld(&province.whole(measured)))
        }
        Level::Commune => {
            let province = province(db, source, measured, unit.province_id).await?;
            let marks = province.of_communes(measured).remove(&unit.id);
            Ok(marks.map(|marks| measured.withheld(&marks)).unwrap_or_default())
        }
        _ => {
            let set = clubs_of(db, asked).await?.into_iter().collect();
            of_set(db, measured, source, set).await
        }
    }
}

/// What is withheld of each part of a place, by the ids of the parts. What they come to may be known already.
pub async fn parts(
    db: &mut Kept<impl Reads>,
    (asked, by): (&Asked, By),
    measured: &Measured,
    known: Option<&BTreeMap<Option<Uuid>, ColumnSums>>,
) -> Result<HashMap<Uuid, Withheld>> {
    if measured.is_empty() {
        return Ok(HashMap::new());
    }
    let today = db.scope().today();
    let source = Source::of(asked, measured, today);
    let rows = |known: &BTreeMap<Option<Uuid>, ColumnSums>| {
        let row = |(place, sums): (&Option<Uuid>, &ColumnSums)| Some((UnitId((*place)?), measured.row(sums)));
        known.iter().filter_map(row).collect::<BTreeMap<UnitId, Row>>()
    };
    match (&asked.whose, by) {
        (whose, By::Province) if whose.is_everywhere(db.scope()) && is_of_a_place(asked, today) => {
            let provinces = match known {
                Some(known) => rows(known),
                None => provinces(db, source, measured).await?,
            };
            let alone = |(id, row): (UnitId, Row)| (id.0, measured.withheld(&measured.alone(&row)));
            Ok(provinces.into_iter().map(alone).collect())
        }
        (Whose::Unit(unit), By::Commune) if is_of_a_place(asked, today) => {
            let province = match known.filter(|_| unit.level == Level::Province) {
                Some(known) => Province { communes: rows(known), clubs: BTreeMap::new() },
                None => province(db, source, measured, unit.province_id).await?,
            };
            let marks = province.of_communes(measured).into_iter();
            Ok(marks.map(|(id, marks)| (id.0, measured.withheld(&marks))).collect())
        }
        _ => {
            let there = clubs_of(db, asked).await?;
            let tree = asked.tree.day(asked.period, today);
            let mut sets: BTreeMap<Uuid, BTreeSet<ClubId>> = BTreeMap::new();
            for spot in spots(db, tree, &there).await? {
                if let Some(part) = spot.part(by) {
                    sets.entry(part).or_default().insert(spot.club_id);
                }
            }
            of_sets(db, measured, source, sets).await
        }
    }
}

/// What is withheld of each of some clubs.
pub async fn clubs(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    measured: &Measured,
    which: &[ClubId],
) -> Result<HashMap<ClubId, Withheld>> {
    if measured.is_empty() {
        return Ok(HashMap::new());
    }
    let source = Source::of(asked, measured, db.scope().today());
    let sets = which.iter().map(|club| (club.0, BTreeSet::from([*club]))).collect();
    let withheld = of_sets(db, measured, source, sets).await?;
    Ok(withheld.into_iter().map(|(club, withheld)| (ClubId(club), withheld)).collect())
}

async fn of_set(
    db: &mut Kept<impl Reads>,
    measured: &Measured,
    source: Source,
    set: BTreeSet<ClubId>,
) -> Result<Withheld> {
    let sets = of_sets(db, measured, source, BTreeMap::from([(Uuid::nil(), set)])).await?;
    Ok(sets.into_values().next().unwrap_or_default())
}

/// What is withheld of sets of clubs: of what each wholly holds of the places of the tree of the day.
async fn of_sets(
    db: &mut Kept<impl Reads>,
    measured: &Measured,
    source: Source,
    sets: BTreeMap<Uuid, BTreeSet<ClubId>>,
) -> Result<HashMap<Uuid, Withheld>> {
    let all: Vec<ClubId> = sets.values().flatten().copied().collect();
    let day = source.day(db.scope().today());
    let mut touched = Touched::new();
    let mut lies: HashMap<ClubId, UnitId> = HashMap::new();
    for spot in spots(db, day, &all).await? {
        touched.entry(spot.province_id).or_default().insert(spot.commune_id);
        lies.insert(spot.club_id, spot.province_id);
    }
    let provinces = provinces_with(db, source, measured, &touched).await?;
    let of = |set: BTreeSet<ClubId>| {
        let there: BTreeSet<UnitId> = set.iter().filter_map(|club| lies.get(club).copied()).collect();
        let there = there.iter().filter_map(|id| provinces.get(id));
        there.fold(Withheld::default(), |all, province| all.and(&province.of_clubs(measured, &set)))
    };
    Ok(sets.into_iter().map(|(id, set)| (id, of(set))).collect())
}

/// Where clubs lie on a day.
async fn spots(db: &mut impl Reads, day: NaiveDate, which: &[ClubId]) -> Result<Vec<Spot>> {
    let places = if day == db.scope().today() {
        "select id as club_id, hamlet_id, commune_id, province_id from clubs where id = any ($1) and $2 = $2"
    } else {
        "select p.club_id, p.hamlet_id, p.commune_id, p.province_id from logic.club_places_on($1, $2) p"
    };
    let spots = diesel::sql_query(places).bind::<Array<SqlUuid>, _>(which).bind::<Date, _>(day);
    Ok(spots.load(db.conn()).await?)
}

/// A province: the sums of its communes.
async fn province(
    db: &mut Kept<impl Reads>,
    source: Source,
    measured: &Measured,
    id: UnitId,
) -> Result<Province> {
    let touched = Touched::from([(id, BTreeSet::new())]);
    Ok(provinces_with(db, source, measured, &touched).await?.remove(&id).unwrap_or_default())
}

/// Some provinces, read together: the sums of all communes of each, and of the clubs of some of these.
async fn provinces_with(
    db: &mut Kept<impl Reads>,
    source: Source,
    measured: &Measured,
    touched: &Touched,
) -> Result<HashMap<UnitId, Province>> {
    let mut found: HashMap<UnitId, Province> = HashMap::new();
    let which: Vec<UnitId> = touched.keys().copied().collect();
    if which.is_empty() {
        return Ok(found);
    }
    let Source::Period(period) = source else {
        for ((commune, province), row) in sums::communes_of(db, &which, measured.columns()).await? {
            found.entry(province).or_default().communes.insert(commune, row);
        }
        let provinces = touched.iter().flat_map(|(id, communes)| communes.iter().map(move |one| (*one, *id)));
        let provinces: HashMap<UnitId, UnitId> = provinces.collect();
        let communes: Vec<UnitId> = provinces.keys().copied().collect();
        if !communes.is_empty() {
            for (commune, club, row) in sums::clubs_in(db, &communes, measured.columns()).await? {
                if let Some(province) = provinces.get(&commune) {
                    let clubs = &mut found.entry(*province).or_default().clubs;
                    clubs.entry(commune).or_default().insert(club, row);
                }
            }
        }
        return Ok(found);
    };
    let there = standing(db, period.day, &which).await?;
    let ids = there.iter().map(|spot| spot.club_id).collect();
    let mut rows = counted(db, period, By::Club, measured, ids).await?;
    for spot in there {
        if let Some(row) = rows.remove(&spot.club_id.0) {
            let clubs = &mut found.entry(spot.province_id).or_default().clubs;
            clubs.entry(spot.commune_id).or_default().insert(spot.club_id, row);
        }
    }
    for province in found.values_mut() {
        let of_clubs =
            |(commune, clubs): (&UnitId, &BTreeMap<ClubId, Row>)| (*commune, measured.total(clubs.values()));
        province.communes = province.clubs.iter().map(of_clubs).collect();
    }
    Ok(found)
}

/// The sums of all provinces.
async fn provinces(
    db: &mut Kept<impl Reads>,
    source: Source,
    measured: &Measured,
) -> Result<BTreeMap<UnitId, Row>> {
    let Source::Period(period) = source else {
        return Ok(sums::provinces(db, measured.columns()).await?.into_iter().collect());
    };
    let ids = standing(db, period.day, &[]).await?.into_iter().map(|spot| spot.club_id).collect();
    let rows = counted(db, period, By::Province, measured, ids).await?;
    Ok(rows.into_iter().map(|(id, row)| (UnitId(id), row)).collect())
}

/// The clubs that stood on a day, of some provinces of its tree or of the nation, and where they lay.
async fn standing(db: &mut impl Reads, day: NaiveDate, provinces: &[UnitId]) -> Result<Vec<Spot>> {
    let stood = "proposed_on <= $1 and (ended_on is null or ended_on > $1)";
    let text = if day == db.scope().today() {
        format!(
            "select id as club_id, hamlet_id, commune_id, province_id from clubs \
              where {stood} and (cardinality($2) = 0 or province_id = any ($2))"
        )
    } else {
        format!(
            "select p.club_id, p.hamlet_id, p.commune_id, p.province_id \
               from logic.club_places_on(array(select id from clubs where {stood}), $1) p \
              where cardinality($2) = 0 or p.province_id = any ($2)"
        )
    };
    let spots = diesel::sql_query(text).bind::<Date, _>(day).bind::<Array<SqlUuid>, _>(provinces);
    Ok(spots.load(db.conn()).await?)
}

/// What is kept or counted of clubs in a period, by place.
async fn counted(
    db: &mut Kept<impl Reads>,
    period: IndicatorPeriod,
    by: By,
    measured: &Measured,
    clubs: Vec<ClubId>,
) -> Result<BTreeMap<Uuid, Row>> {
    let asked = Asked { whose: Whose::Nation, period, tree: Tree::Then, among: Among::default() };
    let (kept, missing) = past::kept_and_missing(db, period, clubs).await?;
    let mut rows: BTreeMap<Uuid, Row> = BTreeMap::new();
    for (is_kept, clubs) in [(true, kept), (false, missing)] {
        if clubs.is_empty() {
            continue;
        }
        for (place, row) in past::add_up(db, (&asked, by), measured.columns(), (is_kept, clubs)).await? {
            let Some(place) = place else { continue };
            let sums = rows.entry(place).or_insert_with(|| vec![0; row.len()]);
            sums.iter_mut().zip(row).for_each(|(sum, more)| *sum += more);
        }
    }
    Ok(rows)
}
