//! A fund's statement (báo cáo thu chi quỹ) and a year's accounts (quyết toán năm).

use super::{book_signatures, club_head, period, words};
use crate::money::books::model::{FundFlow, FundStatement, TrialBalance};
use crate::money::books::rules::{grown, grows_by_credits};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::Account;
use crate::money::papers::model::{AccountsPaper, StatementPaper};
use crate::platform::money::Vnd;
use crate::platform::paper::{Column, columns, heading, page, sum};
use maud::{Markup, html};
use std::collections::BTreeSet;

const FLOWS: [Column<'static>; 3] = [("STT", 10), ("Nội dung", 60), ("Số tiền", 30)];
const BALANCES: [Column<'static>; 4] =
    [("Chỉ tiêu", 40), ("Số đầu năm", 20), ("Số cuối năm", 20), ("Tăng, giảm", 20)];

fn total(flows: &[FundFlow]) -> Vnd {
    flows.iter().map(|flow| flow.amount_vnd).sum()
}

/// A row of a sum.
fn sums(name: &str, amount: Vnd) -> Markup {
    html! { tr.total { td colspan="2" { (name) } td.number { (sum(amount)) } } }
}

/// A fund's receipts and payments as a table, from what was there before to what is there after.
fn flows(statement: &FundStatement) -> Markup {
    let rows = |flows: &[FundFlow]| {
        html! {
            @for (index, flow) in (1..).zip(flows) {
                tr {
                    td.middle { (index) }
                    td {
                        (words::entry(flow.kind))
                        @if let Some(source) = flow.source { " – " (words::source(source)) }
                    }
                    td.number { (sum(flow.amount_vnd)) }
                }
            }
        }
    };
    html! {
        table.fixed {
            (columns(&FLOWS))
            tbody {
                (sums("Số dư đầu kỳ (tiền mặt và tiền gửi)", statement.opening_vnd))
                (sums("I. Tổng thu", total(&statement.receipts)))
                (rows(&statement.receipts))
                (sums("II. Tổng chi", total(&statement.payments)))
                (rows(&statement.payments))
                (sums("Số dư cuối kỳ (tiền mặt và tiền gửi)", statement.closing_vnd))
            }
        }
    }
}

/// What a fund earned and spent in a year as a table, and what came of it.
fn results(paper: &AccountsPaper, fund: FundKind) -> Markup {
    let of_fund = paper.results.iter().filter(|(of, ..)| *of == fund);
    let (ahead, of_result): (Vec<_>, Vec<_>) = of_fund
        .map(|(_, account, moved)| (*account, grown(*account, *moved)))
        .partition(|(account, _)| *account == Account::RetainedResult);
    let (earned, spent): (Vec<_>, Vec<_>) =
        of_result.into_iter().partition(|(account, _)| grows_by_credits(*account));
    let total = |amounts: &[(Account, Vnd)]| amounts.iter().map(|(_, amount)| *amount).sum::<Vnd>();
    let rows = |amounts: &[(Account, Vnd)]| {
        html! {
            @for (index, (account, amount)) in (1..).zip(amounts) {
                tr {
                    td.middle { (index) }
                    td { (words::account(*account)) }
                    td.number { (sum(*amount)) }
                }
            }
        }
    };
    let distributed = -total(&ahead);
    html! {
        table.fixed {
            (columns(&FLOWS))
            tbody {
                (sums("I. Tổng thu nhập", total(&earned)))
                (rows(&earned))
                (sums("II. Tổng chi phí", total(&spent)))
                (rows(&spent))
                (sums("III. Kết quả trong năm (I - II)", total(&earned) - total(&spent)))
                @if !distributed.is_zero() {
                    (sums("Trong đó đã chuyển sang quỹ hoạt động trong năm", distributed))
                }
            }
        }
    }
}

/// A fund's statement for a period.
#[must_use]
pub fn fund_statement(paper: &StatementPaper) -> Markup {
    let (head, statement) = (&paper.head, &paper.statement);
    let title = "Báo cáo thu chi";
    let body = html! {
        (club_head(head, &html! { p { (words::fund(statement.fund)) } p { "Đơn vị tính: đồng" } }))
        (heading(title, &[&period(statement.from, statement.to)]))
        (flows(statement))
        (book_signatures(head))
        footer { "Theo sổ đến bút toán số " (statement.basis.through) }
    };
    page(title, &body)
}

/// The balance of an account of a fund, in its own direction.
fn balance(balances: &TrialBalance, fund: FundKind, account: Account) -> Vnd {
    let of_fund =
        balances.funds.iter().filter(|totals| totals.fund == fund).flat_map(|totals| &totals.accounts);
    grown(account, of_fund.filter(|totals| totals.account == account).map(|totals| totals.balance_vnd).sum())
}

/// A year's accounts: for each fund what came in and went out, what it earned and spent, and every account before and after.
#[must_use]
pub fn annual_accounts(paper: &AccountsPaper) -> Markup {
    let head = &paper.head;
    let title = format!("Quyết toán năm {}", paper.year);
    let balances = |fund: FundKind| -> Vec<(Account, Vnd, Vnd)> {
        let both = paper.before.funds.iter().chain(&paper.after.funds).filter(|totals| totals.fund == fund);
        let accounts: BTreeSet<Account> =
            both.flat_map(|totals| &totals.accounts).map(|totals| totals.account).collect();
        let row = |account| {
            let [before, after] =
                [&paper.before, &paper.after].map(|balances| balance(balances, fund, account));
            // of what is closed the amounts stand above, and nothing is left here
            let closed = Account::OF_THE_YEAR.contains(&account) && before.is_zero() && after.is_zero();
            (!closed).then_some((account, before, after))
        };
        accounts.into_iter().filter_map(row).collect()
    };
    let body = html! {
        (club_head(head, &html! { p { "Đơn vị tính: đồng" } }))
        (heading(&title, &[]))
        @for (numeral, statement) in ["A", "B"].iter().zip(&paper.statements) {
            section.leaf {
                h2 { (numeral) ". " (words::fund(statement.fund)) }
                h3 { "Thu, chi" }
                (flows(statement))
                h3 { "Thu nhập, chi phí trong năm" }
                (results(paper, statement.fund))
                h3 { "Số dư các tài khoản" }
                table.fixed {
                    (columns(&BALANCES))
                    tbody {
                        @for (account, before, after) in balances(statement.fund) {
                            tr {
                                td { (words::account(account)) }
                                td.number { (sum(before)) }
                                td.number { (sum(after)) }
                                td.number { (sum(after - before)) }
                            }
                        }
                    }
                }
            }
        }
        (book_signatures(head))
        footer { "Theo sổ đến bút toán số " (paper.after.basis.through) }
    };
    page(&title, &body)
}
