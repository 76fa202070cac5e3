//! Tasks over HTTP.

use super::model::{MonitoringTaskAnswer, MonitoringTaskReview, MonitoringTaskReviewState, TaskQuery};
use super::store;
use crate::Result;
use crate::activity::monitoring_visits::model::ShownMonitoringTask;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, MonitoringTaskId};
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List a club's tasks after monitoring visits, the most urgent first.
#[utoipa::path(
    tag = "support",
    operation_id = "list_monitoring_tasks",
    params(("club_id" = Uuid, Path), TaskQuery, PageQuery),
    responses((status = 200, body = Page<ShownMonitoringTask>, description = "One page of tasks")),
    security(("bearer" = [can::ReadMonitoring::NAME])),
)]
#[get("/clubs/{club_id}/monitoring-tasks")]
pub async fn list(
    caller: Allowed<can::ReadMonitoring>,
    club: Path<ClubId>,
    query: Params<TaskQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ShownMonitoringTask>> {
    store::list(&mut db.read(&caller).await?, *club, *query, &page).await
}

/// List the tasks of a unit's clubs after monitoring visits, the most urgent first.
#[utoipa::path(
    tag = "support",
    operation_id = "list_monitoring_tasks_of_unit",
    params(
        ("unit" = String, Path, description = "UUID or official code of a province, commune or hamlet", example = "19"),
        TaskQuery,
        PageQuery,
    ),
    responses((status = 200, body = Page<ShownMonitoringTask>, description = "One page of tasks")),
    security(("bearer" = [can::ReadMonitoring::NAME])),
)]
#[get("/units/{unit}/monitoring-tasks")]
pub async fn list_of_unit(
    caller: Allowed<can::ReadMonitoring>,
    unit: Path<UnitRef>,
    query: Params<TaskQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ShownMonitoringTask>> {
    let unit = units::store::find_in_reach(&mut db.read(&caller).await?, &unit, caller.today()).await?;
    store::list_of_unit(&mut db.read(&caller).await?, &unit, *query, &page).await
}

/// Find a task of a club, and whether it is overdue.
#[utoipa::path(
    tag = "support",
    operation_id = "find_monitoring_task",
    params(("task_id" = Uuid, Path)),
    responses((status = 200, body = ShownMonitoringTask, description = "Task, and whether it is overdue today")),
    security(("bearer" = [can::ReadMonitoring::NAME])),
)]
#[get("/monitoring-tasks/{task_id}")]
pub async fn find(
    caller: Allowed<can::ReadMonitoring>,
    id: Path<MonitoringTaskId>,
    db: Data<Db>,
) -> Result<Tagged<ShownMonitoringTask>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Answer a task: how far the club has come with it.
#[utoipa::path(
    tag = "support",
    operation_id = "answer_monitoring_task",
    params(("task_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = MonitoringTaskAnswer,
    responses((status = 201, body = ShownMonitoringTask, description = "Task, answered")),
    security(("bearer" = [can::AnswerMonitoring::NAME])),
)]
#[post("/monitoring-tasks/{task_id}/answer")]
pub async fn answer(
    caller: Allowed<can::AnswerMonitoring>,
    id: Path<MonitoringTaskId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<MonitoringTaskAnswer>,
    db: Data<Db>,
) -> Result<Created<ShownMonitoringTask>> {
    let task = db.write_once(&caller, &key, &*new, async |w| {
        let task = store::hold(w, *id).await?.if_matches(etag)?;
        let answered = store::answer(w, &task, &new).await?;
        Ok(Change::done("answered", &task, answered).map(|task| task.on(caller.today())))
    });
    task.await.map(Created)
}

/// Review a task: send it back with the reason why it is not done, or cancel it.
#[utoipa::path(
    tag = "support",
    operation_id = "review_monitoring_task",
    params(("task_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = MonitoringTaskReview,
    responses((status = 201, body = ShownMonitoringTask, description = "Task, sent back or cancelled")),
    security(("bearer" = [can::MonitorClubs::NAME])),
)]
#[post("/monitoring-tasks/{task_id}/review")]
pub async fn review(
    caller: Allowed<can::MonitorClubs>,
    id: Path<MonitoringTaskId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<MonitoringTaskReview>,
    db: Data<Db>,
) -> Result<Created<ShownMonitoringTask>> {
    let task = db.write_once(&caller, &key, &*new, async |w| {
        let task = store::hold(w, *id).await?.if_matches(etag)?;
        let reviewed = store::review(w, &task, &new).await?;
        let action = if new.state == MonitoringTaskReviewState::Todo { "sent_back" } else { "cancelled" };
        Ok(Change::done(action, &task, reviewed).map(|task| task.on(caller.today())))
    });
    task.await.map(Created)
}
