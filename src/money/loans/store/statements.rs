//! What a loan is to its borrower: its schedule and its statement, as of a day.

use super::file::files;
use super::transfers;
use crate::access::users;
use crate::lending::payoff;
use crate::lending::standing::{self, ArrearsClass};
use crate::money::loans::model::{
    Known, KnownDay, Loan, LoanFile, LoanPayment, LoanSchedule, LoanState, LoanStatement, OwnLoan,
};
use crate::money::loans::rules;
use crate::money::schema::loans;
use crate::platform::db::Reads;
use crate::platform::error::FieldCode;
use crate::platform::fields::{Day, Moment};
use crate::platform::ids::LoanId;
use crate::register::tables::memberships;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use std::slice;

/// The caller's own loans, in every club that she is or was in: her own data, so the scope narrows nothing.
pub async fn own(db: &mut impl Reads) -> Result<Vec<OwnLoan>> {
    let today = db.scope().today();
    let person = users::store::own_person(db.scope());
    let own = memberships::table.filter(memberships::person_id.eq_any(person)).select(memberships::id);
    let rows: Vec<Loan> = loans::table
        .filter(loans::member_id.eq_any(own))
        .order(loans::id.desc())
        .select(Loan::as_select())
        .load(db.conn())
        .await?;
    let handed_out: Vec<Loan> = rows.iter().filter(|loan| loan.disbursed_on.is_some()).cloned().collect();
    let mut statements: HashMap<LoanId, LoanStatement> =
        statements(db, &handed_out, Known { on: today, at: None })
            .await?
            .into_iter()
            .map(|s| (s.schedule.loan_id, s))
            .collect();
    Ok(rows
        .into_iter()
        .map(|loan| {
            let statement = statements.remove(&loan.id);
            OwnLoan { loan, statement }
        })
        .collect())
}

/// The statements of loans that were handed out, as they were known; none for those that were not by then.
pub async fn statements(db: &mut impl Reads, of: &[Loan], known: Known) -> Result<Vec<LoanStatement>> {
    let on = known.on;
    let ids: Vec<LoanId> = of.iter().map(|loan| loan.id).collect();
    let transfers = transfers(db, &ids).await?;
    let statement = |(loan, (file, paid)): (&Loan, (LoanFile, Vec<LoanPayment>))| {
        let facts = file.facts();
        // whose it was on that day
        let since = transfers.get(&loan.id).and_then(|all| all.iter().find(|transfer| transfer.on > on));
        let (club_id, member_id, number) = since
            .map_or((loan.club_id, loan.member_id, loan.number), |from| {
                (from.from_club_id, from.from_member_id, from.from_number)
            });
        Some(LoanStatement {
            club_id,
            member_id,
            number,
            regulation_id: loan.regulation_id,
            disbursed_on: loan.disbursed_on,
            carried_over: loan.carried_over,
            schedule: scheduled(loan, &file, on)?,
            standing: standing::standing(&facts, on),
            payoff: payoff::payoff(&facts, on),
            payments: paid.into_iter().filter(|paid| paid.head.paid_on <= on).collect(),
        })
    };
    let files = files(db, of, Some(known)).await?;
    Ok(of.iter().zip(files).filter_map(statement).collect())
}

/// Of running loans that were rescheduled, the class of arrears in which the last reschedule found them, as far as the new
/// schedule is not performed.
pub async fn kept_classes(db: &mut impl Reads, of: &[LoanId]) -> Result<HashMap<LoanId, ArrearsClass>> {
    let today = db.scope().today();
    let rows: Vec<Loan> = loans::table
        .filter(loans::id.eq_any(of.to_vec()))
        .filter(loans::state.eq(LoanState::Active))
        .filter(loans::reschedules.gt(0))
        .select(Loan::as_select())
        .load(db.conn())
        .await?;
    let files = files(db, &rows, None).await?;
    let kept = |(loan, (file, _)): (&Loan, &(LoanFile, Vec<LoanPayment>))| {
        Some((loan.id, standing::class_at_reschedule(&file.facts(), today)?))
    };
    Ok(rows.iter().zip(&files).filter_map(kept).collect())
}

/// The version that holds on a day.
fn scheduled(loan: &Loan, file: &LoanFile, on: NaiveDate) -> Option<LoanSchedule> {
    let (first, version) = (file.versions.as_slice().first()?, file.facts().version(on)?);
    Some(LoanSchedule {
        loan_id: loan.id,
        schedule_number: version.number,
        effective_on: version.effective_on,
        terms: rules::terms(&file.contract, &version.schedule, &first.schedule),
    })
}

/// What was known of a loan that was handed out, by the day and the instant asked about.
fn handed_out(loan: &Loan, asked: KnownDay, today: NaiveDate) -> Result<Known> {
    rules::in_one_of(loan, &LoanState::HANDED_OUT)?;
    Ok(Known { on: asked.on.map_or(today, Day::get), at: asked.known_at.map(Moment::get) })
}

/// Nothing was known of the loan then.
fn unknown(asked: KnownDay) -> Error {
    Error::field(if asked.known_at.is_some() { "?known_at" } else { "?on" }, FieldCode::Range)
}

/// The schedule of a loan that holds on a day, as it was known.
///
/// # Errors
/// 409 for a loan that was not handed out; 422 for a day before it was.
pub async fn schedule(db: &mut impl Reads, loan: &Loan, asked: KnownDay) -> Result<LoanSchedule> {
    let known = handed_out(loan, asked, db.scope().today())?;
    let files = files(db, slice::from_ref(loan), Some(known)).await?;
    let schedule = files.as_slice().first().and_then(|(file, _)| scheduled(loan, file, known.on));
    schedule.ok_or_else(|| unknown(asked))
}

/// The statement of a loan as of a day, as it was known.
///
/// # Errors
/// 409 for a loan that was not handed out; 422 for a day before it was.
pub async fn statement(db: &mut impl Reads, loan: &Loan, asked: KnownDay) -> Result<LoanStatement> {
    let known = handed_out(loan, asked, db.scope().today())?;
    let statement = statements(db, slice::from_ref(loan), known).await?.into_iter().next();
    statement.ok_or_else(|| unknown(asked))
}
