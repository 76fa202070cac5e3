//! Tasks of plans over HTTP.

use super::model::{NewPlanTask, PlanTaskPatch, PlanTaskQuery, PlanTaskStep, ShownPlanTask};
use super::store;
use crate::Result;
use crate::planning::documents;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{DocumentId, PlanTaskId};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List the tasks of a plan, the most urgent first.
#[utoipa::path(
    tag = "plans",
    operation_id = "list_plan_tasks",
    params(("document_id" = Uuid, Path), PlanTaskQuery, PageQuery),
    responses((status = 200, body = Page<ShownPlanTask>, description = "One page of the plan's tasks")),
    security(("bearer" = [can::ReadDocuments::NAME])),
)]
#[get("/documents/{document_id}/tasks")]
pub async fn list(
    caller: Allowed<can::ReadDocuments>,
    document: Path<DocumentId>,
    query: Params<PlanTaskQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ShownPlanTask>> {
    store::list(&mut db.read(&caller).await?, *document, *query, &page).await
}

/// Find a task of a plan.
#[utoipa::path(
    tag = "plans",
    operation_id = "find_plan_task",
    params(("plan_task_id" = Uuid, Path)),
    responses((status = 200, body = ShownPlanTask, description = "The task as of today")),
    security(("bearer" = [can::ReadDocuments::NAME])),
)]
#[get("/plan-tasks/{plan_task_id}")]
pub async fn find(
    caller: Allowed<can::ReadDocuments>,
    id: Path<PlanTaskId>,
    db: Data<Db>,
) -> Result<Tagged<ShownPlanTask>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Give a task by a plan (giao việc): who leads, who helps, by when.
#[utoipa::path(
    tag = "plans",
    operation_id = "create_plan_task",
    params(("document_id" = Uuid, Path), IdempotencyKey),
    request_body = NewPlanTask,
    responses((status = 201, body = ShownPlanTask, description = "The task as of today")),
    security(("bearer" = [can::EditTasks::NAME])),
)]
#[post("/documents/{document_id}/tasks")]
pub async fn create(
    caller: Allowed<can::EditTasks>,
    document: Path<DocumentId>,
    key: IdempotencyKey,
    new: Valid<NewPlanTask>,
    db: Data<Db>,
) -> Result<Created<ShownPlanTask>> {
    let today = caller.today();
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let document = documents::store::hold(w, *document).await?;
        let task = store::insert(w, &document, &new).await?;
        Ok(Change::created(task).map(|task| task.on(today)))
    });
    created.await.map(Created)
}

/// Change a task of a plan that is neither done nor cancelled.
#[utoipa::path(
    tag = "plans",
    operation_id = "update_plan_task",
    params(("plan_task_id" = Uuid, Path), IfMatch),
    request_body = PlanTaskPatch,
    responses((status = 200, body = ShownPlanTask, description = "The task as of today")),
    security(("bearer" = [can::EditTasks::NAME])),
)]
#[patch("/plan-tasks/{plan_task_id}")]
pub async fn update(
    caller: Allowed<can::EditTasks>,
    id: Path<PlanTaskId>,
    etag: IfMatch,
    patch: Changes<PlanTaskPatch>,
    db: Data<Db>,
) -> Result<Tagged<ShownPlanTask>> {
    let today = caller.today();
    let updated = db.write(&caller, async |w| {
        let (_, before) = store::hold(w, *id).await?;
        let before = before.if_matches(etag)?;
        let after = store::update(w, &before, &patch).await?;
        Ok(Change::updated(&before, after).map(|task| task.on(today)))
    });
    updated.await.map(Tagged)
}

/// Record how far a task has come: doing, done or cancelled.
#[utoipa::path(
    tag = "plans",
    operation_id = "step_plan_task",
    params(("plan_task_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = PlanTaskStep,
    responses((status = 201, body = ShownPlanTask, description = "The task as of today")),
    security(("bearer" = [can::EditTasks::NAME])),
)]
#[post("/plan-tasks/{plan_task_id}/steps")]
pub async fn step(
    caller: Allowed<can::EditTasks>,
    id: Path<PlanTaskId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<PlanTaskStep>,
    db: Data<Db>,
) -> Result<Created<ShownPlanTask>> {
    let today = caller.today();
    let stepped = db.write_once(&caller, &key, &*new, async |w| {
        let (_, before) = store::hold(w, *id).await?;
        let before = before.if_matches(etag)?;
        let after = store::step(w, &before, &new).await?;
        Ok(Change::done(after.state.into(), &before, after).map(|task| task.on(today)))
    });
    stepped.await.map(Created)
}
