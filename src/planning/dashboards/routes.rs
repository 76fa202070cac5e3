//! Dashboards over HTTP.

use super::model::{Dashboard, DashboardQuery};
use super::store;
use crate::Result;
use crate::planning::progress;
use crate::platform::auth::{Allowed, Scope, can};
use crate::platform::db::Db;
use crate::platform::http::{Json, Page, PageQuery, Params};
use crate::statistics::figures;
use crate::statistics::figures::model::SilentClub;
use crate::statistics::fresh::Fresh;
use crate::statistics::indicators::store::keep;
use crate::statistics::summary::unit_in_reach;
use crate::territory::units::model::{Unit, UnitRef};
use actix_web::get;
use actix_web::web::{Data, Path};

/// Show all clubs in your reach at a glance: main indicators, coverage by terrain, a programme's targets, and the
/// league of coverage and silence.
#[utoipa::path(
    tag = "indicators",
    operation_id = "show_national_dashboard",
    params(DashboardQuery),
    responses((status = 200, body = Dashboard, description = "The dashboard as of today, in exact sums")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/dashboard")]
pub async fn nation(
    caller: Allowed<can::ReadFigures>,
    query: Params<DashboardQuery>,
    db: Data<Db>,
) -> Result<Json<Dashboard>> {
    show(&db, &caller, None, &query).await.map(Json)
}

async fn show(db: &Db, caller: &Scope, unit: Option<Unit>, query: &DashboardQuery) -> Result<Dashboard> {
    let place = store::place_of(unit.as_ref());
    let targets = match &query.programme {
        None => vec![],
        Some(code) => store::of_programme(&mut db.read(caller).await?, &place, code).await?,
    };
    let kept = keep(db, caller, &progress::store::needed(&place, &targets, caller.today())).await?;
    store::of_place(&mut kept.read(db, caller).await?, unit, targets).await
}

/// Show a unit at a glance: of a province with the league of its communes, of a commune with that of its hamlets.
#[utoipa::path(
    tag = "indicators",
    operation_id = "show_dashboard",
    params(
        ("unit" = String, Path, description = "Id or official code of a province, commune or hamlet", example = "19"),
        DashboardQuery,
    ),
    responses((status = 200, body = Dashboard, description = "The dashboard as of today, in exact sums")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/dashboard")]
pub async fn of_unit(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    query: Params<DashboardQuery>,
    db: Data<Db>,
) -> Result<Json<Dashboard>> {
    let unit = unit_in_reach(&db, &caller, &unit).await?;
    show(&db, &caller, Some(unit), &query).await.map(Json)
}

/// List the clubs in your reach that recorded nothing in the three whole months before.
#[utoipa::path(
    tag = "indicators",
    operation_id = "list_silent_clubs",
    params(PageQuery),
    responses((status = 200, body = Page<SilentClub>, description = "One page of silent clubs")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/silent-clubs")]
pub async fn silent_clubs(
    caller: Allowed<can::ReadFigures>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<SilentClub>> {
    figures::store::silent(&mut Fresh::read(&db, &caller).await?, None, &page).await
}

/// List the clubs of a unit that recorded nothing in the three whole months before.
#[utoipa::path(
    tag = "indicators",
    operation_id = "list_silent_clubs_of_unit",
    params(
        ("unit" = String, Path, description = "Id or official code of a province, commune or hamlet", example = "19"),
        PageQuery,
    ),
    responses((status = 200, body = Page<SilentClub>, description = "One page of silent clubs")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/silent-clubs")]
pub async fn silent_clubs_of_unit(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<SilentClub>> {
    let unit = unit_in_reach(&db, &caller, &unit).await?;
    figures::store::silent(&mut Fresh::read(&db, &caller).await?, Some(&unit), &page).await
}
