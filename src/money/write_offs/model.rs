//! Write-offs as stored, as shown and as asked for.

use crate::money::decisions::model::{LoanVote, NewLoanDecision};
use crate::money::schema::write_offs;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{
    Actor, ClubId, DecisionId, EntryId, LoanId, MeetingId, MemberId, UserId, WriteOffId, column,
};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
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
        /// Hội Người cao tuổi xã đã đồng ý, chờ kế toán ghi sổ.
        Cleared,
        /// Đã xóa nợ.
        Posted,
        /// Đã hủy việc xóa nợ: the loan runs again.
        Undone,
    }
}

/// A write-off of a debt (xóa nợ).
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = write_offs, check_for_backend(diesel::pg::Pg))]
pub struct WriteOff {
    /// UUID of the write-off.
    pub id: WriteOffId,
    /// UUID of the loan.
    pub loan_id: LoanId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// How far the write-off has come.
    pub state: WriteOffState,
    /// Principal, đồng: outstanding when it was proposed, or what was posted.
    pub amount_vnd: Vnd,
    /// Reason of the proposal, in words.
    pub reason: String,
    /// Day of the proposal.
    pub proposed_on: NaiveDate,
    /// UUID of the user who proposed it.
    pub proposed_by: Actor,
    /// UUID of the board's decision; null before.
    pub decision_id: Option<DecisionId>,
    /// UUID of the user who recorded the vote: another than who proposed it.
    pub voted_by: Option<Actor>,
    /// Day of the commune association's answer; null before.
    pub cleared_on: Option<NaiveDate>,
    /// UUID of the user who answered for the association.
    pub cleared_by: Option<UserId>,
    /// Reason of the association's objection; null if it has none.
    pub objection: Option<String>,
    /// Number of the association's letter; null if it has none.
    pub document: Option<String>,
    /// UUID of the entry in the ledger; null until it is posted.
    pub entry_id: Option<EntryId>,
    /// Version number: one more with each change.
    pub version: i32,
    /// Time at which it was entered, in UTC.
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

/// Filter of the list of write-offs.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WriteOffQuery {
    /// Only write-offs in this state.
    pub state: Option<WriteOffState>,
}

/// A proposal to write off a debt (đề nghị xóa nợ).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-20", "reason": "Người vay đã mất, không có tài sản" }))]
pub struct NewWriteOff {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<WriteOffId>,
    /// Day of the proposal; not in the future.
    pub on: Day,
    /// Reason of the proposal, in words.
    pub reason: Prose<1000>,
}

/// A vote of the board on a write-off: two thirds of all who are entitled, present or not.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-21", "meeting": "Họp bất thường", "present": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"], "votes": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "vote": "in_favour" }] }))]
pub struct WriteOffVote {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<DecisionId>,
    /// Day on which the board met; not in the future, and not before the proposal.
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
    /// Reason of the decision, in words.
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

/// The answer of the commune association (ý kiến của Hội Người cao tuổi xã). Without an objection the club's bookkeeper
/// may post the write-off.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-22", "document": "03/HNCT" }))]
pub struct WriteOffClearance {
    /// Day of the answer; not in the future, not before the vote.
    pub on: Day,
    /// Reason of the objection, if the association objects.
    pub objection: Option<Prose<1000>>,
    /// Number of the association's letter.
    pub document: Option<Line<100>>,
}

/// The posting of a write-off that was cleared (ghi sổ xóa nợ).
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-22" }))]
pub struct WriteOffPosting {
    /// Day on which the debt is written off; not in the future, not before the clearance, not in a closed period.
    pub on: Day,
}

shown! { WriteOff: "write_off" of |row| row.club_id; }
