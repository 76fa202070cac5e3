//! Organisations in the database.

use super::model::{
    NewOrganisation, Organisation, OrganisationKind, OrganisationPatch, OrganisationQuery,
    OrganisationSuccession,
};
use super::rules;
use crate::platform::auth::{Level, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{OrganisationId, UnitId};
use crate::platform::text;
use crate::register::clubs;
use crate::register::tables::clubs as clubs_table;
use crate::reporting::schema::organisations;
use crate::territory::tables::unit_versions;
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::BTreeMap;

/// True of the organisations that stand on a day.
#[must_use]
#[auto_type(no_type_alias)]
pub fn standing(day: NaiveDate) -> _ {
    organisations::valid_from
        .le(day)
        .and(organisations::valid_to.is_null().or(organisations::valid_to.assume_not_null().ge(day)))
}

/// The organisations that this caller can see: those of the units in reach, those above them, and the nation's.
#[must_use]
pub fn visible(scope: &Scope) -> organisations::BoxedQuery<'static, Pg> {
    let (all, reach) = (organisations::table.into_boxed(), scope.reach());
    if reach.nation {
        return all;
    }
    let mut seen = all.filter(organisations::level.eq(Level::Nation));
    let tops = reach.units();
    if !tops.is_empty() {
        let own_units = || unit_versions::table.filter(unit_versions::unit_id.eq_any(tops.clone()));
        let below = units::store::below(tops.clone(), scope.today());
        seen = seen
            .or_filter(organisations::unit_id.assume_not_null().eq_any(below))
            .or_filter(
                organisations::unit_id
                    .assume_not_null()
                    .eq_any(own_units().select(unit_versions::province_id)),
            )
            .or_filter(organisations::unit_id.eq_any(own_units().select(unit_versions::district_id)))
            .or_filter(organisations::unit_id.eq_any(own_units().select(unit_versions::commune_id)));
    }
    if !reach.clubs.is_empty() {
        let own_clubs = || clubs::store::visible(scope).filter(clubs_table::id.eq_any(reach.clubs.clone()));
        seen = seen
            .or_filter(
                organisations::unit_id.assume_not_null().eq_any(own_clubs().select(clubs_table::hamlet_id)),
            )
            .or_filter(
                organisations::unit_id.assume_not_null().eq_any(own_clubs().select(clubs_table::commune_id)),
            )
            .or_filter(organisations::unit_id.eq_any(own_clubs().select(clubs_table::district_id)))
            .or_filter(
                organisations::unit_id.assume_not_null().eq_any(own_clubs().select(clubs_table::province_id)),
            );
    }
    seen
}

/// Lists organisations, those of a unit if one is named, by name in Vietnamese order.
pub async fn list(
    db: &mut impl Reads,
    unit: Option<UnitId>,
    query: &OrganisationQuery,
    page: &PageQuery,
) -> Result<Page<Organisation>> {
    let day = query.on.map_or_else(|| db.scope().today(), Day::get);
    let mut rows = visible(db.scope()).filter(standing(day));
    if let Some(unit) = unit {
        rows = rows.filter(organisations::unit_id.eq(unit));
    }
    if let Some(kind) = query.kind {
        rows = rows.filter(organisations::kind.eq(kind));
    }
    if let Some(level) = query.level {
        rows = rows.filter(organisations::level.eq(level));
    }
    if let Some(seek) = page.seek() {
        let same = organisations::sort_key.eq(seek.key.clone());
        let behind = same.and(organisations::id.gt(OrganisationId(seek.id)));
        rows = rows.filter(organisations::sort_key.gt(seek.key).or(behind));
    }
    let rows: Vec<Organisation> = rows
        .order((organisations::sort_key, organisations::id))
        .limit(page.limit + 1)
        .select(Organisation::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row| Seek { key: text::sort_key(&row.name), id: row.id.0 }))
}

/// Finds an organisation.
pub async fn find(db: &mut impl Reads, id: OrganisationId) -> Result<Organisation> {
    let rows = visible(db.scope()).filter(organisations::id.eq(id));
    Ok(rows.select(Organisation::as_select()).first(db.conn()).await?)
}

/// The organisation of a kind at a unit (at the nation, if none is said) on a day. Which bodies there are is public
/// knowledge among those who report: it is found above and beside the caller too.
pub async fn of_unit(
    db: &mut impl Reads,
    unit: Option<UnitId>,
    kind: OrganisationKind,
    on: NaiveDate,
) -> Result<Option<Organisation>> {
    let mut rows =
        organisations::table.filter(standing(on)).filter(organisations::kind.eq(kind)).into_boxed::<Pg>();
    rows = match unit {
        Some(unit) => rows.filter(organisations::unit_id.eq(unit)),
        None => rows.filter(organisations::level.eq(Level::Nation)),
    };
    let rows = rows.order((organisations::sort_key, organisations::id)).select(Organisation::as_select());
    Ok(rows.first(db.conn()).await.optional()?)
}

/// The organisations of these units and of the nation on a day, in Vietnamese order.
pub async fn of_path(db: &mut impl Reads, path: &[UnitId], on: NaiveDate) -> Result<Vec<Organisation>> {
    let rows = organisations::table
        .filter(standing(on))
        .filter(
            organisations::unit_id.assume_not_null().eq_any(path).or(organisations::level.eq(Level::Nation)),
        )
        .order((organisations::sort_key, organisations::id))
        .select(Organisation::as_select());
    Ok(rows.load(db.conn()).await?)
}

/// An organisation that the caller may change, locked: one at a unit in reach.
pub async fn hold(w: &mut Writer<'_>, id: OrganisationId) -> Result<Held<Organisation>> {
    let seen = visible(w.scope()).filter(organisations::id.eq(id)).select(organisations::id);
    let row: Organisation = organisations::table
        .filter(organisations::id.eq_any(seen))
        .select(Organisation::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    in_reach(w, row.unit_id).await?;
    Ok(Held::new(row))
}

/// Refuses what stands at a place above the caller's.
async fn in_reach(w: &mut Writer<'_>, unit: Option<UnitId>) -> Result<()> {
    let (reach, today) = (w.scope().reach(), w.scope().today());
    if reach.nation {
        return Ok(());
    }
    let unit = unit.ok_or(Code::AboveOwnRole)?;
    let reached = units::store::below(reach.units(), today).filter(unit_versions::unit_id.eq(unit));
    let reached: Option<UnitId> = reached.first(w.conn()).await.optional()?;
    reached.map(drop).ok_or_else(|| Code::AboveOwnRole.into())
}

/// A unit in the caller's reach, as it stands on a day; none is the nation, for those who reach it.
pub async fn place(w: &mut Writer<'_>, unit: Option<UnitId>, on: NaiveDate) -> Result<Option<Held<Unit>>> {
    let Some(unit) = unit else {
        return if w.scope().reach().nation { Ok(None) } else { Err(Code::AboveOwnRole.into()) };
    };
    let unit = units::store::find_in_reach(w, &UnitRef::Id(unit), on).await?;
    Ok(Some(Held::new(unit)))
}

/// Enters an organisation at a unit; at the nation, where there is none.
pub async fn insert(
    w: &mut Writer<'_>,
    at: Option<&Held<Unit>>,
    new: &NewOrganisation,
) -> Result<Organisation> {
    let from = new.valid_from.map_or_else(|| w.scope().today(), Day::get);
    let level = at.map_or(Level::Nation, |unit| unit.level);
    rules::belongs(new.kind, level)?;
    let row = Row {
        id: new.id.unwrap_or_default(),
        kind: new.kind,
        level,
        unit_id: at.map(|unit| unit.id),
        name: &new.name,
        sort_key: text::sort_key(&new.name),
        legal_document: new.legal_document.as_deref(),
        valid_from: from,
        valid_to: at.and_then(|unit| unit.valid_to),
    };
    begin(w, row).await
}

#[derive(Insertable)]
#[diesel(table_name = organisations)]
struct Row<'a> {
    id: OrganisationId,
    kind: OrganisationKind,
    level: Level,
    unit_id: Option<UnitId>,
    name: &'a str,
    sort_key: String,
    legal_document: Option<&'a str>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

async fn begin(w: &mut Writer<'_>, row: Row<'_>) -> Result<Organisation> {
    Ok(diesel::insert_into(organisations::table)
        .values(row)
        .returning(Organisation::as_returning())
        .get_result(w.conn())
        .await?)
}

#[derive(AsChangeset, Default)]
#[diesel(table_name = organisations)]
struct Changed<'a> {
    name: Option<&'a str>,
    sort_key: Option<String>,
    legal_document: Option<Option<&'a str>>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<Option<NaiveDate>>,
    successor_id: Option<Option<OrganisationId>>,
}

async fn set(w: &mut Writer<'_>, of: &Held<Organisation>, changed: Changed<'_>) -> Result<Organisation> {
    Ok(diesel::update(organisations::table.filter(organisations::id.eq(of.id)))
        .set((changed, organisations::version.eq(organisations::version + 1)))
        .returning(Organisation::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Changes an organisation.
pub async fn update(
    w: &mut Writer<'_>,
    organisation: &Held<Organisation>,
    patch: &OrganisationPatch,
) -> Result<Organisation> {
    let valid_from = patch.valid_from.map(Day::get);
    let valid_to = patch.valid_to.map(|day| day.map(Day::get));
    let last = valid_to.unwrap_or(organisation.valid_to);
    if last.is_some_and(|last| last < valid_from.unwrap_or(organisation.valid_from)) {
        return Err(Error::field("/valid_to", FieldCode::DateOrder));
    }
    if last.is_none() && organisation.successor_id.is_some() {
        return Err(Code::OrganisationHasEnded.into());
    }
    let changed = Changed {
        name: patch.name.as_deref(),
        sort_key: patch.name.as_deref().map(text::sort_key),
        legal_document: patch.legal_document.as_ref().map(Option::as_deref),
        valid_from,
        valid_to,
        successor_id: None,
    };
    set(w, organisation, changed).await
}

/// Ends an organisation and says what stands in its place: one that stands already, or a new one of the same kind.
/// Assignments stay where they are, for they are of a role at a place. Returns the old one and its successor.
pub async fn succeed(
    w: &mut Writer<'_>,
    organisation: &Held<Organisation>,
    succession: &OrganisationSuccession,
) -> Result<(Organisation, Organisation)> {
    rules::says_what(succession)?;
    let on = succession.effective_on.get();
    if organisation.successor_id.is_some() || organisation.valid_to.is_some_and(|last| last < on) {
        return Err(Error::from(Code::OrganisationHasEnded).with("last_day", organisation.valid_to));
    }
    if on <= organisation.valid_from {
        return Err(Error::field("/effective_on", FieldCode::DateOrder));
    }
    let ended = Changed { valid_to: Some(on.pred_opt()), ..Changed::default() };
    set(w, organisation, ended).await?;
    let successor = match (&succession.into, &succession.name) {
        (Some(into), _) => {
            let into = find(w, *into).await?;
            let fits = into.kind == organisation.kind && into.stands_on(on) && into.id != organisation.id;
            if !fits {
                return Err(Error::field("/into", FieldCode::NotValidThen));
            }
            into
        }
        (None, name) => {
            let name = name.as_deref().unwrap_or(&organisation.name);
            let at = place(w, succession.unit_id.or(organisation.unit_id), on).await?;
            let level = at.as_ref().map_or(Level::Nation, |unit| unit.level);
            rules::belongs(organisation.kind, level)?;
            let row = Row {
                id: OrganisationId::new(),
                kind: organisation.kind,
                level,
                unit_id: at.as_ref().map(|unit| unit.id),
                name,
                sort_key: text::sort_key(name),
                legal_document: Some(&succession.legal_document),
                valid_from: on,
                valid_to: at.as_ref().and_then(|unit| unit.valid_to),
            };
            begin(w, row).await?
        }
    };
    let after: Organisation =
        diesel::update(organisations::table.filter(organisations::id.eq(organisation.id)))
            .set(organisations::successor_id.eq(successor.id))
            .returning(Organisation::as_returning())
            .get_result(w.conn())
            .await?;
    Ok((after, successor))
}

/// True of the organisations that stand on a day or later.
#[auto_type(no_type_alias)]
fn organised_still(day: NaiveDate) -> _ {
    organisations::valid_to.is_null().or(organisations::valid_to.assume_not_null().ge(day))
}

/// Organisations of units that end go into those of their kind at what takes over; where there is none, one begins.
pub async fn hand_over(
    w: &mut Writer<'_>,
    ended: &[UnitId],
    heirs: &BTreeMap<UnitId, UnitId>,
    on: NaiveDate,
    document: &str,
) -> Result<()> {
    let ending: Vec<Organisation> = organisations::table
        .filter(organisations::unit_id.assume_not_null().eq_any(ended))
        .filter(organised_still(on))
        .order((organisations::sort_key, organisations::id))
        .select(Organisation::as_select())
        .load(w.conn())
        .await?;
    if ending.is_empty() {
        return Ok(());
    }
    let taking_over: Vec<UnitId> = heirs.values().copied().collect();
    let there: Vec<Organisation> = organisations::table
        .filter(organisations::unit_id.assume_not_null().eq_any(taking_over))
        .filter(organised_still(on))
        .select(Organisation::as_select())
        .load(w.conn())
        .await?;
    // of other partners there may be several, and each goes on by itself
    let alone = |of: &Organisation| (of.kind == OrganisationKind::OtherPartner).then_some(of.id);
    let mut successors: BTreeMap<_, OrganisationId> = there
        .iter()
        .filter(|of| of.kind != OrganisationKind::OtherPartner)
        .filter_map(|of| Some(((of.kind, of.unit_id?, None), of.id)))
        .collect();
    let (mut begin, mut ends) = (vec![], BTreeMap::<Option<OrganisationId>, Vec<OrganisationId>>::new());
    let later: Vec<OrganisationId> = ending.iter().filter(|of| of.valid_from >= on).map(|of| of.id).collect();
    for of in &ending {
        let heir = of.unit_id.and_then(|unit| heirs.get(&unit).copied());
        let successor = heir.map(|heir| {
            *successors.entry((of.kind, heir, alone(of))).or_insert_with(|| {
                let id = OrganisationId::new();
                begin.push((
                    organisations::id.eq(id),
                    organisations::kind.eq(of.kind),
                    organisations::level.eq(of.level),
                    organisations::unit_id.eq(heir),
                    organisations::name.eq(of.name.clone()),
                    organisations::sort_key.eq(text::sort_key(&of.name)),
                    organisations::legal_document.eq(document.to_owned()),
                    organisations::valid_from.eq(of.valid_from.max(on)),
                    organisations::valid_to.eq(of.valid_to),
                ));
                id
            })
        });
        if of.valid_from < on {
            ends.entry(successor).or_default().push(of.id);
        }
    }
    diesel::delete(organisations::table.filter(organisations::id.eq_any(later))).execute(w.conn()).await?;
    diesel::insert_into(organisations::table).values(begin).execute(w.conn()).await?;
    for (successor, ends) in ends {
        diesel::update(organisations::table.filter(organisations::id.eq_any(ends)))
            .set((
                organisations::valid_to.eq(on.pred_opt()),
                organisations::successor_id.eq(successor),
                organisations::version.eq(organisations::version + 1),
            ))
            .execute(w.conn())
            .await?;
    }
    Ok(())
}
