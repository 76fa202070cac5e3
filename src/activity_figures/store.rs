//! What the clubs do, from the metric rows.

use super::model::Sums;
use crate::auth::Scope;
use crate::column::{ClubId, UnitId};
use crate::db::{Db, Reads};
use crate::figures::store::{AT_ONCE, Adding, add_up, add_up_children, add_up_club};
use crate::schema::{activity_metrics as m, clubs};
use crate::units::model::Unit;
use crate::{Result, figures};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Brings the rows of clubs in reach up to date: what was done grows old by itself, and years begin. A row says
/// through which day it holds. By whoever looks first.
pub async fn freshen(db: &Db, scope: &Scope) -> Result<()> {
    figures::store::freshen(db, scope).await?;
    let stale = m::table
        .filter(m::valid_through.lt(scope.today()))
        .filter(m::club_id.eq_any(crate::clubs::store::visible(scope).select(clubs::id)))
        .select(m::club_id);
    let stale: Vec<ClubId> = stale.load(db.read(scope).await?.conn()).await?;
    if !stale.is_empty() {
        db.transaction(scope, async |w| {
            for some in stale.chunks(AT_ONCE) {
                crate::clubs::store::count_activities(w, some).await?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// Exact sums over clubs and their metric rows, in the order of [`Sums`].
fn added_up() -> Adding {
    let columns = [
        "income",
        "health_care",
        "home_care",
        "self_help",
        "rights",
        "communication",
        "sport_culture",
        "resource_mobilisation",
        "all_areas",
        "activities",
        "turns",
        "meetings",
        "attendance",
        "volunteers",
        "care_cases",
        "care_visits",
        "checked",
        "checked_twice",
        "insured",
        "trainings",
        "training_turns",
        "exchange_visits",
        "monitoring_visits",
        "awards",
        "self_help_actions",
        "rights_cases",
        "mobilised_cash_vnd",
        "mobilised_kind_vnd",
        "labour_half_days",
    ];
    let columns = columns.map(|name| format!("coalesce(sum(activity_metrics.{name}), 0)::bigint"));
    sql(&format!("array[count(*), coalesce(sum(club_metrics.members), 0)::bigint, {}]", columns.join(", ")))
}

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
pub async fn of_unit(db: &mut impl Reads, unit: Option<&Unit>) -> Result<Sums> {
    add_up(db, unit, added_up()).await.map(sums)
}

/// The sums of one club.
pub async fn of_club(db: &mut impl Reads, club: ClubId) -> Result<Sums> {
    add_up_club(db, club, added_up()).await.map(sums)
}

/// The sums of each unit below one in which clubs lie: communes of a province, hamlets of a commune.
pub async fn of_children(db: &mut impl Reads, unit: &Unit) -> Result<Vec<(UnitId, Sums)>> {
    let parts = add_up_children(db, Some(unit), added_up()).await?;
    Ok(parts.into_iter().map(|(unit, row)| (unit, sums(row))).collect())
}
