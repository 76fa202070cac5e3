//! Loans without names, as shown.

use crate::column::ClubId;
use crate::money::Vnd;
use serde::Serialize;
use utoipa::ToSchema;

/// How late a loan is, in the classes of portfolio at risk (nhóm nợ quá hạn).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub enum Lateness {
    /// Not at all, or standing still, or no longer owed.
    #[serde(rename = "none")]
    None,
    /// By 1 to 30 days.
    #[serde(rename = "1_to_30")]
    UpTo30,
    /// By 31 to 60 days.
    #[serde(rename = "31_to_60")]
    UpTo60,
    /// By 61 to 90 days.
    #[serde(rename = "61_to_90")]
    UpTo90,
    /// By more than 90 days.
    #[serde(rename = "over_90")]
    Over90,
}

/// A loan, and nothing of who has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoanWithoutName {
    /// The club.
    pub club_id: ClubId,
    /// Where the loan stands.
    #[schema(example = "active")]
    pub state: String,
    /// What was approved (số tiền vay), once it is.
    pub principal_vnd: Option<Vnd>,
    /// Outstanding principal (dư nợ).
    pub outstanding_vnd: Vnd,
    /// For how many months it was asked (thời hạn vay).
    pub term_months: i16,
    /// The month in which it was handed out (tháng giải ngân); the day is withheld.
    #[schema(example = "2026-03")]
    pub disbursed_month: Option<String>,
    /// How late it is today.
    pub lateness: Lateness,
    /// Whether it was ever rescheduled (đã gia hạn).
    pub rescheduled: bool,
}
