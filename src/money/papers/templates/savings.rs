//! The savings book of a club and the passbook of a member (sổ tiết kiệm).

use super::{book_signatures, club_head, period, words};
use crate::money::ledger::model::Account;
use crate::money::papers::model::{PassbookPaper, SaverRow, SavingsPaper};
use crate::platform::money::Vnd;
use crate::platform::paper::workbook::{Book, Cell, XlsxError};
use crate::platform::paper::{Column, Signature, columns, facts, heading, money, page, short, signed, sum};
use crate::register::boards::model::Position;
use maud::{Markup, html};

const BOOK: [Column<'static>; 6] = [
    ("STT", 6),
    ("Họ tên", 22),
    ("Số dư đầu kỳ", 18),
    ("Gửi vào", 18),
    ("Rút ra", 18),
    ("Số dư cuối kỳ", 18),
];
const PASSBOOK: [Column<'static>; 7] = [
    ("Ngày", 12),
    ("Chứng từ", 13),
    ("Diễn giải", 13),
    ("Gửi vào", 18),
    ("Rút ra", 18),
    ("Số dư", 18),
    ("Ký nhận", 8),
];

impl SavingsPaper {
    fn total(&self, part: impl Fn(&SaverRow) -> Vnd) -> Vnd {
        self.savers.iter().map(part).sum()
    }
}

/// The savings book of a club: each member who ever saved, and what moved in the period.
#[must_use]
pub fn savings_book(paper: &SavingsPaper) -> Markup {
    let title = "Sổ tiết kiệm";
    let body = html! {
        (club_head(&paper.head, &html! { p { "Quỹ tăng thu nhập" } p { "Đơn vị tính: đồng" } }))
        (heading(title, &[&period(paper.from, paper.head.day)]))
        table.fixed {
            (columns(&BOOK))
            tbody {
                @for (index, saver) in (1..).zip(&paper.savers) {
                    tr {
                        td.middle { (index) }
                        td { (saver.name) }
                        (money(saver.opening_vnd))
                        (money(saver.deposited_vnd))
                        (money(saver.withdrawn_vnd))
                        td.number { (sum(saver.closing_vnd())) }
                    }
                }
                tr.total {
                    td colspan="2" { "Cộng" }
                    td.number { (sum(paper.total(|saver| saver.opening_vnd))) }
                    td.number { (sum(paper.total(|saver| saver.deposited_vnd))) }
                    td.number { (sum(paper.total(|saver| saver.withdrawn_vnd))) }
                    td.number { (sum(paper.total(SaverRow::closing_vnd))) }
                }
            }
        }
        (book_signatures(&paper.head))
    };
    page(title, &body)
}

/// The savings book as a workbook.
///
/// # Errors
/// When it cannot be written.
pub fn workbook(paper: &SavingsPaper) -> Result<Vec<u8>, XlsxError> {
    let title = format!("Sổ tiết kiệm – {}", paper.head.club);
    let heads =
        [("Họ tên", 32), ("Số dư đầu kỳ", 18), ("Gửi vào", 18), ("Rút ra", 18), ("Số dư cuối kỳ", 18)];
    let mut file = Book::new(&title, &paper.head.club, paper.head.day)?;
    file.sheet("Tiết kiệm", |filling| {
        filling.heads(&title, &heads)?;
        for saver in &paper.savers {
            filling.row(&[
                Cell::Words(&saver.name),
                Cell::Dong(saver.opening_vnd),
                Cell::Dong(saver.deposited_vnd),
                Cell::Dong(saver.withdrawn_vnd),
                Cell::Dong(saver.closing_vnd()),
            ])?;
        }
        filling.totals(&[
            Cell::Words("Cộng"),
            Cell::Dong(paper.total(|saver| saver.opening_vnd)),
            Cell::Dong(paper.total(|saver| saver.deposited_vnd)),
            Cell::Dong(paper.total(|saver| saver.withdrawn_vnd)),
            Cell::Dong(paper.total(SaverRow::closing_vnd)),
        ])
    })?;
    file.bytes()
}

/// A member's passbook: her savings line by line.
#[must_use]
pub fn passbook(paper: &PassbookPaper) -> Markup {
    let title = "Sổ tiết kiệm của thành viên";
    let (head, person, statement) = (&paper.head, &paper.member.person, &paper.statement);
    let savings = statement.accounts.iter().find(|totals| totals.account == Account::Savings);
    let (opening, closing) =
        savings.map_or((Vnd::ZERO, Vnd::ZERO), |totals| (totals.opening_vnd, totals.closing_vnd));
    let lines = || statement.lines.iter().filter(|line| line.account == Account::Savings);
    let vouchers = |number: i32| -> String {
        let vouchers = paper.vouchers.get(&number).into_iter().flatten();
        vouchers.map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    let (deposited, withdrawn) =
        lines().map(|line| line.change_vnd).fold((Vnd::ZERO, Vnd::ZERO), |sums, change| {
            if change.is_negative() { (sums.0, sums.1 - change) } else { (sums.0 + change, sums.1) }
        });
    let total = |name: &str, deposited: Option<Vnd>, withdrawn: Option<Vnd>, balance: Option<Vnd>| {
        let cell = |amount: Option<Vnd>| html! { td.number { @if let Some(vnd) = amount { (sum(vnd)) } } };
        html! {
            tr.total { td colspan="3" { (name) } (cell(deposited)) (cell(withdrawn)) (cell(balance)) td {} }
        }
    };
    let body = html! {
        (club_head(head, &html! { p { "Quỹ tăng thu nhập" } p { "Đơn vị tính: đồng" } }))
        (heading(title, &[&period(statement.from, statement.to)]))
        (facts(&[("Họ và tên", Some(person.full_name.clone())), ("Địa chỉ", person.address.clone())]))
        table.fixed {
            (columns(&PASSBOOK))
            tbody {
                (total("Số dư đầu kỳ", None, None, Some(opening)))
                @for line in lines() {
                    tr {
                        td.day { (short(line.on)) }
                        td { (vouchers(line.number)) }
                        td { (words::entry(line.kind)) }
                        @if line.change_vnd.is_negative() {
                            td {}
                            (money(-line.change_vnd))
                        } @else {
                            (money(line.change_vnd))
                            td {}
                        }
                        td.number { (sum(line.balance_vnd)) }
                        td {}
                    }
                }
                (total("Cộng phát sinh", Some(deposited), Some(withdrawn), None))
                (total("Số dư cuối kỳ", None, None, Some(closing)))
            }
        }
        (signed(&head.place(), Some(head.day), &[
            Signature::by_hand("Thành viên", Some(person.full_name.clone())),
            head.signs(Position::Treasurer),
            head.signs(Position::Chair),
        ]))
    };
    page(title, &body)
}
