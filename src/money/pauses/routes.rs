//! Pauses over HTTP.

use super::model::{NewPause, RepaymentPause};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, Page, PageQuery, Params, Valid};
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

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

/// Pause all running loans of the clubs in a unit (giãn nợ do thiên tai).
///
/// The paused days count neither as lateness nor for the late charge; due dates stay. Loans disbursed later are
/// not paused.
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
