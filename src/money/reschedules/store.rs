//! Reschedules in the database.

use super::model::{NewReschedule, Reschedule, ScheduleVersion};
use super::rules;
use crate::lending::Instalment;
use crate::lending::standing::remaining;
use crate::money::decisions::model::LoanDecisionKind;
use crate::money::ledger::model::Ledger;
use crate::money::loans::model::{Loan, LoanFile, LoanState, ScheduleReason};
use crate::money::loans::store::VersionHead;
use crate::money::schema::{loan_instalments, loan_schedules, loans as loans_table, repayments};
use crate::money::{decisions, loans};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::log::Event;
use crate::platform::money::Vnd;
use crate::register::members;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// All versions of a loan's schedule, newest first: those too that count no more.
pub async fn list(db: &mut impl Reads, loan: &Loan) -> Result<Vec<ScheduleVersion>> {
    type Row = (VersionHead, (i16, NaiveDate, Vnd, Vnd));
    let rows: Vec<Row> = loan_schedules::table
        .inner_join(
            loan_instalments::table.on(loan_instalments::loan_id
                .eq(loan_schedules::loan_id)
                .and(loan_instalments::schedule.eq(loan_schedules::number))),
        )
        .filter(loan_schedules::loan_id.eq(loan.id))
        .order((loan_schedules::number.desc(), loan_instalments::number))
        .select((
            VersionHead::as_select(),
            (
                loan_instalments::number,
                loan_instalments::due_on,
                loan_instalments::principal_vnd,
                loan_instalments::interest_vnd,
            ),
        ))
        .load(db.conn())
        .await?;
    let mut versions: Vec<ScheduleVersion> = vec![];
    for (head, (instalment, due_on, principal, interest)) in rows {
        if versions.last().is_none_or(|last| last.number != head.number) {
            let VersionHead { number, effective_on, reason, .. } = head;
            versions.push(ScheduleVersion { number, effective_on, reason, schedule: head.schedule() });
        }
        if let Some(version) = versions.last_mut() {
            version.schedule.instalments.push(Instalment {
                number: instalment.unsigned_abs(),
                due_on,
                principal_vnd: principal,
                interest_vnd: interest,
            });
        }
    }
    Ok(versions)
}

/// Records the board's vote on more time; where it is granted, the loan has a new schedule from that day on and is
/// marked for ever. The club's books are held before the loan, so that nobody pays meanwhile.
///
/// # Errors
/// 409 by the loan's state, by who voted and who records it, and by the rules of the contract.
pub async fn insert(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    loan: &Held<Loan>,
    new: &NewReschedule,
) -> Result<(Reschedule, Event, Option<Event>)> {
    if loan.club_id != ledger.club_id {
        return Err(Error::internal("a loan of another club"));
    }
    loans::rules::in_one_of(loan, &[LoanState::Active])?;
    let today = w.scope().today();
    let on = new.on.not_after(today, "/on")?;
    let mut file = loans::store::file(w, loan).await?;
    if let Some(last_on) = rules::last_event(&file).filter(|last| *last > on) {
        return Err(Error::from(Code::PaidBeforeLastPayment).with("last_on", last_on));
    }
    let lending = file.contract.rules.clone();
    if loan.reschedules >= i16::from(lending.max_reschedules) {
        return Err(Error::from(Code::ReschedulesUsedUp).with("max_reschedules", lending.max_reschedules));
    }
    let left = remaining(&file.facts(), on).ok_or_else(|| Error::internal("a loan without a schedule"))?;
    let schedule = rules::grant(&file.contract, &left, new, on)?;
    let borrower = members::store::find(w, loan.member_id).await?;
    let household = loans::store::household(w, &borrower).await?;
    if loans::store::is_caller_of(w, &household).await? {
        return Err(Code::VoteByInterested.into());
    }
    let board = decisions::store::board(w, loan.club_id, on).await?;
    let vote = new.vote();
    let outcome = decisions::rules::count(&board, &household.members, &lending, &vote)?;
    let decision =
        decisions::store::record(w, loan, LoanDecisionKind::Reschedule, on, &outcome, &vote).await?;
    let decided = Event::created(&decision);
    if !outcome.approved() {
        return Ok((Reschedule { loan: (**loan).clone(), decision, schedule: None }, decided, None));
    }
    loans::store::add_schedule(w, loan, &mut file, &schedule, on, ScheduleReason::Reschedule).await?;
    diesel::update(loans_table::table.filter(loans_table::id.eq(loan.id)))
        .set(loans_table::reschedules.eq(loans_table::reschedules + 1))
        .execute(w.conn())
        .await?;
    let after = loans::store::settle(w, loan, &file, today).await?;
    let rescheduled = Event::changed("rescheduled", &**loan, &after);
    Ok((Reschedule { loan: after, decision, schedule: Some(schedule) }, decided, Some(rescheduled)))
}

/// What undoing a reschedule rests on: the loan's file, of which it drew up the last version, and the day from which that
/// holds.
///
/// # Errors
/// 404 for a version that there is not; 409 for a loan that is not running, a version that no reschedule drew up, and where
/// something was recorded since that builds on it.
pub async fn undoable(w: &mut Writer<'_>, loan: &Held<Loan>, number: i16) -> Result<(LoanFile, NaiveDate)> {
    loans::rules::in_one_of(loan, &[LoanState::Active])?;
    let (since, reason): (NaiveDate, ScheduleReason) = loan_schedules::table
        .find((loan.id, number))
        .select((loan_schedules::effective_on, loan_schedules::reason))
        .first(w.conn())
        .await?;
    match reason {
        ScheduleReason::Reschedule => {}
        ScheduleReason::RescheduleUndone | ScheduleReason::Reversal => {
            return Err(Code::ReversalOfAReversal.into());
        }
        _ => return Err(Code::ReversedWithItsCause.into()),
    }
    let paid = repayments::table
        .filter(repayments::loan_id.eq(loan.id))
        .filter(repayments::reversed_by.is_null())
        .filter(repayments::schedule_number.ge(number));
    let last_on: Option<NaiveDate> = paid.select(max(repayments::paid_on)).first(w.conn()).await?;
    if last_on.is_some() {
        return Err(Error::from(Code::LaterPaymentsStand).with("last_on", last_on));
    }
    let file = loans::store::file(w, loan).await?;
    if file.versions.last().is_none_or(|last| last.number != number.unsigned_abs()) {
        return Err(Error::from(Code::LaterPaymentsStand).with("schedule_number", loan.schedule_number));
    }
    Ok((file, since))
}

/// Undoes a reschedule: the version before it holds again from a day on, by a version like it. Of the days between, what
/// held then stands.
pub async fn undo(w: &mut Writer<'_>, loan: &Held<Loan>, number: i16, on: NaiveDate) -> Result<Event> {
    let (mut file, _) = undoable(w, loan, number).await?;
    let earlier = file.versions.iter().rev().nth(1).map(|version| version.schedule.clone());
    let earlier = earlier.ok_or_else(|| Error::internal("no schedule to go back to"))?;
    loans::store::add_schedule(w, loan, &mut file, &earlier, on, ScheduleReason::RescheduleUndone).await?;
    diesel::update(loans_table::table.filter(loans_table::id.eq(loan.id)))
        .set(loans_table::reschedules.eq(loans_table::reschedules - 1))
        .execute(w.conn())
        .await?;
    let today = w.scope().today();
    let after = loans::store::settle(w, loan, &file, today).await?;
    Ok(Event::changed("reschedule_undone", &**loan, &after))
}
