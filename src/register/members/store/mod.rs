//! Members in the database.

mod enrolment;
mod steps;

pub use enrolment::{belong, born, entry_dates, insert, insert_person, look_alikes, named};
pub use steps::{
    admit_all, continue_all, continue_in, end_all, enrolled, link_all, listed, others_of, record_death, step,
    touch_all,
};

use super::model::{Member, MemberPatch, MemberQuery, MemberState};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::fields::{BirthDate, Precision};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, MemberId, PersonId, UnitId};
use crate::platform::log::Event;
use crate::platform::text;
use crate::register::clubs;
use crate::register::schema::{clubs as clubs_table, memberships, persons};
use crate::{Error, Result};
use chrono::{NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use enrolment::residence;
use std::collections::HashMap;

type Rows = diesel::helper_types::IntoBoxed<
    'static,
    diesel::helper_types::InnerJoin<memberships::table, persons::table>,
    Pg,
>;

/// The members this caller can see: those of the clubs that the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> Rows {
    let clubs = clubs::store::visible(scope).select(clubs_table::id);
    memberships::table.inner_join(persons::table).into_boxed().filter(memberships::club_id.eq_any(clubs))
}

/// Lists a club's members in the order of a Vietnamese list of names.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    query: &MemberQuery,
    page: &PageQuery,
) -> Result<Page<Member>> {
    let mut rows = visible(db.scope()).filter(memberships::club_id.eq(club));
    rows = match query.state {
        Some(state) => rows.filter(memberships::state.eq(state)),
        None => rows.filter(memberships::state.eq_any(MemberState::CURRENT)),
    };
    if let Some(folded) = query.q.as_deref().map(text::fold).filter(|folded| !folded.is_empty()) {
        rows = rows.filter(persons::folded.like(format!("%{folded}%")));
    }
    if let Some(seek) = page.seek() {
        let key = place_in_list(db, &seek).await?;
        let behind = persons::sort_key
            .gt(key.clone())
            .or(persons::sort_key.eq(key).and(memberships::id.gt(MemberId(seek.id))));
        rows = rows.filter(behind);
    }
    let rows: Vec<Member> = rows
        .order((persons::sort_key, memberships::id))
        .limit(page.limit + 1)
        .select(Member::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // an empty list, or a club out of reach
    }
    Ok(Page::cut(rows, page, |member| Seek { key: String::new(), id: member.id.0 }))
}

/// Where in a list of names a page begins. A cursor names a row, never a person: it travels in addresses.
///
/// # Errors
/// 422 for a cursor that names nobody in reach.
pub async fn place_in_list(db: &mut impl Reads, seek: &Seek) -> Result<String> {
    let last = visible(db.scope()).filter(memberships::id.eq(MemberId(seek.id))).select(persons::sort_key);
    let key: Option<String> = last.first(db.conn()).await.optional()?;
    key.ok_or_else(|| Error::field("?after", FieldCode::Cursor))
}

/// Finds a member.
pub async fn find(db: &mut impl Reads, id: MemberId) -> Result<Member> {
    Ok(visible(db.scope())
        .filter(memberships::id.eq(id))
        .select(Member::as_select())
        .first(db.conn())
        .await?)
}

/// Some members, by their ids.
pub async fn find_all(
    db: &mut impl Reads,
    which: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, Member>> {
    let which: Vec<MemberId> = which.into_iter().collect();
    let rows = visible(db.scope()).filter(memberships::id.eq_any(which)).select(Member::as_select());
    let rows: Vec<Member> = rows.load(db.conn()).await?;
    Ok(rows.into_iter().map(|member| (member.id, member)).collect())
}

/// A member in the caller's reach, locked: for what concerns her club alone.
///
/// # Errors
/// 409 for a membership that has ended: what is written needs a current tie.
pub async fn hold(w: &mut Writer<'_>, id: MemberId) -> Result<Held<Member>> {
    let of = visible(w.scope()).filter(memberships::id.eq(id)).select(memberships::club_id);
    clubs::store::lock_of(w, of).await?;
    current(find(w, id).await?)
}

/// A member, if she still is one.
///
/// # Errors
/// 409 for a membership that has ended.
pub fn current(member: Member) -> Result<Held<Member>> {
    member.is_current()?;
    Ok(Held::new(member))
}

/// A member in the caller's reach, locked with the person that she is: so are all clubs that she is or was in.
///
/// # Errors
/// 409 for a membership that has ended.
pub async fn hold_person(w: &mut Writer<'_>, id: MemberId) -> Result<Held<Member>> {
    let member = hold_membership(w, id, &[]).await?;
    member.is_current()?;
    Ok(member)
}

/// A membership in the caller's reach, ended or not, locked with its person, and others that are touched with them: for its
/// steps alone, of which its state tells which may follow.
pub async fn hold_membership(w: &mut Writer<'_>, id: MemberId, others: &[ClubId]) -> Result<Held<Member>> {
    let person = find(w, id).await?.person_id;
    let clubs = memberships::table.filter(memberships::person_id.eq(person)).select(memberships::club_id);
    let mut clubs: Vec<ClubId> = clubs.distinct().load(w.conn()).await?;
    clubs.extend(others);
    clubs::store::lock(w, &clubs).await?;
    find(w, id).await.map(Held::new)
}

/// The clubs in which a person counts, in reach or not: their metric rows must stay true.
pub async fn clubs_of_person(w: &mut Writer<'_>, person: PersonId) -> Result<Vec<ClubId>> {
    let current = memberships::table.filter(memberships::state.eq_any(MemberState::CURRENT));
    let clubs = current.filter(memberships::person_id.eq(person)).select(memberships::club_id).distinct();
    Ok(clubs.order(memberships::club_id).load(w.conn()).await?)
}

#[derive(AsChangeset)]
#[diesel(table_name = persons)]
struct Changed<'a> {
    full_name: Option<&'a str>,
    folded: Option<String>,
    sort_key: Option<String>,
    sex: Option<super::model::Sex>,
    birth_date: Option<Option<NaiveDate>>,
    birth_precision: Option<Option<Precision>>,
    phone: Option<Option<&'a str>>,
    address: Option<Option<&'a str>>,
    hamlet_id: Option<Option<UnitId>>,
}

/// Changes who a member is. Returns her, and what the change log says of her other memberships.
pub async fn update(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    patch: &MemberPatch,
) -> Result<(Member, Vec<Event>)> {
    if patch.birth.flatten().is_some_and(|birth| birth.is_after(w.scope().today())) {
        return Err(Error::field("/birth", FieldCode::DateInFuture));
    }
    if let Some(Some(hamlet)) = patch.hamlet_id {
        let club = clubs::store::find(w, member.club_id).await?;
        residence(w, club.commune_id, Some(hamlet)).await?;
    }
    let changed = Changed {
        full_name: patch.full_name.as_deref(),
        folded: patch.full_name.as_deref().map(text::fold),
        sort_key: patch.full_name.as_deref().map(text::person_sort_key),
        sex: patch.sex,
        birth_date: patch.birth.map(|birth| birth.map(BirthDate::last_day)),
        birth_precision: patch.birth.map(|birth| birth.map(BirthDate::precision)),
        phone: patch.phone.as_ref().map(Option::as_deref),
        address: patch.address.as_ref().map(Option::as_deref),
        hamlet_id: patch.hamlet_id,
    };
    let others = others_of(w, member, &[member.person_id]).await?;
    diesel::update(persons::table.filter(persons::id.eq(member.person_id)))
        .set((changed, persons::version.eq(persons::version + 1), persons::updated_at.eq(Utc::now())))
        .execute(w.conn())
        .await?;
    touch(w, member).await?;
    let events = touch_all(w, "updated", &others).await?;
    let mut clubs = clubs_of_person(w, member.person_id).await?;
    clubs::store::still_locked(w, &clubs)?;
    if !clubs.contains(&member.club_id) {
        clubs.push(member.club_id);
    }
    Ok((find(w, member.id).await?, events))
}

/// Raises a member's version when something of hers has changed.
pub async fn touch(w: &mut Writer<'_>, member: &Held<Member>) -> Result<()> {
    diesel::update(memberships::table.filter(memberships::id.eq(member.id)))
        .set((memberships::version.eq(memberships::version + 1), memberships::updated_at.eq(Utc::now())))
        .execute(w.conn())
        .await?;
    Ok(())
}
