//! Loans in the database.

use super::model::{File, Loan, LoanState, ScheduleReason};
use crate::auth::Scope;
use crate::column::{LoanId, RepaymentId};
use crate::db::{Held, Reads, Writer};
use crate::lending::allocation::{Allocation, Part};
use crate::lending::standing::{self, Freeze, Payment, Version};
use crate::lending::{Instalment, Schedule};
use crate::money::Vnd;
use crate::schema::{
    clubs as clubs_table, loan_freezes, loan_instalments, loan_schedules, loans, repayment_lines, repayments,
};
use crate::{Error, Result, clubs};
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// The loans of the clubs that the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> loans::BoxedQuery<'static, Pg> {
    let clubs = clubs::store::visible(scope).select(clubs_table::id);
    loans::table.into_boxed().filter(loans::club_id.eq_any(clubs))
}

/// Finds a loan.
pub async fn find(db: &mut impl Reads, id: LoanId) -> Result<Loan> {
    Ok(visible(db.scope()).filter(loans::id.eq(id)).select(Loan::as_select()).first(db.conn()).await?)
}

/// A loan in the caller's reach, locked. Whoever will also post holds the club's ledger first.
pub async fn hold(w: &mut Writer<'_>, id: LoanId) -> Result<Held<Loan>> {
    let seen = clubs::store::visible(w.scope()).select(clubs_table::id);
    let row = loans::table
        .filter(loans::id.eq(id))
        .filter(loans::club_id.eq_any(seen))
        .select(Loan::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    Ok(Held::new(row))
}

/// Everything that is recorded of a loan: three statements, whatever its length.
///
/// # Errors
/// 500 for a loan without a contract: it was never approved.
pub async fn file(db: &mut impl Reads, loan: &Loan) -> Result<File> {
    let contract = loan.contract.clone().ok_or_else(|| Error::internal("a loan without a contract"))?;
    type Row = (i16, NaiveDate, ScheduleReason, NaiveDate, Vnd, i16, NaiveDate, Vnd, Vnd);
    let rows: Vec<Row> = loan_schedules::table
        .inner_join(
            loan_instalments::table.on(loan_instalments::loan_id
                .eq(loan_schedules::loan_id)
                .and(loan_instalments::schedule.eq(loan_schedules::number))),
        )
        .filter(loan_schedules::loan_id.eq(loan.id))
        .order((loan_schedules::number, loan_instalments::number))
        .select((
            loan_schedules::number,
            loan_schedules::effective_on,
            loan_schedules::reason,
            loan_schedules::starts_on,
            loan_schedules::interest_carried_vnd,
            loan_instalments::number,
            loan_instalments::due_on,
            loan_instalments::principal_vnd,
            loan_instalments::interest_vnd,
        ))
        .load(db.conn())
        .await?;
    let mut versions: Vec<(Version, ScheduleReason)> = vec![];
    for (number, effective_on, reason, starts_on, carried, instalment, due_on, principal, interest) in rows {
        let number = number.unsigned_abs();
        if versions.last().is_none_or(|(last, _)| last.number != number) {
            let schedule = Schedule { starts_on, interest_carried_vnd: carried, instalments: vec![] };
            versions.push((Version { number, effective_on, schedule }, reason));
        }
        if let Some((version, _)) = versions.last_mut() {
            version.schedule.instalments.push(Instalment {
                number: instalment.unsigned_abs(),
                due_on,
                principal_vnd: principal,
                interest_vnd: interest,
            });
        }
    }
    let freezes: Vec<(NaiveDate, Option<NaiveDate>)> = loan_freezes::table
        .filter(loan_freezes::loan_id.eq(loan.id))
        .order(loan_freezes::from_day)
        .select((loan_freezes::from_day, loan_freezes::to_day))
        .load(db.conn())
        .await?;
    let written_off = match loan.state {
        LoanState::WrittenOff => loan.closed_on.map(|day| (day, loan.written_off_vnd)),
        _ => None,
    };
    Ok(File {
        contract,
        versions: in_force(versions),
        payments: payments(db, loan.id).await?,
        freezes: freezes.into_iter().map(|(from, to)| Freeze { from, to }).collect(),
        written_off,
    })
}

/// The versions that count. Where a payment was undone, the one that is in force again stands for itself and for
/// all that came after it, as if they had never been; and where a disbursement was, the next one begins anew.
fn in_force(versions: Vec<(Version, ScheduleReason)>) -> Vec<Version> {
    let mut standing: Vec<Version> = vec![];
    for (version, reason) in versions {
        if reason == ScheduleReason::Reversal {
            let same = |earlier: &Version| {
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

/// The payments that stand: not those that were undone, nor what came in after a write-off.
async fn payments(db: &mut impl Reads, loan: LoanId) -> Result<Vec<Payment>> {
    type Row = (i32, RepaymentId, NaiveDate, Vnd, String, i16, Vnd);
    let rows: Vec<Row> = repayment_lines::table
        .inner_join(repayments::table)
        .filter(repayments::loan_id.eq(loan))
        .filter(repayments::reversed_by.is_null())
        .filter(repayments::recovery.eq(false))
        .order((repayments::number, repayment_lines::line))
        .select((
            repayments::number,
            repayments::id,
            repayments::paid_on,
            repayments::waived_vnd,
            repayment_lines::part,
            repayment_lines::instalment,
            repayment_lines::amount_vnd,
        ))
        .load(db.conn())
        .await?;
    let mut payments: Vec<Payment> = vec![];
    let mut places: HashMap<i32, usize> = HashMap::new();
    for (number, _, paid_on, late_charge_waived_vnd, part, instalment, amount_vnd) in rows {
        let place = *places.entry(number).or_insert_with(|| {
            payments.push(Payment { paid_on, allocations: vec![], late_charge_waived_vnd });
            payments.len() - 1
        });
        let part: Part = part.parse().map_err(Error::internal)?;
        if let Some(payment) = payments.get_mut(place) {
            payment.allocations.push(Allocation { part, instalment: instalment.unsigned_abs(), amount_vnd });
        }
    }
    Ok(payments)
}

/// Adds a version of the schedule to a loan, and to its file.
pub async fn add_schedule(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    file: &mut File,
    schedule: &Schedule,
    effective_on: NaiveDate,
    reason: ScheduleReason,
) -> Result<()> {
    let number = file.versions.last().map_or(0, |last| last.number) + 1;
    let stored = i16::try_from(number).map_err(Error::internal)?;
    diesel::insert_into(loan_schedules::table)
        .values((
            loan_schedules::loan_id.eq(loan.id),
            loan_schedules::number.eq(stored),
            loan_schedules::effective_on.eq(effective_on),
            loan_schedules::reason.eq(reason),
            loan_schedules::starts_on.eq(schedule.starts_on),
            loan_schedules::interest_carried_vnd.eq(schedule.interest_carried_vnd),
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
    file.versions.push(Version { number, effective_on, schedule: schedule.clone() });
    Ok(())
}

/// Brings a loan that was handed out in line with its file, as of a day: what is owed and repaid, since when
/// something is due, through which day it stands still, and whether it is over. The one place that writes these.
pub async fn settle(w: &mut Writer<'_>, loan: &Held<Loan>, file: &File, on: NaiveDate) -> Result<Loan> {
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
    #[sql_name = "settle_lateness"]
    fn settled(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}

/// What [`settle`] says of lateness and of pauses, for many running loans at once: for whoever pauses them.
pub async fn settle_lateness(w: &mut Writer<'_>, which: &[LoanId]) -> Result<()> {
    let today = w.scope().today();
    let _changed: i64 = diesel::select(settled(which, today)).get_result(w.conn()).await?;
    Ok(())
}
