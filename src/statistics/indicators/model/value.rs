//! Values, and what stands behind them.

use super::{Indicator, IndicatorPeriod};
use crate::platform::ids::{ClubId, UnitId, column};
use crate::territory::terrains::model::Terrain;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A commune, and how many clubs run in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// The commune.
    pub unit_id: UnitId,
    /// Its province.
    pub province_id: UnitId,
    /// Its terrain, if it is known.
    pub terrain: Option<Terrain>,
    /// Clubs that run in it.
    pub clubs: i64,
}

/// How much of what is counted has been heard of lately.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClubsHeard {
    /// Running clubs that were counted.
    pub clubs: i64,
    /// Of these, those that recorded nothing in the three whole months before.
    pub silent: i64,
}

/// A value: whole numbers, so that it can be compared and added exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IndicatorValue {
    /// Of what.
    pub indicator: Indicator,
    /// Which definition.
    pub definition_version: i16,
    /// The count, or what stands above the line; `null` where it is withheld.
    pub numerator: Option<i64>,
    /// What stands below the line; `null` for a count and where it is withheld. A ratio over nought is none.
    pub denominator: Option<i64>,
    /// Whether it was withheld, because it could show a person.
    pub suppressed: bool,
    /// Whether so few people make it up, or are left by those who do, that it can show one of them.
    #[serde(skip)]
    pub few_people: bool,
}

/// Values of one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IndicatorValues {
    /// The unit, if they are one's.
    pub unit_id: Option<UnitId>,
    /// The club, if they are one's.
    pub club_id: Option<ClubId>,
    /// Its name.
    pub name: String,
    /// Of when they are.
    pub period: IndicatorPeriod,
    /// The day of whose territorial tree they are.
    pub tree: NaiveDate,
    /// Whether the tree changed between the two: shares of units are then of other units (`break_in_series`).
    pub break_in_series: bool,
    /// How much was heard of.
    pub heard: ClubsHeard,
    /// The values.
    pub values: Vec<IndicatorValue>,
}

/// A club behind a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClubBehind {
    /// The club.
    pub club_id: ClubId,
    /// Its name.
    pub name: String,
    /// Its part.
    #[serde(flatten)]
    pub value: IndicatorValue,
}

column! { text:
    /// What kind of row stands behind a value.
    pub enum FactKind {
        /// A member (`/v1/members/{id}`).
        Member,
        /// A loan (`/v1/loans/{id}`).
        Loan,
        /// A repayment (`/v1/repayments/{id}`).
        Repayment,
        /// An entry of the ledger (`/v1/entries/{id}`).
        LedgerEntry,
        /// A meeting (`/v1/meetings/{id}`).
        Meeting,
        /// A training (`/v1/trainings/{id}`).
        Training,
        /// A volunteer (`/v1/volunteers/{id}`).
        Volunteer,
        /// A case of care at home (`/v1/care-cases/{id}`).
        CareCase,
        /// A visit (`/v1/care-visits/{id}`).
        CareVisit,
        /// An activity (`/v1/activities/{id}`).
        Activity,
        /// An exchange visit (`/v1/exchange-visits/{id}`).
        ExchangeVisit,
        /// A monitoring visit (`/v1/monitoring-visits/{id}`).
        MonitoringVisit,
        /// An award (`/v1/awards/{id}`).
        Award,
        /// An act of self-help (`/v1/self-help-actions/{id}`).
        SelfHelpAction,
        /// A rights case (`/v1/rights-cases/{id}`).
        RightsCase,
        /// A resource (`/v1/resources/{id}`).
        Resource,
    }
}

/// A row behind a value of a club.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IndicatorFact {
    /// What it is.
    pub kind: FactKind,
    /// Its id.
    pub id: Uuid,
    /// Its day.
    pub on: NaiveDate,
}

/// The rows behind a value of a club: those that the caller may see, and how many others there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IndicatorFacts {
    /// The value.
    pub value: IndicatorValue,
    /// A page of the rows.
    pub items: Vec<IndicatorFact>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Rows that the caller may not see one by one.
    pub others: i64,
}
