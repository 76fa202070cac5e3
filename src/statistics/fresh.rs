//! The door to figures. Metric rows, kept sums and historical figures are read through a [`Fresh`] or [`Kept`]
//! reader, which nothing but this module can make: a row that was counted on another day is wrong without looking so,
//! and a call that had to be remembered before each reading was one that could be forgotten. Forgetting it now does not
//! compile:
//!
//! ```compile_fail,E0308
//! # use lien_the_he::{Result, platform::{auth::Scope, db::Db}, statistics::figures::store};
//! async fn stale(db: &Db, scope: &Scope) -> Result<()> {
//!     store::add_up(&mut db.read(scope).await?, None, &[]).await.map(drop)
//! }
//! ```

use crate::Result;
use crate::money::loans;
use crate::platform::auth::Scope;
use crate::platform::db::{Change, Db, Reader, Reads};
use crate::platform::ids::ClubId;
use crate::platform::log::{self, Facts};
use crate::platform::vault::Vault;
use crate::register::clubs::store as clubs_store;
use crate::register::tables::{clubs, places_of_day};
use crate::statistics::history;
use crate::statistics::indicators::model::Asked;
use crate::statistics::schema::{
    activity_metrics as a, club_metrics as k, fund_metrics as f, lending_metrics as l,
    management_metrics as m, repayment_metrics as r,
};
use diesel::dsl::{max, min};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::ops::{Deref, DerefMut};

/// A reader that sees metric rows and kept sums of today.
pub struct Fresh<R>(R);

/// A [`Fresh`] reader for which the historical figures that will be asked of it are cached, or are being counted in the
/// background.
pub struct Kept<R>(Fresh<R>);

/// A transaction in which figures may be read.
pub struct Within<'w, R>(&'w mut R);

/// That figures are fresh, and that those which will be asked for are kept: proved before a transaction begins, for
/// rows are counted and kept in transactions of their own.
#[must_use]
pub struct Proof(());

impl Proof {
    /// Brings metric rows up to date, and has the figures kept that will be asked for.
    ///
    /// # Errors
    /// 503 while too many clubs of a day gone by are counted in the background.
    pub async fn of<'q>(db: &Db, scope: &Scope, asked: impl IntoIterator<Item = &'q Asked>) -> Result<Self> {
        freshen(db, scope).await?;
        for asked in asked {
            history::keep(db, scope, asked).await?;
        }
        Ok(Self(()))
    }
    /// A reader.
    ///
    /// # Errors
    /// 503 when no connection is free in time.
    pub async fn read<'s>(self, db: &Db, scope: &'s Scope) -> Result<Kept<Reader<'s>>> {
        Ok(Kept(Fresh(db.read(scope).await?)))
    }
    /// A transaction, for reading figures in it.
    pub const fn within<'w, R: Reads>(&self, db: &'w mut R) -> Kept<Within<'w, R>> {
        Kept(Fresh(Within(db)))
    }
}

impl<'s> Fresh<Reader<'s>> {
    /// Brings metric rows up to date and opens a reader.
    ///
    /// # Errors
    /// 503 when no connection is free in time.
    pub async fn read(db: &Db, scope: &'s Scope) -> Result<Self> {
        freshen(db, scope).await?;
        Ok(Self(db.read(scope).await?))
    }
    /// [`Fresh::read`], and has the historical figures cached that will be asked for.
    ///
    /// # Errors
    /// 503 while too many clubs of such a day are counted in the background.
    pub async fn read_for<'q>(
        db: &Db,
        scope: &'s Scope,
        asked: impl IntoIterator<Item = &'q Asked>,
    ) -> Result<Kept<Reader<'s>>> {
        Proof::of(db, scope, asked).await?.read(db, scope).await
    }
}

impl<R> Deref for Kept<R> {
    type Target = Fresh<R>;
    fn deref(&self) -> &Fresh<R> {
        &self.0
    }
}
impl<R> DerefMut for Kept<R> {
    fn deref_mut(&mut self) -> &mut Fresh<R> {
        &mut self.0
    }
}

impl<R: Reads> Reads for Within<'_, R> {
    fn scope(&self) -> &Scope {
        self.0.scope()
    }
    fn conn(&mut self) -> &mut AsyncPgConnection {
        self.0.conn()
    }
    fn vault(&self) -> &Vault {
        self.0.vault()
    }
}
impl<R: Reads> Reads for Fresh<R> {
    fn scope(&self) -> &Scope {
        self.0.scope()
    }
    fn conn(&mut self) -> &mut AsyncPgConnection {
        self.0.conn()
    }
    fn vault(&self) -> &Vault {
        self.0.vault()
    }
}
impl<R: Reads> Reads for Kept<R> {
    fn scope(&self) -> &Scope {
        self.0.scope()
    }
    fn conn(&mut self) -> &mut AsyncPgConnection {
        self.0.conn()
    }
    fn vault(&self) -> &Vault {
        self.0.vault()
    }
}

/// So many clubs are counted by one transaction, that none of them is locked for long.
const AT_ONCE: usize = 100;
/// The same, of clubs that are placed.
const PLACED_AT_ONCE: i32 = 500;

/// Brings metric rows of another day up to date: by themselves people grow older, loans later and what was done
/// old, and years begin. A row holds from the day on which it was counted: one of people for that day, each of the others
/// says through which. One of a day to come was counted while a clock was ahead. For each club at most once a day, by
/// whoever looks first; for everybody else it is one statement. Clubs are placed first, where they lie today.
async fn freshen(db: &Db, scope: &Scope) -> Result<()> {
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
            let ahead = l::table.filter(l::counted_on.gt(w.scope().today())).filter(l::club_id.eq_any(some));
            let ahead: Vec<ClubId> = ahead.select(l::club_id).load(w.conn()).await?;
            let settled = loans::store::settle_again(w, &ahead).await?;
            let facts = still.iter().map(|row| (row.club, row.facts())).collect();
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
