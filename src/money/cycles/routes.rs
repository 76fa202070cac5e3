//! Cycles over HTTP.

use super::model::{Cycle, NewCycle, NewShareOut, PreviewedShareOut, ShareOut, SharedOutCycle};
use super::store;
use crate::Result;
use crate::money::ledger;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, CycleId};
use crate::platform::log::Event;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the savings cycles of a club (chu kỳ tiết kiệm), the last first. Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "list_cycles",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<Cycle>, description = "One page of cycles")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/cycles")]
pub async fn list(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Cycle>> {
    db.show_many(&caller, async |r| store::list(r, *club, &page).await).await
}

/// Find a savings cycle. Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "find_cycle",
    params(("cycle_id" = Uuid, Path)),
    responses((status = 200, body = Cycle, description = "The cycle")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/cycles/{cycle_id}")]
pub async fn find(
    caller: Allowed<can::ReadLedger>,
    id: Path<CycleId>,
    db: Data<Db>,
) -> Result<Tagged<Cycle>> {
    db.show_many(&caller, async |r| store::find(r, *id).await).await.map(Tagged)
}

/// Open a savings cycle, by the rule of the regulation in force on its first day. One is open at a time.
#[utoipa::path(
    tag = "money",
    operation_id = "open_cycle",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewCycle,
    responses((status = 201, body = Cycle, description = "Cycle, open")),
    security(("bearer" = [can::EditCycles::NAME])),
)]
#[post("/clubs/{club_id}/cycles")]
pub async fn create(
    caller: Allowed<can::EditCycles>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewCycle>,
    db: Data<Db>,
) -> Result<Created<Cycle>> {
    let cycle = db.write_once(&caller, &key, &*new, async |w| {
        let ledger = ledger::store::hold(w, *club).await?;
        store::insert(w, &ledger, &new).await.map(Change::created)
    });
    cycle.await.map(Created)
}

/// Show what sharing out a cycle would come to (chia cuối kỳ), member by member, and what would be left. Nothing is stored.
/// Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "preview_share_out",
    params(("cycle_id" = Uuid, Path)),
    request_body = PreviewedShareOut,
    responses((status = 200, body = ShareOut, description = "Share-out as it would be")),
    security(("bearer" = [can::ReadSavings::NAME])),
)]
#[post("/cycles/{cycle_id}/share-out-previews")]
pub async fn preview(
    caller: Allowed<can::ReadSavings>,
    id: Path<CycleId>,
    asked: Valid<PreviewedShareOut>,
    db: Data<Db>,
) -> Result<Json<ShareOut>> {
    let planned = db.show_many(&caller, async |r| {
        let cycle = store::find(r, *id).await?;
        store::preview(r, &cycle, *asked).await
    });
    planned.await.map(Json)
}

/// Share a cycle out, as the board decided (chia cuối kỳ): savings, shares and dividend are paid out by one entry.
///
/// Loans are closed and advances settled first. The total is that of the preview: if anything has moved since, it is refused.
/// A dividend is divided by the largest remainder, of equal ones first to who has been a member for longer. The entry is
/// reversed as others are, which opens the cycle again.
#[utoipa::path(
    tag = "money",
    operation_id = "share_out_cycle",
    params(("cycle_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = NewShareOut,
    responses((status = 201, body = SharedOutCycle, description = "Cycle, shared out, with what each member got")),
    security(("bearer" = [can::DecideShareOuts::NAME])),
)]
#[post("/cycles/{cycle_id}/share-out")]
pub async fn share_out(
    caller: Allowed<can::DecideShareOuts>,
    id: Path<CycleId>,
    etag: IfMatch,
    key: IdempotencyKey,
    new: Valid<NewShareOut>,
    db: Data<Db>,
) -> Result<Created<SharedOutCycle>> {
    let shared_out = db.write_once(&caller, &key, &*new, async |w| {
        let (mut ledger, cycle) = store::hold(w, *id).await?;
        let cycle = cycle.if_matches(etag)?;
        let (done, entry) = store::share_out(w, &mut ledger, &cycle, &new).await?;
        let event = Event::changed("shared_out", &*cycle, &done.cycle);
        Ok(Change::several(done, event, [Event::created(&entry)]))
    });
    shared_out.await.map(Created)
}
