//! How a person comes into a club, and who she is.

use super::{find, visible};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::fields::{BirthDate, Precision};
use crate::platform::ids::{ClubId, MemberId, PersonId, UnitId};
use crate::platform::text;
use crate::register::clubs;
use crate::register::clubs::model::{Club, ClubState};
use crate::register::members::model::{LookAlike, Member, MemberState, NewMember};
use crate::register::schema::{memberships, persons};
use crate::{Error, Result};
use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Refuses members who are not of this club, or not active in it on a day.
pub async fn belong(
    w: &mut Writer<'_>,
    club: ClubId,
    which: &[MemberId],
    active_on: Option<NaiveDate>,
    pointer: impl Fn(usize) -> String,
) -> Result<()> {
    if which.is_empty() {
        return Ok(());
    }
    let mut known = visible(w.scope())
        .filter(memberships::club_id.eq(club))
        .filter(memberships::id.eq_any(which))
        .filter(memberships::joined_on.is_not_null());
    if let Some(day) = active_on {
        known = known
            .filter(memberships::joined_on.assume_not_null().le(day))
            .filter(memberships::ended_on.is_null().or(memberships::ended_on.assume_not_null().ge(day)));
    }
    let known: Vec<MemberId> = known.select(memberships::id).load(w.conn()).await?;
    let unknown = which.iter().enumerate().filter(|(_, member)| !known.contains(member));
    let wrong: Vec<Field> =
        unknown.map(|(index, _)| Field::new(pointer(index), FieldCode::UnknownMember)).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
}

/// Those in the caller's reach with this name and a birth year that does not contradict, but for one person.
pub async fn look_alikes(
    db: &mut impl Reads,
    full_name: &str,
    birth: Option<BirthDate>,
    not: Option<PersonId>,
) -> Result<Vec<LookAlike>> {
    let mut rows = visible(db.scope()).filter(persons::folded.eq(text::fold(full_name)));
    if let Some(year) = birth.map(|birth| birth.last_day().year()) {
        let (first, last) = (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31));
        let same_year = persons::birth_date
            .assume_not_null()
            .between(first.unwrap_or_default(), last.unwrap_or_default());
        rows = rows.filter(persons::birth_date.is_null().or(same_year));
    }
    if let Some(person) = not {
        rows = rows.filter(persons::id.ne(person));
    }
    let rows: Vec<Member> =
        rows.order(memberships::id).limit(20).select(Member::as_select()).load(db.conn()).await?;
    Ok(rows.into_iter().map(LookAlike::from).collect())
}

/// Enters a member of a club.
pub async fn insert(w: &mut Writer<'_>, club: &Held<Club>, new: &NewMember) -> Result<Member> {
    let today = w.scope().today();
    let (applied_on, joined_on) = entry_dates(club, new, today)?;
    let person = match new.person_id {
        Some(known) => known_person(w, known).await?,
        None => insert_person(w, club, new).await?,
    };
    let state = if joined_on.is_some() { MemberState::Active } else { MemberState::Applied };
    let id = new.id.unwrap_or_default();
    diesel::insert_into(memberships::table)
        .values((
            memberships::id.eq(id),
            memberships::person_id.eq(person),
            memberships::club_id.eq(club.id),
            memberships::state.eq(state),
            memberships::state_since.eq(joined_on.unwrap_or(applied_on)),
            memberships::applied_on.eq(applied_on),
            memberships::joined_on.eq(joined_on),
        ))
        .execute(w.conn())
        .await?;
    find(w, id).await
}

/// When somebody applied and joined; both agree with each other, with the club's life and with today.
pub fn entry_dates(club: &Club, new: &NewMember, today: NaiveDate) -> Result<(NaiveDate, Option<NaiveDate>)> {
    if club.state.has_ended() {
        return Err(Code::ClubTakesNoMembers.into());
    }
    let joined_on = new.joined_on.map(|day| day.not_after(today, "/joined_on")).transpose()?;
    let applied_on = new.applied_on.map(|day| day.not_after(today, "/applied_on")).transpose()?;
    if joined_on.is_some() && matches!(club.state, ClubState::Proposed | ClubState::DossierSubmitted) {
        return Err(Error::from(Code::ClubStateRefuses).with("state", club.state));
    }
    if joined_on.is_some_and(|day| day < club.established_on.unwrap_or(club.proposed_on)) {
        return Err(Code::DateBeforeFounding.into());
    }
    if new.birth.is_some_and(|birth| birth.is_after(today)) {
        return Err(Error::field("/birth", FieldCode::DateInFuture));
    }
    // whoever stands on a founding list without a date has been there from the first
    let founding = club.launched_on.is_none();
    let unless_told = if founding { club.proposed_on } else { today };
    Ok((applied_on.or(joined_on).unwrap_or(unless_told), joined_on))
}

/// Somebody whom the caller can see through some membership, locked: whoever changes her now counts the clubs that she
/// is in by then, and this one counts her as she is by then.
async fn known_person(w: &mut Writer<'_>, id: PersonId) -> Result<PersonId> {
    let seen = visible(w.scope()).filter(memberships::person_id.eq(id)).select(memberships::person_id);
    let row = persons::table.filter(persons::id.eq_any(seen)).select(persons::id).for_no_key_update();
    let found: Option<PersonId> = row.first(w.conn()).await.optional()?;
    found.ok_or_else(|| Error::field("/person_id", FieldCode::UnknownMember))
}

/// Enters a person who lives in the club's commune, without making her a member.
pub async fn insert_person(w: &mut Writer<'_>, club: &Held<Club>, new: &NewMember) -> Result<PersonId> {
    let hamlet = residence(w, club.commune_id, new.hamlet_id).await?;
    let id = PersonId::new();
    diesel::insert_into(persons::table)
        .values((
            persons::id.eq(id),
            named(&new.full_name),
            persons::sex.eq(new.sex),
            born(new.birth),
            persons::phone.eq(new.phone.as_deref()),
            persons::address.eq(new.address.as_deref()),
            persons::hamlet_id.eq(hamlet),
        ))
        .execute(w.conn())
        .await?;
    Ok(id)
}

/// A name in its three columns.
#[must_use]
pub fn named(
    full_name: &str,
) -> (
    diesel::dsl::Eq<persons::full_name, String>,
    diesel::dsl::Eq<persons::folded, String>,
    diesel::dsl::Eq<persons::sort_key, String>,
) {
    (
        persons::full_name.eq(full_name.to_owned()),
        persons::folded.eq(text::fold(full_name)),
        persons::sort_key.eq(text::person_sort_key(full_name)),
    )
}

/// A birth date in its two columns.
#[must_use]
pub fn born(
    birth: Option<BirthDate>,
) -> (
    diesel::dsl::Eq<persons::birth_date, Option<NaiveDate>>,
    diesel::dsl::Eq<persons::birth_precision, Option<Precision>>,
) {
    (
        persons::birth_date.eq(birth.map(BirthDate::last_day)),
        persons::birth_precision.eq(birth.map(BirthDate::precision)),
    )
}

/// A hamlet of the club's commune.
pub(super) async fn residence(
    w: &mut Writer<'_>,
    commune: UnitId,
    hamlet: Option<UnitId>,
) -> Result<Option<UnitId>> {
    let Some(hamlet) = hamlet else { return Ok(None) };
    let today = w.scope().today();
    match clubs::store::catchment(w, commune, &[hamlet], today).await {
        Ok(_) => Ok(Some(hamlet)),
        Err(e) if e.code() == Code::HamletOfAnotherCommune => {
            Err(Error::field("/hamlet_id", FieldCode::UnknownHamlet))
        }
        Err(e) => Err(e),
    }
}
