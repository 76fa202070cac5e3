//! Awards over HTTP.

use super::model::{Award, AwardPatch, NewAward};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{AwardId, ClubId};
use crate::register::clubs;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List the awards of a club and its members, newest first.
#[utoipa::path(
    tag = "support",
    operation_id = "list_awards",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<Award>, description = "One page of awards")),
    security(("bearer" = [can::ReadAwards::NAME])),
)]
#[get("/clubs/{club_id}/awards")]
pub async fn list(
    caller: Allowed<can::ReadAwards>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Award>> {
    store::list(&mut db.read(&caller).await?, *club, &page).await
}

/// Find an award to a club or one of its members.
#[utoipa::path(
    tag = "support",
    operation_id = "find_award",
    params(("award_id" = Uuid, Path)),
    responses((status = 200, body = Award, description = "Award to the club or a member")),
    security(("bearer" = [can::ReadAwards::NAME])),
)]
#[get("/awards/{award_id}")]
pub async fn find(
    caller: Allowed<can::ReadAwards>,
    id: Path<AwardId>,
    db: Data<Db>,
) -> Result<Tagged<Award>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Record an award to a club or one of its members (khen thưởng).
#[utoipa::path(
    tag = "support",
    operation_id = "create_award",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewAward,
    responses((status = 201, body = Award, description = "Award, as recorded")),
    security(("bearer" = [can::GiveAwards::NAME])),
)]
#[post("/clubs/{club_id}/awards")]
pub async fn create(
    caller: Allowed<can::GiveAwards>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewAward>,
    db: Data<Db>,
) -> Result<Created<Award>> {
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        store::insert(w, &club, &new).await.map(Change::created)
    });
    created.await.map(Created)
}

/// Correct an award. To whom it was given is not changed.
#[utoipa::path(
    tag = "support",
    operation_id = "update_award",
    params(("award_id" = Uuid, Path), IfMatch),
    request_body = AwardPatch,
    responses((status = 200, body = Award, description = "Award, after the change")),
    security(("bearer" = [can::GiveAwards::NAME])),
)]
#[patch("/awards/{award_id}")]
pub async fn update(
    caller: Allowed<can::GiveAwards>,
    id: Path<AwardId>,
    etag: IfMatch,
    patch: Changes<AwardPatch>,
    db: Data<Db>,
) -> Result<Tagged<Award>> {
    let updated = db.write(&caller, async |w| {
        let before = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &before, &patch).await?;
        Ok(Change::updated(&before, after))
    });
    updated.await.map(Tagged)
}
