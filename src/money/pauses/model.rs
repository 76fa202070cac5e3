//! Pauses as stored, as shown and as asked for.

use crate::money::schema::{loan_freezes, loans, repayment_pauses};
use crate::platform::disclosure::SMALL;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ClubId, FreezeId, LoanId, PauseId, UnitId, UserId, column};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A period in which the loans of a whole place stand still (giãn nợ do thiên tai).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = repayment_pauses, check_for_backend(diesel::pg::Pg))]
pub struct RepaymentPause {
    /// UUID of the pause.
    pub id: PauseId,
    /// UUID of the place: a hamlet, a commune or a province.
    pub unit_id: UnitId,
    /// First day of the pause.
    #[diesel(column_name = from_day)]
    pub from: NaiveDate,
    /// Last day of the pause, included; of one that was ended early, the day on which it ended.
    #[diesel(column_name = to_day)]
    pub to: NaiveDate,
    /// Last day as it was first ordered, of a pause that was ended early; else null.
    pub planned_to: Option<NaiveDate>,
    /// Number of the order by which it was decided.
    #[schema(example = "45/QĐ-UBND")]
    pub document: String,
    /// Reason of the pause, in words.
    pub reason: String,
    /// Number of the order by which it was ended early; else null.
    pub ended_document: Option<String>,
    /// Reason for which it was ended early, in words; else null.
    pub ended_because: Option<String>,
    /// Number of loans that it paused, as of its last change; null where they are from 1 to 4, for whoever may not read
    /// loans there.
    #[diesel(select_expression = repayment_pauses::loans.nullable())]
    #[diesel(select_expression_type = diesel::dsl::Nullable<repayment_pauses::loans>)]
    pub loans: Option<i32>,
    /// UUID of the user who recorded it.
    pub recorded_by: UserId,
    /// Version number: one more with each change.
    pub version: i32,
    /// Time at which it was recorded, in UTC.
    pub created_at: DateTime<Utc>,
}

impl RepaymentPause {
    /// As shown to one who may read the loans that it paused, or not: how many they are tells of those who owe them.
    #[must_use]
    pub fn shown(self, knows: bool) -> Self {
        let few = self.loans.is_some_and(|loans| SMALL.contains(&i64::from(loans)));
        Self { loans: self.loans.filter(|_| knows || !few), ..self }
    }
}

impl Versioned for RepaymentPause {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for RepaymentPause {
    const ENTITY: &'static str = "repayment_pause";
    const OPEN: &'static [&'static str] =
        &["id", "unit_id", "from", "to", "planned_to", "document", "ended_document", "loans"];
    fn facts(&self) -> Facts {
        Facts::MONEY
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A pause of all loans of a place, to be entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "from": "2026-10-05", "to": "2027-01-04", "document": "45/QĐ-UBND", "reason": "Lũ quét sau bão số 11" }))]
pub struct NewPause {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<PauseId>,
    /// First day of the pause; at most a year ahead.
    pub from: Day,
    /// Last day of the pause, included; at most a year after the first.
    pub to: Day,
    /// Number of the order by which it was decided.
    pub document: Line<100>,
    /// Reason of the pause, in words.
    pub reason: Prose<1000>,
}

/// What may be corrected of a pause. Absent leaves alone.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "to": "2025-02-15", "reason": "Lũ quét sau bão số 12" }))]
pub struct PausePatch {
    /// First day of the pause; at most a year ahead.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub from: Option<Day>,
    /// Last day of the pause, included; at most a year after the first. Of one that was ended early, before the day on which
    /// it was first to end.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub to: Option<Day>,
    /// Number of the order by which it was decided.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub document: Option<Line<100>>,
    /// Reason of the pause, in words.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub reason: Option<Prose<1000>>,
}

/// The end of a pause before the day on which it was to end (kết thúc giãn nợ sớm).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "last_day": "2025-01-20", "document": "52/QĐ-UBND", "reason": "Nước đã rút, chợ họp lại" }))]
pub struct PauseEnding {
    /// Last day of the pause, included: not before its first, and before the day on which it was to end.
    pub last_day: Day,
    /// Number of the order by which it is ended.
    pub document: Line<100>,
    /// Reason for which it is ended, in words.
    pub reason: Prose<1000>,
}

column! { text:
    /// Why a loan stands still.
    pub enum FreezeKind {
        /// Giãn nợ do thiên tai: by the pause of its place.
        Disaster,
        /// Người vay qua đời: until the club decides.
        Death,
    }
}

/// A time in which one loan stands still.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = loan_freezes, check_for_backend(diesel::pg::Pg))]
pub struct LoanFreeze {
    /// UUID of the freeze.
    pub id: FreezeId,
    /// UUID of the loan.
    pub loan_id: LoanId,
    /// UUID of the club that lent it.
    #[diesel(select_expression = loans::club_id)]
    pub club_id: ClubId,
    /// Why the loan stands still.
    pub kind: FreezeKind,
    /// First day of the freeze.
    #[diesel(column_name = from_day)]
    pub from: NaiveDate,
    /// Last day of the freeze, included; null until the club decides about the debt of somebody who died.
    #[diesel(column_name = to_day)]
    pub to: Option<NaiveDate>,
    /// UUID of the pause of the place by which the loan stands still; null after a death.
    pub pause_id: Option<PauseId>,
    /// Reason for which it was ended or corrected, in words.
    pub reason: Option<String>,
    /// UUID of the user by whose act it was recorded.
    pub recorded_by: UserId,
    /// Version number: one more with each change.
    pub version: i32,
    /// Time at which it was recorded, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for LoanFreeze {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for LoanFreeze {
    const ENTITY: &'static str = "loan_freeze";
    const OPEN: &'static [&'static str] = &["id", "loan_id", "club_id", "kind", "from", "to", "pause_id"];
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

/// The end of the freeze of a loan whose borrower died: the club has decided about it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "last_day": "2026-12-31", "reason": "Con trai nhận trả thay từ năm 2027" }))]
pub struct FreezeEnding {
    /// Last day of the freeze, included: not before its first; it may lie ahead.
    pub last_day: Day,
    /// Reason for which it is ended, in words.
    pub reason: Prose<1000>,
}

/// What may be corrected of the freeze of a loan whose borrower died. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "from": "2024-01-02", "reason": "Ghi nhầm ngày mất" }))]
pub struct FreezePatch {
    /// First day of the freeze; not in the future.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub from: Option<Day>,
    /// Last day of the freeze, included; `null` where it was ended by mistake.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub to: Option<Option<Day>>,
    /// Reason of the correction, in words.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub reason: Option<Prose<1000>>,
}
