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
    /// Thu lãi tiền gửi: interest that the bank pays, into either fund, always in the bank.
    BankInterest,
    /// Thu khác, with a `narrative`: into either fund.
    OtherIncome,
    /// Thu phạt: a `fine` of the regulation in force that day, paid by a member, into either fund.
    Fine,
    /// Phí ngân hàng: what the bank takes, out of either fund, always from the bank.
    BankFee,
    /// Chi phí của quỹ tăng thu nhập, with a `narrative`.
    FundExpense,
    /// Tạm ứng to a member or a `party`, with a `narrative`, out of either fund. It is settled by entries of its own.
    Advance,
    /// Lãi tiết kiệm nhập gốc: interest on a member's savings, added to them.
    SavingsInterest,
    /// Trả lãi tiết kiệm: interest on a member's savings, paid out.
    SavingsInterestPayout,
    /// Bổ sung vốn từ thặng dư by a `document`: no money moves.
    CapitalFromSurplus,
    /// Chuyển phần thặng dư mà kết chuyển cuối năm dành cho quỹ hoạt động: out of the income fund into the operating fund.
    SurplusTransfer,
    /// Chuyển tiền giữa hai quỹ by a decision (`document`, `narrative`): out of the `fund` that is named into the other.
    FundTransfer,
    /// Mua cổ phần of an open cycle by a member: into the income fund.
    SharePurchase,
}

/// Money that came in, went out or changed its place.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "seed_money", "fund": "income", "on": "2026-10-17", "amount_vnd": 20_000_000, "source": "state_budget_province", "document": "15/QĐ-UBND" }))]
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
    /// Name of the fine in the regulation (hành vi vi phạm), for a fine.
    pub fine: Option<Line<100>>,
    /// UUID of the member whose contribution, savings or capital it is, or who was helped.
    pub member_id: Option<MemberId>,
    /// Source of seed money or of a donation (nguồn vốn).
    pub source: Option<MoneySource>,
    /// Who gave or received the money, if not a member.
    pub party: Option<Line<200>>,
    /// Number of the document on which it rests (chứng từ gốc).
    pub document: Option<Line<100>>,
    /// Purpose of the money (nội dung), in words.
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
