//! What is asked and said of tasks. The task itself is part of its visit.

use crate::activity::monitoring_visits::model::MonitoringTaskState;
use crate::platform::fields::{Day, Prose};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Filters of the list of tasks.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TaskQuery {
    /// Only tasks in this state.
    pub state: Option<MonitoringTaskState>,
    /// `true`: only tasks whose day has gone by and that are still open. `false`: only the others.
    pub overdue: Option<bool>,
}

/// States that a club may report of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MonitoringTaskAnswerState {
    /// Đang làm.
    Doing,
    /// Đã làm.
    Done,
}

/// A club's answer to a task.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "state": "done", "on": "2026-11-20", "answer": "Đã ghi đủ sổ quỹ, hai bên cùng ký." }))]
pub struct MonitoringTaskAnswer {
    /// State that the club reports: doing or done.
    pub state: MonitoringTaskAnswerState,
    /// Day on which it was done, today unless told: not in the future, not before the visit. Only with `done`.
    pub on: Option<Day>,
    /// What was done, in words.
    pub answer: Prose<2000>,
}

/// Outcome of a review of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MonitoringTaskReviewState {
    /// Sent back: what the club is doing or has done is not enough.
    Todo,
    /// No longer needed. What is done is not cancelled.
    Cancelled,
}

/// The visitors' review of a task.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "state": "cancelled", "reason": "Đã gộp vào việc khác." }))]
pub struct MonitoringTaskReview {
    /// Outcome: sent back or cancelled.
    pub state: MonitoringTaskReviewState,
    /// Reason of the outcome, in words.
    pub reason: Prose<1000>,
}
