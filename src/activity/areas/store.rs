//! Areas in the database.

use super::model::{Catalogue, CatalogueArea, WholeCatalogue};
use crate::Result;
use crate::activity::schema::{area_catalogues, catalogue_areas};
use crate::platform::db::Reads;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Lists the catalogues, the newest first.
pub async fn list(db: &mut impl Reads) -> Result<Vec<Catalogue>> {
    let rows = area_catalogues::table.order((area_catalogues::valid_from.desc(), area_catalogues::code));
    Ok(rows.select(Catalogue::as_select()).load(db.conn()).await?)
}

/// Finds a catalogue with its items.
pub async fn find(db: &mut impl Reads, code: &str) -> Result<WholeCatalogue> {
    let catalogue = area_catalogues::table.find(code).select(Catalogue::as_select()).first(db.conn()).await?;
    let items = catalogue_areas::table
        .filter(catalogue_areas::catalogue.eq(code))
        .order(catalogue_areas::position)
        .select(CatalogueArea::as_select())
        .load(db.conn())
        .await?;
    Ok(WholeCatalogue { catalogue, items })
}
