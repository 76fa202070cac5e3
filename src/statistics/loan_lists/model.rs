//! Loans without names, as shown.

use crate::lending::standing::ArrearsClass;
use crate::money::loans::model::LoanState;
use crate::platform::ids::ClubId;
use crate::platform::looks::shown;
use crate::platform::money::Vnd;
use serde::Serialize;
use utoipa::ToSchema;

/// A loan without anything that tells who has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoanWithoutName {
    /// UUID of the club that lent the money.
    pub club_id: ClubId,
    /// State of the loan.
    pub state: LoanState,
    /// Principal as approved (số tiền vay), in đồng; null until it is.
    pub principal_vnd: Option<Vnd>,
    /// Outstanding principal (dư nợ), in đồng.
    pub outstanding_vnd: Vnd,
    /// Term for which the loan was asked (thời hạn vay), in months.
    pub term_months: i16,
    /// Month of the disbursement (tháng giải ngân), as `YYYY-MM`; the day is withheld.
    #[schema(example = "2026-03")]
    pub disbursed_month: Option<String>,
    /// How late it is today (nhóm nợ quá hạn): `current` also if it stands still, or is no longer owed.
    pub lateness: ArrearsClass,
    /// Whether the loan was ever rescheduled (đã gia hạn).
    pub rescheduled: bool,
    /// Class of arrears in which the last reschedule found it, kept until the new schedule is performed; null then, and
    /// where it was never rescheduled.
    pub arrears_class_at_reschedule: Option<ArrearsClass>,
}

shown! { LoanWithoutName: "loan" of |loan| loan.club_id; }
