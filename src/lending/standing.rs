//! Where a loan stands on a day (tình trạng khoản vay): a function of what is recorded up to that day, so that
//! what is entered for a later day never changes the answer.

use super::contract::part_of_period;
use super::exact::{calendar_months, days, months_after, months_begun, portion};
use super::facts::AllocationPart;
pub use super::facts::{DividedPayment, EffectiveSchedule, Freeze, LoanFacts};
use super::late;
use super::payoff;
use super::rules::{EarlyRepayment, InterestMethod};
use super::schedule::{Instalment, Remaining, daily_interest};
use crate::platform::money::Vnd;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Days late, in the classes of the reports (nhóm nợ).
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ArrearsClass {
    /// Current (trong hạn).
    Current,
    /// 1 to 30 days overdue (quá hạn 1 đến 30 ngày).
    #[serde(rename = "days_1_to_30")]
    #[strum(serialize = "days_1_to_30")]
    Days1To30,
    /// 31 to 60 days overdue (quá hạn 31 đến 60 ngày).
    #[serde(rename = "days_31_to_60")]
    #[strum(serialize = "days_31_to_60")]
    Days31To60,
    /// 61 to 90 days overdue (quá hạn 61 đến 90 ngày).
    #[serde(rename = "days_61_to_90")]
    #[strum(serialize = "days_61_to_90")]
    Days61To90,
    /// More than 90 days overdue (quá hạn trên 90 ngày).
    #[serde(rename = "over_90")]
    #[strum(serialize = "over_90")]
    Over90,
}

impl ArrearsClass {
    /// The class of so many days past due.
    #[must_use]
    pub const fn of(days_past_due: i64) -> Self {
        match days_past_due {
            ..=0 => Self::Current,
            1..=30 => Self::Days1To30,
            31..=60 => Self::Days31To60,
            61..=90 => Self::Days61To90,
            _ => Self::Over90,
        }
    }
}

/// Where a loan stands on a day. Amounts in đồng.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanStanding {
    /// Day for which the standing was computed.
    pub as_of: NaiveDate,
    /// Outstanding principal (dư nợ gốc), in đồng.
    pub outstanding_principal_vnd: Vnd,
    /// Principal repaid by that day, in đồng.
    pub repaid_principal_vnd: Vnd,
    /// Principal written off (đã xóa nợ); the debt itself is not forgotten.
    pub written_off_principal_vnd: Vnd,
    /// Interest paid by that day, in đồng.
    pub paid_interest_vnd: Vnd,
    /// Principal due by that day and unpaid, in đồng.
    pub due_principal_vnd: Vnd,
    /// Interest due by that day and unpaid, in đồng.
    pub due_interest_vnd: Vnd,
    /// Principal due before that day and unpaid (gốc quá hạn), in đồng.
    pub overdue_principal_vnd: Vnd,
    /// Interest due before that day and unpaid (lãi quá hạn), in đồng.
    pub overdue_interest_vnd: Vnd,
    /// Late charge accrued and unpaid, in đồng.
    pub due_late_charge_vnd: Vnd,
    /// The due date of the oldest instalment that is overdue.
    pub oldest_unpaid_due: Option<NaiveDate>,
    /// Days since then, without paused ones; none while a pause holds.
    pub days_past_due: i64,
    /// Class of arrears: that of the days past due, and never a better one than `arrears_class_at_reschedule`.
    pub class: ArrearsClass,
    /// Whether the board has granted the loan more time (đã gia hạn): for ever, once it has.
    pub rescheduled: bool,
    /// Class of arrears in which the last reschedule found the loan. It is kept until the new schedule is performed: an
    /// instalment that bears principal and is due a month or more after the reschedule is paid in full (after Circular
    /// 11/2021/TT-NHNN, art. 10: a month of performance for short-term debt). Null then, and where nothing is owed.
    pub arrears_class_at_reschedule: Option<ArrearsClass>,
    /// Whether a pause holds on that day.
    pub frozen: bool,
}

/// Where the loan stands on a day.
#[must_use]
pub fn standing(facts: &LoanFacts<'_>, as_of: NaiveDate) -> LoanStanding {
    let view = View::of(facts, as_of);
    let rows = view.as_ref().map_or(&[][..], |view| &view.rows);
    let claimed = facts.claimed(as_of);
    let sum = |before: bool, left: fn(&Row) -> Vnd| -> Vnd {
        let due = rows.iter().filter(|row| row.due_on() < as_of || !before && row.due_on() == as_of);
        due.filter(|_| claimed).map(left).sum()
    };
    let oldest_unpaid_due =
        rows.iter().find(|row| claimed && row.due_on() < as_of && row.left() > Vnd::ZERO).map(Row::due_on);
    let frozen = facts.frozen(as_of);
    let days_past_due = match oldest_unpaid_due {
        Some(due) if !frozen => facts.days_counted(due, as_of),
        _ => 0,
    };
    let arrears_class_at_reschedule = class_at_reschedule(facts, as_of).filter(|_| claimed);
    LoanStanding {
        as_of,
        outstanding_principal_vnd: view.as_ref().map_or(Vnd::ZERO, |view| view.outstanding),
        repaid_principal_vnd: facts.paid(AllocationPart::Principal, as_of)
            + facts.paid(AllocationPart::AdvancePrincipal, as_of),
        written_off_principal_vnd: facts.written_off(as_of),
        paid_interest_vnd: facts.paid(AllocationPart::Interest, as_of),
        due_principal_vnd: sum(false, Row::principal_left),
        due_interest_vnd: sum(false, Row::interest_left),
        overdue_principal_vnd: sum(true, Row::principal_left),
        overdue_interest_vnd: sum(true, Row::interest_left),
        due_late_charge_vnd: late::due(facts, as_of),
        oldest_unpaid_due,
        days_past_due,
        class: ArrearsClass::of(days_past_due)
            .max(arrears_class_at_reschedule.unwrap_or(ArrearsClass::Current)),
        rescheduled: facts.granted(as_of).is_some(),
        arrears_class_at_reschedule,
        frozen,
    }
}

/// The class in which the last reschedule found a loan, until an instalment that follows from it, bears principal and is
/// due a month or more after it is paid in full.
#[must_use]
pub fn class_at_reschedule(facts: &LoanFacts<'_>, on: NaiveDate) -> Option<ArrearsClass> {
    let granted = facts.granted(on)?;
    let since = months_after(granted.effective_on, 1);
    let mut versions = facts.versions.iter().filter(|version| version.effective_on <= on).peekable();
    let mut performed = false;
    while let Some(version) = versions.next() {
        // what a later version replaced was never paid
        let end = versions.peek().map_or(u16::MAX, |next| next.schedule.first_number());
        let mut rows =
            version.schedule.instalments.iter().filter(|row| row.number < end && row.due_on >= since);
        performed |= version.number >= granted.number
            && rows.any(|row| !row.principal_vnd.is_zero() && facts.paid_in_full(row, on));
    }
    granted.schedule.arrears_class.filter(|_| !performed)
}

/// The last day of a pause that has no end yet.
pub const NO_END: NaiveDate = match NaiveDate::from_ymd_opt(2199, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// The due date of the oldest instalment that is not fully paid, due already or not, moved on by the days that
/// were paused since: while nothing is recorded and no pause holds, days past due are the days since.
/// Pauses that begin after the day are not looked at.
#[must_use]
pub fn late_since(facts: &LoanFacts<'_>, as_of: NaiveDate) -> Option<NaiveDate> {
    let view = View::of(facts, as_of).filter(|_| facts.claimed(as_of))?;
    let due = view.rows.iter().find(|row| row.left() > Vnd::ZERO)?.due_on();
    let begun = facts.freezes.iter().filter(|freeze| freeze.from <= as_of);
    let last = begun.filter_map(|freeze| freeze.to).max().filter(|last| *last > due).unwrap_or(due);
    let paused = days(due, last) - facts.days_counted(due, last);
    due.checked_add_days(Days::new(paused.unsigned_abs()))
}

/// Through which day the loan stands still, if it does: [`NO_END`] where nobody knows.
#[must_use]
pub fn frozen_until(facts: &LoanFacts<'_>, as_of: NaiveDate) -> Option<NaiveDate> {
    let holding = facts.freezes.iter().filter(|freeze| freeze.holds(as_of));
    holding.map(|freeze| freeze.to.unwrap_or(NO_END)).max()
}

/// What is left of the loan on a day, to draw up a new schedule ([`super::schedule::replan`]).
#[must_use]
pub fn remaining(facts: &LoanFacts<'_>, on: NaiveDate) -> Option<Remaining> {
    let class = standing(facts, on).class;
    View::of(facts, on).map(|view| view.remaining(class))
}

/// An instalment and what was paid of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub instalment: Instalment,
    pub principal_paid: Vnd,
    pub interest_paid: Vnd,
}

impl Row {
    pub fn due_on(&self) -> NaiveDate {
        self.instalment.due_on
    }
    pub fn principal_left(&self) -> Vnd {
        (self.instalment.principal_vnd - self.principal_paid).max(Vnd::ZERO)
    }
    pub fn interest_left(&self) -> Vnd {
        (self.instalment.interest_vnd - self.interest_paid).max(Vnd::ZERO)
    }
    pub fn left(&self) -> Vnd {
        self.principal_left() + self.interest_left()
    }
    pub fn begun(&self) -> bool {
        self.principal_paid + self.interest_paid > Vnd::ZERO
    }
}

/// A loan on a day, by the version that holds on it.
pub(super) struct View<'a> {
    pub facts: LoanFacts<'a>,
    pub on: NaiveDate,
    pub version: &'a EffectiveSchedule,
    pub outstanding: Vnd,
    pub rows: Vec<Row>,
}

impl<'a> View<'a> {
    /// Nothing before the disbursement.
    pub fn of(facts: &LoanFacts<'a>, on: NaiveDate) -> Option<Self> {
        let version = facts.version(on)?;
        let mut rows: Vec<Row> = version
            .schedule
            .instalments
            .iter()
            .map(|instalment| Row {
                instalment: *instalment,
                principal_paid: Vnd::ZERO,
                interest_paid: Vnd::ZERO,
            })
            .collect();
        let first = version.schedule.first_number();
        for paid in facts.allocations(on) {
            let place = paid.instalment.checked_sub(first).map(usize::from);
            if let Some(row) = place.and_then(|place| rows.get_mut(place)) {
                match paid.part {
                    AllocationPart::Interest => row.interest_paid += paid.amount_vnd,
                    AllocationPart::Principal => row.principal_paid += paid.amount_vnd,
                    AllocationPart::LateCharge | AllocationPart::AdvancePrincipal => {}
                }
            }
        }
        Some(Self { facts: *facts, on, version, outstanding: facts.outstanding(on), rows })
    }

    /// The instalments due by the day.
    pub fn due(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.due_on() <= self.on)
    }
    /// Those yet to come.
    pub fn to_come(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.due_on() > self.on)
    }
    /// Interest due and unpaid.
    pub fn interest_due(&self) -> Vnd {
        self.due().map(Row::interest_left).sum()
    }
    /// From which day on the interest of an instalment runs.
    fn start(&self, row: &Row) -> NaiveDate {
        let before = self.rows.iter().map(Row::due_on).take_while(|due| *due < row.due_on()).last();
        before.map_or(self.version.schedule.starts_on, |due| due.max(self.version.schedule.starts_on))
    }
    /// Whether the period of the next instalment has begun.
    pub fn period_begun(&self) -> bool {
        self.to_come().next().is_some_and(|next| self.on > self.start(next))
    }
    /// The period of the next instalment: its first day, its due date, its interest that was carried into it, and the
    /// rest.
    fn period(&self) -> Option<(NaiveDate, NaiveDate, Vnd, Vnd)> {
        let next = self.to_come().next()?;
        let schedule = &self.version.schedule;
        let (due, whole) = (next.due_on(), next.instalment.interest_vnd);
        let is_first = self.rows.iter().find(|row| row.due_on() > schedule.starts_on);
        let here = is_first.is_some_and(|first| first.due_on() == due);
        let carried = if here { schedule.interest_carried_vnd.min(whole) } else { Vnd::ZERO };
        Some((self.start(next), due, carried, whole - carried))
    }
    /// How much of the interest of the next instalment is earned by now by the rule for an early end: what was carried
    /// into it, and of the rest the days, or the months that have begun.
    pub fn earned(&self) -> Vnd {
        let Some((start, due, carried, body)) = self.period() else { return Vnd::ZERO };
        let contract = self.facts.contract;
        if self.on <= start {
            return carried;
        }
        let by_days = contract.rules.early_repayment == EarlyRepayment::InterestToDate;
        carried
            + if by_days && contract.rules.interest_method != InterestMethod::Flat {
                let later: Vnd = self.to_come().map(|row| row.instalment.principal_vnd).sum();
                daily_interest(contract, later, start, self.on).min(body)
            } else if by_days {
                portion(body, days(start, self.on), days(start, due), contract.unit()).min(body)
            } else {
                let months = calendar_months(start, due).max(1);
                portion(body, months_begun(start, self.on), months, contract.unit()).min(body)
            }
    }
    /// How much of it is earned by days, whatever the rule for an early end: what was carried, and of the rest the part
    /// of the period that is over.
    fn earned_to_day(&self) -> Vnd {
        let contract = self.facts.contract;
        match self.period() {
            None => Vnd::ZERO,
            Some((start, _, carried, _)) if self.on <= start => carried,
            Some(_) if contract.rules.early_repayment == EarlyRepayment::InterestToDate => self.earned(),
            Some((start, due, carried, body)) => {
                let counted = contract.counted(self.version.schedule.counts_days);
                let (part, whole) = part_of_period(counted, start, self.on, due);
                carried + portion(body, part, whole, contract.unit()).min(body)
            }
        }
    }
    /// Interest earned of the next instalment and unpaid.
    pub fn running(&self) -> Vnd {
        let paid = self.to_come().next().map_or(Vnd::ZERO, |next| next.interest_paid);
        (self.earned() - paid).max(Vnd::ZERO)
    }
    /// The next instalment that is not paid in full.
    pub fn next_unpaid(&self) -> Option<&Row> {
        self.to_come().find(|row| row.left() > Vnd::ZERO)
    }

    fn remaining(&self, class: ArrearsClass) -> Remaining {
        let instalments = self.rows.iter().filter(|row| row.left() > Vnd::ZERO).map(|row| Instalment {
            principal_vnd: row.principal_left(),
            interest_vnd: row.interest_left(),
            ..row.instalment
        });
        let (next, unpaid) = (self.to_come().next(), self.next_unpaid());
        let start = unpaid.map_or(self.on, |unpaid| self.start(unpaid));
        let begun = next.filter(|next| unpaid.is_some_and(|unpaid| unpaid.due_on() == next.due_on()));
        let paid_ahead: Vnd = self.to_come().map(|row| row.interest_paid).sum();
        Remaining {
            on: self.on,
            outstanding_vnd: self.outstanding,
            interest_due_vnd: self.interest_due(),
            interest_running_vnd: begun.map_or(Vnd::ZERO, |next| self.earned() - next.interest_paid),
            interest_to_day_vnd: self.earned_to_day() - paid_ahead,
            interest_early_end_vnd: payoff::interest(self),
            counts_days: self.version.schedule.counts_days,
            class,
            starts_on: start.max(self.on),
            first_number: self.facts.next_number(self.on),
            instalments: instalments.collect(),
        }
    }
}
