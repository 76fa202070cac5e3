//! Requests to undo an entry in the database.

use super::model::{NewReversal, Reversal, ReversalQuery, ReversalState};
use super::rules::{self, Undoing};
use crate::access::users;
use crate::money::ledger::model::{Entry, Ledger, Posting};
use crate::money::schema::{ledger_entries, reversals};
use crate::money::{advances, cycles, ledger, repayments, year_ends};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, EntryId, ReversalId};
use crate::platform::log::Event;
use crate::register::clubs;
use crate::{Error, Result};
use chrono::{NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The requests in the clubs that the caller can see.
    visible: reversals;
    /// Finds a request.
    find: Reversal by ReversalId;
}

/// Lists a club's requests, newest first.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    query: ReversalQuery,
    page: &PageQuery,
) -> Result<Page<Reversal>> {
    let mut rows = visible(db.scope()).filter(reversals::club_id.eq(club));
    if let Some(state) = query.state {
        rows = rows.filter(reversals::state.eq(state));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(reversals::id.lt(ReversalId(seek.id)));
    }
    let rows: Vec<Reversal> = rows
        .order(reversals::id.desc())
        .limit(page.limit + 1)
        .select(Reversal::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // nothing asked for, or a club out of reach
    }
    Ok(Page::cut(rows, page, |reversal| Seek { key: String::new(), id: reversal.id.0 }))
}

/// A request in the caller's reach and the books that it is about, both held by the lock of their club.
pub async fn hold(w: &mut Writer<'_>, id: ReversalId) -> Result<(Held<Ledger>, Held<Reversal>)> {
    let of = visible(w.scope()).filter(reversals::id.eq(id)).select(reversals::club_id);
    let club = clubs::store::lock_of(w, of).await?;
    Ok((ledger::store::hold(w, club).await?, Held::new(find(w, id).await?)))
}

/// A day on which an entry can be undone.
fn day_of_reversal(w: &Writer<'_>, ledger: &Ledger, entry: &Entry, on: NaiveDate) -> Result<NaiveDate> {
    let day = Day::new(on).map_err(|code| Error::field("/on", code))?;
    let day = ledger::store::business_day(w, ledger, day, "/on")?;
    if day < entry.head.on {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    Ok(day)
}

/// Asks for an entry to be undone.
pub async fn insert(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    entry: &Entry,
    new: &NewReversal,
) -> Result<Reversal> {
    ledger::store::still_kept(ledger)?;
    may_be_undone(w, entry, rules::undoing(entry.head.kind)?, new.on.map(Day::get)).await?;
    let on = new.on.map(|on| day_of_reversal(w, ledger, entry, on.get())).transpose()?;
    let done = ledger_entries::table.filter(ledger_entries::reverses.eq(entry.head.id));
    if diesel::select(exists(done)).get_result(w.conn()).await? {
        return Err(Code::AlreadyReversed.into());
    }
    Ok(diesel::insert_into(reversals::table)
        .values((
            reversals::id.eq(new.id.unwrap_or_default()),
            reversals::club_id.eq(ledger.club_id),
            reversals::entry_id.eq(entry.head.id),
            reversals::reason.eq(&*new.reason),
            reversals::on_day.eq(on),
            reversals::state.eq(ReversalState::Requested),
            reversals::requested_by.eq(w.scope().user()),
        ))
        .returning(Reversal::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Whether what an entry did can be undone now, and on a day, if one is asked for.
async fn may_be_undone(
    w: &mut Writer<'_>,
    entry: &Entry,
    undoing: Undoing,
    on: Option<NaiveDate>,
) -> Result<()> {
    match undoing {
        Undoing::Opposite | Undoing::OppositeAndLoan | Undoing::OppositeAndCycle => Ok(()),
        Undoing::OppositeOfAdvance => advances::store::nothing_settled(w, entry).await,
        Undoing::OppositeOfYearEnd if on.is_some_and(|on| on != entry.head.on) => {
            Err(Error::field("/on", FieldCode::Differs))
        }
        Undoing::OppositeOfYearEnd => year_ends::store::is_last(w, entry).await,
    }
}

/// Undoes an entry by its exact opposite, and what it did to a loan. Returns the request, the entry posted and
/// what else changed.
pub async fn approve(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    reversal: &Held<Reversal>,
) -> Result<(Reversal, Entry, Vec<Event>)> {
    let entry = ledger::store::find(w, reversal.entry_id).await?;
    decidable(w, reversal).await?;
    let undoing = rules::undoing(entry.head.kind)?;
    may_be_undone(w, &entry, undoing, reversal.on).await?;
    // a year that is closed again has its balances where they were: at its end
    let usual = if undoing == Undoing::OppositeOfYearEnd { entry.head.on } else { w.scope().today() };
    let on = day_of_reversal(w, ledger, &entry, reversal.on.unwrap_or(usual))?;
    let opposite = Posting::reversing(&entry, on, &reversal.reason);
    let events = match undoing {
        Undoing::Opposite | Undoing::OppositeOfAdvance | Undoing::OppositeOfYearEnd => vec![],
        Undoing::OppositeAndCycle => vec![cycles::store::reopen(w, ledger, &entry).await?],
        Undoing::OppositeAndLoan => repayments::store::undo(w, ledger, &entry, opposite.id()).await?,
    };
    let posted = ledger::store::post(w, ledger, vec![opposite]).await?.pop();
    let posted = posted.ok_or_else(|| Error::internal("nothing was posted"))?;
    let after = decide(w, reversal, ReversalState::Approved, Some(posted.head.id)).await?;
    Ok((after, posted, events))
}

/// Lets an entry stand.
pub async fn refuse(w: &mut Writer<'_>, reversal: &Held<Reversal>) -> Result<Reversal> {
    decidable(w, reversal).await?;
    decide(w, reversal, ReversalState::Refused, None).await
}

/// Whether the caller may decide: once, and not about what she asked for herself.
async fn decidable(w: &mut Writer<'_>, reversal: &Reversal) -> Result<()> {
    if reversal.state != ReversalState::Requested {
        return Err(Error::from(Code::AlreadyDecided).with("state", reversal.state));
    }
    if users::store::is_same_human(w, [reversal.requested_by]).await? {
        return Err(Code::RequesterDecides.into());
    }
    Ok(())
}

async fn decide(
    w: &mut Writer<'_>,
    reversal: &Held<Reversal>,
    state: ReversalState,
    by: Option<EntryId>,
) -> Result<Reversal> {
    Ok(diesel::update(reversals::table.filter(reversals::id.eq(reversal.id)))
        .set((
            reversals::state.eq(state),
            reversals::decided_by.eq(w.scope().user()),
            reversals::decided_at.eq(Utc::now()),
            reversals::reversed_by.eq(by),
            reversals::version.eq(reversals::version + 1),
        ))
        .returning(Reversal::as_returning())
        .get_result(w.conn())
        .await?)
}
