//! Series over HTTP.

use super::model::{CountedSeries, NewSeries, SeriesEnd};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, SeriesId};
use crate::platform::log::Event;
use crate::register::clubs;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List a club's series of activities, the last to begin first.
#[utoipa::path(
    tag = "activities",
    operation_id = "list_activity_series",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<CountedSeries>, description = "One page of series")),
    security(("bearer" = [can::ReadActivities::NAME])),
)]
#[get("/clubs/{club_id}/activity-series")]
pub async fn list(
    caller: Allowed<can::ReadActivities>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<CountedSeries>> {
    store::list(&mut db.read(&caller).await?, *club, &page).await
}

/// Find a series of activities, with the number of its days in the calendar.
#[utoipa::path(
    tag = "activities",
    operation_id = "find_activity_series",
    params(("series_id" = Uuid, Path)),
    responses((status = 200, body = CountedSeries, description = "Series, and how many days it has")),
    security(("bearer" = [can::ReadActivities::NAME])),
)]
#[get("/activity-series/{series_id}")]
pub async fn find(
    caller: Allowed<can::ReadActivities>,
    id: Path<SeriesId>,
    db: Data<Db>,
) -> Result<Tagged<CountedSeries>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Enter a series of activities, monthly or weekly, for at most two years.
///
/// Its days stand in the calendar at once, as planned activities. The 31st of a shorter month is its last day.
#[utoipa::path(
    tag = "activities",
    operation_id = "create_activity_series",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewSeries,
    responses(
        (status = 201, body = CountedSeries, description = "Series, and how many days it has"),
    ),
    security(("bearer" = [can::EditActivities::NAME])),
)]
#[post("/clubs/{club_id}/activity-series")]
pub async fn create(
    caller: Allowed<can::EditActivities>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewSeries>,
    db: Data<Db>,
) -> Result<Created<CountedSeries>> {
    let series = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        let (series, planned) = store::insert(w, &club, &new).await?;
        let event = Event::created(&series);
        Ok(Change::several(store::find(w, series.id).await?, event, planned))
    });
    series.await.map(Created)
}

/// End a series of activities: what is planned in it after that day is cancelled.
#[utoipa::path(
    tag = "activities",
    operation_id = "end_activity_series",
    params(("series_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = SeriesEnd,
    responses(
        (status = 201, body = CountedSeries, description = "Series, and how many days are left of it"),
    ),
    security(("bearer" = [can::EditActivities::NAME])),
)]
#[post("/activity-series/{series_id}/end")]
pub async fn end(
    caller: Allowed<can::EditActivities>,
    id: Path<SeriesId>,
    etag: IfMatch,
    key: IdempotencyKey,
    end: Valid<SeriesEnd>,
    db: Data<Db>,
) -> Result<Created<CountedSeries>> {
    let series = db.write_once(&caller, &key, &*end, async |w| {
        let (club, series) = store::hold(w, *id).await?;
        let series = series.if_matches(etag)?;
        let (after, cancelled) = store::end(w, &club, &series, &end).await?;
        let event = Event::changed("ended", &*series, &after);
        Ok(Change::several(store::find(w, after.id).await?, event, cancelled))
    });
    series.await.map(Created)
}
