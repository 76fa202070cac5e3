//! Counts as stored and as shown.

use crate::money::funds::model::FundKind;
use crate::money::schema::cash_counts;
use crate::platform::fields::{Day, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{CashCountId, ClubId, EntryId, MeetingId, MemberId, UserId};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use crate::platform::money::{Counted, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Nullable};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// The banknotes of Vietnam in use, đồng, the largest first.
pub const BANKNOTES: [i64; 11] =
    [500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200];

/// How many of one banknote were counted (bảng kê loại tiền).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CashCountNotes {
    /// Value of the banknote, đồng: 500000, 200000, 100000, 50000, 20000, 10000, 5000, 2000, 1000, 500 or 200.
    #[schema(example = 500_000)]
    pub note_vnd: i64,
    /// Number of such notes (số tờ).
    #[validate(range(min = 0, max = 1_000_000))]
    pub pieces: i64,
}

impl CashCountNotes {
    /// What they are worth together.
    #[must_use]
    pub const fn value_vnd(self) -> Vnd {
        Vnd::new(self.note_vnd * self.pieces)
    }
}

/// Counted notes in their column.
pub struct Denominations(Option<Vec<CashCountNotes>>);

impl Queryable<Nullable<Jsonb>, diesel::pg::Pg> for Denominations {
    type Row = Option<serde_json::Value>;
    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(row.map(serde_json::from_value).transpose()?))
    }
}

impl From<Denominations> for Option<Vec<CashCountNotes>> {
    fn from(notes: Denominations) -> Self {
        notes.0
    }
}

/// A count of the cash box (kiểm kê quỹ).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = cash_counts, check_for_backend(diesel::pg::Pg))]
pub struct CashCount {
    /// UUID of the count.
    pub id: CashCountId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Fund whose cash was counted.
    pub fund: FundKind,
    /// Day of the count, made when the day's money had moved.
    pub counted_on: NaiveDate,
    /// Cash in the box, đồng.
    pub counted_vnd: Vnd,
    /// Cash by the ledger at the end of that day, đồng.
    pub expected_vnd: Vnd,
    /// Counted less expected (chênh lệch), đồng: negative if money is missing.
    pub difference_vnd: Vnd,
    /// UUID of the member who counted.
    pub first_counter: MemberId,
    /// UUID of the member who counted with her: another person.
    pub second_counter: MemberId,
    /// Explanation of the difference, in words; null if there is none.
    pub explanation: Option<String>,
    /// UUID of the meeting in which it happened; null outside a meeting.
    pub meeting_id: Option<MeetingId>,
    /// UUID of the entry by which the difference was posted; null if there was none.
    pub entry_id: Option<EntryId>,
    /// UUID of the user who recorded it.
    pub recorded_by: UserId,
    /// Time at which it was recorded, in UTC.
    pub created_at: DateTime<Utc>,
    /// Number of the last entry when it was counted, that of the difference included.
    pub through: i32,
    /// Banknotes that were counted, the largest first; null if nobody said.
    #[diesel(deserialize_as = Denominations)]
    #[serde(default)]
    pub denominations: Option<Vec<CashCountNotes>>,
}

/// A count of the cash box (kiểm kê quỹ), and whether the books of its day are still as they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeptCashCount {
    /// The count as it was recorded.
    #[serde(flatten)]
    pub count: CashCount,
    /// Whether cash of the fund was entered since, for the day of the count or one before.
    pub changed_since: bool,
    /// Number of entries by which it was.
    pub entries_since: i64,
    /// Cash by the ledger at the end of that day as it is known now, đồng. As it was known then, with the difference
    /// posted, it was what was counted.
    pub book_now_vnd: Vnd,
}

impl KeptCashCount {
    /// The count, and how many entries since moved the cash of its day, by how much.
    #[must_use]
    pub fn new(count: CashCount, (entries_since, moved): (i64, Vnd)) -> Self {
        let book_now_vnd = count.counted_vnd + moved;
        Self { count, changed_since: entries_since > 0, entries_since, book_now_vnd }
    }
}

/// The count never changes; what is told of its day does with every entry since.
impl Versioned for KeptCashCount {
    fn version(&self) -> i32 {
        i32::try_from(1 + self.entries_since).unwrap_or(i32::MAX)
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

/// A count of the cash box (kiểm kê quỹ), to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "fund": "income", "counted_on": "2026-11-17", "counted_vnd": 1_000_000, "first_counter": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "second_counter": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e40", "explanation": "Chênh lệch do trả lại tiền thừa.", "denominations": [{ "note_vnd": 500_000, "pieces": 1 }, { "note_vnd": 100_000, "pieces": 5 }] }))]
pub struct NewCashCount {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<CashCountId>,
    /// Fund whose cash was counted.
    pub fund: FundKind,
    /// Day of the count, made when the day's money had moved: not in the future, not in a closed period.
    pub counted_on: Day,
    /// Cash in the box, whole đồng; 0 if it was empty.
    pub counted_vnd: Counted,
    /// UUID of a member who counted: active on that day.
    pub first_counter: MemberId,
    /// UUID of the other member who counted: active on that day, and another person.
    pub second_counter: MemberId,
    /// Explanation, in words; required if the amount differs from the ledger's.
    pub explanation: Option<Prose<1000>>,
    /// Banknotes that were counted, each kind once: together they are `counted_vnd`. They stand on the minutes of the count.
    #[validate(length(max = 11), nested)]
    pub denominations: Option<Vec<CashCountNotes>>,
}

shown! { KeptCashCount: "cash_count" of |kept| kept.count.club_id; }
