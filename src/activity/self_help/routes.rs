//! Help over HTTP.

use super::model::{NewSelfHelpAction, SelfHelpAction, SelfHelpActionPatch};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{ClubId, SelfHelpActionId};
use crate::register::clubs;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List the help that members of a club gave, newest first.
#[utoipa::path(
    tag = "support",
    operation_id = "list_self_help_actions",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<SelfHelpAction>, description = "One page of help that was given")),
    security(("bearer" = [can::ReadSelfHelp::NAME])),
)]
#[get("/clubs/{club_id}/self-help-actions")]
pub async fn list(
    caller: Allowed<can::ReadSelfHelp>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<SelfHelpAction>> {
    store::list(&mut db.read(&caller).await?, *club, &page).await
}

/// Find help that members gave.
#[utoipa::path(
    tag = "support",
    operation_id = "find_self_help_action",
    params(("self_help_action_id" = Uuid, Path)),
    responses((status = 200, body = SelfHelpAction, description = "Help that was given")),
    security(("bearer" = [can::ReadSelfHelp::NAME])),
)]
#[get("/self-help-actions/{self_help_action_id}")]
pub async fn find(
    caller: Allowed<can::ReadSelfHelp>,
    id: Path<SelfHelpActionId>,
    db: Data<Db>,
) -> Result<Tagged<SelfHelpAction>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Record help that members gave one another or the hamlet (tự giúp nhau).
#[utoipa::path(
    tag = "support",
    operation_id = "create_self_help_action",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewSelfHelpAction,
    responses((status = 201, body = SelfHelpAction, description = "Help, as recorded")),
    security(("bearer" = [can::EditSelfHelp::NAME])),
)]
#[post("/clubs/{club_id}/self-help-actions")]
pub async fn create(
    caller: Allowed<can::EditSelfHelp>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewSelfHelpAction>,
    db: Data<Db>,
) -> Result<Created<SelfHelpAction>> {
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        store::insert(w, &club, &new).await.map(Change::created)
    });
    created.await.map(Created)
}

/// Correct the record of help that members gave.
#[utoipa::path(
    tag = "support",
    operation_id = "update_self_help_action",
    params(("self_help_action_id" = Uuid, Path), IfMatch),
    request_body = SelfHelpActionPatch,
    responses((status = 200, body = SelfHelpAction, description = "Help, after the change")),
    security(("bearer" = [can::EditSelfHelp::NAME])),
)]
#[patch("/self-help-actions/{self_help_action_id}")]
pub async fn update(
    caller: Allowed<can::EditSelfHelp>,
    id: Path<SelfHelpActionId>,
    etag: IfMatch,
    patch: Changes<SelfHelpActionPatch>,
    db: Data<Db>,
) -> Result<Tagged<SelfHelpAction>> {
    let updated = db.write(&caller, async |w| {
        let before = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &before, &patch).await?;
        Ok(Change::updated(&before, after))
    });
    updated.await.map(Tagged)
}
