//! Signing in by another service, over HTTP.

use super::model::{ExternalAuthorization, ExternalSignIn, SignInProvider};
use super::rules::Ticket;
use super::store;
use crate::access::codes::model::Door;
use crate::access::codes::store::Redemption;
use crate::access::sessions::model::Session;
use crate::access::{codes, sessions, users};
use crate::platform::auth::token::Signer;
use crate::platform::auth::{Allowed, Anyone, can};
use crate::platform::db::{Change, Db};
use crate::platform::error::Code;
use crate::platform::fields::Line;
use crate::platform::http::{Json, NoContent, Page, Sender, Valid};
use crate::platform::ids::UserId;
use crate::platform::oidc::Providers;
use crate::{Error, Result};
use actix_web::web::{Data, Path};
use actix_web::{delete, get, post};
use chrono::{DateTime, Utc};

/// List the services by which one can sign in, besides login and password.
#[utoipa::path(
    tag = "sessions",
    operation_id = "list_sign_in_providers",
    responses((status = 200, body = Page<SignInProvider>, description = "All of them; none unless configured")),
)]
#[get("/sign-in-providers")]
pub async fn list(_anyone: Anyone, providers: Data<Providers>) -> Result<Page<SignInProvider>> {
    let shown = |(id, name): (&str, &str)| SignInProvider { id: id.to_owned(), name: name.to_owned() };
    Ok(Page { items: providers.names().map(shown).collect(), next: None })
}

/// Begin to sign in by another service (OpenID Connect): where the person's browser goes.
///
/// Keep `ticket`, send the browser to `authorization_url`, and come back with `code` and `state` within ten minutes
/// (`POST /v1/oidc/{provider}/sessions`). No `Idempotency-Key`: nothing is stored.
#[utoipa::path(
    tag = "sessions",
    operation_id = "begin_external_sign_in",
    params(("provider" = String, Path, description = "As in `GET /v1/sign-in-providers`")),
    responses((status = 200, body = ExternalAuthorization, description = "Address, state and ticket")),
)]
#[post("/oidc/{provider}/authorizations")]
pub async fn begin(
    anyone: Anyone,
    provider: Path<Line<32>>,
    db: Data<Db>,
    providers: Data<Providers>,
) -> Result<Json<ExternalAuthorization>> {
    let ticket = Ticket::fresh(&provider, Utc::now().timestamp())?;
    let provider = providers.find(&provider)?;
    let url = provider.authorization_url(&ticket.state, &ticket.nonce, &ticket.verifier).await?;
    Ok(Json(ExternalAuthorization {
        authorization_url: url,
        ticket: store::seal(&db.read(&anyone).await?, &ticket)?,
        expires_at: DateTime::from_timestamp(ticket.until, 0)
            .ok_or_else(|| Error::internal("no such moment"))?,
        state: ticket.state,
    }))
}

/// Sign in by another service: with what the browser came back with.
///
/// An identity opens the account that it is linked to. For the first time send the account's login and one-time code along
/// as `link` (`identity_not_linked` says so); a wrong code counts as a failed sign-in. Whoever signs in like this has not
/// proven her second factor. No `Idempotency-Key`: a reply with tokens is never stored.
#[utoipa::path(
    tag = "sessions",
    operation_id = "sign_in_externally",
    params(("provider" = String, Path, description = "As in `GET /v1/sign-in-providers`")),
    request_body = ExternalSignIn,
    responses((status = 200, body = Session, description = "The session with its pair of tokens")),
)]
#[post("/oidc/{provider}/sessions")]
pub async fn sign_in(
    anyone: Anyone,
    from: Sender,
    provider: Path<Line<32>>,
    given: Valid<ExternalSignIn>,
    db: Data<Db>,
    signer: Data<Signer>,
    providers: Data<Providers>,
) -> Result<Json<Session>> {
    let service = providers.find(&provider)?;
    let now = Utc::now().timestamp();
    let ticket = store::open(&db.read(&anyone).await?, &given.ticket)?;
    ticket.fits(&provider, &given.state, now)?;
    if let Some(link) = &given.link {
        let login_key = link.login.key();
        db.transaction(&anyone, async |w| sessions::store::may_try(w, &login_key, &from).await).await?;
    }
    let identity = service.identify(&given.code, &ticket.verifier, &ticket.nonce, now).await?;
    let Some(link) = &given.link else {
        let opened = db.transaction(&anyone, async |w| {
            let user = store::user_of(w, &identity).await?.ok_or(Code::IdentityNotLinked)?;
            sessions::store::reopen(w, user, &from).await
        });
        return sessions::routes::session(&signer, opened.await?);
    };
    let opened = db.write(&anyone, async |w| {
        match codes::store::redeem(w, &link.login, &link.code, Door::Password).await? {
            Redemption::Refused(tried) => {
                sessions::store::count_failure(w, &link.login.key(), &from).await?;
                let nothing =
                    Change::nothing(None, "where there was no code, only a failed sign-in is counted");
                Ok(nothing.and_all(tried))
            }
            Redemption::Redeemed(redeemed) => {
                let (before, user) = (&redeemed.before, &redeemed.user);
                store::link(w, user, &identity).await?;
                let opened = sessions::store::reopen(w, user.id, &from).await?;
                let (first, rest) = users::store::told(w, "identity_linked", Some(before), user).await?;
                let rest = rest.into_iter().map(|event| event.by(user.id));
                Ok(Change::several(Some(opened), first.by(user.id), rest))
            }
        }
    });
    sessions::routes::session(&signer, opened.await?.ok_or(Code::CodeRefused)?)
}

/// Unlink somebody's account from the identities of other services, as for one whose telephone was stolen.
///
/// Only whoever could have given every right that the user holds may do so; all sessions end.
#[utoipa::path(
    tag = "users",
    operation_id = "unlink_external_identities",
    params(("user_id" = Uuid, Path)),
    responses((status = 204, description = "No other service opens the account any more")),
    security(("bearer" = [can::EditUsers::NAME])),
)]
#[delete("/users/{user_id}/external-identities")]
pub async fn unlink(caller: Allowed<can::EditUsers>, id: Path<UserId>, db: Data<Db>) -> Result<NoContent> {
    let unlinked = db.write(&caller, async |w| {
        let user = users::store::hold_managed(w, *id).await?;
        users::store::may_hand_out(w, &user).await?;
        store::unlink(w, &user).await?;
        users::store::end_sessions(w, &user).await?;
        let (first, rest) = users::store::told(w, "identity_unlinked", Some(&user), &user).await?;
        Ok(Change::several((), first, rest))
    });
    unlinked.await.map(|()| NoContent)
}
