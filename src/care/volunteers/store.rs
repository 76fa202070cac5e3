//! Volunteers in the database.

use super::model::{AssignedTo, NewVolunteer, ServingVolunteer, Volunteer, VolunteerEnd};
use crate::activity::tables::{training_participants, trainings};
use crate::care::schema::{care_case_volunteers, care_cases, care_visit_volunteers, care_visits, volunteers};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{CareCaseId, ClubId, MemberId, VolunteerId};
use crate::platform::log::Event;
use crate::register::clubs::model::Club;
use crate::register::members::model::MemberState;
use crate::register::tables::{memberships, persons};
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::{Months, NaiveDate, Utc};
use diesel::dsl::{count_star, max, sum};
use diesel::prelude::*;
use diesel::sql_types::Date;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// Which trainings prepare for care at home.
const PREPARING: [&str; 3] = ["initial", "health", "home_care"];

clubs::store::rows_of_clubs! {
    /// The volunteers of the clubs that the caller can see.
    visible: volunteers;
}

/// Lists a club's volunteers in the order in which they began.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<ServingVolunteer>> {
    let mut rows = visible(db.scope()).filter(volunteers::club_id.eq(club));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = volunteers::since.eq(day).and(volunteers::id.gt(VolunteerId(seek.id)));
        rows = rows.filter(volunteers::since.gt(day).or(same_day));
    }
    let rows: Vec<Volunteer> = rows
        .order((volunteers::since, volunteers::id))
        .limit(page.limit + 1)
        .select(Volunteer::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // no volunteers, or a club out of reach
    }
    let page = Page::cut(rows, page, |row| Seek { key: row.since.to_string(), id: row.id.0 });
    Ok(Page { items: at_work(db, page.items).await?, next: page.next })
}

/// Finds a volunteer.
pub async fn find(db: &mut impl Reads, id: VolunteerId) -> Result<ServingVolunteer> {
    let row = visible(db.scope()).filter(volunteers::id.eq(id)).select(Volunteer::as_select());
    let row = row.first(db.conn()).await?;
    at_work(db, vec![row]).await?.pop().ok_or_else(|| Code::NotFound.into())
}

/// The same volunteers, each with her name and what she has done: one statement for the names, one for the
/// visits, one for the trainings of all of them.
async fn at_work(db: &mut impl Reads, rows: Vec<Volunteer>) -> Result<Vec<ServingVolunteer>> {
    use {care_visit_volunteers as c, training_participants as t};
    let ids: Vec<VolunteerId> = rows.iter().map(|row| row.id).collect();
    let members: Vec<MemberId> = rows.iter().map(|row| row.member_id).collect();
    let today = db.scope().today();
    let year_ago = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    let names: Vec<(MemberId, String)> = memberships::table
        .inner_join(persons::table)
        .filter(memberships::id.eq_any(&members))
        .select((memberships::id, persons::full_name))
        .load(db.conn())
        .await?;
    let done: Vec<(VolunteerId, i64, Option<i64>)> = c::table
        .inner_join(care_visits::table)
        .filter(c::volunteer_id.eq_any(&ids))
        .filter(c::visited_on.gt(year_ago))
        .group_by(c::volunteer_id)
        .select((c::volunteer_id, count_star(), sum(care_visits::minutes)))
        .load(db.conn())
        .await?;
    let trained: Vec<(MemberId, Option<NaiveDate>)> = t::table
        .inner_join(trainings::table)
        .filter(t::member_id.eq_any(&members))
        .filter(t::completed)
        .filter(trainings::kind.eq_any(PREPARING))
        .group_by(t::member_id)
        .select((t::member_id, max(trainings::ends_on)))
        .load(db.conn())
        .await?;
    let names: HashMap<MemberId, String> = names.into_iter().collect();
    let done: HashMap<VolunteerId, (i64, i64)> =
        done.into_iter().map(|(id, visits, minutes)| (id, (visits, minutes.unwrap_or(0)))).collect();
    let trained: HashMap<MemberId, Option<NaiveDate>> = trained.into_iter().collect();
    let serving = |volunteer: Volunteer| {
        let (visits, minutes) = done.get(&volunteer.id).copied().unwrap_or_default();
        ServingVolunteer {
            // whoever began twice stands there twice
            full_name: names.get(&volunteer.member_id).cloned().unwrap_or_default(),
            hours: minutes / 60,
            visits,
            trained_on: trained.get(&volunteer.member_id).copied().flatten(),
            volunteer,
        }
    };
    Ok(rows.into_iter().map(serving).collect())
}

/// A volunteer in the caller's reach, locked.
pub async fn hold(w: &mut Writer<'_>, id: VolunteerId) -> Result<Held<Volunteer>> {
    let of = visible(w.scope()).filter(volunteers::id.eq(id)).select(volunteers::club_id);
    clubs::store::lock_of(w, of).await?;
    let row = visible(w.scope()).filter(volunteers::id.eq(id)).select(Volunteer::as_select());
    Ok(Held::new(row.first(w.conn()).await?))
}

/// Refuses volunteers who are not of this club: those who served on a day or, without one, those who serve now.
pub async fn serve(
    w: &mut Writer<'_>,
    club: ClubId,
    which: &[VolunteerId],
    on: Option<NaiveDate>,
    pointer: impl Fn(usize) -> String,
) -> Result<()> {
    if which.is_empty() {
        return Ok(());
    }
    let known = volunteers::table.filter(volunteers::club_id.eq(club)).filter(volunteers::id.eq_any(which));
    let known: Vec<VolunteerId> = match on {
        None => known.filter(volunteers::until.is_null()).select(volunteers::id).load(w.conn()).await?,
        Some(day) => {
            let goes_on = volunteers::until.is_null().or(volunteers::until.assume_not_null().ge(day));
            let then = known.filter(volunteers::since.le(day)).filter(goes_on).select(volunteers::id);
            then.load(w.conn()).await?
        }
    };
    let wrong =
        which.iter().enumerate().filter_map(|(index, id)| match which.iter().position(|same| same == id) {
            Some(first) if first < index => Some(Field::new(pointer(index), FieldCode::Repeated)),
            _ if known.contains(id) => None,
            _ => Some(Field::new(pointer(index), FieldCode::UnknownMember)),
        });
    let wrong: Vec<Field> = wrong.collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
}

/// Enters a member as a volunteer.
pub async fn insert(w: &mut Writer<'_>, club: &Held<Club>, new: &NewVolunteer) -> Result<Volunteer> {
    let (today, recorded_by) = (w.scope().today(), w.scope().user());
    let since = new.since.not_after(today, "/since")?;
    club.acts_on(since)?;
    members::store::belong(w, club.id, &[new.member_id], Some(since), |_| "/member_id".to_owned()).await?;
    let member = members::store::hold(w, new.member_id).await?;
    if member.state != MemberState::Active {
        return Err(Error::from(Code::MemberStateRefuses).with("state", member.state));
    }
    let volunteer = diesel::insert_into(volunteers::table)
        .values((
            volunteers::id.eq(new.id.unwrap_or_default()),
            volunteers::club_id.eq(club.id),
            volunteers::member_id.eq(member.id),
            volunteers::since.eq(since),
            volunteers::recorded_by.eq(recorded_by),
        ))
        .returning(Volunteer::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(volunteer)
}

/// Ends somebody's time as a volunteer, and with it her part in every case. Returns her, and what the change log says of
/// the cases.
pub async fn end(
    w: &mut Writer<'_>,
    volunteer: &Held<Volunteer>,
    end: &VolunteerEnd,
) -> Result<(Volunteer, Vec<Event>)> {
    let on = end.on.not_after(w.scope().today(), "/on")?;
    if let Some(until) = volunteer.until {
        return Err(Error::from(Code::VolunteerEnded).with("until", until));
    }
    if on < volunteer.since {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    let (ended, cases) = release(w, &[volunteer.id], on).await?;
    let ended = ended.into_iter().next().ok_or_else(|| Error::internal("a volunteer who is gone"))?;
    Ok((ended, cases))
}

/// Whoever is no member visits nobody for the club: her time as a volunteer ends, and so does her part in every case.
/// Returns what the change log says of those who served, and of the cases.
pub async fn end_serving(w: &mut Writer<'_>, members: &[MemberId], on: NaiveDate) -> Result<Vec<Event>> {
    let serving: Vec<Volunteer> = volunteers::table
        .filter(volunteers::member_id.eq_any(members))
        .filter(volunteers::until.is_null())
        .order(volunteers::id)
        .select(Volunteer::as_select())
        .load(w.conn())
        .await?;
    if serving.is_empty() {
        return Ok(vec![]);
    }
    let ids: Vec<VolunteerId> = serving.iter().map(|volunteer| volunteer.id).collect();
    let (ended, cases) = release(w, &ids, on).await?;
    let told = serving.iter().zip(&ended).map(|(before, after)| Event::changed("ended", before, after));
    Ok(told.chain(cases).collect())
}

diesel::define_sql_function! {
    /// The later of two days.
    fn greatest(one: Date, other: Date) -> Date;
}

/// Ends the time of volunteers who serve, and takes them off their cases. Returns them in the order of their ids, and
/// what the change log says of the cases.
async fn release(
    w: &mut Writer<'_>,
    which: &[VolunteerId],
    on: NaiveDate,
) -> Result<(Vec<Volunteer>, Vec<Event>)> {
    use {care_case_volunteers as c, volunteers as v};
    let theirs = c::table.filter(c::volunteer_id.eq_any(which)).filter(c::until.is_null());
    let theirs: Vec<CareCaseId> = theirs.select(c::case_id).distinct().load(w.conn()).await?;
    let before = assigned(w, &theirs).await?;
    diesel::update(v::table.filter(v::id.eq_any(which)))
        .set((v::until.eq(greatest(v::since, on).nullable()), v::version.eq(v::version + 1)))
        .execute(w.conn())
        .await?;
    diesel::update(c::table.filter(c::volunteer_id.eq_any(which)).filter(c::until.is_null()))
        .set(c::until.eq(greatest(c::since, on).nullable()))
        .execute(w.conn())
        .await?;
    diesel::update(care_cases::table.filter(care_cases::id.eq_any(&theirs)))
        .set((care_cases::version.eq(care_cases::version + 1), care_cases::updated_at.eq(Utc::now())))
        .execute(w.conn())
        .await?;
    let after = assigned(w, &theirs).await?;
    let ended = v::table.filter(v::id.eq_any(which)).order(v::id).select(Volunteer::as_select());
    let ended = ended.load(w.conn()).await?;
    let cases = before.iter().zip(&after).map(|(before, after)| Event::changed("assigned", before, after));
    Ok((ended, cases.collect()))
}

/// Whose these cases are now, in the order of their ids.
async fn assigned(w: &mut Writer<'_>, which: &[CareCaseId]) -> Result<Vec<AssignedTo>> {
    use care_case_volunteers as c;
    let cases: Vec<(CareCaseId, ClubId, i32)> = care_cases::table
        .filter(care_cases::id.eq_any(which))
        .order(care_cases::id)
        .select((care_cases::id, care_cases::club_id, care_cases::version))
        .load(w.conn())
        .await?;
    let whose: Vec<(CareCaseId, VolunteerId)> = c::table
        .filter(c::case_id.eq_any(which))
        .filter(c::until.is_null())
        .order((c::since, c::volunteer_id))
        .select((c::case_id, c::volunteer_id))
        .load(w.conn())
        .await?;
    let of = |(id, club_id, version): (CareCaseId, ClubId, i32)| AssignedTo {
        id,
        club_id,
        volunteers: whose.iter().filter(|(case, _)| *case == id).map(|(_, volunteer)| *volunteer).collect(),
        version,
    };
    Ok(cases.into_iter().map(of).collect())
}
