//! Sessions in the database.
//!
//! Whoever changes sessions locks the user's row first, so that no two of them wait for each other.

use super::model::{OpenSession, Opened, SignInAccount};
use super::rules::{self, REFRESH_SECONDS};
use crate::access::schema::{refresh_tokens, sign_in_failures, users};
use crate::access::users as accounts;
use crate::access::users::model::User;
use crate::platform::db::{Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::{Login, Secret};
use crate::platform::ids::{FamilyId, RefreshTokenId, UserId};
use crate::register::members::model::Member;
use crate::register::tables::{memberships, persons};
use crate::{Error, Result};
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Under what the failures of a login are kept: a hash of what was typed, so that an unknown login behaves like
/// a known one.
fn counter(db: &impl Reads, login_key: &str) -> Vec<u8> {
    db.vault().lookup("login", login_key).to_vec()
}

/// Whether a login may be tried now.
///
/// # Errors
/// 429 while it has to wait.
pub async fn may_try(w: &mut Writer<'_>, login_key: &str) -> Result<()> {
    use sign_in_failures as f;
    let row = f::table.filter(f::login_hash.eq(counter(w, login_key))).select(f::retry_at);
    let retry_at: Option<DateTime<Utc>> = row.first(w.conn()).await.optional()?;
    let left = retry_at.map_or(0, |retry_at| (retry_at - Utc::now()).num_milliseconds());
    if left > 0 {
        return Err(Error::from(Code::SignInSlowed).retry_after(left.unsigned_abs().div_ceil(1000)));
    }
    Ok(())
}

/// Counts a wrong password. The first statement counts and holds the row, whoever else counts or forgives at the
/// same moment; the second says how long to wait after so many.
pub async fn count_failure(w: &mut Writer<'_>, login_key: &str) -> Result<()> {
    use sign_in_failures as f;
    let (hash, now) = (counter(w, login_key), Utc::now());
    let failures: i32 = diesel::insert_into(f::table)
        .values((f::login_hash.eq(&hash), f::failures.eq(1), f::retry_at.eq(now)))
        .on_conflict(f::login_hash)
        .do_update()
        .set(f::failures.eq(f::failures + 1))
        .returning(f::failures)
        .get_result(w.conn())
        .await?;
    diesel::update(f::table.filter(f::login_hash.eq(&hash)))
        .set(f::retry_at.eq(now + rules::wait(failures)))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// Forgets the failures before a success.
async fn forgive(w: &mut Writer<'_>, login_key: &str) -> Result<()> {
    let hash = counter(w, login_key);
    let row = sign_in_failures::table.filter(sign_in_failures::login_hash.eq(hash));
    diesel::delete(row).execute(w.conn()).await?;
    Ok(())
}

/// The account of a login, if there is one and it is not disabled.
pub async fn account_of(db: &mut impl Reads, login: &Login) -> Result<Option<SignInAccount>> {
    let account = users::table
        .filter(users::login_key.eq(login.key()))
        .filter(users::disabled_at.is_null())
        .select(SignInAccount::as_select());
    Ok(account.first(db.conn()).await.optional()?)
}

/// The account of a user, if it is not disabled.
pub async fn account(db: &mut impl Reads, id: UserId) -> Result<Option<SignInAccount>> {
    let account = users::table
        .filter(users::id.eq(id))
        .filter(users::disabled_at.is_null())
        .select(SignInAccount::as_select());
    Ok(account.first(db.conn()).await.optional()?)
}

/// The same, locked: nothing happens to the user's sessions meanwhile.
async fn hold_account(w: &mut Writer<'_>, id: UserId) -> Result<Option<SignInAccount>> {
    let account = users::table
        .filter(users::id.eq(id))
        .filter(users::disabled_at.is_null())
        .select(SignInAccount::as_select())
        .for_no_key_update();
    Ok(account.first(w.conn()).await.optional()?)
}

/// Opens a session for somebody whose password was right, unless that has ceased to be so meanwhile.
pub async fn open(w: &mut Writer<'_>, proven: &SignInAccount) -> Result<Option<Opened>> {
    let account = hold_account(w, proven.id).await?;
    let Some(account) = account.filter(|now| now.password_hash == proven.password_hash) else {
        return Ok(None);
    };
    forgive(w, &account.login_key).await?;
    continued(w, account, FamilyId::new()).await.map(Some)
}

/// Opens a session for somebody who has just changed her password.
pub async fn reopen(w: &mut Writer<'_>, id: UserId) -> Result<Opened> {
    let account = hold_account(w, id).await?.ok_or(Code::Unauthenticated)?;
    forgive(w, &account.login_key).await?;
    continued(w, account, FamilyId::new()).await
}

/// The next refresh token of a session, and what its access token must say.
async fn continued(w: &mut Writer<'_>, account: SignInAccount, family: FamilyId) -> Result<Opened> {
    let refresh_token = Secret::fresh()?;
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::id.eq(RefreshTokenId::new()),
            refresh_tokens::family_id.eq(family),
            refresh_tokens::user_id.eq(account.id),
            refresh_tokens::token_hash.eq(refresh_token.digest()),
            refresh_tokens::expires_at.eq(Utc::now() + Duration::seconds(REFRESH_SECONDS)),
        ))
        .execute(w.conn())
        .await?;
    let grants = accounts::store::grants(w, account.id).await?;
    let user = users::table.filter(users::id.eq(account.id)).select(User::as_select());
    let user = user.first(w.conn()).await?;
    Ok(Opened { account, user, family, refresh_token, grants })
}

/// Continues a session by its refresh token. `None` for one that is not good; if that is because it was
/// used before, its whole family ends here, and the transaction must be committed.
pub async fn refresh(w: &mut Writer<'_>, token: &Secret) -> Result<Option<Opened>> {
    use refresh_tokens as r;
    type Row = (RefreshTokenId, FamilyId, DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
    let (row, now) = (r::table.filter(r::token_hash.eq(token.digest())), Utc::now());
    let user: Option<UserId> = row.clone().select(r::user_id).first(w.conn()).await.optional()?;
    let Some(user) = user else { return Ok(None) };
    let Some(account) = hold_account(w, user).await? else { return Ok(None) };
    let (id, family, expires_at, used_at, ended_at): Row =
        row.select((r::id, r::family_id, r::expires_at, r::used_at, r::ended_at)).first(w.conn()).await?;
    if used_at.is_some() {
        log::warn!("a refresh token of user {user} was used twice: session {family} ends");
        close(w, user, family).await?;
        return Ok(None);
    }
    if ended_at.is_some() || expires_at <= now {
        return Ok(None);
    }
    diesel::update(r::table.filter(r::id.eq(id))).set(r::used_at.eq(now)).execute(w.conn()).await?;
    continued(w, account, family).await.map(Some)
}

/// Ends a session, if it is still open: its refresh tokens, and the user's access tokens with it. The other
/// sessions of the user get new ones by themselves.
pub async fn close(w: &mut Writer<'_>, user: UserId, family: FamilyId) -> Result<()> {
    hold_account(w, user).await?;
    let open = refresh_tokens::table
        .filter(refresh_tokens::user_id.eq(user))
        .filter(refresh_tokens::family_id.eq(family))
        .filter(refresh_tokens::ended_at.is_null());
    let ended = diesel::update(open).set(refresh_tokens::ended_at.eq(Utc::now())).execute(w.conn()).await?;
    if ended > 0 {
        diesel::update(users::table.filter(users::id.eq(user)))
            .set(users::token_version.eq(users::token_version + 1))
            .execute(w.conn())
            .await?;
    }
    Ok(())
}

/// The caller's open sessions, the last used first.
pub async fn list(db: &mut impl Reads, current: FamilyId) -> Result<Vec<OpenSession>> {
    use refresh_tokens as r;
    let rows: Vec<(FamilyId, DateTime<Utc>, DateTime<Utc>)> = r::table
        .filter(r::user_id.eq(db.scope().user()))
        .filter(r::ended_at.is_null())
        .filter(r::used_at.is_null())
        .filter(r::expires_at.gt(Utc::now()))
        .order((r::issued_at.desc(), r::id.desc()))
        .select((r::family_id, r::issued_at, r::expires_at))
        .limit(200)
        .load(db.conn())
        .await?;
    let session = |(id, refreshed_at, expires_at)| OpenSession {
        id,
        current: id == current,
        signed_in_at: rules::opened_at(id),
        refreshed_at,
        expires_at,
    };
    Ok(rows.into_iter().map(session).collect())
}

/// The caller's own memberships, in every club that she is or was in: her own data, so the scope narrows
/// them to her person instead of to a place.
pub async fn own_memberships(db: &mut impl Reads) -> Result<Vec<Member>> {
    let me = users::table
        .filter(users::id.eq(db.scope().user()))
        .filter(users::person_id.is_not_null())
        .select(users::person_id.assume_not_null());
    Ok(memberships::table
        .inner_join(persons::table)
        .filter(memberships::person_id.eq_any(me))
        .order(memberships::id.desc())
        .select(Member::as_select())
        .load(db.conn())
        .await?)
}

/// Forgets what nobody needs any more: refresh tokens that are of no use since 30 days, failed sign-ins after
/// a day, replies kept under an `Idempotency-Key` after 30 days. Returns how many rows went.
pub async fn tidy(w: &mut Writer<'_>) -> Result<usize> {
    let (month, day) = (Utc::now() - Duration::days(30), Utc::now() - Duration::days(1));
    let useless = refresh_tokens::table.filter((refresh_tokens::expires_at.lt(month)).or(
        refresh_tokens::ended_at.is_not_null().and(refresh_tokens::ended_at.assume_not_null().lt(month)),
    ));
    let mut gone = diesel::delete(useless).execute(w.conn()).await?;
    let calm = sign_in_failures::table.filter(sign_in_failures::retry_at.lt(day));
    gone += diesel::delete(calm).execute(w.conn()).await?;
    gone += w.forget_replies(month).await?;
    Ok(gone)
}
