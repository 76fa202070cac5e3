//! What each movement means in double entry, and how entries are chained.

mod savings;

pub use savings::interest_on_savings;

use super::model::{Account, ChainLink, Entry, EntryHead, LedgerLine, Movement, NewEntry, Posting};
use crate::money::funds::model::FundKind;
use crate::platform::error::{Field, FieldCode};
use crate::{Error, Result};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};

impl Movement {
    /// The funds in which it can happen.
    const fn funds(self) -> &'static [FundKind] {
        use FundKind::{Income, Operating};
        match self {
            Self::SeedMoney
            | Self::BankDeposit
            | Self::BankWithdrawal
            | Self::BankInterest
            | Self::OtherIncome
            | Self::BankFee
            | Self::FundTransfer => &[Income, Operating],
            Self::Contribution | Self::Donation | Self::Fine | Self::Advance => &[Operating, Income],
            Self::PooledCapital
            | Self::PooledCapitalReturn
            | Self::SavingsDeposit
            | Self::SavingsWithdrawal
            | Self::InterestTransfer
            | Self::FundExpense
            | Self::SavingsInterest
            | Self::SavingsInterestPayout
            | Self::CapitalFromSurplus
            | Self::SurplusTransfer
            | Self::SharePurchase => &[Income],
            Self::Expense | Self::SocialHelp => &[Operating],
        }
    }
    /// The fund to which it belongs unless told.
    #[must_use]
    pub const fn usual_fund(self) -> FundKind {
        match self {
            Self::Contribution
            | Self::Donation
            | Self::Expense
            | Self::SocialHelp
            | Self::Fine
            | Self::Advance => FundKind::Operating,
            _ => FundKind::Income,
        }
    }
    /// Whether money comes in, into the cash box that is.
    #[must_use]
    pub const fn brings_money(self) -> bool {
        matches!(
            self,
            Self::SeedMoney
                | Self::Contribution
                | Self::Donation
                | Self::PooledCapital
                | Self::SavingsDeposit
                | Self::BankWithdrawal
                | Self::OtherIncome
                | Self::Fine
                | Self::SharePurchase
        )
    }
    /// The funds whose cash box it moves if it is paid in cash, `fund` being the one that it is entered for.
    #[must_use]
    pub fn moves_cash_of(self, fund: FundKind) -> Vec<FundKind> {
        match self {
            Self::InterestTransfer | Self::SurplusTransfer | Self::FundTransfer => {
                vec![FundKind::Income, FundKind::Operating]
            }
            Self::BankInterest | Self::BankFee | Self::SavingsInterest | Self::CapitalFromSurplus => vec![],
            _ => vec![fund],
        }
    }
    /// Whether it has to say whose money it is, or cannot.
    const fn member(self) -> Wanted {
        match self {
            Self::Contribution
            | Self::SavingsDeposit
            | Self::SavingsWithdrawal
            | Self::Fine
            | Self::SavingsInterest
            | Self::SavingsInterestPayout
            | Self::SharePurchase => Wanted::Yes,
            Self::PooledCapital | Self::PooledCapitalReturn | Self::SocialHelp | Self::Advance => {
                Wanted::Perhaps
            }
            _ => Wanted::No,
        }
    }
    const fn source(self) -> Wanted {
        match self {
            Self::SeedMoney => Wanted::Yes,
            Self::Donation | Self::PooledCapital => Wanted::Perhaps,
            _ => Wanted::No,
        }
    }
    const fn party(self) -> Wanted {
        match self {
            Self::Donation => Wanted::Yes,
            Self::SeedMoney
            | Self::PooledCapital
            | Self::PooledCapitalReturn
            | Self::Expense
            | Self::SocialHelp
            | Self::OtherIncome
            | Self::FundExpense
            | Self::Advance => Wanted::Perhaps,
            _ => Wanted::No,
        }
    }
    const fn fine(self) -> Wanted {
        match self {
            Self::Fine => Wanted::Yes,
            _ => Wanted::No,
        }
    }
    /// Whether the voucher has to say what the money was for.
    const fn needs_narrative(self) -> bool {
        matches!(
            self,
            Self::Expense | Self::OtherIncome | Self::FundExpense | Self::Advance | Self::FundTransfer
        )
    }
    /// Whether it rests on a decision that a document says.
    const fn needs_document(self) -> bool {
        matches!(self, Self::CapitalFromSurplus | Self::FundTransfer)
    }
    /// The limit that it shares with others of its kind, if it has one: what two of them take of it together is known only
    /// when the first is posted.
    #[must_use]
    pub const fn limit(self) -> Option<Self> {
        match self {
            Self::SurplusTransfer | Self::CapitalFromSurplus => Some(self),
            Self::SavingsInterest | Self::SavingsInterestPayout => Some(Self::SavingsInterest),
            _ => None,
        }
    }
    /// Whether the member has to be one on that day. Who has left can still take her savings out.
    #[must_use]
    pub const fn needs_active_member(self) -> bool {
        matches!(
            self,
            Self::Contribution
                | Self::SavingsDeposit
                | Self::PooledCapital
                | Self::Fine
                | Self::SharePurchase
        )
    }
}

/// Whether a field goes with a movement.
#[derive(Clone, Copy)]
enum Wanted {
    Yes,
    No,
    Perhaps,
}

impl Wanted {
    fn check(self, pointer: &str, given: bool, wrong: &mut Vec<Field>) {
        match (self, given) {
            (Self::Yes, false) => wrong.push(Field::new(pointer, FieldCode::Required)),
            (Self::No, true) => wrong.push(Field::new(pointer, FieldCode::NotHere)),
            _ => {}
        }
    }
}

/// The entry for a movement on a day that has been checked.
///
/// # Errors
/// 422 for a field that the movement lacks or cannot have.
pub fn posting(new: &NewEntry, on: NaiveDate) -> Result<Posting> {
    use Account as A;
    use FundKind::{Income, Operating};
    let kind = new.kind;
    let mut wrong = vec![];
    kind.member().check("/member_id", new.member_id.is_some(), &mut wrong);
    kind.source().check("/source", new.source.is_some(), &mut wrong);
    kind.party().check("/party", new.party.is_some(), &mut wrong);
    kind.fine().check("/fine", new.fine.is_some(), &mut wrong);
    if kind.needs_narrative() {
        Wanted::Yes.check("/narrative", new.narrative.is_some(), &mut wrong);
    }
    if kind.needs_document() {
        Wanted::Yes.check("/document", new.document.is_some(), &mut wrong);
    }
    let somebodys =
        matches!(kind, Movement::PooledCapital | Movement::PooledCapitalReturn | Movement::Advance);
    if kind == Movement::FundTransfer {
        Wanted::Yes.check("/fund", new.fund.is_some(), &mut wrong);
    }
    if somebodys && new.member_id.is_none() && new.party.is_none() {
        wrong.push(Field::new("/member_id", FieldCode::Required));
    }
    let fund = Some(new.fund.unwrap_or(kind.usual_fund())).filter(|fund| kind.funds().contains(fund));
    let Some(fund) = fund.filter(|_| wrong.is_empty()) else {
        if fund.is_none() {
            wrong.push(Field::new("/fund", FieldCode::NotHere));
        }
        return Err(Error::invalid(wrong));
    };
    let (purse, amount, whose) = (Account::from(new.purse), new.amount_vnd.vnd(), new.member_id);
    let capital = A::capital_of(fund);
    let said: Vec<&str> = [new.fine.as_deref(), new.narrative.as_deref()].into_iter().flatten().collect();
    let said = Some(said.join(": ")).filter(|said| !said.is_empty());
    let posting = Posting::new(new.id, kind.into(), on).saying(said.as_deref());
    let posting = match kind {
        Movement::SeedMoney => posting.moving(fund, amount, purse, capital),
        Movement::Contribution => posting.moving(fund, amount, purse, A::Contributions.of(whose)),
        Movement::Donation => posting.moving(fund, amount, purse, A::Donations),
        Movement::PooledCapital => posting.moving(fund, amount, purse, A::PooledCapital.of(whose)),
        Movement::PooledCapitalReturn => posting.moving(fund, amount, A::PooledCapital.of(whose), purse),
        Movement::SavingsDeposit => posting.moving(fund, amount, purse, A::Savings.of(whose)),
        Movement::SavingsWithdrawal => posting.moving(fund, amount, A::Savings.of(whose), purse),
        Movement::Expense => posting.moving(fund, amount, A::OperatingExpenses, purse),
        Movement::SocialHelp => posting.moving(fund, amount, A::SocialHelp.of(whose), purse),
        Movement::InterestTransfer => posting.moving(Income, amount, A::RetainedResult, purse).moving(
            Operating,
            amount,
            purse,
            A::OperatingCapital,
        ),
        Movement::BankDeposit => posting.moving(fund, amount, A::Bank, A::Cash),
        Movement::BankWithdrawal => posting.moving(fund, amount, A::Cash, A::Bank),
        Movement::BankInterest => posting.moving(fund, amount, A::Bank, A::BankInterestIncome),
        Movement::OtherIncome => posting.moving(fund, amount, purse, A::OtherIncome),
        Movement::Fine => posting.moving(fund, amount, purse, A::FineIncome.of(whose)),
        Movement::BankFee => posting.moving(fund, amount, A::BankFees, A::Bank),
        Movement::FundExpense => posting.moving(fund, amount, A::FundExpenses, purse),
        Movement::Advance => posting.moving(fund, amount, A::Advances.of(whose), purse),
        Movement::SavingsInterest => {
            posting.moving(fund, amount, A::SavingsInterest.of(whose), A::Savings.of(whose))
        }
        Movement::SavingsInterestPayout => posting.moving(fund, amount, A::SavingsInterest.of(whose), purse),
        Movement::CapitalFromSurplus => posting.moving(fund, amount, A::Surplus, A::CapitalFromSurplus),
        Movement::SurplusTransfer => posting.moving(Income, amount, A::OperatingShare, purse).moving(
            Operating,
            amount,
            purse,
            A::OperatingCapital,
        ),
        Movement::FundTransfer => posting.moving(fund, amount, A::FundTransfers, purse).moving(
            fund.other(),
            amount,
            purse,
            A::FundTransfers,
        ),
        Movement::SharePurchase => posting.moving(fund, amount, purse, A::Shares.of(whose)),
    };
    Ok(Posting {
        source: new.source,
        party: new.party.as_deref().map(str::to_owned),
        document: new.document.as_deref().map(str::to_owned),
        ..posting
    })
}

impl ChainLink {
    /// What binds an entry with these lines.
    #[must_use]
    pub fn of(head: &EntryHead, lines: Vec<LedgerLine>) -> Self {
        Self {
            club_id: head.club_id,
            number: head.number,
            id: head.id,
            kind: head.kind,
            on: head.on,
            source: head.source,
            words: words(head.party.as_deref(), head.document.as_deref(), head.narrative.as_deref()),
            reverses: head.reverses,
            meeting_id: head.meeting_id,
            recorded_by: head.recorded_by,
            recorded_at_us: head.recorded_at.timestamp_micros(),
            lines,
        }
    }
}

impl Entry {
    /// The same without what tells one member's money: whose a line is and, where it is anybody's, the words, which
    /// may name her.
    #[must_use]
    pub fn without_members(mut self) -> Self {
        if self.lines.iter().any(|line| line.member_id.is_some()) {
            (self.head.party, self.head.document, self.head.narrative) = (None, None, None);
        }
        for line in &mut self.lines {
            line.member_id = None;
        }
        self
    }
}

/// Digest of the words of an entry.
fn words(party: Option<&str>, document: Option<&str>, narrative: Option<&str>) -> String {
    let text = serde_json::to_vec(&(party, document, narrative)).unwrap_or_default();
    hex(&Sha256::digest(text))
}

/// The hash of an entry: of the hash before it and of everything that it says, as JSON.
#[must_use]
pub fn chain_hash(previous: &[u8], link: &ChainLink) -> Vec<u8> {
    let said = serde_json::to_vec(link).unwrap_or_default();
    Sha256::new().chain_update(previous).chain_update(said).finalize().to_vec()
}

/// Bytes in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// A receipt code from random bytes: twelve letters and digits in three groups, without those that are
/// mistaken for one another.
#[must_use]
pub fn receipt_code(random: [u8; 12]) -> String {
    const ALPHABET: [char; 32] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K',
        'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
    ];
    let letters = random.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
    letters.enumerate().fold(String::new(), |mut code, (index, letter)| {
        if index > 0 && index % 4 == 0 {
            code.push('-');
        }
        code.push(*letter);
        code
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::ledger::model::{EntryKind, Purse, moved};
    use crate::platform::money::Vnd;
    use std::collections::HashMap;
    use strum::IntoEnumIterator;

    fn new(kind: Movement) -> NewEntry {
        let mut body = serde_json::json!({ "kind": kind, "on": "2026-01-31", "amount_vnd": 1_000 });
        for (wanted, name, value) in [
            (kind.member(), "member_id", serde_json::json!("018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f")),
            (kind.source(), "source", serde_json::json!("enterprise")),
            (kind.party(), "party", serde_json::json!("Công ty mẫu")),
            (kind.fine(), "fine", serde_json::json!("Đi họp muộn")),
        ] {
            if !matches!(wanted, Wanted::No) {
                body[name] = value;
            }
        }
        body["narrative"] = "mẫu".into();
        body["document"] = "1".into();
        serde_json::from_value(body).unwrap()
    }

    #[test]
    fn every_movement_balances_within_each_fund_in_every_purse() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        for kind in Movement::iter() {
            for purse in [Purse::Cash, Purse::Bank] {
                for fund in kind.funds() {
                    let new = NewEntry { purse, fund: Some(*fund), ..new(kind) };
                    let posting = posting(&new, day).unwrap();
                    let mut sums: HashMap<FundKind, Vnd> = HashMap::new();
                    for LedgerLine { fund, amount_vnd, .. } in &posting.lines {
                        *sums.entry(*fund).or_default() += *amount_vnd;
                    }
                    assert!(sums.values().all(|sum| sum.is_zero()), "{kind:?}: {sums:?}");
                    assert!(posting.lines.len() >= 2, "{kind:?}");
                }
            }
        }
    }

    #[test]
    fn a_movement_says_which_fields_it_lacks_and_which_it_cannot_have() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        let wrong = |new: &NewEntry| posting(new, day).unwrap_err().fields().to_vec();
        let nobody = NewEntry { member_id: None, ..new(Movement::SavingsDeposit) };
        assert_eq!(wrong(&nobody), [Field::new("/member_id", FieldCode::Required)]);
        let elsewhere = NewEntry { fund: Some(FundKind::Income), ..new(Movement::Expense) };
        assert_eq!(wrong(&elsewhere), [Field::new("/fund", FieldCode::NotHere)]);
    }

    #[test]
    fn what_changed_hands_counts_once_however_many_lines_say_so() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        for kind in Movement::iter() {
            let named =
                NewEntry { fund: (kind == Movement::FundTransfer).then_some(FundKind::Income), ..new(kind) };
            let moved = moved(posting(&named, day).unwrap().lines());
            assert_eq!(moved, Vnd::new(1_000), "{kind:?}");
        }
        let lent = Posting::new(None, EntryKind::WriteOff, day);
        let lent = lent.moving(FundKind::Income, Vnd::new(70), Account::LoanLosses, Account::Loans);
        assert_eq!(moved(lent.lines()), Vnd::new(70), "no money moves");
    }

    #[test]
    fn a_receipt_code_has_three_groups_of_letters_that_nobody_confuses() {
        let code = receipt_code([0, 31, 32, 255, 10, 18, 19, 20, 21, 22, 26, 27]);
        assert_eq!(code, "0Z0Z-AJKM-NPTV");
    }
}
