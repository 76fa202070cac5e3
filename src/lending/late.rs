//! What being late costs (tiền phạt chậm trả). Each đồng counts the days from its due date to the day on which
//! it is paid, or to today; paused days count nothing, and neither does an instalment within the days of grace.

use super::exact::{MILLION, round};
use super::facts::{AllocationPart, EffectiveSchedule, LoanFacts};
use super::rules::LateCharge;
use super::schedule::Instalment;
use crate::platform::money::Vnd;
use chrono::NaiveDate;

/// Late charge that has accrued by a day and was neither paid nor waived.
#[must_use]
pub fn due(facts: &LoanFacts<'_>, on: NaiveDate) -> Vnd {
    if !facts.claimed(on) {
        return Vnd::ZERO;
    }
    let waived: Vnd = facts.payments(on).map(|payment| payment.late_charge_waived_vnd).sum();
    (accrued(facts, on) - facts.paid(AllocationPart::LateCharge, on) - waived).max(Vnd::ZERO)
}

/// What lateness amounts to, of all versions of the schedule.
#[derive(Default)]
struct Lateness {
    /// How many instalments outlasted the days of grace.
    instalments: i128,
    /// Đồng of principal times days.
    principal_days: i128,
    /// Đồng of principal and interest times days.
    overdue_days: i128,
}

/// Late charge that has accrued from the beginning to a day. It never decreases, and it is rounded once. Whichever way
/// the regulation defines it, it is at most what the law allows on the principal that was overdue, by its days.
fn accrued(facts: &LoanFacts<'_>, on: NaiveDate) -> Vnd {
    let rules = &facts.contract.rules;
    if rules.late_charge == LateCharge::None {
        return Vnd::ZERO;
    }
    let mut late = Lateness::default();
    let mut versions = facts.versions.iter().filter(|version| version.effective_on <= on).peekable();
    while let Some(version) = versions.next() {
        let next = versions.peek();
        let until = next.map_or(on, |next| next.effective_on);
        let numbers_end = next.map_or(u16::MAX, |next| next.schedule.first_number());
        let instalments = version.schedule.instalments.iter();
        for instalment in instalments.filter(|instalment| instalment.due_on < until) {
            let ours = instalment.number < numbers_end;
            late.add(facts, version, instalment, ours, until);
        }
    }
    // 150 % of a yearly rate, in half parts per million, by days of 365
    let (penalty, year) = (late.principal_days * rules.penalty_half_ppm(), 2 * 365 * MILLION);
    match rules.late_charge {
        LateCharge::None => Vnd::ZERO,
        LateCharge::Flat { amount_vnd } => {
            let dong = i128::from(amount_vnd.vnd().get()) * late.instalments;
            let sums = Vnd::new(i64::try_from(dong).unwrap_or(i64::MAX));
            if dong * year <= penalty { sums } else { round(penalty, year, facts.contract.unit()).min(sums) }
        }
        LateCharge::PerDay { rate_ppm } => {
            let daily = late.overdue_days * i128::from(rate_ppm) * 2 * 365;
            round(daily.min(penalty), year, facts.contract.unit())
        }
        LateCharge::PenaltyRate => round(penalty, year, facts.contract.unit()),
    }
}

impl Lateness {
    /// What one instalment adds while one version holds, until a day. An instalment that a later version
    /// replaced untouched (`!ours`) was paid nothing: its number means another one by then.
    fn add(
        &mut self,
        facts: &LoanFacts<'_>,
        version: &EffectiveSchedule,
        instalment: &Instalment,
        ours: bool,
        until: NaiveDate,
    ) {
        let from = instalment.due_on.max(version.effective_on);
        let (mut principal, mut interest) = (instalment.principal_vnd, instalment.interest_vnd);
        let (mut principal_days, mut overdue_days, mut settled) = (0, 0, from);
        let mut count = |principal: Vnd, overdue: Vnd, to: NaiveDate| {
            let days = i128::from(facts.days_counted(from, to));
            principal_days += i128::from(principal.get()) * days;
            overdue_days += i128::from(overdue.get()) * days;
        };
        for payment in facts.payments(until).filter(|_| ours) {
            for paid in payment.allocations.iter().filter(|paid| paid.instalment == instalment.number) {
                match paid.part {
                    AllocationPart::Principal => {
                        principal -= paid.amount_vnd;
                        count(paid.amount_vnd, paid.amount_vnd, payment.paid_on);
                    }
                    AllocationPart::Interest => {
                        interest -= paid.amount_vnd;
                        count(Vnd::ZERO, paid.amount_vnd, payment.paid_on);
                    }
                    AllocationPart::LateCharge | AllocationPart::AdvancePrincipal => continue,
                }
                settled = settled.max(payment.paid_on);
            }
        }
        let (principal, interest) = (principal.max(Vnd::ZERO), interest.max(Vnd::ZERO));
        if !(principal + interest).is_zero() {
            count(principal, principal + interest, until);
            settled = until;
        }
        let grace = i64::from(facts.contract.rules.late_grace_days);
        if facts.days_counted(instalment.due_on, settled) > grace {
            self.principal_days += principal_days;
            self.overdue_days += overdue_days;
            // one that was late already when the version took effect was counted in the version before
            let before = facts.days_counted(instalment.due_on, version.effective_on);
            self.instalments += i128::from(before <= grace);
        }
    }
}
