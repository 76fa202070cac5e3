//! The work on a case: opened, changed, its volunteers assigned, and closed.

use super::{file, hold};
use crate::care::care_cases::model::{
    CareCaseAssignment, CareCasePatch, CareCloseReason, CareFile, CareNeed, CareState, CareTransition,
    NewCareCase,
};
use crate::care::care_cases::rules;
use crate::care::schema::{care_case_volunteers, care_cases};
use crate::care::volunteers as serving;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::{CareCaseId, ClubId, MemberId, PersonId, VolunteerId};
use crate::platform::log::Event;
use crate::register::clubs::model::Club;
use crate::register::consents::model::{ConsentPurpose, NewConsent};
use crate::register::members::model::NewMember;
use crate::register::{clubs, consents, members};
use crate::{Error, Result};
use chrono::{NaiveDate, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

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
    let assignments = c::table
        .filter(c::case_id.eq(case.id))
        .filter(c::volunteer_id.eq_any(which))
        .filter(c::until.is_null());
    let last = serving::store::greatest(c::since, on).nullable();
    diesel::update(assignments).set(c::until.eq(last)).execute(w.conn()).await?;
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
    let of_the_person = care_cases::table.filter(care_cases::person_id.eq(person));
    Ok(of_the_person.select(care_cases::club_id).distinct().load(w.conn()).await?)
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

/// Somebody was visited: when the next visit is due is reckoned from the last.
pub async fn visited(w: &mut Writer<'_>, case: &Held<CareFile>, on: NaiveDate) -> Result<Event> {
    diesel::update(care_cases::table.filter(care_cases::id.eq(case.id)))
        .set((
            care_cases::last_visit_on.eq(case.last_visit_on.max(Some(on))),
            care_cases::version.eq(care_cases::version + 1),
            care_cases::updated_at.eq(Utc::now()),
        ))
        .execute(w.conn())
        .await?;
    let after = hold(w, case.id).await?;
    Ok(Event::changed("visited", &**case, &*after))
}
