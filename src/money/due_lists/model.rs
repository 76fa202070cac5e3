//! What a due list shows.

use crate::platform::fields::Day;
use crate::platform::ids::{ClubId, LoanId, MemberId};
use crate::platform::looks::{Looks, Shown};
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Day of a due list.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DueListQuery {
    /// Day at whose end it is due: past, today or at most a year ahead; today unless told.
    pub on: Option<Day>,
}

/// What a borrower has to pay on one loan (khoản phải thu), at the end of a day. Amounts in đồng.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DueLoan {
    /// UUID of the club that lent.
    pub club_id: ClubId,
    /// UUID of the member who borrowed.
    pub member_id: MemberId,
    /// Her full name.
    #[schema(example = "Nguyễn Thị Mẫu")]
    pub full_name: String,
    /// UUID of the loan.
    pub loan_id: LoanId,
    /// Loan number in the club, from 1.
    #[schema(example = 12)]
    pub number: i32,
    /// Day of the disbursement (giải ngân).
    pub disbursed_on: Option<NaiveDate>,
    /// Due date of the oldest instalment that is not fully paid, due already or not.
    pub next_due_on: Option<NaiveDate>,
    /// Principal due by that day and unpaid (gốc đến hạn).
    pub due_principal_vnd: Vnd,
    /// Interest due by that day and unpaid (lãi đến hạn).
    pub due_interest_vnd: Vnd,
    /// Late charge accrued and unpaid (tiền phạt chậm trả).
    pub late_charge_vnd: Vnd,
    /// To be collected (phải thu): the three together; 0 while the loan is paused.
    pub due_vnd: Vnd,
    /// What ends the loan on that day (tất toán).
    pub payoff_vnd: Vnd,
    /// Outstanding principal (dư nợ gốc).
    pub outstanding_vnd: Vnd,
    /// Days since the oldest unpaid due date, without paused ones (số ngày quá hạn).
    pub days_past_due: i64,
    /// Whether a pause holds on that day (giãn nợ): nothing has to be paid.
    pub paused: bool,
}

/// What a member contributes and saves in the month of the day, by the regulation. Amounts in đồng.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DueShare {
    /// UUID of the member: active on that day.
    pub member_id: MemberId,
    /// Her full name.
    #[schema(example = "Nguyễn Thị Mẫu")]
    pub full_name: String,
    /// Contribution of the month that is not paid yet (hội phí còn phải nộp).
    pub contribution_vnd: Vnd,
    /// Savings of the month that are not deposited yet (tiết kiệm còn phải gửi).
    pub savings_vnd: Vnd,
}

/// The sums of a due list, in đồng.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct DueTotals {
    /// Principal due.
    pub due_principal_vnd: Vnd,
    /// Interest due.
    pub due_interest_vnd: Vnd,
    /// Late charges due.
    pub late_charge_vnd: Vnd,
    /// To be collected on loans, without those that are paused.
    pub due_vnd: Vnd,
    /// Outstanding principal.
    pub outstanding_vnd: Vnd,
    /// What would end all the loans on that day.
    pub payoff_vnd: Vnd,
    /// Contributions of the month that are not paid yet.
    pub contribution_vnd: Vnd,
    /// Savings of the month that are not deposited yet.
    pub savings_vnd: Vnd,
}

/// The list of a meeting day (bảng kê thu nợ, thu quỹ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DueList {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Name of the club.
    #[schema(example = "CLB Liên thế hệ tự giúp nhau xóm Vũ Hồng 2")]
    pub club_name: String,
    /// Day at whose end it is due. What was paid on it is no longer due.
    pub on: NaiveDate,
    /// Loans that run on that day, by the names of those who borrowed.
    pub items: Vec<DueLoan>,
    /// Members and what they still give in that month, by name; empty where the regulation does not say how much.
    pub shares: Vec<DueShare>,
    /// Sums of both.
    pub totals: DueTotals,
}

impl Shown for DueList {
    fn tell(&self, looks: &mut Looks) {
        looks.rows("loan", self.club_id, self.items.len());
        looks.rows("member", self.club_id, self.shares.len());
    }
}
