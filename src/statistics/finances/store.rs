//! The clubs' money from the metric rows.

use super::model::{FinanceSums, Finances};
use super::rules;
use crate::statistics::summary::Summary;
use crate::statistics::sums::Adding;
use crate::statistics::suppression::Withheld;
use chrono::NaiveDate;

impl Summary for FinanceSums {
    type Shown = Finances;
    const COLUMNS: Adding = &[
        "clubs.standing",
        "fund_metrics.has_both_funds",
        "fund_metrics.income_cash_vnd",
        "fund_metrics.income_bank_vnd",
        "fund_metrics.operating_cash_vnd",
        "fund_metrics.operating_bank_vnd",
        "fund_metrics.lent_vnd",
        "fund_metrics.savings_vnd",
        "fund_metrics.pooled_vnd",
        "fund_metrics.seed_vnd",
        "fund_metrics.contributions_vnd",
        "fund_metrics.donations_vnd",
        "fund_metrics.interest_vnd",
        "fund_metrics.expenses_vnd",
        "fund_metrics.social_help_vnd",
        "fund_metrics.loss_vnd",
        "lending_metrics.disbursed_vnd",
        "lending_metrics.disbursed_year_vnd",
        "lending_metrics.outstanding_vnd",
        "lending_metrics.late_vnd",
        "lending_metrics.late_30_vnd",
        "lending_metrics.late_60_vnd",
        "lending_metrics.late_90_vnd",
        "lending_metrics.rescheduled_vnd",
        "lending_metrics.frozen_vnd",
        "lending_metrics.written_off_vnd",
        "lending_metrics.recovered_vnd",
        "lending_metrics.loans_disbursed",
        "lending_metrics.loans_disbursed_year",
        "lending_metrics.loans_open",
        "lending_metrics.loans_late",
        "lending_metrics.loans_late_30",
        "club_metrics.members",
        "fund_metrics.savers",
        "lending_metrics.borrowers",
        "lending_metrics.borrowers_late",
        "lending_metrics.borrowers_late_30",
        "lending_metrics.borrowers_late_60",
        "lending_metrics.borrowers_late_90",
        "lending_metrics.borrowers_rescheduled",
        "lending_metrics.borrowers_frozen",
        "lending_metrics.borrowers_written_off",
        "lending_metrics.takers",
        "lending_metrics.takers_year",
        "lending_metrics.borrowers_ever",
        "lending_metrics.borrowers_year",
        "lending_metrics.in_need_year",
    ];
    fn of(row: Vec<i64>) -> Self {
        let mut row = row.into_iter();
        let mut next = || row.next().unwrap_or(0);
        Self {
            clubs: next(),
            with_both_funds: next(),
            income_cash: next(),
            income_bank: next(),
            operating_cash: next(),
            operating_bank: next(),
            lent: next(),
            savings: next(),
            pooled: next(),
            seed: next(),
            contributions: next(),
            donations: next(),
            interest: next(),
            expenses: next(),
            social_help: next(),
            loss: next(),
            disbursed: next(),
            disbursed_year: next(),
            outstanding: next(),
            late: next(),
            late_30: next(),
            late_60: next(),
            late_90: next(),
            rescheduled: next(),
            frozen: next(),
            written_off: next(),
            recovered: next(),
            loans_disbursed: next(),
            loans_disbursed_year: next(),
            loans_open: next(),
            loans_late: next(),
            loans_late_30: next(),
            members: next(),
            savers: next(),
            borrowers: next(),
            borrowers_late: next(),
            borrowers_late_30: next(),
            borrowers_late_60: next(),
            borrowers_late_90: next(),
            borrowers_rescheduled: next(),
            borrowers_frozen: next(),
            borrowers_written_off: next(),
            takers: next(),
            takers_year: next(),
            borrowers_ever: next(),
            borrowers_year: next(),
            in_need_year: next(),
        }
    }
    fn show(&self, as_of: NaiveDate, withheld: &Withheld) -> Finances {
        rules::show(self, as_of, withheld)
    }
}
