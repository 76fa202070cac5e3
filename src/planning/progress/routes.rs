//! Progress over HTTP.

use super::model::{PlaceProgress, TargetProgress};
use super::store::{self, Place};
use crate::platform::auth::{Allowed, Scope, can};
use crate::platform::db::Db;
use crate::platform::error::FieldCode;
use crate::platform::fields::Day;
use crate::platform::http::{Json, Params};
use crate::platform::ids::ClubId;
use crate::register::clubs;
use crate::statistics::indicators::store::keep;
use crate::territory::units;
use crate::territory::units::model::{OnDay, UnitRef};
use crate::{Error, Result};
use actix_web::get;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;

/// The day asked about, which has come.
fn day(asked: OnDay, caller: &Scope) -> Result<NaiveDate> {
    let day = asked.on.map_or_else(|| caller.today(), Day::get);
    if day > caller.today() { Err(Error::field("?on", FieldCode::DateInFuture)) } else { Ok(day) }
}

/// Show how far the targets of the nation are met (tiến độ chỉ tiêu).
///
/// They are judged by all clubs, whoever asks, each through its deadline at the latest. Of what each club should meet, the
/// clubs that do are counted.
#[utoipa::path(
    tag = "plans",
    operation_id = "show_national_target_progress",
    params(OnDay),
    responses((status = 200, body = PlaceProgress, description = "All targets, each with its status")),
    security(("bearer" = [can::ReadTargets::NAME])),
)]
#[get("/targets/progress")]
pub async fn nation(
    caller: Allowed<can::ReadTargets>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Json<PlaceProgress>> {
    let day = day(*on, &caller)?;
    let items = judged(&db, &caller, &Place::nation(), day).await?;
    Ok(Json(PlaceProgress { unit_id: None, club_id: None, name: "Việt Nam".to_owned(), on: day, items }))
}

/// The targets that apply to a place, each with its status on a day.
async fn judged(db: &Db, caller: &Scope, place: &Place, day: NaiveDate) -> Result<Vec<TargetProgress>> {
    let applying = store::applying(&mut db.read(caller).await?, place).await?;
    let kept = keep(db, caller, &store::needed(place, &applying, day)).await?;
    store::judge(&mut kept.read(db, caller).await?, place, applying, day).await
}

/// Show how far the targets that apply to a unit are met: its own, and what those above it demand of it and its clubs.
///
/// Several targets for one indicator are all shown, each with its status and the exact fraction. What was demanded of
/// a unit that went into this one is judged of the territory that it had.
#[utoipa::path(
    tag = "plans",
    operation_id = "show_target_progress",
    params(
        ("unit" = String, Path, description = "Id or official code of a unit", example = "19"),
        OnDay,
    ),
    responses((status = 200, body = PlaceProgress, description = "All targets, each with its status")),
    security(("bearer" = [can::ReadTargets::NAME])),
)]
#[get("/units/{unit}/targets/progress")]
pub async fn of_unit(
    caller: Allowed<can::ReadTargets>,
    unit: Path<UnitRef>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Json<PlaceProgress>> {
    let day = day(*on, &caller)?;
    let unit = units::store::find_in_reach(&mut db.read(&caller).await?, &unit, caller.today()).await?;
    let items = judged(&db, &caller, &Place::unit(&unit), day).await?;
    Ok(Json(PlaceProgress { unit_id: Some(unit.id), club_id: None, name: unit.name, on: day, items }))
}

/// Show how far a club meets what the plans demand of each club.
#[utoipa::path(
    tag = "plans",
    operation_id = "show_target_progress_of_club",
    params(("club_id" = Uuid, Path), OnDay),
    responses((status = 200, body = PlaceProgress, description = "All targets, each with its status")),
    security(("bearer" = [can::ReadTargets::NAME])),
)]
#[get("/clubs/{club_id}/targets/progress")]
pub async fn of_club(
    caller: Allowed<can::ReadTargets>,
    club: Path<ClubId>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Json<PlaceProgress>> {
    let day = day(*on, &caller)?;
    let club = clubs::store::find(&mut db.read(&caller).await?, *club).await?;
    let items = judged(&db, &caller, &Place::club(&club), day).await?;
    Ok(Json(PlaceProgress { unit_id: None, club_id: Some(club.id), name: club.name, on: day, items }))
}
