//! What a repayment before its time does.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Rule by which interest is owed when a loan is repaid in full before its end (trả nợ trước hạn).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EarlyRepayment {
    /// All interest of the contract (flat interest only).
    FullInterest,
    /// That of the periods that have begun, no penalty.
    #[default]
    ElapsedPeriods,
    /// By the sum of the digits of the months, which weighs the first ones heavier (flat interest only).
    RuleOfMonths,
    /// Interest to the day of the repayment.
    InterestToDate,
}

/// Effect of a partial prepayment on the schedule (trả trước một phần).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartialPrepayment {
    /// The instalments stay as large, and there are fewer.
    #[default]
    ShortenTerm,
    /// There are as many instalments, and they are smaller.
    ReduceInstalment,
}
