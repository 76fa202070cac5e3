//! Territory over HTTP. Reading needs no token and may be cached by anybody.

use super::model::{
    HamletPatch, Level, NewHamlet, OnDay, ResolveQuery, SearchQuery, Unit, UnitQuery, UnitRef, UnitResolution,
};
use super::store::{self, Within};
use crate::Result;
use crate::platform::auth::{Allowed, Anyone, can};
use crate::platform::db::{Change, Db};
use crate::platform::fields::Day;
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Public, Tagged, Valid,
};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};
use chrono::NaiveDate;

fn day(asked: Option<Day>, today: NaiveDate) -> NaiveDate {
    asked.map_or(today, Day::get)
}

async fn find_at(
    db: &Db,
    anyone: &Anyone,
    level: Option<Level>,
    unit: &UnitRef,
    on: OnDay,
) -> Result<Public<Unit>> {
    let mut db = db.read(anyone).await?;
    Ok(Public(store::find(&mut db, level, unit, day(on.on, anyone.today())).await?))
}

/// Lists a level directly below a unit, or everywhere in a province.
async fn list_below(
    db: &Db,
    anyone: &Anyone,
    parent: (Level, &UnitRef),
    level: Level,
    query: &UnitQuery,
    page: &PageQuery,
) -> Result<Public<Page<Unit>>> {
    let mut db = db.read(anyone).await?;
    let day = day(query.on, anyone.today());
    let parent = store::find(&mut db, Some(parent.0), parent.1, day).await?;
    let within = match parent.level {
        Level::Province => Within::Province(parent.id),
        _ => Within::Below(parent.id),
    };
    Ok(Public(store::list(&mut db, Some(level), within, query.q.as_deref(), page, day).await?))
}

/// List the provinces (tỉnh, thành phố) on a day, in Vietnamese order.
#[utoipa::path(
    tag = "territory",
    operation_id = "list_provinces",
    params(UnitQuery, PageQuery),
    responses((status = 200, body = Page<Unit>, description = "One page of provinces")),
)]
#[get("/provinces")]
pub async fn list_provinces(
    anyone: Anyone,
    query: Params<UnitQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Public<Page<Unit>>> {
    let mut db = db.read(&anyone).await?;
    let day = day(query.on, anyone.today());
    let page = store::list(&mut db, Some(Level::Province), Within::Nation, query.q.as_deref(), &page, day);
    Ok(Public(page.await?))
}

/// Find a province by id or by code.
#[utoipa::path(
    tag = "territory",
    operation_id = "find_province",
    params(("province" = String, Path, description = "UUID or official code of the province", example = "19"), OnDay),
    responses((status = 200, body = Unit, description = "The province")),
)]
#[get("/provinces/{province}")]
pub async fn find_province(
    anyone: Anyone,
    unit: Path<UnitRef>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Public<Unit>> {
    find_at(&db, &anyone, Some(Level::Province), &unit, *on).await
}

/// List the districts (huyện) of a province on a day; none since 1 July 2025.
#[utoipa::path(
    tag = "territory",
    operation_id = "list_districts_of_province",
    params(
        ("province" = String, Path, description = "UUID or official code of the province", example = "19"),
        UnitQuery,
        PageQuery,
    ),
    responses((status = 200, body = Page<Unit>, description = "One page of districts")),
)]
#[get("/provinces/{province}/districts")]
pub async fn list_districts_of_province(
    anyone: Anyone,
    unit: Path<UnitRef>,
    query: Params<UnitQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Public<Page<Unit>>> {
    list_below(&db, &anyone, (Level::Province, &unit), Level::District, &query, &page).await
}

/// List all communes (xã, phường, đặc khu) of a province on a day, whether or not districts lie between.
#[utoipa::path(
    tag = "territory",
    operation_id = "list_communes_of_province",
    params(
        ("province" = String, Path, description = "UUID or official code of the province", example = "19"),
        UnitQuery,
        PageQuery,
    ),
    responses((status = 200, body = Page<Unit>, description = "One page of communes")),
)]
#[get("/provinces/{province}/communes")]
pub async fn list_communes_of_province(
    anyone: Anyone,
    unit: Path<UnitRef>,
    query: Params<UnitQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Public<Page<Unit>>> {
    list_below(&db, &anyone, (Level::Province, &unit), Level::Commune, &query, &page).await
}

/// Find a district by id or by code.
#[utoipa::path(
    tag = "territory",
    operation_id = "find_district",
    params(("district" = String, Path, description = "UUID or official code of the district", example = "167"), OnDay),
    responses((status = 200, body = Unit, description = "The district")),
)]
#[get("/districts/{district}")]
pub async fn find_district(
    anyone: Anyone,
    unit: Path<UnitRef>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Public<Unit>> {
    find_at(&db, &anyone, Some(Level::District), &unit, *on).await
}

/// List the communes of a district on a day before 1 July 2025.
#[utoipa::path(
    tag = "territory",
    operation_id = "list_communes_of_district",
    params(
        ("district" = String, Path, description = "UUID or official code of the district", example = "167"),
        UnitQuery,
        PageQuery,
    ),
    responses((status = 200, body = Page<Unit>, description = "One page of communes")),
)]
#[get("/districts/{district}/communes")]
pub async fn list_communes_of_district(
    anyone: Anyone,
    unit: Path<UnitRef>,
    query: Params<UnitQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Public<Page<Unit>>> {
    list_below(&db, &anyone, (Level::District, &unit), Level::Commune, &query, &page).await
}

/// Find a commune by id or by code.
///
/// A code means nothing without a day: ask with `on`. A commune that does not stand on that day answers 404
/// with its `successors`.
#[utoipa::path(
    tag = "territory",
    operation_id = "find_commune",
    params(("commune" = String, Path, description = "UUID or official code of the commune", example = "05605"), OnDay),
    responses((status = 200, body = Unit, description = "The commune")),
)]
#[get("/communes/{commune}")]
pub async fn find_commune(
    anyone: Anyone,
    unit: Path<UnitRef>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Public<Unit>> {
    find_at(&db, &anyone, Some(Level::Commune), &unit, *on).await
}

/// List the hamlets (thôn, xóm, ấp, bản, tổ dân phố) of a commune on a day.
#[utoipa::path(
    tag = "territory",
    operation_id = "list_hamlets",
    params(
        ("commune" = String, Path, description = "UUID or official code of the commune", example = "05605"),
        UnitQuery,
        PageQuery,
    ),
    responses((status = 200, body = Page<Unit>, description = "One page of hamlets")),
)]
#[get("/communes/{commune}/hamlets")]
pub async fn list_hamlets(
    anyone: Anyone,
    unit: Path<UnitRef>,
    query: Params<UnitQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Public<Page<Unit>>> {
    list_below(&db, &anyone, (Level::Commune, &unit), Level::Hamlet, &query, &page).await
}

/// Enter a hamlet of your commune. No national code list holds them.
#[utoipa::path(
    tag = "territory",
    operation_id = "create_hamlet",
    params(
        ("commune" = String, Path, description = "UUID or official code of the commune", example = "05605"),
        IdempotencyKey,
    ),
    request_body = NewHamlet,
    responses((status = 201, body = Unit, description = "The hamlet")),
    security(("bearer" = [can::EditHamlets::NAME])),
)]
#[post("/communes/{commune}/hamlets")]
pub async fn create_hamlet(
    caller: Allowed<can::EditHamlets>,
    commune: Path<UnitRef>,
    key: IdempotencyKey,
    new: Valid<NewHamlet>,
    db: Data<Db>,
) -> Result<Created<Unit>> {
    let hamlet = db.write_once(&caller, &key, &*new, async |w| {
        let commune = store::hold(w, Level::Commune, &commune).await?;
        store::insert_hamlet(w, &commune, &new).await.map(Change::created)
    });
    hamlet.await.map(Created)
}

/// Find a hamlet by id, as it stands on a day.
#[utoipa::path(
    tag = "territory",
    operation_id = "find_hamlet",
    params(("hamlet" = Uuid, Path), OnDay),
    responses((status = 200, body = Unit, description = "The hamlet")),
)]
#[get("/hamlets/{hamlet}")]
pub async fn find_hamlet(
    anyone: Anyone,
    unit: Path<UnitRef>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Tagged<Unit>> {
    let Public(hamlet) = find_at(&db, &anyone, Some(Level::Hamlet), &unit, *on).await?;
    Ok(Tagged(hamlet))
}

/// Rename a hamlet of your commune from a day on.
#[utoipa::path(
    tag = "territory",
    operation_id = "update_hamlet",
    params(("hamlet" = Uuid, Path), IfMatch),
    request_body = HamletPatch,
    responses((status = 200, body = Unit, description = "The hamlet")),
    security(("bearer" = [can::EditHamlets::NAME])),
)]
#[patch("/hamlets/{hamlet}")]
pub async fn update_hamlet(
    caller: Allowed<can::EditHamlets>,
    hamlet: Path<UnitRef>,
    etag: IfMatch,
    patch: Changes<HamletPatch>,
    db: Data<Db>,
) -> Result<Tagged<Unit>> {
    let hamlet = db.write(&caller, async |w| {
        let hamlet = store::hold(w, Level::Hamlet, &hamlet).await?.if_matches(etag)?;
        let after = store::rename_hamlet(w, &hamlet, &patch).await?;
        Ok(Change::updated(&hamlet, after))
    });
    hamlet.await.map(Tagged)
}

/// Say what a code meant on one day and what stands in its place on another, across every reform between.
///
/// Many-to-many: a divided commune has several successors, a merged one several predecessors. Ask with `on`
/// before `at` for what a unit of today was made of.
#[utoipa::path(
    tag = "territory",
    operation_id = "resolve_unit",
    params(ResolveQuery),
    responses((status = 200, body = UnitResolution, description = "The unit and its counterparts")),
)]
#[get("/units/resolve")]
pub async fn resolve(
    anyone: Anyone,
    query: Params<ResolveQuery>,
    db: Data<Db>,
) -> Result<Public<UnitResolution>> {
    let mut db = db.read(&anyone).await?;
    Ok(Public(store::resolve(&mut db, &query.code, query.at.get(), day(query.on, anyone.today())).await?))
}

/// Search units of every level by any part of their name.
#[utoipa::path(
    tag = "territory",
    operation_id = "search_units",
    params(SearchQuery, PageQuery),
    responses((status = 200, body = Page<Unit>, description = "One page of units")),
)]
#[get("/units")]
pub async fn search(
    anyone: Anyone,
    query: Params<SearchQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Public<Page<Unit>>> {
    let mut db = db.read(&anyone).await?;
    Ok(Public(store::search(&mut db, &query, &page, day(query.on, anyone.today())).await?))
}

/// Find a unit of any level by id or by code.
#[utoipa::path(
    tag = "territory",
    operation_id = "find_unit",
    params(("unit" = String, Path, description = "UUID or official code of the unit"), OnDay),
    responses((status = 200, body = Unit, description = "The unit")),
)]
#[get("/units/{unit}")]
pub async fn find(
    anyone: Anyone,
    unit: Path<UnitRef>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Public<Unit>> {
    find_at(&db, &anyone, None, &unit, *on).await
}

/// List what lies directly below a unit on a day.
#[utoipa::path(
    tag = "territory",
    operation_id = "list_children",
    params(("unit" = String, Path, description = "UUID or official code of the unit"), UnitQuery, PageQuery),
    responses((status = 200, body = Page<Unit>, description = "One page of units")),
)]
#[get("/units/{unit}/children")]
pub async fn children(
    anyone: Anyone,
    unit: Path<UnitRef>,
    query: Params<UnitQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Public<Page<Unit>>> {
    let mut db = db.read(&anyone).await?;
    let day = day(query.on, anyone.today());
    let parent = store::find(&mut db, None, &unit, day).await?;
    let within = Within::Below(parent.id);
    Ok(Public(store::list(&mut db, None, within, query.q.as_deref(), &page, day).await?))
}

/// List what a unit lies in on a day, nearest first.
#[utoipa::path(
    tag = "territory",
    operation_id = "list_ancestors",
    params(("unit" = String, Path, description = "UUID or official code of the unit"), OnDay),
    responses((status = 200, body = Vec<Unit>, description = "The units above it")),
)]
#[get("/units/{unit}/ancestors")]
pub async fn ancestors(
    anyone: Anyone,
    unit: Path<UnitRef>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Public<Vec<Unit>>> {
    let mut db = db.read(&anyone).await?;
    let day = day(on.on, anyone.today());
    let unit = store::find(&mut db, None, &unit, day).await?;
    Ok(Public(store::ancestors(&mut db, &unit, day).await?))
}
