//! Documents over HTTP.

use super::model::{DocumentPatch, DocumentQuery, DocumentStep, NewDocument, ShownDocument, WholeDocument};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::fields::Day;
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::DocumentId;
use crate::platform::log::Event;
use crate::territory::units::model::{OnDay, UnitRef};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List the documents of a province, district, commune or hamlet.
///
/// A unit that has ended is asked for with `on`: the plans of a province before July 2025 are still its plans.
#[utoipa::path(
    tag = "plans",
    operation_id = "list_documents_in_unit",
    params(
        ("unit" = String, Path, description = "Id or official code of a unit", example = "19"),
        OnDay,
        DocumentQuery,
        PageQuery,
    ),
    responses(
        (status = 200, body = Page<ShownDocument>, description = "One page of documents, each with what it lacks"),
    ),
    security(("bearer" = [can::ReadDocuments::NAME])),
)]
#[get("/units/{unit}/documents")]
pub async fn list_in_unit(
    caller: Allowed<can::ReadDocuments>,
    unit: Path<UnitRef>,
    on: Params<OnDay>,
    query: Params<DocumentQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ShownDocument>> {
    let day = on.on.map_or_else(|| caller.today(), Day::get);
    store::list_in_unit(&mut db.read(&caller).await?, &unit, day, &query, &page).await
}

/// List the documents that bind you or those below you: of the nation, of your places, of those above and below.
#[utoipa::path(
    tag = "plans",
    operation_id = "list_documents",
    params(DocumentQuery, PageQuery),
    responses(
        (status = 200, body = Page<ShownDocument>, description = "One page of documents, each with what it lacks"),
    ),
    security(("bearer" = [can::ReadDocuments::NAME])),
)]
#[get("/documents")]
pub async fn list(
    caller: Allowed<can::ReadDocuments>,
    query: Params<DocumentQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ShownDocument>> {
    store::list(&mut db.read(&caller).await?, &query, &page).await
}

/// Find a document, with its duties, sources of money and reporting lines.
#[utoipa::path(
    tag = "plans",
    operation_id = "find_document",
    params(("document_id" = Uuid, Path)),
    responses(
        (status = 200, body = WholeDocument, description = "The document with its duties, sources of money and reporting lines"),
    ),
    security(("bearer" = [can::ReadDocuments::NAME])),
)]
#[get("/documents/{document_id}")]
pub async fn find(
    caller: Allowed<can::ReadDocuments>,
    id: Path<DocumentId>,
    db: Data<Db>,
) -> Result<Tagged<WholeDocument>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Enter a document of your unit (văn bản). It is a draft until somebody else issues it.
///
/// Number, date, signatory and period may be missing: `missing` and `completeness` then say so.
#[utoipa::path(
    tag = "plans",
    operation_id = "create_document",
    params(
        ("unit" = String, Path, description = "Id or official code of a unit", example = "19"),
        IdempotencyKey,
    ),
    request_body = NewDocument,
    responses(
        (status = 201, body = WholeDocument, description = "The document with its duties, sources of money and reporting lines"),
    ),
    security(("bearer" = [can::EditDocuments::NAME])),
)]
#[post("/units/{unit}/documents")]
pub async fn create(
    caller: Allowed<can::EditDocuments>,
    unit: Path<UnitRef>,
    key: IdempotencyKey,
    new: Valid<NewDocument>,
    db: Data<Db>,
) -> Result<Created<WholeDocument>> {
    let document = db.write_once(&caller, &key, &*new, async |w| {
        let document = store::insert(w, Some(&unit), &new).await?;
        let event = Event::created(&document);
        Ok(Change::one(store::find(w, document.id).await?, event))
    });
    document.await.map(Created)
}

/// Enter a document of the nation (văn bản). It is a draft until somebody else issues it.
#[utoipa::path(
    tag = "plans",
    operation_id = "create_national_document",
    params(IdempotencyKey),
    request_body = NewDocument,
    responses(
        (status = 201, body = WholeDocument, description = "The document with its duties, sources of money and reporting lines"),
    ),
    security(("bearer" = [can::EditProgrammes::NAME])),
)]
#[post("/documents")]
pub async fn create_national(
    caller: Allowed<can::EditProgrammes>,
    key: IdempotencyKey,
    new: Valid<NewDocument>,
    db: Data<Db>,
) -> Result<Created<WholeDocument>> {
    let document = db.write_once(&caller, &key, &*new, async |w| {
        let document = store::insert(w, None, &new).await?;
        let event = Event::created(&document);
        Ok(Change::one(store::find(w, document.id).await?, event))
    });
    document.await.map(Created)
}

/// Change a draft, or add what an issued document lacked.
#[utoipa::path(
    tag = "plans",
    operation_id = "update_document",
    params(("document_id" = Uuid, Path), IfMatch),
    request_body = DocumentPatch,
    responses(
        (status = 200, body = WholeDocument, description = "The document with its duties, sources of money and reporting lines"),
    ),
    security(("bearer" = [can::EditDocuments::NAME])),
)]
#[patch("/documents/{document_id}")]
pub async fn update(
    caller: Allowed<can::EditDocuments>,
    id: Path<DocumentId>,
    etag: IfMatch,
    patch: Changes<DocumentPatch>,
    db: Data<Db>,
) -> Result<Tagged<WholeDocument>> {
    let document = db.write(&caller, async |w| {
        let document = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &document, &patch).await?;
        let event = Event::changed("updated", &*document, &after);
        Ok(Change::one(store::find(w, after.id).await?, event))
    });
    document.await.map(Tagged)
}

/// Issue a document that somebody else drew up (ban hành), or record what amended, replaced or ended it.
#[utoipa::path(
    tag = "plans",
    operation_id = "step_document",
    params(("document_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = DocumentStep,
    responses(
        (status = 201, body = WholeDocument, description = "The document with its duties, sources of money and reporting lines"),
    ),
    security(("bearer" = [can::IssueDocuments::NAME])),
)]
#[post("/documents/{document_id}/steps")]
pub async fn step(
    caller: Allowed<can::IssueDocuments>,
    id: Path<DocumentId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<DocumentStep>,
    db: Data<Db>,
) -> Result<Created<WholeDocument>> {
    let document = db.write_once(&caller, &key, &*new, async |w| {
        let document = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::step(w, &document, &new).await?;
        let event = Event::changed(after.state.into(), &*document, &after);
        Ok(Change::one(store::find(w, after.id).await?, event))
    });
    document.await.map(Created)
}
