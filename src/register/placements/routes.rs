//! Placements over HTTP.

use super::model::{ClubPlaces, NewClubPlaces, Placement, PlacementQuery};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Valid};
use crate::platform::ids::ClubId;
use crate::platform::log::Event;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List where a club has lain, newest first.
#[utoipa::path(
    tag = "clubs",
    operation_id = "list_placements",
    params(("club_id" = Uuid, Path), PlacementQuery, PageQuery),
    responses((status = 200, body = Page<Placement>, description = "One page of placements")),
    security(("bearer" = [can::ReadClubs::NAME])),
)]
#[get("/clubs/{club_id}/placements")]
pub async fn list(
    caller: Allowed<can::ReadClubs>,
    club: Path<ClubId>,
    query: Params<PlacementQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Placement>> {
    store::list(&mut db.read(&caller).await?, *club, &query, &page).await
}

/// Say which hamlets a club serves from a day on, and in which it is at home.
///
/// All of them lie in one commune on that day, and the main one in your reach. The days before stay as
/// they were; what was said for that day and later is replaced. `If-Match` is the club's.
#[utoipa::path(
    tag = "clubs",
    operation_id = "place_club",
    params(("club_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = NewClubPlaces,
    responses((status = 201, body = ClubPlaces, description = "Where the club lies now")),
    security(("bearer" = [can::PlaceClubs::NAME])),
)]
#[post("/clubs/{club_id}/placements")]
pub async fn create(
    caller: Allowed<can::PlaceClubs>,
    club: Path<ClubId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<NewClubPlaces>,
    db: Data<Db>,
) -> Result<Created<ClubPlaces>> {
    let places = db.write_once(&caller, &key, &*new, async |w| {
        let (club, hamlet) = store::hold(w, *club, &new).await?;
        let club = club.if_matches(etag)?;
        let before = store::current(w, &club).await?;
        let (after, events) = store::insert(w, &club, &hamlet, &new).await?;
        let placed = Event::changed("placed", &before, &after);
        Ok(Change::several(after, placed, events))
    });
    places.await.map(Created)
}
