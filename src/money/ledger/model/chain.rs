//! What binds an entry to the one before it.

use super::{EntryKind, LedgerLine, MoneySource};
use crate::platform::ids::{ClubId, EntryId, MeetingId, UserId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What binds an entry to the one before it in the chain: everything that it says, in an order that never
/// changes. Words that may name people are bound by their own digest, so that they can be erased and the chain
/// still holds.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq, ToSchema)]
pub struct ChainLink {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Number of the entry in the club's ledger.
    pub number: i32,
    /// UUID of the entry.
    pub id: EntryId,
    /// Kind of event that the entry records.
    pub kind: EntryKind,
    /// Day on which the money moved.
    pub on: NaiveDate,
    /// Source of the money (nguồn vốn).
    pub source: Option<MoneySource>,
    /// SHA-256 of the JSON array `[party, document, narrative]`, in hexadecimal digits.
    pub words: String,
    /// UUID of the entry that this one reverses.
    pub reverses: Option<EntryId>,
    /// UUID of the meeting in which it happened; null outside a meeting.
    pub meeting_id: Option<MeetingId>,
    /// UUID of the user who recorded it.
    pub recorded_by: UserId,
    /// Time at which it was posted, in microseconds since 1 January 1970, UTC.
    pub recorded_at_us: i64,
    /// Lines of the entry, in the order in which they were posted.
    pub lines: Vec<LedgerLine>,
}
