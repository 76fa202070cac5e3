//! What the kinds of things are called on papers.

use crate::lending::rules::{InterestMethod, LateCharge, LendingRules, RatePeriod};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, EntryKind, MoneySource};
use crate::money::loans::model::LoanState;
use crate::money::meetings::model::MeetingKind;
use crate::platform::paper::sum;

/// A fund.
#[must_use]
pub const fn fund(fund: FundKind) -> &'static str {
    match fund {
        FundKind::Income => "Quỹ tăng thu nhập",
        FundKind::Operating => "Quỹ hoạt động",
    }
}

/// What happened.
#[must_use]
pub const fn entry(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::OpeningBalance => "Số dư đầu kỳ",
        EntryKind::SeedMoney => "Vốn ban đầu",
        EntryKind::Contribution => "Đóng góp của thành viên",
        EntryKind::Donation => "Ủng hộ",
        EntryKind::PooledCapital => "Nhận vốn hùn, vốn vay không lãi",
        EntryKind::PooledCapitalReturn => "Trả vốn hùn, vốn vay",
        EntryKind::SavingsDeposit => "Gửi tiết kiệm",
        EntryKind::SavingsWithdrawal => "Rút tiết kiệm",
        EntryKind::Expense => "Chi hoạt động",
        EntryKind::SocialHelp => "Chi thăm hỏi, trợ giúp",
        EntryKind::InterestTransfer => "Chuyển lãi sang quỹ hoạt động",
        EntryKind::BankDeposit => "Gửi tiền vào ngân hàng",
        EntryKind::BankWithdrawal => "Rút tiền từ ngân hàng",
        EntryKind::Disbursement => "Giải ngân cho vay",
        EntryKind::Repayment => "Thu nợ vay",
        EntryKind::WriteOff => "Xóa nợ",
        EntryKind::Recovery => "Thu hồi nợ đã xóa",
        EntryKind::CashDifference => "Chênh lệch kiểm kê quỹ",
        EntryKind::Handover => "Bàn giao",
        EntryKind::Takeover => "Nhận bàn giao",
        EntryKind::Reversal => "Đảo bút toán",
        EntryKind::BankInterest => "Thu lãi tiền gửi",
        EntryKind::OtherIncome => "Thu khác",
        EntryKind::Fine => "Thu phạt theo quy chế",
        EntryKind::BankFee => "Phí ngân hàng",
        EntryKind::FundExpense => "Chi phí của quỹ tăng thu nhập",
        EntryKind::Advance => "Tạm ứng",
        EntryKind::AdvanceSettlement => "Thanh toán tạm ứng",
        EntryKind::SavingsInterest => "Lãi tiết kiệm nhập gốc",
        EntryKind::SavingsInterestPayout => "Trả lãi tiết kiệm",
        EntryKind::CapitalFromSurplus => "Bổ sung vốn từ thặng dư",
        EntryKind::SurplusTransfer => "Chuyển phần thặng dư sang quỹ hoạt động",
        EntryKind::FundTransfer => "Chuyển tiền giữa hai quỹ",
        EntryKind::SharePurchase => "Mua cổ phần",
        EntryKind::YearEnd => "Kết chuyển cuối năm",
        EntryKind::ShareOut => "Chia cuối kỳ",
        EntryKind::MergerOut => "Bàn giao sổ quỹ khi sáp nhập",
        EntryKind::MergerIn => "Nhận sổ quỹ khi sáp nhập",
    }
}

/// Where money comes from.
#[must_use]
pub const fn source(source: MoneySource) -> &'static str {
    match source {
        MoneySource::StateBudgetCentral => "Ngân sách trung ương",
        MoneySource::StateBudgetProvince => "Ngân sách tỉnh",
        MoneySource::StateBudgetDistrict => "Ngân sách huyện",
        MoneySource::StateBudgetCommune => "Ngân sách xã",
        MoneySource::ElderlyCareFund => "Quỹ chăm sóc và phát huy vai trò người cao tuổi",
        MoneySource::FundForThePoor => "Quỹ vì người nghèo",
        MoneySource::ElderlyAssociation => "Hội Người cao tuổi",
        MoneySource::Enterprise => "Doanh nghiệp",
        MoneySource::InternationalProject => "Dự án quốc tế",
        MoneySource::Community => "Xã hội hóa trong cộng đồng",
        MoneySource::Other => "Nguồn khác",
    }
}

/// An account.
#[must_use]
pub const fn account(account: Account) -> &'static str {
    match account {
        Account::Cash => "Tiền mặt",
        Account::Bank => "Tiền gửi ngân hàng",
        Account::Loans => "Dư nợ gốc cho vay",
        Account::CashDifferences => "Chênh lệch quỹ chờ xử lý",
        Account::Savings => "Tiết kiệm của thành viên",
        Account::PooledCapital => "Vốn vay, vốn hùn phải hoàn trả",
        Account::Capital => "Vốn quỹ tăng thu nhập",
        Account::RetainedResult => "Kết quả đã phân phối",
        Account::OperatingCapital => "Vốn quỹ hoạt động",
        Account::InterestIncome => "Thu lãi cho vay",
        Account::LateChargeIncome => "Thu lãi chậm trả",
        Account::RecoveryIncome => "Thu hồi nợ đã xóa",
        Account::Contributions => "Hội phí, đóng góp",
        Account::Donations => "Ủng hộ, tài trợ",
        Account::LoanLosses => "Tổn thất cho vay",
        Account::OperatingExpenses => "Chi hoạt động",
        Account::SocialHelp => "Chi thăm hỏi, trợ giúp",
        Account::Advances => "Tạm ứng",
        Account::Shares => "Cổ phần của thành viên",
        Account::CapitalFromSurplus => "Vốn bổ sung từ thặng dư",
        Account::Reserve => "Quỹ dự phòng",
        Account::OperatingShare => "Thặng dư dành cho quỹ hoạt động",
        Account::Surplus => "Thặng dư chưa phân phối",
        Account::FundTransfers => "Chuyển tiền giữa hai quỹ",
        Account::FineIncome => "Thu phạt",
        Account::BankInterestIncome => "Thu lãi tiền gửi",
        Account::OtherIncome => "Thu khác",
        Account::BankFees => "Phí ngân hàng",
        Account::FundExpenses => "Chi phí của quỹ",
        Account::SavingsInterest => "Trả lãi tiết kiệm",
    }
}

/// A meeting.
#[must_use]
pub const fn meeting(kind: MeetingKind) -> &'static str {
    match kind {
        MeetingKind::Monthly => "Sinh hoạt hằng tháng",
        MeetingKind::Extraordinary => "Sinh hoạt bất thường",
        MeetingKind::Board => "Họp ban chủ nhiệm",
        MeetingKind::Founding => "Họp thành lập",
        MeetingKind::Annual => "Tổng kết năm",
    }
}

/// How a loan that was handed out stands.
#[must_use]
pub const fn loan(state: LoanState) -> &'static str {
    match state {
        LoanState::Submitted => "Đã nộp đơn",
        LoanState::Screened => "Đã thẩm định",
        LoanState::Approved => "Đã duyệt",
        LoanState::Refused => "Không duyệt",
        LoanState::Withdrawn => "Đã rút đơn",
        LoanState::Expired => "Quá hạn giải ngân",
        LoanState::Active => "Đang vay",
        LoanState::Repaid => "Đã trả hết",
        LoanState::WrittenOff => "Đã xóa nợ",
    }
}

/// Parts per million as percent, exact: 7,000 is `0,7`, 84,000 is `8,4`.
#[must_use]
pub fn percent(ppm: u32) -> String {
    let (whole, parts) = (ppm / 10_000, format!("{:04}", ppm % 10_000));
    let parts = parts.trim_end_matches('0');
    if parts.is_empty() { whole.to_string() } else { format!("{whole},{parts}") }
}

/// What a loan costs and how it is paid back, by the rules in its contract.
#[must_use]
pub fn interest(rules: &LendingRules) -> String {
    let per = match rules.rate_period {
        RatePeriod::Month => "tháng",
        RatePeriod::Year => "năm",
    };
    let how = match rules.interest_method {
        InterestMethod::InterestFree => return "Không tính lãi".to_owned(),
        InterestMethod::Flat => "lãi phẳng, tính trên số tiền vay ban đầu",
        InterestMethod::DecliningEqualPrincipal => "trả gốc đều, lãi tính trên dư nợ giảm dần",
        InterestMethod::Annuity => "gốc và lãi trả đều mỗi kỳ",
        InterestMethod::Bullet => "trả gốc một lần khi đến hạn",
    };
    format!("{}%/{per}, {how}", percent(rules.rate_ppm))
}

/// What is charged for lateness.
#[must_use]
pub fn late_charge(rules: &LendingRules) -> String {
    let after = match rules.late_grace_days {
        0 => String::new(),
        days => format!(", nếu chậm quá {days} ngày"),
    };
    match rules.late_charge {
        LateCharge::None => "Không tính tiền phạt chậm trả".to_owned(),
        LateCharge::Flat { amount_vnd } => {
            format!("{} đồng cho mỗi kỳ trả chậm{after}", sum(amount_vnd.vnd()))
        }
        LateCharge::PerDay { rate_ppm } => {
            format!("{}% mỗi ngày trên số tiền quá hạn{after}", percent(rate_ppm))
        }
        LateCharge::PenaltyRate if rules.interest_method == InterestMethod::InterestFree => {
            format!("10%/năm trên nợ gốc quá hạn (khoản 4 Điều 466 Bộ luật Dân sự 2015){after}")
        }
        LateCharge::PenaltyRate => format!(
            "150% lãi suất vay trên nợ gốc quá hạn (điểm b khoản 5 Điều 466 Bộ luật Dân sự 2015){after}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn rates_are_written_exactly() {
        for (ppm, written) in
            [(7_000, "0,7"), (84_000, "8,4"), (200_000, "20"), (1, "0,0001"), (0, "0"), (12_500, "1,25")]
        {
            assert_eq!(percent(ppm), written);
        }
    }
}
