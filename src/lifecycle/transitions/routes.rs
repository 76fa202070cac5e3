//! Steps over HTTP. Each asks for the club's `If-Match` and answers with the club as it is then; one that
//! cannot be taken is answered with the club's `state` and the steps that are `allowed`.

use super::model::{
    ClubDissolution, ClubDossier, ClubEstablishment, ClubEstablishmentPatch, ClubLaunch, ClubMerger,
    ClubResumption, ClubSuspension, ClubTransition, DossierReturn, MergerPreview, PreviewedMerger,
    SubmittedDossier, Taken,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db, Held};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::ClubId;
use crate::platform::log::Event;
use crate::register::clubs;
use crate::register::clubs::model::Club;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List the steps in the life of a club, newest first.
#[utoipa::path(
    tag = "clubs",
    operation_id = "list_transitions",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<ClubTransition>, description = "One page of steps")),
    security(("bearer" = [can::ReadClubs::NAME])),
)]
#[get("/clubs/{club_id}/transitions")]
pub async fn list(
    caller: Allowed<can::ReadClubs>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ClubTransition>> {
    store::list(&mut db.read(&caller).await?, *club, &page).await
}

/// Submit the dossier of a proposed club (nộp hồ sơ).
///
/// It needs a regulation, somebody on the list of members and a board with a chair; what is lacking stands
/// in `missing`. Fewer than 50 people listed are a warning.
#[utoipa::path(
    tag = "clubs",
    operation_id = "submit_dossier",
    params(("club_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = ClubDossier,
    responses(
        (status = 201, body = SubmittedDossier, description = "The club, and what is unusual about its dossier"),
    ),
    security(("bearer" = [can::SubmitDossiers::NAME])),
)]
#[post("/clubs/{club_id}/dossier")]
pub async fn submit(
    caller: Allowed<can::SubmitDossiers>,
    id: Path<ClubId>,
    etag: IfMatch,
    key: IdempotencyKey,
    dossier: Valid<ClubDossier>,
    db: Data<Db>,
) -> Result<Created<SubmittedDossier>> {
    let submitted = db.write_once(&caller, &key, &*dossier, async |w| {
        let club = clubs::store::hold(w, *id).await?.if_matches(etag)?;
        let submitted = store::submit(w, &club, &dossier).await?;
        let event = Event::changed("submitted", &*club, &submitted.club);
        Ok(Change::one(submitted, event))
    });
    submitted.await.map(Created)
}

/// Return a dossier to those who proposed the club (trả hồ sơ).
#[utoipa::path(
    tag = "clubs",
    operation_id = "return_dossier",
    params(("club_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = DossierReturn,
    responses((status = 201, body = Club, description = "The club, proposed again")),
    security(("bearer" = [can::EstablishClubs::NAME])),
)]
#[post("/clubs/{club_id}/return")]
pub async fn send_back(
    caller: Allowed<can::EstablishClubs>,
    id: Path<ClubId>,
    etag: IfMatch,
    key: IdempotencyKey,
    back: Valid<DossierReturn>,
    db: Data<Db>,
) -> Result<Created<Club>> {
    let club = db.write_once(&caller, &key, &*back, async |w| {
        let club = clubs::store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::send_back(w, &club, &back).await?;
        Ok(Change::done("returned", &club, after))
    });
    club.await.map(Created)
}

/// Establish a club by decision (quyết định thành lập). The decision's number may follow within 30 days.
#[utoipa::path(
    tag = "clubs",
    operation_id = "establish_club",
    params(("club_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = ClubEstablishment,
    responses((status = 201, body = Club, description = "The club, established")),
    security(("bearer" = [can::EstablishClubs::NAME])),
)]
#[post("/clubs/{club_id}/establishment")]
pub async fn establish(
    caller: Allowed<can::EstablishClubs>,
    id: Path<ClubId>,
    etag: IfMatch,
    key: IdempotencyKey,
    decision: Valid<ClubEstablishment>,
    db: Data<Db>,
) -> Result<Created<Club>> {
    let club = db.write_once(&caller, &key, &*decision, async |w| {
        let club = clubs::store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::establish(w, &club, &decision).await?;
        Ok(Change::done("established", &club, after))
    });
    club.await.map(Created)
}

/// Add what is learnt later of the decision that established a club, such as its number.
#[utoipa::path(
    tag = "clubs",
    operation_id = "update_establishment",
    params(("club_id" = Uuid, Path), IfMatch),
    request_body = ClubEstablishmentPatch,
    responses((status = 200, body = Club, description = "The club; the decision is in its transitions")),
    security(("bearer" = [can::EstablishClubs::NAME])),
)]
#[patch("/clubs/{club_id}/establishment")]
pub async fn update_establishment(
    caller: Allowed<can::EstablishClubs>,
    id: Path<ClubId>,
    etag: IfMatch,
    patch: Changes<ClubEstablishmentPatch>,
    db: Data<Db>,
) -> Result<Tagged<Club>> {
    let club = db.write(&caller, async |w| {
        let club = clubs::store::hold(w, *id).await?.if_matches(etag)?;
        let (before, after, shown) = store::update_establishment(w, &club, &patch).await?;
        let touched = Event::changed("updated", &*club, &shown);
        Ok(Change::several(shown, Event::changed("updated", &before, &after), [touched]))
    });
    club.await.map(Tagged)
}

/// Launch an established club (ra mắt): those who have applied by that day become its members.
///
/// It needs, on that day, a board with chair, bookkeeper and treasurer, a regulation in force and both funds
/// open; what is lacking stands in `missing`.
#[utoipa::path(
    tag = "clubs",
    operation_id = "launch_club",
    params(("club_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = ClubLaunch,
    responses((status = 201, body = Club, description = "The club, active")),
    security(("bearer" = [can::LaunchClubs::NAME])),
)]
#[post("/clubs/{club_id}/launch")]
pub async fn launch(
    caller: Allowed<can::LaunchClubs>,
    id: Path<ClubId>,
    etag: IfMatch,
    key: IdempotencyKey,
    launch: Valid<ClubLaunch>,
    db: Data<Db>,
) -> Result<Created<Club>> {
    let club = db.write_once(&caller, &key, &*launch, async |w| {
        let club = clubs::store::hold(w, *id).await?.if_matches(etag)?;
        let taken = store::launch(w, &club, &launch).await?;
        Ok(all_of("launched", &club, taken))
    });
    club.await.map(Created)
}

/// Suspend an active club (tạm dừng).
#[utoipa::path(
    tag = "clubs",
    operation_id = "suspend_club",
    params(("club_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = ClubSuspension,
    responses((status = 201, body = Club, description = "The club, suspended")),
    security(("bearer" = [can::SuspendClubs::NAME])),
)]
#[post("/clubs/{club_id}/suspension")]
pub async fn suspend(
    caller: Allowed<can::SuspendClubs>,
    id: Path<ClubId>,
    etag: IfMatch,
    key: IdempotencyKey,
    suspension: Valid<ClubSuspension>,
    db: Data<Db>,
) -> Result<Created<Club>> {
    let club = db.write_once(&caller, &key, &*suspension, async |w| {
        let club = clubs::store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::suspend(w, &club, &suspension).await?;
        Ok(Change::done("suspended", &club, after))
    });
    club.await.map(Created)
}

/// Let a suspended club go on (hoạt động trở lại). Its board must have a chair on that day.
#[utoipa::path(
    tag = "clubs",
    operation_id = "resume_club",
    params(("club_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = ClubResumption,
    responses((status = 201, body = Club, description = "The club, active")),
    security(("bearer" = [can::SuspendClubs::NAME])),
)]
#[post("/clubs/{club_id}/resumption")]
pub async fn resume(
    caller: Allowed<can::SuspendClubs>,
    id: Path<ClubId>,
    etag: IfMatch,
    key: IdempotencyKey,
    resumption: Valid<ClubResumption>,
    db: Data<Db>,
) -> Result<Created<Club>> {
    let club = db.write_once(&caller, &key, &*resumption, async |w| {
        let club = clubs::store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::resume(w, &club, &resumption).await?;
        Ok(Change::done("resumed", &club, after))
    });
    club.await.map(Created)
}

/// Show what merging a club into another would move, and all that stands in its way. Nothing is stored.
#[utoipa::path(
    tag = "clubs",
    operation_id = "preview_merger",
    params(("club_id" = Uuid, Path)),
    request_body = PreviewedMerger,
    responses((status = 200, body = MergerPreview, description = "What would move, and what stands in the way")),
    security(("bearer" = [can::CloseClubs::NAME])),
)]
#[post("/clubs/{club_id}/merger/previews")]
pub async fn preview_merger(
    caller: Allowed<can::CloseClubs>,
    id: Path<ClubId>,
    asked: Valid<PreviewedMerger>,
    db: Data<Db>,
) -> Result<Json<MergerPreview>> {
    store::preview_merger(&mut db.read(&caller).await?, *id, &asked).await.map(Json)
}

/// Merge a club into another active one of the same commune, in your reach (sáp nhập).
///
/// Its members go on there, members as members and applicants as applicants; its board ends. What is in its funds,
/// savings, pooled capital, income and expenses, goes there by two entries, the last in its books and one in the
/// other's; its loans go with their contracts, schedules and payments, and get new numbers. What has to be settled first
/// stands in `obstacles`.
#[utoipa::path(
    tag = "clubs",
    operation_id = "merge_club",
    params(("club_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = ClubMerger,
    responses((status = 201, body = Club, description = "The club, merged")),
    security(("bearer" = [can::CloseClubs::NAME])),
)]
#[post("/clubs/{club_id}/merger")]
pub async fn merge(
    caller: Allowed<can::CloseClubs>,
    id: Path<ClubId>,
    etag: IfMatch,
    key: IdempotencyKey,
    merger: Valid<ClubMerger>,
    db: Data<Db>,
) -> Result<Created<Club>> {
    let club = db.write_once(&caller, &key, &*merger, async |w| {
        let club = store::hold_both(w, *id, merger.into).await?.if_matches(etag)?;
        let taken = store::merge(w, &club, &merger).await?;
        Ok(all_of("merged", &club, taken))
    });
    club.await.map(Created)
}

/// Dissolve a club (giải thể). Its memberships, its board and its placements end with it.
///
/// While it has loans outstanding or money in its funds it cannot: `accounts` says in which.
#[utoipa::path(
    tag = "clubs",
    operation_id = "dissolve_club",
    params(("club_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = ClubDissolution,
    responses((status = 201, body = Club, description = "The club, dissolved")),
    security(("bearer" = [can::CloseClubs::NAME])),
)]
#[post("/clubs/{club_id}/dissolution")]
pub async fn dissolve(
    caller: Allowed<can::CloseClubs>,
    id: Path<ClubId>,
    etag: IfMatch,
    key: IdempotencyKey,
    dissolution: Valid<ClubDissolution>,
    db: Data<Db>,
) -> Result<Created<Club>> {
    let club = db.write_once(&caller, &key, &*dissolution, async |w| {
        let club = clubs::store::hold(w, *id).await?.if_matches(etag)?;
        let taken = store::dissolve(w, &club, &dissolution).await?;
        Ok(all_of("dissolved", &club, taken))
    });
    club.await.map(Created)
}

/// The change of the club, and of everything that changed with it.
fn all_of(action: &'static str, before: &Held<Club>, taken: Taken) -> Change<Club> {
    let change = Change::done(action, before, taken.club);
    taken.events.into_iter().fold(change, Change::and)
}
