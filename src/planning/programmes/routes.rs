//! Programmes over HTTP.

use super::model::{NewProgramme, Programme};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::fields::Line;
use crate::platform::http::{Created, IdempotencyKey, Page, PageQuery, Params, Tagged, Valid};
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the programmes of the government (đề án), by code.
#[utoipa::path(
    tag = "plans",
    operation_id = "list_programmes",
    params(PageQuery),
    responses((status = 200, body = Page<Programme>, description = "One page of programmes, by code")),
    security(("bearer" = [can::ReadDocuments::NAME])),
)]
#[get("/programmes")]
pub async fn list(
    caller: Allowed<can::ReadDocuments>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Programme>> {
    store::list(&mut db.read(&caller).await?, &page).await
}

/// Find a programme by its code.
#[utoipa::path(
    tag = "plans",
    operation_id = "find_programme",
    params(("programme" = String, Path, description = "Code of the programme", example = "1648")),
    responses((status = 200, body = Programme, description = "The programme and its period")),
    security(("bearer" = [can::ReadDocuments::NAME])),
)]
#[get("/programmes/{programme}")]
pub async fn find(
    caller: Allowed<can::ReadDocuments>,
    code: Path<Line<20>>,
    db: Data<Db>,
) -> Result<Tagged<Programme>> {
    store::find(&mut db.read(&caller).await?, &code).await.map(Tagged)
}

/// Record a programme of the government (đề án).
#[utoipa::path(
    tag = "plans",
    operation_id = "create_programme",
    params(IdempotencyKey),
    request_body = NewProgramme,
    responses((status = 201, body = Programme, description = "The programme as stored")),
    security(("bearer" = [can::EditProgrammes::NAME])),
)]
#[post("/programmes")]
pub async fn create(
    caller: Allowed<can::EditProgrammes>,
    key: IdempotencyKey,
    new: Valid<NewProgramme>,
    db: Data<Db>,
) -> Result<Created<Programme>> {
    let created =
        db.write_once(&caller, &key, &*new, async |w| store::insert(w, &new).await.map(Change::created));
    created.await.map(Created)
}
