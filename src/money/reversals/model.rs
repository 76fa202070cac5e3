//! Requests to undo an entry, as stored and as shown.

use crate::money::schema::reversals;
use crate::platform::fields::{Day, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, EntryId, ReversalId, UserId, column};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Where a request stands.
    pub enum ReversalState {
        /// Đề nghị đảo.
        Requested,
        /// Đã duyệt, đã ghi bút toán đảo.
        Approved,
        /// Không được duyệt.
        Refused,
    }
}

/// A request to undo an entry (đề nghị đảo bút toán), and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = reversals, check_for_backend(diesel::pg::Pg))]
pub struct Reversal {
    /// Its id.
    pub id: ReversalId,
    /// The club.
    pub club_id: ClubId,
    /// The entry to be undone.
    pub entry_id: EntryId,
    /// Why.
    pub reason: String,
    /// For which day; unless said, that of the approval.
    #[diesel(column_name = on_day)]
    pub on: Option<NaiveDate>,
    /// Where it stands.
    pub state: ReversalState,
    /// Who asked.
    pub requested_by: UserId,
    /// Who decided: somebody else.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// The entry that undid it.
    pub reversed_by: Option<EntryId>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When somebody asked.
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

/// Which requests.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReversalQuery {
    /// Only those in this state.
    pub state: Option<ReversalState>,
}

/// A request to undo an entry.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "Ghi nhầm quỹ." }))]
pub struct NewReversal {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ReversalId>,
    /// Why.
    pub reason: Prose<1000>,
    /// For which day: not before the entry's, not in the future, not in a closed period. Unless said, the day of
    /// the approval.
    pub on: Option<Day>,
}
