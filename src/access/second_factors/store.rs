//! Second factors in the database.
//!
//! Whoever uses or changes the factor of an account holds the account, so that no code counts twice.

use super::model::{ListedSecondFactor, SecondFactor};
use super::rules::{self, RECOVERY_CODES, SECRET_BYTES, SESSIONS_END_AT, Verdict};
use crate::access::schema::{recovery_codes, second_factor_tries, second_factors, users};
use crate::access::sessions::rules::wait;
use crate::access::users as accounts;
use crate::access::users::model::{User, UserKind};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::ids::SecondFactorId;
use crate::platform::vault::Vault;
use crate::{Error, Result};
use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use totp_rs::Totp;
use zeroize::Zeroizing;

/// Which of an account's factors is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The one that counts.
    Confirmed,
    /// The one that waits for its first code.
    Awaited,
}

fn of(user: &Held<User>, which: Which) -> second_factors::BoxedQuery<'static, Pg> {
    let all = second_factors::table.filter(second_factors::user_id.eq(user.id)).into_boxed();
    match which {
        Which::Confirmed => all.filter(second_factors::confirmed_at.is_not_null()),
        Which::Awaited => all.filter(second_factors::confirmed_at.is_null()),
    }
}

/// Where a secret belongs.
fn context(id: SecondFactorId) -> Vec<u8> {
    format!("second_factors.secret/{id}").into_bytes()
}

/// What is kept of a recovery code: without the key, nobody can try out all of them.
fn hash(vault: &Vault, factor: SecondFactorId, code: &str) -> Vec<u8> {
    vault.lookup("recovery_code", &format!("{factor} {code}")).to_vec()
}

/// The caller's own account, held, if it is a human being's.
pub async fn hold_own(w: &mut Writer<'_>) -> Result<Held<User>> {
    let user = w.scope().user();
    let user = accounts::store::hold(w, user).await?;
    if user.kind == UserKind::Machine {
        return Err(Code::MachinesHaveNoSecondFactor.into());
    }
    Ok(user)
}

/// The caller's factors, the one that counts first.
pub async fn list(db: &mut impl Reads) -> Result<Vec<ListedSecondFactor>> {
    let own = second_factors::table
        .filter(second_factors::user_id.eq(db.scope().user()))
        .order(second_factors::confirmed_at.asc().nulls_last())
        .select(SecondFactor::as_select());
    let mut listed = vec![];
    for factor in own.load(db.conn()).await? {
        // two at most: one that counts, and one that is to replace it
        let left = recovery_codes::table
            .filter(recovery_codes::second_factor_id.eq(factor.id))
            .filter(recovery_codes::used_at.is_null())
            .count();
        listed.push(ListedSecondFactor { recovery_codes_left: left.get_result(db.conn()).await?, factor });
    }
    Ok(listed)
}

/// Makes a secret that waits for its first code, and forgets one that did. Whoever has a factor has proven it.
///
/// # Errors
/// 403 for whoever has a factor that she did not prove a moment ago.
pub async fn enrol(
    w: &mut Writer<'_>,
    user: &Held<User>,
    proven: bool,
) -> Result<(SecondFactor, Totp, Option<SecondFactor>)> {
    let standing: i64 = of(user, Which::Confirmed).count().get_result(w.conn()).await?;
    if standing > 0 && !proven {
        return Err(not_proven());
    }
    let forgotten = delete(w, user, Which::Awaited).await?;
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    getrandom::fill(secret.as_mut_slice()).map_err(|e| Error::internal(e.to_string()))?;
    let id = SecondFactorId::new();
    let sealed = w.vault().encrypt(&context(id), secret.as_slice()).map_err(Error::internal)?;
    let factor = diesel::insert_into(second_factors::table)
        .values((
            second_factors::id.eq(id),
            second_factors::user_id.eq(user.id),
            second_factors::secret.eq(sealed),
        ))
        .returning(SecondFactor::as_returning())
        .get_result(w.conn())
        .await?;
    diesel::insert_into(second_factor_tries::table)
        .values(second_factor_tries::second_factor_id.eq(id))
        .execute(w.conn())
        .await?;
    Ok((factor, rules::totp(secret.to_vec(), &user.login)?, forgotten))
}

fn not_proven() -> Error {
    Error::from(Code::SecondFactorRequired).with("enrolled", true)
}

async fn delete(w: &mut Writer<'_>, user: &Held<User>, which: Which) -> Result<Option<SecondFactor>> {
    let Some(found) = of(user, which).select(SecondFactor::as_select()).first(w.conn()).await.optional()? else {
        return Ok(None);
    };
    let row = second_factors::table.filter(second_factors::id.eq(found.id));
    diesel::delete(row).execute(w.conn()).await?;
    Ok(Some(found))
}

/// Tries a code, and counts it: a right one is used up, after wrong ones the account has to wait. The transaction must be
/// committed whatever the verdict.
///
/// # Errors
/// 409 for an account without such a factor, 429 while it has to wait.
pub async fn attempt(w: &mut Writer<'_>, user: &Held<User>, which: Which, code: &str) -> Result<Verdict> {
    use second_factor_tries as t;
    type Row = (SecondFactorId, Vec<u8>);
    let row: Option<Row> =
        of(user, which).select((second_factors::id, second_factors::secret)).first(w.conn()).await.optional()?;
    let (id, sealed) = row.ok_or(Code::SecondFactorMissing)?;
    let tries = t::table.filter(t::second_factor_id.eq(id));
    let (last_step, failures, retry_at): (i64, i32, DateTime<Utc>) =
        tries.select((t::last_step, t::failures, t::retry_at)).first(w.conn()).await?;
    let now = Utc::now();
    let left = (retry_at - now).num_milliseconds();
    if left > 0 {
        return Err(Error::from(Code::SecondFactorSlowed).retry_after(left.unsigned_abs().div_ceil(1000)));
    }
    let code = Zeroizing::new(rules::plain(code));
    if rules::is_of_a_device(&code) {
        let secret = w.vault().decrypt(&context(id), &sealed).map_err(Error::internal)?;
        let totp = rules::totp(secret, &user.login)?;
        if let Some(step) = rules::step_of(&totp, &code, now.timestamp()) {
            if step <= last_step {
                return Ok(Verdict::Replayed);
            }
            diesel::update(tries).set((t::last_step.eq(step), t::failures.eq(0))).execute(w.conn()).await?;
            return Ok(Verdict::Right);
        }
    } else if which == Which::Confirmed {
        let hash = hash(w.vault(), id, &code);
        let kept = recovery_codes::table
            .filter(recovery_codes::second_factor_id.eq(id))
            .filter(recovery_codes::code_hash.eq(&hash))
            .select(recovery_codes::used_at);
        match kept.first::<Option<DateTime<Utc>>>(w.conn()).await.optional()? {
            Some(None) => return Ok(Verdict::Recovery(hash)),
            Some(Some(_)) => return Ok(Verdict::Replayed),
            None => {}
        }
    }
    let failures = failures.saturating_add(1);
    diesel::update(tries)
        .set((t::failures.eq(failures), t::retry_at.eq(now + wait(failures))))
        .execute(w.conn())
        .await?;
    if failures % SESSIONS_END_AT == 0 {
        log::warn!("{failures} wrong codes of user {}: her sessions end", user.id);
        accounts::store::end_sessions(w, user).await?;
    }
    Ok(Verdict::Wrong)
}

/// Uses up a recovery code. `None` where somebody else has meanwhile.
pub async fn use_up(w: &mut Writer<'_>, user: &Held<User>, hash: &[u8]) -> Result<Option<SecondFactor>> {
    use recovery_codes as r;
    let factor = confirmed(w, user).await?;
    let unused = r::table
        .filter(r::second_factor_id.eq(factor.id))
        .filter(r::code_hash.eq(hash))
        .filter(r::used_at.is_null());
    let used = diesel::update(unused).set(r::used_at.eq(Utc::now())).execute(w.conn()).await?;
    let tries = second_factor_tries::table.filter(second_factor_tries::second_factor_id.eq(factor.id));
    diesel::update(tries).set(second_factor_tries::failures.eq(0)).execute(w.conn()).await?;
    Ok((used > 0).then_some(factor))
}

/// The factor that counts.
///
/// # Errors
/// 409 for an account without one.
pub async fn confirmed(w: &mut Writer<'_>, user: &Held<User>) -> Result<SecondFactor> {
    let factor = of(user, Which::Confirmed).select(SecondFactor::as_select()).first(w.conn()).await;
    factor.optional()?.ok_or_else(|| Code::SecondFactorMissing.into())
}

/// Lets the factor that waited count, in place of one that did. Access tokens that said otherwise are void.
pub async fn confirm(w: &mut Writer<'_>, user: &Held<User>) -> Result<Confirmed> {
    let awaited = of(user, Which::Awaited).select(SecondFactor::as_select()).first(w.conn()).await;
    let before: SecondFactor = awaited.optional()?.ok_or(Code::SecondFactorMissing)?;
    let tries = second_factor_tries::table.filter(second_factor_tries::second_factor_id.eq(before.id));
    let last_step: i64 = tries.select(second_factor_tries::last_step).first(w.conn()).await?;
    if last_step == 0 {
        return Err(Code::SecondFactorMissing.into()); // another than the one whose code was right
    }
    let replaced = delete(w, user, Which::Confirmed).await?;
    let now = Utc::now();
    let factor = diesel::update(second_factors::table.filter(second_factors::id.eq(before.id)))
        .set(second_factors::confirmed_at.eq(now))
        .returning(SecondFactor::as_returning())
        .get_result(w.conn())
        .await?;
    note(w, user, Some(now)).await?;
    let recovery_codes = renew_recovery_codes(w, &factor).await?;
    Ok(Confirmed { before, factor, replaced, recovery_codes })
}

/// What a first code has brought about.
pub struct Confirmed {
    /// The factor while it waited.
    pub before: SecondFactor,
    /// The factor, which counts now.
    pub factor: SecondFactor,
    /// The one that counted before.
    pub replaced: Option<SecondFactor>,
    /// Its recovery codes, as they are shown.
    pub recovery_codes: Vec<String>,
}

/// Makes ten recovery codes in place of those that there were, as they are shown.
pub async fn renew_recovery_codes(w: &mut Writer<'_>, factor: &SecondFactor) -> Result<Vec<String>> {
    use recovery_codes as r;
    let former = r::table.filter(r::second_factor_id.eq(factor.id));
    diesel::delete(former).execute(w.conn()).await?;
    let mut codes = vec![];
    for _ in 0..RECOVERY_CODES {
        let mut random = [0; rules::RECOVERY_LENGTH];
        getrandom::fill(&mut random).map_err(|e| Error::internal(e.to_string()))?;
        codes.push(rules::recovery_code(random));
    }
    let row = |code: &String| (r::second_factor_id.eq(factor.id), r::code_hash.eq(hash(w.vault(), factor.id, code)));
    let rows: Vec<_> = codes.iter().map(row).collect();
    diesel::insert_into(r::table).values(rows).execute(w.conn()).await?;
    Ok(codes.iter().map(|code| rules::shown(code)).collect())
}

/// Removes the factor of an account, and one that waits.
///
/// # Errors
/// 409 for an account without any.
pub async fn remove(w: &mut Writer<'_>, user: &Held<User>) -> Result<(SecondFactor, Option<SecondFactor>)> {
    let standing = delete(w, user, Which::Confirmed).await?;
    let awaited = delete(w, user, Which::Awaited).await?;
    if standing.is_some() {
        note(w, user, None).await?;
    }
    match (standing, awaited) {
        (Some(standing), awaited) => Ok((standing, awaited)),
        (None, Some(awaited)) => Ok((awaited, None)),
        (None, None) => Err(Code::SecondFactorMissing.into()),
    }
}

/// The same by the holder herself, who has proven it.
///
/// # Errors
/// 403 for whoever did not prove it a moment ago, 409 for whoever has none.
pub async fn remove_own(
    w: &mut Writer<'_>,
    user: &Held<User>,
    proven: bool,
) -> Result<(SecondFactor, Option<SecondFactor>)> {
    let standing: i64 = of(user, Which::Confirmed).count().get_result(w.conn()).await?;
    if standing > 0 && !proven {
        return Err(not_proven());
    }
    remove(w, user).await
}

/// Writes beside the account since when a factor counts, and voids the access tokens that say otherwise.
async fn note(w: &mut Writer<'_>, user: &Held<User>, since: Option<DateTime<Utc>>) -> Result<()> {
    diesel::update(users::table.filter(users::id.eq(user.id)))
        .set((users::second_factor_since.eq(since), users::token_version.eq(users::token_version + 1)))
        .execute(w.conn())
        .await?;
    Ok(())
}
