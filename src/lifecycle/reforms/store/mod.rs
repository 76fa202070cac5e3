//! Reforms in the database.

mod acts;
mod facts;

pub use acts::{apply, reverse};

use super::model::{
    AdminChange, AdminChangePatch, AdminChangePreview, AdminChangeQuery, AdminChangeState, ClubPlaceChoice,
    NewAdminChange,
};
use super::rules;
use crate::access::users;
use crate::lifecycle::schema::{admin_change_choices, admin_changes};
use crate::platform::auth::{Level, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{AdminChangeId, ClubId, UnitId, UserId};
use crate::register::{clubs, placements};
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use crate::{Error, Result};
use chrono::{NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use facts::planned;

diesel::define_sql_function! {
    /// From here on what is written is written by this act; by none, where none is said.
    #[sql_name = "logic.in_the_name_of"]
    fn in_the_name_of(act: Nullable<SqlUuid>) -> Bool;
}
diesel::define_sql_function! {
    /// Locks the units that an act wrote, and says which clubs it has touched.
    #[sql_name = "logic.hold_units_of_admin_change"]
    fn hold_units_of(act: SqlUuid) -> Array<SqlUuid>;
}
diesel::define_sql_function! {
    /// Whether something was closed upon an act.
    #[sql_name = "logic.admin_change_blocked"]
    fn admin_change_blocked(act: SqlUuid) -> Bool;
}
diesel::define_sql_function! {
    /// Takes back every row that an act wrote. The one place where rows are written by another wing than their own: they
    /// are given back as their images say, and nobody decides anything about them.
    #[sql_name = "logic.undo_admin_change"]
    fn undo_admin_change(act: SqlUuid, on_day: Date) -> BigInt;
}
diesel::define_sql_function! {
    /// Says in the change log of every row that an act wrote, or of its return, what became of it.
    #[sql_name = "logic.tell_of_admin_change"]
    fn tell_of_admin_change(
        act: SqlUuid,
        back: Bool,
        actor: SqlUuid,
        acting_for: Nullable<SqlUuid>,
        request: SqlUuid,
    ) -> BigInt;
}
diesel::define_sql_function! {
    /// How many reports of units are not finished.
    #[sql_name = "logic.open_reports_of"]
    fn open_reports_of(which: Array<SqlUuid>) -> BigInt;
}

/// The reforms that this caller can see: those of the nation, and of the provinces in or above reach.
#[must_use]
pub fn visible(scope: &Scope) -> admin_changes::BoxedQuery<'static, Pg> {
    let (all, reach) = (admin_changes::table.into_boxed(), scope.reach());
    if reach.nation {
        return all;
    }
    let around = clubs::store::provinces_around(reach);
    all.filter(admin_changes::province_id.is_null())
        .or_filter(admin_changes::province_id.assume_not_null().eq_any(around))
}

/// Lists reforms, newest first.
pub async fn list(
    db: &mut impl Reads,
    query: &AdminChangeQuery,
    page: &PageQuery,
) -> Result<Page<AdminChange>> {
    let mut rows = visible(db.scope());
    if let Some(state) = query.state {
        rows = rows.filter(admin_changes::state.eq(state));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(admin_changes::id.lt(AdminChangeId(seek.id)));
    }
    let rows = rows
        .order(admin_changes::id.desc())
        .limit(page.limit + 1)
        .select(AdminChange::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row| Seek { key: String::new(), id: row.id.0 }))
}

/// Finds a reform.
pub async fn find(db: &mut impl Reads, id: AdminChangeId) -> Result<AdminChange> {
    let rows = visible(db.scope()).filter(admin_changes::id.eq(id));
    Ok(rows.select(AdminChange::as_select()).first(db.conn()).await?)
}

/// A reform of a province in reach, or of the nation for those who reach it, locked.
pub async fn hold(w: &mut Writer<'_>, id: AdminChangeId) -> Result<Held<AdminChange>> {
    let seen = visible(w.scope()).filter(admin_changes::id.eq(id)).select(admin_changes::id);
    let row: AdminChange = admin_changes::table
        .filter(admin_changes::id.eq_any(seen))
        .select(AdminChange::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    let reach = w.scope().reach();
    let in_reach =
        reach.nation || row.province_id.is_some_and(|province| reach.provinces.contains(&province));
    if in_reach { Ok(Held::new(row)) } else { Err(Code::AboveOwnRole.into()) }
}

/// Drafts a reform of a province in reach, or of the nation.
pub async fn insert(w: &mut Writer<'_>, new: &NewAdminChange) -> Result<AdminChange> {
    let on = new.effective_on.get();
    match new.province_id {
        Some(province) => {
            let unit = units::store::find_in_reach(w, &UnitRef::Id(province), on).await?;
            if unit.level != Level::Province {
                return Err(Error::field("/province_id", FieldCode::NotHere));
            }
        }
        None if w.scope().reach().nation => {}
        None => return Err(Code::AboveOwnRole.into()),
    }
    let mut operations = new.operations.clone();
    rules::name_units(&mut operations);
    planned(w, new.province_id, on, &operations, None).await?;
    let drafted_by = w.scope().user();
    Ok(diesel::insert_into(admin_changes::table)
        .values((
            admin_changes::id.eq(new.id.unwrap_or_default()),
            admin_changes::province_id.eq(new.province_id),
            admin_changes::title.eq(&*new.title),
            admin_changes::legal_document.eq(&*new.legal_document),
            admin_changes::effective_on.eq(on),
            admin_changes::operations.eq(serde_json::to_value(&operations).map_err(Error::internal)?),
            admin_changes::drafted_by.eq(drafted_by),
        ))
        .returning(AdminChange::as_returning())
        .get_result(w.conn())
        .await?)
}

fn must_be(change: &AdminChange, state: AdminChangeState) -> Result<()> {
    if change.state == state {
        return Ok(());
    }
    Err(Error::from(Code::AdminChangeStateRefuses).with("state", change.state))
}

#[derive(AsChangeset, Default)]
#[diesel(table_name = admin_changes)]
struct Changed<'a> {
    title: Option<&'a str>,
    legal_document: Option<&'a str>,
    effective_on: Option<NaiveDate>,
    operations: Option<serde_json::Value>,
    state: Option<AdminChangeState>,
    applied_by: Option<UserId>,
    applied_at: Option<chrono::DateTime<Utc>>,
    reversed_by: Option<UserId>,
    reversed_at: Option<chrono::DateTime<Utc>>,
    reversal_reason: Option<&'a str>,
}

async fn set(w: &mut Writer<'_>, change: &Held<AdminChange>, changed: Changed<'_>) -> Result<AdminChange> {
    Ok(diesel::update(admin_changes::table.filter(admin_changes::id.eq(change.id)))
        .set((changed, admin_changes::version.eq(admin_changes::version + 1)))
        .returning(AdminChange::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Changes a draft.
pub async fn update(
    w: &mut Writer<'_>,
    change: &Held<AdminChange>,
    patch: &AdminChangePatch,
) -> Result<AdminChange> {
    must_be(change, AdminChangeState::Draft)?;
    let on = patch.effective_on.map_or(change.effective_on, Day::get);
    let mut operations = patch.operations.clone().unwrap_or_else(|| change.operations.0.clone());
    rules::name_units(&mut operations);
    planned(w, change.province_id, on, &operations, Some(change.id)).await?;
    let changed = Changed {
        title: patch.title.as_deref(),
        legal_document: patch.legal_document.as_deref(),
        effective_on: Some(on),
        operations: Some(serde_json::to_value(&operations).map_err(Error::internal)?),
        ..Changed::default()
    };
    set(w, change, changed).await
}

/// What a draft would do.
pub async fn preview(db: &mut impl Reads, id: AdminChangeId) -> Result<AdminChangePreview> {
    let change = find(db, id).await?;
    must_be(&change, AdminChangeState::Draft)?;
    let on = change.effective_on;
    let plan = planned(db, change.province_id, on, &change.operations.0, Some(id)).await?;
    let moving = plan.goes_on.iter().filter(|row| row.level == Level::Hamlet).map(|row| row.unit_id);
    let moving: Vec<UnitId> = moving.chain(plan.end.iter().copied()).collect();
    let clubs = placements::store::homes_in(db, &moving, on).await?.len();
    let assigned = users::store::assigned_at(db, &plan.end, on).await?;
    let open_reports = diesel::select(open_reports_of(&plan.end)).get_result(db.conn()).await?;
    Ok(AdminChangePreview {
        begins: plan.begin.iter().map(|(_, row)| rules::shown(row)).collect(),
        changes: plan.goes_on.iter().map(rules::shown).collect(),
        ends: plan.end,
        clubs: i64::try_from(clubs).unwrap_or(i64::MAX),
        assignments: assigned,
        open_reports,
        choices: plan.choices,
    })
}

/// Says where a club goes whose hamlet or commune is divided.
pub async fn choose(
    w: &mut Writer<'_>,
    change: &Held<AdminChange>,
    club: ClubId,
    choice: &ClubPlaceChoice,
) -> Result<AdminChange> {
    must_be(change, AdminChangeState::Draft)?;
    let plan =
        planned(w, change.province_id, change.effective_on, &change.operations.0, Some(change.id)).await?;
    let asked = plan.choices.iter().find(|asked| asked.club_id == club);
    if asked.is_none_or(|asked| !asked.options.contains(&choice.unit_id)) {
        return Err(Code::NothingToChoose.into());
    }
    clubs::store::lock(w, &[club]).await?;
    let chosen_by = w.scope().user();
    diesel::insert_into(admin_change_choices::table)
        .values((
            admin_change_choices::change_id.eq(change.id),
            admin_change_choices::club_id.eq(club),
            admin_change_choices::unit_id.eq(choice.unit_id),
            admin_change_choices::chosen_by.eq(chosen_by),
        ))
        .on_conflict((admin_change_choices::change_id, admin_change_choices::club_id))
        .do_update()
        .set((
            admin_change_choices::unit_id.eq(choice.unit_id),
            admin_change_choices::chosen_by.eq(chosen_by),
        ))
        .execute(w.conn())
        .await?;
    set(w, change, Changed { state: Some(AdminChangeState::Draft), ..Changed::default() }).await
}

/// Gives up a draft.
pub async fn withdraw(w: &mut Writer<'_>, change: &Held<AdminChange>) -> Result<AdminChange> {
    must_be(change, AdminChangeState::Draft)?;
    set(w, change, Changed { state: Some(AdminChangeState::Withdrawn), ..Changed::default() }).await
}
