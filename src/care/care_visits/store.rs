//! Visits in the database.

use super::model::{CareVisit, NewCareVisit, RecordedCareVisit, VisitPage, WholeCareVisit};
use super::rules::{self, Window};
use crate::Result;
use crate::care::care_cases::model::CareFile;
use crate::care::schema::{care_cases as cases, care_visit_volunteers, care_visits};
use crate::care::{care_cases, volunteers};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::fields::Moment;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{CareCaseId, CareVisitId, ClubId, PersonId, VolunteerId};
use crate::platform::log::Event;
use chrono::{NaiveDate, NaiveTime};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// The visits to those whose cases the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> care_visits::BoxedQuery<'static, Pg> {
    let seen = care_cases::store::visible(scope).select(cases::id);
    care_visits::table.into_boxed().filter(care_visits::case_id.eq_any(seen))
}

/// Lists the visits of a case, newest first; and says whose they are, and through which club.
pub async fn list(
    db: &mut impl Reads,
    case: CareCaseId,
    page: &VisitPage,
) -> Result<(Page<WholeCareVisit>, PersonId, ClubId)> {
    let page = PageQuery::from(page);
    let whose = care_cases::store::visible(db.scope()).filter(cases::id.eq(case));
    let (person, club) = whose.select((cases::person_id, cases::club_id)).first(db.conn()).await?;
    let mut rows = visible(db.scope()).filter(care_visits::case_id.eq(case));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = care_visits::visited_on.eq(day).and(care_visits::id.lt(CareVisitId(seek.id)));
        rows = rows.filter(care_visits::visited_on.lt(day).or(same_day));
    }
    let rows: Vec<(CareVisit, Option<String>)> = rows
        .order((care_visits::visited_on.desc(), care_visits::id.desc()))
        .limit(page.limit + 1)
        .select((CareVisit::as_select(), care_visits::note))
        .load(db.conn())
        .await?;
    let rows =
        Page::cut(rows, &page, |(visit, _)| Seek { key: visit.visited_on.to_string(), id: visit.id.0 });
    let ids: Vec<CareVisitId> = rows.items.iter().map(|(visit, _)| visit.id).collect();
    let pairs: Vec<(CareVisitId, VolunteerId)> = care_visit_volunteers::table
        .filter(care_visit_volunteers::visit_id.eq_any(ids))
        .order(care_visit_volunteers::volunteer_id)
        .select((care_visit_volunteers::visit_id, care_visit_volunteers::volunteer_id))
        .load(db.conn())
        .await?;
    let mut of: HashMap<CareVisitId, Vec<VolunteerId>> = HashMap::new();
    for (visit, volunteer) in pairs {
        of.entry(visit).or_default().push(volunteer);
    }
    let shown = |(visit, note): (CareVisit, Option<String>)| {
        let volunteers = of.remove(&visit.id).unwrap_or_default();
        WholeCareVisit { recorded: RecordedCareVisit { visit, volunteers }, note }
    };
    Ok((Page { items: rows.items.into_iter().map(shown).collect(), next: rows.next }, person, club))
}

/// Records a visit. Returns it, and what the change log says of the case.
pub async fn insert(
    w: &mut Writer<'_>,
    case: &Held<CareFile>,
    new: &NewCareVisit,
) -> Result<(WholeCareVisit, Event)> {
    let (today, recorded_by) = (w.scope().today(), w.scope().user());
    let on = new.visited_on.not_after(today, "/visited_on")?;
    care_cases::store::active_on(w, case, on).await?;
    care_cases::store::consented(w, case.person_id, on).await?;
    let place = |index| format!("/volunteers/{index}");
    volunteers::store::serve(w, case.club_id, &new.volunteers, Some(on), place).await?;
    let assigned = care_cases::store::assigned_on(w, case, &new.volunteers, on).await?;
    let window = new.starts_at.map(|starts_at| (starts_at, new.minutes));
    let elsewhere = elsewhere(w, &new.volunteers, on).await?;
    let all_assigned = assigned.len() == new.volunteers.len();
    let warnings = rules::warnings(on, today, all_assigned, window, &elsewhere);
    let visit: CareVisit = diesel::insert_into(care_visits::table)
        .values((
            care_visits::id.eq(new.id.unwrap_or_default()),
            (care_visits::case_id.eq(case.id), care_visits::club_id.eq(case.club_id)),
            care_visits::visited_on.eq(on),
            care_visits::starts_at.eq(new.starts_at),
            care_visits::minutes.eq(new.minutes),
            care_visits::services.eq(&new.services),
            care_visits::note.eq(new.note.as_deref()),
            care_visits::warnings.eq(&warnings),
            care_visits::recorded_by.eq(recorded_by),
            care_visits::recorded_at.eq(new.recorded_at.map(Moment::get)),
        ))
        .returning(CareVisit::as_returning())
        .get_result(w.conn())
        .await?;
    let row = |volunteer: &VolunteerId| {
        (
            care_visit_volunteers::visit_id.eq(visit.id),
            care_visit_volunteers::volunteer_id.eq(*volunteer),
            care_visit_volunteers::visited_on.eq(on),
        )
    };
    let rows: Vec<_> = new.volunteers.iter().map(row).collect();
    diesel::insert_into(care_visit_volunteers::table).values(rows).execute(w.conn()).await?;
    let visited = care_cases::store::visited(w, case, on).await?;
    let recorded = RecordedCareVisit { visit, volunteers: new.volunteers.clone() };
    Ok((WholeCareVisit { recorded, note: new.note.as_deref().map(str::to_owned) }, visited))
}

/// When these volunteers were with others that day, as far as the times are known.
async fn elsewhere(w: &mut Writer<'_>, which: &[VolunteerId], on: NaiveDate) -> Result<Vec<Window>> {
    use care_visit_volunteers as c;
    let rows: Vec<(NaiveTime, i16)> = c::table
        .inner_join(care_visits::table)
        .filter(c::volunteer_id.eq_any(which))
        .filter(c::visited_on.eq(on))
        .filter(care_visits::starts_at.is_not_null())
        .select((care_visits::starts_at.assume_not_null(), care_visits::minutes))
        .load(w.conn())
        .await?;
    Ok(rows)
}
