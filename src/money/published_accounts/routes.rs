//! Published accounts over HTTP.

use super::model::PublishedAccounts;
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Db, Reads};
use crate::platform::fields::Day;
use crate::platform::http::{Json, Params};
use crate::platform::ids::ClubId;
use crate::territory::units::model::OnDay;
use actix_web::get;
use actix_web::web::{Data, Path};

/// Show what a club has published of its money by a day (công khai tài chính): income and expense, the balances of its
/// funds, what its members together owe and have saved, and the decisions marked for publication.
///
/// Each closing of the books (khóa sổ) publishes the period that it closes. Nobody is named, and no sum tells what fewer
/// than five members brought, took, owe or have saved: that is part of a larger sum, or waits for the next closing.
#[utoipa::path(
    tag = "money",
    operation_id = "show_published_accounts",
    params(("club_id" = Uuid, Path), OnDay),
    responses((status = 200, body = PublishedAccounts, description = "What was published last by that day")),
    security(("bearer" = [can::ReadPublishedAccounts::NAME])),
)]
#[get("/clubs/{club_id}/published-accounts")]
pub async fn show(
    caller: Allowed<can::ReadPublishedAccounts>,
    club: Path<ClubId>,
    asked: Params<OnDay>,
    db: Data<Db>,
) -> Result<Json<PublishedAccounts>> {
    let mut db = db.read(&caller).await?;
    let on = asked.on.map_or(db.scope().today(), Day::get);
    store::of_club(&mut db, *club, on).await.map(Json)
}
