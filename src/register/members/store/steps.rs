//! Steps of memberships: one at a time, and all those of a club at once.

use super::{find, visible};
use crate::Result;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::ids::{MemberId, PersonId};
use crate::platform::log::Event;
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::register::members::model::{Member, MemberState, Membership};
use crate::register::schema::{memberships, persons};
use chrono::{NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// All current memberships of some persons but one, in reach or not, as they are before something changes that each of them
/// shows. Those that have ended show what stood then.
pub async fn others_of(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    people: &[PersonId],
) -> Result<Vec<Member>> {
    let mut others = all_others_of(w, member, people).await?;
    others.retain(|other| other.ended_on.is_none());
    Ok(others)
}

/// All memberships of some persons but one, in reach or not, ended or not.
async fn all_others_of(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    people: &[PersonId],
) -> Result<Vec<Member>> {
    let theirs = memberships::table.inner_join(persons::table).filter(memberships::person_id.eq_any(people));
    let others = theirs.filter(memberships::id.ne(member.id)).order(memberships::id);
    Ok(others.select(Member::as_select()).load(w.conn()).await?)
}

/// Raises the versions of memberships when something that they show has changed, so that nobody is shown the old data
/// under an old `ETag`. Returns what the change log says of them.
pub async fn touch_all(w: &mut Writer<'_>, action: &'static str, before: &[Member]) -> Result<Vec<Event>> {
    if before.is_empty() {
        return Ok(vec![]);
    }
    clubs::store::still_locked(w, before.iter().map(|member| &member.club_id))?;
    let ids: Vec<MemberId> = before.iter().map(|member| member.id).collect();
    diesel::update(memberships::table.filter(memberships::id.eq_any(&ids)))
        .set((memberships::version.eq(memberships::version + 1), memberships::updated_at.eq(Utc::now())))
        .execute(w.conn())
        .await?;
    let rows = memberships::table.inner_join(persons::table).filter(memberships::id.eq_any(&ids));
    let rows: Vec<Member> = rows.select(Member::as_select()).load(w.conn()).await?;
    let after: HashMap<MemberId, Member> = rows.into_iter().map(|member| (member.id, member)).collect();
    let changed = before.iter().filter_map(|before| Some((before, after.get(&before.id)?)));
    Ok(changed.map(|(before, after)| Event::changed(action, before, after)).collect())
}

/// Takes a membership to another state from a day on. Whether it may is asked before.
pub async fn step(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    to: MemberState,
    on: NaiveDate,
    reason: Option<&str>,
) -> Result<()> {
    let ended = to.has_ended();
    diesel::update(memberships::table.filter(memberships::id.eq(member.id)))
        .set((
            memberships::state.eq(to),
            memberships::state_since.eq(on),
            memberships::joined_on.eq(match to {
                MemberState::Active => member.joined_on.or(Some(on)),
                _ => member.joined_on,
            }),
            memberships::ended_on.eq(ended.then_some(on)),
            memberships::end_reason.eq(reason.filter(|_| ended)),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(Utc::now()),
        ))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// Says of somebody when she died. Returns what the change log says of her other memberships, which show it too.
pub async fn record_death(w: &mut Writer<'_>, member: &Held<Member>, on: NaiveDate) -> Result<Vec<Event>> {
    let others = all_others_of(w, member, &[member.person_id]).await?;
    diesel::update(persons::table.filter(persons::id.eq(member.person_id)))
        .set((
            persons::died_on.eq(on),
            persons::version.eq(persons::version + 1),
            persons::updated_at.eq(Utc::now()),
        ))
        .execute(w.conn())
        .await?;
    touch_all(w, "updated", &others).await
}

/// The other half of a transfer: a new membership of the same person in another club. The one that she left, whose
/// version its end has raised, says which one continues it.
pub async fn continue_in(
    w: &mut Writer<'_>,
    left: &Held<Member>,
    to: &Held<Club>,
    on: NaiveDate,
) -> Result<Member> {
    let id = MemberId::new();
    diesel::insert_into(memberships::table)
        .values((
            memberships::id.eq(id),
            memberships::person_id.eq(left.person_id),
            memberships::club_id.eq(to.id),
            memberships::state.eq(MemberState::Active),
            memberships::state_since.eq(on),
            memberships::applied_on.eq(on),
            memberships::joined_on.eq(on),
        ))
        .execute(w.conn())
        .await?;
    diesel::update(memberships::table.filter(memberships::id.eq(left.id)))
        .set(memberships::transferred_to.eq(id))
        .execute(w.conn())
        .await?;
    find(w, id).await
}

/// How many are or want to be members of a club.
pub async fn listed(w: &mut Writer<'_>, club: &Held<Club>) -> Result<i64> {
    let listed = visible(w.scope()).filter(memberships::club_id.eq(club.id));
    Ok(listed.filter(memberships::ended_on.is_null()).count().get_result(w.conn()).await?)
}

/// The memberships of a club that have not ended.
pub async fn enrolled(db: &mut impl Reads, club: &Club) -> Result<Vec<Membership>> {
    Ok(visible(db.scope())
        .filter(memberships::club_id.eq(club.id))
        .filter(memberships::ended_on.is_null())
        .select(Membership::as_select())
        .load(db.conn())
        .await?)
}

/// Makes members of all who had applied to a club by a day. Returns their memberships.
pub async fn admit_all(w: &mut Writer<'_>, club: &Held<Club>, on: NaiveDate) -> Result<Vec<Membership>> {
    let founding = memberships::table
        .filter(memberships::club_id.eq(club.id))
        .filter(memberships::state.eq(MemberState::Applied))
        .filter(memberships::applied_on.le(on));
    Ok(diesel::update(founding)
        .set((
            memberships::state.eq(MemberState::Active),
            memberships::state_since.eq(on),
            memberships::joined_on.eq(on),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(Utc::now()),
        ))
        .returning(Membership::as_returning())
        .get_results(w.conn())
        .await?)
}

/// Ends a club's memberships that stand in some states. Returns them.
pub async fn end_all(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    from: &[MemberState],
    to: MemberState,
    on: NaiveDate,
    reason: &str,
) -> Result<Vec<Membership>> {
    let ending =
        memberships::table.filter(memberships::club_id.eq(club.id)).filter(memberships::state.eq_any(from));
    Ok(diesel::update(ending)
        .set((
            memberships::state.eq(to),
            memberships::state_since.eq(on),
            memberships::ended_on.eq(on),
            memberships::end_reason.eq(reason),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(Utc::now()),
        ))
        .returning(Membership::as_returning())
        .get_results(w.conn())
        .await?)
}

/// The other half of the transfers of a whole club: members are members there, applicants applicants.
pub async fn continue_all(
    w: &mut Writer<'_>,
    into: &Held<Club>,
    before: &[Membership],
    on: NaiveDate,
) -> Result<Vec<Membership>> {
    let row = |membership: &Membership| {
        (
            memberships::id.eq(MemberId::new()),
            memberships::person_id.eq(membership.person_id),
            memberships::club_id.eq(into.id),
            memberships::state.eq(membership.state),
            memberships::state_since.eq(on),
            memberships::applied_on.eq(on),
            memberships::joined_on.eq(membership.joined_on.map(|_| on)),
        )
    };
    Ok(diesel::insert_into(memberships::table)
        .values(before.iter().map(row).collect::<Vec<_>>())
        .returning(Membership::as_returning())
        .get_results(w.conn())
        .await?)
}

diesel::alias!(const ARRIVED: Alias<Arrived> = memberships as arrived);

/// Says in memberships that have just been left which ones continue them.
pub async fn link_all(w: &mut Writer<'_>, into: &Held<Club>, left: &[Membership]) -> Result<Vec<Membership>> {
    let ids: Vec<MemberId> = left.iter().map(|membership| membership.id).collect();
    let continued = ARRIVED
        .filter(ARRIVED.field(memberships::person_id).eq(memberships::person_id))
        .filter(ARRIVED.field(memberships::club_id).eq(into.id))
        .filter(ARRIVED.field(memberships::ended_on).is_null())
        .select(ARRIVED.field(memberships::id))
        .single_value();
    Ok(diesel::update(memberships::table.filter(memberships::id.eq_any(ids)))
        .set(memberships::transferred_to.eq(continued))
        .returning(Membership::as_returning())
        .get_results(w.conn())
        .await?)
}
