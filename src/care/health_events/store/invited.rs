//! Who is invited to a health day, and the figures of who came.

use super::{Changed, change, find};
use crate::care::health_events::model::{
    ClubExaminedMembers, HealthEvent, HealthEventInvitation, HealthEventState, HealthEventSummary,
    InvitedMembers, Tally,
};
use crate::care::health_events::rules;
use crate::care::schema::health_invitations as invitations;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, HealthEventId, MemberId};
use crate::register::clubs::model::Club;
use crate::register::tables::{clubs as clubs_table, memberships, persons};
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::{Datelike, NaiveDate};
use diesel::dsl::{count, count_star};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{BTreeSet, HashSet};

/// Who was invited: her id, name, birth date and club, and whether she came.
type Listed = (MemberId, String, Option<NaiveDate>, ClubId, Option<bool>);

/// Lists who is invited of the clubs in reach, in the order of a Vietnamese list of names.
pub async fn list_invitations(
    db: &mut impl Reads,
    id: HealthEventId,
    page: &PageQuery,
) -> Result<Page<HealthEventInvitation>> {
    let event = find(db, id).await?;
    let seen = clubs::store::visible(db.scope()).select(clubs_table::id);
    let mut rows = invitations::table
        .inner_join(memberships::table.on(memberships::id.eq(invitations::member_id)))
        .inner_join(persons::table.on(persons::id.eq(memberships::person_id)))
        .filter(invitations::event_id.eq(event.id))
        .filter(invitations::club_id.eq_any(seen))
        .into_boxed::<Pg>();
    if let Some(seek) = page.seek() {
        let key = members::store::place_in_list(db, &seek).await?;
        let behind = persons::sort_key
            .gt(key.clone())
            .or(persons::sort_key.eq(key).and(memberships::id.gt(MemberId(seek.id))));
        rows = rows.filter(behind);
    }
    let rows: Vec<Listed> = rows
        .order((persons::sort_key, memberships::id))
        .limit(page.limit + 1)
        .select((
            memberships::id,
            persons::full_name,
            persons::birth_date,
            invitations::club_id,
            invitations::attended,
        ))
        .load(db.conn())
        .await?;
    let shown =
        rows.into_iter().map(|(member_id, full_name, born, club_id, attended)| HealthEventInvitation {
            member_id,
            full_name,
            birth_year: born.map(|day| day.year()),
            club_id,
            attended,
        });
    Ok(Page::cut(shown.collect(), page, |row: &HealthEventInvitation| Seek {
        key: String::new(),
        id: row.member_id.0,
    }))
}

/// Invites these members of the clubs in reach, and nobody else of these clubs. Other clubs' are left alone.
///
/// # Errors
/// 422 for whoever is no member, on that day, of a club of the commune in reach; 409 when somebody would be
/// left out who came.
pub async fn replace_invitations(
    w: &mut Writer<'_>,
    event: &Held<HealthEvent>,
    invited: &InvitedMembers,
) -> Result<(HealthEvent, BTreeSet<ClubId>)> {
    rules::in_one_of(event, &[HealthEventState::Planned, HealthEventState::Done])?;
    let repeated = rules::repeated("members", &invited.members);
    if !repeated.is_empty() {
        return Err(Error::invalid(repeated));
    }
    let in_commune = clubs::store::visible(w.scope())
        .filter(clubs_table::commune_id.eq(event.commune_id))
        .select(clubs_table::id);
    let members: Vec<(MemberId, ClubId)> = members::store::visible(w.scope())
        .filter(memberships::id.eq_any(&invited.members))
        .filter(memberships::club_id.eq_any(in_commune))
        .filter(memberships::joined_on.assume_not_null().le(event.held_on))
        .filter(memberships::ended_on.is_null().or(memberships::ended_on.assume_not_null().ge(event.held_on)))
        .select((memberships::id, memberships::club_id))
        .load(w.conn())
        .await?;
    let known: HashSet<MemberId> = members.iter().map(|(member, _)| *member).collect();
    let unknown = invited.members.iter().enumerate().filter(|(_, member)| !known.contains(member));
    let wrong: Vec<Field> =
        unknown.map(|(index, _)| Field::new(format!("/members/{index}"), FieldCode::UnknownMember)).collect();
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong));
    }
    let seen = clubs::store::visible(w.scope()).select(clubs_table::id);
    let left_out: Vec<(MemberId, Option<bool>)> = invitations::table
        .filter(invitations::event_id.eq(event.id))
        .filter(invitations::club_id.eq_any(seen))
        .filter(invitations::member_id.ne_all(&invited.members))
        .select((invitations::member_id, invitations::attended))
        .load(w.conn())
        .await?;
    // whoever has a result came
    let came = left_out.iter().filter(|(_, attended)| *attended == Some(true));
    let came: Vec<MemberId> = came.map(|(member, _)| *member).collect();
    if !came.is_empty() {
        return Err(Error::from(Code::HealthEventRefuses).with("attended", came));
    }
    let left_out: Vec<MemberId> = left_out.into_iter().map(|(member, _)| member).collect();
    let left_out = invitations::table
        .filter(invitations::event_id.eq(event.id))
        .filter(invitations::member_id.eq_any(left_out));
    let before: Vec<ClubId> =
        diesel::delete(left_out).returning(invitations::club_id).get_results(w.conn()).await?;
    let clubs = before.into_iter().chain(members.iter().map(|(_, club)| *club)).collect();
    let rows: Vec<_> = members
        .into_iter()
        .map(|(member, club)| {
            (
                invitations::event_id.eq(event.id),
                invitations::member_id.eq(member),
                invitations::club_id.eq(club),
            )
        })
        .collect();
    diesel::insert_into(invitations::table).values(rows).on_conflict_do_nothing().execute(w.conn()).await?;
    Ok((change(w, event, Changed::default()).await?, clubs))
}

/// Counts a health day, all in all and for each club in reach, without small numbers for those who may not
/// know the people.
pub async fn summary(db: &mut impl Reads, id: HealthEventId) -> Result<HealthEventSummary> {
    let event = find(db, id).await?;
    let rows: Vec<(ClubId, i64, i64, i64)> = invitations::table
        .filter(invitations::event_id.eq(event.id))
        .group_by(invitations::club_id)
        .order(invitations::club_id)
        .select((
            invitations::club_id,
            count_star(),
            count(invitations::member_id).aggregate_filter(invitations::attended.assume_not_null()),
            count(invitations::member_id).aggregate_filter(invitations::referred),
        ))
        .load(db.conn())
        .await?;
    let ids: Vec<ClubId> = rows.iter().map(|(club, ..)| *club).collect();
    let seen: Vec<Club> = clubs::store::visible(db.scope())
        .filter(clubs_table::id.eq_any(&ids))
        .select(Club::as_select())
        .load(db.conn())
        .await?;
    let knows =
        |club: &ClubId| seen.iter().any(|seen| seen.id == *club && rules::knows(db.scope().roles(), seen));
    let is_seen = |club: &ClubId| seen.iter().any(|seen| seen.id == *club);
    let open = ids.iter().all(knows);
    let tallies = rows
        .into_iter()
        .map(|(club, invited, attended, referred)| (club, Tally { invited, attended, referred }));
    let tallies: Vec<(ClubId, Tally)> = tallies.collect();
    let all: Vec<Tally> = tallies.iter().map(|(_, tally)| *tally).collect();
    let whole: Tally = all.iter().copied().sum();
    let (hidden, hidden_whole) = rules::small_parts(&all);
    // what remains to one who takes the clubs that she knows, or is shown, from the whole
    let of_others = |measure: usize| {
        let shown = |club: &ClubId, hidden: &rules::Hidden| {
            knows(club) || (is_seen(club) && hidden.get(measure).is_some_and(|reasons| !reasons.any()))
        };
        let others = tallies.iter().zip(&hidden).filter(|((club, _), hidden)| !shown(club, hidden));
        others.map(|((_, tally), _)| *tally).sum()
    };
    let hidden_whole = rules::with_rest(hidden_whole, [of_others(0), of_others(1)]);
    let own = |((club, _), _): &((ClubId, Tally), rules::Hidden)| is_seen(club);
    let clubs = tallies.iter().copied().zip(hidden.iter().copied()).filter(own);
    let clubs = clubs.map(|((club_id, tally), hidden)| ClubExaminedMembers {
        club_id,
        examined: rules::show(&tally, hidden, knows(&club_id)),
    });
    Ok(HealthEventSummary {
        health_event_id: event.id,
        state: event.state,
        examined: rules::show(&whole, hidden_whole, open),
        community: event.community,
        clubs: clubs.collect(),
    })
}
