//! Where each đồng of a payment goes (phân bổ tiền trả nợ): late charge, interest due, principal
//! due, oldest first; then the instalment that comes next, for whoever pays at the meeting a few days early;
//! what is more than that is principal in advance and draws up a new schedule.

pub use super::facts::{Allocation, AllocationPart};
use super::facts::{DividedPayment, LoanFacts};
use super::late;
use super::payoff::payoff;
use super::schedule::{RepaymentSchedule, Replan, plan, replan};
use super::standing::{Row, View, remaining};
use crate::platform::money::{Amount, Vnd};
use chrono::NaiveDate;
use std::cmp::Ordering;

/// The longest month: an instalment due within it is the one that comes next.
const PERIOD_DAYS: i64 = 31;

/// A payment, divided among the debts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocated {
    /// The parts; they add up to the payment.
    pub lines: Vec<Allocation>,
    /// Late charge that was due, paid by this or not.
    pub late_charge_due_vnd: Vnd,
    /// Late charge that is waived with this payment, to be recorded with it.
    pub late_charge_waived_vnd: Vnd,
    /// The version of the schedule that takes effect with this payment, if principal was paid in advance.
    pub next_version: Option<RepaymentSchedule>,
    /// Whether nothing is owed any more.
    pub closes: bool,
}

impl Allocated {
    /// How much of the payment is of one kind.
    #[must_use]
    pub fn of(&self, part: AllocationPart) -> Vnd {
        self.lines.iter().filter(|line| line.part == part).map(|line| line.amount_vnd).sum()
    }
}

/// Why a payment cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The loan was not paid out by that day.
    NotDisbursed,
    /// Nothing is owed on that day.
    NothingOwed,
    /// The loan was written off: what comes in now is a recovery (thu hồi nợ đã xóa), not a repayment.
    WrittenOff,
    /// More than what ends the loan on that day.
    AbovePayoff {
        /// Amount that ends the loan on that day.
        payoff_vnd: Vnd,
    },
    /// Enough for all principal, but not for the interest that an early end costs.
    BelowPayoff {
        /// The most that may be paid without ending the loan.
        at_most_vnd: Vnd,
        /// Amount that ends the loan on that day.
        payoff_vnd: Vnd,
    },
    /// Something was recorded for a later day; it would have to be divided anew.
    BeforeLastEvent {
        /// The latest day for which something was recorded.
        last_on: NaiveDate,
    },
}

/// Divides a payment made on a day. `early`: the payer wants what exceeds the amounts due to lower the
/// principal at once, instead of paying the coming instalment (unless that one is begun).
/// `waive_late_charge`: the board forgives the late charge that is due.
///
/// # Errors
/// Why the payment cannot be taken.
pub fn allocate(
    facts: &LoanFacts<'_>,
    amount: Amount,
    paid_on: NaiveDate,
    early: bool,
    waive_late_charge: bool,
) -> Result<Allocated, Refusal> {
    let view = View::of(facts, paid_on).ok_or(Refusal::NotDisbursed)?;
    if facts.written_off.is_some() {
        return Err(Refusal::WrittenOff);
    }
    if let Some(last_on) = facts.last_event().filter(|last| *last > paid_on) {
        return Err(Refusal::BeforeLastEvent { last_on });
    }
    let late_charge_due_vnd = late::due(facts, paid_on);
    let late_charge_waived_vnd = if waive_late_charge { late_charge_due_vnd } else { Vnd::ZERO };
    let late_charge = late_charge_due_vnd - late_charge_waived_vnd;
    let end = payoff(facts, paid_on);
    let payoff_vnd = end.total_vnd - late_charge_waived_vnd;
    let mut purse = Purse { left: amount.vnd(), lines: vec![] };
    let closes = match amount.vnd().cmp(&payoff_vnd) {
        _ if payoff_vnd.is_zero() => return Err(Refusal::NothingOwed),
        Ordering::Greater => return Err(Refusal::AbovePayoff { payoff_vnd }),
        Ordering::Equal => true,
        Ordering::Less => false,
    };
    let oldest = view.rows.iter().find(|row| row.left() > Vnd::ZERO);
    let number = |row: Option<&Row>| row.map_or(1, |row| row.instalment.number);
    purse.pay(AllocationPart::LateCharge, number(oldest.or(view.rows.last())), late_charge);
    view.due().for_each(|row| purse.interest(row, row.interest_left()));
    if closes {
        purse.end(&view, end.interest_vnd - view.interest_due());
        return Ok(Allocated {
            lines: purse.lines,
            late_charge_due_vnd,
            late_charge_waived_vnd,
            next_version: None,
            closes,
        });
    }
    view.due().for_each(|row| purse.principal(row));
    let soon = |row: &&Row| row.begun() || !early && (row.due_on() - paid_on).num_days() <= PERIOD_DAYS;
    let next = view.next_unpaid();
    if let Some(row) = next.filter(soon) {
        purse.interest(row, row.interest_left());
        purse.principal(row);
    }
    let repaid: Vnd =
        purse.lines.iter().filter(|line| line.part == AllocationPart::Principal).map(|l| l.amount_vnd).sum();
    let (owed, advance) = (view.outstanding - repaid, purse.left);
    if !advance.is_zero() && advance >= owed {
        let at_most_vnd = amount.vnd() - advance + owed - Vnd::new(1);
        return Err(Refusal::BelowPayoff { at_most_vnd, payoff_vnd });
    }
    let next_version = (!advance.is_zero()).then(|| after(facts, paid_on, &purse, advance));
    let period = view.to_come().next().or(next);
    purse.pay(AllocationPart::AdvancePrincipal, number(period), advance);
    Ok(Allocated { lines: purse.lines, late_charge_due_vnd, late_charge_waived_vnd, next_version, closes })
}

/// The schedule after principal was paid in advance, with the rest of the payment counted in.
fn after(facts: &LoanFacts<'_>, paid_on: NaiveDate, purse: &Purse, principal_vnd: Vnd) -> RepaymentSchedule {
    let mut payments = facts.payments.to_vec();
    payments.push(DividedPayment {
        paid_on,
        allocations: purse.lines.clone(),
        late_charge_waived_vnd: Vnd::ZERO,
    });
    let facts = LoanFacts { payments: &payments, ..*facts };
    let rule = facts.contract.rules.partial_prepayment;
    let left = remaining(&facts, paid_on);
    left.map_or_else(
        || plan(facts.contract, paid_on),
        |left| replan(facts.contract, &left, &Replan::Prepaid { principal_vnd, rule }),
    )
}

/// What is left of a payment, and where the rest went.
struct Purse {
    left: Vnd,
    lines: Vec<Allocation>,
}

impl Purse {
    /// At most so much for one thing.
    fn pay(&mut self, part: AllocationPart, instalment: u16, at_most: Vnd) {
        let amount_vnd = at_most.min(self.left);
        if amount_vnd > Vnd::ZERO {
            self.left -= amount_vnd;
            self.lines.push(Allocation { part, instalment, amount_vnd });
        }
    }
    fn interest(&mut self, row: &Row, at_most: Vnd) {
        self.pay(AllocationPart::Interest, row.instalment.number, at_most);
    }
    fn principal(&mut self, row: &Row) {
        self.pay(AllocationPart::Principal, row.instalment.number, row.principal_left());
    }
    /// The end of the loan: the interest that is not due yet on the instalments in their order, then all
    /// principal; what was not due within the period is in advance.
    fn end(&mut self, view: &View<'_>, mut interest: Vnd) {
        for row in view.to_come() {
            let part = row.interest_left().min(interest);
            interest -= part;
            self.interest(row, part);
        }
        view.due().for_each(|row| self.principal(row));
        let next = view.next_unpaid();
        if let Some(row) = next.filter(|row| (row.due_on() - view.on).num_days() <= PERIOD_DAYS) {
            self.principal(row);
        }
        let number = next.or(view.rows.last()).map_or(1, |row| row.instalment.number);
        self.pay(AllocationPart::AdvancePrincipal, number, self.left);
    }
}
