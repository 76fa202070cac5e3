//! Planning (kế hoạch): what programmes and plans demand, and how far the clubs have come.

pub mod budget_lines;
pub mod dashboards;
pub mod documents;
pub mod plan_items;
pub mod plan_tasks;
pub mod programmes;
pub mod progress;
mod schema;
pub(crate) mod sql;
pub mod standings;
pub mod targets;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    // before the targets, one of which would be looked for by the name of `progress`
    cfg.service(progress::routes::nation);
    cfg.configure(programmes::configure)
        .configure(documents::configure)
        .configure(targets::configure)
        .configure(plan_items::configure)
        .configure(plan_tasks::configure)
        .configure(budget_lines::configure)
        .configure(progress::configure)
        .configure(standings::configure)
        .configure(dashboards::configure);
}
