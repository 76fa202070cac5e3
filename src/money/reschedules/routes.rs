//! Reschedules over HTTP.

use super::model::{NewReschedule, Reschedule, ScheduleVersion};
use super::store;
use crate::Result;
use crate::money::{ledger, loans};
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Json, Valid};
use crate::platform::ids::LoanId;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List all versions of a loan's schedule, newest first, and why each was drawn up. Recorded in the access log.
#[utoipa::path(
    tag = "loans",
    operation_id = "list_schedules",
    params(("loan_id" = Uuid, Path)),
    responses((status = 200, body = Vec<ScheduleVersion>, description = "All versions of the schedule")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/loans/{loan_id}/schedules")]
pub async fn list(
    caller: Allowed<can::ReadLoans>,
    loan: Path<LoanId>,
    db: Data<Db>,
) -> Result<Json<Vec<ScheduleVersion>>> {
    let versions = db.show(&caller, async |r| {
        let loan = loans::store::find(r, *loan).await?;
        let versions = store::list(r, &loan).await?;
        loans::store::seen(r, &loan, versions).await
    });
    versions.await.map(Json)
}

/// Record the board's vote on more time for a running loan (gia hạn nợ).
///
/// A new term or new due dates, within what the contract's rules allow and as often as they do. Interest is owed to that
/// day on the old terms and from it on the new: what was due, and the running period by its days, stand on the first new
/// instalment; between new due dates the days of the calendar count. An early end costs the same the minute before and
/// after. The class of arrears is kept in `arrears_class_at_reschedule` until the new schedule is performed.
///
/// Worked example: 11,000,000 đồng outstanding at 1 % a month on the balance, one day into a period: the first instalment
/// of a new term bears 110,000 ÷ 30 + 110,000 = 113,667 đồng of interest. One new due date 364 days later bears
/// 11,000,000 × 12 % × 364 ÷ 365 = 1,316,384.
#[utoipa::path(
    tag = "loans",
    operation_id = "reschedule_loan",
    params(("loan_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = NewReschedule,
    responses(
        (status = 201, body = Reschedule, description = "Loan, decision and new schedule"),
    ),
    security(("bearer" = [can::RescheduleLoans::NAME])),
)]
#[post("/loans/{loan_id}/reschedules")]
pub async fn create(
    caller: Allowed<can::RescheduleLoans>,
    id: Path<LoanId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<NewReschedule>,
    db: Data<Db>,
) -> Result<Created<Reschedule>> {
    let reschedule = db.write_once(&caller, &key, &*new, async |w| {
        let loan = loans::store::hold(w, *id).await?;
        let ledger = ledger::store::hold(w, loan.club_id).await?;
        let loan = loan.if_matches(etag)?;
        let (reschedule, decided, rescheduled) = store::insert(w, &ledger, &loan, &new).await?;
        Ok(Change::several(reschedule, decided, rescheduled))
    });
    reschedule.await.map(Created)
}
