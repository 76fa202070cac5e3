//! Codes over HTTP: accounts that are handed over, and taken possession of.

use super::model::{AccountActivation, Door, EnteredUser, Purpose, ResetUser};
use super::store::{self, Redemption};
use crate::access::sessions;
use crate::access::sessions::model::Session;
use crate::access::users;
use crate::access::users::model::NewUser;
use crate::platform::auth::password::{Passwords, acceptable};
use crate::platform::auth::token::Signer;
use crate::platform::auth::{Allowed, Anyone, can};
use crate::platform::db::{Change, Db};
use crate::platform::error::{Code, FieldCode};
use crate::platform::http::{Created, IdempotencyKey, Json, Sender, Valid};
use crate::platform::ids::UserId;
use crate::platform::log::Event;
use crate::{Error, Result};
use actix_web::post;
use actix_web::web::{Data, Path};

/// Create an account for a human being, with its first assignment. The reply shows the slip for its holder, this once.
///
/// A user administrator gives the roles of places at and below the own one, oversight only below; the chair
/// of a club gives the roles of that club but not the own one, and no account to whoever keeps or books its money. The
/// holder sets the password with the code of the slip (`POST /v1/account-activations`); only then can anybody sign in. With
/// `member_id` she confirms by it that she is that person. Under the same key again it is 409 `already_done` with the `id`
/// of the account, without the code.
#[utoipa::path(
    tag = "users",
    operation_id = "create_user",
    params(IdempotencyKey),
    request_body = NewUser,
    responses((status = 201, body = EnteredUser, description = "The user, the assignment and the slip")),
    security(("bearer" = [can::EditUsers::NAME])),
)]
#[post("/users")]
pub async fn create(
    caller: Allowed<can::EditUsers>,
    key: IdempotencyKey,
    new: Valid<NewUser>,
    db: Data<Db>,
) -> Result<Created<EnteredUser>> {
    let entered = db.write_secret_once(&caller, &key, &*new, async |w| {
        let at = users::store::hold_place(w, new.assignment.place).await?;
        let person = match new.member_id {
            Some(member) => Some(users::store::person_of(w, member).await?),
            None => None,
        };
        let (user, assignment) = users::store::insert(w, &at, &new).await?;
        let slip = store::issue(w, &user, Purpose::Activation { person }).await?;
        let (created, more) = users::store::told(w, "created", None, &user).await?;
        let given = Event::created(&assignment);
        let entered = EnteredUser { user: user.clone(), assignment, slip };
        Ok(Change::several(entered, created, more).and(given))
    });
    entered.await.map(Created)
}

/// Void a user's password: all sessions end. The reply shows the slip with which the holder sets another, this once.
///
/// The caller stands for the user: one right of today at least she could have given, and none she could not; for a user
/// who holds none today, a user administrator in whose reach the last one was. Who keeps, books or approves the money of a
/// club is reset by a user administrator of the commune or above. The holder is told when and by whom
/// (`GET /v1/sessions`, and `notices` at each sign-in for 30 days). Under the same key again it is 409 `already_done`.
#[utoipa::path(
    tag = "users",
    operation_id = "reset_password",
    params(("user_id" = Uuid, Path), IdempotencyKey),
    responses((status = 201, body = ResetUser, description = "The account and the slip")),
    security(("bearer" = [can::EditUsers::NAME])),
)]
#[post("/users/{user_id}/password-resets")]
pub async fn reset_password(
    caller: Allowed<can::EditUsers>,
    id: Path<UserId>,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<ResetUser>> {
    let reset = db.write_secret_once(&caller, &key, &(), async |w| {
        let user = users::store::hold_managed(w, *id).await?;
        let purpose = store::anew(w, &user).await?;
        let slip = store::issue(w, &user, purpose).await?;
        let after = users::store::void_password(w, &user).await?;
        let (first, rest) = users::store::told(w, "password_reset", Some(&user), &after).await?;
        Ok(Change::several(ResetUser { user: after, slip }, first, rest))
    });
    reset.await.map(Created)
}

/// Take possession of an account with the code of a slip: set a password of your own. The reply opens a session.
///
/// A code is good for 72 hours, once, and void after ten wrong tries. A wrong code, a used, void or expired one, that of
/// another account and an unknown login answer alike: 409 `code_refused`. Wrong codes count as failed sign-ins of the login
/// from the address. If the code was made for a member, the account is linked with her from now on. No `Idempotency-Key`: a
/// reply with tokens is never stored.
#[utoipa::path(
    tag = "sessions",
    operation_id = "activate_account",
    request_body = AccountActivation,
    responses((status = 200, body = Session, description = "The session with its pair of tokens")),
)]
#[post("/account-activations")]
pub async fn activate(
    anyone: Anyone,
    from: Sender,
    given: Valid<AccountActivation>,
    db: Data<Db>,
    passwords: Data<Passwords>,
    signer: Data<Signer>,
) -> Result<Json<Session>> {
    if !acceptable(&given.password, &given.login) {
        return Err(Error::field("/password", FieldCode::Password));
    }
    let login_key = given.login.key();
    db.transaction(&anyone, async |w| sessions::store::may_try(w, &login_key, &from).await).await?;
    // hashed in any case, and before: how long it takes tells nobody whether there is such a code
    let hash = passwords.hash(&given.password).await.map_err(Error::internal)?;
    let opened = db.write(&anyone, async |w| {
        match store::redeem(w, &given.login, &given.code, Door::Password).await? {
            Redemption::Refused(tried) => {
                sessions::store::count_failure(w, &login_key, &from).await?;
                Ok(Change::nothing(None, "where there was no code to try, only a failed sign-in is counted")
                    .and_all(tried))
            }
            Redemption::Redeemed(redeemed) => {
                let (before, user) = (&redeemed.before, &redeemed.user);
                let after = users::store::set_password(w, user, &hash).await?;
                let opened = sessions::store::reopen(w, after.id, &from).await?;
                let (first, rest) = users::store::told(w, "activated", Some(before), &after).await?;
                let rest = rest.into_iter().map(|event| event.by(after.id));
                Ok(Change::several(Some(opened), first.by(after.id), rest))
            }
        }
    });
    sessions::routes::session(&signer, opened.await?.ok_or(Code::CodeRefused)?)
}
