//! What the clubs of a place come to for a period that is over, kept as sums: so a deadline gone by is judged from a few
//! rows of the place. They are sums over the figures that are kept of its clubs, late entries or not: whoever reads them
//! takes out those clubs of which something was entered late, and adds what they come to now. What concerns more than a
//! club's figures makes the sums count no more, until they are made anew.

use super::AT_ONCE;
use crate::platform::auth::Scope;
use crate::platform::db::{Db, Reads, Writer};
use crate::platform::ids::ClubId;
use crate::statistics::indicators::model::IndicatorPeriod;
use crate::statistics::schema::{late_entries as e, past_periods as p, past_sums, valid_past_sums as v};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The lock of those who take in what was entered late (`logic.take_in_late_entries`), and against them.
const TAKING_IN: i64 = 38;

/// Of which clubs among all of a place, and what: a column, or an indicator.
pub type SumKey = (String, String);

/// Whose sums for which period.
pub type Placed = (Uuid, IndicatorPeriod);

/// What is kept of a place for a period.
#[derive(Debug, Default)]
pub struct PlaceSums {
    numbers: HashMap<SumKey, Vec<i64>>,
    /// The clubs of the nation of which something was entered late.
    pub late: Vec<ClubId>,
}

impl PlaceSums {
    /// The numbers under a key.
    #[must_use]
    pub fn get(&self, among: &str, name: &str) -> Option<&[i64]> {
        self.numbers.get(&(among.to_owned(), name.to_owned())).map(Vec::as_slice)
    }
}

#[derive(QueryableByName)]
struct Late {
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = SqlUuid)]
    club_id: Uuid,
}

type Row = (NaiveDate, NaiveDate, Uuid, String, String, Value);

/// What is kept of some places for some periods, by two statements for all of them. Nothing of a day with so many late
/// entries that their clubs are better counted with all others.
pub async fn place_sums(db: &mut impl Reads, asked: &[Placed]) -> Result<HashMap<Placed, PlaceSums>> {
    let mut found: HashMap<Placed, PlaceSums> = HashMap::new();
    if asked.is_empty() {
        return Ok(found);
    }
    let rows: Vec<Row> = v::table
        .filter(v::place.eq_any(asked.iter().map(|(place, _)| *place)))
        .filter(v::since.eq_any(asked.iter().map(|(_, period)| period.since)))
        .filter(v::day.eq_any(asked.iter().map(|(_, period)| period.day)))
        .select((v::since, v::day, v::place, v::among, v::name, v::numbers))
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        return Ok(found);
    }
    let days: HashSet<NaiveDate> = rows.iter().map(|(_, day, ..)| *day).collect();
    let late: Vec<Late> = diesel::sql_query("select day, club_id from logic.late_clubs($1)")
        .bind::<Array<Date>, _>(Vec::from_iter(days))
        .load(db.conn())
        .await?;
    let mut by_day: HashMap<NaiveDate, Vec<ClubId>> = HashMap::new();
    for Late { day, club_id } in late {
        by_day.entry(day).or_default().push(ClubId(club_id));
    }
    for (since, day, place, among, name, numbers) in rows {
        let late = by_day.get(&day).map(Vec::as_slice).unwrap_or_default();
        if late.len() <= AT_ONCE {
            let sums = found
                .entry((place, IndicatorPeriod { since, day }))
                .or_insert_with(|| PlaceSums { numbers: HashMap::new(), late: late.to_vec() });
            sums.numbers.insert((among, name), serde_json::from_value(numbers).map_err(Error::internal)?);
        }
    }
    Ok(found)
}

/// Whether no sum could be made that would count: other clubs than those of which figures are kept would be added up, or
/// too many would have to be corrected.
async fn in_doubt(w: &mut Writer<'_>, (place, period): Placed) -> Result<bool> {
    let clubs = e::table.filter(e::standing).filter(e::on_day.le(period.day));
    let moves = e::table.filter(e::moved);
    let late = e::table.filter(e::on_day.le(period.day)).filter(diesel::dsl::not(e::moved));
    let late: Vec<Uuid> = late.select(e::club_id).distinct().load(w.conn()).await?;
    Ok(late.len() > AT_ONCE
        || diesel::select(exists(clubs)).get_result(w.conn()).await?
        || !place.is_nil() && diesel::select(exists(moves)).get_result(w.conn()).await?)
}

/// Waits until nobody takes in what was entered late, and lets nobody until the end of the transaction.
pub(super) async fn take_in_nothing_meanwhile(w: &mut Writer<'_>) -> Result<()> {
    diesel::select(take_in_nothing(TAKING_IN)).execute(w.conn()).await?;
    Ok(())
}

/// Makes sums of a place in a transaction in which nothing that was entered late is taken in, and keeps them. None are
/// made while other clubs than those of which figures are kept would be added up.
pub async fn keep_sums<'s>(
    db: &Db,
    scope: &'s Scope,
    placed: Placed,
    make: impl AsyncFnOnce(&mut Writer<'s>) -> Result<Vec<(SumKey, Vec<i64>)>>,
) -> Result<()> {
    let (place, IndicatorPeriod { since, day }) = placed;
    db.transaction(scope, async |w| {
        take_in_nothing_meanwhile(w).await?;
        if in_doubt(w, placed).await? {
            return Ok(());
        }
        let rows: Vec<_> = make(w)
            .await?
            .into_iter()
            .map(|((among, name), numbers)| {
                (
                    past_sums::since.eq(since),
                    past_sums::day.eq(day),
                    past_sums::place.eq(place),
                    past_sums::among.eq(among),
                    past_sums::name.eq(name),
                    past_sums::numbers.eq(json!(numbers)),
                )
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        diesel::insert_into(past_sums::table).values(rows).on_conflict_do_nothing().execute(w.conn()).await?;
        Ok(())
    })
    .await
}

/// Notes of some periods that somebody asks for them, if nobody has today: by one statement, if all are noted already.
pub async fn ask_again(db: &Db, scope: &Scope, periods: &[IndicatorPeriod]) -> Result<()> {
    if periods.is_empty() {
        return Ok(());
    }
    let known: Vec<(NaiveDate, NaiveDate)> = p::table
        .filter(p::day.eq_any(periods.iter().map(|period| period.day)))
        .filter(p::asked_on.is_null().or(p::asked_on.ne(scope.today())))
        .select((p::since, p::day))
        .load(db.read(scope).await?.conn())
        .await?;
    for (since, day) in known
        .into_iter()
        .filter(|(since, day)| periods.contains(&IndicatorPeriod { since: *since, day: *day }))
    {
        let asked = super::ask_past_period(since, day, false);
        db.transaction(scope, async |w| Ok(diesel::select(asked).execute(w.conn()).await?)).await?;
    }
    Ok(())
}

diesel::define_sql_function! {
    /// A lock of many.
    #[sql_name = "pg_advisory_xact_lock_shared"]
    fn take_in_nothing(key: diesel::sql_types::BigInt);
}
