//! Entries of the ledger, and their lines.

use super::{Account, EntryWarning, KeptWarnings, Movement, Voucher};
use crate::money::funds::model::FundKind;
use crate::money::schema::{ledger_entries, ledger_lines, ledgers};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, EntryId, LoanId, MeetingId, MemberId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use crate::platform::money::Vnd;
use crate::register::tables::clubs;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

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
        /// Bàn giao toàn bộ sổ quỹ cho câu lạc bộ nhận sáp nhập.
        MergerOut,
        /// Nhận sổ quỹ của câu lạc bộ được sáp nhập vào.
        MergerIn,
        /// Thu lãi tiền gửi ngân hàng.
        BankInterest,
        /// Thu khác.
        OtherIncome,
        /// Thu phạt theo quy chế.
        Fine,
        /// Phí ngân hàng.
        BankFee,
        /// Chi phí của quỹ tăng thu nhập.
        FundExpense,
        /// Tạm ứng.
        Advance,
        /// Thanh toán tạm ứng.
        AdvanceSettlement,
        /// Lãi tiết kiệm nhập gốc.
        SavingsInterest,
        /// Trả lãi tiết kiệm bằng tiền.
        SavingsInterestPayout,
        /// Bổ sung vốn từ thặng dư.
        CapitalFromSurplus,
        /// Chuyển phần thặng dư sang quỹ hoạt động.
        SurplusTransfer,
        /// Chuyển tiền giữa hai quỹ.
        FundTransfer,
        /// Mua cổ phần.
        SharePurchase,
        /// Kết chuyển cuối năm.
        YearEnd,
        /// Chia cuối kỳ.
        ShareOut,
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
                | Self::MergerOut
                | Self::MergerIn
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
    /// UUID of the club in whose books they go on, once the club was merged into it.
    #[diesel(select_expression = clubs::merged_into, select_expression_type = clubs::merged_into)]
    pub merged_into: Option<ClubId>,
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
    /// Number of the document on which it rests (chứng từ gốc).
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
    /// What was doubtful about it when it was posted; empty if nothing was.
    #[diesel(deserialize_as = KeptWarnings)]
    pub warnings: Vec<EntryWarning>,
}

/// The sum that changed hands by an entry with these lines: what came into the purses or went out of them, once where it
/// only went from one into another; where no money moved, what was debited.
#[must_use]
pub fn moved(lines: &[LedgerLine]) -> Vnd {
    let sum = |counts: fn(&LedgerLine) -> bool| -> Vnd {
        lines.iter().filter(|line| counts(line)).map(|line| line.amount_vnd).sum()
    };
    if !lines.iter().any(|line| line.account.is_purse()) {
        return sum(|line| !line.amount_vnd.is_negative());
    }
    let came = sum(|line| line.account.is_purse() && !line.amount_vnd.is_negative());
    let went = -sum(|line| line.account.is_purse() && line.amount_vnd.is_negative());
    came.max(went)
}

/// An entry (bút toán) with its lines. It is never changed, only reversed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// The entry without its lines.
    #[serde(flatten)]
    pub head: EntryHead,
    /// Sum that changed hands, đồng: a transfer from one fund or purse into another counts once.
    pub amount_vnd: Vnd,
    /// UUID of the entry that reversed it; null while it stands.
    pub reversed_by: Option<EntryId>,
    /// Lines of the entry; within each fund they add up to 0.
    pub lines: Vec<LedgerLine>,
    /// Vouchers of the cash that it moved (phiếu thu, phiếu chi), one for each fund; none where no cash moved, nor of an
    /// opening balance.
    #[serde(default)]
    #[schema(required = true)]
    pub vouchers: Vec<Voucher>,
}

impl Entry {
    /// From its parts.
    #[must_use]
    pub fn new(
        head: EntryHead,
        lines: Vec<LedgerLine>,
        reversed_by: Option<EntryId>,
        vouchers: Vec<Voucher>,
    ) -> Self {
        Self { amount_vnd: moved(&lines), reversed_by, head, lines, vouchers }
    }
}

/// It never changes but to be undone: its version says whether it was.
impl Versioned for Entry {
    fn version(&self) -> i32 {
        if self.reversed_by.is_some() { 2 } else { 1 }
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
            EntryKind::Repayment
            | EntryKind::WriteOff
            | EntryKind::Recovery
            | EntryKind::Takeover
            | EntryKind::MergerOut
            | EntryKind::MergerIn => Facts::MONEY,
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
            Movement::BankInterest => Self::BankInterest,
            Movement::OtherIncome => Self::OtherIncome,
            Movement::Fine => Self::Fine,
            Movement::BankFee => Self::BankFee,
            Movement::FundExpense => Self::FundExpense,
            Movement::Advance => Self::Advance,
            Movement::SavingsInterest => Self::SavingsInterest,
            Movement::SavingsInterestPayout => Self::SavingsInterestPayout,
            Movement::CapitalFromSurplus => Self::CapitalFromSurplus,
            Movement::SurplusTransfer => Self::SurplusTransfer,
            Movement::FundTransfer => Self::FundTransfer,
            Movement::SharePurchase => Self::SharePurchase,
        }
    }
}

shown! { Entry: "ledger_entry" of |entry| entry.head.club_id; }
