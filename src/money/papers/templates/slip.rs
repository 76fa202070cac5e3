//! Receipt and payment vouchers (phiếu thu, phiếu chi).

use super::{club_head, in_figures, in_words, words};
use crate::money::ledger::model::{Account, Voucher, VoucherKind};
use crate::money::papers::model::SlipPaper;
use crate::platform::money::Vnd;
use crate::platform::paper::{Signature, facts, heading, long, page, signed};
use crate::register::boards::model::Position;
use maud::{Markup, html};

/// The page: a leaf for each voucher.
#[must_use]
pub fn slip(paper: &SlipPaper) -> Markup {
    let title = paper.entry.vouchers.first().map(ToString::to_string).unwrap_or_default();
    let leaves = html! { @for voucher in &paper.entry.vouchers { (leaf(paper, *voucher)) } };
    page(&title, &leaves)
}

fn leaf(paper: &SlipPaper, voucher: Voucher) -> Markup {
    let (head, entry) = (&paper.head, &paper.entry);
    let cash = |account| account == Account::Cash;
    let moved = entry.lines.iter().filter(|line| line.fund == voucher.fund && cash(line.account));
    let amount: Vnd = moved.map(|line| line.amount_vnd).sum();
    let amount = Vnd::new(amount.get().abs());
    let (name, who, why, handed) = match voucher.kind {
        VoucherKind::Receipt => ("Phiếu thu", "Người nộp tiền", "Lý do nộp", "Người nộp tiền"),
        VoucherKind::Payment => ("Phiếu chi", "Người nhận tiền", "Lý do chi", "Người nhận tiền"),
    };
    let members: Vec<&str> = paper.members.iter().map(|member| member.person.full_name.as_str()).collect();
    let party = match members.as_slice() {
        [] => entry.head.party.clone(),
        names => Some(names.join(", ")),
    };
    let address = match paper.members.as_slice() {
        [one] => one.person.address.clone(),
        _ => None,
    };
    let mut reason = words::entry(entry.head.kind).to_owned();
    if let Some(source) = entry.head.source {
        reason = format!("{reason} ({})", words::source(source));
    }
    if let Some(narrative) = &entry.head.narrative {
        reason = format!("{reason}: {narrative}");
    }
    let number = html! {
        p { "Số: " span.strong { (voucher) } }
        p { (words::fund(voucher.fund)) }
    };
    let who_signs = [
        head.signs(Position::Chair),
        head.signs(Position::Bookkeeper),
        head.signs(Position::Treasurer),
        Signature::by_hand(handed, party.clone()),
    ];
    html! {
        section.leaf {
            (club_head(head, &number))
            (heading(name, &[&uppercase_first(&long(head.day))]))
            (facts(&[
                (who, party),
                ("Địa chỉ", address),
                (why, Some(reason)),
                ("Số tiền", Some(in_figures(amount))),
                ("Viết bằng chữ", Some(in_words(amount))),
                ("Kèm theo chứng từ gốc", entry.head.document.clone()),
                ("Đã nhận đủ số tiền (viết bằng chữ)", None),
            ]))
            (signed(&head.place(), Some(head.day), &who_signs))
            footer {
                "Bút toán số " (entry.head.number) " · mã biên nhận " (entry.head.receipt_code)
            }
        }
    }
}

/// `Ngày 05 tháng 02 năm 2026`.
fn uppercase_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
