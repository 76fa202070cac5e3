//! Members in the database.

use super::model::{LookAlike, Member, MemberPatch, MemberQuery, MemberState, Membership, NewMember};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::fields::{BirthDate, Precision};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, MemberId, PersonId, UnitId};
use crate::platform::log::Event;
use crate::platform::text;
use crate::register::clubs;
use crate::register::clubs::model::{Club, ClubState};
use crate::register::schema::{clubs as clubs_table, memberships, persons};
use crate::{Error, Result};
use chrono::{Datelike, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
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

/// A member in the caller's reach, locked: for what concerns her club alone.
pub async fn hold(w: &mut Writer<'_>, id: MemberId) -> Result<Held<Member>> {
    let of = visible(w.scope()).filter(memberships::id.eq(id)).select(memberships::club_id);
    clubs::store::lock_of(w, of).await?;
    find(w, id).await.map(Held::new)
}

/// A member in the caller's reach, locked with the person that she is: so are all clubs that she is or was in, and
/// others that are touched with them.
pub async fn hold_person(w: &mut Writer<'_>, id: MemberId, others: &[ClubId]) -> Result<Held<Member>> {
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
    Ok(rows.order(memberships::id).limit(20).select(LookAlike::as_select()).load(db.conn()).await?)
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
async fn residence(w: &mut Writer<'_>, commune: UnitId, hamlet: Option<UnitId>) -> Result<Option<UnitId>> {
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

/// All memberships of some persons but one, in reach or not, as they are before something changes that each of them
/// shows.
pub async fn others_of(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    people: &[PersonId],
) -> Result<Vec<Member>> {
    let theirs = memberships::table.inner_join(persons::table).filter(memberships::person_id.eq_any(people));
    let others = theirs.filter(memberships::id.ne(member.id)).order(memberships::id);
    Ok(others.select(Member::as_select()).load(w.conn()).await?)
}

/// Raises the versions of memberships when something that they show has changed, so that nobody is shown the old data
/// under an old `ETag`. Returns what the change log says of them.
pub async fn touch_all(w: &mut Writer<'_>, action: &'static str, before: &[Member]) -> Result<Vec<Event>> {
    if before.is_empty() {
        return Ok(vec![]);
    }
    clubs::store::still_locked(w, before.iter().map(|member| &member.club_id))?;
    let ids: Vec<MemberId> = before.iter().map(|member| member.id).collect();
    diesel::update(memberships::table.filter(memberships::id.eq_any(&ids)))
        .set((memberships::version.eq(memberships::version + 1), memberships::updated_at.eq(Utc::now())))
        .execute(w.conn())
        .await?;
    let rows = memberships::table.inner_join(persons::table).filter(memberships::id.eq_any(&ids));
    let rows: Vec<Member> = rows.select(Member::as_select()).load(w.conn()).await?;
    let after: HashMap<MemberId, Member> = rows.into_iter().map(|member| (member.id, member)).collect();
    let changed = before.iter().filter_map(|before| Some((before, after.get(&before.id)?)));
    Ok(changed.map(|(before, after)| Event::changed(action, before, after)).collect())
}

/// Takes a membership to another state from a day on. Whether it may is asked before.
pub async fn step(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    to: MemberState,
    on: NaiveDate,
    reason: Option<&str>,
) -> Result<()> {
    let ended = to.has_ended();
    diesel::update(memberships::table.filter(memberships::id.eq(member.id)))
        .set((
            memberships::state.eq(to),
            memberships::state_since.eq(on),
            memberships::joined_on.eq(match to {
                MemberState::Active => member.joined_on.or(Some(on)),
                _ => member.joined_on,
            }),
            memberships::ended_on.eq(ended.then_some(on)),
            memberships::end_reason.eq(reason.filter(|_| ended)),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(Utc::now()),
        ))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// Says of somebody when she died. Returns what the change log says of her other memberships, which show it too.
pub async fn record_death(w: &mut Writer<'_>, member: &Held<Member>, on: NaiveDate) -> Result<Vec<Event>> {
    let others = others_of(w, member, &[member.person_id]).await?;
    diesel::update(persons::table.filter(persons::id.eq(member.person_id)))
        .set((
            persons::died_on.eq(on),
            persons::version.eq(persons::version + 1),
            persons::updated_at.eq(Utc::now()),
        ))
        .execute(w.conn())
        .await?;
    touch_all(w, "updated", &others).await
}

/// The other half of a transfer: a new membership of the same person in another club. The one that she left, whose
/// version its end has raised, says which one continues it.
pub async fn continue_in(
    w: &mut Writer<'_>,
    left: &Held<Member>,
    to: &Held<Club>,
    on: NaiveDate,
) -> Result<Member> {
    let id = MemberId::new();
    diesel::insert_into(memberships::table)
        .values((
            memberships::id.eq(id),
            memberships::person_id.eq(left.person_id),
            memberships::club_id.eq(to.id),
            memberships::state.eq(MemberState::Active),
            memberships::state_since.eq(on),
            memberships::applied_on.eq(on),
            memberships::joined_on.eq(on),
        ))
        .execute(w.conn())
        .await?;
    diesel::update(memberships::table.filter(memberships::id.eq(left.id)))
        .set(memberships::transferred_to.eq(id))
        .execute(w.conn())
        .await?;
    find(w, id).await
}

/// How many are or want to be members of a club.
pub async fn listed(w: &mut Writer<'_>, club: &Held<Club>) -> Result<i64> {
    let listed = visible(w.scope()).filter(memberships::club_id.eq(club.id));
    Ok(listed.filter(memberships::ended_on.is_null()).count().get_result(w.conn()).await?)
}

/// The memberships of a club that have not ended.
pub async fn enrolled(w: &mut Writer<'_>, club: &Held<Club>) -> Result<Vec<Membership>> {
    Ok(visible(w.scope())
        .filter(memberships::club_id.eq(club.id))
        .filter(memberships::ended_on.is_null())
        .select(Membership::as_select())
        .load(w.conn())
        .await?)
}

/// Makes members of all who had applied to a club by a day. Returns their memberships.
pub async fn admit_all(w: &mut Writer<'_>, club: &Held<Club>, on: NaiveDate) -> Result<Vec<Membership>> {
    let founding = memberships::table
        .filter(memberships::club_id.eq(club.id))
        .filter(memberships::state.eq(MemberState::Applied))
        .filter(memberships::applied_on.le(on));
    Ok(diesel::update(founding)
        .set((
            memberships::state.eq(MemberState::Active),
            memberships::state_since.eq(on),
            memberships::joined_on.eq(on),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(Utc::now()),
        ))
        .returning(Membership::as_returning())
        .get_results(w.conn())
        .await?)
}

/// Ends a club's memberships that stand in some states. Returns them.
pub async fn end_all(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    from: &[MemberState],
    to: MemberState,
    on: NaiveDate,
    reason: &str,
) -> Result<Vec<Membership>> {
    let ending =
        memberships::table.filter(memberships::club_id.eq(club.id)).filter(memberships::state.eq_any(from));
    Ok(diesel::update(ending)
        .set((
            memberships::state.eq(to),
            memberships::state_since.eq(on),
            memberships::ended_on.eq(on),
            memberships::end_reason.eq(reason),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(Utc::now()),
        ))
        .returning(Membership::as_returning())
        .get_results(w.conn())
        .await?)
}

/// The other half of the transfers of a whole club: members are members there, applicants applicants.
pub async fn continue_all(
    w: &mut Writer<'_>,
    into: &Held<Club>,
    before: &[Membership],
    on: NaiveDate,
) -> Result<Vec<Membership>> {
    let row = |membership: &Membership| {
        (
            memberships::id.eq(MemberId::new()),
            memberships::person_id.eq(membership.person_id),
            memberships::club_id.eq(into.id),
            memberships::state.eq(membership.state),
            memberships::state_since.eq(on),
            memberships::applied_on.eq(on),
            memberships::joined_on.eq(membership.joined_on.map(|_| on)),
        )
    };
    Ok(diesel::insert_into(memberships::table)
        .values(before.iter().map(row).collect::<Vec<_>>())
        .returning(Membership::as_returning())
        .get_results(w.conn())
        .await?)
}

diesel::alias!(const ARRIVED: Alias<Arrived> = memberships as arrived);

/// Says in memberships that have just been left which ones continue them.
pub async fn link_all(w: &mut Writer<'_>, into: &Held<Club>, left: &[Membership]) -> Result<Vec<Membership>> {
    let ids: Vec<MemberId> = left.iter().map(|membership| membership.id).collect();
    let continued = ARRIVED
        .filter(ARRIVED.field(memberships::person_id).eq(memberships::person_id))
        .filter(ARRIVED.field(memberships::club_id).eq(into.id))
        .filter(ARRIVED.field(memberships::ended_on).is_null())
        .select(ARRIVED.field(memberships::id))
        .single_value();
    Ok(diesel::update(memberships::table.filter(memberships::id.eq_any(ids)))
        .set(memberships::transferred_to.eq(continued))
        .returning(Membership::as_returning())
        .get_results(w.conn())
        .await?)
}
