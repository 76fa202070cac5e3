//! Requests to undo something, as stored and as shown.

use crate::money::schema::reversals;
use crate::platform::fields::{Day, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{Actor, ClubId, EntryId, LoanId, ReversalId, UserId, WriteOffId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// What is to be undone.
    pub enum ReversalSubject {
        /// Một bút toán: by its exact opposite.
        Entry,
        /// Một lần gia hạn nợ: the schedule before it holds again.
        Reschedule,
        /// Một lần xóa nợ: the loan runs again, and the entry is reversed.
        WriteOff,
    }
}

column! { text:
    /// State of a request.
    pub enum ReversalState {
        /// Đề nghị đảo.
        Requested,
        /// Đã duyệt, đã đảo.
        Approved,
        /// Không được duyệt.
        Refused,
    }
}

/// A request to undo an entry (đề nghị đảo bút toán), a reschedule or a write-off, and its outcome.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = reversals, check_for_backend(diesel::pg::Pg))]
pub struct Reversal {
    /// UUID of the request.
    pub id: ReversalId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// What is to be undone.
    pub subject: ReversalSubject,
    /// UUID of the entry to be reversed; null for a reschedule, which posts none.
    pub entry_id: Option<EntryId>,
    /// UUID of the loan whose reschedule or write-off is to be undone; null for an entry by itself.
    pub loan_id: Option<LoanId>,
    /// Number of the version of the loan's schedule that the reschedule drew up; null for anything else.
    pub schedule_number: Option<i16>,
    /// UUID of the write-off to be undone; null for anything else.
    pub write_off_id: Option<WriteOffId>,
    /// Reason of the request, in words.
    pub reason: String,
    /// Day on which it is undone: the entry's opposite is dated, or the earlier schedule holds again; null: that of the
    /// approval.
    #[diesel(column_name = on_day)]
    pub on: Option<NaiveDate>,
    /// State of the request.
    pub state: ReversalState,
    /// UUID of the user who asked.
    pub requested_by: Actor,
    /// UUID of the user who decided: another than who asked. Null before.
    pub decided_by: Option<UserId>,
    /// Time of the decision, in UTC; null before.
    pub decided_at: Option<DateTime<Utc>>,
    /// UUID of the entry that reversed it; null unless approved, and for a reschedule.
    pub reversed_by: Option<EntryId>,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time of the request, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for Reversal {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Reversal {
    const ENTITY: &'static str = "reversal";
    const OPEN: &'static [&'static str] = &[
        "id",
        "club_id",
        "subject",
        "entry_id",
        "loan_id",
        "schedule_number",
        "write_off_id",
        "on",
        "state",
        "requested_by",
        "decided_by",
        "reversed_by",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
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

/// Filter of the list of requests.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReversalQuery {
    /// Only requests in this state.
    pub state: Option<ReversalState>,
    /// Only requests to undo this.
    pub subject: Option<ReversalSubject>,
}

/// A request to undo an entry (đề nghị đảo bút toán), a reschedule or a write-off.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "Ghi nhầm quỹ." }))]
pub struct NewReversal {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ReversalId>,
    /// Reason of the request, in words; it becomes the narrative of the reversal.
    pub reason: Prose<1000>,
    /// Day on which it is undone: not before that on which it was done, not in the future, not in a closed period.
    /// Unless told, the day of the approval; of a year-end always its own day.
    pub on: Option<Day>,
}

shown! { Reversal: "reversal" of |reversal| reversal.club_id; }
