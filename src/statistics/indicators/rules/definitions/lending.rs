//! Loans: who has one, what is owed, and how it is repaid.

use crate::statistics::indicators::model::{Indicator, IndicatorDefinition, MeasureUnit};

/// Độ phủ vay vốn.
pub const LOAN_COVERAGE_EVER: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::LoanCoverageEver,
    name: "loan_coverage_ever",
    name_vi: "Độ phủ vay vốn",
    name_en: "Members lent to since they joined",
    formula: "Members with a club loan since they joined over members",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "lending_metrics.borrowers_ever")],
    denominator: Some(&[(1, "club_metrics.members")]),
};

/// Độ phủ vay vốn trong kỳ.
pub const LOAN_COVERAGE_IN_PERIOD: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::LoanCoverageInPeriod,
    name: "loan_coverage_in_period",
    name_vi: "Độ phủ vay vốn trong kỳ",
    name_en: "Members lent to in the period",
    formula: "Members with a club loan paid out or outstanding in the period over members",
    unit: MeasureUnit::Percent,
    flow: true,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "lending_metrics.borrowers_year")],
    denominator: Some(&[(1, "club_metrics.members")]),
};

/// Độ phủ vay vốn trên nhu cầu.
pub const LOAN_COVERAGE_OF_NEED: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::LoanCoverageOfNeed,
    name: "loan_coverage_of_need",
    name_vi: "Độ phủ vay vốn trên nhu cầu",
    name_en: "Members in need lent to",
    formula: "Members with a club loan in the period over members who had one or applied for one",
    unit: MeasureUnit::Percent,
    flow: true,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "lending_metrics.borrowers_year")],
    denominator: Some(&[(1, "lending_metrics.in_need_year")]),
};

/// Doanh số cho vay.
pub const LENT_IN_PERIOD: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::LentInPeriod,
    name: "lent_in_period",
    name_vi: "Doanh số cho vay",
    name_en: "Lent in the period",
    formula: "Principal of the club loans paid out in the period",
    unit: MeasureUnit::Dong,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "lending_metrics.disbursed_year_vnd")],
    denominator: None,
};

/// Dư nợ.
pub const OUTSTANDING_PRINCIPAL: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::OutstandingPrincipal,
    name: "outstanding_principal",
    name_vi: "Dư nợ",
    name_en: "Outstanding principal",
    formula: "Principal of club loans not yet repaid or written off",
    unit: MeasureUnit::Dong,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "lending_metrics.outstanding_vnd")],
    denominator: None,
};

/// Tỷ lệ dư nợ có rủi ro trên 30 ngày.
pub const PORTFOLIO_AT_RISK_30: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::PortfolioAtRisk30,
    name: "portfolio_at_risk_30",
    name_vi: "Tỷ lệ dư nợ có rủi ro trên 30 ngày",
    name_en: "Portfolio at risk over 30 days",
    formula: "Whole outstanding principal of loans more than 30 days late over outstanding principal",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "lending_metrics.late_30_vnd")],
    denominator: Some(&[(1, "lending_metrics.outstanding_vnd")]),
};

/// Tỷ lệ hoàn trả đúng hạn.
pub const REPAID_IN_TIME: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::RepaidInTime,
    name: "repaid_in_time",
    name_vi: "Tỷ lệ hoàn trả đúng hạn",
    name_en: "Repaid in time",
    formula: "Principal that fell due in the period and was paid by its day over principal that fell due",
    unit: MeasureUnit::Percent,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "repayment_metrics.paid_in_time_vnd")],
    denominator: Some(&[(1, "repayment_metrics.due_vnd")]),
};

/// Tỷ lệ thu hồi.
pub const RECOVERY_RATE: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::RecoveryRate,
    name: "recovery_rate",
    name_vi: "Tỷ lệ thu hồi",
    name_en: "Recovered of what was due",
    formula: "Principal received in the period but for prepayments over principal that fell due and what was late before",
    unit: MeasureUnit::Percent,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "repayment_metrics.received_vnd")],
    denominator: Some(&[(1, "repayment_metrics.due_vnd"), (1, "repayment_metrics.arrears_before_vnd")]),
};

/// Tỷ lệ nợ xóa.
pub const WRITTEN_OFF_RATE: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::WrittenOffRate,
    name: "written_off_rate",
    name_vi: "Tỷ lệ nợ xóa",
    name_en: "Written off",
    formula: "Principal written off in the period over the mean of the outstanding principal before and after",
    unit: MeasureUnit::Percent,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(2, "repayment_metrics.written_off_period_vnd")],
    denominator: Some(&[
        (1, "repayment_metrics.outstanding_before_vnd"),
        (1, "lending_metrics.outstanding_vnd"),
    ]),
};

/// Món vay trung bình.
pub const MEAN_LOAN: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::MeanLoan,
    name: "mean_loan",
    name_vi: "Món vay trung bình",
    name_en: "Mean loan",
    formula: "Principal of the loans paid out in the period over their number",
    unit: MeasureUnit::Mean,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "lending_metrics.disbursed_year_vnd")],
    denominator: Some(&[(1, "lending_metrics.loans_disbursed_year")]),
};

/// Hệ số sử dụng vốn.
pub const FUND_USE: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::FundUse,
    name: "fund_use",
    name_vi: "Hệ số sử dụng vốn",
    name_en: "Use of the funds",
    formula: "Outstanding principal over the income-generation funds",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "lending_metrics.outstanding_vnd")],
    denominator: Some(&[
        (1, "fund_metrics.income_cash_vnd"),
        (1, "fund_metrics.income_bank_vnd"),
        (1, "fund_metrics.lent_vnd"),
    ]),
};

/// Lãi, phí vay thu được.
pub const LOAN_INTEREST_RECEIVED: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::LoanInterestReceived,
    name: "loan_interest_received",
    name_vi: "Lãi, phí vay thu được",
    name_en: "Interest received",
    formula: "Interest, charges and recoveries of club loans booked in the period",
    unit: MeasureUnit::Dong,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "fund_metrics.interest_period_vnd")],
    denominator: None,
};

/// Tổn thất vốn vay.
pub const LOAN_LOSSES: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::LoanLosses,
    name: "loan_losses",
    name_vi: "Tổn thất vốn vay",
    name_en: "Losses of lending",
    formula: "Principal booked as lost in the period",
    unit: MeasureUnit::Dong,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "fund_metrics.loss_period_vnd")],
    denominator: None,
};

/// Dư nợ quá hạn.
pub const LATE_PRINCIPAL: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::LatePrincipal,
    name: "late_principal",
    name_vi: "Dư nợ quá hạn",
    name_en: "Outstanding principal of late loans",
    formula: "Whole outstanding principal of loans late by a day or more",
    unit: MeasureUnit::Dong,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "lending_metrics.late_vnd")],
    denominator: None,
};
