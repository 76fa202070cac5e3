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
    /// What kind of training.
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
    /// As what a member took part.
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

/// A course.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = trainings, check_for_backend(diesel::pg::Pg))]
pub struct Training {
    /// Its id.
    pub id: TrainingId,
    /// The club that held it, if a club did.
    pub club_id: Option<ClubId>,
    /// The commune or province that held it, if a club did not.
    pub unit_id: Option<UnitId>,
    /// What kind.
    pub kind: TrainingKind,
    /// What it was called.
    pub title: String,
    /// Who organised it.
    pub organiser: Option<String>,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// Place, in words.
    pub place: Option<String>,
    /// Participants who are members of no club (cán bộ), as persons.
    pub officers: i16,
    /// What it cost, đồng.
    pub cost_vnd: Option<Vnd>,
    /// Who paid.
    pub source: Option<String>,
    /// What came of it.
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
    /// The course.
    #[serde(flatten)]
    pub training: Training,
    /// How many members of clubs took part.
    #[schema(example = 24)]
    pub participants: i64,
    /// How many of them completed it.
    #[schema(example = 22)]
    pub completed: i64,
    /// Participants and officers together, as persons.
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
    /// Who.
    pub member_id: MemberId,
    /// Her full name.
    #[diesel(select_expression = persons::full_name)]
    pub full_name: String,
    /// Her club.
    pub club_id: ClubId,
    /// As what.
    pub capacity: TrainingCapacity,
    /// Whether she completed it.
    pub completed: bool,
}

/// A course to be entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "initial", "title": "Tập huấn ban đầu cho ban chủ nhiệm", "organiser": "Hội Người cao tuổi tỉnh", "starts_on": "2026-06-01", "ends_on": "2026-06-05", "place": "Hội trường xã", "officers": 3, "source": "Ngân sách tỉnh" }))]
pub struct NewTraining {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<TrainingId>,
    /// What kind.
    pub kind: TrainingKind,
    /// What it was called.
    pub title: Line<200>,
    /// Who organised it.
    pub organiser: Option<Line<200>>,
    /// Its first day; not in the future.
    pub starts_on: Day,
    /// Its last day, at most three months later; the first unless told.
    pub ends_on: Option<Day>,
    /// Place, in words.
    pub place: Option<Line<200>>,
    /// Participants who are members of no club, as persons.
    #[serde(default)]
    #[validate(range(min = 0, max = 10_000))]
    pub officers: i16,
    /// What it cost.
    pub cost_vnd: Option<Counted>,
    /// Who paid.
    pub source: Option<Line<200>>,
    /// What came of it.
    pub result: Option<Prose<5000>>,
}

/// What a caller may change. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "result": "Ban chủ nhiệm ghi được sổ quỹ", "cost_vnd": 12_000_000 }))]
pub struct TrainingPatch {
    /// What kind.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub kind: Option<TrainingKind>,
    /// What it was called.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub title: Option<Line<200>>,
    /// Who organised it.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub organiser: Option<Option<Line<200>>>,
    /// Its last day.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub ends_on: Option<Day>,
    /// Place, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub place: Option<Option<Line<200>>>,
    /// Participants who are members of no club.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(range(min = 0, max = 10_000))]
    pub officers: Option<i16>,
    /// What it cost.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Counted>)]
    pub cost_vnd: Option<Option<Counted>>,
    /// Who paid.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub source: Option<Option<Line<200>>>,
    /// What came of it.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<5000>>)]
    pub result: Option<Option<Prose<5000>>>,
}

/// A member who took part, as entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTrainingParticipant {
    /// Who: a member of a club on the first day.
    pub member_id: MemberId,
    /// As what.
    pub capacity: TrainingCapacity,
    /// Whether she completed it.
    pub completed: bool,
}

/// All participants of the clubs in the caller's reach, anew.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "participants": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "capacity": "board", "completed": true }] }))]
pub struct TrainingParticipantList {
    /// Each once.
    #[validate(length(max = 500), nested)]
    pub participants: Vec<NewTrainingParticipant>,
}
