//! Money goes out: a disbursement, or a loan taken over from before the system.

use super::borrower::{active, household, is_caller_of, lending_rules, lends};
use super::file::{add_schedule, pause, settle};
use super::find;
use super::steps::next_number;
use crate::access::users;
use crate::lending::schedule::plan;
use crate::lending::{LoanContract, RepaymentSchedule};
use crate::money::funds::model::FundKind;
use crate::money::ledger;
use crate::money::ledger::model::{Account, Entry, EntryKind, Ledger, Posting};
use crate::money::loans::model::{
    CarriedOverLoan, Loan, LoanFile, LoanState, NewDisbursement, ScheduleReason,
};
use crate::money::loans::rules;
use crate::money::schema::{ledger_balances, loans};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::{ClubId, MeetingId};
use crate::platform::money::Vnd;
use crate::register::members::model::Member;
use crate::register::{members, regulations};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Money of the income fund (cash and bank), and what members have saved in it.
pub(super) async fn liquidity(w: &mut Writer<'_>, club: ClubId) -> Result<(Vnd, Vnd)> {
    let rows: Vec<(Account, Vnd)> = ledger_balances::table
        .filter(ledger_balances::club_id.eq(club))
        .filter(ledger_balances::fund.eq(FundKind::Income))
        .filter(ledger_balances::account.eq_any([Account::Cash, Account::Bank, Account::Savings]))
        .select((ledger_balances::account, ledger_balances::balance_vnd))
        .load(w.conn())
        .await?;
    let (savings, money): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(account, _)| *account == Account::Savings);
    let sum = |rows: Vec<(Account, Vnd)>| rows.into_iter().map(|(_, balance)| balance).sum::<Vnd>();
    Ok((sum(money), -sum(savings)))
}

/// Hands out the money of an approved loan. The club's books are held before the loan.
///
/// # Errors
/// 409 by the loan's state, by who hands it out, and by what the fund holds; 403 without a second factor from the sum on
/// that the regulation says.
pub async fn disburse(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    loan: &Held<Loan>,
    new: &NewDisbursement,
    meeting: Option<MeetingId>,
) -> Result<(Loan, Entry)> {
    if loan.club_id != ledger.club_id {
        return Err(Error::internal("a loan of another club"));
    }
    let on = ledger::store::business_day(w, ledger, new.on, "/on")?;
    rules::in_one_of(loan, &[LoanState::Approved])?;
    let contract = loan.contract.clone().ok_or_else(|| Error::internal("approved without a contract"))?;
    // by the regulation of today, whatever day is written: the money is handed out now
    let today = w.scope().today();
    let from = regulations::store::second_factor_from(w, loan.club_id, today).await?;
    if from.is_some_and(|from| contract.principal_vnd >= from) {
        w.scope().second_factor().map_err(|refusal| refusal.with("from_vnd", from))?;
    }
    if loan.decided_on.is_some_and(|decided| on < decided) {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    if let Some(last) = rules::approval_valid_through(loan).filter(|last| *last < on) {
        return Err(Error::from(Code::ApprovalExpired).with("valid_through", last));
    }
    lends(w, loan.club_id).await?;
    let borrower = members::store::find(w, loan.member_id).await?;
    let household = household(w, &borrower).await?;
    if users::store::is_same_human(w, loan.decided_by).await? || is_caller_of(w, &household).await? {
        return Err(Code::ApproverDisburses.into());
    }
    if active(w, loan.club_id, &[loan.member_id], on).await?.is_empty() {
        return Err(Code::BorrowerNotAMember.into());
    }
    contract.may_start(on).map_err(|refusal| match rules::refused(refusal) {
        limit if limit.code() == Code::LoanAboveLimit => limit,
        // a harvest is over by now: the group has to agree on other days
        _ => Error::from(Code::ApprovalExpired).with("due_dates", &contract.due_dates),
    })?;
    reserve(w, loan.club_id, &contract).await?;
    let schedule = plan(&contract, on);
    let principal = contract.principal_vnd;
    let file = LoanFile { contract, versions: vec![], payments: vec![], freezes: vec![], written_off: None };
    let handed_out = diesel::update(loans::table.filter(loans::id.eq(loan.id))).set((
        loans::state.eq(LoanState::Active),
        loans::disbursed_on.eq(on),
        loans::disbursed_by.eq(w.scope().user()),
        loans::outstanding_vnd.eq(principal),
    ));
    let row = Held::new(handed_out.returning(Loan::as_returning()).get_result(w.conn()).await?);
    let active = begin(w, &row, file, &schedule, on, ScheduleReason::Disbursement).await?;
    let posting = Posting::new(None, EntryKind::Disbursement, on)
        .moving(
            FundKind::Income,
            principal,
            Account::Loans.lent(loan.member_id, loan.id),
            Account::from(new.purse),
        )
        .documented(new.document.as_deref())
        .in_meeting(meeting);
    Ok((active, post(w, ledger, posting).await?))
}

/// After a disbursement the fund keeps back what the rules ask for, of what members have saved in it.
async fn reserve(w: &mut Writer<'_>, club: ClubId, contract: &LoanContract) -> Result<()> {
    let percent = contract.rules.savings_reserve_percent;
    if percent == 0 {
        return Ok(());
    }
    let (money, savings) = liquidity(w, club).await?;
    let reserve = savings.share(i64::from(percent), 100, 1);
    if money - contract.principal_vnd < reserve {
        return Err(Error::from(Code::NotEnoughMoney)
            .with("reserve_vnd", reserve)
            .with("missing_vnd", reserve + contract.principal_vnd - money));
    }
    Ok(())
}

/// The first version of a schedule takes effect. A loan that is entered late stands still through the pauses in which it ran.
async fn begin(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    mut file: LoanFile,
    schedule: &RepaymentSchedule,
    on: NaiveDate,
    reason: ScheduleReason,
) -> Result<Loan> {
    let today = w.scope().today();
    add_schedule(w, loan, &mut file, schedule, on, reason).await?;
    settle(w, loan, &file, today).await?;
    pause(w, &[loan.id]).await?;
    find(w, loan.id).await
}

async fn post(w: &mut Writer<'_>, ledger: &mut Held<Ledger>, posting: Posting) -> Result<Entry> {
    let entries = ledger::store::post(w, ledger, vec![posting]).await?;
    entries.into_iter().next().ok_or_else(|| Error::internal("nothing was posted"))
}

/// Takes over a running loan of a club older than the system: a debt, and capital of the same amount.
///
/// # Errors
/// 409 by the regulation in force on that day, and where the borrower is no member.
pub async fn carry_over(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    borrower: &Held<Member>,
    new: &CarriedOverLoan,
) -> Result<(Loan, Entry)> {
    let on = ledger::store::business_day(w, ledger, new.on, "/on")?;
    if new.disbursed_on.get() > on {
        return Err(Error::field("/disbursed_on", FieldCode::DateOrder));
    }
    lends(w, ledger.club_id).await?;
    let (regulation, lending) = lending_rules(w, ledger.club_id, on).await?;
    let (contract, schedule) = rules::carried_over(&lending, new, on)?;
    let household = household(w, borrower).await?;
    if is_caller_of(w, &household).await? {
        return Err(Code::ApproverDisburses.into());
    }
    if active(w, ledger.club_id, &[borrower.id], on).await?.is_empty() {
        return Err(Code::BorrowerNotAMember.into());
    }
    let (user, principal) = (w.scope().user(), contract.principal_vnd);
    let frozen = serde_json::to_value(&contract).map_err(Error::internal)?;
    let row: Loan = diesel::insert_into(loans::table)
        .values((
            loans::id.eq(new.id.unwrap_or_default()),
            loans::club_id.eq(ledger.club_id),
            loans::member_id.eq(borrower.id),
            loans::number.eq(next_number(w, ledger).await?),
            loans::state.eq(LoanState::Active),
            loans::purpose.eq(&*new.purpose),
            loans::requested_vnd.eq(principal),
            loans::requested_months.eq(i16::from(new.months)),
            loans::due_dates.eq(contract.due_dates.clone()),
            loans::applied_on.eq(new.disbursed_on.get()),
            (
                loans::regulation_id.eq(regulation),
                loans::contract.eq(frozen),
                loans::principal_vnd.eq(principal),
            ),
            (loans::decided_on.eq(new.disbursed_on.get()), loans::decided_by.eq(user)),
            (loans::disbursed_on.eq(new.disbursed_on.get()), loans::disbursed_by.eq(user)),
            loans::carried_over.eq(true),
            loans::outstanding_vnd.eq(principal),
            loans::recorded_by.eq(user),
        ))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?;
    let row = Held::new(row);
    let file = LoanFile { contract, versions: vec![], payments: vec![], freezes: vec![], written_off: None };
    let active = begin(w, &row, file, &schedule, on, ScheduleReason::CarriedOver).await?;
    let posting = Posting::new(None, EntryKind::Takeover, on)
        .moving(FundKind::Income, principal, Account::Loans.lent(borrower.id, row.id), Account::Capital)
        .documented(new.document.as_deref());
    Ok((active, post(w, ledger, posting).await?))
}
