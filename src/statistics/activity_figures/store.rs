//! What the clubs do, from the metric rows.

use super::model::{ActivityFigures, ActivitySums};
use super::rules;
use crate::statistics::summary::Summary;
use crate::statistics::sums::Adding;
use crate::statistics::suppression::Withheld;
use chrono::NaiveDate;

impl Summary for ActivitySums {
    type Shown = ActivityFigures;
    const COLUMNS: Adding = &[
        "clubs.standing",
        "club_metrics.members",
        "activity_metrics.income",
        "activity_metrics.health_care",
        "activity_metrics.home_care",
        "activity_metrics.self_help",
        "activity_metrics.rights",
        "activity_metrics.communication",
        "activity_metrics.sport_culture",
        "activity_metrics.resource_mobilisation",
        "activity_metrics.all_areas",
        "activity_metrics.activities",
        "activity_metrics.turns",
        "activity_metrics.meetings",
        "activity_metrics.attendance",
        "activity_metrics.volunteers",
        "activity_metrics.care_cases",
        "activity_metrics.care_visits",
        "activity_metrics.checked",
        "activity_metrics.checked_twice",
        "activity_metrics.insured",
        "activity_metrics.trainings",
        "activity_metrics.training_turns",
        "activity_metrics.exchange_visits",
        "activity_metrics.monitoring_visits",
        "activity_metrics.awards",
        "activity_metrics.self_help_actions",
        "activity_metrics.rights_cases",
        "activity_metrics.mobilised_cash_vnd",
        "activity_metrics.mobilised_kind_vnd",
        "activity_metrics.labour_half_days",
    ];
    fn of(row: Vec<i64>) -> Self {
        let mut row = row.into_iter();
        let mut next = || row.next().unwrap_or(0);
        Self {
            clubs: next(),
            members: next(),
            areas: std::array::from_fn(|_| next()),
            all_areas: next(),
            activities: next(),
            turns: next(),
            meetings: next(),
            attendance: next(),
            volunteers: next(),
            care_cases: next(),
            care_visits: next(),
            checked: next(),
            checked_twice: next(),
            insured: next(),
            trainings: next(),
            training_turns: next(),
            exchange_visits: next(),
            monitoring_visits: next(),
            awards: next(),
            self_help_actions: next(),
            rights_cases: next(),
            mobilised_cash: next(),
            mobilised_kind: next(),
            labour_half_days: next(),
        }
    }
    fn show(&self, as_of: NaiveDate, withheld: &Withheld) -> ActivityFigures {
        rules::show(self, as_of, withheld)
    }
}
