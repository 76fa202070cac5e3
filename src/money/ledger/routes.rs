//! Entries over HTTP.

use super::model::{Entry, EntryQuery, NewEntry, SavingsInterestDue};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, Json, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, EntryId};
use crate::territory::units::model::OnDay;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List a club's ledger entries, newest first. Recorded in the access log.
///
/// Whoever may not read what single members have (`savings.read`) sees neither whose a line is, nor the words of an entry
/// that is a member's, and cannot ask for the entries of one.
#[utoipa::path(
    tag = "money",
    operation_id = "list_entries",
    params(("club_id" = Uuid, Path), EntryQuery, PageQuery),
    responses((status = 200, body = Page<Entry>, description = "One page of entries")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/entries")]
pub async fn list(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    query: Params<EntryQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Entry>> {
    db.show_many(&caller, async |r| store::list(r, *club, &query, &page).await).await
}

/// Find a ledger entry (bút toán) with its lines. Recorded in the access log.
///
/// Whoever may not read what single members have (`savings.read`) sees neither whose a line is, nor the words of an entry
/// that is a member's.
#[utoipa::path(
    tag = "money",
    operation_id = "find_entry",
    params(("entry_id" = Uuid, Path)),
    responses((status = 200, body = Entry, description = "Entry, with its lines")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/entries/{entry_id}")]
pub async fn find(
    caller: Allowed<can::ReadLedger>,
    id: Path<EntryId>,
    db: Data<Db>,
) -> Result<Tagged<Entry>> {
    db.show_many(&caller, async |r| store::show(r, *id).await).await.map(Tagged)
}

/// Enter money that came in, went out or changed its place.
///
/// It is posted at once and never changed: a mistake is reversed. Loans have endpoints of their own, and so has what takes
/// two people. What is doubtful is said in `warnings` and kept with it: a voucher that another entry of the year names, or
/// the same that somebody else entered. None of it is a reason to refuse.
#[utoipa::path(
    tag = "money",
    operation_id = "create_entry",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewEntry,
    responses((status = 201, body = Entry, description = "Entry as posted, with its receipt code")),
    security(("bearer" = [can::PostEntries::NAME])),
)]
#[post("/clubs/{club_id}/entries")]
pub async fn create(
    caller: Allowed<can::PostEntries>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewEntry>,
    db: Data<Db>,
) -> Result<Created<Entry>> {
    let entry = db.write_once(&caller, &key, &*new, async |w| {
        let mut ledger = store::hold(w, *club).await?;
        store::insert(w, &mut ledger, &new).await.map(Change::created)
    });
    entry.await.map(Created)
}

/// Show what the savings of a club's members have earned by the regulation's rate and nobody has paid (lãi tiết kiệm còn phải
/// trả), through a day. Recorded in the access log.
///
/// Each night bears the balance at the end of its day by the rate in force on it, over 365 days; what a member has earned
/// altogether is rounded down to the đồng once.
#[utoipa::path(
    tag = "money",
    operation_id = "show_savings_interest",
    params(("club_id" = Uuid, Path), OnDay),
    responses((status = 200, body = SavingsInterestDue, description = "Interest due, member by member")),
    security(("bearer" = [can::ReadSavings::NAME])),
)]
#[get("/clubs/{club_id}/savings-interest")]
pub async fn savings_interest(
    caller: Allowed<can::ReadSavings>,
    club: Path<ClubId>,
    query: Params<OnDay>,
    db: Data<Db>,
) -> Result<Json<SavingsInterestDue>> {
    db.show_many(&caller, async |r| store::savings_interest(r, *club, *query).await).await.map(Json)
}
