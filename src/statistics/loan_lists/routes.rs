//! Loans without names over HTTP.

use super::model::LoanWithoutName;
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::Db;
use crate::platform::http::{Page, PageQuery, Params};
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use actix_web::get;
use actix_web::web::{Data, Path};

/// List the loans of a unit without names, by club. Recorded in the access log.
///
/// No loan, member or purpose can be told from it: a loan has no id here, its day of disbursement is a month,
/// and the cursor is encrypted.
#[utoipa::path(
    tag = "loans",
    operation_id = "list_loans_without_names",
    params(
        ("unit" = String, Path, description = "Id or official code of a province, commune or hamlet", example = "19"),
        PageQuery,
    ),
    responses((status = 200, body = Page<LoanWithoutName>, description = "One page of loans without names")),
    security(("bearer" = [can::ListLoansWithoutNames::NAME])),
)]
#[get("/units/{unit}/loans")]
pub async fn list(
    caller: Allowed<can::ListLoansWithoutNames>,
    unit: Path<UnitRef>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<LoanWithoutName>> {
    db.show_many(&caller, async |r| {
        let unit = units::store::find_in_reach(r, &unit, caller.today()).await?;
        store::list(r, &unit, &page).await
    })
    .await
}
