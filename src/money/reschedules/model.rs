//! Reschedules as shown and as asked for, and the versions of a schedule.

use crate::lending::RepaymentSchedule;
use crate::money::decisions::model::{LoanDecision, LoanVote, NewLoanDecision};
use crate::money::loans::model::{Loan, ScheduleReason};
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{DecisionId, MeetingId, MemberId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A version of a loan's schedule (kế hoạch trả nợ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScheduleVersion {
    /// Number of the version, from 1.
    #[schema(example = 1)]
    pub number: i16,
    /// First day on which the version holds.
    pub effective_on: NaiveDate,
    /// Reason for which it was drawn up.
    pub reason: ScheduleReason,
    /// The schedule with its instalments.
    #[serde(flatten)]
    pub schedule: RepaymentSchedule,
}

/// The board's decision on more time for a loan (gia hạn nợ), and what follows from it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Reschedule {
    /// Loan after the decision.
    pub loan: Loan,
    /// Decision, with each vote.
    pub decision: LoanDecision,
    /// Schedule from now on; `null` where it was refused.
    pub schedule: Option<RepaymentSchedule>,
}

impl Versioned for Reschedule {
    fn version(&self) -> i32 {
        self.loan.version
    }
}

/// A vote of the board on more time for a loan: a new term from that day, or new due dates.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-19", "meeting": "Họp tháng 11", "present": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"], "votes": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "vote": "in_favour" }], "months": 12, "reason": "Gà chết vì dịch" }))]
pub struct NewReschedule {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<DecisionId>,
    /// Day on which the board met; not in the future, and not before the last repayment. The new term begins on
    /// it.
    pub on: Day,
    /// Name of the meeting; required where it is not recorded.
    pub meeting: Option<Line<200>>,
    /// UUID of the recorded meeting of that day.
    pub meeting_id: Option<MeetingId>,
    /// UUIDs of the members who were present. Of these, those on the board on that day count, without the
    /// borrower and her household.
    #[validate(length(min = 1, max = 500))]
    pub present: Vec<MemberId>,
    /// Votes, one for each member who voted.
    #[validate(length(max = 50), nested)]
    pub votes: Vec<LoanVote>,
    /// New term in months from that day, 1 to 36; at most what the contract's rules allow.
    #[validate(range(min = 1, max = 36))]
    #[schema(minimum = 1, maximum = 36)]
    pub months: Option<u8>,
    /// Months of the new term in which no principal is due (ân hạn gốc); none unless told.
    #[serde(default)]
    #[validate(range(max = 35))]
    #[schema(maximum = 35)]
    pub grace_months: u8,
    /// New due dates; instalments are due every month unless told.
    #[validate(length(min = 1, max = 36))]
    pub due_dates: Option<Vec<Day>>,
    /// Reason for the new term, in words.
    pub reason: Prose<1000>,
}

impl NewReschedule {
    /// The vote alone, as every vote is recorded.
    #[must_use]
    pub fn vote(&self) -> NewLoanDecision {
        NewLoanDecision {
            id: self.id,
            on: self.on,
            meeting: self.meeting.clone(),
            meeting_id: self.meeting_id,
            present: self.present.clone(),
            votes: self.votes.clone(),
            principal_vnd: None,
            reason: Some(self.reason.clone()),
        }
    }
}
