//! Dashboards, as shown.

use crate::planning::progress::model::TargetProgress;
use crate::platform::fields::Line;
use crate::platform::ids::UnitId;
use crate::statistics::indicators::model::{ClubsHeard, Indicator, IndicatorValue};
use crate::territory::terrains::model::Terrain;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// What stands at the head of a dashboard.
pub const HEADLINE: &[Indicator] = &[
    Indicator::Clubs,
    Indicator::NewClubs,
    Indicator::Members,
    Indicator::OlderMembers,
    Indicator::ShareOfWomen,
    Indicator::ShareOfOlderPeople,
    Indicator::ShareInNeed,
    Indicator::ClubsActiveInAllAreas,
    Indicator::DoubleStandardClubs,
    Indicator::ClubsWithBothFunds,
    Indicator::IncomeFunds,
    Indicator::OutstandingPrincipal,
    Indicator::PortfolioAtRisk30,
    Indicator::HomeCareVolunteers,
    Indicator::ReportsInTime,
];
/// What stands in a row of the league.
pub const IN_LEAGUE: &[Indicator] = &[
    Indicator::Clubs,
    Indicator::Members,
    Indicator::OlderMembers,
    Indicator::ClubsActiveInAllAreas,
    Indicator::IncomeFunds,
];

/// How communes of a terrain are covered (độ bao phủ xã, phường).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct CommuneCoverage {
    /// Of which terrain; `null` for those of which it is not recorded.
    pub terrain: Option<Terrain>,
    /// Communes that stand today (số xã, phường).
    pub communes: i64,
    /// Of these communes, those with at least one running club.
    pub with_1: i64,
    /// Of these communes, those with two or more running clubs.
    pub with_2: i64,
    /// Of these communes, those with three or more running clubs.
    pub with_3: i64,
}

/// One part of the whole in the league of coverage and silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeagueRow {
    /// The unit: a province of the nation, a commune of a province, or a hamlet of a commune.
    pub unit_id: UnitId,
    /// The unit's full name.
    #[schema(example = "Tỉnh Thái Nguyên")]
    pub name: String,
    /// Communes of today that lie in it, or 1 for a commune; 0 for a hamlet.
    pub communes: i64,
    /// Of these communes, those with at least one running club.
    pub covered: i64,
    /// Running clubs, and how many of them have been silent for three whole months.
    pub heard: ClubsHeard,
    /// Its values of clubs, members, older members, clubs active in all areas, and income funds.
    pub values: Vec<IndicatorValue>,
}

/// The nation or a unit at a glance (bảng tổng hợp), as of today.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Dashboard {
    /// The unit; `null` for all clubs in your reach.
    pub unit_id: Option<UnitId>,
    /// The unit's full name, or `Việt Nam`.
    pub name: String,
    /// The day that the figures are of.
    pub as_of: NaiveDate,
    /// Running clubs, and how many of them have been silent for three whole months.
    pub heard: ClubsHeard,
    /// The main indicators: stocks as of today, flows of the calendar year.
    pub values: Vec<IndicatorValue>,
    /// How communes are covered by clubs, one row for each terrain.
    pub coverage: Vec<CommuneCoverage>,
    /// Progress of the targets of the programme that was asked for; empty if none was.
    pub programme: Vec<TargetProgress>,
    /// The parts: the most silent first, by the share of their clubs that is.
    pub league: Vec<LeagueRow>,
}

/// The programme whose targets a dashboard shows.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DashboardQuery {
    /// Code of a programme, whose targets are shown with it; none unless told.
    #[param(example = "1648")]
    pub programme: Option<Line<20>>,
}
