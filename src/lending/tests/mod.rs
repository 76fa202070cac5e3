//! The arithmetic against known figures, and against itself.

mod figures;
mod life;
mod random;
mod reschedules;

use super::allocation::{Allocated, Refusal, allocate};
use super::contract::LoanContract;
use super::rules::{InterestMethod, LendingRules};
use super::schedule::plan;
use super::standing::{DividedPayment, EffectiveSchedule, Freeze, LoanFacts, LoanStanding, standing};
use crate::platform::money::{Amount, Vnd};
use chrono::NaiveDate;
use serde_json::json;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Rules with every default, and no limits but the programme's.
pub(super) fn rules(interest_method: InterestMethod, rate_ppm: u32) -> LendingRules {
    let all = json!({
        "max_principal_vnd": 50_000_000, "max_term_months": 36, "rate_ppm": rate_ppm, "interest_method": interest_method
    });
    serde_json::from_value(all).unwrap()
}

pub(super) fn contract(method: InterestMethod, rate_ppm: u32, dong: i64, term_months: u8) -> LoanContract {
    agree(&rules(method, rate_ppm), dong, term_months)
}

fn agree(rules: &LendingRules, dong: i64, term_months: u8) -> LoanContract {
    LoanContract::new(rules, Amount::new(dong).unwrap(), term_months, 0, None).unwrap()
}

/// A loan and all that happened to it.
#[derive(Debug, Clone)]
struct Loan {
    contract: LoanContract,
    versions: Vec<EffectiveSchedule>,
    payments: Vec<DividedPayment>,
    freezes: Vec<Freeze>,
    written_off: Option<(NaiveDate, Vnd)>,
}

impl Loan {
    fn new(contract: LoanContract, effective_on: NaiveDate) -> Self {
        let schedule = plan(&contract, effective_on);
        let versions = vec![EffectiveSchedule { number: 1, effective_on, schedule }];
        Self { contract, versions, payments: vec![], freezes: vec![], written_off: None }
    }
    fn facts(&self) -> LoanFacts<'_> {
        LoanFacts {
            contract: &self.contract,
            versions: &self.versions,
            payments: &self.payments,
            freezes: &self.freezes,
            written_off: self.written_off,
        }
    }
    fn on(&self, as_of: &str) -> LoanStanding {
        standing(&self.facts(), day(as_of))
    }
    fn record(&mut self, paid_on: NaiveDate, divided: &Allocated) {
        self.payments.push(DividedPayment {
            paid_on,
            allocations: divided.lines.clone(),
            late_charge_waived_vnd: divided.late_charge_waived_vnd,
        });
        if let Some(schedule) = divided.next_version.clone() {
            self.renew(paid_on, schedule);
        }
    }
    fn renew(&mut self, effective_on: NaiveDate, schedule: super::RepaymentSchedule) {
        let number = u16::try_from(self.versions.len()).unwrap() + 1;
        self.versions.push(EffectiveSchedule { number, effective_on, schedule });
    }
    fn pay(&mut self, dong: i64, on: &str) -> Result<Allocated, Refusal> {
        self.pay_as(dong, on, false, false)
    }
    fn pay_as(&mut self, dong: i64, on: &str, early: bool, waive: bool) -> Result<Allocated, Refusal> {
        let divided = allocate(&self.facts(), Amount::new(dong).unwrap(), day(on), early, waive)?;
        self.record(day(on), &divided);
        Ok(divided)
    }
}
