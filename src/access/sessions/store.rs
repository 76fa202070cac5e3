//! Sessions in the database.
//!
//! Whoever changes sessions locks the user's row first, so that no two of them wait for each other.

use super::model::{AccountNotice, NoticeKind, OpenSession, Opened, SentToken, SignInAccount};
use super::rules::{self, REFRESH_SECONDS};
use crate::access::schema::{account_codes, refresh_tokens, sign_in_failures, users};
use crate::access::users as accounts;
use crate::access::users::model::{CodePurpose, User};
use crate::platform::db::{Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::{FreshSecret, Login, Secret};
use crate::platform::http::Sender;
use crate::platform::ids::{FamilyId, RefreshTokenId, UserId};
use crate::register::members::model::Member;
use crate::register::tables::{memberships, persons};
use crate::{Error, Result};
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Under what the failures of a login are kept, from this address and from all: hashes of what was typed, so that an unknown
/// login behaves like a known one.
fn counters(db: &impl Reads, login_key: &str, from: &Sender) -> [(Vec<u8>, i32); 2] {
    let here = db.vault().lookup("login from", &format!("{login_key} {}", from.household()));
    let everywhere = db.vault().lookup("login", login_key);
    [(here.to_vec(), rules::FREE_FROM_ONE_ADDRESS), (everywhere.to_vec(), rules::FREE_FROM_ALL)]
}

/// What is kept of where a session was opened or continued: nothing, where the address is not known.
fn household(db: &impl Reads, user: UserId, from: &Sender) -> Option<Vec<u8>> {
    let household = Some(from.household()).filter(|address| !address.is_empty())?;
    Some(db.vault().lookup("household", &format!("{user} {household}")).to_vec())
}

/// What is kept of the client of a session.
fn client(db: &impl Reads, family: FamilyId, from: &Sender) -> Vec<u8> {
    db.vault().lookup("client", &format!("{family} {}", from.client())).to_vec()
}

/// Whether somebody has had a session of this login from this address in the last month.
async fn is_known(w: &mut Writer<'_>, login_key: &str, from: &Sender) -> Result<bool> {
    use refresh_tokens as r;
    let user = users::table.filter(users::login_key.eq(login_key)).select(users::id);
    let user: Option<UserId> = user.first(w.conn()).await.optional()?;
    let Some((user, household)) = user.and_then(|user| Some((user, household(w, user, from)?))) else {
        return Ok(false);
    };
    let session = r::table.filter(r::user_id.eq(user)).filter(r::household_hash.eq(household));
    Ok(diesel::select(diesel::dsl::exists(session)).get_result(w.conn()).await?)
}

/// Whether a login may be tried now, from where somebody tries it. Failures from elsewhere do not keep out an address that
/// the holder is known to come from.
///
/// # Errors
/// 429 while it has to wait.
pub async fn may_try(w: &mut Writer<'_>, login_key: &str, from: &Sender) -> Result<()> {
    use sign_in_failures as f;
    let [(here, _), (everywhere, _)] = counters(w, login_key, from);
    let rows =
        f::table.filter(f::login_hash.eq_any([&here, &everywhere])).select((f::login_hash, f::retry_at));
    let rows: Vec<(Vec<u8>, DateTime<Utc>)> = rows.load(w.conn()).await?;
    let now = Utc::now();
    let left = |hash: &[u8]| {
        let retry_at = rows.iter().find(|(of, _)| of == hash).map(|(_, retry_at)| *retry_at);
        retry_at.map_or(0, |retry_at| (retry_at - now).num_milliseconds())
    };
    let (left_here, left_everywhere) = (left(&here), left(&everywhere));
    let left = if left_everywhere > left_here && !is_known(w, login_key, from).await? {
        left_everywhere
    } else {
        left_here
    };
    if left > 0 {
        return Err(Error::from(Code::SignInSlowed).retry_after(left.unsigned_abs().div_ceil(1000)));
    }
    Ok(())
}

/// Counts a wrong password, or a wrong code. The first statement counts and holds the row, whoever else counts or forgives
/// at the same moment; the second says how long to wait after so many.
pub async fn count_failure(w: &mut Writer<'_>, login_key: &str, from: &Sender) -> Result<()> {
    use sign_in_failures as f;
    let now = Utc::now();
    for (hash, free) in counters(w, login_key, from) {
        let failures: i32 = diesel::insert_into(f::table)
            .values((f::login_hash.eq(&hash), f::failures.eq(1), f::retry_at.eq(now)))
            .on_conflict(f::login_hash)
            .do_update()
            .set(f::failures.eq(f::failures + 1))
            .returning(f::failures)
            .get_result(w.conn())
            .await?;
        diesel::update(f::table.filter(f::login_hash.eq(&hash)))
            .set(f::retry_at.eq(now + rules::wait(failures, free)))
            .execute(w.conn())
            .await?;
    }
    Ok(())
}

/// Forgets the failures before a success.
async fn forgive(w: &mut Writer<'_>, login_key: &str, from: &Sender) -> Result<()> {
    for (hash, _) in counters(w, login_key, from) {
        let row = sign_in_failures::table.filter(sign_in_failures::login_hash.eq(hash));
        diesel::delete(row).execute(w.conn()).await?;
    }
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
pub async fn open(w: &mut Writer<'_>, proven: &SignInAccount, from: &Sender) -> Result<Option<Opened>> {
    let account = hold_account(w, proven.id).await?;
    let Some(account) = account.filter(|now| now.password_hash == proven.password_hash) else {
        return Ok(None);
    };
    forgive(w, &account.login_key, from).await?;
    begun(w, account, from).await.map(Some)
}

/// Opens a session for somebody who has just set her password.
pub async fn reopen(w: &mut Writer<'_>, id: UserId, from: &Sender) -> Result<Opened> {
    let account = hold_account(w, id).await?.ok_or(Code::Unauthenticated)?;
    forgive(w, &account.login_key, from).await?;
    begun(w, account, from).await
}

/// A new session, with its first refresh token.
async fn begun(w: &mut Writer<'_>, account: SignInAccount, from: &Sender) -> Result<Opened> {
    let (family, refresh_token) = (FamilyId::new(), FreshSecret::random()?);
    keep(w, RefreshTokenId::new(), account.id, family, &refresh_token, from).await?;
    opened(w, account, family, refresh_token).await
}

/// Writes a refresh token down: its hash, and hashes of who got it.
async fn keep(
    w: &mut Writer<'_>,
    id: RefreshTokenId,
    user: UserId,
    family: FamilyId,
    token: &FreshSecret,
    from: &Sender,
) -> Result<()> {
    let (client_hash, household_hash) = (client(w, family, from), household(w, user, from));
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::id.eq(id),
            refresh_tokens::family_id.eq(family),
            refresh_tokens::user_id.eq(user),
            refresh_tokens::token_hash.eq(token.digest()),
            refresh_tokens::expires_at.eq(Utc::now() + Duration::seconds(REFRESH_SECONDS)),
            refresh_tokens::client_hash.eq(client_hash),
            refresh_tokens::household_hash.eq(household_hash),
        ))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// What the access token of a session must say, and what its holder is to be told.
async fn opened(
    w: &mut Writer<'_>,
    account: SignInAccount,
    family: FamilyId,
    refresh_token: FreshSecret,
) -> Result<Opened> {
    let grants = accounts::store::grants(w, account.id).await?;
    let user = users::table.filter(users::id.eq(account.id)).select(User::as_select());
    let user = user.first(w.conn()).await?;
    let notices = resets(w, account.id, Utc::now() - Duration::days(rules::NOTICE_DAYS)).await?;
    Ok(Opened { account, user, family, refresh_token, grants, notices })
}

/// The token that follows another. It is computed, so that it can be given once more when a reply was lost, without being
/// kept: from the text of the one before, which is kept nowhere either, and a key of the server.
fn successor(db: &impl Reads, of: &Secret, id: RefreshTokenId) -> FreshSecret {
    FreshSecret::of(&db.vault().lookup("refresh token", &format!("{id} {}", &**of)))
}

/// Continues a session by its refresh token. `None` for one that is not good; if that is because it was
/// used before, its whole family ends here, and the transaction must be committed.
pub async fn refresh(w: &mut Writer<'_>, token: &Secret, from: &Sender) -> Result<Option<Opened>> {
    use refresh_tokens as r;
    let (row, now) = (r::table.filter(r::token_hash.eq(token.digest())), Utc::now());
    let user: Option<UserId> = row.clone().select(r::user_id).first(w.conn()).await.optional()?;
    let Some(user) = user else { return Ok(None) };
    let Some(account) = hold_account(w, user).await? else { return Ok(None) };
    let sent: SentToken = row.select(SentToken::as_select()).first(w.conn()).await?;
    if let Some(used_at) = sent.used_at {
        if rules::may_repeat(used_at, sent.repeated_at, now)
            && sent.client_hash == Some(client(w, sent.family_id, from))
            && let Some(id) = unused(w, sent.successor_id).await?
        {
            let again = r::table.filter(r::id.eq(sent.id));
            diesel::update(again).set(r::repeated_at.eq(now)).execute(w.conn()).await?;
            let next = successor(w, token, id);
            return opened(w, account, sent.family_id, next).await.map(Some);
        }
        log::warn!("a refresh token of user {user} was used twice: session {} ends", sent.family_id);
        close(w, user, sent.family_id).await?;
        return Ok(None);
    }
    if sent.ended_at.is_some() || sent.expires_at <= now {
        return Ok(None);
    }
    let id = RefreshTokenId::new();
    let row = r::table.filter(r::id.eq(sent.id));
    diesel::update(row).set((r::used_at.eq(now), r::successor_id.eq(id))).execute(w.conn()).await?;
    let next = successor(w, token, id);
    keep(w, id, user, sent.family_id, &next, from).await?;
    opened(w, account, sent.family_id, next).await.map(Some)
}

/// A refresh token, if nobody has used it and its session is open.
async fn unused(w: &mut Writer<'_>, id: Option<RefreshTokenId>) -> Result<Option<RefreshTokenId>> {
    use refresh_tokens as r;
    let Some(id) = id else { return Ok(None) };
    let row = r::table.filter(r::id.eq(id)).filter(r::used_at.is_null()).filter(r::ended_at.is_null());
    Ok(row.select(r::id).first(w.conn()).await.optional()?)
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

/// When and by whom a user's password was reset since then, the newest first.
pub async fn resets(db: &mut impl Reads, user: UserId, since: DateTime<Utc>) -> Result<Vec<AccountNotice>> {
    use account_codes as c;
    type Row = (DateTime<Utc>, UserId, Option<DateTime<Utc>>, Option<String>);
    let rows: Vec<Row> = c::table
        .left_join(users::table.on(users::id.eq(c::issued_by)))
        .filter(c::user_id.eq(user))
        .filter(c::purpose.eq(CodePurpose::Reset))
        .filter(c::issued_at.ge(since))
        .order((c::issued_at.desc(), c::id.desc()))
        .select((c::issued_at, c::issued_by, c::used_at, users::display_name.nullable()))
        .limit(50)
        .load(db.conn())
        .await?;
    let notice = |(at, by, used_at, by_name)| AccountNotice {
        kind: NoticeKind::PasswordReset,
        at,
        by,
        by_name,
        used_at,
    };
    Ok(rows.into_iter().map(notice).collect())
}

/// The caller's own memberships, in every club that she is or was in; of one that has ended, what stood then.
pub async fn own_memberships(db: &mut impl Reads) -> Result<Vec<Member>> {
    Ok(memberships::table
        .inner_join(persons::table)
        .filter(memberships::person_id.eq_any(accounts::store::own_person(db.scope())))
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
