//! What stands on papers: what their resources show, with the names that people read. Nothing here is looked up any more.

use crate::money::books::model::{CashBook, FundStatement, MoneyStatement, TrialBalance};
use crate::money::cash_counts::model::CashCount;
use crate::money::decisions::model::LoanDecision;
use crate::money::due_lists::model::DueList;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, Entry, Purse, Voucher};
use crate::money::loans::model::{Loan, LoanDetails, LoanSchedule, LoanStatement};
use crate::money::meetings::model::WholeMeeting;
use crate::platform::fields::Day;
use crate::platform::ids::{ClubId, MemberId};
use crate::platform::looks::{Looks, Shown, shown};
use crate::platform::money::Vnd;
use crate::register::boards::model::Position;
use crate::register::members::model::Member;
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::HashMap;
use utoipa::IntoParams;
use validator::Validate;

/// Fund, purse and period of a printed cash book.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PrintedCashBookQuery {
    /// Fund whose book it is.
    #[param(example = "income")]
    pub fund: FundKind,
    /// Cash book (sổ quỹ tiền mặt) or bank book (sổ tiền gửi); cash unless told.
    #[serde(default)]
    pub purse: Purse,
    /// First day, included; the first of the books unless told. What was there before is carried forward.
    pub from: Option<Day>,
    /// Last day, included; today unless told.
    pub to: Option<Day>,
    /// Number of the last entry that counts: what was known when it was the last. All count unless told.
    #[validate(range(min = 0))]
    pub through: Option<i32>,
}

/// Period of a savings book.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SavingsBookQuery {
    /// First day, included; the first of the books unless told.
    pub from: Option<Day>,
    /// Last day, included; today unless told.
    pub to: Option<Day>,
}

/// Year of annual accounts.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountsYearQuery {
    /// Calendar year; of the one that goes on, what is known today.
    #[validate(range(min = 1900, max = 2199))]
    #[param(example = 2026, minimum = 1900, maximum = 2199)]
    pub year: i32,
}

/// Who issues a paper, and where: club, place and board as they were on the day of the paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaperHead {
    /// Name of the club.
    pub club: String,
    /// Name of the hamlet in which it was at home.
    pub hamlet: String,
    /// Names of the units above the hamlet, nearest first.
    pub within: Vec<String>,
    /// Who held which position, by rank.
    pub board: Vec<(Position, String)>,
    /// Day of the paper.
    pub day: NaiveDate,
}

/// A voucher, or the two of an entry that moved cash from one fund into the other.
#[derive(Debug, Clone)]
pub struct SlipPaper {
    /// Who issues it.
    pub head: PaperHead,
    /// Entry whose cash moved, as the caller may see it.
    pub entry: Entry,
    /// Members whose money it is; none where there are none, or where the caller may not know.
    pub members: Vec<Member>,
}

/// A printed cash book.
#[derive(Debug, Clone)]
pub struct CashBookPaper {
    /// Who issues it.
    pub head: PaperHead,
    /// The whole book of the period.
    pub book: CashBook,
    /// Names of the members whose money a line is, by the number of its entry; none where the caller may not know.
    pub names: HashMap<i32, String>,
}

/// A loan in a list.
#[derive(Debug, Clone)]
pub struct LoanRow {
    /// The loan.
    pub loan: Loan,
    /// Name of the borrower.
    pub borrower: String,
    /// Its statement as of the day of the list.
    pub statement: LoanStatement,
}

/// All loans of a club that were handed out by a day, in the order of their numbers.
#[derive(Debug, Clone)]
pub struct LoansPaper {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Who issues it, and the day.
    pub head: PaperHead,
    /// The loans.
    pub loans: Vec<LoanRow>,
}

/// The list of a meeting day.
#[derive(Debug, Clone)]
pub struct DuePaper {
    /// Who issues it, and the day.
    pub head: PaperHead,
    /// What is due on it.
    pub list: DueList,
}

/// What a member saved in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaverRow {
    /// Name of the member.
    pub name: String,
    /// Savings before the period, đồng.
    pub opening_vnd: Vnd,
    /// Deposited in the period, đồng.
    pub deposited_vnd: Vnd,
    /// Withdrawn in the period, đồng.
    pub withdrawn_vnd: Vnd,
}

impl SaverRow {
    /// Savings after the period, đồng.
    #[must_use]
    pub fn closing_vnd(&self) -> Vnd {
        self.opening_vnd + self.deposited_vnd - self.withdrawn_vnd
    }
}

/// The savings of all members in a period.
#[derive(Debug, Clone)]
pub struct SavingsPaper {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Who issues it; its day is the last of the period.
    pub head: PaperHead,
    /// First day of the period; none from the first entry on.
    pub from: Option<NaiveDate>,
    /// Members who ever saved, in the order of a Vietnamese list of names.
    pub savers: Vec<SaverRow>,
}

/// A member's passbook.
#[derive(Debug, Clone)]
pub struct PassbookPaper {
    /// Who issues it; its day is the last of the period.
    pub head: PaperHead,
    /// Whose it is.
    pub member: Member,
    /// What moved on her accounts.
    pub statement: MoneyStatement,
    /// Vouchers by the numbers of the entries.
    pub vouchers: HashMap<i32, Vec<Voucher>>,
}

/// What an application, a contract and a schedule are printed from.
#[derive(Debug, Clone)]
pub struct LoanPaper {
    /// Who issues it.
    pub head: PaperHead,
    /// The loan.
    pub loan: LoanDetails,
    /// Who borrows.
    pub borrower: Member,
    /// Names of those who vouch for it.
    pub guarantors: Vec<String>,
    /// Number of the regulation's version by which it was decided, and the day on which that was adopted.
    pub regulation: Option<(i32, NaiveDate)>,
    /// The schedule; none before the disbursement.
    pub schedule: Option<LoanSchedule>,
}

/// The minutes of a meeting.
#[derive(Debug, Clone)]
pub struct MinutesPaper {
    /// Who issues it.
    pub head: PaperHead,
    /// The meeting, with what the caller may see of it.
    pub meeting: WholeMeeting,
    /// Names of all who are named in it; none where the caller may not know them.
    pub names: Option<HashMap<MemberId, String>>,
    /// Decisions about loans that were taken in it, with the loan and the name of its borrower; none where the caller may
    /// not know them.
    pub decisions: Vec<(LoanDecision, Loan, String)>,
}

/// The minutes of a count.
#[derive(Debug, Clone)]
pub struct CountPaper {
    /// Who issues it.
    pub head: PaperHead,
    /// The count.
    pub count: CashCount,
    /// Names of the two who counted; none where the caller may not know them.
    pub counters: Option<[String; 2]>,
}

/// A fund's statement.
#[derive(Debug, Clone)]
pub struct StatementPaper {
    /// Who issues it; its day is the last of the period.
    pub head: PaperHead,
    /// The statement.
    pub statement: FundStatement,
}

/// A year's accounts.
#[derive(Debug, Clone)]
pub struct AccountsPaper {
    /// Who issues it; its day is the last of the year, or today.
    pub head: PaperHead,
    /// The year.
    pub year: i32,
    /// Statements of the two funds for the year.
    pub statements: Vec<FundStatement>,
    /// What each fund earned and spent in the year, and what of it was distributed ahead of the year's end, by the accounts:
    /// debits less credits.
    pub results: Vec<(FundKind, Account, Vnd)>,
    /// Balances before the year.
    pub before: TrialBalance,
    /// Balances at its end.
    pub after: TrialBalance,
}

shown! {
    SlipPaper: "ledger_entry" of |paper| paper.entry.head.club_id;
    MinutesPaper: "meeting" of |paper| paper.meeting.meeting.club_id;
    CountPaper: "cash_count" of |paper| paper.count.club_id;
    StatementPaper: "fund_statement" of |paper| paper.statement.basis.club_id;
    AccountsPaper: "trial_balance" of |paper| paper.before.basis.club_id;
}

/// A paper shows the sums of a club even where it has no rows.
impl Shown for CashBookPaper {
    fn tell(&self, looks: &mut Looks) {
        looks.rows("ledger_entry", self.book.basis.club_id, self.book.items.len().max(1));
    }
}
impl Shown for LoansPaper {
    fn tell(&self, looks: &mut Looks) {
        looks.rows("loan", self.club_id, self.loans.len().max(1));
    }
}
impl Shown for DuePaper {
    fn tell(&self, looks: &mut Looks) {
        looks.rows("loan", self.list.club_id, self.list.items.len().max(1));
        looks.rows("member", self.list.club_id, self.list.shares.len());
    }
}
impl Shown for SavingsPaper {
    fn tell(&self, looks: &mut Looks) {
        looks.rows("savings", self.club_id, self.savers.len().max(1));
    }
}
