//! Clubs over HTTP.

use super::model::{Club, ClubPatch, ClubQuery, NewClub};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, Level, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::ClubId;
use crate::platform::log::Event;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List the clubs in your reach, by name.
#[utoipa::path(
    tag = "clubs",
    operation_id = "list_clubs",
    params(ClubQuery, PageQuery),
    responses((status = 200, body = Page<Club>, description = "One page of clubs")),
    security(("bearer" = [can::ReadClubs::NAME])),
)]
#[get("/clubs")]
pub async fn list(
    caller: Allowed<can::ReadClubs>,
    query: Params<ClubQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Club>> {
    store::list(&mut db.read(&caller).await?, None, &query, &page).await
}

/// List the clubs of a province that are in your reach.
#[utoipa::path(
    tag = "clubs",
    operation_id = "list_clubs_of_province",
    params(
        ("province" = String, Path, description = "UUID or official code of the province", example = "19"),
        ClubQuery,
        PageQuery,
    ),
    responses((status = 200, body = Page<Club>, description = "One page of clubs")),
    security(("bearer" = [can::ReadClubs::NAME])),
)]
#[get("/provinces/{province}/clubs")]
pub async fn list_in_province(
    caller: Allowed<can::ReadClubs>,
    unit: Path<UnitRef>,
    query: Params<ClubQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Club>> {
    store::list(&mut db.read(&caller).await?, Some((Level::Province, &unit)), &query, &page).await
}

/// List the clubs of a district that are in your reach, as of a day before the districts ended.
#[utoipa::path(
    tag = "clubs",
    operation_id = "list_clubs_of_district",
    params(
        ("district" = String, Path, description = "UUID or official code of the district", example = "167"),
        ClubQuery,
        PageQuery,
    ),
    responses((status = 200, body = Page<Club>, description = "One page of clubs")),
    security(("bearer" = [can::ReadClubs::NAME])),
)]
#[get("/districts/{district}/clubs")]
pub async fn list_in_district(
    caller: Allowed<can::ReadClubs>,
    unit: Path<UnitRef>,
    query: Params<ClubQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Club>> {
    store::list(&mut db.read(&caller).await?, Some((Level::District, &unit)), &query, &page).await
}

/// List the clubs of a commune that are in your reach.
#[utoipa::path(
    tag = "clubs",
    operation_id = "list_clubs_of_commune",
    params(
        ("commune" = String, Path, description = "UUID or official code of the commune", example = "05605"),
        ClubQuery,
        PageQuery,
    ),
    responses((status = 200, body = Page<Club>, description = "One page of clubs")),
    security(("bearer" = [can::ReadClubs::NAME])),
)]
#[get("/communes/{commune}/clubs")]
pub async fn list_in_commune(
    caller: Allowed<can::ReadClubs>,
    unit: Path<UnitRef>,
    query: Params<ClubQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Club>> {
    store::list(&mut db.read(&caller).await?, Some((Level::Commune, &unit)), &query, &page).await
}

/// List the clubs at home in a hamlet that are in your reach.
#[utoipa::path(
    tag = "clubs",
    operation_id = "list_clubs_of_hamlet",
    params(("hamlet" = Uuid, Path), ClubQuery, PageQuery),
    responses((status = 200, body = Page<Club>, description = "One page of clubs")),
    security(("bearer" = [can::ReadClubs::NAME])),
)]
#[get("/hamlets/{hamlet}/clubs")]
pub async fn list_in_hamlet(
    caller: Allowed<can::ReadClubs>,
    unit: Path<UnitRef>,
    query: Params<ClubQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Club>> {
    store::list(&mut db.read(&caller).await?, Some((Level::Hamlet, &unit)), &query, &page).await
}

/// Find a club in your reach, with the `ETag` that its changes ask for.
#[utoipa::path(
    tag = "clubs",
    operation_id = "find_club",
    params(("club_id" = Uuid, Path)),
    responses((status = 200, body = Club, description = "The club")),
    security(("bearer" = [can::ReadClubs::NAME])),
)]
#[get("/clubs/{club_id}")]
pub async fn find(caller: Allowed<can::ReadClubs>, id: Path<ClubId>, db: Data<Db>) -> Result<Tagged<Club>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Propose a club in a hamlet of your commune.
#[utoipa::path(
    tag = "clubs",
    operation_id = "create_club",
    params(("hamlet" = Uuid, Path), IdempotencyKey),
    request_body = NewClub,
    responses((status = 201, body = Club, description = "The club, as proposed")),
    security(("bearer" = [can::ProposeClubs::NAME])),
)]
#[post("/hamlets/{hamlet}/clubs")]
pub async fn create(
    caller: Allowed<can::ProposeClubs>,
    hamlet: Path<UnitRef>,
    key: IdempotencyKey,
    new: Valid<NewClub>,
    db: Data<Db>,
) -> Result<Created<Club>> {
    let club = db.write_once(&caller, &key, &*new, async |w| {
        let hamlet = units::store::hold(w, Level::Hamlet, &hamlet).await?;
        let (club, placements) = store::insert(w, &hamlet, &new).await?;
        Ok(Change::created(club).and_all(placements.iter().map(Event::created)))
    });
    club.await.map(Created)
}

/// Change what is said of a club: its name, where and when it meets, a note.
#[utoipa::path(
    tag = "clubs",
    operation_id = "update_club",
    params(("club_id" = Uuid, Path), IfMatch),
    request_body = ClubPatch,
    responses((status = 200, body = Club, description = "The club")),
    security(("bearer" = [can::EditClubs::NAME])),
)]
#[patch("/clubs/{club_id}")]
pub async fn update(
    caller: Allowed<can::EditClubs>,
    id: Path<ClubId>,
    etag: IfMatch,
    patch: Changes<ClubPatch>,
    db: Data<Db>,
) -> Result<Tagged<Club>> {
    let club = db.write(&caller, async |w| {
        let club = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &club, &patch).await?;
        Ok(Change::updated(&club, after))
    });
    club.await.map(Tagged)
}
