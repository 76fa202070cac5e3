//! What the clubs do over HTTP.

use super::model::{ActivityFigures, ClubActivityFigures, Sums, UnitActivityFigures};
use super::{rules, store};
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::Db;
use crate::platform::http::Json;
use crate::platform::ids::ClubId;
use crate::platform::text;
use crate::register::clubs;
use crate::statistics::figures::routes::unit_in_reach;
use crate::statistics::figures::rules::{knows_those_of, knows_those_of_club};
use crate::statistics::fresh::Fresh;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use actix_web::get;
use actix_web::web::{Data, Path};

/// Count what all clubs in your reach do.
#[utoipa::path(
    tag = "figures",
    operation_id = "count_all_activities",
    responses((status = 200, body = ActivityFigures, description = "The sums of today")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/activity-figures")]
pub async fn nation(caller: Allowed<can::ReadFigures>, db: Data<Db>) -> Result<Json<ActivityFigures>> {
    let sums = store::of_unit(&mut Fresh::read(&db, &caller).await?, None).await?;
    Ok(Json(rules::show(&sums, caller.today(), Some(rules::small(&sums)))))
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
    responses((status = 200, body = UnitActivityFigures, description = "The sums of today")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/activity-figures")]
pub async fn of_unit(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    db: Data<Db>,
) -> Result<Json<UnitActivityFigures>> {
    let unit = unit_in_reach(&db, &caller, &unit).await?;
    let sums = store::of_unit(&mut Fresh::read(&db, &caller).await?, Some(&unit)).await?;
    let hidden = (!knows_those_of(&caller, &unit)).then(|| rules::small(&sums));
    let figures = rules::show(&sums, caller.today(), hidden);
    Ok(Json(UnitActivityFigures { unit_id: unit.id, name: unit.name, figures }))
}

/// Count by the units below one: communes of a province, hamlets of a commune. Only those with clubs.
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
    let unit = unit_in_reach(&db, &caller, &unit).await?;
    let mut reader = Fresh::read(&db, &caller).await?;
    let parts = store::of_children(&mut reader, &unit).await?;
    let names =
        units::store::names(&mut reader, parts.iter().map(|(id, _)| *id).collect(), caller.today()).await?;
    let hidden = rules::small_parts(&parts.iter().map(|(_, sums)| *sums).collect::<Vec<Sums>>());
    let open = knows_those_of(&caller, &unit);
    let shown = parts.into_iter().zip(hidden).map(|((unit_id, sums), hidden)| UnitActivityFigures {
        unit_id,
        name: names.get(&unit_id).cloned().unwrap_or_default(),
        figures: rules::show(&sums, caller.today(), (!open).then_some(hidden)),
    });
    let mut shown: Vec<UnitActivityFigures> = shown.collect();
    shown.sort_by_cached_key(|part| text::sort_key(&part.name));
    Ok(Json(shown))
}

/// Count what a club does.
#[utoipa::path(
    tag = "figures",
    operation_id = "count_club_activities",
    params(("club_id" = Uuid, Path)),
    responses((status = 200, body = ClubActivityFigures, description = "The sums of today")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/clubs/{club_id}/activity-figures")]
pub async fn of_club(
    caller: Allowed<can::ReadFigures>,
    club: Path<ClubId>,
    db: Data<Db>,
) -> Result<Json<ClubActivityFigures>> {
    let mut reader = Fresh::read(&db, &caller).await?;
    let club = clubs::store::find(&mut reader, *club).await?;
    let sums = store::of_club(&mut reader, club.id).await?;
    let hidden = (!knows_those_of_club(&caller, &club)).then(|| rules::small(&sums));
    Ok(Json(ClubActivityFigures { club_id: club.id, figures: rules::show(&sums, caller.today(), hidden) }))
}
