//! Budget lines as stored and as shown.

use crate::planning::documents::model::FundingKind;
use crate::planning::schema::budget_lines;
use crate::platform::fields::{Line, client_made};
use crate::platform::http::{Versioned, value};
use crate::platform::ids::{Actor, BudgetLineId, DocumentId, PlanItemId};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::{Amount, Counted, Vnd};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A line of a plan's budget (dự toán): money for one purpose in one year, on its way from request to settlement.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = budget_lines, check_for_backend(diesel::pg::Pg))]
pub struct BudgetLine {
    /// UUID of the budget line.
    pub id: BudgetLineId,
    /// The plan whose budget it is.
    pub document_id: DocumentId,
    /// The activity of the plan that the money pays for; null where it is for the plan as a whole.
    pub plan_item_id: Option<PlanItemId>,
    /// Budget year (năm ngân sách), 2006 to 2100.
    pub year: i16,
    /// Kind of source that the money comes from (nguồn kinh phí).
    pub source: FundingKind,
    /// What the money is for, in words.
    pub text: String,
    /// Requested (đề nghị), in đồng.
    pub requested_vnd: Vnd,
    /// Appraised (thẩm định), in đồng: at most what is requested; null until then.
    pub appraised_vnd: Option<Vnd>,
    /// Allocated (bố trí), in đồng: at most what is appraised; null until then.
    pub allocated_vnd: Option<Vnd>,
    /// Disbursed (giải ngân), in đồng: at most what is allocated; null until then.
    pub disbursed_vnd: Option<Vnd>,
    /// Settled (quyết toán), in đồng: at most what is disbursed; null until then.
    pub settled_vnd: Option<Vnd>,
    /// The account that requested the money.
    pub recorded_by: Actor,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When the budget line was entered (UTC).
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

/// Money to be requested for a plan (đề nghị kinh phí).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "year": 2027, "source": "state_budget", "text": "Tập huấn ban chủ nhiệm", "requested_vnd": 30_000_000 }))]
pub struct NewBudgetLine {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<BudgetLineId>,
    /// The activity of the plan that the money pays for; none where it is for the plan as a whole.
    pub plan_item_id: Option<PlanItemId>,
    /// Budget year (năm ngân sách), 2006 to 2100.
    #[validate(range(min = 2006, max = 2100))]
    pub year: i16,
    /// Kind of source that the money is to come from (nguồn kinh phí).
    pub source: FundingKind,
    /// What the money is for, in words.
    pub text: Line<500>,
    /// The sum requested, in đồng.
    pub requested_vnd: Amount,
}

/// What a caller may change of a request that is not appraised.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "requested_vnd": 35_000_000 }))]
pub struct BudgetLinePatch {
    /// What the money is for, in words.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub text: Option<Line<500>>,
    /// The sum requested, in đồng.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub requested_vnd: Option<Amount>,
}

/// How far the money of a budget line has come after its request, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BudgetStage {
    /// Appraised by finance officers (thẩm định).
    Appraised,
    /// Allocated in the budget (bố trí).
    Allocated,
    /// Disbursed to the plan (giải ngân).
    Disbursed,
    /// Settled against what was spent (quyết toán).
    Settled,
}

/// A step of money on its way: the sum so far, not what is added to it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "stage": "appraised", "amount_vnd": 25_000_000 }))]
pub struct BudgetStep {
    /// The stage that the money has reached.
    pub stage: BudgetStage,
    /// The sum at this stage, in đồng: at most that of the stage before, at least that of the stage after; 0 if it is
    /// refused.
    pub amount_vnd: Counted,
}
