//! Cases of care over HTTP. What is changed is answered without what she needs in words: showing that is a
//! matter of its own, and recorded.

use super::model::{
    AssignedCareCase, CareCaseAssignment, CareCasePatch, CareCaseQuery, CareTransition, ListedCareCase,
    NewCareCase, OwnCareCase, WholeCareCase,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db, Seen};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{CareCaseId, ClubId};
use crate::register::clubs;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post, put};

/// List a club's cases of care at home: a volunteer sees only her own cases. Recorded in the access
/// log.
#[utoipa::path(
    tag = "care",
    operation_id = "list_care_cases",
    params(("club_id" = Uuid, Path), CareCaseQuery, PageQuery),
    responses((status = 200, body = Page<ListedCareCase>, description = "One page of cases")),
    security(("bearer" = [can::ReadCare::NAME])),
)]
#[get("/clubs/{club_id}/care-cases")]
pub async fn list(
    caller: Allowed<can::ReadCare>,
    club: Path<ClubId>,
    query: Params<CareCaseQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ListedCareCase>> {
    db.show_many(&caller, async |r| store::list(r, *club, *query, &page).await).await
}

/// List the cases that are your own as a volunteer, the most urgent first, each with its last three visits.
/// Recorded in the access log.
#[utoipa::path(
    tag = "care",
    operation_id = "list_own_care_cases",
    responses((status = 200, body = Vec<OwnCareCase>, description = "Up to 50 cases")),
    security(("bearer" = [can::ReadCare::NAME])),
)]
#[get("/me/care-cases")]
pub async fn mine(caller: Allowed<can::ReadCare>, db: Data<Db>) -> Result<Json<Vec<OwnCareCase>>> {
    db.show_many(&caller, async |r| store::mine(r).await).await.map(Json)
}

/// Find a case of care at home with its volunteers and last five visits. Recorded in the access log.
#[utoipa::path(
    tag = "care",
    operation_id = "find_care_case",
    params(("care_case_id" = Uuid, Path)),
    responses((status = 200, body = WholeCareCase, description = "Case, with its volunteers and last visits")),
    security(("bearer" = [can::ReadCare::NAME])),
)]
#[get("/care-cases/{care_case_id}")]
pub async fn find(
    caller: Allowed<can::ReadCare>,
    id: Path<CareCaseId>,
    db: Data<Db>,
) -> Result<Tagged<WholeCareCase>> {
    let case = db.show(&caller, async |r| {
        let whole = store::find(r, *id).await?;
        Ok(Seen::of(whole.case.person_id, whole.case.club_id, whole))
    });
    case.await.map(Tagged)
}

/// Propose to care for somebody: a member who has consented to it, or a resident, with her consent.
#[utoipa::path(
    tag = "care",
    operation_id = "create_care_case",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewCareCase,
    responses((status = 201, body = AssignedCareCase, description = "Case, proposed")),
    security(("bearer" = [can::EditCare::NAME])),
)]
#[post("/clubs/{club_id}/care-cases")]
pub async fn create(
    caller: Allowed<can::EditCare>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewCareCase>,
    db: Data<Db>,
) -> Result<Created<AssignedCareCase>> {
    let case = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        let (file, consent) = store::insert(w, &club, &new).await?;
        let created = Change::created(file).map(|file| file.assigned);
        Ok(match consent {
            Some(consent) => created.and(consent),
            None => created,
        })
    });
    case.await.map(Created)
}

/// Change what somebody needs, or how often she should be visited.
#[utoipa::path(
    tag = "care",
    operation_id = "update_care_case",
    params(("care_case_id" = Uuid, Path), IfMatch),
    request_body = CareCasePatch,
    responses((status = 200, body = AssignedCareCase, description = "Case, after the change")),
    security(("bearer" = [can::EditCare::NAME])),
)]
#[patch("/care-cases/{care_case_id}")]
pub async fn update(
    caller: Allowed<can::EditCare>,
    id: Path<CareCaseId>,
    etag: IfMatch,
    patch: Changes<CareCasePatch>,
    db: Data<Db>,
) -> Result<Tagged<AssignedCareCase>> {
    let case = db.write(&caller, async |w| {
        let case = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &case, &patch).await?;
        Ok(Change::updated(&case, after).map(|file| file.assigned))
    });
    case.await.map(Tagged)
}

/// Assign a case to these volunteers and to no others, from today on.
#[utoipa::path(
    tag = "care",
    operation_id = "assign_care_case",
    params(("care_case_id" = Uuid, Path), IfMatch),
    request_body = CareCaseAssignment,
    responses((status = 200, body = AssignedCareCase, description = "Case, with its new volunteers")),
    security(("bearer" = [can::EditCare::NAME])),
)]
#[put("/care-cases/{care_case_id}/volunteers")]
pub async fn assign(
    caller: Allowed<can::EditCare>,
    id: Path<CareCaseId>,
    etag: IfMatch,
    all: Valid<CareCaseAssignment>,
    db: Data<Db>,
) -> Result<Tagged<AssignedCareCase>> {
    let case = db.write(&caller, async |w| {
        let case = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::assign(w, &case, &all).await?;
        Ok(Change::done("assigned", &case, after).map(|file| file.assigned))
    });
    case.await.map(Tagged)
}

/// Change the state of a case: begin the care, pause it, go on with it, close it.
///
/// Care begins with at least one volunteer and a standing consent. To close it because the consent was withdrawn
/// also records the withdrawal.
#[utoipa::path(
    tag = "care",
    operation_id = "change_care_state",
    params(("care_case_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = CareTransition,
    responses((status = 201, body = AssignedCareCase, description = "Case in its new state")),
    security(("bearer" = [can::EditCare::NAME])),
)]
#[post("/care-cases/{care_case_id}/transitions")]
pub async fn change_state(
    caller: Allowed<can::EditCare>,
    id: Path<CareCaseId>,
    etag: IfMatch,
    key: IdempotencyKey,
    transition: Valid<CareTransition>,
    db: Data<Db>,
) -> Result<Created<AssignedCareCase>> {
    let case = db.write_once(&caller, &key, &*transition, async |w| {
        let case = store::hold(w, *id).await?.if_matches(etag)?;
        let (after, withdrawn) = store::change_state(w, &case, &transition).await?;
        let done = Change::done("state_changed", &case, after).map(|file| file.assigned);
        Ok(match withdrawn {
            Some(withdrawn) => done.and(withdrawn),
            None => done,
        })
    });
    case.await.map(Created)
}
