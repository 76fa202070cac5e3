//! Cases of care in the database.

use super::model::{
    AssignedCareCase, CareCase, CareCaseAssignment, CareCasePatch, CareCaseQuery, CareCaseVolunteer,
    CareCloseReason, CareFile, CareNeed, CareState, CareTransition, ListedCareCase, NewCareCase, OwnCareCase,
    RecentCareVisit, WholeCareCase,
};
use super::rules;
use crate::access::tables::users;
use crate::care::schema::{care_case_states, care_case_volunteers, care_cases, care_visits, volunteers};
use crate::care::volunteers as serving;
use crate::platform::auth::{Role, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{CareCaseId, CareVisitId, ClubId, MemberId, PersonId, VolunteerId};
use crate::platform::log::Event;
use crate::register::clubs::model::Club;
use crate::register::consents::model::{ConsentPurpose, NewConsent};
use crate::register::members::model::{NewMember, PersonBasics};
use crate::register::tables::{clubs as clubs_table, memberships, persons};
use crate::register::{clubs, consents, members};
use crate::{Error, Result};
use chrono::{NaiveDate, Utc};
use diesel::dsl::{array, max};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

type Rows = diesel::helper_types::IntoBoxed<
    'static,
    diesel::helper_types::InnerJoin<care_cases::table, persons::table>,
    Pg,
>;

/// Full name, telephone, address.
type Contact = (String, Option<String>, Option<String>);

/// So many visits a case shows of itself; there may be hundreds.
const SHOWN: i64 = 5;
/// So many visits of each of her cases a volunteer's telephone keeps.
const KEPT: i64 = 3;
/// So many cases a volunteer's telephone keeps.
const OWN: i64 = 50;

/// The cases that the caller can see: those of the clubs that she can see by any role but that of a volunteer,
/// and as a volunteer those that are hers.
#[must_use]
pub fn visible(scope: &Scope) -> Rows {
    let clubs = clubs::store::visible(&scope.but_for(Role::Volunteer)).select(clubs_table::id);
    let seen = care_cases::club_id.eq_any(clubs).or(care_cases::id.eq_any(assigned(scope)));
    care_cases::table.inner_join(persons::table).into_boxed().filter(seen)
}

/// The cases that are assigned to the caller, in clubs that she can see.
#[must_use]
pub fn assigned(scope: &Scope) -> care_case_volunteers::BoxedQuery<'static, Pg, SqlUuid> {
    let me = users::table.filter(users::id.eq(scope.user())).select(users::person_id);
    let clubs = clubs::store::visible(scope).select(clubs_table::id);
    let hers = volunteers::table
        .inner_join(memberships::table)
        .filter(volunteers::until.is_null())
        .filter(volunteers::club_id.eq_any(clubs))
        .filter(memberships::person_id.nullable().eq_any(me))
        .select(volunteers::id);
    care_case_volunteers::table
        .filter(care_case_volunteers::until.is_null())
        .filter(care_case_volunteers::volunteer_id.eq_any(hers))
        .select(care_case_volunteers::case_id)
        .into_boxed()
}

/// Lists a club's cases by their number.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    query: CareCaseQuery,
    page: &PageQuery,
) -> Result<Page<ListedCareCase>> {
    let today = db.scope().today();
    let mut rows = visible(db.scope()).filter(care_cases::club_id.eq(club));
    if let Some(state) = query.state {
        rows = rows.filter(care_cases::state.eq(state));
    }
    let due = care_cases::next_due_on.assume_not_null();
    rows = match query.due {
        Some(true) => rows.filter(care_cases::next_due_on.is_not_null()).filter(due.le(today)),
        Some(false) => rows.filter(care_cases::next_due_on.is_null().or(due.gt(today))),
        None => rows,
    };
    if let Some(seek) = page.seek() {
        let number: i32 = seek.key.parse().map_err(|_| Error::field("?after", FieldCode::Cursor))?;
        rows = rows.filter(care_cases::number.gt(number));
    }
    let rows: Vec<(CareCase, String)> = rows
        .order(care_cases::number)
        .limit(page.limit + 1)
        .select((CareCase::as_select(), persons::full_name))
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // nobody to care for, or a club out of reach
    }
    let listed = rows.into_iter().map(|(case, full_name)| ListedCareCase { case, full_name }).collect();
    Ok(Page::cut(listed, page, |row| Seek { key: row.case.number.to_string(), id: row.case.id.0 }))
}

/// The cases that are the caller's own and have not ended, those due first in front, each with its last visits:
/// one statement for all cases and which visits those are, one for the visits.
pub async fn mine(db: &mut impl Reads) -> Result<Vec<OwnCareCase>> {
    let last = care_visits::table
        .filter(care_visits::case_id.eq(care_cases::id))
        .order((care_visits::visited_on.desc(), care_visits::id.desc()))
        .limit(KEPT)
        .select(care_visits::id);
    let shown = (persons::full_name, persons::phone, persons::address);
    let rows: Vec<(CareCase, Contact, Vec<CareVisitId>)> = care_cases::table
        .inner_join(persons::table)
        .filter(care_cases::id.eq_any(assigned(db.scope())))
        .filter(care_cases::state.ne(CareState::Closed))
        .order((care_cases::next_due_on.asc().nulls_last(), care_cases::id))
        .limit(OWN)
        .select((CareCase::as_select(), shown, array::<SqlUuid, _>(last)))
        .load(db.conn())
        .await?;
    let ids: Vec<CareVisitId> = rows.iter().flat_map(|(.., visits)| visits.iter().copied()).collect();
    let visits: Vec<(CareCaseId, RecentCareVisit)> = care_visits::table
        .filter(care_visits::id.eq_any(ids))
        .order((care_visits::visited_on.desc(), care_visits::id.desc()))
        .select((care_visits::case_id, RecentCareVisit::as_select()))
        .load(db.conn())
        .await?;
    let mut of: HashMap<CareCaseId, Vec<RecentCareVisit>> = HashMap::new();
    for (case, visit) in visits {
        of.entry(case).or_default().push(visit);
    }
    let own = |(case, (full_name, phone, address), _): (CareCase, _, _)| {
        let visits = of.remove(&case.id).unwrap_or_default();
        OwnCareCase { case, full_name, phone, address, visits }
    };
    Ok(rows.into_iter().map(own).collect())
}

/// Finds a case with its volunteers and its last visits.
pub async fn find(db: &mut impl Reads, id: CareCaseId) -> Result<WholeCareCase> {
    let (case, needs, person): (CareCase, Option<String>, PersonBasics) = visible(db.scope())
        .filter(care_cases::id.eq(id))
        .select((CareCase::as_select(), care_cases::needs, PersonBasics::as_select()))
        .first(db.conn())
        .await?;
    let volunteers = care_case_volunteers::table
        .inner_join(volunteers::table.inner_join(memberships::table.inner_join(persons::table)))
        .filter(care_case_volunteers::case_id.eq(id))
        .filter(care_case_volunteers::until.is_null())
        .order((care_case_volunteers::since, care_case_volunteers::volunteer_id))
        .select(CareCaseVolunteer::as_select())
        .load(db.conn())
        .await?;
    let visits = care_visits::table
        .filter(care_visits::case_id.eq(id))
        .order((care_visits::visited_on.desc(), care_visits::id.desc()))
        .limit(SHOWN)
        .select(RecentCareVisit::as_select())
        .load(db.conn())
        .await?;
    Ok(WholeCareCase { case, needs, person, volunteers, visits })
}

/// A case in the caller's reach, locked.
pub async fn hold(w: &mut Writer<'_>, id: CareCaseId) -> Result<Held<CareFile>> {
    let of = visible(w.scope()).filter(care_cases::id.eq(id)).select(care_cases::club_id);
    clubs::store::lock_of(w, of).await?;
    file(w, id).await.map(Held::new)
}

/// A case as it is now, with all that a change of it may change.
async fn file(w: &mut Writer<'_>, id: CareCaseId) -> Result<CareFile> {
    let (case, needs) = care_cases::table
        .filter(care_cases::id.eq(id))
        .select((CareCase::as_select(), care_cases::needs))
        .first(w.conn())
        .await?;
    let volunteers = care_case_volunteers::table
        .filter(care_case_volunteers::case_id.eq(id))
        .filter(care_case_volunteers::until.is_null())
        .order((care_case_volunteers::since, care_case_volunteers::volunteer_id))
        .select(care_case_volunteers::volunteer_id)
        .load(w.conn())
        .await?;
    Ok(CareFile { assigned: AssignedCareCase { case, volunteers }, needs })
}

/// Proposes to care for somebody. Returns the case, and the consent that came with it.
pub async fn insert(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    new: &NewCareCase,
) -> Result<(CareFile, Option<Event>)> {
    rules::of_one(new)?;
    let today = w.scope().today();
    let on = new.proposed_on.map_or(Ok(today), |day| day.not_after(today, "/proposed_on"))?;
    club.acts_on(on)?;
    serving::store::serve(w, club.id, &new.volunteers, None, |index| format!("/volunteers/{index}")).await?;
    let (person, consent) = match new.member_id {
        Some(member) => (member_cared_for(w, club.id, member, on).await?, None),
        None => resident(w, club, new).await?,
    };
    consented(w, person, today).await?;
    let last: Option<i32> = care_cases::table
        .filter(care_cases::club_id.eq(club.id))
        .select(max(care_cases::number))
        .first(w.conn())
        .await?;
    let id = new.id.unwrap_or_default();
    diesel::insert_into(care_cases::table)
        .values((
            care_cases::id.eq(id),
            care_cases::club_id.eq(club.id),
            (care_cases::person_id.eq(person), care_cases::member_id.eq(new.member_id)),
            care_cases::number.eq(last.unwrap_or(0) + 1),
            (care_cases::state.eq(CareState::Proposed), care_cases::state_since.eq(on)),
            (care_cases::need.eq(new.need), care_cases::needs.eq(new.needs.as_deref())),
            care_cases::visit_every_days.eq(new.visit_every_days),
            care_cases::recorded_by.eq(w.scope().user()),
        ))
        .execute(w.conn())
        .await?;
    add(w, id, &new.volunteers, on).await?;
    Ok((file(w, id).await?, consent))
}

/// A member of the club on a day, who has not left since.
async fn member_cared_for(
    w: &mut Writer<'_>,
    club: ClubId,
    member: MemberId,
    on: NaiveDate,
) -> Result<PersonId> {
    members::store::belong(w, club, &[member], Some(on), |_| "/member_id".to_owned()).await?;
    let member = members::store::find(w, member).await?;
    if member.state.has_ended() {
        return Err(Error::from(Code::MemberStateRefuses).with("state", member.state));
    }
    Ok(member.person_id)
}

/// Somebody who is no member, entered together with her consent.
async fn resident(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    new: &NewCareCase,
) -> Result<(PersonId, Option<Event>)> {
    let missing = |pointer: &str| Error::field(pointer, FieldCode::Required);
    let who = new.resident.as_ref().ok_or_else(|| missing("/resident"))?;
    let consent = new.consent.as_ref().ok_or_else(|| missing("/consent"))?;
    if who.birth.is_some_and(|birth| birth.is_after(w.scope().today())) {
        return Err(Error::field("/resident/birth", FieldCode::DateInFuture));
    }
    let person = members::store::insert_person(w, club, &NewMember::from(who)).await;
    let person = person.map_err(|e| e.within("/resident"))?;
    let consent = consents::store::insert_of_resident(w, club, person, &NewConsent::from(consent)).await;
    let consent = consent.map_err(|e| e.within("/consent"))?;
    Ok((person, Some(Event::created(&consent))))
}

/// Refuses to care for somebody, and to record anything about it, without her consent as of a day.
pub async fn consented(w: &mut Writer<'_>, person: PersonId, on: NaiveDate) -> Result<()> {
    if consents::store::stands_since(w, person, ConsentPurpose::HomeCare, on).await? {
        return Ok(());
    }
    Err(Error::from(Code::ConsentMissing).with("purpose", ConsentPurpose::HomeCare))
}

/// Assigns a case to volunteers from a day on.
async fn add(w: &mut Writer<'_>, case: CareCaseId, which: &[VolunteerId], since: NaiveDate) -> Result<()> {
    use care_case_volunteers as c;
    let row =
        |volunteer: &VolunteerId| (c::case_id.eq(case), c::volunteer_id.eq(*volunteer), c::since.eq(since));
    diesel::insert_into(c::table)
        .values(which.iter().map(row).collect::<Vec<_>>())
        // taken off it and put on it again on one day
        .on_conflict((c::case_id, c::volunteer_id, c::since))
        .do_update()
        .set(c::until.eq(None::<NaiveDate>))
        .execute(w.conn())
        .await?;
    Ok(())
}

#[derive(AsChangeset)]
#[diesel(table_name = care_cases)]
struct Changed<'a> {
    need: Option<CareNeed>,
    needs: Option<Option<&'a str>>,
    visit_every_days: Option<i16>,
}

/// Changes what somebody needs, and how often.
pub async fn update(w: &mut Writer<'_>, case: &Held<CareFile>, patch: &CareCasePatch) -> Result<CareFile> {
    if case.state == CareState::Closed {
        return Err(rules::refused(case));
    }
    let changed = Changed {
        need: patch.need,
        needs: patch.needs.as_ref().map(Option::as_deref),
        visit_every_days: patch.visit_every_days,
    };
    diesel::update(care_cases::table.filter(care_cases::id.eq(case.id)))
        .set((
            changed,
            care_cases::version.eq(care_cases::version + 1),
            care_cases::updated_at.eq(Utc::now()),
        ))
        .execute(w.conn())
        .await?;
    file(w, case.id).await
}

/// Assigns a case to exactly these volunteers, from today on.
pub async fn assign(w: &mut Writer<'_>, case: &Held<CareFile>, all: &CareCaseAssignment) -> Result<CareFile> {
    if case.state == CareState::Closed || (case.state == CareState::Active && all.volunteers.is_empty()) {
        return Err(rules::refused(case));
    }
    let today = w.scope().today();
    serving::store::serve(w, case.club_id, &all.volunteers, None, |index| format!("/volunteers/{index}"))
        .await?;
    let gone: Vec<VolunteerId> =
        case.assigned.volunteers.iter().filter(|id| !all.volunteers.contains(id)).copied().collect();
    release(w, case, &gone, today).await?;
    let new: Vec<VolunteerId> =
        all.volunteers.iter().filter(|id| !case.assigned.volunteers.contains(id)).copied().collect();
    add(w, case.id, &new, today).await?;
    diesel::update(care_cases::table.filter(care_cases::id.eq(case.id)))
        .set((care_cases::version.eq(care_cases::version + 1), care_cases::updated_at.eq(Utc::now())))
        .execute(w.conn())
        .await?;
    file(w, case.id).await
}

/// Takes volunteers off a case.
async fn release(
    w: &mut Writer<'_>,
    case: &Held<CareFile>,
    which: &[VolunteerId],
    on: NaiveDate,
) -> Result<()> {
    use care_case_volunteers as c;
    let hers = c::table
        .filter(c::case_id.eq(case.id))
        .filter(c::volunteer_id.eq_any(which))
        .filter(c::until.is_null());
    let last = serving::store::greatest(c::since, on).nullable();
    diesel::update(hers).set(c::until.eq(last)).execute(w.conn()).await?;
    Ok(())
}

/// Takes a case to another state. Returns it, and what the change log says of a consent that was withdrawn.
pub async fn change_state(
    w: &mut Writer<'_>,
    case: &Held<CareFile>,
    transition: &CareTransition,
) -> Result<(CareFile, Option<Event>)> {
    let on = rules::step(case, transition, w.scope().today())?;
    let closes = transition.to == CareState::Closed;
    if transition.to == CareState::Active {
        if case.assigned.volunteers.is_empty() {
            return Err(rules::refused(case).with("volunteers", 0));
        }
        consented(w, case.person_id, on).await?;
    }
    diesel::update(care_cases::table.filter(care_cases::id.eq(case.id)))
        .set((
            (care_cases::state.eq(transition.to), care_cases::state_since.eq(on)),
            care_cases::started_on.eq(match transition.to {
                CareState::Active => case.started_on.or(Some(on)),
                _ => case.started_on,
            }),
            care_cases::ended_on.eq(closes.then_some(on)),
            care_cases::close_reason.eq(transition.close_reason),
            care_cases::version.eq(care_cases::version + 1),
            care_cases::updated_at.eq(Utc::now()),
        ))
        .execute(w.conn())
        .await?;
    let mut withdrawn = None;
    if closes {
        release(w, case, &case.assigned.volunteers, on).await?;
        if transition.close_reason == Some(CareCloseReason::ConsentWithdrawn) {
            let (club, person) = (case.club_id, case.person_id);
            let ended =
                consents::store::withdraw_standing(w, club, person, ConsentPurpose::HomeCare, on).await?;
            withdrawn = ended.map(|(before, after)| Event::changed("withdrawn", &before, &after));
        }
    }
    Ok((file(w, case.id).await?, withdrawn))
}

/// The clubs that care for a person or have cared for her.
pub async fn clubs_caring(w: &mut Writer<'_>, person: PersonId) -> Result<Vec<ClubId>> {
    let hers = care_cases::table.filter(care_cases::person_id.eq(person));
    Ok(hers.select(care_cases::club_id).distinct().load(w.conn()).await?)
}

/// Nobody is visited any more who has died. Returns the clubs that visited her, and what the change log says of her
/// cases.
pub async fn close_for_death(
    w: &mut Writer<'_>,
    person: PersonId,
    on: NaiveDate,
) -> Result<(Vec<ClubId>, Vec<Event>)> {
    use care_cases as c;
    let open = c::table.filter(c::person_id.eq(person)).filter(c::state.ne(CareState::Closed));
    let open: Vec<CareCaseId> = open.order(c::id).select(c::id).load(w.conn()).await?;
    let (mut visited_her, mut events) = (vec![], vec![]);
    for id in open {
        let before = file(w, id).await?;
        clubs::store::still_locked(w, [&before.club_id])?;
        diesel::update(c::table.filter(c::id.eq(id)))
            .set((
                (c::state.eq(CareState::Closed), c::state_since.eq(on), c::ended_on.eq(on)),
                c::close_reason.eq(Some(CareCloseReason::Died)),
                (c::version.eq(c::version + 1), c::updated_at.eq(Utc::now())),
            ))
            .execute(w.conn())
            .await?;
        let after = file(w, id).await?;
        visited_her.push(after.club_id);
        events.push(Event::changed("state_changed", &before, &after));
    }
    Ok((visited_her, events))
}

/// Refuses what would have happened on a day on which nobody cared for her: before it began, in a pause, after
/// the end.
pub async fn active_on(w: &mut Writer<'_>, case: &Held<CareFile>, day: NaiveDate) -> Result<()> {
    use care_case_states as s;
    let active = s::table
        .filter(s::case_id.eq(case.id))
        .filter(s::state.eq(CareState::Active))
        .filter(s::valid_from.le(day))
        .filter(s::valid_to.is_null().or(s::valid_to.assume_not_null().ge(day)));
    let active: bool = diesel::select(diesel::dsl::exists(active)).get_result(w.conn()).await?;
    if active { Ok(()) } else { Err(rules::refused(case)) }
}

/// Which of these volunteers a case was assigned to on a day.
pub async fn assigned_on(
    w: &mut Writer<'_>,
    case: &Held<CareFile>,
    which: &[VolunteerId],
    day: NaiveDate,
) -> Result<Vec<VolunteerId>> {
    use care_case_volunteers as c;
    Ok(c::table
        .filter(c::case_id.eq(case.id))
        .filter(c::volunteer_id.eq_any(which))
        .filter(c::since.le(day))
        .filter(c::until.is_null().or(c::until.assume_not_null().ge(day)))
        .select(c::volunteer_id)
        .distinct()
        .load(w.conn())
        .await?)
}

/// Somebody was visited: when the next visit is due is reckoned from the last.
pub async fn visited(w: &mut Writer<'_>, case: &Held<CareFile>, on: NaiveDate) -> Result<()> {
    diesel::update(care_cases::table.filter(care_cases::id.eq(case.id)))
        .set((
            care_cases::last_visit_on.eq(case.last_visit_on.max(Some(on))),
            care_cases::version.eq(care_cases::version + 1),
            care_cases::updated_at.eq(Utc::now()),
        ))
        .execute(w.conn())
        .await?;
    Ok(())
}
