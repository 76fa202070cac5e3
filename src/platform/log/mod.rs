//! The change log: what is written of a change, in the transaction that makes it. The wing `access` lets it be read.
//! It knows a connection and no more of the door ([`super::db`]), which stands on it.

mod count;
mod event;

pub use count::{Facts, count};
pub use event::{Audited, Event};

use super::ids::ClubId;
use crate::Result;
use crate::platform::schema::changes;
use chrono::NaiveDate;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::BTreeMap;

/// How many rows one statement writes: each takes a handful of the parameters that a statement may have.
const AT_ONCE: usize = 4_000;

/// Writes what happened, once the clubs that it concerns have been counted anew: so no write can forget to. The statement
/// of a single event, the usual one, is prepared only once.
pub(super) async fn append(conn: &mut AsyncPgConnection, day: NaiveDate, events: &[Event]) -> Result<()> {
    let mut touched: BTreeMap<ClubId, Facts> = BTreeMap::new();
    for (club, facts) in events.iter().filter_map(Event::recounts) {
        let sum = touched.entry(club).or_default();
        *sum = sum.and(facts);
    }
    count(conn, day, &touched).await?;
    if let [event] = events {
        diesel::insert_into(changes::table).values(event).execute(conn).await?;
        return Ok(());
    }
    for some in events.chunks(AT_ONCE) {
        diesel::insert_into(changes::table).values(some).execute(conn).await?;
    }
    Ok(())
}
