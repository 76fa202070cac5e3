//! The clubs' money over HTTP.

use super::model::{ClubFinances, FinanceSums, Finances, UnitFinances};
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::Db;
use crate::platform::http::Json;
use crate::platform::ids::ClubId;
use crate::statistics::summary::{self, Summary};
use crate::territory::units::model::UnitRef;
use actix_web::get;
use actix_web::web::{Data, Path};

/// Add up the money of all clubs in your reach: funds, lending, and how many members borrow.
#[utoipa::path(
    tag = "figures",
    operation_id = "sum_all_finances",
    responses(
        (status = 200, body = Finances, description = "Sums of all clubs in your reach in đồng, as of today"),
    ),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/finances")]
pub async fn nation(caller: Allowed<can::ReadFigures>, db: Data<Db>) -> Result<Json<Finances>> {
    summary::nation::<FinanceSums>(&db, &caller).await.map(Json)
}

/// Add up the money of the clubs of a unit in your reach.
///
/// Whoever may not read the loans sees neither a number of people from 1 to 4, nor one whose rest is so
/// small, nor a sum that so few make up. Where what is owed or saved is suppressed, so is what the income
/// funds have in hand: the books balance, and one would give the other away.
#[utoipa::path(
    tag = "figures",
    operation_id = "sum_unit_finances",
    params(
        ("unit" = String, Path, description = "Id or official code of a province, commune or hamlet", example = "19"),
    ),
    responses(
        (status = 200, body = UnitFinances, description = "Sums of the unit's clubs in đồng, as of today"),
    ),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/finances")]
pub async fn of_unit(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    db: Data<Db>,
) -> Result<Json<UnitFinances>> {
    let (unit, finances) = summary::of_unit::<FinanceSums>(&db, &caller, &unit).await?;
    Ok(Json(UnitFinances { unit_id: unit.id, name: unit.name, finances }))
}

/// Add up the money of each unit below one: communes of a province, hamlets of a commune. Only those with clubs.
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
    let parts = summary::of_children::<FinanceSums>(&db, &caller, &unit).await?;
    let shown = parts.into_iter().map(|(unit_id, name, finances)| UnitFinances { unit_id, name, finances });
    Ok(Json(shown.collect()))
}

/// Add up the money of a club.
#[utoipa::path(
    tag = "figures",
    operation_id = "sum_club_finances",
    params(("club_id" = Uuid, Path)),
    responses((status = 200, body = ClubFinances, description = "Sums of the club in đồng, as of today")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/clubs/{club_id}/finances")]
pub async fn of_club(
    caller: Allowed<can::ReadFigures>,
    club: Path<ClubId>,
    db: Data<Db>,
) -> Result<Json<ClubFinances>> {
    let (club, sums, withheld) = summary::of_club::<FinanceSums>(&db, &caller, *club).await?;
    Ok(Json(ClubFinances { club_id: club.id, finances: sums.show(caller.today(), &withheld) }))
}
