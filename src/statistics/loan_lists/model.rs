//! Loans without names, as shown.

use crate::lending::standing::ArrearsClass;
use crate::money::loans::model::LoanState;
use crate::platform::ids::ClubId;
use crate::platform::money::Vnd;
use serde::Serialize;
use utoipa::ToSchema;

/// A loan, and nothing of who has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoanWithoutName {
    /// The club.
    pub club_id: ClubId,
    /// Where the loan stands.
    pub state: LoanState,
    /// What was approved (số tiền vay), once it is.
    pub principal_vnd: Option<Vnd>,
    /// Outstanding principal (dư nợ).
    pub outstanding_vnd: Vnd,
    /// For how many months it was asked (thời hạn vay).
    pub term_months: i16,
    /// The month in which it was handed out (tháng giải ngân); the day is withheld.
    #[schema(example = "2026-03")]
    pub disbursed_month: Option<String>,
    /// How late it is today (nhóm nợ quá hạn): `current` also if it stands still, or is no longer owed.
    pub lateness: ArrearsClass,
    /// Whether it was ever rescheduled (đã gia hạn).
    pub rescheduled: bool,
}
