//! The tests that go through the whole application, and the laws of the house.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::large_types_passed_by_value,
    clippy::too_many_lines,
    reason = "a test says what must be and stops where it is not"
)]

mod support;

mod activities;
mod activity_figures;
mod activity_series;
mod admin_changes;
mod area_status;
mod areas;
mod attachments;
mod awards;
mod boards;
mod books;
mod browser;
mod budget_lines;
mod calendars;
mod canary;
mod care_cases;
mod care_visits;
mod cash_counts;
mod changes;
mod clock;
mod closings;
mod clubs;
mod consents;
mod consolidations;
mod crash;
mod dashboards;
mod decisions;
mod declared_figures;
mod documents;
mod exchange_visits;
mod external_loans;
mod figures;
mod finances;
mod funds;
mod gatherings;
mod generate;
mod health_events;
mod health_results;
mod house;
mod imports;
mod indicators;
mod insurance;
mod ledger;
mod ledger_verify;
mod loan_lists;
mod loans;
mod locks;
mod meetings;
mod members;
mod money;
mod monitoring_tasks;
mod monitoring_visits;
mod openapi;
mod organisations;
mod past_money;
mod pauses;
mod permissions;
mod personal;
mod placements;
mod plan_items;
mod plan_tasks;
mod plans;
mod problems;
mod programmes;
mod progress;
mod referrals;
mod reform;
mod regulations;
mod repayments;
mod report_forms;
mod report_periods;
mod report_requests;
mod reporting_lines;
mod reports;
mod reschedules;
mod resources;
mod reversals;
mod rights_cases;
mod schema;
mod sealed_reports;
mod self_help;
mod sessions;
mod standings;
mod targets;
mod terrains;
mod trainings;
mod transitions;
mod troubles;
mod units;
mod unprintable;
mod users;
mod volunteers;
mod wire;
mod write_offs;
