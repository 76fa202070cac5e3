//! Budget lines over HTTP.

use super::model::{BudgetLine, BudgetLinePatch, BudgetStep, NewBudgetLine};
use super::store;
use crate::Result;
use crate::planning::documents;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{BudgetLineId, DocumentId};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List the budget lines of a plan (dự toán).
#[utoipa::path(
    tag = "plans",
    operation_id = "list_budget_lines",
    params(("document_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<BudgetLine>, description = "One page of the plan's budget lines")),
    security(("bearer" = [can::ReadBudgets::NAME])),
)]
#[get("/documents/{document_id}/budget-lines")]
pub async fn list(
    caller: Allowed<can::ReadBudgets>,
    document: Path<DocumentId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<BudgetLine>> {
    store::list(&mut db.read(&caller).await?, *document, &page).await
}

/// Find a budget line.
#[utoipa::path(
    tag = "plans",
    operation_id = "find_budget_line",
    params(("budget_line_id" = Uuid, Path)),
    responses((status = 200, body = BudgetLine, description = "The budget line with the sums of each stage")),
    security(("bearer" = [can::ReadBudgets::NAME])),
)]
#[get("/budget-lines/{budget_line_id}")]
pub async fn find(
    caller: Allowed<can::ReadBudgets>,
    id: Path<BudgetLineId>,
    db: Data<Db>,
) -> Result<Tagged<BudgetLine>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Request money for a plan (đề nghị kinh phí).
#[utoipa::path(
    tag = "plans",
    operation_id = "create_budget_line",
    params(("document_id" = Uuid, Path), IdempotencyKey),
    request_body = NewBudgetLine,
    responses((status = 201, body = BudgetLine, description = "The budget line with the sums of each stage")),
    security(("bearer" = [can::EditBudgets::NAME])),
)]
#[post("/documents/{document_id}/budget-lines")]
pub async fn create(
    caller: Allowed<can::EditBudgets>,
    document: Path<DocumentId>,
    key: IdempotencyKey,
    new: Valid<NewBudgetLine>,
    db: Data<Db>,
) -> Result<Created<BudgetLine>> {
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let document = documents::store::hold(w, *document).await?;
        store::insert(w, &document, &new).await.map(Change::created)
    });
    created.await.map(Created)
}

/// Change a request for money that is not appraised yet.
#[utoipa::path(
    tag = "plans",
    operation_id = "update_budget_line",
    params(("budget_line_id" = Uuid, Path), IfMatch),
    request_body = BudgetLinePatch,
    responses((status = 200, body = BudgetLine, description = "The budget line with the sums of each stage")),
    security(("bearer" = [can::EditBudgets::NAME])),
)]
#[patch("/budget-lines/{budget_line_id}")]
pub async fn update(
    caller: Allowed<can::EditBudgets>,
    id: Path<BudgetLineId>,
    etag: IfMatch,
    patch: Changes<BudgetLinePatch>,
    db: Data<Db>,
) -> Result<Tagged<BudgetLine>> {
    let updated = db.write(&caller, async |w| {
        let (_, before) = store::hold(w, *id).await?;
        let before = before.if_matches(etag)?;
        let after = store::update(w, &before, &patch).await?;
        Ok(Change::updated(&before, after))
    });
    updated.await.map(Tagged)
}

/// Appraise, allocate, disburse or settle what was requested (thẩm định, bố trí, giải ngân, quyết toán).
#[utoipa::path(
    tag = "plans",
    operation_id = "step_budget_line",
    params(("budget_line_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = BudgetStep,
    responses((status = 201, body = BudgetLine, description = "The budget line with the sums of each stage")),
    security(("bearer" = [can::AppraiseBudgets::NAME])),
)]
#[post("/budget-lines/{budget_line_id}/steps")]
pub async fn step(
    caller: Allowed<can::AppraiseBudgets>,
    id: Path<BudgetLineId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<BudgetStep>,
    db: Data<Db>,
) -> Result<Created<BudgetLine>> {
    let stepped = db.write_once(&caller, &key, &*new, async |w| {
        let (_, before) = store::hold(w, *id).await?;
        let before = before.if_matches(etag)?;
        let after = store::step(w, &before, &new).await?;
        Ok(Change::done("stepped", &before, after))
    });
    stepped.await.map(Created)
}
