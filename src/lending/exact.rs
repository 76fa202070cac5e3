//! Exact fractions of money and of time.

use super::rules::RoundingUnit;
use crate::platform::money::Vnd;
use chrono::{Datelike, Months, NaiveDate};

/// A million parts are the whole.
pub(super) const MILLION: i128 = 1_000_000;

/// `numerator ÷ denominator` đồng, rounded half up to the unit. The denominator is positive.
pub(super) fn round(numerator: i128, denominator: i128, unit: RoundingUnit) -> Vnd {
    let unit = i128::from(unit.dong());
    let divisor = denominator.max(1) * unit;
    let dong = (2 * numerator + divisor).div_euclid(2 * divisor) * unit;
    Vnd::new(i64::try_from(dong).unwrap_or(i64::MAX))
}

/// `part ÷ whole` of an amount, rounded half up to the unit; all of it where the whole is nothing.
pub(super) fn portion(amount: Vnd, part: i64, whole: i64, unit: RoundingUnit) -> Vnd {
    if whole <= 0 || part >= whole {
        return amount;
    }
    round(i128::from(amount.get()) * i128::from(part.max(0)), i128::from(whole), unit)
}

/// `count` shares of an amount: equal ones, rounded down to the unit, and what remains on the last.
pub(super) fn split(total: Vnd, count: usize, unit: RoundingUnit) -> Vec<Vnd> {
    let shares = i64::try_from(count).unwrap_or(i64::MAX).max(1);
    let each = total.get() / shares / unit.dong() * unit.dong();
    let mut parts = vec![Vnd::new(each); count];
    if let Some(last) = parts.last_mut() {
        *last = Vnd::new(total.get() - each * (shares - 1));
    }
    parts
}

/// A part of a year: 1/12, 31/365, 30/360.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Year {
    /// How many months or days.
    pub part: i64,
    /// Of how many in a year.
    pub whole: i64,
}

/// Simple interest (lãi đơn): `base × yearly rate × time`, rounded to the unit.
pub(super) fn interest(base: Vnd, yearly_ppm: u32, time: Year, unit: RoundingUnit) -> Vnd {
    let numerator = i128::from(base.get()) * i128::from(yearly_ppm) * i128::from(time.part.max(0));
    round(numerator, MILLION * i128::from(time.whole), unit)
}

/// The same day `months` later, or the last day of that month if it has no such day.
pub(super) fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// How many months after `from` have at least begun on `to`: 0 on the day itself, 1 from the next day on.
pub(super) fn months_begun(from: NaiveDate, to: NaiveDate) -> i64 {
    let calendar = calendar_months(from, to).max(0);
    let reached = months_after(from, u32::try_from(calendar).unwrap_or(u32::MAX)) >= to;
    if to <= from { 0 } else { calendar + i64::from(!reached) }
}

/// From one calendar month to another.
pub(super) fn calendar_months(from: NaiveDate, to: NaiveDate) -> i64 {
    i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month())
}

/// Days by the calendar of twelve months of thirty days (30/360, European).
pub(super) fn days_of_360(from: NaiveDate, to: NaiveDate) -> i64 {
    let day = |date: NaiveDate| i64::from(date.day().min(30));
    calendar_months(from, to) * 30 + day(to) - day(from)
}

/// Days by the calendar.
pub(super) fn days(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn shares_add_up_and_the_last_takes_the_rest() {
        let parts = split(Vnd::new(5_000_000), 12, RoundingUnit::One);
        assert_eq!(parts.iter().map(|part| part.get()).collect::<Vec<_>>()[10..], [416_666, 416_674]);
        let parts = split(Vnd::new(5_000_000), 12, RoundingUnit::Thousand);
        assert_eq!(parts.iter().map(|part| part.get()).collect::<Vec<_>>()[10..], [416_000, 424_000]);
        assert!(split(Vnd::new(1), 0, RoundingUnit::One).is_empty());
    }

    #[test]
    fn interest_by_days_is_simple() {
        let of = |base, yearly, part| {
            interest(Vnd::new(base), yearly, Year { part, whole: 365 }, RoundingUnit::One).get()
        };
        assert_eq!(of(5_000_000, 84_000, 45), 51_781);
        assert_eq!(of(5_000_000, 120_000, 31), 50_959);
    }

    #[test]
    fn a_month_begins_the_day_after() {
        let begun = |from, to| months_begun(day(from), day(to));
        assert_eq!(begun("2026-01-31", "2026-01-31"), 0);
        assert_eq!(begun("2026-01-31", "2026-02-01"), 1);
        assert_eq!(begun("2026-01-31", "2026-02-28"), 1);
        assert_eq!(begun("2026-01-31", "2026-03-01"), 2);
        assert_eq!(begun("2026-01-15", "2027-01-15"), 12);
        assert_eq!(begun("2026-02-01", "2026-01-01"), 0);
        assert_eq!(days_of_360(day("2026-01-31"), day("2026-03-31")), 60);
    }
}
