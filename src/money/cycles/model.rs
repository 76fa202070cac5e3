//! Cycles as stored, as shown and as asked for.

use crate::money::decisions::model::LoanVote;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, Purse};
use crate::money::schema::cycles;
use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, CycleId, EntryId, MemberId, RegulationId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use crate::platform::money::{Amount, Vnd};
use crate::register::regulations::rules::CycleRules;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::Jsonb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// State of a cycle.
    pub enum CycleState {
        /// Đang mở.
        Open,
        /// Đã chia.
        SharedOut,
    }
}

/// A savings cycle (chu kỳ tiết kiệm).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = cycles, check_for_backend(diesel::pg::Pg))]
pub struct Cycle {
    /// UUID of the cycle.
    pub id: CycleId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Counts the club's cycles, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// State of the cycle; one of a club is open at a time.
    pub state: CycleState,
    /// First day on which shares are bought.
    pub starts_on: NaiveDate,
    /// Last day on which shares are bought.
    pub ends_on: NaiveDate,
    /// UUID of the regulation by which it runs: the one in force on its first day.
    pub regulation_id: RegulationId,
    /// Its rules, as they were when it began; a later regulation does not change them.
    #[diesel(deserialize_as = FrozenRules)]
    pub rules: CycleRules,
    /// UUID of the user who opened it.
    pub opened_by: UserId,
    /// Day of the share-out; null before.
    pub shared_out_on: Option<NaiveDate>,
    /// Number of the minutes by which the board decided the share-out (biên bản); null before.
    pub document: Option<String>,
    /// Members of the board entitled to vote on it, in persons; null before.
    pub eligible: Option<i16>,
    /// Entitled members who were present, in persons; null before.
    pub present: Option<i16>,
    /// Votes in favour (tán thành); null before.
    pub in_favour: Option<i16>,
    /// Votes against (không tán thành); null before.
    pub against: Option<i16>,
    /// UUID of the user who recorded the decision; null before.
    pub decided_by: Option<UserId>,
    /// UUID of the entry of the share-out; null before.
    pub entry_id: Option<EntryId>,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}

/// The rules of a cycle in their column.
pub struct FrozenRules(CycleRules);

impl Queryable<Jsonb, diesel::pg::Pg> for FrozenRules {
    type Row = serde_json::Value;
    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(serde_json::from_value(row)?))
    }
}
impl From<FrozenRules> for CycleRules {
    fn from(frozen: FrozenRules) -> Self {
        frozen.0
    }
}

impl Versioned for Cycle {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Cycle {
    const ENTITY: &'static str = "cycle";
    const OPEN: &'static [&'static str] = &[
        "id",
        "club_id",
        "number",
        "state",
        "starts_on",
        "ends_on",
        "regulation_id",
        "rules",
        "shared_out_on",
        "eligible",
        "present",
        "in_favour",
        "against",
        "decided_by",
        "entry_id",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A cycle to be opened.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "starts_on": "2026-11-01" }))]
pub struct NewCycle {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<CycleId>,
    /// First day, whose regulation counts: not in the future, and behind the share-out of the cycle before.
    pub starts_on: Day,
    /// Last day on which shares are bought; the length of the regulation's rule unless told.
    pub ends_on: Option<Day>,
}

/// What a member gets at a share-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShareOutMember {
    /// UUID of the member.
    pub member_id: MemberId,
    /// Number of shares that she holds.
    pub shares: i64,
    /// Price that she paid for them, đồng.
    pub shares_vnd: Vnd,
    /// Savings that are paid out to her, đồng.
    pub savings_vnd: Vnd,
    /// Her dividend, đồng; negative for her part of a loss.
    pub dividend_vnd: Vnd,
    /// What she gets, đồng: shares, savings and dividend.
    pub total_vnd: Vnd,
}

/// What is on an account after a share-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShareOutBalance {
    /// Account (tài khoản) of the income fund.
    pub account: Account,
    /// Balance, đồng: debits less credits.
    pub balance_vnd: Vnd,
}

/// What is shared out at the end of a cycle (chia cuối kỳ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShareOut {
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUID of the cycle.
    pub cycle_id: CycleId,
    /// Day of the share-out.
    pub on: NaiveDate,
    /// Loans that are running; it is refused until there are none.
    pub running_loans: i64,
    /// What is open of advances, đồng; it is refused until there is nothing.
    pub open_advances_vnd: Vnd,
    /// Surplus of the income fund, đồng: what has been earned less what has been spent and distributed; negative for a loss.
    pub surplus_vnd: Vnd,
    /// Part of the surplus that stays for the next cycle, đồng.
    pub carried_over_vnd: Vnd,
    /// The dividend of all members, đồng: the rest of the surplus.
    pub dividend_vnd: Vnd,
    /// The shares of all members at their price, đồng.
    pub shares_vnd: Vnd,
    /// The savings of all members that are paid out, đồng.
    pub savings_vnd: Vnd,
    /// What is paid out altogether, đồng.
    pub total_vnd: Vnd,
    /// The members, each with what she gets; the sums above are theirs.
    pub members: Vec<ShareOutMember>,
    /// What is left on the accounts of the income fund, account by account: nothing of shares, nothing of savings that are
    /// paid out; what stays of the surplus is what is carried over.
    pub left: Vec<ShareOutBalance>,
}

/// A share-out to be previewed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-20" }))]
pub struct PreviewedShareOut {
    /// Day of the share-out; today unless told. Nothing that moved in the income fund is dated after it.
    pub on: Option<Day>,
}

/// A share-out, as the board decided it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-20", "total_vnd": 4_850_000, "document": "BB 11/2026", "present": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"], "votes": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "vote": "in_favour" }] }))]
pub struct NewShareOut {
    /// UUIDv7 of the entry made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<EntryId>,
    /// Day of the share-out: not in the future, not in a closed period. Nothing that moved in the income fund is dated after
    /// it.
    pub on: Day,
    /// Where the money comes from: cash box or bank; cash unless told.
    #[serde(default)]
    pub purse: Purse,
    /// What is paid out altogether, whole đồng: the total of the preview on which the board decided.
    pub total_vnd: Amount,
    /// Number of the minutes of the decision (biên bản).
    pub document: Line<100>,
    /// UUIDs of the members who were present. Of these, those on the board on that day count.
    #[validate(length(min = 1, max = 500))]
    pub present: Vec<MemberId>,
    /// Votes, one for each member of the board who voted: two thirds of the board are present, and more than half of them in
    /// favour.
    #[validate(length(max = 50), nested)]
    pub votes: Vec<LoanVote>,
}

/// A cycle that is shared out, with what each member got.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SharedOutCycle {
    /// The cycle.
    #[serde(flatten)]
    pub cycle: Cycle,
    /// What was shared out.
    pub share_out: ShareOut,
}

impl Versioned for SharedOutCycle {
    fn version(&self) -> i32 {
        self.cycle.version
    }
}

/// What a member holds at the end of a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Whose it is.
    pub member: MemberId,
    /// What she saved.
    pub savings: Vnd,
    /// What she paid for her shares.
    pub shares: Vnd,
}

/// What there is at the end of a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndOfCycle {
    /// The balances of all accounts: debits less credits.
    pub balances: Vec<(FundKind, Account, Vnd)>,
    /// What each member holds, in the order of their membership.
    pub holdings: Vec<Holding>,
    /// How many loans are running.
    pub running_loans: i64,
}

shown! {
    Cycle: "cycle" of |cycle| cycle.club_id;
    ShareOut: "share_out" of |share_out| share_out.club_id;
}
