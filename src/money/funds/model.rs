//! Funds as stored and as shown.

use crate::money::schema::funds;
use crate::platform::fields::{Day, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, FundId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Which of a club's two funds (quỹ).
    pub enum FundKind {
        /// Quỹ tăng thu nhập: lends to members.
        Income,
        /// Quỹ hoạt động: pays for what the club does.
        Operating,
    }
}

impl FundKind {
    /// The other of the two.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Income => Self::Operating,
            Self::Operating => Self::Income,
        }
    }
}

/// A fund of a club (quỹ), opened once and never changed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = funds, check_for_backend(diesel::pg::Pg))]
pub struct Fund {
    /// UUID of the fund.
    pub id: FundId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Income fund (quỹ tăng thu nhập) or operating fund (quỹ hoạt động).
    pub kind: FundKind,
    /// First day on which the fund holds money; nothing is posted to it before.
    pub opened_on: NaiveDate,
}

/// It never changes, so this is its first version and its last.
impl Versioned for Fund {
    fn version(&self) -> i32 {
        1
    }
}
impl Audited for Fund {
    const ENTITY: &'static str = "fund";
    const OPEN: &'static [&'static str] = &["id", "club_id", "kind", "opened_on"];
    fn facts(&self) -> Facts {
        Facts::MONEY
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
}

/// A fund, with the money in it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FundWithMoney {
    /// The fund itself, without its money.
    #[serde(flatten)]
    pub fund: Fund,
    /// Cash now (tiền mặt), đồng.
    pub cash_vnd: Vnd,
    /// Money in the bank now (tiền gửi ngân hàng), đồng.
    pub bank_vnd: Vnd,
}

/// A fund to be opened; a club opens each of the two once.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "income", "opened_on": "2026-10-01" }))]
pub struct NewFund {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<FundId>,
    /// Income fund (quỹ tăng thu nhập) or operating fund (quỹ hoạt động).
    pub kind: FundKind,
    /// First day on which the fund holds money: not in the future, and not before the club was established.
    pub opened_on: Day,
}
