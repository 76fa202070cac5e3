//! Codes in the database.
//!
//! Whoever issues or redeems one holds the account, so that of two who do so at once one comes first.

use super::model::{Door, IssuedCode, Purpose};
use super::rules;
use crate::access::schema::account_codes;
use crate::access::users;
use crate::access::users::model::{CodePurpose, User, UserKind};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::{FreshSecret, Login, SlipCode};
use crate::platform::ids::{AccountCodeId, PersonId, UserId};
use crate::platform::log::Event;
use crate::register::tables::persons;
use crate::{Error, Result};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// What is stored of a code: it is short, so the hash is keyed, and the same code of two accounts has two.
fn hash(db: &impl Reads, user: UserId, code: &SlipCode) -> Vec<u8> {
    db.vault().lookup("account code", &format!("{user} {}", &**code)).to_vec()
}

/// Refuses to link anybody with the dead.
async fn lives(w: &mut Writer<'_>, person: PersonId) -> Result<()> {
    let died: Option<NaiveDate> =
        persons::table.filter(persons::id.eq(person)).select(persons::died_on).first(w.conn()).await?;
    if died.is_some() { Err(Code::LinkToTheDead.into()) } else { Ok(()) }
}

/// Makes a code for the holder of an account, and voids the one before it. The account is one for which the caller stands
/// ([`users::store::hold_managed`]); whether she may see a code to it is asked here.
///
/// # Errors
/// 403 for the account of whoever handles the money of the caller's own club; 409 for a program, and for a person who has
/// died.
pub async fn issue(w: &mut Writer<'_>, user: &Held<User>, purpose: Purpose) -> Result<IssuedCode> {
    use account_codes as c;
    if user.kind == UserKind::Machine {
        return Err(Code::MachinesHaveNoPassword.into());
    }
    users::store::may_hand_out(w, user).await?;
    if let Some(person) = purpose.person() {
        lives(w, person).await?;
    }
    let (code, now) = (FreshSecret::slip()?, Utc::now());
    let expires_at = now + Duration::hours(rules::HOURS);
    let before = open(user.id, purpose.door());
    diesel::update(c::table.filter(c::id.eq_any(before.select(c::id))))
        .set(c::voided_at.eq(now))
        .execute(w.conn())
        .await?;
    let typed = SlipCode::parse(&code).map_err(|_| Error::internal("a code that cannot be typed"))?;
    let code_hash = hash(w, user.id, &typed);
    diesel::insert_into(c::table)
        .values((
            c::id.eq(AccountCodeId::new()),
            c::user_id.eq(user.id),
            c::purpose.eq(purpose.kind()),
            c::person_id.eq(purpose.person()),
            c::code_hash.eq(code_hash),
            c::issued_by.eq(w.scope().user()),
            c::issued_at.eq(now),
            c::expires_at.eq(expires_at),
        ))
        .execute(w.conn())
        .await?;
    Ok(IssuedCode { purpose: purpose.kind(), login: user.login.clone(), code, expires_at })
}

/// The codes of an account that may still be redeemed at a door, be they expired or not.
fn open(user: UserId, door: Door) -> account_codes::BoxedQuery<'static, diesel::pg::Pg> {
    use account_codes as c;
    c::table
        .filter(c::user_id.eq(user))
        .filter(c::purpose.eq_any(door.purposes()))
        .filter(c::used_at.is_null())
        .filter(c::voided_at.is_null())
        .into_boxed()
}

/// For what a new code is, where the password is to be set anew: that of an account which nobody has taken possession of
/// is still for its first holder, and for whom the last code was.
pub async fn anew(w: &mut Writer<'_>, user: &Held<User>) -> Result<Purpose> {
    use account_codes as c;
    type Row = (CodePurpose, Option<PersonId>, Option<DateTime<Utc>>);
    let last: Option<Row> = c::table
        .filter(c::user_id.eq(user.id))
        .filter(c::purpose.eq_any(Door::Password.purposes()))
        .order((c::issued_at.desc(), c::id.desc()))
        .select((c::purpose, c::person_id, c::used_at))
        .first(w.conn())
        .await
        .optional()?;
    Ok(match last {
        Some((CodePurpose::Activation, person, None)) => Purpose::Activation { person },
        _ => Purpose::Reset,
    })
}

/// What came of a code that somebody brought.
pub enum Redemption {
    /// It opens nothing: wrong, used, void, expired, or of another account. What the change log says of the try, if there
    /// was a code to be tried; the transaction must be committed, for the try is counted.
    Refused(Vec<Event>),
    /// It was right, and is used now.
    Redeemed(Box<Redeemed>),
}

/// What a right code opened.
pub struct Redeemed {
    /// The account before.
    pub before: User,
    /// The account as it is now, linked with whom the code was for.
    pub user: Held<User>,
    /// What the code was for.
    pub purpose: CodePurpose,
}

/// Redeems a code of the account of a login at a door. All that is refused looks alike.
///
/// # Errors
/// 409 for the right code of somebody who has died meanwhile, or has another account.
pub async fn redeem(w: &mut Writer<'_>, login: &Login, code: &SlipCode, door: Door) -> Result<Redemption> {
    use account_codes as c;
    type Row = (AccountCodeId, Vec<u8>, CodePurpose, Option<PersonId>, i32);
    let Some(mut user) = users::store::hold_by_login(w, login).await? else {
        return Ok(Redemption::Refused(vec![]));
    };
    let now = Utc::now();
    let row = open(user.id, door).filter(c::expires_at.gt(now));
    let row = row.select((c::id, c::code_hash, c::purpose, c::person_id, c::tries));
    let row: Option<Row> = row.first(w.conn()).await.optional()?;
    let Some((id, code_hash, purpose, person, tries)) = row else {
        return Ok(Redemption::Refused(vec![]));
    };
    let this = c::table.filter(c::id.eq(id));
    if code_hash != hash(w, user.id, code) {
        let tries = tries + 1;
        let voided_at = rules::is_void_after(tries).then_some(now);
        diesel::update(this).set((c::tries.eq(tries), c::voided_at.eq(voided_at))).execute(w.conn()).await?;
        let (first, mut rest) = users::store::told(w, "code_refused", Some(&user), &user).await?;
        rest.push(first);
        return Ok(Redemption::Refused(rest));
    }
    diesel::update(this).set(c::used_at.eq(now)).execute(w.conn()).await?;
    let before = user.clone();
    if let Some(person) = person {
        lives(w, person).await?;
        users::store::confirm_person(w, &mut user, person).await?;
    }
    Ok(Redemption::Redeemed(Box::new(Redeemed { before, user, purpose })))
}
