//! Regulations over HTTP.

use super::model::{NewRegulation, Regulation, RegulationOnDay};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, Json, Page, PageQuery, Params, Valid};
use crate::platform::ids::{ClubId, RegulationId};
use crate::register::clubs;
use crate::territory::units::model::OnDay;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the versions of a club's regulation, newest first, and which of them holds on a day.
#[utoipa::path(
    tag = "clubs",
    operation_id = "list_regulations",
    params(("club_id" = Uuid, Path), OnDay, PageQuery),
    responses((status = 200, body = Page<RegulationOnDay>, description = "One page of versions of the regulation")),
    security(("bearer" = [can::ReadClubs::NAME])),
)]
#[get("/clubs/{club_id}/regulations")]
pub async fn list(
    caller: Allowed<can::ReadClubs>,
    club: Path<ClubId>,
    on: Params<OnDay>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<RegulationOnDay>> {
    store::list(&mut db.read(&caller).await?, *club, *on, &page).await
}

/// Find a version of a regulation, and whether it holds on a day.
#[utoipa::path(
    tag = "clubs",
    operation_id = "find_regulation",
    params(("regulation_id" = Uuid, Path), OnDay),
    responses((status = 200, body = RegulationOnDay, description = "The regulation")),
    security(("bearer" = [can::ReadClubs::NAME])),
)]
#[get("/regulations/{regulation_id}")]
pub async fn find(
    caller: Allowed<can::ReadClubs>,
    id: Path<RegulationId>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Json<RegulationOnDay>> {
    store::find(&mut db.read(&caller).await?, *id, *on).await.map(Json)
}

/// Enter a new version of a club's regulation. It gets the next number and is never changed.
#[utoipa::path(
    tag = "clubs",
    operation_id = "create_regulation",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewRegulation,
    responses((status = 201, body = Regulation, description = "The regulation")),
    security(("bearer" = [can::EditRegulations::NAME])),
)]
#[post("/clubs/{club_id}/regulations")]
pub async fn create(
    caller: Allowed<can::EditRegulations>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewRegulation>,
    db: Data<Db>,
) -> Result<Created<Regulation>> {
    let regulation = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        store::insert(w, &club, &new).await.map(Change::created)
    });
    regulation.await.map(Created)
}
