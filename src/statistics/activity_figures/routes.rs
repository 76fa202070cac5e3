//! What the clubs do over HTTP.

use super::model::{ActivityFigures, ActivitySums, ClubActivityFigures, UnitActivityFigures};
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::Db;
use crate::platform::http::Json;
use crate::platform::ids::ClubId;
use crate::statistics::summary::{self, Summary};
use crate::territory::units::model::UnitRef;
use actix_web::get;
use actix_web::web::{Data, Path};

/// Count what all clubs in your reach do.
#[utoipa::path(
    tag = "figures",
    operation_id = "count_all_activities",
    responses(
        (status = 200, body = ActivityFigures, description = "Sums of all clubs in your reach, as of today"),
    ),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/activity-figures")]
pub async fn nation(caller: Allowed<can::ReadFigures>, db: Data<Db>) -> Result<Json<ActivityFigures>> {
    summary::nation::<ActivitySums>(&db, &caller).await.map(Json)
}

/// Count what the clubs of a unit in your reach do.
///
/// Whoever may not read the members sees neither a number of persons from 1 to 4, nor one whose rest is so small.
#[utoipa::path(
    tag = "figures",
    operation_id = "count_unit_activities",
    params(
        ("unit" = String, Path, description = "Id or official code of a province, commune or hamlet", example = "19"),
    ),
    responses(
        (status = 200, body = UnitActivityFigures, description = "Sums of the unit's clubs, as of today"),
    ),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/activity-figures")]
pub async fn of_unit(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    db: Data<Db>,
) -> Result<Json<UnitActivityFigures>> {
    let (unit, figures) = summary::of_unit::<ActivitySums>(&db, &caller, &unit).await?;
    Ok(Json(UnitActivityFigures { unit_id: unit.id, name: unit.name, figures }))
}

/// Count what clubs do in each unit below one: communes of a province, hamlets of a commune. Only those with clubs.
#[utoipa::path(
    tag = "figures",
    operation_id = "count_activities_of_children",
    params(
        ("unit" = String, Path, description = "Id or official code of a province or commune", example = "19"),
    ),
    responses(
        (status = 200, body = Vec<UnitActivityFigures>, description = "The sums of today, in Vietnamese order"),
    ),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/activity-figures/children")]
pub async fn of_children(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    db: Data<Db>,
) -> Result<Json<Vec<UnitActivityFigures>>> {
    let parts = summary::of_children::<ActivitySums>(&db, &caller, &unit).await?;
    let shown =
        parts.into_iter().map(|(unit_id, name, figures)| UnitActivityFigures { unit_id, name, figures });
    Ok(Json(shown.collect()))
}

/// Count what a club does.
#[utoipa::path(
    tag = "figures",
    operation_id = "count_club_activities",
    params(("club_id" = Uuid, Path)),
    responses((status = 200, body = ClubActivityFigures, description = "Figures of the club, as of today")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/clubs/{club_id}/activity-figures")]
pub async fn of_club(
    caller: Allowed<can::ReadFigures>,
    club: Path<ClubId>,
    db: Data<Db>,
) -> Result<Json<ClubActivityFigures>> {
    let (club, sums, withheld) = summary::of_club::<ActivitySums>(&db, &caller, *club).await?;
    Ok(Json(ClubActivityFigures { club_id: club.id, figures: sums.show(caller.today(), &withheld) }))
}
