//! Reschedules as shown and as asked for, and the versions of a schedule.

use crate::lending::Schedule;
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
    /// Counts the versions, from 1.
    #[schema(example = 1)]
    pub number: i16,
    /// From which day on it holds.
    pub effective_on: NaiveDate,
    /// Why it was drawn up.
    pub reason: ScheduleReason,
    /// The instalments.
    #[serde(flatten)]
    pub schedule: Schedule,
}

/// What the board decided about more time, and what follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reschedule {
    /// The loan as it is now.
    pub loan: Loan,
    /// The decision.
    pub decision: LoanDecision,
    /// The schedule from now on; `null` where it was refused.
    pub schedule: Option<Schedule>,
}

impl Versioned for Reschedule {
    fn version(&self) -> i32 {
        self.loan.version
    }
}

/// A vote on more time. Either a new term from that day, or new due dates.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-19", "meeting": "Họp tháng 11", "present": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"], "votes": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "vote": "in_favour" }], "months": 12, "reason": "Gà chết vì dịch" }))]
pub struct NewReschedule {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<DecisionId>,
    /// On which day the board met; not in the future, and not before the last repayment. The new term begins.
    pub on: Day,
    /// What the meeting is called; required where it is not recorded.
    pub meeting: Option<Line<200>>,
    /// The recorded meeting of that day.
    pub meeting_id: Option<MeetingId>,
    /// Who was there. Of these, those on the board on that day count, without the borrower and her household.
    #[validate(length(min = 1, max = 500))]
    pub present: Vec<MemberId>,
    /// Who voted how.
    #[validate(length(max = 50), nested)]
    pub votes: Vec<LoanVote>,
    /// The new term in months, from that day; at most what the contract's rules allow.
    #[validate(range(min = 1, max = 36))]
    #[schema(minimum = 1, maximum = 36)]
    pub months: Option<u8>,
    /// For how many of them principal rests.
    #[serde(default)]
    #[validate(range(max = 35))]
    #[schema(maximum = 35)]
    pub grace_months: u8,
    /// The new due dates, if they are not every month.
    #[validate(length(min = 1, max = 36))]
    pub due_dates: Option<Vec<Day>>,
    /// Why.
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
