//! What is due of a loan and of a month, and the list as a workbook.

use super::model::{DueList, DueLoan, DueShare, DueTotals};
use crate::lending::payoff::payoff;
use crate::lending::standing::{remaining, standing};
use crate::money::loans::model::{Loan, LoanFile};
use crate::platform::money::Vnd;
use crate::platform::paper::short;
use crate::platform::paper::workbook::{Book, Cell, Filling, XlsxError};
use crate::platform::text::number::{Figure, Measure};
use chrono::{Datelike, Months, NaiveDate};

/// The last day on which is known what is due, seen from today: a year ahead.
#[must_use]
pub fn last_day(today: NaiveDate) -> NaiveDate {
    today.checked_add_months(Months::new(12)).unwrap_or(today)
}

/// The first day of a day's month.
#[must_use]
pub fn month_of(on: NaiveDate) -> NaiveDate {
    on.with_day(1).unwrap_or(on)
}

/// What is due of a loan at the end of a day; nothing if it did not run then.
#[must_use]
pub fn due(loan: &Loan, file: &LoanFile, full_name: &str, on: NaiveDate) -> Option<DueLoan> {
    let facts = file.facts();
    let now = standing(&facts, on);
    if now.outstanding_principal_vnd.is_zero() {
        return None; // before it was handed out, or after its end
    }
    let left = remaining(&facts, on)?;
    let due = now.due_principal_vnd + now.due_interest_vnd + now.due_late_charge_vnd;
    Some(DueLoan {
        club_id: loan.club_id,
        member_id: loan.member_id,
        full_name: full_name.to_owned(),
        loan_id: loan.id,
        number: loan.number,
        disbursed_on: loan.disbursed_on,
        next_due_on: left.instalments.first().map(|instalment| instalment.due_on),
        due_principal_vnd: now.due_principal_vnd,
        due_interest_vnd: now.due_interest_vnd,
        late_charge_vnd: now.due_late_charge_vnd,
        due_vnd: if now.frozen { Vnd::ZERO } else { due },
        payoff_vnd: payoff(&facts, on).total_vnd,
        outstanding_vnd: now.outstanding_principal_vnd,
        days_past_due: now.days_past_due,
        paused: now.frozen,
    })
}

/// The sums of a list.
#[must_use]
pub fn totals(items: &[DueLoan], shares: &[DueShare]) -> DueTotals {
    let loans = |of: fn(&DueLoan) -> Vnd| items.iter().map(of).sum();
    let given = |of: fn(&DueShare) -> Vnd| shares.iter().map(of).sum();
    DueTotals {
        due_principal_vnd: loans(|loan| loan.due_principal_vnd),
        due_interest_vnd: loans(|loan| loan.due_interest_vnd),
        late_charge_vnd: loans(|loan| loan.late_charge_vnd),
        due_vnd: loans(|loan| loan.due_vnd),
        outstanding_vnd: loans(|loan| loan.outstanding_vnd),
        payoff_vnd: loans(|loan| loan.payoff_vnd),
        contribution_vnd: given(|share| share.contribution_vnd),
        savings_vnd: given(|share| share.savings_vnd),
    }
}

/// The list as a workbook: a sheet of loans, and one of contributions and savings where there are any.
///
/// # Errors
/// When it cannot be written.
pub fn xlsx(list: &DueList) -> Result<Vec<u8>, XlsxError> {
    let title = format!("Bảng kê thu nợ ngày {} - {}", short(list.on), list.club_name);
    let mut book = Book::new(&title, &list.club_name, list.on)?;
    book.sheet("Thu nợ", |filling| loans(filling, list, &title))?;
    if !list.shares.is_empty() {
        let title = format!("Hội phí, tiết kiệm tháng {} - {}", list.on.format("%m/%Y"), list.club_name);
        book.sheet("Hội phí, tiết kiệm", |filling| shares(filling, list, &title))?;
    }
    book.bytes()
}

fn count(number: i64) -> Cell<'static> {
    Cell::Number(Figure::Count(number), Measure::Plain)
}

fn loans(filling: &mut Filling<'_>, list: &DueList, title: &str) -> Result<(), XlsxError> {
    let heads = [
        ("STT", 6),
        ("Họ và tên", 28),
        ("Khoản vay số", 9),
        ("Đến hạn", 12),
        ("Gốc đến hạn", 14),
        ("Lãi đến hạn", 14),
        ("Phạt chậm trả", 14),
        ("Phải thu", 14),
        ("Dư nợ gốc", 14),
        ("Tất toán", 14),
        ("Số ngày quá hạn", 10),
        ("Ghi chú", 14),
        ("Ký nộp", 16),
    ];
    filling.heads(title, &heads)?;
    for (index, loan) in (1..).zip(&list.items) {
        filling.row(&[
            count(index),
            Cell::Words(&loan.full_name),
            count(loan.number.into()),
            Cell::Day(loan.next_due_on),
            Cell::Dong(loan.due_principal_vnd),
            Cell::Dong(loan.due_interest_vnd),
            Cell::Dong(loan.late_charge_vnd),
            Cell::Dong(loan.due_vnd),
            Cell::Dong(loan.outstanding_vnd),
            Cell::Dong(loan.payoff_vnd),
            count(loan.days_past_due),
            Cell::Words(if loan.paused { "Đang giãn nợ" } else { "" }),
            Cell::Words(""),
        ])?;
    }
    let (sums, none) = (&list.totals, || Cell::Words(""));
    filling.totals(&[
        none(),
        Cell::Words("Cộng"),
        none(),
        none(),
        Cell::Dong(sums.due_principal_vnd),
        Cell::Dong(sums.due_interest_vnd),
        Cell::Dong(sums.late_charge_vnd),
        Cell::Dong(sums.due_vnd),
        Cell::Dong(sums.outstanding_vnd),
        Cell::Dong(sums.payoff_vnd),
        none(),
        none(),
        none(),
    ])
}

fn shares(filling: &mut Filling<'_>, list: &DueList, title: &str) -> Result<(), XlsxError> {
    let heads = [
        ("STT", 6),
        ("Họ và tên", 28),
        ("Hội phí còn phải nộp", 16),
        ("Tiết kiệm còn phải gửi", 16),
        ("Ký nộp", 16),
    ];
    filling.heads(title, &heads)?;
    for (index, share) in (1..).zip(&list.shares) {
        filling.row(&[
            count(index),
            Cell::Words(&share.full_name),
            Cell::Dong(share.contribution_vnd),
            Cell::Dong(share.savings_vnd),
            Cell::Words(""),
        ])?;
    }
    filling.totals(&[
        Cell::Words(""),
        Cell::Words("Cộng"),
        Cell::Dong(list.totals.contribution_vnd),
        Cell::Dong(list.totals.savings_vnd),
        Cell::Words(""),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::{ClubId, MemberId};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_list_reaches_a_year_ahead_and_a_month_begins_on_its_first() {
        assert_eq!(last_day(day("2028-02-29")), day("2029-02-28"));
        assert_eq!(month_of(day("2026-12-31")), day("2026-12-01"));
    }

    #[test]
    fn a_list_without_loans_is_a_workbook_with_its_head() {
        let share = DueShare {
            member_id: MemberId::new(),
            full_name: "Mẫu Thị A".to_owned(),
            contribution_vnd: Vnd::new(10_000),
            savings_vnd: Vnd::ZERO,
        };
        let shares = vec![share];
        let list = DueList {
            club_id: ClubId::new(),
            club_name: "CLB mẫu".to_owned(),
            on: day("2026-12-17"),
            items: vec![],
            totals: totals(&[], &shares),
            shares,
        };
        assert_eq!(list.totals.contribution_vnd.get(), 10_000);
        assert!(xlsx(&list).unwrap().starts_with(b"PK"));
    }
}
