//! Which sums may be shown, and what shares come to. Whole numbers only.

use super::model::{
    FigureRatio, FigureSum, FinanceSums, Finances, FundFigures, LendingFigures, LoanCoverage,
};
use crate::platform::disclosure::SuppressibleCount;
use crate::platform::disclosure::{SMALL, hide_a_second};
use crate::platform::money::Vnd;
use chrono::NaiveDate;

/// How many topics there are: what is shown or withheld together.
pub const TOPICS: usize = 18;

/// Which topics are withheld, in the order of `persons`.
pub type Hidden = [bool; TOPICS];

/// Who stands behind each topic.
fn persons(s: &FinanceSums) -> [i64; TOPICS] {
    [
        s.members,
        s.savers,    // how many
        s.savers,    // what they saved
        s.borrowers, // how many
        s.borrowers, // what they owe
        s.borrowers_late,
        s.borrowers_late_30,
        s.borrowers_late_60,
        s.borrowers_late_90,
        s.borrowers_rescheduled,
        s.borrowers_frozen,
        s.borrowers_written_off,
        s.takers,
        s.takers_year,
        s.borrowers_ever,
        s.borrowers_year,
        s.in_need_year,
        s.members, // whose is what the income funds have in hand
    ]
}

/// What of some sums has to be withheld: what 1 to 4 people make up, and what all but 1 to 4 of them do.
#[must_use]
pub fn small(s: &FinanceSums) -> Hidden {
    let few = |persons: i64| SMALL.contains(&persons);
    let part = |persons: i64, whole: i64| few(persons) || few(whole - persons);
    // each class of lateness is a part of the one before: what lies between two that are shown is shown too
    let mut whole = s.borrowers;
    let late =
        [s.borrowers_late, s.borrowers_late_30, s.borrowers_late_60, s.borrowers_late_90].map(|persons| {
            let hidden = part(persons, whole);
            if !hidden {
                whole = persons;
            }
            hidden
        });
    let [late, late_30, late_60, late_90] = late;
    let hidden = [
        few(s.members),
        part(s.savers, s.members),
        few(s.savers),
        part(s.borrowers, s.members),
        few(s.borrowers),
        late,
        late_30,
        late_60,
        late_90,
        part(s.borrowers_rescheduled, s.borrowers),
        part(s.borrowers_frozen, s.borrowers),
        few(s.borrowers_written_off),
        few(s.takers),
        part(s.takers_year, s.takers),
        part(s.borrowers_ever, s.members),
        part(s.borrowers_year, s.members) || part(s.borrowers_year, s.in_need_year),
        part(s.in_need_year, s.members),
        false,
    ];
    with_the_purse(hidden)
}

/// The books balance: whoever knew all accounts but one would know that one. So what the income funds have
/// in hand goes with what is saved, owed, lost or earned there.
fn with_the_purse(mut hidden: Hidden) -> Hidden {
    let [_, _, savings, _, owed, .., written_off, taken, _, _, _, _, purse] = &mut hidden;
    *purse |= *savings || *owed || *written_off || *taken;
    hidden
}

/// What to withhold in each of several parts of a whole that is shown too.
#[must_use]
pub fn small_parts(parts: &[FinanceSums]) -> Vec<Hidden> {
    let mut hidden: Vec<Hidden> = parts.iter().map(small).collect();
    let counts: Vec<[i64; TOPICS]> = parts.iter().map(persons).collect();
    // to withhold a second part's loans is to withhold its purse, and then perhaps a second purse
    for _ in 0..2 {
        hide_a_second(&counts, &mut hidden);
        for flags in &mut hidden {
            *flags = with_the_purse(*flags);
        }
    }
    hidden
}

/// A share in tenths of a percent, rounded half up.
fn per_mille(numerator: i64, denominator: i64) -> Option<i64> {
    let (n, d) = (i128::from(numerator), i128::from(denominator));
    (d > 0).then(|| i64::try_from((2000 * n + d).div_euclid(2 * d)).ok()).flatten()
}

/// A share, unless it is withheld.
#[must_use]
pub fn ratio(numerator: i64, denominator: i64, suppressed: bool) -> FigureRatio {
    if suppressed {
        return FigureRatio { numerator: None, denominator: None, per_mille: None, suppressed };
    }
    let per_mille = per_mille(numerator, denominator);
    FigureRatio { numerator: Some(numerator), denominator: Some(denominator), per_mille, suppressed }
}

/// Sums as shown, with or without what few people make up.
#[must_use]
pub fn show(s: &FinanceSums, as_of: NaiveDate, hidden: Option<Hidden>) -> Finances {
    let [
        members,
        savers,
        savings,
        borrowers,
        owed,
        late,
        late_30,
        late_60,
        late_90,
        rescheduled,
        frozen,
        written_off,
        taken,
        taken_year,
        ever,
        year,
        in_need,
        purse,
    ] = hidden.unwrap_or([false; TOPICS]);
    let count = |value, suppressed| {
        if suppressed {
            SuppressibleCount { value: None, suppressed }
        } else {
            SuppressibleCount { value: Some(value), suppressed }
        }
    };
    let sum =
        |value, suppressed: bool| FigureSum { value: (!suppressed).then_some(Vnd::new(value)), suppressed };
    let (income, operating) = (s.income_cash + s.income_bank, s.operating_cash + s.operating_bank);
    let net_assets = income + s.lent - s.savings - s.pooled;
    let average = (s.loans_disbursed > 0).then(|| Vnd::new(s.disbursed).share(1, s.loans_disbursed, 1));
    Finances {
        as_of,
        clubs: s.clubs,
        clubs_with_both_funds: s.with_both_funds,
        members: count(s.members, members),
        funds: FundFigures {
            income_cash_vnd: sum(s.income_cash, purse),
            income_bank_vnd: sum(s.income_bank, purse),
            income_total_vnd: sum(income, purse),
            operating_cash_vnd: Vnd::new(s.operating_cash),
            operating_bank_vnd: Vnd::new(s.operating_bank),
            operating_total_vnd: Vnd::new(operating),
            total_vnd: sum(income + operating, purse),
            income_net_assets_vnd: sum(net_assets, purse),
            lent_vnd: sum(s.lent, owed),
            savers: count(s.savers, savers),
            savings_vnd: sum(s.savings, savings),
            pooled_capital_vnd: Vnd::new(s.pooled),
            seed_capital_vnd: Vnd::new(s.seed),
            contributions_vnd: Vnd::new(s.contributions),
            donations_vnd: Vnd::new(s.donations),
            interest_earned_vnd: sum(s.interest, taken),
            expenses_vnd: Vnd::new(s.expenses),
            social_help_vnd: Vnd::new(s.social_help),
            losses_vnd: sum(s.loss, written_off),
        },
        lending: LendingFigures {
            borrowers: count(s.borrowers, borrowers),
            loans_open: count(s.loans_open, owed),
            outstanding_vnd: sum(s.outstanding, owed),
            loans_disbursed: count(s.loans_disbursed, taken),
            disbursed_vnd: sum(s.disbursed, taken),
            loans_disbursed_this_year: count(s.loans_disbursed_year, taken_year),
            disbursed_this_year_vnd: sum(s.disbursed_year, taken_year),
            average_loan_vnd: FigureSum { value: average.filter(|_| !taken), suppressed: taken },
            borrowers_late: count(s.borrowers_late, late),
            loans_late: count(s.loans_late, late),
            late_vnd: sum(s.late, late),
            loans_late_30: count(s.loans_late_30, late_30),
            par_30: ratio(s.late_30, s.outstanding, late_30 || owed),
            par_60: ratio(s.late_60, s.outstanding, late_60 || owed),
            par_90: ratio(s.late_90, s.outstanding, late_90 || owed),
            rescheduled_vnd: sum(s.rescheduled, rescheduled),
            frozen_vnd: sum(s.frozen, frozen),
            written_off_vnd: sum(s.written_off, written_off),
            recovered_vnd: sum(s.recovered, written_off),
            utilisation: ratio(s.outstanding, net_assets, owed || purse),
        },
        coverage: LoanCoverage {
            ever: ratio(s.borrowers_ever, s.members, ever || members),
            this_year: ratio(s.borrowers_year, s.members, year || members),
            of_need: ratio(s.borrowers_year, s.in_need_year, year || in_need),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(s: &FinanceSums) -> Finances {
        show(s, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(), Some(small(s)))
    }

    /// A commune in which nobody can be told from the others.
    fn many() -> FinanceSums {
        FinanceSums {
            members: 60,
            savers: 30,
            savings: 3_000_000,
            income_cash: 10_000_000,
            pooled: 1_000_000,
            borrowers: 20,
            takers: 40,
            takers_year: 25,
            loans_disbursed: 50,
            disbursed: 100_000_001,
            lent: 24_000_000,
            outstanding: 24_000_000,
            borrowers_late: 10,
            late: 9_000_000,
            borrowers_late_30: 5,
            late_30: 3_000_000,
            borrowers_ever: 30,
            borrowers_year: 25,
            in_need_year: 31,
            ..FinanceSums::default()
        }
    }

    #[test]
    fn a_share_is_rounded_half_up_to_a_tenth_of_a_percent_and_nothing_divides_by_nothing() {
        assert_eq!(
            [(1, 8), (1, 3), (2, 3), (1, 2000), (1, 2001), (0, 5)].map(|(n, d)| per_mille(n, d).unwrap()),
            [125, 333, 667, 1, 0, 0]
        );
        assert_eq!((per_mille(0, 0), per_mille(5, -1)), (None, None));
        assert_eq!(per_mille(i64::MAX, i64::MAX), Some(1000));
    }

    #[test]
    fn where_many_stand_behind_a_sum_it_is_shown() {
        let seen = shown(&many());
        // 10,000,000 + 24,000,000 - 3,000,000 - 1,000,000
        assert_eq!(seen.funds.income_net_assets_vnd.value, Some(Vnd::new(30_000_000)));
        assert_eq!(seen.lending.utilisation.per_mille, Some(800));
        assert_eq!(seen.lending.par_30.per_mille, Some(125));
        assert_eq!(seen.lending.average_loan_vnd.value, Some(Vnd::new(2_000_000)));
        assert_eq!(seen.coverage.ever.per_mille, Some(500));
        assert_eq!(
            (seen.coverage.of_need.numerator, seen.coverage.of_need.denominator),
            (Some(25), Some(31))
        );
    }

    #[test]
    fn what_few_people_owe_saved_or_lost_is_withheld_and_so_is_what_would_give_it_away() {
        let few = shown(&FinanceSums { borrowers: 4, ..many() });
        for sum in [few.lending.outstanding_vnd, few.funds.lent_vnd, few.funds.income_cash_vnd] {
            assert!(sum.suppressed && sum.value.is_none());
        }
        assert!(few.lending.par_30.suppressed && few.lending.utilisation.numerator.is_none());
        assert!(few.funds.income_net_assets_vnd.suppressed && !few.funds.savings_vnd.suppressed);

        let few = shown(&FinanceSums { savers: 2, ..many() });
        assert!(few.funds.savings_vnd.suppressed && few.funds.total_vnd.suppressed);
        assert!(!few.lending.outstanding_vnd.suppressed && few.lending.utilisation.suppressed);

        let few = shown(&FinanceSums { borrowers_written_off: 1, ..many() });
        assert!(few.funds.losses_vnd.suppressed && few.lending.recovered_vnd.suppressed);
    }

    #[test]
    fn what_lies_between_two_classes_of_lateness_is_withheld_too() {
        let seen = shown(&FinanceSums { borrowers_late_30: 9, ..many() });
        assert!(!seen.lending.late_vnd.suppressed && seen.lending.par_30.suppressed, "one is late by less");
        let seen = shown(&FinanceSums { borrowers_late: 18, ..many() });
        assert!(
            seen.lending.late_vnd.suppressed && !seen.lending.outstanding_vnd.suppressed,
            "two are not late"
        );
    }

    #[test]
    fn all_but_a_few_is_as_telling_as_a_few() {
        let seen = shown(&FinanceSums { borrowers_ever: 58, ..many() });
        assert!(seen.coverage.ever.suppressed && !seen.coverage.this_year.suppressed);
        let seen = shown(&FinanceSums { in_need_year: 26, ..many() });
        assert!(seen.coverage.of_need.suppressed && seen.coverage.this_year.suppressed);
        let seen = shown(&FinanceSums { savers: 57, ..many() });
        assert!(seen.funds.savers.suppressed && !seen.funds.savings_vnd.suppressed, "how many, not how much");
    }

    #[test]
    fn no_withheld_part_can_be_had_by_taking_the_others_from_the_whole() {
        let (few, more) = (FinanceSums { borrowers: 3, ..many() }, FinanceSums { borrowers: 30, ..many() });
        let hidden = small_parts(&[few, many(), more]);
        let owed: Vec<bool> = hidden.iter().map(|flags| flags[4]).collect();
        let purse: Vec<bool> = hidden.iter().map(|flags| flags[17]).collect();
        assert_eq!((owed, purse), (vec![true, true, false], vec![true, true, false]));
    }

    #[test]
    fn whoever_knows_the_people_sees_every_sum() {
        let all = show(&FinanceSums { borrowers: 1, savers: 1, ..many() }, NaiveDate::default(), None);
        assert!(!serde_json::to_string(&all).unwrap().contains("\"suppressed\":true"));
    }
}
