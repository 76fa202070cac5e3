//! Clubs in the database.
//!
//! A mutator takes no id, nor can it be run outside a transaction. Neither compiles:
//!
//! ```compile_fail,E0308
//! # use platform::{Result, db::Writer, ids::ClubId};
//! # use register::clubs::{model::*, store};
//! async fn blind(w: &mut Writer<'_>, id: ClubId, patch: &ClubPatch) -> Result<Club> {
//!     store::update(w, &id, patch).await
//! }
//! ```
//!
//! ```compile_fail,E0308
//! # use platform::{Result, db::{Held, Reader}};
//! # use register::clubs::{model::*, store};
//! async fn loose(r: &mut Reader<'_>, club: &Held<Club>, patch: &ClubPatch) -> Result<Club> {
//!     store::update(r, club, patch).await
//! }
//! ```

mod locks;
mod reach;
mod rows;

pub use locks::{lock, lock_of, still_locked};
pub use reach::{Condition, being, lying_in, placed, provinces_around, seen};
pub use rows::rows_of_clubs;

use super::model::{Club, ClubPatch, ClubQuery, ClubState, NewClub, Placement};
use crate::platform::auth::{Level, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, PlacementId, UnitId};
use crate::platform::log::Audited;
use crate::platform::tables::changes;
use crate::platform::text;
use crate::register::schema::{club_codes, club_placements, clubs, places_of_day};
use crate::territory::tables::unit_versions;
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use crate::{Error, Result};
use chrono::{NaiveDate, NaiveTime, TimeDelta, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Integer, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use reach::in_unit;
use serde_json::Value;

/// The clubs this caller can see. Every read in this file, and below clubs, starts here.
#[must_use]
pub fn visible(scope: &Scope) -> clubs::BoxedQuery<'static, Pg> {
    clubs::table.filter(seen(scope)).into_boxed()
}

/// Lists clubs, those of a unit if one is named, by name in Vietnamese order.
pub async fn list(
    db: &mut impl Reads,
    unit: Option<(Level, &UnitRef)>,
    query: &ClubQuery,
    page: &PageQuery,
) -> Result<Page<Club>> {
    let today = db.scope().today();
    let mut rows = visible(db.scope());
    if let Some((level, unit)) = unit {
        let day = query.on.map_or(today, Day::get);
        let unit = units::store::id_of(db, level, unit, day).await?;
        rows = if day == today {
            lie_in(rows, level, unit)
        } else {
            rows.filter(clubs::id.eq_any(lay_in(level, unit, day)))
        };
    }
    if let Some(state) = query.state {
        rows = rows.filter(clubs::state.eq(state));
    }
    if let Some(folded) = query.q.as_deref().map(text::fold).filter(|folded| !folded.is_empty()) {
        rows = rows.filter(clubs::folded.like(format!("%{folded}%")));
    }
    if let Some(seek) = page.seek() {
        let behind = clubs::sort_key
            .gt(seek.key.clone())
            .or(clubs::sort_key.eq(seek.key).and(clubs::id.gt(ClubId(seek.id))));
        rows = rows.filter(behind);
    }
    let rows: Vec<(Club, String)> = rows
        .order((clubs::sort_key, clubs::id))
        .limit(page.limit + 1)
        .select((Club::as_select(), clubs::sort_key))
        .load(db.conn())
        .await?;
    let page = Page::cut(rows, page, |(club, key)| Seek { key: key.clone(), id: club.id.0 });
    Ok(Page { items: page.items.into_iter().map(|(club, _)| club).collect(), next: page.next })
}

/// Those that lie in a unit now: one indexed equality.
#[must_use]
pub fn lie_in(
    rows: clubs::BoxedQuery<'static, Pg>,
    level: Level,
    unit: UnitId,
) -> clubs::BoxedQuery<'static, Pg> {
    rows.filter(in_unit(level, unit))
}

/// Those that were at home in a unit on another day.
fn lay_in(
    level: Level,
    unit: UnitId,
    day: NaiveDate,
) -> club_placements::BoxedQuery<'static, Pg, diesel::sql_types::Uuid> {
    let hamlets =
        unit_versions::table.filter(units::store::standing(day)).select(unit_versions::unit_id).into_boxed();
    let hamlets = match level {
        Level::Province => hamlets.filter(unit_versions::province_id.eq(unit)),
        Level::District => hamlets.filter(unit_versions::district_id.eq(unit)),
        Level::Commune => hamlets.filter(unit_versions::commune_id.eq(unit)),
        _ => hamlets.filter(unit_versions::unit_id.eq(unit)),
    };
    club_placements::table
        .filter(placed(day))
        .filter(club_placements::is_main)
        .filter(club_placements::hamlet_id.eq_any(hamlets))
        .select(club_placements::club_id)
        .into_boxed()
}

/// What a club was called at the end of a day. It has one name now; the change log knows which it had before.
pub async fn named_on(db: &mut impl Reads, club: &Club, day: NaiveDate) -> Result<String> {
    // midnight in Vietnam, which is always seven hours ahead
    let since = (day.and_time(NaiveTime::MIN) + TimeDelta::days(1) - TimeDelta::hours(7)).and_utc();
    let later: Vec<Value> = changes::table
        .filter(changes::entity_id.eq(club.id.0))
        .filter(changes::entity.eq(Club::ENTITY))
        .filter(changes::at.ge(since))
        .order(changes::seq)
        .select(changes::difference)
        .load(db.conn())
        .await?;
    let was = later.iter().find_map(|difference| difference.pointer("/was/name")?.as_str());
    Ok(was.unwrap_or(&club.name).to_owned())
}

/// Finds a club.
pub async fn find(db: &mut impl Reads, id: ClubId) -> Result<Club> {
    Ok(visible(db.scope()).filter(clubs::id.eq(id)).select(Club::as_select()).first(db.conn()).await?)
}

/// A club in the caller's reach, locked.
///
/// The lock of a club comes first: whoever writes anything of a club takes it before any row of the club is locked or
/// written, and nothing else of the club is locked. So two writers of one club wait for each other here and nowhere
/// else. Units and what is held above clubs (a course, a health day) are locked before the clubs, persons and accounts
/// after them.
pub async fn hold(w: &mut Writer<'_>, id: ClubId) -> Result<Held<Club>> {
    if w.clubs().contains(&id) {
        return find(w, id).await.map(Held::new);
    }
    let seen = visible(w.scope()).filter(clubs::id.eq(id)).select(clubs::id);
    let row: Club = clubs::table
        .filter(clubs::id.eq_any(seen))
        .select(Club::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    w.note_locked(&[row.id])?;
    Ok(Held::new(row))
}

/// Founds a club in a hamlet, as proposed. Returns it, and where it is placed.
pub async fn insert(
    w: &mut Writer<'_>,
    hamlet: &Held<Unit>,
    new: &NewClub,
) -> Result<(Club, Vec<Placement>)> {
    let today = w.scope().today();
    let proposed_on = new.proposed_on.map_or(Ok(today), |day| day.not_after(today, "/proposed_on"))?;
    let id = new.id.unwrap_or_default();
    let commune = hamlet.commune_id.ok_or(Code::NotAHamlet)?;
    let founded_in = units::store::find(w, Some(Level::Hamlet), &UnitRef::Id(hamlet.id), proposed_on).await?;
    let code_of = founded_in.commune_id.ok_or(Code::NotAHamlet)?;
    let club = diesel::insert_into(clubs::table)
        .values((
            clubs::id.eq(id),
            clubs::code.eq(next_code(w, code_of, proposed_on).await?),
            (
                clubs::name.eq(&*new.name),
                clubs::folded.eq(text::fold(&new.name)),
                clubs::sort_key.eq(text::sort_key(&new.name)),
            ),
            (
                clubs::state.eq(ClubState::Proposed),
                clubs::state_since.eq(proposed_on),
                clubs::proposed_on.eq(proposed_on),
            ),
            (clubs::hamlet_id.eq(hamlet.id), clubs::commune_id.eq(commune)),
            (clubs::district_id.eq(hamlet.district_id), clubs::province_id.eq(hamlet.province_id)),
            clubs::meeting_place.eq(new.meeting_place.as_deref()),
            clubs::meeting_day.eq(new.meeting_day),
            clubs::note.eq(new.note.as_deref()),
        ))
        .returning(Club::as_returning())
        .get_result(w.conn())
        .await?;
    let mut serves = catchment(w, commune, &new.catchment, today).await?;
    serves.retain(|other| *other != hamlet.id);
    let place = |(hamlet, is_main): (UnitId, bool)| {
        (
            club_placements::id.eq(PlacementId::new()),
            club_placements::club_id.eq(id),
            club_placements::hamlet_id.eq(hamlet),
            club_placements::is_main.eq(is_main),
            club_placements::valid_from.eq(proposed_on),
        )
    };
    let places: Vec<_> =
        std::iter::once((hamlet.id, true)).chain(serves.into_iter().map(|h| (h, false))).map(place).collect();
    let placements = diesel::insert_into(club_placements::table)
        .values(places)
        .returning(Placement::as_returning())
        .get_results(w.conn())
        .await?;
    Ok((club, placements))
}

/// The hamlets named, all of which must lie in the commune today.
pub async fn catchment(
    w: &mut Writer<'_>,
    commune: UnitId,
    named: &[UnitId],
    day: NaiveDate,
) -> Result<Vec<UnitId>> {
    let mut named = named.to_vec();
    named.sort_unstable();
    named.dedup();
    let found: i64 = unit_versions::table
        .filter(units::store::standing(day))
        .filter(unit_versions::level.eq(Level::Hamlet))
        .filter(unit_versions::commune_id.eq(commune))
        .filter(unit_versions::unit_id.eq_any(&named))
        .count()
        .get_result(w.conn())
        .await?;
    if usize::try_from(found).ok() != Some(named.len()) {
        return Err(Code::HamletOfAnotherCommune.into());
    }
    Ok(named)
}

/// The next number under the commune's code. Numbers are counted, not computed: none is given twice.
async fn next_code(w: &mut Writer<'_>, commune: UnitId, day: NaiveDate) -> Result<String> {
    let commune = units::store::find(w, Some(Level::Commune), &UnitRef::Id(commune), day).await?;
    let code = commune.code.ok_or_else(|| Error::internal("a commune without a code"))?;
    let number: i32 = diesel::insert_into(club_codes::table)
        .values((club_codes::commune_code.eq(&code), club_codes::last_number.eq(1)))
        .on_conflict(club_codes::commune_code)
        .do_update()
        .set(club_codes::last_number.eq(club_codes::last_number + 1))
        .returning(club_codes::last_number)
        .get_result(w.conn())
        .await?;
    Ok(format!("{code}-{number:03}"))
}

#[derive(AsChangeset)]
#[diesel(table_name = clubs)]
struct Changed<'a> {
    name: Option<&'a str>,
    folded: Option<String>,
    sort_key: Option<String>,
    meeting_place: Option<Option<&'a str>>,
    meeting_day: Option<Option<i16>>,
    note: Option<Option<&'a str>>,
}

/// Changes what a club says of itself.
pub async fn update(w: &mut Writer<'_>, club: &Held<Club>, patch: &ClubPatch) -> Result<Club> {
    if club.state.has_ended() {
        return Err(Error::from(Code::ClubStateRefuses).with("state", club.state));
    }
    let changed = Changed {
        name: patch.name.as_deref(),
        folded: patch.name.as_deref().map(text::fold),
        sort_key: patch.name.as_deref().map(text::sort_key),
        meeting_place: patch.meeting_place.as_ref().map(Option::as_deref),
        meeting_day: patch.meeting_day,
        note: patch.note.as_ref().map(Option::as_deref),
    };
    Ok(diesel::update(clubs::table.filter(clubs::id.eq(club.id)))
        .set((changed, clubs::version.eq(clubs::version + 1), clubs::updated_at.eq(Utc::now())))
        .returning(Club::as_returning())
        .get_result(w.conn())
        .await?)
}

/// What a step in its life fixes in a club beside its state.
#[derive(Debug, Default, AsChangeset)]
#[diesel(table_name = clubs)]
pub struct Milestones {
    /// The day of the decision that established it.
    pub established_on: Option<NaiveDate>,
    /// The day of its launch.
    pub launched_on: Option<NaiveDate>,
    /// Its last day.
    pub ended_on: Option<NaiveDate>,
    /// The club that it went into.
    pub merged_into: Option<ClubId>,
}

/// Takes a club to another state from a day on. Whether it may is asked before.
pub async fn step(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    to: ClubState,
    since: NaiveDate,
    fixed: Milestones,
) -> Result<Club> {
    Ok(diesel::update(clubs::table.filter(clubs::id.eq(club.id)))
        .set((
            clubs::state.eq(to),
            clubs::state_since.eq(since),
            fixed,
            clubs::version.eq(clubs::version + 1),
            clubs::updated_at.eq(Utc::now()),
        ))
        .returning(Club::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Raises a club's version when something of it has changed.
pub async fn touch(w: &mut Writer<'_>, club: &Held<Club>) -> Result<Club> {
    Ok(diesel::update(clubs::table.filter(clubs::id.eq(club.id)))
        .set((clubs::version.eq(clubs::version + 1), clubs::updated_at.eq(Utc::now())))
        .returning(Club::as_returning())
        .get_result(w.conn())
        .await?)
}

diesel::define_sql_function! {
    /// The one function that writes where clubs lie.
    #[sql_name = "logic.place_clubs"]
    fn place_clubs(which: Array<SqlUuid>, p_day: Date) -> BigInt;
}
diesel::define_sql_function! {
    /// Some of the clubs that lie in another unit than their place columns say.
    #[sql_name = "logic.misplaced_clubs"]
    fn misplaced_clubs(p_day: Date, at_most: Integer) -> Array<SqlUuid>;
}

/// Makes the place columns of clubs that are locked true for today. Returns how many had to change.
pub async fn place(w: &mut Writer<'_>, which: &[ClubId]) -> Result<i64> {
    let today = w.scope().today();
    Ok(diesel::select(place_clubs(which, today)).get_result(w.conn()).await?)
}

/// Locks some clubs whose place columns are not true for today, and makes them so; where there are none, notes that the
/// places are today's. Returns how many there were.
pub async fn place_some(w: &mut Writer<'_>, at_most: i32) -> Result<usize> {
    let today = w.scope().today();
    let which: Vec<ClubId> = diesel::select(misplaced_clubs(today, at_most)).get_result(w.conn()).await?;
    if which.is_empty() {
        let other = places_of_day::table.filter(places_of_day::day.ne(today));
        diesel::update(other).set(places_of_day::day.eq(today)).execute(w.conn()).await?;
    } else {
        lock(w, &which).await?;
        place(w, &which).await?;
    }
    Ok(which.len())
}
