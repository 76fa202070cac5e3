//! Write-offs over HTTP.

use super::model::{NewWriteOff, WriteOff, WriteOffClearance, WriteOffPosting, WriteOffQuery, WriteOffVote};
use super::store;
use crate::Result;
use crate::money::loans;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, LoanId, WriteOffId};
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List a club's write-offs, newest first. Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "list_write_offs",
    params(("club_id" = Uuid, Path), WriteOffQuery, PageQuery),
    responses((status = 200, body = Page<WriteOff>, description = "One page of write-offs")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/clubs/{club_id}/write-offs")]
pub async fn list(
    caller: Allowed<can::ReadLoans>,
    club: Path<ClubId>,
    query: Params<WriteOffQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<WriteOff>> {
    db.show_many(&caller, async |r| store::list(r, *club, *query, &page).await).await
}

/// Find a write-off of a debt. Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "find_write_off",
    params(("write_off_id" = Uuid, Path)),
    responses((status = 200, body = WriteOff, description = "Write-off, and how far it has come")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/write-offs/{write_off_id}")]
pub async fn find(
    caller: Allowed<can::ReadLoans>,
    id: Path<WriteOffId>,
    db: Data<Db>,
) -> Result<Tagged<WriteOff>> {
    let write_off = db.show(&caller, async |r| {
        let write_off = store::find(r, *id).await?;
        let loan = loans::store::find(r, write_off.loan_id).await?;
        loans::store::seen(r, &loan, write_off).await
    });
    write_off.await.map(Tagged)
}

/// Propose to write off a debt (đề nghị xóa nợ): more than 90 days past due, or the borrower has died.
#[utoipa::path(
    tag = "loans",
    operation_id = "propose_write_off",
    params(("loan_id" = Uuid, Path), IdempotencyKey),
    request_body = NewWriteOff,
    responses((status = 201, body = WriteOff, description = "Write-off, proposed")),
    security(("bearer" = [can::ProposeWriteOffs::NAME])),
)]
#[post("/loans/{loan_id}/write-offs")]
pub async fn propose(
    caller: Allowed<can::ProposeWriteOffs>,
    loan: Path<LoanId>,
    key: IdempotencyKey,
    new: Valid<NewWriteOff>,
    db: Data<Db>,
) -> Result<Created<WriteOff>> {
    let write_off = db.write_once(&caller, &key, &*new, async |w| {
        let loan = loans::store::hold(w, *loan).await?;
        store::insert(w, &loan, &new).await.map(Change::created)
    });
    write_off.await.map(Created)
}

/// Record the board's vote on a write-off: two thirds of all who are entitled.
///
/// By somebody other than who proposed it. The borrower and her household neither vote nor count.
#[utoipa::path(
    tag = "loans",
    operation_id = "vote_write_off",
    params(("write_off_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = WriteOffVote,
    responses((status = 201, body = WriteOff, description = "Write-off, voted or refused")),
    security(("bearer" = [can::VoteWriteOffs::NAME])),
)]
#[post("/write-offs/{write_off_id}/vote")]
pub async fn vote(
    caller: Allowed<can::VoteWriteOffs>,
    id: Path<WriteOffId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<WriteOffVote>,
    db: Data<Db>,
) -> Result<Created<WriteOff>> {
    let write_off = db.write_once(&caller, &key, &*new, async |w| {
        let (_books, loan, write_off) = store::hold(w, *id).await?;
        let write_off = write_off.if_matches(etag)?;
        let (voted, decision) = store::vote(w, &loan, &write_off, &new).await?;
        Ok(Change::done("voted", &write_off, voted).and(decision))
    });
    write_off.await.map(Created)
}

/// Record the commune association's answer to a write-off (ý kiến của Hội Người cao tuổi xã).
///
/// Nothing is posted by it: without an objection the club's bookkeeper may post the write-off.
#[utoipa::path(
    tag = "loans",
    operation_id = "clear_write_off",
    params(("write_off_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = WriteOffClearance,
    responses((status = 201, body = WriteOff, description = "Write-off, cleared or objected to")),
    security(("bearer" = [can::ClearWriteOffs::NAME])),
)]
#[post("/write-offs/{write_off_id}/clearance")]
pub async fn clear(
    caller: Allowed<can::ClearWriteOffs>,
    id: Path<WriteOffId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<WriteOffClearance>,
    db: Data<Db>,
) -> Result<Created<WriteOff>> {
    let write_off = db.write_once(&caller, &key, &*new, async |w| {
        let (_books, loan, write_off) = store::hold(w, *id).await?;
        let write_off = write_off.if_matches(etag)?;
        let answered = store::clear(w, &loan, &write_off, &new).await?;
        let action = if answered.objection.is_some() { "objected" } else { "cleared" };
        Ok(Change::done(action, &write_off, answered))
    });
    write_off.await.map(Created)
}

/// Post a write-off that the commune association cleared (ghi sổ xóa nợ).
///
/// The outstanding principal becomes a loss of the income fund. What comes in of it later is a recovery.
#[utoipa::path(
    tag = "loans",
    operation_id = "post_write_off",
    params(("write_off_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = WriteOffPosting,
    responses((status = 201, body = WriteOff, description = "Write-off, posted")),
    security(("bearer" = [can::PostWriteOffs::NAME])),
)]
#[post("/write-offs/{write_off_id}/posting")]
pub async fn post(
    caller: Allowed<can::PostWriteOffs>,
    id: Path<WriteOffId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<WriteOffPosting>,
    db: Data<Db>,
) -> Result<Created<WriteOff>> {
    let write_off = db.write_once(&caller, &key, &*new, async |w| {
        let (mut ledger, loan, write_off) = store::hold(w, *id).await?;
        let write_off = write_off.if_matches(etag)?;
        let (posted, events) = store::post(w, &mut ledger, &loan, &write_off, *new).await?;
        Ok(Change::done("posted", &write_off, posted).and_all(events))
    });
    write_off.await.map(Created)
}
