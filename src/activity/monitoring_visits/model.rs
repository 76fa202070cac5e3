//! Visits, their checklists and their tasks, as stored and as shown.

use crate::activity::schema::{
    monitoring_checklists, monitoring_questions, monitoring_tasks, monitoring_visits,
};
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, MonitoringTaskId, MonitoringVisitId, UserId, column};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A version of the checklist (phiếu giám sát), as stored. It is valid until the next one begins.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = monitoring_checklists, check_for_backend(diesel::pg::Pg))]
pub struct MonitoringChecklist {
    /// Number of the version, from 1.
    #[schema(example = 1)]
    pub version: i16,
    /// Title of the checklist.
    pub title: String,
    /// First day on which the version is valid.
    pub valid_from: NaiveDate,
    /// Document in which it is written.
    pub source: String,
}

/// A question of a checklist (tiêu chí).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = monitoring_questions, check_for_backend(diesel::pg::Pg))]
pub struct ChecklistQuestion {
    /// Code of the question, by which it is answered.
    #[schema(example = "income_fund")]
    pub code: String,
    /// Place in the checklist, from 1.
    pub position: i16,
    /// Text of the question in Vietnamese.
    pub text_vi: String,
    /// Text of the question in English.
    pub text_en: String,
    /// Highest score of the question; the lowest is 0.
    pub most: i16,
}

/// A checklist with its questions.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WholeChecklist {
    /// The version of the checklist itself.
    #[serde(flatten)]
    pub checklist: MonitoringChecklist,
    /// Last day on which the version is valid; null for the one that is valid now.
    pub valid_to: Option<NaiveDate>,
    /// Questions of the checklist, in order.
    pub questions: Vec<ChecklistQuestion>,
}

/// A visit of an upper level to a club (lượt giám sát), as listed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = monitoring_visits, check_for_backend(diesel::pg::Pg))]
pub struct MonitoringVisit {
    /// UUID of the visit.
    pub id: MonitoringVisitId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Number of the version of the checklist that was used.
    pub checklist: i16,
    /// Day of the visit.
    pub visited_on: NaiveDate,
    /// Name of the organisation that came.
    pub organisation: String,
    /// Sum of all scores.
    pub score: i16,
    /// Highest sum that the checklist allows.
    pub most: i16,
    /// Findings of the visit (nhận xét), in words.
    pub findings: Option<String>,
    /// Recommendations to the club (kiến nghị), in words.
    pub recommendations: Option<String>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: always 1, for a visit is never changed.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for MonitoringVisit {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for MonitoringVisit {
    const ENTITY: &'static str = "monitoring_visit";
    const OPEN: &'static [&'static str] = &["id", "club_id", "checklist", "visited_on", "score", "most"];
    fn facts(&self) -> Facts {
        Facts::DEEDS
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

/// A club's score for one question.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Serialize, Deserialize, ToSchema)]
pub struct ChecklistScore {
    /// Code of the question.
    pub code: String,
    /// Score, from 0 to the highest of the question.
    pub score: i16,
    /// Highest score of the question.
    pub most: i16,
    /// Remark on the score, in words.
    pub remark: Option<String>,
}

column! { text:
    /// State of a task.
    pub enum MonitoringTaskState {
        /// Chưa làm.
        Todo,
        /// Đang làm.
        Doing,
        /// Đã làm.
        Done,
        /// Không cần làm nữa.
        Cancelled,
    }
}

impl MonitoringTaskState {
    /// Those in which something is still to be done.
    pub const OPEN: [Self; 2] = [Self::Todo, Self::Doing];
}

/// What a club has to do after a visit (việc cần khắc phục), as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = monitoring_tasks, check_for_backend(diesel::pg::Pg))]
pub struct MonitoringTask {
    /// UUID of the task.
    pub id: MonitoringTaskId,
    /// UUID of the visit from which it comes.
    pub visit_id: MonitoringVisitId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// What the club has to do, in words.
    pub text: String,
    /// Day by which it has to be done.
    pub due_on: NaiveDate,
    /// State of the task.
    pub state: MonitoringTaskState,
    /// Last answer of the club, in words.
    pub answer: Option<String>,
    /// Day on which it was done; null before.
    pub done_on: Option<NaiveDate>,
    /// Reason for which it was last sent back, or cancelled.
    pub review: Option<String>,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
    /// Time of the last change, in UTC.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for MonitoringTask {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for MonitoringTask {
    const ENTITY: &'static str = "monitoring_task";
    const OPEN: &'static [&'static str] = &["id", "visit_id", "club_id", "due_on", "state", "done_on"];
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

impl MonitoringTask {
    /// As it stands on a day.
    #[must_use]
    pub fn on(self, today: NaiveDate) -> ShownMonitoringTask {
        ShownMonitoringTask {
            overdue: MonitoringTaskState::OPEN.contains(&self.state) && self.due_on < today,
            task: self,
        }
    }
}

/// A task, as it stands today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShownMonitoringTask {
    /// The task itself.
    #[serde(flatten)]
    pub task: MonitoringTask,
    /// Whether its day has gone by and it is neither done nor cancelled.
    pub overdue: bool,
}

impl Versioned for ShownMonitoringTask {
    fn version(&self) -> i32 {
        self.task.version
    }
}

/// A visit with its scores and tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WholeMonitoringVisit {
    /// The visit itself.
    #[serde(flatten)]
    pub visit: MonitoringVisit,
    /// Scores, in the order of the checklist.
    pub scores: Vec<ChecklistScore>,
    /// Tasks of the club, the most urgent first.
    pub tasks: Vec<ShownMonitoringTask>,
}

impl Versioned for WholeMonitoringVisit {
    fn version(&self) -> i32 {
        self.visit.version
    }
}

/// A monitoring visit (giám sát), to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "visited_on": "2026-11-10", "organisation": "Hội Người cao tuổi xã", "checklist": 1,
    "scores": [
        { "code": "board", "score": 2 }, { "code": "meetings", "score": 2 }, { "code": "regulation", "score": 2 },
        { "code": "income_fund", "score": 1, "remark": "Sổ ghi chậm một tháng" }, { "code": "operating_fund", "score": 2 },
        { "code": "areas", "score": 1 }, { "code": "home_care", "score": 2 }, { "code": "members", "score": 2 },
        { "code": "reports", "score": 2 }],
    "recommendations": "Ghi sổ quỹ ngay trong buổi sinh hoạt.",
    "tasks": [{ "text": "Ghi đủ sổ quỹ tháng 10", "due_on": "2026-12-15" }] }))]
pub struct NewMonitoringVisit {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<MonitoringVisitId>,
    /// Day of the visit; not in the future.
    pub visited_on: Day,
    /// Name of the organisation that came.
    pub organisation: Line<160>,
    /// Number of the version of the checklist: the one that was valid on that day.
    pub checklist: i16,
    /// Scores: every question of that version, once.
    #[validate(length(max = 100), nested)]
    pub scores: Vec<NewChecklistScore>,
    /// Findings of the visit (nhận xét), in words.
    pub findings: Option<Prose<4000>>,
    /// Recommendations to the club (kiến nghị), in words.
    pub recommendations: Option<Prose<4000>>,
    /// Tasks of the club, at most 50.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub tasks: Vec<NewMonitoringTask>,
}

/// A score for one question, to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChecklistScore {
    /// Code of the question.
    pub code: Line<40>,
    /// Score, from 0 to the highest of the question.
    pub score: i16,
    /// Remark on the score, in words.
    pub remark: Option<Prose<500>>,
}

/// A task of the club, to be entered with the visit.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMonitoringTask {
    /// What the club has to do, in words.
    pub text: Prose<1000>,
    /// Day by which it has to be done: not before the visit.
    pub due_on: Day,
}
