//! Mobilised resources over HTTP.

use super::model::{MobilisedResourcePatch, NewMobilisedResource, ShownResource};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{ClubId, MobilisedResourceId};
use crate::register::clubs;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List the resources that a club was given, newest first.
#[utoipa::path(
    tag = "support",
    operation_id = "list_resources",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<ShownResource>, description = "One page of resources")),
    security(("bearer" = [can::ReadResources::NAME])),
)]
#[get("/clubs/{club_id}/resources")]
pub async fn list(
    caller: Allowed<can::ReadResources>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ShownResource>> {
    store::list(&mut db.read(&caller).await?, *club, &page).await
}

/// Find a resource that a club was given.
#[utoipa::path(
    tag = "support",
    operation_id = "find_resource",
    params(("resource_id" = Uuid, Path)),
    responses((status = 200, body = ShownResource, description = "Resource, and what it lacks")),
    security(("bearer" = [can::ReadResources::NAME])),
)]
#[get("/resources/{resource_id}")]
pub async fn find(
    caller: Allowed<can::ReadResources>,
    id: Path<MobilisedResourceId>,
    db: Data<Db>,
) -> Result<Tagged<ShownResource>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(|found| Tagged(found.into()))
}

/// Record a resource that a club was given (vận động nguồn lực): cash, things or days of labour.
#[utoipa::path(
    tag = "support",
    operation_id = "create_resource",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewMobilisedResource,
    responses((status = 201, body = ShownResource, description = "Resource as recorded, and what it lacks")),
    security(("bearer" = [can::EditResources::NAME])),
)]
#[post("/clubs/{club_id}/resources")]
pub async fn create(
    caller: Allowed<can::EditResources>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewMobilisedResource>,
    db: Data<Db>,
) -> Result<Created<ShownResource>> {
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        let created = store::insert(w, &club, &new).await?;
        Ok(Change::created(created).map(ShownResource::from))
    });
    created.await.map(Created)
}

/// Correct a resource that a club was given.
#[utoipa::path(
    tag = "support",
    operation_id = "update_resource",
    params(("resource_id" = Uuid, Path), IfMatch),
    request_body = MobilisedResourcePatch,
    responses((status = 200, body = ShownResource, description = "Resource after the change, and what it lacks")),
    security(("bearer" = [can::EditResources::NAME])),
)]
#[patch("/resources/{resource_id}")]
pub async fn update(
    caller: Allowed<can::EditResources>,
    id: Path<MobilisedResourceId>,
    etag: IfMatch,
    patch: Changes<MobilisedResourcePatch>,
    db: Data<Db>,
) -> Result<Tagged<ShownResource>> {
    let updated = db.write(&caller, async |w| {
        let before = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &before, &patch).await?;
        Ok(Change::updated(&before, after).map(ShownResource::from))
    });
    updated.await.map(Tagged)
}
