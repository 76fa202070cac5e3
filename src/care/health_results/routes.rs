//! Health results over HTTP. What is written is not shown: to show it is a matter of its own, and recorded.

use super::model::{
    HealthFindings, HealthResult, NewHealthResults, RecordedHealthResult, RecordedHealthResults,
};
use super::store;
use crate::care::health_events;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db, Seen};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{HealthEventId, MemberId};
use crate::platform::log::Event;
use crate::register::members;
use crate::{Error, Result};
use actix_web::web::{Data, Path};
use actix_web::{get, post, put};

/// List a member's results of health days, newest first. Recorded in the access log.
#[utoipa::path(
    tag = "health",
    operation_id = "list_health_results_of_member",
    params(("member_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<HealthResult>, description = "One page of results")),
    security(("bearer" = [can::ReadHealthResults::NAME])),
)]
#[get("/members/{member_id}/health-results")]
pub async fn list(
    caller: Allowed<can::ReadHealthResults>,
    id: Path<MemberId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<HealthResult>> {
    let results = db.show(&caller, async |r| {
        let member = members::store::find(r, *id).await?;
        let results = store::list(r, &member, &page).await?;
        Ok(Seen::of(member.person_id, member.club_id, results))
    });
    results.await
}

/// Show your own results of health days, in every club that you are or were in, while you are a member of one.
///
/// They are the results that were recorded for you as a member who was invited; what the station found elsewhere is not
/// here. Once your last membership has ended, nothing is shown any more: ask the health station.
#[utoipa::path(
    tag = "account",
    operation_id = "list_my_health_results",
    responses((status = 200, body = Page<HealthResult>, description = "All your results on one page")),
    security(("bearer" = [can::ReadOwnRecord::NAME])),
)]
#[get("/me/health-results")]
pub async fn own(caller: Allowed<can::ReadOwnRecord>, db: Data<Db>) -> Result<Page<HealthResult>> {
    let items = store::own(&mut db.read(&caller).await?).await?;
    Ok(Page { items, next: None })
}

/// Record the results of a health day, of up to 200 members who came.
///
/// Each must have consented to the use of her health data (`health_data`). All are recorded or none.
#[utoipa::path(
    tag = "health",
    operation_id = "record_health_results",
    params(("health_event_id" = Uuid, Path), IdempotencyKey),
    request_body = NewHealthResults,
    responses(
        (status = 201, body = RecordedHealthResults, description = "That the results are recorded, and their versions"),
    ),
    security(("bearer" = [can::RecordHealthResults::NAME])),
)]
#[post("/health-events/{health_event_id}/results")]
pub async fn record(
    caller: Allowed<can::RecordHealthResults>,
    id: Path<HealthEventId>,
    key: IdempotencyKey,
    new: Valid<NewHealthResults>,
    db: Data<Db>,
) -> Result<Created<RecordedHealthResults>> {
    let results = db.write_once(&caller, &key, &*new, async |w| {
        let event = health_events::store::hold(w, *id, &[]).await?;
        let results = store::insert(w, &event, &new).await?;
        let mut events = results.iter().map(Event::created).collect::<Vec<_>>().into_iter();
        let first = events.next().ok_or_else(|| Error::internal("results of nobody"))?;
        Ok(Change::several(RecordedHealthResults { results }, first, events))
    });
    results.await.map(Created)
}

/// Replace a member's result of a health day.
#[utoipa::path(
    tag = "health",
    operation_id = "replace_health_result",
    params(("health_event_id" = Uuid, Path), ("member_id" = Uuid, Path), IfMatch),
    request_body = HealthFindings,
    responses(
        (status = 200, body = RecordedHealthResult, description = "That the result is recorded, and its version"),
    ),
    security(("bearer" = [can::RecordHealthResults::NAME])),
)]
#[put("/health-events/{health_event_id}/results/{member_id}")]
pub async fn replace(
    caller: Allowed<can::RecordHealthResults>,
    path: Path<(HealthEventId, MemberId)>,
    etag: IfMatch,
    found: Valid<HealthFindings>,
    db: Data<Db>,
) -> Result<Tagged<RecordedHealthResult>> {
    let (event, member) = *path;
    let result = db.write(&caller, async |w| {
        let result = store::hold(w, event, member).await?.if_matches(etag)?;
        let after = store::replace(w, &result, &found).await?;
        Ok(Change::updated(&result, after))
    });
    result.await.map(Tagged)
}
