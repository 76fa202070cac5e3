//! From the application to the decision.

use super::borrower::{guarantors, household, lending_rules, lends, may_borrow};
use super::payout::liquidity;
use super::visible;
use crate::lending::schedule::plan;
use crate::lending::{LendingRules, LoanContract};
use crate::money::ledger::model::Ledger;
use crate::money::loans::model::{
    Loan, LoanPreview, LoanScreening, LoanState, LoanStepKind, LoanWithdrawal, NewLoan, PreviewedLoan,
    ScreenedLoan,
};
use crate::money::loans::rules;
use crate::money::schema::{loan_guarantors, loan_steps, loans};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::ids::{ClubId, MemberId, RegulationId};
use crate::platform::money::{Amount, Vnd};
use crate::register::members::model::Member;
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// What a loan of a club would be.
pub async fn preview(db: &mut impl Reads, club: ClubId, asked: &PreviewedLoan) -> Result<LoanPreview> {
    let on = asked.on.map_or(db.scope().today(), Day::get);
    clubs::store::find(db, club).await?;
    let (regulation_id, lending) = lending_rules(db, club, on).await?;
    let due_dates = rules::dates(asked.due_dates.as_deref());
    let contract = rules::agree(&lending, asked.amount_vnd, asked.months, asked.grace_months, due_dates, on)?;
    let schedule = plan(&contract, on);
    Ok(LoanPreview { regulation_id, terms: rules::terms(&contract, &schedule, &schedule) })
}

/// The number of a club's next loan. The club is locked, so that none is given twice.
pub(super) async fn next_number(w: &mut Writer<'_>, ledger: &Held<Ledger>) -> Result<i32> {
    let last: Option<i32> = visible(w.scope())
        .filter(loans::club_id.eq(ledger.club_id))
        .order(loans::number.desc())
        .select(loans::number)
        .first(w.conn())
        .await
        .optional()?;
    Ok(last.unwrap_or(0) + 1)
}

/// Takes an application. The club's books are held, so that numbers have no twins and nobody gets two loans
/// at once.
///
/// # Errors
/// 409 by the regulation in force on the day of the application, and by what is known of the borrower.
pub async fn insert(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    borrower: &Held<Member>,
    new: &NewLoan,
) -> Result<Loan> {
    let on = new.applied_on.not_after(w.scope().today(), "/applied_on")?;
    if borrower.club_id != ledger.club_id {
        return Err(Code::BorrowerNotAMember.into());
    }
    lends(w, ledger.club_id).await?;
    let (regulation, lending) = lending_rules(w, ledger.club_id, on).await?;
    let due_dates = rules::dates(new.due_dates.as_deref());
    rules::agree(&lending, new.amount_vnd, new.months, new.grace_months, due_dates.clone(), on)?;
    let household = household(w, borrower).await?;
    may_borrow(w, borrower, &household, &lending, None, on).await?;
    guarantors(w, borrower, &household, lending.guarantors_min, &new.guarantors, on).await?;
    let loan: Loan = diesel::insert_into(loans::table)
        .values((
            loans::id.eq(new.id.unwrap_or_default()),
            loans::club_id.eq(ledger.club_id),
            loans::member_id.eq(borrower.id),
            loans::number.eq(next_number(w, ledger).await?),
            loans::state.eq(LoanState::Submitted),
            loans::purpose.eq(&*new.purpose),
            loans::requested_vnd.eq(new.amount_vnd.vnd()),
            loans::requested_months.eq(i16::from(new.months)),
            loans::grace_months.eq(i16::from(new.grace_months)),
            loans::due_dates.eq(due_dates),
            loans::applied_on.eq(on),
            loans::regulation_id.eq(regulation),
            loans::recorded_by.eq(w.scope().user()),
        ))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?;
    let vouch =
        |member: &MemberId| (loan_guarantors::loan_id.eq(loan.id), loan_guarantors::member_id.eq(*member));
    let rows: Vec<_> = new.guarantors.iter().map(vouch).collect();
    diesel::insert_into(loan_guarantors::table).values(rows).execute(w.conn()).await?;
    Ok(loan)
}

/// Takes an application that the member sends herself: one as every other, of which that is recorded.
///
/// # Errors
/// Those of [`insert`].
pub async fn apply(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    herself: &Held<Member>,
    new: &NewLoan,
) -> Result<Loan> {
    let loan = insert(w, ledger, herself, new).await?;
    let applied = Held::new(loan.clone());
    record_step(w, &applied, LoanStepKind::Application, loan.applied_on, None).await?;
    Ok(loan)
}

/// The contract that a loan would have by these rules if so much were lent.
///
/// # Errors
/// What the rules do not allow.
pub fn agree(loan: &Loan, lending: &LendingRules, principal: Amount, on: NaiveDate) -> Result<LoanContract> {
    let months = |months: i16| u8::try_from(months).map_err(Error::internal);
    let (term, grace) = (months(loan.requested_months)?, months(loan.grace_months)?);
    rules::agree(lending, principal, term, grace, loan.due_dates.clone(), on)
}

/// Records what the board found, and tells how much there is to lend.
///
/// # Errors
/// 409 by the regulation in force on that day, and by what is known of the borrower.
pub async fn screen(w: &mut Writer<'_>, loan: &Held<Loan>, new: &LoanScreening) -> Result<ScreenedLoan> {
    let on = step_day(w, loan, new.on)?;
    rules::in_one_of(loan, &[LoanState::Submitted])?;
    lends(w, loan.club_id).await?;
    let (_, lending) = lending_rules(w, loan.club_id, on).await?;
    agree(loan, &lending, amount(loan.requested_vnd)?, on)?;
    let borrower = members::store::find(w, loan.member_id).await?;
    let household = household(w, &borrower).await?;
    may_borrow(w, &borrower, &household, &lending, Some(loan.id), on).await?;
    record_step(w, loan, LoanStepKind::Screening, on, new.note.as_deref()).await?;
    let loan = diesel::update(loans::table.filter(loans::id.eq(loan.id)))
        .set((
            loans::state.eq(LoanState::Screened),
            loans::screened_on.eq(on),
            loans::version.eq(loans::version + 1),
        ))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?;
    let (income_fund_vnd, _) = liquidity(w, loan.club_id).await?;
    Ok(ScreenedLoan { loan, income_fund_vnd })
}

/// Takes an application back.
///
/// # Errors
/// 409 once the money was handed out, or the application refused.
pub async fn withdraw(w: &mut Writer<'_>, loan: &Held<Loan>, new: &LoanWithdrawal) -> Result<Loan> {
    let on = step_day(w, loan, new.on)?;
    rules::in_one_of(loan, &LoanState::WITHDRAWABLE)?;
    record_step(w, loan, LoanStepKind::Withdrawal, on, new.reason.as_deref()).await?;
    let withdrawn = diesel::update(loans::table.filter(loans::id.eq(loan.id)))
        .set((loans::state.eq(LoanState::Withdrawn), loans::version.eq(loans::version + 1)))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(withdrawn)
}

/// A step is not taken in the future, nor before the one that it follows.
fn step_day(w: &Writer<'_>, loan: &Loan, on: Day) -> Result<NaiveDate> {
    let on = on.not_after(w.scope().today(), "/on")?;
    let last = loan.decided_on.or(loan.screened_on).unwrap_or(loan.applied_on);
    if on < last { Err(Error::field("/on", FieldCode::DateOrder)) } else { Ok(on) }
}

async fn record_step(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    step: LoanStepKind,
    on: NaiveDate,
    note: Option<&str>,
) -> Result<()> {
    diesel::insert_into(loan_steps::table)
        .values((
            loan_steps::loan_id.eq(loan.id),
            loan_steps::step.eq(step),
            loan_steps::on_day.eq(on),
            loan_steps::note.eq(note),
            loan_steps::recorded_by.eq(w.scope().user()),
        ))
        .execute(w.conn())
        .await?;
    Ok(())
}

fn amount(stored: Vnd) -> Result<Amount> {
    Amount::new(stored.get()).map_err(|code| Error::internal(<&str>::from(code)))
}

/// What an approval freezes, or a refusal takes away. None for a refusal.
pub async fn decide(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    on: NaiveDate,
    approved: Option<(RegulationId, &LoanContract)>,
) -> Result<Loan> {
    let contract = approved.map(|(_, contract)| serde_json::to_value(contract)).transpose();
    let state = if approved.is_some() { LoanState::Approved } else { LoanState::Refused };
    let decided = diesel::update(loans::table.filter(loans::id.eq(loan.id)))
        .set((
            loans::state.eq(state),
            loans::regulation_id.eq(approved.map_or(loan.regulation_id, |(regulation, _)| Some(regulation))),
            loans::contract.eq(contract.map_err(Error::internal)?),
            loans::principal_vnd.eq(approved.map(|(_, contract)| contract.principal_vnd)),
            loans::decided_on.eq(on),
            loans::decided_by.eq(w.scope().user()),
            loans::version.eq(loans::version + 1),
        ))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(decided)
}
