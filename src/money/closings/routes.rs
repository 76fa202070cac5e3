//! Closings over HTTP.

use super::model::{Closing, NewClosing};
use super::store;
use crate::Result;
use crate::money::ledger;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, Page, PageQuery, Params, Valid};
use crate::platform::ids::ClubId;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the closings of a club's books, newest first, each with the balances of its day. Recorded in the
/// access log.
#[utoipa::path(
    tag = "money",
    operation_id = "list_closings",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<Closing>, description = "One page of closings")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/closings")]
pub async fn list(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Closing>> {
    db.show_many(&caller, async |r| store::list(r, *club, &page).await).await
}

/// Close a club's books through a day (khóa sổ). It cannot be undone.
#[utoipa::path(
    tag = "money",
    operation_id = "close_books",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewClosing,
    responses((status = 201, body = Closing, description = "Closing, with the balances of its day")),
    security(("bearer" = [can::CloseBooks::NAME])),
)]
#[post("/clubs/{club_id}/closings")]
pub async fn create(
    caller: Allowed<can::CloseBooks>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewClosing>,
    db: Data<Db>,
) -> Result<Created<Closing>> {
    let closing = db.write_once(&caller, &key, &*new, async |w| {
        let mut ledger = ledger::store::hold(w, *club).await?;
        store::insert(w, &mut ledger, &new).await.map(Change::created)
    });
    closing.await.map(Created)
}
