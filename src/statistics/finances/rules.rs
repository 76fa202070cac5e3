//! Which sums may be shown, and what shares come to. Whole numbers only.

use super::model::{
    FigureRatio, FigureSum, FinanceSums, Finances, FundFigures, LendingFigures, LoanCoverage,
};
use crate::platform::money::Vnd;
use crate::statistics::suppression::Withheld;
use chrono::NaiveDate;

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

/// Sums as shown, without what is withheld.
#[must_use]
pub fn show(s: &FinanceSums, as_of: NaiveDate, withheld: &Withheld) -> Finances {
    const PURSE: [&str; 2] = ["fund_metrics.income_cash_vnd", "fund_metrics.income_bank_vnd"];
    const LENT: &str = "fund_metrics.lent_vnd";
    const SAVINGS: &str = "fund_metrics.savings_vnd";
    const MEMBERS: &str = "club_metrics.members";
    const OUTSTANDING: &str = "lending_metrics.outstanding_vnd";
    const NET_ASSETS: [&str; 4] = [PURSE[0], PURSE[1], LENT, SAVINGS];
    let count = |column: &'static str, value| withheld.count(&[column], value);
    let sum = |columns: &[&'static str], value: i64| {
        let suppressed = withheld.hides(columns);
        FigureSum { value: (!suppressed).then_some(Vnd::new(value)), suppressed }
    };
    let ratio = |columns: &[&'static str], numerator, denominator| {
        ratio(numerator, denominator, withheld.hides(columns))
    };
    let (income, operating) = (s.income_cash + s.income_bank, s.operating_cash + s.operating_bank);
    let net_assets = income + s.lent - s.savings - s.pooled;
    let average = (s.loans_disbursed > 0).then(|| Vnd::new(s.disbursed).share(1, s.loans_disbursed, 1));
    let averaged = withheld.hides(&["lending_metrics.disbursed_vnd", "lending_metrics.loans_disbursed"]);
    Finances {
        as_of,
        clubs: s.clubs,
        clubs_with_both_funds: s.with_both_funds,
        members: count(MEMBERS, s.members),
        funds: FundFigures {
            income_cash_vnd: sum(&[PURSE[0]], s.income_cash),
            income_bank_vnd: sum(&[PURSE[1]], s.income_bank),
            income_total_vnd: sum(&PURSE, income),
            operating_cash_vnd: Vnd::new(s.operating_cash),
            operating_bank_vnd: Vnd::new(s.operating_bank),
            operating_total_vnd: Vnd::new(operating),
            total_vnd: sum(&PURSE, income + operating),
            income_net_assets_vnd: sum(&NET_ASSETS, net_assets),
            lent_vnd: sum(&[LENT], s.lent),
            savers: count("fund_metrics.savers", s.savers),
            savings_vnd: sum(&[SAVINGS], s.savings),
            pooled_capital_vnd: Vnd::new(s.pooled),
            seed_capital_vnd: sum(&["fund_metrics.seed_vnd"], s.seed),
            contributions_vnd: Vnd::new(s.contributions),
            donations_vnd: Vnd::new(s.donations),
            interest_earned_vnd: sum(&["fund_metrics.interest_vnd"], s.interest),
            expenses_vnd: Vnd::new(s.expenses),
            social_help_vnd: Vnd::new(s.social_help),
            losses_vnd: sum(&["fund_metrics.loss_vnd"], s.loss),
        },
        lending: LendingFigures {
            borrowers: count("lending_metrics.borrowers", s.borrowers),
            loans_open: count("lending_metrics.loans_open", s.loans_open),
            outstanding_vnd: sum(&[OUTSTANDING], s.outstanding),
            loans_disbursed: count("lending_metrics.loans_disbursed", s.loans_disbursed),
            disbursed_vnd: sum(&["lending_metrics.disbursed_vnd"], s.disbursed),
            loans_disbursed_this_year: count("lending_metrics.loans_disbursed_year", s.loans_disbursed_year),
            disbursed_this_year_vnd: sum(&["lending_metrics.disbursed_year_vnd"], s.disbursed_year),
            average_loan_vnd: FigureSum { value: average.filter(|_| !averaged), suppressed: averaged },
            borrowers_late: count("lending_metrics.borrowers_late", s.borrowers_late),
            loans_late: count("lending_metrics.loans_late", s.loans_late),
            late_vnd: sum(&["lending_metrics.late_vnd"], s.late),
            loans_late_30: count("lending_metrics.loans_late_30", s.loans_late_30),
            par_30: ratio(&["lending_metrics.late_30_vnd", OUTSTANDING], s.late_30, s.outstanding),
            par_60: ratio(&["lending_metrics.late_60_vnd", OUTSTANDING], s.late_60, s.outstanding),
            par_90: ratio(&["lending_metrics.late_90_vnd", OUTSTANDING], s.late_90, s.outstanding),
            rescheduled_vnd: sum(&["lending_metrics.rescheduled_vnd"], s.rescheduled),
            frozen_vnd: sum(&["lending_metrics.frozen_vnd"], s.frozen),
            written_off_vnd: sum(&["lending_metrics.written_off_vnd"], s.written_off),
            recovered_vnd: sum(&["lending_metrics.recovered_vnd"], s.recovered),
            utilisation: ratio(&[OUTSTANDING, PURSE[0], PURSE[1], LENT, SAVINGS], s.outstanding, net_assets),
        },
        coverage: LoanCoverage {
            ever: ratio(&["lending_metrics.borrowers_ever", MEMBERS], s.borrowers_ever, s.members),
            this_year: ratio(&["lending_metrics.borrowers_year", MEMBERS], s.borrowers_year, s.members),
            of_need: ratio(
                &["lending_metrics.borrowers_year", "lending_metrics.in_need_year"],
                s.borrowers_year,
                s.in_need_year,
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::summary::Summary;
    use crate::statistics::suppression::Measured;

    /// As shown to whoever knows nobody: of one place alone.
    fn shown(s: &FinanceSums) -> Finances {
        let people = [
            ("club_metrics.members", s.members),
            ("fund_metrics.savers", s.savers),
            ("lending_metrics.borrowers", s.borrowers),
            ("lending_metrics.borrowers_late", s.borrowers_late),
            ("lending_metrics.borrowers_late_30", s.borrowers_late_30),
            ("lending_metrics.borrowers_late_60", s.borrowers_late_60),
            ("lending_metrics.borrowers_late_90", s.borrowers_late_90),
            ("lending_metrics.borrowers_written_off", s.borrowers_written_off),
            ("lending_metrics.takers", s.takers),
            ("lending_metrics.takers_year", s.takers_year),
            ("lending_metrics.borrowers_ever", s.borrowers_ever),
            ("lending_metrics.borrowers_year", s.borrowers_year),
            ("lending_metrics.in_need_year", s.in_need_year),
            ("repayment_metrics.payers_ever", s.takers),
        ];
        let measured = Measured::of(FinanceSums::COLUMNS.iter().copied());
        let marks = measured.alone(&measured.row(&people.into_iter().collect()));
        show(s, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(), &measured.withheld(&marks))
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
    fn whoever_knows_the_people_sees_every_sum() {
        let few = FinanceSums { borrowers: 1, savers: 1, ..many() };
        let all = show(&few, NaiveDate::default(), &Withheld::default());
        assert!(!serde_json::to_string(&all).unwrap().contains("\"suppressed\":true"));
    }
}
