//! Consents in the database.

use super::model::{Consent, ConsentInClub, ConsentPurpose, ConsentWithdrawal, NewConsent};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::{ClubId, ConsentId, MemberId, PersonId};
use crate::register::clubs::model::Club;
use crate::register::members;
use crate::register::members::model::Member;
use crate::register::schema::{consents, memberships};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashSet;

/// The consents this caller can see: those of the members that the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> consents::BoxedQuery<'static, Pg> {
    let persons = members::store::visible(scope).select(memberships::person_id);
    consents::table.filter(consents::person_id.eq_any(persons)).into_boxed()
}

/// Lists what a member has consented to, newest first, withdrawn or not; of a membership that has ended, as it stood then.
pub async fn list(db: &mut impl Reads, member: MemberId) -> Result<Vec<Consent>> {
    let member = members::store::find(db, member).await?;
    let mut rows = visible(db.scope()).filter(consents::person_id.eq(member.person_id));
    if let Some(ended_on) = member.ended_on {
        rows = rows.filter(consents::given_on.le(ended_on));
    }
    let mut known: Vec<Consent> = rows
        .order((consents::given_on.desc(), consents::id.desc()))
        .select(Consent::as_select())
        .load(db.conn())
        .await?;
    for consent in &mut known {
        consent.withdrawn_on =
            consent.withdrawn_on.filter(|day| member.ended_on.is_none_or(|end| *day <= end));
    }
    Ok(known)
}

/// Whether a person's consent to a purpose stands.
pub async fn stands(w: &mut Writer<'_>, person: PersonId, purpose: ConsentPurpose) -> Result<bool> {
    let standing = consents::table
        .filter(consents::person_id.eq(person))
        .filter(consents::purpose.eq(purpose))
        .filter(consents::withdrawn_on.is_null());
    Ok(diesel::select(diesel::dsl::exists(standing)).get_result(w.conn()).await?)
}

/// Those of several persons whose consent to a purpose stands.
pub async fn standing(
    w: &mut Writer<'_>,
    persons: &[PersonId],
    purpose: ConsentPurpose,
) -> Result<HashSet<PersonId>> {
    let standing = consents::table
        .filter(consents::person_id.eq_any(persons))
        .filter(consents::purpose.eq(purpose))
        .filter(consents::withdrawn_on.is_null());
    let persons: Vec<PersonId> = standing.select(consents::person_id).load(w.conn()).await?;
    Ok(persons.into_iter().collect())
}

/// A consent in the caller's reach, locked, and the club through which it is in reach: the one that the person is in now.
///
/// # Errors
/// 409 where she is a member in reach no more.
pub async fn hold(w: &mut Writer<'_>, id: ConsentId) -> Result<Held<ConsentInClub>> {
    let seen = visible(w.scope()).filter(consents::id.eq(id)).select(consents::id);
    let consent: Consent = consents::table
        .filter(consents::id.eq_any(seen))
        .select(Consent::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    let club_id: Option<ClubId> = members::store::visible(w.scope())
        .filter(memberships::person_id.eq(consent.person_id))
        .filter(memberships::ended_on.is_null())
        .select(memberships::club_id)
        .first(w.conn())
        .await
        .optional()?;
    let club_id = club_id.ok_or(Code::MembershipEnded)?;
    Ok(Held::new(ConsentInClub { club_id, consent }))
}

/// Whether a person's consent to a purpose stands, and was given by a day.
pub async fn stands_since(
    w: &mut Writer<'_>,
    person: PersonId,
    purpose: ConsentPurpose,
    day: NaiveDate,
) -> Result<bool> {
    let standing = consents::table
        .filter(consents::person_id.eq(person))
        .filter(consents::purpose.eq(purpose))
        .filter(consents::withdrawn_on.is_null())
        .filter(consents::given_on.le(day));
    Ok(diesel::select(diesel::dsl::exists(standing)).get_result(w.conn()).await?)
}

/// Records a consent.
pub async fn insert(w: &mut Writer<'_>, member: &Held<Member>, new: &NewConsent) -> Result<ConsentInClub> {
    give(w, member.club_id, member.person_id, new).await
}

/// Records the consent of somebody who is no member, given to a club.
pub async fn insert_of_resident(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    person: PersonId,
    new: &NewConsent,
) -> Result<ConsentInClub> {
    give(w, club.id, person, new).await
}

async fn give(
    w: &mut Writer<'_>,
    club_id: ClubId,
    person: PersonId,
    new: &NewConsent,
) -> Result<ConsentInClub> {
    let given_on = new.given_on.not_after(w.scope().today(), "/given_on")?;
    let consent = diesel::insert_into(consents::table)
        .values((
            consents::id.eq(new.id.unwrap_or_default()),
            consents::person_id.eq(person),
            consents::purpose.eq(new.purpose),
            consents::text_version.eq(&*new.text_version),
            consents::method.eq(new.method),
            consents::given_on.eq(given_on),
            consents::on_behalf_by.eq(new.on_behalf_by.as_deref()),
        ))
        .returning(Consent::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(ConsentInClub { club_id, consent })
}

/// Ends whatever consent of a person to a purpose stands, if any. The record stays.
pub async fn withdraw_standing(
    w: &mut Writer<'_>,
    club_id: ClubId,
    person: PersonId,
    purpose: ConsentPurpose,
    on: NaiveDate,
) -> Result<Option<(ConsentInClub, ConsentInClub)>> {
    let standing = consents::table
        .filter(consents::person_id.eq(person))
        .filter(consents::purpose.eq(purpose))
        .filter(consents::withdrawn_on.is_null());
    let before: Option<Consent> =
        standing.select(Consent::as_select()).for_no_key_update().first(w.conn()).await.optional()?;
    let Some(before) = before else { return Ok(None) };
    let after = diesel::update(consents::table.filter(consents::id.eq(before.id)))
        .set((
            consents::withdrawn_on.eq(on.max(before.given_on)),
            consents::version.eq(consents::version + 1),
        ))
        .returning(Consent::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(Some((ConsentInClub { club_id, consent: before }, ConsentInClub { club_id, consent: after })))
}

/// Ends a consent. The record stays.
pub async fn withdraw(
    w: &mut Writer<'_>,
    held: &Held<ConsentInClub>,
    withdrawal: &ConsentWithdrawal,
) -> Result<ConsentInClub> {
    let on = withdrawal.on.not_after(w.scope().today(), "/on")?;
    if held.consent.withdrawn_on.is_some() {
        return Err(Code::ConsentWithdrawn.into());
    }
    if on < held.consent.given_on {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    let consent = diesel::update(consents::table.filter(consents::id.eq(held.consent.id)))
        .set((consents::withdrawn_on.eq(on), consents::version.eq(consents::version + 1)))
        .returning(Consent::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(ConsentInClub { club_id: held.club_id, consent })
}
