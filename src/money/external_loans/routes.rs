//! Loans of other lenders over HTTP.

use super::model::{ExternalLoan, ExternalLoanPatch, NewExternalLoan};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db, Seen};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{ClubId, ExternalLoanId, MemberId};
use crate::register::members;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List what other lenders, such as the social policy bank, lent to a club's members, newest first. Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "list_external_loans",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<ExternalLoan>, description = "One page of loans of other lenders")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/clubs/{club_id}/external-loans")]
pub async fn list(
    caller: Allowed<can::ReadLoans>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ExternalLoan>> {
    db.show_many(&caller, async |r| store::list(r, *club, &page).await).await
}

/// Find a loan of another lender to a member. Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "find_external_loan",
    params(("external_loan_id" = Uuid, Path)),
    responses((status = 200, body = ExternalLoan, description = "Loan of another lender")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/external-loans/{external_loan_id}")]
pub async fn find(
    caller: Allowed<can::ReadLoans>,
    id: Path<ExternalLoanId>,
    db: Data<Db>,
) -> Result<Tagged<ExternalLoan>> {
    let loan = db.show(&caller, async |r| {
        let loan = store::find(r, *id).await?;
        let person = members::store::find(r, loan.member_id).await?.person_id;
        Ok(Seen::of(person, loan.club_id, loan))
    });
    loan.await.map(Tagged)
}

/// Record what another lender lent to a member. It never counts as lending of the club.
#[utoipa::path(
    tag = "loans",
    operation_id = "create_external_loan",
    params(("member_id" = Uuid, Path), IdempotencyKey),
    request_body = NewExternalLoan,
    responses((status = 201, body = ExternalLoan, description = "Loan of another lender, as recorded")),
    security(("bearer" = [can::EditExternalLoans::NAME])),
)]
#[post("/members/{member_id}/external-loans")]
pub async fn create(
    caller: Allowed<can::EditExternalLoans>,
    member: Path<MemberId>,
    key: IdempotencyKey,
    new: Valid<NewExternalLoan>,
    db: Data<Db>,
) -> Result<Created<ExternalLoan>> {
    let loan = db.write_once(&caller, &key, &*new, async |w| {
        let member = members::store::hold(w, *member).await?;
        store::insert(w, &member, &new).await.map(Change::created)
    });
    loan.await.map(Created)
}

/// Correct the amount of another lender's loan, or record that it was paid back.
#[utoipa::path(
    tag = "loans",
    operation_id = "update_external_loan",
    params(("external_loan_id" = Uuid, Path), IfMatch),
    request_body = ExternalLoanPatch,
    responses((status = 200, body = ExternalLoan, description = "Loan of another lender, after the change")),
    security(("bearer" = [can::EditExternalLoans::NAME])),
)]
#[patch("/external-loans/{external_loan_id}")]
pub async fn update(
    caller: Allowed<can::EditExternalLoans>,
    id: Path<ExternalLoanId>,
    etag: IfMatch,
    patch: Changes<ExternalLoanPatch>,
    db: Data<Db>,
) -> Result<Tagged<ExternalLoan>> {
    let loan = db.write(&caller, async |w| {
        let loan = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &loan, &patch).await?;
        Ok(Change::updated(&loan, after))
    });
    loan.await.map(Tagged)
}
