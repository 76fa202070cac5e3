//! Targets over HTTP.

use super::model::{NewTarget, Target, TargetPatch};
use super::store;
use crate::Result;
use crate::planning::documents;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{DocumentId, TargetId};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List the targets of a document (chỉ tiêu), by code.
#[utoipa::path(
    tag = "plans",
    operation_id = "list_targets",
    params(("document_id" = Uuid, Path), PageQuery),
    responses(
        (status = 200, body = Page<Target>, description = "One page of the document's targets, by code"),
    ),
    security(("bearer" = [can::ReadTargets::NAME])),
)]
#[get("/documents/{document_id}/targets")]
pub async fn list(
    caller: Allowed<can::ReadTargets>,
    document: Path<DocumentId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Target>> {
    store::list(&mut db.read(&caller).await?, *document, &page).await
}

/// Find a target (chỉ tiêu).
#[utoipa::path(
    tag = "plans",
    operation_id = "find_target",
    params(("target_id" = Uuid, Path)),
    responses((status = 200, body = Target, description = "The target with its bounds")),
    security(("bearer" = [can::ReadTargets::NAME])),
)]
#[get("/targets/{target_id}")]
pub async fn find(
    caller: Allowed<can::ReadTargets>,
    id: Path<TargetId>,
    db: Data<Db>,
) -> Result<Tagged<Target>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Add a target to a document that is a draft.
///
/// Bounds are whole numbers, of percentages too: 90, neither 0.9 nor "90%". Only a target in words has none.
#[utoipa::path(
    tag = "plans",
    operation_id = "create_target",
    params(("document_id" = Uuid, Path), IdempotencyKey),
    request_body = NewTarget,
    responses((status = 201, body = Target, description = "The target as stored")),
    security(("bearer" = [can::EditTargets::NAME])),
)]
#[post("/documents/{document_id}/targets")]
pub async fn create(
    caller: Allowed<can::EditTargets>,
    document: Path<DocumentId>,
    key: IdempotencyKey,
    new: Valid<NewTarget>,
    db: Data<Db>,
) -> Result<Created<Target>> {
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let document = documents::store::hold(w, *document).await?;
        let (target, others) = store::insert(w, &document, &new).await?;
        Ok(Change::created(target).and_all(others))
    });
    created.await.map(Created)
}

/// Change a target of a document that is a draft.
#[utoipa::path(
    tag = "plans",
    operation_id = "update_target",
    params(("target_id" = Uuid, Path), IfMatch),
    request_body = TargetPatch,
    responses((status = 200, body = Target, description = "The target with its bounds")),
    security(("bearer" = [can::EditTargets::NAME])),
)]
#[patch("/targets/{target_id}")]
pub async fn update(
    caller: Allowed<can::EditTargets>,
    id: Path<TargetId>,
    etag: IfMatch,
    patch: Changes<TargetPatch>,
    db: Data<Db>,
) -> Result<Tagged<Target>> {
    let updated = db.write(&caller, async |w| {
        let (document, before) = store::hold(w, *id).await?;
        let before = before.if_matches(etag)?;
        let (after, others) = store::update(w, &document, &before, &patch).await?;
        Ok(Change::updated(&before, after).and_all(others))
    });
    updated.await.map(Tagged)
}
