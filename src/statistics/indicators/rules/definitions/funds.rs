//! The funds and what is saved in them.

use crate::statistics::indicators::model::{Indicator, IndicatorDefinition, MeasureUnit};

/// Quỹ tăng thu nhập.
pub const INCOME_FUNDS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::IncomeFunds,
    name: "income_funds",
    name_vi: "Quỹ tăng thu nhập",
    name_en: "Income-generation funds",
    formula: "Cash with open advances, bank and principal lent of the income-generation funds",
    unit: MeasureUnit::Dong,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[
        (1, "fund_metrics.income_cash_vnd"),
        (1, "fund_metrics.income_bank_vnd"),
        (1, "fund_metrics.lent_vnd"),
    ],
    denominator: None,
};

/// Quỹ ban đầu.
pub const INITIAL_FUNDS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::InitialFunds,
    name: "initial_funds",
    name_vi: "Quỹ ban đầu",
    name_en: "Initial funds",
    formula: "What the income-generation funds began with",
    unit: MeasureUnit::Dong,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "fund_metrics.first_funding_vnd")],
    denominator: None,
};

/// Tỷ lệ câu lạc bộ có quỹ ban đầu từ 20 triệu đồng.
pub const CLUBS_FROM_20_MILLION: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsFrom20Million,
    name: "clubs_from_20_million",
    name_vi: "Tỷ lệ câu lạc bộ có quỹ ban đầu từ 20 triệu đồng",
    name_en: "Clubs that began with 20 million",
    formula: "Clubs whose income-generation fund began with 20 000 000 đồng or more over clubs",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "standing_metrics.first_20m")],
    denominator: Some(&[(1, "management_metrics.running")]),
};

/// Tỷ lệ câu lạc bộ có quỹ ban đầu từ 30 triệu đồng.
pub const CLUBS_FROM_30_MILLION: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsFrom30Million,
    name: "clubs_from_30_million",
    name_vi: "Tỷ lệ câu lạc bộ có quỹ ban đầu từ 30 triệu đồng",
    name_en: "Clubs that began with 30 million",
    formula: "Clubs whose income-generation fund began with 30 000 000 đồng or more over clubs",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "standing_metrics.first_30m")],
    denominator: Some(&[(1, "management_metrics.running")]),
};

/// Tăng trưởng quỹ.
pub const FUND_GROWTH: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::FundGrowth,
    name: "fund_growth",
    name_vi: "Tăng trưởng quỹ",
    name_en: "Growth of the funds",
    formula: "The income-generation funds' change in the period without what came from outside, over what they were when it began",
    unit: MeasureUnit::Percent,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[
        (1, "fund_metrics.income_cash_vnd"),
        (1, "fund_metrics.income_bank_vnd"),
        (1, "fund_metrics.lent_vnd"),
        (-1, "fund_metrics.income_before_vnd"),
        (-1, "fund_metrics.injected_vnd"),
    ],
    denominator: Some(&[(1, "fund_metrics.income_before_vnd")]),
};

/// Tiết kiệm.
pub const SAVINGS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::Savings,
    name: "savings",
    name_vi: "Tiết kiệm",
    name_en: "Savings",
    formula: "Voluntary savings of members in their clubs (tiết kiệm tự nguyện)",
    unit: MeasureUnit::Dong,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "fund_metrics.savings_vnd")],
    denominator: None,
};

/// Tỷ lệ thành viên gửi tiết kiệm.
pub const SHARE_OF_SAVERS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ShareOfSavers,
    name: "share_of_savers",
    name_vi: "Tỷ lệ thành viên gửi tiết kiệm",
    name_en: "Savers",
    formula: "Members with savings over members",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "fund_metrics.savers")],
    denominator: Some(&[(1, "club_metrics.members")]),
};

/// Nguồn bổ sung quỹ tăng thu nhập.
pub const INCOME_FUNDS_ADDED: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::IncomeFundsAdded,
    name: "income_funds_added",
    name_vi: "Nguồn bổ sung quỹ tăng thu nhập",
    name_en: "Added to the income-generation funds",
    formula: "What came into the income-generation funds from outside in the period",
    unit: MeasureUnit::Dong,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "fund_metrics.injected_vnd")],
    denominator: None,
};

/// Quỹ hoạt động đầu kỳ.
pub const OPERATING_FUNDS_BEFORE: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::OperatingFundsBefore,
    name: "operating_funds_before",
    name_vi: "Quỹ hoạt động đầu kỳ",
    name_en: "Operating funds at the beginning",
    formula: "Cash with open advances and bank of the operating funds when the period began",
    unit: MeasureUnit::Dong,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "fund_metrics.operating_before_vnd")],
    denominator: None,
};

/// Hội phí, đóng góp của thành viên.
pub const MEMBER_CONTRIBUTIONS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::MemberContributions,
    name: "member_contributions",
    name_vi: "Hội phí, đóng góp của thành viên",
    name_en: "Contributions of members",
    formula: "Contributions booked in the period",
    unit: MeasureUnit::Dong,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "fund_metrics.contributions_period_vnd")],
    denominator: None,
};

/// Tài trợ, ủng hộ.
pub const DONATIONS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::Donations,
    name: "donations",
    name_vi: "Tài trợ, ủng hộ",
    name_en: "Donations",
    formula: "Donations booked in the period",
    unit: MeasureUnit::Dong,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "fund_metrics.donations_period_vnd")],
    denominator: None,
};

/// Chi hoạt động.
pub const OPERATING_EXPENSES: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::OperatingExpenses,
    name: "operating_expenses",
    name_vi: "Chi hoạt động",
    name_en: "Operating expenses",
    formula: "Expenses, bank fees and costs of the funds booked in the period",
    unit: MeasureUnit::Dong,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "fund_metrics.expenses_period_vnd")],
    denominator: None,
};

/// Chi trợ giúp, thăm hỏi.
pub const SOCIAL_HELP: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::SocialHelp,
    name: "social_help",
    name_vi: "Chi trợ giúp, thăm hỏi",
    name_en: "Social help",
    formula: "Help and gifts to persons booked in the period",
    unit: MeasureUnit::Dong,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "fund_metrics.social_help_period_vnd")],
    denominator: None,
};

/// Quỹ hoạt động cuối kỳ.
pub const OPERATING_FUNDS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::OperatingFunds,
    name: "operating_funds",
    name_vi: "Quỹ hoạt động cuối kỳ",
    name_en: "Operating funds",
    formula: "Cash with open advances and bank of the operating funds",
    unit: MeasureUnit::Dong,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "fund_metrics.operating_cash_vnd"), (1, "fund_metrics.operating_bank_vnd")],
    denominator: None,
};
