//! Where a unit lies, and what became of units that have ended.

use super::{find, locate, visible};
use crate::platform::db::Reads;
use crate::platform::error::Code;
use crate::platform::ids::UnitId;
use crate::platform::text;
use crate::territory::schema::{unit_lineage, units};
use crate::territory::units::model::{Level, LineageKind, Unit, UnitCounterpart, UnitRef, UnitResolution};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;
use std::collections::HashMap;

/// Why a unit is not found on a day: it never existed, or it has ended (or not begun), with its successors.
pub(super) async fn ended(
    db: &mut impl Reads,
    level: Option<Level>,
    unit: &UnitRef,
    day: NaiveDate,
) -> Result<Error> {
    let mut query = units::table.into_boxed::<Pg>();
    query = match unit {
        UnitRef::Id(id) => query.filter(units::id.eq(*id)),
        UnitRef::Code(code) => query.filter(units::code.eq(code.clone())),
    };
    if let Some(level) = level {
        query = query.filter(units::level.eq(level));
    }
    let known: Option<(UnitId, NaiveDate)> = query
        .order(units::valid_from.desc())
        .select((units::id, units::valid_from))
        .first(db.conn())
        .await
        .optional()?;
    let Some((id, valid_from)) = known else { return Ok(Code::NotFound.into()) };
    let successors: Vec<serde_json::Value> = counterparts(db, id, day, valid_from <= day)
        .await?
        .into_iter()
        .map(|(unit, kind, _)| {
            json!({
                "id": unit.id, "level": unit.level, "code": unit.code, "name": unit.name, "relation": kind,
                "href": format!("/v1/units/{}?on={day}", unit.id),
            })
        })
        .collect();
    Ok(Error::from(Code::UnitNotValid).with("successors", successors))
}

/// The units above one, nearest first, as they stand on a day.
pub async fn ancestors(db: &mut impl Reads, unit: &Unit, day: NaiveDate) -> Result<Vec<Unit>> {
    let path: Vec<UnitId> = [unit.commune_id, unit.district_id, Some(unit.province_id)]
        .into_iter()
        .flatten()
        .filter(|id| *id != unit.id)
        .collect();
    let rows: Vec<Unit> = visible(day).filter(units::id.eq_any(path)).load(db.conn()).await?;
    let mut rows = locate(db, rows, day).await?;
    rows.sort_by_key(|unit| unit.level);
    Ok(rows)
}

/// What a code meant on one day, and what stands in its place on another.
pub async fn resolve(
    db: &mut impl Reads,
    code: &str,
    at: NaiveDate,
    on: NaiveDate,
) -> Result<UnitResolution> {
    let unit = find(db, None, &UnitRef::Code(code.to_owned()), at).await?;
    let counterparts = counterparts(db, unit.id, on, at <= on).await?;
    let counterparts = counterparts.into_iter().map(|(unit, kind, legal_document)| UnitCounterpart {
        unit,
        relation: kind,
        legal_document,
    });
    Ok(UnitResolution { unit, counterparts: counterparts.collect() })
}

/// The units that stand for another on a day, forward or backward in time, over as many reforms as lie
/// between. A unit that still stands on that day stands for itself.
async fn counterparts(
    db: &mut impl Reads,
    unit: UnitId,
    day: NaiveDate,
    forward: bool,
) -> Result<Vec<(Unit, LineageKind, String)>> {
    let mut reached: Vec<(UnitId, LineageKind, String)> = vec![(unit, LineageKind::Kept, String::new())];
    let mut found = vec![];
    for _reform in 0..20 {
        let ids: Vec<UnitId> = reached.iter().map(|(id, ..)| *id).collect();
        let standing: Vec<Unit> = visible(day).filter(units::id.eq_any(ids)).load(db.conn()).await?;
        let standing: HashMap<UnitId, Unit> = standing.into_iter().map(|unit| (unit.id, unit)).collect();
        let mut left = vec![];
        for (id, kind, document) in reached {
            match standing.get(&id) {
                Some(unit) => found.push((unit.clone(), kind, document)),
                None => left.push(id),
            }
        }
        if left.is_empty() {
            break;
        }
        let mut steps = unit_lineage::table.into_boxed::<Pg>();
        steps = if forward {
            steps.filter(unit_lineage::from_id.eq_any(left)).filter(unit_lineage::effective_on.le(day))
        } else {
            steps.filter(unit_lineage::to_id.eq_any(left)).filter(unit_lineage::effective_on.gt(day))
        };
        let steps: Vec<(UnitId, UnitId, LineageKind, String)> = steps
            .select((
                unit_lineage::from_id,
                unit_lineage::to_id,
                unit_lineage::kind,
                unit_lineage::legal_document,
            ))
            .load(db.conn())
            .await?;
        reached = steps
            .into_iter()
            .map(|(from, to, kind, doc)| (if forward { to } else { from }, kind, doc))
            .collect();
        reached.sort_by_key(|(id, ..)| *id);
        reached.dedup_by_key(|(id, ..)| *id);
    }
    let units = found.iter().map(|(unit, ..)| unit.clone()).collect();
    let located = locate(db, units, day).await?;
    let mut found: Vec<_> =
        found.into_iter().zip(located).map(|((_, kind, document), unit)| (unit, kind, document)).collect();
    found.sort_by_cached_key(|(unit, ..)| text::sort_key(&unit.name));
    Ok(found)
}
