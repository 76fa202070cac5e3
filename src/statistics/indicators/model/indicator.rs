//! The indicators.

use crate::platform::ids::column;
use diesel::sql_types::Text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An indicator (chỉ tiêu), by its code; `GET /v1/indicators` says what each means. Wherever a code is taken, the
/// indicator's name is too: `I20` is `portfolio_at_risk_30`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = Text)]
pub enum Indicator {
    /// I01, clubs (số câu lạc bộ).
    #[serde(rename = "I01", alias = "clubs")]
    #[strum(to_string = "I01", serialize = "clubs")]
    Clubs,
    /// I02, new clubs (câu lạc bộ mới).
    #[serde(rename = "I02", alias = "new_clubs")]
    #[strum(to_string = "I02", serialize = "new_clubs")]
    NewClubs,
    /// I03, members (số thành viên).
    #[serde(rename = "I03", alias = "members")]
    #[strum(to_string = "I03", serialize = "members")]
    Members,
    /// I03b, older members (số thành viên là người cao tuổi).
    #[serde(rename = "I03b", alias = "older_members")]
    #[strum(to_string = "I03b", serialize = "older_members")]
    OlderMembers,
    /// I04, share of women (tỷ lệ phụ nữ).
    #[serde(rename = "I04", alias = "share_of_women")]
    #[strum(to_string = "I04", serialize = "share_of_women")]
    ShareOfWomen,
    /// I04b, share of men (tỷ lệ nam giới).
    #[serde(rename = "I04b", alias = "share_of_men")]
    #[strum(to_string = "I04b", serialize = "share_of_men")]
    ShareOfMen,
    /// I04c, share of women among the older (tỷ lệ phụ nữ trong số người cao tuổi).
    #[serde(rename = "I04c", alias = "share_of_women_among_older")]
    #[strum(to_string = "I04c", serialize = "share_of_women_among_older")]
    ShareOfWomenAmongOlder,
    /// I05, share of older people (tỷ lệ người cao tuổi).
    #[serde(rename = "I05", alias = "share_of_older_people")]
    #[strum(to_string = "I05", serialize = "share_of_older_people")]
    ShareOfOlderPeople,
    /// I05b, share of people from 55 (tỷ lệ người từ đủ 55 tuổi).
    #[serde(rename = "I05b", alias = "share_from_55")]
    #[strum(to_string = "I05b", serialize = "share_from_55")]
    ShareFrom55,
    /// I06, share of younger people (tỷ lệ người trẻ tuổi hơn).
    #[serde(rename = "I06", alias = "share_of_younger_people")]
    #[strum(to_string = "I06", serialize = "share_of_younger_people")]
    ShareOfYoungerPeople,
    /// I07, share of poor, near-poor and difficult (tỷ lệ nghèo, cận nghèo, hoàn cảnh khó khăn).
    #[serde(rename = "I07", alias = "share_in_need")]
    #[strum(to_string = "I07", serialize = "share_in_need")]
    ShareInNeed,
    /// I08, members per club (quy mô trung bình).
    #[serde(rename = "I08", alias = "members_per_club")]
    #[strum(to_string = "I08", serialize = "members_per_club")]
    MembersPerClub,
    /// I09, communes with a club (tỷ lệ xã có câu lạc bộ).
    #[serde(rename = "I09", alias = "communes_with_club")]
    #[strum(to_string = "I09", serialize = "communes_with_club")]
    CommunesWithClub,
    /// I09b, communes with two clubs (tỷ lệ xã có từ hai câu lạc bộ).
    #[serde(rename = "I09b", alias = "communes_with_two_clubs")]
    #[strum(to_string = "I09b", serialize = "communes_with_two_clubs")]
    CommunesWithTwoClubs,
    /// I09c, communes with three clubs (tỷ lệ xã có từ ba câu lạc bộ).
    #[serde(rename = "I09c", alias = "communes_with_three_clubs")]
    #[strum(to_string = "I09c", serialize = "communes_with_three_clubs")]
    CommunesWithThreeClubs,
    /// I10, clubs active in all areas (tỷ lệ câu lạc bộ đủ các mặt hoạt động).
    #[serde(rename = "I10", alias = "clubs_active_in_all_areas")]
    #[strum(to_string = "I10", serialize = "clubs_active_in_all_areas")]
    ClubsActiveInAllAreas,
    /// I11, well managed clubs (tỷ lệ câu lạc bộ được quản lý tốt).
    #[serde(rename = "I11", alias = "well_managed_clubs")]
    #[strum(to_string = "I11", serialize = "well_managed_clubs")]
    WellManagedClubs,
    /// I12, members lent to since they joined (độ phủ vay vốn từ khi vào câu lạc bộ).
    #[serde(rename = "I12", alias = "loan_coverage_ever")]
    #[strum(to_string = "I12", serialize = "loan_coverage_ever")]
    LoanCoverageEver,
    /// I12b, members lent to in the period (độ phủ vay vốn trong kỳ).
    #[serde(rename = "I12b", alias = "loan_coverage_in_period")]
    #[strum(to_string = "I12b", serialize = "loan_coverage_in_period")]
    LoanCoverageInPeriod,
    /// I12c, members in need lent to (độ phủ vay vốn trên nhu cầu).
    #[serde(rename = "I12c", alias = "loan_coverage_of_need")]
    #[strum(to_string = "I12c", serialize = "loan_coverage_of_need")]
    LoanCoverageOfNeed,
    /// I13, clubs of the double standard (tỷ lệ câu lạc bộ đạt chuẩn kép).
    #[serde(rename = "I13", alias = "double_standard_clubs")]
    #[strum(to_string = "I13", serialize = "double_standard_clubs")]
    DoubleStandardClubs,
    /// I14, clubs with both funds under a regulation (tỷ lệ câu lạc bộ có hai quỹ theo quy chế).
    #[serde(rename = "I14", alias = "clubs_with_both_funds")]
    #[strum(to_string = "I14", serialize = "clubs_with_both_funds")]
    ClubsWithBothFunds,
    /// I15, income-generation funds (quỹ tăng thu nhập).
    #[serde(rename = "I15", alias = "income_funds")]
    #[strum(to_string = "I15", serialize = "income_funds")]
    IncomeFunds,
    /// I16, initial funds (quỹ ban đầu).
    #[serde(rename = "I16", alias = "initial_funds")]
    #[strum(to_string = "I16", serialize = "initial_funds")]
    InitialFunds,
    /// I16b, clubs that began with 20 million (tỷ lệ câu lạc bộ có quỹ ban đầu từ 20 triệu đồng).
    #[serde(rename = "I16b", alias = "clubs_from_20_million")]
    #[strum(to_string = "I16b", serialize = "clubs_from_20_million")]
    ClubsFrom20Million,
    /// I16c, clubs that began with 30 million (tỷ lệ câu lạc bộ có quỹ ban đầu từ 30 triệu đồng).
    #[serde(rename = "I16c", alias = "clubs_from_30_million")]
    #[strum(to_string = "I16c", serialize = "clubs_from_30_million")]
    ClubsFrom30Million,
    /// I17, growth of the funds (tăng trưởng quỹ).
    #[serde(rename = "I17", alias = "fund_growth")]
    #[strum(to_string = "I17", serialize = "fund_growth")]
    FundGrowth,
    /// I18, lent in the period (doanh số cho vay).
    #[serde(rename = "I18", alias = "lent_in_period")]
    #[strum(to_string = "I18", serialize = "lent_in_period")]
    LentInPeriod,
    /// I19, outstanding principal (dư nợ).
    #[serde(rename = "I19", alias = "outstanding_principal")]
    #[strum(to_string = "I19", serialize = "outstanding_principal")]
    OutstandingPrincipal,
    /// I20, portfolio at risk over 30 days (tỷ lệ dư nợ có rủi ro trên 30 ngày).
    #[serde(rename = "I20", alias = "portfolio_at_risk_30")]
    #[strum(to_string = "I20", serialize = "portfolio_at_risk_30")]
    PortfolioAtRisk30,
    /// I21, repaid in time (tỷ lệ hoàn trả đúng hạn).
    #[serde(rename = "I21", alias = "repaid_in_time")]
    #[strum(to_string = "I21", serialize = "repaid_in_time")]
    RepaidInTime,
    /// I22, recovered of what was due (tỷ lệ thu hồi).
    #[serde(rename = "I22", alias = "recovery_rate")]
    #[strum(to_string = "I22", serialize = "recovery_rate")]
    RecoveryRate,
    /// I23, written off (tỷ lệ nợ xóa).
    #[serde(rename = "I23", alias = "written_off_rate")]
    #[strum(to_string = "I23", serialize = "written_off_rate")]
    WrittenOffRate,
    /// I24, mean loan (món vay trung bình).
    #[serde(rename = "I24", alias = "mean_loan")]
    #[strum(to_string = "I24", serialize = "mean_loan")]
    MeanLoan,
    /// I25, use of the funds (hệ số sử dụng vốn).
    #[serde(rename = "I25", alias = "fund_use")]
    #[strum(to_string = "I25", serialize = "fund_use")]
    FundUse,
    /// I26, checked at least once (tỷ lệ thành viên được khám ít nhất một lần).
    #[serde(rename = "I26", alias = "checked_once")]
    #[strum(to_string = "I26", serialize = "checked_once")]
    CheckedOnce,
    /// I26b, checked at least twice (tỷ lệ thành viên được khám ít nhất hai lần).
    #[serde(rename = "I26b", alias = "checked_twice")]
    #[strum(to_string = "I26b", serialize = "checked_twice")]
    CheckedTwice,
    /// I27, home-care volunteers (số tình nguyện viên chăm sóc tại nhà).
    #[serde(rename = "I27", alias = "home_care_volunteers")]
    #[strum(to_string = "I27", serialize = "home_care_volunteers")]
    HomeCareVolunteers,
    /// I27b, home-care cases (số ca chăm sóc tại nhà).
    #[serde(rename = "I27b", alias = "home_care_cases")]
    #[strum(to_string = "I27b", serialize = "home_care_cases")]
    HomeCareCases,
    /// I27c, home-care visits (số lượt thăm).
    #[serde(rename = "I27c", alias = "home_care_visits")]
    #[strum(to_string = "I27c", serialize = "home_care_visits")]
    HomeCareVisits,
    /// I28, meetings a month (số buổi sinh hoạt một tháng).
    #[serde(rename = "I28", alias = "meetings_per_month")]
    #[strum(to_string = "I28", serialize = "meetings_per_month")]
    MeetingsPerMonth,
    /// I28b, attendance (tỷ lệ dự sinh hoạt).
    #[serde(rename = "I28b", alias = "meeting_attendance")]
    #[strum(to_string = "I28b", serialize = "meeting_attendance")]
    MeetingAttendance,
    /// I29, trainings (số lớp tập huấn).
    #[serde(rename = "I29", alias = "trainings")]
    #[strum(to_string = "I29", serialize = "trainings")]
    Trainings,
    /// I29b, turns of training (số lượt người dự tập huấn).
    #[serde(rename = "I29b", alias = "training_turns")]
    #[strum(to_string = "I29b", serialize = "training_turns")]
    TrainingTurns,
    /// I29c, clubs with a trained board (tỷ lệ câu lạc bộ có ban chủ nhiệm được tập huấn).
    #[serde(rename = "I29c", alias = "clubs_with_trained_board")]
    #[strum(to_string = "I29c", serialize = "clubs_with_trained_board")]
    ClubsWithTrainedBoard,
    /// I30, mobilised in cash (nguồn lực vận động bằng tiền).
    #[serde(rename = "I30", alias = "mobilised_cash")]
    #[strum(to_string = "I30", serialize = "mobilised_cash")]
    MobilisedCash,
    /// I30b, mobilised in kind (nguồn lực vận động bằng hiện vật).
    #[serde(rename = "I30b", alias = "mobilised_in_kind")]
    #[strum(to_string = "I30b", serialize = "mobilised_in_kind")]
    MobilisedInKind,
    /// I30c, mobilised labour (ngày công vận động).
    #[serde(rename = "I30c", alias = "mobilised_labour")]
    #[strum(to_string = "I30c", serialize = "mobilised_labour")]
    MobilisedLabour,
    /// I31, members with health insurance (tỷ lệ thành viên có bảo hiểm y tế).
    #[serde(rename = "I31", alias = "share_insured")]
    #[strum(to_string = "I31", serialize = "share_insured")]
    ShareInsured,
    /// I32, reports in time (tỷ lệ báo cáo đúng hạn).
    #[serde(rename = "I32", alias = "reports_in_time")]
    #[strum(to_string = "I32", serialize = "reports_in_time")]
    ReportsInTime,
    /// I33, households that escaped poverty (tỷ lệ hộ thoát nghèo).
    #[serde(rename = "I33", alias = "households_out_of_poverty")]
    #[strum(to_string = "I33", serialize = "households_out_of_poverty")]
    HouseholdsOutOfPoverty,
    /// I34, savings (tiết kiệm).
    #[serde(rename = "I34", alias = "savings")]
    #[strum(to_string = "I34", serialize = "savings")]
    Savings,
    /// I34b, savers (tỷ lệ thành viên gửi tiết kiệm).
    #[serde(rename = "I34b", alias = "share_of_savers")]
    #[strum(to_string = "I34b", serialize = "share_of_savers")]
    ShareOfSavers,
    /// I35, clubs maintained (tỷ lệ câu lạc bộ duy trì).
    #[serde(rename = "I35", alias = "maintained_clubs")]
    #[strum(to_string = "I35", serialize = "maintained_clubs")]
    MaintainedClubs,
    /// B1a, clubs ended (số câu lạc bộ giải thể, sáp nhập).
    #[serde(rename = "B1a", alias = "ended_clubs")]
    #[strum(to_string = "B1a", serialize = "ended_clubs")]
    EndedClubs,
    /// B2a, members from 80 (số thành viên từ đủ 80 tuổi).
    #[serde(rename = "B2a", alias = "members_from_80")]
    #[strum(to_string = "B2a", serialize = "members_from_80")]
    MembersFrom80,
    /// B2b, poor members (số thành viên thuộc hộ nghèo).
    #[serde(rename = "B2b", alias = "poor_members")]
    #[strum(to_string = "B2b", serialize = "poor_members")]
    PoorMembers,
    /// B2c, near-poor members (số thành viên thuộc hộ cận nghèo).
    #[serde(rename = "B2c", alias = "near_poor_members")]
    #[strum(to_string = "B2c", serialize = "near_poor_members")]
    NearPoorMembers,
    /// B2d, members in difficulty (số thành viên có hoàn cảnh khó khăn).
    #[serde(rename = "B2d", alias = "members_in_difficulty")]
    #[strum(to_string = "B2d", serialize = "members_in_difficulty")]
    MembersInDifficulty,
    /// B2e, members of ethnic minorities (số thành viên dân tộc thiểu số).
    #[serde(rename = "B2e", alias = "ethnic_minority_members")]
    #[strum(to_string = "B2e", serialize = "ethnic_minority_members")]
    EthnicMinorityMembers,
    /// B2f, disabled members (số thành viên khuyết tật).
    #[serde(rename = "B2f", alias = "disabled_members")]
    #[strum(to_string = "B2f", serialize = "disabled_members")]
    DisabledMembers,
    /// B2g, members who joined (số người vào câu lạc bộ).
    #[serde(rename = "B2g", alias = "joined_members")]
    #[strum(to_string = "B2g", serialize = "joined_members")]
    JoinedMembers,
    /// B2h, members who left (số người ra khỏi câu lạc bộ).
    #[serde(rename = "B2h", alias = "left_members")]
    #[strum(to_string = "B2h", serialize = "left_members")]
    LeftMembers,
    /// B3a, added to the income-generation funds (nguồn bổ sung quỹ tăng thu nhập).
    #[serde(rename = "B3a", alias = "income_funds_added")]
    #[strum(to_string = "B3a", serialize = "income_funds_added")]
    IncomeFundsAdded,
    /// B3b, interest received (lãi, phí vay thu được).
    #[serde(rename = "B3b", alias = "loan_interest_received")]
    #[strum(to_string = "B3b", serialize = "loan_interest_received")]
    LoanInterestReceived,
    /// B3c, losses of lending (tổn thất vốn vay).
    #[serde(rename = "B3c", alias = "loan_losses")]
    #[strum(to_string = "B3c", serialize = "loan_losses")]
    LoanLosses,
    /// B3d, outstanding principal of late loans (dư nợ quá hạn).
    #[serde(rename = "B3d", alias = "late_principal")]
    #[strum(to_string = "B3d", serialize = "late_principal")]
    LatePrincipal,
    /// B4a, operating funds at the beginning (quỹ hoạt động đầu kỳ).
    #[serde(rename = "B4a", alias = "operating_funds_before")]
    #[strum(to_string = "B4a", serialize = "operating_funds_before")]
    OperatingFundsBefore,
    /// B4b, contributions of members (hội phí, đóng góp của thành viên).
    #[serde(rename = "B4b", alias = "member_contributions")]
    #[strum(to_string = "B4b", serialize = "member_contributions")]
    MemberContributions,
    /// B4c, donations (tài trợ, ủng hộ).
    #[serde(rename = "B4c", alias = "donations")]
    #[strum(to_string = "B4c", serialize = "donations")]
    Donations,
    /// B4d, operating expenses (chi hoạt động).
    #[serde(rename = "B4d", alias = "operating_expenses")]
    #[strum(to_string = "B4d", serialize = "operating_expenses")]
    OperatingExpenses,
    /// B4e, social help (chi trợ giúp, thăm hỏi).
    #[serde(rename = "B4e", alias = "social_help")]
    #[strum(to_string = "B4e", serialize = "social_help")]
    SocialHelp,
    /// B4f, operating funds (quỹ hoạt động cuối kỳ).
    #[serde(rename = "B4f", alias = "operating_funds")]
    #[strum(to_string = "B4f", serialize = "operating_funds")]
    OperatingFunds,
    /// B6a, activities (số hoạt động).
    #[serde(rename = "B6a", alias = "activities")]
    #[strum(to_string = "B6a", serialize = "activities")]
    Activities,
    /// B6b, turns of activities (số lượt người tham gia hoạt động).
    #[serde(rename = "B6b", alias = "activity_turns")]
    #[strum(to_string = "B6b", serialize = "activity_turns")]
    ActivityTurns,
    /// B6c, acts of self-help (số việc tự giúp nhau).
    #[serde(rename = "B6c", alias = "self_help_acts")]
    #[strum(to_string = "B6c", serialize = "self_help_acts")]
    SelfHelpActs,
    /// B6d, rights cases (số vụ việc bảo vệ quyền lợi).
    #[serde(rename = "B6d", alias = "rights_cases")]
    #[strum(to_string = "B6d", serialize = "rights_cases")]
    RightsCases,
    /// B6e, clubs active in income (số câu lạc bộ có hoạt động: tăng thu nhập).
    #[serde(rename = "B6e", alias = "clubs_active_in_income")]
    #[strum(to_string = "B6e", serialize = "clubs_active_in_income")]
    ClubsActiveInIncome,
    /// B6f, clubs active in health care (số câu lạc bộ có hoạt động: chăm sóc sức khỏe).
    #[serde(rename = "B6f", alias = "clubs_active_in_health_care")]
    #[strum(to_string = "B6f", serialize = "clubs_active_in_health_care")]
    ClubsActiveInHealthCare,
    /// B6g, clubs active in home care (số câu lạc bộ có hoạt động: chăm sóc tại nhà).
    #[serde(rename = "B6g", alias = "clubs_active_in_home_care")]
    #[strum(to_string = "B6g", serialize = "clubs_active_in_home_care")]
    ClubsActiveInHomeCare,
    /// B6h, clubs active in self-help (số câu lạc bộ có hoạt động: tự giúp nhau và cộng đồng).
    #[serde(rename = "B6h", alias = "clubs_active_in_self_help")]
    #[strum(to_string = "B6h", serialize = "clubs_active_in_self_help")]
    ClubsActiveInSelfHelp,
    /// B6i, clubs active in rights (số câu lạc bộ có hoạt động: quyền và lợi ích).
    #[serde(rename = "B6i", alias = "clubs_active_in_rights")]
    #[strum(to_string = "B6i", serialize = "clubs_active_in_rights")]
    ClubsActiveInRights,
    /// B6j, clubs active in communication (số câu lạc bộ có hoạt động: truyền thông, kiến thức).
    #[serde(rename = "B6j", alias = "clubs_active_in_communication")]
    #[strum(to_string = "B6j", serialize = "clubs_active_in_communication")]
    ClubsActiveInCommunication,
    /// B6k, clubs active in culture and sport (số câu lạc bộ có hoạt động: văn hóa, thể thao).
    #[serde(rename = "B6k", alias = "clubs_active_in_culture")]
    #[strum(to_string = "B6k", serialize = "clubs_active_in_culture")]
    ClubsActiveInCulture,
    /// B6l, clubs active in mobilisation of resources (số câu lạc bộ có hoạt động: vận động nguồn lực).
    #[serde(rename = "B6l", alias = "clubs_active_in_mobilisation")]
    #[strum(to_string = "B6l", serialize = "clubs_active_in_mobilisation")]
    ClubsActiveInMobilisation,
    /// B7a, exchange visits (số lần tham quan, giao lưu).
    #[serde(rename = "B7a", alias = "exchange_visits")]
    #[strum(to_string = "B7a", serialize = "exchange_visits")]
    ExchangeVisits,
    /// B7b, monitoring visits (số lần kiểm tra, giám sát).
    #[serde(rename = "B7b", alias = "monitoring_visits")]
    #[strum(to_string = "B7b", serialize = "monitoring_visits")]
    MonitoringVisits,
    /// B9a, awards (số lần khen thưởng).
    #[serde(rename = "B9a", alias = "awards")]
    #[strum(to_string = "B9a", serialize = "awards")]
    Awards,
}
column! { text: Indicator }
