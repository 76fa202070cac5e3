//! Payments on a loan, and their parts.

use crate::lending::allocation::{Allocation, AllocationPart};
use crate::lending::standing::DividedPayment;
use crate::money::schema::{repayment_lines, repayments};
use crate::platform::ids::{EntryId, RepaymentId, column};
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

column! { text:
    /// What a part of a payment pays.
    pub enum RepaymentPart {
        /// Tiền phạt chậm trả.
        LateCharge,
        /// Tiền lãi.
        Interest,
        /// Tiền gốc của một kỳ.
        Principal,
        /// Tiền gốc trả trước hạn.
        AdvancePrincipal,
        /// Thu hồi nợ đã xóa.
        Recovery,
    }
}

impl From<AllocationPart> for RepaymentPart {
    fn from(part: AllocationPart) -> Self {
        match part {
            AllocationPart::LateCharge => Self::LateCharge,
            AllocationPart::Interest => Self::Interest,
            AllocationPart::Principal => Self::Principal,
            AllocationPart::AdvancePrincipal => Self::AdvancePrincipal,
        }
    }
}

/// A part of a payment: what it pays, of which instalment, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = repayment_lines, check_for_backend(diesel::pg::Pg))]
pub struct RepaymentLine {
    /// What this part pays.
    pub part: RepaymentPart,
    /// Number of the instalment, from 1; 0 for a recovery.
    #[schema(example = 1)]
    pub instalment: i16,
    /// Amount of this part, đồng.
    pub amount_vnd: Vnd,
}

/// A payment on a loan (lần trả nợ), without its parts.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = repayments, check_for_backend(diesel::pg::Pg))]
pub struct LoanPaymentHead {
    /// UUID of the repayment.
    pub id: RepaymentId,
    /// Payment number: counts the loan's payments from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// Day of the payment.
    pub paid_on: NaiveDate,
    /// Amount paid, đồng.
    pub amount_vnd: Vnd,
    /// Late charge that the board waived with it (miễn phạt chậm trả), đồng.
    pub waived_vnd: Vnd,
    /// Whether the payment ended the loan.
    pub closes: bool,
    /// Whether it is a recovery, received after the debt was written off.
    pub recovery: bool,
    /// UUID of its entry in the ledger.
    pub entry_id: EntryId,
}

/// A payment on a loan (lần trả nợ), with its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanPayment {
    /// The payment without its parts.
    #[serde(flatten)]
    pub head: LoanPaymentHead,
    /// Parts of the payment, in the order in which it was allocated.
    pub lines: Vec<RepaymentLine>,
}

impl LoanPayment {
    /// As the arithmetic takes it; none for what came in after a write-off.
    #[must_use]
    pub fn payment(&self) -> Option<DividedPayment> {
        let part = |part| match part {
            RepaymentPart::LateCharge => Some(AllocationPart::LateCharge),
            RepaymentPart::Interest => Some(AllocationPart::Interest),
            RepaymentPart::Principal => Some(AllocationPart::Principal),
            RepaymentPart::AdvancePrincipal => Some(AllocationPart::AdvancePrincipal),
            RepaymentPart::Recovery => None,
        };
        let allocation = |line: &RepaymentLine| {
            let instalment = line.instalment.unsigned_abs();
            Some(Allocation { part: part(line.part)?, instalment, amount_vnd: line.amount_vnd })
        };
        (!self.head.recovery).then(|| DividedPayment {
            paid_on: self.head.paid_on,
            allocations: self.lines.iter().filter_map(allocation).collect(),
            late_charge_waived_vnd: self.head.waived_vnd,
        })
    }
}
