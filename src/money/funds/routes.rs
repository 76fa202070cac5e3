//! Funds over HTTP.

use super::model::{Fund, FundWithMoney, NewFund};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, Json, Valid};
use crate::platform::ids::ClubId;
use crate::register::clubs;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List a club's funds, with the money in them now.
#[utoipa::path(
    tag = "money",
    operation_id = "list_funds",
    params(("club_id" = Uuid, Path)),
    responses((status = 200, body = Vec<FundWithMoney>, description = "None of the funds, one or both")),
    security(("bearer" = [can::ReadFunds::NAME])),
)]
#[get("/clubs/{club_id}/funds")]
pub async fn list(
    caller: Allowed<can::ReadFunds>,
    club: Path<ClubId>,
    db: Data<Db>,
) -> Result<Json<Vec<FundWithMoney>>> {
    store::list(&mut db.read(&caller).await?, *club).await.map(Json)
}

/// Open a fund of a club. Each of the two once; a launch needs both.
#[utoipa::path(
    tag = "money",
    operation_id = "open_fund",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewFund,
    responses((status = 201, body = Fund, description = "Fund as opened, still empty")),
    security(("bearer" = [can::OpenFunds::NAME])),
)]
#[post("/clubs/{club_id}/funds")]
pub async fn create(
    caller: Allowed<can::OpenFunds>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewFund>,
    db: Data<Db>,
) -> Result<Created<Fund>> {
    let fund = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        store::insert(w, &club, &new).await.map(Change::created)
    });
    fund.await.map(Created)
}
