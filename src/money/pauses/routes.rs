//! Pauses over HTTP.

use super::model::{
    FreezeEnding, FreezePatch, LoanFreeze, NewPause, PauseEnding, PausePatch, RepaymentPause,
};
use super::store;
use crate::Result;
use crate::money::loans;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Json, NoContent, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{FreezeId, LoanId, PauseId};
use crate::platform::log::Event;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use actix_web::web::{Data, Path};
use actix_web::{delete, get, patch, post};

/// List the repayment pauses of a unit and of the units that it lies in, newest first.
#[utoipa::path(
    tag = "loans",
    operation_id = "list_repayment_pauses",
    params(
        ("unit" = String, Path, description = "UUID or official code of a province, commune or hamlet", example = "19"),
        PageQuery,
    ),
    responses((status = 200, body = Page<RepaymentPause>, description = "One page of pauses")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/repayment-pauses")]
pub async fn list(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<RepaymentPause>> {
    let mut reader = db.read(&caller).await?;
    let unit = units::store::find_in_reach(&mut reader, &unit, caller.today()).await?;
    store::list(&mut reader, &unit, &page).await
}

/// Pause the loans of the clubs in a unit (giãn nợ do thiên tai).
///
/// The paused days count neither as lateness nor for the late charge; due dates stay. A pause may be entered ahead. It
/// reaches every loan that runs on one of its days, also one that is entered later.
#[utoipa::path(
    tag = "loans",
    operation_id = "pause_repayments",
    params(
        ("unit" = String, Path, description = "UUID or official code of a province, commune or hamlet", example = "19"),
        IdempotencyKey,
    ),
    request_body = NewPause,
    responses((status = 201, body = RepaymentPause, description = "Pause, and how many loans it paused")),
    security(("bearer" = [can::PauseRepayments::NAME])),
)]
#[post("/units/{unit}/repayment-pauses")]
pub async fn create(
    caller: Allowed<can::PauseRepayments>,
    unit: Path<UnitRef>,
    key: IdempotencyKey,
    new: Valid<NewPause>,
    db: Data<Db>,
) -> Result<Created<RepaymentPause>> {
    let pause = db.write_once(&caller, &key, &*new, async |w| {
        let level = units::store::find(w, None, &unit, caller.today()).await?.level;
        let unit = units::store::hold(w, level, &unit).await?;
        let (pause, loans) = store::insert(w, &unit, &new).await?;
        Ok(Change::created(pause).and_all(loans))
    });
    pause.await.map(Created)
}

/// Correct the days of a repayment pause, its order or its reason.
///
/// All loans that it reaches follow.
#[utoipa::path(
    tag = "loans",
    operation_id = "update_repayment_pause",
    params(("pause_id" = Uuid, Path), IfMatch),
    request_body = PausePatch,
    responses((status = 200, body = RepaymentPause, description = "Pause, after the correction")),
    security(("bearer" = [can::PauseRepayments::NAME])),
)]
#[patch("/repayment-pauses/{pause_id}")]
pub async fn update(
    caller: Allowed<can::PauseRepayments>,
    id: Path<PauseId>,
    etag: IfMatch,
    patch: Changes<PausePatch>,
    db: Data<Db>,
) -> Result<Tagged<RepaymentPause>> {
    let pause = db.write(&caller, async |w| {
        let (unit, pause) = store::hold(w, *id).await?;
        let pause = pause.if_matches(etag)?;
        let (after, loans) = store::update(w, &unit, &pause, &patch).await?;
        Ok(Change::updated(&pause, after).and_all(loans))
    });
    pause.await.map(Tagged)
}

/// End a repayment pause before the day on which it was to end (kết thúc giãn nợ sớm).
#[utoipa::path(
    tag = "loans",
    operation_id = "end_repayment_pause",
    params(("pause_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = PauseEnding,
    responses((status = 201, body = RepaymentPause, description = "Pause, ended early")),
    security(("bearer" = [can::PauseRepayments::NAME])),
)]
#[post("/repayment-pauses/{pause_id}/ending")]
pub async fn end(
    caller: Allowed<can::PauseRepayments>,
    id: Path<PauseId>,
    etag: IfMatch,
    key: IdempotencyKey,
    ending: Valid<PauseEnding>,
    db: Data<Db>,
) -> Result<Created<RepaymentPause>> {
    let pause = db.write_once(&caller, &key, &*ending, async |w| {
        let (unit, pause) = store::hold(w, *id).await?;
        let pause = pause.if_matches(etag)?;
        let (after, loans) = store::end(w, &unit, &pause, &ending).await?;
        Ok(Change::done("ended", &pause, after).and_all(loans))
    });
    pause.await.map(Created)
}

/// Withdraw a repayment pause that was entered ahead and has not begun.
#[utoipa::path(
    tag = "loans",
    operation_id = "withdraw_repayment_pause",
    params(("pause_id" = Uuid, Path), IfMatch),
    responses((status = 204, description = "Withdrawn")),
    security(("bearer" = [can::PauseRepayments::NAME])),
)]
#[delete("/repayment-pauses/{pause_id}")]
pub async fn withdraw(
    caller: Allowed<can::PauseRepayments>,
    id: Path<PauseId>,
    etag: IfMatch,
    db: Data<Db>,
) -> Result<NoContent> {
    let gone = db.write(&caller, async |w| {
        let (unit, pause) = store::hold(w, *id).await?;
        let pause = pause.if_matches(etag)?;
        let loans = store::withdraw(w, &unit, &pause).await?;
        Ok(Change::several((), Event::deleted(&*pause), loans))
    });
    gone.await.map(|()| NoContent)
}

/// List the times in which a loan stands still or stood, the last first: by pauses of its place, and after the borrower's
/// death. Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "list_loan_freezes",
    params(("loan_id" = Uuid, Path)),
    responses((status = 200, body = Vec<LoanFreeze>, description = "All freezes of the loan")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/loans/{loan_id}/freezes")]
pub async fn list_freezes(
    caller: Allowed<can::ReadLoans>,
    loan: Path<LoanId>,
    db: Data<Db>,
) -> Result<Json<Vec<LoanFreeze>>> {
    let freezes = db.show(&caller, async |r| {
        let loan = loans::store::find(r, *loan).await?;
        let freezes = store::list_freezes(r, &loan).await?;
        loans::store::seen(r, &loan, freezes).await
    });
    freezes.await.map(Json)
}

/// Correct the freeze of a loan whose borrower died.
///
/// That of a pause follows the pause of its place.
#[utoipa::path(
    tag = "loans",
    operation_id = "update_loan_freeze",
    params(("freeze_id" = Uuid, Path), IfMatch),
    request_body = FreezePatch,
    responses((status = 200, body = LoanFreeze, description = "Freeze, after the correction")),
    security(("bearer" = [can::CorrectFreezes::NAME])),
)]
#[patch("/loan-freezes/{freeze_id}")]
pub async fn update_freeze(
    caller: Allowed<can::CorrectFreezes>,
    id: Path<FreezeId>,
    etag: IfMatch,
    patch: Changes<FreezePatch>,
    db: Data<Db>,
) -> Result<Tagged<LoanFreeze>> {
    let freeze = db.write(&caller, async |w| {
        let (loan, freeze) = store::hold_freeze(w, *id).await?;
        let freeze = freeze.if_matches(etag)?;
        let (after, loan) = store::update_freeze(w, &loan, &freeze, &patch).await?;
        Ok(Change::updated(&freeze, after).and(loan))
    });
    freeze.await.map(Tagged)
}

/// End the freeze of a loan whose borrower died: the club has decided about the debt.
#[utoipa::path(
    tag = "loans",
    operation_id = "end_loan_freeze",
    params(("freeze_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = FreezeEnding,
    responses((status = 201, body = LoanFreeze, description = "Freeze, ended")),
    security(("bearer" = [can::CorrectFreezes::NAME])),
)]
#[post("/loan-freezes/{freeze_id}/ending")]
pub async fn end_freeze(
    caller: Allowed<can::CorrectFreezes>,
    id: Path<FreezeId>,
    etag: IfMatch,
    key: IdempotencyKey,
    ending: Valid<FreezeEnding>,
    db: Data<Db>,
) -> Result<Created<LoanFreeze>> {
    let freeze = db.write_once(&caller, &key, &*ending, async |w| {
        let (loan, freeze) = store::hold_freeze(w, *id).await?;
        let freeze = freeze.if_matches(etag)?;
        let (after, loan) = store::end_freeze(w, &loan, &freeze, &ending).await?;
        Ok(Change::done("ended", &freeze, after).and(loan))
    });
    freeze.await.map(Created)
}
