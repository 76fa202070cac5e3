//! Trainings over HTTP.

use super::model::{
    CountedTraining, NewTraining, TrainingParticipant, TrainingParticipantList, TrainingPatch,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{ClubId, TrainingId};
use crate::platform::log::Event;
use crate::register::clubs;
use crate::territory::units::model::UnitRef;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post, put};

/// List the courses that a province or its communes held, or those of a hamlet's clubs, newest first.
#[utoipa::path(
    tag = "activities",
    operation_id = "list_trainings_in_unit",
    params(
        ("unit" = String, Path, description = "UUID or official code of a province, commune or hamlet", example = "19"),
        PageQuery,
    ),
    responses((status = 200, body = Page<CountedTraining>, description = "One page of courses")),
    security(("bearer" = [can::ReadTrainings::NAME])),
)]
#[get("/units/{unit}/trainings")]
pub async fn list_in_unit(
    caller: Allowed<can::ReadTrainings>,
    unit: Path<UnitRef>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<CountedTraining>> {
    store::list_in_unit(&mut db.read(&caller).await?, &unit, &page).await
}

/// List the courses that a club held, or in which its members took part, newest first.
#[utoipa::path(
    tag = "activities",
    operation_id = "list_trainings_of_club",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<CountedTraining>, description = "One page of courses")),
    security(("bearer" = [can::ReadTrainings::NAME])),
)]
#[get("/clubs/{club_id}/trainings")]
pub async fn list_of_club(
    caller: Allowed<can::ReadTrainings>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<CountedTraining>> {
    store::list_of_club(&mut db.read(&caller).await?, *club, &page).await
}

/// Find a course (tập huấn). It says how many took part, and not who.
#[utoipa::path(
    tag = "activities",
    operation_id = "find_training",
    params(("training_id" = Uuid, Path)),
    responses((status = 200, body = CountedTraining, description = "Course, and how many took part")),
    security(("bearer" = [can::ReadTrainings::NAME])),
)]
#[get("/trainings/{training_id}")]
pub async fn find(
    caller: Allowed<can::ReadTrainings>,
    id: Path<TrainingId>,
    db: Data<Db>,
) -> Result<Tagged<CountedTraining>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Enter a course that a commune or province held (tập huấn).
#[utoipa::path(
    tag = "activities",
    operation_id = "create_training_in_unit",
    params(
        ("unit" = String, Path, description = "UUID or official code of a province or commune", example = "19"),
        IdempotencyKey,
    ),
    request_body = NewTraining,
    responses((status = 201, body = CountedTraining, description = "Course, as entered")),
    security(("bearer" = [can::HoldTrainings::NAME])),
)]
#[post("/units/{unit}/trainings")]
pub async fn create_in_unit(
    caller: Allowed<can::HoldTrainings>,
    unit: Path<UnitRef>,
    key: IdempotencyKey,
    new: Valid<NewTraining>,
    db: Data<Db>,
) -> Result<Created<CountedTraining>> {
    let training = db.write_once(&caller, &key, &*new, async |w| {
        let training = store::insert_in_unit(w, &unit, &new).await?;
        let event = Event::created(&training);
        Ok(Change::one(store::find(w, training.id).await?, event))
    });
    training.await.map(Created)
}

/// Enter a course that a club held (tập huấn).
#[utoipa::path(
    tag = "activities",
    operation_id = "create_training_in_club",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewTraining,
    responses((status = 201, body = CountedTraining, description = "Course, as entered")),
    security(("bearer" = [can::HoldTrainings::NAME])),
)]
#[post("/clubs/{club_id}/trainings")]
pub async fn create_in_club(
    caller: Allowed<can::HoldTrainings>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewTraining>,
    db: Data<Db>,
) -> Result<Created<CountedTraining>> {
    let training = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        let training = store::insert_in_club(w, &club, &new).await?;
        let event = Event::created(&training);
        Ok(Change::one(store::find(w, training.id).await?, event))
    });
    training.await.map(Created)
}

/// Change a course of your club, commune or province.
#[utoipa::path(
    tag = "activities",
    operation_id = "update_training",
    params(("training_id" = Uuid, Path), IfMatch),
    request_body = TrainingPatch,
    responses((status = 200, body = CountedTraining, description = "Course, after the change")),
    security(("bearer" = [can::HoldTrainings::NAME])),
)]
#[patch("/trainings/{training_id}")]
pub async fn update(
    caller: Allowed<can::HoldTrainings>,
    id: Path<TrainingId>,
    etag: IfMatch,
    patch: Changes<TrainingPatch>,
    db: Data<Db>,
) -> Result<Tagged<CountedTraining>> {
    let training = db.write(&caller, async |w| {
        let training = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &training, &patch).await?;
        let event = Event::changed("updated", &*training, &after);
        Ok(Change::one(store::find(w, after.id).await?, event))
    });
    training.await.map(Tagged)
}

/// List the members who took part in a course, of the clubs in your reach, in Vietnamese order.
#[utoipa::path(
    tag = "activities",
    operation_id = "list_participants",
    params(("training_id" = Uuid, Path)),
    responses((status = 200, body = Vec<TrainingParticipant>, description = "All participants of the clubs in your reach")),
    security(("bearer" = [can::ReadAttendance::NAME])),
)]
#[get("/trainings/{training_id}/participants")]
pub async fn participants(
    caller: Allowed<can::ReadAttendance>,
    id: Path<TrainingId>,
    db: Data<Db>,
) -> Result<Json<Vec<TrainingParticipant>>> {
    store::participants(&mut db.read(&caller).await?, *id).await.map(Json)
}

/// Replace the list of members who took part in a course: all of the clubs in your reach. Those of others stay.
#[utoipa::path(
    tag = "activities",
    operation_id = "replace_participants",
    params(("training_id" = Uuid, Path), IfMatch),
    request_body = TrainingParticipantList,
    responses((status = 200, body = CountedTraining, description = "Course, with its new number of participants")),
    security(("bearer" = [can::HoldTrainings::NAME])),
)]
#[put("/trainings/{training_id}/participants")]
pub async fn replace_participants(
    caller: Allowed<can::HoldTrainings>,
    id: Path<TrainingId>,
    etag: IfMatch,
    new: Valid<TrainingParticipantList>,
    db: Data<Db>,
) -> Result<Tagged<CountedTraining>> {
    let training = db.write(&caller, async |w| {
        let training = store::hold_with_participants(w, *id, &new).await?.if_matches(etag)?;
        let (after, clubs) = store::replace_participants(w, &training, &new).await?;
        let event = Event::changed("participants_replaced", &*training, &after);
        let others = event.in_clubs(clubs);
        Ok(Change::several(store::find(w, after.id).await?, event, others))
    });
    training.await.map(Tagged)
}
