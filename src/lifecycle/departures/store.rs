//! Steps in memberships in the database. What a step ends in other wings their owners end.

use super::model::MemberStateChange;
use crate::care::{care_cases, volunteers};
use crate::money::{loans, pauses};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::{ClubId, MemberId};
use crate::platform::log::Event;
use crate::register::clubs::model::ClubState;
use crate::register::members::model::{Member, MemberState};
use crate::register::{boards, clubs, members};
use crate::{Error, Result};

/// A member in the caller's reach, locked with the person that she is: so are all clubs that she is or was in, or that
/// care for her, and the one to which she goes.
pub async fn hold(w: &mut Writer<'_>, id: MemberId, to: Option<ClubId>) -> Result<Held<Member>> {
    let person = members::store::find(w, id).await?.person_id;
    let mut others = care_cases::store::clubs_caring(w, person).await?;
    others.extend(to);
    members::store::hold_membership(w, id, &others).await
}

/// Takes a membership to another state. Returns it, and what the change log says of everything that changed with it.
pub async fn change_state(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    change: &MemberStateChange,
) -> Result<(Member, Vec<Event>)> {
    let on = change.on.not_after(w.scope().today(), "/on")?;
    if !member.state.may_become(change.to) {
        return Err(Error::from(Code::MemberStateRefuses).with("state", member.state));
    }
    if on < member.state_since {
        return Err(Error::from(Code::MemberDatesDisagree).with("state_since", member.state_since));
    }
    let reason_missing =
        change.to.has_ended() && change.to != MemberState::Deceased && change.reason.is_none();
    if reason_missing {
        return Err(Error::field("/reason", FieldCode::Required));
    }
    let club = clubs::store::hold(w, member.club_id).await?;
    if change.to == MemberState::Active
        && matches!(club.state, ClubState::Proposed | ClubState::DossierSubmitted)
    {
        return Err(Error::from(Code::ClubStateRefuses).with("state", club.state));
    }
    let goes_to = match (change.to, change.club_id) {
        (MemberState::Transferred, None) => return Err(Error::field("/club_id", FieldCode::Required)),
        (MemberState::Transferred, Some(to)) if to == club.id => {
            return Err(Error::field("/club_id", FieldCode::Repeated));
        }
        (MemberState::Transferred, to) => to,
        _ => None,
    };
    let (mut active, mut events) = (vec![member.club_id], vec![]);
    match change.to {
        MemberState::Left | MemberState::Expelled | MemberState::Transferred => {
            loans::store::owes_nothing(w, member).await?;
        }
        MemberState::Deceased => {
            events.extend(pauses::store::freeze_for_death(w, member, on).await?);
            let (visited_her, closed) = care_cases::store::close_for_death(w, member.person_id, on).await?;
            active.extend(visited_her);
            events.extend(closed);
        }
        _ => {}
    }
    members::store::step(w, member, change.to, on, change.reason.as_deref()).await?;
    if change.to.has_ended() {
        events.extend(boards::store::end_positions(w, &[member.id], on).await?);
        events.extend(volunteers::store::end_serving(w, &[member.id], on).await?);
    }
    if change.to == MemberState::Deceased {
        events.extend(members::store::record_death(w, member, on).await?);
    }
    if let Some(to) = goes_to {
        let to = clubs::store::hold(w, to).await?;
        if !matches!(to.state, ClubState::Established | ClubState::Active) {
            return Err(Error::from(Code::ClubTakesNoMembers).with("state", to.state));
        }
        events.push(Event::created(&members::store::continue_in(w, member, &to, on).await?));
    }
    active.sort_unstable();
    active.dedup();
    Ok((members::store::find(w, member.id).await?, events))
}
