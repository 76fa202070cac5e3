//! Loans over HTTP.

use super::model::{
    CarriedOverLoan, KnownDay, Loan, LoanDetails, LoanPreview, LoanQuery, LoanSchedule, LoanScreening,
    LoanStatement, LoanWithdrawal, NewDisbursement, NewLoan, OwnLoan, PreviewedLoan, ScreenedLoan,
};
use super::store;
use crate::Result;
use crate::money::ledger;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, LoanId, MemberId};
use crate::platform::log::Event;
use crate::register::members;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// Show what a loan would be and cost, by the regulation in force on a day. Nothing is stored.
///
/// What is disbursed on that day by that regulation has this contract and this schedule, to the byte. An effective
/// rate above 20 % a year (Civil Code 2015, art. 468) is a warning and no refusal.
#[utoipa::path(
    tag = "loans",
    operation_id = "preview_loan",
    params(("club_id" = Uuid, Path)),
    request_body = PreviewedLoan,
    responses((status = 200, body = LoanPreview, description = "Contract, schedule and cost of such a loan")),
    security(("bearer" = [can::PreviewLoans::NAME])),
)]
#[post("/clubs/{club_id}/loan-previews")]
pub async fn preview(
    caller: Allowed<can::PreviewLoans>,
    club: Path<ClubId>,
    asked: Valid<PreviewedLoan>,
    db: Data<Db>,
) -> Result<Json<LoanPreview>> {
    store::preview(&mut db.read(&caller).await?, *club, &asked).await.map(Json)
}

/// Enter a member's application for a loan (đơn xin vay).
///
/// Checked by the day of the application: the club lends by a regulation in force, within whose limits the loan
/// lies; the borrower is an active member, in arrears with nothing, without as many loans as are allowed; there
/// are guarantors enough.
#[utoipa::path(
    tag = "loans",
    operation_id = "apply_for_loan",
    params(("member_id" = Uuid, Path), IdempotencyKey),
    request_body = NewLoan,
    responses((status = 201, body = Loan, description = "Application, as entered")),
    security(("bearer" = [can::ApplyForLoans::NAME])),
)]
#[post("/members/{member_id}/loans")]
pub async fn create(
    caller: Allowed<can::ApplyForLoans>,
    member: Path<MemberId>,
    key: IdempotencyKey,
    new: Valid<NewLoan>,
    db: Data<Db>,
) -> Result<Created<Loan>> {
    let loan = db.write_once(&caller, &key, &*new, async |w| {
        let borrower = members::store::hold(w, *member).await?;
        let ledger = ledger::store::hold(w, borrower.club_id).await?;
        store::insert(w, &ledger, &borrower, &new).await.map(Change::created)
    });
    loan.await.map(Created)
}

/// Take over a running loan from the books of a club that is older than the system.
///
/// It is active at once; the debt stands against capital. What is left is paid by the regulation in force on the
/// day of the takeover.
#[utoipa::path(
    tag = "loans",
    operation_id = "carry_over_loan",
    params(("member_id" = Uuid, Path), IdempotencyKey),
    request_body = CarriedOverLoan,
    responses((status = 201, body = Loan, description = "Loan as taken over, active")),
    security(("bearer" = [can::DisburseLoans::NAME])),
)]
#[post("/members/{member_id}/loans/carried-over")]
pub async fn carry_over(
    caller: Allowed<can::DisburseLoans>,
    member: Path<MemberId>,
    key: IdempotencyKey,
    new: Valid<CarriedOverLoan>,
    db: Data<Db>,
) -> Result<Created<Loan>> {
    let loan = db.write_once(&caller, &key, &*new, async |w| {
        let borrower = members::store::hold(w, *member).await?;
        let mut ledger = ledger::store::hold(w, borrower.club_id).await?;
        let (loan, entry) = store::carry_over(w, &mut ledger, &borrower, &new).await?;
        Ok(Change::created(loan).and(Event::created(&entry)))
    });
    loan.await.map(Created)
}

/// List a club's loans, newest first, or its applications in the order of their turns. Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "list_loans",
    params(("club_id" = Uuid, Path), LoanQuery, PageQuery),
    responses((status = 200, body = Page<Loan>, description = "One page of loans")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/clubs/{club_id}/loans")]
pub async fn list(
    caller: Allowed<can::ReadLoans>,
    club: Path<ClubId>,
    query: Params<LoanQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Loan>> {
    db.show_many(&caller, async |r| store::list(r, *club, &query, &page).await).await
}

/// Find a loan with its guarantors, its screening and its withdrawal. Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "find_loan",
    params(("loan_id" = Uuid, Path)),
    responses((status = 200, body = LoanDetails, description = "Loan, with its guarantors and steps")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/loans/{loan_id}")]
pub async fn find(
    caller: Allowed<can::ReadLoans>,
    id: Path<LoanId>,
    db: Data<Db>,
) -> Result<Tagged<LoanDetails>> {
    let loan = db.show(&caller, async |r| {
        let details = store::details(r, *id).await?;
        let loan = details.loan.clone();
        store::seen(r, &loan, details).await
    });
    loan.await.map(Tagged)
}

/// Record what the board found about an application (thẩm định). The reply says how much there is to lend.
#[utoipa::path(
    tag = "loans",
    operation_id = "screen_loan",
    params(("loan_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = LoanScreening,
    responses((status = 201, body = ScreenedLoan, description = "Loan, screened, and the money that there is to lend")),
    security(("bearer" = [can::ScreenLoans::NAME])),
)]
#[post("/loans/{loan_id}/screening")]
pub async fn screen(
    caller: Allowed<can::ScreenLoans>,
    id: Path<LoanId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<LoanScreening>,
    db: Data<Db>,
) -> Result<Created<ScreenedLoan>> {
    let loan = db.write_once(&caller, &key, &*new, async |w| {
        let loan = store::hold(w, *id).await?.if_matches(etag)?;
        let screened = store::screen(w, &loan, &new).await?;
        let event = Event::changed("screened", &*loan, &screened.loan);
        Ok(Change::one(screened, event))
    });
    loan.await.map(Created)
}

/// Withdraw an application before its disbursement (rút đơn).
#[utoipa::path(
    tag = "loans",
    operation_id = "withdraw_loan",
    params(("loan_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = LoanWithdrawal,
    responses((status = 201, body = Loan, description = "Loan, withdrawn")),
    security(("bearer" = [can::ApplyForLoans::NAME])),
)]
#[post("/loans/{loan_id}/withdrawal")]
pub async fn withdraw(
    caller: Allowed<can::ApplyForLoans>,
    id: Path<LoanId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<LoanWithdrawal>,
    db: Data<Db>,
) -> Result<Created<Loan>> {
    let loan = db.write_once(&caller, &key, &*new, async |w| {
        let loan = store::hold(w, *id).await?.if_matches(etag)?;
        let withdrawn = store::withdraw(w, &loan, &new).await?;
        Ok(Change::done("withdrawn", &loan, withdrawn))
    });
    loan.await.map(Created)
}

/// Disburse an approved loan (giải ngân).
///
/// Once, while the approval holds, and neither by who recorded the decision nor by the borrower or her household.
#[utoipa::path(
    tag = "loans",
    operation_id = "disburse_loan",
    params(("loan_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = NewDisbursement,
    responses((status = 201, body = Loan, description = "Loan, active")),
    security(("bearer" = [can::DisburseLoans::NAME])),
)]
#[post("/loans/{loan_id}/disbursement")]
pub async fn disburse(
    caller: Allowed<can::DisburseLoans>,
    id: Path<LoanId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<NewDisbursement>,
    db: Data<Db>,
) -> Result<Created<Loan>> {
    let loan = db.write_once(&caller, &key, &*new, async |w| {
        let loan = store::hold(w, *id).await?;
        let mut ledger = ledger::store::hold(w, loan.club_id).await?;
        let loan = loan.if_matches(etag)?;
        let (active, entry) = store::disburse(w, &mut ledger, &loan, &new, None).await?;
        Ok(Change::done("disbursed", &loan, active).and(Event::created(&entry)))
    });
    loan.await.map(Created)
}

/// Show the schedule of a loan that holds on a day (kế hoạch trả nợ). Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "show_loan_schedule",
    params(("loan_id" = Uuid, Path), KnownDay),
    responses((status = 200, body = LoanSchedule, description = "Version of the schedule that holds on that day")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/loans/{loan_id}/schedule")]
pub async fn schedule(
    caller: Allowed<can::ReadLoans>,
    id: Path<LoanId>,
    on: Params<KnownDay>,
    db: Data<Db>,
) -> Result<Json<LoanSchedule>> {
    let schedule = db.show(&caller, async |r| {
        let loan = store::find(r, *id).await?;
        let schedule = store::schedule(r, &loan, *on).await?;
        store::seen(r, &loan, schedule).await
    });
    schedule.await.map(Json)
}

/// Show the statement of a loan as of a day (sao kê). Recorded in the access log.
///
/// It shows what the books show for that day: a payment that was undone on a later day still stands in it. With
/// `known_at` it shows what was known at another instant; asked again with both, the answer is the same for ever.
#[utoipa::path(
    tag = "loans",
    operation_id = "show_loan_statement",
    params(("loan_id" = Uuid, Path), KnownDay),
    responses((status = 200, body = LoanStatement, description = "Statement as of the end of that day")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/loans/{loan_id}/statement")]
pub async fn statement(
    caller: Allowed<can::ReadLoans>,
    id: Path<LoanId>,
    on: Params<KnownDay>,
    db: Data<Db>,
) -> Result<Json<LoanStatement>> {
    let statement = db.show(&caller, async |r| {
        let loan = store::find(r, *id).await?;
        let statement = store::statement(r, &loan, *on).await?;
        store::seen(r, &loan, statement).await
    });
    statement.await.map(Json)
}

/// Show your own loans with their statements of today, in every club that you are or were in, while you are a member of
/// one.
#[utoipa::path(
    tag = "loans",
    operation_id = "list_own_loans",
    responses((status = 200, body = Page<OwnLoan>, description = "All your loans on one page")),
    security(("bearer" = [can::ReadOwnRecord::NAME])),
)]
#[get("/own-record/loans")]
pub async fn own(caller: Allowed<can::ReadOwnRecord>, db: Data<Db>) -> Result<Page<OwnLoan>> {
    let items = store::own(&mut db.read(&caller).await?).await?;
    Ok(Page { items, next: None })
}

/// Show your own loans with their statements of today, in every club that you are or were in, while you are a member of
/// one.
///
/// The same as `GET /v1/own-record/loans`, beside the rest of what is your own.
#[utoipa::path(
    tag = "account",
    operation_id = "list_my_loans",
    responses((status = 200, body = Page<OwnLoan>, description = "All your loans on one page")),
    security(("bearer" = [can::ReadOwnRecord::NAME])),
)]
#[get("/me/loans")]
pub async fn mine(caller: Allowed<can::ReadOwnRecord>, db: Data<Db>) -> Result<Page<OwnLoan>> {
    let items = store::own(&mut db.read(&caller).await?).await?;
    Ok(Page { items, next: None })
}

/// Apply for a loan yourself (đơn xin vay), through a membership of your own.
///
/// It becomes an ordinary application: checked as one that an officer enters, screened and decided by the board as every
/// other. `applied_by` says that you sent it.
#[utoipa::path(
    tag = "account",
    operation_id = "apply_for_my_loan",
    params(("member_id" = Uuid, Path), IdempotencyKey),
    request_body = NewLoan,
    responses((status = 201, body = LoanDetails, description = "Application, as entered")),
    security(("bearer" = [can::ApplyForOwnLoans::NAME])),
)]
#[post("/me/memberships/{member_id}/loan-applications")]
pub async fn apply(
    caller: Allowed<can::ApplyForOwnLoans>,
    member: Path<MemberId>,
    key: IdempotencyKey,
    new: Valid<NewLoan>,
    db: Data<Db>,
) -> Result<Created<LoanDetails>> {
    let loan = db.write_once(&caller, &key, &*new, async |w| {
        let borrower = store::hold_own(w, *member).await?;
        let ledger = ledger::store::hold(w, borrower.club_id).await?;
        let loan = store::apply(w, &ledger, &borrower, &new).await?;
        let event = Event::created(&loan);
        Ok(Change::one(store::details(w, loan.id).await?, event))
    });
    loan.await.map(Created)
}
