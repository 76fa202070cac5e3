//! Closings as stored and as shown.

use crate::money::funds::model::FundKind;
use crate::money::ledger::model::Account;
use crate::money::schema::{closing_balances, ledger_closings};
use crate::platform::fields::{Day, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClosingId, ClubId, UserId};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
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
    /// UUID of the closing.
    pub id: ClosingId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Last day of the closed period; nothing is posted on it or before it any more.
    pub through: NaiveDate,
    /// Number of the last entry when the books were closed.
    pub last_number: i32,
    /// UUID of the user who closed the books.
    pub closed_by: UserId,
    /// Time at which the books were closed, in UTC.
    pub created_at: DateTime<Utc>,
}

/// Balance of an account at the end of the last closed day.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = closing_balances, check_for_backend(diesel::pg::Pg))]
pub struct ClosingBalance {
    /// Fund to which the account belongs.
    pub fund: FundKind,
    /// Account (tài khoản) whose balance it is.
    pub account: Account,
    /// Balance, đồng: debits less credits.
    pub balance_vnd: Vnd,
}

/// A closing (khóa sổ) with its balances.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Closing {
    /// The closing without its balances.
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

/// A closing of the books (khóa sổ), to be made; it cannot be undone.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "through": "2026-10-31" }))]
pub struct NewClosing {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ClosingId>,
    /// Last day to be closed: one that is over, behind the last closing, and not before the first fund was
    /// opened.
    pub through: Day,
}

shown! { Closing: "ledger_closing" of |closing| closing.head.club_id; }
