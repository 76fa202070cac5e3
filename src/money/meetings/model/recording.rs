//! A whole meeting as a phone records it: who came, and all the money that moved.

use super::{MeetingAttendance, MeetingKind, NewResolution};
use crate::money::advances::model::{AdvanceUse, NewAdvanceSettlement};
use crate::money::cash_counts::model::NewCashCount;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{MoneySource, Movement, Purse};
use crate::money::loans::model::NewLoan;
use crate::platform::fields::{Day, Line, Moment, Prose, client_made};
use crate::platform::ids::{EntryId, LoanId, MeetingId, MemberId};
use crate::platform::money::Amount;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// An amount of money of one member.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberShare {
    /// UUID of the member who paid or received it.
    pub member_id: MemberId,
    /// Amount, whole đồng, in cash.
    pub amount_vnd: Amount,
}

/// Money that moved in a meeting and is neither contribution, savings nor loan.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingMovement {
    /// Kind of event that moved the money.
    pub kind: Movement,
    /// Fund; unless told, the one to which such an event belongs.
    pub fund: Option<FundKind>,
    /// Amount, whole đồng, in cash.
    pub amount_vnd: Amount,
    /// Name of the fine in the regulation (hành vi vi phạm), for a fine.
    pub fine: Option<Line<100>>,
    /// UUID of the member whose money it is, or who was helped.
    pub member_id: Option<MemberId>,
    /// Source of the money (nguồn vốn).
    pub source: Option<MoneySource>,
    /// Who gave or received the money, if not a member.
    pub party: Option<Line<200>>,
    /// Number of the voucher (số chứng từ).
    pub document: Option<Line<100>>,
    /// Purpose of the money (nội dung), in words.
    pub narrative: Option<Prose<1000>>,
}

/// A settlement of an advance in a meeting (thanh toán tạm ứng); what is returned is cash.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingAdvanceSettlement {
    /// UUID of the entry by which the advance was handed out.
    pub advance_id: EntryId,
    /// Amount spent, whole đồng; none unless told. It takes a `narrative`.
    pub spent_vnd: Option<Amount>,
    /// What it was spent on.
    #[serde(default)]
    pub spent_on: AdvanceUse,
    /// Amount returned, whole đồng; none unless told.
    pub returned_vnd: Option<Amount>,
    /// Number of the voucher (số chứng từ).
    pub document: Option<Line<100>>,
    /// Purpose of what was spent (nội dung), in words.
    pub narrative: Option<Prose<1000>>,
}

impl MeetingAdvanceSettlement {
    /// The same, on the day of the meeting.
    #[must_use]
    pub fn on(&self, on: Day) -> NewAdvanceSettlement {
        NewAdvanceSettlement {
            id: None,
            on,
            spent_vnd: self.spent_vnd,
            spent_on: self.spent_on,
            returned_vnd: self.returned_vnd,
            purse: Purse::Cash,
            document: self.document.clone(),
            narrative: self.narrative.clone(),
        }
    }
}

/// A repayment of a loan in a meeting, in cash.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingPayment {
    /// UUID of the loan that is repaid.
    pub loan_id: LoanId,
    /// Amount, whole đồng: at most what ends the loan on that day.
    pub amount_vnd: Amount,
    /// Whether what exceeds the amounts due lowers the principal at once.
    #[serde(default)]
    pub early: bool,
}

/// An application for a loan (đơn xin vay), taken in a meeting.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoanApplication {
    /// UUID of the member who applies.
    pub member_id: MemberId,
    /// Loan that she applies for.
    #[validate(nested)]
    pub loan: NewLoan,
}

/// A whole meeting, as a phone records it and sends it when it can. Everything is dated on its day; money in
/// comes before money out.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "monthly", "held_on": "2026-11-17", "place": "Nhà văn hóa xóm", "guests": 2,
    "attendance": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "presence": "present" }],
    "contributions": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "amount_vnd": 10_000 }],
    "savings_deposits": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "amount_vnd": 50_000 }],
    "repayments": [{ "loan_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e40", "amount_vnd": 500_000 }],
    "cash_counts": [
        { "fund": "income", "counted_on": "2026-11-17", "counted_vnd": 16_000_000, "first_counter": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "second_counter": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e41", "explanation": "Đếm lại hai lần" },
        { "fund": "operating", "counted_on": "2026-11-17", "counted_vnd": 1_010_000, "first_counter": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "second_counter": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e41" }
    ]
}))]
pub struct NewMeeting {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<MeetingId>,
    /// Kind of meeting; one of a kind a day.
    pub kind: MeetingKind,
    /// Day of the meeting: not in the future, not in a closed period if money moved.
    pub held_on: Day,
    /// Place, in words.
    pub place: Option<Line<200>>,
    /// Minutes (biên bản): what was said and decided.
    pub minutes: Option<Prose<20_000>>,
    /// Guests, in persons: those who came and are not members.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    pub guests: i16,
    /// Time by the clock of the phone that recorded it, in UTC; no order follows from it.
    pub recorded_at: Option<Moment>,
    /// Attendance: each member once, all of them members on that day.
    #[validate(length(max = 500), nested)]
    pub attendance: Vec<MeetingAttendance>,
    /// Resolutions, in order.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub resolutions: Vec<NewResolution>,
    /// Contributions to the operating fund (hội phí, đóng góp).
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub contributions: Vec<MemberShare>,
    /// Savings deposited (gửi tiết kiệm).
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub savings_deposits: Vec<MemberShare>,
    /// Savings withdrawn (rút tiết kiệm).
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub savings_withdrawals: Vec<MemberShare>,
    /// Repayments of loans (trả nợ).
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    pub repayments: Vec<MeetingPayment>,
    /// Settlements of advances (thanh toán tạm ứng).
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub advance_settlements: Vec<MeetingAdvanceSettlement>,
    /// Money that moved in other ways.
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    pub others: Vec<MeetingMovement>,
    /// Applications for loans (đơn xin vay).
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub applications: Vec<LoanApplication>,
    /// UUIDs of loans, approved before, that were disbursed.
    #[serde(default)]
    #[validate(length(max = 50))]
    pub disbursements: Vec<LoanId>,
    /// Counts of the cash box, one for each fund in which cash moved, made when all was done.
    #[serde(default)]
    #[validate(length(max = 2), nested)]
    pub cash_counts: Vec<NewCashCount>,
}
