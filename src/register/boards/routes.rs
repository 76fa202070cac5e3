//! Boards over HTTP.

use super::model::{Board, BoardTerm, NewBoardPosition, NewBoardTerm, PositionEnding};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::fields::Day;
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{BoardPositionId, BoardTermId, ClubId};
use crate::platform::log::Event;
use crate::register::clubs;
use crate::territory::units::model::OnDay;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the terms of a club's boards, newest first.
#[utoipa::path(
    tag = "boards",
    operation_id = "list_board_terms",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<BoardTerm>, description = "One page of terms")),
    security(("bearer" = [can::ReadBoards::NAME])),
)]
#[get("/clubs/{club_id}/board-terms")]
pub async fn list(
    caller: Allowed<can::ReadBoards>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<BoardTerm>> {
    store::list(&mut db.read(&caller).await?, *club, &page).await
}

/// Find a term, with the `ETag` that its changes ask for.
#[utoipa::path(
    tag = "boards",
    operation_id = "find_board_term",
    params(("term_id" = Uuid, Path)),
    responses((status = 200, body = BoardTerm, description = "The term")),
    security(("bearer" = [can::ReadBoards::NAME])),
)]
#[get("/board-terms/{term_id}")]
pub async fn find(
    caller: Allowed<can::ReadBoards>,
    id: Path<BoardTermId>,
    db: Data<Db>,
) -> Result<Tagged<BoardTerm>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Show the board in office on a day: who holds which position, and how to reach them.
///
/// 404 too where no board was in office. The reply has no `ETag`, because names and days change without
/// the term; a change of the term asks for its `version`.
#[utoipa::path(
    tag = "boards",
    operation_id = "show_board",
    params(("club_id" = Uuid, Path), OnDay),
    responses((status = 200, body = Board, description = "The board")),
    security(("bearer" = [can::ReadBoards::NAME])),
)]
#[get("/clubs/{club_id}/board")]
pub async fn in_office(
    caller: Allowed<can::ReadBoards>,
    club: Path<ClubId>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Json<Board>> {
    let day = on.on.map_or(caller.today(), Day::get);
    store::in_office(&mut db.read(&caller).await?, *club, day).await.map(Json)
}

/// Enter a new board (kiện toàn ban chủ nhiệm). The one before ends the day before, with its positions.
///
/// Whoever holds a position is a member or on the club's list. What is unusual about the board stands in
/// `warnings` and is no obstacle.
#[utoipa::path(
    tag = "boards",
    operation_id = "create_board_term",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewBoardTerm,
    responses((status = 201, body = Board, description = "The board on its first day")),
    security(("bearer" = [can::EditBoards::NAME])),
)]
#[post("/clubs/{club_id}/board-terms")]
pub async fn create(
    caller: Allowed<can::EditBoards>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewBoardTerm>,
    db: Data<Db>,
) -> Result<Created<Board>> {
    let board = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        let (board, mut events) = store::insert(w, &club, &new).await?;
        let begun = Event::created(&board.term);
        events.extend(board.positions.iter().map(Event::created));
        Ok(Change::several(board, begun, events))
    });
    board.await.map(Created)
}

/// Fill a position during a term. Whoever held it alone gives it up the day before.
#[utoipa::path(
    tag = "boards",
    operation_id = "create_board_position",
    params(("term_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = NewBoardPosition,
    responses((status = 201, body = Board, description = "The board as it is today")),
    security(("bearer" = [can::EditBoards::NAME])),
)]
#[post("/board-terms/{term_id}/positions")]
pub async fn create_position(
    caller: Allowed<can::EditBoards>,
    term: Path<BoardTermId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<NewBoardPosition>,
    db: Data<Db>,
) -> Result<Created<Board>> {
    let board = db.write_once(&caller, &key, &*new, async |w| {
        let term = store::hold(w, *term).await?.if_matches(etag)?;
        let (board, entered, mut events) = store::insert_position(w, &term, &new).await?;
        events.push(Event::changed("updated", &*term, &board.term));
        Ok(Change::several(board, Event::created(&entered), events))
    });
    board.await.map(Created)
}

/// End a position before its term ends. `If-Match` is the term's.
#[utoipa::path(
    tag = "boards",
    operation_id = "end_board_position",
    params(("position_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = PositionEnding,
    responses((status = 201, body = Board, description = "The board as it is today")),
    security(("bearer" = [can::EditBoards::NAME])),
)]
#[post("/board-positions/{position_id}/ending")]
pub async fn end_position(
    caller: Allowed<can::EditBoards>,
    position: Path<BoardPositionId>,
    etag: IfMatch,
    key: IdempotencyKey,
    ending: Valid<PositionEnding>,
    db: Data<Db>,
) -> Result<Created<Board>> {
    let board = db.write_once(&caller, &key, &*ending, async |w| {
        let (term, seat) = store::hold_position(w, *position).await?;
        let term = term.if_matches(etag)?;
        let (board, ended) = store::end_position(w, &term, &seat, &ending).await?;
        let touched = Event::changed("updated", &*term, &board.term);
        Ok(Change::several(board, Event::changed("ended", &*seat, &ended), [touched]))
    });
    board.await.map(Created)
}
