//! Write-offs as stored, as shown and as asked for.

use crate::money::decisions::model::{LoanVote, NewLoanDecision};
use crate::money::schema::write_offs;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{
    ClubId, DecisionId, EntryId, LoanId, MeetingId, MemberId, UserId, WriteOffId, column,
};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::Vnd;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// How far a write-off has come.
    pub enum WriteOffState {
        /// Đã đề nghị.
        Proposed,
        /// Ban chủ nhiệm đã tán thành.
        Voted,
        /// Ban chủ nhiệm không tán thành.
        Refused,
        /// Hội Người cao tuổi xã không đồng ý.
        Objected,
        /// Đã xóa nợ.
        Posted,
    }
}

/// The giving up of a debt (xóa nợ).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = write_offs, check_for_backend(diesel::pg::Pg))]
pub struct WriteOff {
    /// Its id.
    pub id: WriteOffId,
    /// The loan.
    pub loan_id: LoanId,
    /// The club.
    pub club_id: ClubId,
    /// How far it has come.
    pub state: WriteOffState,
    /// Principal, đồng: what was owed when it was proposed, or what was posted.
    pub amount_vnd: Vnd,
    /// Why.
    pub reason: String,
    /// When it was proposed.
    pub proposed_on: NaiveDate,
    /// By whom.
    pub proposed_by: UserId,
    /// The board's decision.
    pub decision_id: Option<DecisionId>,
    /// Who recorded it.
    pub voted_by: Option<UserId>,
    /// When the commune association had its say.
    pub cleared_on: Option<NaiveDate>,
    /// Who spoke for it.
    pub cleared_by: Option<UserId>,
    /// Why it objects, if it does.
    pub objection: Option<String>,
    /// The entry in the ledger.
    pub entry_id: Option<EntryId>,
    /// Counts the changes.
    pub version: i32,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

impl Versioned for WriteOff {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for WriteOff {
    const ENTITY: &'static str = "write_off";
    const OPEN: &'static [&'static str] = &[
        "id",
        "loan_id",
        "club_id",
        "state",
        "proposed_on",
        "proposed_by",
        "decision_id",
        "voted_by",
        "cleared_on",
        "cleared_by",
        "entry_id",
    ];
    fn facts(&self) -> Facts {
        Facts::MONEY
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// Which write-offs.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WriteOffQuery {
    /// Only those that have come so far.
    pub state: Option<WriteOffState>,
}

/// A proposal to give up a debt.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-20", "reason": "Người vay đã mất, không có tài sản" }))]
pub struct NewWriteOff {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<WriteOffId>,
    /// When; not in the future.
    pub on: Day,
    /// Why.
    pub reason: Prose<1000>,
}

/// The board's vote on giving up a debt: two thirds of all who are entitled, present or not.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-21", "meeting": "Họp bất thường", "present": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"], "votes": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "vote": "in_favour" }] }))]
pub struct WriteOffVote {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<DecisionId>,
    /// On which day the board met; not in the future, and not before the proposal.
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
    /// Why.
    pub reason: Option<Prose<1000>>,
}

impl WriteOffVote {
    /// As every vote is recorded.
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
            reason: self.reason.clone(),
        }
    }
}

/// What the commune association says (ý kiến của Hội Người cao tuổi xã). Without an objection the debt is given up
/// and posted.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-22", "document": "03/HNCT" }))]
pub struct WriteOffClearance {
    /// When; not in the future, not before the vote, not in a closed period.
    pub on: Day,
    /// Why it objects, if it does.
    pub objection: Option<Prose<1000>>,
    /// Number of its letter.
    pub document: Option<Line<100>>,
}
