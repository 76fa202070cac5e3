//! How a chain is followed, and a copy held against it.

use super::model::{
    ChainBreak, ChainFault, ChainedEntry, CopiedEntry, CopyDifference, Digest, FirstCopyDifference,
};
use crate::money::ledger::model::Account;
use crate::money::ledger::rules::chain_hash;
use crate::platform::money::Vnd;
use std::collections::BTreeMap;

/// A chain, followed from its first entry on.
#[derive(Debug, Default)]
pub struct Chain {
    number: i32,
    hash: Option<Vec<u8>>,
    first_broken: Option<ChainBreak>,
}

/// What stands before the first entry.
#[must_use]
pub fn beginning() -> Vec<u8> {
    vec![0; 32]
}

impl Chain {
    /// Goes on to the next entry that is there. Returns what is wrong with it.
    pub fn follow(&mut self, entry: &ChainedEntry) -> Option<ChainBreak> {
        let expected = self.number + 1;
        let fault = if entry.number != expected {
            Some(ChainBreak { number: expected, fault: ChainFault::Missing })
        } else if entry.previous_hash != self.hash.clone().unwrap_or_else(beginning) {
            Some(ChainBreak { number: entry.number, fault: ChainFault::PreviousHash })
        } else if entry.computed != entry.hash {
            Some(ChainBreak { number: entry.number, fault: ChainFault::Hash })
        } else {
            None
        };
        (self.number, self.hash) = (entry.number, Some(entry.hash.clone()));
        self.first_broken = self.first_broken.or(fault);
        fault
    }
    /// Compares where it ended with what the head of the books says. Returns what is wrong.
    pub fn end(&mut self, last_number: i32, last_hash: &[u8]) -> Option<ChainBreak> {
        let same = self.hash.clone().unwrap_or_else(beginning) == last_hash;
        let fault = if self.number < last_number {
            Some(ChainBreak { number: self.number + 1, fault: ChainFault::Missing })
        } else if self.number > last_number || !same {
            Some(ChainBreak { number: self.number, fault: ChainFault::Head })
        } else {
            None
        };
        self.first_broken = self.first_broken.or(fault);
        fault
    }
    /// Where it is broken first; an entry whose lines count for another day is one more way.
    #[must_use]
    pub fn first_broken(&self, misdated: Option<i32>) -> Option<ChainBreak> {
        let misdated = misdated.map(|number| ChainBreak { number, fault: ChainFault::Day });
        self.first_broken.into_iter().chain(misdated).min_by_key(|broken| broken.number)
    }
}

/// Where a copy and the ledger's entries, both of the same part, differ first.
#[must_use]
pub fn first_difference(copy: &[CopiedEntry], own: &[ChainedEntry]) -> Option<FirstCopyDifference> {
    let mut copy: Vec<&CopiedEntry> = copy.iter().collect();
    copy.sort_by_key(|kept| kept.number);
    let (mut kept, mut own) = (copy.into_iter().peekable(), own.iter().peekable());
    loop {
        let (number, difference) = match (kept.peek(), own.peek()) {
            (None, None) => return None,
            (Some(kept), None) => (kept.number, CopyDifference::LackingInLedger),
            (None, Some(own)) => (own.number, CopyDifference::LackingInCopy),
            (Some(kept), Some(own)) if kept.number < own.number => {
                (kept.number, CopyDifference::LackingInLedger)
            }
            (Some(kept), Some(own)) if kept.number > own.number => {
                (own.number, CopyDifference::LackingInCopy)
            }
            (Some(kept), Some(own)) if !agree(kept, own) => (own.number, CopyDifference::Changed),
            _ => {
                kept.next();
                own.next();
                continue;
            }
        };
        return Some(FirstCopyDifference { number, difference });
    }
}

/// The ledger's entry is computed anew: a hash that was left standing over a changed entry proves nothing, and one
/// that was changed over what was left standing is a change too.
fn agree(kept: &CopiedEntry, own: &ChainedEntry) -> bool {
    let said = kept.link.as_ref().is_none_or(|link| chain_hash(&own.previous_hash, link) == own.computed);
    said && own.hash == own.computed && kept.hash == Digest::of(&own.hash)
}

/// By how much an account grows in its own direction: what is owned, owed by members or spent by debits,
/// everything else by credits.
#[must_use]
pub const fn grown(account: Account, amount: Vnd) -> Vnd {
    use Account as A;
    match account {
        A::Cash
        | A::Bank
        | A::Loans
        | A::CashDifferences
        | A::Advances
        | A::LoanLosses
        | A::OperatingExpenses
        | A::SocialHelp
        | A::BankFees
        | A::FundExpenses
        | A::SavingsInterest => amount,
        A::Savings
        | A::Shares
        | A::PooledCapital
        | A::Capital
        | A::CapitalFromSurplus
        | A::Reserve
        | A::RetainedResult
        | A::OperatingShare
        | A::Surplus
        | A::FundTransfers
        | A::OperatingCapital
        | A::InterestIncome
        | A::LateChargeIncome
        | A::RecoveryIncome
        | A::FineIncome
        | A::BankInterestIncome
        | A::OtherIncome
        | A::Contributions
        | A::Donations => Vnd::new(-amount.get()),
    }
}

/// Whether an account grows by credits: capital, what is owed, and what was earned.
#[must_use]
pub const fn grows_by_credits(account: Account) -> bool {
    grown(account, Vnd::new(1)).is_negative()
}

/// A receipt code as it is kept, from whatever somebody typed: case, spaces and hyphens do not matter, and
/// letters that are no part of the alphabet are read as the digits for which they are taken.
#[must_use]
pub fn receipt_code(typed: &str) -> String {
    let clean = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    clean.enumerate().fold(String::new(), |mut code, (index, letter)| {
        if index > 0 && index % 4 == 0 {
            code.push('-');
        }
        code.push(letter);
        code
    })
}

/// Sums by key.
pub fn summed<K: Ord>(rows: impl Iterator<Item = (K, Vnd)>) -> BTreeMap<K, Vnd> {
    let mut sums = BTreeMap::new();
    for (key, amount) in rows {
        *sums.entry(key).or_default() += amount;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A chain of so many entries, as it is stored.
    fn chain(length: i32) -> Vec<ChainedEntry> {
        let id = "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f";
        let mut hash = beginning();
        let link = |number| {
            serde_json::from_value(json!({
                "club_id": id, "number": number, "id": id, "kind": "donation", "on": "2026-01-31", "source": null,
                "words": "", "reverses": null, "meeting_id": null, "recorded_by": id, "recorded_at_us": 0, "lines": [],
            }))
        };
        let mut entry = |number| {
            let (previous_hash, link) = (hash.clone(), link(number).unwrap());
            hash = chain_hash(&previous_hash, &link);
            ChainedEntry { number, previous_hash, hash: hash.clone(), computed: hash.clone(), link }
        };
        (1..=length).map(&mut entry).collect()
    }
    fn copy(entries: &[ChainedEntry]) -> Vec<CopiedEntry> {
        let kept = |e: &ChainedEntry| CopiedEntry { number: e.number, hash: Digest::of(&e.hash), link: None };
        entries.iter().map(kept).collect()
    }
    fn followed(entries: &[ChainedEntry], last: i32) -> Option<ChainBreak> {
        let mut chain = Chain::default();
        for entry in entries {
            chain.follow(entry);
        }
        let hash = entries.last().map_or_else(beginning, |entry| entry.hash.clone());
        chain.end(last, &hash);
        chain.first_broken(None)
    }

    #[test]
    fn a_chain_holds_until_something_in_it_is_touched() {
        let whole = chain(5);
        assert_eq!(followed(&whole, 5), None);
        assert_eq!(followed(&[], 0), None);
        let mut changed = whole.clone();
        changed[2].computed = vec![1; 32];
        assert_eq!(followed(&changed, 5), Some(ChainBreak { number: 3, fault: ChainFault::Hash }));
        changed[2].hash = vec![1; 32]; // chained anew, so the next one hangs in the air
        assert_eq!(followed(&changed, 5), Some(ChainBreak { number: 4, fault: ChainFault::PreviousHash }));
        let mut lacking = whole.clone();
        lacking.remove(1);
        assert_eq!(followed(&lacking, 5), Some(ChainBreak { number: 2, fault: ChainFault::Missing }));
        assert_eq!(followed(&whole[..4], 5), Some(ChainBreak { number: 5, fault: ChainFault::Missing }));
        assert_eq!(followed(&whole, 4), Some(ChainBreak { number: 5, fault: ChainFault::Head }));
    }

    #[test]
    fn a_copy_differs_first_where_it_was_changed_lacks_or_has_too_much() {
        let own = chain(5);
        let first = |copy: &[CopiedEntry]| first_difference(copy, &own).map(|d| (d.number, d.difference));
        let mut kept = copy(&own);
        kept.reverse();
        assert_eq!(first(&kept), None, "in any order");
        kept.retain(|kept| kept.number != 4);
        assert_eq!(first(&kept), Some((4, CopyDifference::LackingInCopy)));
        kept[2].hash = Digest::of(&[7; 32]);
        assert_eq!(first(&kept), Some((2, CopyDifference::Changed)));
        let mut twice = copy(&own);
        twice.push(twice[2].clone());
        assert_eq!(first(&twice), Some((3, CopyDifference::LackingInLedger)));
        let longer = copy(&chain(6));
        assert_eq!(first(&longer), Some((6, CopyDifference::LackingInLedger)));
        let mut said = copy(&own);
        said[1].link = serde_json::from_value(serde_json::to_value(&own[2].link).unwrap()).unwrap();
        assert_eq!(
            first(&said),
            Some((2, CopyDifference::Changed)),
            "what it says counts, not only its hash"
        );
    }

    #[test]
    fn a_receipt_code_is_found_however_it_is_typed() {
        for typed in ["7K3M-9QXD-0HT1", "7k3m 9qxd ohtl", "7k3m9qxdOHTI"] {
            assert_eq!(receipt_code(typed), "7K3M-9QXD-0HT1");
        }
    }
}
