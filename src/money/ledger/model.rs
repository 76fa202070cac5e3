//! Entries as stored, as shown and as asked for.

use crate::money::funds::model::FundKind;
use crate::money::schema::{ledger_entries, ledger_lines, ledgers};
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, EntryId, LoanId, MeetingId, MemberId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use crate::platform::money::{Amount, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// An account (tài khoản) of the ledger. Debits are positive, credits negative.
    pub enum Account {
        /// 111 Tiền mặt.
        Cash,
        /// 112 Tiền gửi ngân hàng.
        Bank,
        /// 131 Dư nợ gốc cho vay.
        Loans,
        /// 138 Chênh lệch quỹ chờ xử lý.
        CashDifferences,
        /// 311 Tiết kiệm tự nguyện của thành viên: owed to members.
        Savings,
        /// 341 Vốn vay, vốn hùn phải hoàn trả: owed to those who lent it.
        PooledCapital,
        /// 411 Vốn quỹ tăng thu nhập.
        Capital,
        /// 421 Kết quả đã phân phối của quỹ tăng thu nhập.
        RetainedResult,
        /// 431 Vốn quỹ hoạt động.
        OperatingCapital,
        /// 511 Thu lãi cho vay.
        InterestIncome,
        /// 512 Thu lãi chậm trả.
        LateChargeIncome,
        /// 513 Thu hồi nợ đã xóa.
        RecoveryIncome,
        /// 521 Hội phí, đóng góp.
        Contributions,
        /// 522 Ủng hộ, tài trợ.
        Donations,
        /// 611 Tổn thất cho vay.
        LoanLosses,
        /// 621 Chi hoạt động.
        OperatingExpenses,
        /// 622 Chi thăm hỏi, trợ giúp.
        SocialHelp,
    }
}

column! { text:
    /// Kind of event that an entry records.
    pub enum EntryKind {
        /// Số dư đầu kỳ.
        OpeningBalance,
        /// Vốn ban đầu.
        SeedMoney,
        /// Đóng góp của thành viên.
        Contribution,
        /// Ủng hộ.
        Donation,
        /// Nhận vốn hùn, vốn vay không lãi.
        PooledCapital,
        /// Trả vốn hùn, vốn vay.
        PooledCapitalReturn,
        /// Gửi tiết kiệm.
        SavingsDeposit,
        /// Rút tiết kiệm.
        SavingsWithdrawal,
        /// Chi hoạt động.
        Expense,
        /// Chi thăm hỏi, trợ giúp.
        SocialHelp,
        /// Chuyển lãi sang quỹ hoạt động.
        InterestTransfer,
        /// Gửi tiền vào ngân hàng.
        BankDeposit,
        /// Rút tiền từ ngân hàng.
        BankWithdrawal,
        /// Giải ngân.
        Disbursement,
        /// Thu nợ.
        Repayment,
        /// Xóa nợ.
        WriteOff,
        /// Thu hồi nợ đã xóa.
        Recovery,
        /// Chênh lệch kiểm kê.
        CashDifference,
        /// Bàn giao.
        Handover,
        /// Nhận bàn giao.
        Takeover,
        /// Bút toán đảo.
        Reversal,
    }
}

impl EntryKind {
    /// Whether the entry is only the money's side of something else, together with which it is undone.
    #[must_use]
    pub const fn has_a_cause(self) -> bool {
        matches!(
            self,
            Self::Disbursement
                | Self::Repayment
                | Self::WriteOff
                | Self::Recovery
                | Self::CashDifference
                | Self::Takeover
        )
    }
}

column! { text:
    /// Where money of a fund comes from.
    pub enum MoneySource {
        /// Ngân sách trung ương.
        StateBudgetCentral,
        /// Ngân sách tỉnh.
        StateBudgetProvince,
        /// Ngân sách huyện, until the districts ended.
        StateBudgetDistrict,
        /// Ngân sách xã.
        StateBudgetCommune,
        /// Quỹ chăm sóc và phát huy vai trò người cao tuổi.
        ElderlyCareFund,
        /// Quỹ vì người nghèo.
        FundForThePoor,
        /// Hội Người cao tuổi.
        ElderlyAssociation,
        /// Doanh nghiệp.
        Enterprise,
        /// Dự án quốc tế.
        InternationalProject,
        /// Xã hội hóa trong cộng đồng.
        Community,
        /// Nguồn khác.
        Other,
    }
}

/// The head of a club's books. Whoever posts holds it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = ledgers, check_for_backend(diesel::pg::Pg))]
pub struct Ledger {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Number of the last entry; 0 before the first.
    pub last_number: i32,
    /// Hash of the last entry; zeros before the first.
    pub last_hash: Vec<u8>,
    /// Through which day the books are closed.
    pub closed_through: Option<NaiveDate>,
}

/// One line of an entry: an amount on an account of a fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = ledger_lines, check_for_backend(diesel::pg::Pg))]
pub struct LedgerLine {
    /// Fund to which the line belongs; an entry balances within each fund.
    pub fund: FundKind,
    /// Account (tài khoản) on which the amount stands.
    pub account: Account,
    /// Debit if positive, credit if negative, đồng.
    pub amount_vnd: Vnd,
    /// UUID of the member whose money or debt it is; null where it is nobody's in particular.
    pub member_id: Option<MemberId>,
    /// UUID of the loan to which the amount belongs; null where there is none.
    pub loan_id: Option<LoanId>,
}

/// An entry (bút toán), without its lines.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = ledger_entries, check_for_backend(diesel::pg::Pg))]
pub struct EntryHead {
    /// UUID of the entry.
    pub id: EntryId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Entry number: counts the club's entries from 1, without gaps.
    #[schema(example = 41)]
    pub number: i32,
    /// Kind of event that the entry records.
    pub kind: EntryKind,
    /// Day on which the money moved; it may be back-dated, `recorded_at` is not.
    #[diesel(column_name = on_day)]
    pub on: NaiveDate,
    /// Source of the money (nguồn vốn), for seed money and donations.
    pub source: Option<MoneySource>,
    /// Who gave or received the money, if not a member.
    pub party: Option<String>,
    /// Number of the voucher (số chứng từ).
    pub document: Option<String>,
    /// Purpose of the money (nội dung), in words.
    pub narrative: Option<String>,
    /// UUID of the entry that this one reverses; null if it reverses none.
    pub reverses: Option<EntryId>,
    /// UUID of the meeting in which it happened; null outside a meeting.
    pub meeting_id: Option<MeetingId>,
    /// Receipt code: anybody who holds it can check the receipt, without a token.
    #[schema(example = "7K3M-9QXD-2HTA")]
    pub receipt_code: String,
    /// UUID of the user who recorded it.
    pub recorded_by: UserId,
    /// Time at which it was posted, in UTC.
    pub recorded_at: DateTime<Utc>,
}

/// An entry (bút toán) with its lines. It is never changed, only reversed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// The entry without its lines.
    #[serde(flatten)]
    pub head: EntryHead,
    /// Amount moved, đồng: the sum of the entry's debits.
    pub amount_vnd: Vnd,
    /// Lines of the entry; within each fund they add up to 0.
    pub lines: Vec<LedgerLine>,
}

impl Entry {
    /// From its two parts.
    #[must_use]
    pub fn new(head: EntryHead, lines: Vec<LedgerLine>) -> Self {
        let debits = lines.iter().map(|line| line.amount_vnd).filter(|amount| !amount.is_negative());
        Self { amount_vnd: debits.sum(), head, lines }
    }
}

/// It never changes, so this is its first version and its last.
impl Versioned for Entry {
    fn version(&self) -> i32 {
        1
    }
}
impl Audited for Entry {
    const ENTITY: &'static str = "ledger_entry";
    const OPEN: &'static [&'static str] =
        &["id", "club_id", "number", "kind", "on", "source", "reverses", "meeting_id", "amount_vnd"];
    fn facts(&self) -> Facts {
        // lending is what a club does for income: a loan handed out, or taken back, changes that too
        match self.head.kind {
            EntryKind::Disbursement | EntryKind::Reversal => Facts::MONEY.and(Facts::DEEDS),
            EntryKind::Repayment | EntryKind::WriteOff | EntryKind::Recovery | EntryKind::Takeover => {
                Facts::MONEY
            }
            _ => Facts::FUNDS,
        }
    }
    fn entity_id(&self) -> Uuid {
        self.head.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.head.club_id)
    }
}

/// One side of a movement: an account, and whose or for which loan.
#[derive(Debug, Clone, Copy)]
pub struct Leg {
    account: Account,
    member: Option<MemberId>,
    loan: Option<LoanId>,
}

impl Account {
    /// This account, for a member.
    #[must_use]
    pub fn of(self, member: Option<MemberId>) -> Leg {
        Leg { account: self, member, loan: None }
    }
    /// This account, for a member's loan.
    #[must_use]
    pub fn lent(self, member: MemberId, loan: LoanId) -> Leg {
        Leg { account: self, member: Some(member), loan: Some(loan) }
    }
}
impl From<Account> for Leg {
    fn from(account: Account) -> Self {
        account.of(None)
    }
}

/// What is to be posted. It is made of movements between two accounts of one fund, so that it cannot but balance.
#[derive(Debug, Clone)]
pub struct Posting {
    pub(super) id: EntryId,
    pub(super) kind: EntryKind,
    pub(super) on: NaiveDate,
    pub(super) source: Option<MoneySource>,
    pub(super) party: Option<String>,
    pub(super) document: Option<String>,
    pub(super) narrative: Option<String>,
    pub(super) reverses: Option<EntryId>,
    pub(super) meeting: Option<MeetingId>,
    pub(super) lines: Vec<LedgerLine>,
}

impl Posting {
    /// Something that happened on a day, so far without money.
    #[must_use]
    pub fn new(id: Option<EntryId>, kind: EntryKind, on: NaiveDate) -> Self {
        Self {
            id: id.unwrap_or_default(),
            kind,
            on,
            source: None,
            party: None,
            document: None,
            narrative: None,
            reverses: None,
            meeting: None,
            lines: vec![],
        }
    }
    /// Moves an amount to one account from another of the same fund. Nothing moves nothing.
    #[must_use]
    pub fn moving(mut self, fund: FundKind, amount: Vnd, to: impl Into<Leg>, from: impl Into<Leg>) -> Self {
        self.add(fund, to.into(), amount);
        self.add(fund, from.into(), -amount);
        self
    }
    /// In this meeting.
    #[must_use]
    pub fn in_meeting(mut self, meeting: Option<MeetingId>) -> Self {
        self.meeting = meeting;
        self
    }
    /// With these words on the voucher.
    #[must_use]
    pub fn saying(mut self, narrative: Option<&str>) -> Self {
        self.narrative = narrative.map(str::to_owned);
        self
    }
    /// By the voucher of this number.
    #[must_use]
    pub fn documented(mut self, document: Option<&str>) -> Self {
        self.document = document.map(str::to_owned);
        self
    }
    /// The id that the entry will have.
    #[must_use]
    pub const fn id(&self) -> EntryId {
        self.id
    }
    /// Its lines.
    #[must_use]
    pub fn lines(&self) -> &[LedgerLine] {
        &self.lines
    }
    /// The entry, all but its lines, as it is written into a club's books.
    #[must_use]
    pub fn entered(
        &self,
        club_id: ClubId,
        number: i32,
        receipt_code: String,
        (recorded_by, recorded_at): (UserId, DateTime<Utc>),
    ) -> EntryHead {
        EntryHead {
            id: self.id,
            club_id,
            number,
            kind: self.kind,
            on: self.on,
            source: self.source,
            party: self.party.clone(),
            document: self.document.clone(),
            narrative: self.narrative.clone(),
            reverses: self.reverses,
            meeting_id: self.meeting,
            receipt_code,
            recorded_by,
            recorded_at,
        }
    }
    /// The exact opposite of an entry, on a day.
    #[must_use]
    pub fn reversing(entry: &Entry, on: NaiveDate, reason: &str) -> Self {
        let opposite = |line: &LedgerLine| LedgerLine { amount_vnd: -line.amount_vnd, ..*line };
        Self {
            reverses: Some(entry.head.id),
            lines: entry.lines.iter().map(opposite).collect(),
            ..Self::new(None, EntryKind::Reversal, on).saying(Some(reason))
        }
    }
    /// Lines for the same account, member and loan are one.
    fn add(&mut self, fund: FundKind, leg: Leg, amount: Vnd) {
        let Leg { account, member: member_id, loan: loan_id } = leg;
        let same = |line: &LedgerLine| {
            (line.fund, line.account, line.member_id, line.loan_id) == (fund, account, member_id, loan_id)
        };
        match self.lines.iter_mut().find(|line| same(line)) {
            Some(line) => line.amount_vnd += amount,
            None => self.lines.push(LedgerLine { fund, account, amount_vnd: amount, member_id, loan_id }),
        }
        self.lines.retain(|line| !line.amount_vnd.is_zero());
    }
}

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

impl From<Movement> for EntryKind {
    fn from(movement: Movement) -> Self {
        match movement {
            Movement::SeedMoney => Self::SeedMoney,
            Movement::Contribution => Self::Contribution,
            Movement::Donation => Self::Donation,
            Movement::PooledCapital => Self::PooledCapital,
            Movement::PooledCapitalReturn => Self::PooledCapitalReturn,
            Movement::SavingsDeposit => Self::SavingsDeposit,
            Movement::SavingsWithdrawal => Self::SavingsWithdrawal,
            Movement::Expense => Self::Expense,
            Movement::SocialHelp => Self::SocialHelp,
            Movement::InterestTransfer => Self::InterestTransfer,
            Movement::BankDeposit => Self::BankDeposit,
            Movement::BankWithdrawal => Self::BankWithdrawal,
            Movement::Handover => Self::Handover,
        }
    }
}

/// Where a fund's money lies: in the cash box or in the bank.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purse {
    /// Tiền mặt.
    #[default]
    Cash,
    /// Ngân hàng.
    Bank,
}

impl From<Purse> for Account {
    fn from(purse: Purse) -> Self {
        match purse {
            Purse::Cash => Self::Cash,
            Purse::Bank => Self::Bank,
        }
    }
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

/// What binds an entry to the one before it in the chain: everything that it says, in an order that never
/// changes. Words that may name people are bound by their own digest, so that they can be erased and the chain
/// still holds.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq, ToSchema)]
pub struct ChainLink {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Number of the entry in the club's ledger.
    pub number: i32,
    /// UUID of the entry.
    pub id: EntryId,
    /// Kind of event that the entry records.
    pub kind: EntryKind,
    /// Day on which the money moved.
    pub on: NaiveDate,
    /// Source of the money (nguồn vốn).
    pub source: Option<MoneySource>,
    /// SHA-256 of the JSON array `[party, document, narrative]`, in hexadecimal digits.
    pub words: String,
    /// UUID of the entry that this one reverses.
    pub reverses: Option<EntryId>,
    /// UUID of the meeting in which it happened; null outside a meeting.
    pub meeting_id: Option<MeetingId>,
    /// UUID of the user who recorded it.
    pub recorded_by: UserId,
    /// Time at which it was posted, in microseconds since 1 January 1970, UTC.
    pub recorded_at_us: i64,
    /// Lines of the entry, in the order in which they were posted.
    pub lines: Vec<LedgerLine>,
}

impl ChainLink {
    /// What binds an entry with these lines.
    #[must_use]
    pub fn of(head: &EntryHead, lines: Vec<LedgerLine>) -> Self {
        Self {
            club_id: head.club_id,
            number: head.number,
            id: head.id,
            kind: head.kind,
            on: head.on,
            source: head.source,
            words: super::rules::words(
                head.party.as_deref(),
                head.document.as_deref(),
                head.narrative.as_deref(),
            ),
            reverses: head.reverses,
            meeting_id: head.meeting_id,
            recorded_by: head.recorded_by,
            recorded_at_us: head.recorded_at.timestamp_micros(),
            lines,
        }
    }
}

shown! { Entry: "ledger_entry" of |entry| entry.head.club_id; }
