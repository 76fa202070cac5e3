//! Year-ends over HTTP.

use super::model::{NewYearEnd, PreviewedYearEnd, YearEnd};
use super::store;
use crate::Result;
use crate::money::ledger;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, Json, Page, PageQuery, Params, Valid};
use crate::platform::ids::ClubId;
use crate::platform::log::Event;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the year-ends of a club that stand (kết chuyển cuối năm), the last first. Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "list_year_ends",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<YearEnd>, description = "One page of year-ends")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/year-ends")]
pub async fn list(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<YearEnd>> {
    db.show_many(&caller, async |r| store::list(r, *club, &page).await).await
}

/// Show what the end of a year would be: every account that it closes, and where the result goes. Nothing is stored. Recorded
/// in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "preview_year_end",
    params(("club_id" = Uuid, Path)),
    request_body = PreviewedYearEnd,
    responses((status = 200, body = YearEnd, description = "Year-end as it would be posted")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[post("/clubs/{club_id}/year-ends/previews")]
pub async fn preview(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    asked: Valid<PreviewedYearEnd>,
    db: Data<Db>,
) -> Result<Json<YearEnd>> {
    db.show_many(&caller, async |r| store::preview(r, *club, asked.year).await).await.map(Json)
}

/// Close a year of a club's funds (kết chuyển cuối năm): once, when it is over, and after the year before.
///
/// Income and expenses are closed account by account. The surplus of the income fund first covers a deficit of earlier
/// years, and is then divided by the shares of the regulation in force on the last day of the year; no money moves. It is
/// reversed as other entries are, on its own day.
#[utoipa::path(
    tag = "money",
    operation_id = "close_year",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewYearEnd,
    responses((status = 201, body = YearEnd, description = "Year-end as posted")),
    security(("bearer" = [can::CloseBooks::NAME])),
)]
#[post("/clubs/{club_id}/year-ends")]
pub async fn create(
    caller: Allowed<can::CloseBooks>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewYearEnd>,
    db: Data<Db>,
) -> Result<Created<YearEnd>> {
    let year_end = db.write_once(&caller, &key, &*new, async |w| {
        let mut ledger = ledger::store::hold(w, *club).await?;
        let (year_end, entry) = store::insert(w, &mut ledger, &new).await?;
        Ok(Change::one(year_end, Event::created(&entry)))
    });
    year_end.await.map(Created)
}
