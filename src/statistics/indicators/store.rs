//! Values from the metric rows, or from the facts of a period.

use super::model::{
    Among, Asked, ClubBehind, Covered, Fact, FactKind, Facts, Heard, Indicator, Period, Value, Whose,
};
use super::rules::{self, Sums};
use crate::Result;
use crate::platform::auth::{Level, Scope};
use crate::platform::db::Reads;
use crate::platform::error::Code;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, UnitId};
use crate::register::clubs::store::{Condition, being, lying_in, seen, visible};
use crate::register::tables::clubs;
use crate::statistics::figures::rules::{knows_those_of, knows_those_of_club};
use crate::statistics::fresh::Kept;
use crate::statistics::history::{By, clubs_of};
use crate::statistics::{figures, history};
use crate::territory::tables::{unit_lineage, unit_terrains as t, unit_versions as v};
use crate::territory::terrains::model::Terrain;
use chrono::NaiveDate;
use diesel::dsl::{count_star, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

/// Columns that no club has: they are counted of units, or of clubs that are no more.
const APART: [&str; 5] =
    ["clubs.lost", "communes.all", "communes.with_1", "communes.with_2", "communes.with_3"];
/// What is always counted with them.
const HEARD: [&str; 2] = ["management_metrics.running", "standing_metrics.silent"];

/// Whether the metric rows of today say it: what stands, and what flowed since the beginning of the year.
fn is_live(scope: &Scope, asked: &Asked, which: &[Indicator]) -> bool {
    let today = scope.today();
    let flows = |indicator: &Indicator| indicator.definition().flow && *indicator != Indicator::NewClubs;
    asked.period.day == today
        && asked.tree.day(asked.period, today) == today
        && (asked.period == Period::year_to(today) || !which.iter().any(flows))
}

/// Whether the metric rows also say which clubs are new.
fn of_the_year(scope: &Scope, asked: &Asked, which: &[Indicator]) -> bool {
    !which.contains(&Indicator::NewClubs) || asked.period == Period::year_to(scope.today())
}

/// True of the clubs that are meant, where they lie today.
fn meant(whose: &Whose) -> Condition {
    match whose {
        Whose::Club(id) => being(*id),
        whose => lying_in(whose.unit()),
    }
}

/// Clubs that ran when the period began and have ended in it, by their last place.
fn lost(scope: &Scope, asked: &Asked) -> clubs::BoxedQuery<'static, Pg> {
    visible(scope)
        .filter(clubs::ended_on.between(asked.period.since, asked.period.day))
        .filter(clubs::launched_on.lt(asked.period.since))
        .filter(meant(&asked.whose))
}

/// How many of them lay in each of the places below one.
async fn lost_in_parts(db: &mut impl Reads, asked: &Asked, by: By) -> Result<HashMap<Uuid, i64>> {
    let rows = lost(db.scope(), asked);
    let places: Vec<UnitId> = match by {
        By::Province => rows.select(clubs::province_id).load(db.conn()).await?,
        By::Commune => rows.select(clubs::commune_id).load(db.conn()).await?,
        By::Hamlet => rows.select(clubs::hamlet_id).load(db.conn()).await?,
        By::Nothing | By::Club => vec![],
    };
    let mut counted = HashMap::new();
    for place in places {
        *counted.entry(place.0).or_insert(0) += 1;
    }
    Ok(counted)
}

/// Clubs that stand and were established in the period: known of their own rows, however long it is.
async fn founded(db: &mut impl Reads, asked: &Asked) -> Result<i64> {
    let mut rows = visible(db.scope())
        .filter(clubs::established_on.between(asked.period.since, asked.period.day))
        .filter(clubs::ended_on.is_null());
    if asked.among != Among::default() {
        let clubs = clubs_of(db, asked).await?;
        rows = rows.filter(clubs::id.eq_any(clubs));
    }
    Ok(rows.filter(meant(&asked.whose)).count().get_result(db.conn()).await?)
}

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
            .filter(seen(db.scope()))
            .filter(meant(&asked.whose))
            .group_by(clubs::commune_id);
        let counted = counted.select((clubs::commune_id, count_star())).load(db.conn()).await?;
        return Ok(counted.into_iter().collect());
    }
    let clubs = clubs_of(db, asked).await?;
    let rows = history::add_up(db, asked, By::Commune, &["management_metrics.running"], clubs).await?;
    let count = |(commune, sums): (Option<Uuid>, Sums)| Some((UnitId(commune?), sums.values().sum()));
    Ok(rows.into_iter().filter_map(count).collect())
}

/// How many communes there are on the tree's day, and in how many of them clubs run.
async fn coverage(db: &mut Kept<impl Reads>, asked: &Asked) -> Result<Sums> {
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
fn covered(communes: &[Covered]) -> Sums {
    let clubs: Vec<i64> = communes.iter().map(|commune| commune.clubs).collect();
    sums_of_communes(i64::try_from(communes.len()).unwrap_or(i64::MAX), &clubs)
}

/// Some communes, and how many clubs run in each of those in which any do.
fn sums_of_communes(all: i64, clubs: &[i64]) -> Sums {
    let with =
        |least: i64| i64::try_from(clubs.iter().filter(|clubs| **clubs >= least).count()).unwrap_or(i64::MAX);
    Sums::from([
        ("communes.all", all),
        ("communes.with_1", with(1)),
        ("communes.with_2", with(2)),
        ("communes.with_3", with(3)),
    ])
}

/// The sums that some indicators need, those of communes from what is known of them already.
async fn sums(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
    communes: Option<&[Covered]>,
) -> Result<Sums> {
    let mut columns = rules::columns(which);
    let apart: Vec<&str> = columns.extract_if(.., |name| APART.contains(name)).collect();
    columns.extend(HEARD);
    let live = is_live(db.scope(), asked, which);
    let mut sums: Sums = if live {
        let counted = match &asked.whose {
            Whose::Club(club) if asked.among == Among::default() => {
                figures::store::add_up_club(db, *club, &columns).await?
            }
            whose if asked.among == Among::default() => {
                figures::store::add_up(db, whose.unit(), &columns).await?
            }
            whose => {
                let clubs = clubs_of(db, asked).await?;
                figures::store::add_up_some(db, whose.unit(), &clubs, &columns).await?
            }
        };
        columns.into_iter().zip(counted).collect()
    } else {
        let clubs = clubs_of(db, asked).await?;
        let rows = history::add_up(db, asked, By::Nothing, &columns, clubs).await?;
        rows.into_iter().next().map(|(_, sums)| sums).unwrap_or_default()
    };
    if live && which.contains(&Indicator::NewClubs) {
        sums.insert("management_metrics.new_club", founded(db, asked).await?);
    }
    if apart.contains(&"clubs.lost") {
        let lost = lost(db.scope(), asked).count().get_result(db.conn()).await?;
        sums.insert("clubs.lost", lost);
    }
    if apart.iter().any(|name| name.starts_with("communes.")) {
        sums.extend(match communes {
            Some(communes) => covered(communes),
            None => coverage(db, asked).await?,
        });
    }
    Ok(sums)
}

/// Whether the territory changed between the day of the values and that of their tree.
pub async fn breaks(db: &mut impl Reads, asked: &Asked) -> Result<bool> {
    let (day, tree) = (asked.period.day, asked.tree.day(asked.period, db.scope().today()));
    let changed = unit_lineage::table
        .filter(unit_lineage::effective_on.gt(day.min(tree)))
        .filter(unit_lineage::effective_on.le(day.max(tree)));
    Ok(day != tree && diesel::select(exists(changed)).get_result(db.conn()).await?)
}

/// Whether the caller may know the people of whom the values are.
pub async fn knows(db: &mut impl Reads, whose: &Whose) -> Result<bool> {
    Ok(match whose {
        Whose::Nation => false,
        Whose::Unit(unit) => knows_those_of(db.scope(), unit),
        Whose::Club(id) => {
            let club = crate::register::clubs::store::find(db, *id).await?;
            knows_those_of_club(db.scope(), &club)
        }
    })
}

fn values_from(sums: &Sums, which: &[Indicator], open: bool) -> Vec<Value> {
    which.iter().map(|indicator| rules::value(*indicator, sums).shown(open)).collect()
}

fn heard(sums: &Sums) -> Heard {
    let [clubs, silent] = HEARD.map(|name| sums.get(name).copied().unwrap_or(0));
    Heard { clubs, silent }
}

/// Values of a place and how much was heard of there; of its communes too, if they are known already. Small numbers of
/// people are withheld from whoever may not know them.
pub async fn values_heard(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
    communes: Option<&[Covered]>,
) -> Result<(Vec<Value>, Heard)> {
    let open = knows(db, &asked.whose).await?;
    let sums = sums(db, asked, which, communes).await?;
    Ok((values_from(&sums, which, open), heard(&sums)))
}

/// Values of a place, as shown.
pub async fn values(db: &mut Kept<impl Reads>, asked: &Asked, which: &[Indicator]) -> Result<Vec<Value>> {
    Ok(values_heard(db, asked, which, None).await?.0)
}

/// Values of a place as they are, for what is no answer to the caller: a report's cells, a target's status.
pub async fn exact(db: &mut Kept<impl Reads>, asked: &Asked, which: &[Indicator]) -> Result<Vec<Value>> {
    let sums = sums(db, asked, which, None).await?;
    Ok(values_from(&sums, which, true))
}

/// The sums by the places below one: there are none below a hamlet.
async fn parts(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    by: By,
    which: &[Indicator],
) -> Result<Vec<(Option<Uuid>, Sums)>> {
    if asked.whose.unit().is_some_and(|unit| unit.level == Level::Hamlet) {
        return Ok(vec![]);
    }
    let mut columns = rules::columns(which);
    let some_ended = columns.contains(&"clubs.lost");
    columns.retain(|name| !APART.contains(name));
    columns.extend(HEARD);
    let mut rows = of_standing_clubs(db, asked, (by, which), columns).await?;
    if some_ended {
        for (place, lost) in lost_in_parts(db, asked, by).await? {
            match rows.iter_mut().find(|(part, _)| *part == Some(place)) {
                Some((_, sums)) => drop(sums.insert("clubs.lost", lost)),
                None => rows.push((Some(place), Sums::from([("clubs.lost", lost)]))),
            }
        }
    }
    Ok(rows)
}

/// [`parts`], but for clubs that have ended.
async fn of_standing_clubs(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    (by, which): (By, &[Indicator]),
    columns: Vec<&'static str>,
) -> Result<Vec<(Option<Uuid>, Sums)>> {
    if is_live(db.scope(), asked, which)
        && of_the_year(db.scope(), asked, which)
        && asked.among == Among::default()
    {
        let rows = figures::store::add_up_children(db, asked.whose.unit(), &columns).await?;
        let named = |sums: Vec<i64>| columns.iter().copied().zip(sums).collect();
        return Ok(rows.into_iter().map(|(unit, sums)| (Some(unit.0), named(sums))).collect());
    }
    let clubs = clubs_of(db, asked).await?;
    history::add_up(db, asked, by, &columns, clubs).await
}

/// Values of each place below one in which clubs lie: provinces of the nation, communes of a province, hamlets of a
/// commune. What is counted of units has no parts.
pub async fn values_of_parts(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
) -> Result<Vec<(UnitId, Vec<Value>, Heard)>> {
    let open = knows(db, &asked.whose).await?;
    let which: Vec<Indicator> = which.iter().copied().filter(|indicator| of_clubs(*indicator)).collect();
    let rows = parts(db, asked, By::below(&asked.whose), &which).await?;
    let mut parts: Vec<(UnitId, Vec<Value>, Heard)> = rows
        .into_iter()
        .filter_map(|(place, sums)| Some((UnitId(place?), values_from(&sums, &which, open), heard(&sums))))
        .collect();
    rules::hide_a_second(parts.iter_mut().map(|(_, values, _)| values));
    Ok(parts)
}

/// Whether an indicator is counted of clubs, and so has values of each.
fn of_clubs(indicator: Indicator) -> bool {
    !rules::columns(&[indicator]).iter().any(|name| name.starts_with("communes."))
}

/// Values of each club of a place as they are, for what is no answer to the caller: how many of them meet a target.
pub async fn exact_of_clubs(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
) -> Result<Vec<(ClubId, Vec<Value>)>> {
    let clubs = clubs_of(db, asked).await?;
    values_of_these(db, asked, which, clubs, true).await
}

/// Values of each of some clubs of a place.
async fn values_of_these(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
    clubs: Vec<ClubId>,
    open: bool,
) -> Result<Vec<(ClubId, Vec<Value>)>> {
    let mut columns = rules::columns(which);
    columns.retain(|name| !APART.contains(name));
    let rows: Vec<(ClubId, Sums)> = if is_live(db.scope(), asked, which)
        && of_the_year(db.scope(), asked, which)
        && !matches!(asked.whose, Whose::Club(_))
    {
        let rows = figures::store::add_up_clubs(db, asked.whose.unit(), &clubs, &columns).await?;
        let named = |sums: Vec<i64>| columns.iter().copied().zip(sums).collect();
        rows.into_iter().map(|(club, sums)| (club, named(sums))).collect()
    } else {
        let rows = history::add_up(db, asked, By::Club, &columns, clubs).await?;
        rows.into_iter().filter_map(|(club, sums)| Some((ClubId(club?), sums))).collect()
    };
    Ok(rows.into_iter().map(|(club, sums)| (club, values_from(&sums, which, open))).collect())
}

/// The clubs behind a value of a unit, in Vietnamese order, each with its part.
pub async fn clubs_behind(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    indicator: Indicator,
    page: &PageQuery,
) -> Result<Page<ClubBehind>> {
    let seek = page.seek();
    let there = clubs_of(db, asked).await?;
    let mut rows = visible(db.scope()).filter(clubs::id.eq_any(there));
    if let Some(Seek { key, id }) = seek {
        rows = rows.filter(
            clubs::sort_key.gt(key.clone()).or(clubs::sort_key.eq(key).and(clubs::id.gt(ClubId(id)))),
        );
    }
    let rows: Vec<(ClubId, String, String)> = rows
        .select((clubs::id, clubs::name, clubs::sort_key))
        .order((clubs::sort_key, clubs::id))
        .limit(page.limit + 1)
        .load(db.conn())
        .await?;
    let page = Page::cut(rows, page, |(id, _, key)| Seek { key: key.clone(), id: id.0 });
    let ids = page.items.iter().map(|(id, ..)| *id).collect();
    let open = knows(db, &asked.whose).await?;
    let mut values: HashMap<ClubId, Vec<Value>> =
        values_of_these(db, asked, &[indicator], ids, open).await?.into_iter().collect();
    rules::hide_a_second(values.values_mut());
    let behind = |(club_id, name, _): (ClubId, String, String)| {
        let value = values.remove(&club_id)?.pop()?;
        Some(ClubBehind { club_id, name, value })
    };
    Ok(Page { items: page.items.into_iter().filter_map(behind).collect(), next: page.next })
}

#[derive(QueryableByName)]
struct FactRow {
    #[diesel(sql_type = Text)]
    kind: FactKind,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Date)]
    on_day: NaiveDate,
}

/// The rows behind a value of a club, the last first: of the kinds that the caller may see one by one.
pub async fn facts_behind(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    indicator: Indicator,
    shown: &[FactKind],
    page: &PageQuery,
) -> Result<Facts> {
    let Whose::Club(club) = asked.whose else { return Err(Code::NotFound.into()) };
    let value = values(db, asked, &[indicator]).await?.pop().ok_or(Code::NotFound)?;
    let terms = indicator.definition().numerator;
    let names: Vec<&str> = terms.iter().map(|(_, name)| *name).collect();
    let counted: Vec<bool> = terms.iter().map(|(weight, _)| *weight > 0).collect();
    // Kinds and rows come from a function, which is no table, as the DSL would need.
    let rows: Vec<FactRow> = diesel::sql_query(
        "select f.kind, f.id, max(f.on_day) as on_day \
           from (select * from facts_of($1, $2, $3) union all select * from annex_facts_of($1, $2, $3)) f \
         join unnest($4::text[], $5::boolean[]) n (name, counted) on n.name = f.name \
         group by f.kind, f.id having bool_and(n.counted) order by 3 desc, f.id",
    )
    .bind::<SqlUuid, _>(club)
    .bind::<Date, _>(asked.period.since)
    .bind::<Date, _>(asked.period.day)
    .bind::<Array<Text>, _>(names)
    .bind::<Array<Bool>, _>(counted)
    .load(db.conn())
    .await?;
    let (open, hidden): (Vec<FactRow>, Vec<FactRow>) =
        rows.into_iter().partition(|row| shown.contains(&row.kind));
    let behind = |row: FactRow| Fact { kind: row.kind, id: row.id, on: row.on_day };
    let mut facts: Vec<Fact> = open.into_iter().map(behind).collect();
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        facts.retain(|fact| fact.on < day || (fact.on == day && fact.id > seek.id));
    }
    let page = Page::cut(facts, page, |fact| Seek { key: fact.on.to_string(), id: fact.id });
    let others = if value.suppressed { 0 } else { i64::try_from(hidden.len()).unwrap_or(i64::MAX) };
    Ok(Facts { value, items: page.items, next: page.next, others })
}
