//! Historical figures, computed by the same definitions as the live rows and cached until a back-dated entry invalidates
//! them. Those of each of the last 400 days are counted in the background before anybody asks; those of other days for
//! whoever asks, unless they are of so many clubs that she has to come again.

mod decisions;
mod place_sums;

pub use decisions::{Decided, Decisions, decisions, keep_decision};
pub use place_sums::{PlaceSums, Placed, SumKey, ask_again, keep_sums, place_sums};

use crate::platform::auth::{Level, Scope};
use crate::platform::db::{Db, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::ids::ClubId;
use crate::register::clubs::store::{Condition, being, lying_in, seen};
use crate::register::tables::clubs;
use crate::statistics::indicators::model::{Asked, IndicatorPeriod, Whose};
use crate::statistics::schema::past_periods as periods;
use crate::territory::tables::unit_terrains as t;
use crate::territory::units::model::Unit;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Integer, Nullable, Uuid as SqlUuid};
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

/// True of the clubs that are meant, by where they lie on the tree of the question: the one club, those of the unit, those
/// in reach, or all. Whether the caller may ask for a unit was decided when it was found in her reach; its sum is then
/// the same for everybody who may, whatever else of it lies in anybody's reach today.
#[must_use]
pub fn meant(scope: &Scope, whose: &Whose) -> Condition {
    match whose {
        Whose::Nation => lying_in(None),
        Whose::Reach => seen(scope),
        Whose::Unit(unit) => lying_in(Some(unit)),
        Whose::Club(id) => being(*id),
    }
}

/// The clubs of a question: those that stood on its day, and are meant on its tree.
pub async fn clubs_of(db: &mut impl Reads, asked: &Asked) -> Result<Vec<ClubId>> {
    clubs_among(db, asked, None).await
}

/// [`clubs_of`] a question, all of them or those among some.
pub async fn clubs_among(db: &mut impl Reads, asked: &Asked, some: Option<&[ClubId]>) -> Result<Vec<ClubId>> {
    let day = asked.period.day;
    let meant = meant(db.scope(), &asked.whose);
    let mut rows = clubs::table
        .filter(clubs::proposed_on.le(day))
        .filter(clubs::ended_on.is_null().or(clubs::ended_on.gt(day)))
        .into_boxed();
    if let Some(some) = some {
        rows = rows.filter(clubs::id.eq_any(some.to_vec()));
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
    let (today, tree) = (db.scope().today(), asked.tree.day(asked.period, db.scope().today()));
    if tree == today || meant.is_of_all() || matches!(asked.whose, Whose::Club(_)) {
        return Ok(rows.filter(meant).select(clubs::id).order(clubs::id).load(db.conn()).await?);
    }
    let ever: Vec<ClubId> = meant.ever(rows).select(clubs::id).load(db.conn()).await?;
    // where they lay comes from a function, which is no table, as the DSL would need
    let places: Vec<OnePlace> = diesel::sql_query("select * from logic.club_places_on($1, $2)")
        .bind::<Array<SqlUuid>, _>(ever)
        .bind::<Date, _>(tree)
        .load(db.conn())
        .await?;
    let there = places.into_iter().filter(|place| meant.is_true_of(|column| place.of(column)));
    Ok(there.map(|place| ClubId(place.club_id)).collect())
}

/// Where a club lies on a tree.
#[derive(QueryableByName)]
#[expect(clippy::struct_field_names, reason = "named as the columns are")]
struct OnePlace {
    #[diesel(sql_type = SqlUuid)]
    club_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    hamlet_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    commune_id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    district_id: Option<Uuid>,
    #[diesel(sql_type = SqlUuid)]
    province_id: Uuid,
}
impl OnePlace {
    /// What the column of that name would hold if it were a row of `clubs`.
    fn of(&self, column: &str) -> Option<Uuid> {
        match column {
            "id" => Some(self.club_id),
            "hamlet_id" => Some(self.hamlet_id),
            "commune_id" => Some(self.commune_id),
            "district_id" => self.district_id,
            "province_id" => Some(self.province_id),
            _ => None,
        }
    }
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
