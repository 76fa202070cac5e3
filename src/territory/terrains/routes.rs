//! Terrain over HTTP. Reading needs no token and may be cached by anybody.

use super::model::{CommuneTerrain, NewTerrain, TerrainQuery, UnitTerrain};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, Anyone, Level, can};
use crate::platform::db::{Change, Db};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Params, Public, Tagged, Valid};
use crate::territory::units;
use crate::territory::units::model::{OnDay, UnitRef};
use actix_web::web::{Data, Path};
use actix_web::{get, put};

/// List the communes whose terrain is known, by name in Vietnamese order.
#[utoipa::path(
    tag = "territory",
    operation_id = "list_terrains",
    params(TerrainQuery, PageQuery),
    responses((status = 200, body = Page<CommuneTerrain>, description = "One page of communes with their terrain")),
)]
#[get("/terrains")]
pub async fn list(
    anyone: Anyone,
    query: Params<TerrainQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Public<Page<CommuneTerrain>>> {
    store::list(&mut db.read(&anyone).await?, &query, &page).await.map(Public)
}

/// Find the terrain of a commune, or of the commune in which a hamlet lies, on a day.
#[utoipa::path(
    tag = "territory",
    operation_id = "find_terrain",
    params(
        ("unit" = String, Path, description = "Id or official code of a commune or hamlet", example = "05605"),
        OnDay,
    ),
    responses((status = 200, body = UnitTerrain, description = "The terrain of the commune, with its dates")),
)]
#[get("/units/{unit}/terrain")]
pub async fn find(
    anyone: Anyone,
    unit: Path<UnitRef>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Public<UnitTerrain>> {
    let mut db = db.read(&anyone).await?;
    let day = on.on.map_or_else(|| anyone.today(), Day::get);
    let unit = units::store::find(&mut db, None, &unit, day).await?;
    store::find(&mut db, &unit, day).await.map(Public)
}

/// Say on what terrain a commune lies from a day on (vùng của xã).
///
/// Said again for the same day, it is corrected.
#[utoipa::path(
    tag = "territory",
    operation_id = "set_terrain",
    params(("unit" = String, Path, description = "Id or official code of a commune", example = "05605")),
    request_body = NewTerrain,
    responses((status = 200, body = UnitTerrain, description = "The terrain of the commune, with its dates")),
    security(("bearer" = [can::EditTerrains::NAME])),
)]
#[put("/units/{unit}/terrain")]
pub async fn set(
    caller: Allowed<can::EditTerrains>,
    unit: Path<UnitRef>,
    new: Valid<NewTerrain>,
    db: Data<Db>,
) -> Result<Tagged<UnitTerrain>> {
    let terrain = db.write(&caller, async |w| {
        let commune = units::store::hold(w, Level::Commune, &unit).await?;
        let (terrain, said, ended) = store::set(w, &commune, &new).await?;
        Ok(Change::several(terrain, said, ended))
    });
    terrain.await.map(Tagged)
}
