//! Activity by area over HTTP.

use super::model::{AreaEvidence, AreaGap, AreaStatus, AreaStatusQuery};
use super::store;
use crate::Result;
use crate::activity::areas::model::Area;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::Db;
use crate::platform::http::{Json, Page, PageQuery, Params};
use crate::platform::ids::ClubId;
use crate::statistics::fresh::Fresh;
use crate::statistics::summary::unit_in_reach;
use crate::territory::units::model::UnitRef;
use actix_web::get;
use actix_web::web::{Data, Path};

/// Show whether a club was active in all areas in a period, and what is missing.
#[utoipa::path(
    tag = "activities",
    operation_id = "show_area_status",
    params(("club_id" = Uuid, Path), AreaStatusQuery),
    responses(
        (status = 200, body = AreaStatus, description = "Whether each area was active, with the evidence counted"),
    ),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/clubs/{club_id}/areas")]
pub async fn of_club(
    caller: Allowed<can::ReadFigures>,
    club: Path<ClubId>,
    query: Params<AreaStatusQuery>,
    db: Data<Db>,
) -> Result<Json<AreaStatus>> {
    store::of_club(&mut db.read(&caller).await?, *club, &query).await.map(Json)
}

/// List the evidence that a club was active in an area, the last first.
#[utoipa::path(
    tag = "activities",
    operation_id = "list_area_evidence",
    params(
        ("club_id" = Uuid, Path),
        ("area" = String, Path, description = "One of the eight areas", example = "health_care"),
        AreaStatusQuery,
        PageQuery,
    ),
    responses(
        (status = 200, body = Page<AreaEvidence>, description = "One page of evidence, the last first"),
    ),
    security(("bearer" = [can::ReadActivities::NAME])),
)]
#[get("/clubs/{club_id}/areas/{area}/evidence")]
pub async fn evidence(
    caller: Allowed<can::ReadActivities>,
    path: Path<(ClubId, Area)>,
    query: Params<AreaStatusQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<AreaEvidence>> {
    let (club, area) = *path;
    store::evidence(&mut db.read(&caller).await?, club, area, &query, &page).await
}

/// List the active clubs of a unit that were not active in all areas in the last twelve months.
#[utoipa::path(
    tag = "activities",
    operation_id = "list_area_gaps",
    params(
        ("unit" = String, Path, description = "Id or official code of a province, commune or hamlet", example = "19"),
        PageQuery,
    ),
    responses(
        (status = 200, body = Page<AreaGap>, description = "One page of clubs, each with the areas that it lacks"),
    ),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/area-gaps")]
pub async fn gaps(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<AreaGap>> {
    let unit = unit_in_reach(&db, &caller, &unit).await?;
    store::gaps(&mut Fresh::read(&db, &caller).await?, &unit, &page).await
}
