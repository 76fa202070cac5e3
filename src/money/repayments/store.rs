//! Repayments in the database.

use super::model::{NewRepayment, PaymentReceipt, PreparedRepayment, Repayment, RepaymentHead};
use super::rules;
use crate::lending::payoff::{self, LoanPayoff};
use crate::lending::standing::EffectiveSchedule;
use crate::money::ledger::model::{Entry, EntryKind, Ledger};
use crate::money::loans::model::{Loan, LoanFile, LoanState, RepaymentLine, RepaymentPart, ScheduleReason};
use crate::money::schema::{
    ledger_entries, loan_schedules, loans as loans_table, repayment_lines, repayments,
};
use crate::money::{ledger, loans};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{EntryId, LoanId, MeetingId, RepaymentId};
use crate::platform::log::Event;
use crate::platform::money::Vnd;
use crate::register::clubs;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::{exists, max, select};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

clubs::store::rows_of_clubs! {
    /// The repayments to the clubs that the caller can see.
    visible: repayments;
}

/// Lists the repayments of a loan in the caller's reach, newest first: those, too, that were made to a club that was
/// merged since.
pub async fn list(db: &mut impl Reads, loan: &Loan, page: &PageQuery) -> Result<Page<Repayment>> {
    let mut rows = repayments::table.filter(repayments::loan_id.eq(loan.id)).into_boxed();
    if let Some(seek) = page.seek() {
        rows = rows.filter(repayments::number.lt(seek.key.parse().unwrap_or(i32::MAX)));
    }
    let rows: Vec<RepaymentHead> = rows
        .order(repayments::number.desc())
        .limit(page.limit + 1)
        .select(RepaymentHead::as_select())
        .load(db.conn())
        .await?;
    let page = Page::cut(rows, page, |row| Seek { key: row.number.to_string(), id: row.id.0 });
    Ok(Page { items: with_lines(db, page.items).await?, next: page.next })
}

/// Finds a repayment.
pub async fn find(db: &mut impl Reads, id: RepaymentId) -> Result<Repayment> {
    let rows = visible(db.scope()).filter(repayments::id.eq(id));
    let payment: RepaymentHead = rows.select(RepaymentHead::as_select()).first(db.conn()).await?;
    with_lines(db, vec![payment]).await?.pop().ok_or_else(|| Code::NotFound.into())
}

/// The repayments whose entries these are, in their order.
pub async fn of_entries(db: &mut impl Reads, entries: &[EntryId]) -> Result<Vec<Repayment>> {
    let rows =
        visible(db.scope()).filter(repayments::entry_id.eq_any(entries.to_vec())).order(repayments::id);
    let payments: Vec<RepaymentHead> = rows.select(RepaymentHead::as_select()).load(db.conn()).await?;
    with_lines(db, payments).await
}

/// Repayments with their lines and codes: two statements for all.
async fn with_lines(db: &mut impl Reads, payments: Vec<RepaymentHead>) -> Result<Vec<Repayment>> {
    let ids: Vec<RepaymentId> = payments.iter().map(|payment| payment.id).collect();
    let entries: Vec<EntryId> = payments.iter().map(|payment| payment.entry_id).collect();
    let rows: Vec<(RepaymentId, RepaymentLine)> = repayment_lines::table
        .filter(repayment_lines::repayment_id.eq_any(ids))
        .order((repayment_lines::repayment_id, repayment_lines::line))
        .select((repayment_lines::repayment_id, RepaymentLine::as_select()))
        .load(db.conn())
        .await?;
    let mut lines: HashMap<RepaymentId, Vec<RepaymentLine>> = HashMap::new();
    for (repayment, line) in rows {
        lines.entry(repayment).or_default().push(line);
    }
    let codes: Vec<(EntryId, String)> = ledger_entries::table
        .filter(ledger_entries::id.eq_any(entries))
        .select((ledger_entries::id, ledger_entries::receipt_code))
        .load(db.conn())
        .await?;
    let mut codes: HashMap<EntryId, String> = codes.into_iter().collect();
    let whole = |payment: RepaymentHead| Repayment {
        receipt_code: codes.remove(&payment.entry_id).unwrap_or_default(),
        lines: lines.remove(&payment.id).unwrap_or_default(),
        payment,
    };
    Ok(payments.into_iter().map(whole).collect())
}

/// What ends a loan on a day.
pub async fn payoff(db: &mut impl Reads, loan: &Loan, on: NaiveDate) -> Result<LoanPayoff> {
    let file = file(db, loan).await?;
    Ok(payoff::payoff(&file.facts(), on))
}

/// The file of a loan that was handed out.
async fn file(db: &mut impl Reads, loan: &Loan) -> Result<LoanFile> {
    match loan.state {
        LoanState::Active | LoanState::Repaid | LoanState::WrittenOff => loans::store::file(db, loan).await,
        state => Err(Error::from(Code::LoanStateRefuses).with("state", state)),
    }
}

/// What a payment would pay. Nothing is written.
pub async fn preview(db: &mut impl Reads, loan: &Loan, new: &NewRepayment) -> Result<PaymentReceipt> {
    let (mut file, on) = (file(db, loan).await?, new.on.get());
    let divided = rules::divide(loan, &file, new, on)?;
    file.payments.extend(divided.payment.clone());
    if let Some(schedule) = divided.next_version.clone() {
        let number = file.versions.last().map_or(0, |last| last.number) + 1;
        file.versions.push(EffectiveSchedule { number, effective_on: on, schedule });
    }
    Ok(rules::receipt(loan, &file, new, on, &divided))
}

/// Takes a payment, and posts it.
pub async fn pay(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    loan: Held<Loan>,
    new: &NewRepayment,
) -> Result<(PaymentReceipt, [Event; 3])> {
    let prepared = prepare(w, ledger, loan, new, None).await?;
    let [paid, repaid] = prepared.events();
    let entry = ledger::store::post(w, ledger, vec![prepared.posting]).await?.pop();
    let entry = entry.ok_or_else(|| Error::internal("nothing was posted"))?;
    let posted = Event::created(&entry);
    let (receipt_code, warnings) = (Some(entry.head.receipt_code), entry.head.warnings);
    Ok((PaymentReceipt { receipt_code, warnings, ..prepared.receipt }, [paid, repaid, posted]))
}

/// Takes a payment, all but its entry, which is to be posted before the transaction ends: for those who post
/// several entries at once.
pub async fn prepare(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    before: Held<Loan>,
    new: &NewRepayment,
    meeting: Option<MeetingId>,
) -> Result<PreparedRepayment> {
    let on = ledger::store::business_day(w, ledger, new.on, "/on")?;
    let mut file = file(w, &before).await?;
    let divided = rules::divide(&before, &file, new, on)?;
    let posting = rules::posting(&before, new, on, &divided).in_meeting(meeting);
    file.payments.extend(divided.payment.clone());
    if let Some(schedule) = &divided.next_version {
        let reason = ScheduleReason::PartialPrepayment;
        loans::store::add_schedule(w, &before, &mut file, schedule, on, reason).await?;
    }
    let after = if divided.payment.is_some() {
        let today = w.scope().today();
        loans::store::settle(w, &before, &file, today).await?
    } else {
        recover(w, &before, new.amount_vnd.vnd()).await?
    };
    let last: Option<i32> = repayments::table
        .filter(repayments::loan_id.eq(before.id))
        .select(max(repayments::number))
        .first(w.conn())
        .await?;
    let payment: RepaymentHead = diesel::insert_into(repayments::table)
        .values((
            repayments::id.eq(new.id.unwrap_or_default()),
            repayments::loan_id.eq(before.id),
            repayments::club_id.eq(before.club_id),
            repayments::entry_id.eq(posting.id()),
            repayments::number.eq(last.unwrap_or(0) + 1),
            repayments::paid_on.eq(on),
            repayments::amount_vnd.eq(new.amount_vnd.vnd()),
            repayments::waived_vnd.eq(divided.waived_vnd()),
            repayments::waived_because.eq(new.late_charge_waived_because.as_deref()),
            repayments::schedule_number.eq(after.schedule_number),
            repayments::closes.eq(divided.closes),
            repayments::recovery.eq(divided.payment.is_none()),
            repayments::recorded_by.eq(w.scope().user()),
        ))
        .returning(RepaymentHead::as_returning())
        .get_result(w.conn())
        .await?;
    let lines: Vec<_> = divided
        .lines
        .iter()
        .zip(1_i16..)
        .map(|(line, number)| {
            (
                repayment_lines::repayment_id.eq(payment.id),
                repayment_lines::line.eq(number),
                repayment_lines::part.eq(line.part),
                repayment_lines::instalment.eq(line.instalment),
                repayment_lines::amount_vnd.eq(line.amount_vnd),
            )
        })
        .collect();
    diesel::insert_into(repayment_lines::table).values(lines).execute(w.conn()).await?;
    let receipt =
        PaymentReceipt { id: Some(payment.id), ..rules::receipt(&before, &file, new, on, &divided) };
    Ok(PreparedRepayment { before, after, payment, receipt, posting })
}

/// A loan of the club whose books are held, and it with them.
pub async fn hold(w: &mut Writer<'_>, ledger: &Held<Ledger>, loan: LoanId) -> Result<Held<Loan>> {
    let loan = loans::store::find(w, loan).await?;
    if loan.club_id == ledger.club_id { Ok(Held::new(loan)) } else { Err(Code::NotFound.into()) }
}

/// Counts what came in of a debt that was given up; less than nothing where that is undone.
async fn recover(w: &mut Writer<'_>, loan: &Held<Loan>, amount: Vnd) -> Result<Loan> {
    Ok(diesel::update(loans_table::table.filter(loans_table::id.eq(loan.id)))
        .set((
            loans_table::recovered_vnd.eq(loan.recovered_vnd + amount),
            loans_table::version.eq(loans_table::version + 1),
        ))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Undoes what an entry was posted for: a repayment, a recovery, a disbursement or the taking over of a loan.
/// `by` is the entry that reverses it, posted before the transaction ends.
///
/// # Errors
/// 409 `later_payments_stand`, `already_reversed`; `reversed_with_its_cause` for any other entry.
pub async fn undo(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    entry: &Entry,
    by: EntryId,
) -> Result<Vec<Event>> {
    match entry.head.kind {
        EntryKind::Repayment | EntryKind::Recovery => undo_payment(w, ledger, entry, by).await,
        EntryKind::Disbursement | EntryKind::Takeover => undo_disbursement(w, ledger, entry).await,
        _ => Err(Code::ReversedWithItsCause.into()),
    }
}

async fn undo_payment(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    entry: &Entry,
    by: EntryId,
) -> Result<Vec<Event>> {
    let payment: RepaymentHead = visible(w.scope())
        .filter(repayments::entry_id.eq(entry.head.id))
        .select(RepaymentHead::as_select())
        .first(w.conn())
        .await?;
    let before = hold(w, ledger, payment.loan_id).await?;
    if payment.reversed_by.is_some() {
        return Err(Code::AlreadyReversed.into());
    }
    refuse_later(w, &before, Some(&payment)).await?;
    let undone: RepaymentHead = diesel::update(repayments::table.filter(repayments::id.eq(payment.id)))
        .set(repayments::reversed_by.eq(by))
        .returning(RepaymentHead::as_returning())
        .get_result(w.conn())
        .await?;
    let after = match (payment.recovery, before.state) {
        (true, _) => recover(w, &before, -payment.amount_vnd).await?,
        (false, LoanState::Active | LoanState::Repaid) => {
            let mut file = loans::store::file(w, &before).await?; // without this payment by now
            if !payment.closes && paid_in_advance(w, &payment).await? {
                restore(w, &before, &mut file, &payment, by).await?;
            }
            let today = w.scope().today();
            loans::store::settle(w, &before, &file, today).await?
        }
        (false, state) => return Err(Error::from(Code::LoanStateRefuses).with("state", state)),
    };
    Ok(vec![Event::changed("undone", &payment, &undone), Event::changed("undone", &*before, &after)])
}

/// Refuses if something was recorded of the loan that builds on this payment, or on the disbursement.
async fn refuse_later(w: &mut Writer<'_>, loan: &Held<Loan>, payment: Option<&RepaymentHead>) -> Result<()> {
    let (number, schedule) = payment.map_or((0, 0), |payment| (payment.number, payment.schedule_number));
    let payments = repayments::table
        .filter(repayments::loan_id.eq(loan.id))
        .filter(repayments::reversed_by.is_null())
        .filter(repayments::number.gt(number));
    let last_on: Option<NaiveDate> = payments.select(max(repayments::paid_on)).first(w.conn()).await?;
    if last_on.is_some() {
        return Err(Error::from(Code::LaterPaymentsStand).with("last_on", last_on));
    }
    let granted: Vec<ScheduleReason> = loan_schedules::table
        .filter(loan_schedules::loan_id.eq(loan.id))
        .filter(loan_schedules::number.gt(schedule))
        .select(loan_schedules::reason)
        .load(w.conn())
        .await?;
    let number = |of: &[ScheduleReason]| granted.iter().filter(|reason| of.contains(reason)).count();
    let (more_time, undone) =
        (&[ScheduleReason::Reschedule, ScheduleReason::Freeze], &[ScheduleReason::RescheduleUndone]);
    if number(more_time) > number(undone) {
        return Err(Error::from(Code::LaterPaymentsStand).with("schedule_number", loan.schedule_number));
    }
    Ok(())
}

/// Whether a payment drew up a schedule of its own.
async fn paid_in_advance(w: &mut Writer<'_>, payment: &RepaymentHead) -> Result<bool> {
    let advance = repayment_lines::table
        .filter(repayment_lines::repayment_id.eq(payment.id))
        .filter(repayment_lines::part.eq(RepaymentPart::AdvancePrincipal));
    Ok(select(exists(advance)).get_result(w.conn()).await?)
}

/// Puts the version before that of a payment in force again, from the day on which it was: a version like it is added,
/// and stands for itself and for all that came after it.
async fn restore(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    file: &mut LoanFile,
    payment: &RepaymentHead,
    by: EntryId,
) -> Result<()> {
    let own = payment.schedule_number.unsigned_abs();
    let place = file.versions.iter().rposition(|version| version.number < own);
    let earlier = place.and_then(|place| Some((place, file.versions.get(place)?.clone())));
    let (place, earlier) = earlier.ok_or_else(|| Error::internal("no schedule to go back to"))?;
    loans::store::bring_back(w, loan, file, &earlier, by).await?;
    let restored = file.versions.pop();
    file.versions.truncate(place);
    file.versions.extend(restored);
    Ok(())
}

/// A loan on which nothing was paid is as it was before the money was handed out; one that was taken over from
/// older books is withdrawn.
async fn undo_disbursement(w: &mut Writer<'_>, ledger: &Held<Ledger>, entry: &Entry) -> Result<Vec<Event>> {
    let loan = entry.lines.iter().find_map(|line| line.loan_id);
    let loan = loan.ok_or_else(|| Error::internal("an entry without its loan"))?;
    let before = hold(w, ledger, loan).await?;
    if before.state != LoanState::Active {
        return Err(Error::from(Code::LoanStateRefuses).with("state", before.state));
    }
    refuse_later(w, &before, None).await?;
    let state = if before.carried_over { LoanState::Withdrawn } else { LoanState::Approved };
    let after: Loan = diesel::update(loans_table::table.filter(loans_table::id.eq(before.id)))
        .set((
            loans_table::state.eq(state),
            loans_table::disbursed_on.eq(None::<NaiveDate>),
            loans_table::disbursed_by.eq(None::<crate::platform::ids::UserId>),
            loans_table::outstanding_vnd.eq(Vnd::ZERO),
            loans_table::repaid_vnd.eq(Vnd::ZERO),
            loans_table::late_since.eq(None::<NaiveDate>),
            loans_table::frozen_until.eq(None::<NaiveDate>),
            loans_table::version.eq(loans_table::version + 1),
        ))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?;
    loans::store::pause(w, &[after.id]).await?;
    let after = loans::store::find(w, after.id).await?;
    Ok(vec![Event::changed("undone", &*before, &after)])
}
