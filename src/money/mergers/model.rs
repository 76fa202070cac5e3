//! Mergers of books, as stored and as shown.

use crate::money::schema::ledger_mergers;
use crate::platform::ids::{ClubId, EntryId, LedgerMergerId, UserId};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The books of a club that was merged, and those in which they go on (bàn giao sổ quỹ khi sáp nhập).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = ledger_mergers, check_for_backend(diesel::pg::Pg))]
pub struct LedgerMerger {
    /// UUID of the merger of the books.
    pub id: LedgerMergerId,
    /// UUID of the club that ended.
    pub club_id: ClubId,
    /// UUID of the club that took its books over.
    pub successor_id: ClubId,
    /// Day of the merger: at its end everything is the successor's.
    #[diesel(column_name = on_day)]
    pub on: NaiveDate,
    /// UUID of the last entry of the club that ended, which brings all its accounts to nothing; null where nothing was
    /// left.
    pub out_entry_id: Option<EntryId>,
    /// UUID of the entry by which the successor took the same over; null where nothing was left.
    pub in_entry_id: Option<EntryId>,
    /// Number of loans and applications that went to the successor.
    #[schema(example = 40)]
    pub loans: i32,
    /// UUID of the user who merged the clubs.
    pub recorded_by: UserId,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}

/// Reason why a club cannot be merged as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MergerObstacleKind {
    /// The clubs lie in two communes.
    OtherCommune,
    /// Something was posted in the club that ends after the day of the merger.
    LaterEntries,
    /// The books of the club that ends are closed through a later day (khóa sổ).
    BooksClosed,
    /// The books of the successor are closed through a later day (khóa sổ).
    SuccessorBooksClosed,
    /// The successor has not opened a fund in which there is something by that day.
    SuccessorFundNotOpen,
    /// Applications for loans are not decided, or approved and not paid out.
    OpenApplications,
    /// Requests to reverse an entry are not decided.
    OpenReversals,
    /// Proposals to give up a debt are not decided, or cleared and not posted.
    OpenWriteOffs,
    /// Entries that take two people are proposed and not decided.
    OpenProposals,
    /// A handover of the treasury is not confirmed.
    OpenTreasuryHandover,
    /// A savings cycle is not shared out.
    OpenCycle,
    /// Somebody who is no member any more is still owed something: it is paid out first.
    OwedToFormerMembers,
    /// Memberships changed after the day of the merger.
    LaterMemberships,
    /// Members of the club that ends have applied to the successor: that is decided first.
    AppliedToSuccessor,
}

/// What stands in the way of a merger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MergerObstacle {
    /// Reason.
    pub kind: MergerObstacleKind,
    /// Number of rows or persons that it is about; null where it is no matter of numbers.
    pub count: Option<i64>,
    /// Last day that it is about; null where it is about none.
    pub on: Option<NaiveDate>,
}

impl MergerObstacle {
    /// A reason that is about a day, if that lies after the day of the merger.
    #[must_use]
    pub fn after(kind: MergerObstacleKind, last: Option<NaiveDate>, on: NaiveDate) -> Option<Self> {
        last.filter(|last| *last > on).map(|last| Self { kind, count: None, on: Some(last) })
    }
    /// A reason that is about so many, if there are any.
    #[must_use]
    pub fn of(kind: MergerObstacleKind, count: i64) -> Option<Self> {
        (count > 0).then_some(Self { kind, count: Some(count), on: None })
    }
}
