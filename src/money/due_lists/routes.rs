//! Due lists over HTTP.

use super::model::{DueList, DueListQuery, DueLoan};
use super::{rules, store};
use crate::platform::auth::{Allowed, can};
use crate::platform::db::Db;
use crate::platform::http::{Download, Page, Params, Rendered, Wanted};
use crate::platform::ids::ClubId;
use crate::platform::paper::workbook::MEDIA_TYPE;
use crate::{Error, Result};
use actix_web::get;
use actix_web::web::{Data, Path, block};

/// Show what is due in a club on a day (bảng kê thu nợ): of each running loan principal, interest and late charge, what
/// ends it, and the days past due; and what members contribute and save in that month, if the regulation says so.
/// Recorded in the access log.
///
/// For a meeting day past, present or coming. Of a day to come it is what will be due if nothing is paid until then. With
/// the media type of XLSX in `Accept` it is a workbook to print.
#[utoipa::path(
    tag = "loans",
    operation_id = "show_due_list",
    params(("club_id" = Uuid, Path), DueListQuery),
    responses((
        status = 200,
        description = "List of the day, by name, with its sums",
        content(
            (DueList = "application/json"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ),
    )),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/clubs/{club_id}/due-list")]
pub async fn show(
    caller: Allowed<can::ReadLoans>,
    club: Path<ClubId>,
    asked: Params<DueListQuery>,
    wanted: Wanted,
    db: Data<Db>,
) -> Result<Rendered<DueList>> {
    let list = db.show_many(&caller, async |r| {
        let on = store::day(r, asked.on)?;
        store::of_club(r, *club, on).await
    });
    let list = list.await?;
    if wanted == Wanted::Json {
        return Ok(Rendered::Json(list));
    }
    let name = format!("bang-ke-thu-no-{}.xlsx", list.on);
    let bytes = block(move || rules::xlsx(&list)).await.map_err(Error::internal)?.map_err(Error::internal)?;
    Ok(Rendered::Workbook(Download { name, media_type: MEDIA_TYPE, bytes }))
}

/// Show what is due of your own loans on a day, in every club that you are or were in, while you are a member of one.
#[utoipa::path(
    tag = "account",
    operation_id = "list_my_dues",
    params(DueListQuery),
    responses((status = 200, body = Page<DueLoan>, description = "Your loans that run on that day, on one page")),
    security(("bearer" = [can::ReadOwnRecord::NAME])),
)]
#[get("/me/due-list")]
pub async fn mine(
    caller: Allowed<can::ReadOwnRecord>,
    asked: Params<DueListQuery>,
    db: Data<Db>,
) -> Result<Page<DueLoan>> {
    let mut db = db.read(&caller).await?;
    let on = store::day(&db, asked.on)?;
    let items = store::own(&mut db, on).await?;
    Ok(Page { items, next: None })
}
