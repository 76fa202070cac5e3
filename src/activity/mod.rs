//! Activity (hoạt động): what the clubs do in the eight areas, with whom, and with what they were given.

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
mod schema;
pub mod self_help;
pub(crate) mod sql;
pub mod trainings;

use crate::platform::http::Mount;

/// Tables that the wings above may read. Only this wing writes them.
pub mod tables {
    pub use super::schema::{training_participants, trainings};
}

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(areas::configure)
        .configure(activities::configure)
        .configure(activity_series::configure)
        .configure(calendars::configure)
        .configure(gatherings::configure)
        .configure(trainings::configure)
        .configure(exchange_visits::configure)
        .configure(attachments::configure)
        .configure(monitoring_visits::configure)
        .configure(monitoring_tasks::configure)
        .configure(awards::configure)
        .configure(self_help::configure)
        .configure(rights_cases::configure)
        .configure(resources::configure);
}
