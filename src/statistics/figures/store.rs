//! Figures from the metric rows.

use super::model::Sums;
use crate::Result;
use crate::platform::auth::{Level, Scope};
use crate::platform::db::{Db, Reads, Writer};
use crate::platform::ids::{ClubId, UnitId};
use crate::platform::log::{self, Facts};
use crate::register::clubs::store::{being, lying_in, seen};
use crate::register::tables::{clubs, places_of_day};
use crate::statistics::schema::{
    activity_metrics as a, club_metrics as k, commune_sums_now as c, fund_metrics as f, lending_metrics as l,
    management_metrics as m, repayment_metrics as r, standing_metrics as s, sums_now as p,
};
use crate::territory::units::model::Unit;
use diesel::dsl::{auto_type, max, min, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// So many clubs are counted by one transaction, that none of them is locked for long.
const AT_ONCE: usize = 100;
/// The same, of clubs that are placed.
const PLACED_AT_ONCE: i32 = 500;

/// Brings metric rows of another day up to date: by themselves people grow older, loans later and what was done
/// old, and years begin. A row holds from the day on which it was counted: one of people for that day, each of the others
/// says through which. One of a day to come was counted while a clock was ahead. For each club at most once a day, by
/// whoever looks first; for everybody else it is one statement. Clubs are placed first, where they lie today.
pub async fn freshen(db: &Db, scope: &Scope) -> Result<()> {
    let mut reader = db.read(scope).await?;
    if !is_stale(&mut reader).await? {
        return Ok(());
    }
    drop(reader);
    place_clubs(db, scope).await?;
    let mut reader = db.read(scope).await?;
    let mut which: Vec<ClubId> = stale(&mut reader, None).await?.into_iter().map(|row| row.club).collect();
    drop(reader);
    which.sort_unstable();
    for some in which.chunks(AT_ONCE) {
        db.transaction(scope, async |w| {
            crate::register::clubs::store::lock(w, some).await?;
            // somebody else may have counted them while this one waited
            let still = stale(w, Some(some)).await?;
            let ahead = l::table.filter(l::counted_on.gt(w.scope().today())).filter(l::club_id.eq_any(some));
            let ahead: Vec<ClubId> = ahead.select(l::club_id).load(w.conn()).await?;
            crate::register::clubs::store::settle_loans(w, &ahead).await?;
            let facts = still.iter().map(|row| (row.club, row.facts())).collect();
            log::count(w, &facts).await
        })
        .await?;
    }
    Ok(())
}

/// Makes the place columns of all clubs true for today. Returns how many clubs had to change.
pub async fn place_clubs(db: &Db, scope: &Scope) -> Result<usize> {
    let mut moved = 0;
    loop {
        let some = db
            .transaction(scope, async |w| crate::register::clubs::store::place_some(w, PLACED_AT_ONCE).await);
        match some.await? {
            0 => return Ok(moved),
            some => moved += some,
        }
    }
}

/// A club of which something was counted on another day, and what.
#[derive(Queryable)]
struct Stale {
    club: ClubId,
    people: bool,
    money: bool,
    doings: bool,
}

impl Stale {
    fn facts(&self) -> Facts {
        let of = |stale: bool, facts: Facts| if stale { facts } else { Facts::NONE };
        let people = of(self.people, Facts::PEOPLE);
        people.and(of(self.money, Facts::MONEY)).and(of(self.doings, Facts::DEEDS))
    }
}

/// The clubs with metric rows of another day: all of them, or those among some.
async fn stale(db: &mut impl Reads, among: Option<&[ClubId]>) -> Result<Vec<Stale>> {
    let today = db.scope().today();
    let people = || k::counted_on.ne(today);
    let funds = || f::valid_through.lt(today).or(f::counted_on.gt(today));
    let repaid = || r::valid_through.lt(today).or(r::counted_on.gt(today));
    let lending = || l::valid_through.lt(today).or(l::counted_on.gt(today));
    let money = || funds().or(lending()).or(repaid());
    let activities = || a::valid_through.lt(today).or(a::counted_on.gt(today));
    let doings = || activities().or(m::valid_through.lt(today)).or(m::counted_on.gt(today));
    let mut rows = clubs::table
        .inner_join(k::table)
        .inner_join(f::table)
        .inner_join(l::table)
        .inner_join(r::table)
        .inner_join(a::table)
        .inner_join(m::table)
        .filter(people().or(money()).or(doings()))
        .select((clubs::id, people(), money(), doings()))
        .into_boxed();
    if let Some(among) = among {
        rows = rows.filter(clubs::id.eq_any(among));
    }
    Ok(rows.load(db.conn()).await?)
}

/// Whether any metric row, or where clubs lie, is of another day. The first and the last day of a table are told by an
/// index; whether a row exists, PostgreSQL would look for in the whole table.
async fn is_stale(db: &mut impl Reads) -> Result<bool> {
    let today = db.scope().today();
    let placed = places_of_day::table.select(places_of_day::day).single_value().ne(today);
    let people = k::table.select(min(k::counted_on)).single_value().lt(today);
    let people = people.or(k::table.select(max(k::counted_on)).single_value().gt(today));
    let funds = f::table.select(min(f::valid_through)).single_value().lt(today);
    let funds = funds.or(f::table.select(max(f::counted_on)).single_value().gt(today));
    let lending = l::table.select(min(l::valid_through)).single_value().lt(today);
    let lending = lending.or(l::table.select(max(l::counted_on)).single_value().gt(today));
    let repaid = r::table.select(min(r::valid_through)).single_value().lt(today);
    let repaid = repaid.or(r::table.select(max(r::counted_on)).single_value().gt(today));
    let activities = a::table.select(min(a::valid_through)).single_value().lt(today);
    let activities = activities.or(a::table.select(max(a::counted_on)).single_value().gt(today));
    let management = m::table.select(min(m::valid_through)).single_value().lt(today);
    let management = management.or(m::table.select(max(m::counted_on)).single_value().gt(today));
    let stale = placed.or(people).or(funds).or(lending).or(repaid).or(activities).or(management);
    // unknown where there is no club at all
    Ok(diesel::select(stale).get_result::<Option<bool>>(db.conn()).await?.unwrap_or(false))
}

/// What is added up: clubs that stand, those that are active, and columns of metric rows, by their full names.
pub type Adding = &'static [&'static str];

/// In the order of [`Sums`].
const ADDED_UP: Adding = &[
    "clubs.standing",
    "clubs.active",
    "club_metrics.members",
    "club_metrics.women",
    "club_metrics.sex_unknown",
    "club_metrics.older",
    "club_metrics.older_approximate",
    "club_metrics.birth_unknown",
    "club_metrics.poor",
    "club_metrics.near_poor",
    "club_metrics.difficult",
    "club_metrics.ethnic_minority",
    "club_metrics.disabled",
    "club_metrics.lives_alone",
    "club_metrics.applicants",
];

fn sums(row: Vec<i64>) -> Sums {
    let mut row = row.into_iter();
    let mut next = || row.next().unwrap_or(0);
    Sums { clubs: next(), active_clubs: next(), members: next(), people: std::array::from_fn(|_| next()) }
}

/// True of clubs that have not ended.
#[auto_type(no_type_alias)]
fn standing() -> _ {
    clubs::ended_on.is_null()
}

/// Clubs with their metric rows. Each club has one of each: an outer join lets PostgreSQL leave out at once those of
/// which nothing is asked.
#[auto_type(no_type_alias)]
fn counted() -> _ {
    clubs::table
        .left_join(k::table)
        .left_join(f::table)
        .left_join(l::table)
        .left_join(r::table)
        .left_join(a::table)
        .left_join(m::table)
        .left_join(s::table)
}

/// The sums over clubs and their metric rows, as one array.
fn over_clubs(what: &[&'static str]) -> SqlLiteral<Array<BigInt>> {
    let sum = |name: &&str| match *name {
        "clubs.standing" => "count(*)".to_owned(),
        "clubs.active" => "count(*) filter (where clubs.state = 'active')".to_owned(),
        "fund_metrics.has_both_funds" => "count(*) filter (where fund_metrics.has_both_funds)".to_owned(),
        name => format!("coalesce(sum({name}), 0)::bigint"),
    };
    sql(&format!("array[{}]", what.iter().map(sum).collect::<Vec<String>>().join(", ")))
}

/// A place whose sums are kept.
enum Whole {
    Nation,
    Province(UnitId),
    Commune(UnitId),
}
impl Whole {
    /// Nothing for those who reach only some of its clubs: theirs are added up.
    fn of(scope: &Scope, unit: Option<&Unit>) -> Option<Self> {
        let reach = scope.reach();
        let Some(unit) = unit else { return reach.nation.then_some(Self::Nation) };
        let province = reach.nation || reach.provinces.contains(&unit.province_id);
        let district = || unit.district_id.is_some_and(|id| reach.districts.contains(&id));
        match unit.level {
            Level::Province if province => Some(Self::Province(unit.id)),
            Level::Commune if province || district() || reach.communes.contains(&unit.id) => {
                Some(Self::Commune(unit.id))
            }
            _ => None,
        }
    }
}

/// The sums of a place, kept as they change.
async fn kept(db: &mut impl Reads, whole: &Whole, what: &[&'static str]) -> Result<Vec<i64>> {
    let of_provinces = p::table.group_by(p::name).select((p::name, total(p::value)));
    let of_provinces = of_provinces.filter(p::name.eq_any(what));
    let of_communes = c::table.group_by(c::name).select((c::name, total(c::value)));
    let of_communes = of_communes.filter(c::name.eq_any(what));
    let rows: Vec<(String, i64)> = match whole {
        Whole::Nation => of_provinces.load(db.conn()).await?,
        Whole::Province(id) => of_provinces.filter(p::province_id.eq(*id)).load(db.conn()).await?,
        Whole::Commune(id) => of_communes.filter(c::commune_id.eq(*id)).load(db.conn()).await?,
    };
    let rows: HashMap<String, i64> = rows.into_iter().collect();
    Ok(what.iter().map(|name| rows.get(*name).copied().unwrap_or(0)).collect())
}

/// The sums of each part of a place in which clubs stand: of a nation's provinces, of a province's communes. Of a
/// commune's hamlets none are kept.
async fn kept_of_parts(
    db: &mut impl Reads,
    whole: &Whole,
    what: &[&'static str],
) -> Result<Option<Vec<(UnitId, Vec<i64>)>>> {
    const STANDING: &str = "clubs.standing";
    let names = || what.iter().copied().chain([STANDING]);
    let rows: Vec<(UnitId, Vec<String>, Vec<i64>)> = match whole {
        Whole::Nation => {
            p::table
                .filter(p::name.eq_any(names()))
                .group_by(p::province_id)
                .select((p::province_id, all_names(p::name), all_values(p::value)))
                .load(db.conn())
                .await?
        }
        Whole::Province(id) => {
            c::table
                .filter(c::province_id.eq(*id))
                .filter(c::name.eq_any(names()))
                .group_by(c::commune_id)
                .select((c::commune_id, all_names(c::name), all_values(c::value)))
                .load(db.conn())
                .await?
        }
        Whole::Commune(_) => return Ok(None),
    };
    let part = |(id, names, values): (UnitId, Vec<String>, Vec<i64>)| {
        let mut sums: HashMap<String, i64> = HashMap::new();
        for (name, value) in names.into_iter().zip(values) {
            *sums.entry(name).or_default() += value;
        }
        let sum = |name: &str| sums.get(name).copied().unwrap_or(0);
        (sum(STANDING) > 0).then(|| (id, what.iter().map(|name| sum(name)).collect()))
    };
    Ok(Some(rows.into_iter().filter_map(part).collect()))
}

diesel::define_sql_function! {
    /// The names of all sums of a part, each as often as it has changed.
    #[aggregate]
    #[sql_name = "array_agg"]
    fn all_names(name: Text) -> Array<Text>;
}
diesel::define_sql_function! {
    /// Their values, in the same order.
    #[aggregate]
    #[sql_name = "array_agg"]
    fn all_values(value: BigInt) -> Array<BigInt>;
}
diesel::define_sql_function! {
    /// The sum of whole numbers, as one of their kind.
    #[aggregate]
    #[sql_name = "logic.total"]
    fn total(value: BigInt) -> BigInt;
}

/// Folds what has changed into the sums of places, so that there are never many changes to add.
pub async fn fold(w: &mut Writer<'_>) -> Result<()> {
    let _folded: i64 = diesel::select(fold_sums()).get_result(w.conn()).await?;
    Ok(())
}

diesel::define_sql_function! {
    /// Folds what has changed into the sums.
    #[sql_name = "logic.fold_sums"]
    fn fold_sums() -> BigInt;
}

/// What columns of metric rows add up to, for one unit's clubs or for all in the caller's reach.
pub async fn add_up(db: &mut impl Reads, unit: Option<&Unit>, what: &[&'static str]) -> Result<Vec<i64>> {
    if let Some(whole) = Whole::of(db.scope(), unit) {
        return kept(db, &whole, what).await;
    }
    let rows = counted().filter(standing()).filter(seen(db.scope())).filter(lying_in(unit));
    Ok(rows.select(over_clubs(what)).first(db.conn()).await?)
}

/// [`add_up`], for one club, ended or not.
pub async fn add_up_club(db: &mut impl Reads, club: ClubId, what: &[&'static str]) -> Result<Vec<i64>> {
    let rows = counted().filter(seen(db.scope())).filter(being(club));
    Ok(rows.select(over_clubs(what)).first(db.conn()).await?)
}

/// [`add_up`], for some of the clubs of a unit.
pub async fn add_up_some(
    db: &mut impl Reads,
    unit: Option<&Unit>,
    which: &[ClubId],
    what: &[&'static str],
) -> Result<Vec<i64>> {
    let rows =
        counted().filter(seen(db.scope())).filter(lying_in(unit)).filter(clubs::id.eq_any(which.to_vec()));
    Ok(rows.select(over_clubs(what)).first(db.conn()).await?)
}

/// [`add_up`], for each of some of the clubs of a unit.
pub async fn add_up_clubs(
    db: &mut impl Reads,
    unit: Option<&Unit>,
    which: &[ClubId],
    what: &[&'static str],
) -> Result<Vec<(ClubId, Vec<i64>)>> {
    let rows =
        counted().filter(seen(db.scope())).filter(lying_in(unit)).filter(clubs::id.eq_any(which.to_vec()));
    Ok(rows.group_by(clubs::id).select((clubs::id, over_clubs(what))).load(db.conn()).await?)
}

/// [`add_up`], for each unit below one in which clubs lie: provinces of the nation, communes of a province,
/// hamlets of a commune.
pub async fn add_up_children(
    db: &mut impl Reads,
    unit: Option<&Unit>,
    what: &[&'static str],
) -> Result<Vec<(UnitId, Vec<i64>)>> {
    if let Some(whole) = Whole::of(db.scope(), unit)
        && let Some(parts) = kept_of_parts(db, &whole, what).await?
    {
        return Ok(parts);
    }
    let rows = counted().filter(standing()).filter(seen(db.scope())).filter(lying_in(unit));
    let what = over_clubs(what);
    Ok(match unit.map(|unit| unit.level) {
        None => rows.group_by(clubs::province_id).select((clubs::province_id, what)).load(db.conn()).await?,
        Some(Level::Province | Level::District) => {
            rows.group_by(clubs::commune_id).select((clubs::commune_id, what)).load(db.conn()).await?
        }
        Some(Level::Commune) => {
            rows.group_by(clubs::hamlet_id).select((clubs::hamlet_id, what)).load(db.conn()).await?
        }
        Some(_) => vec![],
    })
}

/// The sums of one unit's clubs, or of all in the caller's reach.
pub async fn of_unit(db: &mut impl Reads, unit: Option<&Unit>) -> Result<Sums> {
    add_up(db, unit, ADDED_UP).await.map(sums)
}

/// The sums of one club.
pub async fn of_club(db: &mut impl Reads, club: ClubId) -> Result<Sums> {
    add_up_club(db, club, ADDED_UP).await.map(sums)
}

/// The sums of each unit below one.
pub async fn of_children(db: &mut impl Reads, unit: Option<&Unit>) -> Result<Vec<(UnitId, Sums)>> {
    let parts = add_up_children(db, unit, ADDED_UP).await?;
    Ok(parts.into_iter().map(|(unit, row)| (unit, sums(row))).collect())
}
