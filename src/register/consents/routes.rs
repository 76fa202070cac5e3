//! Consents over HTTP.

use super::model::{Consent, ConsentWithdrawal, NewConsent};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Json, Valid};
use crate::platform::ids::{ConsentId, MemberId};
use crate::register::members;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List what a member has consented to, newest first, withdrawn or not.
#[utoipa::path(
    tag = "members",
    operation_id = "list_consents",
    params(("member_id" = Uuid, Path)),
    responses((status = 200, body = Vec<Consent>, description = "All consents of the person")),
    security(("bearer" = [can::ReadConsents::NAME])),
)]
#[get("/members/{member_id}/consents")]
pub async fn list(
    caller: Allowed<can::ReadConsents>,
    member: Path<MemberId>,
    db: Data<Db>,
) -> Result<Json<Vec<Consent>>> {
    store::list(&mut db.read(&caller).await?, *member).await.map(Json)
}

/// Record a member's consent to one use of personal data.
#[utoipa::path(
    tag = "members",
    operation_id = "create_consent",
    params(("member_id" = Uuid, Path), IdempotencyKey),
    request_body = NewConsent,
    responses((status = 201, body = Consent, description = "The consent")),
    security(("bearer" = [can::EditConsents::NAME])),
)]
#[post("/members/{member_id}/consents")]
pub async fn create(
    caller: Allowed<can::EditConsents>,
    member: Path<MemberId>,
    key: IdempotencyKey,
    new: Valid<NewConsent>,
    db: Data<Db>,
) -> Result<Created<Consent>> {
    let consent = db.write_once(&caller, &key, &*new, async |w| {
        let member = members::store::hold(w, *member).await?;
        let recorded = store::insert(w, &member, &new).await?;
        Ok(Change::created(recorded).map(|recorded| recorded.consent))
    });
    consent.await.map(Created)
}

/// Record that a consent was withdrawn. The record itself stays.
#[utoipa::path(
    tag = "members",
    operation_id = "withdraw_consent",
    params(("consent_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = ConsentWithdrawal,
    responses((status = 201, body = Consent, description = "The consent, withdrawn")),
    security(("bearer" = [can::EditConsents::NAME])),
)]
#[post("/consents/{consent_id}/withdrawal")]
pub async fn withdraw(
    caller: Allowed<can::EditConsents>,
    id: Path<ConsentId>,
    etag: IfMatch,
    key: IdempotencyKey,
    withdrawal: Valid<ConsentWithdrawal>,
    db: Data<Db>,
) -> Result<Created<Consent>> {
    let consent = db.write_once(&caller, &key, &*withdrawal, async |w| {
        let held = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::withdraw(w, &held, &withdrawal).await?;
        Ok(Change::done("withdrawn", &held, after).map(|after| after.consent))
    });
    consent.await.map(Created)
}
