//! The clubs' money, as shown to those above.

use crate::platform::disclosure::SuppressibleCount;
use crate::platform::ids::{ClubId, UnitId};
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// Exact sums of some clubs' money, before what few people make up is suppressed. Đồng unless they are counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what the column of its name adds up to")]
pub struct FinanceSums {
    pub clubs: i64,
    pub with_both_funds: i64,
    pub income_cash: i64,
    pub income_bank: i64,
    pub operating_cash: i64,
    pub operating_bank: i64,
    pub lent: i64,
    pub savings: i64,
    pub pooled: i64,
    pub seed: i64,
    pub contributions: i64,
    pub donations: i64,
    pub interest: i64,
    pub expenses: i64,
    pub social_help: i64,
    pub loss: i64,
    pub disbursed: i64,
    pub disbursed_year: i64,
    pub outstanding: i64,
    pub late: i64,
    pub late_30: i64,
    pub late_60: i64,
    pub late_90: i64,
    pub rescheduled: i64,
    pub frozen: i64,
    pub written_off: i64,
    pub recovered: i64,
    pub loans_disbursed: i64,
    pub loans_disbursed_year: i64,
    pub loans_open: i64,
    pub loans_late: i64,
    pub loans_late_30: i64,
    pub members: i64,
    pub savers: i64,
    pub borrowers: i64,
    pub borrowers_late: i64,
    pub borrowers_late_30: i64,
    pub borrowers_late_60: i64,
    pub borrowers_late_90: i64,
    pub borrowers_rescheduled: i64,
    pub borrowers_frozen: i64,
    pub borrowers_written_off: i64,
    pub takers: i64,
    pub takers_year: i64,
    pub borrowers_ever: i64,
    pub borrowers_year: i64,
    pub in_need_year: i64,
}

/// A sum of money that may have to be suppressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FigureSum {
    /// Đồng; `null` where it is suppressed, or where there is nothing to divide by.
    pub value: Option<Vnd>,
    /// Whether it was suppressed, because few people make it up.
    pub suppressed: bool,
}

/// A share: two whole numbers, and what they come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FigureRatio {
    /// The part: clubs, persons or đồng; `null` where it is suppressed.
    pub numerator: Option<i64>,
    /// The whole that it is a part of, in the same unit; `null` where it is suppressed.
    pub denominator: Option<i64>,
    /// Tenths of a percent, rounded half up: 125 is 12.5 %. `null` where there is nothing to divide by.
    pub per_mille: Option<i64>,
    /// Whether it was suppressed, because few people make it up.
    pub suppressed: bool,
}

/// The money of some clubs on a day, in đồng.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Finances {
    /// The day that the sums are of.
    pub as_of: NaiveDate,
    /// Clubs that have not ended (số câu lạc bộ), I01.
    pub clubs: i64,
    /// Of these, with both funds open (câu lạc bộ có hai quỹ), numerator of I14.
    pub clubs_with_both_funds: i64,
    /// Active members (số thành viên), I03.
    pub members: SuppressibleCount,
    /// The two funds as the books have them (hai quỹ).
    pub funds: FundFigures,
    /// The loans to members (cho vay vốn).
    pub lending: LendingFigures,
    /// How many of the members borrow (độ phủ vay vốn).
    pub coverage: LoanCoverage,
}

/// The two funds (hai quỹ), as the books have them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FundFigures {
    /// Cash of the income-generation funds (tiền mặt quỹ tăng thu nhập), with advances that are not accounted for (tạm ứng).
    pub income_cash_vnd: FigureSum,
    /// Bank balances of the income-generation funds (tiền gửi quỹ tăng thu nhập).
    pub income_bank_vnd: FigureSum,
    /// Cash and bank balances of the income-generation funds together.
    pub income_total_vnd: FigureSum,
    /// Cash of the operating funds (tiền mặt quỹ hoạt động), with advances that are not accounted for (tạm ứng).
    pub operating_cash_vnd: Vnd,
    /// Bank balances of the operating funds (tiền gửi quỹ hoạt động).
    pub operating_bank_vnd: Vnd,
    /// Cash and bank balances of the operating funds together.
    pub operating_total_vnd: Vnd,
    /// Cash and bank balances of both funds (tổng số dư hai quỹ).
    pub total_vnd: FigureSum,
    /// Net assets of the income-generation funds (giá trị quỹ tăng thu nhập), I15: cash + bank + outstanding
    /// principal − savings − pooled capital. Nothing is set aside for losses that have not come.
    pub income_net_assets_vnd: FigureSum,
    /// What the members owe by the books (cho vay), account `loans`.
    pub lent_vnd: FigureSum,
    /// Persons with savings (số người gửi tiết kiệm), I34.
    pub savers: SuppressibleCount,
    /// What the clubs owe the members of their savings (tiết kiệm), I34.
    pub savings_vnd: FigureSum,
    /// Pooled capital and shares that are paid back one day (vốn hùn, vốn góp có hoàn trả, cổ phần).
    pub pooled_capital_vnd: Vnd,
    /// What the funds began with (vốn ban đầu), I16.
    pub seed_capital_vnd: FigureSum,
    /// Contributions of members (đóng góp của thành viên).
    pub contributions_vnd: Vnd,
    /// Donations (tài trợ, ủng hộ).
    pub donations_vnd: Vnd,
    /// Interest, late charges and recoveries earned on loans since the funds began (thu lãi cho vay).
    pub interest_earned_vnd: FigureSum,
    /// Expenses of the clubs since the funds began (chi hoạt động), with bank fees and costs of the income fund.
    pub expenses_vnd: Vnd,
    /// Help given (chi thăm hỏi, giúp đỡ).
    pub social_help_vnd: Vnd,
    /// Losses of loans (tổn thất cho vay), account `loan_losses`.
    pub losses_vnd: FigureSum,
}

/// The loans (cho vay vốn). Turns (lượt) are loans, persons (người) are borrowers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LendingFigures {
    /// Persons who owe a loan (người đang vay).
    pub borrowers: SuppressibleCount,
    /// Loans that are owed (lượt đang vay).
    pub loans_open: SuppressibleCount,
    /// Outstanding principal (dư nợ), I19.
    pub outstanding_vnd: FigureSum,
    /// Disbursements: loans ever disbursed (lượt vay từ trước đến nay).
    pub loans_disbursed: SuppressibleCount,
    /// Principal ever disbursed (doanh số cho vay lũy kế), I18.
    pub disbursed_vnd: FigureSum,
    /// Loans disbursed in the calendar year (lượt vay trong năm).
    pub loans_disbursed_this_year: SuppressibleCount,
    /// Principal disbursed in the calendar year (doanh số cho vay trong năm), I18.
    pub disbursed_this_year_vnd: FigureSum,
    /// Mean loan (vay bình quân), I24: principal ever disbursed, by loans, rounded half up.
    pub average_loan_vnd: FigureSum,
    /// Persons with a loan that is late (người có nợ quá hạn).
    pub borrowers_late: SuppressibleCount,
    /// Loans that are late (lượt quá hạn).
    pub loans_late: SuppressibleCount,
    /// Outstanding principal of loans that are late by a day or more (dư nợ quá hạn).
    pub late_vnd: FigureSum,
    /// Loans that are more than 30 days late.
    pub loans_late_30: SuppressibleCount,
    /// Portfolio at risk (nợ rủi ro), I20: all outstanding principal of loans more than 30 days late, of I19.
    pub par_30: FigureRatio,
    /// Portfolio at risk with more than 60 days late.
    pub par_60: FigureRatio,
    /// Portfolio at risk with more than 90 days late.
    pub par_90: FigureRatio,
    /// Outstanding principal of loans that were ever rescheduled (dư nợ đã gia hạn).
    pub rescheduled_vnd: FigureSum,
    /// Outstanding principal of loans that stand still after a disaster or a death (dư nợ đang khoanh).
    pub frozen_vnd: FigureSum,
    /// Principal written off (nợ đã xóa); it is no part of the outstanding principal.
    pub written_off_vnd: FigureSum,
    /// Principal recovered after it was written off (nợ đã xóa thu hồi được).
    pub recovered_vnd: FigureSum,
    /// Share of the fund that is lent (hệ số sử dụng vốn), I25: I19 of I15.
    pub utilisation: FigureRatio,
}

/// How many of the members borrow (độ phủ vay vốn), in three readings. Persons, not loans.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LoanCoverage {
    /// Active members with a loan since they joined, of the active members (từng được vay), I12.
    pub ever: FigureRatio,
    /// Active members with a loan disbursed or owed in the calendar year, of the active members (được vay
    /// trong năm), I12b.
    pub this_year: FigureRatio,
    /// Active members of `this_year`, of those who asked for a loan or owed one in the calendar year (so với nhu cầu),
    /// I12c.
    pub of_need: FigureRatio,
}

/// The money of the clubs of a unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitFinances {
    /// UUID of the unit.
    pub unit_id: UnitId,
    /// The unit's full name.
    #[schema(example = "Tỉnh Thái Nguyên")]
    pub name: String,
    /// Sums over the clubs of the unit.
    #[serde(flatten)]
    pub finances: Finances,
}

/// The money of one club.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClubFinances {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Sums of this club alone.
    #[serde(flatten)]
    pub finances: Finances,
}
