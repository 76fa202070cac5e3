//! Requests to reverse an entry, as stored and as shown.

use crate::money::schema::reversals;
use crate::platform::fields::{Day, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{Actor, ClubId, EntryId, ReversalId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// State of a request.
    pub enum ReversalState {
        /// Đề nghị đảo.
        Requested,
        /// Đã duyệt, đã ghi bút toán đảo.
        Approved,
        /// Không được duyệt.
        Refused,
    }
}

/// A request to reverse an entry (đề nghị đảo bút toán), and its outcome.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = reversals, check_for_backend(diesel::pg::Pg))]
pub struct Reversal {
    /// UUID of the request.
    pub id: ReversalId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUID of the entry to be reversed.
    pub entry_id: EntryId,
    /// Reason of the request, in words.
    pub reason: String,
    /// Day on which the reversal is dated; null: that of the approval.
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
    /// UUID of the entry that reversed it; null unless approved.
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
    const OPEN: &'static [&'static str] =
        &["id", "club_id", "entry_id", "on", "state", "requested_by", "decided_by", "reversed_by"];
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
}

/// A request to reverse an entry (đề nghị đảo bút toán).
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
    /// Day on which the reversal is dated: not before the entry's, not in the future, not in a closed period.
    /// Unless told, the day of the approval; of a year-end always its own day.
    pub on: Option<Day>,
}

shown! { Reversal: "reversal" of |reversal| reversal.club_id; }
