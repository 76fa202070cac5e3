//! What is asked about loans, and asked for.

use super::LoanState;
use crate::money::ledger::model::Purse;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::ids::{LoanId, MemberId};
use crate::platform::money::Amount;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Order of a list of loans.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoanSort {
    /// Newest first.
    #[default]
    Newest,
    /// Applications that wait for a decision: poor and near-poor older women first, then by the day of the
    /// application.
    Queue,
}

/// Filters and order of the list of loans.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LoanQuery {
    /// Only loans in this state.
    pub state: Option<LoanState>,
    /// Only loans of this member.
    pub member_id: Option<MemberId>,
    /// `true`: only loans in arrears today.
    #[serde(default)]
    pub late: bool,
    /// Order of the list; newest first unless told.
    #[serde(default)]
    #[param(inline)]
    pub sort: LoanSort,
}

/// A loan to be previewed, as if it were disbursed on a day.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "amount_vnd": 5_000_000, "months": 10 }))]
pub struct PreviewedLoan {
    /// Principal, whole đồng.
    pub amount_vnd: Amount,
    /// Term in months, 1 to 36.
    #[validate(range(min = 1, max = 36))]
    #[schema(minimum = 1, maximum = 36)]
    pub months: u8,
    /// Months of the term in which no principal is due (ân hạn gốc); none unless told.
    #[serde(default)]
    #[validate(range(max = 35))]
    #[schema(maximum = 35)]
    pub grace_months: u8,
    /// Due dates after harvests; instalments are due every month unless told.
    #[validate(length(min = 1, max = 36))]
    pub due_dates: Option<Vec<Day>>,
    /// Day of the disbursement, whose regulation counts; today unless told.
    pub on: Option<Day>,
}

/// An application for a loan (đơn xin vay).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "amount_vnd": 5_000_000, "months": 10, "purpose": "Nuôi gà", "applied_on": "2026-11-17", "guarantors": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"] }))]
pub struct NewLoan {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<LoanId>,
    /// Amount asked for, whole đồng.
    pub amount_vnd: Amount,
    /// Term asked for in months, 1 to 36.
    #[validate(range(min = 1, max = 36))]
    #[schema(minimum = 1, maximum = 36)]
    pub months: u8,
    /// Months of the term in which no principal is due (ân hạn gốc); none unless told.
    #[serde(default)]
    #[validate(range(max = 35))]
    #[schema(maximum = 35)]
    pub grace_months: u8,
    /// Due dates after harvests; instalments are due every month unless told.
    #[validate(length(min = 1, max = 36))]
    pub due_dates: Option<Vec<Day>>,
    /// Purpose of the loan (mục đích), in words.
    pub purpose: Prose<500>,
    /// Day of the application; not in the future.
    pub applied_on: Day,
    /// UUIDs of active members who vouch for her (người bảo lãnh), not of her household.
    #[serde(default)]
    #[validate(length(max = 10))]
    pub guarantors: Vec<MemberId>,
}

/// What the board found about an application (thẩm định).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-18", "note": "Đã đến thăm chuồng gà" }))]
pub struct LoanScreening {
    /// Day of the screening; not in the future.
    pub on: Day,
    /// What the board found, in words.
    pub note: Option<Prose<1000>>,
}

/// That a member does not want the loan any more (rút đơn).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-18", "reason": "Chưa cần nữa" }))]
pub struct LoanWithdrawal {
    /// Day of the withdrawal; not in the future.
    pub on: Day,
    /// Reason of the member, in words.
    pub reason: Option<Prose<1000>>,
}

/// A disbursement (giải ngân): the money is handed out.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-20", "purse": "cash", "document": "PC 12/2026" }))]
pub struct NewDisbursement {
    /// Day of the disbursement; not in the future, not in a closed period.
    pub on: Day,
    /// Cash box or bank from which it is paid; cash unless told.
    #[serde(default)]
    pub purse: Purse,
    /// Number of the voucher (số chứng từ).
    pub document: Option<Line<100>>,
}

impl NewDisbursement {
    /// Out of the cash box.
    #[must_use]
    pub const fn in_cash(on: Day) -> Self {
        Self { on, purse: Purse::Cash, document: None }
    }
}

/// A running loan of a club older than the system. It is active at once, and under the regulation in force on
/// that day.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-01", "disbursed_on": "2026-05-17", "principal_vnd": 2_500_000, "months": 6, "next_due_on": "2026-11-17", "purpose": "Nuôi gà" }))]
pub struct CarriedOverLoan {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<LoanId>,
    /// First day on which the loan stands in these books.
    pub on: Day,
    /// Day of the disbursement by the old books.
    pub disbursed_on: Day,
    /// Outstanding principal on that day, whole đồng.
    pub principal_vnd: Amount,
    /// Months left of the term, 1 to 36.
    #[validate(range(min = 1, max = 36))]
    #[schema(minimum = 1, maximum = 36)]
    pub months: u8,
    /// Due date of the next instalment: after that day and within a month; a month after it unless told.
    pub next_due_on: Option<Day>,
    /// Due dates after harvests; instalments are due every month unless told.
    #[validate(length(min = 1, max = 36))]
    pub due_dates: Option<Vec<Day>>,
    /// Purpose of the loan (mục đích), in words.
    pub purpose: Prose<500>,
    /// Number of the voucher (số chứng từ).
    pub document: Option<Line<100>>,
}
