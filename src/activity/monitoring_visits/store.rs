//! Visits and checklists in the database.

use super::model::{
    ChecklistQuestion, ChecklistScore, MonitoringChecklist, MonitoringTask, MonitoringVisit,
    NewMonitoringVisit, WholeChecklist, WholeMonitoringVisit,
};
use super::rules;
use crate::activity::schema::{
    monitoring_checklists, monitoring_questions, monitoring_scores, monitoring_tasks, monitoring_visits,
};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, MonitoringTaskId, MonitoringVisitId};
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// All versions of the checklist with their questions, the newest first.
pub async fn checklists(db: &mut impl Reads) -> Result<Vec<WholeChecklist>> {
    use monitoring_checklists as c;
    use monitoring_questions as q;
    let checklists = c::table.order((c::valid_from, c::version)).select(MonitoringChecklist::as_select());
    let checklists = checklists.load(db.conn()).await?;
    let questions =
        q::table.order((q::version, q::position)).select((q::version, ChecklistQuestion::as_select()));
    let questions = questions.load(db.conn()).await?;
    Ok(rules::whole(checklists, questions))
}

clubs::store::rows_of_clubs! {
    /// The visits to the clubs that the caller can see.
    visible: monitoring_visits;
}

/// Lists the visits to a club, newest first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<MonitoringVisit>> {
    let mut rows = visible(db.scope()).filter(monitoring_visits::club_id.eq(club));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = monitoring_visits::visited_on.eq(day);
        let before = same_day.and(monitoring_visits::id.lt(MonitoringVisitId(seek.id)));
        rows = rows.filter(monitoring_visits::visited_on.lt(day).or(before));
    }
    let rows = rows
        .order((monitoring_visits::visited_on.desc(), monitoring_visits::id.desc()))
        .limit(page.limit + 1)
        .select(MonitoringVisit::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // no visits, or a club out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: row.visited_on.to_string(), id: row.id.0 }))
}

/// Finds a visit with its scores and tasks.
pub async fn find(db: &mut impl Reads, id: MonitoringVisitId) -> Result<WholeMonitoringVisit> {
    use monitoring_questions as q;
    use monitoring_scores as s;
    let visit: MonitoringVisit = visible(db.scope())
        .filter(monitoring_visits::id.eq(id))
        .select(MonitoringVisit::as_select())
        .first(db.conn())
        .await?;
    let scores: Vec<ChecklistScore> = s::table
        .inner_join(q::table.on(q::version.eq(s::version).and(q::code.eq(s::code))))
        .filter(s::visit_id.eq(id))
        .order(q::position)
        .select((s::code, s::score, q::most, s::remark))
        .load(db.conn())
        .await?;
    let tasks: Vec<MonitoringTask> = monitoring_tasks::table
        .filter(monitoring_tasks::visit_id.eq(id))
        .order((monitoring_tasks::due_on, monitoring_tasks::id))
        .select(MonitoringTask::as_select())
        .load(db.conn())
        .await?;
    let today = db.scope().today();
    let tasks = tasks.into_iter().map(|task| task.on(today)).collect();
    Ok(WholeMonitoringVisit { visit, scores, tasks })
}

/// The questions of a checklist, if it was valid on a day.
async fn questions(w: &mut Writer<'_>, version: i16, day: NaiveDate) -> Result<Vec<ChecklistQuestion>> {
    use monitoring_checklists as c;
    use monitoring_questions as q;
    let known: i64 = c::table.filter(c::version.eq(version)).count().get_result(w.conn()).await?;
    if known == 0 {
        return Err(Error::field("/checklist", FieldCode::Choice));
    }
    let valid = c::table.filter(c::valid_from.le(day)).order((c::valid_from.desc(), c::version.desc()));
    let valid: Option<i16> = valid.select(c::version).first(w.conn()).await.optional()?;
    if valid != Some(version) {
        return Err(Error::field("/checklist", FieldCode::NotValidThen));
    }
    let questions = q::table.filter(q::version.eq(version)).order(q::position);
    Ok(questions.select(ChecklistQuestion::as_select()).load(w.conn()).await?)
}

/// Records a visit, its scores and what the club has to do.
pub async fn insert(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    new: &NewMonitoringVisit,
) -> Result<WholeMonitoringVisit> {
    let visited_on = new.visited_on.not_after(w.scope().today(), "/visited_on")?;
    let questions = questions(w, new.checklist, visited_on).await?;
    let (score, most) = new.add_up(&questions)?;
    club.acts_on(visited_on)?;
    let id = new.id.unwrap_or_default();
    diesel::insert_into(monitoring_visits::table)
        .values((
            monitoring_visits::id.eq(id),
            monitoring_visits::club_id.eq(club.id),
            monitoring_visits::checklist.eq(new.checklist),
            monitoring_visits::visited_on.eq(visited_on),
            monitoring_visits::organisation.eq(&*new.organisation),
            monitoring_visits::score.eq(score),
            monitoring_visits::most.eq(most),
            monitoring_visits::findings.eq(new.findings.as_deref()),
            monitoring_visits::recommendations.eq(new.recommendations.as_deref()),
            monitoring_visits::recorded_by.eq(w.scope().user()),
        ))
        .execute(w.conn())
        .await?;
    let scores = new.scores.iter().map(|given| {
        (
            monitoring_scores::visit_id.eq(id),
            monitoring_scores::version.eq(new.checklist),
            monitoring_scores::code.eq(&*given.code),
            monitoring_scores::score.eq(given.score),
            monitoring_scores::remark.eq(given.remark.as_deref()),
        )
    });
    let scores: Vec<_> = scores.collect();
    diesel::insert_into(monitoring_scores::table).values(scores).execute(w.conn()).await?;
    let tasks = new.tasks.iter().map(|task| {
        (
            monitoring_tasks::id.eq(MonitoringTaskId::new()),
            monitoring_tasks::visit_id.eq(id),
            monitoring_tasks::club_id.eq(club.id),
            monitoring_tasks::text.eq(&*task.text),
            monitoring_tasks::due_on.eq(task.due_on.get()),
        )
    });
    let tasks: Vec<_> = tasks.collect();
    diesel::insert_into(monitoring_tasks::table).values(tasks).execute(w.conn()).await?;
    find(w, id).await
}
