//! What is recorded of a loan that was paid out: the versions of its schedule, its payments and how they were divided,
//! its pauses and its write-off. Where it stands, what is late and what ends it follow from these and a day.

use super::contract::LoanContract;
use super::exact::days;
use super::schedule::{Instalment, RepaymentSchedule};
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a part of a payment is for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AllocationPart {
    /// Late charge (tiền phạt chậm trả).
    LateCharge,
    /// Interest (tiền lãi).
    Interest,
    /// Principal of an instalment (tiền gốc của một kỳ).
    Principal,
    /// Principal repaid in advance (tiền gốc trả trước hạn).
    AdvancePrincipal,
}

/// The part of a payment that goes to one debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Allocation {
    /// Kind of debt that it pays.
    pub part: AllocationPart,
    /// Of which instalment: for a late charge the oldest unpaid one, for principal in advance the one in
    /// whose period it was paid.
    #[schema(example = 1)]
    pub instalment: u16,
    /// Amount in đồng.
    pub amount_vnd: Vnd,
}

/// A version of the schedule, and from which day on it holds. The first takes effect on the day of the
/// disbursement (ngày giải ngân).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveSchedule {
    /// Counts the versions, from 1.
    pub number: u16,
    /// First day on which this version holds.
    pub effective_on: NaiveDate,
    /// The schedule of this version.
    pub schedule: RepaymentSchedule,
}

/// A payment (lần trả nợ), as it was divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DividedPayment {
    /// Day of the payment.
    pub paid_on: NaiveDate,
    /// Parts of the payment, by debt.
    pub allocations: Vec<Allocation>,
    /// How much late charge the board waived with it (miễn phạt), in đồng.
    pub late_charge_waived_vnd: Vnd,
}

/// A pause (tạm dừng do thiên tai, qua đời): no late charge, and its days do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freeze {
    /// First day of the pause.
    pub from: NaiveDate,
    /// Its last day, if it has ended.
    pub to: Option<NaiveDate>,
}

impl Freeze {
    pub(super) fn holds(self, on: NaiveDate) -> bool {
        self.from <= on && self.to.is_none_or(|to| on <= to)
    }
}

/// All that is recorded of a loan that was paid out. Versions by number and payments in the order in which
/// they were made.
#[derive(Debug, Clone, Copy)]
pub struct LoanFacts<'a> {
    /// The contract, frozen at the agreement.
    pub contract: &'a LoanContract,
    /// The versions of the schedule, by number.
    pub versions: &'a [EffectiveSchedule],
    /// The payments, in the order in which they were made.
    pub payments: &'a [DividedPayment],
    /// Pauses, for which no day counts as late.
    pub freezes: &'a [Freeze],
    /// When how much principal was written off (xóa nợ).
    pub written_off: Option<(NaiveDate, Vnd)>,
}

impl<'a> LoanFacts<'a> {
    /// When the loan was paid out.
    #[must_use]
    pub fn disbursed_on(&self) -> Option<NaiveDate> {
        self.versions.first().map(|first| first.effective_on)
    }
    /// The version that holds on a day.
    #[must_use]
    pub fn version(&self, on: NaiveDate) -> Option<&'a EffectiveSchedule> {
        self.versions.iter().rev().find(|version| version.effective_on <= on)
    }
    /// The payments up to and including a day.
    pub(super) fn payments(&self, on: NaiveDate) -> impl Iterator<Item = &'a DividedPayment> + use<'a> {
        self.payments.iter().filter(move |payment| payment.paid_on <= on)
    }
    pub(super) fn allocations(&self, on: NaiveDate) -> impl Iterator<Item = &'a Allocation> + use<'a> {
        self.payments(on).flat_map(|payment| &payment.allocations)
    }
    /// What was paid of one kind up to a day.
    pub(super) fn paid(&self, part: AllocationPart, on: NaiveDate) -> Vnd {
        self.allocations(on).filter(|paid| paid.part == part).map(|paid| paid.amount_vnd).sum()
    }
    /// What was written off up to a day.
    pub(super) fn written_off(&self, on: NaiveDate) -> Vnd {
        self.written_off.filter(|(date, _)| *date <= on).map_or(Vnd::ZERO, |(_, amount)| amount)
    }
    /// The last version up to a day that the board granted (gia hạn nợ).
    pub(super) fn granted(&self, on: NaiveDate) -> Option<&'a EffectiveSchedule> {
        let until = self.versions.iter().rev().filter(|version| version.effective_on <= on);
        until.into_iter().find(|version| version.schedule.arrears_class.is_some())
    }
    /// Whether an instalment was paid in full by a day.
    pub(super) fn paid_in_full(&self, row: &Instalment, on: NaiveDate) -> bool {
        let paid = |part| -> Vnd {
            let of_row =
                self.allocations(on).filter(|paid| paid.instalment == row.number && paid.part == part);
            of_row.map(|paid| paid.amount_vnd).sum()
        };
        paid(AllocationPart::Principal) >= row.principal_vnd
            && paid(AllocationPart::Interest) >= row.interest_vnd
    }
    /// Principal owed on a day, from the disbursement on.
    pub(super) fn outstanding(&self, on: NaiveDate) -> Vnd {
        let repaid =
            self.paid(AllocationPart::Principal, on) + self.paid(AllocationPart::AdvancePrincipal, on);
        (self.contract.principal_vnd - repaid - self.written_off(on)).max(Vnd::ZERO)
    }
    /// Whether anything is claimed: not after the end of the loan, nor what was written off.
    pub(super) fn claimed(&self, on: NaiveDate) -> bool {
        self.written_off(on).is_zero() && !self.outstanding(on).is_zero()
    }
    /// Whether a pause holds on a day.
    #[must_use]
    pub fn frozen(&self, on: NaiveDate) -> bool {
        self.freezes.iter().any(|freeze| freeze.holds(on))
    }
    /// How many days after `from`, up to and including `to`, were not paused.
    pub(super) fn days_counted(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if self.freezes.is_empty() {
            return days(from, to).max(0);
        }
        let counted = from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| !self.frozen(*day));
        i64::try_from(counted.count()).unwrap_or(i64::MAX)
    }
    /// When something last happened that a payment builds on.
    pub(super) fn last_event(&self) -> Option<NaiveDate> {
        let versions = self.versions.iter().map(|version| version.effective_on);
        versions.chain(self.payments.iter().map(|payment| payment.paid_on)).max()
    }
    /// The number of an instalment that no payment touched and none before did.
    pub(super) fn next_number(&self, on: NaiveDate) -> u16 {
        let touching =
            |paid: &&Allocation| matches!(paid.part, AllocationPart::Interest | AllocationPart::Principal);
        let last = self.allocations(on).filter(touching).map(|paid| paid.instalment).max();
        last.map_or(1, |last| last.saturating_add(1))
    }
}
