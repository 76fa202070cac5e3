//! What a loan costs, and its schedule.

use crate::lending::{LoanContract, RepaymentSchedule};
use crate::platform::ids::{LoanId, RegulationId, column};
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

column! { text:
    /// Reason for a new version of a schedule.
    pub enum ScheduleReason {
        /// Giải ngân.
        Disbursement,
        /// Trả trước một phần.
        PartialPrepayment,
        /// Gia hạn.
        Reschedule,
        /// Hoãn trả.
        Freeze,
        /// Đảo một lần trả.
        Reversal,
        /// Nhận từ sổ cũ.
        CarriedOver,
        /// Hủy một lần gia hạn: the version before it holds again from that day.
        RescheduleUndone,
    }
}

/// What is worth a warning about a loan. Shown, never refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoanWarning {
    /// The loan costs more than 20 % a year of what is really owed (Civil Code 2015, art. 468).
    EffectiveRateAboveLegalCap,
}

/// What a loan is and costs: the same in a preview, of the loan that follows from it, and in its statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanTerms {
    /// Contract, with the lending rules in it.
    pub contract: LoanContract,
    /// Schedule of instalments (kế hoạch trả nợ).
    pub schedule: RepaymentSchedule,
    /// Sum of the principal of all instalments, đồng.
    pub principal_vnd: Vnd,
    /// Sum of the interest of all instalments, đồng.
    pub interest_vnd: Vnd,
    /// Principal and interest together, đồng.
    pub total_vnd: Vnd,
    /// Agreed rate, in parts per million per year.
    #[schema(example = 84_000)]
    pub nominal_yearly_ppm: u32,
    /// Effective rate of the first schedule on the outstanding principal, in parts per million per year: the nominal yearly
    /// rate compounded monthly, which is twelve times the internal rate of return of a month (a month is 365 ÷ 12 days
    /// where instalments are not due monthly). Example: flat 0.70 % a month over 12 months is 15.2 %.
    #[schema(example = 84_000)]
    pub effective_yearly_ppm: u32,
    /// Warnings for the board and the borrower; none refuses the loan.
    pub warnings: Vec<LoanWarning>,
}

/// A loan as it would be, with its cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanPreview {
    /// UUID of the regulation (quy chế) whose rules the contract holds.
    pub regulation_id: RegulationId,
    /// Terms and cost that the loan would have.
    #[serde(flatten)]
    pub terms: LoanTerms,
}

/// The schedule of a loan that holds on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanSchedule {
    /// UUID of the loan.
    pub loan_id: LoanId,
    /// Number of the version of the schedule, from 1.
    #[schema(example = 1)]
    pub schedule_number: u16,
    /// First day on which this version holds.
    pub effective_on: NaiveDate,
    /// Terms and cost of the loan.
    #[serde(flatten)]
    pub terms: LoanTerms,
}
