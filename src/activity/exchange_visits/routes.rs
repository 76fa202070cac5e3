//! Exchange visits over HTTP.

use super::model::{ExchangeVisit, ExchangeVisitPatch, NewExchangeVisit};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{ClubId, ExchangeVisitId};
use crate::register::clubs;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List a club's exchange visits to other clubs and models, newest first.
#[utoipa::path(
    tag = "activities",
    operation_id = "list_exchange_visits",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<ExchangeVisit>, description = "One page of exchange visits")),
    security(("bearer" = [can::ReadActivities::NAME])),
)]
#[get("/clubs/{club_id}/exchange-visits")]
pub async fn list(
    caller: Allowed<can::ReadActivities>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ExchangeVisit>> {
    store::list(&mut db.read(&caller).await?, *club, &page).await
}

/// Find an exchange visit of a club.
#[utoipa::path(
    tag = "activities",
    operation_id = "find_exchange_visit",
    params(("exchange_visit_id" = Uuid, Path)),
    responses((status = 200, body = ExchangeVisit, description = "Exchange visit of the club")),
    security(("bearer" = [can::ReadActivities::NAME])),
)]
#[get("/exchange-visits/{exchange_visit_id}")]
pub async fn find(
    caller: Allowed<can::ReadActivities>,
    id: Path<ExchangeVisitId>,
    db: Data<Db>,
) -> Result<Tagged<ExchangeVisit>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Enter an exchange visit of a club to another, or to a model elsewhere (tham quan, giao lưu).
#[utoipa::path(
    tag = "activities",
    operation_id = "create_exchange_visit",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewExchangeVisit,
    responses((status = 201, body = ExchangeVisit, description = "Exchange visit, as entered")),
    security(("bearer" = [can::EditActivities::NAME])),
)]
#[post("/clubs/{club_id}/exchange-visits")]
pub async fn create(
    caller: Allowed<can::EditActivities>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewExchangeVisit>,
    db: Data<Db>,
) -> Result<Created<ExchangeVisit>> {
    let visit = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        store::insert(w, &club, &new).await.map(Change::created)
    });
    visit.await.map(Created)
}

/// Correct an exchange visit, or say what was learnt.
#[utoipa::path(
    tag = "activities",
    operation_id = "update_exchange_visit",
    params(("exchange_visit_id" = Uuid, Path), IfMatch),
    request_body = ExchangeVisitPatch,
    responses((status = 200, body = ExchangeVisit, description = "Exchange visit, after the change")),
    security(("bearer" = [can::EditActivities::NAME])),
)]
#[patch("/exchange-visits/{exchange_visit_id}")]
pub async fn update(
    caller: Allowed<can::EditActivities>,
    id: Path<ExchangeVisitId>,
    etag: IfMatch,
    patch: Changes<ExchangeVisitPatch>,
    db: Data<Db>,
) -> Result<Tagged<ExchangeVisit>> {
    let visit = db.write(&caller, async |w| {
        let visit = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &visit, &patch).await?;
        Ok(Change::updated(&visit, after))
    });
    visit.await.map(Tagged)
}
