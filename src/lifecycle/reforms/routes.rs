//! Reforms over HTTP.

use super::model::{
    AdminChange, AdminChangePatch, AdminChangePreview, AdminChangeQuery, AdminChangeReversal,
    ClubPlaceChoice, NewAdminChange,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{AdminChangeId, ClubId};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post, put};

/// List the reforms of your province and of the nation (sắp xếp đơn vị hành chính), newest first.
#[utoipa::path(
    tag = "territory",
    operation_id = "list_admin_changes",
    params(AdminChangeQuery, PageQuery),
    responses((status = 200, body = Page<AdminChange>, description = "One page of reforms")),
    security(("bearer" = [can::ReadAdminChanges::NAME])),
)]
#[get("/admin-changes")]
pub async fn list(
    caller: Allowed<can::ReadAdminChanges>,
    query: Params<AdminChangeQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<AdminChange>> {
    store::list(&mut db.read(&caller).await?, &query, &page).await
}

/// Find a reform, with the `ETag` that its changes ask for.
#[utoipa::path(
    tag = "territory",
    operation_id = "find_admin_change",
    params(("admin_change_id" = Uuid, Path)),
    responses((status = 200, body = AdminChange, description = "The reform")),
    security(("bearer" = [can::ReadAdminChanges::NAME])),
)]
#[get("/admin-changes/{admin_change_id}")]
pub async fn find(
    caller: Allowed<can::ReadAdminChanges>,
    id: Path<AdminChangeId>,
    db: Data<Db>,
) -> Result<Tagged<AdminChange>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Draft a reform: merges, splits, moves, names. Nothing happens until somebody else applies it.
///
/// What cannot be is refused by its pointer into the operations: a unit that does not stand on that day, one that two
/// operations change, a successor that ends too, an end without a successor where clubs lie.
#[utoipa::path(
    tag = "territory",
    operation_id = "create_admin_change",
    params(IdempotencyKey),
    request_body = NewAdminChange,
    responses((status = 201, body = AdminChange, description = "The draft")),
    security(("bearer" = [can::DraftAdminChanges::NAME])),
)]
#[post("/admin-changes")]
pub async fn create(
    caller: Allowed<can::DraftAdminChanges>,
    key: IdempotencyKey,
    new: Valid<NewAdminChange>,
    db: Data<Db>,
) -> Result<Created<AdminChange>> {
    let created =
        db.write_once(&caller, &key, &*new, async |w| store::insert(w, &new).await.map(Change::created));
    created.await.map(Created)
}

/// Change a reform while it is a draft.
#[utoipa::path(
    tag = "territory",
    operation_id = "update_admin_change",
    params(("admin_change_id" = Uuid, Path), IfMatch),
    request_body = AdminChangePatch,
    responses((status = 200, body = AdminChange, description = "The draft")),
    security(("bearer" = [can::DraftAdminChanges::NAME])),
)]
#[patch("/admin-changes/{admin_change_id}")]
pub async fn update(
    caller: Allowed<can::DraftAdminChanges>,
    id: Path<AdminChangeId>,
    etag: IfMatch,
    patch: Changes<AdminChangePatch>,
    db: Data<Db>,
) -> Result<Tagged<AdminChange>> {
    let updated = db.write(&caller, async |w| {
        let before = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &before, &patch).await?;
        Ok(Change::updated(&before, after))
    });
    updated.await.map(Tagged)
}

/// Preview a draft (xem trước): units, clubs, assignments and open reports touched, and the clubs for which to choose.
#[utoipa::path(
    tag = "territory",
    operation_id = "preview_admin_change",
    params(("admin_change_id" = Uuid, Path)),
    responses((status = 200, body = AdminChangePreview, description = "What the draft would do")),
    security(("bearer" = [can::ReadAdminChanges::NAME])),
)]
#[get("/admin-changes/{admin_change_id}/preview")]
pub async fn preview(
    caller: Allowed<can::ReadAdminChanges>,
    id: Path<AdminChangeId>,
    db: Data<Db>,
) -> Result<Json<AdminChangePreview>> {
    store::preview(&mut db.read(&caller).await?, *id).await.map(Json)
}

/// Say where a club goes whose hamlet or commune is divided. `If-Match` is the draft's.
#[utoipa::path(
    tag = "territory",
    operation_id = "choose_in_admin_change",
    params(
        ("admin_change_id" = Uuid, Path),
        ("for_club" = Uuid, Path, description = "UUID of the club"),
        IfMatch,
    ),
    request_body = ClubPlaceChoice,
    responses((status = 200, body = AdminChange, description = "The draft")),
    security(("bearer" = [can::DraftAdminChanges::NAME])),
)]
#[put("/admin-changes/{admin_change_id}/choices/{for_club}")]
pub async fn choose(
    caller: Allowed<can::DraftAdminChanges>,
    path: Path<(AdminChangeId, ClubId)>,
    etag: IfMatch,
    choice: Valid<ClubPlaceChoice>,
    db: Data<Db>,
) -> Result<Tagged<AdminChange>> {
    let (id, club) = path.into_inner();
    let chosen = db.write(&caller, async |w| {
        let before = store::hold(w, id).await?.if_matches(etag)?;
        let after = store::choose(w, &before, club, &choice).await?;
        Ok(Change::done("chosen", &before, after))
    });
    chosen.await.map(Tagged)
}

/// Withdraw the draft of a reform.
#[utoipa::path(
    tag = "territory",
    operation_id = "withdraw_admin_change",
    params(("admin_change_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = AdminChange, description = "The draft, withdrawn")),
    security(("bearer" = [can::DraftAdminChanges::NAME])),
)]
#[post("/admin-changes/{admin_change_id}/withdrawal")]
pub async fn withdraw(
    caller: Allowed<can::DraftAdminChanges>,
    id: Path<AdminChangeId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<AdminChange>> {
    let withdrawn = db.write_once(&caller, &key, &(), async |w| {
        let before = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::withdraw(w, &before).await?;
        Ok(Change::done("withdrawn", &before, after))
    });
    withdrawn.await.map(Created)
}

/// Put a reform into force, on its day or later. Not by whoever drafted it.
///
/// In one transaction: units end and begin, hamlets with their clubs come to lie elsewhere, whoever was assigned at
/// what ends is assigned at what takes over (tokens issued before are void), organisations get their successors. Clubs,
/// funds and loans stay who they are; the days before stay as they were.
#[utoipa::path(
    tag = "territory",
    operation_id = "apply_admin_change",
    params(("admin_change_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = AdminChange, description = "The reform, in force")),
    security(("bearer" = [can::ApplyAdminChanges::NAME])),
)]
#[post("/admin-changes/{admin_change_id}/application")]
pub async fn apply(
    caller: Allowed<can::ApplyAdminChanges>,
    id: Path<AdminChangeId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<AdminChange>> {
    let applied = db.write_once(&caller, &key, &(), async |w| {
        let before = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::apply(w, &before).await?;
        Ok(Change::done("applied", &before, after))
    });
    applied.await.map(Created)
}

/// Undo a reform: every row is again what it was.
///
/// Until books or reports are closed upon it, and only while nothing that it wrote was changed since.
#[utoipa::path(
    tag = "territory",
    operation_id = "reverse_admin_change",
    params(("admin_change_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = AdminChangeReversal,
    responses((status = 201, body = AdminChange, description = "The reform, undone")),
    security(("bearer" = [can::ApplyAdminChanges::NAME])),
)]
#[post("/admin-changes/{admin_change_id}/reversal")]
pub async fn reverse(
    caller: Allowed<can::ApplyAdminChanges>,
    id: Path<AdminChangeId>,
    etag: IfMatch,
    key: IdempotencyKey,
    reason: Valid<AdminChangeReversal>,
    db: Data<Db>,
) -> Result<Created<AdminChange>> {
    let reversed = db.write_once(&caller, &key, &*reason, async |w| {
        let before = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::reverse(w, &before, &reason).await?;
        Ok(Change::done("reversed", &before, after))
    });
    reversed.await.map(Created)
}
