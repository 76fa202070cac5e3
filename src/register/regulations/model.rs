//! Regulations as stored and as shown.

use super::rules::BookRules;
use crate::lending::LendingRules;
use crate::platform::fields::{Day, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, RegulationId};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::{Amount, Vnd};
use crate::register::schema::club_regulations;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Nullable};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A version of a club's regulation.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = club_regulations, check_for_backend(diesel::pg::Pg))]
pub struct Regulation {
    /// UUID of this version of the regulation.
    pub id: RegulationId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Counts the club's versions, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// Day on which the members adopted it.
    pub adopted_on: NaiveDate,
    /// First day on which it is in force.
    pub effective_from: NaiveDate,
    /// Full text of the regulation (Quy chế), in Vietnamese.
    pub body: String,
    /// Moment at which this version was entered.
    pub created_at: DateTime<Utc>,
    /// The rules by which the club lends; `null` if it does not.
    #[diesel(deserialize_as = Lending)]
    pub lending: Option<LendingRules>,
    /// Principal from which on a loan is handed out with a second factor proven in the last ten minutes; `null` asks for
    /// none.
    #[schema(example = 20_000_000)]
    pub second_factor_from_vnd: Option<Vnd>,
    /// Contribution of each member to the operating fund a month (hội phí), đồng; `null` if it asks for none.
    #[schema(example = 10_000)]
    pub monthly_contribution_vnd: Option<Vnd>,
    /// Savings of each member a month (tiết kiệm định kỳ), đồng; `null` if it asks for none.
    #[schema(example = 50_000)]
    pub monthly_savings_vnd: Option<Vnd>,
    /// The rules by which the club keeps its money besides lending: fines, interest on savings, shares of the surplus,
    /// cycles; `null` if it has none.
    #[diesel(deserialize_as = Books)]
    pub books: Option<BookRules>,
}

/// Rules of the books in their column.
pub struct Books(Option<BookRules>);

impl Queryable<Nullable<Jsonb>, diesel::pg::Pg> for Books {
    type Row = Option<serde_json::Value>;
    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(row.map(serde_json::from_value).transpose()?))
    }
}
impl From<Books> for Option<BookRules> {
    fn from(books: Books) -> Self {
        books.0
    }
}

/// Lending rules in their column.
pub struct Lending(Option<LendingRules>);

impl Queryable<Nullable<Jsonb>, diesel::pg::Pg> for Lending {
    type Row = Option<serde_json::Value>;
    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(row.map(serde_json::from_value).transpose()?))
    }
}
impl From<Lending> for Option<LendingRules> {
    fn from(lending: Lending) -> Self {
        lending.0
    }
}

/// It never changes, so this is its first version and its last.
impl Versioned for Regulation {
    fn version(&self) -> i32 {
        1
    }
}
impl Audited for Regulation {
    const ENTITY: &'static str = "regulation";
    const OPEN: &'static [&'static str] = &[
        "id",
        "club_id",
        "number",
        "adopted_on",
        "effective_from",
        "lending",
        "second_factor_from_vnd",
        "books",
        "monthly_contribution_vnd",
        "monthly_savings_vnd",
    ];
    fn facts(&self) -> Facts {
        Facts::RUNNING
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
}

/// A version of a club's regulation, as of the day asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegulationOnDay {
    /// The version of the regulation.
    #[serde(flatten)]
    pub regulation: Regulation,
    /// Whether this version is in force on the day asked about.
    pub in_force: bool,
}

/// A new version of a club's regulation.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "adopted_on": "2026-03-10", "effective_from": "2026-03-15", "body": "Điều 1. Câu lạc bộ họp ngày 17 hằng tháng.", "lending": { "max_principal_vnd": 10_000_000, "max_term_months": 12, "rate_ppm": 7_000, "interest_method": "declining_equal_principal", "rounding_unit_vnd": 1_000, "late_charge": { "kind": "penalty_rate" }, "guarantors_min": 1 }, "books": { "fines": [{ "name": "Đi họp muộn", "amount_vnd": 5_000 }], "savings_rate_ppm": 36_000, "surplus": { "operating_percent": 50, "reserve_percent": 10, "capital_percent": 30 }, "cycle": { "share_price_vnd": 20_000, "carried_over_percent": 5 } } }))]
pub struct NewRegulation {
    /// UUIDv7 made by the client; the server makes one where it is absent.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<RegulationId>,
    /// Day on which the members adopted it; not in the future.
    pub adopted_on: Day,
    /// First day on which it is in force; no two versions of a club begin on one day.
    pub effective_from: Day,
    /// Full text of the regulation (Quy chế), in Vietnamese; at most 50,000 characters.
    pub body: Prose<50_000>,
    /// The rules by which the club lends, if it does.
    #[serde(default)]
    #[validate(nested)]
    pub lending: Option<LendingRules>,
    /// Principal from which on a loan is handed out with a second factor (xác thực bước hai); absent asks for none.
    #[serde(default)]
    pub second_factor_from_vnd: Option<Amount>,
    /// Contribution of each member to the operating fund a month (hội phí), if it asks for one.
    #[serde(default)]
    pub monthly_contribution_vnd: Option<Amount>,
    /// Savings of each member a month (tiết kiệm định kỳ), if it asks for them.
    #[serde(default)]
    pub monthly_savings_vnd: Option<Amount>,
    /// The rules by which the club keeps its money besides lending, if it has any.
    #[serde(default)]
    #[validate(nested)]
    pub books: Option<BookRules>,
}
