//! Tasks of plans as stored and as shown.

use crate::planning::schema::plan_tasks;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{Versioned, value};
use crate::platform::ids::{DocumentId, PlanItemId, PlanTaskId, column};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// How far a task of a plan has come.
    pub enum PlanTaskState {
        /// Not begun (chưa làm).
        Todo,
        /// Being done (đang làm).
        Doing,
        /// Done (đã làm).
        Done,
        /// Cancelled (đã hủy).
        Cancelled,
    }
}

impl PlanTaskState {
    /// Those in which something is still to be done.
    pub const OPEN: [Self; 2] = [Self::Todo, Self::Doing];
}

/// A task given by a plan (nhiệm vụ), as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = plan_tasks, check_for_backend(diesel::pg::Pg))]
pub struct PlanTask {
    /// UUID of the task.
    pub id: PlanTaskId,
    /// The plan that gives the task.
    pub document_id: DocumentId,
    /// The activity of the plan to which it belongs, if to one.
    pub plan_item_id: Option<PlanItemId>,
    /// What has to be done, in words.
    pub text: String,
    /// The organisation or person that leads (chủ trì).
    pub lead: String,
    /// The organisations or persons that help (phối hợp).
    pub coordinating: Vec<String>,
    /// Last day by which it has to be done (thời hạn).
    pub due_on: NaiveDate,
    /// How far the task has come.
    pub state: PlanTaskState,
    /// Day on which it was done; null until then.
    pub done_on: Option<NaiveDate>,
    /// What was done, or why it was cancelled.
    pub remark: Option<String>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When the task was entered (UTC).
    pub created_at: DateTime<Utc>,
}

/// A task of a plan, as shown on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShownPlanTask {
    /// The task.
    #[serde(flatten)]
    pub task: PlanTask,
    /// Whether its day has gone by and it is not done.
    pub overdue: bool,
}

impl PlanTask {
    /// As shown on a day.
    #[must_use]
    pub fn on(self, today: NaiveDate) -> ShownPlanTask {
        let overdue = self.due_on < today && PlanTaskState::OPEN.contains(&self.state);
        ShownPlanTask { task: self, overdue }
    }
}

impl Versioned for PlanTask {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Versioned for ShownPlanTask {
    fn version(&self) -> i32 {
        self.task.version
    }
}
impl Audited for PlanTask {
    const ENTITY: &'static str = "plan_task";
    const OPEN: &'static [&'static str] =
        &["id", "document_id", "plan_item_id", "due_on", "state", "done_on"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// Which tasks are listed.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlanTaskQuery {
    /// Only tasks in this state.
    pub state: Option<PlanTaskState>,
    /// Only those whose day has gone by and that are not done, or only the others.
    pub overdue: Option<bool>,
}

/// A task to be given by a plan (giao việc).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "Tập huấn ban chủ nhiệm các câu lạc bộ mới", "lead": "Hội Người cao tuổi xã", "coordinating": ["Trạm y tế xã"], "due_on": "2026-12-31" }))]
pub struct NewPlanTask {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<PlanTaskId>,
    /// The activity of the plan to which it belongs, if to one.
    pub plan_item_id: Option<PlanItemId>,
    /// What has to be done, in words.
    pub text: Prose<2000>,
    /// The organisation or person that leads (chủ trì).
    pub lead: Line<200>,
    /// The organisations or persons that help (phối hợp).
    #[serde(default)]
    #[validate(length(max = 30))]
    pub coordinating: Vec<Line<200>>,
    /// Last day by which it has to be done (thời hạn).
    pub due_on: Day,
}

/// What a caller may change of a task that is open.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "due_on": "2027-01-31" }))]
pub struct PlanTaskPatch {
    /// What has to be done, in words.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub text: Option<Prose<2000>>,
    /// The organisation or person that leads (chủ trì).
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub lead: Option<Line<200>>,
    /// The organisations or persons that help (phối hợp): the whole list anew.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 30))]
    pub coordinating: Option<Vec<Line<200>>>,
    /// Last day by which it has to be done (thời hạn).
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub due_on: Option<Day>,
}

/// A step of a task: how far it has come.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "state": "doing", "remark": "Đã mời giảng viên" }))]
pub struct PlanTaskStep {
    /// The state that the task has reached: what is done or cancelled stays so.
    pub state: PlanTaskState,
    /// Day on which it was done, today unless told: not in the future. Only for what is done.
    pub on: Option<Day>,
    /// What was done, or why it is cancelled: for that it is needed.
    pub remark: Option<Prose<2000>>,
}
