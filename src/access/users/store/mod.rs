//! Users and assignments in the database.

mod accounts;
mod places;
mod rights;

pub use accounts::{create_admin, end_sessions, insert, insert_machine, set_password, set_secret, update};
pub use places::{assigned_at, carry_over, hold_place};
pub use rights::{
    assignments, deputise, end_assignment, find_assignment, grant, grants, hold_assignment,
    withdraw_assignment,
};

use super::model::{AssignmentRow, User, UserQuery};
use super::rules;
use crate::access::schema::{assignments, users};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{UnitId, UserId};
use crate::platform::text;
use crate::register::tables::clubs as clubs_table;
use crate::territory::units;
use crate::{Error, Result};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use places::{spot_of, spots};
use rights::{not_over, within};

/// The users this caller can see: who holds, held or will hold a role at a place in reach, and the caller.
#[must_use]
pub fn visible(scope: &Scope) -> users::BoxedQuery<'static, Pg> {
    let all = users::table.into_boxed();
    if scope.reach().nation {
        return all;
    }
    let assigned = within(scope).select(assignments::user_id);
    all.filter(users::id.eq_any(assigned).or(users::id.eq(scope.user())))
}

/// Lists users in the order of their logins.
pub async fn list(db: &mut impl Reads, query: &UserQuery, page: &PageQuery) -> Result<Page<User>> {
    let today = db.scope().today();
    let mut rows = visible(db.scope());
    if query.role.is_some() || query.unit_id.is_some() || query.club_id.is_some() {
        let mut held = within(db.scope()).filter(not_over(today));
        if let Some(role) = query.role {
            held = held.filter(assignments::role.eq(role));
        }
        if let Some(unit) = query.unit_id {
            let at_unit =
                assignments::unit_id.assume_not_null().eq_any(units::store::below(vec![unit], today));
            held = held.filter(at_unit.or(assignments::club_id.assume_not_null().eq_any(clubs_below(unit))));
        }
        if let Some(club) = query.club_id {
            held = held.filter(assignments::club_id.eq(club));
        }
        rows = rows.filter(users::id.eq_any(held.select(assignments::user_id)));
    }
    if let Some(folded) = query.q.as_deref().map(text::fold).filter(|folded| !folded.is_empty()) {
        rows = rows.filter(users::folded.like(format!("%{folded}%")));
    }
    if let Some(seek) = page.seek() {
        // a cursor names a row, never a login: it travels in addresses
        let last = visible(db.scope()).filter(users::id.eq(UserId(seek.id))).select(users::login_key);
        let key: Option<String> = last.first(db.conn()).await.optional()?;
        rows =
            rows.filter(users::login_key.gt(key.ok_or_else(|| Error::field("?after", FieldCode::Cursor))?));
    }
    let rows: Vec<User> =
        rows.order(users::login_key).limit(page.limit + 1).select(User::as_select()).load(db.conn()).await?;
    Ok(Page::cut(rows, page, |user| Seek { key: String::new(), id: user.id.0 }))
}

fn clubs_below(unit: UnitId) -> clubs_table::BoxedQuery<'static, Pg, diesel::sql_types::Uuid> {
    let lies_there = (clubs_table::province_id.eq(unit))
        .or(clubs_table::district_id.assume_not_null().eq(unit))
        .or(clubs_table::commune_id.eq(unit))
        .or(clubs_table::hamlet_id.eq(unit));
    clubs_table::table.select(clubs_table::id).into_boxed().filter(lies_there)
}

/// Finds a user.
pub async fn find(db: &mut impl Reads, id: UserId) -> Result<User> {
    Ok(visible(db.scope()).filter(users::id.eq(id)).select(User::as_select()).first(db.conn()).await?)
}

/// A user in the caller's reach, locked.
pub async fn hold(w: &mut Writer<'_>, id: UserId) -> Result<Held<User>> {
    let seen = visible(w.scope()).filter(users::id.eq(id)).select(users::id);
    let row = users::table
        .filter(users::id.eq_any(seen))
        .select(User::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    Ok(Held::new(row))
}

/// A user whom the caller may change, locked: somebody else, whose every right the caller could have given.
/// (Otherwise whoever may set a password would hold every right of those whose password it is.)
pub async fn hold_managed(w: &mut Writer<'_>, id: UserId) -> Result<Held<User>> {
    let user = hold(w, id).await?;
    if user.id == w.scope().user() {
        return Err(Code::OwnAssignment.into());
    }
    let today = w.scope().today();
    let rows: Vec<AssignmentRow> = assignments::table
        .filter(assignments::user_id.eq(id))
        .filter(not_over(today))
        .select(AssignmentRow::as_select())
        .load(w.conn())
        .await?;
    let spots = spots(w, rows.iter().map(|row| (row.unit_id, row.club_id))).await?;
    for row in &rows {
        rules::may_grant(w.scope().roles(), row.role, spot_of(&spots, row)?)?;
    }
    Ok(user)
}
