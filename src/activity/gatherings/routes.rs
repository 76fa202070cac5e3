//! Gatherings over HTTP.

use super::model::{Gathering, GatheringPatch, NewGathering, WholeGathering};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{ClubId, GatheringId};
use crate::platform::log::Event;
use crate::territory::units::model::UnitRef;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List the gatherings of a province or commune, or those to which a hamlet's clubs were invited, newest first.
#[utoipa::path(
    tag = "activities",
    operation_id = "list_gatherings_in_unit",
    params(
        ("unit" = String, Path, description = "UUID or official code of a province, commune or hamlet", example = "19"),
        PageQuery,
    ),
    responses((status = 200, body = Page<Gathering>, description = "One page of gatherings")),
    security(("bearer" = [can::ReadActivities::NAME])),
)]
#[get("/units/{unit}/gatherings")]
pub async fn list_in_unit(
    caller: Allowed<can::ReadActivities>,
    unit: Path<UnitRef>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Gathering>> {
    store::list_in_unit(&mut db.read(&caller).await?, &unit, &page).await
}

/// List the gatherings to which a club was invited, newest first.
#[utoipa::path(
    tag = "activities",
    operation_id = "list_gatherings_of_club",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<Gathering>, description = "One page of gatherings")),
    security(("bearer" = [can::ReadActivities::NAME])),
)]
#[get("/clubs/{club_id}/gatherings")]
pub async fn list_of_club(
    caller: Allowed<can::ReadActivities>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Gathering>> {
    store::list_of_club(&mut db.read(&caller).await?, *club, &page).await
}

/// Find a gathering, with those of its clubs that are in your reach.
#[utoipa::path(
    tag = "activities",
    operation_id = "find_gathering",
    params(("gathering_id" = Uuid, Path)),
    responses((status = 200, body = WholeGathering, description = "Gathering, with its clubs in your reach")),
    security(("bearer" = [can::ReadActivities::NAME])),
)]
#[get("/gatherings/{gathering_id}")]
pub async fn find(
    caller: Allowed<can::ReadActivities>,
    id: Path<GatheringId>,
    db: Data<Db>,
) -> Result<Tagged<WholeGathering>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Enter a gathering of the clubs of a commune or province (họp giao ban).
#[utoipa::path(
    tag = "activities",
    operation_id = "create_gathering",
    params(
        ("unit" = String, Path, description = "UUID or official code of a province or commune", example = "19"),
        IdempotencyKey,
    ),
    request_body = NewGathering,
    responses((status = 201, body = WholeGathering, description = "Gathering, as entered")),
    security(("bearer" = [can::HoldGatherings::NAME])),
)]
#[post("/units/{unit}/gatherings")]
pub async fn create(
    caller: Allowed<can::HoldGatherings>,
    unit: Path<UnitRef>,
    key: IdempotencyKey,
    new: Valid<NewGathering>,
    db: Data<Db>,
) -> Result<Created<WholeGathering>> {
    let gathering = db.write_once(&caller, &key, &*new, async |w| {
        let gathering = store::insert(w, &unit, &new).await?;
        let event = Event::created(&gathering);
        Ok(Change::one(store::find(w, gathering.id).await?, event))
    });
    gathering.await.map(Created)
}

/// Change a gathering of your commune or province: its minutes, its recommendations, its clubs.
#[utoipa::path(
    tag = "activities",
    operation_id = "update_gathering",
    params(("gathering_id" = Uuid, Path), IfMatch),
    request_body = GatheringPatch,
    responses((status = 200, body = WholeGathering, description = "Gathering, after the change")),
    security(("bearer" = [can::HoldGatherings::NAME])),
)]
#[patch("/gatherings/{gathering_id}")]
pub async fn update(
    caller: Allowed<can::HoldGatherings>,
    id: Path<GatheringId>,
    etag: IfMatch,
    patch: Changes<GatheringPatch>,
    db: Data<Db>,
) -> Result<Tagged<WholeGathering>> {
    let gathering = db.write(&caller, async |w| {
        let gathering = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &gathering, &patch).await?;
        let event = Event::changed("updated", &*gathering, &after);
        Ok(Change::one(store::find(w, after.id).await?, event))
    });
    gathering.await.map(Tagged)
}
