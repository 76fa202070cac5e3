//! What of a place's sums is withheld for a period that is over, kept beside the sums: it takes the numbers of all clubs
//! of a province to decide. No decision counts while anything is not taken in that was entered late of its day or one
//! before it, be it of figures, of founding or of where a club lay: then it is made again for whoever asks.

use super::Placed;
use super::place_sums::take_in_nothing_meanwhile;
use crate::Result;
use crate::platform::auth::Scope;
use crate::platform::db::{Db, Reads, Writer};
use crate::statistics::indicators::model::IndicatorPeriod;
use crate::statistics::schema::{late_entries as e, past_suppressions as s, valid_past_suppressions as v};
use crate::statistics::suppression::{Measured, Withheld};
use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

/// Of which clubs among all of a place, and for which period.
pub type Decided = (Placed, String);

/// What is kept of some places.
#[derive(Debug, Default)]
pub struct Decisions(HashMap<Decided, HashMap<String, bool>>);

impl Decisions {
    /// What is withheld, if all of it has been decided.
    #[must_use]
    pub fn withheld(&self, of: &Decided, measured: &Measured) -> Option<Withheld> {
        let known = self.0.get(of)?;
        measured.decided(|column| known.get(column).copied())
    }
}

type Row = (NaiveDate, NaiveDate, Uuid, String, String, bool);

/// What is kept of some places for some periods, by one statement for all of them.
pub async fn decisions(db: &mut impl Reads, asked: &[Placed]) -> Result<Decisions> {
    let mut found = Decisions::default();
    if asked.is_empty() {
        return Ok(found);
    }
    let rows: Vec<Row> = v::table
        .filter(v::place.eq_any(asked.iter().map(|(place, _)| *place)))
        .filter(v::since.eq_any(asked.iter().map(|(_, period)| period.since)))
        .filter(v::day.eq_any(asked.iter().map(|(_, period)| period.day)))
        .select((v::since, v::day, v::place, v::among, v::name, v::withheld))
        .load(db.conn())
        .await?;
    for (since, day, place, among, name, withheld) in rows {
        let of = ((place, IndicatorPeriod { since, day }), among);
        found.0.entry(of).or_default().insert(name, withheld);
    }
    Ok(found)
}

/// Decides in a transaction in which nothing that was entered late is taken in, and keeps the decision; not while anything
/// waits to be taken in, for then it would not count.
pub async fn keep_decision<'s>(
    db: &Db,
    scope: &'s Scope,
    (((place, period), among), measured): (&Decided, &Measured),
    decide: impl AsyncFnOnce(&mut Writer<'s>) -> Result<Withheld>,
) -> Result<()> {
    db.transaction(scope, async |w| {
        take_in_nothing_meanwhile(w).await?;
        let late = e::table.filter(e::on_day.le(period.day));
        if diesel::select(exists(late)).get_result(w.conn()).await? {
            return Ok(());
        }
        let withheld = decide(w).await?;
        let row = |(name, withheld): (&'static str, bool)| {
            (
                s::since.eq(period.since),
                s::day.eq(period.day),
                s::place.eq(*place),
                s::among.eq(among.clone()),
                s::name.eq(name),
                s::withheld.eq(withheld),
            )
        };
        let rows: Vec<_> = measured.decisions(&withheld).map(row).collect();
        diesel::insert_into(s::table).values(rows).on_conflict_do_nothing().execute(w.conn()).await?;
        Ok(())
    })
    .await
}
