//! What a repayment before its time does.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Rule by which interest is owed when a loan is repaid in full before its end (trả nợ trước hạn). Interest that was due is
/// always owed, and no more than is left. In the examples 6,000,000 đồng were lent at 1 % a month for six months on 15
/// January 2026, two instalments are paid, and the loan ends on 20 March, 5 days into the third period.
///
/// Where the schedule replaced another (a reschedule, a part repaid in advance), an early end costs at least what it cost on
/// that day (`interest_early_end_vnd`), less what was paid since.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EarlyRepayment {
    /// All interest of the contract (flat interest only). Example: 4 × 60,000 = 240,000. Of time that the board granted
    /// later, that of the months that have begun.
    FullInterest,
    /// That of the months that have begun, no penalty: a month begins the day after the due date before it. Example: 60,000
    /// of a flat loan, 40,000 where interest is on the 4,000,000 outstanding.
    #[default]
    ElapsedPeriods,
    /// By the sum of the digits of the months, which weighs the first ones heavier (flat interest only): of n months the
    /// first weighs n, the last 1, and a month that has begun counts. Example: (6 + 5 + 4) ÷ 21 of 360,000, less 120,000
    /// paid: 137,143.
    RuleOfMonths,
    /// Interest to the day of the repayment: outstanding × yearly rate × days ÷ 365 (÷ 360 where days are counted by
    /// `thirty_360`); of flat interest the days of the period's days. Example: 4,000,000 × 12 % × 5 ÷ 365 = 6,575; of a
    /// flat loan 60,000 × 5 ÷ 31 = 9,677.
    InterestToDate,
}

/// Effect of a partial prepayment on the schedule (trả trước một phần): what exceeds the amounts due and the instalment that
/// comes next lowers the principal. In the examples 6,000,000 đồng were lent at 1 % a month for six months.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartialPrepayment {
    /// The instalments stay as large, and there are fewer. Example, of equal principal: two instalments and 1,450,000 in
    /// advance leave 2,550,000, due in 1,000,000, 1,000,000 and 550,000 with interest of 25,500, 15,500 and 5,500.
    #[default]
    ShortenTerm,
    /// There are as many instalments, and they are smaller in proportion. Example, of flat interest: 2,500,000 in advance of
    /// 5,000,000, within the second period, leave five instalments of 500,000; the period that has begun keeps its interest
    /// of 60,000, the others bear 30,000.
    ReduceInstalment,
}
