//! What a reschedule may cost and what lateness may, reckoned by `verify` from what is recorded of a loan: by code of its
//! own, so that it can judge the functions of lending. A reschedule charges each day once: until its day on the old terms,
//! from then on the new. A late charge is at most what the Civil Code allows (art. 466(4) and (5)).

use crate::lending::allocation::AllocationPart;
use crate::lending::rules::{BulletInterest, DayCount, EarlyRepayment, InterestMethod};
use crate::lending::standing::EffectiveSchedule;
use crate::lending::{Instalment, LoanContract};
use crate::money::loans::model::LoanFile;
use chrono::{Datelike, Months, NaiveDate};

/// What is wrong with the loan: sentences, none where nothing is.
pub(super) fn faults(file: &LoanFile) -> Vec<String> {
    let judge = Judge { file };
    let pairs = file.versions.iter().zip(file.versions.iter().skip(1));
    let granted = pairs.filter(|(_, new)| new.schedule.arrears_class.is_some());
    granted.filter_map(|(old, new)| judge.reschedule(old, new)).chain(judge.late_charges()).collect()
}

struct Judge<'a> {
    file: &'a LoanFile,
}

/// A fraction of đồng, rounded half up to a unit.
fn rounded(numerator: i128, divisor: i128, unit: i128) -> i128 {
    (2 * numerator + divisor * unit).div_euclid(2 * divisor * unit) * unit
}

fn months(from: NaiveDate, to: NaiveDate) -> i128 {
    i128::from(to.year() - from.year()) * 12 + i128::from(to.month()) - i128::from(from.month())
}

/// Days, by months of thirty or by the calendar.
fn days(thirty: bool, from: NaiveDate, to: NaiveDate) -> i128 {
    if thirty {
        months(from, to) * 30 + i128::from(to.day().min(30)) - i128::from(from.day().min(30))
    } else {
        i128::from((to - from).num_days())
    }
}

/// Of a year: how many parts of how many.
fn time(counted: DayCount, from: NaiveDate, to: NaiveDate) -> (i128, i128) {
    match counted {
        DayCount::PerPeriod => (months(from, to).max(1), 12),
        DayCount::Thirty360 => (days(true, from, to), 360),
        DayCount::Actual365 => (days(false, from, to), 365),
    }
}

impl Judge<'_> {
    fn contract(&self) -> &LoanContract {
        &self.file.contract
    }
    fn unit(&self) -> i128 {
        i128::from(self.contract().rules.rounding_unit_vnd.dong())
    }
    fn yearly(&self) -> i128 {
        i128::from(self.contract().rules.yearly_ppm())
    }
    fn counted(&self, version: &EffectiveSchedule) -> DayCount {
        let irregular = version.schedule.counts_days || self.contract().due_dates.is_some();
        match self.contract().rules.day_count {
            DayCount::PerPeriod if irregular => DayCount::Actual365,
            counted => counted,
        }
    }
    fn interest(&self, base: i128, (part, whole): (i128, i128)) -> i128 {
        rounded(base * self.yearly() * part, 1_000_000 * whole, self.unit())
    }
    /// What was paid of an instalment before a day, that day included or not.
    fn paid(&self, part: AllocationPart, row: &Instalment, counts: impl Fn(NaiveDate) -> bool) -> i128 {
        let payments = self.file.payments.iter().filter(|payment| counts(payment.paid_on));
        let lines = payments.flat_map(|payment| &payment.allocations);
        let of_row = lines.filter(|line| line.part == part && line.instalment == row.number);
        of_row.map(|line| i128::from(line.amount_vnd.get())).sum()
    }

    /// Whether a reschedule bears the interest that its days come to.
    fn reschedule(&self, old: &EffectiveSchedule, new: &EffectiveSchedule) -> Option<String> {
        let before = Before::of(self, old, new);
        let least = before.early_end(self);
        let earned = (before.due + before.to_day(self) - before.ahead).min(least);
        let fresh = self.fresh(new);
        let expected = (earned + fresh).max(0).max(least);
        let rows = &new.schedule.instalments;
        let stands: i128 = rows.iter().map(|row| i128::from(row.interest_vnd.get())).sum();
        // an instalment of nothing is left out, and its rounding with it
        let owed: i128 = rows.iter().map(|row| i128::from(row.principal_vnd.get())).sum();
        let rests = rows.iter().any(|row| row.principal_vnd.is_zero())
            || self.contract().rules.interest_method == InterestMethod::Bullet;
        let nothing = |part, whole| self.interest(owed, (part, whole)) == 0;
        let little = owed < self.unit() * 40 || nothing(1, 12);
        let left_out = earned < 0 || little || rests && nothing(1, 365);
        let leeway = if left_out { self.unit() * 20 } else { 0 };
        ((stands - expected).abs() > leeway).then(|| {
            format!(
                "its reschedule of {} bears {stands} of interest, and its days come to {expected}",
                new.effective_on
            )
        })
    }

    /// The interest of a new loan of what was owed, by the dates and the principal of its instalments.
    fn fresh(&self, new: &EffectiveSchedule) -> i128 {
        let (rows, counted) = (&new.schedule.instalments, self.counted(new));
        let owed: i128 = rows.iter().map(|row| i128::from(row.principal_vnd.get())).sum();
        let rules = &self.contract().rules;
        let at_end =
            rules.interest_method == InterestMethod::Bullet && rules.bullet_interest == BulletInterest::AtEnd;
        let starts = std::iter::once(new.effective_on).chain(rows.iter().map(|row| row.due_on));
        let times: Vec<_> = starts.zip(rows).map(|(start, row)| time(counted, start, row.due_on)).collect();
        let term = (times.iter().map(|time| time.0).sum(), times.first().map_or(1, |time| time.1));
        if at_end || rules.interest_method == InterestMethod::Flat {
            return self.interest(owed, term);
        }
        let mut balance = owed;
        let of_period = rows.iter().zip(times).map(|(row, time)| {
            let interest = self.interest(balance, time);
            balance -= i128::from(row.principal_vnd.get());
            interest
        });
        of_period.sum()
    }

    /// Whether more was charged for lateness than the law allows on what was overdue.
    fn late_charges(&self) -> Option<String> {
        let (mut charged, mut allowed, mut since) = (0_i128, 0_i128, None);
        for payment in &self.file.payments {
            let lines = payment.allocations.iter().filter(|line| line.part == AllocationPart::LateCharge);
            let charge: i128 = lines.map(|line| i128::from(line.amount_vnd.get())).sum();
            if charge == 0 {
                continue;
            }
            charged += charge;
            let first = since.or_else(|| self.file.versions.first().map(|first| first.effective_on))?;
            let overdue = first.iter_days().skip(1).take_while(|day| *day <= payment.paid_on);
            allowed += overdue.map(|day| self.overdue(day)).sum::<i128>();
            since = Some(payment.paid_on);
            let half_ppm = if self.yearly() == 0 { 200_000 } else { 3 * self.yearly() };
            let at_most = rounded(allowed * half_ppm, 2 * 365 * 1_000_000, self.unit());
            if charged > at_most {
                let on = payment.paid_on;
                return Some(format!(
                    "its late charges come to {charged} by {on}, and the law allows {at_most}"
                ));
            }
        }
        None
    }

    /// Principal overdue on a day, which what is paid on it still is; nothing while a pause holds.
    fn overdue(&self, day: NaiveDate) -> i128 {
        let paused = |from: NaiveDate, to: Option<NaiveDate>| from <= day && to.is_none_or(|to| day <= to);
        if self.file.freezes.iter().any(|freeze| paused(freeze.from, freeze.to)) {
            return 0;
        }
        let holds = self.file.versions.iter().rposition(|version| version.effective_on < day);
        let Some((at, version)) = holds.and_then(|at| Some((at, self.file.versions.get(at)?))) else {
            return 0;
        };
        let end = self.file.versions.get(at + 1).map_or(u16::MAX, |next| next.schedule.first_number());
        let rows = version.schedule.instalments.iter().filter(|row| row.due_on < day);
        rows.map(|row| {
            let paid = self.paid(AllocationPart::Principal, row, |on| on < day);
            let paid = if row.number < end { paid } else { 0 };
            (i128::from(row.principal_vnd.get()) - paid).max(0)
        })
        .sum()
    }
}

/// A loan by its old schedule, on the day of a reschedule.
struct Before<'a> {
    old: &'a EffectiveSchedule,
    on: NaiveDate,
    /// Interest of each instalment, and what was paid of it.
    rows: Vec<(&'a Instalment, i128)>,
    /// Interest due and unpaid.
    due: i128,
    /// Interest paid that was not due yet.
    ahead: i128,
}

impl<'a> Before<'a> {
    fn of(judge: &Judge<'_>, old: &'a EffectiveSchedule, new: &EffectiveSchedule) -> Self {
        let (on, touched) = (new.effective_on, new.schedule.first_number());
        let paid = |row: &Instalment| {
            let paid = judge.paid(AllocationPart::Interest, row, |day| day <= on);
            if row.number < touched { paid } else { 0 }
        };
        let rows: Vec<_> = old.schedule.instalments.iter().map(|row| (row, paid(row))).collect();
        let left = |(row, paid): &(&Instalment, i128)| (i128::from(row.interest_vnd.get()) - paid).max(0);
        let due = rows.iter().filter(|(row, _)| row.due_on <= on).map(left).sum();
        let ahead = rows.iter().filter(|(row, _)| row.due_on > on).map(|(_, paid)| *paid).sum();
        Self { old, on, rows, due, ahead }
    }
    fn all(&self) -> i128 {
        self.rows.iter().map(|(row, paid)| (i128::from(row.interest_vnd.get()) - paid).max(0)).sum()
    }
    /// The running period: its place, its first day, its due date, what was carried into it, and the rest.
    fn running(&self) -> Option<(usize, NaiveDate, NaiveDate, i128, i128)> {
        let schedule = &self.old.schedule;
        let at = self.rows.iter().position(|(row, _)| row.due_on > self.on)?;
        let (row, _) = self.rows.get(at)?;
        let before = at.checked_sub(1).and_then(|before| self.rows.get(before));
        let start = before.map_or(schedule.starts_on, |(row, _)| row.due_on.max(schedule.starts_on));
        let first = self.rows.iter().find(|(row, _)| row.due_on > schedule.starts_on);
        let whole = i128::from(row.interest_vnd.get());
        let here = first.is_some_and(|(first, _)| first.number == row.number);
        let carried = if here { i128::from(schedule.interest_carried_vnd.get()).min(whole) } else { 0 };
        Some((at, start, row.due_on, carried, whole - carried))
    }
    fn share(body: i128, part: i128, whole: i128, unit: i128) -> i128 {
        if whole <= 0 || part >= whole { body } else { rounded(body * part.max(0), whole, unit).min(body) }
    }
    /// Interest of the running period to the day.
    fn to_day(&self, judge: &Judge<'_>) -> i128 {
        let Some((at, start, due, carried, body)) = self.running() else { return 0 };
        if self.on <= start {
            return carried;
        }
        let rules = &judge.contract().rules;
        if rules.early_repayment != EarlyRepayment::InterestToDate {
            let thirty = judge.counted(self.old) != DayCount::Actual365;
            let (part, whole) = (days(thirty, start, self.on), days(thirty, start, due));
            return carried + Self::share(body, part, whole, judge.unit());
        }
        if rules.interest_method == InterestMethod::Flat {
            let (part, whole) = (days(false, start, self.on), days(false, start, due));
            return carried + Self::share(body, part, whole, judge.unit());
        }
        let later = self.rows.iter().skip(at).map(|(row, _)| i128::from(row.principal_vnd.get())).sum();
        let thirty = rules.day_count == DayCount::Thirty360;
        let of_year = (days(thirty, start, self.on), if thirty { 360 } else { 365 });
        carried + judge.interest(later, of_year).min(body)
    }
    /// Interest of the months of the running period that have begun.
    fn begun(&self, judge: &Judge<'_>) -> i128 {
        let Some((_, start, due, carried, body)) = self.running() else { return 0 };
        if self.on <= start {
            return carried;
        }
        let calendar = u32::try_from(months(start, self.on)).unwrap_or(0);
        let reached = start.checked_add_months(Months::new(calendar)).is_some_and(|day| day >= self.on);
        let begun = i128::from(calendar) + i128::from(!reached);
        carried + Self::share(body, begun, months(start, due).max(1), judge.unit())
    }
    /// By the digits of the months: of n the first weighs n.
    fn by_digits(&self, judge: &Judge<'_>) -> i128 {
        let schedule = &self.old.schedule;
        let interest = |row: &Instalment| i128::from(row.interest_vnd.get());
        let overdue = self.rows.iter().filter(|(row, _)| row.due_on <= schedule.starts_on);
        let periods: Vec<_> = self.rows.iter().filter(|(row, _)| row.due_on > schedule.starts_on).collect();
        let over = periods.iter().filter(|(row, _)| row.due_on <= self.on).count();
        let begun = self.running().is_some_and(|(_, start, ..)| self.on > start);
        let (n, elapsed) = (periods.len(), over + usize::from(begun));
        let digits = |count: usize| i128::try_from(count * (count + 1) / 2).unwrap_or(i128::MAX);
        let carried = i128::from(schedule.interest_carried_vnd.get());
        let body = periods.iter().map(|(row, _)| interest(row)).sum::<i128>() - carried;
        let part = digits(n) - digits(n.saturating_sub(elapsed));
        let overdue: i128 = overdue.map(|(row, _)| interest(row)).sum();
        overdue + carried + Self::share(body, part, digits(n), judge.unit())
    }
    /// Interest that an early end would have cost on the day.
    fn early_end(&self, judge: &Judge<'_>) -> i128 {
        let paid: i128 = self.rows.iter().map(|(_, paid)| *paid).sum();
        let before = self.old.schedule.interest_early_end_vnd.map(|least| i128::from(least.get()));
        let next = self.running().and_then(|(at, ..)| self.rows.get(at)).map_or(0, |(_, paid)| *paid);
        let asked = match judge.contract().rules.early_repayment {
            EarlyRepayment::FullInterest if before.is_none() => self.all(),
            EarlyRepayment::FullInterest | EarlyRepayment::ElapsedPeriods => {
                self.due + (self.begun(judge) - next).max(0)
            }
            EarlyRepayment::InterestToDate => self.due + (self.to_day(judge) - next).max(0),
            EarlyRepayment::RuleOfMonths => self.by_digits(judge) - paid,
        };
        asked.max(before.map_or(0, |before| before - paid)).max(self.due).min(self.all())
    }
}
