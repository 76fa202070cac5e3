//! On what a role in a club hangs: a seat on its board, or a membership (`logic.end_with_seat`, `logic.end_with_membership`).

use super::rights::not_over;
use crate::access::schema::assignments;
use crate::access::users::model::User;
use crate::access::users::rules::Spot;
use crate::platform::auth::Role;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::{BoardPositionId, MemberId, PersonId};
use crate::register::boards::model::Position;
use crate::register::members;
use crate::register::tables::{board_positions, memberships};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// On what an assignment hangs; on nothing, where it is no member's.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Office {
    pub member: Option<MemberId>,
    pub seat: Option<BoardPositionId>,
}

/// The position on the board that a role is; none for one that any position will do for.
fn position(role: Role) -> Option<Position> {
    Some(match role {
        Role::ClubChair => Position::Chair,
        Role::ClubViceChair => Position::ViceChair,
        Role::ClubSecretary => Position::Secretary,
        Role::ClubBookkeeper => Position::Bookkeeper,
        Role::ClubTreasurer => Position::Treasurer,
        Role::ClubBoardMember => Position::BoardMember,
        _ => return None,
    })
}

/// The present office by which a user is to hold a role at a place: that of the membership which is named, or of the person
/// with whom the account is linked.
///
/// # Errors
/// 409 where there is none, with its last day where it has ended, or where it is somebody else's; 422 where it cannot be
/// known whose it would be.
pub(super) async fn office(
    w: &mut Writer<'_>,
    user: &Held<User>,
    at: &Spot,
    role: Role,
    named: Option<MemberId>,
) -> Result<Office> {
    let Some(club) = at.place.club().filter(|_| role.hangs_on_an_office()) else {
        return match named {
            None => Ok(Office::default()),
            Some(_) => Err(Error::field("/member_id", FieldCode::NotHere)),
        };
    };
    let mut known = members::store::visible(w.scope()).filter(memberships::club_id.eq(club));
    known = match (named, user.person_id) {
        (Some(member), _) => known.filter(memberships::id.eq(member)),
        (None, Some(person)) => known.filter(memberships::person_id.eq(person)),
        (None, None) => return Err(Error::field("/member_id", FieldCode::Required)),
    };
    let found: Option<(MemberId, PersonId, Option<NaiveDate>)> = known
        .order((memberships::ended_on.desc(), memberships::id.desc()))
        .select((memberships::id, memberships::person_id, memberships::ended_on))
        .first(w.conn())
        .await
        .optional()?;
    let Some((member, person, ended_on)) = found else {
        return Err(match named {
            Some(_) => Error::field("/member_id", FieldCode::UnknownMember),
            None => Code::OfficeNotHeld.into(),
        });
    };
    if user.person_id.is_some_and(|own| own != person) {
        return Err(Code::OfficeOfAnother.into());
    }
    if ended_on.is_some() {
        return Err(Error::from(Code::OfficeNotHeld).with("ended_on", ended_on));
    }
    if !role.hangs_on_a_seat() {
        return Ok(Office { member: Some(member), seat: None });
    }
    let mut seats = board_positions::table.filter(board_positions::membership_id.eq(member)).into_boxed();
    if let Some(position) = position(role) {
        seats = seats.filter(board_positions::position.eq(position));
    }
    let seat: Option<(BoardPositionId, Option<NaiveDate>)> = seats
        .order((board_positions::ended_on.desc(), board_positions::id.desc()))
        .select((board_positions::id, board_positions::ended_on))
        .first(w.conn())
        .await
        .optional()?;
    match seat {
        Some((seat, None)) => Ok(Office { member: Some(member), seat: Some(seat) }),
        other => Err(Error::from(Code::OfficeNotHeld).with("ended_on", other.and_then(|(_, last)| last))),
    }
}

/// Refuses to say of an account that it is a person's while it holds a role by another one's office.
///
/// # Errors
/// 409 where it does.
pub async fn offices_are_of(w: &mut Writer<'_>, user: &Held<User>, person: PersonId) -> Result<()> {
    let today = w.scope().today();
    let of_another = assignments::table
        .inner_join(memberships::table.on(memberships::id.nullable().eq(assignments::membership_id)))
        .filter(assignments::user_id.eq(user.id))
        .filter(assignments::deputy_for.is_null())
        .filter(not_over(today))
        .filter(memberships::person_id.ne(person));
    let many: i64 = of_another.count().get_result(w.conn()).await?;
    if many > 0 { Err(Code::OfficeOfAnother.into()) } else { Ok(()) }
}
