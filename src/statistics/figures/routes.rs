//! Figures over HTTP.

use super::model::{ClubComposition, Figures, PeopleSums, UnitFigures};
use super::rules;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::Db;
use crate::platform::http::Json;
use crate::platform::ids::ClubId;
use crate::statistics::summary::{self, Summary};
use crate::territory::units::model::UnitRef;
use actix_web::get;
use actix_web::web::{Data, Path};

/// Count all clubs in your reach and the people in them.
#[utoipa::path(
    tag = "figures",
    operation_id = "count_all",
    responses((status = 200, body = Figures, description = "Counts of all clubs in your reach, as of today")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/figures")]
pub async fn nation(caller: Allowed<can::ReadFigures>, db: Data<Db>) -> Result<Json<Figures>> {
    summary::nation::<PeopleSums>(&db, &caller).await.map(Json)
}

/// Count the clubs of a unit in your reach and the people in them.
///
/// Whoever may not know those who are counted sees no number of people from 1 to 4, nor one that would give such a
/// number away. Members are known by `members.read`, poverty, ethnicity and disability by `members.sensitive.read`.
#[utoipa::path(
    tag = "figures",
    operation_id = "count_unit",
    params(
        ("unit" = String, Path, description = "Id or official code of a province, commune or hamlet", example = "19"),
    ),
    responses((status = 200, body = UnitFigures, description = "Counts of the unit's clubs, as of today")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/figures")]
pub async fn of_unit(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    db: Data<Db>,
) -> Result<Json<UnitFigures>> {
    let (unit, figures) = summary::of_unit::<PeopleSums>(&db, &caller, &unit).await?;
    Ok(Json(UnitFigures { unit_id: unit.id, name: unit.name, figures }))
}

/// Count clubs and people in each unit below one: communes of a province, hamlets of a commune. Only those with clubs.
#[utoipa::path(
    tag = "figures",
    operation_id = "count_children",
    params(
        ("unit" = String, Path, description = "Id or official code of a province or commune", example = "19"),
    ),
    responses(
        (status = 200, body = Vec<UnitFigures>, description = "The counts of today, in Vietnamese order"),
    ),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/figures/children")]
pub async fn of_children(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    db: Data<Db>,
) -> Result<Json<Vec<UnitFigures>>> {
    let parts = summary::of_children::<PeopleSums>(&db, &caller, &unit).await?;
    let shown = parts.into_iter().map(|(unit_id, name, figures)| UnitFigures { unit_id, name, figures });
    Ok(Json(shown.collect()))
}

/// Count a club's people and say which norms of the programme it does not meet.
///
/// Norms are aims, never conditions: 50 to 70 members, 60 to 70 of a hundred women, as many older people.
#[utoipa::path(
    tag = "figures",
    operation_id = "show_composition",
    params(("club_id" = Uuid, Path)),
    responses(
        (status = 200, body = ClubComposition, description = "The counts of today and the norms not met"),
    ),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/clubs/{club_id}/composition")]
pub async fn composition(
    caller: Allowed<can::ReadFigures>,
    club: Path<ClubId>,
    db: Data<Db>,
) -> Result<Json<ClubComposition>> {
    let (club, sums, withheld) = summary::of_club::<PeopleSums>(&db, &caller, *club).await?;
    let warnings = rules::shortfalls(&sums, &withheld);
    Ok(Json(ClubComposition { club_id: club.id, figures: sums.show(caller.today(), &withheld), warnings }))
}
