//! Year-ends as shown and as asked for.

use crate::money::funds::model::FundKind;
use crate::money::ledger::model::Account;
use crate::platform::fields::client_made;
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, EntryId};
use crate::platform::looks::shown;
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// An account that a year-end closes, or to which it brings the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct YearEndAmount {
    /// Account (tài khoản).
    pub account: Account,
    /// Amount, đồng. Of income, what was earned; of expenses, what was spent; of `retained_result`, what had gone to the
    /// operating fund ahead of the year's end, as a negative amount. Of an account that takes the result, by how much it
    /// grows; negative by a deficit.
    pub amount_vnd: Vnd,
}

/// What a year-end does in one fund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct YearEndFund {
    /// Income fund (quỹ tăng thu nhập) or operating fund (quỹ hoạt động).
    pub fund: FundKind,
    /// The income of the year, account by account; nothing is on them at the end of the year.
    pub income: Vec<YearEndAmount>,
    /// The expenses of the year, and what had been distributed ahead, account by account; nothing is on them at the end of
    /// the year.
    pub expenses: Vec<YearEndAmount>,
    /// Result of the year, đồng: income less expenses and less what had been distributed; negative for a deficit.
    pub result_vnd: Vnd,
    /// Where the result goes. In the income fund a deficit of earlier years is covered first; of the rest each share of the
    /// regulation is rounded down to the đồng, and what is left stays on `surplus`.
    pub destinations: Vec<YearEndAmount>,
}

/// A year-end (kết chuyển cuối năm), made or previewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct YearEnd {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Calendar year that is closed.
    pub year: i32,
    /// Day of the entry: the last of the year.
    pub on: NaiveDate,
    /// UUID of the entry; null in a preview.
    pub entry_id: Option<EntryId>,
    /// The funds in which there was anything to close.
    pub funds: Vec<YearEndFund>,
}

/// It never changes, so this is its first version and its last.
impl Versioned for YearEnd {
    fn version(&self) -> i32 {
        1
    }
}

/// A year whose end is to be previewed.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "year": 2024 }))]
pub struct PreviewedYearEnd {
    /// Calendar year; it is over, and the year before is closed.
    #[validate(range(min = 1990, max = 2199))]
    pub year: i32,
}

/// A year-end (kết chuyển cuối năm), to be made.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "year": 2024 }))]
pub struct NewYearEnd {
    /// UUIDv7 of the entry made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<EntryId>,
    /// Calendar year; it is over, and the year before is closed.
    #[validate(range(min = 1990, max = 2199))]
    pub year: i32,
}

shown! { YearEnd: "ledger_entry" of |year_end| year_end.club_id; }
