//! Tasks of plans in the database.

use super::model::{
    NewPlanTask, PlanTask, PlanTaskPatch, PlanTaskQuery, PlanTaskState, PlanTaskStep, ShownPlanTask,
};
use crate::planning::documents::model::Document;
use crate::planning::schema::{documents as documents_table, plan_tasks};
use crate::planning::{documents, plan_items};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{DocumentId, PlanTaskId};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::not;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// The tasks of the plans that the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> plan_tasks::BoxedQuery<'static, Pg> {
    let documents = documents::store::visible(scope).select(documents_table::id);
    plan_tasks::table.into_boxed().filter(plan_tasks::document_id.eq_any(documents))
}

/// Lists the tasks of a plan, the most urgent first.
pub async fn list(
    db: &mut impl Reads,
    document: DocumentId,
    query: PlanTaskQuery,
    page: &PageQuery,
) -> Result<Page<ShownPlanTask>> {
    use plan_tasks as t;
    let today = db.scope().today();
    let mut rows = visible(db.scope()).filter(t::document_id.eq(document));
    if let Some(state) = query.state {
        rows = rows.filter(t::state.eq(state));
    }
    if let Some(overdue) = query.overdue {
        let late = t::due_on.lt(today).and(t::state.eq_any(PlanTaskState::OPEN));
        rows = if overdue { rows.filter(late) } else { rows.filter(not(late)) };
    }
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = t::due_on.eq(day).and(t::id.gt(PlanTaskId(seek.id)));
        rows = rows.filter(t::due_on.gt(day).or(same_day));
    }
    let rows = rows.order((t::due_on, t::id)).limit(page.limit + 1).select(PlanTask::as_select());
    let rows: Vec<PlanTask> = rows.load(db.conn()).await?;
    if rows.is_empty() {
        documents::store::bare(db, document).await?; // no tasks, or a plan out of reach
    }
    let page = Page::cut(rows, page, |task| Seek { key: task.due_on.to_string(), id: task.id.0 });
    Ok(Page { items: page.items.into_iter().map(|task| task.on(today)).collect(), next: page.next })
}

async fn bare(db: &mut impl Reads, id: PlanTaskId) -> Result<PlanTask> {
    let rows = visible(db.scope()).filter(plan_tasks::id.eq(id));
    Ok(rows.select(PlanTask::as_select()).first(db.conn()).await?)
}

/// Finds a task.
pub async fn find(db: &mut impl Reads, id: PlanTaskId) -> Result<ShownPlanTask> {
    let today = db.scope().today();
    Ok(bare(db, id).await?.on(today))
}

/// A task of a plan of a place in the caller's reach, locked after its plan, as everybody does.
pub async fn hold(w: &mut Writer<'_>, id: PlanTaskId) -> Result<(Held<Document>, Held<PlanTask>)> {
    let seen = bare(w, id).await?;
    let document = documents::store::hold(w, seen.document_id).await?;
    let row = plan_tasks::table
        .filter(plan_tasks::id.eq(seen.id))
        .select(PlanTask::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    Ok((document, Held::new(row)))
}

/// Refuses to change what is done or cancelled.
fn open(task: &PlanTask) -> Result<()> {
    if PlanTaskState::OPEN.contains(&task.state) {
        return Ok(());
    }
    Err(Error::from(Code::PlanTaskRefuses).with("state", task.state))
}

/// Gives a task, by a plan that stands.
pub async fn insert(w: &mut Writer<'_>, document: &Held<Document>, new: &NewPlanTask) -> Result<PlanTask> {
    document.stands()?;
    plan_items::store::belongs(w, document, new.plan_item_id).await?;
    let coordinating: Vec<&str> = new.coordinating.iter().map(|line| &**line).collect();
    Ok(diesel::insert_into(plan_tasks::table)
        .values((
            plan_tasks::id.eq(new.id.unwrap_or_default()),
            plan_tasks::document_id.eq(document.id),
            plan_tasks::plan_item_id.eq(new.plan_item_id),
            plan_tasks::text.eq(&*new.text),
            plan_tasks::lead.eq(&*new.lead),
            plan_tasks::coordinating.eq(coordinating),
            plan_tasks::due_on.eq(new.due_on.get()),
        ))
        .returning(PlanTask::as_returning())
        .get_result(w.conn())
        .await?)
}

#[derive(AsChangeset)]
#[diesel(table_name = plan_tasks)]
struct Changed<'a> {
    text: Option<&'a str>,
    lead: Option<&'a str>,
    coordinating: Option<Vec<&'a str>>,
    due_on: Option<NaiveDate>,
}

/// Changes a task that is open.
pub async fn update(w: &mut Writer<'_>, task: &Held<PlanTask>, patch: &PlanTaskPatch) -> Result<PlanTask> {
    open(task)?;
    let changed = Changed {
        text: patch.text.as_deref(),
        lead: patch.lead.as_deref(),
        coordinating: patch.coordinating.as_ref().map(|lines| lines.iter().map(|line| &**line).collect()),
        due_on: patch.due_on.map(Day::get),
    };
    Ok(diesel::update(plan_tasks::table.filter(plan_tasks::id.eq(task.id)))
        .set((changed, plan_tasks::version.eq(plan_tasks::version + 1)))
        .returning(PlanTask::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Says how far a task has come.
pub async fn step(w: &mut Writer<'_>, task: &Held<PlanTask>, new: &PlanTaskStep) -> Result<PlanTask> {
    let today = w.scope().today();
    let on = new.on.map(|on| on.not_after(today, "/on")).transpose()?;
    let done_on = match (new.state, on) {
        (PlanTaskState::Done, on) => Some(on.unwrap_or(today)),
        (_, Some(_)) => return Err(Error::field("/on", FieldCode::NotHere)),
        (_, None) => None,
    };
    if new.state == PlanTaskState::Cancelled && new.remark.is_none() {
        return Err(Error::field("/remark", FieldCode::Required));
    }
    open(task)?;
    Ok(diesel::update(plan_tasks::table.filter(plan_tasks::id.eq(task.id)))
        .set((
            plan_tasks::state.eq(new.state),
            plan_tasks::done_on.eq(done_on),
            new.remark.as_deref().map(|remark| plan_tasks::remark.eq(remark)),
            plan_tasks::version.eq(plan_tasks::version + 1),
        ))
        .returning(PlanTask::as_returning())
        .get_result(w.conn())
        .await?)
}
