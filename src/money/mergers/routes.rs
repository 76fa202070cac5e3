//! Mergers of books over HTTP.

use super::model::LedgerMerger;
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::Db;
use crate::platform::http::{Page, PageQuery, Params};
use crate::platform::ids::ClubId;
use actix_web::get;
use actix_web::web::{Data, Path};

/// List the mergers by which a club's books went on in another's, or another's in its, newest first.
///
/// Each names the two entries that belong together, one in each club's books.
#[utoipa::path(
    tag = "money",
    operation_id = "list_ledger_mergers",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<LedgerMerger>, description = "One page of mergers")),
    security(("bearer" = [can::ReadFunds::NAME])),
)]
#[get("/clubs/{club_id}/ledger-mergers")]
pub async fn list(
    caller: Allowed<can::ReadFunds>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<LedgerMerger>> {
    store::list(&mut db.read(&caller).await?, *club, &page).await
}
