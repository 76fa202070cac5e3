//! What a reform touches, and what it makes of that.

use crate::lifecycle::reforms::model::AdminChangeOperation;
use crate::lifecycle::reforms::rules::{self, ReformFacts, ReformPlan};
use crate::lifecycle::schema::admin_change_choices;
use crate::platform::auth::Level;
use crate::platform::db::Reads;
use crate::platform::error::FieldCode;
use crate::platform::ids::{AdminChangeId, ClubId, UnitId};
use crate::register::placements;
use crate::territory::tables::unit_versions;
use crate::territory::units;
use crate::territory::units::store::VersionRow;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{BTreeMap, BTreeSet};

/// The territory on a day, as far as operations touch it: a handful of statements, however many units.
async fn facts(
    db: &mut impl Reads,
    province: Option<UnitId>,
    on: NaiveDate,
    operations: &[AdminChangeOperation],
    act: Option<AdminChangeId>,
) -> Result<ReformFacts> {
    let named: Vec<UnitId> = rules::named(operations).into_iter().collect();
    let touched = unit_versions::unit_id
        .eq_any(named.clone())
        .or(unit_versions::parent_id.assume_not_null().eq_any(named.clone()))
        .or(unit_versions::province_id.eq_any(named.clone()))
        .or(unit_versions::district_id.assume_not_null().eq_any(named.clone()))
        .or(unit_versions::commune_id.assume_not_null().eq_any(named.clone()));
    let later: i64 = unit_versions::table
        .filter(unit_versions::valid_from.gt(on))
        .filter(touched.clone())
        .count()
        .get_result(db.conn())
        .await?;
    if later > 0 {
        return Err(Error::field("/effective_on", FieldCode::NotValidThen)); // somebody has gone on from there
    }
    let rows: Vec<VersionRow> = unit_versions::table
        .filter(units::store::standing(on))
        .filter(touched)
        .select(VersionRow::as_select())
        .load(db.conn())
        .await?;
    let mut standing: BTreeMap<UnitId, VersionRow> = rows.into_iter().map(|row| (row.unit_id, row)).collect();
    let above: BTreeSet<UnitId> = standing
        .values()
        .flat_map(|row| [row.parent_id, Some(row.province_id), row.district_id, row.commune_id])
        .flatten()
        .filter(|unit| !standing.contains_key(unit))
        .collect();
    let above: Vec<VersionRow> = unit_versions::table
        .filter(units::store::standing(on))
        .filter(unit_versions::unit_id.eq_any(above))
        .select(VersionRow::as_select())
        .load(db.conn())
        .await?;
    standing.extend(above.into_iter().map(|row| (row.unit_id, row)));
    let hamlets: Vec<UnitId> =
        standing.values().filter(|row| row.level == Level::Hamlet).map(|row| row.unit_id).collect();
    let at_home = placements::store::homes_in(db, &hamlets, on).await?;
    let mut homes: BTreeMap<UnitId, Vec<ClubId>> = BTreeMap::new();
    for (hamlet, club) in at_home {
        homes.entry(hamlet).or_default().push(club);
    }
    let choices: Vec<(ClubId, UnitId)> = match act {
        None => vec![],
        Some(act) => {
            admin_change_choices::table
                .filter(admin_change_choices::change_id.eq(act))
                .select((admin_change_choices::club_id, admin_change_choices::unit_id))
                .load(db.conn())
                .await?
        }
    };
    Ok(ReformFacts { province, standing, homes, choices: choices.into_iter().collect() })
}

/// What a reform comes to.
///
/// # Errors
/// 422 with every problem, by its pointer into the operations.
pub(super) async fn planned(
    db: &mut impl Reads,
    province: Option<UnitId>,
    on: NaiveDate,
    operations: &[AdminChangeOperation],
    act: Option<AdminChangeId>,
) -> Result<ReformPlan> {
    let facts = facts(db, province, on, operations, act).await?;
    let plan = rules::plan(operations, &facts, on).map_err(Error::invalid)?;
    let same_day = |row: &VersionRow| {
        let was = facts.standing.get(&row.unit_id);
        was.is_some_and(|was| was.valid_from >= on || was.valid_to.is_some())
    };
    if plan.goes_on.iter().any(same_day) {
        return Err(Error::field("/effective_on", FieldCode::NotValidThen));
    }
    Ok(plan)
}
