//! Historical figures, computed by the same definitions as the live rows and cached until a back-dated entry invalidates
//! them. Those of each of the last 400 days are counted in the background before anybody asks; those of other days for
//! whoever asks, unless they are of so many clubs that she has to come again.

use crate::platform::auth::{Level, Scope};
use crate::platform::db::{Db, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::ids::ClubId;
use crate::register::clubs::store::{lie_in, place_column, visible};
use crate::register::tables::clubs;
use crate::statistics::indicators::model::{Asked, IndicatorPeriod, Whose};
use crate::statistics::schema::past_periods as periods;
use crate::territory::tables::unit_terrains as t;
use crate::territory::units::model::Unit;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Integer, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use futures_util::{StreamExt, TryStreamExt, stream};
use std::collections::HashSet;
use uuid::Uuid;

/// So many clubs are counted by one statement, that none of them takes too long.
const AT_ONCE: usize = 500;
/// So many statements count at the same time for one who waits: connections are left for others.
const SIDE_BY_SIDE: usize = 2;
/// So many clubs are counted while somebody waits.
pub(super) const WHILE_WAITING: usize = 2_000;
/// When to ask again what is counted in the background, in seconds.
const AGAIN: u64 = 30;

/// By which unit clubs are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// All of them.
    Nothing,
    /// By province.
    Province,
    /// By commune.
    Commune,
    /// By hamlet.
    Hamlet,
    /// Each.
    Club,
}
impl By {
    /// The units below one, or below the nation.
    #[must_use]
    pub fn below(unit: Option<&Unit>) -> Self {
        match unit.map(|unit| unit.level) {
            None => Self::Province,
            Some(Level::Province | Level::District) => Self::Commune,
            Some(_) => Self::Hamlet,
        }
    }
}

/// The clubs of a question: those that stood on its day, and lie in its unit on its tree.
pub async fn clubs_of(db: &mut impl Reads, asked: &Asked) -> Result<Vec<ClubId>> {
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
        let today = db.scope().today();
        let communes = t::table
            .filter(t::terrain.eq_any(terrain.clone()))
            .filter(t::valid_from.le(today).and(t::valid_to.is_null().or(t::valid_to.ge(today))))
            .select(t::unit_id);
        rows = rows.filter(clubs::commune_id.eq_any(communes));
    }
    let Some(unit) = asked.whose.unit() else {
        return Ok(rows.select(clubs::id).order(clubs::id).load(db.conn()).await?);
    };
    let (today, tree) = (db.scope().today(), asked.tree.day(asked.period, db.scope().today()));
    if tree == today {
        rows = lie_in(rows, unit.level, unit.id);
        return Ok(rows.select(clubs::id).order(clubs::id).load(db.conn()).await?);
    }
    let anywhere: Vec<ClubId> = rows.select(clubs::id).load(db.conn()).await?;
    let text = format!(
        "select p.club_id from logic.club_places_on($1, $2) p where p.{} = $3",
        place_column(unit.level)
    );
    let there = diesel::sql_query(text)
        .bind::<Array<SqlUuid>, _>(anywhere)
        .bind::<Date, _>(tree)
        .bind::<SqlUuid, _>(unit.id);
    let there: Vec<OneClub> = there.load(db.conn()).await?;
    Ok(there.into_iter().map(|row| ClubId(row.club_id)).collect())
}

#[derive(QueryableByName)]
struct OneClub {
    #[diesel(sql_type = SqlUuid)]
    club_id: Uuid,
}

/// Which of some clubs' figures of a period are kept, and which are not.
pub(super) async fn told_apart(
    db: &mut impl Reads,
    period: IndicatorPeriod,
    clubs: Vec<ClubId>,
) -> Result<(Vec<ClubId>, Vec<ClubId>)> {
    let rows: Vec<OneClub> = diesel::sql_query(
        "select k.club_id from unnest($3) w cross join lateral (select club_id from logic.valid_past_figures k \
          where k.since = $1 and k.day = $2 and k.club_id = w offset 0) k",
    )
    .bind::<Date, _>(period.since)
    .bind::<Date, _>(period.day)
    .bind::<Array<SqlUuid>, _>(&clubs)
    .load(db.conn())
    .await?;
    let kept: HashSet<ClubId> = rows.into_iter().map(|row| ClubId(row.club_id)).collect();
    Ok(clubs.into_iter().partition(|club| kept.contains(club)))
}

/// The figures of so many clubs are being counted in the background, and some are there.
pub(super) fn being_counted(kept: usize, missing: usize) -> Error {
    let counting = Error::from(Code::FiguresBeingCounted).retry_after(AGAIN);
    counting.with("clubs", kept + missing).with("counted", kept)
}

/// Sees to it that the figures of a question about days gone by are kept, for whoever asks it next. Nothing has to be
/// done for today's, and for a single club's.
///
/// # Errors
/// 503 while so many clubs are counted in the background.
pub(super) async fn keep(db: &Db, scope: &Scope, asked: &Asked) -> Result<()> {
    let period = asked.period;
    if period.day >= scope.today() || matches!(asked.whose, Whose::Club(_)) {
        return Ok(());
    }
    let mut reader = db.read(scope).await?;
    let clubs = clubs_of(&mut reader, asked).await?;
    let (kept, missing) = told_apart(&mut reader, period, clubs).await?;
    let row = periods::table.find((period.since, period.day)).select(periods::asked_on);
    let last_asked = row.first::<Option<NaiveDate>>(reader.conn()).await.optional()?.flatten();
    drop(reader);
    let of_all = missing.len() > WHILE_WAITING;
    if of_all || last_asked != Some(scope.today()) {
        let asked = ask_past_period(period.since, period.day, of_all);
        db.transaction(scope, async |w| Ok(diesel::select(asked).execute(w.conn()).await?)).await?;
    }
    if of_all {
        return Err(being_counted(kept.len(), missing.len()));
    }
    let counting = missing.chunks(AT_ONCE / SIDE_BY_SIDE).map(async |some| {
        let counted = diesel::select(keep_past_figures(some, period.since, period.day));
        db.transaction(scope, async |w| Ok(counted.get_result::<i64>(w.conn()).await?)).await
    });
    stream::iter(counting).buffer_unordered(SIDE_BY_SIDE).try_collect::<Vec<i64>>().await?;
    Ok(())
}

/// Has what was entered late counted again, some clubs at a time, and says of how many.
pub async fn take_in(w: &mut Writer<'_>) -> Result<i64> {
    Ok(diesel::select(take_in_late_entries()).get_result(w.conn()).await?)
}

/// Counts and keeps some of what is wanted, and says how much was done: nothing, when all is there.
pub async fn keep_some(w: &mut Writer<'_>) -> Result<i64> {
    let at_most = i32::try_from(AT_ONCE).unwrap_or(i32::MAX);
    Ok(diesel::select(keep_some_past_figures(at_most)).get_result(w.conn()).await?)
}

diesel::define_sql_function! {
    /// Counts and keeps what is missing of a period.
    #[sql_name = "logic.keep_past_figures"]
    fn keep_past_figures(which: Array<SqlUuid>, from_day: Date, on_day: Date) -> BigInt;
}
diesel::define_sql_function! {
    /// Notes that somebody asks for a period.
    #[sql_name = "logic.ask_past_period"]
    fn ask_past_period(from_day: Date, on_day: Date, of_all: Bool);
}
diesel::define_sql_function! {
    /// Forgets what is kept of days of which something was entered late, some clubs at a time.
    #[sql_name = "logic.take_in_late_entries"]
    fn take_in_late_entries() -> BigInt;
}
diesel::define_sql_function! {
    /// Counts and keeps some of what is wanted.
    #[sql_name = "logic.keep_some_past_figures"]
    fn keep_some_past_figures(at_most: Integer) -> BigInt;
}
