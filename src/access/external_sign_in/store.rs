//! Identities of other services in the database, and what a client keeps of a sign-in.

use super::rules::Ticket;
use crate::access::schema::{external_identities, users};
use crate::access::users::model::{User, UserKind};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::Secret;
use crate::platform::ids::{ExternalIdentityId, UserId};
use crate::platform::oidc::Identity;
use crate::{Error, Result};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// For what a ticket is encrypted.
const TICKET: &[u8] = b"sign-in by another service";

/// A ticket as the client keeps it.
pub fn seal(db: &impl Reads, ticket: &Ticket) -> Result<String> {
    let plain = serde_json::to_vec(ticket).map_err(Error::internal)?;
    let sealed = db.vault().encrypt(TICKET, &plain).map_err(Error::internal)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed))
}

/// The ticket that a client kept.
///
/// # Errors
/// 409 if we never gave it.
pub fn open(db: &impl Reads, kept: &Secret) -> Result<Ticket> {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(&**kept).map_err(|_| Code::SignInStateRefused)?;
    let plain = db.vault().decrypt(TICKET, &sealed).map_err(|_| Code::SignInStateRefused)?;
    serde_json::from_slice(&plain).map_err(|_| Code::SignInStateRefused.into())
}

/// Whose account an identity is linked to, if it can be used.
pub async fn user_of(db: &mut impl Reads, identity: &Identity) -> Result<Option<UserId>> {
    Ok(external_identities::table
        .inner_join(users::table.on(users::id.eq(external_identities::user_id)))
        .filter(external_identities::issuer.eq(&identity.issuer))
        .filter(external_identities::subject.eq(&identity.subject))
        .filter(users::disabled_at.is_null())
        .select(users::id)
        .first(db.conn())
        .await
        .optional()?)
}

/// Links an identity to an account.
///
/// # Errors
/// 409 for an identity of another account, and for an account with another identity of that service.
pub async fn link(w: &mut Writer<'_>, user: &Held<User>, identity: &Identity) -> Result<()> {
    if user.kind == UserKind::Machine {
        return Err(Code::MachinesHaveNoPassword.into());
    }
    diesel::insert_into(external_identities::table)
        .values((
            external_identities::id.eq(ExternalIdentityId::new()),
            external_identities::user_id.eq(user.id),
            external_identities::issuer.eq(&identity.issuer),
            external_identities::subject.eq(&identity.subject),
        ))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// Forgets the identities of an account.
///
/// # Errors
/// 409 if it has none.
pub async fn unlink(w: &mut Writer<'_>, user: &Held<User>) -> Result<()> {
    let linked = external_identities::table.filter(external_identities::user_id.eq(user.id));
    match diesel::delete(linked).execute(w.conn()).await? {
        0 => Err(Code::NoExternalIdentity.into()),
        _ => Ok(()),
    }
}
