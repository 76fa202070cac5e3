//! In which areas of activity clubs are active.

use crate::statistics::indicators::model::{Indicator, IndicatorDefinition, MeasureUnit};

/// Số câu lạc bộ có hoạt động: tăng thu nhập.
pub const CLUBS_ACTIVE_IN_INCOME: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsActiveInIncome,
    name: "clubs_active_in_income",
    name_vi: "Số câu lạc bộ có hoạt động: tăng thu nhập",
    name_en: "Clubs active in income",
    formula: "Clubs with evidence of income in the twelve months before the last day",
    unit: MeasureUnit::Clubs,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.income")],
    denominator: None,
};

/// Số câu lạc bộ có hoạt động: chăm sóc sức khỏe.
pub const CLUBS_ACTIVE_IN_HEALTH_CARE: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsActiveInHealthCare,
    name: "clubs_active_in_health_care",
    name_vi: "Số câu lạc bộ có hoạt động: chăm sóc sức khỏe",
    name_en: "Clubs active in health care",
    formula: "Clubs with evidence of health care in the twelve months before the last day",
    unit: MeasureUnit::Clubs,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.health_care")],
    denominator: None,
};

/// Số câu lạc bộ có hoạt động: chăm sóc tại nhà.
pub const CLUBS_ACTIVE_IN_HOME_CARE: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsActiveInHomeCare,
    name: "clubs_active_in_home_care",
    name_vi: "Số câu lạc bộ có hoạt động: chăm sóc tại nhà",
    name_en: "Clubs active in home care",
    formula: "Clubs with evidence of home care in the twelve months before the last day",
    unit: MeasureUnit::Clubs,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.home_care")],
    denominator: None,
};

/// Số câu lạc bộ có hoạt động: tự giúp nhau và cộng đồng.
pub const CLUBS_ACTIVE_IN_SELF_HELP: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsActiveInSelfHelp,
    name: "clubs_active_in_self_help",
    name_vi: "Số câu lạc bộ có hoạt động: tự giúp nhau và cộng đồng",
    name_en: "Clubs active in self-help",
    formula: "Clubs with evidence of self-help in the twelve months before the last day",
    unit: MeasureUnit::Clubs,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.self_help")],
    denominator: None,
};

/// Số câu lạc bộ có hoạt động: quyền và lợi ích.
pub const CLUBS_ACTIVE_IN_RIGHTS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsActiveInRights,
    name: "clubs_active_in_rights",
    name_vi: "Số câu lạc bộ có hoạt động: quyền và lợi ích",
    name_en: "Clubs active in rights",
    formula: "Clubs with evidence of rights in the twelve months before the last day",
    unit: MeasureUnit::Clubs,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.rights")],
    denominator: None,
};

/// Số câu lạc bộ có hoạt động: truyền thông, kiến thức.
pub const CLUBS_ACTIVE_IN_COMMUNICATION: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsActiveInCommunication,
    name: "clubs_active_in_communication",
    name_vi: "Số câu lạc bộ có hoạt động: truyền thông, kiến thức",
    name_en: "Clubs active in communication",
    formula: "Clubs with evidence of communication in the twelve months before the last day",
    unit: MeasureUnit::Clubs,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.communication")],
    denominator: None,
};

/// Số câu lạc bộ có hoạt động: văn hóa, thể thao.
pub const CLUBS_ACTIVE_IN_CULTURE: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsActiveInCulture,
    name: "clubs_active_in_culture",
    name_vi: "Số câu lạc bộ có hoạt động: văn hóa, thể thao",
    name_en: "Clubs active in culture and sport",
    formula: "Clubs with evidence of culture and sport in the twelve months before the last day",
    unit: MeasureUnit::Clubs,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.sport_culture")],
    denominator: None,
};

/// Số câu lạc bộ có hoạt động: vận động nguồn lực.
pub const CLUBS_ACTIVE_IN_MOBILISATION: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsActiveInMobilisation,
    name: "clubs_active_in_mobilisation",
    name_vi: "Số câu lạc bộ có hoạt động: vận động nguồn lực",
    name_en: "Clubs active in mobilisation of resources",
    formula: "Clubs with evidence of mobilisation of resources in the twelve months before the last day",
    unit: MeasureUnit::Clubs,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.resource_mobilisation")],
    denominator: None,
};
