//! Counts as stored and as shown.

use crate::money::funds::model::FundKind;
use crate::money::schema::cash_counts;
use crate::platform::fields::{Day, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{CashCountId, ClubId, EntryId, MeetingId, MemberId, UserId};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::{Counted, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A count of the cash box (kiểm kê quỹ).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = cash_counts, check_for_backend(diesel::pg::Pg))]
pub struct CashCount {
    /// Its id.
    pub id: CashCountId,
    /// The club.
    pub club_id: ClubId,
    /// Whose cash.
    pub fund: FundKind,
    /// On which day, when it was over.
    pub counted_on: NaiveDate,
    /// What was there, đồng.
    pub counted_vnd: Vnd,
    /// What should have been there by the ledger.
    pub expected_vnd: Vnd,
    /// The first less the second: negative if money is missing.
    pub difference_vnd: Vnd,
    /// Who counted.
    pub first_counter: MemberId,
    /// And who with her.
    pub second_counter: MemberId,
    /// Why the two differ.
    pub explanation: Option<String>,
    /// In which meeting.
    pub meeting_id: Option<MeetingId>,
    /// The entry by which the difference was posted.
    pub entry_id: Option<EntryId>,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// It never changes, so this is its first version and its last.
impl Versioned for CashCount {
    fn version(&self) -> i32 {
        1
    }
}
impl Audited for CashCount {
    const ENTITY: &'static str = "cash_count";
    const OPEN: &'static [&'static str] = &[
        "id",
        "club_id",
        "fund",
        "counted_on",
        "counted_vnd",
        "expected_vnd",
        "difference_vnd",
        "meeting_id",
        "entry_id",
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
}

/// A count of the cash box.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "fund": "income", "counted_on": "2026-11-17", "counted_vnd": 1_000_000, "first_counter": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "second_counter": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e40", "explanation": "Chênh lệch do trả lại tiền thừa." }))]
pub struct NewCashCount {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<CashCountId>,
    /// Whose cash.
    pub fund: FundKind,
    /// On which day, when it was over: not in the future, not in a closed period.
    pub counted_on: Day,
    /// What was there.
    pub counted_vnd: Counted,
    /// Who counted: an active member on that day.
    pub first_counter: MemberId,
    /// And who with her.
    pub second_counter: MemberId,
    /// Why it is not what the ledger says; required if it is not.
    pub explanation: Option<Prose<1000>>,
}
