//! What the clubs do.

use crate::statistics::indicators::model::{Indicator, IndicatorDefinition, MeasureUnit};

/// Tỷ lệ thành viên được khám ít nhất một lần.
pub const CHECKED_ONCE: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::CheckedOnce,
    name: "checked_once",
    name_vi: "Tỷ lệ thành viên được khám ít nhất một lần",
    name_en: "Checked at least once",
    formula: "Members who came to a health day of the period over members",
    unit: MeasureUnit::Percent,
    flow: true,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "activity_metrics.checked")],
    denominator: Some(&[(1, "club_metrics.members")]),
};

/// Tỷ lệ thành viên được khám ít nhất hai lần.
pub const CHECKED_TWICE: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::CheckedTwice,
    name: "checked_twice",
    name_vi: "Tỷ lệ thành viên được khám ít nhất hai lần",
    name_en: "Checked at least twice",
    formula: "Members who came to two health days of the period or more over members",
    unit: MeasureUnit::Percent,
    flow: true,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "activity_metrics.checked_twice")],
    denominator: Some(&[(1, "club_metrics.members")]),
};

/// Số tình nguyện viên chăm sóc tại nhà.
pub const HOME_CARE_VOLUNTEERS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::HomeCareVolunteers,
    name: "home_care_volunteers",
    name_vi: "Số tình nguyện viên chăm sóc tại nhà",
    name_en: "Home-care volunteers",
    formula: "Volunteers on the last day",
    unit: MeasureUnit::Persons,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "activity_metrics.volunteers")],
    denominator: None,
};

/// Số ca chăm sóc tại nhà.
pub const HOME_CARE_CASES: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::HomeCareCases,
    name: "home_care_cases",
    name_vi: "Số ca chăm sóc tại nhà",
    name_en: "Home-care cases",
    formula: "Cases that are active on the last day",
    unit: MeasureUnit::Times,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "activity_metrics.care_cases")],
    denominator: None,
};

/// Số lượt thăm.
pub const HOME_CARE_VISITS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::HomeCareVisits,
    name: "home_care_visits",
    name_vi: "Số lượt thăm",
    name_en: "Home-care visits",
    formula: "Visits in the period",
    unit: MeasureUnit::Turns,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.care_visits")],
    denominator: None,
};

/// Số buổi sinh hoạt một tháng.
pub const MEETINGS_PER_MONTH: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::MeetingsPerMonth,
    name: "meetings_per_month",
    name_vi: "Số buổi sinh hoạt một tháng",
    name_en: "Meetings a month",
    formula: "Meetings of the period over the calendar months in which clubs ran",
    unit: MeasureUnit::Mean,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.meetings")],
    denominator: Some(&[(1, "management_metrics.months")]),
};

/// Tỷ lệ dự sinh hoạt.
pub const MEETING_ATTENDANCE: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::MeetingAttendance,
    name: "meeting_attendance",
    name_vi: "Tỷ lệ dự sinh hoạt",
    name_en: "Attendance",
    formula: "Members present over members on the days of the meetings",
    unit: MeasureUnit::Percent,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.attendance")],
    denominator: Some(&[(1, "management_metrics.expected")]),
};

/// Số lớp tập huấn.
pub const TRAININGS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::Trainings,
    name: "trainings",
    name_vi: "Số lớp tập huấn",
    name_en: "Trainings",
    formula: "Trainings of the period, for each club that took part",
    unit: MeasureUnit::Times,
    flow: true,
    additive: false,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.trainings")],
    denominator: None,
};

/// Số lượt người dự tập huấn.
pub const TRAINING_TURNS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::TrainingTurns,
    name: "training_turns",
    name_vi: "Số lượt người dự tập huấn",
    name_en: "Turns of training",
    formula: "Participants of the trainings of the period",
    unit: MeasureUnit::Turns,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.training_turns")],
    denominator: None,
};

/// Nguồn lực vận động bằng tiền.
pub const MOBILISED_CASH: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::MobilisedCash,
    name: "mobilised_cash",
    name_vi: "Nguồn lực vận động bằng tiền",
    name_en: "Mobilised in cash",
    formula: "Cash that clubs mobilised in the period",
    unit: MeasureUnit::Dong,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.mobilised_cash_vnd")],
    denominator: None,
};

/// Nguồn lực vận động bằng hiện vật.
pub const MOBILISED_IN_KIND: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::MobilisedInKind,
    name: "mobilised_in_kind",
    name_vi: "Nguồn lực vận động bằng hiện vật",
    name_en: "Mobilised in kind",
    formula: "Value of goods that clubs mobilised in the period",
    unit: MeasureUnit::Dong,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.mobilised_kind_vnd")],
    denominator: None,
};

/// Ngày công vận động.
pub const MOBILISED_LABOUR: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::MobilisedLabour,
    name: "mobilised_labour",
    name_vi: "Ngày công vận động",
    name_en: "Mobilised labour",
    formula: "Half days of labour given in the period",
    unit: MeasureUnit::HalfDays,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.labour_half_days")],
    denominator: None,
};

/// Tỷ lệ thành viên có bảo hiểm y tế.
pub const SHARE_INSURED: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ShareInsured,
    name: "share_insured",
    name_vi: "Tỷ lệ thành viên có bảo hiểm y tế",
    name_en: "Members with health insurance",
    formula: "Members insured in the year of the last day over members",
    unit: MeasureUnit::Percent,
    flow: false,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "activity_metrics.insured")],
    denominator: Some(&[(1, "club_metrics.members")]),
};

/// Số hoạt động.
pub const ACTIVITIES: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::Activities,
    name: "activities",
    name_vi: "Số hoạt động",
    name_en: "Activities",
    formula: "Activities done in the period, meetings not among them",
    unit: MeasureUnit::Times,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.activities")],
    denominator: None,
};

/// Số lượt người tham gia hoạt động.
pub const ACTIVITY_TURNS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ActivityTurns,
    name: "activity_turns",
    name_vi: "Số lượt người tham gia hoạt động",
    name_en: "Turns of activities",
    formula: "Participants of the activities of the period",
    unit: MeasureUnit::Turns,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.turns")],
    denominator: None,
};

/// Số việc tự giúp nhau.
pub const SELF_HELP_ACTS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::SelfHelpActs,
    name: "self_help_acts",
    name_vi: "Số việc tự giúp nhau",
    name_en: "Acts of self-help",
    formula: "Acts of members for each other in the period",
    unit: MeasureUnit::Times,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.self_help_actions")],
    denominator: None,
};

/// Số vụ việc bảo vệ quyền lợi.
pub const RIGHTS_CASES: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::RightsCases,
    name: "rights_cases",
    name_vi: "Số vụ việc bảo vệ quyền lợi",
    name_en: "Rights cases",
    formula: "Cases of rights and benefits opened in the period",
    unit: MeasureUnit::Persons,
    flow: true,
    additive: true,
    people: true,
    version: 1,
    numerator: &[(1, "activity_metrics.rights_cases")],
    denominator: None,
};

/// Số lần tham quan, giao lưu.
pub const EXCHANGE_VISITS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::ExchangeVisits,
    name: "exchange_visits",
    name_vi: "Số lần tham quan, giao lưu",
    name_en: "Exchange visits",
    formula: "Exchange visits of the period",
    unit: MeasureUnit::Times,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.exchange_visits")],
    denominator: None,
};

/// Số lần kiểm tra, giám sát.
pub const MONITORING_VISITS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::MonitoringVisits,
    name: "monitoring_visits",
    name_vi: "Số lần kiểm tra, giám sát",
    name_en: "Monitoring visits",
    formula: "Monitoring visits to clubs in the period",
    unit: MeasureUnit::Times,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.monitoring_visits")],
    denominator: None,
};

/// Số lần khen thưởng.
pub const AWARDS: IndicatorDefinition = IndicatorDefinition {
    indicator: Indicator::Awards,
    name: "awards",
    name_vi: "Số lần khen thưởng",
    name_en: "Awards",
    formula: "Awards to clubs and members decided in the period",
    unit: MeasureUnit::Times,
    flow: true,
    additive: true,
    people: false,
    version: 1,
    numerator: &[(1, "activity_metrics.awards")],
    denominator: None,
};
