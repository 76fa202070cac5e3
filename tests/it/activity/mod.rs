//! Activity.

pub mod activities;
pub mod activity_series;
pub mod areas;
pub mod attachments;
pub mod awards;
pub mod calendars;
pub mod exchange_visits;
pub mod gatherings;
pub mod monitoring_tasks;
pub mod monitoring_visits;
pub mod resources;
pub mod rights_cases;
pub mod self_help;
pub mod trainings;
