//! What columns of the metric rows add up to, of a place or of its parts: from the sums that are kept by place where the
//! caller reaches the whole of it, from the rows of the clubs elsewhere.

use crate::Result;
use crate::platform::auth::{Level, Scope};
use crate::platform::db::{Reads, Writer};
use crate::platform::disclosure::SMALL;
use crate::platform::ids::{ClubId, UnitId};
use crate::register::clubs::store::{being, seen};
use crate::register::tables::clubs;
use crate::statistics::fresh::Fresh;
use crate::statistics::history::{By, meant};
use crate::statistics::indicators::model::{Terms, Whose};
use crate::statistics::schema::{
    activity_metrics as a, club_metrics as k, commune_sums_now as c, fund_metrics as f, lending_metrics as l,
    management_metrics as m, repayment_metrics as r, standing_metrics as s, sums_now as p,
};
use chrono::NaiveDate;
use diesel::dsl::{auto_type, exists, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

/// What is added up: clubs that stand, those that are active, and columns of metric rows, by their full names.
pub type Adding = &'static [&'static str];

/// How many clubs stand.
pub(crate) const STANDING: &str = "clubs.standing";

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
    fn of(scope: &Scope, whose: &Whose) -> Option<Self> {
        let reach = scope.reach();
        let Some(unit) = whose.unit() else { return whose.is_everywhere(scope).then_some(Self::Nation) };
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

/// The place of which sums of past days can be kept, by its id: the nation, which has the nil one, or a province. Nothing
/// for those who reach only some of its clubs, nor of a commune, whose few clubs are soon added up.
#[must_use]
pub fn place(scope: &Scope, whose: &Whose) -> Option<Uuid> {
    match Whole::of(scope, whose)? {
        Whole::Nation => Some(Uuid::nil()),
        Whole::Province(id) => Some(id.0),
        Whole::Commune(_) => None,
    }
}

/// The sums of a place, kept as they change.
async fn kept_of_whole(db: &mut Fresh<impl Reads>, whole: &Whole, what: &[&'static str]) -> Result<Vec<i64>> {
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
    db: &mut Fresh<impl Reads>,
    whole: &Whole,
    what: &[&'static str],
) -> Result<Option<Vec<(UnitId, Vec<i64>)>>> {
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
    Ok(Some(rows.into_iter().filter_map(|row| part(row, what)).collect()))
}

/// The sums of a part in which clubs stand, from all that are kept of it.
fn part<K>((id, names, values): (K, Vec<String>, Vec<i64>), what: &[&'static str]) -> Option<(K, Vec<i64>)> {
    let mut sums: HashMap<String, i64> = HashMap::new();
    for (name, value) in names.into_iter().zip(values) {
        *sums.entry(name).or_default() += value;
    }
    let sum = |name: &str| sums.get(name).copied().unwrap_or(0);
    (sum(STANDING) > 0).then(|| (id, what.iter().map(|name| sum(name)).collect()))
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

/// What columns add up to, by place: without one where all clubs are added up.
pub type ByPlace = Vec<(Option<Uuid>, Vec<i64>)>;

/// Whether sums are kept of those who are meant, by place.
#[must_use]
pub fn are_kept(scope: &Scope, whose: &Whose, by: By) -> bool {
    matches!(
        (Whole::of(scope, whose), by),
        (Some(_), By::Nothing)
            | (Some(Whole::Nation), By::Province)
            | (Some(Whole::Province(_)), By::Commune)
    )
}

/// The kept sums, by place: nothing where none [`are_kept`].
pub async fn kept(
    db: &mut Fresh<impl Reads>,
    (whose, by): (&Whose, By),
    what: &[&'static str],
) -> Result<ByPlace> {
    let Some(place) = Whole::of(db.scope(), whose) else { return Ok(vec![]) };
    if by == By::Nothing {
        return Ok(vec![(None, kept_of_whole(db, &place, what).await?)]);
    }
    let parts = kept_of_parts(db, &place, what).await?.unwrap_or_default();
    Ok(parts.into_iter().map(|(unit, sums)| (Some(unit.0), sums)).collect())
}

/// The sums of every province in which clubs stand, whoever asks: for what is withheld of it.
pub(crate) async fn provinces(
    db: &mut Fresh<impl Reads>,
    what: &[&'static str],
) -> Result<Vec<(UnitId, Vec<i64>)>> {
    Ok(kept_of_parts(db, &Whole::Nation, what).await?.unwrap_or_default())
}

/// A commune, and its province.
pub(crate) type CommuneOf = (UnitId, UnitId);

/// The sums of every commune of some provinces in which clubs stand, whoever asks.
pub(crate) async fn communes_of(
    db: &mut Fresh<impl Reads>,
    provinces: &[UnitId],
    what: &[&'static str],
) -> Result<Vec<(CommuneOf, Vec<i64>)>> {
    let rows: Vec<(CommuneOf, Vec<String>, Vec<i64>)> = c::table
        .filter(c::province_id.eq_any(provinces.to_vec()))
        .filter(c::name.eq_any(what.iter().copied().chain([STANDING])))
        .group_by((c::commune_id, c::province_id))
        .select(((c::commune_id, c::province_id), all_names(c::name), all_values(c::value)))
        .load(db.conn())
        .await?;
    Ok(rows.into_iter().filter_map(|row| part(row, what)).collect())
}

/// What the metric rows of every standing club of some communes say, whoever asks.
pub(crate) async fn clubs_in(
    db: &mut Fresh<impl Reads>,
    communes: &[UnitId],
    what: &[&'static str],
) -> Result<Vec<(UnitId, ClubId, Vec<i64>)>> {
    let rows = counted().filter(standing()).filter(clubs::commune_id.eq_any(communes.to_vec()));
    let rows = rows.group_by((clubs::commune_id, clubs::id));
    Ok(rows.select((clubs::commune_id, clubs::id, over_clubs(what))).load(db.conn()).await?)
}

/// Whether any standing club of those that are meant and were founded between two days, whoever asks for it, makes one of
/// some terms small, and lies in a commune with others that were not founded then.
pub(crate) async fn is_one_small(
    db: &mut Fresh<impl Reads>,
    (whose, (from, through)): (&Whose, (NaiveDate, NaiveDate)),
    terms: &[Terms],
) -> Result<bool> {
    let (least, most) = (SMALL.start, SMALL.end - 1);
    let small = |terms: &Terms| {
        let sum = terms.iter().map(|(weight, name)| format!("{weight} * {name}")).collect::<Vec<String>>();
        format!("{} between {least} and {most}", sum.join(" + "))
    };
    let small = terms.iter().map(small).collect::<Vec<String>>().join(" or ");
    let beside = format!(
        "exists (select from clubs other where other.commune_id = clubs.commune_id and other.ended_on is null \
          and (other.established_on between date '{from}' and date '{through}') is not true)"
    );
    let there = counted()
        .filter(standing())
        .filter(meant(db.scope(), whose))
        .filter(founded(Some((from, through))))
        .filter(sql::<Bool>(&format!("({small})")))
        .filter(sql::<Bool>(&beside))
        .select(clubs::id);
    Ok(diesel::select(exists(there)).get_result(db.conn()).await?)
}

/// Adds up metric rows by place: the query is another for each.
macro_rules! by_place {
    ($db:expr, $rows:expr, $by:expr, $what:expr) => {{
        let (rows, what) = ($rows, over_clubs($what));
        let parts: Vec<(Uuid, Vec<i64>)> = match $by {
            By::Nothing => {
                let all: Vec<i64> = rows.select(what).first($db.conn()).await?;
                return Ok(vec![(None, all)]);
            }
            By::Province => {
                rows.group_by(clubs::province_id).select((clubs::province_id, what)).load($db.conn()).await?
            }
            By::Commune => {
                rows.group_by(clubs::commune_id).select((clubs::commune_id, what)).load($db.conn()).await?
            }
            By::Hamlet => {
                rows.group_by(clubs::hamlet_id).select((clubs::hamlet_id, what)).load($db.conn()).await?
            }
            By::Club => rows.group_by(clubs::id).select((clubs::id, what)).load($db.conn()).await?,
        };
        parts.into_iter().map(|(place, sums)| (Some(place), sums)).collect()
    }};
}

/// True of clubs established between two days, or of all.
fn founded(between: Option<(NaiveDate, NaiveDate)>) -> SqlLiteral<Bool> {
    sql(&between.map_or_else(
        || "true".to_owned(),
        |(from, through)| format!("clubs.established_on between date '{from}' and date '{through}'"),
    ))
}

/// What columns of the metric rows of standing clubs add up to, by place: of all clubs of a unit that were established
/// between two days, or of some of them.
pub async fn rows(
    db: &mut Fresh<impl Reads>,
    (whose, by): (&Whose, By),
    (between, some): (Option<(NaiveDate, NaiveDate)>, Option<&[ClubId]>),
    what: &[&'static str],
) -> Result<ByPlace> {
    let there = counted().filter(standing()).filter(meant(db.scope(), whose));
    let there = there.filter(founded(between));
    Ok(match some {
        None => by_place!(db, there, by, what),
        Some(some) => by_place!(db, there.filter(clubs::id.eq_any(some.to_vec())), by, what),
    })
}

/// Kept sums where there are any, metric rows added up elsewhere.
async fn kept_or_rows(
    db: &mut Fresh<impl Reads>,
    (whose, by): (&Whose, By),
    what: &[&'static str],
) -> Result<ByPlace> {
    if are_kept(db.scope(), whose, by) {
        return kept(db, (whose, by), what).await;
    }
    rows(db, (whose, by), (None, None), what).await
}

/// What columns of metric rows add up to, of all who are meant.
pub async fn add_up(db: &mut Fresh<impl Reads>, whose: &Whose, what: &[&'static str]) -> Result<Vec<i64>> {
    let rows = kept_or_rows(db, (whose, By::Nothing), what).await?;
    Ok(rows.into_iter().next().map(|(_, sums)| sums).unwrap_or_default())
}

/// [`add_up`], for one club, ended or not.
pub async fn add_up_club(
    db: &mut Fresh<impl Reads>,
    club: ClubId,
    what: &[&'static str],
) -> Result<Vec<i64>> {
    let rows = counted().filter(seen(db.scope())).filter(being(club));
    Ok(rows.select(over_clubs(what)).first(db.conn()).await?)
}

/// [`add_up`], for each unit below one in which clubs lie: provinces of the nation, communes of a province,
/// hamlets of a commune.
pub async fn add_up_children(
    db: &mut Fresh<impl Reads>,
    whose: &Whose,
    what: &[&'static str],
) -> Result<Vec<(UnitId, Vec<i64>)>> {
    let unit = whose.unit();
    if unit.is_some_and(|unit| unit.level == Level::Hamlet) {
        return Ok(vec![]);
    }
    let rows = kept_or_rows(db, (whose, By::below(unit)), what).await?;
    Ok(rows.into_iter().filter_map(|(place, sums)| Some((UnitId(place?), sums))).collect())
}
