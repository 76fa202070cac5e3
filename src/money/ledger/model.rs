//! Entries as stored, as shown and as asked for.

use crate::money::funds::model::FundKind;
use crate::money::schema::{ledger_entries, ledger_lines, ledgers};
use crate::platform::fields::{Day, Line as Words, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, EntryId, LoanId, MeetingId, MemberId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::{Amount, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// An account. Debits are positive, credits negative.
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
    /// What an entry records.
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
    pub enum Source {
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
    /// The club.
    pub club_id: ClubId,
    /// Number of the last entry; 0 before the first.
    pub last_number: i32,
    /// Its hash; zeros before the first.
    pub last_hash: Vec<u8>,
    /// Through which day the books are closed.
    pub closed_through: Option<NaiveDate>,
}

/// One side of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = ledger_lines, check_for_backend(diesel::pg::Pg))]
pub struct Line {
    /// In which fund.
    pub fund: FundKind,
    /// On which account.
    pub account: Account,
    /// Debit if positive, credit if negative, đồng.
    pub amount_vnd: Vnd,
    /// Whose money it is.
    pub member_id: Option<MemberId>,
    /// For which loan.
    pub loan_id: Option<LoanId>,
}

/// An entry (bút toán), without its lines.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = ledger_entries, check_for_backend(diesel::pg::Pg))]
pub struct Head {
    /// Its id.
    pub id: EntryId,
    /// The club.
    pub club_id: ClubId,
    /// Counts the club's entries, from 1, without gaps.
    #[schema(example = 41)]
    pub number: i32,
    /// What it records.
    pub kind: EntryKind,
    /// The day on which the money moved.
    #[diesel(column_name = on_day)]
    pub on: NaiveDate,
    /// Where the money comes from.
    pub source: Option<Source>,
    /// Who gave it or got it, if no member.
    pub party: Option<String>,
    /// Number of the voucher.
    pub document: Option<String>,
    /// What for.
    pub narrative: Option<String>,
    /// The entry that it undoes.
    pub reverses: Option<EntryId>,
    /// In which meeting.
    pub meeting_id: Option<MeetingId>,
    /// With this code anybody can check the receipt.
    #[schema(example = "7K3M-9QXD-2HTA")]
    pub receipt_code: String,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// An entry (bút toán) with its lines. It is never changed, only reversed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// All but its lines.
    #[serde(flatten)]
    pub head: Head,
    /// How much it moved, đồng: the sum of its debits.
    pub amount_vnd: Vnd,
    /// Its lines: they add up to nothing within each fund.
    pub lines: Vec<Line>,
}

impl Entry {
    /// From its two parts.
    #[must_use]
    pub fn new(head: Head, lines: Vec<Line>) -> Self {
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

/// What is to be posted. It is put together of movements between two accounts of one fund, so that it cannot
/// but balance.
#[derive(Debug, Clone)]
pub struct Posting {
    pub(super) id: EntryId,
    pub(super) kind: EntryKind,
    pub(super) on: NaiveDate,
    pub(super) source: Option<Source>,
    pub(super) party: Option<String>,
    pub(super) document: Option<String>,
    pub(super) narrative: Option<String>,
    pub(super) reverses: Option<EntryId>,
    pub(super) meeting: Option<MeetingId>,
    pub(super) lines: Vec<Line>,
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
    pub fn lines(&self) -> &[Line] {
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
    ) -> Head {
        Head {
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
        let opposite = |line: &Line| Line { amount_vnd: -line.amount_vnd, ..*line };
        Self {
            reverses: Some(entry.head.id),
            lines: entry.lines.iter().map(opposite).collect(),
            ..Self::new(None, EntryKind::Reversal, on).saying(Some(reason))
        }
    }
    /// Lines for the same account, member and loan are one.
    fn add(&mut self, fund: FundKind, leg: Leg, amount: Vnd) {
        let Leg { account, member: member_id, loan: loan_id } = leg;
        let same = |line: &Line| {
            (line.fund, line.account, line.member_id, line.loan_id) == (fund, account, member_id, loan_id)
        };
        match self.lines.iter_mut().find(|line| same(line)) {
            Some(line) => line.amount_vnd += amount,
            None => self.lines.push(Line { fund, account, amount_vnd: amount, member_id, loan_id }),
        }
        self.lines.retain(|line| !line.amount_vnd.is_zero());
    }
}

/// What the treasurer can enter by itself.
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

/// Where a fund's money lies.
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
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<EntryId>,
    /// What happened.
    pub kind: Movement,
    /// The day on which the money moved: not in the future, not in a closed period.
    pub on: Day,
    /// In which fund; unless said, the one to which such a thing belongs.
    pub fund: Option<FundKind>,
    /// In cash unless said.
    #[serde(default)]
    pub purse: Purse,
    /// How much.
    pub amount_vnd: Amount,
    /// Whose contribution, savings or capital; who was helped.
    pub member_id: Option<MemberId>,
    /// Where seed money or a donation comes from.
    pub source: Option<Source>,
    /// Who gave it or got it, if no member.
    pub party: Option<Words<200>>,
    /// Number of the voucher.
    pub document: Option<Words<100>>,
    /// What for.
    pub narrative: Option<Prose<1000>>,
}

/// What a fund held when a club older than the system began to use it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningFund {
    /// Which fund.
    pub fund: FundKind,
    /// In cash.
    pub cash_vnd: Option<Amount>,
    /// In the bank.
    pub bank_vnd: Option<Amount>,
}

/// What the club owed a member.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningShare {
    /// Whom.
    pub member_id: MemberId,
    /// How much.
    pub amount_vnd: Amount,
}

/// The opening balance (số dư đầu kỳ) of a club older than the system. Capital is what is left over: money
/// less what is owed to members. Loans that run are taken over one by one.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-10-01", "funds": [{ "fund": "income", "cash_vnd": 12_500_000, "bank_vnd": 30_000_000 }, { "fund": "operating", "cash_vnd": 1_750_000 }], "savings": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "amount_vnd": 600_000 }] }))]
pub struct NewOpening {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<EntryId>,
    /// As of which day.
    pub on: Day,
    /// What the funds held.
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
    /// What the figures rest on.
    pub narrative: Option<Prose<1000>>,
}

/// Which entries.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EntryQuery {
    /// Of this kind.
    pub kind: Option<EntryKind>,
    /// With a line for this member.
    pub member_id: Option<MemberId>,
    /// From this day on.
    pub from: Option<Day>,
    /// Through this day.
    pub to: Option<Day>,
}

/// What binds an entry to the one before it: everything that it says, in an order that never changes. Words
/// that may name people are bound by their own digest, so that they can be erased and the chain still holds.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq, ToSchema)]
pub struct Link {
    /// The club.
    pub club_id: ClubId,
    /// The entry's number.
    pub number: i32,
    /// Its id.
    pub id: EntryId,
    /// What it records.
    pub kind: EntryKind,
    /// The day on which the money moved.
    pub on: NaiveDate,
    /// Where the money comes from.
    pub source: Option<Source>,
    /// SHA-256 of the JSON array `[party, document, narrative]`, in hexadecimal digits.
    pub words: String,
    /// The entry that it undoes.
    pub reverses: Option<EntryId>,
    /// In which meeting.
    pub meeting_id: Option<MeetingId>,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// When, in microseconds since 1970.
    pub recorded_at_us: i64,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Link {
    /// What binds an entry with these lines.
    #[must_use]
    pub fn of(head: &Head, lines: Vec<Line>) -> Self {
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
