//! Standings over HTTP.

use super::model::{ClubStanding, UnitStandings};
use super::store;
use crate::Result;
use crate::planning::progress::store::Place;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::Db;
use crate::platform::http::Json;
use crate::platform::ids::ClubId;
use crate::register::clubs;
use crate::statistics::disclosure::knows_those_of_club;
use crate::statistics::fresh::Fresh;
use crate::statistics::indicators::model::Asked;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use actix_web::get;
use actix_web::web::{Data, Path};

/// Show where a club stands: what it is short of by the norms of the plan nearest to it, in words and numbers.
///
/// Norms are aims, never conditions. Numbers of people are suppressed for whoever may not read the members.
#[utoipa::path(
    tag = "plans",
    operation_id = "show_standing",
    params(("club_id" = Uuid, Path)),
    responses(
        (status = 200, body = ClubStanding, description = "Whether the club passes, and otherwise everything that it is short of"),
    ),
    security(("bearer" = [can::ReadTargets::NAME])),
)]
#[get("/clubs/{club_id}/standing")]
pub async fn of_club(
    caller: Allowed<can::ReadTargets>,
    club: Path<ClubId>,
    db: Data<Db>,
) -> Result<Json<ClubStanding>> {
    let club = clubs::store::find(&mut db.read(&caller).await?, *club).await?;
    let asked = Asked::now(Place::club(&club).whose, caller.today());
    let mut reader = Fresh::read_for(&db, &caller, [&asked]).await?;
    let tell = knows_those_of_club(&caller, &club);
    store::of_club(&mut reader, club, tell).await.map(Json)
}

/// Count where the clubs of a unit stand: how many pass, and how many are short of what.
#[utoipa::path(
    tag = "plans",
    operation_id = "count_standings",
    params(("unit" = String, Path, description = "Id or official code of a unit", example = "19")),
    responses((status = 200, body = UnitStandings, description = "Counts of the unit's clubs, as of today")),
    security(("bearer" = [can::ReadTargets::NAME])),
)]
#[get("/units/{unit}/standings")]
pub async fn of_unit(
    caller: Allowed<can::ReadTargets>,
    unit: Path<UnitRef>,
    db: Data<Db>,
) -> Result<Json<UnitStandings>> {
    let today = caller.today();
    let unit = units::store::find_in_reach(&mut db.read(&caller).await?, &unit, today).await?;
    let place = Place::unit(&unit);
    let asked = Asked::now(place.whose.clone(), today);
    let mut reader = Fresh::read_for(&db, &caller, [&asked]).await?;
    let (document_id, (clubs, pass, lacks)) = store::of_unit(&mut reader, place).await?;
    Ok(Json(UnitStandings { unit_id: unit.id, name: unit.name, on: today, clubs, pass, lacks, document_id }))
}
