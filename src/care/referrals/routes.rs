//! Referrals over HTTP. Why somebody is sent is shown one referral at a time, and that is recorded; what was found
//! stands in one reply alone.

use super::model::{
    ListedReferral, NewReferral, Referral, ReferralAnswer, ReferralQuery, ReferralResult, ReferralWithdrawal,
    WholeReferral,
};
use super::store;
use crate::Result;
use crate::care::care_cases;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db, Seen, Writer};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{CareCaseId, ClubId, ReferralId};
use crate::territory::units::model::UnitRef;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List a club's referrals to the health station, newest first: a volunteer sees only those of her cases.
/// Recorded in the access log.
#[utoipa::path(
    tag = "care",
    operation_id = "list_referrals",
    params(("club_id" = Uuid, Path), ReferralQuery, PageQuery),
    responses((status = 200, body = Page<ListedReferral>, description = "One page of referrals, without their reasons")),
    security(("bearer" = [can::ReadReferrals::NAME])),
)]
#[get("/clubs/{club_id}/referrals")]
pub async fn list(
    caller: Allowed<can::ReadReferrals>,
    club: Path<ClubId>,
    query: Params<ReferralQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ListedReferral>> {
    db.show_many(&caller, async |r| store::list(r, *club, *query, &page).await).await
}

/// List the referrals of a unit's clubs, newest first: the in-tray of the health station. Recorded in the
/// access log.
#[utoipa::path(
    tag = "care",
    operation_id = "list_referrals_of_unit",
    params(
        ("unit" = String, Path, description = "UUID or official code of a commune or hamlet", example = "05605"),
        ReferralQuery,
        PageQuery,
    ),
    responses((status = 200, body = Page<ListedReferral>, description = "One page of referrals, without their reasons")),
    security(("bearer" = [can::ReadReferrals::NAME])),
)]
#[get("/units/{unit}/referrals")]
pub async fn list_of_unit(
    caller: Allowed<can::ReadReferrals>,
    unit: Path<UnitRef>,
    query: Params<ReferralQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ListedReferral>> {
    db.show_many(&caller, async |r| store::list_of_unit(r, &unit, *query, &page).await).await
}

/// Find a referral with its reason. Recorded in the access log.
#[utoipa::path(
    tag = "care",
    operation_id = "find_referral",
    params(("referral_id" = Uuid, Path)),
    responses((status = 200, body = WholeReferral, description = "Referral, with its reason")),
    security(("bearer" = [can::ReadReferrals::NAME])),
)]
#[get("/referrals/{referral_id}")]
pub async fn find(
    caller: Allowed<can::ReadReferrals>,
    id: Path<ReferralId>,
    db: Data<Db>,
) -> Result<Tagged<WholeReferral>> {
    let referral = db.show(&caller, async |r| {
        let (referral, subject) = store::find(r, *id).await?;
        Ok(Seen::of(subject.person_id, subject.club_id, referral))
    });
    referral.await.map(Tagged)
}

/// Find the result of a referral: what the health station found. Recorded in the access log.
#[utoipa::path(
    tag = "care",
    operation_id = "find_referral_result",
    params(("referral_id" = Uuid, Path)),
    responses((status = 200, body = ReferralResult, description = "What the health station found")),
    security(("bearer" = [can::ReadHealthResults::NAME])),
)]
#[get("/referrals/{referral_id}/result")]
pub async fn find_result(
    caller: Allowed<can::ReadHealthResults>,
    id: Path<ReferralId>,
    db: Data<Db>,
) -> Result<Json<ReferralResult>> {
    let result = db.show(&caller, async |r| {
        let (result, subject) = store::find_result(r, *id).await?;
        Ok(Seen::of(subject.person_id, subject.club_id, result))
    });
    result.await.map(Json)
}

/// Refer somebody to the health station. Without her consent to care at home nothing is sent.
#[utoipa::path(
    tag = "care",
    operation_id = "create_referral",
    params(("care_case_id" = Uuid, Path), IdempotencyKey),
    request_body = NewReferral,
    responses((status = 201, body = Referral, description = "Referral, as sent")),
    security(("bearer" = [can::SendReferrals::NAME])),
)]
#[post("/care-cases/{care_case_id}/referrals")]
pub async fn create(
    caller: Allowed<can::SendReferrals>,
    case: Path<CareCaseId>,
    key: IdempotencyKey,
    new: Valid<NewReferral>,
    db: Data<Db>,
) -> Result<Created<Referral>> {
    let seen = async |w: &mut Writer<'_>| care_cases::store::hold(w, *case).await.map(drop);
    let referral = db.write_once_if_seen(&caller, &key, &*new, seen, async |w| {
        let case = care_cases::store::hold(w, *case).await?;
        let sent = store::insert(w, &case, &new).await?;
        Ok(Change::created(sent).map(|sent| sent.referral))
    });
    referral.await.map(Created)
}

/// Answer a referral: accept it, perhaps for a day, decline it, or say that she was seen, and what was found.
///
/// What was found is encrypted. It stands in no reply but that of `find_referral_result`, and in no log.
#[utoipa::path(
    tag = "care",
    operation_id = "answer_referral",
    params(("referral_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = ReferralAnswer,
    responses((status = 201, body = Referral, description = "Referral, answered")),
    security(("bearer" = [can::AnswerReferrals::NAME])),
)]
#[post("/referrals/{referral_id}/answer")]
pub async fn answer(
    caller: Allowed<can::AnswerReferrals>,
    id: Path<ReferralId>,
    etag: IfMatch,
    key: IdempotencyKey,
    answer: Valid<ReferralAnswer>,
    db: Data<Db>,
) -> Result<Created<Referral>> {
    let referral = db.write_once(&caller, &key, &*answer, async |w| {
        let referral = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::answer(w, &referral, &answer).await?;
        Ok(Change::done("answered", &referral, after).map(|after| after.referral))
    });
    referral.await.map(Created)
}

/// Withdraw a referral that has not been settled.
#[utoipa::path(
    tag = "care",
    operation_id = "withdraw_referral",
    params(("referral_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = ReferralWithdrawal,
    responses((status = 201, body = Referral, description = "Referral, withdrawn")),
    security(("bearer" = [can::SendReferrals::NAME])),
)]
#[post("/referrals/{referral_id}/withdrawal")]
pub async fn withdraw(
    caller: Allowed<can::SendReferrals>,
    id: Path<ReferralId>,
    etag: IfMatch,
    key: IdempotencyKey,
    withdrawal: Valid<ReferralWithdrawal>,
    db: Data<Db>,
) -> Result<Created<Referral>> {
    let seen = async |w: &mut Writer<'_>| store::hold(w, *id).await.map(drop);
    let referral = db.write_once_if_seen(&caller, &key, &*withdrawal, seen, async |w| {
        let referral = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::withdraw(w, &referral, &withdrawal).await?;
        Ok(Change::done("withdrawn", &referral, after).map(|after| after.referral))
    });
    referral.await.map(Created)
}
