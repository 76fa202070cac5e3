//! Planning.

pub mod budget_lines;
pub mod dashboards;
pub mod documents;
pub mod plan_items;
pub mod plan_tasks;
pub mod programmes;
pub mod progress;
pub mod standings;
pub mod targets;
