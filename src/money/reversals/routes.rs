//! Requests to undo something over HTTP.

use super::model::{NewReversal, Reversal, ReversalQuery};
use super::store;
use crate::Result;
use crate::money::{ledger, loans, write_offs};
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, EntryId, LoanId, ReversalId, WriteOffId};
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List a club's requests to undo an entry, a reschedule or a write-off, newest first. Recorded in the access log.
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

/// Find a request to undo something. Recorded in the access log.
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
        store::of_entry(w, &ledger, &entry, &new).await.map(Change::created)
    });
    reversal.await.map(Created)
}

/// Request that a reschedule is undone (đề nghị hủy gia hạn nợ).
///
/// Another person decides. The schedule before it holds again from that day on. Only the last version is undone, and as
/// long as nothing was paid by it.
#[utoipa::path(
    tag = "loans",
    operation_id = "request_reschedule_reversal",
    params(("loan_id" = Uuid, Path), ("schedule_number" = i16, Path), IdempotencyKey),
    request_body = NewReversal,
    responses((status = 201, body = Reversal, description = "Request, as entered")),
    security(("bearer" = [can::RequestReversals::NAME])),
)]
#[post("/loans/{loan_id}/schedules/{schedule_number}/reversals")]
pub async fn of_reschedule(
    caller: Allowed<can::RequestReversals>,
    which: Path<(LoanId, i16)>,
    key: IdempotencyKey,
    new: Valid<NewReversal>,
    db: Data<Db>,
) -> Result<Created<Reversal>> {
    let (loan, number) = *which;
    let reversal = db.write_once(&caller, &key, &*new, async |w| {
        let loan = loans::store::hold(w, loan).await?;
        let ledger = ledger::store::hold(w, loan.club_id).await?;
        store::of_reschedule(w, &ledger, &loan, number, &new).await.map(Change::created)
    });
    reversal.await.map(Created)
}

/// Request that a write-off is undone (đề nghị hủy xóa nợ).
///
/// Another person decides. The loan runs again as if it had never been given up, and the entry is reversed. What was
/// recovered since is reversed first.
#[utoipa::path(
    tag = "loans",
    operation_id = "request_write_off_reversal",
    params(("write_off_id" = Uuid, Path), IdempotencyKey),
    request_body = NewReversal,
    responses((status = 201, body = Reversal, description = "Request, as entered")),
    security(("bearer" = [can::RequestReversals::NAME])),
)]
#[post("/write-offs/{write_off_id}/reversals")]
pub async fn of_write_off(
    caller: Allowed<can::RequestReversals>,
    write_off: Path<WriteOffId>,
    key: IdempotencyKey,
    new: Valid<NewReversal>,
    db: Data<Db>,
) -> Result<Created<Reversal>> {
    let reversal = db.write_once(&caller, &key, &*new, async |w| {
        let (ledger, loan, write_off) = write_offs::store::hold(w, *write_off).await?;
        store::of_write_off(w, &ledger, &loan, &write_off, &new).await.map(Change::created)
    });
    reversal.await.map(Created)
}

/// Approve a request: the exact opposite of an entry is posted, the schedule before a reschedule holds again, a debt that
/// was given up runs again. Whoever asked cannot.
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
        let (after, events) = store::approve(w, &mut ledger, &reversal).await?;
        Ok(Change::done("approved", &reversal, after).and_all(events))
    });
    reversal.await.map(Created)
}

/// Refuse a request: what was done stands. Whoever asked cannot.
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
