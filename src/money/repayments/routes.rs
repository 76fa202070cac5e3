//! Repayments over HTTP.

use super::model::{NewRepayment, PaymentReceipt, Repayment};
use super::store;
use crate::Result;
use crate::lending::payoff::LoanPayoff;
use crate::money::{ledger, loans};
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::fields::Day;
use crate::platform::http::{Created, IdempotencyKey, Json, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{LoanId, RepaymentId};
use crate::territory::units::model::OnDay;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List a loan's repayments, newest first. Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "list_repayments",
    params(("loan_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<Repayment>, description = "One page of repayments")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/loans/{loan_id}/repayments")]
pub async fn list(
    caller: Allowed<can::ReadLoans>,
    loan: Path<LoanId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Repayment>> {
    let repayments = db.show(&caller, async |r| {
        let loan = loans::store::find(r, *loan).await?;
        let repayments = store::list(r, &loan, &page).await?;
        loans::store::seen(r, &loan, repayments).await
    });
    repayments.await
}

/// Find a repayment of a loan with its lines. Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "find_repayment",
    params(("repayment_id" = Uuid, Path)),
    responses((status = 200, body = Repayment, description = "Repayment, line by line")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/repayments/{repayment_id}")]
pub async fn find(
    caller: Allowed<can::ReadLoans>,
    id: Path<RepaymentId>,
    db: Data<Db>,
) -> Result<Tagged<Repayment>> {
    let repayment = db.show(&caller, async |r| {
        let repayment = store::find(r, *id).await?;
        let loan = loans::store::find(r, repayment.payment.loan_id).await?;
        loans::store::seen(r, &loan, repayment).await
    });
    repayment.await.map(Tagged)
}

/// Record a repayment of a loan (thu nợ).
///
/// It pays the late charge, interest due and principal due, oldest first; then the instalment that comes next;
/// what is more lowers the principal and draws up a new schedule. The reply says so line by line.
#[utoipa::path(
    tag = "loans",
    operation_id = "record_repayment",
    params(("loan_id" = Uuid, Path), IdempotencyKey),
    request_body = NewRepayment,
    responses((status = 201, body = PaymentReceipt, description = "Receipt: what it paid, line by line")),
    security(("bearer" = [can::RecordRepayments::NAME])),
)]
#[post("/loans/{loan_id}/repayments")]
pub async fn record(
    caller: Allowed<can::RecordRepayments>,
    loan: Path<LoanId>,
    key: IdempotencyKey,
    new: Valid<NewRepayment>,
    db: Data<Db>,
) -> Result<Created<PaymentReceipt>> {
    let receipt = db.write_once(&caller, &key, &*new, async |w| {
        let loan = loans::store::hold(w, *loan).await?;
        let mut ledger = ledger::store::hold(w, loan.club_id).await?;
        let (receipt, [paid, repaid, posted]) = store::pay(w, &mut ledger, loan, &new).await?;
        Ok(Change::several(receipt, paid, [repaid, posted]))
    });
    receipt.await.map(Created)
}

/// Preview a repayment: what it would pay, line by line. Nothing is recorded but in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "preview_repayment",
    params(("loan_id" = Uuid, Path)),
    request_body = NewRepayment,
    responses((status = 200, body = PaymentReceipt, description = "Receipt as it would be, without id and code")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[post("/loans/{loan_id}/repayment-previews")]
pub async fn preview(
    caller: Allowed<can::ReadLoans>,
    loan: Path<LoanId>,
    new: Valid<NewRepayment>,
    db: Data<Db>,
) -> Result<Json<PaymentReceipt>> {
    let receipt = db.show(&caller, async |r| {
        let loan = loans::store::find(r, *loan).await?;
        let receipt = store::preview(r, &loan, &new).await?;
        loans::store::seen(r, &loan, receipt).await
    });
    receipt.await.map(Json)
}

/// Show the amount that ends a loan on a day (tất toán). Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "find_payoff",
    params(("loan_id" = Uuid, Path), OnDay),
    responses((status = 200, body = LoanPayoff, description = "Amount that ends the loan on that day, line by line")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/loans/{loan_id}/payoff")]
pub async fn payoff(
    caller: Allowed<can::ReadLoans>,
    loan: Path<LoanId>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Json<LoanPayoff>> {
    let on = on.on.map_or(caller.today(), Day::get);
    let payoff = db.show(&caller, async |r| {
        let loan = loans::store::find(r, *loan).await?;
        let payoff = store::payoff(r, &loan, on).await?;
        loans::store::seen(r, &loan, payoff).await
    });
    payoff.await.map(Json)
}
