//! Health days over HTTP.

use super::model::{
    HealthEvent, HealthEventCancellation, HealthEventInvitation, HealthEventPatch, HealthEventReport,
    HealthEventSummary, InvitedMembers, NewHealthEvent,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, Level, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{ClubId, HealthEventId};
use crate::platform::log::Event;
use crate::register::clubs;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post, put};

/// List the health days of a province or commune, newest first. Those of a hamlet are its commune's.
#[utoipa::path(
    tag = "health",
    operation_id = "list_health_events_of_unit",
    params(
        ("unit" = String, Path, description = "UUID or official code of a province, commune or hamlet", example = "05605"),
        PageQuery,
    ),
    responses((status = 200, body = Page<HealthEvent>, description = "One page of health days")),
    security(("bearer" = [can::ReadHealthEvents::NAME])),
)]
#[get("/units/{unit}/health-events")]
pub async fn list_in_unit(
    caller: Allowed<can::ReadHealthEvents>,
    unit: Path<UnitRef>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<HealthEvent>> {
    store::list_in_unit(&mut db.read(&caller).await?, &unit, &page).await
}

/// List the health days of a club's commune, and those to which its members are invited, newest first.
#[utoipa::path(
    tag = "health",
    operation_id = "list_health_events_of_club",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<HealthEvent>, description = "One page of health days")),
    security(("bearer" = [can::ReadHealthEvents::NAME])),
)]
#[get("/clubs/{club_id}/health-events")]
pub async fn list_of_club(
    caller: Allowed<can::ReadHealthEvents>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<HealthEvent>> {
    store::list_of_club(&mut db.read(&caller).await?, *club, &page).await
}

/// Find a health day (đợt khám sức khỏe). It names nobody.
#[utoipa::path(
    tag = "health",
    operation_id = "find_health_event",
    params(("health_event_id" = Uuid, Path)),
    responses((status = 200, body = HealthEvent, description = "Health day, without names")),
    security(("bearer" = [can::ReadHealthEvents::NAME])),
)]
#[get("/health-events/{health_event_id}")]
pub async fn find(
    caller: Allowed<can::ReadHealthEvents>,
    id: Path<HealthEventId>,
    db: Data<Db>,
) -> Result<Tagged<HealthEvent>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Plan a health day of the health station in a commune, for the clubs that lie there.
#[utoipa::path(
    tag = "health",
    operation_id = "create_health_event_in_commune",
    params(
        ("commune" = String, Path, description = "UUID or official code of a commune", example = "05605"),
        IdempotencyKey,
    ),
    request_body = NewHealthEvent,
    responses((status = 201, body = HealthEvent, description = "Health day, planned")),
    security(("bearer" = [can::EditHealthEvents::NAME])),
)]
#[post("/communes/{commune}/health-events")]
pub async fn create_in_commune(
    caller: Allowed<can::EditHealthEvents>,
    commune: Path<UnitRef>,
    key: IdempotencyKey,
    new: Valid<NewHealthEvent>,
    db: Data<Db>,
) -> Result<Created<HealthEvent>> {
    let event = db.write_once(&caller, &key, &*new, async |w| {
        let commune = units::store::hold(w, Level::Commune, &commune).await?;
        store::insert_in_commune(w, &commune, &new).await.map(Change::created)
    });
    event.await.map(Created)
}

/// Plan a health day of a club, in its hamlet.
#[utoipa::path(
    tag = "health",
    operation_id = "create_health_event_of_club",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewHealthEvent,
    responses((status = 201, body = HealthEvent, description = "Health day, planned")),
    security(("bearer" = [can::EditHealthEvents::NAME])),
)]
#[post("/clubs/{club_id}/health-events")]
pub async fn create_in_club(
    caller: Allowed<can::EditHealthEvents>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewHealthEvent>,
    db: Data<Db>,
) -> Result<Created<HealthEvent>> {
    let event = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        store::insert_in_club(w, &club, &new).await.map(Change::created)
    });
    event.await.map(Created)
}

/// Change a health day while it is planned. A club changes its own only.
#[utoipa::path(
    tag = "health",
    operation_id = "update_health_event",
    params(("health_event_id" = Uuid, Path), IfMatch),
    request_body = HealthEventPatch,
    responses((status = 200, body = HealthEvent, description = "Health day, after the change")),
    security(("bearer" = [can::EditHealthEvents::NAME])),
)]
#[patch("/health-events/{health_event_id}")]
pub async fn update(
    caller: Allowed<can::EditHealthEvents>,
    id: Path<HealthEventId>,
    etag: IfMatch,
    patch: Changes<HealthEventPatch>,
    db: Data<Db>,
) -> Result<Tagged<HealthEvent>> {
    let event = db.write(&caller, async |w| {
        let event = store::hold_own(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &event, &patch).await?;
        Ok(Change::updated(&event, after))
    });
    event.await.map(Tagged)
}

/// Report a health day: who came of those invited, and who was sent on to a hospital.
///
/// Not before the day. Of the clubs in your reach, whoever is not named did not come.
#[utoipa::path(
    tag = "health",
    operation_id = "report_health_event",
    params(("health_event_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = HealthEventReport,
    responses((status = 201, body = HealthEvent, description = "Health day, done")),
    security(("bearer" = [can::EditHealthEvents::NAME])),
)]
#[post("/health-events/{health_event_id}/report")]
pub async fn report(
    caller: Allowed<can::EditHealthEvents>,
    id: Path<HealthEventId>,
    etag: IfMatch,
    key: IdempotencyKey,
    report: Valid<HealthEventReport>,
    db: Data<Db>,
) -> Result<Created<HealthEvent>> {
    let event = db.write_once(&caller, &key, &*report, async |w| {
        let event = store::hold_own(w, *id).await?.if_matches(etag)?;
        let (after, clubs) = store::report(w, &event, &report).await?;
        let event = Event::changed("reported", &*event, &after);
        let others = event.in_clubs(clubs);
        Ok(Change::several(after, event, others))
    });
    event.await.map(Created)
}

/// Cancel a planned health day, with the reason.
#[utoipa::path(
    tag = "health",
    operation_id = "cancel_health_event",
    params(("health_event_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = HealthEventCancellation,
    responses((status = 201, body = HealthEvent, description = "Health day, cancelled")),
    security(("bearer" = [can::EditHealthEvents::NAME])),
)]
#[post("/health-events/{health_event_id}/cancellation")]
pub async fn cancel(
    caller: Allowed<can::EditHealthEvents>,
    id: Path<HealthEventId>,
    etag: IfMatch,
    key: IdempotencyKey,
    cancellation: Valid<HealthEventCancellation>,
    db: Data<Db>,
) -> Result<Created<HealthEvent>> {
    let event = db.write_once(&caller, &key, &*cancellation, async |w| {
        let event = store::hold_own(w, *id).await?.if_matches(etag)?;
        let after = store::cancel(w, &event, &cancellation).await?;
        Ok(Change::done("cancelled", &event, after))
    });
    event.await.map(Created)
}

/// List who is invited of the clubs in your reach, in the order of a Vietnamese list of names. Recorded in the
/// access log.
#[utoipa::path(
    tag = "health",
    operation_id = "list_health_invitations",
    params(("health_event_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<HealthEventInvitation>, description = "One page of invited members")),
    security(("bearer" = [can::ReadInvitations::NAME])),
)]
#[get("/health-events/{health_event_id}/invitations")]
pub async fn list_invitations(
    caller: Allowed<can::ReadInvitations>,
    id: Path<HealthEventId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<HealthEventInvitation>> {
    db.show_many(&caller, async |r| store::list_invitations(r, *id, &page).await).await
}

/// Replace the list of those invited of the clubs in your reach: these members and nobody else.
///
/// The health station invites members of all clubs of the commune, a club its own; the others' stay as they
/// are. Nobody is left out who came.
#[utoipa::path(
    tag = "health",
    operation_id = "replace_health_invitations",
    params(("health_event_id" = Uuid, Path), IfMatch),
    request_body = InvitedMembers,
    responses((status = 200, body = HealthEvent, description = "Health day, with its new version")),
    security(("bearer" = [can::EditHealthEvents::NAME])),
)]
#[put("/health-events/{health_event_id}/invitations")]
pub async fn replace_invitations(
    caller: Allowed<can::EditHealthEvents>,
    id: Path<HealthEventId>,
    etag: IfMatch,
    invited: Valid<InvitedMembers>,
    db: Data<Db>,
) -> Result<Tagged<HealthEvent>> {
    let event = db.write(&caller, async |w| {
        let event = store::hold(w, *id, &invited.members).await?.if_matches(etag)?;
        let (after, clubs) = store::replace_invitations(w, &event, &invited).await?;
        let event = Event::changed("invitations_replaced", &*event, &after);
        let others = event.in_clubs(clubs);
        Ok(Change::several(after, event, others))
    });
    event.await.map(Tagged)
}

/// Count who was invited, came and was sent on: all in all, and for each club in your reach.
///
/// Suppression: whoever may know neither the members of all these clubs nor what was found sees no number from 1 to 4
/// of those who came or were sent on. Complementary suppression: nor one from which such a number could be computed.
#[utoipa::path(
    tag = "health",
    operation_id = "summarise_health_event",
    params(("health_event_id" = Uuid, Path)),
    responses((status = 200, body = HealthEventSummary, description = "Counts of the health day, without names")),
    security(("bearer" = [can::ReadHealthEvents::NAME])),
)]
#[get("/health-events/{health_event_id}/summary")]
pub async fn summary(
    caller: Allowed<can::ReadHealthEvents>,
    id: Path<HealthEventId>,
    db: Data<Db>,
) -> Result<Json<HealthEventSummary>> {
    store::summary(&mut db.read(&caller).await?, *id).await.map(Json)
}
