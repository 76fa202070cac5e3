//! To whom texts go, out of the database.

use super::model::{ClubMessages, EntryMessage, Message, MessageKind};
use super::rules::{self, Recipient};
use crate::money::ledger::model::Entry;
use crate::money::schema::ledger_entries;
use crate::money::{due_lists, ledger};
use crate::platform::auth::can;
use crate::platform::db::Reads;
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::{ClubId, EntryId, MemberId};
use crate::register::clubs::model::Club;
use crate::register::members::model::{Member, MemberState};
use crate::register::tables::{memberships, persons};
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// The texts of a club for a day.
///
/// # Errors
/// For a meeting 409 of a club that has ended, and 422 for a day that is over.
pub async fn of_club(
    db: &mut impl Reads,
    club: ClubId,
    kind: MessageKind,
    on: NaiveDate,
) -> Result<ClubMessages> {
    let club = clubs::store::find(db, club).await?;
    let with_phones = ledger::store::holds::<can::ReadMembers>(db, club.id).await?;
    let items = match kind {
        MessageKind::Due => dues(db, &club, with_phones, on).await?,
        MessageKind::Meeting => calls(db, &club, with_phones, on).await?,
    };
    Ok(ClubMessages { club_id: club.id, kind, on, items })
}

/// To a member who lives; with her telephone number for whoever may read it.
fn recipient(member: Member, with_phones: bool) -> Option<Recipient> {
    let person = member.person;
    (person.died_on.is_none() && member.state != MemberState::Deceased).then_some(Recipient {
        member_id: Some(member.id),
        full_name: Some(person.full_name),
        phone: person.phone.filter(|_| with_phones),
    })
}

/// One for each loan on which something is due, to its borrower.
async fn dues(db: &mut impl Reads, club: &Club, with_phones: bool, on: NaiveDate) -> Result<Vec<Message>> {
    let list = due_lists::store::of_club(db, club.id, on).await?;
    let due: Vec<_> = list.items.iter().filter(|loan| !loan.due_vnd.is_zero()).collect();
    let whose: Vec<MemberId> = due.iter().map(|loan| loan.member_id).collect();
    let rows: Vec<Member> = members::store::visible(db.scope())
        .filter(memberships::id.eq_any(whose))
        .select(Member::as_select())
        .load(db.conn())
        .await?;
    let mut to: HashMap<MemberId, Recipient> = HashMap::new();
    for member in rows {
        let id = member.id;
        to.extend(recipient(member, with_phones).map(|recipient| (id, recipient)));
    }
    let message = |loan: &due_lists::model::DueLoan| {
        to.get(&loan.member_id).map(|to| rules::due(&club.name, to.clone(), loan, on))
    };
    Ok(due.into_iter().filter_map(message).collect())
}

/// One to each active member.
async fn calls(db: &mut impl Reads, club: &Club, with_phones: bool, on: NaiveDate) -> Result<Vec<Message>> {
    club.acts_on(on)?;
    if on < db.scope().today() {
        return Err(Error::field("?on", FieldCode::Range));
    }
    let active: Vec<Member> = members::store::visible(db.scope())
        .filter(memberships::club_id.eq(club.id))
        .filter(memberships::state.eq(MemberState::Active))
        .order((persons::sort_key, memberships::id))
        .select(Member::as_select())
        .load(db.conn())
        .await?;
    let to = active.into_iter().filter_map(|member| recipient(member, with_phones));
    let place = club.meeting_place.as_deref();
    Ok(to.map(|to| rules::meeting(&club.name, to, place, on)).collect())
}

/// The text of the receipt for an entry, to the member whose money it is, or to whom it names.
///
/// # Errors
/// 409 for an entry that was reversed: there is nothing to confirm any more.
pub async fn of_entry(db: &mut impl Reads, id: EntryId) -> Result<EntryMessage> {
    let entry: Entry = ledger::store::show(db, id).await?;
    let undone = ledger::store::visible(db.scope()).filter(ledger_entries::reverses.eq(id));
    if diesel::select(diesel::dsl::exists(undone)).get_result(db.conn()).await? {
        return Err(Code::AlreadyReversed.into());
    }
    let club = clubs::store::find(db, entry.head.club_id).await?;
    let mut members: Vec<MemberId> = entry.lines.iter().filter_map(|line| line.member_id).collect();
    members.sort_unstable();
    members.dedup();
    let to = match members.as_slice() {
        [member] => {
            let with_phones = ledger::store::holds::<can::ReadMembers>(db, club.id).await?;
            let member = members::store::find(db, *member).await?;
            recipient(member, with_phones)
        }
        // of several members' money nobody alone is told; a giver is named by the entry
        [] => {
            entry.head.party.clone().map(|party| Recipient { full_name: Some(party), ..Recipient::default() })
        }
        _ => None,
    };
    let message = rules::receipt(&club.name, to.unwrap_or_default(), &entry);
    Ok(EntryMessage { entry_id: entry.head.id, club_id: club.id, message })
}
