//! Boards in the database.

use super::model::{
    Board, BoardPosition, BoardTerm, NewBoardPosition, NewBoardTerm, NewSeat, Position, PositionEnding,
};
use super::rules;
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{BoardPositionId, BoardTermId, ClubId, MemberId};
use crate::platform::log::Event;
use crate::register::clubs::model::Club;
use crate::register::schema::{board_positions, board_terms, clubs as clubs_table, memberships, persons};
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{BTreeSet, HashSet};

type Positions = diesel::helper_types::IntoBoxed<
    'static,
    diesel::helper_types::InnerJoin<
        board_positions::table,
        diesel::helper_types::InnerJoin<memberships::table, persons::table>,
    >,
    Pg,
>;

clubs::store::rows_of_clubs! {
    /// The terms of the clubs that the caller can see.
    visible: board_terms;
    /// Finds a term.
    find: BoardTerm by BoardTermId;
}

/// The positions in the clubs that the caller can see, with their holders.
fn visible_positions(scope: &Scope) -> Positions {
    let clubs = clubs::store::visible(scope).select(clubs_table::id);
    seats().filter(board_positions::club_id.eq_any(clubs))
}

/// All positions, with their holders: for what is locked already.
fn seats() -> Positions {
    board_positions::table.inner_join(memberships::table.inner_join(persons::table)).into_boxed()
}

/// True of the position that is held on a day.
#[auto_type(no_type_alias)]
fn held(day: NaiveDate) -> _ {
    board_positions::starts_on
        .le(day)
        .and(board_positions::ended_on.is_null().or(board_positions::ended_on.assume_not_null().ge(day)))
}

/// Lists the terms of a club's boards, newest first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<BoardTerm>> {
    let mut rows = visible(db.scope()).filter(board_terms::club_id.eq(club));
    if let Some(seek) = page.seek() {
        rows = rows.filter(board_terms::starts_on.lt(seek.day()?));
    }
    let rows = rows
        .order(board_terms::starts_on.desc())
        .limit(page.limit + 1)
        .select(BoardTerm::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // an empty list, or a club out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: row.starts_on.to_string(), id: row.id.0 }))
}

/// The board in office on a day.
pub async fn in_office(db: &mut impl Reads, club: ClubId, day: NaiveDate) -> Result<Board> {
    let ended_before = board_terms::ended_on.assume_not_null().lt(day);
    let term = visible(db.scope())
        .filter(board_terms::club_id.eq(club))
        .filter(board_terms::starts_on.le(day))
        .filter(board_terms::ended_on.is_null().or(diesel::dsl::not(ended_before)))
        .select(BoardTerm::as_select())
        .first(db.conn())
        .await?;
    with_positions(db, term, day).await
}

/// A term with those who are in office on a day.
async fn with_positions(db: &mut impl Reads, term: BoardTerm, day: NaiveDate) -> Result<Board> {
    let mut positions: Vec<BoardPosition> = visible_positions(db.scope())
        .filter(board_positions::term_id.eq(term.id))
        .filter(held(day))
        .order(board_positions::id)
        .select(BoardPosition::as_select())
        .load(db.conn())
        .await?;
    positions.sort_by_key(|seat| seat.position); // by rank, each rank as entered
    let people: HashSet<MemberId> = positions.iter().map(|seat| seat.member_id).collect();
    let ranks: Vec<Position> = positions.iter().map(|seat| seat.position).collect();
    let warnings = rules::warnings(people.len(), &ranks);
    Ok(Board { term, positions, warnings })
}

/// Which positions of a club are held on a day.
pub async fn positions(db: &mut impl Reads, club: ClubId, day: NaiveDate) -> Result<Vec<Position>> {
    Ok(visible_positions(db.scope())
        .filter(board_positions::club_id.eq(club))
        .filter(held(day))
        .select(board_positions::position)
        .load(db.conn())
        .await?)
}

/// The holdings of a position of a club that have begun by a day, the last first.
pub async fn holders(
    db: &mut impl Reads,
    club: ClubId,
    position: Position,
    day: NaiveDate,
) -> Result<Vec<BoardPosition>> {
    Ok(visible_positions(db.scope())
        .filter(board_positions::club_id.eq(club))
        .filter(board_positions::position.eq(position))
        .filter(board_positions::starts_on.le(day))
        .order(board_positions::starts_on.desc())
        .select(BoardPosition::as_select())
        .load(db.conn())
        .await?)
}

/// A term in the caller's reach, locked, of a club whose life goes on.
pub async fn hold(w: &mut Writer<'_>, id: BoardTermId) -> Result<Held<BoardTerm>> {
    let of = visible(w.scope()).filter(board_terms::id.eq(id)).select(board_terms::club_id);
    let club = clubs::store::lock_of(w, of).await?;
    refuse_ended(&*clubs::store::hold(w, club).await?)?;
    find(w, id).await.map(Held::new)
}

/// A position in the caller's reach with its term, both held by the lock of the club.
pub async fn hold_position(
    w: &mut Writer<'_>,
    id: BoardPositionId,
) -> Result<(Held<BoardTerm>, Held<BoardPosition>)> {
    let term: BoardTermId = visible_positions(w.scope())
        .filter(board_positions::id.eq(id))
        .select(board_positions::term_id)
        .first(w.conn())
        .await?;
    let term = hold(w, term).await?;
    Ok((term, Held::new(find_position(w, id).await?)))
}

async fn find_position(db: &mut impl Reads, id: BoardPositionId) -> Result<BoardPosition> {
    Ok(visible_positions(db.scope())
        .filter(board_positions::id.eq(id))
        .select(BoardPosition::as_select())
        .first(db.conn())
        .await?)
}

fn refuse_ended(club: &Club) -> Result<()> {
    if club.state.has_ended() {
        return Err(Error::from(Code::ClubStateRefuses).with("state", club.state));
    }
    Ok(())
}

/// All of these belong to the club, or are on its list.
async fn check_members(w: &mut Writer<'_>, club: ClubId, named: &HashSet<MemberId>) -> Result<()> {
    let found: i64 = members::store::visible(w.scope())
        .filter(memberships::club_id.eq(club))
        .filter(memberships::id.eq_any(named.iter().copied().collect::<Vec<_>>()))
        .filter(memberships::ended_on.is_null())
        .count()
        .get_result(w.conn())
        .await?;
    if usize::try_from(found).ok() != Some(named.len()) {
        return Err(Code::BoardNotAMember.into());
    }
    Ok(())
}

/// Enters a new board and ends the one before. Returns it, and what the change log says of the one that ended.
pub async fn insert(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    new: &NewBoardTerm,
) -> Result<(Board, Vec<Event>)> {
    refuse_ended(club)?;
    let starts_on = new.starts_on.not_after(w.scope().today(), "/starts_on")?;
    if starts_on < club.proposed_on {
        return Err(Error::from(Code::DateBeforeFounding).with("proposed_on", club.proposed_on));
    }
    rules::check(&new.positions)?;
    check_members(w, club.id, &new.positions.iter().map(|seat| seat.member_id).collect()).await?;
    let ended = close(w, club, starts_on.pred_opt().unwrap_or(starts_on)).await?;
    let term = diesel::insert_into(board_terms::table)
        .values((
            board_terms::id.eq(new.id.unwrap_or_default()),
            board_terms::club_id.eq(club.id),
            board_terms::starts_on.eq(starts_on),
            board_terms::planned_end_on.eq(new.planned_end_on.map(Day::get)),
            board_terms::decision_number.eq(new.decision_number.as_deref()),
        ))
        .returning(BoardTerm::as_returning())
        .get_result(w.conn())
        .await?;
    insert_positions(w, &term, &new.positions, starts_on).await?;
    Ok((with_positions(w, term, starts_on).await?, ended))
}

async fn insert_positions(
    w: &mut Writer<'_>,
    term: &BoardTerm,
    seats: &[NewSeat],
    starts_on: NaiveDate,
) -> Result<Vec<BoardPositionId>> {
    let row = |seat: &NewSeat| {
        (
            board_positions::id.eq(BoardPositionId::new()),
            board_positions::term_id.eq(term.id),
            board_positions::club_id.eq(term.club_id),
            board_positions::membership_id.eq(seat.member_id),
            board_positions::position.eq(seat.position),
            board_positions::starts_on.eq(starts_on),
            board_positions::ended_on.eq(term.ended_on),
        )
    };
    Ok(diesel::insert_into(board_positions::table)
        .values(seats.iter().map(row).collect::<Vec<_>>())
        .returning(board_positions::id)
        .get_results(w.conn())
        .await?)
}

/// Ends a club's open term and its positions, if there is one. Returns what the change log says of them.
pub async fn close(w: &mut Writer<'_>, club: &Held<Club>, last_day: NaiveDate) -> Result<Vec<Event>> {
    let open =
        board_terms::table.filter(board_terms::club_id.eq(club.id)).filter(board_terms::ended_on.is_null());
    let before: Option<BoardTerm> = open.select(BoardTerm::as_select()).first(w.conn()).await.optional()?;
    let Some(before) = before else { return Ok(vec![]) };
    let after: BoardTerm = diesel::update(board_terms::table.filter(board_terms::id.eq(before.id)))
        .set((board_terms::ended_on.eq(last_day), board_terms::version.eq(board_terms::version + 1)))
        .returning(BoardTerm::as_returning())
        .get_result(w.conn())
        .await?;
    let later = board_positions::ended_on.is_null().or(board_positions::ended_on.gt(last_day));
    let held: Vec<BoardPosition> = seats()
        .filter(board_positions::term_id.eq(before.id))
        .filter(later)
        .order(board_positions::id)
        .select(BoardPosition::as_select())
        .load(w.conn())
        .await?;
    let mut events = vec![Event::changed("ended", &before, &after)];
    events.extend(vacate(w, &held, Some(last_day)).await?);
    Ok(events)
}

/// Ends positions that are held. Returns what the change log says of them.
async fn vacate(
    w: &mut Writer<'_>,
    held: &[BoardPosition],
    last_day: Option<NaiveDate>,
) -> Result<Vec<Event>> {
    if held.is_empty() {
        return Ok(vec![]);
    }
    let ids: Vec<BoardPositionId> = held.iter().map(|seat| seat.id).collect();
    diesel::update(board_positions::table.filter(board_positions::id.eq_any(ids)))
        .set(board_positions::ended_on.eq(last_day))
        .execute(w.conn())
        .await?;
    let ended = |seat: &BoardPosition| {
        Event::changed("ended", seat, &BoardPosition { ended_on: last_day, ..seat.clone() })
    };
    Ok(held.iter().map(ended).collect())
}

/// Positions on the board end with the membership. Returns what the change log says of them and of their terms.
pub async fn end_positions(w: &mut Writer<'_>, members: &[MemberId], on: NaiveDate) -> Result<Vec<Event>> {
    let held: Vec<BoardPosition> = seats()
        .filter(board_positions::membership_id.eq_any(members.to_vec()))
        .filter(board_positions::ended_on.is_null())
        .filter(board_positions::starts_on.le(on))
        .order(board_positions::id)
        .select(BoardPosition::as_select())
        .load(w.conn())
        .await?;
    let mut events = vacate(w, &held, Some(on)).await?;
    for term in held.iter().map(|seat| seat.term_id).collect::<BTreeSet<_>>() {
        let row = board_terms::table.find(term).select(BoardTerm::as_select());
        let before: Held<BoardTerm> = Held::new(row.first(w.conn()).await?);
        let after = touch(w, &before).await?;
        events.push(Event::changed("updated", &*before, &after));
    }
    Ok(events)
}

/// Fills a position during a term. Whoever held it alone gives it up the day before. Returns the board, the position, and
/// what the change log says of the one that ended.
pub async fn insert_position(
    w: &mut Writer<'_>,
    term: &Held<BoardTerm>,
    new: &NewBoardPosition,
) -> Result<(Board, BoardPosition, Vec<Event>)> {
    let today = w.scope().today();
    let starts_on = new.starts_on.not_after(today, "/starts_on")?;
    if starts_on < term.starts_on || term.ended_on.is_some_and(|last| last < starts_on) {
        let outside = Error::from(Code::BoardPositionOutsideTerm);
        return Err(outside.with("starts_on", term.starts_on).with("ended_on", term.ended_on));
    }
    check_members(w, term.club_id, &HashSet::from([new.member_id])).await?;
    let mut given_up = vec![];
    if new.position.is_single() {
        let earlier: Vec<BoardPosition> = seats()
            .filter(board_positions::term_id.eq(term.id))
            .filter(board_positions::position.eq(new.position))
            .filter(board_positions::starts_on.lt(starts_on))
            .filter(held(starts_on))
            .select(BoardPosition::as_select())
            .load(w.conn())
            .await?;
        given_up = vacate(w, &earlier, starts_on.pred_opt()).await?;
    }
    let seat = NewSeat { member_id: new.member_id, position: new.position };
    let entered = insert_positions(w, term, &[seat], starts_on).await?;
    let after = touch(w, term).await?;
    let entered = find_position(w, entered.into_iter().next().ok_or(Code::NotFound)?).await?;
    Ok((with_positions(w, after, today).await?, entered, given_up))
}

/// Ends a position.
pub async fn end_position(
    w: &mut Writer<'_>,
    term: &Held<BoardTerm>,
    seat: &Held<BoardPosition>,
    ending: &PositionEnding,
) -> Result<(Board, BoardPosition)> {
    let today = w.scope().today();
    let last_day = ending.last_day.not_after(today, "/last_day")?;
    if let Some(ended_on) = seat.ended_on {
        return Err(Error::from(Code::BoardPositionEnded).with("ended_on", ended_on));
    }
    diesel::update(board_positions::table.filter(board_positions::id.eq(seat.id)))
        .set(board_positions::ended_on.eq(last_day))
        .execute(w.conn())
        .await?;
    let after = touch(w, term).await?;
    let ended = find_position(w, seat.id).await?;
    Ok((with_positions(w, after, today).await?, ended))
}

/// Raises a term's version when its positions have changed.
async fn touch(w: &mut Writer<'_>, term: &Held<BoardTerm>) -> Result<BoardTerm> {
    Ok(diesel::update(board_terms::table.filter(board_terms::id.eq(term.id)))
        .set(board_terms::version.eq(board_terms::version + 1))
        .returning(BoardTerm::as_returning())
        .get_result(w.conn())
        .await?)
}
