//! Metric rows of another day, counted anew.

use crate::Result;
use crate::money::loans;
use crate::platform::auth::Scope;
use crate::platform::db::{Change, Db, Reads};
use crate::platform::ids::ClubId;
use crate::platform::log::{self, Event, Facts};
use crate::register::clubs::store as clubs_store;
use crate::register::tables::{clubs, places_of_day};
use crate::statistics::schema::{
    activity_metrics as a, club_metrics as k, fund_metrics as f, lending_metrics as l,
    management_metrics as m, repayment_metrics as r,
};
use diesel::dsl::{max, min};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::BTreeMap;

/// So many clubs are counted by one transaction, that none of them is locked for long.
const AT_ONCE: usize = 100;
/// The same, of clubs that are placed.
const PLACED_AT_ONCE: i32 = 500;

/// Brings metric rows of another day up to date: by themselves people grow older, loans later and what was done
/// old, and years begin. A row holds from the day on which it was counted: one of people for that day, each of the others
/// says through which. One of a day to come was counted while a clock was ahead. For each club at most once a day, by
/// whoever looks first; for everybody else it is one statement. Clubs are placed first, where they lie today.
pub(super) async fn freshen(db: &Db, scope: &Scope) -> Result<()> {
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
        db.write(scope, async |w| {
            clubs_store::lock(w, some).await?;
            // somebody else may have counted them while this one waited
            let still = stale(w, Some(some)).await?;
            // of these a pause that was entered ahead may have begun, or a loan was settled while a clock was ahead
            let moved: Vec<ClubId> = still.iter().filter(|row| row.money).map(|row| row.club).collect();
            let settled = loans::store::settle_again(w, &moved).await?;
            let mut facts: BTreeMap<ClubId, Facts> =
                still.iter().map(|row| (row.club, row.facts())).collect();
            // what was settled is counted when its event is written
            for (club, settled) in settled.iter().filter_map(Event::recounts) {
                facts.entry(club).and_modify(|stale| *stale = stale.without(settled));
            }
            let today = w.scope().today();
            log::count(w.conn(), today, &facts).await?;
            let mut settled = settled.into_iter();
            Ok(match settled.next() {
                Some(first) => Change::several((), first, settled),
                None => Change::nothing((), "a figure counted again is no change of what it counts"),
            })
        })
        .await?;
    }
    Ok(())
}

/// Makes the place columns of all clubs true for today. Returns how many clubs had to change.
pub async fn place_clubs(db: &Db, scope: &Scope) -> Result<usize> {
    let mut moved = 0;
    loop {
        let some = db.transaction(scope, async |w| clubs_store::place_some(w, PLACED_AT_ONCE).await);
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
        of(self.people, Facts::PEOPLE).and(of(self.money, Facts::MONEY)).and(of(self.doings, Facts::DEEDS))
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
