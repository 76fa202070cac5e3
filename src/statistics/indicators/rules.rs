//! The definitions, and how a value is made of sums. Whole numbers only.

use super::model::{Definition, Indicator, MeasureUnit, People, Terms, Value};
use crate::platform::disclosure::SMALL;
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator;

/// Sums by the full names of their columns.
pub type Sums = BTreeMap<&'static str, i64>;

/// All indicators, in the order of their codes.
#[must_use]
pub fn all() -> Vec<Indicator> {
    Indicator::iter().collect()
}

impl Indicator {
    /// What it is.
    #[must_use]
    #[rustfmt::skip]
    pub const fn definition(self) -> Definition {
        let (name_vi, name_en, formula, unit, [flow, additive, people], numerator, denominator): Row = match self {
            Self::I01 => ("Số câu lạc bộ", "Clubs", "Clubs launched and not ended: active, or suspended with their members", MeasureUnit::Clubs, [false, true, false], &[(1, "management_metrics.running")], None),
            Self::I02 => ("Số câu lạc bộ thành lập mới", "New clubs", "Clubs whose establishment was decided in the period", MeasureUnit::Clubs, [true, true, false], &[(1, "management_metrics.new_club")], None),
            Self::I03 => ("Số thành viên", "Members", "Active members on the last day", MeasureUnit::Persons, [false, true, true], &[(1, "club_metrics.members")], None),
            Self::I03b => ("Số thành viên là người cao tuổi", "Older members", "Active members of full 60 years or more on the last day (Luật 39/2009/QH12, điều 2)", MeasureUnit::Persons, [false, true, true], &[(1, "club_metrics.older")], None),
            Self::I04 => ("Tỷ lệ phụ nữ", "Share of women", "Women over members", MeasureUnit::Percent, [false, true, true], &[(1, "club_metrics.women")], Some(&[(1, "club_metrics.members")])),
            Self::I04b => ("Tỷ lệ nam giới", "Share of men", "Men over members", MeasureUnit::Percent, [false, true, true], &[(1, "club_metrics.members"), (-1, "club_metrics.women"), (-1, "club_metrics.sex_unknown")], Some(&[(1, "club_metrics.members")])),
            Self::I04c => ("Tỷ lệ phụ nữ trong số người cao tuổi", "Share of women among the older", "Women of full 60 years over members of full 60 years", MeasureUnit::Percent, [false, true, true], &[(1, "club_metrics.older_women")], Some(&[(1, "club_metrics.older")])),
            Self::I05 => ("Tỷ lệ người cao tuổi", "Share of older people", "Members of full 60 years over members whose birth date is known", MeasureUnit::Percent, [false, true, true], &[(1, "club_metrics.older")], Some(&[(1, "club_metrics.members"), (-1, "club_metrics.birth_unknown")])),
            Self::I05b => ("Tỷ lệ người từ đủ 55 tuổi", "Share of people from 55", "Members of full 55 years over members whose birth date is known", MeasureUnit::Percent, [false, true, true], &[(1, "club_metrics.from_55")], Some(&[(1, "club_metrics.members"), (-1, "club_metrics.birth_unknown")])),
            Self::I06 => ("Tỷ lệ người trẻ tuổi hơn", "Share of younger people", "Members under 60 over members whose birth date is known", MeasureUnit::Percent, [false, true, true], &[(1, "club_metrics.members"), (-1, "club_metrics.birth_unknown"), (-1, "club_metrics.older")], Some(&[(1, "club_metrics.members"), (-1, "club_metrics.birth_unknown")])),
            Self::I07 => ("Tỷ lệ nghèo, cận nghèo, hoàn cảnh khó khăn", "Share of poor, near-poor and difficult", "Members in poor, near-poor, newly escaped or difficult households in the year of the last day over members", MeasureUnit::Percent, [false, true, true], &[(1, "club_metrics.poor"), (1, "club_metrics.near_poor"), (1, "club_metrics.difficult")], Some(&[(1, "club_metrics.members")])),
            Self::I08 => ("Quy mô trung bình", "Members per club", "Members over clubs", MeasureUnit::Mean, [false, true, false], &[(1, "club_metrics.members")], Some(&[(1, "management_metrics.running")])),
            Self::I09 => ("Tỷ lệ xã, phường có câu lạc bộ", "Communes with a club", "Communes in which a club runs over all communes of the last day", MeasureUnit::Percent, [false, false, false], &[(1, "communes.with_1")], Some(&[(1, "communes.all")])),
            Self::I09b => ("Tỷ lệ xã, phường có từ hai câu lạc bộ", "Communes with two clubs", "Communes in which two clubs or more run over all communes of the last day", MeasureUnit::Percent, [false, false, false], &[(1, "communes.with_2")], Some(&[(1, "communes.all")])),
            Self::I09c => ("Tỷ lệ xã, phường có từ ba câu lạc bộ", "Communes with three clubs", "Communes in which three clubs or more run over all communes of the last day", MeasureUnit::Percent, [false, false, false], &[(1, "communes.with_3")], Some(&[(1, "communes.all")])),
            Self::I10 => ("Tỷ lệ câu lạc bộ đủ các mặt hoạt động", "Clubs active in all areas", "Clubs with evidence in each of the eight areas in the twelve months before the last day over clubs", MeasureUnit::Percent, [false, true, false], &[(1, "standing_metrics.whole")], Some(&[(1, "management_metrics.running")])),
            Self::I11 => ("Tỷ lệ câu lạc bộ được quản lý tốt", "Well managed clubs", "Clubs with a whole board, meetings in five of six months, a regulation in force, at most 5 % of their principal later than 30 days, and reports in time, over clubs (the plans do not define it)", MeasureUnit::Percent, [false, true, false], &[(1, "standing_metrics.well_managed")], Some(&[(1, "management_metrics.running")])),
            Self::I12 => ("Độ phủ vay vốn", "Members lent to since they joined", "Members with a club loan since they joined over members", MeasureUnit::Percent, [false, true, true], &[(1, "lending_metrics.borrowers_ever")], Some(&[(1, "club_metrics.members")])),
            Self::I12b => ("Độ phủ vay vốn trong kỳ", "Members lent to in the period", "Members with a club loan paid out or outstanding in the period over members", MeasureUnit::Percent, [true, true, true], &[(1, "lending_metrics.borrowers_year")], Some(&[(1, "club_metrics.members")])),
            Self::I12c => ("Độ phủ vay vốn trên nhu cầu", "Members in need lent to", "Members with a club loan in the period over members who had one or applied for one", MeasureUnit::Percent, [true, true, true], &[(1, "lending_metrics.borrowers_year")], Some(&[(1, "lending_metrics.in_need_year")])),
            Self::I13 => ("Tỷ lệ câu lạc bộ đạt chuẩn kép", "Clubs of the double standard", "Clubs active in all areas, well managed, and with half of their members lent to, over clubs", MeasureUnit::Percent, [false, true, false], &[(1, "standing_metrics.dual_standard")], Some(&[(1, "management_metrics.running")])),
            Self::I14 => ("Tỷ lệ câu lạc bộ có hai quỹ theo quy chế", "Clubs with both funds under a regulation", "Clubs with both funds open and a regulation in force over clubs", MeasureUnit::Percent, [false, true, false], &[(1, "standing_metrics.self_managed")], Some(&[(1, "management_metrics.running")])),
            Self::I15 => ("Quỹ tăng thu nhập", "Income-generation funds", "Cash, bank and principal lent of the income-generation funds", MeasureUnit::Dong, [false, true, false], &[(1, "fund_metrics.income_cash_vnd"), (1, "fund_metrics.income_bank_vnd"), (1, "fund_metrics.lent_vnd")], None),
            Self::I16 => ("Quỹ ban đầu", "Initial funds", "What the income-generation funds began with", MeasureUnit::Dong, [false, true, false], &[(1, "fund_metrics.first_funding_vnd")], None),
            Self::I16b => ("Tỷ lệ câu lạc bộ có quỹ ban đầu từ 20 triệu đồng", "Clubs that began with 20 million", "Clubs whose income-generation fund began with 20 000 000 đồng or more over clubs", MeasureUnit::Percent, [false, true, false], &[(1, "standing_metrics.first_20m")], Some(&[(1, "management_metrics.running")])),
            Self::I16c => ("Tỷ lệ câu lạc bộ có quỹ ban đầu từ 30 triệu đồng", "Clubs that began with 30 million", "Clubs whose income-generation fund began with 30 000 000 đồng or more over clubs", MeasureUnit::Percent, [false, true, false], &[(1, "standing_metrics.first_30m")], Some(&[(1, "management_metrics.running")])),
            Self::I17 => ("Tăng trưởng quỹ", "Growth of the funds", "The income-generation funds' change in the period without what came from outside, over what they were when it began", MeasureUnit::Percent, [true, true, false], &[(1, "fund_metrics.income_cash_vnd"), (1, "fund_metrics.income_bank_vnd"), (1, "fund_metrics.lent_vnd"), (-1, "fund_metrics.income_before_vnd"), (-1, "fund_metrics.injected_vnd")], Some(&[(1, "fund_metrics.income_before_vnd")])),
            Self::I18 => ("Doanh số cho vay", "Lent in the period", "Principal of the club loans paid out in the period", MeasureUnit::Dong, [true, true, false], &[(1, "lending_metrics.disbursed_year_vnd")], None),
            Self::I19 => ("Dư nợ", "Outstanding principal", "Principal of club loans not yet repaid or written off", MeasureUnit::Dong, [false, true, false], &[(1, "lending_metrics.outstanding_vnd")], None),
            Self::I20 => ("Tỷ lệ dư nợ có rủi ro trên 30 ngày", "Portfolio at risk over 30 days", "Whole outstanding principal of loans more than 30 days late over outstanding principal", MeasureUnit::Percent, [false, true, false], &[(1, "lending_metrics.late_30_vnd")], Some(&[(1, "lending_metrics.outstanding_vnd")])),
            Self::I21 => ("Tỷ lệ hoàn trả đúng hạn", "Repaid in time", "Principal that fell due in the period and was paid by its day over principal that fell due", MeasureUnit::Percent, [true, true, false], &[(1, "repayment_metrics.paid_in_time_vnd")], Some(&[(1, "repayment_metrics.due_vnd")])),
            Self::I22 => ("Tỷ lệ thu hồi", "Recovered of what was due", "Principal received in the period but for prepayments over principal that fell due and what was late before", MeasureUnit::Percent, [true, true, false], &[(1, "repayment_metrics.received_vnd")], Some(&[(1, "repayment_metrics.due_vnd"), (1, "repayment_metrics.arrears_before_vnd")])),
            Self::I23 => ("Tỷ lệ nợ xóa", "Written off", "Principal written off in the period over the mean of the outstanding principal before and after", MeasureUnit::Percent, [true, true, false], &[(2, "repayment_metrics.written_off_period_vnd")], Some(&[(1, "repayment_metrics.outstanding_before_vnd"), (1, "lending_metrics.outstanding_vnd")])),
            Self::I24 => ("Món vay trung bình", "Mean loan", "Principal of the loans paid out in the period over their number", MeasureUnit::Mean, [true, true, false], &[(1, "lending_metrics.disbursed_year_vnd")], Some(&[(1, "lending_metrics.loans_disbursed_year")])),
            Self::I25 => ("Hệ số sử dụng vốn", "Use of the funds", "Outstanding principal over the income-generation funds", MeasureUnit::Percent, [false, true, false], &[(1, "lending_metrics.outstanding_vnd")], Some(&[(1, "fund_metrics.income_cash_vnd"), (1, "fund_metrics.income_bank_vnd"), (1, "fund_metrics.lent_vnd")])),
            Self::I26 => ("Tỷ lệ thành viên được khám ít nhất một lần", "Checked at least once", "Members who came to a health day of the period over members", MeasureUnit::Percent, [true, true, true], &[(1, "activity_metrics.checked")], Some(&[(1, "club_metrics.members")])),
            Self::I26b => ("Tỷ lệ thành viên được khám ít nhất hai lần", "Checked at least twice", "Members who came to two health days of the period or more over members", MeasureUnit::Percent, [true, true, true], &[(1, "activity_metrics.checked_twice")], Some(&[(1, "club_metrics.members")])),
            Self::I27 => ("Số tình nguyện viên chăm sóc tại nhà", "Home-care volunteers", "Volunteers on the last day", MeasureUnit::Persons, [false, true, true], &[(1, "activity_metrics.volunteers")], None),
            Self::I27b => ("Số ca chăm sóc tại nhà", "Home-care cases", "Cases that are active on the last day", MeasureUnit::Times, [false, true, true], &[(1, "activity_metrics.care_cases")], None),
            Self::I27c => ("Số lượt thăm", "Home-care visits", "Visits in the period", MeasureUnit::Turns, [true, true, false], &[(1, "activity_metrics.care_visits")], None),
            Self::I28 => ("Số buổi sinh hoạt một tháng", "Meetings a month", "Meetings of the period over the calendar months in which clubs ran", MeasureUnit::Mean, [true, true, false], &[(1, "activity_metrics.meetings")], Some(&[(1, "management_metrics.months")])),
            Self::I28b => ("Tỷ lệ dự sinh hoạt", "Attendance", "Members present over members on the days of the meetings", MeasureUnit::Percent, [true, true, false], &[(1, "activity_metrics.attendance")], Some(&[(1, "management_metrics.expected")])),
            Self::I29 => ("Số lớp tập huấn", "Trainings", "Trainings of the period, for each club that took part", MeasureUnit::Times, [true, false, false], &[(1, "activity_metrics.trainings")], None),
            Self::I29b => ("Số lượt người dự tập huấn", "Turns of training", "Participants of the trainings of the period", MeasureUnit::Turns, [true, true, false], &[(1, "activity_metrics.training_turns")], None),
            Self::I29c => ("Tỷ lệ câu lạc bộ có ban chủ nhiệm được tập huấn", "Clubs with a trained board", "Clubs of whose board somebody completed a training over clubs", MeasureUnit::Percent, [false, true, false], &[(1, "management_metrics.board_trained")], Some(&[(1, "management_metrics.running")])),
            Self::I30 => ("Nguồn lực vận động bằng tiền", "Mobilised in cash", "Cash that clubs mobilised in the period", MeasureUnit::Dong, [true, true, false], &[(1, "activity_metrics.mobilised_cash_vnd")], None),
            Self::I30b => ("Nguồn lực vận động bằng hiện vật", "Mobilised in kind", "Value of goods that clubs mobilised in the period", MeasureUnit::Dong, [true, true, false], &[(1, "activity_metrics.mobilised_kind_vnd")], None),
            Self::I30c => ("Ngày công vận động", "Mobilised labour", "Half days of labour given in the period", MeasureUnit::HalfDays, [true, true, false], &[(1, "activity_metrics.labour_half_days")], None),
            Self::I31 => ("Tỷ lệ thành viên có bảo hiểm y tế", "Members with health insurance", "Members insured in the year of the last day over members", MeasureUnit::Percent, [false, true, true], &[(1, "activity_metrics.insured")], Some(&[(1, "club_metrics.members")])),
            Self::I32 => ("Tỷ lệ báo cáo đúng hạn", "Reports in time", "Club reports submitted by their day over those due in the period", MeasureUnit::Percent, [true, true, false], &[(1, "management_metrics.reports_in_time")], Some(&[(1, "management_metrics.reports_due")])),
            Self::I33 => ("Tỷ lệ hộ thoát nghèo", "Households that escaped poverty", "Members' households poor when the period began and not on its last day over those poor when it began", MeasureUnit::Percent, [true, true, true], &[(1, "club_metrics.households_escaped")], Some(&[(1, "club_metrics.households_poor_before")])),
            Self::I34 => ("Tiết kiệm", "Savings", "Voluntary savings of members in their clubs (tiết kiệm tự nguyện)", MeasureUnit::Dong, [false, true, false], &[(1, "fund_metrics.savings_vnd")], None),
            Self::I34b => ("Tỷ lệ thành viên gửi tiết kiệm", "Savers", "Members with savings over members", MeasureUnit::Percent, [false, true, true], &[(1, "fund_metrics.savers")], Some(&[(1, "club_metrics.members")])),
            Self::I35 => ("Tỷ lệ câu lạc bộ duy trì", "Clubs maintained", "Clubs that ran when the period began and run on its last day over those that ran when it began", MeasureUnit::Percent, [true, true, false], &[(1, "management_metrics.maintained")], Some(&[(1, "management_metrics.existed_before"), (1, "clubs.lost")])),
            Self::B1a => ("Số câu lạc bộ giải thể, sáp nhập", "Clubs ended", "Clubs that ran when the period began and ended in it, dissolved or merged", MeasureUnit::Clubs, [true, true, false], &[(1, "clubs.lost")], None),
            Self::B2a => ("Số thành viên từ đủ 80 tuổi", "Members from 80", "Active members of full 80 years or more on the last day", MeasureUnit::Persons, [false, true, true], &[(1, "club_metrics.from_80")], None),
            Self::B2b => ("Số thành viên thuộc hộ nghèo", "Poor members", "Members in poor households in the year of the last day", MeasureUnit::Persons, [false, true, true], &[(1, "club_metrics.poor")], None),
            Self::B2c => ("Số thành viên thuộc hộ cận nghèo", "Near-poor members", "Members in near-poor households in the year of the last day", MeasureUnit::Persons, [false, true, true], &[(1, "club_metrics.near_poor")], None),
            Self::B2d => ("Số thành viên có hoàn cảnh khó khăn", "Members in difficulty", "Members in newly escaped or difficult households in the year of the last day", MeasureUnit::Persons, [false, true, true], &[(1, "club_metrics.difficult")], None),
            Self::B2e => ("Số thành viên dân tộc thiểu số", "Members of ethnic minorities", "Active members of another ethnicity than Kinh on the last day", MeasureUnit::Persons, [false, true, true], &[(1, "club_metrics.ethnic_minority")], None),
            Self::B2f => ("Số thành viên khuyết tật", "Disabled members", "Active members with a disability on the last day", MeasureUnit::Persons, [false, true, true], &[(1, "club_metrics.disabled")], None),
            Self::B2g => ("Số người vào câu lạc bộ", "Members who joined", "Persons who became members in the period", MeasureUnit::Persons, [true, true, true], &[(1, "club_metrics.joined")], None),
            Self::B2h => ("Số người ra khỏi câu lạc bộ", "Members who left", "Persons whose membership ended in the period", MeasureUnit::Persons, [true, true, true], &[(1, "club_metrics.left_club")], None),
            Self::B3a => ("Nguồn bổ sung quỹ tăng thu nhập", "Added to the income-generation funds", "What came into the income-generation funds from outside in the period", MeasureUnit::Dong, [true, true, false], &[(1, "fund_metrics.injected_vnd")], None),
            Self::B3b => ("Lãi, phí vay thu được", "Interest received", "Interest, charges and recoveries of club loans booked in the period", MeasureUnit::Dong, [true, true, false], &[(1, "fund_metrics.interest_period_vnd")], None),
            Self::B3c => ("Tổn thất vốn vay", "Losses of lending", "Principal booked as lost in the period", MeasureUnit::Dong, [true, true, false], &[(1, "fund_metrics.loss_period_vnd")], None),
            Self::B3d => ("Dư nợ quá hạn", "Outstanding principal of late loans", "Whole outstanding principal of loans late by a day or more", MeasureUnit::Dong, [false, true, false], &[(1, "lending_metrics.late_vnd")], None),
            Self::B4a => ("Quỹ hoạt động đầu kỳ", "Operating funds at the beginning", "Cash and bank of the operating funds when the period began", MeasureUnit::Dong, [true, true, false], &[(1, "fund_metrics.operating_before_vnd")], None),
            Self::B4b => ("Hội phí, đóng góp của thành viên", "Contributions of members", "Contributions booked in the period", MeasureUnit::Dong, [true, true, false], &[(1, "fund_metrics.contributions_period_vnd")], None),
            Self::B4c => ("Tài trợ, ủng hộ", "Donations", "Donations booked in the period", MeasureUnit::Dong, [true, true, false], &[(1, "fund_metrics.donations_period_vnd")], None),
            Self::B4d => ("Chi hoạt động", "Operating expenses", "Expenses booked in the period", MeasureUnit::Dong, [true, true, false], &[(1, "fund_metrics.expenses_period_vnd")], None),
            Self::B4e => ("Chi trợ giúp, thăm hỏi", "Social help", "Help and gifts to persons booked in the period", MeasureUnit::Dong, [true, true, false], &[(1, "fund_metrics.social_help_period_vnd")], None),
            Self::B4f => ("Quỹ hoạt động cuối kỳ", "Operating funds", "Cash and bank of the operating funds", MeasureUnit::Dong, [false, true, false], &[(1, "fund_metrics.operating_cash_vnd"), (1, "fund_metrics.operating_bank_vnd")], None),
            Self::B6a => ("Số hoạt động", "Activities", "Activities done in the period, meetings not among them", MeasureUnit::Times, [true, true, false], &[(1, "activity_metrics.activities")], None),
            Self::B6b => ("Số lượt người tham gia hoạt động", "Turns of activities", "Participants of the activities of the period", MeasureUnit::Turns, [true, true, false], &[(1, "activity_metrics.turns")], None),
            Self::B6c => ("Số việc tự giúp nhau", "Acts of self-help", "Acts of members for each other in the period", MeasureUnit::Times, [true, true, false], &[(1, "activity_metrics.self_help_actions")], None),
            Self::B6d => ("Số vụ việc bảo vệ quyền lợi", "Rights cases", "Cases of rights and benefits opened in the period", MeasureUnit::Persons, [true, true, true], &[(1, "activity_metrics.rights_cases")], None),
            Self::B6e => ("Số câu lạc bộ có hoạt động: tăng thu nhập", "Clubs active in income", "Clubs with evidence of income in the twelve months before the last day", MeasureUnit::Clubs, [false, true, false], &[(1, "activity_metrics.income")], None),
            Self::B6f => ("Số câu lạc bộ có hoạt động: chăm sóc sức khỏe", "Clubs active in health care", "Clubs with evidence of health care in the twelve months before the last day", MeasureUnit::Clubs, [false, true, false], &[(1, "activity_metrics.health_care")], None),
            Self::B6g => ("Số câu lạc bộ có hoạt động: chăm sóc tại nhà", "Clubs active in home care", "Clubs with evidence of home care in the twelve months before the last day", MeasureUnit::Clubs, [false, true, false], &[(1, "activity_metrics.home_care")], None),
            Self::B6h => ("Số câu lạc bộ có hoạt động: tự giúp nhau và cộng đồng", "Clubs active in self-help", "Clubs with evidence of self-help in the twelve months before the last day", MeasureUnit::Clubs, [false, true, false], &[(1, "activity_metrics.self_help")], None),
            Self::B6i => ("Số câu lạc bộ có hoạt động: quyền và lợi ích", "Clubs active in rights", "Clubs with evidence of rights in the twelve months before the last day", MeasureUnit::Clubs, [false, true, false], &[(1, "activity_metrics.rights")], None),
            Self::B6j => ("Số câu lạc bộ có hoạt động: truyền thông, kiến thức", "Clubs active in communication", "Clubs with evidence of communication in the twelve months before the last day", MeasureUnit::Clubs, [false, true, false], &[(1, "activity_metrics.communication")], None),
            Self::B6k => ("Số câu lạc bộ có hoạt động: văn hóa, thể thao", "Clubs active in culture and sport", "Clubs with evidence of culture and sport in the twelve months before the last day", MeasureUnit::Clubs, [false, true, false], &[(1, "activity_metrics.sport_culture")], None),
            Self::B6l => ("Số câu lạc bộ có hoạt động: vận động nguồn lực", "Clubs active in mobilisation of resources", "Clubs with evidence of mobilisation of resources in the twelve months before the last day", MeasureUnit::Clubs, [false, true, false], &[(1, "activity_metrics.resource_mobilisation")], None),
            Self::B7a => ("Số lần tham quan, giao lưu", "Exchange visits", "Exchange visits of the period", MeasureUnit::Times, [true, true, false], &[(1, "activity_metrics.exchange_visits")], None),
            Self::B7b => ("Số lần kiểm tra, giám sát", "Monitoring visits", "Monitoring visits to clubs in the period", MeasureUnit::Times, [true, true, false], &[(1, "activity_metrics.monitoring_visits")], None),
            Self::B9a => ("Số lần khen thưởng", "Awards", "Awards to clubs and members decided in the period", MeasureUnit::Times, [true, true, false], &[(1, "activity_metrics.awards")], None),
        };
        Definition { indicator: self, name_vi, name_en, formula, unit, flow, additive, people, version: 1, numerator, denominator }
    }

    /// Whose money it is, or of whom its people are some: so few of them, or so few others, can be shown by it. The
    /// books balance: whoever knew all accounts but one would know that one, so what a fund holds goes with what is
    /// saved in it and what is lost.
    #[must_use]
    const fn made_up_by(self) -> People {
        const MEMBERS: Option<&str> = Some("club_metrics.members");
        const BORROWERS: Option<&str> = Some("lending_metrics.borrowers");
        match self {
            Self::I03b => &[("club_metrics.older", MEMBERS)],
            Self::I15 | Self::I17 => &[
                ("lending_metrics.borrowers", None),
                ("lending_metrics.borrowers_written_off", None),
                ("fund_metrics.savers", None),
            ],
            Self::I18 | Self::I24 => &[("lending_metrics.takers_year", Some("lending_metrics.takers"))],
            Self::I19 | Self::I21 | Self::I22 => &[("lending_metrics.borrowers", None)],
            Self::I20 => {
                &[("lending_metrics.borrowers", None), ("lending_metrics.borrowers_late_30", BORROWERS)]
            }
            Self::I23 => {
                &[("lending_metrics.borrowers", None), ("lending_metrics.borrowers_written_off", None)]
            }
            Self::I25 => &[("lending_metrics.borrowers", None), ("fund_metrics.savers", None)],
            Self::I34 => &[("fund_metrics.savers", None)],
            Self::B2a => &[("club_metrics.from_80", MEMBERS)],
            Self::B2b => &[("club_metrics.poor", MEMBERS)],
            Self::B2c => &[("club_metrics.near_poor", MEMBERS)],
            Self::B2d => &[("club_metrics.difficult", MEMBERS)],
            Self::B2e => &[("club_metrics.ethnic_minority", MEMBERS)],
            Self::B2f => &[("club_metrics.disabled", MEMBERS)],
            Self::B3b => &[("lending_metrics.borrowers_year", None)],
            Self::B3c => &[("lending_metrics.borrowers_written_off", None)],
            Self::B3d => &[("lending_metrics.borrowers_late", BORROWERS)],
            _ => &[],
        }
    }

    /// Whether a number of people, of all of them if it is a share, or the rest that it leaves, can show a person.
    #[must_use]
    pub fn shows_somebody(self, numerator: Option<i64>, denominator: Option<i64>) -> bool {
        let rest = numerator.zip(denominator).map(|(part, whole)| whole - part);
        let small = |number: Option<i64>| number.is_some_and(|number| SMALL.contains(&number));
        self.definition().people && (small(numerator) || small(denominator) || small(rest))
    }
}
/// What the table says of an indicator: names, formula, unit, whether it flows, is additive and counts people, terms.
type Row = (&'static str, &'static str, &'static str, MeasureUnit, [bool; 3], Terms, Option<Terms>);

/// The columns that some indicators need, each once.
#[must_use]
pub fn columns(which: &[Indicator]) -> Vec<&'static str> {
    let of = |indicator: &Indicator| {
        let definition = indicator.definition();
        definition.numerator.iter().chain(definition.denominator.unwrap_or_default()).map(|(_, name)| *name)
    };
    let people = |indicator: &Indicator| {
        indicator.made_up_by().iter().flat_map(|(some, all)| std::iter::once(*some).chain(*all))
    };
    let names: BTreeSet<&'static str> =
        which.iter().flat_map(of).chain(which.iter().flat_map(people)).collect();
    names.into_iter().collect()
}

/// A value, of the sums of its columns.
#[must_use]
pub fn value(indicator: Indicator, sums: &Sums) -> Value {
    let definition = indicator.definition();
    let sum = |name: &str| sums.get(name).copied().unwrap_or(0);
    let total = |terms: Terms| terms.iter().map(|(weight, name)| weight * sum(name)).sum();
    let (numerator, denominator) = (Some(total(definition.numerator)), definition.denominator.map(total));
    let few = |(some, all): &(&'static str, Option<&'static str>)| {
        SMALL.contains(&sum(some)) || all.is_some_and(|all| SMALL.contains(&(sum(all) - sum(some))))
    };
    Value {
        indicator,
        definition_version: definition.version,
        numerator,
        denominator,
        suppressed: false,
        few_people: indicator.shows_somebody(numerator, denominator)
            || indicator.made_up_by().iter().any(few),
    }
}

impl Value {
    /// As shown: without the numbers, where they can show a person to whoever may not know the people.
    #[must_use]
    pub const fn shown(self, knows: bool) -> Self {
        if knows || !self.few_people { self } else { self.hidden() }
    }
    const fn hidden(self) -> Self {
        Self { numerator: None, denominator: None, suppressed: true, ..self }
    }
}

/// Where just one part of a whole is withheld, the next smallest goes with it, or it could be had by taking the
/// others from the whole.
pub fn hide_a_second<'a>(parts: impl Iterator<Item = &'a mut Vec<Value>>) {
    let mut parts: Vec<&mut Vec<Value>> = parts.collect();
    for at in 0..parts.first().map_or(0, |values| values.len()) {
        let mut column: Vec<&mut Value> = parts.iter_mut().filter_map(|values| values.get_mut(at)).collect();
        if column.iter().filter(|value| value.suppressed).count() != 1 {
            continue;
        }
        let open = column.iter_mut().filter(|value| value.numerator.is_some_and(|number| number > 0));
        if let Some(value) = open.min_by_key(|value| value.numerator) {
            **value = value.hidden();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_indicator_has_names_of_its_own_and_terms() {
        let definitions: Vec<Definition> = all().into_iter().map(Indicator::definition).collect();
        let names: HashSet<&str> = definitions.iter().flat_map(|d| [d.name_vi, d.name_en]).collect();
        assert_eq!((definitions.len(), names.len()), (88, 176));
        for definition in definitions {
            let ratio = matches!(definition.unit, MeasureUnit::Percent | MeasureUnit::Mean);
            assert_eq!(ratio, definition.denominator.is_some(), "{:?}", definition.indicator);
            assert!(!definition.numerator.is_empty(), "{:?}", definition.indicator);
        }
    }

    #[test]
    fn a_value_is_its_weighted_sums() {
        let sums = Sums::from([
            ("club_metrics.members", 60),
            ("club_metrics.birth_unknown", 4),
            ("club_metrics.older", 40),
            ("repayment_metrics.written_off_period_vnd", 7),
        ]);
        let younger = value(Indicator::I06, &sums);
        assert_eq!((younger.numerator, younger.denominator), (Some(16), Some(56)));
        assert_eq!(value(Indicator::I23, &sums).numerator, Some(14));
        assert_eq!(value(Indicator::I03, &sums).denominator, None);
    }

    #[test]
    fn few_people_are_withheld_and_few_clubs_are_not() {
        let hidden = |indicator, sums: &[(&'static str, i64)]| {
            value(indicator, &sums.iter().copied().collect()).shown(false).suppressed
        };
        let (members, women, older) = ("club_metrics.members", "club_metrics.women", "club_metrics.older");
        assert!(hidden(Indicator::I03, &[(members, 4)]));
        assert!(!hidden(Indicator::I03, &[(members, 5)]));
        assert!(!hidden(Indicator::I03, &[(members, 0)]), "nobody is nobody");
        assert!(hidden(Indicator::I04, &[(women, 57), (members, 60)]));
        assert!(!hidden(Indicator::I04, &[(women, 60), (members, 60)]));
        assert!(hidden(Indicator::I03b, &[(older, 57), (members, 60)]), "three younger ones are left");
        let clubs = [("standing_metrics.whole", 1), ("management_metrics.running", 3)];
        assert!(!hidden(Indicator::I10, &clubs));
    }

    #[test]
    fn money_of_few_people_is_withheld() {
        let hidden = |indicator, sums: &[(&'static str, i64)]| {
            value(indicator, &sums.iter().copied().collect()).shown(false).suppressed
        };
        let (owed, borrowers) = (("lending_metrics.outstanding_vnd", 9_000_000), "lending_metrics.borrowers");
        assert!(hidden(Indicator::I19, &[owed, (borrowers, 3)]));
        assert!(!hidden(Indicator::I19, &[owed, (borrowers, 12)]));
        let late = ("lending_metrics.borrowers_late_30", 10);
        assert!(hidden(Indicator::I20, &[owed, (borrowers, 12), late]), "all but two are late");
        assert!(hidden(Indicator::I34, &[("fund_metrics.savings_vnd", 1), ("fund_metrics.savers", 1)]));
        // what all accounts but one tell of that one
        assert!(hidden(Indicator::I15, &[("fund_metrics.income_cash_vnd", 1), ("fund_metrics.savers", 1)]));
        assert!(!hidden(
            Indicator::I16,
            &[("fund_metrics.first_funding_vnd", 1), ("fund_metrics.savers", 1)]
        ));
    }

    #[test]
    fn a_part_that_is_withheld_alone_takes_the_next_smallest_with_it() {
        let part = |members| {
            vec![value(Indicator::I03, &Sums::from([("club_metrics.members", members)])).shown(false)]
        };
        let mut parts = [part(3), part(70), part(50), part(0)];
        hide_a_second(parts.iter_mut());
        let hidden: Vec<bool> = parts.iter().flatten().map(|value| value.suppressed).collect();
        assert_eq!(hidden, [true, false, true, false]);
    }
}
