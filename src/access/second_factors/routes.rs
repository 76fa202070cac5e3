//! Second factors over HTTP.

use super::model::{
    ConfirmedSecondFactor, EnrolledSecondFactor, RecoveryCodes, SecondFactorCode, SecondFactorToken,
    SecondFactors,
};
use super::rules::Verdict;
use super::store::{self, Which};
use crate::access::sessions::rules::{ACCESS_SECONDS, claims};
use crate::access::users::model::User;
use crate::access::{sessions, users};
use crate::platform::auth::factor::FRESH_SECONDS;
use crate::platform::auth::token::Signer;
use crate::platform::auth::{Allowed, Claims, SignedIn, can};
use crate::platform::db::{Change, Db, Held, Writer};
use crate::platform::error::Code;
use crate::platform::http::{Json, NoContent, Valid};
use crate::platform::ids::{FamilyId, UserId};
use crate::{Error, Result};
use actix_web::web::{Data, Path};
use actix_web::{delete, get, post};
use chrono::Utc;

/// The access token of the caller's session, anew, with the moment at which she proved her factor: now.
async fn proven_token(caller: &SignedIn, db: &Db, signer: &Signer) -> Result<SecondFactorToken> {
    // where rights are written: a replica may not know yet that a factor counts
    let (account, grants) = db
        .transaction(caller, async |w| {
            let account = sessions::store::account(w, caller.user()).await?.ok_or(Code::Unauthenticated)?;
            let grants = users::store::grants(w, account.id).await?;
            Ok((account, grants))
        })
        .await?;
    let now = Utc::now();
    let session = FamilyId(caller.caller().claims().sid);
    let claims = claims(&account, session, grants, now);
    let claims = Claims { second_factor_at: Some(now.timestamp()), ..claims };
    Ok(SecondFactorToken {
        access_token: signer.issue(&claims).map_err(Error::internal)?,
        token_type: "Bearer",
        expires_in: ACCESS_SECONDS,
        second_factor_expires_in: FRESH_SECONDS,
    })
}

/// What an account's holder or administrator did, as the change log says it: of the account, at each of its places.
async fn told<T>(w: &mut Writer<'_>, user: &Held<User>, action: &'static str, value: T) -> Result<Change<T>> {
    let (first, rest) = users::store::told(w, action, Some(user), user).await?;
    Ok(Change::several(value, first, rest))
}

/// Show your second factor: the one that counts, and one that waits for its first code.
#[utoipa::path(
    tag = "account",
    operation_id = "list_second_factors",
    responses((status = 200, body = SecondFactors, description = "The account's second factors")),
    security(("bearer" = [])),
)]
#[get("/me/second-factors")]
pub async fn list(caller: SignedIn, db: Data<Db>) -> Result<Json<SecondFactors>> {
    store::list(&mut db.read(&caller).await?).await.map(Json)
}

/// Enrol a second factor (đăng ký xác thực bước hai). The reply shows its secret, this once.
///
/// It counts once you have sent its first code (`POST /v1/me/second-factors/confirmation`); until then you can begin
/// again. Whoever has one already proves it first. No `Idempotency-Key`: a reply with a secret is never stored.
#[utoipa::path(
    tag = "account",
    operation_id = "enrol_second_factor",
    responses((status = 200, body = EnrolledSecondFactor, description = "The factor, which waits for its first code, and its secret")),
    security(("bearer" = [])),
)]
#[post("/me/second-factors")]
pub async fn enrol(caller: SignedIn, db: Data<Db>) -> Result<Json<EnrolledSecondFactor>> {
    let proven = caller.caller().has_proven_second_factor();
    let enrolled = db.write(&caller, async |w| {
        let user = store::hold_own(w).await?;
        let (factor, totp) = store::enrol(w, &user, proven).await?;
        let secret = totp.secret().to_base32();
        let otpauth_url = totp.to_url().map_err(|e| Error::internal(e.to_string()))?;
        told(w, &user, "second_factor_enrolled", EnrolledSecondFactor { factor, secret, otpauth_url }).await
    });
    enrolled.await.map(Json)
}

/// Send the first code of a second factor: from then on it counts, in place of an earlier one.
///
/// The reply shows ten recovery codes, this once. All access tokens of the account are void; the reply has a new one for
/// this session, which has proven the factor, and other sessions get theirs by their refresh tokens.
#[utoipa::path(
    tag = "account",
    operation_id = "confirm_second_factor",
    request_body = SecondFactorCode,
    responses((status = 200, body = ConfirmedSecondFactor, description = "The factor, its recovery codes and an access token")),
    security(("bearer" = [])),
)]
#[post("/me/second-factors/confirmation")]
pub async fn confirm(
    caller: SignedIn,
    given: Valid<SecondFactorCode>,
    db: Data<Db>,
    signer: Data<Signer>,
) -> Result<Json<ConfirmedSecondFactor>> {
    let verdict = db.transaction(&caller, async |w| {
        let user = store::hold_own(w).await?;
        store::attempt(w, &user, Which::Awaited, &given.code).await
    });
    match verdict.await? {
        Verdict::Right => {}
        Verdict::Replayed => return Err(Code::SecondFactorReplayed.into()),
        Verdict::Wrong | Verdict::Recovery(_) => return Err(Code::SecondFactorWrong.into()),
    }
    let confirmed = db.write(&caller, async |w| {
        let user = store::hold_own(w).await?;
        let confirmed = store::confirm(w, &user).await?;
        told(w, &user, "second_factor_confirmed", confirmed).await
    });
    let (factor, recovery_codes) = confirmed.await?;
    let token = proven_token(&caller, &db, &signer).await?;
    Ok(Json(ConfirmedSecondFactor { factor, recovery: RecoveryCodes { recovery_codes }, token }))
}

/// Remove your second factor. Whoever has one proves it first.
///
/// All access tokens of the account are void; sessions get new ones by their refresh tokens.
#[utoipa::path(
    tag = "account",
    operation_id = "remove_second_factor",
    responses((status = 204, description = "The factor is removed, and its recovery codes are void")),
    security(("bearer" = [])),
)]
#[delete("/me/second-factors")]
pub async fn remove(caller: SignedIn, db: Data<Db>) -> Result<NoContent> {
    let proven = caller.caller().has_proven_second_factor();
    let removed = db.write(&caller, async |w| {
        let user = store::hold_own(w).await?;
        store::remove_own(w, &user, proven).await?;
        told(w, &user, "second_factor_removed", ()).await
    });
    removed.await.map(|()| NoContent)
}

/// Make new recovery codes; all earlier ones are void. The reply shows them, this once.
#[utoipa::path(
    tag = "account",
    operation_id = "renew_recovery_codes",
    responses((status = 200, body = RecoveryCodes, description = "Ten recovery codes")),
    security(("bearer" = [])),
)]
#[post("/me/second-factors/recovery-codes")]
pub async fn renew_recovery_codes(caller: SignedIn, db: Data<Db>) -> Result<Json<RecoveryCodes>> {
    let proven = caller.caller().has_proven_second_factor();
    let renewed = db.write(&caller, async |w| {
        let user = store::hold_own(w).await?;
        let recovery_codes = store::renew_recovery_codes(w, &user, proven).await?;
        told(w, &user, "recovery_codes_renewed", RecoveryCodes { recovery_codes }).await
    });
    renewed.await.map(Json)
}

/// Prove your second factor: an access token that is good for ten minutes of what has `x-second-factor`.
///
/// Takes the six digits of the device, or a recovery code. A code counts once. After five wrong ones in a row the account
/// has to wait, twice as long after each: `second_factor_slowed` with `Retry-After`; after twenty its sessions end. No
/// `Idempotency-Key`: a reply with tokens is never stored.
#[utoipa::path(
    tag = "sessions",
    operation_id = "prove_second_factor",
    request_body = SecondFactorCode,
    responses((status = 200, body = SecondFactorToken, description = "The access token that has proven the factor")),
    security(("bearer" = [])),
)]
#[post("/sessions/second-factor")]
pub async fn prove(
    caller: SignedIn,
    given: Valid<SecondFactorCode>,
    db: Data<Db>,
    signer: Data<Signer>,
) -> Result<Json<SecondFactorToken>> {
    let verdict = db.transaction(&caller, async |w| {
        let user = store::hold_own(w).await?;
        store::attempt(w, &user, Which::Confirmed, &given.code).await
    });
    match verdict.await? {
        Verdict::Right => {}
        Verdict::Replayed => return Err(Code::SecondFactorReplayed.into()),
        Verdict::Wrong => return Err(Code::SecondFactorWrong.into()),
        Verdict::Recovery(hash) => {
            let used = db.write(&caller, async |w| {
                let user = store::hold_own(w).await?;
                store::use_up(w, &user, &hash).await?;
                told(w, &user, "recovery_code_used", ()).await
            });
            used.await?;
        }
    }
    proven_token(&caller, &db, &signer).await.map(Json)
}

/// Remove the second factor of somebody who has lost her device and her recovery codes.
///
/// She enrols another by signing in with her password. Only whoever could have given every right that she holds may do
/// so; all her sessions end.
#[utoipa::path(
    tag = "users",
    operation_id = "remove_second_factor_of_user",
    params(("user_id" = Uuid, Path)),
    responses((status = 204, description = "The account has no second factor any more")),
    security(("bearer" = [can::EditUsers::NAME])),
)]
#[delete("/users/{user_id}/second-factors")]
pub async fn take_away(caller: Allowed<can::EditUsers>, id: Path<UserId>, db: Data<Db>) -> Result<NoContent> {
    let removed = db.write(&caller, async |w| {
        let user = users::store::hold_managed(w, *id).await?;
        users::store::may_hand_out(w, &user).await?; // nor does a colleague take the lock off the money
        store::remove(w, &user).await?;
        users::store::end_sessions(w, &user).await?;
        told(w, &user, "second_factor_removed", ()).await
    });
    removed.await.map(|()| NoContent)
}
