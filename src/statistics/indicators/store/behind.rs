//! What stands behind a value: clubs, and the rows of a club.

use super::read::{Wanted, read};
use super::{knows, measured, values};
use crate::Result;
use crate::platform::db::Reads;
use crate::platform::error::Code;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::ClubId;
use crate::register::tables::clubs;
use crate::statistics::fresh::Kept;
use crate::statistics::history::{By, clubs_of};
use crate::statistics::indicators::model::{
    Asked, ClubBehind, FactKind, FactsOfClub, Indicator, IndicatorFact, IndicatorFacts, IndicatorValue,
    SeenFactKind, Whose,
};
use crate::statistics::indicators::rules::{self, ColumnSums};
use crate::statistics::suppression::store as suppression;
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

/// The clubs behind a value of a unit, in Vietnamese order, each with its part.
pub async fn clubs_behind(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    indicator: Indicator,
    page: &PageQuery,
) -> Result<Page<ClubBehind>> {
    let seek = page.seek();
    let there = clubs_of(db, asked).await?;
    let mut rows = clubs::table.filter(clubs::id.eq_any(there)).into_boxed::<Pg>();
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
    let ids: Vec<ClubId> = page.items.iter().map(|(id, ..)| *id).collect();
    let knows = knows(db, asked).await?;
    let withheld = suppression::clubs(db, asked, &measured(&[indicator], knows), &ids).await?;
    let sums = read(db, asked, (By::Club, Some(ids)), &Wanted::of(&[indicator], &[])).await?.by_name();
    let value = |(club, sums): (Option<Uuid>, ColumnSums)| {
        let club = ClubId(club?);
        let withheld = withheld.get(&club).map(|withheld| withheld.from(knows)).unwrap_or_default();
        Some((club, rules::value(indicator, &sums, &withheld).shown(&withheld)))
    };
    let mut values: HashMap<ClubId, IndicatorValue> = sums.into_iter().filter_map(value).collect();
    let behind = |(club_id, name, _): (ClubId, String, String)| {
        let value = values.remove(&club_id)?;
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

/// The rows behind a value of a club, the last first: of the kinds that the caller may see one by one. Those of tier 3
/// are shown through a scope alone of which the access log is told.
pub async fn facts_behind(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    indicator: Indicator,
    shown: &[SeenFactKind],
    page: &PageQuery,
) -> Result<FactsOfClub> {
    let Whose::Club(club) = asked.whose else { return Err(Code::NotFound.into()) };
    let value = values(db, asked, &[indicator]).await?.pop().ok_or(Code::NotFound)?;
    let terms = indicator.definition().numerator;
    let names: Vec<&str> = terms.iter().map(|(_, name)| *name).collect();
    let counted: Vec<bool> = terms.iter().map(|(weight, _)| *weight > 0).collect();
    // Kinds and rows come from a function, which is no table, as the DSL would need.
    let rows: Vec<FactRow> = diesel::sql_query(
        "select f.kind, f.id, max(f.on_day) as on_day \
           from (select * from logic.facts_of($1, $2, $3) union all \
                 select * from logic.annex_facts_of($1, $2, $3)) f \
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
    let recorded = db.scope().sensitive_tier().is_some();
    let shown: Vec<SeenFactKind> =
        shown.iter().copied().filter(|seen| recorded || !seen.is_sensitive()).collect();
    let (open, hidden): (Vec<FactRow>, Vec<FactRow>) =
        rows.into_iter().partition(|row| shown.iter().any(|seen| seen.kind == row.kind));
    let behind = |row: FactRow| IndicatorFact { kind: row.kind, id: row.id, on: row.on_day };
    let mut facts: Vec<IndicatorFact> = open.into_iter().map(behind).collect();
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        facts.retain(|fact| fact.on < day || (fact.on == day && fact.id > seek.id));
    }
    let page = Page::cut(facts, page, |fact| Seek { key: fact.on.to_string(), id: fact.id });
    let others = if value.suppressed { 0 } else { i64::try_from(hidden.len()).unwrap_or(i64::MAX) };
    let sensitive = shown.iter().filter(|seen| seen.is_sensitive()).map(|seen| seen.kind).collect();
    let facts = IndicatorFacts { value, items: page.items, next: page.next, others };
    Ok(FactsOfClub { club, sensitive, facts })
}
