//! Assignments: which role an account has, where, and for which days.

use super::offices::{Office, office};
use super::places::{spot_of, spots};
use super::{find, is_same_human, judged};
use crate::access::schema::assignments;
use crate::access::users::model::{
    Assignment, AssignmentEnding, AssignmentRow, NewAssignment, NewDeputy, User, UserKind,
};
use crate::access::users::rules::{self, Spot};
use crate::platform::auth::{Grant, Level, Place, Role, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::{AssignmentId, ClubId, UnitId, UserId};
use crate::register::clubs;
use crate::register::tables::clubs as clubs_table;
use crate::territory::tables::units as units_table;
use crate::territory::units;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// The assignments this caller can see: those at places in reach, and the caller's own.
pub(super) fn within(scope: &Scope) -> assignments::BoxedQuery<'static, Pg> {
    let (all, reach) = (assignments::table.into_boxed(), scope.reach());
    if reach.nation {
        return all;
    }
    let clubs = clubs::store::visible(scope).select(clubs_table::id);
    all.filter(
        (assignments::unit_id.assume_not_null().eq_any(units::store::below(reach.units(), scope.today())))
            .or(assignments::club_id.assume_not_null().eq_any(clubs))
            .or(assignments::user_id.eq(scope.user())),
    )
}

/// True of the assignments that count on a day or will.
#[auto_type(no_type_alias)]
pub(super) fn not_over(day: NaiveDate) -> _ {
    assignments::valid_to.is_null().or(assignments::valid_to.assume_not_null().ge(day))
}

fn shown(row: AssignmentRow, spot: &Spot) -> Assignment {
    Assignment {
        id: row.id,
        user_id: row.user_id,
        role: row.role,
        place: spot.place,
        place_name: spot.name.clone(),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        granted_by: row.granted_by,
        end_reason: row.end_reason,
        deputy_for: row.deputy_for,
        acting_for: row.acting_for,
        deputy_reason: row.deputy_reason,
        member_id: row.membership_id,
        position_id: row.seat_id,
        version: row.version,
        created_at: row.created_at,
    }
}

/// The assignments of a user that the caller can see, newest first.
pub async fn assignments(db: &mut impl Reads, user: UserId) -> Result<Vec<Assignment>> {
    let rows: Vec<AssignmentRow> = within(db.scope())
        .filter(assignments::user_id.eq(user))
        .order((assignments::valid_from.desc(), assignments::id.desc()))
        .select(AssignmentRow::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        find(db, user).await?; // nothing to see, or nobody
    }
    let spots = spots(db, rows.iter().map(|row| (row.unit_id, row.club_id))).await?;
    rows.into_iter().map(|row| spot_of(&spots, &row).map(|spot| shown(row.clone(), spot))).collect()
}

/// Finds an assignment.
pub async fn find_assignment(db: &mut impl Reads, id: AssignmentId) -> Result<Assignment> {
    let row = within(db.scope()).filter(assignments::id.eq(id)).select(AssignmentRow::as_select());
    let row: AssignmentRow = row.first(db.conn()).await?;
    let spots = spots(db, std::iter::once((row.unit_id, row.club_id))).await?;
    Ok(shown(row.clone(), spot_of(&spots, &row)?))
}

/// An assignment that the caller may take away, locked: of somebody else, and one that the caller could
/// have given.
pub async fn hold_assignment(w: &mut Writer<'_>, id: AssignmentId) -> Result<Held<Assignment>> {
    let seen = within(w.scope()).filter(assignments::id.eq(id));
    let club: Option<ClubId> = seen.select(assignments::club_id).first(w.conn()).await?;
    clubs::store::lock(w, club.as_slice()).await?;
    let seen = within(w.scope()).filter(assignments::id.eq(id)).select(assignments::id);
    let row: AssignmentRow = assignments::table
        .filter(assignments::id.eq_any(seen))
        .select(AssignmentRow::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    if is_same_human(w, [row.user_id]).await? {
        return Err(Code::OwnAssignment.into());
    }
    let spots = spots(w, std::iter::once((row.unit_id, row.club_id))).await?;
    let spot = spot_of(&spots, &row)?;
    rules::may_grant(w.scope().roles(), row.role, spot)?;
    Ok(Held::new(shown(row, spot)))
}

/// Gives a user a role at a place. Whoever gives it stands for the user: so no chair takes over the account of somebody who
/// holds nothing any more by giving it a role first.
pub async fn grant(
    w: &mut Writer<'_>,
    user: &Held<User>,
    at: &Held<Spot>,
    new: &NewAssignment,
) -> Result<Assignment> {
    if is_same_human(w, [user.id]).await? {
        return Err(Code::OwnAssignment.into());
    }
    rules::may_grant(w.scope().roles(), new.role, at)?;
    judged(w, user, rules::stands_for).await?;
    give(w, user, at, new).await
}

/// Gives it to an account for which the caller is known to stand.
pub(super) async fn give(
    w: &mut Writer<'_>,
    user: &Held<User>,
    at: &Held<Spot>,
    new: &NewAssignment,
) -> Result<Assignment> {
    let today = w.scope().today();
    rules::belongs(new.role, at, user.kind)?;
    let dates = rules::dates(new, at, today)?;
    has_room(w, user).await?;
    let office = office(w, user, at, new.role, new.member_id).await?;
    insert_assignment(w, user, at, (new.role, office), new.id, dates).await
}

/// Refuses more assignments than fit into one token.
async fn has_room(w: &mut Writer<'_>, user: &Held<User>) -> Result<()> {
    let today = w.scope().today();
    let held: i64 = assignments::table
        .filter(assignments::user_id.eq(user.id))
        .filter(not_over(today))
        .count()
        .get_result(w.conn())
        .await?;
    if usize::try_from(held).is_ok_and(|held| held >= rules::MOST) {
        return Err(Error::from(Code::TooManyAssignments).with("most", rules::MOST));
    }
    Ok(())
}

/// Lets a user act for the holder of an assignment while she is away: the same role at the same place, by the same office,
/// for days within hers. The database holds it to that, and ends it with hers.
pub async fn deputise(
    w: &mut Writer<'_>,
    absent: &Held<Assignment>,
    deputy: &Held<User>,
    new: &NewDeputy,
) -> Result<Assignment> {
    if is_same_human(w, [deputy.id]).await? {
        return Err(Code::OwnAssignment.into());
    }
    if new.valid_to < new.valid_from {
        return Err(Error::field("/valid_to", FieldCode::DateOrder));
    }
    // nor does a human being stand in for a program
    if deputy.kind == UserKind::Machine || absent.role == Role::MachineClient {
        return Err(Code::RoleOfAnotherKind.into());
    }
    judged(w, deputy, rules::stands_for).await?;
    has_room(w, deputy).await?;
    let row: AssignmentRow = diesel::insert_into(assignments::table)
        .values((
            assignments::id.eq(new.id.unwrap_or_default()),
            assignments::user_id.eq(deputy.id),
            assignments::role.eq(absent.role),
            assignments::unit_id.eq(absent.place.unit()),
            assignments::club_id.eq(absent.place.club()),
            assignments::valid_from.eq(new.valid_from.get()),
            assignments::valid_to.eq(new.valid_to.get()),
            assignments::granted_by.eq(w.scope().user()),
            assignments::deputy_for.eq(absent.id),
            assignments::acting_for.eq(absent.user_id),
            assignments::deputy_reason.eq(&*new.reason),
            assignments::membership_id.eq(absent.member_id),
            assignments::seat_id.eq(absent.position_id),
        ))
        .returning(AssignmentRow::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(Assignment {
        place: absent.place,
        place_name: absent.place_name.clone(),
        id: row.id,
        user_id: row.user_id,
        role: row.role,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        granted_by: row.granted_by,
        end_reason: row.end_reason,
        deputy_for: row.deputy_for,
        acting_for: row.acting_for,
        deputy_reason: row.deputy_reason,
        member_id: row.membership_id,
        position_id: row.seat_id,
        version: row.version,
        created_at: row.created_at,
    })
}

pub(super) async fn insert_assignment(
    w: &mut Writer<'_>,
    user: &Held<User>,
    at: &Spot,
    (role, office): (Role, Office),
    id: Option<AssignmentId>,
    (from, to): (NaiveDate, Option<NaiveDate>),
) -> Result<Assignment> {
    let row = diesel::insert_into(assignments::table)
        .values((
            assignments::id.eq(id.unwrap_or_default()),
            assignments::user_id.eq(user.id),
            assignments::role.eq(role),
            assignments::unit_id.eq(at.place.unit()),
            assignments::club_id.eq(at.place.club()),
            assignments::valid_from.eq(from),
            assignments::valid_to.eq(to),
            assignments::granted_by.eq(w.scope().user()),
            assignments::membership_id.eq(office.member),
            assignments::seat_id.eq(office.seat),
        ))
        .returning(AssignmentRow::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(shown(row, at))
}

/// Ends an assignment. The database voids the tokens that speak of it.
pub async fn end_assignment(
    w: &mut Writer<'_>,
    assignment: &Held<Assignment>,
    ending: &AssignmentEnding,
) -> Result<Assignment> {
    let last = rules::last_day(assignment, ending, w.scope().today())?;
    let mine = assignments::table.filter(assignments::id.eq(assignment.id));
    let version: i32 = diesel::update(mine)
        .set((
            assignments::valid_to.eq(last),
            assignments::end_reason.eq(&*ending.reason),
            assignments::version.eq(assignments::version + 1),
        ))
        .returning(assignments::version)
        .get_result(w.conn())
        .await?;
    let end_reason = Some(ending.reason.to_string());
    Ok(Assignment { valid_to: Some(last), end_reason, version, ..(**assignment).clone() })
}

/// Takes back an assignment that has not begun before today, as if it had not been given.
pub async fn withdraw_assignment(w: &mut Writer<'_>, assignment: &Held<Assignment>) -> Result<()> {
    if assignment.valid_from < w.scope().today() {
        return Err(Error::from(Code::AssignmentHasBegun).with("valid_from", assignment.valid_from));
    }
    let mine = assignments::table.filter(assignments::id.eq(assignment.id));
    diesel::delete(mine).execute(w.conn()).await?;
    Ok(())
}

/// What a user is today, as a token says it.
pub async fn grants(db: &mut impl Reads, user: UserId) -> Result<Vec<Grant>> {
    type Row = ((Role, Option<Level>), (Option<UnitId>, Option<ClubId>), (Option<NaiveDate>, Option<UserId>));
    let today = db.scope().today();
    let rows: Vec<Row> = assignments::table
        .left_join(units_table::table.on(units_table::id.nullable().eq(assignments::unit_id)))
        .filter(assignments::user_id.eq(user))
        .filter(assignments::valid_from.le(today))
        .filter(not_over(today))
        .order(assignments::id)
        .select((
            (assignments::role, units_table::level.nullable()),
            (assignments::unit_id, assignments::club_id),
            (assignments::valid_to, assignments::acting_for),
        ))
        .load(db.conn())
        .await?;
    let grant = |((role, level), (unit, club), (until, acting_for)): Row| {
        Place::new(level, unit, club).map(|place| Grant { role, place, until, acting_for })
    };
    Ok(rows.into_iter().filter_map(grant).collect())
}
