//! Interest on savings (lãi tiết kiệm).

use crate::platform::money::Vnd;
use chrono::NaiveDate;

/// What savings have earned from the first day through the end of a day, whole đồng, rounded down once: for each night the
/// balance at the end of its day by the yearly rate of that day over 365. The fractions of all days are kept until then.
///
/// `moved`: what was deposited less what was withdrawn, with its day; `rates`: from which day on which rate holds, in parts
/// per million a year, none where savings earn nothing. Both in the order of their days.
#[must_use]
pub fn interest_on_savings(
    moved: &[(NaiveDate, Vnd)],
    rates: &[(NaiveDate, Option<u32>)],
    through: NaiveDate,
) -> Vnd {
    /// Đồng × parts per million × days in one đồng of interest.
    const WHOLE: i128 = 1_000_000 * 365;
    let days = moved.iter().map(|(day, _)| *day).chain(rates.iter().map(|(day, _)| *day));
    let mut turns: Vec<NaiveDate> = days.filter(|day| *day < through).collect();
    turns.sort_unstable();
    turns.dedup();
    let ends = turns.iter().skip(1).copied().chain([through]);
    let earned: i128 = turns
        .iter()
        .zip(ends)
        .map(|(from, to)| {
            let saved: Vnd = moved.iter().filter(|(day, _)| day <= from).map(|(_, amount)| *amount).sum();
            let rate = rates.iter().rev().find(|(since, _)| since <= from).and_then(|(_, rate)| *rate);
            let nights = (to - *from).num_days();
            i128::from(saved.get()) * i128::from(rate.unwrap_or(0)) * i128::from(nights)
        })
        .sum();
    Vnd::new(i64::try_from(earned.div_euclid(WHOLE)).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn savings_earn_by_the_night_and_by_the_rate_of_the_day() {
        let moved = [(day("2026-01-01"), Vnd::new(1_000_000)), (day("2026-01-31"), Vnd::new(-400_000))];
        let rates =
            [(day("2025-01-01"), Some(36_500)), (day("2026-02-10"), Some(73_000)), (day("2026-02-20"), None)];
        let earned = |through: &str| interest_on_savings(&moved, &rates, day(through)).get();
        // a million at 3.65 % is 100 đồng a night
        assert_eq!(earned("2026-01-01"), 0);
        assert_eq!(earned("2026-01-02"), 100);
        assert_eq!(earned("2026-01-31"), 3_000);
        // then 600,000: 60 a night for ten nights, and twice that for ten more
        assert_eq!(earned("2026-02-10"), 3_600);
        assert_eq!(earned("2026-02-20"), 4_800);
        assert_eq!(earned("2026-12-31"), 4_800, "without a rate nothing more");
    }

    #[test]
    fn fractions_are_rounded_down_once() {
        let moved = [(day("2026-01-01"), Vnd::new(1_234_567))];
        let rates = [(day("2026-01-01"), Some(36_000))];
        // 1,234,567 × 36,000 × 365 ÷ (365 × 1,000,000) = 44,444.412
        assert_eq!(interest_on_savings(&moved, &rates, day("2027-01-01")).get(), 44_444);
        assert_eq!(interest_on_savings(&[], &rates, day("2027-01-01")), Vnd::ZERO);
    }
}
