//! Clubs: how many there are, where, and how they stand.

use crate::statistics::indicators::model::{Indicator, IndicatorDefinition, MeasureUnit};

/// Số câu lạc bộ.
pub const CLUBS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::Clubs,
    name: "clubs",
    name_vi: "Số câu lạc bộ",
    name_en: "Clubs",
    formula: "Clubs launched and not ended: active, or suspended with their members",
    unit: MeasureUnit::Clubs,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "management_metrics.running")],
    denominator: None,
};

/// Số câu lạc bộ thành lập mới.
pub const NEW_CLUBS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::NewClubs,
    name: "new_clubs",
    name_vi: "Số câu lạc bộ thành lập mới",
    name_en: "New clubs",
    formula: "Clubs whose establishment was decided in the period",
    unit: MeasureUnit::Clubs,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "management_metrics.new_club")],
    denominator: None,
};

/// Quy mô trung bình.
pub const MEMBERS_PER_CLUB: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::MembersPerClub,
    name: "members_per_club",
    name_vi: "Quy mô trung bình",
    name_en: "Members per club",
    formula: "Members over clubs",
    unit: MeasureUnit::Mean,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "club_metrics.members")],
    denominator: Some(&[(1, "management_metrics.running")]),
};

/// Tỷ lệ xã, phường có câu lạc bộ.
pub const COMMUNES_WITH_CLUB: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::CommunesWithClub,
    name: "communes_with_club",
    name_vi: "Tỷ lệ xã, phường có câu lạc bộ",
    name_en: "Communes with a club",
    formula: "Communes in which a club runs over all communes of the last day",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: false,
    people: false,
    version: 1,
    numerator: &[(1, "communes.with_1")],
    denominator: Some(&[(1, "communes.all")]),
};

/// Tỷ lệ xã, phường có từ hai câu lạc bộ.
pub const COMMUNES_WITH_TWO_CLUBS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::CommunesWithTwoClubs,
    name: "communes_with_two_clubs",
    name_vi: "Tỷ lệ xã, phường có từ hai câu lạc bộ",
    name_en: "Communes with two clubs",
    formula: "Communes in which two clubs or more run over all communes of the last day",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: false,
    people: false,
    version: 1,
    numerator: &[(1, "communes.with_2")],
    denominator: Some(&[(1, "communes.all")]),
};

/// Tỷ lệ xã, phường có từ ba câu lạc bộ.
pub const COMMUNES_WITH_THREE_CLUBS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::CommunesWithThreeClubs,
    name: "communes_with_three_clubs",
    name_vi: "Tỷ lệ xã, phường có từ ba câu lạc bộ",
    name_en: "Communes with three clubs",
    formula: "Communes in which three clubs or more run over all communes of the last day",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: false,
    people: false,
    version: 1,
    numerator: &[(1, "communes.with_3")],
    denominator: Some(&[(1, "communes.all")]),
};

/// Tỷ lệ câu lạc bộ đủ các mặt hoạt động.
pub const CLUBS_ACTIVE_IN_ALL_AREAS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsActiveInAllAreas,
    name: "clubs_active_in_all_areas",
    name_vi: "Tỷ lệ câu lạc bộ đủ các mặt hoạt động",
    name_en: "Clubs active in all areas",
    formula: "Clubs with evidence in each of the eight areas in the twelve months before the last day over clubs",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "standing_metrics.whole")],
    denominator: Some(&[(1, "management_metrics.running")]),
};

/// Tỷ lệ câu lạc bộ được quản lý tốt.
pub const WELL_MANAGED_CLUBS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::WellManagedClubs,
    name: "well_managed_clubs",
    name_vi: "Tỷ lệ câu lạc bộ được quản lý tốt",
    name_en: "Well managed clubs",
    formula: "Clubs with a whole board, meetings in five of six months, a regulation in force, at most 5 % of their principal later than 30 days, and reports in time, over clubs (the plans do not define it)",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "standing_metrics.well_managed")],
    denominator: Some(&[(1, "management_metrics.running")]),
};

/// Tỷ lệ câu lạc bộ đạt chuẩn kép.
pub const DOUBLE_STANDARD_CLUBS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::DoubleStandardClubs,
    name: "double_standard_clubs",
    name_vi: "Tỷ lệ câu lạc bộ đạt chuẩn kép",
    name_en: "Clubs of the double standard",
    formula: "Clubs active in all areas, well managed, and with half of their members lent to, over clubs",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "standing_metrics.dual_standard")],
    denominator: Some(&[(1, "management_metrics.running")]),
};

/// Tỷ lệ câu lạc bộ có hai quỹ theo quy chế.
pub const CLUBS_WITH_BOTH_FUNDS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsWithBothFunds,
    name: "clubs_with_both_funds",
    name_vi: "Tỷ lệ câu lạc bộ có hai quỹ theo quy chế",
    name_en: "Clubs with both funds under a regulation",
    formula: "Clubs with both funds open and a regulation in force over clubs",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "standing_metrics.self_managed")],
    denominator: Some(&[(1, "management_metrics.running")]),
};

/// Tỷ lệ câu lạc bộ có ban chủ nhiệm được tập huấn.
pub const CLUBS_WITH_TRAINED_BOARD: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ClubsWithTrainedBoard,
    name: "clubs_with_trained_board",
    name_vi: "Tỷ lệ câu lạc bộ có ban chủ nhiệm được tập huấn",
    name_en: "Clubs with a trained board",
    formula: "Clubs of whose board somebody completed a training over clubs",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "management_metrics.board_trained")],
    denominator: Some(&[(1, "management_metrics.running")]),
};

/// Tỷ lệ báo cáo đúng hạn.
pub const REPORTS_IN_TIME: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ReportsInTime,
    name: "reports_in_time",
    name_vi: "Tỷ lệ báo cáo đúng hạn",
    name_en: "Reports in time",
    formula: "Club reports submitted by their day over those due in the period",
    unit: MeasureUnit::Percent,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "management_metrics.reports_in_time")],
    denominator: Some(&[(1, "management_metrics.reports_due")]),
};

/// Tỷ lệ câu lạc bộ duy trì.
pub const MAINTAINED_CLUBS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::MaintainedClubs,
    name: "maintained_clubs",
    name_vi: "Tỷ lệ câu lạc bộ duy trì",
    name_en: "Clubs maintained",
    formula: "Clubs that ran when the period began and run on its last day over those that ran when it began",
    unit: MeasureUnit::Percent,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "management_metrics.maintained")],
    denominator: Some(&[(1, "management_metrics.existed_before"), (1, "clubs.lost")]),
};

/// Số câu lạc bộ giải thể, sáp nhập.
pub const ENDED_CLUBS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::EndedClubs,
    name: "ended_clubs",
    name_vi: "Số câu lạc bộ giải thể, sáp nhập",
    name_en: "Clubs ended",
    formula: "Clubs that ran when the period began and ended in it, dissolved or merged",
    unit: MeasureUnit::Clubs,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "clubs.lost")],
    denominator: None,
};
