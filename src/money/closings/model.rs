//! Closings as stored and as shown.

use crate::money::funds::model::FundKind;
use crate::money::ledger::model::Account;
use crate::money::schema::{closing_balances, ledger_closings};
use crate::platform::fields::{Day, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClosingId, ClubId, UserId};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::Vnd;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A closing, without its balances.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = ledger_closings, check_for_backend(diesel::pg::Pg))]
pub struct ClosingHead {
    /// Its id.
    pub id: ClosingId,
    /// The club.
    pub club_id: ClubId,
    /// Through this day the books are closed.
    pub through: NaiveDate,
    /// The last entry that there was then.
    pub last_number: i32,
    /// Who closed them.
    pub closed_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What stood on an account at the end of the last day.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = closing_balances, check_for_backend(diesel::pg::Pg))]
pub struct ClosingBalance {
    /// In which fund.
    pub fund: FundKind,
    /// On which account.
    pub account: Account,
    /// Debits less credits, đồng.
    pub balance_vnd: Vnd,
}

/// A closing (khóa sổ) with its balances.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Closing {
    /// All but its balances.
    #[serde(flatten)]
    pub head: ClosingHead,
    /// The balances of the last day, account by account; each closing goes on where the one before ended.
    pub balances: Vec<ClosingBalance>,
}

/// It never changes, so this is its first version and its last.
impl Versioned for Closing {
    fn version(&self) -> i32 {
        1
    }
}
impl Audited for Closing {
    const ENTITY: &'static str = "ledger_closing";
    const OPEN: &'static [&'static str] = &["id", "club_id", "through", "last_number", "closed_by"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.head.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.head.club_id)
    }
}

/// The books, to be closed.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "through": "2026-10-31" }))]
pub struct NewClosing {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ClosingId>,
    /// Through which day: one that is over, behind the last closing, and not before the first fund was opened.
    pub through: Day,
}
