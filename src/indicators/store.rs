//! Values from the metric rows, or from the facts of a period.

use super::model::{Among, Asked, ClubBehind, Fact, FactKind, Facts, Heard, Indicator, Period, Value, Whose};
use super::rules::{self, Sums};
use crate::auth::{Level, Scope};
use crate::clubs::store::{lie_in, visible};
use crate::column::{ClubId, UnitId};
use crate::db::Reads;
use crate::error::{Code, FieldCode};
use crate::figures;
use crate::figures::routes::{knows_those_of, knows_those_of_club};
use crate::http::{Page, PageQuery, Seek};
use crate::schema::{clubs, unit_lineage, unit_terrains as t, unit_versions as v};
use crate::units::model::Unit;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

/// Columns that no club has: they are counted of units, or of clubs that are no more.
const APART: [&str; 5] =
    ["clubs.lost", "communes.all", "communes.with_1", "communes.with_2", "communes.with_3"];
/// What is always counted with them.
const HEARD: [&str; 2] = ["management_metrics.running", "standing_metrics.silent"];

/// By which unit clubs are added up.
#[derive(Clone, Copy)]
enum By {
    Nothing,
    Province,
    Commune,
    Hamlet,
    Club,
}
impl By {
    /// The column of a club's place.
    const fn column(self) -> &'static str {
        match self {
            Self::Nothing => "null::uuid",
            Self::Province => "p.province_id",
            Self::Commune => "p.commune_id",
            Self::Hamlet => "p.hamlet_id",
            Self::Club => "p.club_id",
        }
    }
    /// The units below one.
    const fn below(whose: &Whose) -> Self {
        match whose {
            Whose::Nation => Self::Province,
            Whose::Unit(unit) => match unit.level {
                Level::Province | Level::District => Self::Commune,
                _ => Self::Hamlet,
            },
            Whose::Club(_) => Self::Club,
        }
    }
}

/// That a club lay in the unit whose id is the fifth value.
fn within(unit: Option<&Unit>) -> &'static str {
    match unit.map(|unit| unit.level) {
        None => "$5::uuid is null",
        Some(Level::Province) => "p.province_id = $5",
        Some(Level::District) => "p.district_id = $5",
        Some(Level::Commune) => "p.commune_id = $5",
        Some(_) => "p.hamlet_id = $5",
    }
}

/// Whether the metric rows of today say it.
fn is_live(scope: &Scope, asked: &Asked) -> bool {
    let today = scope.today();
    let now = Period::year_to(today);
    asked.period == now && asked.tree.day(asked.period, today) == today && asked.among == Among::default()
}

/// The clubs of a question, but for where they lie: those that stood on its day.
async fn clubs_of(db: &mut impl Reads, asked: &Asked) -> Result<Vec<ClubId>> {
    let day = asked.period.day;
    let mut rows = visible(db.scope())
        .filter(clubs::proposed_on.le(day))
        .filter(clubs::ended_on.is_null().or(clubs::ended_on.gt(day)));
    if let Whose::Club(id) = asked.whose {
        rows = rows.filter(clubs::id.eq(id));
    }
    if let Some((from, through)) = asked.among.founded {
        rows = rows.filter(clubs::established_on.between(from, through));
    }
    if let Some(terrain) = &asked.among.terrain {
        let communes = t::table
            .filter(t::terrain.eq_any(terrain.clone()))
            .filter(t::valid_to.is_null())
            .select(t::unit_id);
        rows = rows.filter(clubs::commune_id.eq_any(communes));
    }
    Ok(rows.select(clubs::id).order(clubs::id).load(db.conn()).await?)
}

#[derive(QueryableByName)]
struct Summed {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    place: Option<Uuid>,
    #[diesel(sql_type = Array<BigInt>)]
    sums: Vec<i64>,
}

/// The sums of columns over clubs in a period, by unit: from the facts, by the definitions of the metric rows.
async fn then(
    db: &mut impl Reads,
    asked: &Asked,
    by: By,
    columns: &[&'static str],
    clubs: Vec<ClubId>,
) -> Result<Vec<(Option<Uuid>, Sums)>> {
    let term = |name: &&str| match name.split_once('.') {
        Some(("fund_metrics", "has_both_funds")) => {
            "count(*) filter (where (f.fund_metrics).has_both_funds)".to_owned()
        }
        Some((table, column)) => format!("coalesce(sum((f.{table}).{column}), 0)::bigint"),
        None => "0::bigint".to_owned(),
    };
    let terms = columns.iter().map(term).collect::<Vec<String>>().join(", ");
    let place = by.column();
    let within = within(asked.whose.unit());
    // The names are those of the definitions, and of nobody else; figures_on is no table, which the DSL would need.
    let text = format!(
        "select {place} as place, array[{terms}]::bigint[] as sums from club_places_on($1, $4) p \
         join figures_on($1, $2, $3) f on f.club_id = p.club_id where {within} group by 1"
    );
    let unit = asked.whose.unit().map(|unit| unit.id.0);
    let rows: Vec<Summed> = diesel::sql_query(text)
        .bind::<Array<SqlUuid>, _>(clubs)
        .bind::<Date, _>(asked.period.since)
        .bind::<Date, _>(asked.period.day)
        .bind::<Date, _>(asked.tree.day(asked.period, db.scope().today()))
        .bind::<Nullable<SqlUuid>, _>(unit)
        .load(db.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (row.place, columns.iter().copied().zip(row.sums).collect())).collect())
}

/// Clubs that ran when the period began and have ended in it, by their last place.
async fn lost(db: &mut impl Reads, asked: &Asked) -> Result<i64> {
    let mut rows = visible(db.scope())
        .filter(clubs::ended_on.between(asked.period.since, asked.period.day))
        .filter(clubs::launched_on.lt(asked.period.since));
    match &asked.whose {
        Whose::Nation => {}
        Whose::Club(id) => rows = rows.filter(clubs::id.eq(*id)),
        Whose::Unit(unit) => rows = lie_in(rows, unit.level, unit.id),
    }
    Ok(rows.count().get_result(db.conn()).await?)
}

/// How many communes there are on the tree's day, and in how many of them clubs run.
async fn communes(db: &mut impl Reads, asked: &Asked) -> Result<Sums> {
    let tree = asked.tree.day(asked.period, db.scope().today());
    let mut all = v::table
        .filter(v::level.eq(Level::Commune))
        .filter(v::valid_from.le(tree))
        .filter(v::valid_to.is_null().or(v::valid_to.ge(tree)))
        .into_boxed();
    if let Some(terrain) = &asked.among.terrain {
        let known = t::table.filter(t::terrain.eq_any(terrain.clone())).filter(t::valid_to.is_null());
        all = all.filter(v::unit_id.eq_any(known.select(t::unit_id)));
    }
    if let Some(unit) = asked.whose.unit() {
        all = match unit.level {
            Level::Province => all.filter(v::province_id.eq(unit.id)),
            Level::District => all.filter(v::district_id.eq(unit.id)),
            Level::Commune => all.filter(v::unit_id.eq(unit.id)),
            _ => all.filter(v::unit_id.eq_any(unit.commune_id)),
        };
    }
    let all: i64 = all.count().get_result(db.conn()).await?;
    let running: Vec<i64> = if asked.tree.day(asked.period, db.scope().today()) == db.scope().today()
        && asked.period.day == tree
        && asked.among == Among::default()
    {
        let mut rows =
            visible(db.scope()).filter(clubs::launched_on.is_not_null()).filter(clubs::ended_on.is_null());
        if let Some(unit) = asked.whose.unit() {
            rows = lie_in(rows, unit.level, unit.id);
        }
        let mut communes: Vec<UnitId> = rows.select(clubs::commune_id).load(db.conn()).await?;
        communes.sort_unstable();
        communes.chunk_by(|a, b| a == b).map(|same| i64::try_from(same.len()).unwrap_or(i64::MAX)).collect()
    } else {
        let clubs = clubs_of(db, asked).await?;
        let rows = then(db, asked, By::Commune, &["management_metrics.running"], clubs).await?;
        rows.iter().flat_map(|(_, sums)| sums.values().copied()).collect()
    };
    let with = |least: i64| {
        i64::try_from(running.iter().filter(|clubs| **clubs >= least).count()).unwrap_or(i64::MAX)
    };
    Ok(Sums::from([
        ("communes.all", all),
        ("communes.with_1", with(1)),
        ("communes.with_2", with(2)),
        ("communes.with_3", with(3)),
    ]))
}

/// The sums that some indicators need.
async fn sums(db: &mut impl Reads, asked: &Asked, which: &[Indicator]) -> Result<Sums> {
    let mut columns = rules::columns(which);
    let apart: Vec<&str> = columns.extract_if(.., |name| APART.contains(name)).collect();
    columns.extend(HEARD);
    let mut sums: Sums = if is_live(db.scope(), asked) {
        let counted = match &asked.whose {
            Whose::Club(club) => figures::store::add_up_club(db, *club, &columns).await?,
            whose => figures::store::add_up(db, whose.unit(), &columns).await?,
        };
        columns.into_iter().zip(counted).collect()
    } else {
        let clubs = clubs_of(db, asked).await?;
        let rows = then(db, asked, By::Nothing, &columns, clubs).await?;
        rows.into_iter().next().map(|(_, sums)| sums).unwrap_or_default()
    };
    if apart.contains(&"clubs.lost") {
        sums.insert("clubs.lost", lost(db, asked).await?);
    }
    if apart.iter().any(|name| name.starts_with("communes.")) {
        sums.extend(communes(db, asked).await?);
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
async fn knows(db: &mut impl Reads, whose: &Whose) -> Result<bool> {
    Ok(match whose {
        Whose::Nation => false,
        Whose::Unit(unit) => knows_those_of(db.scope(), unit),
        Whose::Club(id) => {
            let club = crate::clubs::store::find(db, *id).await?;
            knows_those_of_club(db.scope(), &club)
        }
    })
}

fn values_from(sums: &Sums, which: &[Indicator], open: bool) -> Vec<Value> {
    let value = |indicator: &Indicator| {
        let value = rules::value(*indicator, sums);
        if open { value } else { value.withheld(sums) }
    };
    which.iter().map(value).collect()
}

fn heard(sums: &Sums) -> Heard {
    let [clubs, silent] = HEARD.map(|name| sums.get(name).copied().unwrap_or(0));
    Heard { clubs, silent }
}

/// Values of a place and how much was heard of there. Small numbers of people are withheld from whoever may not know
/// them.
pub async fn values_heard(
    db: &mut impl Reads,
    asked: &Asked,
    which: &[Indicator],
) -> Result<(Vec<Value>, Heard)> {
    let open = knows(db, &asked.whose).await?;
    let sums = sums(db, asked, which).await?;
    Ok((values_from(&sums, which, open), heard(&sums)))
}

/// Values of a place.
pub async fn values(db: &mut impl Reads, asked: &Asked, which: &[Indicator]) -> Result<Vec<Value>> {
    Ok(values_heard(db, asked, which).await?.0)
}

/// Values of a place as they are, for what is no answer to the caller: a report's cells, a target's status.
pub async fn exact(db: &mut impl Reads, asked: &Asked, which: &[Indicator]) -> Result<Vec<Value>> {
    let sums = sums(db, asked, which).await?;
    Ok(values_from(&sums, which, true))
}

/// The sums by the places below one.
async fn parts(
    db: &mut impl Reads,
    asked: &Asked,
    by: By,
    which: &[Indicator],
) -> Result<Vec<(Option<Uuid>, Sums)>> {
    let mut columns = rules::columns(which);
    columns.retain(|name| !APART.contains(name));
    columns.extend(HEARD);
    if is_live(db.scope(), asked) {
        let rows = figures::store::add_up_children(db, asked.whose.unit(), &columns).await?;
        let named = |sums: Vec<i64>| columns.iter().copied().zip(sums).collect();
        return Ok(rows.into_iter().map(|(unit, sums)| (Some(unit.0), named(sums))).collect());
    }
    let clubs = clubs_of(db, asked).await?;
    then(db, asked, by, &columns, clubs).await
}

/// Values of each place below one in which clubs lie: provinces of the nation, communes of a province, hamlets of a
/// commune. What is counted of units has no parts.
pub async fn values_of_parts(
    db: &mut impl Reads,
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

/// Values of each club of a place.
pub async fn values_of_clubs(
    db: &mut impl Reads,
    asked: &Asked,
    which: &[Indicator],
) -> Result<Vec<(ClubId, Vec<Value>)>> {
    let clubs = clubs_of(db, asked).await?;
    values_of_these(db, asked, which, clubs).await
}

/// [`values_of_clubs`], of some of them.
async fn values_of_these(
    db: &mut impl Reads,
    asked: &Asked,
    which: &[Indicator],
    clubs: Vec<ClubId>,
) -> Result<Vec<(ClubId, Vec<Value>)>> {
    let open = knows(db, &asked.whose).await?;
    let mut columns = rules::columns(which);
    columns.retain(|name| !APART.contains(name));
    let rows: Vec<(ClubId, Sums)> = if is_live(db.scope(), asked) && asked.whose.unit().is_some() {
        let rows = figures::store::add_up_clubs(db, asked.whose.unit(), &clubs, &columns).await?;
        let named = |sums: Vec<i64>| columns.iter().copied().zip(sums).collect();
        rows.into_iter().map(|(club, sums)| (club, named(sums))).collect()
    } else {
        let rows = then(db, asked, By::Club, &columns, clubs).await?;
        rows.into_iter().filter_map(|(club, sums)| Some((ClubId(club?), sums))).collect()
    };
    Ok(rows.into_iter().map(|(club, sums)| (club, values_from(&sums, which, open))).collect())
}

#[derive(QueryableByName)]
struct Placed {
    #[diesel(sql_type = SqlUuid)]
    club_id: Uuid,
}

/// The clubs behind a value of a unit, in Vietnamese order, each with its part.
pub async fn clubs_behind(
    db: &mut impl Reads,
    asked: &Asked,
    indicator: Indicator,
    page: &PageQuery,
) -> Result<Page<ClubBehind>> {
    let seek = page.seek()?;
    let text = format!(
        "select p.club_id from club_places_on($1, $4) p where {} and $2 <= $3",
        within(asked.whose.unit())
    );
    let there: Vec<Placed> = diesel::sql_query(text)
        .bind::<Array<SqlUuid>, _>(clubs_of(db, asked).await?)
        .bind::<Date, _>(asked.period.since)
        .bind::<Date, _>(asked.period.day)
        .bind::<Date, _>(asked.tree.day(asked.period, db.scope().today()))
        .bind::<Nullable<SqlUuid>, _>(asked.whose.unit().map(|unit| unit.id.0))
        .load(db.conn())
        .await?;
    let there: Vec<ClubId> = there.into_iter().map(|row| ClubId(row.club_id)).collect();
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
    let mut values: HashMap<ClubId, Vec<Value>> =
        values_of_these(db, asked, &[indicator], ids).await?.into_iter().collect();
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
    db: &mut impl Reads,
    asked: &Asked,
    indicator: Indicator,
    shown: &[FactKind],
    page: &PageQuery,
) -> Result<Facts> {
    let Whose::Club(club) = asked.whose else { return Err(Code::NotFound.into()) };
    let value = values(db, asked, &[indicator]).await?.pop().ok_or(Code::NotFound)?;
    let terms = indicator.definition().numerator;
    let names: Vec<&str> = terms.iter().filter(|(weight, _)| *weight != 0).map(|(_, name)| *name).collect();
    let counted: Vec<bool> =
        terms.iter().filter(|(weight, _)| *weight != 0).map(|(weight, _)| *weight > 0).collect();
    // Kinds and rows come from a function, which is no table, as the DSL would need.
    let rows: Vec<FactRow> = diesel::sql_query(
        "select f.kind, f.id, max(f.on_day) as on_day from facts_of($1, $2, $3) f \
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
    if let Some(Seek { key, id }) = page.seek()? {
        let day: NaiveDate = key.parse().map_err(|_| Error::field("?after", FieldCode::Cursor))?;
        facts.retain(|fact| fact.on < day || (fact.on == day && fact.id > id));
    }
    let page = Page::cut(facts, page, |fact| Seek { key: fact.on.to_string(), id: fact.id });
    let others = if value.suppressed { 0 } else { i64::try_from(hidden.len()).unwrap_or(i64::MAX) };
    Ok(Facts { value, items: page.items, next: page.next, others })
}
