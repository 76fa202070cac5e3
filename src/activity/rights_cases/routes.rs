//! Cases over HTTP.

use super::model::{NewRightsCase, RightsCase, RightsCasePatch, RightsCaseStep, WholeRightsCase};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db, Seen};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{ClubId, RightsCaseId};
use crate::register::{clubs, members};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List a club's rights cases, newest first, without their stories. Recorded in the access log.
#[utoipa::path(
    tag = "support",
    operation_id = "list_rights_cases",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<RightsCase>, description = "One page of cases, without their stories")),
    security(("bearer" = [can::ReadRightsCases::NAME])),
)]
#[get("/clubs/{club_id}/rights-cases")]
pub async fn list(
    caller: Allowed<can::ReadRightsCases>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<RightsCase>> {
    db.show_many(&caller, async |r| store::list(r, *club, &page).await).await
}

/// Find a rights case with its story and its outcome. Recorded in the access log.
#[utoipa::path(
    tag = "support",
    operation_id = "find_rights_case",
    params(("rights_case_id" = Uuid, Path)),
    responses((status = 200, body = WholeRightsCase, description = "Case, with its story and its outcome")),
    security(("bearer" = [can::ReadRightsCases::NAME])),
)]
#[get("/rights-cases/{rights_case_id}")]
pub async fn find(
    caller: Allowed<can::ReadRightsCases>,
    id: Path<RightsCaseId>,
    db: Data<Db>,
) -> Result<Tagged<WholeRightsCase>> {
    let case = db.show(&caller, async |r| {
        let whole = store::find(r, *id).await?;
        let person = members::store::find(r, whole.case.member_id).await?.person_id;
        Ok(Seen::of(person, whole.case.club_id, whole))
    });
    case.await.map(Tagged)
}

/// Take up a rights case of a member (bảo vệ quyền, lợi ích).
#[utoipa::path(
    tag = "support",
    operation_id = "create_rights_case",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewRightsCase,
    responses((status = 201, body = RightsCase, description = "Case as taken up, without its story")),
    security(("bearer" = [can::EditRightsCases::NAME])),
)]
#[post("/clubs/{club_id}/rights-cases")]
pub async fn create(
    caller: Allowed<can::EditRightsCases>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewRightsCase>,
    db: Data<Db>,
) -> Result<Created<RightsCase>> {
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        let created = store::insert(w, &club, &new).await?;
        Ok(Change::created(created).map(|whole| whole.case))
    });
    created.await.map(Created)
}

/// Correct the issue, the story or the outcome of a rights case.
#[utoipa::path(
    tag = "support",
    operation_id = "update_rights_case",
    params(("rights_case_id" = Uuid, Path), IfMatch),
    request_body = RightsCasePatch,
    responses((status = 200, body = RightsCase, description = "Case after the change, without its story")),
    security(("bearer" = [can::EditRightsCases::NAME])),
)]
#[patch("/rights-cases/{rights_case_id}")]
pub async fn update(
    caller: Allowed<can::EditRightsCases>,
    id: Path<RightsCaseId>,
    etag: IfMatch,
    patch: Changes<RightsCasePatch>,
    db: Data<Db>,
) -> Result<Tagged<RightsCase>> {
    let updated = db.write(&caller, async |w| {
        let before = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &before, &patch).await?;
        Ok(Change::updated(&before, after).map(|whole| whole.case))
    });
    updated.await.map(Tagged)
}

/// Record a step of a rights case: put before an authority, settled or dropped.
#[utoipa::path(
    tag = "support",
    operation_id = "transition_rights_case",
    params(("rights_case_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = RightsCaseStep,
    responses((status = 201, body = RightsCase, description = "Case after the step, without its story")),
    security(("bearer" = [can::EditRightsCases::NAME])),
)]
#[post("/rights-cases/{rights_case_id}/transitions")]
pub async fn transition(
    caller: Allowed<can::EditRightsCases>,
    id: Path<RightsCaseId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<RightsCaseStep>,
    db: Data<Db>,
) -> Result<Created<RightsCase>> {
    let case = db.write_once(&caller, &key, &*new, async |w| {
        let before = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::step(w, &before, &new).await?;
        Ok(Change::done(new.to.into(), &before, after).map(|whole| whole.case))
    });
    case.await.map(Created)
}
