//! Areas over HTTP.

use super::model::{AreaCatalogue, WholeAreaCatalogue};
use super::store;
use crate::Result;
use crate::platform::auth::Anyone;
use crate::platform::db::Db;
use crate::platform::fields::Line;
use crate::platform::http::Public;
use actix_web::get;
use actix_web::web::{Data, Path};

/// List the catalogues of areas of activity, the newest first.
#[utoipa::path(
    tag = "activities",
    operation_id = "list_area_catalogues",
    responses((status = 200, body = Vec<AreaCatalogue>, description = "All catalogues, without their items")),
)]
#[get("/area-catalogues")]
pub async fn list(anyone: Anyone, db: Data<Db>) -> Result<Public<Vec<AreaCatalogue>>> {
    store::list(&mut db.read(&anyone).await?).await.map(Public)
}

/// Find a catalogue with its items, and which of the eight areas each is made up of.
#[utoipa::path(
    tag = "activities",
    operation_id = "find_area_catalogue",
    params(("catalogue" = String, Path, description = "Code of the catalogue", example = "1648")),
    responses((status = 200, body = WholeAreaCatalogue, description = "Catalogue, with its items")),
)]
#[get("/area-catalogues/{catalogue}")]
pub async fn find(anyone: Anyone, code: Path<Line<50>>, db: Data<Db>) -> Result<Public<WholeAreaCatalogue>> {
    store::find(&mut db.read(&anyone).await?, &code).await.map(Public)
}
