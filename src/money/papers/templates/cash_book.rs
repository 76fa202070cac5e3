//! The cash book and the bank book of a fund (sổ quỹ tiền mặt, sổ tiền gửi).

use super::{book_signatures, club_head, period, words};
use crate::money::books::model::CashBookLine;
use crate::money::ledger::model::{Purse, Voucher, VoucherKind};
use crate::money::papers::model::CashBookPaper;
use crate::platform::money::Vnd;
use crate::platform::paper::workbook::{Book, Cell, XlsxError};
use crate::platform::paper::{Column, columns, heading, money, page, short, sum};
use maud::{Markup, html};

const COLUMNS: [Column<'static>; 8] = [
    ("Ngày", 8),
    ("Phiếu thu", 9),
    ("Phiếu chi", 9),
    ("Họ tên", 15),
    ("Diễn giải", 20),
    ("Thu", 13),
    ("Chi", 13),
    ("Tồn", 13),
];

/// What it is called.
const fn name(purse: Purse) -> &'static str {
    match purse {
        Purse::Cash => "Sổ quỹ tiền mặt",
        Purse::Bank => "Sổ tiền gửi ngân hàng",
    }
}

impl CashBookPaper {
    /// Whose money a line is: a member's, or somebody else's.
    fn party<'p>(&'p self, line: &'p CashBookLine) -> &'p str {
        self.names.get(&line.number).or(line.party.as_ref()).map_or("", String::as_str)
    }
}

/// What a line was for.
fn purpose(line: &CashBookLine) -> String {
    let kind = words::entry(line.kind);
    let purpose = match &line.narrative {
        Some(narrative) => format!("{kind}: {narrative}"),
        None => kind.to_owned(),
    };
    match &line.document {
        Some(document) => format!("{purpose} ({document})"),
        None => purpose,
    }
}

fn numbered(voucher: Option<Voucher>, kind: VoucherKind) -> String {
    voucher.filter(|voucher| voucher.kind == kind).map(|voucher| voucher.to_string()).unwrap_or_default()
}

/// The page. The balance at the end of each day is printed bold: it is what was in the box that evening.
#[must_use]
pub fn cash_book(paper: &CashBookPaper) -> Markup {
    let book = &paper.book;
    let last_of_day =
        |index: usize, line: &CashBookLine| book.items.get(index + 1).is_none_or(|next| next.on != line.on);
    let sums = |name: &str, received: Option<Vnd>, paid: Option<Vnd>, balance: Option<Vnd>| {
        let cell = |amount: Option<Vnd>| html! { td.number { @if let Some(vnd) = amount { (sum(vnd)) } } };
        html! {
            tr.total {
                td colspan="5" { (name) }
                (cell(received))
                (cell(paid))
                (cell(balance))
            }
        }
    };
    let body = html! {
        section.wide-page {
            (club_head(&paper.head, &html! { p { (words::fund(book.fund)) } p { "Đơn vị tính: đồng" } }))
            (heading(name(book.purse), &[&period(book.from, book.to)]))
            table.fixed {
                (columns(&COLUMNS))
                tbody {
                    (sums("Số dư đầu kỳ (mang sang)", None, None, Some(book.opening_vnd)))
                    @for (index, line) in book.items.iter().enumerate() {
                        tr {
                            td.day { (short(line.on)) }
                            td.day { (numbered(line.voucher, VoucherKind::Receipt)) }
                            td.day { (numbered(line.voucher, VoucherKind::Payment)) }
                            td { (paper.party(line)) }
                            td { (purpose(line)) }
                            (money(line.received_vnd))
                            (money(line.paid_vnd))
                            td.number.last[last_of_day(index, line)] { (sum(line.balance_vnd)) }
                        }
                    }
                    (sums("Cộng phát sinh", Some(book.received_vnd), Some(book.paid_vnd), None))
                    (sums("Số dư cuối kỳ", None, None, Some(book.closing_vnd)))
                }
            }
            (book_signatures(&paper.head))
            footer { "Theo sổ đến bút toán số " (book.basis.through) }
        }
    };
    page(name(book.purse), &body)
}

/// The workbook: a row for each line, with its running balance.
///
/// # Errors
/// When it cannot be written.
pub fn workbook(paper: &CashBookPaper) -> Result<Vec<u8>, XlsxError> {
    let book = &paper.book;
    let title = format!("{} – {} – {}", name(book.purse), words::fund(book.fund), paper.head.club);
    let heads = [
        ("Ngày", 12),
        ("Phiếu thu", 14),
        ("Phiếu chi", 14),
        ("Họ tên", 28),
        ("Diễn giải", 44),
        ("Thu", 18),
        ("Chi", 18),
        ("Tồn", 18),
    ];
    let mut file = Book::new(&title, &paper.head.club, book.to)?;
    file.sheet("Sổ quỹ", |filling| {
        filling.heads(&title, &heads)?;
        let sums = |name, received, paid, balance| {
            let words = |text| Cell::Words(text);
            [Cell::Day(None), words(""), words(""), words(""), words(name), received, paid, balance]
        };
        let none = || Cell::Words("");
        filling.totals(&sums("Số dư đầu kỳ (mang sang)", none(), none(), Cell::Dong(book.opening_vnd)))?;
        for line in &book.items {
            filling.row(&[
                Cell::Day(Some(line.on)),
                Cell::Words(&numbered(line.voucher, VoucherKind::Receipt)),
                Cell::Words(&numbered(line.voucher, VoucherKind::Payment)),
                Cell::Words(paper.party(line)),
                Cell::Words(&purpose(line)),
                Cell::Dong(line.received_vnd),
                Cell::Dong(line.paid_vnd),
                Cell::Dong(line.balance_vnd),
            ])?;
        }
        filling.totals(&sums(
            "Cộng phát sinh",
            Cell::Dong(book.received_vnd),
            Cell::Dong(book.paid_vnd),
            none(),
        ))?;
        filling.totals(&sums("Số dư cuối kỳ", none(), none(), Cell::Dong(book.closing_vnd)))
    })?;
    file.bytes()
}
