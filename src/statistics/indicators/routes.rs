//! Indicators over HTTP.

use super::model::{
    Asked, ClubBehind, FactKind, Indicator, IndicatorDefinition, IndicatorFacts, IndicatorValues,
    SeenFactKind, Tree, ValuesQuery, Whose,
};
use super::{rules, store};
use crate::Result;
use crate::platform::auth::{Allowed, Anyone, Permission, Role, Scope, Tier, can};
use crate::platform::db::Db;
use crate::platform::http::{Json, Page, PageQuery, Params, Public};
use crate::platform::ids::{ClubId, UnitId};
use crate::platform::text;
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::statistics::fresh::{Fresh, Proof};
use crate::statistics::suppression::model::is_within;
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use actix_web::get;
use actix_web::web::{Data, Path};

/// List the indicators (chỉ tiêu) with their definitions.
#[utoipa::path(
    tag = "indicators",
    operation_id = "list_indicators",
    responses(
        (status = 200, body = Vec<IndicatorDefinition>, description = "All of them, in the order of their codes"),
    ),
)]
#[get("/indicators")]
pub async fn definitions(_anyone: Anyone) -> Result<Public<Vec<IndicatorDefinition>>> {
    Ok(Public(rules::all().into_iter().map(Indicator::definition).collect()))
}

/// The unit of a path as it stood on the day of the tree, if the caller may see its clubs counted.
async fn unit_on(db: &Db, caller: &Scope, unit: &UnitRef, query: &ValuesQuery) -> Result<Unit> {
    let day = query.tree().day(query.period(caller.today())?, caller.today());
    units::store::find_in_reach(&mut db.read(caller).await?, unit, day).await
}

fn asked(whose: Whose, query: &ValuesQuery, caller: &Scope) -> Result<Asked> {
    Ok(Asked { whose, period: query.period(caller.today())?, tree: query.tree(), among: query.among() })
}

async fn show(
    db: &Db,
    caller: &Scope,
    asked: &Asked,
    query: &ValuesQuery,
    name: String,
) -> Result<Json<IndicatorValues>> {
    let which = query.indicators();
    let mut reader = Fresh::read_for(db, caller, [asked]).await?;
    let (values, heard) = store::values_heard(&mut reader, asked, &which, None).await?;
    let break_in_series = store::breaks(&mut reader, asked).await?;
    Ok(Json(IndicatorValues {
        unit_id: asked.whose.unit().map(|unit| unit.id),
        club_id: if let Whose::Club(id) = asked.whose { Some(id) } else { None },
        name,
        period: asked.period,
        tree: asked.tree.day(asked.period, caller.today()),
        break_in_series,
        heard,
        values,
    }))
}

async fn show_parts(
    db: &Db,
    caller: &Scope,
    asked: &Asked,
    query: &ValuesQuery,
) -> Result<Json<Vec<IndicatorValues>>> {
    let which = query.indicators();
    let mut reader = Fresh::read_for(db, caller, [asked]).await?;
    let parts = store::values_of_parts(&mut reader, asked, &which).await?;
    let break_in_series = store::breaks(&mut reader, asked).await?;
    let tree = asked.tree.day(asked.period, caller.today());
    let ids: Vec<UnitId> = parts.iter().map(|(id, ..)| *id).collect();
    let names = units::store::names(&mut reader, ids, tree).await?;
    let mut shown: Vec<IndicatorValues> = parts
        .into_iter()
        .map(|(id, values, heard)| IndicatorValues {
            unit_id: Some(id),
            club_id: None,
            name: names.get(&id).cloned().unwrap_or_default(),
            period: asked.period,
            tree,
            break_in_series,
            heard,
            values,
        })
        .collect();
    shown.sort_by_cached_key(|part| text::sort_key(&part.name));
    Ok(Json(shown))
}

/// Show indicators of all clubs in your reach: live, or as of any day since the beginning.
///
/// Today's values are exact sums that change in the transaction that changes the facts. Historical ones are counted
/// from the facts as they are known now, by the same definitions.
#[utoipa::path(
    tag = "indicators",
    operation_id = "show_indicators",
    params(ValuesQuery),
    responses((status = 200, body = IndicatorValues, description = "Values of the indicators asked for")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/indicators/values")]
pub async fn nation(
    caller: Allowed<can::ReadFigures>,
    query: Params<ValuesQuery>,
    db: Data<Db>,
) -> Result<Json<IndicatorValues>> {
    let asked = asked(Whose::Reach, &query, &caller)?;
    show(&db, &caller, &asked, &query, "Việt Nam".to_owned()).await
}

/// Show indicators of each province with clubs in your reach.
#[utoipa::path(
    tag = "indicators",
    operation_id = "show_indicators_of_provinces",
    params(ValuesQuery),
    responses((status = 200, body = Vec<IndicatorValues>, description = "The values, in Vietnamese order")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/indicators/values/provinces")]
pub async fn provinces(
    caller: Allowed<can::ReadFigures>,
    query: Params<ValuesQuery>,
    db: Data<Db>,
) -> Result<Json<Vec<IndicatorValues>>> {
    show_parts(&db, &caller, &asked(Whose::Reach, &query, &caller)?, &query).await
}

/// Show indicators of a unit in your reach: live, or as of any day, on the territorial tree of that day or another.
#[utoipa::path(
    tag = "indicators",
    operation_id = "show_indicators_of_unit",
    params(
        ("unit" = String, Path, description = "Id or official code of a province, district, commune or hamlet", example = "19"),
        ValuesQuery,
    ),
    responses((status = 200, body = IndicatorValues, description = "Values of the indicators asked for")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/indicators")]
pub async fn of_unit(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    query: Params<ValuesQuery>,
    db: Data<Db>,
) -> Result<Json<IndicatorValues>> {
    let unit = unit_on(&db, &caller, &unit, &query).await?;
    let name = unit.name.clone();
    show(&db, &caller, &asked(Whose::Unit(Box::new(unit)), &query, &caller)?, &query, name).await
}

/// Show indicators of the units below one: communes of a province, hamlets of a commune. Only those with clubs.
#[utoipa::path(
    tag = "indicators",
    operation_id = "show_indicators_of_children",
    params(
        ("unit" = String, Path, description = "Id or official code of a province, district or commune", example = "19"),
        ValuesQuery,
    ),
    responses((status = 200, body = Vec<IndicatorValues>, description = "The values, in Vietnamese order")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/indicators/children")]
pub async fn of_children(
    caller: Allowed<can::ReadFigures>,
    unit: Path<UnitRef>,
    query: Params<ValuesQuery>,
    db: Data<Db>,
) -> Result<Json<Vec<IndicatorValues>>> {
    let unit = unit_on(&db, &caller, &unit, &query).await?;
    show_parts(&db, &caller, &asked(Whose::Unit(Box::new(unit)), &query, &caller)?, &query).await
}

/// Show indicators of a club.
#[utoipa::path(
    tag = "indicators",
    operation_id = "show_indicators_of_club",
    params(("club_id" = Uuid, Path), ValuesQuery),
    responses((status = 200, body = IndicatorValues, description = "Values of the indicators asked for")),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/clubs/{club_id}/indicators")]
pub async fn of_club(
    caller: Allowed<can::ReadFigures>,
    club: Path<ClubId>,
    query: Params<ValuesQuery>,
    db: Data<Db>,
) -> Result<Json<IndicatorValues>> {
    let club = clubs::store::find(&mut db.read(&caller).await?, *club).await?;
    show(&db, &caller, &asked(Whose::Club(club.id), &query, &caller)?, &query, club.name).await
}

/// List the clubs that a unit's value is counted from, each with its part.
#[utoipa::path(
    tag = "indicators",
    operation_id = "trace_indicator_to_clubs",
    params(
        ("unit" = String, Path, description = "Id or official code of a province, district, commune or hamlet", example = "19"),
        ("indicator" = String, Path, description = "Code or name of the indicator", example = "I05"),
        ValuesQuery,
        PageQuery,
    ),
    responses(
        (status = 200, body = Page<ClubBehind>, description = "One page of clubs, each with its part of the value"),
    ),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/units/{unit}/indicators/{indicator}/trace")]
pub async fn clubs_behind(
    caller: Allowed<can::ReadFigures>,
    path: Path<(UnitRef, Indicator)>,
    query: Params<ValuesQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ClubBehind>> {
    let (unit, indicator) = &*path;
    let unit = unit_on(&db, &caller, unit, &query).await?;
    let asked = asked(Whose::Unit(Box::new(unit)), &query, &caller)?;
    let mut reader = Fresh::read_for(&db, &caller, [&asked]).await?;
    store::clubs_behind(&mut reader, &asked, *indicator, &page).await
}

/// Who sees a kind of rows one by one, and of which tier they are: by the permission to read them.
fn read_by<P: Permission>() -> (&'static [Role], u8) {
    (P::HOLDERS, P::Tier::NUMBER)
}

/// The kinds of rows of a club that the caller may see one by one.
fn seen_one_by_one(caller: &Scope, club: &Club, indicator: Indicator) -> Vec<SeenFactKind> {
    let may = |holders: &[Role]| {
        caller.roles().iter().any(|(role, place)| holders.contains(role) && is_within(*place, club))
    };
    // that a member is poor is of a higher tier than that she is a member
    let of_poverty = matches!(
        indicator,
        Indicator::ShareInNeed
            | Indicator::HouseholdsOutOfPoverty
            | Indicator::PoorMembers
            | Indicator::NearPoorMembers
            | Indicator::MembersInDifficulty
            | Indicator::EthnicMinorityMembers
            | Indicator::DisabledMembers
    );
    let members = if of_poverty { read_by::<can::ReadSensitive>() } else { read_by::<can::ReadMembers>() };
    let of_checks = matches!(indicator, Indicator::CheckedOnce | Indicator::CheckedTwice);
    let members = if of_checks { read_by::<can::ReadInvitations>() } else { members };
    let members =
        if indicator == Indicator::ShareInsured { read_by::<can::ReadInsurance>() } else { members };
    let of_money = matches!(
        indicator,
        Indicator::LoanCoverageEver | Indicator::LoanCoverageInPeriod | Indicator::LoanCoverageOfNeed
    );
    let members = if of_money { read_by::<can::ReadLoans>() } else { members };
    let members = if indicator == Indicator::ShareOfSavers { read_by::<can::ReadSavings>() } else { members };
    let kinds = [
        (FactKind::Member, members),
        (FactKind::Loan, read_by::<can::ReadLoans>()),
        (FactKind::Repayment, read_by::<can::ReadLoans>()),
        (FactKind::LedgerEntry, read_by::<can::ReadLedger>()),
        (FactKind::Meeting, read_by::<can::ReadMeetings>()),
        (FactKind::Training, read_by::<can::ReadTrainings>()),
        (FactKind::Volunteer, read_by::<can::ReadVolunteers>()),
        (FactKind::CareCase, read_by::<can::EditCare>()),
        (FactKind::CareVisit, read_by::<can::EditCare>()),
        (FactKind::Activity, read_by::<can::ReadActivities>()),
        (FactKind::ExchangeVisit, read_by::<can::ReadActivities>()),
        (FactKind::MonitoringVisit, read_by::<can::ReadMonitoring>()),
        (FactKind::Award, read_by::<can::ReadAwards>()),
        (FactKind::SelfHelpAction, read_by::<can::ReadSelfHelp>()),
        (FactKind::RightsCase, read_by::<can::ReadRightsCases>()),
        (FactKind::Resource, read_by::<can::ReadResources>()),
    ];
    let seen = kinds.into_iter().filter(|(_, (holders, _))| may(holders));
    seen.map(|(kind, (_, tier))| SeenFactKind { kind, tier }).collect()
}

/// List the records that a club's value is counted from: those that you may see one by one, and how many others.
/// What of it is sensitive is recorded in the access log.
#[utoipa::path(
    tag = "indicators",
    operation_id = "trace_indicator_to_rows",
    params(
        ("club_id" = Uuid, Path),
        ("indicator" = String, Path, description = "Code or name of the indicator", example = "I03"),
        ValuesQuery,
        PageQuery,
    ),
    responses(
        (status = 200, body = IndicatorFacts, description = "The value, and one page of the records behind it"),
    ),
    security(("bearer" = [can::ReadFigures::NAME])),
)]
#[get("/clubs/{club_id}/indicators/{indicator}/trace")]
pub async fn facts_behind(
    caller: Allowed<can::ReadFigures>,
    path: Path<(ClubId, Indicator)>,
    query: Params<ValuesQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Json<IndicatorFacts>> {
    let (club, indicator) = *path;
    let club = clubs::store::find(&mut db.read(&caller).await?, club).await?;
    let shown = seen_one_by_one(&caller, &club, indicator);
    let mut asked = asked(Whose::Club(club.id), &query, &caller)?;
    asked.tree = Tree::Now;
    let figures = Proof::of(&db, &caller, [&asked]).await?;
    let sensitive = caller.for_tier_3();
    let facts = db.show_many(&sensitive, async |r| {
        store::facts_behind(&mut figures.within(r), &asked, indicator, &shown, &page).await
    });
    Ok(Json(facts.await?.facts))
}
