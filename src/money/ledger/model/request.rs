//! What the treasurer enters, and what is asked about entries.

use super::{EntryKind, MoneySource, Purse};
use crate::money::funds::model::FundKind;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::ids::{EntryId, MemberId};
use crate::platform::money::Amount;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Kind of event that the treasurer enters by hand; what belongs to a loan or a count is posted with that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// Vốn ban đầu: into either fund, with its `source`.
    SeedMoney,
    /// Đóng góp, hội phí of a member: into either fund.
    Contribution,
    /// Ủng hộ by a `party`: into either fund.
    Donation,
    /// Vốn hùn, vốn vay không lãi, to be given back, of a member or a `party`: into the income fund.
    PooledCapital,
    /// Trả vốn hùn: out of the income fund.
    PooledCapitalReturn,
    /// Gửi tiết kiệm of a member: into the income fund.
    SavingsDeposit,
    /// Rút tiết kiệm by a member: out of the income fund.
    SavingsWithdrawal,
    /// Chi hoạt động, with a `narrative`: out of the operating fund.
    Expense,
    /// Chi thăm hỏi, trợ giúp: out of the operating fund.
    SocialHelp,
    /// Chuyển lãi sang quỹ hoạt động, at most the regulation's share of the interest earned.
    InterestTransfer,
    /// Gửi tiền mặt vào ngân hàng, within a fund.
    BankDeposit,
    /// Rút tiền ngân hàng về quỹ tiền mặt, within a fund.
    BankWithdrawal,
    /// Bàn giao to a `party` by a `document`, when the club ends: out of either fund.
    Handover,
}

/// Money that came in, went out or changed its place.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "seed_money", "fund": "income", "on": "2026-10-17", "amount_vnd": 20_000_000, "source": "state_budget_province", "document": "PT 01/2026" }))]
pub struct NewEntry {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<EntryId>,
    /// Kind of event that is entered.
    pub kind: Movement,
    /// Day on which the money moved: not in the future, not in a closed period.
    pub on: Day,
    /// Fund; unless told, the one to which such an event belongs.
    pub fund: Option<FundKind>,
    /// Cash box or bank; cash unless told.
    #[serde(default)]
    pub purse: Purse,
    /// Amount, whole đồng.
    pub amount_vnd: Amount,
    /// UUID of the member whose contribution, savings or capital it is, or who was helped.
    pub member_id: Option<MemberId>,
    /// Source of seed money or of a donation (nguồn vốn).
    pub source: Option<MoneySource>,
    /// Who gave or received the money, if not a member.
    pub party: Option<Line<200>>,
    /// Number of the voucher (số chứng từ).
    pub document: Option<Line<100>>,
    /// Purpose of the money (nội dung), in words.
    pub narrative: Option<Prose<1000>>,
}

/// What a fund held when a club older than the system began to use it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningFund {
    /// Fund whose money it was.
    pub fund: FundKind,
    /// Cash held, đồng; none unless told.
    pub cash_vnd: Option<Amount>,
    /// Money held in the bank, đồng; none unless told.
    pub bank_vnd: Option<Amount>,
}

/// What the club owed a member on the day of the opening balance.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningShare {
    /// UUID of the member to whom it was owed.
    pub member_id: MemberId,
    /// Amount owed to her, đồng.
    pub amount_vnd: Amount,
}

/// The opening balance (số dư đầu kỳ) of a club older than the system. Capital is what is left over: money
/// less what is owed to members. Loans that run are taken over one by one.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-10-01", "funds": [{ "fund": "income", "cash_vnd": 12_500_000, "bank_vnd": 30_000_000 }, { "fund": "operating", "cash_vnd": 1_750_000 }], "savings": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "amount_vnd": 600_000 }] }))]
pub struct NewOpening {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<EntryId>,
    /// Day of the opening balance: the figures are those of its end.
    pub on: Day,
    /// Money that each fund held, at most one item a fund.
    #[validate(length(min = 1, max = 2), nested)]
    pub funds: Vec<OpeningFund>,
    /// Savings of members, in the income fund.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub savings: Vec<OpeningShare>,
    /// Capital that members pooled and will get back, in the income fund.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub pooled_capital: Vec<OpeningShare>,
    /// What the figures rest on, such as the minutes of a count.
    pub narrative: Option<Prose<1000>>,
}

/// Filters of the list of entries.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EntryQuery {
    /// Only entries of this kind.
    pub kind: Option<EntryKind>,
    /// Only entries with a line for this member.
    pub member_id: Option<MemberId>,
    /// First day on which the money moved, included.
    pub from: Option<Day>,
    /// Last day on which the money moved, included.
    pub to: Option<Day>,
}
