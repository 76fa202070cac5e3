//! Advances as shown, and what settles them.

use crate::money::funds::model::FundKind;
use crate::money::ledger::model::Purse;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::ids::{ClubId, EntryId, MemberId};
use crate::platform::looks::shown;
use crate::platform::money::{Amount, Vnd};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// An advance (tạm ứng) of which something is still to be accounted for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenAdvance {
    /// UUID of the entry by which it was handed out.
    pub entry_id: EntryId,
    /// Number of that entry.
    pub number: i32,
    /// Fund out of which it was handed.
    pub fund: FundKind,
    /// Day on which it was handed out.
    pub on: NaiveDate,
    /// Age in days, from that day to the day asked about.
    pub days: i64,
    /// Amount handed out, đồng.
    pub amount_vnd: Vnd,
    /// Amount accounted for, spent or returned, đồng.
    pub settled_vnd: Vnd,
    /// Amount still to be accounted for, đồng.
    pub open_vnd: Vnd,
    /// UUID of the member who has it; null where it is nobody's of the club, or where the caller may not know.
    pub member_id: Option<MemberId>,
    /// Who has it, if not a member.
    pub party: Option<String>,
    /// What it is for, in words.
    pub narrative: Option<String>,
}

/// The advances of a club that are open on a day, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenAdvances {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Day at whose end they are open.
    pub on: NaiveDate,
    /// Sum of what is open, đồng: the balance of account 141 of both funds.
    pub open_vnd: Vnd,
    /// The advances, one by one.
    pub items: Vec<OpenAdvance>,
}

/// What an advance was spent on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdvanceUse {
    /// Chi hoạt động of the operating fund, chi phí of the income fund.
    #[default]
    Expense,
    /// Chi thăm hỏi, trợ giúp, of the operating fund.
    SocialHelp,
}

/// A settlement of an advance (thanh toán tạm ứng): what was spent of it, what is returned, or both. What is left stays open.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-18", "spent_vnd": 350_000, "returned_vnd": 50_000, "document": "TTTU 03/2026", "narrative": "Mua quà thăm hỏi" }))]
pub struct NewAdvanceSettlement {
    /// UUIDv7 of the entry made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<EntryId>,
    /// Day of the settlement: not before the advance, not in the future, not in a closed period.
    pub on: Day,
    /// Amount spent, whole đồng; none unless told. It takes a `narrative`.
    pub spent_vnd: Option<Amount>,
    /// What it was spent on.
    #[serde(default)]
    pub spent_on: AdvanceUse,
    /// Amount returned, whole đồng; none unless told.
    pub returned_vnd: Option<Amount>,
    /// Where the returned money goes: cash box or bank; cash unless told.
    #[serde(default)]
    pub purse: Purse,
    /// Number of the voucher (số chứng từ).
    pub document: Option<Line<100>>,
    /// Purpose of what was spent (nội dung), in words.
    pub narrative: Option<Prose<1000>>,
}

shown! { OpenAdvances: "ledger_entry" of |advances| advances.club_id; }
