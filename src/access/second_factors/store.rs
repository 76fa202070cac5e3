//! Second factors in the database.
//!
//! Whoever uses or changes the factor of an account holds the account, so that no code counts twice.

use super::model::{SecondFactor, SecondFactors};
use super::rules::{self, RECOVERY_CODES, SECRET_BYTES, SESSIONS_END_AT, Verdict};
use crate::access::schema::{recovery_codes, second_factor_tries, second_factors, users};
use crate::access::sessions::rules::wait;
use crate::access::users as accounts;
use crate::access::users::model::{User, UserKind};
use crate::platform::auth::factor::FRESH_SECONDS;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::{FreshSecret, SlipCode};
use crate::platform::ids::{SecondFactorId, UserId};
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
fn hash(db: &impl Reads, user: UserId, code: &SlipCode) -> Vec<u8> {
    db.vault().lookup("recovery code", &format!("{user} {}", &**code)).to_vec()
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
pub async fn list(db: &mut impl Reads) -> Result<SecondFactors> {
    let user = db.scope().user();
    let items = second_factors::table
        .filter(second_factors::user_id.eq(user))
        .order(second_factors::confirmed_at.asc().nulls_last())
        .select(SecondFactor::as_select());
    let left = recovery_codes::table
        .filter(recovery_codes::user_id.eq(user))
        .filter(recovery_codes::used_at.is_null())
        .count();
    let items = items.load(db.conn()).await?;
    Ok(SecondFactors { items, recovery_codes_left: left.get_result(db.conn()).await? })
}

/// Makes a secret that waits for its first code, and forgets one that did. Whoever has a factor has proven it.
///
/// # Errors
/// 403 for whoever has a factor that she did not prove a moment ago.
pub async fn enrol(w: &mut Writer<'_>, user: &Held<User>, proven: bool) -> Result<(SecondFactor, Totp)> {
    must_be_proven(w, user, proven).await?;
    delete(w, user, Which::Awaited).await?;
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
    Ok((factor, rules::totp(secret.to_vec(), &user.login)?))
}

/// Whoever has a factor proves that one before she replaces or removes it, whether or not it is asked of everybody.
async fn must_be_proven(w: &mut Writer<'_>, user: &Held<User>, proven: bool) -> Result<()> {
    let standing: i64 = of(user, Which::Confirmed).count().get_result(w.conn()).await?;
    if proven || standing == 0 {
        return Ok(());
    }
    Err(Error::from(Code::SecondFactorRequired).with("within_seconds", FRESH_SECONDS).with("enrolled", true))
}

/// Whether there was one.
async fn delete(w: &mut Writer<'_>, user: &Held<User>, which: Which) -> Result<bool> {
    let rows =
        second_factors::table.filter(second_factors::id.eq_any(of(user, which).select(second_factors::id)));
    Ok(diesel::delete(rows).execute(w.conn()).await? > 0)
}

/// Tries a code, and counts it: a right one is used up, after wrong ones the account has to wait. The transaction must be
/// committed whatever the verdict.
///
/// # Errors
/// 409 for an account without such a factor, 429 while it has to wait.
pub async fn attempt(w: &mut Writer<'_>, user: &Held<User>, which: Which, code: &str) -> Result<Verdict> {
    use second_factor_tries as t;
    type Row = (SecondFactorId, Vec<u8>);
    let row: Option<Row> = of(user, which)
        .select((second_factors::id, second_factors::secret))
        .first(w.conn())
        .await
        .optional()?;
    let (id, sealed) = row.ok_or(Code::SecondFactorMissing)?;
    let tries = t::table.filter(t::second_factor_id.eq(id));
    let (last_step, failures, retry_at): (i64, i32, DateTime<Utc>) =
        tries.select((t::last_step, t::failures, t::retry_at)).first(w.conn()).await?;
    let now = Utc::now();
    let left = (retry_at - now).num_milliseconds();
    if left > 0 {
        return Err(Error::from(Code::SecondFactorSlowed).retry_after(left.unsigned_abs().div_ceil(1000)));
    }
    if let Some(digits) = rules::digits(code).map(Zeroizing::new) {
        let secret = w.vault().decrypt(&context(id), &sealed).map_err(Error::internal)?;
        let totp = rules::totp(secret, &user.login)?;
        if let Some(step) = rules::step_of(&totp, &digits, now.timestamp()) {
            if step <= last_step {
                return Ok(Verdict::Replayed);
            }
            diesel::update(tries).set((t::last_step.eq(step), t::failures.eq(0))).execute(w.conn()).await?;
            return Ok(Verdict::Right);
        }
    } else if let (Which::Confirmed, Ok(code)) = (which, SlipCode::parse(code)) {
        let hash = hash(w, user.id, &code);
        let kept = recovery_codes::table
            .filter(recovery_codes::user_id.eq(user.id))
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
        .set((t::failures.eq(failures), t::retry_at.eq(now + wait(failures, rules::FREE))))
        .execute(w.conn())
        .await?;
    if failures % SESSIONS_END_AT == 0 {
        log::warn!("{failures} wrong codes of user {}: her sessions end", user.id);
        accounts::store::end_sessions(w, user).await?;
    }
    Ok(Verdict::Wrong)
}

/// Uses up a recovery code, unless somebody else has meanwhile.
///
/// # Errors
/// 409 if it is used up already.
pub async fn use_up(w: &mut Writer<'_>, user: &Held<User>, hash: &[u8]) -> Result<()> {
    use recovery_codes as r;
    let unused =
        r::table.filter(r::user_id.eq(user.id)).filter(r::code_hash.eq(hash)).filter(r::used_at.is_null());
    if diesel::update(unused).set(r::used_at.eq(Utc::now())).execute(w.conn()).await? == 0 {
        return Err(Code::SecondFactorReplayed.into());
    }
    let factors = of(user, Which::Confirmed).select(second_factors::id);
    let tries = second_factor_tries::table.filter(second_factor_tries::second_factor_id.eq_any(factors));
    diesel::update(tries).set(second_factor_tries::failures.eq(0)).execute(w.conn()).await?;
    Ok(())
}

/// Lets the factor that waited count, in place of one that did, and makes its recovery codes. Access tokens that said
/// otherwise are void.
///
/// # Errors
/// 409 unless the one that waits is the one whose first code was right.
pub async fn confirm(w: &mut Writer<'_>, user: &Held<User>) -> Result<(SecondFactor, Vec<FreshSecret>)> {
    let tried = second_factor_tries::table
        .filter(second_factor_tries::last_step.gt(0))
        .select(second_factor_tries::second_factor_id);
    let awaited =
        of(user, Which::Awaited).filter(second_factors::id.eq_any(tried)).select(second_factors::id);
    let awaited: Option<SecondFactorId> = awaited.first(w.conn()).await.optional()?;
    let awaited = awaited.ok_or(Code::SecondFactorMissing)?;
    delete(w, user, Which::Confirmed).await?;
    let now = Utc::now();
    let factor = diesel::update(second_factors::table.filter(second_factors::id.eq(awaited)))
        .set(second_factors::confirmed_at.eq(now))
        .returning(SecondFactor::as_returning())
        .get_result(w.conn())
        .await?;
    note(w, user, Some(now)).await?;
    Ok((factor, draw_recovery_codes(w, user).await?))
}

/// Makes ten recovery codes in place of those that there were, for a factor that counts.
///
/// # Errors
/// 409 for an account without one, 403 for whoever did not prove it a moment ago.
pub async fn renew_recovery_codes(
    w: &mut Writer<'_>,
    user: &Held<User>,
    proven: bool,
) -> Result<Vec<FreshSecret>> {
    must_be_proven(w, user, proven).await?;
    let standing: i64 = of(user, Which::Confirmed).count().get_result(w.conn()).await?;
    if standing == 0 {
        return Err(Code::SecondFactorMissing.into());
    }
    draw_recovery_codes(w, user).await
}

async fn draw_recovery_codes(w: &mut Writer<'_>, user: &Held<User>) -> Result<Vec<FreshSecret>> {
    use recovery_codes as r;
    diesel::delete(r::table.filter(r::user_id.eq(user.id))).execute(w.conn()).await?;
    let (mut codes, mut rows) = (vec![], vec![]);
    for _ in 0..RECOVERY_CODES {
        let code = FreshSecret::slip()?;
        let typed = SlipCode::parse(&code).map_err(|_| Error::internal("a code that cannot be typed"))?;
        rows.push((r::user_id.eq(user.id), r::code_hash.eq(hash(w, user.id, &typed))));
        codes.push(code);
    }
    diesel::insert_into(r::table).values(rows).execute(w.conn()).await?;
    Ok(codes)
}

/// Removes the factor of an account with its recovery codes, and one that waits.
///
/// # Errors
/// 409 for an account without any.
pub async fn remove(w: &mut Writer<'_>, user: &Held<User>) -> Result<()> {
    let standing = delete(w, user, Which::Confirmed).await?;
    let awaited = delete(w, user, Which::Awaited).await?;
    if standing {
        let codes = recovery_codes::table.filter(recovery_codes::user_id.eq(user.id));
        diesel::delete(codes).execute(w.conn()).await?;
        note(w, user, None).await?;
    }
    if standing || awaited { Ok(()) } else { Err(Code::SecondFactorMissing.into()) }
}

/// The same by the holder herself.
///
/// # Errors
/// 403 for whoever did not prove it a moment ago, 409 for whoever has none.
pub async fn remove_own(w: &mut Writer<'_>, user: &Held<User>, proven: bool) -> Result<()> {
    must_be_proven(w, user, proven).await?;
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
