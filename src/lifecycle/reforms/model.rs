//! Reforms as stored, as shown and as asked for.

use crate::lifecycle::schema::admin_changes;
use crate::platform::auth::Level;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{Versioned, value};
use crate::platform::ids::{Actor, AdminChangeId, ClubId, UnitId, UserId, column};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// State of a reform.
    pub enum AdminChangeState {
        /// Being written; nothing has happened.
        Draft,
        /// In force: the territory is as it says.
        Applied,
        /// Undone: the territory is as it was.
        Reversed,
        /// Given up before it was applied.
        Withdrawn,
    }
}

/// A unit that begins with a reform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnit {
    /// UUIDv7 made by the client. Where it is absent the server makes one; the draft shows it in any case.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<UnitId>,
    /// Official code, as the decree says it; hamlets have none.
    pub code: Option<Line<5>>,
    /// Full name, with its kind in front.
    pub name: Line<120>,
    /// Kind of unit, in Vietnamese: `xã`, `phường`, `xóm` …
    pub kind: Line<40>,
}

/// A unit that stands already, by its UUID.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingUnit {
    /// UUID of the unit.
    pub unit_id: UnitId,
}

/// Unit into which others are merged: one that stands or one that begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum MergeDestination {
    /// One that stands already and goes on.
    Standing(StandingUnit),
    /// One that begins with the reform.
    New(NewUnit),
}

/// A part of a unit that is divided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitPart {
    /// Unit that begins as this part.
    pub unit: NewUnit,
    /// UUIDs of the units that lie in this part, of those directly below the one divided. A unit in no part goes
    /// where its clubs choose.
    #[serde(default)]
    pub hamlets: Vec<UnitId>,
}

/// One thing that a reform does. Clubs lie where their hamlets lie; whoever was assigned at a unit that ends is
/// assigned at the one that takes over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum AdminChangeOperation {
    /// Nhập: whole units of one level go into one, with all that lies in them.
    Merge {
        /// UUIDs of the units that end.
        from: Vec<UnitId>,
        /// Unit that takes over from them.
        into: MergeDestination,
    },
    /// Chia: one unit is divided. The first part takes over who was assigned.
    Split {
        /// UUID of the unit that ends.
        unit_id: UnitId,
        /// Units that begin, each with what lies in it.
        parts: Vec<SplitPart>,
    },
    /// Chuyển: a hamlet goes to another commune.
    Move {
        /// UUID of the hamlet.
        unit_id: UnitId,
        /// UUID of the commune to which it goes.
        to: UnitId,
    },
    /// Đổi tên: a unit gets another name.
    Rename {
        /// UUID of the unit.
        unit_id: UnitId,
        /// New full name, with the kind in front.
        name: Line<120>,
    },
    /// Đổi loại: xã to phường, for example.
    Retype {
        /// UUID of the unit.
        unit_id: UnitId,
        /// New kind, in Vietnamese.
        kind: Line<40>,
        /// New full name, if that changes too.
        name: Option<Line<120>>,
    },
    /// Thành lập: a unit begins that takes over from none.
    Found {
        /// Unit that begins.
        unit: NewUnit,
        /// UUID of the unit in which it lies.
        parent_id: UnitId,
        /// The hamlets that come to lie in it.
        #[serde(default)]
        hamlets: Vec<UnitId>,
    },
    /// Giải thể: a unit ends.
    End {
        /// UUID of the unit that ends.
        unit_id: UnitId,
        /// UUID of the unit that takes over; needed where clubs lie in the one that ends.
        successor_id: Option<UnitId>,
    },
    /// Hamlets that still lie in a commune that has ended come to lie in the one that took over.
    CarryHamlets {
        /// UUID of the commune in which they lie, ended or not.
        from_id: UnitId,
        /// UUID of the commune that takes them.
        to: UnitId,
    },
}

/// Operations of a reform, in the order in which they are applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Operations(pub Vec<AdminChangeOperation>);

impl TryFrom<Value> for Operations {
    type Error = serde_json::Error;
    fn try_from(stored: Value) -> Result<Self, Self::Error> {
        serde_json::from_value(stored)
    }
}

/// A reform of the territory (đợt sắp xếp đơn vị hành chính).
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = admin_changes, check_for_backend(diesel::pg::Pg))]
pub struct AdminChange {
    /// UUID of the reform.
    pub id: AdminChangeId,
    /// The province within which it lies; null where it is of the nation.
    pub province_id: Option<UnitId>,
    /// Title of the reform, for people.
    pub title: String,
    /// Number of the document that orders it.
    #[schema(example = "Nghị quyết 12/NQ-HĐND")]
    pub legal_document: String,
    /// The first day of the new order.
    pub effective_on: NaiveDate,
    /// Operations, in the order in which they are applied.
    #[diesel(deserialize_as = Value)]
    #[schema(value_type = Vec<AdminChangeOperation>)]
    pub operations: Operations,
    /// State of the reform.
    pub state: AdminChangeState,
    /// UUID of the user who drafted it.
    pub drafted_by: Actor,
    /// UUID of the user who applied it: somebody else than who drafted it.
    pub applied_by: Option<UserId>,
    /// Moment at which it was applied.
    pub applied_at: Option<DateTime<Utc>>,
    /// UUID of the user who undid it.
    pub reversed_by: Option<UserId>,
    /// Moment at which it was undone.
    pub reversed_at: Option<DateTime<Utc>>,
    /// Reason why it was undone, in words.
    pub reversal_reason: Option<String>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// Moment at which it was drafted.
    pub created_at: DateTime<Utc>,
}

impl Versioned for AdminChange {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for AdminChange {
    const ENTITY: &'static str = "admin_change";
    const OPEN: &'static [&'static str] = &[
        "id",
        "province_id",
        "title",
        "legal_document",
        "effective_on",
        "operations",
        "state",
        "drafted_by",
        "applied_by",
        "reversed_by",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        self.province_id
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// Filter for a list of reforms.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AdminChangeQuery {
    /// Only reforms in this state.
    pub state: Option<AdminChangeState>,
}

/// A reform to be drafted; it changes nothing until somebody else applies it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "province_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "title": "Đổi tên xóm mẫu", "legal_document": "12/NQ-HĐND",
    "effective_on": "2026-11-01",
    "operations": [{ "op": "rename", "unit_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "name": "Xóm Mẫu Mới" }],
}))]
pub struct NewAdminChange {
    /// UUIDv7 made by the client; the server makes one where it is absent.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<AdminChangeId>,
    /// The province within which it lies, in your reach; none where it is of the nation.
    pub province_id: Option<UnitId>,
    /// Title of the reform, for people; at most 200 characters.
    pub title: Line<200>,
    /// Number of the document that orders it; at most 200 characters.
    pub legal_document: Line<200>,
    /// The first day of the new order; it may have come already.
    pub effective_on: Day,
    /// Operations, in the order in which they are applied: 1 to 500. No unit is named by two of them.
    #[validate(length(min = 1, max = 500))]
    pub operations: Vec<AdminChangeOperation>,
}

/// Changes to a draft. Absent leaves alone.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "Đổi tên xóm mẫu (sửa)" }))]
pub struct AdminChangePatch {
    /// Title of the reform, for people; at most 200 characters.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub title: Option<Line<200>>,
    /// Number of the document that orders it; at most 200 characters.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub legal_document: Option<Line<200>>,
    /// The first day of the new order.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub effective_on: Option<Day>,
    /// Operations, replaced as a whole: 1 to 500.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(min = 1, max = 500))]
    pub operations: Option<Vec<AdminChangeOperation>>,
}

/// Where a club goes whose hamlet or commune is divided.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "unit_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f" }))]
pub struct ClubPlaceChoice {
    /// UUID of one of the parts.
    pub unit_id: UnitId,
}

/// The reason for undoing a reform.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "Nhập sai ngày có hiệu lực" }))]
pub struct AdminChangeReversal {
    /// Reason in words; at most 500 characters.
    pub reason: Prose<500>,
}

/// A unit as it stands after the reform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlannedUnit {
    /// UUID of the unit.
    pub id: UnitId,
    /// Level of the unit.
    pub level: Level,
    /// Full name after the reform.
    pub name: String,
    /// Kind of unit after the reform, in Vietnamese.
    pub kind: String,
    /// UUID of the unit in which it lies; `null` for a province.
    pub parent_id: Option<UnitId>,
}

/// A club for which it has to be said where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UndecidedClub {
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUID of the hamlet in which it is at home.
    pub hamlet_id: UnitId,
    /// UUIDs of the units to which it may go.
    pub options: Vec<UnitId>,
    /// UUID of the unit that was chosen, if that choice can stand.
    pub chosen: Option<UnitId>,
}

/// Effect of a reform before it is applied (xem trước).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdminChangePreview {
    /// Units that begin with the reform.
    pub begins: Vec<PlannedUnit>,
    /// UUIDs of the units that end with it.
    pub ends: Vec<UnitId>,
    /// Units that go on under another name or elsewhere.
    pub changes: Vec<PlannedUnit>,
    /// Number of clubs that come to lie in another unit.
    pub clubs: i64,
    /// Number of assignments that move to a successor, or end.
    pub assignments: i64,
    /// Number of unfinished reports of the units that end.
    pub open_reports: i64,
    /// The clubs for which somebody has to choose, with what was chosen.
    pub choices: Vec<UndecidedClub>,
}
