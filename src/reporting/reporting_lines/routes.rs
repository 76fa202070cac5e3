//! Reporting lines and the chain over HTTP.

use super::model::{
    NewReportingLine, ReportingChain, ReportingChainQuery, ReportingGap, ReportingGapQuery, ReportingLine,
    ReportingLinePatch, ReportingLineQuery,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{OrganisationId, ReportingLineId};
use crate::reporting::organisations::model::Organisation;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List who reports to whom (tuyến báo cáo), by kind and level.
#[utoipa::path(
    tag = "chain",
    operation_id = "list_reporting_lines",
    params(ReportingLineQuery, PageQuery),
    responses((status = 200, body = Page<ReportingLine>, description = "One page of reporting lines")),
    security(("bearer" = [can::ReadOrganisations::NAME])),
)]
#[get("/reporting-lines")]
pub async fn list(
    caller: Allowed<can::ReadOrganisations>,
    query: Params<ReportingLineQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ReportingLine>> {
    store::list(&mut db.read(&caller).await?, &query, &page).await
}

/// Find a reporting line.
#[utoipa::path(
    tag = "chain",
    operation_id = "find_reporting_line",
    params(("reporting_line_id" = Uuid, Path)),
    responses((status = 200, body = ReportingLine, description = "The reporting line for its dates")),
    security(("bearer" = [can::ReadOrganisations::NAME])),
)]
#[get("/reporting-lines/{reporting_line_id}")]
pub async fn find(
    caller: Allowed<can::ReadOrganisations>,
    id: Path<ReportingLineId>,
    db: Data<Db>,
) -> Result<Tagged<ReportingLine>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Enter who reports to whom in your province from a day on; everywhere, if you are of the nation.
///
/// What a province has of its own from a kind and level stands there in place of what holds everywhere. A line that
/// would let reports go in a circle is refused.
#[utoipa::path(
    tag = "chain",
    operation_id = "create_reporting_line",
    params(IdempotencyKey),
    request_body = NewReportingLine,
    responses((status = 201, body = ReportingLine, description = "The reporting line for its dates")),
    security(("bearer" = [can::EditReportingLines::NAME])),
)]
#[post("/reporting-lines")]
pub async fn create(
    caller: Allowed<can::EditReportingLines>,
    key: IdempotencyKey,
    new: Valid<NewReportingLine>,
    db: Data<Db>,
) -> Result<Created<ReportingLine>> {
    let created =
        db.write_once(&caller, &key, &*new, async |w| store::insert(w, &new).await.map(Change::created));
    created.await.map(Created)
}

/// Correct a reporting line, or set its last day.
#[utoipa::path(
    tag = "chain",
    operation_id = "update_reporting_line",
    params(("reporting_line_id" = Uuid, Path), IfMatch),
    request_body = ReportingLinePatch,
    responses((status = 200, body = ReportingLine, description = "The reporting line for its dates")),
    security(("bearer" = [can::EditReportingLines::NAME])),
)]
#[patch("/reporting-lines/{reporting_line_id}")]
pub async fn update(
    caller: Allowed<can::EditReportingLines>,
    id: Path<ReportingLineId>,
    etag: IfMatch,
    patch: Changes<ReportingLinePatch>,
    db: Data<Db>,
) -> Result<Tagged<ReportingLine>> {
    let updated = db.write(&caller, async |w| {
        let before = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &before, &patch).await?;
        Ok(Change::updated(&before, after))
    });
    updated.await.map(Tagged)
}

/// Show to whom an organisation reports and who reports to it, on a day.
///
/// A level at which nobody is there is named and passed over: what it would have passed on goes to the next.
#[utoipa::path(
    tag = "chain",
    operation_id = "find_chain",
    params(("organisation_id" = Uuid, Path), ReportingChainQuery),
    responses((status = 200, body = ReportingChain, description = "Where it stands in the chain")),
    security(("bearer" = [can::ReadOrganisations::NAME])),
)]
#[get("/organisations/{organisation_id}/chain")]
pub async fn chain(
    caller: Allowed<can::ReadOrganisations>,
    id: Path<OrganisationId>,
    query: Params<ReportingChainQuery>,
    db: Data<Db>,
) -> Result<Json<ReportingChain>> {
    store::chain(&mut db.read(&caller).await?, *id, &query).await.map(Json)
}

/// List the organisations that report to one, by name.
#[utoipa::path(
    tag = "chain",
    operation_id = "list_reporters",
    params(("organisation_id" = Uuid, Path), ReportingChainQuery, PageQuery),
    responses((status = 200, body = Page<Organisation>, description = "One page of organisations")),
    security(("bearer" = [can::ReadOrganisations::NAME])),
)]
#[get("/organisations/{organisation_id}/reporters")]
pub async fn reporters(
    caller: Allowed<can::ReadOrganisations>,
    id: Path<OrganisationId>,
    query: Params<ReportingChainQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Organisation>> {
    store::reporters(&mut db.read(&caller).await?, *id, &query, &page).await
}

/// List the units of your reach at which somebody is missing: no organisation, or nobody who acts for it.
#[utoipa::path(
    tag = "chain",
    operation_id = "list_chain_gaps",
    params(ReportingGapQuery, PageQuery),
    responses(
        (status = 200, body = Page<ReportingGap>, description = "One page of units, each with who is missing there"),
    ),
    security(("bearer" = [can::ReadChainGaps::NAME])),
)]
#[get("/chain/gaps")]
pub async fn gaps(
    caller: Allowed<can::ReadChainGaps>,
    query: Params<ReportingGapQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ReportingGap>> {
    store::gaps(&mut db.read(&caller).await?, &query, &page).await
}
