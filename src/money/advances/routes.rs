//! Advances over HTTP.

use super::model::{NewAdvanceSettlement, OpenAdvances};
use super::store;
use crate::Result;
use crate::money::ledger;
use crate::money::ledger::model::Entry;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, Json, Params, Valid};
use crate::platform::ids::{ClubId, EntryId};
use crate::territory::units::model::OnDay;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the advances of a club that are open on a day (tạm ứng chưa thanh toán), with their age, the oldest first. Recorded
/// in the access log.
///
/// Whoever may not read what single members have (`savings.read`) sees neither whose an advance is, nor the words of one
/// that is a member's.
#[utoipa::path(
    tag = "money",
    operation_id = "list_open_advances",
    params(("club_id" = Uuid, Path), OnDay),
    responses((status = 200, body = OpenAdvances, description = "Open advances, and their sum")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/advances")]
pub async fn list(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    query: Params<OnDay>,
    db: Data<Db>,
) -> Result<Json<OpenAdvances>> {
    db.show_many(&caller, async |r| store::list(r, *club, *query).await).await.map(Json)
}

/// Settle an advance, wholly or partly (thanh toán tạm ứng): what was spent of it, and what is returned.
///
/// `entry_id` is that of the advance. What was spent beyond it is an expense of its own.
#[utoipa::path(
    tag = "money",
    operation_id = "settle_advance",
    params(("entry_id" = Uuid, Path), IdempotencyKey),
    request_body = NewAdvanceSettlement,
    responses((status = 201, body = Entry, description = "Settlement as posted, with its receipt code")),
    security(("bearer" = [can::PostEntries::NAME])),
)]
#[post("/entries/{entry_id}/advance-settlements")]
pub async fn settle(
    caller: Allowed<can::PostEntries>,
    advance: Path<EntryId>,
    key: IdempotencyKey,
    new: Valid<NewAdvanceSettlement>,
    db: Data<Db>,
) -> Result<Created<Entry>> {
    let entry = db.write_once(&caller, &key, &*new, async |w| {
        let advance = ledger::store::find(w, *advance).await?;
        let mut ledger = ledger::store::hold(w, advance.head.club_id).await?;
        store::settle(w, &mut ledger, advance.head.id, &new, None).await.map(Change::created)
    });
    entry.await.map(Created)
}
