//! The indicators.

use crate::platform::ids::column;
use diesel::sql_types::Text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An indicator, by its code. Wherever one is given, its name is taken too: `I20` is `portfolio_at_risk_30`.
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
    /// Số câu lạc bộ.
    #[serde(rename = "I01", alias = "clubs")]
    #[strum(to_string = "I01", serialize = "clubs")]
    Clubs,
    /// Câu lạc bộ mới.
    #[serde(rename = "I02", alias = "new_clubs")]
    #[strum(to_string = "I02", serialize = "new_clubs")]
    NewClubs,
    /// Số thành viên.
    #[serde(rename = "I03", alias = "members")]
    #[strum(to_string = "I03", serialize = "members")]
    Members,
    /// Số thành viên là người cao tuổi.
    #[serde(rename = "I03b", alias = "older_members")]
    #[strum(to_string = "I03b", serialize = "older_members")]
    OlderMembers,
    /// Tỷ lệ phụ nữ.
    #[serde(rename = "I04", alias = "share_of_women")]
    #[strum(to_string = "I04", serialize = "share_of_women")]
    ShareOfWomen,
    /// Tỷ lệ nam giới.
    #[serde(rename = "I04b", alias = "share_of_men")]
    #[strum(to_string = "I04b", serialize = "share_of_men")]
    ShareOfMen,
    /// Tỷ lệ phụ nữ trong số người cao tuổi.
    #[serde(rename = "I04c", alias = "share_of_women_among_older")]
    #[strum(to_string = "I04c", serialize = "share_of_women_among_older")]
    ShareOfWomenAmongOlder,
    /// Tỷ lệ người cao tuổi.
    #[serde(rename = "I05", alias = "share_of_older_people")]
    #[strum(to_string = "I05", serialize = "share_of_older_people")]
    ShareOfOlderPeople,
    /// Tỷ lệ người từ đủ 55 tuổi.
    #[serde(rename = "I05b", alias = "share_from_55")]
    #[strum(to_string = "I05b", serialize = "share_from_55")]
    ShareFrom55,
    /// Tỷ lệ người trẻ tuổi hơn.
    #[serde(rename = "I06", alias = "share_of_younger_people")]
    #[strum(to_string = "I06", serialize = "share_of_younger_people")]
    ShareOfYoungerPeople,
    /// Tỷ lệ nghèo, cận nghèo, hoàn cảnh khó khăn.
    #[serde(rename = "I07", alias = "share_in_need")]
    #[strum(to_string = "I07", serialize = "share_in_need")]
    ShareInNeed,
    /// Quy mô trung bình.
    #[serde(rename = "I08", alias = "members_per_club")]
    #[strum(to_string = "I08", serialize = "members_per_club")]
    MembersPerClub,
    /// Tỷ lệ xã có câu lạc bộ.
    #[serde(rename = "I09", alias = "communes_with_club")]
    #[strum(to_string = "I09", serialize = "communes_with_club")]
    CommunesWithClub,
    /// Tỷ lệ xã có từ hai câu lạc bộ.
    #[serde(rename = "I09b", alias = "communes_with_two_clubs")]
    #[strum(to_string = "I09b", serialize = "communes_with_two_clubs")]
    CommunesWithTwoClubs,
    /// Tỷ lệ xã có từ ba câu lạc bộ.
    #[serde(rename = "I09c", alias = "communes_with_three_clubs")]
    #[strum(to_string = "I09c", serialize = "communes_with_three_clubs")]
    CommunesWithThreeClubs,
    /// Tỷ lệ câu lạc bộ đủ các mặt hoạt động.
    #[serde(rename = "I10", alias = "clubs_active_in_all_areas")]
    #[strum(to_string = "I10", serialize = "clubs_active_in_all_areas")]
    ClubsActiveInAllAreas,
    /// Tỷ lệ câu lạc bộ được quản lý tốt.
    #[serde(rename = "I11", alias = "well_managed_clubs")]
    #[strum(to_string = "I11", serialize = "well_managed_clubs")]
    WellManagedClubs,
    /// Độ phủ vay vốn từ khi vào câu lạc bộ.
    #[serde(rename = "I12", alias = "loan_coverage_ever")]
    #[strum(to_string = "I12", serialize = "loan_coverage_ever")]
    LoanCoverageEver,
    /// Độ phủ vay vốn trong kỳ.
    #[serde(rename = "I12b", alias = "loan_coverage_in_period")]
    #[strum(to_string = "I12b", serialize = "loan_coverage_in_period")]
    LoanCoverageInPeriod,
    /// Độ phủ vay vốn trên nhu cầu.
    #[serde(rename = "I12c", alias = "loan_coverage_of_need")]
    #[strum(to_string = "I12c", serialize = "loan_coverage_of_need")]
    LoanCoverageOfNeed,
    /// Tỷ lệ câu lạc bộ đạt chuẩn kép.
    #[serde(rename = "I13", alias = "double_standard_clubs")]
    #[strum(to_string = "I13", serialize = "double_standard_clubs")]
    DoubleStandardClubs,
    /// Tỷ lệ câu lạc bộ có hai quỹ theo quy chế.
    #[serde(rename = "I14", alias = "clubs_with_both_funds")]
    #[strum(to_string = "I14", serialize = "clubs_with_both_funds")]
    ClubsWithBothFunds,
    /// Quỹ tăng thu nhập.
    #[serde(rename = "I15", alias = "income_funds")]
    #[strum(to_string = "I15", serialize = "income_funds")]
    IncomeFunds,
    /// Quỹ ban đầu.
    #[serde(rename = "I16", alias = "initial_funds")]
    #[strum(to_string = "I16", serialize = "initial_funds")]
    InitialFunds,
    /// Tỷ lệ câu lạc bộ có quỹ ban đầu từ 20 triệu đồng.
    #[serde(rename = "I16b", alias = "clubs_from_20_million")]
    #[strum(to_string = "I16b", serialize = "clubs_from_20_million")]
    ClubsFrom20Million,
    /// Tỷ lệ câu lạc bộ có quỹ ban đầu từ 30 triệu đồng.
    #[serde(rename = "I16c", alias = "clubs_from_30_million")]
    #[strum(to_string = "I16c", serialize = "clubs_from_30_million")]
    ClubsFrom30Million,
    /// Tăng trưởng quỹ.
    #[serde(rename = "I17", alias = "fund_growth")]
    #[strum(to_string = "I17", serialize = "fund_growth")]
    FundGrowth,
    /// Doanh số cho vay.
    #[serde(rename = "I18", alias = "lent_in_period")]
    #[strum(to_string = "I18", serialize = "lent_in_period")]
    LentInPeriod,
    /// Dư nợ.
    #[serde(rename = "I19", alias = "outstanding_principal")]
    #[strum(to_string = "I19", serialize = "outstanding_principal")]
    OutstandingPrincipal,
    /// Tỷ lệ dư nợ có rủi ro trên 30 ngày.
    #[serde(rename = "I20", alias = "portfolio_at_risk_30")]
    #[strum(to_string = "I20", serialize = "portfolio_at_risk_30")]
    PortfolioAtRisk30,
    /// Tỷ lệ hoàn trả đúng hạn.
    #[serde(rename = "I21", alias = "repaid_in_time")]
    #[strum(to_string = "I21", serialize = "repaid_in_time")]
    RepaidInTime,
    /// Tỷ lệ thu hồi.
    #[serde(rename = "I22", alias = "recovery_rate")]
    #[strum(to_string = "I22", serialize = "recovery_rate")]
    RecoveryRate,
    /// Tỷ lệ nợ xóa.
    #[serde(rename = "I23", alias = "written_off_rate")]
    #[strum(to_string = "I23", serialize = "written_off_rate")]
    WrittenOffRate,
    /// Món vay trung bình.
    #[serde(rename = "I24", alias = "mean_loan")]
    #[strum(to_string = "I24", serialize = "mean_loan")]
    MeanLoan,
    /// Hệ số sử dụng vốn.
    #[serde(rename = "I25", alias = "fund_use")]
    #[strum(to_string = "I25", serialize = "fund_use")]
    FundUse,
    /// Tỷ lệ thành viên được khám ít nhất một lần.
    #[serde(rename = "I26", alias = "checked_once")]
    #[strum(to_string = "I26", serialize = "checked_once")]
    CheckedOnce,
    /// Tỷ lệ thành viên được khám ít nhất hai lần.
    #[serde(rename = "I26b", alias = "checked_twice")]
    #[strum(to_string = "I26b", serialize = "checked_twice")]
    CheckedTwice,
    /// Số tình nguyện viên chăm sóc tại nhà.
    #[serde(rename = "I27", alias = "home_care_volunteers")]
    #[strum(to_string = "I27", serialize = "home_care_volunteers")]
    HomeCareVolunteers,
    /// Số ca chăm sóc tại nhà.
    #[serde(rename = "I27b", alias = "home_care_cases")]
    #[strum(to_string = "I27b", serialize = "home_care_cases")]
    HomeCareCases,
    /// Số lượt thăm.
    #[serde(rename = "I27c", alias = "home_care_visits")]
    #[strum(to_string = "I27c", serialize = "home_care_visits")]
    HomeCareVisits,
    /// Số buổi sinh hoạt một tháng.
    #[serde(rename = "I28", alias = "meetings_per_month")]
    #[strum(to_string = "I28", serialize = "meetings_per_month")]
    MeetingsPerMonth,
    /// Tỷ lệ dự sinh hoạt.
    #[serde(rename = "I28b", alias = "meeting_attendance")]
    #[strum(to_string = "I28b", serialize = "meeting_attendance")]
    MeetingAttendance,
    /// Số lớp tập huấn.
    #[serde(rename = "I29", alias = "trainings")]
    #[strum(to_string = "I29", serialize = "trainings")]
    Trainings,
    /// Số lượt người dự tập huấn.
    #[serde(rename = "I29b", alias = "training_turns")]
    #[strum(to_string = "I29b", serialize = "training_turns")]
    TrainingTurns,
    /// Tỷ lệ câu lạc bộ có ban chủ nhiệm được tập huấn.
    #[serde(rename = "I29c", alias = "clubs_with_trained_board")]
    #[strum(to_string = "I29c", serialize = "clubs_with_trained_board")]
    ClubsWithTrainedBoard,
    /// Nguồn lực vận động bằng tiền.
    #[serde(rename = "I30", alias = "mobilised_cash")]
    #[strum(to_string = "I30", serialize = "mobilised_cash")]
    MobilisedCash,
    /// Nguồn lực vận động bằng hiện vật.
    #[serde(rename = "I30b", alias = "mobilised_in_kind")]
    #[strum(to_string = "I30b", serialize = "mobilised_in_kind")]
    MobilisedInKind,
    /// Ngày công vận động.
    #[serde(rename = "I30c", alias = "mobilised_labour")]
    #[strum(to_string = "I30c", serialize = "mobilised_labour")]
    MobilisedLabour,
    /// Tỷ lệ thành viên có bảo hiểm y tế.
    #[serde(rename = "I31", alias = "share_insured")]
    #[strum(to_string = "I31", serialize = "share_insured")]
    ShareInsured,
    /// Tỷ lệ báo cáo đúng hạn.
    #[serde(rename = "I32", alias = "reports_in_time")]
    #[strum(to_string = "I32", serialize = "reports_in_time")]
    ReportsInTime,
    /// Tỷ lệ hộ thoát nghèo.
    #[serde(rename = "I33", alias = "households_out_of_poverty")]
    #[strum(to_string = "I33", serialize = "households_out_of_poverty")]
    HouseholdsOutOfPoverty,
    /// Tiết kiệm.
    #[serde(rename = "I34", alias = "savings")]
    #[strum(to_string = "I34", serialize = "savings")]
    Savings,
    /// Tỷ lệ thành viên gửi tiết kiệm.
    #[serde(rename = "I34b", alias = "share_of_savers")]
    #[strum(to_string = "I34b", serialize = "share_of_savers")]
    ShareOfSavers,
    /// Tỷ lệ câu lạc bộ duy trì.
    #[serde(rename = "I35", alias = "maintained_clubs")]
    #[strum(to_string = "I35", serialize = "maintained_clubs")]
    MaintainedClubs,
    /// Số câu lạc bộ giải thể, sáp nhập.
    #[serde(rename = "B1a", alias = "ended_clubs")]
    #[strum(to_string = "B1a", serialize = "ended_clubs")]
    EndedClubs,
    /// Số thành viên từ đủ 80 tuổi.
    #[serde(rename = "B2a", alias = "members_from_80")]
    #[strum(to_string = "B2a", serialize = "members_from_80")]
    MembersFrom80,
    /// Số thành viên thuộc hộ nghèo.
    #[serde(rename = "B2b", alias = "poor_members")]
    #[strum(to_string = "B2b", serialize = "poor_members")]
    PoorMembers,
    /// Số thành viên thuộc hộ cận nghèo.
    #[serde(rename = "B2c", alias = "near_poor_members")]
    #[strum(to_string = "B2c", serialize = "near_poor_members")]
    NearPoorMembers,
    /// Số thành viên có hoàn cảnh khó khăn.
    #[serde(rename = "B2d", alias = "members_in_difficulty")]
    #[strum(to_string = "B2d", serialize = "members_in_difficulty")]
    MembersInDifficulty,
    /// Số thành viên dân tộc thiểu số.
    #[serde(rename = "B2e", alias = "ethnic_minority_members")]
    #[strum(to_string = "B2e", serialize = "ethnic_minority_members")]
    EthnicMinorityMembers,
    /// Số thành viên khuyết tật.
    #[serde(rename = "B2f", alias = "disabled_members")]
    #[strum(to_string = "B2f", serialize = "disabled_members")]
    DisabledMembers,
    /// Số người vào câu lạc bộ.
    #[serde(rename = "B2g", alias = "joined_members")]
    #[strum(to_string = "B2g", serialize = "joined_members")]
    JoinedMembers,
    /// Số người ra khỏi câu lạc bộ.
    #[serde(rename = "B2h", alias = "left_members")]
    #[strum(to_string = "B2h", serialize = "left_members")]
    LeftMembers,
    /// Nguồn bổ sung quỹ tăng thu nhập.
    #[serde(rename = "B3a", alias = "income_funds_added")]
    #[strum(to_string = "B3a", serialize = "income_funds_added")]
    IncomeFundsAdded,
    /// Lãi, phí vay thu được.
    #[serde(rename = "B3b", alias = "loan_interest_received")]
    #[strum(to_string = "B3b", serialize = "loan_interest_received")]
    LoanInterestReceived,
    /// Tổn thất vốn vay.
    #[serde(rename = "B3c", alias = "loan_losses")]
    #[strum(to_string = "B3c", serialize = "loan_losses")]
    LoanLosses,
    /// Dư nợ quá hạn.
    #[serde(rename = "B3d", alias = "late_principal")]
    #[strum(to_string = "B3d", serialize = "late_principal")]
    LatePrincipal,
    /// Quỹ hoạt động đầu kỳ.
    #[serde(rename = "B4a", alias = "operating_funds_before")]
    #[strum(to_string = "B4a", serialize = "operating_funds_before")]
    OperatingFundsBefore,
    /// Hội phí, đóng góp của thành viên.
    #[serde(rename = "B4b", alias = "member_contributions")]
    #[strum(to_string = "B4b", serialize = "member_contributions")]
    MemberContributions,
    /// Tài trợ, ủng hộ.
    #[serde(rename = "B4c", alias = "donations")]
    #[strum(to_string = "B4c", serialize = "donations")]
    Donations,
    /// Chi hoạt động.
    #[serde(rename = "B4d", alias = "operating_expenses")]
    #[strum(to_string = "B4d", serialize = "operating_expenses")]
    OperatingExpenses,
    /// Chi trợ giúp, thăm hỏi.
    #[serde(rename = "B4e", alias = "social_help")]
    #[strum(to_string = "B4e", serialize = "social_help")]
    SocialHelp,
    /// Quỹ hoạt động cuối kỳ.
    #[serde(rename = "B4f", alias = "operating_funds")]
    #[strum(to_string = "B4f", serialize = "operating_funds")]
    OperatingFunds,
    /// Số hoạt động.
    #[serde(rename = "B6a", alias = "activities")]
    #[strum(to_string = "B6a", serialize = "activities")]
    Activities,
    /// Số lượt người tham gia hoạt động.
    #[serde(rename = "B6b", alias = "activity_turns")]
    #[strum(to_string = "B6b", serialize = "activity_turns")]
    ActivityTurns,
    /// Số việc tự giúp nhau.
    #[serde(rename = "B6c", alias = "self_help_acts")]
    #[strum(to_string = "B6c", serialize = "self_help_acts")]
    SelfHelpActs,
    /// Số vụ việc bảo vệ quyền lợi.
    #[serde(rename = "B6d", alias = "rights_cases")]
    #[strum(to_string = "B6d", serialize = "rights_cases")]
    RightsCases,
    /// Số câu lạc bộ có hoạt động: tăng thu nhập.
    #[serde(rename = "B6e", alias = "clubs_active_in_income")]
    #[strum(to_string = "B6e", serialize = "clubs_active_in_income")]
    ClubsActiveInIncome,
    /// Số câu lạc bộ có hoạt động: chăm sóc sức khỏe.
    #[serde(rename = "B6f", alias = "clubs_active_in_health_care")]
    #[strum(to_string = "B6f", serialize = "clubs_active_in_health_care")]
    ClubsActiveInHealthCare,
    /// Số câu lạc bộ có hoạt động: chăm sóc tại nhà.
    #[serde(rename = "B6g", alias = "clubs_active_in_home_care")]
    #[strum(to_string = "B6g", serialize = "clubs_active_in_home_care")]
    ClubsActiveInHomeCare,
    /// Số câu lạc bộ có hoạt động: tự giúp nhau và cộng đồng.
    #[serde(rename = "B6h", alias = "clubs_active_in_self_help")]
    #[strum(to_string = "B6h", serialize = "clubs_active_in_self_help")]
    ClubsActiveInSelfHelp,
    /// Số câu lạc bộ có hoạt động: quyền và lợi ích.
    #[serde(rename = "B6i", alias = "clubs_active_in_rights")]
    #[strum(to_string = "B6i", serialize = "clubs_active_in_rights")]
    ClubsActiveInRights,
    /// Số câu lạc bộ có hoạt động: truyền thông, kiến thức.
    #[serde(rename = "B6j", alias = "clubs_active_in_communication")]
    #[strum(to_string = "B6j", serialize = "clubs_active_in_communication")]
    ClubsActiveInCommunication,
    /// Số câu lạc bộ có hoạt động: văn hóa, thể thao.
    #[serde(rename = "B6k", alias = "clubs_active_in_culture")]
    #[strum(to_string = "B6k", serialize = "clubs_active_in_culture")]
    ClubsActiveInCulture,
    /// Số câu lạc bộ có hoạt động: vận động nguồn lực.
    #[serde(rename = "B6l", alias = "clubs_active_in_mobilisation")]
    #[strum(to_string = "B6l", serialize = "clubs_active_in_mobilisation")]
    ClubsActiveInMobilisation,
    /// Số lần tham quan, giao lưu.
    #[serde(rename = "B7a", alias = "exchange_visits")]
    #[strum(to_string = "B7a", serialize = "exchange_visits")]
    ExchangeVisits,
    /// Số lần kiểm tra, giám sát.
    #[serde(rename = "B7b", alias = "monitoring_visits")]
    #[strum(to_string = "B7b", serialize = "monitoring_visits")]
    MonitoringVisits,
    /// Số lần khen thưởng.
    #[serde(rename = "B9a", alias = "awards")]
    #[strum(to_string = "B9a", serialize = "awards")]
    Awards,
}
column! { text: Indicator }
