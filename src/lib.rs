//! liên thế hệ: a JSON REST API with which Vietnam's intergenerational self-help clubs (câu lạc bộ liên thế
//! hệ tự giúp nhau) are founded, run and reported on.

pub mod app;
pub mod auth;
pub mod column;
pub mod commands;
pub mod config;
pub mod dashboards;
pub mod db;
pub mod embedded;
pub mod error;
pub mod fields;
pub mod files;
pub mod forms;
pub mod http;
pub mod lending;
pub mod migrations;
pub mod money;
pub mod past;
pub mod schema;
pub mod sealed;
pub mod sheet;
pub mod text;

pub mod activities;
pub mod activity_figures;
pub mod activity_series;
pub mod admin_changes;
pub mod area_status;
pub mod areas;
pub mod attachments;
pub mod awards;
pub mod boards;
pub mod books;
pub mod budget_lines;
pub mod calendars;
pub mod care_cases;
pub mod care_visits;
pub mod cash_counts;
pub mod changes;
pub mod closings;
pub mod clubs;
pub mod consents;
pub mod consolidations;
pub mod decisions;
pub mod declared_figures;
pub mod documents;
pub mod exchange_visits;
pub mod external_loans;
pub mod figures;
pub mod finances;
pub mod funds;
pub mod gatherings;
pub mod health_events;
pub mod health_results;
pub mod imports;
pub mod indicators;
pub mod insurance;
pub mod ledger;
pub mod loan_lists;
pub mod loans;
pub mod meetings;
pub mod members;
pub mod monitoring_tasks;
pub mod monitoring_visits;
pub mod organisations;
pub mod pauses;
pub mod personal;
pub mod placements;
pub mod plan_items;
pub mod plan_tasks;
pub mod policy;
pub mod programmes;
pub mod progress;
pub mod referrals;
pub mod regulations;
pub mod repayments;
pub mod report_forms;
pub mod report_periods;
pub mod report_requests;
pub mod reporting_lines;
pub mod reports;
pub mod reschedules;
pub mod resources;
pub mod reversals;
pub mod rights_cases;
pub mod sealed_reports;
pub mod self_help;
pub mod sessions;
pub mod standings;
pub mod targets;
pub mod terrains;
pub mod trainings;
pub mod transitions;
pub mod units;
pub mod users;
pub mod volunteers;
pub mod write_offs;

pub(crate) mod access {
    pub(crate) mod sql;
}
pub(crate) mod activity {
    pub(crate) mod sql;
}
pub(crate) mod care {
    pub(crate) mod sql;
}
pub(crate) mod lifecycle {
    pub(crate) mod sql;
}
pub(crate) mod planning {
    pub(crate) mod sql;
}
pub(crate) mod platform {
    pub(crate) mod sql;
}
pub(crate) mod register {
    pub(crate) mod sql;
}
pub(crate) mod reporting {
    pub(crate) mod sql;
}
pub(crate) mod statistics {
    pub(crate) mod sql;
}

pub use error::{Error, Result};
