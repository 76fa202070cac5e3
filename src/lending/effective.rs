//! What a loan really costs a year (lãi suất thực trên dư nợ): the rate on the outstanding balance at which the
//! instalments are worth the principal. A flat rate hides how high it is, so it is shown to the
//! board and the borrower.

use super::exact::{calendar_months, days, months_after};
use super::rules::LEGAL_YEARLY_CAP_PPM;
use super::schedule::RepaymentSchedule;
use chrono::NaiveDate;
use num_bigint::BigUint;

/// The highest rate looked for: 1,000 % a year.
const CEILING_PPM: u32 = 10_000_000;

/// The effective rate in parts per million a year, by one convention: the nominal yearly rate, compounded monthly, which is
/// twelve times the internal rate of return of a month on what is outstanding. Where every instalment is due on the monthly
/// day, time is counted in months; otherwise in days, of which 365 ÷ 12 are a month. 0 where the loan costs nothing.
#[must_use]
pub fn effective_yearly_ppm(schedule: &RepaymentSchedule, disbursed_on: NaiveDate) -> u32 {
    let months: Option<Vec<u32>> = schedule
        .instalments
        .iter()
        .map(|instalment| {
            let months = u32::try_from(calendar_months(disbursed_on, instalment.due_on)).ok()?;
            (months_after(disbursed_on, months) == instalment.due_on).then_some(months)
        })
        .collect();
    let by_days = || {
        let after = |due| u32::try_from(days(disbursed_on, due)).unwrap_or(0);
        schedule.instalments.iter().map(|instalment| after(instalment.due_on)).collect()
    };
    let (times, periods) = months.map_or_else(|| (by_days(), 365), |months| (months, 12));
    let flows: Vec<(u32, BigUint)> = times
        .into_iter()
        .zip(&schedule.instalments)
        .map(|(time, instalment)| (time, natural(instalment.total_vnd().get())))
        .collect();
    let principal = natural(schedule.principal_vnd().get());
    // halves, so that the nearest is found
    let whole = BigUint::from(periods * 2_000_000_u64);
    let worth_more = |half_ppm: u32| worth_more(&flows, &principal, &whole, half_ppm);
    let (mut low, mut high) = (0, 2 * CEILING_PPM);
    if !worth_more(0) {
        return 0;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if worth_more(middle) { low = middle } else { high = middle }
    }
    let nominal = high / 2;
    if periods == 12 { nominal } else { compounded_monthly(&(&whole + high), &whole) }
}

/// Of what grows by `grown ÷ whole` a day, twelve times what it grows in a twelfth of a year, in parts per million.
fn compounded_monthly(grown: &BigUint, whole: &BigUint) -> u32 {
    let unit = BigUint::from(10_u32).pow(12);
    let month = (grown.pow(365) * unit.pow(12) / whole.pow(365)).nth_root(12);
    let yearly = (month - &unit) * 12_000_000_u32;
    u32::try_from((yearly + &unit / 2_u32) / unit).unwrap_or(u32::MAX)
}

/// Whether the loan costs more on the balance than the law allows as agreed rate: which of the two a court
/// compares is not settled, so this warns and does not refuse (Civil Code 2015, art. 468(1)).
#[must_use]
pub fn above_legal_cap(effective_yearly_ppm: u32) -> bool {
    effective_yearly_ppm > LEGAL_YEARLY_CAP_PPM
}

fn natural(number: i64) -> BigUint {
    BigUint::from(number.max(0).unsigned_abs())
}

/// Whether the instalments, discounted at `rate ÷ whole` a period, are worth more than the principal:
/// `Σ flow·dᵗ·(d + a)ⁿ⁻ᵗ > P·(d + a)ⁿ`, from the last back, with whole numbers only.
fn worth_more(flows: &[(u32, BigUint)], principal: &BigUint, whole: &BigUint, rate: u32) -> bool {
    let grown = whole + rate;
    let (mut balance, mut scale, mut at) = (principal.clone(), BigUint::from(1_u32), 0);
    for (time, flow) in flows {
        let periods = time.saturating_sub(at);
        at = *time;
        // the balance in units of whole⁻ᵗ
        balance *= grown.pow(periods);
        scale *= whole.pow(periods);
        let paid = flow * &scale;
        if paid > balance {
            return true;
        }
        balance -= paid;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::rules::InterestMethod as M;
    use super::super::schedule::plan;
    use super::super::tests::{contract, day};
    use super::*;

    fn of(method: M, rate: u32, months: u8) -> u32 {
        let start = day("2026-01-31");
        effective_yearly_ppm(&plan(&contract(method, rate, 10_000_000, months), start), start)
    }

    #[test]
    fn a_flat_rate_costs_more_than_it_says() {
        // 15.2 %, 21.5 % and 25.6 % a year, to the tenth
        for (rate, tenths) in [(7_000, 152), (10_000, 215), (12_000, 256)] {
            assert_eq!((of(M::Flat, rate, 12) + 500) / 1_000, tenths, "{rate}");
        }
        assert!(!above_legal_cap(of(M::Flat, 9_200, 12)) && above_legal_cap(of(M::Flat, 9_400, 12)));
        assert_eq!((of(M::Flat, 9_300, 12) + 500) / 1_000, 200);
    }

    #[test]
    fn a_rate_on_the_balance_costs_what_it_says() {
        for method in [M::DecliningEqualPrincipal, M::Annuity, M::Bullet] {
            assert!(of(method, 7_000, 12).abs_diff(84_000) < 50, "{method:?}: {}", of(method, 7_000, 12));
        }
        assert_eq!(of(M::InterestFree, 0, 7), 0);
    }

    #[test]
    fn harvests_are_reckoned_by_days_and_told_by_the_same_convention() {
        let mut loan = contract(M::Bullet, 10_000, 10_000_000, 12);
        loan.due_dates = Some(vec![day("2026-06-30"), day("2026-12-31")]);
        let start = day("2026-01-01");
        let effective = effective_yearly_ppm(&plan(&loan, start), start);
        // about 6 % twice a year: 1.06 is 1.009759 to the sixth power, twelve times of which are 11.71 %
        assert!((117_000..117_200).contains(&effective), "{effective}");
        // a month that is counted by its days is a month
        loan.due_dates = Some((1..=12).map(|month| start + chrono::Days::new(month * 365 / 12)).collect());
        let by_days = effective_yearly_ppm(&plan(&loan, start), start);
        assert!(by_days.abs_diff(120_000) < 100, "{by_days}");
    }
}
