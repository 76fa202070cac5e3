//! The accounts of a club's books, and where its money lies.

use crate::money::funds::model::FundKind;
use crate::platform::ids::column;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
        /// 141 Tạm ứng: money handed out to be accounted for.
        Advances,
        /// 311 Tiết kiệm tự nguyện của thành viên: owed to members.
        Savings,
        /// 312 Cổ phần của thành viên trong chu kỳ tiết kiệm: owed to members until it is shared out.
        Shares,
        /// 341 Vốn vay, vốn hùn phải hoàn trả: owed to those who lent it.
        PooledCapital,
        /// 411 Vốn quỹ tăng thu nhập.
        Capital,
        /// 412 Vốn bổ sung từ thặng dư.
        CapitalFromSurplus,
        /// 418 Quỹ dự phòng.
        Reserve,
        /// 421 Kết quả đã phân phối của quỹ tăng thu nhập: interest transferred in a year that is not closed.
        RetainedResult,
        /// 422 Phần thặng dư của quỹ hoạt động, chưa chuyển.
        OperatingShare,
        /// 423 Thặng dư chưa phân phối của quỹ tăng thu nhập; a deficit if debit.
        Surplus,
        /// 431 Vốn quỹ hoạt động.
        OperatingCapital,
        /// 451 Chuyển giữa hai quỹ: in both funds together always nothing.
        FundTransfers,
        /// 511 Thu lãi cho vay.
        InterestIncome,
        /// 512 Thu lãi chậm trả.
        LateChargeIncome,
        /// 513 Thu hồi nợ đã xóa.
        RecoveryIncome,
        /// 514 Thu phạt theo quy chế.
        FineIncome,
        /// 515 Thu lãi tiền gửi ngân hàng.
        BankInterestIncome,
        /// 518 Thu khác.
        OtherIncome,
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
        /// 627 Phí ngân hàng.
        BankFees,
        /// 628 Chi phí của quỹ tăng thu nhập.
        FundExpenses,
        /// 635 Trả lãi tiết kiệm.
        SavingsInterest,
    }
}

impl Account {
    /// The capital of a fund: what it has and owes to nobody.
    #[must_use]
    pub const fn capital_of(fund: FundKind) -> Self {
        match fund {
            FundKind::Income => Self::Capital,
            FundKind::Operating => Self::OperatingCapital,
        }
    }
    /// Whether money lies there: in the cash box or in the bank.
    #[must_use]
    pub const fn is_purse(self) -> bool {
        matches!(self, Self::Cash | Self::Bank)
    }
    /// What a fund earns and spends in a year, and what it has distributed of it ahead of the year's end. A year-end
    /// closes these and nothing else. The trigger `keep_the_books` has the same list.
    pub const OF_THE_YEAR: [Self; 15] = [
        Self::InterestIncome,
        Self::LateChargeIncome,
        Self::RecoveryIncome,
        Self::FineIncome,
        Self::BankInterestIncome,
        Self::OtherIncome,
        Self::Contributions,
        Self::Donations,
        Self::LoanLosses,
        Self::OperatingExpenses,
        Self::SocialHelp,
        Self::BankFees,
        Self::FundExpenses,
        Self::SavingsInterest,
        Self::RetainedResult,
    ];
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
