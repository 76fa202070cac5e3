//! Lists of loans: the register (sổ theo dõi vay vốn), those that are outstanding (danh sách dư nợ), and what is due on a
//! meeting day (bảng kê thu nợ).

use super::{book_signatures, club_head, in_figures, in_words, words};
use crate::money::loans::model::LoanStatement;
use crate::money::papers::model::{DuePaper, LoanRow, LoansPaper};
use crate::platform::money::Vnd;
use crate::platform::paper::workbook::{Book, Cell, XlsxError};
use crate::platform::paper::{Column, columns, facts, heading, long, money, page, short, sum};
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
const DUE: [Column<'static>; 8] = [
    ("STT", 5),
    ("Họ và tên", 20),
    ("Gốc đến hạn", 13),
    ("Lãi", 11),
    ("Phạt chậm trả", 11),
    ("Cộng phải trả", 13),
    ("Tất toán", 12),
    ("Ký nhận", 15),
];
const SHARES: [Column<'static>; 5] =
    [("STT", 5), ("Họ và tên", 30), ("Hội phí", 20), ("Tiết kiệm", 20), ("Ký nhận", 25)];

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

/// The list of a meeting day: what each borrower has to pay and what ends her loan, what each member still gives in the
/// month, and room to sign. Of a loan that is paused nothing has to be paid, whatever is due.
#[must_use]
pub fn due_list(paper: &DuePaper) -> Markup {
    let title = "Bảng kê thu nợ";
    let (list, sums) = (&paper.list, &paper.list.totals);
    let total = sums.due_vnd + sums.contribution_vnd + sums.savings_vnd;
    let body = html! {
        section.wide-page {
            (club_head(&paper.head, &html! { p { "Đơn vị tính: đồng" } }))
            (heading(title, &[&format!("Đến {}", long(list.on))]))
            h3 { "Nợ vay phải thu" }
            table.fixed.signing {
                (columns(&DUE))
                tbody {
                    @for (index, loan) in (1..).zip(&list.items) {
                        tr {
                            td.middle { (index) }
                            td { (loan.full_name) @if loan.paused { " (đang giãn nợ)" } }
                            (money(loan.due_principal_vnd))
                            (money(loan.due_interest_vnd))
                            (money(loan.late_charge_vnd))
                            td.number { (sum(loan.due_vnd)) }
                            td.number { (sum(loan.payoff_vnd)) }
                            td {}
                        }
                    }
                    tr.total {
                        td colspan="2" { "Cộng " (list.items.len()) " khoản vay" }
                        td.number { (sum(sums.due_principal_vnd)) }
                        td.number { (sum(sums.due_interest_vnd)) }
                        td.number { (sum(sums.late_charge_vnd)) }
                        td.number { (sum(sums.due_vnd)) }
                        td.number { (sum(sums.payoff_vnd)) }
                        td {}
                    }
                }
            }
            @if !list.shares.is_empty() {
                h3 { "Hội phí, tiết kiệm còn phải thu tháng " (list.on.format("%m/%Y").to_string()) }
                table.fixed.signing {
                    (columns(&SHARES))
                    tbody {
                        @for (index, share) in (1..).zip(&list.shares) {
                            tr {
                                td.middle { (index) }
                                td { (share.full_name) }
                                (money(share.contribution_vnd))
                                (money(share.savings_vnd))
                                td {}
                            }
                        }
                        tr.total {
                            td colspan="2" { "Cộng " (list.shares.len()) " thành viên" }
                            td.number { (sum(sums.contribution_vnd)) }
                            td.number { (sum(sums.savings_vnd)) }
                            td {}
                        }
                    }
                }
            }
            (facts(&[("Tổng cộng phải thu", Some(in_figures(total))), ("Viết bằng chữ", Some(in_words(total)))]))
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
        filling.totals(&[
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
        filling.totals(&[
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
