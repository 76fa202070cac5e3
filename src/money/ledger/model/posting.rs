//! What is to be posted, made of movements between two accounts.

use super::{Account, Entry, EntryHead, EntryKind, LedgerLine, MoneySource};
use crate::money::funds::model::FundKind;
use crate::platform::ids::{ClubId, EntryId, LoanId, MeetingId, MemberId, UserId};
use crate::platform::money::Vnd;
use chrono::{DateTime, NaiveDate, Utc};

/// One side of a movement: an account, and whose or for which loan.
#[derive(Debug, Clone, Copy)]
pub struct Leg {
    account: Account,
    member: Option<MemberId>,
    loan: Option<LoanId>,
}

impl Account {
    /// This account, for a member.
    #[must_use]
    pub fn of(self, member: Option<MemberId>) -> Leg {
        Leg { account: self, member, loan: None }
    }
    /// This account, for a member's loan.
    #[must_use]
    pub fn lent(self, member: MemberId, loan: LoanId) -> Leg {
        Leg { account: self, member: Some(member), loan: Some(loan) }
    }
}

impl From<Account> for Leg {
    fn from(account: Account) -> Self {
        account.of(None)
    }
}

/// What is to be posted. It is made of movements between two accounts of one fund, so that it cannot but balance; or of
/// such lines as were drawn up before.
#[derive(Debug, Clone)]
pub struct Posting {
    pub(crate) id: EntryId,
    pub(crate) kind: EntryKind,
    pub(crate) on: NaiveDate,
    pub(crate) source: Option<MoneySource>,
    pub(crate) party: Option<String>,
    pub(crate) document: Option<String>,
    pub(crate) narrative: Option<String>,
    pub(crate) reverses: Option<EntryId>,
    pub(crate) meeting: Option<MeetingId>,
    pub(crate) lines: Vec<LedgerLine>,
}

impl Posting {
    /// Something that happened on a day, so far without money.
    #[must_use]
    pub fn new(id: Option<EntryId>, kind: EntryKind, on: NaiveDate) -> Self {
        Self {
            id: id.unwrap_or_default(),
            kind,
            on,
            source: None,
            party: None,
            document: None,
            narrative: None,
            reverses: None,
            meeting: None,
            lines: vec![],
        }
    }
    /// Moves an amount to one account from another of the same fund. Nothing moves nothing.
    #[must_use]
    pub fn moving(mut self, fund: FundKind, amount: Vnd, to: impl Into<Leg>, from: impl Into<Leg>) -> Self {
        self.add(fund, to.into(), amount);
        self.add(fund, from.into(), -amount);
        self
    }
    /// Takes whole accounts into a club's books, or out of them. The lines balance within each fund, as those books do.
    #[must_use]
    pub fn carrying(kind: EntryKind, on: NaiveDate, lines: Vec<LedgerLine>) -> Self {
        Self { lines, ..Self::new(None, kind, on) }
    }
    /// In this meeting.
    #[must_use]
    pub fn in_meeting(mut self, meeting: Option<MeetingId>) -> Self {
        self.meeting = meeting;
        self
    }
    /// With these words on the voucher.
    #[must_use]
    pub fn saying(mut self, narrative: Option<&str>) -> Self {
        self.narrative = narrative.map(str::to_owned);
        self
    }
    /// By the voucher of this number.
    #[must_use]
    pub fn documented(mut self, document: Option<&str>) -> Self {
        self.document = document.map(str::to_owned);
        self
    }
    /// With somebody who is no member, by name.
    #[must_use]
    pub fn with_party(mut self, party: Option<&str>) -> Self {
        self.party = party.map(str::to_owned);
        self
    }
    /// The id that the entry will have.
    #[must_use]
    pub const fn id(&self) -> EntryId {
        self.id
    }
    /// Number of its voucher.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        self.document.as_deref()
    }
    /// Its lines.
    #[must_use]
    pub fn lines(&self) -> &[LedgerLine] {
        &self.lines
    }
    /// The entry, all but its lines, as it is written into a club's books.
    #[must_use]
    pub fn entered(
        &self,
        club_id: ClubId,
        number: i32,
        receipt_code: String,
        (recorded_by, recorded_at): (UserId, DateTime<Utc>),
    ) -> EntryHead {
        EntryHead {
            id: self.id,
            club_id,
            number,
            kind: self.kind,
            on: self.on,
            source: self.source,
            party: self.party.clone(),
            document: self.document.clone(),
            narrative: self.narrative.clone(),
            reverses: self.reverses,
            meeting_id: self.meeting,
            receipt_code,
            recorded_by,
            recorded_at,
            warnings: vec![],
        }
    }
    /// The exact opposite of an entry, on a day.
    #[must_use]
    pub fn reversing(entry: &Entry, on: NaiveDate, reason: &str) -> Self {
        let opposite = |line: &LedgerLine| LedgerLine { amount_vnd: -line.amount_vnd, ..*line };
        Self {
            reverses: Some(entry.head.id),
            lines: entry.lines.iter().map(opposite).collect(),
            ..Self::new(None, EntryKind::Reversal, on).saying(Some(reason))
        }
    }
    /// Lines for the same account, member and loan are one.
    fn add(&mut self, fund: FundKind, leg: Leg, amount: Vnd) {
        let Leg { account, member: member_id, loan: loan_id } = leg;
        let same = |line: &LedgerLine| {
            (line.fund, line.account, line.member_id, line.loan_id) == (fund, account, member_id, loan_id)
        };
        match self.lines.iter_mut().find(|line| same(line)) {
            Some(line) => line.amount_vnd += amount,
            None => self.lines.push(LedgerLine { fund, account, amount_vnd: amount, member_id, loan_id }),
        }
        self.lines.retain(|line| !line.amount_vnd.is_zero());
    }
}
