//! Values, and what stands behind them.

use super::{Indicator, IndicatorPeriod};
use crate::platform::ids::{ClubId, UnitId, column};
use crate::platform::looks::{Looks, Shown};
use crate::territory::terrains::model::Terrain;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A commune, and how many clubs run in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// UUID of the commune.
    pub unit_id: UnitId,
    /// UUID of its province.
    pub province_id: UnitId,
    /// Terrain of the commune; none where it is not recorded.
    pub terrain: Option<Terrain>,
    /// Clubs that run in it on the day.
    pub clubs: i64,
}

/// How many of the clubs that were counted have recorded anything lately.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClubsHeard {
    /// Running clubs that were counted.
    pub clubs: i64,
    /// Of these clubs, those that recorded nothing in the three whole months before.
    pub silent: i64,
}

/// A value of an indicator, in whole numbers, so that it can be compared and added exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IndicatorValue {
    /// Code of the indicator.
    pub indicator: Indicator,
    /// Version of the definition by which it was counted.
    pub definition_version: i16,
    /// The count, or the numerator of a ratio, in the unit of the indicator; `null` where it is suppressed.
    pub numerator: Option<i64>,
    /// The denominator of a ratio; `null` for a count and where it is suppressed. A ratio over 0 is none.
    pub denominator: Option<i64>,
    /// Whether it was suppressed, because it could show a person.
    pub suppressed: bool,
    /// Whether so few people make it up, or are left by those who do, that it can show one of them.
    #[serde(skip)]
    pub few_people: bool,
}

/// Values of indicators at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IndicatorValues {
    /// The unit whose values they are; null for a club and for the nation.
    pub unit_id: Option<UnitId>,
    /// The club whose values they are; null for a unit and for the nation.
    pub club_id: Option<ClubId>,
    /// Name of the club or unit, or `Việt Nam`.
    pub name: String,
    /// The period that they are of.
    pub period: IndicatorPeriod,
    /// The day of whose territorial tree they are.
    pub tree: NaiveDate,
    /// Whether the tree changed between the two: shares of units are then of other units (`break_in_series`).
    pub break_in_series: bool,
    /// How many of the clubs counted have recorded anything lately.
    pub heard: ClubsHeard,
    /// The values, in the order in which they were asked for.
    pub values: Vec<IndicatorValue>,
}

/// A club that is counted in a unit's value, with its part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClubBehind {
    /// UUID of the club.
    pub club_id: ClubId,
    /// The club's name.
    pub name: String,
    /// The club's own value: its part of the unit's.
    #[serde(flatten)]
    pub value: IndicatorValue,
}

column! { text:
    /// Kind of record that a value is counted from.
    pub enum FactKind {
        /// A member (`/v1/members/{id}`).
        Member,
        /// A loan (`/v1/loans/{id}`).
        Loan,
        /// A repayment (`/v1/repayments/{id}`).
        Repayment,
        /// A ledger entry (`/v1/entries/{id}`).
        LedgerEntry,
        /// A meeting (`/v1/meetings/{id}`).
        Meeting,
        /// A training (`/v1/trainings/{id}`).
        Training,
        /// A volunteer (`/v1/volunteers/{id}`).
        Volunteer,
        /// A case of care at home (`/v1/care-cases/{id}`).
        CareCase,
        /// A visit of volunteers at home (`/v1/care-visits/{id}`).
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
        /// A mobilised resource (`/v1/resources/{id}`).
        Resource,
    }
}

/// A record that a value of a club is counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IndicatorFact {
    /// Kind of record, which tells its address.
    pub kind: FactKind,
    /// UUID of the record.
    pub id: Uuid,
    /// Day of the record, which decides to which period it counts.
    pub on: NaiveDate,
}

/// Kind of records that somebody may see one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenFactKind {
    /// The kind.
    pub kind: FactKind,
    /// Tier of what such a record tells of somebody.
    pub tier: u8,
}
impl SeenFactKind {
    /// Whether the access log is told.
    #[must_use]
    pub const fn is_sensitive(self) -> bool {
        self.tier >= 3
    }
}

/// The records behind a value of a club, and which of them the access log is told of.
#[derive(Debug)]
pub struct FactsOfClub {
    /// UUID of the club.
    pub club: ClubId,
    /// Kinds that are sensitive.
    pub sensitive: Vec<FactKind>,
    /// The reply.
    pub facts: IndicatorFacts,
}
impl Shown for FactsOfClub {
    fn tell(&self, looks: &mut Looks) {
        for fact in self.facts.items.iter().filter(|fact| self.sensitive.contains(&fact.kind)) {
            looks.row(fact.kind.into(), self.club);
        }
    }
}

/// The records that a club's value is counted from: those that the caller may see, and how many others there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IndicatorFacts {
    /// The value that they make up.
    pub value: IndicatorValue,
    /// A page of the records that the caller may see one by one.
    pub items: Vec<IndicatorFact>,
    /// Cursor of the next page, for `after`; null on the last.
    pub next: Option<String>,
    /// Number of records that the caller may not see one by one.
    pub others: i64,
}
