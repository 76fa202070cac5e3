//! Budget lines as stored and as shown.

use crate::planning::documents::model::FundingKind;
use crate::planning::schema::budget_lines;
use crate::platform::fields::{Line, client_made};
use crate::platform::http::{Versioned, value};
use crate::platform::ids::{BudgetLineId, DocumentId, PlanItemId, UserId};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::{Amount, Counted, Vnd};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A line of a plan's budget.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = budget_lines, check_for_backend(diesel::pg::Pg))]
pub struct BudgetLine {
    /// Its id.
    pub id: BudgetLineId,
    /// The plan.
    pub document_id: DocumentId,
    /// The activity of the plan for which it is, if for one.
    pub plan_item_id: Option<PlanItemId>,
    /// The year of the budget.
    pub year: i16,
    /// Where the money comes from.
    pub source: FundingKind,
    /// What it is for.
    pub text: String,
    /// Đề nghị.
    pub requested_vnd: Vnd,
    /// Thẩm định: at most what is requested.
    pub appraised_vnd: Option<Vnd>,
    /// Bố trí: at most what is appraised.
    pub allocated_vnd: Option<Vnd>,
    /// Giải ngân: at most what is allocated.
    pub disbursed_vnd: Option<Vnd>,
    /// Quyết toán: at most what is disbursed.
    pub settled_vnd: Option<Vnd>,
    /// Who requested it.
    pub recorded_by: UserId,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

impl Versioned for BudgetLine {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for BudgetLine {
    const ENTITY: &'static str = "budget_line";
    const OPEN: &'static [&'static str] = &[
        "id",
        "document_id",
        "plan_item_id",
        "year",
        "source",
        "requested_vnd",
        "appraised_vnd",
        "allocated_vnd",
        "disbursed_vnd",
        "settled_vnd",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// Money to be requested.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "year": 2027, "source": "state_budget", "text": "Tập huấn ban chủ nhiệm", "requested_vnd": 30_000_000 }))]
pub struct NewBudgetLine {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<BudgetLineId>,
    /// The activity of the plan for which it is, if for one.
    pub plan_item_id: Option<PlanItemId>,
    /// The year of the budget.
    #[validate(range(min = 2006, max = 2100))]
    pub year: i16,
    /// Where the money is to come from.
    pub source: FundingKind,
    /// What it is for.
    pub text: Line<500>,
    /// How much.
    pub requested_vnd: Amount,
}

/// What a caller may change of a request that is not appraised.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "requested_vnd": 35_000_000 }))]
pub struct BudgetLinePatch {
    /// What it is for.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub text: Option<Line<500>>,
    /// How much.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub requested_vnd: Option<Amount>,
}

/// How far money has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BudgetStage {
    /// Thẩm định.
    Appraised,
    /// Bố trí.
    Allocated,
    /// Giải ngân.
    Disbursed,
    /// Quyết toán.
    Settled,
}

/// A step of money on its way: the sum so far, not what is added to it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "stage": "appraised", "amount_vnd": 25_000_000 }))]
pub struct BudgetStep {
    /// How far.
    pub stage: BudgetStage,
    /// How much: at most the sum of the stage before, at least that of the stage after; nothing, if it is refused.
    pub amount_vnd: Counted,
}
