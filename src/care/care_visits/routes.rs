//! Visits over HTTP. What was noted is shown in the list alone, and that is recorded.

use super::model::{NewCareVisit, RecordedCareVisit, VisitPage, WholeCareVisit};
use super::store;
use crate::Result;
use crate::care::care_cases;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db, Seen, Writer};
use crate::platform::http::{Created, IdempotencyKey, Page, Params, Valid};
use crate::platform::ids::CareCaseId;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the visits of a care case, newest first, with what was noted. Recorded in the access log.
#[utoipa::path(
    tag = "care",
    operation_id = "list_care_visits",
    params(("care_case_id" = Uuid, Path), VisitPage),
    responses((status = 200, body = Page<WholeCareVisit>, description = "One page of visits, with what was noted")),
    security(("bearer" = [can::ReadCare::NAME])),
)]
#[get("/care-cases/{care_case_id}/visits")]
pub async fn list(
    caller: Allowed<can::ReadCare>,
    case: Path<CareCaseId>,
    page: Params<VisitPage>,
    db: Data<Db>,
) -> Result<Page<WholeCareVisit>> {
    db.show(&caller, async |r| {
        let (visits, person, club) = store::list(r, *case, &page).await?;
        Ok(Seen::of(person, club, visits))
    })
    .await
}

/// Record a visit of volunteers to somebody cared for at home.
///
/// What is doubtful about it is said in `warnings` and kept with it: a volunteer who was elsewhere at that time, an
/// entry after more than 31 days, somebody whose case it was not. None of it is a reason to refuse.
#[utoipa::path(
    tag = "care",
    operation_id = "record_care_visit",
    params(("care_case_id" = Uuid, Path), IdempotencyKey),
    request_body = NewCareVisit,
    responses((status = 201, body = RecordedCareVisit, description = "Visit as recorded, without what was noted")),
    security(("bearer" = [can::RecordCareVisits::NAME])),
)]
#[post("/care-cases/{care_case_id}/visits")]
pub async fn record(
    caller: Allowed<can::RecordCareVisits>,
    case: Path<CareCaseId>,
    key: IdempotencyKey,
    new: Valid<NewCareVisit>,
    db: Data<Db>,
) -> Result<Created<RecordedCareVisit>> {
    let seen = async |w: &mut Writer<'_>| care_cases::store::hold(w, *case).await.map(drop);
    let visit = db.write_once_if_seen(&caller, &key, &*new, seen, async |w| {
        let case = care_cases::store::hold(w, *case).await?;
        let (visit, visited) = store::insert(w, &case, &new).await?;
        Ok(Change::created(visit).and(visited).map(|visit| visit.recorded))
    });
    visit.await.map(Created)
}
