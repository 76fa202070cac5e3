//! Activities over HTTP.

use super::model::{
    Activity, ActivityAttendee, ActivityCancellation, ActivityPatch, ActivityQuery, ActivityReport,
    NewActivity,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{ActivityId, ClubId};
use crate::register::clubs;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List a club's activities in the order of the calendar, planned, done and cancelled.
#[utoipa::path(
    tag = "activities",
    operation_id = "list_activities",
    params(("club_id" = Uuid, Path), ActivityQuery, PageQuery),
    responses((status = 200, body = Page<Activity>, description = "One page of activities")),
    security(("bearer" = [can::ReadActivities::NAME])),
)]
#[get("/clubs/{club_id}/activities")]
pub async fn list(
    caller: Allowed<can::ReadActivities>,
    club: Path<ClubId>,
    query: Params<ActivityQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Activity>> {
    store::list(&mut db.read(&caller).await?, *club, &query, &page).await
}

/// Find an activity (hoạt động). It says how many took part, and not who.
#[utoipa::path(
    tag = "activities",
    operation_id = "find_activity",
    params(("activity_id" = Uuid, Path)),
    responses((status = 200, body = Activity, description = "Activity, without the names of those who came")),
    security(("bearer" = [can::ReadActivities::NAME])),
)]
#[get("/activities/{activity_id}")]
pub async fn find(
    caller: Allowed<can::ReadActivities>,
    id: Path<ActivityId>,
    db: Data<Db>,
) -> Result<Tagged<Activity>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Enter an activity: planned, or done at once if its report comes with it.
#[utoipa::path(
    tag = "activities",
    operation_id = "create_activity",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewActivity,
    responses((status = 201, body = Activity, description = "Activity, planned or done")),
    security(("bearer" = [can::EditActivities::NAME])),
)]
#[post("/clubs/{club_id}/activities")]
pub async fn create(
    caller: Allowed<can::EditActivities>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewActivity>,
    db: Data<Db>,
) -> Result<Created<Activity>> {
    let activity = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        store::insert(w, &club, &new).await.map(Change::created)
    });
    activity.await.map(Created)
}

/// Change a planned activity; of one that is done, only title, place, partners and result.
#[utoipa::path(
    tag = "activities",
    operation_id = "update_activity",
    params(("activity_id" = Uuid, Path), IfMatch),
    request_body = ActivityPatch,
    responses((status = 200, body = Activity, description = "Activity, after the change")),
    security(("bearer" = [can::EditActivities::NAME])),
)]
#[patch("/activities/{activity_id}")]
pub async fn update(
    caller: Allowed<can::EditActivities>,
    id: Path<ActivityId>,
    etag: IfMatch,
    patch: Changes<ActivityPatch>,
    db: Data<Db>,
) -> Result<Tagged<Activity>> {
    let activity = db.write(&caller, async |w| {
        let activity = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &activity, &patch).await?;
        Ok(Change::updated(&activity, after))
    });
    activity.await.map(Tagged)
}

/// Report that a planned activity was done: who or how many came, what it cost, what came of it.
///
/// Whoever is listed was a member on its first day. Persons and takings-part (người, lượt) are two numbers.
#[utoipa::path(
    tag = "activities",
    operation_id = "report_activity",
    params(("activity_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = ActivityReport,
    responses((status = 201, body = Activity, description = "Activity, done")),
    security(("bearer" = [can::EditActivities::NAME])),
)]
#[post("/activities/{activity_id}/report")]
pub async fn report(
    caller: Allowed<can::EditActivities>,
    id: Path<ActivityId>,
    etag: IfMatch,
    key: IdempotencyKey,
    report: Valid<ActivityReport>,
    db: Data<Db>,
) -> Result<Created<Activity>> {
    let activity = db.write_once(&caller, &key, &*report, async |w| {
        let activity = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::report(w, &activity, &report).await?;
        Ok(Change::done("reported", &activity, after))
    });
    activity.await.map(Created)
}

/// Cancel a planned activity, with the reason.
#[utoipa::path(
    tag = "activities",
    operation_id = "cancel_activity",
    params(("activity_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = ActivityCancellation,
    responses((status = 201, body = Activity, description = "Activity, cancelled")),
    security(("bearer" = [can::EditActivities::NAME])),
)]
#[post("/activities/{activity_id}/cancellation")]
pub async fn cancel(
    caller: Allowed<can::EditActivities>,
    id: Path<ActivityId>,
    etag: IfMatch,
    key: IdempotencyKey,
    cancellation: Valid<ActivityCancellation>,
    db: Data<Db>,
) -> Result<Created<Activity>> {
    let activity = db.write_once(&caller, &key, &*cancellation, async |w| {
        let activity = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::cancel(w, &activity, &cancellation).await?;
        Ok(Change::done("cancelled", &activity, after))
    });
    activity.await.map(Created)
}

/// List the members who took part in an activity, in Vietnamese order. Empty where only their number is known.
#[utoipa::path(
    tag = "activities",
    operation_id = "list_attendance",
    params(("activity_id" = Uuid, Path)),
    responses((status = 200, body = Vec<ActivityAttendee>, description = "All members who are listed")),
    security(("bearer" = [can::ReadAttendance::NAME])),
)]
#[get("/activities/{activity_id}/attendance")]
pub async fn attendance(
    caller: Allowed<can::ReadAttendance>,
    id: Path<ActivityId>,
    db: Data<Db>,
) -> Result<Json<Vec<ActivityAttendee>>> {
    store::attendance(&mut db.read(&caller).await?, *id).await.map(Json)
}
