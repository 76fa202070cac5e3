//! Tasks in the database.

use super::model::{
    MonitoringTaskAnswer, MonitoringTaskAnswerState, MonitoringTaskReview, MonitoringTaskReviewState,
    TaskQuery,
};
use crate::activity::monitoring_visits::model::{MonitoringTask, MonitoringTaskState, ShownMonitoringTask};
use crate::activity::schema::{monitoring_tasks, monitoring_visits};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, MonitoringTaskId};
use crate::register::clubs;
use crate::register::tables::clubs as clubs_table;
use crate::territory::units::model::Unit;
use crate::{Error, Result};
use chrono::{NaiveDate, Utc};
use diesel::dsl::not;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

type Rows = monitoring_tasks::BoxedQuery<'static, Pg>;

/// The tasks of the clubs that the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> Rows {
    let clubs = clubs::store::visible(scope).select(clubs_table::id);
    monitoring_tasks::table.into_boxed().filter(monitoring_tasks::club_id.eq_any(clubs))
}

/// Lists a club's tasks, the most urgent first.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    query: TaskQuery,
    page: &PageQuery,
) -> Result<Page<ShownMonitoringTask>> {
    let rows = visible(db.scope()).filter(monitoring_tasks::club_id.eq(club));
    let found = urgent_first(db, rows, query, page).await?;
    if found.items.is_empty() {
        clubs::store::find(db, club).await?; // no tasks, or a club out of reach
    }
    Ok(found)
}

/// Lists the tasks of the clubs in a unit, the most urgent first.
pub async fn list_of_unit(
    db: &mut impl Reads,
    unit: &Unit,
    query: TaskQuery,
    page: &PageQuery,
) -> Result<Page<ShownMonitoringTask>> {
    let clubs = clubs::store::lie_in(clubs::store::visible(db.scope()), unit.level, unit.id);
    let clubs = clubs.select(clubs_table::id);
    let rows = monitoring_tasks::table.into_boxed().filter(monitoring_tasks::club_id.eq_any(clubs));
    urgent_first(db, rows, query, page).await
}

async fn urgent_first(
    db: &mut impl Reads,
    mut rows: Rows,
    query: TaskQuery,
    page: &PageQuery,
) -> Result<Page<ShownMonitoringTask>> {
    use monitoring_tasks as t;
    let today = db.scope().today();
    if let Some(state) = query.state {
        rows = rows.filter(t::state.eq(state));
    }
    if let Some(overdue) = query.overdue {
        let late = t::due_on.lt(today).and(t::state.eq_any(MonitoringTaskState::OPEN));
        rows = if overdue { rows.filter(late) } else { rows.filter(not(late)) };
    }
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = t::due_on.eq(day).and(t::id.gt(MonitoringTaskId(seek.id)));
        rows = rows.filter(t::due_on.gt(day).or(same_day));
    }
    let rows: Vec<MonitoringTask> = rows
        .order((t::due_on, t::id))
        .limit(page.limit + 1)
        .select(MonitoringTask::as_select())
        .load(db.conn())
        .await?;
    let page = Page::cut(rows, page, |task| Seek { key: task.due_on.to_string(), id: task.id.0 });
    Ok(Page { items: page.items.into_iter().map(|task| task.on(today)).collect(), next: page.next })
}

/// Finds a task.
pub async fn find(db: &mut impl Reads, id: MonitoringTaskId) -> Result<ShownMonitoringTask> {
    let task: MonitoringTask = visible(db.scope())
        .filter(monitoring_tasks::id.eq(id))
        .select(MonitoringTask::as_select())
        .first(db.conn())
        .await?;
    Ok(task.on(db.scope().today()))
}

/// A task in the caller's reach, locked.
pub async fn hold(w: &mut Writer<'_>, id: MonitoringTaskId) -> Result<Held<MonitoringTask>> {
    let of = visible(w.scope()).filter(monitoring_tasks::id.eq(id)).select(monitoring_tasks::club_id);
    clubs::store::lock_of(w, of).await?;
    find(w, id).await.map(|shown| Held::new(shown.task))
}

/// Refuses what the task has come too far for, or not far enough.
fn in_one_of(task: &MonitoringTask, states: &[MonitoringTaskState]) -> Result<()> {
    if states.contains(&task.state) {
        return Ok(());
    }
    Err(Error::from(Code::MonitoringTaskRefuses).with("state", task.state))
}

/// Records what the club says of a task.
pub async fn answer(
    w: &mut Writer<'_>,
    task: &Held<MonitoringTask>,
    new: &MonitoringTaskAnswer,
) -> Result<MonitoringTask> {
    let today = w.scope().today();
    let on = new.on.map(|on| on.not_after(today, "/on")).transpose()?;
    let (state, done_on) = match (new.state, on) {
        (MonitoringTaskAnswerState::Doing, Some(_)) => return Err(Error::field("/on", FieldCode::NotHere)),
        (MonitoringTaskAnswerState::Doing, None) => (MonitoringTaskState::Doing, None),
        (MonitoringTaskAnswerState::Done, on) => (MonitoringTaskState::Done, Some(on.unwrap_or(today))),
    };
    in_one_of(task, &MonitoringTaskState::OPEN)?;
    let visit = monitoring_visits::table.find(task.visit_id).select(monitoring_visits::visited_on);
    let visited_on: NaiveDate = visit.first(w.conn()).await?;
    if done_on.is_some_and(|day| day < visited_on) {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    Ok(diesel::update(monitoring_tasks::table.filter(monitoring_tasks::id.eq(task.id)))
        .set((
            monitoring_tasks::state.eq(state),
            monitoring_tasks::answer.eq(&*new.answer),
            monitoring_tasks::done_on.eq(done_on),
            monitoring_tasks::version.eq(monitoring_tasks::version + 1),
            monitoring_tasks::updated_at.eq(Utc::now()),
        ))
        .returning(MonitoringTask::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Sends a task back, or cancels it. What the club said stays.
pub async fn review(
    w: &mut Writer<'_>,
    task: &Held<MonitoringTask>,
    new: &MonitoringTaskReview,
) -> Result<MonitoringTask> {
    let (state, from) = match new.state {
        MonitoringTaskReviewState::Todo => {
            (MonitoringTaskState::Todo, [MonitoringTaskState::Doing, MonitoringTaskState::Done])
        }
        MonitoringTaskReviewState::Cancelled => (MonitoringTaskState::Cancelled, MonitoringTaskState::OPEN),
    };
    in_one_of(task, &from)?;
    Ok(diesel::update(monitoring_tasks::table.filter(monitoring_tasks::id.eq(task.id)))
        .set((
            monitoring_tasks::state.eq(state),
            monitoring_tasks::review.eq(&*new.reason),
            monitoring_tasks::done_on.eq(None::<NaiveDate>),
            monitoring_tasks::version.eq(monitoring_tasks::version + 1),
            monitoring_tasks::updated_at.eq(Utc::now()),
        ))
        .returning(MonitoringTask::as_returning())
        .get_result(w.conn())
        .await?)
}
