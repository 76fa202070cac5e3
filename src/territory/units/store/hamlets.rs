//! Hamlets, which communes keep themselves: made, renamed and ended.

use super::{find, hold, standing};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::ids::UnitId;
use crate::platform::text;
use crate::territory::schema::{unit_lineage, unit_versions, units};
use crate::territory::units::model::{
    HamletClosure, HamletPatch, Level, LineageKind, NewHamlet, Unit, UnitRef,
};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Creates a hamlet in a commune.
pub async fn insert_hamlet(w: &mut Writer<'_>, commune: &Held<Unit>, new: &NewHamlet) -> Result<Unit> {
    let from = new.valid_from.map_or_else(|| w.scope().today(), crate::platform::fields::Day::get);
    if from < commune.valid_from {
        return Err(Error::from(Code::UnitNotValid).with("valid_from", commune.valid_from));
    }
    let id = new.id.unwrap_or_default();
    diesel::insert_into(units::table)
        .values((units::id.eq(id), units::level.eq(Level::Hamlet), units::valid_from.eq(from)))
        .execute(w.conn())
        .await?;
    let named = (new.name.to_string(), new.kind.to_string());
    insert_version(w, id, commune.id, (commune.province_id, commune.district_id, commune.id), &named, from)
        .await?;
    find(w, None, &UnitRef::Id(id), from.max(w.scope().today())).await
}

async fn insert_version(
    w: &mut Writer<'_>,
    id: UnitId,
    parent: UnitId,
    (province, district, commune): (UnitId, Option<UnitId>, UnitId),
    (name, kind): &(String, String),
    from: NaiveDate,
) -> Result<()> {
    diesel::insert_into(unit_versions::table)
        .values((
            unit_versions::unit_id.eq(id),
            unit_versions::level.eq(Level::Hamlet),
            unit_versions::name.eq(name),
            unit_versions::kind.eq(kind),
            unit_versions::folded.eq(text::fold(name)),
            unit_versions::sort_key.eq(text::sort_key(name)),
            unit_versions::parent_id.eq(parent),
            unit_versions::province_id.eq(province),
            unit_versions::district_id.eq(district),
            unit_versions::commune_id.eq(commune),
            unit_versions::valid_from.eq(from),
        ))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// Gives a hamlet another name from a day on; the old one stays true for the days before.
pub async fn rename_hamlet(w: &mut Writer<'_>, hamlet: &Held<Unit>, patch: &HamletPatch) -> Result<Unit> {
    let today = w.scope().today();
    let from = patch.effective_on.map_or(today, crate::platform::fields::Day::get);
    let commune = hamlet.commune_id.ok_or(Code::NotAHamlet)?;
    let versions = unit_versions::table.filter(unit_versions::unit_id.eq(hamlet.id));
    let current: NaiveDate =
        versions.filter(standing(today)).select(unit_versions::valid_from).first(w.conn()).await?;
    if from < current {
        return Err(Code::UnitEndsBeforeItBegins.into());
    }
    if from == current {
        diesel::delete(versions.filter(unit_versions::valid_from.eq(current))).execute(w.conn()).await?;
    } else {
        diesel::update(versions.filter(unit_versions::valid_from.eq(current)))
            .set(unit_versions::valid_to.eq(from.pred_opt()))
            .execute(w.conn())
            .await?;
    }
    let named = (
        patch.name.as_deref().unwrap_or(&hamlet.name).to_owned(),
        patch.kind.as_deref().unwrap_or(&hamlet.kind).to_owned(),
    );
    insert_version(w, hamlet.id, commune, (hamlet.province_id, hamlet.district_id, commune), &named, from)
        .await?;
    bump(w, hamlet).await?;
    find(w, None, &UnitRef::Id(hamlet.id), from.max(today)).await
}

async fn bump(w: &mut Writer<'_>, unit: &Held<Unit>) -> Result<()> {
    diesel::update(units::table.filter(units::id.eq(unit.id)))
        .set(units::version.eq(units::version + 1))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// A hamlet that ends goes into others, and into each of them once.
fn goes_into_others(hamlet: UnitId, successors: &[UnitId]) -> Result<()> {
    let wrong = |(index, successor): (usize, &UnitId)| {
        let code = match successors.iter().position(|other| other == successor) {
            _ if *successor == hamlet => FieldCode::NotHere,
            Some(first) if first < index => FieldCode::Repeated,
            _ => return None,
        };
        Some(Field::new(format!("/successors/{index}"), code))
    };
    let wrong: Vec<Field> = successors.iter().enumerate().filter_map(wrong).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
}

/// Ends a hamlet in which no club lies any more.
pub async fn end_hamlet(w: &mut Writer<'_>, hamlet: &Held<Unit>, closure: &HamletClosure) -> Result<Unit> {
    let last = closure.last_day.get();
    goes_into_others(hamlet.id, &closure.successors)?;
    diesel::update(units::table.filter(units::id.eq(hamlet.id)))
        .set((units::valid_to.eq(last), units::version.eq(units::version + 1)))
        .execute(w.conn())
        .await?;
    let open = unit_versions::table
        .filter(unit_versions::unit_id.eq(hamlet.id))
        .filter(unit_versions::valid_to.is_null());
    diesel::update(open).set(unit_versions::valid_to.eq(last)).execute(w.conn()).await?;
    let kind = match closure.successors.len() {
        0 | 1 => LineageKind::Merged,
        _ => LineageKind::Split,
    };
    for successor in &closure.successors {
        let successor = hold(w, Level::Hamlet, &UnitRef::Id(*successor)).await?;
        diesel::insert_into(unit_lineage::table)
            .values((
                unit_lineage::from_id.eq(hamlet.id),
                unit_lineage::to_id.eq(successor.id),
                unit_lineage::kind.eq(kind),
                unit_lineage::effective_on.eq(last.succ_opt().unwrap_or(last)),
                unit_lineage::legal_document.eq(&*closure.legal_document),
            ))
            .execute(w.conn())
            .await?;
    }
    let mut after = Unit { valid_to: Some(last), ..(**hamlet).clone() };
    after.version += 1;
    Ok(after)
}
