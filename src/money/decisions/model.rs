//! Decisions as stored and as shown.

use crate::lending::vote::VoteChoice;
use crate::money::schema::{loan_decisions, loan_votes};
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::ids::{DecisionId, LoanId, MeetingId, MemberId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::Amount;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Matter on which the board decides.
    pub enum LoanDecisionKind {
        /// Cho vay.
        Approval,
        /// Gia hạn.
        Reschedule,
        /// Xóa nợ.
        WriteOff,
    }
}

column! { text:
    /// Outcome of a vote.
    pub enum LoanDecisionOutcome {
        /// Được thông qua.
        Approved,
        /// Không được thông qua.
        Refused,
    }
}

/// A choice in a vote, in its column.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[serde(transparent)]
#[diesel(sql_type = Text)]
pub struct Said(pub VoteChoice);

impl std::str::FromStr for Said {
    type Err = strum::ParseError;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        name.parse().map(Self)
    }
}
impl From<Said> for &'static str {
    fn from(said: Said) -> Self {
        said.0.into()
    }
}
column! { text: Said }

/// A vote of one member of the board (phiếu biểu quyết).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, Validate, ToSchema,
)]
#[serde(deny_unknown_fields)]
#[diesel(table_name = loan_votes, check_for_backend(diesel::pg::Pg))]
pub struct LoanVote {
    /// UUID of the member who voted.
    pub member_id: MemberId,
    /// In favour, against, or abstained.
    #[schema(value_type = VoteChoice)]
    pub vote: Said,
}

/// A decision of a club's board about a loan, without its votes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = loan_decisions, check_for_backend(diesel::pg::Pg))]
pub struct LoanDecisionHead {
    /// UUID of the decision.
    pub id: DecisionId,
    /// UUID of the loan.
    pub loan_id: LoanId,
    /// Matter on which the board decided.
    pub kind: LoanDecisionKind,
    /// Outcome of the vote.
    pub outcome: LoanDecisionOutcome,
    /// Day of the decision, whose rules count.
    pub decided_on: NaiveDate,
    /// UUID of the recorded meeting; null if it is not recorded.
    pub meeting_id: Option<MeetingId>,
    /// Name of the meeting.
    pub meeting: String,
    /// Members of the board entitled to vote, in persons, without the borrower and her household.
    pub eligible: i16,
    /// Entitled members who were present, in persons.
    pub present: i16,
    /// Votes in favour (tán thành).
    pub in_favour: i16,
    /// Votes against (không tán thành).
    pub against: i16,
    /// Reason of the decision, in words.
    pub reason: Option<String>,
    /// UUID of the user who recorded it.
    pub recorded_by: UserId,
    /// Time at which it was recorded, in UTC.
    pub created_at: DateTime<Utc>,
}

/// A decision of a club's board about a loan (quyết định). It is never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanDecision {
    /// The decision without its votes.
    #[serde(flatten)]
    pub head: LoanDecisionHead,
    /// Votes, one for each member who voted.
    pub votes: Vec<LoanVote>,
}

impl Audited for LoanDecision {
    const ENTITY: &'static str = "loan_decision";
    const OPEN: &'static [&'static str] = &[
        "id",
        "loan_id",
        "kind",
        "outcome",
        "decided_on",
        "meeting_id",
        "eligible",
        "present",
        "in_favour",
        "against",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.head.id.0
    }
}

/// A vote of the board on an application, to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-19", "meeting": "Họp tháng 11", "present": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"], "votes": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "vote": "in_favour" }], "principal_vnd": 5_000_000 }))]
pub struct NewLoanDecision {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<DecisionId>,
    /// Day on which the board met; not in the future. All rules are those of that day.
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
    /// Principal to be lent if it is approved, whole đồng: at most what was asked for, and that unless told.
    pub principal_vnd: Option<Amount>,
    /// Reason of the decision, in words.
    pub reason: Option<Prose<1000>>,
}
