//! Handovers as stored, as shown and as asked for.

use crate::money::funds::model::FundKind;
use crate::money::schema::treasury_handovers;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{
    Actor, BoardPositionId, CashCountId, ClubId, HandoverId, MemberId, UserId, column,
};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use crate::platform::money::{Counted, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::Jsonb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// How far a handover has come.
    pub enum HandoverState {
        /// Đã lập, chờ bên kia xác nhận.
        Requested,
        /// Hai bên đã xác nhận.
        Confirmed,
        /// Đã rút lại.
        Withdrawn,
    }
}

/// What of one fund is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverFund {
    /// Fund that is handed over.
    pub fund: FundKind,
    /// UUID of the count of its cash (kiểm kê quỹ).
    pub cash_count_id: CashCountId,
    /// Cash counted, đồng.
    pub counted_vnd: Vnd,
    /// Cash by the ledger before a difference was posted, đồng.
    pub expected_vnd: Vnd,
    /// Counted less expected (chênh lệch), đồng; posted with the count.
    pub difference_vnd: Vnd,
    /// Explanation of the difference, in words; null if there is none.
    pub explanation: Option<String>,
    /// Money in the bank by the ledger, đồng.
    pub bank_vnd: Vnd,
}

/// The running loans of a club at the end of the day of a handover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverLoans {
    /// Number of running loans.
    pub loans: i64,
    /// Their outstanding principal (dư nợ gốc), đồng.
    pub outstanding_vnd: Vnd,
    /// Number of those that are past due.
    pub late_loans: i64,
    /// Principal past due of them (gốc quá hạn), đồng.
    pub overdue_principal_vnd: Vnd,
}

/// Kind of what awaits somebody's decision or act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandoverOpenKind {
    /// A request to undo something, not decided.
    Reversal,
    /// A write-off under way.
    WriteOff,
    /// An approved loan that is not disbursed.
    Disbursement,
}

/// Something that awaits somebody's decision or act, and that the incoming treasurer takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverOpenItem {
    /// Kind of the item.
    pub kind: HandoverOpenKind,
    /// UUID of the request, the write-off or the loan.
    pub id: Uuid,
    /// Amount that it is about, đồng; null for a request to undo something.
    pub amount_vnd: Option<Vnd>,
}

/// What is handed over, as both parties are bound by it. It is frozen when the handover is drawn up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverStatement {
    /// Funds of the club, each with its counted cash.
    pub funds: Vec<HandoverFund>,
    /// What members have saved in the club (tiết kiệm), đồng: the club owes it.
    pub savings_vnd: Vnd,
    /// Running loans.
    pub running: HandoverLoans,
    /// What awaits somebody's decision or act.
    pub open: Vec<HandoverOpenItem>,
}

/// A statement in its column.
pub struct FrozenStatement(HandoverStatement);

impl Queryable<Jsonb, diesel::pg::Pg> for FrozenStatement {
    type Row = serde_json::Value;
    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(serde_json::from_value(row)?))
    }
}

impl From<FrozenStatement> for HandoverStatement {
    fn from(statement: FrozenStatement) -> Self {
        statement.0
    }
}

/// A handover of a club's treasury (biên bản bàn giao quỹ).
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = treasury_handovers, check_for_backend(diesel::pg::Pg))]
pub struct TreasuryHandover {
    /// UUID of the handover.
    pub id: HandoverId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// How far it has come.
    pub state: HandoverState,
    /// Day of the handover: the incoming treasurer holds the position from it on.
    #[diesel(column_name = on_day)]
    pub on: NaiveDate,
    /// Number of the minutes of the handover (số biên bản).
    pub document: String,
    /// UUID of the member who hands over: the treasurer, or the last who was.
    pub outgoing_member_id: MemberId,
    /// UUID of her seat on the board.
    pub outgoing_seat_id: BoardPositionId,
    /// UUID of the member who takes over.
    pub incoming_member_id: MemberId,
    /// UUID of her seat on the board; null until the confirmation where she has none before.
    pub incoming_seat_id: Option<BoardPositionId>,
    /// Reason for which the chair acts for the outgoing treasurer, in words; null if she acts herself.
    pub unable_because: Option<String>,
    /// Number of the last entry of the books that the statement knows.
    pub last_number: i32,
    /// What is handed over.
    #[diesel(deserialize_as = FrozenStatement)]
    pub statement: HandoverStatement,
    /// UUID of the user who drew it up.
    pub requested_by: Actor,
    /// UUID of the user who confirmed it: another human being. Null before.
    pub confirmed_by: Option<UserId>,
    /// Time of the confirmation or of the withdrawal, in UTC; null before.
    pub decided_at: Option<DateTime<Utc>>,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was drawn up, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for TreasuryHandover {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for TreasuryHandover {
    const ENTITY: &'static str = "treasury_handover";
    const OPEN: &'static [&'static str] = &[
        "id",
        "club_id",
        "state",
        "on",
        "document",
        "outgoing_member_id",
        "outgoing_seat_id",
        "incoming_member_id",
        "incoming_seat_id",
        "requested_by",
        "confirmed_by",
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

/// The counted cash of a fund that is handed over.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverCount {
    /// Fund whose cash was counted.
    pub fund: FundKind,
    /// Cash in the box, whole đồng; 0 if it was empty.
    pub counted_vnd: Counted,
    /// Explanation, in words; required if the amount differs from the ledger's.
    pub explanation: Option<Prose<1000>>,
}

/// A handover of a club's treasury, to be drawn up (lập biên bản bàn giao quỹ).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-22", "document": "01/BBBG", "outgoing_member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "incoming_member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e40", "counts": [{ "fund": "income", "counted_vnd": 15_535_000 }, { "fund": "operating", "counted_vnd": 1_000_000 }] }))]
pub struct NewTreasuryHandover {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<HandoverId>,
    /// Day of the handover, when the day's money has moved: not in the future, not in a closed period.
    pub on: Day,
    /// Number of the minutes of the handover (số biên bản).
    pub document: Line<100>,
    /// UUID of the member who hands over: the treasurer, or the last who was.
    pub outgoing_member_id: MemberId,
    /// UUID of the member who takes over: active on that day, and another person.
    pub incoming_member_id: MemberId,
    /// Reason for which the outgoing treasurer cannot act herself (đã mất, ốm nặng, …): then the chair does.
    pub unable_because: Option<Prose<1000>>,
    /// Counted cash of each fund of the club.
    #[validate(length(min = 1, max = 2), nested)]
    pub counts: Vec<HandoverCount>,
}

shown! { TreasuryHandover: "treasury_handover" of |handover| handover.club_id; }
