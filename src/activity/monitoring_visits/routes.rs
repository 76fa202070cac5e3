//! Visits and checklists over HTTP.

use super::model::{MonitoringVisit, NewMonitoringVisit, WholeChecklist, WholeMonitoringVisit};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, Anyone, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, Json, Page, PageQuery, Params, Public, Valid};
use crate::platform::ids::{ClubId, MonitoringVisitId};
use crate::platform::log::Event;
use crate::register::clubs;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List all versions of the checklist for monitoring visits (phiếu giám sát) with their questions, newest first.
#[utoipa::path(
    tag = "support",
    operation_id = "list_monitoring_checklists",
    responses((status = 200, body = Vec<WholeChecklist>, description = "All versions of the checklist")),
)]
#[get("/monitoring-checklists")]
pub async fn checklists(anyone: Anyone, db: Data<Db>) -> Result<Public<Vec<WholeChecklist>>> {
    store::checklists(&mut db.read(&anyone).await?).await.map(Public)
}

/// List the monitoring visits of upper levels to a club, newest first.
#[utoipa::path(
    tag = "support",
    operation_id = "list_monitoring_visits",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<MonitoringVisit>, description = "One page of monitoring visits")),
    security(("bearer" = [can::ReadMonitoring::NAME])),
)]
#[get("/clubs/{club_id}/monitoring-visits")]
pub async fn list(
    caller: Allowed<can::ReadMonitoring>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<MonitoringVisit>> {
    store::list(&mut db.read(&caller).await?, *club, &page).await
}

/// Find a monitoring visit with its scores and with what became of its tasks.
#[utoipa::path(
    tag = "support",
    operation_id = "find_monitoring_visit",
    params(("monitoring_visit_id" = Uuid, Path)),
    responses((status = 200, body = WholeMonitoringVisit, description = "Monitoring visit, with its scores and tasks")),
    security(("bearer" = [can::ReadMonitoring::NAME])),
)]
#[get("/monitoring-visits/{monitoring_visit_id}")]
pub async fn find(
    caller: Allowed<can::ReadMonitoring>,
    id: Path<MonitoringVisitId>,
    db: Data<Db>,
) -> Result<Json<WholeMonitoringVisit>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Json)
}

/// Record a monitoring visit to a club (giám sát).
///
/// It has a score for every question of the checklist, and the tasks of the club. A visit is never changed; a wrong
/// one is followed by another.
#[utoipa::path(
    tag = "support",
    operation_id = "record_monitoring_visit",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewMonitoringVisit,
    responses((status = 201, body = WholeMonitoringVisit, description = "Monitoring visit, as recorded")),
    security(("bearer" = [can::MonitorClubs::NAME])),
)]
#[post("/clubs/{club_id}/monitoring-visits")]
pub async fn create(
    caller: Allowed<can::MonitorClubs>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewMonitoringVisit>,
    db: Data<Db>,
) -> Result<Created<WholeMonitoringVisit>> {
    let visit = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        let whole = store::insert(w, &club, &new).await?;
        let visited = Event::created(&whole.visit);
        let tasks: Vec<Event> = whole.tasks.iter().map(|shown| Event::created(&shown.task)).collect();
        Ok(Change::several(whole, visited, tasks))
    });
    visit.await.map(Created)
}
