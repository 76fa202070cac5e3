//! Money (quỹ, vay vốn): a club's two funds, its books and its loans.
//!
//! # Laws
//!
//! - **Two funds**: every club has an income-generation fund (quỹ tăng thu nhập) and an operating fund (quỹ hoạt động)
//!   and manages them under its own regulation, Quy chế (Kế hoạch 13335/KH-UBND, Đồng Nai 2020, II.1.b). Nobody above
//!   the club posts to its ledger or decides its loans.
//! - **One ledger a club**, in double entry and append-only: an entry balances within each fund, entries are numbered
//!   without gaps, and each carries the hash of the one before (the chain). A posted entry is never changed, only
//!   reversed, by its exact opposite and at most once.
//! - **Money cannot be there before it came**: no purse is below 0 on any day, however back-dated an entry is; no
//!   member's savings are, nor is what a member or a party put in as capital (vốn hùn).
//! - **What is owed to members stays covered**: an opening balance owes no more than money and loans cover, and money
//!   that is owed to members is not handed over to others.
//! - **Interest goes to the operating fund by the regulation's share of the day on which it came in**, less losses.
//!   Recovered principal is no interest.
//! - **An ended club's books take nothing more**, and no club ends on a day on which it had money or lent.
//! - **Cash moves by voucher** (phiếu thu, phiếu chi): numbered without gaps for each fund and year when it is posted, and
//!   never again otherwise. What is reversed keeps its number, and the reversal has one of its own.
//! - **A closed period stays closed** (khóa sổ): nothing is posted or reversed into it.
//!   Into a year whose end is made (kết chuyển) neither income nor expenses are.
//! - **Whole đồng** (`i64`); rates are whole numbers in parts per million per period. No float.
//! - **The agreed rate is at most 20 % a year** (Civil Code 2015, art. 468(1)): above it a loan is refused. An
//!   effective rate above it is a warning. One loan is at most 50 million đồng (Decision 20/2017/QĐ-TTg). The
//!   arithmetic and its sources are in [`crate::lending`].
//! - **A contract is frozen when it is approved**: a later regulation does not change it. A preview, the loan that
//!   follows from it and its statement are the same.
//! - **Arrears are no state**: days past due follow from the entries and a day, so any past day gives the same answer
//!   for ever. More than 30 days past due is what the portfolio at risk counts. A reschedule hides none: the class in which
//!   it found the loan is kept until the new schedule is performed.
//! - **What was known**: every answer for a day counts the entries of days up to it, and with `known_at` those recorded by
//!   that instant. What was undone later stands: in the trial balance, the statement of a loan and that of a member alike.
//! - **Nobody decides alone**: who recorded a decision does not disburse; a reversal, an opening balance and a handover of
//!   money are asked for by one and approved by another; the borrower and her household neither vote nor count; a write-off
//!   takes three people, of whom one answers for the commune association; two count the cash box; a treasury is handed over
//!   by both treasurers.
//! - **One member's money is a tier of its own** (`savings.read`): whoever reads the books without it sees neither whose a
//!   line is nor what was said of it, and no hash from which that could be guessed.
//! - **The club's own lending stands apart**: loans of other lenders are never part of its sums.
//!
//! # Resources
//!
//! - [`funds`]: the two funds, and the money in them.
//! - [`ledger`]: the entries (sổ quỹ), and the only way to post.
//! - [`proposals`]: entries that take two people: the opening balance, and money handed over to others.
//! - [`meetings`]: a whole meeting (sinh hoạt) with all the money that moved in it, from one document.
//! - [`books`]: trial balance, cash book, statements, the proof of the chain, receipts.
//! - [`advances`]: advances (tạm ứng) that are open, and their settlement.
//! - [`cash_counts`]: counts of the cash box (kiểm kê quỹ).
//! - [`closings`]: closings of the books (khóa sổ).
//! - [`year_ends`]: the income and expenses of a year closed, its surplus divided (kết chuyển cuối năm).
//! - [`loans`]: loans (vay vốn), from the application to the disbursement, their schedules and statements.
//! - [`decisions`]: the board's votes on loans (biểu quyết).
//! - [`repayments`]: repayments (trả nợ), divided to the đồng, and recoveries.
//! - [`reschedules`]: more time for a running loan (gia hạn nợ).
//! - [`pauses`]: a whole place pays nothing for a while after a disaster (giãn nợ do thiên tai).
//! - [`write_offs`]: debts that are given up (xóa nợ), by vote and clearance.
//! - [`cycles`]: savings cycles and their share-out (chia cuối kỳ), where the regulation has them.
//! - [`reversals`]: requests to undo an entry (đảo bút toán), a reschedule or a write-off, and their approval.
//! - [`treasury_handovers`]: one treasurer hands the funds over to another (bàn giao quỹ).
//! - [`external_loans`]: what other lenders lent to members.
//! - [`due_lists`]: what is due on a meeting day (bảng kê thu nợ), of all loans at once.
//! - [`messages`]: the sentences to send (tin nhắn): what is due, a meeting, a receipt.
//! - [`published_accounts`]: what a closing publishes to the members (công khai tài chính).
//! - [`mergers`]: books and loans that went on in another club's (sáp nhập).
//! - [`papers`]: all of this on paper (phiếu thu, phiếu chi, sổ quỹ, khế ước, biên bản), and as workbooks.
//!
//! # SQL functions (`sql/`)
//!
//! - `expect_members`: how many members were expected at a meeting? A trigger that counts them when it is entered.
//! - `capital_lines`: whose is each line of pooled capital? A view.
//! - `keep_out_of_ended_clubs`: refuses everything in a club that has ended. A trigger.
//! - `open_the_books_once`: refuses an opening balance amid running books. A trigger.
//! - `keep_the_books`: the laws of the books, and the balances that follow from the lines. A trigger.
//! - `keep_the_months`: what moved on each account in each month? A trigger that adds it up.
//! - `refuse_to_rewrite`: refuses every change of entries, lines and vouchers. A trigger.
//! - `number_vouchers`: which voucher is each line of cash? A trigger that numbers them.
//! - `closed_on`: what of the accounts of some clubs had year-ends closed by the end of a day?
//! - `balances_on`: what was on each account of some clubs at the end of a day?
//! - `transferable_on`: how much interest may still go to the operating fund?
//! - `keep_the_shares`: refuses a transfer of more than that. A trigger.
//! - `books_on`: for whose books does a club answer at the end of a day? `merged_with`: with which clubs did it merge?
//! - `loans_held`: which loans were some clubs' on a day? `holder_of`: whose was a loan?
//! - `hand_over_loans`: hands a club's loans to the one into which it is merged.
//! - `pause_loans`: through which pauses do these loans stand still? Writes it down.
//! - `settle_lateness`: since when are these loans late, and through which day do they stand still? Writes it down;
//!   `settle_clubs` does it for all running loans of some clubs.
//! - `loans_on`: which loans had some clubs disbursed by a day, and how did they stand at its end?
//!
//! # What it publishes
//!
//! The wings above read [`tables`]. To statistics: `balances_on` and `loans_on`, from which figures and historical
//! figures are counted. What was written says through its event that the club's money has to be counted again
//! ([`LoanFacts::MONEY`](crate::platform::log::Facts::MONEY)). To lifecycle: `books::store::holdings` and
//! `loans::store::running` (does a club that is dissolved still hold or lend anything?), `mergers::store::hand_over`
//! (what becomes of a merged club's money), `loans::store::owes_nothing` (may a
//! member leave?), `pauses::store::freeze_for_death`, `loans::store::pause` (through which pauses does a
//! loan stand still that came into a club?), `funds::store::opened_by`. The register settles with
//! `settle_clubs` what was settled by a clock that was ahead.

extern crate self as money;
use ::{access, lending, platform, register, territory};
use platform::{Error, Result};

pub mod advances;
pub mod books;
pub mod cash_counts;
pub mod closings;
pub mod cycles;
pub mod decisions;
pub mod due_lists;
pub mod external_loans;
pub mod funds;
pub mod ledger;
pub mod loans;
pub mod meetings;
pub mod mergers;
pub mod messages;
pub mod papers;
pub mod pauses;
pub mod proposals;
pub mod published_accounts;
pub mod repayments;
pub mod reschedules;
pub mod reversals;
mod schema;
pub mod sql;
pub mod treasury_handovers;
pub mod write_offs;
pub mod year_ends;

use crate::platform::http::Mount;

/// Tables that the wings above may read. Only this wing writes them.
pub mod tables {
    pub use super::schema::{
        closing_balances, funds, ledger_balances, ledger_closings, ledger_entries, ledger_lines,
        ledger_mergers, ledger_vouchers, ledgers, loans, pooled_balances, savings_balances,
    };
}

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(funds::configure)
        .configure(ledger::configure)
        .configure(books::configure)
        .configure(proposals::configure)
        .configure(advances::configure)
        .configure(closings::configure)
        .configure(year_ends::configure)
        .configure(cash_counts::configure)
        .configure(loans::configure)
        .configure(repayments::configure)
        .configure(external_loans::configure)
        .configure(decisions::configure)
        .configure(cycles::configure)
        .configure(meetings::configure)
        .configure(reschedules::configure)
        .configure(pauses::configure)
        .configure(write_offs::configure)
        .configure(reversals::configure)
        .configure(treasury_handovers::configure)
        .configure(mergers::configure)
        .configure(due_lists::configure)
        .configure(messages::configure)
        .configure(published_accounts::configure)
        .configure(papers::configure);
}
