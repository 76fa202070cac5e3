//! What a regulation charges for lateness.

use crate::platform::error::FieldCode;
use crate::platform::money::Amount;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Late charge (tiền phạt chậm trả). Only what a regulation says is charged, and never more than `penalty_rate` would be,
/// whichever way it is defined: 150 % of the agreed rate on overdue principal, of a loan without interest 10 % a year, by
/// the days that it was overdue (Civil Code 2015, art. 466(4) and (5)). Days within `late_grace_days` and paused days cost
/// nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "LateChargeGiven")]
pub enum LateCharge {
    /// No late charge.
    #[default]
    None,
    /// A sum for each instalment that is late, once; together never more than `penalty_rate` would be. Example: 13,000 for
    /// each of two instalments of 1,000,000 at 1 % a month, 40 and 12 days late: 25,644 instead of 26,000.
    Flat {
        /// Amount for each late instalment, in đồng.
        amount_vnd: Amount,
    },
    /// A part of what is overdue, principal and interest, for each day; never more than `penalty_rate` would be.
    PerDay {
        /// Rate in parts per million a day: 1 to 10,000.
        #[schema(example = 500)]
        rate_ppm: u32,
    },
    /// 150 % of the agreed rate on overdue principal by days of 365 (Civil Code 2015, art. 466(5)(b)); for a
    /// loan without interest 10 % a year (art. 466(4)). Example: 1,000,000 × 18 % × 6 ÷ 365 = 2,959.
    PenaltyRate,
}

/// A late charge, as it is written: each kind with its own member and no other.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LateChargeGiven {
    kind: LateChargeKind,
    amount_vnd: Option<Amount>,
    rate_ppm: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum LateChargeKind {
    None,
    Flat,
    PerDay,
    PenaltyRate,
}

impl TryFrom<LateChargeGiven> for LateCharge {
    type Error = &'static str;
    fn try_from(given: LateChargeGiven) -> Result<Self, &'static str> {
        use LateChargeKind as Kind;
        match (given.kind, given.amount_vnd, given.rate_ppm) {
            (Kind::None, None, None) => Ok(Self::None),
            (Kind::Flat, Some(amount_vnd), None) => Ok(Self::Flat { amount_vnd }),
            (Kind::PerDay, None, Some(rate_ppm)) => Ok(Self::PerDay { rate_ppm }),
            (Kind::PenaltyRate, None, None) => Ok(Self::PenaltyRate),
            (Kind::Flat, None, _) | (Kind::PerDay, _, None) => Err(FieldCode::Required.into()),
            _ => Err(FieldCode::UnknownField.into()),
        }
    }
}
