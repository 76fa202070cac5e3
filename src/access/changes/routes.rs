//! The change log over HTTP.

use super::model::{
    AccountChangeQuery, BatchQuery, DataReadBatch, LoggedChange, PersonalDataRead, ReadQuery,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::Db;
use crate::platform::http::{Page, PageQuery, Params};
use crate::platform::ids::ClubId;
use actix_web::get;
use actix_web::web::{Data, Path};

/// List what happened to a club and to all that belongs to it, newest first. Personal data are named, not shown.
///
/// Of things that you may not read otherwise (members, loans, entries …) you see the acts: what kind of thing changed, when
/// and by whom, and neither which it was nor how (`withheld`).
#[utoipa::path(
    tag = "changes",
    operation_id = "list_changes",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<LoggedChange>, description = "One page of changes")),
    security(("bearer" = [can::ReadChanges::NAME])),
)]
#[get("/clubs/{club_id}/changes")]
pub async fn list(
    caller: Allowed<can::ReadChanges>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<LoggedChange>> {
    let mut db = db.read(&caller).await?;
    store::list(&mut db, *club, &page).await
}

/// List what happened to accounts and their assignments in your reach, newest first: created, disabled, codes given out and
/// refused, passwords set, rights given and taken.
#[utoipa::path(
    tag = "changes",
    operation_id = "list_account_changes",
    params(AccountChangeQuery, PageQuery),
    responses((status = 200, body = Page<LoggedChange>, description = "One page of changes")),
    security(("bearer" = [can::ReadAccountChanges::NAME])),
)]
#[get("/account-changes")]
pub async fn of_accounts(
    caller: Allowed<can::ReadAccountChanges>,
    query: Params<AccountChangeQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<LoggedChange>> {
    let mut db = db.read(&caller).await?;
    store::list_of_accounts(&mut db, &query, &page).await
}

/// List who read whose sensitive data (tier 3) or identity numbers (tier 4), newest first.
#[utoipa::path(
    tag = "changes",
    operation_id = "list_personal_data_reads",
    params(ReadQuery, PageQuery),
    responses((status = 200, body = Page<PersonalDataRead>, description = "One page of reads")),
    security(("bearer" = [can::ReadAccessLog::NAME])),
)]
#[get("/personal-data-reads")]
pub async fn reads(
    caller: Allowed<can::ReadAccessLog>,
    query: Params<ReadQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<PersonalDataRead>> {
    let mut db = db.read(&caller).await?;
    store::list_reads(&mut db, &query, &page).await
}

/// List who was shown lists of sensitive data (tier 3) or looked up identity numbers (tier 4), newest first: one row for
/// each request and club. What was shown of one person alone is in `GET /v1/personal-data-reads`.
#[utoipa::path(
    tag = "changes",
    operation_id = "list_data_read_batches",
    params(BatchQuery, PageQuery),
    responses((status = 200, body = Page<DataReadBatch>, description = "One page of lists that were read")),
    security(("bearer" = [can::ReadAccessLog::NAME])),
)]
#[get("/data-read-batches")]
pub async fn batches(
    caller: Allowed<can::ReadAccessLog>,
    query: Params<BatchQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<DataReadBatch>> {
    let mut db = db.read(&caller).await?;
    store::list_batches(&mut db, &query, &page).await
}
