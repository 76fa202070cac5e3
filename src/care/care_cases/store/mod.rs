//! Cases of care in the database.

mod work;

pub use work::{assign, change_state, close_for_death, clubs_caring, consented, insert, update, visited};

use super::model::{
    AssignedCareCase, CareCase, CareCaseQuery, CareCaseVolunteer, CareFile, CareState, ListedCareCase,
    OwnCareCase, RecentCareVisit, WholeCareCase,
};
use super::rules;
use crate::access::tables::users;
use crate::care::schema::{care_case_states, care_case_volunteers, care_cases, care_visits, volunteers};
use crate::platform::auth::{Role, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{CareCaseId, CareVisitId, ClubId, VolunteerId};
use crate::register::clubs;
use crate::register::members::model::PersonBasics;
use crate::register::tables::{clubs as clubs_table, memberships, persons};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::array;
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
    let me = users::table
        .filter(users::id.eq(scope.user()))
        .filter(users::person_confirmed_at.is_not_null())
        .select(users::person_id);
    let clubs = clubs::store::visible(scope).select(clubs_table::id);
    let volunteering = volunteers::table
        .inner_join(memberships::table)
        .filter(volunteers::until.is_null())
        .filter(volunteers::club_id.eq_any(clubs))
        .filter(memberships::person_id.nullable().eq_any(me))
        .select(volunteers::id);
    care_case_volunteers::table
        .filter(care_case_volunteers::until.is_null())
        .filter(care_case_volunteers::volunteer_id.eq_any(volunteering))
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
