//! What ends a loan on a day (tất toán), by the regulation's rule for an early end.

use super::exact::portion;
use super::facts::LoanFacts;
use super::late;
use super::rules::EarlyRepayment;
use super::standing::{Row, View};
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Kind of debt that a line of a payoff stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PayoffItem {
    /// Late charge (tiền phạt chậm trả).
    LateCharge,
    /// Interest due and unpaid (lãi đến hạn chưa trả).
    InterestDue,
    /// Interest of the running period (lãi của kỳ đang chạy), or whatever else the rule asks of interest that is
    /// not yet due.
    InterestToCome,
    /// Principal due and unpaid (gốc đến hạn chưa trả).
    PrincipalDue,
    /// Principal not yet due (gốc chưa đến hạn).
    PrincipalToCome,
}

/// One line of a payoff (tất toán).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PayoffLine {
    /// Kind of debt that the line stands for.
    pub item: PayoffItem,
    /// Number of the instalment; `null` where the line is of several.
    pub instalment: Option<u16>,
    /// Amount in đồng.
    pub amount_vnd: Vnd,
}

/// Amounts that end a loan on a day (tất toán), in đồng.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanPayoff {
    /// Day for which the payoff was computed.
    pub on: NaiveDate,
    /// Rule by which interest is owed at an early end.
    pub rule: EarlyRepayment,
    /// Outstanding principal, in đồng.
    pub principal_vnd: Vnd,
    /// Interest owed, in đồng.
    pub interest_vnd: Vnd,
    /// Late charge owed, in đồng.
    pub late_charge_vnd: Vnd,
    /// Total that ends the loan on that day, in đồng.
    pub total_vnd: Vnd,
    /// Lines from which the total comes about; they add up to it.
    pub lines: Vec<PayoffLine>,
}

/// What ends the loan on a day. Nothing before the disbursement, after the end, or after a write-off.
#[must_use]
pub fn payoff(facts: &LoanFacts<'_>, on: NaiveDate) -> LoanPayoff {
    let view = View::of(facts, on).filter(|_| facts.claimed(on));
    let charge = late::due(facts, on);
    let (principal, interest) =
        view.as_ref().map_or((Vnd::ZERO, Vnd::ZERO), |view| (view.outstanding, interest(view)));
    let mut lines = vec![];
    let mut line = |item, instalment, amount_vnd| {
        if amount_vnd > Vnd::ZERO {
            lines.push(PayoffLine { item, instalment, amount_vnd });
        }
    };
    line(PayoffItem::LateCharge, None, charge);
    let (mut principal_left, mut interest_left) = (principal, interest);
    for row in view.iter().flat_map(View::due) {
        let (part, number) = (row.interest_left().min(interest_left), Some(row.instalment.number));
        interest_left -= part;
        line(PayoffItem::InterestDue, number, part);
    }
    let rule = facts.contract.rules.early_repayment;
    let of_one = matches!(rule, EarlyRepayment::ElapsedPeriods | EarlyRepayment::InterestToDate);
    let next = view.as_ref().and_then(View::next_unpaid).filter(|_| of_one);
    let next = next.map(|next| next.instalment.number);
    line(PayoffItem::InterestToCome, next, interest_left);
    for row in view.iter().flat_map(View::due) {
        let (part, number) = (row.principal_left().min(principal_left), Some(row.instalment.number));
        principal_left -= part;
        line(PayoffItem::PrincipalDue, number, part);
    }
    line(PayoffItem::PrincipalToCome, None, principal_left);
    LoanPayoff {
        on,
        rule,
        principal_vnd: principal,
        interest_vnd: interest,
        late_charge_vnd: charge,
        total_vnd: principal + interest + charge,
        lines,
    }
}

/// The interest that the rule asks for: at least what is due and what an early end would have cost when the schedule
/// replaced another, at most all that is left. All interest of the contract stays owed where the rule says so; of time
/// that was granted later, that of the periods that have begun.
pub(super) fn interest(view: &View<'_>) -> Vnd {
    let due = view.interest_due();
    let paid: Vnd = view.rows.iter().map(|row| row.interest_paid).sum();
    let before = view.version.schedule.interest_early_end_vnd;
    let all: Vnd = view.rows.iter().map(Row::interest_left).sum();
    let asked = match view.facts.contract.rules.early_repayment {
        EarlyRepayment::FullInterest if before.is_none() => all,
        EarlyRepayment::FullInterest | EarlyRepayment::ElapsedPeriods | EarlyRepayment::InterestToDate => {
            due + view.running()
        }
        EarlyRepayment::RuleOfMonths => earned_by_months(view) - paid,
    };
    let least = before.map_or(Vnd::ZERO, |before| before - paid);
    asked.max(least).max(due).min(all)
}

/// Of `n` periods the first weighs `n`, the last 1. A period that has begun counts. What was overdue when the schedule
/// replaced another is no period of it, and counts whole.
fn earned_by_months(view: &View<'_>) -> Vnd {
    let schedule = &view.version.schedule;
    let (before, periods): (Vec<&Row>, Vec<&Row>) =
        view.rows.iter().partition(|row| row.due_on() <= schedule.starts_on);
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    let over = periods.iter().filter(|row| row.due_on() <= view.on).count();
    let (whole, elapsed) = (count(periods.len()), count(over) + i64::from(view.period_begun()));
    let weight = |first: i64| first * (first + 1) / 2;
    let interest = |rows: &[&Row]| -> Vnd { rows.iter().map(|row| row.instalment.interest_vnd).sum() };
    let carried = schedule.interest_carried_vnd;
    let body = interest(&periods) - carried;
    let part =
        portion(body, weight(whole) - weight(whole - elapsed), weight(whole), view.facts.contract.unit());
    interest(&before) + carried + part
}
