//! Members: how many there are, and who they are.

use crate::statistics::indicators::model::{Indicator, IndicatorDefinition, MeasureUnit};

/// Số thành viên.
pub const MEMBERS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::Members,
    name: "members",
    name_vi: "Số thành viên",
    name_en: "Members",
    formula: "Active members on the last day",
    unit: MeasureUnit::Persons,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.members")],
    denominator: None,
};

/// Số thành viên là người cao tuổi.
pub const OLDER_MEMBERS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::OlderMembers,
    name: "older_members",
    name_vi: "Số thành viên là người cao tuổi",
    name_en: "Older members",
    formula: "Active members of full 60 years or more on the last day (Luật 39/2009/QH12, điều 2)",
    unit: MeasureUnit::Persons,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.older")],
    denominator: None,
};

/// Tỷ lệ phụ nữ.
pub const SHARE_OF_WOMEN: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ShareOfWomen,
    name: "share_of_women",
    name_vi: "Tỷ lệ phụ nữ",
    name_en: "Share of women",
    formula: "Women over members",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.women")],
    denominator: Some(&[(1, "club_metrics.members")]),
};

/// Tỷ lệ nam giới.
pub const SHARE_OF_MEN: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ShareOfMen,
    name: "share_of_men",
    name_vi: "Tỷ lệ nam giới",
    name_en: "Share of men",
    formula: "Men over members",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.members"), (-1, "club_metrics.women"), (-1, "club_metrics.sex_unknown")],
    denominator: Some(&[(1, "club_metrics.members")]),
};

/// Tỷ lệ phụ nữ trong số người cao tuổi.
pub const SHARE_OF_WOMEN_AMONG_OLDER: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ShareOfWomenAmongOlder,
    name: "share_of_women_among_older",
    name_vi: "Tỷ lệ phụ nữ trong số người cao tuổi",
    name_en: "Share of women among the older",
    formula: "Women of full 60 years over members of full 60 years",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.older_women")],
    denominator: Some(&[(1, "club_metrics.older")]),
};

/// Tỷ lệ người cao tuổi.
pub const SHARE_OF_OLDER_PEOPLE: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ShareOfOlderPeople,
    name: "share_of_older_people",
    name_vi: "Tỷ lệ người cao tuổi",
    name_en: "Share of older people",
    formula: "Members of full 60 years over members whose birth date is known",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.older")],
    denominator: Some(&[(1, "club_metrics.members"), (-1, "club_metrics.birth_unknown")]),
};

/// Tỷ lệ người từ đủ 55 tuổi.
pub const SHARE_FROM_55: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ShareFrom55,
    name: "share_from_55",
    name_vi: "Tỷ lệ người từ đủ 55 tuổi",
    name_en: "Share of people from 55",
    formula: "Members of full 55 years over members whose birth date is known",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.from_55")],
    denominator: Some(&[(1, "club_metrics.members"), (-1, "club_metrics.birth_unknown")]),
};

/// Tỷ lệ người trẻ tuổi hơn.
pub const SHARE_OF_YOUNGER_PEOPLE: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ShareOfYoungerPeople,
    name: "share_of_younger_people",
    name_vi: "Tỷ lệ người trẻ tuổi hơn",
    name_en: "Share of younger people",
    formula: "Members under 60 over members whose birth date is known",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.members"), (-1, "club_metrics.birth_unknown"), (-1, "club_metrics.older")],
    denominator: Some(&[(1, "club_metrics.members"), (-1, "club_metrics.birth_unknown")]),
};

/// Tỷ lệ nghèo, cận nghèo, hoàn cảnh khó khăn.
pub const SHARE_IN_NEED: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ShareInNeed,
    name: "share_in_need",
    name_vi: "Tỷ lệ nghèo, cận nghèo, hoàn cảnh khó khăn",
    name_en: "Share of poor, near-poor and difficult",
    formula: "Members in poor, near-poor, newly escaped or difficult households in the year of the last day over members",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.poor"), (1, "club_metrics.near_poor"), (1, "club_metrics.difficult")],
    denominator: Some(&[(1, "club_metrics.members")]),
};

/// Tỷ lệ hộ thoát nghèo.
pub const HOUSEHOLDS_OUT_OF_POVERTY: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::HouseholdsOutOfPoverty,
    name: "households_out_of_poverty",
    name_vi: "Tỷ lệ hộ thoát nghèo",
    name_en: "Households that escaped poverty",
    formula: "Members' households poor when the period began and not on its last day over those poor when it began",
    unit: MeasureUnit::Percent,
    flow: true,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.households_escaped")],
    denominator: Some(&[(1, "club_metrics.households_poor_before")]),
};

/// Số thành viên từ đủ 80 tuổi.
pub const MEMBERS_FROM_80: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::MembersFrom80,
    name: "members_from_80",
    name_vi: "Số thành viên từ đủ 80 tuổi",
    name_en: "Members from 80",
    formula: "Active members of full 80 years or more on the last day",
    unit: MeasureUnit::Persons,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.from_80")],
    denominator: None,
};

/// Số thành viên thuộc hộ nghèo.
pub const POOR_MEMBERS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::PoorMembers,
    name: "poor_members",
    name_vi: "Số thành viên thuộc hộ nghèo",
    name_en: "Poor members",
    formula: "Members in poor households in the year of the last day",
    unit: MeasureUnit::Persons,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.poor")],
    denominator: None,
};

/// Số thành viên thuộc hộ cận nghèo.
pub const NEAR_POOR_MEMBERS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::NearPoorMembers,
    name: "near_poor_members",
    name_vi: "Số thành viên thuộc hộ cận nghèo",
    name_en: "Near-poor members",
    formula: "Members in near-poor households in the year of the last day",
    unit: MeasureUnit::Persons,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.near_poor")],
    denominator: None,
};

/// Số thành viên có hoàn cảnh khó khăn.
pub const MEMBERS_IN_DIFFICULTY: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::MembersInDifficulty,
    name: "members_in_difficulty",
    name_vi: "Số thành viên có hoàn cảnh khó khăn",
    name_en: "Members in difficulty",
    formula: "Members in newly escaped or difficult households in the year of the last day",
    unit: MeasureUnit::Persons,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.difficult")],
    denominator: None,
};

/// Số thành viên dân tộc thiểu số.
pub const ETHNIC_MINORITY_MEMBERS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::EthnicMinorityMembers,
    name: "ethnic_minority_members",
    name_vi: "Số thành viên dân tộc thiểu số",
    name_en: "Members of ethnic minorities",
    formula: "Active members of another ethnicity than Kinh on the last day",
    unit: MeasureUnit::Persons,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.ethnic_minority")],
    denominator: None,
};

/// Số thành viên khuyết tật.
pub const DISABLED_MEMBERS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::DisabledMembers,
    name: "disabled_members",
    name_vi: "Số thành viên khuyết tật",
    name_en: "Disabled members",
    formula: "Active members with a disability on the last day",
    unit: MeasureUnit::Persons,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.disabled")],
    denominator: None,
};

/// Số người vào câu lạc bộ.
pub const JOINED_MEMBERS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::JoinedMembers,
    name: "joined_members",
    name_vi: "Số người vào câu lạc bộ",
    name_en: "Members who joined",
    formula: "Persons who became members in the period",
    unit: MeasureUnit::Persons,
    flow: true,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.joined")],
    denominator: None,
};

/// Số người ra khỏi câu lạc bộ.
pub const LEFT_MEMBERS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::LeftMembers,
    name: "left_members",
    name_vi: "Số người ra khỏi câu lạc bộ",
    name_en: "Members who left",
    formula: "Persons whose membership ended in the period",
    unit: MeasureUnit::Persons,
    flow: true,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "club_metrics.left_club")],
    denominator: None,
};
