//! Trainings as stored, as shown and as asked for.

use crate::activity::schema::{training_participants, trainings};
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ClubId, MemberId, TrainingId, UnitId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::{Counted, Vnd};
use crate::register::tables::persons;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Kind of course.
    pub enum TrainingKind {
        /// Tập huấn ban đầu.
        Initial,
        /// Đào tạo giảng viên.
        Trainers,
        /// Tập huấn lại.
        Refresher,
        /// Sinh kế.
        Livelihood,
        /// Sức khỏe.
        Health,
        /// Chăm sóc tại nhà.
        HomeCare,
        /// Sổ sách, kế toán.
        Bookkeeping,
        /// Khác.
        Other,
    }
}

column! { text:
    /// Capacity in which a member took part.
    pub enum TrainingCapacity {
        /// Ban chủ nhiệm.
        Board,
        /// Tình nguyện viên.
        Volunteer,
        /// Giảng viên.
        Trainer,
        /// Thành viên.
        Member,
    }
}

/// A course (tập huấn).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = trainings, check_for_backend(diesel::pg::Pg))]
pub struct Training {
    /// UUID of the course.
    pub id: TrainingId,
    /// UUID of the club that held it; null if no club did.
    pub club_id: Option<ClubId>,
    /// UUID of the commune or province that held it; null if a club did.
    pub unit_id: Option<UnitId>,
    /// Kind of course.
    pub kind: TrainingKind,
    /// Title of the course.
    pub title: String,
    /// Organiser of the course, in words.
    pub organiser: Option<String>,
    /// First day of the course.
    pub starts_on: NaiveDate,
    /// Last day of the course, included.
    pub ends_on: NaiveDate,
    /// Place, in words.
    pub place: Option<String>,
    /// Officers who took part and are members of no club (cán bộ), in persons.
    pub officers: i16,
    /// Cost, đồng; null where it is not known.
    pub cost_vnd: Option<Vnd>,
    /// Source of the money, in words.
    pub source: Option<String>,
    /// Result of the course, in words.
    pub result: Option<String>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for Training {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Training {
    const ENTITY: &'static str = "training";
    const OPEN: &'static [&'static str] =
        &["id", "club_id", "unit_id", "kind", "starts_on", "ends_on", "officers", "cost_vnd"];
    fn facts(&self) -> Facts {
        Facts::DEEDS
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        self.club_id
    }
    fn unit(&self) -> Option<UnitId> {
        self.unit_id
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A course, and how many took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountedTraining {
    /// The course itself.
    #[serde(flatten)]
    pub training: Training,
    /// Members of clubs who took part, in persons.
    #[schema(example = 24)]
    pub participants: i64,
    /// Those of them who completed the course, in persons.
    #[schema(example = 22)]
    pub completed: i64,
    /// Members and officers together, in persons.
    #[schema(example = 27)]
    pub persons: i64,
}

impl Versioned for CountedTraining {
    fn version(&self) -> i32 {
        self.training.version
    }
}

/// A member who took part in a course.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = training_participants, check_for_backend(diesel::pg::Pg))]
pub struct TrainingParticipant {
    /// UUID of the member.
    pub member_id: MemberId,
    /// Full name, family name first.
    #[diesel(select_expression = persons::full_name)]
    pub full_name: String,
    /// UUID of her club.
    pub club_id: ClubId,
    /// Capacity in which she took part.
    pub capacity: TrainingCapacity,
    /// Whether she completed the course.
    pub completed: bool,
}

/// A course (tập huấn), to be entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "initial", "title": "Tập huấn ban đầu cho ban chủ nhiệm", "organiser": "Hội Người cao tuổi tỉnh", "starts_on": "2026-06-01", "ends_on": "2026-06-05", "place": "Hội trường xã", "officers": 3, "source": "Ngân sách tỉnh" }))]
pub struct NewTraining {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<TrainingId>,
    /// Kind of course.
    pub kind: TrainingKind,
    /// Title of the course.
    pub title: Line<200>,
    /// Organiser of the course, in words.
    pub organiser: Option<Line<200>>,
    /// First day of the course; not in the future.
    pub starts_on: Day,
    /// Last day of the course, at most three months after the first; the first unless told.
    pub ends_on: Option<Day>,
    /// Place, in words.
    pub place: Option<Line<200>>,
    /// Officers who took part and are members of no club (cán bộ), in persons.
    #[serde(default)]
    #[validate(range(min = 0, max = 10_000))]
    pub officers: i16,
    /// Cost, whole đồng.
    pub cost_vnd: Option<Counted>,
    /// Source of the money, in words.
    pub source: Option<Line<200>>,
    /// Result of the course, in words.
    pub result: Option<Prose<5000>>,
}

/// What a caller may change of a course. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "result": "Ban chủ nhiệm ghi được sổ quỹ", "cost_vnd": 12_000_000 }))]
pub struct TrainingPatch {
    /// Kind of course.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub kind: Option<TrainingKind>,
    /// Title of the course.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub title: Option<Line<200>>,
    /// Organiser of the course, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub organiser: Option<Option<Line<200>>>,
    /// Last day of the course, included.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub ends_on: Option<Day>,
    /// Place, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub place: Option<Option<Line<200>>>,
    /// Officers who took part and are members of no club (cán bộ), in persons.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(range(min = 0, max = 10_000))]
    pub officers: Option<i16>,
    /// Cost, whole đồng.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Counted>)]
    pub cost_vnd: Option<Option<Counted>>,
    /// Source of the money, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub source: Option<Option<Line<200>>>,
    /// Result of the course, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<5000>>)]
    pub result: Option<Option<Prose<5000>>>,
}

/// A member who took part in a course, as entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTrainingParticipant {
    /// UUID of the member: of a club on the first day of the course.
    pub member_id: MemberId,
    /// Capacity in which she took part.
    pub capacity: TrainingCapacity,
    /// Whether she completed the course.
    pub completed: bool,
}

/// All participants of the clubs in the caller's reach: the former list is replaced.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "participants": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "capacity": "board", "completed": true }] }))]
pub struct TrainingParticipantList {
    /// Participants, each member once.
    #[validate(length(max = 500), nested)]
    pub participants: Vec<NewTrainingParticipant>,
}
