//! What is asked and said of tasks. The task itself is part of its visit.

use crate::activity::monitoring_visits::model::MonitoringTaskState;
use crate::platform::fields::{Day, Prose};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Which tasks.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TaskQuery {
    /// Only those that have come so far.
    pub state: Option<MonitoringTaskState>,
    /// Only those whose day has gone by and that are not done, or only the others.
    pub overdue: Option<bool>,
}

/// How far the club says that it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MonitoringTaskAnswerState {
    /// Đang làm.
    Doing,
    /// Đã làm.
    Done,
}

/// What the club says of a task.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "state": "done", "on": "2026-11-20", "answer": "Đã ghi đủ sổ quỹ, hai bên cùng ký." }))]
pub struct MonitoringTaskAnswer {
    /// How far it has come.
    pub state: MonitoringTaskAnswerState,
    /// When it was done, today unless told: not in the future, not before the visit. Only for what is done.
    pub on: Option<Day>,
    /// What was done.
    pub answer: Prose<2000>,
}

/// What becomes of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MonitoringTaskReviewState {
    /// Sent back: what the club is doing or has done is not enough.
    Todo,
    /// No longer needed. What is done is not cancelled.
    Cancelled,
}

/// What the visitors say of a task.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "state": "cancelled", "reason": "Đã gộp vào việc khác." }))]
pub struct MonitoringTaskReview {
    /// What becomes of it.
    pub state: MonitoringTaskReviewState,
    /// Why.
    pub reason: Prose<1000>,
}
