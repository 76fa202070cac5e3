//! Write-offs in the database.

use super::model::{
    NewWriteOff, WriteOff, WriteOffClearance, WriteOffPosting, WriteOffQuery, WriteOffState, WriteOffVote,
};
use super::rules;
use crate::access::users;
use crate::money::decisions::model::LoanDecisionKind;
use crate::money::ledger::model::Ledger;
use crate::money::loans::model::{Loan, LoanState};
use crate::money::schema::{loan_decisions, write_offs};
use crate::money::{decisions, ledger, loans};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, MemberId, WriteOffId};
use crate::platform::log::Event;
use crate::register::tables::{memberships, persons};
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The write-offs in the clubs that the caller can see.
    visible: write_offs;
    /// Finds a write-off.
    find: WriteOff by WriteOffId;
}

/// Lists a club's write-offs, newest first.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    query: WriteOffQuery,
    page: &PageQuery,
) -> Result<Page<WriteOff>> {
    let mut rows = visible(db.scope()).filter(write_offs::club_id.eq(club));
    if let Some(state) = query.state {
        rows = rows.filter(write_offs::state.eq(state));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(write_offs::id.lt(WriteOffId(seek.id)));
    }
    let rows = rows
        .order(write_offs::id.desc())
        .limit(page.limit + 1)
        .select(WriteOff::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // no debt was given up, or a club out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: String::new(), id: row.id.0 }))
}

/// A write-off in the caller's reach with its loan and the club's books, all held by the lock of the club.
pub async fn hold(w: &mut Writer<'_>, id: WriteOffId) -> Result<(Held<Ledger>, Held<Loan>, Held<WriteOff>)> {
    let of = visible(w.scope()).filter(write_offs::id.eq(id)).select(write_offs::club_id);
    let club = clubs::store::lock_of(w, of).await?;
    let ledger = ledger::store::hold(w, club).await?;
    let row = find(w, id).await?;
    let loan = loans::store::hold(w, row.loan_id).await?;
    Ok((ledger, loan, Held::new(row)))
}

/// Proposes to give up a debt.
pub async fn insert(w: &mut Writer<'_>, loan: &Held<Loan>, new: &NewWriteOff) -> Result<WriteOff> {
    let today = w.scope().today();
    let on = new.on.not_after(today, "/on")?;
    loans::rules::in_one_of(loan, &[LoanState::Active])?;
    let file = loans::store::file(w, loan).await?;
    rules::hopeless(loan, &file.facts(), died(w, loan.member_id, on).await?, on)?;
    Ok(diesel::insert_into(write_offs::table)
        .values((
            write_offs::id.eq(new.id.unwrap_or_default()),
            write_offs::loan_id.eq(loan.id),
            write_offs::club_id.eq(loan.club_id),
            write_offs::state.eq(WriteOffState::Proposed),
            write_offs::amount_vnd.eq(loan.outstanding_vnd),
            write_offs::reason.eq(&*new.reason),
            write_offs::proposed_on.eq(on),
            write_offs::proposed_by.eq(w.scope().user()),
        ))
        .returning(WriteOff::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Whether a borrower had died by a day.
async fn died(w: &mut Writer<'_>, borrower: MemberId, on: NaiveDate) -> Result<bool> {
    let died: Option<NaiveDate> = memberships::table
        .inner_join(persons::table)
        .filter(memberships::id.eq(borrower))
        .select(persons::died_on)
        .first(w.conn())
        .await?;
    Ok(died.is_some_and(|died| died <= on))
}

/// Refuses what has gone further, or ended.
fn in_state(write_off: &WriteOff, state: WriteOffState) -> Result<()> {
    if write_off.state == state {
        return Ok(());
    }
    Err(Error::from(Code::AlreadyDecided).with("state", write_off.state))
}

/// Records the board's vote, by somebody other than who proposed it.
pub async fn vote(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    write_off: &Held<WriteOff>,
    new: &WriteOffVote,
) -> Result<(WriteOff, Event)> {
    in_state(write_off, WriteOffState::Proposed)?;
    let user = w.scope().user();
    if users::store::is_same_human(w, [write_off.proposed_by]).await? {
        return Err(Code::RequesterDecides.into());
    }
    let on = new.on.not_after(w.scope().today(), "/on")?;
    if on < write_off.proposed_on {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    let contract = loan.contract.as_ref().ok_or_else(|| Error::internal("a loan without a contract"))?;
    let borrower = members::store::find(w, loan.member_id).await?;
    let household = loans::store::household(w, &borrower).await?;
    if loans::store::is_caller_of(w, &household).await? {
        return Err(Code::VoteByInterested.into());
    }
    let board = decisions::store::board(w, loan.club_id, on).await?;
    let outcome = rules::count(&board, &household.members, &contract.rules, new)?;
    let kind = LoanDecisionKind::WriteOff;
    let decision = decisions::store::record(w, loan, kind, on, &outcome, &new.vote()).await?;
    let state = if outcome.approved() { WriteOffState::Voted } else { WriteOffState::Refused };
    let after = diesel::update(write_offs::table.filter(write_offs::id.eq(write_off.id)))
        .set((
            write_offs::state.eq(state),
            write_offs::decision_id.eq(decision.head.id),
            write_offs::voted_by.eq(user),
            write_offs::version.eq(write_offs::version + 1),
        ))
        .returning(WriteOff::as_returning())
        .get_result(w.conn())
        .await?;
    Ok((after, Event::created(&decision)))
}

/// Records what the commune association says. Without an objection the club may post the write-off.
pub async fn clear(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    write_off: &Held<WriteOff>,
    new: &WriteOffClearance,
) -> Result<WriteOff> {
    in_state(write_off, WriteOffState::Voted)?;
    loans::rules::in_one_of(loan, &[LoanState::Active])?;
    let before = [Some(write_off.proposed_by), write_off.voted_by];
    if users::store::is_same_human(w, before.into_iter().flatten()).await? {
        return Err(Code::RequesterDecides.into());
    }
    let on = new.on.not_after(w.scope().today(), "/on")?;
    let voted_on: NaiveDate = loan_decisions::table
        .filter(loan_decisions::id.nullable().eq(write_off.decision_id))
        .select(loan_decisions::decided_on)
        .first(w.conn())
        .await?;
    if on < voted_on {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    let state = if new.objection.is_some() { WriteOffState::Objected } else { WriteOffState::Cleared };
    Ok(diesel::update(write_offs::table.filter(write_offs::id.eq(write_off.id)))
        .set((
            write_offs::state.eq(state),
            write_offs::objection.eq(new.objection.as_deref()),
            write_offs::document.eq(new.document.as_deref()),
            write_offs::cleared_on.eq(on),
            write_offs::cleared_by.eq(w.scope().user()),
            write_offs::version.eq(write_offs::version + 1),
        ))
        .returning(WriteOff::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Gives up a debt that the association cleared: its entry is posted. Returns the write-off, and what the change log says
/// of the loan and the entry.
pub async fn post(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    loan: &Held<Loan>,
    write_off: &Held<WriteOff>,
    new: WriteOffPosting,
) -> Result<(WriteOff, Vec<Event>)> {
    in_state(write_off, WriteOffState::Cleared)?;
    loans::rules::in_one_of(loan, &[LoanState::Active])?;
    let on = ledger::store::business_day(w, ledger, new.on, "/on")?;
    if write_off.cleared_on.is_some_and(|cleared| on < cleared) {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    let mut file = loans::store::file(w, loan).await?;
    let last = file.payments.iter().map(|payment| payment.paid_on);
    let last = last.chain(file.versions.iter().map(|version| version.effective_on)).max();
    if let Some(last_on) = last.filter(|last| *last > on) {
        return Err(Error::from(Code::PaidBeforeLastPayment).with("last_on", last_on));
    }
    file.written_off = Some((on, loan.outstanding_vnd));
    let today = w.scope().today();
    let after = loans::store::settle(w, loan, &file, today).await?;
    let posting = rules::posting(loan, on, write_off.document.as_deref());
    let posted = diesel::update(write_offs::table.filter(write_offs::id.eq(write_off.id)))
        .set((
            write_offs::state.eq(WriteOffState::Posted),
            write_offs::amount_vnd.eq(loan.outstanding_vnd),
            write_offs::entry_id.eq(posting.id()),
            write_offs::version.eq(write_offs::version + 1),
        ))
        .returning(WriteOff::as_returning())
        .get_result(w.conn())
        .await?;
    let entries = ledger::store::post(w, ledger, vec![posting]).await?;
    let loan = Event::changed("written_off", &**loan, &after);
    Ok((posted, std::iter::once(loan).chain(entries.iter().map(Event::created)).collect()))
}

/// Refuses to undo what does not stand, and what something came in of since.
///
/// # Errors
/// 409 for a write-off that was undone or not posted, and while recoveries stand.
pub fn undoable(loan: &Loan, write_off: &WriteOff) -> Result<()> {
    match write_off.state {
        WriteOffState::Posted => {}
        WriteOffState::Undone => return Err(Code::AlreadyReversed.into()),
        _ => return Err(Error::from(Code::LoanStateRefuses).with("state", loan.state)),
    }
    if !loan.recovered_vnd.is_zero() {
        return Err(Error::from(Code::RecoveriesStand).with("recovered_vnd", loan.recovered_vnd));
    }
    Ok(())
}

/// Undoes a write-off: the loan runs again, as if it had never been given up. Its entry is reversed before the transaction
/// ends. Returns what the change log says.
pub async fn undo(w: &mut Writer<'_>, loan: &Held<Loan>, write_off: &Held<WriteOff>) -> Result<Vec<Event>> {
    undoable(loan, write_off)?;
    let mut file = loans::store::file(w, loan).await?;
    file.written_off = None;
    let today = w.scope().today();
    loans::store::settle(w, loan, &file, today).await?;
    loans::store::pause(w, &[loan.id]).await?; // by what was ordered meanwhile
    let running = loans::store::find(w, loan.id).await?;
    let undone = diesel::update(write_offs::table.filter(write_offs::id.eq(write_off.id)))
        .set((write_offs::state.eq(WriteOffState::Undone), write_offs::version.eq(write_offs::version + 1)))
        .returning(WriteOff::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(vec![
        Event::changed("undone", &**write_off, &undone),
        Event::changed("write_off_undone", &**loan, &running),
    ])
}
