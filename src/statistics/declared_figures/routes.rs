//! Declared figures over HTTP.

use super::model::{
    DeclaredFigure, DeclaredFigureQuery, FigureComparison, FigureComparisonQuery, NewDeclaredFigure,
};
use super::{rules, store};
use crate::Result;
use crate::platform::auth::{Allowed, Scope, can};
use crate::platform::db::{Change, Db};
use crate::platform::fields::Day;
use crate::platform::http::{Created, IdempotencyKey, Json, Page, PageQuery, Params, Valid};
use crate::platform::ids::ClubId;
use crate::register::clubs;
use crate::statistics::disclosure::{knows_those_of, knows_those_of_club};
use crate::statistics::fresh::Fresh;
use crate::statistics::indicators;
use crate::statistics::indicators::model::{Among, Asked, Indicator, IndicatorPeriod, Tree, Whose};
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the figures declared of a unit (số liệu tự báo cáo), last entered first.
///
/// Whoever may not read the members sees no figure of 1 to 4 people, nor one that leaves so few.
#[utoipa::path(
    tag = "figures",
    operation_id = "list_declared_figures_of_unit",
    params(
        ("unit" = String, Path, description = "Id or official code of a unit", example = "19"),
        DeclaredFigureQuery,
        PageQuery,
    ),
    responses((status = 200, body = Page<DeclaredFigure>, description = "One page of declared figures")),
    security(("bearer" = [can::ReadDeclaredFigures::NAME])),
)]
#[get("/units/{unit}/declared-figures")]
pub async fn list_of_unit(
    caller: Allowed<can::ReadDeclaredFigures>,
    unit: Path<UnitRef>,
    query: Params<DeclaredFigureQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<DeclaredFigure>> {
    let mut db = db.read(&caller).await?;
    let day = query.on.map_or_else(|| caller.today(), Day::get);
    let unit = units::store::find_in_reach(&mut db, &unit, day).await?;
    let open = knows_those_of(&caller, &unit);
    store::list(&mut db, (&Whose::Unit(Box::new(unit)), open), &query, &page).await
}

/// List the figures declared of a club (số liệu tự báo cáo), last entered first.
#[utoipa::path(
    tag = "figures",
    operation_id = "list_declared_figures_of_club",
    params(("club_id" = Uuid, Path), DeclaredFigureQuery, PageQuery),
    responses((status = 200, body = Page<DeclaredFigure>, description = "One page of declared figures")),
    security(("bearer" = [can::ReadDeclaredFigures::NAME])),
)]
#[get("/clubs/{club_id}/declared-figures")]
pub async fn list_of_club(
    caller: Allowed<can::ReadDeclaredFigures>,
    club: Path<ClubId>,
    query: Params<DeclaredFigureQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<DeclaredFigure>> {
    let mut db = db.read(&caller).await?;
    let club = clubs::store::find(&mut db, *club).await?;
    let open = knows_those_of_club(&caller, &club);
    store::list(&mut db, (&Whose::Club(club.id), open), &query, &page).await
}

/// List the figures declared of the nation (số liệu đã công bố), last entered first. They are published.
#[utoipa::path(
    tag = "figures",
    operation_id = "list_declared_figures_of_nation",
    params(DeclaredFigureQuery, PageQuery),
    responses((status = 200, body = Page<DeclaredFigure>, description = "One page of declared figures")),
    security(("bearer" = [can::ReadDeclaredFigures::NAME])),
)]
#[get("/declared-figures")]
pub async fn list_of_nation(
    caller: Allowed<can::ReadDeclaredFigures>,
    query: Params<DeclaredFigureQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<DeclaredFigure>> {
    store::list(&mut db.read(&caller).await?, (&Whose::Nation, false), &query, &page).await
}

/// What is computed for a place and period, and what was declared of it.
async fn compare(
    (db, caller): (&Db, &Scope),
    (whose, open): (Whose, bool),
    (indicator, period): (Indicator, IndicatorPeriod),
) -> Result<Json<FigureComparison>> {
    let asked = Asked { whose, period, tree: Tree::Then, among: Among::default() };
    let mut reader = Fresh::read_for(db, caller, [&asked]).await?;
    let declared = store::of_period(&mut reader, (&asked.whose, open), period).await?;
    let computed = indicators::store::values(&mut reader, &asked, &[indicator]).await?;
    Ok(Json(rules::compare(indicator, period, &declared, computed.first())))
}

/// Compare what was declared of a unit with what is computed, and say what makes one doubt it.
///
/// The unit is the one that stood on the last day of the period.
#[utoipa::path(
    tag = "figures",
    operation_id = "compare_declared_figures_of_unit",
    params(
        ("unit" = String, Path, description = "Id or official code of a unit", example = "19"),
        FigureComparisonQuery,
    ),
    responses(
        (status = 200, body = FigureComparison, description = "Both, their difference, and the doubts"),
    ),
    security(("bearer" = [can::ReadDeclaredFigures::NAME])),
)]
#[get("/units/{unit}/declared-figures/comparison")]
pub async fn compare_of_unit(
    caller: Allowed<can::ReadDeclaredFigures>,
    unit: Path<UnitRef>,
    query: Params<FigureComparisonQuery>,
    db: Data<Db>,
) -> Result<Json<FigureComparison>> {
    let period = rules::period(&query, caller.today())?;
    let unit = units::store::find_in_reach(&mut db.read(&caller).await?, &unit, query.until.get()).await?;
    let open = knows_those_of(&caller, &unit);
    compare((&db, &caller), (Whose::Unit(Box::new(unit)), open), (query.indicator, period)).await
}

/// Compare what was declared of a club with what is computed, and say what makes one doubt it.
#[utoipa::path(
    tag = "figures",
    operation_id = "compare_declared_figures_of_club",
    params(("club_id" = Uuid, Path), FigureComparisonQuery),
    responses(
        (status = 200, body = FigureComparison, description = "Both, their difference, and the doubts"),
    ),
    security(("bearer" = [can::ReadDeclaredFigures::NAME])),
)]
#[get("/clubs/{club_id}/declared-figures/comparison")]
pub async fn compare_of_club(
    caller: Allowed<can::ReadDeclaredFigures>,
    club: Path<ClubId>,
    query: Params<FigureComparisonQuery>,
    db: Data<Db>,
) -> Result<Json<FigureComparison>> {
    let period = rules::period(&query, caller.today())?;
    let club = clubs::store::find(&mut db.read(&caller).await?, *club).await?;
    let open = knows_those_of_club(&caller, &club);
    compare((&db, &caller), (Whose::Club(club.id), open), (query.indicator, period)).await
}

/// Compare what was declared of the nation with what is computed, and say what makes one doubt it.
#[utoipa::path(
    tag = "figures",
    operation_id = "compare_declared_figures_of_nation",
    params(FigureComparisonQuery),
    responses(
        (status = 200, body = FigureComparison, description = "Both, their difference, and the doubts"),
    ),
    security(("bearer" = [can::CompareNationalFigures::NAME])),
)]
#[get("/declared-figures/comparison")]
pub async fn compare_of_nation(
    caller: Allowed<can::CompareNationalFigures>,
    query: Params<FigureComparisonQuery>,
    db: Data<Db>,
) -> Result<Json<FigureComparison>> {
    let period = rules::period(&query, caller.today())?;
    compare((&db, &caller), (Whose::Nation, false), (query.indicator, period)).await
}

/// Enter what a document said of a unit (số liệu tự báo cáo).
///
/// It stands beside what is computed and never replaces it. The unit is the one that stood on the last day of the
/// period. A ratio is entered by what it was computed from, never as a percentage.
#[utoipa::path(
    tag = "figures",
    operation_id = "declare_figure_of_unit",
    params(("unit" = String, Path, description = "Id or official code of a unit", example = "19"), IdempotencyKey),
    request_body = NewDeclaredFigure,
    responses((status = 201, body = DeclaredFigure, description = "The declared figure as stored")),
    security(("bearer" = [can::EditDeclaredFigures::NAME])),
)]
#[post("/units/{unit}/declared-figures")]
pub async fn create_of_unit(
    caller: Allowed<can::EditDeclaredFigures>,
    unit: Path<UnitRef>,
    key: IdempotencyKey,
    new: Valid<NewDeclaredFigure>,
    db: Data<Db>,
) -> Result<Created<DeclaredFigure>> {
    rules::check(&new, caller.today())?;
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let unit = store::hold_unit(w, &unit, new.until.get()).await?;
        store::insert(w, &unit, &new).await.map(Change::created)
    });
    created.await.map(Created)
}

/// Enter what a document said of a club (số liệu tự báo cáo).
#[utoipa::path(
    tag = "figures",
    operation_id = "declare_figure_of_club",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewDeclaredFigure,
    responses((status = 201, body = DeclaredFigure, description = "The declared figure as stored")),
    security(("bearer" = [can::EditDeclaredFigures::NAME])),
)]
#[post("/clubs/{club_id}/declared-figures")]
pub async fn create_of_club(
    caller: Allowed<can::EditDeclaredFigures>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewDeclaredFigure>,
    db: Data<Db>,
) -> Result<Created<DeclaredFigure>> {
    rules::check(&new, caller.today())?;
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let club = store::hold_club(w, *club).await?;
        store::insert(w, &club, &new).await.map(Change::created)
    });
    created.await.map(Created)
}

/// Enter what a document said of the nation (số liệu đã công bố).
#[utoipa::path(
    tag = "figures",
    operation_id = "declare_figure_of_nation",
    params(IdempotencyKey),
    request_body = NewDeclaredFigure,
    responses((status = 201, body = DeclaredFigure, description = "The declared figure as stored")),
    security(("bearer" = [can::EditNationalFigures::NAME])),
)]
#[post("/declared-figures")]
pub async fn create_of_nation(
    caller: Allowed<can::EditNationalFigures>,
    key: IdempotencyKey,
    new: Valid<NewDeclaredFigure>,
    db: Data<Db>,
) -> Result<Created<DeclaredFigure>> {
    rules::check(&new, caller.today())?;
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let nation = store::hold_nation(w)?;
        store::insert(w, &nation, &new).await.map(Change::created)
    });
    created.await.map(Created)
}
