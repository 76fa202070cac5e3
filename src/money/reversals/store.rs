//! Requests to undo something in the database.

use super::model::{NewReversal, Reversal, ReversalQuery, ReversalState, ReversalSubject};
use super::rules::{self, Undoing};
use crate::access::users;
use crate::money::ledger::model::{Entry, Ledger, Posting};
use crate::money::loans::model::Loan;
use crate::money::schema::{ledger_entries, reversals};
use crate::money::write_offs::model::WriteOff;
use crate::money::{advances, cycles, ledger, loans, repayments, reschedules, write_offs, year_ends};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, EntryId, LoanId, ReversalId, WriteOffId};
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
    if let Some(subject) = query.subject {
        rows = rows.filter(reversals::subject.eq(subject));
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

/// A day on which what was done on an earlier one can be undone.
fn day_of_reversal(w: &Writer<'_>, ledger: &Ledger, done_on: NaiveDate, on: NaiveDate) -> Result<NaiveDate> {
    let day = Day::new(on).map_err(|code| Error::field("/on", code))?;
    let day = ledger::store::business_day(w, ledger, day, "/on")?;
    if day < done_on {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    Ok(day)
}

/// What a request is about, as its row has it.
#[derive(Debug, Clone, Copy, Insertable)]
#[diesel(table_name = reversals, check_for_backend(Pg))]
struct About {
    subject: ReversalSubject,
    entry_id: Option<EntryId>,
    loan_id: Option<LoanId>,
    schedule_number: Option<i16>,
    write_off_id: Option<WriteOffId>,
}

impl About {
    /// An entry by itself.
    const fn entry(entry: EntryId) -> Self {
        let subject = ReversalSubject::Entry;
        Self { subject, entry_id: Some(entry), loan_id: None, schedule_number: None, write_off_id: None }
    }
}

/// Asks for an entry to be undone.
pub async fn of_entry(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    entry: &Entry,
    new: &NewReversal,
) -> Result<Reversal> {
    ledger::store::still_kept(ledger)?;
    may_be_undone(w, entry, rules::undoing(entry.head.kind)?, new.on.map(Day::get)).await?;
    insert(w, ledger, About::entry(entry.head.id), entry.head.on, new).await
}

/// Asks for a reschedule to be undone.
pub async fn of_reschedule(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    loan: &Held<Loan>,
    number: i16,
    new: &NewReversal,
) -> Result<Reversal> {
    let before = visible(w.scope())
        .filter(reversals::loan_id.eq(loan.id))
        .filter(reversals::schedule_number.eq(number))
        .filter(reversals::state.ne(ReversalState::Refused));
    if diesel::select(exists(before)).get_result(w.conn()).await? {
        return Err(Code::AlreadyReversed.into());
    }
    let (_, since) = reschedules::store::undoable(w, loan, number).await?;
    let about = About {
        subject: ReversalSubject::Reschedule,
        entry_id: None,
        loan_id: Some(loan.id),
        schedule_number: Some(number),
        write_off_id: None,
    };
    insert(w, ledger, about, since, new).await
}

/// Asks for a write-off to be undone.
pub async fn of_write_off(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    loan: &Held<Loan>,
    write_off: &Held<WriteOff>,
    new: &NewReversal,
) -> Result<Reversal> {
    write_offs::store::undoable(loan, write_off)?;
    let about = About {
        subject: ReversalSubject::WriteOff,
        entry_id: write_off.entry_id,
        loan_id: Some(loan.id),
        schedule_number: None,
        write_off_id: Some(write_off.id),
    };
    let written_off_on = loan.closed_on.ok_or_else(|| Error::internal("written off on no day"))?;
    insert(w, ledger, about, written_off_on, new).await
}

async fn insert(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    about: About,
    done_on: NaiveDate,
    new: &NewReversal,
) -> Result<Reversal> {
    let on = new.on.map(|on| day_of_reversal(w, ledger, done_on, on.get())).transpose()?;
    if let Some(entry) = about.entry_id {
        let done = ledger_entries::table.filter(ledger_entries::reverses.eq(entry));
        if diesel::select(exists(done)).get_result(w.conn()).await? {
            return Err(Code::AlreadyReversed.into());
        }
    }
    Ok(diesel::insert_into(reversals::table)
        .values((
            reversals::id.eq(new.id.unwrap_or_default()),
            reversals::club_id.eq(ledger.club_id),
            about,
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

/// Undoes what was asked for. Returns the request, and what the change log says of all else.
pub async fn approve(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    reversal: &Held<Reversal>,
) -> Result<(Reversal, Vec<Event>)> {
    decidable(w, reversal).await?;
    let (by, events) = match reversal.subject {
        ReversalSubject::Reschedule => (None, vec![undo_reschedule(w, ledger, reversal).await?]),
        ReversalSubject::Entry | ReversalSubject::WriteOff => undo_entry(w, ledger, reversal).await?,
    };
    Ok((decide(w, reversal, ReversalState::Approved, by).await?, events))
}

/// Lets the schedule before a reschedule hold again.
async fn undo_reschedule(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    reversal: &Held<Reversal>,
) -> Result<Event> {
    let which = reversal.loan_id.zip(reversal.schedule_number);
    let (loan, number) = which.ok_or_else(|| Error::internal("a reschedule of no loan"))?;
    let loan = loans::store::hold(w, loan).await?;
    let (_, since) = reschedules::store::undoable(w, &loan, number).await?;
    let on = day_of_reversal(w, ledger, since, reversal.on.unwrap_or(w.scope().today()))?;
    reschedules::store::undo(w, &loan, number, on).await
}

/// Posts the exact opposite of an entry, and undoes what the entry did to a loan. Returns the opposite, and what the change
/// log says.
async fn undo_entry(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    reversal: &Held<Reversal>,
) -> Result<(Option<EntryId>, Vec<Event>)> {
    let entry = reversal.entry_id.ok_or_else(|| Error::internal("the reversal of no entry"))?;
    let entry = ledger::store::find(w, entry).await?;
    let undoing = match reversal.write_off_id {
        Some(_) => Undoing::Opposite,
        None => rules::undoing(entry.head.kind)?,
    };
    may_be_undone(w, &entry, undoing, reversal.on).await?;
    // a year that is closed again has its balances where they were: at its end
    let usual = if undoing == Undoing::OppositeOfYearEnd { entry.head.on } else { w.scope().today() };
    let on = day_of_reversal(w, ledger, entry.head.on, reversal.on.unwrap_or(usual))?;
    let opposite = Posting::reversing(&entry, on, &reversal.reason);
    let mut events = match (reversal.write_off_id, undoing) {
        (Some(write_off), _) => {
            let (_, loan, write_off) = write_offs::store::hold(w, write_off).await?;
            write_offs::store::undo(w, &loan, &write_off).await?
        }
        (None, Undoing::Opposite | Undoing::OppositeOfAdvance | Undoing::OppositeOfYearEnd) => vec![],
        (None, Undoing::OppositeAndCycle) => vec![cycles::store::reopen(w, ledger, &entry).await?],
        (None, Undoing::OppositeAndLoan) => repayments::store::undo(w, ledger, &entry, opposite.id()).await?,
    };
    let by = opposite.id();
    let posted = ledger::store::post(w, ledger, vec![opposite]).await?;
    events.extend(posted.iter().map(Event::created));
    Ok((Some(by), events))
}

/// Lets what was done stand.
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
