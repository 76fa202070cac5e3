//! The instalments (lịch trả nợ) that follow from a contract, and those that follow anew when
//! principal is repaid early, when the club grants more time, or when a disaster pauses everything.
//!
//! Each instalment is rounded down, or half up where it is interest on a balance; what is left over stands on
//! the last. So the principal of a schedule is exactly what was owed when it was drawn up.

use super::contract::LoanContract;
use super::exact::{Year, calendar_months, interest, months_after, portion, round, split};
use super::rules::{BulletInterest, DayCount, EarlyRepayment, InterestMethod, PartialPrepayment};
use super::standing::ArrearsClass;
use crate::platform::money::Vnd;
use chrono::{Datelike, Days, NaiveDate};
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};
use std::iter;
use utoipa::ToSchema;

/// One instalment (kỳ hạn trả nợ).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Instalment {
    /// Counts the loan's instalments from 1. A new version goes on after the last one that was touched by a
    /// payment, so that a payment's number says of which version it is.
    #[schema(example = 1)]
    pub number: u16,
    /// The due date (ngày đến hạn).
    pub due_on: NaiveDate,
    /// Principal (gốc), in đồng.
    pub principal_vnd: Vnd,
    /// Interest (lãi), in đồng.
    pub interest_vnd: Vnd,
}

impl Instalment {
    /// Principal and interest.
    #[must_use]
    pub fn total_vnd(&self) -> Vnd {
        self.principal_vnd + self.interest_vnd
    }
}

/// A version of a loan's schedule. Due dates strictly increase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RepaymentSchedule {
    /// First day for which the interest of the first instalment yet to come runs.
    pub starts_on: NaiveDate,
    /// Interest of that instalment that was earned before that day, in đồng: it is part of the instalment. Below
    /// nothing where interest had been paid ahead: by so much the instalment is less.
    pub interest_carried_vnd: Vnd,
    /// Interest that an early end would have cost on the day on which this schedule replaced another, in đồng: an early
    /// end never costs less than this, less what was paid since. Null for the first schedule of a loan.
    pub interest_early_end_vnd: Option<Vnd>,
    /// Whether the interest of its periods counts days where the contract counts months (`per_period`): dates that the
    /// board granted are no equal periods, so the days of the calendar count, of a year of 365.
    pub counts_days: bool,
    /// Class of arrears (nhóm nợ) in which the loan stood when the board granted this schedule (gia hạn nợ); null for a
    /// schedule that the board did not grant.
    pub arrears_class: Option<ArrearsClass>,
    /// Instalments in the order of their due dates.
    pub instalments: Vec<Instalment>,
}

impl RepaymentSchedule {
    /// All principal.
    #[must_use]
    pub fn principal_vnd(&self) -> Vnd {
        self.instalments.iter().map(|instalment| instalment.principal_vnd).sum()
    }
    /// All interest.
    #[must_use]
    pub fn interest_vnd(&self) -> Vnd {
        self.instalments.iter().map(|instalment| instalment.interest_vnd).sum()
    }
    /// Principal and interest.
    #[must_use]
    pub fn total_vnd(&self) -> Vnd {
        self.principal_vnd() + self.interest_vnd()
    }
    /// The number of the first instalment; 1 where there is none.
    #[must_use]
    pub fn first_number(&self) -> u16 {
        self.instalments.first().map_or(1, |first| first.number)
    }
    /// The last due date.
    #[must_use]
    pub fn ends_on(&self) -> Option<NaiveDate> {
        self.instalments.last().map(|last| last.due_on)
    }
}

/// The schedule of a loan paid out on this day: due every month on the same day, or on the last of a month
/// that has no such day, or on the contract's seasonal dates.
#[must_use]
pub fn plan(contract: &LoanContract, disbursed_on: NaiveDate) -> RepaymentSchedule {
    let seasonal = contract.due_dates.iter().flatten().copied().filter(|due| *due > disbursed_on);
    let mut dues: Vec<NaiveDate> = seasonal.collect();
    if dues.is_empty() {
        dues = monthly(disbursed_on, contract.term_months);
    }
    let grace = usize::from(contract.grace_principal_months);
    let lines = lines(contract, contract.day_count(), contract.principal_vnd, disbursed_on, &dues, grace);
    number(disbursed_on, 1, Vnd::ZERO, lines)
}

/// What is left of a loan on a day, from which a new schedule is drawn up ([`super::standing::remaining`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remaining {
    /// Day on which this is left.
    pub on: NaiveDate,
    /// Outstanding principal, in đồng.
    pub outstanding_vnd: Vnd,
    /// Interest that was due and is unpaid.
    pub interest_due_vnd: Vnd,
    /// Interest of the running period that is earned by now by the rule for an early end, less what was paid of it.
    pub interest_running_vnd: Vnd,
    /// Interest of the running period by days, to this day, less all that was paid of interest that is not yet due:
    /// below nothing where more was paid than is earned.
    pub interest_to_day_vnd: Vnd,
    /// Interest that an early end would cost on this day.
    pub interest_early_end_vnd: Vnd,
    /// Whether the periods of the schedule count days where the contract counts months.
    pub counts_days: bool,
    /// Class of arrears on this day.
    pub class: ArrearsClass,
    /// From which day on the interest of the first instalment yet to come runs.
    pub starts_on: NaiveDate,
    /// The number of the first new instalment.
    pub first_number: u16,
    /// The unpaid parts of the instalments.
    pub instalments: Vec<Instalment>,
}

/// Why a new schedule is drawn up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replan {
    /// Principal was repaid early (trả trước một phần); what was due is paid.
    Prepaid {
        /// Principal repaid, in đồng: less than what is owed.
        principal_vnd: Vnd,
        /// Effect on the instalments to come.
        rule: PartialPrepayment,
    },
    /// The club grants a new term from that day (gia hạn nợ): until then interest is owed to the day, from then on it is
    /// that of a new loan of what is owed. Flat interest is then on the principal still owed.
    NewTerm {
        /// New term, in months.
        term_months: u8,
        /// For how many of them principal rests.
        grace_principal_months: u8,
    },
    /// The club grants new due dates (điều chỉnh kỳ hạn), as a new loan of what is owed; days between them count. Those
    /// not after the day are left out.
    NewDates {
        /// The dates, each after the one before.
        due_dates: Vec<NaiveDate>,
    },
    /// What is due from a day on is put off (hoãn trả do thiên tai), at no cost.
    Shift {
        /// First day from which due dates are put off.
        since: NaiveDate,
        /// Number of months by which they are put off.
        months: u8,
    },
}

/// A new version of the schedule. Its principal is what is owed; interest that was due or earned before is
/// never lost: it stands on the first instalment, and interest that was paid ahead is taken off the first ones. An early
/// end costs the same before and after: all interest of the new version is at least what it would have cost.
#[must_use]
pub fn replan(contract: &LoanContract, left: &Remaining, how: &Replan) -> RepaymentSchedule {
    match how {
        Replan::Prepaid { principal_vnd, rule } => prepaid(contract, left, *principal_vnd, *rule),
        Replan::NewTerm { term_months, grace_principal_months } => {
            let dues = monthly(left.on, (*term_months).max(1));
            anew(contract, left, &dues, usize::from(*grace_principal_months), false)
        }
        Replan::NewDates { due_dates } => {
            let dues: Vec<_> = due_dates.iter().copied().filter(|due| *due > left.on).collect();
            anew(contract, left, &if dues.is_empty() { monthly(left.on, 1) } else { dues }, 0, true)
        }
        Replan::Shift { since, months } => shifted(contract, left, *since, *months),
    }
}

/// Simple interest by days (lãi theo ngày): `outstanding × yearly rate × days ÷ 365`, half up to the unit.
#[must_use]
pub fn daily_interest(contract: &LoanContract, outstanding: Vnd, from: NaiveDate, to: NaiveDate) -> Vnd {
    let time = contract.days_of_year(from, to);
    interest(outstanding, contract.rules.yearly_ppm(), time, contract.unit())
}

/// An instalment that has no number yet: due date, principal, interest.
type Line = (NaiveDate, Vnd, Vnd);

fn monthly(from: NaiveDate, months: u8) -> Vec<NaiveDate> {
    (1..=u32::from(months)).map(|month| months_after(from, month)).collect()
}

/// Numbers the instalments; those of nothing are left out.
fn number(
    starts_on: NaiveDate,
    first: u16,
    interest_carried_vnd: Vnd,
    lines: impl IntoIterator<Item = Line>,
) -> RepaymentSchedule {
    let something = lines.into_iter().filter(|(_, principal, interest)| *principal + *interest > Vnd::ZERO);
    let instalments = something
        .zip(first..)
        .map(|((due_on, principal_vnd, interest_vnd), number)| Instalment {
            number,
            due_on,
            principal_vnd,
            interest_vnd,
        })
        .collect();
    RepaymentSchedule {
        starts_on,
        interest_carried_vnd,
        interest_early_end_vnd: None,
        counts_days: false,
        arrears_class: None,
        instalments,
    }
}

/// The first `grace` instalments bear no principal.
fn lines(
    contract: &LoanContract,
    counted: DayCount,
    owed: Vnd,
    from: NaiveDate,
    dues: &[NaiveDate],
    grace: usize,
) -> Vec<Line> {
    let (unit, yearly, count) = (contract.unit(), contract.rules.yearly_ppm(), dues.len());
    let bearing = count.saturating_sub(grace).max(1);
    let rest = count - bearing;
    let starts = iter::once(from).chain(dues.iter().copied());
    let times: Vec<Year> =
        starts.zip(dues).map(|(start, due)| contract.period_of_year(counted, start, *due, 1)).collect();
    let term = Year {
        part: times.iter().map(|time| time.part).sum(),
        whole: times.first().map_or(1, |time| time.whole),
    };
    let equal = || iter::repeat_n(Vnd::ZERO, rest).chain(split(owed, bearing, unit)).collect::<Vec<_>>();
    let on_balance = |principals: &mut dyn FnMut(usize, Vnd, Vnd) -> Vnd| {
        let mut outstanding = owed;
        let mut parts = Vec::with_capacity(count);
        for (index, time) in times.iter().enumerate() {
            let interest = interest(outstanding, yearly, *time, unit);
            let asked = principals(index, outstanding, interest);
            let principal = if index + 1 == count { outstanding } else { asked.min(outstanding) };
            outstanding -= principal;
            parts.push((principal, interest));
        }
        parts
    };
    let parts: Vec<(Vnd, Vnd)> = match contract.rules.interest_method {
        InterestMethod::Flat | InterestMethod::InterestFree => {
            equal().into_iter().zip(split(interest(owed, yearly, term, unit), count, unit)).collect()
        }
        InterestMethod::DecliningEqualPrincipal => {
            let equal = equal();
            on_balance(&mut |index, _, _| equal.get(index).copied().unwrap_or_default())
        }
        InterestMethod::Annuity => {
            let each = annuity(contract, owed, bearing);
            on_balance(&mut |index, _, interest| annuity_principal(index >= rest, each, interest))
        }
        InterestMethod::Bullet => match contract.rules.bullet_interest {
            BulletInterest::EachPeriod => on_balance(&mut |_, _, _| Vnd::ZERO),
            BulletInterest::AtEnd => {
                let nothing = iter::repeat_n((Vnd::ZERO, Vnd::ZERO), count.saturating_sub(1));
                nothing.chain([(owed, interest(owed, yearly, term, unit))]).collect()
            }
        },
    };
    dues.iter().zip(parts).map(|(due, (principal, interest))| (*due, principal, interest)).collect()
}

fn annuity_principal(bearing: bool, each: Vnd, interest: Vnd) -> Vnd {
    if bearing { (each - interest).max(Vnd::ZERO) } else { Vnd::ZERO }
}

/// The equal instalment of principal and interest: `P·r ÷ (1 − (1 + r)⁻ⁿ)`, exactly, half up to the unit.
/// With `r = a ÷ d` it is `P·a·(d + a)ⁿ ÷ d·((d + a)ⁿ − dⁿ)`.
fn annuity(contract: &LoanContract, owed: Vnd, count: usize) -> Vnd {
    let unit = contract.unit();
    let yearly = contract.rules.yearly_ppm();
    let count = u32::try_from(count).unwrap_or(u32::MAX).max(1);
    let (Ok(principal), true) = (u64::try_from(owed.get()), yearly > 0) else {
        return round(i128::from(owed.get()), i128::from(count), unit);
    };
    let unit = BigUint::from(unit.dong().unsigned_abs());
    let whole = BigUint::from(12_000_000_u32);
    let grown = (&whole + yearly).pow(count);
    let numerator = BigUint::from(principal) * yearly * &grown;
    let divisor = &whole * (&grown - whole.pow(count)) * &unit;
    let units = (numerator * 2_u32 + &divisor) / (divisor * 2_u32);
    i64::try_from(units * unit).map_or(owed, Vnd::new)
}

/// Puts what was earned before, less what was paid ahead, on the first instalments. Returns how much of it stands on the
/// first that is not of nothing.
fn carry(lines: &mut [Line], carried: Vnd) -> Vnd {
    if let (false, Some((_, _, first))) = (carried.is_negative(), lines.first_mut()) {
        *first += carried;
        return carried;
    }
    let (mut ahead, mut on_first, mut found) = (-carried, Vnd::ZERO, false);
    for (_, principal, interest) in lines {
        let part = ahead.min(*interest);
        ahead -= part;
        *interest -= part;
        if !found {
            on_first -= part;
            found = *principal + *interest > Vnd::ZERO;
        }
    }
    on_first
}

/// What an early end would have cost stays owed, if need be on the last instalment.
fn owe_at_least(lines: &mut [Line], least: Vnd) {
    let all: Vnd = lines.iter().map(|(_, _, interest)| *interest).sum();
    if let Some((_, _, last)) = lines.last_mut() {
        *last += (least - all).max(Vnd::ZERO);
    }
}

/// As a new loan of what is owed, with unpaid interest on the first instalment.
fn anew(
    contract: &LoanContract,
    left: &Remaining,
    dues: &[NaiveDate],
    grace: usize,
    counts_days: bool,
) -> RepaymentSchedule {
    let counted = contract.counted(counts_days);
    let mut lines = lines(contract, counted, left.outstanding_vnd, left.on, dues, grace);
    // what is due at the end with the principal stays due there
    lines.retain(|(_, principal, interest)| *principal + *interest > Vnd::ZERO || !at_end(contract));
    // by days it may come to more than by months begun where a period is no whole month: an early end decides
    let earned = left.interest_due_vnd + left.interest_to_day_vnd;
    let carried = carry(&mut lines, earned.min(left.interest_early_end_vnd));
    owe_at_least(&mut lines, left.interest_early_end_vnd);
    RepaymentSchedule {
        interest_early_end_vnd: Some(left.interest_early_end_vnd),
        counts_days,
        arrears_class: Some(left.class),
        ..number(left.on, left.first_number, carried, lines)
    }
}

/// Whether all interest is paid with the principal in one sum.
fn at_end(contract: &LoanContract) -> bool {
    let rules = &contract.rules;
    rules.interest_method == InterestMethod::Bullet && rules.bullet_interest == BulletInterest::AtEnd
}

/// Those due from `since` on are due so many months later.
fn shifted(contract: &LoanContract, left: &Remaining, since: NaiveDate, months: u8) -> RepaymentSchedule {
    // a 28 February of a loan paid out on a 31st becomes a 31 March
    let day = left.instalments.iter().map(|instalment| instalment.due_on.day()).max().unwrap_or(1);
    let later = |due: NaiveDate| {
        let ends_month = due.succ_opt().is_none_or(|next| next.month() != due.month());
        let moved = months_after(due, u32::from(months));
        let wanted = if contract.due_dates.is_none() && ends_month { day } else { moved.day() };
        (0..4).find_map(|less| moved.with_day(wanted.saturating_sub(less))).unwrap_or(moved)
    };
    let mut before = NaiveDate::MIN;
    let lines = left.instalments.iter().map(|instalment| {
        let due = if instalment.due_on >= since { later(instalment.due_on) } else { instalment.due_on };
        before = due.max(before.checked_add_days(Days::new(1)).unwrap_or(due));
        (before, instalment.principal_vnd, instalment.interest_vnd)
    });
    // overdue instalments keep their dates, and what was earned stands on the first yet to come
    RepaymentSchedule {
        interest_early_end_vnd: Some(left.interest_early_end_vnd),
        counts_days: left.counts_days,
        ..number(left.starts_on, left.first_number, left.interest_running_vnd, lines.collect::<Vec<_>>())
    }
}

fn prepaid(
    contract: &LoanContract,
    left: &Remaining,
    paid: Vnd,
    rule: PartialPrepayment,
) -> RepaymentSchedule {
    let (unit, method) = (contract.unit(), contract.rules.interest_method);
    let shorten = rule == PartialPrepayment::ShortenTerm;
    let flat = method == InterestMethod::Flat;
    let before = left.outstanding_vnd;
    let owed = before - paid;
    let of_rest = |amount: Vnd| portion(amount, owed.get(), before.get(), unit);
    let bearing = left.instalments.iter().filter(|old| !old.principal_vnd.is_zero()).count();
    let each = annuity(contract, owed, bearing);
    let mut equal = split(owed, bearing, unit).into_iter();
    let counted = contract.counted(left.counts_days);
    let (mut outstanding, mut lines, mut start) = (owed, Vec::<Line>::new(), left.starts_on);
    let mut running = Vnd::ZERO;
    for (index, old) in left.instalments.iter().enumerate() {
        let months = calendar_months(start, old.due_on).max(1);
        let interest = if index == 0 {
            running = left.interest_running_vnd.min(old.interest_vnd);
            let rest = old.interest_vnd - running;
            if flat && shorten { rest } else { of_rest(rest) }
        } else if flat {
            if shorten { old.interest_vnd } else { of_rest(old.interest_vnd) }
        } else {
            let time = contract.period_of_year(counted, start, old.due_on, months);
            interest(outstanding, contract.rules.yearly_ppm(), time, unit)
        };
        let whole = if index == 0 { (running + interest).max(Vnd::ZERO) } else { interest };
        let bears = !old.principal_vnd.is_zero();
        let asked = match method {
            InterestMethod::Annuity if shorten => annuity_principal(bears, old.total_vnd(), whole),
            InterestMethod::Annuity => annuity_principal(bears, each, whole),
            _ if shorten => old.principal_vnd,
            _ if bears => equal.next().unwrap_or_default(),
            _ => Vnd::ZERO,
        };
        let last = index + 1 == left.instalments.len();
        let principal = if last { outstanding } else { asked.min(outstanding) };
        outstanding -= principal;
        lines.push((old.due_on, principal, interest));
        start = old.due_on;
        if outstanding.is_zero() {
            break;
        }
    }
    let mut carried = carry(&mut lines, running);
    if contract.rules.early_repayment == EarlyRepayment::FullInterest {
        let all = left.instalments.iter().map(|old| old.interest_vnd).sum();
        let parts = split(all, lines.len(), unit);
        lines.iter_mut().zip(parts).for_each(|((_, _, interest), part)| *interest = part);
        carried = lines.first().map_or(Vnd::ZERO, |(_, _, first)| running.min(*first));
    }
    owe_at_least(&mut lines, left.interest_early_end_vnd);
    let starts_on = left.starts_on.max(left.on);
    RepaymentSchedule {
        interest_early_end_vnd: Some(left.interest_early_end_vnd),
        counts_days: left.counts_days,
        ..number(starts_on, left.first_number, carried, lines)
    }
}
