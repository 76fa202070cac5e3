//! Calendars over HTTP.

use super::model::{CalendarItem, CalendarQuery};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, Level, can};
use crate::platform::db::Db;
use crate::platform::http::{Page, PageQuery, Params};
use crate::platform::ids::ClubId;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use actix_web::get;
use actix_web::web::{Data, Path};

/// Show a club's calendar: everything that was or will be on certain days, in order of the days.
#[utoipa::path(
    tag = "activities",
    operation_id = "show_club_calendar",
    params(("club_id" = Uuid, Path), CalendarQuery, PageQuery),
    responses((status = 200, body = Page<CalendarItem>, description = "One page of the calendar")),
    security(("bearer" = [can::ReadActivities::NAME])),
)]
#[get("/clubs/{club_id}/calendar")]
pub async fn of_club(
    caller: Allowed<can::ReadActivities>,
    club: Path<ClubId>,
    query: Params<CalendarQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<CalendarItem>> {
    store::of_club(&mut db.read(&caller).await?, *club, &query, &page).await
}

/// Show the calendar of all clubs of a commune that you can see.
#[utoipa::path(
    tag = "activities",
    operation_id = "show_commune_calendar",
    params(
        ("commune" = String, Path, description = "UUID or official code of a commune", example = "05605"),
        CalendarQuery,
        PageQuery,
    ),
    responses((status = 200, body = Page<CalendarItem>, description = "One page of the calendar")),
    security(("bearer" = [can::ReadActivities::NAME])),
)]
#[get("/communes/{commune}/calendar")]
pub async fn of_commune(
    caller: Allowed<can::ReadActivities>,
    unit: Path<UnitRef>,
    query: Params<CalendarQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<CalendarItem>> {
    let mut reader = db.read(&caller).await?;
    let commune = units::store::find(&mut reader, Some(Level::Commune), &unit, caller.today()).await?;
    store::of_commune(&mut reader, commune.id, &query, &page).await
}
