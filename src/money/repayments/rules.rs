//! What a payment pays of a loan, and how it is refused.

use super::model::{NewRepayment, PaymentReceipt};
use crate::lending::RepaymentSchedule;
use crate::lending::allocation::{Allocated, Allocation, Refusal, allocate};
use crate::lending::standing::{DividedPayment, remaining};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, EntryKind, Posting};
use crate::money::loans::model::{Loan, LoanFile, LoanState, RepaymentLine, RepaymentPart};
use crate::platform::error::Code;
use crate::platform::money::Vnd;
use crate::{Error, Result};
use chrono::NaiveDate;

/// A payment, divided.
#[derive(Debug)]
pub struct Divided {
    /// What it pays.
    pub lines: Vec<RepaymentLine>,
    /// As the loan's file will hold it; nothing for a recovery.
    pub payment: Option<DividedPayment>,
    /// Late charge that was due.
    pub late_charge_due_vnd: Vnd,
    /// The version of the schedule that takes effect with it.
    pub next_version: Option<RepaymentSchedule>,
    /// Whether nothing is owed any more.
    pub closes: bool,
}

impl Divided {
    /// How much of it is waived.
    #[must_use]
    pub fn waived_vnd(&self) -> Vnd {
        self.payment.as_ref().map_or(Vnd::ZERO, |payment| payment.late_charge_waived_vnd)
    }
    fn of(&self, parts: &[RepaymentPart]) -> Vnd {
        self.lines.iter().filter(|line| parts.contains(&line.part)).map(|line| line.amount_vnd).sum()
    }
}

/// Divides a payment.
///
/// # Errors
/// 409 for a loan that is not running, a payment above what ends it, or one before the last.
pub fn divide(loan: &Loan, file: &LoanFile, new: &NewRepayment, on: NaiveDate) -> Result<Divided> {
    match loan.state {
        LoanState::Active => {
            let waive = new.late_charge_waived_because.is_some();
            allocate(&file.facts(), new.amount_vnd, on, new.early, waive)
                .map(|allocated| divided(&allocated, on))
                .map_err(|refusal| refused(refusal, loan))
        }
        LoanState::WrittenOff => recovered(loan, new.amount_vnd.vnd(), on),
        state => Err(Error::from(Code::LoanStateRefuses).with("state", state)),
    }
}

fn divided(allocated: &Allocated, on: NaiveDate) -> Divided {
    let line = |line: &Allocation| RepaymentLine {
        part: line.part.into(),
        instalment: line.instalment.cast_signed(),
        amount_vnd: line.amount_vnd,
    };
    Divided {
        lines: allocated.lines.iter().map(line).collect(),
        payment: Some(DividedPayment {
            paid_on: on,
            allocations: allocated.lines.clone(),
            late_charge_waived_vnd: allocated.late_charge_waived_vnd,
        }),
        late_charge_due_vnd: allocated.late_charge_due_vnd,
        next_version: allocated.next_version.clone(),
        closes: allocated.closes,
    }
}

fn recovered(loan: &Loan, amount_vnd: Vnd, on: NaiveDate) -> Result<Divided> {
    let left = loan.written_off_vnd - loan.recovered_vnd;
    if let Some(last_on) = loan.closed_on.filter(|last| on < *last) {
        return Err(Error::from(Code::PaidBeforeLastPayment).with("last_on", last_on));
    }
    if amount_vnd > left {
        return Err(Error::from(Code::RepaymentAbovePayoff).with("payoff_vnd", left));
    }
    Ok(Divided {
        lines: vec![RepaymentLine { part: RepaymentPart::Recovery, instalment: 0, amount_vnd }],
        payment: None,
        late_charge_due_vnd: Vnd::ZERO,
        next_version: None,
        closes: false,
    })
}

fn refused(refusal: Refusal, loan: &Loan) -> Error {
    match refusal {
        Refusal::NotDisbursed => Error::from(Code::PaidBeforeLastPayment).with("last_on", loan.disbursed_on),
        Refusal::BeforeLastEvent { last_on } => {
            Error::from(Code::PaidBeforeLastPayment).with("last_on", last_on)
        }
        Refusal::NothingOwed | Refusal::WrittenOff => {
            Error::from(Code::LoanStateRefuses).with("state", loan.state)
        }
        Refusal::AbovePayoff { payoff_vnd } => {
            Error::from(Code::RepaymentAbovePayoff).with("payoff_vnd", payoff_vnd)
        }
        Refusal::BelowPayoff { at_most_vnd, payoff_vnd } => Error::from(Code::RepaymentAbovePayoff)
            .with("payoff_vnd", payoff_vnd)
            .with("at_most_vnd", at_most_vnd),
    }
}

/// What the payer is told: `file` is the loan's as it is after the payment.
#[must_use]
pub fn receipt(
    loan: &Loan,
    file: &LoanFile,
    new: &NewRepayment,
    on: NaiveDate,
    divided: &Divided,
) -> PaymentReceipt {
    let left = remaining(&file.facts(), on);
    let outstanding_vnd = left.as_ref().map_or(Vnd::ZERO, |left| left.outstanding_vnd);
    let owed = divided.payment.is_some() && !divided.closes;
    PaymentReceipt {
        id: None,
        receipt_code: None,
        loan_id: loan.id,
        on,
        amount_vnd: new.amount_vnd.vnd(),
        lines: divided.lines.clone(),
        late_charge_due_vnd: divided.late_charge_due_vnd,
        late_charge_waived_vnd: divided.waived_vnd(),
        recovery: divided.payment.is_none(),
        closes: divided.closes,
        outstanding_before_vnd: loan.outstanding_vnd,
        outstanding_vnd,
        next_due: left.filter(|_| owed).and_then(|left| left.instalments.first().copied()),
        schedule: divided.next_version.clone(),
        warnings: vec![],
    }
}

/// Its entry: money in the purse, against principal, interest and late charge of the income fund.
#[must_use]
pub fn posting(loan: &Loan, new: &NewRepayment, on: NaiveDate, divided: &Divided) -> Posting {
    use RepaymentPart as P;
    let kind = if divided.payment.is_some() { EntryKind::Repayment } else { EntryKind::Recovery };
    let accounts: [(&[P], Account); 4] = [
        (&[P::Principal, P::AdvancePrincipal], Account::Loans),
        (&[P::Interest], Account::InterestIncome),
        (&[P::LateCharge], Account::LateChargeIncome),
        (&[P::Recovery], Account::RecoveryIncome),
    ];
    let posting = Posting::new(None, kind, on).documented(new.document.as_deref());
    accounts.into_iter().fold(posting, |posting, (parts, account)| {
        let credit = account.lent(loan.member_id, loan.id);
        posting.moving(FundKind::Income, divided.of(parts), Account::from(new.purse), credit)
    })
}
