//! A loan's file: its contract, the versions of its schedule, its payments and the times in which it stood still.

use crate::lending::standing::{self, ArrearsClass, EffectiveSchedule, Freeze};
use crate::lending::{Instalment, RepaymentSchedule};
use crate::money::loans::model::{
    KeptClass, Known, Loan, LoanFile, LoanPayment, LoanPaymentHead, LoanState, RepaymentLine, ScheduleReason,
};
use crate::money::schema::{
    ledger_entries, loan_freezes, loan_instalments, loan_schedules, loans, repayment_lines, repayments,
    write_offs,
};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::ids::{EntryId, LoanId};
use crate::platform::money::Vnd;
use crate::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{auto_type, exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use std::slice;

/// Everything that is recorded of a loan: three statements, whatever its length.
///
/// # Errors
/// 500 for a loan without a contract: it was never approved.
pub async fn file(db: &mut impl Reads, loan: &Loan) -> Result<LoanFile> {
    let file = files(db, slice::from_ref(loan), None).await?.into_iter().next();
    file.map(|(file, _)| file).ok_or_else(|| Error::internal("no file of a loan"))
}

/// Everything that is recorded of loans, in their order, each with its payments as they came in: as it stands now, or
/// as it was `known`. A handful of statements, however many there are.
///
/// # Errors
/// 500 for a loan without a contract: it was never approved.
pub async fn files(
    db: &mut impl Reads,
    of: &[Loan],
    known: Option<Known>,
) -> Result<Vec<(LoanFile, Vec<LoanPayment>)>> {
    let ids: Vec<LoanId> = of.iter().map(|loan| loan.id).collect();
    let (mut versions, mut freezes) = (versions(db, &ids, known).await?, freezes(db, &ids, known).await?);
    let mut payments = payments(db, &ids, known).await?;
    let given_up = match known {
        Some(known) => Some(given_up(db, &ids, known).await?),
        None => None,
    };
    let file = |loan: &Loan| {
        let contract = loan.contract.clone().ok_or_else(|| Error::internal("a loan without a contract"))?;
        let written_off = match (&given_up, loan.state) {
            (Some(given_up), _) => given_up.get(&loan.id).copied(),
            (None, LoanState::WrittenOff) => loan.closed_on.map(|day| (day, loan.written_off_vnd)),
            (None, _) => None,
        };
        let paid = payments.remove(&loan.id).unwrap_or_default();
        let file = LoanFile {
            contract,
            versions: versions.remove(&loan.id).unwrap_or_default(),
            payments: paid.iter().filter_map(LoanPayment::payment).collect(),
            freezes: freezes.remove(&loan.id).unwrap_or_default(),
            written_off,
        };
        Ok((file, paid))
    };
    of.iter().map(file).collect()
}

/// True of an entry that counts for what was known.
#[auto_type(no_type_alias)]
fn counts(on: NaiveDate, at: DateTime<Utc>) -> _ {
    ledger_entries::on_day.le(on).and(ledger_entries::recorded_at.le(at))
}

/// The loans that were known to be written off, each with its day and its amount: the entry counts, and none that
/// reverses it does.
async fn given_up(
    db: &mut impl Reads,
    of: &[LoanId],
    known: Known,
) -> Result<HashMap<LoanId, (NaiveDate, Vnd)>> {
    let rows: Vec<(EntryId, LoanId, NaiveDate, Vnd)> = write_offs::table
        .inner_join(ledger_entries::table.on(ledger_entries::id.nullable().eq(write_offs::entry_id)))
        .filter(write_offs::loan_id.eq_any(of.to_vec()))
        .filter(counts(known.on, known.until()))
        .select((ledger_entries::id, write_offs::loan_id, ledger_entries::on_day, write_offs::amount_vnd))
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let reversed: Vec<Option<EntryId>> = ledger_entries::table
        .filter(
            ledger_entries::reverses
                .assume_not_null()
                .eq_any(rows.iter().map(|row| row.0).collect::<Vec<_>>()),
        )
        .filter(counts(known.on, known.until()))
        .select(ledger_entries::reverses)
        .load(db.conn())
        .await?;
    let stands = rows.into_iter().filter(|row| !reversed.contains(&Some(row.0)));
    Ok(stands.map(|(_, loan, on, amount)| (loan, (on, amount))).collect())
}

/// What makes a version of a schedule, besides its instalments.
#[derive(Queryable, Selectable)]
#[diesel(table_name = loan_schedules, check_for_backend(Pg))]
pub struct VersionHead {
    loan_id: LoanId,
    /// Counts the versions of a loan.
    pub number: i16,
    /// First day on which it holds.
    pub effective_on: NaiveDate,
    /// Why it was drawn up.
    pub reason: ScheduleReason,
    starts_on: NaiveDate,
    interest_carried_vnd: Vnd,
    interest_early_end_vnd: Option<Vnd>,
    counts_days: bool,
    #[diesel(deserialize_as = KeptClass)]
    arrears_class: Option<ArrearsClass>,
}

impl VersionHead {
    /// Its schedule, without instalments as yet.
    #[must_use]
    pub const fn schedule(&self) -> RepaymentSchedule {
        RepaymentSchedule {
            starts_on: self.starts_on,
            interest_carried_vnd: self.interest_carried_vnd,
            interest_early_end_vnd: self.interest_early_end_vnd,
            counts_days: self.counts_days,
            arrears_class: self.arrears_class,
            instalments: vec![],
        }
    }
}

/// The versions of the schedules of loans, by number.
async fn versions(
    db: &mut impl Reads,
    of: &[LoanId],
    known: Option<Known>,
) -> Result<HashMap<LoanId, Vec<EffectiveSchedule>>> {
    type Row = (VersionHead, (i16, NaiveDate, Vnd, Vnd));
    let mut rows = loan_schedules::table
        .inner_join(
            loan_instalments::table.on(loan_instalments::loan_id
                .eq(loan_schedules::loan_id)
                .and(loan_instalments::schedule.eq(loan_schedules::number))),
        )
        .filter(loan_schedules::loan_id.eq_any(of.to_vec()))
        .into_boxed();
    if let Some(known) = known {
        // one that an undone payment brought back is known since that was undone
        let brought_back = ledger_entries::table
            .filter(ledger_entries::id.nullable().eq(loan_schedules::entry_id))
            .filter(counts(known.on, known.until()));
        rows = rows
            .filter(loan_schedules::created_at.le(known.until()))
            .filter(loan_schedules::entry_id.is_null().or(exists(brought_back)));
    }
    let rows: Vec<Row> = rows
        .order((loan_schedules::loan_id, loan_schedules::number, loan_instalments::number))
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
    let mut all: HashMap<LoanId, Vec<(EffectiveSchedule, ScheduleReason)>> = HashMap::new();
    for (head, instalment) in rows {
        let (versions, number) = (all.entry(head.loan_id).or_default(), head.number.unsigned_abs());
        if versions.last().is_none_or(|(last, _)| last.number != number) {
            let (effective_on, schedule) = (head.effective_on, head.schedule());
            versions.push((EffectiveSchedule { number, effective_on, schedule }, head.reason));
        }
        if let Some((version, _)) = versions.last_mut() {
            let (number, due_on, principal_vnd, interest_vnd) = instalment;
            let number = number.unsigned_abs();
            version.schedule.instalments.push(Instalment { number, due_on, principal_vnd, interest_vnd });
        }
    }
    Ok(all.into_iter().map(|(loan, versions)| (loan, in_force(versions))).collect())
}

/// The versions that count. Where a payment was undone, the one that is in force again stands for itself and for
/// all that came after it, as if they had never been; and where a disbursement was, the next one begins anew.
fn in_force(versions: Vec<(EffectiveSchedule, ScheduleReason)>) -> Vec<EffectiveSchedule> {
    let mut standing: Vec<EffectiveSchedule> = vec![];
    for (version, reason) in versions {
        if reason == ScheduleReason::Reversal {
            let same = |earlier: &EffectiveSchedule| {
                (earlier.effective_on, &earlier.schedule) == (version.effective_on, &version.schedule)
            };
            standing.truncate(standing.iter().rposition(same).unwrap_or(standing.len()));
        } else if reason == ScheduleReason::Disbursement {
            standing.clear();
        }
        standing.push(version);
    }
    standing
}

/// The pauses of loans.
async fn freezes(
    db: &mut impl Reads,
    of: &[LoanId],
    known: Option<Known>,
) -> Result<HashMap<LoanId, Vec<Freeze>>> {
    let mut rows = loan_freezes::table.filter(loan_freezes::loan_id.eq_any(of.to_vec())).into_boxed();
    if let Some(at) = known.and_then(|known| known.at) {
        rows = rows.filter(loan_freezes::created_at.le(at));
    }
    let rows: Vec<(LoanId, NaiveDate, Option<NaiveDate>)> = rows
        .order(loan_freezes::from_day)
        .select((loan_freezes::loan_id, loan_freezes::from_day, loan_freezes::to_day))
        .load(db.conn())
        .await?;
    let mut all: HashMap<LoanId, Vec<Freeze>> = HashMap::new();
    for (loan, from, to) in rows {
        all.entry(loan).or_default().push(Freeze { from, to });
    }
    Ok(all)
}

/// The payments on loans that stand, in their order: not those that were undone. As it was known, those stand whose
/// entry counts, and the entry that undid it does not.
async fn payments(
    db: &mut impl Reads,
    of: &[LoanId],
    known: Option<Known>,
) -> Result<HashMap<LoanId, Vec<LoanPayment>>> {
    let mut rows = repayment_lines::table
        .inner_join(repayments::table)
        .filter(repayments::loan_id.eq_any(of.to_vec()))
        .into_boxed();
    rows = match known {
        None => rows.filter(repayments::reversed_by.is_null()),
        Some(known) => {
            let made = ledger_entries::table.filter(ledger_entries::id.eq(repayments::entry_id));
            let undone =
                ledger_entries::table.filter(ledger_entries::id.nullable().eq(repayments::reversed_by));
            rows.filter(exists(made.filter(counts(known.on, known.until()))))
                .filter(not(exists(undone.filter(counts(known.on, known.until())))))
        }
    };
    let rows: Vec<(LoanId, LoanPaymentHead, RepaymentLine)> = rows
        .order((repayments::loan_id, repayments::number, repayment_lines::line))
        .select((repayments::loan_id, LoanPaymentHead::as_select(), RepaymentLine::as_select()))
        .load(db.conn())
        .await?;
    let mut all: HashMap<LoanId, Vec<LoanPayment>> = HashMap::new();
    for (loan, head, line) in rows {
        let payments = all.entry(loan).or_default();
        match payments.last_mut().filter(|last| last.head.id == head.id) {
            Some(last) => last.lines.push(line),
            None => payments.push(LoanPayment { head, lines: vec![line] }),
        }
    }
    Ok(all)
}

/// Adds a version of the schedule to a loan, and to its file.
pub async fn add_schedule(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    file: &mut LoanFile,
    schedule: &RepaymentSchedule,
    effective_on: NaiveDate,
    reason: ScheduleReason,
) -> Result<()> {
    add(w, loan, file, (schedule, effective_on), reason, None).await
}

/// Brings an earlier version back in force, from the day on which it was: a payment was undone by this entry.
pub async fn bring_back(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    file: &mut LoanFile,
    earlier: &EffectiveSchedule,
    by: EntryId,
) -> Result<()> {
    let schedule = (&earlier.schedule, earlier.effective_on);
    add(w, loan, file, schedule, ScheduleReason::Reversal, Some(by)).await
}

async fn add(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    file: &mut LoanFile,
    (schedule, effective_on): (&RepaymentSchedule, NaiveDate),
    reason: ScheduleReason,
    entry: Option<EntryId>,
) -> Result<()> {
    let last = file.versions.last().map_or(loan.schedule_number.unsigned_abs(), |last| last.number);
    let number = last + 1;
    let stored = i16::try_from(number).map_err(Error::internal)?;
    diesel::insert_into(loan_schedules::table)
        .values((
            loan_schedules::loan_id.eq(loan.id),
            loan_schedules::number.eq(stored),
            loan_schedules::effective_on.eq(effective_on),
            loan_schedules::reason.eq(reason),
            loan_schedules::starts_on.eq(schedule.starts_on),
            loan_schedules::interest_carried_vnd.eq(schedule.interest_carried_vnd),
            loan_schedules::interest_early_end_vnd.eq(schedule.interest_early_end_vnd),
            loan_schedules::counts_days.eq(schedule.counts_days),
            loan_schedules::arrears_class.eq(schedule.arrears_class.map(<&'static str>::from)),
            loan_schedules::entry_id.eq(entry),
        ))
        .execute(w.conn())
        .await?;
    let instalments: Vec<_> = schedule
        .instalments
        .iter()
        .map(|instalment| {
            (
                loan_instalments::loan_id.eq(loan.id),
                loan_instalments::schedule.eq(stored),
                loan_instalments::number.eq(i16::try_from(instalment.number).unwrap_or(i16::MAX)),
                loan_instalments::due_on.eq(instalment.due_on),
                loan_instalments::principal_vnd.eq(instalment.principal_vnd),
                loan_instalments::interest_vnd.eq(instalment.interest_vnd),
            )
        })
        .collect();
    diesel::insert_into(loan_instalments::table).values(instalments).execute(w.conn()).await?;
    file.versions.push(EffectiveSchedule { number, effective_on, schedule: schedule.clone() });
    Ok(())
}

/// Brings a loan that was handed out in line with its file, as of a day: what is owed and repaid, since when
/// something is due, through which day it stands still, and whether it is over. The one place that writes these.
pub async fn settle(w: &mut Writer<'_>, loan: &Held<Loan>, file: &LoanFile, on: NaiveDate) -> Result<Loan> {
    let facts = file.facts();
    let now = standing::standing(&facts, on);
    let state = match (file.written_off, now.outstanding_principal_vnd.is_zero()) {
        (Some(_), _) => LoanState::WrittenOff,
        (None, true) => LoanState::Repaid,
        (None, false) => LoanState::Active,
    };
    let open = state == LoanState::Active;
    let written_off = file.written_off.map(|(day, _)| day);
    let ended = written_off.or_else(|| file.payments.last().map(|last| last.paid_on));
    Ok(diesel::update(loans::table.filter(loans::id.eq(loan.id)))
        .set((
            loans::state.eq(state),
            loans::outstanding_vnd.eq(now.outstanding_principal_vnd),
            loans::repaid_vnd.eq(now.repaid_principal_vnd),
            loans::written_off_vnd.eq(now.written_off_principal_vnd),
            loans::schedule_number.eq(file.versions.last().map_or(0, |last| last.number).cast_signed()),
            loans::late_since.eq(standing::late_since(&facts, on).filter(|_| open)),
            loans::frozen_until.eq(standing::frozen_until(&facts, on).filter(|_| open)),
            loans::closed_on.eq((!open).then_some(ended.unwrap_or(on))),
            loans::version.eq(loans::version + 1),
        ))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?)
}

diesel::define_sql_function! {
    /// Brings lateness and pauses of running loans in line with their records, as of a day.
    #[sql_name = "logic.settle_lateness"]
    fn settled(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}

/// What [`settle`] says of lateness and of pauses, for many running loans at once: for whoever pauses them.
pub async fn settle_lateness(w: &mut Writer<'_>, which: &[LoanId]) -> Result<()> {
    let today = w.scope().today();
    let _changed: i64 = diesel::select(settled(which, today)).get_result(w.conn()).await?;
    Ok(())
}

diesel::define_sql_function! {
    /// Lets loans stand still through the pauses that hold for them, and counts those of which that changes anything.
    #[sql_name = "logic.pause_loans"]
    fn pause_loans(which: Array<SqlUuid>, by: SqlUuid) -> BigInt;
}

/// Lets loans stand still through the pauses of the places in which their clubs lay while they ran, and what somebody owes
/// who has died. For whoever enters or changes a loan or a pause: it is no matter which of them is known first. Every loan
/// that it changes has another version.
pub async fn pause(w: &mut Writer<'_>, which: &[LoanId]) -> Result<()> {
    let by = w.scope().user();
    let changed: i64 = diesel::select(pause_loans(which, by)).get_result(w.conn()).await?;
    if changed == 0 { Ok(()) } else { settle_lateness(w, which).await }
}

/// The loans that stand still on a day.
pub(super) fn standing_still(on: NaiveDate) -> loan_freezes::BoxedQuery<'static, Pg, SqlUuid> {
    let open = loan_freezes::to_day.is_null().or(loan_freezes::to_day.assume_not_null().ge(on));
    loan_freezes::table
        .filter(loan_freezes::from_day.le(on))
        .filter(open)
        .select(loan_freezes::loan_id)
        .into_boxed()
}
