//! Users and assignments in the database.

mod accounts;
mod humans;
mod offices;
mod places;
mod rights;

pub use accounts::{
    confirm_person, create_admin, end_sessions, insert, insert_machine, person_of, set_password, set_secret,
    update, void_password,
};
pub use humans::{is_same_human, own_person};
pub use offices::offices_are_of;
pub use places::{assigned_at, carry_over, hold_place};
pub use rights::{
    assignments, deputise, end_assignment, find_assignment, grant, grants, hold_assignment,
    withdraw_assignment,
};

use super::model::{AssignmentRow, PlacedUser, User, UserQuery};
use super::rules::{self, HeldRole};
use crate::access::schema::{assignments, users};
use crate::platform::auth::{Level, Place, Role, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Login;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, UnitId, UserId};
use crate::platform::log::Event;
use crate::platform::text;
use crate::register::members;
use crate::register::tables::{clubs as clubs_table, memberships};
use crate::territory::tables::units as units_table;
use crate::territory::units;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use places::{spot_of, spots};
use rights::{not_over, within};

/// The users this caller can see: who holds, held or will hold a role at a place in reach, whose person is a member there
/// now, and the caller.
#[must_use]
pub fn visible(scope: &Scope) -> users::BoxedQuery<'static, Pg> {
    let all = users::table.into_boxed();
    if scope.reach().nation {
        return all;
    }
    let assigned = within(scope).select(assignments::user_id);
    let members = members::store::visible(scope).filter(memberships::ended_on.is_null());
    let of_members = users::person_confirmed_at
        .is_not_null()
        .and(users::person_id.assume_not_null().eq_any(members.select(memberships::person_id)));
    all.filter(users::id.eq_any(assigned).or(users::id.eq(scope.user())).or(of_members))
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

/// The account of a login, locked, for somebody who is about to prove that it is hers; none if it is disabled.
pub async fn hold_by_login(w: &mut Writer<'_>, login: &Login) -> Result<Option<Held<User>>> {
    let row = users::table
        .filter(users::login_key.eq(login.key()))
        .filter(users::disabled_at.is_null())
        .select(User::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await
        .optional()?;
    Ok(row.map(Held::new))
}

/// What is asked of a caller's own roles and of those of an account, on a day.
type Rule = fn(&[(Role, Place)], &[HeldRole<'_>], NaiveDate) -> Result<()>;

/// All roles that a user holds, held or will hold, wherever, for a rule to look at.
async fn judged(w: &mut Writer<'_>, user: &Held<User>, rule: Rule) -> Result<()> {
    let rows: Vec<AssignmentRow> = assignments::table
        .filter(assignments::user_id.eq(user.id))
        .order((assignments::valid_from, assignments::id))
        .select(AssignmentRow::as_select())
        .load(w.conn())
        .await?;
    let spots = spots(w, rows.iter().map(|row| (row.unit_id, row.club_id))).await?;
    let held = rows.iter().map(|row| {
        let at = spot_of(&spots, row)?;
        Ok(HeldRole { role: row.role, at, from: row.valid_from, to: row.valid_to })
    });
    let held: Vec<HeldRole<'_>> = held.collect::<Result<_>>()?;
    rule(w.scope().roles(), &held, w.scope().today())
}

/// A user whom the caller may change, locked: somebody else, for whom she stands ([`rules::may_manage`]).
pub async fn hold_managed(w: &mut Writer<'_>, id: UserId) -> Result<Held<User>> {
    let user = hold(w, id).await?;
    if is_same_human(w, [user.id]).await? {
        return Err(Code::OwnAssignment.into());
    }
    judged(w, &user, rules::may_manage).await?;
    Ok(user)
}

/// Refuses a caller who may not see a code to this account ([`rules::may_hand_out`]).
pub async fn may_hand_out(w: &mut Writer<'_>, user: &Held<User>) -> Result<()> {
    judged(w, user, rules::may_hand_out).await
}

/// What the change log says of an account: once at each place where it holds a role or will, or where it held its last.
/// The first of it stands apart, for there is always one.
pub async fn told(
    db: &mut impl Reads,
    action: &'static str,
    before: Option<&User>,
    after: &User,
) -> Result<(Event, Vec<Event>)> {
    type Row = ((Option<Level>, Option<UnitId>, Option<ClubId>), (NaiveDate, Option<NaiveDate>));
    let today = db.scope().today();
    let rows: Vec<Row> = assignments::table
        .left_join(units_table::table.on(units_table::id.nullable().eq(assignments::unit_id)))
        .filter(assignments::user_id.eq(after.id))
        .order((assignments::valid_from.desc(), assignments::id.desc()))
        .select((
            (units_table::level.nullable(), assignments::unit_id, assignments::club_id),
            (assignments::valid_from, assignments::valid_to),
        ))
        .load(db.conn())
        .await?;
    let of =
        |(level, unit, club): (Option<Level>, Option<UnitId>, Option<ClubId>)| Place::new(level, unit, club);
    let current = rows.iter().filter(|(_, (_, to))| to.is_none_or(|last| last >= today));
    let mut places: Vec<Place> = vec![];
    for place in current.filter_map(|(place, _)| of(*place)) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let last = places.pop().or_else(|| rows.as_slice().first().and_then(|(place, _)| of(*place)));
    let event = |place| match before {
        Some(before) => {
            Event::changed(action, &PlacedUser::new(before, place), &PlacedUser::new(after, place))
        }
        None => Event::created(&PlacedUser::new(after, place)),
    };
    Ok((event(last.unwrap_or(Place::Nation)), places.into_iter().map(event).collect()))
}
