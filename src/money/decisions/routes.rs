//! Decisions over HTTP.

use super::model::{LoanDecision, NewLoanDecision};
use super::store;
use crate::Result;
use crate::money::loans::model::Loan;
use crate::money::{ledger, loans};
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Json, Valid};
use crate::platform::ids::LoanId;
use crate::platform::log::Event;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the board's decisions about a loan, newest first, with each vote. Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "list_loan_decisions",
    params(("loan_id" = Uuid, Path)),
    responses((status = 200, body = Vec<LoanDecision>, description = "All decisions about the loan")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/loans/{loan_id}/decisions")]
pub async fn list(
    caller: Allowed<can::ReadLoans>,
    loan: Path<LoanId>,
    db: Data<Db>,
) -> Result<Json<Vec<LoanDecision>>> {
    let decisions = db.show(&caller, async |r| {
        let loan = loans::store::find(r, *loan).await?;
        let decisions = store::list(r, &loan).await?;
        loans::store::seen(r, &loan, decisions).await
    });
    decisions.await.map(Json)
}

/// Record the board's vote on an application (biểu quyết cho vay). A tie refuses it.
///
/// Those on the board on the day of the meeting vote, without the borrower and her household. Everything is
/// checked by the regulation in force on that day, whenever it is entered. An approval freezes the contract.
#[utoipa::path(
    tag = "loans",
    operation_id = "decide_loan",
    params(("loan_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = NewLoanDecision,
    responses((status = 201, body = Loan, description = "Loan, approved or refused")),
    security(("bearer" = [can::DecideLoans::NAME])),
)]
#[post("/loans/{loan_id}/decision")]
pub async fn create(
    caller: Allowed<can::DecideLoans>,
    id: Path<LoanId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<NewLoanDecision>,
    db: Data<Db>,
) -> Result<Created<Loan>> {
    let loan = db.write_once(&caller, &key, &*new, async |w| {
        let loan = loans::store::hold(w, *id).await?;
        let ledger = ledger::store::hold(w, loan.club_id).await?;
        let loan = loan.if_matches(etag)?;
        let (decided, decision) = store::insert(w, &ledger, &loan, &new).await?;
        Ok(Change::done("decided", &loan, decided).and(Event::created(&decision)))
    });
    loan.await.map(Created)
}
