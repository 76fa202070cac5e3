//! Requests to undo an entry over HTTP.

use super::model::{NewReversal, Reversal, ReversalQuery};
use super::store;
use crate::Result;
use crate::money::ledger;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, EntryId, ReversalId};
use crate::platform::log::Event;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the requests to reverse entries of a club, newest first. Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "list_reversals",
    params(("club_id" = Uuid, Path), ReversalQuery, PageQuery),
    responses((status = 200, body = Page<Reversal>, description = "One page of requests")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/reversals")]
pub async fn list(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    query: Params<ReversalQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Reversal>> {
    db.show_many(&caller, async |r| store::list(r, *club, *query, &page).await).await
}

/// Find a request to reverse an entry. Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "find_reversal",
    params(("reversal_id" = Uuid, Path)),
    responses((status = 200, body = Reversal, description = "Request, and its outcome")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/reversals/{reversal_id}")]
pub async fn find(
    caller: Allowed<can::ReadLedger>,
    id: Path<ReversalId>,
    db: Data<Db>,
) -> Result<Tagged<Reversal>> {
    db.show_many(&caller, async |r| store::find(r, *id).await).await.map(Tagged)
}

/// Request the reversal of an entry (đề nghị đảo bút toán).
///
/// Another person decides. What is only the money's side of something else, such as a repayment, is reversed together
/// with that.
#[utoipa::path(
    tag = "money",
    operation_id = "request_reversal",
    params(("entry_id" = Uuid, Path), IdempotencyKey),
    request_body = NewReversal,
    responses((status = 201, body = Reversal, description = "Request, as entered")),
    security(("bearer" = [can::RequestReversals::NAME])),
)]
#[post("/entries/{entry_id}/reversals")]
pub async fn create(
    caller: Allowed<can::RequestReversals>,
    entry: Path<EntryId>,
    key: IdempotencyKey,
    new: Valid<NewReversal>,
    db: Data<Db>,
) -> Result<Created<Reversal>> {
    let reversal = db.write_once(&caller, &key, &*new, async |w| {
        let entry = ledger::store::find(w, *entry).await?;
        let ledger = ledger::store::hold(w, entry.head.club_id).await?;
        store::insert(w, &ledger, &entry, &new).await.map(Change::created)
    });
    reversal.await.map(Created)
}

/// Approve a request: the exact opposite of the entry is posted. Whoever asked cannot.
#[utoipa::path(
    tag = "money",
    operation_id = "approve_reversal",
    params(("reversal_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = Reversal, description = "Request, approved")),
    security(("bearer" = [can::DecideReversals::NAME])),
)]
#[post("/reversals/{reversal_id}/approval")]
pub async fn approve(
    caller: Allowed<can::DecideReversals>,
    id: Path<ReversalId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<Reversal>> {
    let reversal = db.write_once(&caller, &key, &(), async |w| {
        let (mut ledger, reversal) = store::hold(w, *id).await?;
        let reversal = reversal.if_matches(etag)?;
        let (after, entry, events) = store::approve(w, &mut ledger, &reversal).await?;
        let done = Change::done("approved", &reversal, after).and(Event::created(&entry));
        Ok(events.into_iter().fold(done, Change::and))
    });
    reversal.await.map(Created)
}

/// Refuse a request: the entry stands. Whoever asked cannot.
#[utoipa::path(
    tag = "money",
    operation_id = "refuse_reversal",
    params(("reversal_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = Reversal, description = "Request, refused")),
    security(("bearer" = [can::DecideReversals::NAME])),
)]
#[post("/reversals/{reversal_id}/refusal")]
pub async fn refuse(
    caller: Allowed<can::DecideReversals>,
    id: Path<ReversalId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<Reversal>> {
    let reversal = db.write_once(&caller, &key, &(), async |w| {
        let (_ledger, reversal) = store::hold(w, *id).await?;
        let reversal = reversal.if_matches(etag)?;
        let after = store::refuse(w, &reversal).await?;
        Ok(Change::done("refused", &reversal, after))
    });
    reversal.await.map(Created)
}
