//! Volunteers over HTTP.

use super::model::{NewVolunteer, ServingVolunteer, Volunteer, VolunteerEnd};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, VolunteerId};
use crate::register::clubs;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List a club's volunteers, the longest serving first, with what each has done in the last twelve months.
#[utoipa::path(
    tag = "care",
    operation_id = "list_volunteers",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<ServingVolunteer>, description = "One page of volunteers")),
    security(("bearer" = [can::ReadVolunteers::NAME])),
)]
#[get("/clubs/{club_id}/volunteers")]
pub async fn list(
    caller: Allowed<can::ReadVolunteers>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ServingVolunteer>> {
    store::list(&mut db.read(&caller).await?, *club, &page).await
}

/// Find a volunteer, with what she has done in the last twelve months.
#[utoipa::path(
    tag = "care",
    operation_id = "find_volunteer",
    params(("volunteer_id" = Uuid, Path)),
    responses((status = 200, body = ServingVolunteer, description = "Volunteer, with what she has done")),
    security(("bearer" = [can::ReadVolunteers::NAME])),
)]
#[get("/volunteers/{volunteer_id}")]
pub async fn find(
    caller: Allowed<can::ReadVolunteers>,
    id: Path<VolunteerId>,
    db: Data<Db>,
) -> Result<Tagged<ServingVolunteer>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Enter a member as a volunteer (tình nguyện viên chăm sóc tại nhà).
#[utoipa::path(
    tag = "care",
    operation_id = "create_volunteer",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewVolunteer,
    responses((status = 201, body = Volunteer, description = "Volunteer, as entered")),
    security(("bearer" = [can::EditVolunteers::NAME])),
)]
#[post("/clubs/{club_id}/volunteers")]
pub async fn create(
    caller: Allowed<can::EditVolunteers>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewVolunteer>,
    db: Data<Db>,
) -> Result<Created<Volunteer>> {
    let volunteer = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        store::insert(w, &club, &new).await.map(Change::created)
    });
    volunteer.await.map(Created)
}

/// End somebody's time as a volunteer. She no longer belongs to any case, and no longer sees any.
#[utoipa::path(
    tag = "care",
    operation_id = "end_volunteer",
    params(("volunteer_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = VolunteerEnd,
    responses((status = 201, body = Volunteer, description = "Volunteer, with the last day")),
    security(("bearer" = [can::EditVolunteers::NAME])),
)]
#[post("/volunteers/{volunteer_id}/end")]
pub async fn end(
    caller: Allowed<can::EditVolunteers>,
    id: Path<VolunteerId>,
    etag: IfMatch,
    key: IdempotencyKey,
    end: Valid<VolunteerEnd>,
    db: Data<Db>,
) -> Result<Created<Volunteer>> {
    let volunteer = db.write_once(&caller, &key, &*end, async |w| {
        let volunteer = store::hold(w, *id).await?.if_matches(etag)?;
        let (after, cases) = store::end(w, &volunteer, &end).await?;
        Ok(Change::done("ended", &volunteer, after).and_all(cases))
    });
    volunteer.await.map(Created)
}
