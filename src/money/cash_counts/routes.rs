//! Counts over HTTP.

use super::model::{KeptCashCount, NewCashCount};
use super::store;
use crate::Result;
use crate::money::ledger;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{CashCountId, ClubId};
use crate::platform::log::Event;
use crate::platform::money::Vnd;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the counts of a club's cash, newest first, each with what was entered for its day since. Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "list_cash_counts",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<KeptCashCount>, description = "One page of counts")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/cash-counts")]
pub async fn list(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<KeptCashCount>> {
    db.show_many(&caller, async |r| store::list(r, *club, &page).await).await
}

/// Find a count of a fund's cash, with what was entered for its day since. Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "find_cash_count",
    params(("cash_count_id" = Uuid, Path)),
    responses((status = 200, body = KeptCashCount, description = "Count, with the difference that was posted")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/cash-counts/{cash_count_id}")]
pub async fn find(
    caller: Allowed<can::ReadLedger>,
    id: Path<CashCountId>,
    db: Data<Db>,
) -> Result<Tagged<KeptCashCount>> {
    db.show_many(&caller, async |r| store::find(r, *id).await).await.map(Tagged)
}

/// Record a count of a fund's cash (kiểm kê quỹ).
///
/// If it is not what the ledger says, it has to be explained, and the difference is posted with it.
#[utoipa::path(
    tag = "money",
    operation_id = "count_cash",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewCashCount,
    responses((status = 201, body = KeptCashCount, description = "Count as recorded, with the difference that was posted")),
    security(("bearer" = [can::PostEntries::NAME])),
)]
#[post("/clubs/{club_id}/cash-counts")]
pub async fn create(
    caller: Allowed<can::PostEntries>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewCashCount>,
    db: Data<Db>,
) -> Result<Created<KeptCashCount>> {
    let count = db.write_once(&caller, &key, &*new, async |w| {
        let mut ledger = ledger::store::hold(w, *club).await?;
        let (count, entry) = store::count(w, &mut ledger, &new, None).await?;
        let counted = Event::created(&count);
        let kept = KeptCashCount::new(count, (0, Vnd::ZERO));
        Ok(Change::several(kept, counted, entry.as_ref().map(Event::created)))
    });
    count.await.map(Created)
}
