//! What the books show. Nothing of it is stored.

use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, ChainLink, EntryKind, MoneySource, Purse};
use crate::money::ledger::rules::hex;
use crate::platform::error::FieldCode;
use crate::platform::fields::Day;
use crate::platform::ids::{ClubId, EntryId, LoanId, MemberId};
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use validator::Validate;

/// What an answer rests on: the club's entries up to one of them. Only who reaches the club gets one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerBasis {
    /// The club.
    pub club_id: ClubId,
    /// The last entry that counted; 0 before the first. Asked again `through` it, the answer is the same.
    pub through: i32,
    /// Its hash.
    pub hash: Digest,
}

/// The day and the entry up to which to count.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AsOf {
    /// Money that had moved by this day; today unless told.
    pub on: Option<Day>,
    /// Only entries numbered up to this: what was known when it was the last. All unless told.
    #[validate(range(min = 0))]
    pub through: Option<i32>,
}

/// What happened on one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountTotals {
    /// The account.
    pub account: Account,
    /// Sum of its debits (phát sinh nợ), đồng.
    pub debit_vnd: Vnd,
    /// Sum of its credits (phát sinh có), đồng.
    pub credit_vnd: Vnd,
    /// Debits less credits.
    pub balance_vnd: Vnd,
}

/// One fund's accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FundTotals {
    /// Which fund.
    pub fund: FundKind,
    /// Its accounts, those on which something happened.
    pub accounts: Vec<AccountTotals>,
    /// Sum of all debits.
    pub debit_vnd: Vnd,
    /// Sum of all credits.
    pub credit_vnd: Vnd,
    /// Whether the two are the same, as they must be.
    pub balanced: bool,
}

/// A trial balance (bảng cân đối tài khoản).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrialBalance {
    /// What it rests on.
    #[serde(flatten)]
    pub basis: LedgerBasis,
    /// As of the end of this day.
    pub on: NaiveDate,
    /// Fund by fund.
    pub funds: Vec<FundTotals>,
}

/// Which page of which purse's book.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CashBookQuery {
    /// Of this fund.
    #[param(example = "income")]
    pub fund: FundKind,
    /// Cash unless told.
    #[serde(default)]
    pub purse: Purse,
    /// From this day on; from the first unless told.
    pub from: Option<Day>,
    /// Through this day; today unless told.
    pub to: Option<Day>,
    /// Only entries numbered up to this. All unless told.
    #[validate(range(min = 0))]
    pub through: Option<i32>,
}

/// A line of a cash book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CashBookLine {
    /// The entry.
    pub entry_id: EntryId,
    /// Its number.
    pub number: i32,
    /// The day on which the money moved.
    pub on: NaiveDate,
    /// What it records.
    pub kind: EntryKind,
    /// Who gave it or got it, if no member.
    pub party: Option<String>,
    /// Number of the voucher.
    pub document: Option<String>,
    /// What for.
    pub narrative: Option<String>,
    /// What came in (thu), đồng.
    pub received_vnd: Vnd,
    /// What went out (chi), đồng.
    pub paid_vnd: Vnd,
    /// What was there then (tồn), đồng.
    pub balance_vnd: Vnd,
}

/// A page of a cash book (sổ quỹ tiền mặt, sổ tiền gửi).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CashBook {
    /// What it rests on.
    #[serde(flatten)]
    pub basis: LedgerBasis,
    /// Which fund.
    pub fund: FundKind,
    /// Where its money lies.
    pub purse: Purse,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Through this day.
    pub to: NaiveDate,
    /// What was there before (tồn đầu kỳ).
    pub opening_vnd: Vnd,
    /// What came in, in the whole period.
    pub received_vnd: Vnd,
    /// What went out, in the whole period.
    pub paid_vnd: Vnd,
    /// What was there afterwards (tồn cuối kỳ).
    pub closing_vnd: Vnd,
    /// The lines, by day and then by number.
    pub items: Vec<CashBookLine>,
    /// Pass this as `after` to get the page behind; `null` on the last one.
    pub next: Option<String>,
}

/// Which fund's statement of which time.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FundQuery {
    /// Of this fund.
    #[param(example = "income")]
    pub fund: FundKind,
    /// From this day on; from the first unless told.
    pub from: Option<Day>,
    /// Through this day; today unless told.
    pub to: Option<Day>,
    /// Only entries numbered up to this. All unless told.
    #[validate(range(min = 0))]
    pub through: Option<i32>,
}

/// Money of one kind and source that came in or went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FundFlow {
    /// What it was.
    pub kind: EntryKind,
    /// Where it came from, if that was said.
    pub source: Option<MoneySource>,
    /// How much, đồng.
    pub amount_vnd: Vnd,
}

/// A fund's statement (báo cáo thu chi quỹ): its money in cash and in the bank. What only went from one to the other is no part
/// of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FundStatement {
    /// What it rests on.
    #[serde(flatten)]
    pub basis: LedgerBasis,
    /// Which fund.
    pub fund: FundKind,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Through this day.
    pub to: NaiveDate,
    /// The money that was there before.
    pub opening_vnd: Vnd,
    /// What came in.
    pub receipts: Vec<FundFlow>,
    /// What went out.
    pub payments: Vec<FundFlow>,
    /// The money that was there afterwards.
    pub closing_vnd: Vnd,
}

/// Of which time.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StatementQuery {
    /// From this day on; from the first unless told.
    pub from: Option<Day>,
    /// Through this day; today unless told.
    pub to: Option<Day>,
    /// Only entries numbered up to this. All unless told.
    #[validate(range(min = 0))]
    pub through: Option<i32>,
}

/// Of which time, in whichever clubs.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OwnStatementQuery {
    /// From this day on; from the first unless told.
    pub from: Option<Day>,
    /// Through this day; today unless told.
    pub to: Option<Day>,
}

/// A line on an account of a member's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MemberLedgerLine {
    /// The entry.
    pub entry_id: EntryId,
    /// Its number.
    pub number: i32,
    /// The day on which the money moved.
    pub on: NaiveDate,
    /// What it records.
    pub kind: EntryKind,
    /// The account.
    pub account: Account,
    /// For which loan.
    pub loan_id: Option<LoanId>,
    /// By how much the account grew, or shrank: savings grow by a deposit, a loan by its disbursement.
    pub change_vnd: Vnd,
    /// What had come together on the account by then; of savings, what the club owed her.
    pub balance_vnd: Vnd,
}

/// A member's share of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MemberAccountTotals {
    /// The account.
    pub account: Account,
    /// What had come together on it before.
    pub opening_vnd: Vnd,
    /// And afterwards.
    pub closing_vnd: Vnd,
}

/// A member's statement (sổ cá nhân của thành viên): savings, contributions, pooled capital, help, loans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MoneyStatement {
    /// What it rests on.
    #[serde(flatten)]
    pub basis: LedgerBasis,
    /// The member.
    pub member_id: MemberId,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Through this day.
    pub to: NaiveDate,
    /// Account by account.
    pub accounts: Vec<MemberAccountTotals>,
    /// The lines, by day and then by number.
    pub lines: Vec<MemberLedgerLine>,
}

/// Which part of the chain.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProofQuery {
    /// Behind the entry of this number; from the first unless told.
    #[serde(default)]
    #[validate(range(min = 0))]
    #[param(default = 0, minimum = 0)]
    pub after: i32,
    /// How many at most: 1 to 200, 50 unless told.
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

/// An entry as it hangs in the chain: what is stored of it, and what that comes to.
#[derive(Debug, Clone)]
pub struct ChainedEntry {
    /// Its number.
    pub number: i32,
    /// The hash of the one before, as stored.
    pub previous_hash: Vec<u8>,
    /// Its own, as stored.
    pub hash: Vec<u8>,
    /// Its own, as computed now.
    pub computed: Vec<u8>,
    /// Everything that it says.
    pub link: ChainLink,
}

/// How a chain is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChainFault {
    /// There is no entry of this number.
    Missing,
    /// It does not hang on the one before.
    PreviousHash,
    /// What it says is not what was sealed.
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

/// Where a chain is broken first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChainBreak {
    /// At the entry of this number.
    pub number: i32,
    /// How.
    pub fault: ChainFault,
}

/// The end of the chain, and whether all of it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChainHead {
    /// Number of the last entry; 0 before the first.
    pub last_number: i32,
    /// Its hash; zeros before the first.
    pub last_hash: Digest,
    /// Whether every entry, computed anew, hangs on the one before.
    pub holds: bool,
    /// Where it does not.
    pub first_broken: Option<ChainBreak>,
}

/// One link of the chain: SHA-256 of the 32 bytes of `previous_hash` and of `link` as compact JSON, its members in
/// the order shown, gives `hash`.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerProofLine {
    /// The entry's number.
    pub number: i32,
    /// The hash of the one before; zeros before the first.
    pub previous_hash: Digest,
    /// Its own.
    pub hash: Digest,
    /// Everything that it says.
    pub link: ChainLink,
}

/// A page of the chain, and its head.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerProof {
    /// The end, and whether all of it holds.
    pub head: ChainHead,
    /// The links, by number.
    pub items: Vec<LedgerProofLine>,
    /// Pass this as `after` to get the page behind; `null` on the last one.
    pub next: Option<i32>,
}

/// An entry as somebody kept it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopiedEntry {
    /// Its number.
    #[validate(range(min = 1))]
    pub number: i32,
    /// Its hash.
    pub hash: Digest,
    /// Everything that it said, if that was kept too.
    pub link: Option<ChainLink>,
}

/// A copy of a club's ledger, or of a part of it, that somebody kept.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "to": 1, "entries": [{ "number": 1, "hash": "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9" }] }))]
pub struct LedgerCopy {
    /// It was made from this entry on; from the first unless told.
    #[validate(range(min = 1))]
    pub from: Option<i32>,
    /// It was made through this entry; through the last unless told.
    #[validate(range(min = 0))]
    pub to: Option<i32>,
    /// What was kept, in any order.
    #[validate(length(max = 20_000), nested)]
    pub entries: Vec<CopiedEntry>,
}

/// How a copy and the ledger differ.
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
    /// At the entry of this number.
    pub number: i32,
    /// How.
    pub difference: CopyDifference,
}

/// A copy held against the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CopyComparison {
    /// Whether they agree, entry by entry.
    pub agrees: bool,
    /// Where they do not.
    pub first_difference: Option<FirstCopyDifference>,
    /// The end of the ledger itself, and whether it holds.
    pub head: ChainHead,
}

/// What anybody may know of an entry whose receipt they hold: no name and no word of what it was for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Serialize, ToSchema)]
pub struct EntryReceipt {
    /// The club.
    pub club_name: String,
    /// The commune in which it lies today.
    pub commune_name: String,
    /// The day on which the money moved.
    pub on: NaiveDate,
    /// What the entry records.
    pub kind: EntryKind,
    /// How much it moved, đồng.
    pub amount_vnd: Vnd,
    /// Whether it was undone since.
    pub reversed: bool,
}
