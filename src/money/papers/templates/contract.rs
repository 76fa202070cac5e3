//! The papers of one loan: application (giấy đề nghị vay vốn), contract (hợp đồng vay vốn, khế ước) with its schedule,
//! and the schedule by itself (lịch trả nợ).

use super::{club_head, in_figures, in_words, state_head, words};
use crate::lending::rules::{EarlyRepayment, InterestMethod};
use crate::money::loans::model::LoanSchedule;
use crate::money::papers::model::LoanPaper;
use crate::platform::fields::Precision;
use crate::platform::money::Vnd;
use crate::platform::paper::{
    Column, Signature, columns, facts, heading, long, money, page, short, signed, sum,
};
use crate::register::boards::model::Position;
use maud::{Markup, html};

const SCHEDULE: [Column<'static>; 6] = [
    ("Kỳ", 7),
    ("Ngày đến hạn", 15),
    ("Gốc phải trả", 20),
    ("Lãi phải trả", 20),
    ("Cộng", 20),
    ("Dư nợ gốc", 18),
];

impl LoanPaper {
    /// The borrower's birth date as far as it is known: `08/03/1950`, `03/1950`, `1950`.
    fn born(&self) -> Option<String> {
        let birth = self.borrower.person.birth.get()?;
        let format = match birth.precision() {
            Precision::Day => "%d/%m/%Y",
            Precision::Month => "%m/%Y",
            Precision::Year => "%Y",
        };
        Some(birth.last_day().format(format).to_string())
    }
    /// Who borrows. The number of an identity document is of a tier of its own, and written by hand.
    fn borrower_facts(&self) -> Markup {
        let person = &self.borrower.person;
        facts(&[
            ("Họ và tên", Some(person.full_name.clone())),
            ("Ngày, năm sinh", self.born()),
            ("Số căn cước", None),
            ("Địa chỉ", person.address.clone()),
            ("Điện thoại", person.phone.clone()),
        ])
    }
    fn borrower_signs(&self, role: &str) -> Signature {
        Signature::by_hand(role, Some(self.borrower.person.full_name.clone()))
    }
    fn guarantors_sign(&self) -> impl Iterator<Item = Signature> {
        self.guarantors.iter().map(|name| Signature::by_hand("Người bảo lãnh", Some(name.clone())))
    }
}

/// `12 tháng, trong đó 3 tháng ân hạn gốc`.
fn term(months: impl std::fmt::Display, grace: i16) -> String {
    match grace {
        0 => format!("{months} tháng"),
        grace => format!("{months} tháng, trong đó {grace} tháng ân hạn gốc"),
    }
}

/// The application.
#[must_use]
pub fn application(paper: &LoanPaper) -> Markup {
    let (head, loan) = (&paper.head, &paper.loan.loan);
    let title = "Giấy đề nghị vay vốn";
    let dates =
        loan.due_dates.as_ref().map(|days| days.iter().map(|day| short(*day)).collect::<Vec<_>>().join(", "));
    let returned = dates.map_or_else(|| "Hằng tháng".to_owned(), |days| format!("Theo mùa vụ: {days}"));
    let signs: Vec<Signature> =
        [paper.borrower_signs("Người đề nghị")].into_iter().chain(paper.guarantors_sign()).collect();
    let body = html! {
        (state_head(head))
        (heading(title, &[&format!("Kính gửi: Ban chủ nhiệm {}", head.club)]))
        (paper.borrower_facts())
        p.text {
            "Tôi là thành viên của câu lạc bộ, đề nghị Ban chủ nhiệm xét cho tôi được vay vốn từ quỹ tăng thu nhập như sau:"
        }
        (facts(&[
            ("Số tiền đề nghị vay", Some(in_figures(loan.requested_vnd))),
            ("Viết bằng chữ", Some(in_words(loan.requested_vnd))),
            ("Mục đích vay", Some(loan.purpose.clone())),
            ("Thời hạn vay", Some(term(loan.requested_months, loan.grace_months))),
            ("Trả nợ", Some(returned)),
            ("Người bảo lãnh", Some(paper.guarantors.join(", ")).filter(|names| !names.is_empty())),
        ]))
        p.text {
            "Tôi cam kết sử dụng vốn vay đúng mục đích, trả gốc và lãi đầy đủ, đúng hạn theo quy chế vay vốn của câu lạc bộ."
        }
        (signed(&head.place(), Some(head.day), &signs))
        footer { "Đơn số " (loan.number) }
    };
    page(title, &body)
}

/// The contract, and on a leaf of its own the schedule if the money was handed out.
#[must_use]
pub fn contract(paper: &LoanPaper) -> Markup {
    let (head, loan) = (&paper.head, &paper.loan.loan);
    let title = "Hợp đồng vay vốn";
    let Some(contract) = &loan.contract else { return page(title, &html! {}) };
    let (rules, principal) = (&contract.rules, contract.principal_vnd);
    let chair = head.holder(Position::Chair);
    let early = match rules.early_repayment {
        _ if rules.interest_method == InterestMethod::InterestFree => "chỉ trả nợ gốc còn lại",
        EarlyRepayment::FullInterest => "trả đủ lãi của cả hợp đồng",
        EarlyRepayment::ElapsedPeriods => "trả lãi của các kỳ đã bắt đầu, không bị phạt",
        EarlyRepayment::RuleOfMonths => "trả lãi theo quy tắc tổng số các tháng",
        EarlyRepayment::InterestToDate => "trả lãi đến ngày trả nợ",
    };
    let basis = paper.regulation.map(|(number, adopted)| {
        format!("Quy chế của câu lạc bộ, bản số {number}, thông qua {}", long(adopted))
    });
    let mut signs = vec![
        paper.borrower_signs("Bên vay"),
        head.signs(Position::Treasurer),
        Signature::by_hand("Bên cho vay\nTM. Ban chủ nhiệm\nChủ nhiệm", chair.clone()),
    ];
    signs.extend(paper.guarantors_sign());
    let body = html! {
        section.leaf {
            (state_head(head))
            (heading(title, &[&format!("Số: {}", loan.number)]))
            p.text { "Căn cứ Bộ luật Dân sự năm 2015;" }
            @if let Some(basis) = &basis { p.text { "Căn cứ " (basis) ";" } }
            @if let Some(decided) = loan.decided_on {
                p.text { "Căn cứ kết quả xét duyệt của Ban chủ nhiệm " (long(decided)) "." }
            }
            h2 { "Bên cho vay" }
            (facts(&[
                ("Câu lạc bộ", Some(head.club.clone())),
                ("Địa chỉ", Some(head.address())),
                ("Người đại diện", chair),
                ("Chức vụ", Some("Chủ nhiệm".to_owned())),
            ]))
            h2 { "Bên vay" }
            (paper.borrower_facts())
            @if !paper.guarantors.is_empty() {
                p.text { "Người bảo lãnh: " (paper.guarantors.join(", ")) "." }
            }
            h2 { "Điều 1. Số tiền và mục đích vay" }
            (facts(&[
                ("Số tiền vay", Some(in_figures(principal))),
                ("Viết bằng chữ", Some(in_words(principal))),
                ("Mục đích vay", Some(loan.purpose.clone())),
            ]))
            h2 { "Điều 2. Thời hạn và lãi suất" }
            (facts(&[
                ("Thời hạn vay", Some(term(contract.term_months, contract.grace_principal_months.into()))),
                ("Ngày nhận tiền", loan.disbursed_on.map(short)),
                ("Lãi suất", Some(words::interest(rules))),
            ]))
            h2 { "Điều 3. Trả nợ" }
            p.text { "Bên vay trả gốc và lãi theo lịch trả nợ kèm theo hợp đồng này." }
            p.text { "Trả nợ trước hạn: " (early) "." }
            p.text { "Trả chậm: " (words::late_charge(rules)) "." }
            h2 { "Điều 4. Cam kết" }
            p.text {
                "Bên vay sử dụng vốn đúng mục đích, trả nợ đầy đủ, đúng hạn. Bên cho vay giao đủ tiền, ghi sổ và đưa chứng từ \
                 cho mỗi lần trả nợ. Khi gặp khó khăn, bên vay báo cho Ban chủ nhiệm để được xem xét gia hạn theo quy chế."
            }
            p.text { "Hợp đồng lập thành hai bản, mỗi bên giữ một bản, có giá trị như nhau." }
            (signed(&head.place(), Some(head.day), &signs))
        }
        @if let Some(schedule) = &paper.schedule {
            section.leaf {
                h2 { "Lịch trả nợ kèm theo hợp đồng số " (loan.number) }
                (instalments(schedule))
            }
        }
    };
    page(title, &body)
}

/// The schedule by itself.
#[must_use]
pub fn schedule(paper: &LoanPaper) -> Markup {
    let (head, loan) = (&paper.head, &paper.loan.loan);
    let title = "Lịch trả nợ";
    let Some(schedule) = &paper.schedule else { return page(title, &html! {}) };
    let version = format!("Bản số {}, áp dụng từ {}", schedule.schedule_number, long(schedule.effective_on));
    let body = html! {
        (club_head(head, &html! { p { "Khoản vay số " span.strong { (loan.number) } } p { "Đơn vị tính: đồng" } }))
        (heading(title, &[&version]))
        (facts(&[
            ("Người vay", Some(paper.borrower.person.full_name.clone())),
            ("Số tiền vay", Some(in_figures(schedule.terms.contract.principal_vnd))),
            ("Ngày nhận tiền", loan.disbursed_on.map(short)),
            ("Lãi suất", Some(words::interest(&schedule.terms.contract.rules))),
        ]))
        (instalments(schedule))
        (signed(&head.place(), Some(head.day), &[
            paper.borrower_signs("Người vay"),
            head.signs(Position::Treasurer),
            head.signs(Position::Chair),
        ]))
    };
    page(title, &body)
}

/// The table of instalments, with the principal that is left after each.
fn instalments(schedule: &LoanSchedule) -> Markup {
    let terms = &schedule.terms;
    let mut left = terms.principal_vnd;
    let rows = terms.schedule.instalments.iter().map(|instalment| {
        left -= instalment.principal_vnd;
        (instalment, left)
    });
    let rows: Vec<(_, Vnd)> = rows.collect();
    html! {
        table.fixed {
            (columns(&SCHEDULE))
            tbody {
                @for (instalment, left) in rows {
                    tr {
                        td.middle { (instalment.number) }
                        td.middle { (short(instalment.due_on)) }
                        (money(instalment.principal_vnd))
                        (money(instalment.interest_vnd))
                        (money(instalment.principal_vnd + instalment.interest_vnd))
                        td.number { (sum(left)) }
                    }
                }
                tr.total {
                    td colspan="2" { "Cộng" }
                    td.number { (sum(terms.principal_vnd)) }
                    td.number { (sum(terms.interest_vnd)) }
                    td.number { (sum(terms.total_vnd)) }
                    td {}
                }
            }
        }
    }
}
