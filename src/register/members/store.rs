//! Members in the database.

use super::model::{LookAlike, Member, MemberPatch, MemberQuery, MemberState, NewMember, StateChange};
use crate::care::tables::{care_case_volunteers, care_cases, volunteers};
use crate::money::tables::{loan_freezes, loans, savings_balances};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::fields::{BirthDate, Precision};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{CareCaseId, ClubId, FreezeId, LoanId, MemberId, PersonId, UnitId, VolunteerId};
use crate::platform::money::Vnd;
use crate::platform::text;
use crate::register::clubs;
use crate::register::clubs::model::{Club, ClubState};
use crate::register::schema::{board_positions, clubs as clubs_table, memberships, persons};
use crate::{Error, Result};
use chrono::{Datelike, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

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

/// A member in the caller's reach, locked with the person that she is: so are all clubs that she is or was in, or that
/// care for her, and the one to which she goes.
pub async fn hold_person(w: &mut Writer<'_>, id: MemberId, to: Option<ClubId>) -> Result<Held<Member>> {
    let person = find(w, id).await?.person_id;
    let clubs = memberships::table.filter(memberships::person_id.eq(person)).select(memberships::club_id);
    let cared_for = care_cases::table.filter(care_cases::person_id.eq(person)).select(care_cases::club_id);
    let mut clubs: Vec<ClubId> = clubs.union(cared_for).load(w.conn()).await?;
    clubs.extend(to);
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
    count(w, &[club.id]).await?;
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

/// Changes who a member is.
pub async fn update(w: &mut Writer<'_>, member: &Held<Member>, patch: &MemberPatch) -> Result<Member> {
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
    diesel::update(persons::table.filter(persons::id.eq(member.person_id)))
        .set((changed, persons::version.eq(persons::version + 1), persons::updated_at.eq(Utc::now())))
        .execute(w.conn())
        .await?;
    touch(w, member).await?;
    let mut clubs = clubs_of_person(w, member.person_id).await?;
    clubs::store::still_locked(w, &clubs)?;
    if !clubs.contains(&member.club_id) {
        clubs.push(member.club_id);
    }
    count(w, &clubs).await?;
    find(w, member.id).await
}

/// Raises a member's version when something of hers has changed.
pub async fn touch(w: &mut Writer<'_>, member: &Held<Member>) -> Result<()> {
    diesel::update(memberships::table.filter(memberships::id.eq(member.id)))
        .set((memberships::version.eq(memberships::version + 1), memberships::updated_at.eq(Utc::now())))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// Takes a membership to another state. Returns it, and the new one of a transfer.
pub async fn change_state(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    change: &StateChange,
) -> Result<(Member, Option<Member>)> {
    let on = change.on.not_after(w.scope().today(), "/on")?;
    if !member.state.may_become(change.to) {
        return Err(Error::from(Code::MemberStateRefuses).with("state", member.state));
    }
    if on < member.state_since {
        return Err(Error::from(Code::MemberDatesDisagree).with("state_since", member.state_since));
    }
    let reason_missing =
        change.to.has_ended() && change.to != MemberState::Deceased && change.reason.is_none();
    if reason_missing {
        return Err(Error::field("/reason", FieldCode::Required));
    }
    let club = clubs::store::hold(w, member.club_id).await?;
    if change.to == MemberState::Active
        && matches!(club.state, ClubState::Proposed | ClubState::DossierSubmitted)
    {
        return Err(Error::from(Code::ClubStateRefuses).with("state", club.state));
    }
    let transferred_to = match (change.to, change.club_id) {
        (MemberState::Transferred, None) => return Err(Error::field("/club_id", FieldCode::Required)),
        (MemberState::Transferred, Some(to)) if to == club.id => {
            return Err(Error::field("/club_id", FieldCode::Repeated));
        }
        (MemberState::Transferred, Some(_)) => Some(MemberId::new()),
        _ => None,
    };
    let mut active = vec![member.club_id];
    match change.to {
        MemberState::Left | MemberState::Expelled | MemberState::Transferred => settled(w, member).await?,
        MemberState::Deceased => {
            freeze_loans(w, member, on).await?;
            active.extend(close_cases(w, member, on).await?);
            clubs::store::still_locked(w, &active)?;
        }
        _ => {}
    }
    let ended = change.to.has_ended();
    diesel::update(memberships::table.filter(memberships::id.eq(member.id)))
        .set((
            memberships::state.eq(change.to),
            memberships::state_since.eq(on),
            memberships::joined_on.eq(match change.to {
                MemberState::Active => member.joined_on.or(Some(on)),
                _ => member.joined_on,
            }),
            memberships::ended_on.eq(ended.then_some(on)),
            memberships::end_reason.eq(change.reason.as_deref().filter(|_| ended)),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(Utc::now()),
        ))
        .execute(w.conn())
        .await?;
    if ended {
        end_positions(w, &[member.id], on).await?;
    }
    if change.to == MemberState::Deceased {
        let person = persons::table.filter(persons::id.eq(member.person_id));
        diesel::update(person).set(persons::died_on.eq(on)).execute(w.conn()).await?;
    }
    let arrival = match (change.club_id, transferred_to) {
        (Some(to), Some(id)) => Some(arrive(w, to, member, id, on).await?),
        _ => None,
    };
    count(w, &[member.club_id]).await?;
    active.sort_unstable();
    active.dedup();
    clubs::store::count_activities(w, &active).await?;
    Ok((find(w, member.id).await?, arrival))
}

/// Whoever leaves owes the club nothing and is owed nothing. Approved or asked for is not yet owed.
async fn settled(w: &mut Writer<'_>, member: &Held<Member>) -> Result<()> {
    let owed = loans::table
        .filter(loans::member_id.eq(member.id))
        .filter(loans::state.eq("active"))
        .select(loans::outstanding_vnd);
    let owed: Vec<Vnd> = owed.load(w.conn()).await?;
    let saved = savings_balances::table.find(member.id).select(savings_balances::balance_vnd);
    let saved: Option<Vnd> = saved.first(w.conn()).await.optional()?;
    let (owed, saved) = (owed.into_iter().sum::<Vnd>(), saved.unwrap_or_default());
    if owed.is_zero() && saved.is_zero() {
        return Ok(());
    }
    Err(Error::from(Code::MemberOwes).with("outstanding_vnd", owed).with("savings_vnd", saved))
}

/// The last day that a date can be: what stands still until then stands still until somebody decides.
const FOR_GOOD: Option<NaiveDate> = NaiveDate::from_ymd_opt(2199, 12, 31);

/// What somebody owed who died stands still from that day on, until the club decides about it: nobody is
/// late in her grave, and her family is not pressed.
async fn freeze_loans(w: &mut Writer<'_>, member: &Held<Member>, on: NaiveDate) -> Result<()> {
    let owed = loans::table.filter(loans::member_id.eq(member.id)).filter(loans::state.eq("active"));
    let frozen: Vec<LoanId> = diesel::update(owed)
        .set((loans::frozen_until.eq(FOR_GOOD), loans::version.eq(loans::version + 1)))
        .returning(loans::id)
        .get_results(w.conn())
        .await?;
    let recorded_by = w.scope().user();
    let freeze = |loan: &LoanId| {
        (
            loan_freezes::id.eq(FreezeId::new()),
            loan_freezes::loan_id.eq(*loan),
            loan_freezes::kind.eq("death"),
            loan_freezes::from_day.eq(on),
            loan_freezes::recorded_by.eq(recorded_by),
        )
    };
    let freezes: Vec<_> = frozen.iter().map(freeze).collect();
    diesel::insert_into(loan_freezes::table).values(freezes).execute(w.conn()).await?;
    Ok(())
}

/// Nobody is visited any more who has died. Returns the clubs that visited her.
async fn close_cases(w: &mut Writer<'_>, member: &Held<Member>, on: NaiveDate) -> Result<Vec<ClubId>> {
    use care_cases as c;
    let open = c::table.filter(c::person_id.eq(member.person_id)).filter(c::state.ne("closed"));
    Ok(diesel::update(open)
        .set((
            (c::state.eq("closed"), c::state_since.eq(on), c::ended_on.eq(on), c::close_reason.eq("died")),
            (c::version.eq(c::version + 1), c::updated_at.eq(Utc::now())),
        ))
        .returning(c::club_id)
        .get_results(w.conn())
        .await?)
}

/// Positions on the board end with the membership, and so does caring for others.
pub async fn end_positions(w: &mut Writer<'_>, members: &[MemberId], on: NaiveDate) -> Result<()> {
    let open = board_positions::table
        .filter(board_positions::membership_id.eq_any(members))
        .filter(board_positions::ended_on.is_null())
        .filter(board_positions::starts_on.le(on));
    diesel::update(open).set(board_positions::ended_on.eq(on)).execute(w.conn()).await?;
    end_volunteers(w, members, on).await
}

diesel::define_sql_function! {
    /// The later of two days.
    fn greatest(one: Date, other: Date) -> Date;
}

/// Whoever is no member visits nobody for the club: her time as a volunteer ends, and so do her cases.
pub async fn end_volunteers(w: &mut Writer<'_>, members: &[MemberId], on: NaiveDate) -> Result<()> {
    use {care_case_volunteers as c, volunteers as v};
    let open = v::table.filter(v::member_id.eq_any(members)).filter(v::until.is_null());
    let ended: Vec<VolunteerId> = diesel::update(open)
        .set((v::until.eq(greatest(v::since, on).nullable()), v::version.eq(v::version + 1)))
        .returning(v::id)
        .get_results(w.conn())
        .await?;
    let assigned = c::table.filter(c::volunteer_id.eq_any(ended)).filter(c::until.is_null());
    let cases: Vec<CareCaseId> = diesel::update(assigned)
        .set(c::until.eq(greatest(c::since, on).nullable()))
        .returning(c::case_id)
        .get_results(w.conn())
        .await?;
    diesel::update(care_cases::table.filter(care_cases::id.eq_any(cases)))
        .set((care_cases::version.eq(care_cases::version + 1), care_cases::updated_at.eq(Utc::now())))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// The other half of a transfer: a new membership of the same person in another club.
async fn arrive(
    w: &mut Writer<'_>,
    to: ClubId,
    member: &Held<Member>,
    id: MemberId,
    on: NaiveDate,
) -> Result<Member> {
    let to = clubs::store::hold(w, to).await?;
    if !matches!(to.state, ClubState::Established | ClubState::Active) {
        return Err(Error::from(Code::ClubTakesNoMembers).with("state", to.state));
    }
    diesel::insert_into(memberships::table)
        .values((
            memberships::id.eq(id),
            memberships::person_id.eq(member.person_id),
            memberships::club_id.eq(to.id),
            memberships::state.eq(MemberState::Active),
            memberships::state_since.eq(on),
            memberships::applied_on.eq(on),
            memberships::joined_on.eq(on),
        ))
        .execute(w.conn())
        .await?;
    diesel::update(memberships::table.filter(memberships::id.eq(member.id)))
        .set(memberships::transferred_to.eq(id))
        .execute(w.conn())
        .await?;
    count(w, &[to.id]).await?;
    find(w, id).await
}

diesel::define_sql_function! {
    /// Counts clubs anew, as of a day.
    #[sql_name = "logic.count_clubs"]
    fn count_clubs(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}

/// Brings the metric rows of clubs up to date, of people and of money, in the transaction that changed the
/// facts: how many of the members borrow depends on who is one.
pub async fn count(w: &mut Writer<'_>, which: &[ClubId]) -> Result<()> {
    let day = w.scope().today();
    let both = (count_clubs(which, day), clubs::store::finances_counted(which, day));
    let _counted: (i64, i64) = diesel::select(both).get_result(w.conn()).await?;
    Ok(())
}
