//! What the books show. Nothing of it is stored.

use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, ChainLink, EntryKind, MoneySource, Purse, Voucher};
use crate::money::ledger::rules::hex;
use crate::platform::error::FieldCode;
use crate::platform::fields::{Day, Moment};
use crate::platform::ids::{ClubId, EntryId, LoanId, MemberId};
use crate::platform::looks::{Looks, Rows, Shown, shown};
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use validator::Validate;

/// What an answer rests on: the club's entries up to one of them. Only who reaches the club gets one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerBasis {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Number of the last entry that counted; 0 before the first. Asked again `through` it, the answer is the
    /// same.
    pub through: i32,
    /// Hash of that entry, by which a copy can be recognised; null for whoever may not read what single members have
    /// (`savings.read`), for the hash binds that too.
    pub hash: Option<Digest>,
}

/// The day and the entry up to which to count.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AsOf {
    /// Day at whose end the balances are shown; today unless told.
    pub on: Option<Day>,
    /// Number of the last entry that counts: what was known when it was the last. All count unless told.
    #[validate(range(min = 0))]
    pub through: Option<i32>,
    /// Instant (RFC 3339) as of which entries count: what was recorded later is left out, a reversal too, so that what was
    /// reversed later stands. Everything known by now counts unless told.
    pub known_at: Option<Moment>,
}

/// Totals of one account (tài khoản).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountTotals {
    /// Account to which the totals belong.
    pub account: Account,
    /// Sum of its debits (phát sinh nợ), đồng.
    pub debit_vnd: Vnd,
    /// Sum of its credits (phát sinh có), đồng.
    pub credit_vnd: Vnd,
    /// Balance (số dư), đồng: debits less credits.
    pub balance_vnd: Vnd,
}

/// Totals of one fund's accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FundTotals {
    /// Fund to which the accounts belong.
    pub fund: FundKind,
    /// Accounts of the fund on which something was posted.
    pub accounts: Vec<AccountTotals>,
    /// Sum of the debits of all its accounts, đồng.
    pub debit_vnd: Vnd,
    /// Sum of the credits of all its accounts, đồng.
    pub credit_vnd: Vnd,
    /// Whether debits equal credits, as they must.
    pub balanced: bool,
}

/// A trial balance (bảng cân đối tài khoản).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrialBalance {
    /// Entries on which the answer rests.
    #[serde(flatten)]
    pub basis: LedgerBasis,
    /// Day at whose end the balances stand.
    pub on: NaiveDate,
    /// Totals of each fund.
    pub funds: Vec<FundTotals>,
}

/// Filters and period of a cash book.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CashBookQuery {
    /// Fund whose book it is.
    #[param(example = "income")]
    pub fund: FundKind,
    /// Cash book (sổ quỹ tiền mặt) or bank book (sổ tiền gửi); cash unless told.
    #[serde(default)]
    pub purse: Purse,
    /// First day, included; the first of the books unless told.
    pub from: Option<Day>,
    /// Last day, included; today unless told.
    pub to: Option<Day>,
    /// Number of the last entry that counts: what was known when it was the last. All count unless told.
    #[validate(range(min = 0))]
    pub through: Option<i32>,
    /// Instant (RFC 3339) as of which entries count: what was recorded later is left out, a reversal too, so that what was
    /// reversed later stands. Everything known by now counts unless told.
    pub known_at: Option<Moment>,
}

/// A line of a cash book: one entry that moved the purse's money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CashBookLine {
    /// UUID of the ledger entry.
    pub entry_id: EntryId,
    /// Number of the entry in the club's ledger.
    pub number: i32,
    /// Day on which the money moved.
    pub on: NaiveDate,
    /// Kind of event that the entry records.
    pub kind: EntryKind,
    /// Who gave or received the money, if not a member.
    pub party: Option<String>,
    /// Voucher of cash that moved (phiếu thu, phiếu chi); null in the bank book, and of an opening balance.
    pub voucher: Option<Voucher>,
    /// Number of the document on which it rests (chứng từ gốc).
    pub document: Option<String>,
    /// Purpose of the money (nội dung), in words.
    pub narrative: Option<String>,
    /// Money received (thu), đồng.
    pub received_vnd: Vnd,
    /// Money paid (chi), đồng.
    pub paid_vnd: Vnd,
    /// Money left after this line (tồn), đồng.
    pub balance_vnd: Vnd,
}

/// A page of a cash book (sổ quỹ tiền mặt, sổ tiền gửi).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CashBook {
    /// Entries on which the answer rests.
    #[serde(flatten)]
    pub basis: LedgerBasis,
    /// Fund whose book it is.
    pub fund: FundKind,
    /// Whether it is the book of its cash or of its money in the bank.
    pub purse: Purse,
    /// First day of the period; null from the first entry on.
    pub from: Option<NaiveDate>,
    /// Last day of the period, included.
    pub to: NaiveDate,
    /// Money before the period (tồn đầu kỳ), đồng.
    pub opening_vnd: Vnd,
    /// Money received in the whole period, đồng, whatever the page shows.
    pub received_vnd: Vnd,
    /// Money paid in the whole period, đồng, whatever the page shows.
    pub paid_vnd: Vnd,
    /// Money after the period (tồn cuối kỳ), đồng.
    pub closing_vnd: Vnd,
    /// Lines of this page, by day and then by number.
    pub items: Vec<CashBookLine>,
    /// Pass this as `after` to get the next page; `null` on the last one.
    pub next: Option<String>,
}

/// Fund and period of a fund's statement.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FundQuery {
    /// Fund whose statement it is.
    #[param(example = "income")]
    pub fund: FundKind,
    /// First day, included; the first of the books unless told.
    pub from: Option<Day>,
    /// Last day, included; today unless told.
    pub to: Option<Day>,
    /// Number of the last entry that counts: what was known when it was the last. All count unless told.
    #[validate(range(min = 0))]
    pub through: Option<i32>,
    /// Instant (RFC 3339) as of which entries count: what was recorded later is left out, a reversal too, so that what was
    /// reversed later stands. Everything known by now counts unless told.
    pub known_at: Option<Moment>,
}

/// Receipts or payments of one kind and source, added up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FundFlow {
    /// Kind of event that the entries record.
    pub kind: EntryKind,
    /// Source of the money (nguồn vốn); null where none was named.
    pub source: Option<MoneySource>,
    /// Sum of the amounts, đồng.
    pub amount_vnd: Vnd,
}

/// A fund's statement (báo cáo thu chi quỹ): its money in cash and in the bank. Transfers between the two are
/// left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FundStatement {
    /// Entries on which the answer rests.
    #[serde(flatten)]
    pub basis: LedgerBasis,
    /// Fund whose statement it is.
    pub fund: FundKind,
    /// First day of the period; null from the first entry on.
    pub from: Option<NaiveDate>,
    /// Last day of the period, included.
    pub to: NaiveDate,
    /// Cash and bank before the period, đồng.
    pub opening_vnd: Vnd,
    /// Money received (thu), by kind and source.
    pub receipts: Vec<FundFlow>,
    /// Money paid (chi), by kind and source.
    pub payments: Vec<FundFlow>,
    /// Cash and bank after the period, đồng.
    pub closing_vnd: Vnd,
}

/// Period of a member's statement.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StatementQuery {
    /// First day, included; the first of the books unless told.
    pub from: Option<Day>,
    /// Last day, included; today unless told.
    pub to: Option<Day>,
    /// Number of the last entry that counts: what was known when it was the last. All count unless told.
    #[validate(range(min = 0))]
    pub through: Option<i32>,
    /// Instant (RFC 3339) as of which entries count: what was recorded later is left out, a reversal too, so that what was
    /// reversed later stands. Everything known by now counts unless told.
    pub known_at: Option<Moment>,
}

/// Period of one's own statements, one for each membership.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OwnStatementQuery {
    /// First day, included; the first of the books unless told.
    pub from: Option<Day>,
    /// Last day, included; today unless told.
    pub to: Option<Day>,
    /// Instant (RFC 3339) as of which entries count: what was recorded later is left out, a reversal too, so that what was
    /// reversed later stands. Everything known by now counts unless told.
    pub known_at: Option<Moment>,
}

/// A line of the ledger on an account of a member's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MemberLedgerLine {
    /// UUID of the ledger entry.
    pub entry_id: EntryId,
    /// Number of the entry in the club's ledger.
    pub number: i32,
    /// Day on which the money moved.
    pub on: NaiveDate,
    /// Kind of event that the entry records.
    pub kind: EntryKind,
    /// Account on which the line stands.
    pub account: Account,
    /// UUID of the loan to which the amount belongs; null where there is none.
    pub loan_id: Option<LoanId>,
    /// Change of the account, đồng: savings grow by a deposit, a loan by its disbursement.
    pub change_vnd: Vnd,
    /// Balance after this line, đồng; of savings, what the club owed her.
    pub balance_vnd: Vnd,
}

/// A member's share of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MemberAccountTotals {
    /// Account to which the balances belong.
    pub account: Account,
    /// Balance before the period, đồng.
    pub opening_vnd: Vnd,
    /// Balance after the period, đồng.
    pub closing_vnd: Vnd,
}

/// A member's statement (sổ cá nhân của thành viên): savings, contributions, pooled capital, help, loans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MoneyStatement {
    /// Entries on which the answer rests.
    #[serde(flatten)]
    pub basis: LedgerBasis,
    /// UUID of the member.
    pub member_id: MemberId,
    /// First day of the period; null from the first entry on.
    pub from: Option<NaiveDate>,
    /// Last day of the period, included.
    pub to: NaiveDate,
    /// Balances of each of her accounts.
    pub accounts: Vec<MemberAccountTotals>,
    /// Lines of the period, by day and then by number.
    pub lines: Vec<MemberLedgerLine>,
}

/// What moved on the savings of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PassbookLine {
    /// UUID of the ledger entry.
    pub entry_id: EntryId,
    /// Day on which the money moved.
    pub on: NaiveDate,
    /// Kind of event that the entry records.
    pub kind: EntryKind,
    /// Deposited (gửi), đồng.
    pub deposited_vnd: Vnd,
    /// Withdrawn (rút), đồng.
    pub withdrawn_vnd: Vnd,
    /// Saved after this line (số dư), đồng.
    pub balance_vnd: Vnd,
}

/// A passbook (sổ tiết kiệm): what a member saved in a club, line by line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Passbook {
    /// Entries on which the answer rests.
    #[serde(flatten)]
    pub basis: LedgerBasis,
    /// UUID of the member.
    pub member_id: MemberId,
    /// First day of the period; null from the first entry on.
    pub from: Option<NaiveDate>,
    /// Last day of the period, included.
    pub to: NaiveDate,
    /// Saved before the period, đồng.
    pub opening_vnd: Vnd,
    /// Lines of the period, by day and then by number.
    pub lines: Vec<PassbookLine>,
    /// Saved after the period, đồng.
    pub closing_vnd: Vnd,
}

/// The part of a statement that is about savings.
impl From<MoneyStatement> for Passbook {
    fn from(statement: MoneyStatement) -> Self {
        let saved = statement.accounts.iter().find(|totals| totals.account == Account::Savings);
        let lines = statement.lines.iter().filter(|line| line.account == Account::Savings);
        let line = |line: &MemberLedgerLine| PassbookLine {
            entry_id: line.entry_id,
            on: line.on,
            kind: line.kind,
            deposited_vnd: line.change_vnd.max(Vnd::ZERO),
            withdrawn_vnd: (-line.change_vnd).max(Vnd::ZERO),
            balance_vnd: line.balance_vnd,
        };
        Self {
            opening_vnd: saved.map_or(Vnd::ZERO, |totals| totals.opening_vnd),
            closing_vnd: saved.map_or(Vnd::ZERO, |totals| totals.closing_vnd),
            lines: lines.map(line).collect(),
            basis: statement.basis,
            member_id: statement.member_id,
            from: statement.from,
            to: statement.to,
        }
    }
}

/// Page of the chain.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProofQuery {
    /// Number of the entry behind which the page begins; 0, the default, begins with the first.
    #[serde(default)]
    #[validate(range(min = 0))]
    #[param(default = 0, minimum = 0)]
    pub after: i32,
    /// Entries on the page: 1 to 200, 50 unless told.
    #[serde(default = "fifty")]
    #[validate(range(min = 1, max = 200))]
    #[param(default = 50, minimum = 1, maximum = 200)]
    pub limit: i64,
}
const fn fifty() -> i64 {
    50
}

/// A SHA-256 in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// Of these bytes, which are a hash already.
    #[must_use]
    pub fn of(hash: &[u8]) -> Self {
        Self(hex(hash))
    }
    /// # Errors
    /// The code of what is wrong.
    pub fn parse(given: &str) -> Result<Self, FieldCode> {
        if given.len() != 64 {
            return Err(FieldCode::Length);
        }
        let digits = given.bytes().all(|byte| byte.is_ascii_hexdigit());
        if digits { Ok(Self(given.to_ascii_lowercase())) } else { Err(FieldCode::Text) }
    }
}
impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let refuse = |code| serde::de::Error::custom(<&str>::from(code));
        Self::parse(&String::deserialize(d)?).map_err(refuse)
    }
}
impl PartialSchema for Digest {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(64))
            .max_length(Some(64))
            .description(Some("SHA-256 in hexadecimal digits."))
            .build()
            .into()
    }
}
impl ToSchema for Digest {}

/// An entry in the chain: what is stored of it, and the hash that this comes to.
#[derive(Debug, Clone)]
pub struct ChainedEntry {
    /// Number of the entry.
    pub number: i32,
    /// Hash of the entry before it, as stored.
    pub previous_hash: Vec<u8>,
    /// Hash of the entry, as stored.
    pub hash: Vec<u8>,
    /// Hash of the entry, as computed now.
    pub computed: Vec<u8>,
    /// Everything that the entry says.
    pub link: ChainLink,
}

/// Fault by which a chain is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChainFault {
    /// There is no entry of this number.
    Missing,
    /// Its `previous_hash` is not the hash of the entry before it.
    PreviousHash,
    /// What it says does not give the hash that was stored when it was posted.
    Hash,
    /// Its lines count for another day than it says.
    Day,
    /// The last entry is not the one that the head of the books names.
    Head,
}

impl ChainFault {
    /// For the person who runs the server.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::Missing => "there is no such entry",
            Self::PreviousHash => "it does not hang on the one before",
            Self::Hash => "it was changed after it was posted",
            Self::Day => "its lines count for another day than it says",
            Self::Head => "the head of the books names another last entry",
        }
    }
}

/// Where a chain is broken first, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChainBreak {
    /// Number of the entry at which it is broken.
    pub number: i32,
    /// What is wrong with that entry.
    pub fault: ChainFault,
}

/// The end of the chain, and whether all of it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChainHead {
    /// Number of the last entry; 0 before the first.
    pub last_number: i32,
    /// Hash of the last entry; zeros before the first.
    pub last_hash: Digest,
    /// Whether the hash of every entry, computed anew, is the one that was stored and follows from the one
    /// before.
    pub holds: bool,
    /// First break of the chain; null if it holds.
    pub first_broken: Option<ChainBreak>,
}

/// One link of the chain: SHA-256 of the 32 bytes of `previous_hash` and of `link` as compact JSON, its members in
/// the order shown, gives `hash`.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerProofLine {
    /// Number of the entry in the club's ledger.
    pub number: i32,
    /// Hash of the entry before it; zeros before the first.
    pub previous_hash: Digest,
    /// Hash of the entry.
    pub hash: Digest,
    /// Everything that the entry says.
    pub link: ChainLink,
}

/// A page of the chain, and its head.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerProof {
    /// End of the chain, and whether all of it holds.
    pub head: ChainHead,
    /// Links of this page, by number.
    pub items: Vec<LedgerProofLine>,
    /// Pass this as `after` to get the next page; `null` on the last one.
    pub next: Option<i32>,
}

/// An entry in a copy of the ledger.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopiedEntry {
    /// Number of the entry, from 1.
    #[validate(range(min = 1))]
    pub number: i32,
    /// Hash of the entry when it was copied.
    pub hash: Digest,
    /// Everything that the entry said, if that was kept too.
    pub link: Option<ChainLink>,
}

/// A copy of a club's ledger, or of a part of it, that somebody kept.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "to": 1, "entries": [{ "number": 1, "hash": "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9" }] }))]
pub struct LedgerCopy {
    /// Number of the first entry that the copy covers; 1 unless told.
    #[validate(range(min = 1))]
    pub from: Option<i32>,
    /// Number of the last entry that the copy covers; the last one unless told.
    #[validate(range(min = 0))]
    pub to: Option<i32>,
    /// Entries of the copy, in any order, at most 20,000.
    #[validate(length(max = 20_000), nested)]
    pub entries: Vec<CopiedEntry>,
}

/// Kind of difference between a copy and the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CopyDifference {
    /// One of the two was changed.
    Changed,
    /// The copy lacks the entry.
    LackingInCopy,
    /// The ledger has no such entry, or not so often.
    LackingInLedger,
}

/// Where a copy and the ledger differ first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FirstCopyDifference {
    /// Number of the entry at which they differ.
    pub number: i32,
    /// Kind of difference at that entry.
    pub difference: CopyDifference,
}

/// A copy held against the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CopyComparison {
    /// Whether copy and ledger agree, entry by entry.
    pub agrees: bool,
    /// First difference; null if they agree.
    pub first_difference: Option<FirstCopyDifference>,
    /// End of the ledger's own chain, and whether it holds.
    pub head: ChainHead,
}

/// What anybody may know of an entry whose receipt they hold: no name and no word of what it was for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EntryReceipt {
    /// Name of the club that issued the receipt.
    pub club_name: String,
    /// Name of the commune in which the club lies today.
    pub commune_name: String,
    /// Day on which the money moved.
    pub on: NaiveDate,
    /// Kind of event that the entry records.
    pub kind: EntryKind,
    /// Sum that changed hands, đồng: a transfer from one fund or purse into another counts once.
    pub amount_vnd: Vnd,
    /// Whether the entry has been reversed since.
    pub reversed: bool,
    /// UUID of the entry that reversed it; null while it stands.
    pub reversed_by: Option<EntryId>,
}

shown! {
    TrialBalance: "trial_balance" of |balance| balance.basis.club_id;
    FundStatement: "fund_statement" of |statement| statement.basis.club_id;
}
impl Shown for CashBook {
    fn tell(&self, looks: &mut Looks) {
        looks.rows("ledger_entry", self.basis.club_id, self.items.len());
    }
}
impl Rows for LedgerProof {
    const KIND: &'static str = "ledger_entry";
    fn count(&self) -> usize {
        self.items.len()
    }
}
impl Rows for CopyComparison {
    const KIND: &'static str = "ledger_entry";
    fn count(&self) -> usize {
        1 // what differs, or that nothing does
    }
}

/// What a club owes of pooled capital (vốn hùn) to somebody who is no member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyClaim {
    /// Fund that owes it.
    pub fund: FundKind,
    /// Name in the entry by which it came in; none where it was given none.
    pub party: Option<String>,
    /// What is owed, đồng.
    pub owed_vnd: Vnd,
}
