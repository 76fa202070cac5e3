//! Activities of plans over HTTP.

use super::model::{NewPlanItem, PlanItem, PlanItemPatch};
use super::store;
use crate::Result;
use crate::planning::documents;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{DocumentId, PlanItemId};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List the activities of a plan (hoạt động), by code.
#[utoipa::path(
    tag = "plans",
    operation_id = "list_plan_items",
    params(("document_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<PlanItem>, description = "One page of the plan's activities")),
    security(("bearer" = [can::ReadDocuments::NAME])),
)]
#[get("/documents/{document_id}/plan-items")]
pub async fn list(
    caller: Allowed<can::ReadDocuments>,
    document: Path<DocumentId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<PlanItem>> {
    store::list(&mut db.read(&caller).await?, *document, &page).await
}

/// Find an activity of a plan.
#[utoipa::path(
    tag = "plans",
    operation_id = "find_plan_item",
    params(("plan_item_id" = Uuid, Path)),
    responses((status = 200, body = PlanItem, description = "The activity of the plan")),
    security(("bearer" = [can::ReadDocuments::NAME])),
)]
#[get("/plan-items/{plan_item_id}")]
pub async fn find(
    caller: Allowed<can::ReadDocuments>,
    id: Path<PlanItemId>,
    db: Data<Db>,
) -> Result<Tagged<PlanItem>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Add an activity to a plan that is a draft.
#[utoipa::path(
    tag = "plans",
    operation_id = "create_plan_item",
    params(("document_id" = Uuid, Path), IdempotencyKey),
    request_body = NewPlanItem,
    responses((status = 201, body = PlanItem, description = "The activity of the plan as stored")),
    security(("bearer" = [can::EditDocuments::NAME])),
)]
#[post("/documents/{document_id}/plan-items")]
pub async fn create(
    caller: Allowed<can::EditDocuments>,
    document: Path<DocumentId>,
    key: IdempotencyKey,
    new: Valid<NewPlanItem>,
    db: Data<Db>,
) -> Result<Created<PlanItem>> {
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let document = documents::store::hold(w, *document).await?;
        store::insert(w, &document, &new).await.map(Change::created)
    });
    created.await.map(Created)
}

/// Change an activity of a plan that is a draft.
#[utoipa::path(
    tag = "plans",
    operation_id = "update_plan_item",
    params(("plan_item_id" = Uuid, Path), IfMatch),
    request_body = PlanItemPatch,
    responses((status = 200, body = PlanItem, description = "The activity of the plan")),
    security(("bearer" = [can::EditDocuments::NAME])),
)]
#[patch("/plan-items/{plan_item_id}")]
pub async fn update(
    caller: Allowed<can::EditDocuments>,
    id: Path<PlanItemId>,
    etag: IfMatch,
    patch: Changes<PlanItemPatch>,
    db: Data<Db>,
) -> Result<Tagged<PlanItem>> {
    let updated = db.write(&caller, async |w| {
        let (document, before) = store::hold(w, *id).await?;
        let before = before.if_matches(etag)?;
        let after = store::update(w, &document, &before, &patch).await?;
        Ok(Change::updated(&before, after))
    });
    updated.await.map(Tagged)
}
