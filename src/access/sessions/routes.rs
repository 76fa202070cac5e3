//! Signing in and out, and oneself, over HTTP.

use super::model::{
    ClientCredentials, MachineToken, Me, OpenSessions, Opened, PasswordChange, Session, SessionRefresh,
    SignIn, SignInAccount,
};
use super::rules::{ACCESS_SECONDS, REFRESH_SECONDS, claims, permissions};
use super::store;
use crate::access::users;
use crate::access::users::model::{Assignment, UserKind};
use crate::platform::auth::password::{Passwords, acceptable};
use crate::platform::auth::token::Signer;
use crate::platform::auth::{Allowed, Anyone, Grant, Scope, SignedIn, can};
use crate::platform::db::{Change, Db, Reads, Writer};
use crate::platform::error::{Code, FieldCode, Problem};
use crate::platform::fields::Secret;
use crate::platform::http::{Json, NoContent, Page, Public, Sender, TokenRequest, Valid};
use crate::platform::ids::FamilyId;
use crate::register::members::model::Member;
use crate::{Error, Result};
use actix_web::web::Data;
use actix_web::{delete, get, post};
use chrono::{DateTime, Utc};

/// Signs the access token of a session.
pub fn session(signer: &Signer, opened: Opened) -> Result<Json<Session>> {
    let claims = claims(&opened.account, opened.family, opened.grants, Utc::now());
    Ok(Json(Session {
        access_token: signer.issue(&claims).map_err(Error::internal)?,
        token_type: "Bearer",
        expires_in: ACCESS_SECONDS,
        refresh_token: opened.refresh_token,
        refresh_expires_in: REFRESH_SECONDS,
        user: opened.user,
        notices: opened.notices,
    }))
}

/// The account, if the password is its own. Whoever tries the same login from the same address waits until this is known
/// and, if it was wrong, counted: guesses made at once cost as much as one after the other, and who is right never counts
/// against anybody. Nobody joins the queue while the login has to wait anyway, and a stranger's guesses hold up nobody else.
async fn proven<'s>(
    db: &Db,
    scope: &'s Scope,
    passwords: &Passwords,
    (login_key, from): (&str, &Sender),
    password: &Secret,
    account: impl AsyncFnOnce(&mut Writer<'s>) -> Result<Option<SignInAccount>>,
) -> Result<Option<SignInAccount>> {
    let queue = format!("{login_key} {}", from.household());
    let _alone = if let Some(alone) = passwords.alone_at_once(&queue) {
        alone
    } else {
        db.transaction(scope, async |w: &mut Writer<'s>| store::may_try(w, login_key, from).await).await?;
        passwords.alone(&queue).await
    };
    let account = db.transaction(scope, async |w: &mut Writer<'s>| {
        store::may_try(w, login_key, from).await?;
        account(w).await
    });
    let account = account.await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
    if passwords.verify(password, hash).await {
        return Ok(account);
    }
    db.transaction(scope, async |w: &mut Writer<'s>| store::count_failure(w, login_key, from).await).await?;
    Ok(None)
}

/// Sign in with login and password.
///
/// After five failures in a row a login has to wait, twice as long after each: `sign_in_slowed` with `Retry-After`. Failures
/// are counted for the login together with the address that they come from; only after a hundred from all addresses does
/// the login wait everywhere but where its holder had a session in the last month. An unknown login, a disabled one, one
/// without a password yet (`POST /v1/account-activations`) and a wrong password answer alike. `notices` tells what others
/// did to the account. No `Idempotency-Key`: a reply with tokens is never stored.
#[utoipa::path(
    tag = "sessions",
    operation_id = "sign_in",
    request_body = SignIn,
    responses((status = 200, body = Session, description = "The session with its pair of tokens")),
)]
#[post("/sessions")]
pub async fn sign_in(
    anyone: Anyone,
    from: Sender,
    given: Valid<SignIn>,
    db: Data<Db>,
    passwords: Data<Passwords>,
    signer: Data<Signer>,
) -> Result<Json<Session>> {
    let login_key = given.login.key();
    let proven = proven(&db, &anyone, &passwords, (&login_key, &from), &given.password, async |w| {
        store::account_of(w, &given.login).await
    });
    let account = proven.await?.ok_or(Code::WrongCredentials)?;
    let opened = db.transaction(&anyone, async |w| store::open(w, &account, &from).await).await?;
    session(&signer, opened.ok_or(Code::WrongCredentials)?)
}

/// Continue a session: a new pair of tokens for a refresh token, which is good once.
///
/// If the reply was lost, the same client (by its `User-Agent`) sends the same token once more within 60 seconds, and gets
/// the same successor, unless that has been used. Any other second use ends the session everywhere, whoever it was. No
/// `Idempotency-Key`: a reply with tokens is never stored.
#[utoipa::path(
    tag = "sessions",
    operation_id = "refresh_session",
    request_body = SessionRefresh,
    responses((status = 200, body = Session, description = "The session with its pair of tokens")),
)]
#[post("/sessions/refresh")]
pub async fn refresh(
    anyone: Anyone,
    from: Sender,
    given: Valid<SessionRefresh>,
    db: Data<Db>,
    signer: Data<Signer>,
) -> Result<Json<Session>> {
    let opened = db.transaction(&anyone, async |w| store::refresh(w, &given.refresh_token, &from).await);
    session(&signer, opened.await?.ok_or(Code::RefreshTokenRefused)?)
}

/// Sign in as a program of a province: `client_credentials` of OAuth 2.0 (RFC 6749, section 4.4).
///
/// The request is a form as RFC 6749 has it, or JSON. The program says who it is by HTTP Basic or in the body, not both.
/// Refusals have `error` and `error_description` (section 5.2) beside what every problem has; JSON that does not fit is
/// `invalid` as everywhere. No refresh token: the program asks again. No `Idempotency-Key`: a reply with tokens is never
/// stored.
#[utoipa::path(
    tag = "sessions",
    operation_id = "create_machine_token",
    request_body(content(
        (ClientCredentials = "application/json"),
        (ClientCredentials = "application/x-www-form-urlencoded"),
    )),
    responses(
        (status = 200, body = MachineToken, description = "The access token"),
        (status = 400, body = Problem, content_type = "application/json", description = "`invalid_request` or `unsupported_grant_type`"),
        (status = 401, body = Problem, content_type = "application/json", description = "`invalid_client`, with `WWW-Authenticate: Basic`"),
    ),
)]
#[post("/oauth/token")]
pub async fn machine_token(
    anyone: Anyone,
    given: TokenRequest<ClientCredentials>,
    db: Data<Db>,
    signer: Data<Signer>,
) -> Result<Json<MachineToken>> {
    let mut db = db.read(&anyone).await?;
    let account = store::account(&mut db, given.client_id).await?;
    let digest = given.client_secret.digest();
    let right =
        account.filter(|account| account.kind == UserKind::Machine && account.secret_hash == Some(digest));
    let account = right.ok_or_else(|| Error::from(Code::WrongCredentials).as_oauth("invalid_client"))?;
    let grants = users::store::grants(&mut db, account.id).await?;
    let claims = claims(&account, FamilyId::new(), grants, Utc::now());
    let access_token = signer.issue(&claims).map_err(Error::internal)?;
    Ok(Json(MachineToken { access_token, token_type: "Bearer", expires_in: ACCESS_SECONDS }))
}

/// List your open sessions, the last used first, and when and by whom your password was reset.
#[utoipa::path(
    tag = "sessions",
    operation_id = "list_sessions",
    responses((status = 200, body = OpenSessions, description = "All open sessions of the account")),
    security(("bearer" = [])),
)]
#[get("/sessions")]
pub async fn list(caller: SignedIn, db: Data<Db>) -> Result<Json<OpenSessions>> {
    let current = FamilyId(caller.caller().claims().sid);
    let mut db = db.read(&caller).await?;
    let items = store::list(&mut db, current).await?;
    let resets = store::resets(&mut db, caller.user(), DateTime::UNIX_EPOCH).await?;
    Ok(Json(OpenSessions { items, next: None, resets }))
}

/// Sign out here. Your access tokens are void at once; other sessions go on with their refresh tokens.
#[utoipa::path(
    tag = "sessions",
    operation_id = "sign_out",
    responses((status = 204, description = "Signed out; the access tokens are void")),
    security(("bearer" = [])),
)]
#[delete("/sessions/current")]
pub async fn sign_out(caller: SignedIn, db: Data<Db>) -> Result<NoContent> {
    let family = FamilyId(caller.caller().claims().sid);
    db.transaction(&caller, async |w| store::close(w, caller.user(), family).await).await?;
    Ok(NoContent)
}

/// Sign out everywhere: all sessions of the account end, and its access tokens are void at once.
#[utoipa::path(
    tag = "sessions",
    operation_id = "sign_out_everywhere",
    responses((status = 204, description = "Signed out; the access tokens are void")),
    security(("bearer" = [])),
)]
#[delete("/sessions")]
pub async fn sign_out_everywhere(caller: SignedIn, db: Data<Db>) -> Result<NoContent> {
    let ended = db.transaction(&caller, async |w| {
        let user = users::store::hold(w, caller.user()).await?;
        users::store::end_sessions(w, &user).await
    });
    ended.await.map(|()| NoContent)
}

/// Show who you are, what you are where, and what you may do where.
#[utoipa::path(
    tag = "account",
    operation_id = "show_me",
    responses((status = 200, body = Me, description = "The account, its assignments and its permissions")),
    security(("bearer" = [])),
)]
#[get("/me")]
pub async fn me(caller: SignedIn, db: Data<Db>) -> Result<Json<Me>> {
    let mut db = db.read(&caller).await?;
    let today = db.scope().today();
    let user = users::store::find(&mut db, caller.user()).await?;
    let mut assignments = users::store::assignments(&mut db, user.id).await?;
    assignments.retain(|assignment| assignment.valid_to.is_none_or(|last| last >= today));
    let grant =
        |a: &Assignment| Grant { role: a.role, place: a.place, until: a.valid_to, acting_for: a.acting_for };
    let grants: Vec<Grant> = assignments.iter().filter(|a| a.counts_on(today)).map(grant).collect();
    let linked = user.person_confirmed_at.is_some();
    Ok(Json(Me { user, permissions: permissions(&grants, linked), assignments }))
}

/// Show your own memberships, present and past, while you are a member of a club.
///
/// They are those of the person that your account is linked with, in every club that she is or was in. Once the last one
/// has ended, nothing is shown any more: ask the club, or its commune.
#[utoipa::path(
    tag = "account",
    operation_id = "list_my_memberships",
    responses((status = 200, body = Page<Member>, description = "All memberships of the person")),
    security(("bearer" = [can::ReadOwnRecord::NAME])),
)]
#[get("/me/memberships")]
pub async fn my_memberships(caller: Allowed<can::ReadOwnRecord>, db: Data<Db>) -> Result<Page<Member>> {
    let items = store::own_memberships(&mut db.read(&caller).await?).await?;
    Ok(Page { items, next: None })
}

/// Change your own password. All sessions end; the reply opens a new one here.
///
/// Wrong guesses of the current password count as failed sign-ins. No `Idempotency-Key`: a reply with tokens is
/// never stored.
#[utoipa::path(
    tag = "account",
    operation_id = "change_password",
    request_body = PasswordChange,
    responses((status = 200, body = Session, description = "The new session")),
    security(("bearer" = [])),
)]
#[post("/me/password")]
pub async fn change_password(
    caller: SignedIn,
    from: Sender,
    given: Valid<PasswordChange>,
    db: Data<Db>,
    passwords: Data<Passwords>,
    signer: Data<Signer>,
) -> Result<Json<Session>> {
    let account = db.transaction(&caller, async |w| {
        let account = store::account(w, caller.user()).await?.ok_or(Code::Unauthenticated)?;
        if account.kind == UserKind::Machine {
            return Err(Code::MachinesHaveNoPassword.into());
        }
        if !acceptable(&given.new_password, &account.login_key) {
            return Err(Error::field("/new_password", FieldCode::Password));
        }
        Ok(account)
    });
    let login_key = account.await?.login_key;
    let asked = (login_key.as_str(), &from);
    let proven = proven(&db, &caller, &passwords, asked, &given.current_password, async |w| {
        store::account(w, caller.user()).await
    });
    proven.await?.ok_or(Code::WrongPassword)?;
    let hash = passwords.hash(&given.new_password).await.map_err(Error::internal)?;
    let opened = db.write(&caller, async |w| {
        let user = users::store::hold(w, caller.user()).await?;
        let after = users::store::set_password(w, &user, &hash).await?;
        let opened = store::reopen(w, user.id, &from).await?;
        let (first, rest) = users::store::told(w, "password_changed", Some(&user), &after).await?;
        Ok(Change::several(opened, first, rest))
    });
    session(&signer, opened.await?)
}

/// The public keys with which access tokens can be checked (RFC 7517).
#[get("/.well-known/jwks.json")]
pub async fn jwks(signer: Data<Signer>) -> Public<serde_json::Value> {
    Public(signer.jwks())
}
