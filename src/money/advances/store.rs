//! Advances in the database: they are entries, and so are their settlements.

use super::model::{NewAdvanceSettlement, OpenAdvance, OpenAdvances};
use super::rules;
use crate::money::ledger;
use crate::money::ledger::model::{Entry, EntryHead, EntryKind, Ledger};
use crate::money::schema::{advance_settlements, ledger_entries};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::Day;
use crate::platform::ids::{ClubId, EntryId, MeetingId};
use crate::platform::money::Vnd;
use crate::register::clubs;
use crate::territory::units::model::OnDay;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{HashMap, HashSet};

clubs::store::rows_of_clubs! {
    /// The settlements in the clubs that the caller can see.
    visible: advance_settlements;
}

/// What accounts for part of an advance: the advance, the entry that settles, and how much.
type Settled = (EntryId, EntryId, Vnd, Vnd);

/// Which of these entries were reversed by the end of a day.
async fn reversed(
    db: &mut impl Reads,
    entries: impl Iterator<Item = EntryId>,
    day: NaiveDate,
) -> Result<HashSet<EntryId>> {
    let ids: Vec<Option<EntryId>> = entries.map(Some).collect();
    let reversed: Vec<Option<EntryId>> = ledger::store::visible(db.scope())
        .filter(ledger_entries::reverses.eq_any(ids))
        .filter(ledger_entries::on_day.le(day))
        .select(ledger_entries::reverses)
        .load(db.conn())
        .await?;
    Ok(reversed.into_iter().flatten().collect())
}

/// The settlements of some advances that were entered for a day or an earlier one.
async fn settlements(db: &mut impl Reads, advances: &[EntryId], day: NaiveDate) -> Result<Vec<Settled>> {
    Ok(visible(db.scope())
        .filter(advance_settlements::advance_id.eq_any(advances.to_vec()))
        .filter(advance_settlements::settled_on.le(day))
        .select((
            advance_settlements::advance_id,
            advance_settlements::entry_id,
            advance_settlements::spent_vnd,
            advance_settlements::returned_vnd,
        ))
        .load(db.conn())
        .await?)
}

/// Lists a club's advances that were open at the end of a day, the oldest first, as the caller may see them.
pub async fn list(db: &mut impl Reads, club: ClubId, asked: OnDay) -> Result<OpenAdvances> {
    let day = asked.on.map_or(db.scope().today(), Day::get);
    let heads: Vec<EntryHead> = ledger::store::visible(db.scope())
        .filter(ledger_entries::club_id.eq(club))
        .filter(ledger_entries::kind.eq(EntryKind::Advance))
        .filter(ledger_entries::on_day.le(day))
        .order((ledger_entries::on_day, ledger_entries::number))
        .select(EntryHead::as_select())
        .load(db.conn())
        .await?;
    if heads.is_empty() {
        clubs::store::find(db, club).await?; // nothing was handed out, or a club out of reach
    }
    let ids: Vec<EntryId> = heads.iter().map(|head| head.id).collect();
    let settlements = settlements(db, &ids, day).await?;
    let entries = ids.iter().copied().chain(settlements.iter().map(|(_, entry, ..)| *entry));
    let reversed = reversed(db, entries, day).await?;
    let mut settled: HashMap<EntryId, Vnd> = HashMap::new();
    for (advance, entry, spent, returned) in settlements {
        if !reversed.contains(&entry) {
            *settled.entry(advance).or_default() += spent + returned;
        }
    }
    let standing = heads.into_iter().filter(|head| !reversed.contains(&head.id)).collect();
    let whole = ledger::store::with_lines(db, club, standing).await?;
    let mut items = vec![];
    for entry in ledger::store::shown(db, club, whole).await? {
        let line = *rules::handed_out(&entry)?;
        let settled_vnd = settled.get(&entry.head.id).copied().unwrap_or_default();
        items.push(OpenAdvance {
            entry_id: entry.head.id,
            number: entry.head.number,
            fund: line.fund,
            on: entry.head.on,
            days: (day - entry.head.on).num_days(),
            amount_vnd: line.amount_vnd,
            settled_vnd,
            open_vnd: line.amount_vnd - settled_vnd,
            member_id: line.member_id,
            party: entry.head.party,
            narrative: entry.head.narrative,
        });
    }
    items.retain(|advance| !advance.open_vnd.is_zero());
    let open_vnd = items.iter().map(|advance| advance.open_vnd).sum();
    Ok(OpenAdvances { club_id: club, on: day, open_vnd, items })
}

/// What of an advance has been accounted for by settlements that stand, whenever they are dated.
async fn settled(w: &mut Writer<'_>, advance: EntryId) -> Result<Vnd> {
    let all = settlements(w, &[advance], NaiveDate::MAX).await?;
    let reversed = reversed(w, all.iter().map(|(_, entry, ..)| *entry), NaiveDate::MAX).await?;
    let standing = all.iter().filter(|(_, entry, ..)| !reversed.contains(entry));
    Ok(standing.map(|(_, _, spent, returned)| *spent + *returned).sum())
}

/// Refuses to undo an advance of which something has been accounted for.
///
/// # Errors
/// 409 `advance_settled`.
pub async fn nothing_settled(w: &mut Writer<'_>, advance: &Entry) -> Result<()> {
    let settled = settled(w, advance.head.id).await?;
    if settled.is_zero() {
        return Ok(());
    }
    Err(Error::from(Code::AdvanceSettled).with("settled_vnd", settled))
}

/// Settles an advance, or part of it, in a meeting or outside of one. The club's books are held.
///
/// # Errors
/// 409 for an entry that is no advance that stands, and for more than is open of it.
pub async fn settle(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    advance: EntryId,
    new: &NewAdvanceSettlement,
    meeting: Option<MeetingId>,
) -> Result<Entry> {
    let on = ledger::store::business_day(w, ledger, new.on, "/on")?;
    let club = clubs::store::find(w, ledger.club_id).await?;
    if club.state.has_ended() {
        return Err(Error::from(Code::ClubStateRefuses).with("state", club.state));
    }
    let entry = ledger::store::standing(w, ledger.club_id, advance).await?.ok_or(Code::NotAnAdvance)?;
    let handed_out = rules::handed_out(&entry)?.amount_vnd;
    let open = handed_out - settled(w, advance).await?;
    let (posting, spent, returned) = rules::settlement(&entry, open, new, on)?;
    let posting = posting.in_meeting(meeting);
    let posted = ledger::store::post(w, ledger, vec![posting]).await?.pop();
    let posted = posted.ok_or_else(|| Error::internal("nothing was posted"))?;
    diesel::insert_into(advance_settlements::table)
        .values((
            advance_settlements::entry_id.eq(posted.head.id),
            advance_settlements::club_id.eq(ledger.club_id),
            advance_settlements::advance_id.eq(advance),
            advance_settlements::settled_on.eq(on),
            advance_settlements::spent_vnd.eq(spent),
            advance_settlements::returned_vnd.eq(returned),
        ))
        .execute(w.conn())
        .await?;
    Ok(posted)
}
