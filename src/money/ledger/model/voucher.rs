//! Vouchers of cash.

use crate::money::funds::model::FundKind;
use crate::money::schema::ledger_vouchers;
use crate::platform::ids::column;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

column! { text:
    /// Kind of voucher.
    pub enum VoucherKind {
        /// Phiếu thu: cash came in.
        Receipt,
        /// Phiếu chi: cash went out.
        Payment,
    }
}

impl VoucherKind {
    /// The letters before its number.
    const fn letters(self) -> &'static str {
        match self {
            Self::Receipt => "PT",
            Self::Payment => "PC",
        }
    }
}

/// The voucher of what an entry moved in the cash of a fund (phiếu thu, phiếu chi): numbered when the entry is posted, never
/// changed. Printed as `PT 001/2026` or `PC 001/2026`, beside the name of the fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = ledger_vouchers, check_for_backend(diesel::pg::Pg))]
pub struct Voucher {
    /// Fund whose cash moved.
    pub fund: FundKind,
    /// Receipt (phiếu thu) or payment (phiếu chi).
    pub kind: VoucherKind,
    /// Year of the day on which the cash moved.
    #[schema(example = 2026)]
    pub year: i16,
    /// Running number, from 1, for each fund, kind and year.
    #[schema(example = 1)]
    pub number: i32,
}

impl fmt::Display for Voucher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:03}/{}", self.kind.letters(), self.number, self.year)
    }
}
