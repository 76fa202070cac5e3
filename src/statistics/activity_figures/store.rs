//! What the clubs do, from the metric rows.

use super::model::Sums;
use crate::Result;
use crate::platform::db::Reads;
use crate::platform::ids::{ClubId, UnitId};
use crate::statistics::figures::store::{Adding, add_up, add_up_children, add_up_club};
use crate::statistics::fresh::Fresh;
use crate::territory::units::model::Unit;

/// In the order of [`Sums`].
const ADDED_UP: Adding = &[
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

fn sums(row: Vec<i64>) -> Sums {
    let mut row = row.into_iter();
    let mut next = || row.next().unwrap_or(0);
    Sums {
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

/// The sums of one unit's clubs, or of all in the caller's reach.
pub async fn of_unit(db: &mut Fresh<impl Reads>, unit: Option<&Unit>) -> Result<Sums> {
    add_up(db, unit, ADDED_UP).await.map(sums)
}

/// The sums of one club.
pub async fn of_club(db: &mut Fresh<impl Reads>, club: ClubId) -> Result<Sums> {
    add_up_club(db, club, ADDED_UP).await.map(sums)
}

/// The sums of each unit below one in which clubs lie: communes of a province, hamlets of a commune.
pub async fn of_children(db: &mut Fresh<impl Reads>, unit: &Unit) -> Result<Vec<(UnitId, Sums)>> {
    let parts = add_up_children(db, Some(unit), ADDED_UP).await?;
    Ok(parts.into_iter().map(|(unit, row)| (unit, sums(row))).collect())
}
