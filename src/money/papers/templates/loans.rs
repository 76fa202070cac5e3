//! Lists of loans: the register (sổ theo dõi vay vốn) and those that are outstanding (danh sách dư nợ).

use super::{book_signatures, club_head, words};
use crate::money::loans::model::LoanStatement;
use crate::money::papers::model::{LoanRow, LoansPaper};
use crate::platform::money::Vnd;
use crate::platform::paper::workbook::{Book, Cell, XlsxError};
use crate::platform::paper::{Column, columns, heading, long, money, page, short, sum};
use chrono::NaiveDate;
use maud::{Markup, html};

const REGISTER: [Column<'static>; 11] = [
    ("Số", 4),
    ("Họ tên người vay", 13),
    ("Mục đích vay", 13),
    ("Ngày vay", 8),
    ("Đến hạn", 8),
    ("Lãi suất năm", 6),
    ("Số tiền vay", 11),
    ("Gốc đã trả", 10),
    ("Lãi đã trả", 8),
    ("Dư nợ gốc", 10),
    ("Tình trạng", 9),
];
const OUTSTANDING: [Column<'static>; 9] = [
    ("Số", 5),
    ("Họ tên người vay", 20),
    ("Ngày vay", 8),
    ("Đến hạn", 8),
    ("Số tiền vay", 13),
    ("Dư nợ gốc", 13),
    ("Gốc quá hạn", 13),
    ("Lãi quá hạn", 12),
    ("Số ngày quá hạn", 8),
];

/// The day on which the last instalment is due.
fn due(statement: &LoanStatement) -> Option<NaiveDate> {
    statement.schedule.terms.schedule.instalments.last().map(|last| last.due_on)
}

/// The rate of a year, as agreed.
fn rate(statement: &LoanStatement) -> String {
    format!("{}%", words::percent(statement.schedule.terms.nominal_yearly_ppm))
}

/// How a loan stood on the day of the list.
fn state(row: &LoanRow) -> &'static str {
    let standing = &row.statement.standing;
    if !standing.written_off_principal_vnd.is_zero() {
        "Đã xóa nợ"
    } else if standing.outstanding_principal_vnd.is_zero() {
        "Đã trả hết"
    } else if standing.days_past_due > 0 {
        "Quá hạn"
    } else {
        "Đang vay"
    }
}

/// What was lent: the principal approved.
fn principal(row: &LoanRow) -> Vnd {
    row.loan.principal_vnd.unwrap_or_default()
}

impl LoansPaper {
    /// Of those, the loans of which something is still owed.
    pub fn outstanding(&self) -> impl Iterator<Item = &LoanRow> {
        self.loans.iter().filter(|row| !row.statement.standing.outstanding_principal_vnd.is_zero())
    }
    fn total(&self, part: impl Fn(&LoanRow) -> Vnd) -> Vnd {
        self.loans.iter().map(part).sum()
    }
}

/// The register: every loan that was handed out.
#[must_use]
pub fn register(paper: &LoansPaper) -> Markup {
    let title = "Sổ theo dõi vay vốn";
    let body = html! {
        section.wide-page {
            (club_head(&paper.head, &html! { p { "Quỹ tăng thu nhập" } p { "Đơn vị tính: đồng" } }))
            (heading(title, &[&format!("Đến {}", long(paper.head.day))]))
            table.fixed {
                (columns(&REGISTER))
                tbody {
                    @for row in &paper.loans {
                        @let standing = &row.statement.standing;
                        tr {
                            td.middle { (row.loan.number) }
                            td { (row.borrower) }
                            td { (row.loan.purpose) }
                            td.day { (row.loan.disbursed_on.map(short).unwrap_or_default()) }
                            td.day { (due(&row.statement).map(short).unwrap_or_default()) }
                            td.number { (rate(&row.statement)) }
                            (money(principal(row)))
                            (money(standing.repaid_principal_vnd))
                            (money(standing.paid_interest_vnd))
                            (money(standing.outstanding_principal_vnd))
                            td { (state(row)) }
                        }
                    }
                    tr.total {
                        td colspan="6" { "Cộng " (paper.loans.len()) " khoản vay" }
                        td.number { (sum(paper.total(principal))) }
                        td.number { (sum(paper.total(|row| row.statement.standing.repaid_principal_vnd))) }
                        td.number { (sum(paper.total(|row| row.statement.standing.paid_interest_vnd))) }
                        td.number { (sum(paper.total(|row| row.statement.standing.outstanding_principal_vnd))) }
                        td {}
                    }
                }
            }
            (book_signatures(&paper.head))
        }
    };
    page(title, &body)
}

/// The loans of which something is owed, and what of it is late.
#[must_use]
pub fn outstanding(paper: &LoansPaper) -> Markup {
    let title = "Danh sách dư nợ";
    let body = html! {
        section.wide-page {
            (club_head(&paper.head, &html! { p { "Quỹ tăng thu nhập" } p { "Đơn vị tính: đồng" } }))
            (heading(title, &[&format!("Đến {}", long(paper.head.day))]))
            table.fixed {
                (columns(&OUTSTANDING))
                tbody {
                    @for row in paper.outstanding() {
                        @let standing = &row.statement.standing;
                        tr {
                            td.middle { (row.loan.number) }
                            td { (row.borrower) }
                            td.day { (row.loan.disbursed_on.map(short).unwrap_or_default()) }
                            td.day { (due(&row.statement).map(short).unwrap_or_default()) }
                            (money(principal(row)))
                            (money(standing.outstanding_principal_vnd))
                            (money(standing.overdue_principal_vnd))
                            (money(standing.overdue_interest_vnd))
                            td.number { @if standing.days_past_due > 0 { (standing.days_past_due) } }
                        }
                    }
                    tr.total {
                        td colspan="4" { "Cộng " (paper.outstanding().count()) " khoản vay" }
                        td.number { (sum(paper.outstanding().map(principal).sum())) }
                        td.number { (sum(paper.total(|row| row.statement.standing.outstanding_principal_vnd))) }
                        td.number { (sum(paper.total(|row| row.statement.standing.overdue_principal_vnd))) }
                        td.number { (sum(paper.total(|row| row.statement.standing.overdue_interest_vnd))) }
                        td {}
                    }
                }
            }
            (book_signatures(&paper.head))
        }
    };
    page(title, &body)
}

/// The register as a workbook.
///
/// # Errors
/// When it cannot be written.
pub fn register_workbook(paper: &LoansPaper) -> Result<Vec<u8>, XlsxError> {
    let title = format!("Sổ theo dõi vay vốn – {}", paper.head.club);
    let heads = [
        ("Số", 8),
        ("Họ tên người vay", 28),
        ("Mục đích vay", 36),
        ("Ngày vay", 12),
        ("Đến hạn", 12),
        ("Lãi suất năm", 12),
        ("Số tiền vay", 18),
        ("Gốc đã trả", 18),
        ("Lãi đã trả", 18),
        ("Dư nợ gốc", 18),
        ("Tình trạng", 14),
    ];
    let mut file = Book::new(&title, &paper.head.club, paper.head.day)?;
    file.sheet("Vay vốn", |filling| {
        filling.heads(&title, &heads)?;
        for row in &paper.loans {
            let standing = &row.statement.standing;
            filling.row(&[
                Cell::Words(&row.loan.number.to_string()),
                Cell::Words(&row.borrower),
                Cell::Words(&row.loan.purpose),
                Cell::Day(row.loan.disbursed_on),
                Cell::Day(due(&row.statement)),
                Cell::Words(&rate(&row.statement)),
                Cell::Dong(principal(row)),
                Cell::Dong(standing.repaid_principal_vnd),
                Cell::Dong(standing.paid_interest_vnd),
                Cell::Dong(standing.outstanding_principal_vnd),
                Cell::Words(state(row)),
            ])?;
        }
        let none = || Cell::Words("");
        filling.row(&[
            none(),
            Cell::Words("Cộng"),
            none(),
            none(),
            none(),
            none(),
            Cell::Dong(paper.total(principal)),
            Cell::Dong(paper.total(|row| row.statement.standing.repaid_principal_vnd)),
            Cell::Dong(paper.total(|row| row.statement.standing.paid_interest_vnd)),
            Cell::Dong(paper.total(|row| row.statement.standing.outstanding_principal_vnd)),
            none(),
        ])
    })?;
    file.bytes()
}

/// The outstanding loans as a workbook.
///
/// # Errors
/// When it cannot be written.
pub fn outstanding_workbook(paper: &LoansPaper) -> Result<Vec<u8>, XlsxError> {
    let title = format!("Danh sách dư nợ – {}", paper.head.club);
    let heads = [
        ("Số", 8),
        ("Họ tên người vay", 28),
        ("Ngày vay", 12),
        ("Đến hạn", 12),
        ("Số tiền vay", 18),
        ("Dư nợ gốc", 18),
        ("Gốc quá hạn", 18),
        ("Lãi quá hạn", 18),
        ("Số ngày quá hạn", 12),
    ];
    let mut file = Book::new(&title, &paper.head.club, paper.head.day)?;
    file.sheet("Dư nợ", |filling| {
        filling.heads(&title, &heads)?;
        for row in paper.outstanding() {
            let standing = &row.statement.standing;
            filling.row(&[
                Cell::Words(&row.loan.number.to_string()),
                Cell::Words(&row.borrower),
                Cell::Day(row.loan.disbursed_on),
                Cell::Day(due(&row.statement)),
                Cell::Dong(principal(row)),
                Cell::Dong(standing.outstanding_principal_vnd),
                Cell::Dong(standing.overdue_principal_vnd),
                Cell::Dong(standing.overdue_interest_vnd),
                Cell::Words(&standing.days_past_due.to_string()),
            ])?;
        }
        let none = || Cell::Words("");
        filling.row(&[
            none(),
            Cell::Words("Cộng"),
            none(),
            none(),
            Cell::Dong(paper.outstanding().map(principal).sum()),
            Cell::Dong(paper.total(|row| row.statement.standing.outstanding_principal_vnd)),
            Cell::Dong(paper.total(|row| row.statement.standing.overdue_principal_vnd)),
            Cell::Dong(paper.total(|row| row.statement.standing.overdue_interest_vnd)),
            none(),
        ])
    })?;
    file.bytes()
}
