//! The clubs' money over HTTP.

use super::model::{ClubFinances, Finances, Sums, UnitFinances};
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

/// Add up the money of all clubs in your reach.
#[utoipa::path(
    tag = "figures",
    operation_id = "sum_all_finances",
    responses((status = 200, body = Finances, description = "The sums of today")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/finances")]
pub async fn nation(caller: Allowed<can::ReadFigures>, db: Data<Db>) -> Result<Json<Finances>> {
    let sums = store::of_unit(&mut Fresh::read(&db, &caller).await?, None).await?;
    Ok(Json(rules::show(&sums, caller.today(), Some(rules::small(&sums)))))
}

/// Add up the money of the clubs of a unit in your reach.
///
/// Whoever may not read the members sees neither a number of people from 1 to 4, nor one whose rest is so
/// small, nor a sum that so few make up. Where what is owed or saved is withheld, so is what the income
/// funds have in hand: the books balance, and one would give the other away.
#[utoipa::path(
    tag = "figures",
    operation_id = "sum_unit_finances",
    params(
        ("unit" = String, Path, description = "Id or official code of a province, commune or hamlet", example = "19"),
    ),
    responses((status = 200, body = UnitFinances, description = "The sums of today")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/finances")]
pub async fn of_unit(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    db: Data<Db>,
) -> Result<Json<UnitFinances>> {
    let unit = unit_in_reach(&db, &caller, &unit).await?;
    let sums = store::of_unit(&mut Fresh::read(&db, &caller).await?, Some(&unit)).await?;
    let hidden = (!knows_those_of(&caller, &unit)).then(|| rules::small(&sums));
    let finances = rules::show(&sums, caller.today(), hidden);
    Ok(Json(UnitFinances { unit_id: unit.id, name: unit.name, finances }))
}

/// Add up the money by the units below one: communes of a province, hamlets of a commune. Only those with
/// clubs.
#[utoipa::path(
    tag = "figures",
    operation_id = "sum_finances_of_children",
    params(
        ("unit" = String, Path, description = "Id or official code of a province or commune", example = "19"),
    ),
    responses(
        (status = 200, body = Vec<UnitFinances>, description = "The sums of today, in Vietnamese order"),
    ),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/finances/children")]
pub async fn of_children(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    db: Data<Db>,
) -> Result<Json<Vec<UnitFinances>>> {
    let unit = unit_in_reach(&db, &caller, &unit).await?;
    let mut reader = Fresh::read(&db, &caller).await?;
    let parts = store::of_children(&mut reader, &unit).await?;
    let names =
        units::store::names(&mut reader, parts.iter().map(|(id, _)| *id).collect(), caller.today()).await?;
    let hidden = rules::small_parts(&parts.iter().map(|(_, sums)| *sums).collect::<Vec<Sums>>());
    let open = knows_those_of(&caller, &unit);
    let shown = parts.into_iter().zip(hidden).map(|((unit_id, sums), hidden)| UnitFinances {
        unit_id,
        name: names.get(&unit_id).cloned().unwrap_or_default(),
        finances: rules::show(&sums, caller.today(), (!open).then_some(hidden)),
    });
    let mut shown: Vec<UnitFinances> = shown.collect();
    shown.sort_by_cached_key(|part| text::sort_key(&part.name));
    Ok(Json(shown))
}

/// Add up the money of a club.
#[utoipa::path(
    tag = "figures",
    operation_id = "sum_club_finances",
    params(("club_id" = Uuid, Path)),
    responses((status = 200, body = ClubFinances, description = "The sums of today")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/clubs/{club_id}/finances")]
pub async fn of_club(
    caller: Allowed<can::ReadFigures>,
    club: Path<ClubId>,
    db: Data<Db>,
) -> Result<Json<ClubFinances>> {
    let mut reader = Fresh::read(&db, &caller).await?;
    let club = clubs::store::find(&mut reader, *club).await?;
    let sums = store::of_club(&mut reader, club.id).await?;
    let hidden = (!knows_those_of_club(&caller, &club)).then(|| rules::small(&sums));
    Ok(Json(ClubFinances { club_id: club.id, finances: rules::show(&sums, caller.today(), hidden) }))
}
