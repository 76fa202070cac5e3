//! Handovers over HTTP.

use super::model::{NewTreasuryHandover, TreasuryHandover};
use super::store;
use crate::Result;
use crate::money::ledger;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, HandoverId};
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the handovers of a club's treasury, newest first. Members see those to which they are a party. Recorded in the access
/// log.
#[utoipa::path(
    tag = "money",
    operation_id = "list_treasury_handovers",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<TreasuryHandover>, description = "One page of handovers")),
    security(("bearer" = [can::ReadHandovers::NAME])),
)]
#[get("/clubs/{club_id}/treasury-handovers")]
pub async fn list(
    caller: Allowed<can::ReadHandovers>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<TreasuryHandover>> {
    db.show_many(&caller, async |r| store::list(r, *club, &page).await).await
}

/// Find a handover of a club's treasury. Members find those to which they are a party. Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "find_treasury_handover",
    params(("handover_id" = Uuid, Path)),
    responses((status = 200, body = TreasuryHandover, description = "Handover, with all that is handed over")),
    security(("bearer" = [can::ReadHandovers::NAME])),
)]
#[get("/treasury-handovers/{handover_id}")]
pub async fn find(
    caller: Allowed<can::ReadHandovers>,
    id: Path<HandoverId>,
    db: Data<Db>,
) -> Result<Tagged<TreasuryHandover>> {
    db.show_many(&caller, async |r| store::find(r, *id).await).await.map(Tagged)
}

/// Draw up the handover of a club's treasury (lập biên bản bàn giao quỹ).
///
/// By one of the two treasurers or, where the outgoing one cannot act and the reason is told, by the chair. The cash of each
/// fund is counted; a difference is explained, and posted with it. Then the other party confirms it.
#[utoipa::path(
    tag = "money",
    operation_id = "request_treasury_handover",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewTreasuryHandover,
    responses((status = 201, body = TreasuryHandover, description = "Handover, as drawn up")),
    security(("bearer" = [can::RequestHandovers::NAME])),
)]
#[post("/clubs/{club_id}/treasury-handovers")]
pub async fn create(
    caller: Allowed<can::RequestHandovers>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewTreasuryHandover>,
    db: Data<Db>,
) -> Result<Created<TreasuryHandover>> {
    let handover = db.write_once(&caller, &key, &*new, async |w| {
        let mut ledger = ledger::store::hold(w, *club).await?;
        let (handover, counted) = store::insert(w, &mut ledger, &new).await?;
        Ok(Change::created(handover).and_all(counted))
    });
    handover.await.map(Created)
}

/// Confirm a handover, as the other party (xác nhận bàn giao quỹ).
///
/// The outgoing treasurer's seat on the board ends, and with it her right to the money; the incoming one's begins. It is
/// refused once something was posted since the handover was drawn up.
#[utoipa::path(
    tag = "money",
    operation_id = "confirm_treasury_handover",
    params(("handover_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = TreasuryHandover, description = "Handover, confirmed")),
    security(("bearer" = [can::ConfirmHandovers::NAME])),
)]
#[post("/treasury-handovers/{handover_id}/confirmation")]
pub async fn confirm(
    caller: Allowed<can::ConfirmHandovers>,
    id: Path<HandoverId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<TreasuryHandover>> {
    let handover = db.write_once(&caller, &key, &(), async |w| {
        let (ledger, handover) = store::hold(w, *id).await?;
        let handover = handover.if_matches(etag)?;
        let (confirmed, board) = store::confirm(w, &ledger, &handover).await?;
        Ok(Change::done("confirmed", &handover, confirmed).and_all(board))
    });
    handover.await.map(Created)
}

/// Withdraw a handover that is not confirmed. What was counted stays counted.
#[utoipa::path(
    tag = "money",
    operation_id = "withdraw_treasury_handover",
    params(("handover_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = TreasuryHandover, description = "Handover, withdrawn")),
    security(("bearer" = [can::RequestHandovers::NAME])),
)]
#[post("/treasury-handovers/{handover_id}/withdrawal")]
pub async fn withdraw(
    caller: Allowed<can::RequestHandovers>,
    id: Path<HandoverId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<TreasuryHandover>> {
    let handover = db.write_once(&caller, &key, &(), async |w| {
        let (_ledger, handover) = store::hold(w, *id).await?;
        let handover = handover.if_matches(etag)?;
        let after = store::withdraw(w, &handover).await?;
        Ok(Change::done("withdrawn", &handover, after))
    });
    handover.await.map(Created)
}
