//! Areas in the database.

use super::model::{AreaCatalogue, CatalogueArea, WholeAreaCatalogue};
use crate::Result;
use crate::activity::schema::{area_catalogues, catalogue_areas};
use crate::platform::db::Reads;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Lists the catalogues, the newest first.
pub async fn list(db: &mut impl Reads) -> Result<Vec<AreaCatalogue>> {
    let rows = area_catalogues::table.order((area_catalogues::valid_from.desc(), area_catalogues::code));
    Ok(rows.select(AreaCatalogue::as_select()).load(db.conn()).await?)
}

/// Finds a catalogue with its items.
pub async fn find(db: &mut impl Reads, code: &str) -> Result<WholeAreaCatalogue> {
    let catalogue =
        area_catalogues::table.find(code).select(AreaCatalogue::as_select()).first(db.conn()).await?;
    let items = catalogue_areas::table
        .filter(catalogue_areas::catalogue.eq(code))
        .order(catalogue_areas::position)
        .select(CatalogueArea::as_select())
        .load(db.conn())
        .await?;
    Ok(WholeAreaCatalogue { catalogue, items })
}
