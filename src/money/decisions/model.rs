//! Decisions as stored and as shown.

use crate::lending::vote::Choice;
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
    /// What a decision is about.
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
    /// How it ended.
    pub enum LoanDecisionOutcome {
        /// Được thông qua.
        Approved,
        /// Không được thông qua.
        Refused,
    }
}

/// What somebody said, in its column.
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
pub struct Said(pub Choice);

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

/// A vote (phiếu biểu quyết).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, Validate, ToSchema,
)]
#[serde(deny_unknown_fields)]
#[diesel(table_name = loan_votes, check_for_backend(diesel::pg::Pg))]
pub struct LoanVote {
    /// Who.
    pub member_id: MemberId,
    /// What.
    #[schema(value_type = Choice)]
    pub vote: Said,
}

/// A decision of a club's board about a loan, without its votes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = loan_decisions, check_for_backend(diesel::pg::Pg))]
pub struct LoanDecisionHead {
    /// Its id.
    pub id: DecisionId,
    /// The loan.
    pub loan_id: LoanId,
    /// What it is about.
    pub kind: LoanDecisionKind,
    /// How it ended.
    pub outcome: LoanDecisionOutcome,
    /// On which day.
    pub decided_on: NaiveDate,
    /// In which meeting, if it is recorded.
    pub meeting_id: Option<MeetingId>,
    /// What the meeting is called.
    pub meeting: String,
    /// How many were entitled, without the borrower and her household.
    pub eligible: i16,
    /// How many of them were present.
    pub present: i16,
    /// How many were in favour.
    pub in_favour: i16,
    /// How many were against.
    pub against: i16,
    /// Why.
    pub reason: Option<String>,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A decision of a club's board about a loan (quyết định). It is never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanDecision {
    /// All but its votes.
    #[serde(flatten)]
    pub head: LoanDecisionHead,
    /// Who voted how.
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

/// A vote on an application.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-19", "meeting": "Họp tháng 11", "present": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"], "votes": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "vote": "in_favour" }], "principal_vnd": 5_000_000 }))]
pub struct NewLoanDecision {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<DecisionId>,
    /// On which day the board met; not in the future. All rules are those of that day.
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
    /// How much is lent, if it is approved: at most what was asked for, and that unless told.
    pub principal_vnd: Option<Amount>,
    /// Why.
    pub reason: Option<Prose<1000>>,
}
