//! What can be undone, and what has to be undone with it.

use crate::money::ledger::model::EntryKind;
use crate::platform::error::Code;

/// What it takes to undo an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undoing {
    /// Its exact opposite, and nothing else.
    Opposite,
    /// Its exact opposite, and what it did to a loan.
    OppositeAndLoan,
    /// Its exact opposite, if nothing accounts for it yet.
    OppositeOfAdvance,
    /// Its exact opposite on its own day, if no later year is closed.
    OppositeOfYearEnd,
    /// Its exact opposite, and the cycle is open again.
    OppositeAndCycle,
}

/// What it takes to undo an entry of a kind.
///
/// # Errors
/// The code of why it cannot be undone.
pub const fn undoing(kind: EntryKind) -> Result<Undoing, Code> {
    use EntryKind as K;
    match kind {
        K::Reversal => Err(Code::ReversalOfAReversal),
        K::Repayment | K::Recovery | K::Disbursement | K::Takeover => Ok(Undoing::OppositeAndLoan),
        K::Advance => Ok(Undoing::OppositeOfAdvance),
        K::YearEnd => Ok(Undoing::OppositeOfYearEnd),
        K::ShareOut => Ok(Undoing::OppositeAndCycle),
        caused if caused.has_a_cause() => Err(Code::ReversedWithItsCause),
        _ => Ok(Undoing::Opposite),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn what_the_treasurer_enters_by_itself_is_undone_by_itself() {
        let by_itself = |kind: &EntryKind| undoing(*kind) == Ok(Undoing::Opposite);
        let undone: Vec<EntryKind> = EntryKind::iter().filter(by_itself).collect();
        assert_eq!(undone.len(), 26, "{undone:?}");
        assert!(undone.iter().all(|kind| !kind.has_a_cause()));
        assert_eq!(undoing(EntryKind::Reversal), Err(Code::ReversalOfAReversal));
        assert_eq!(undoing(EntryKind::WriteOff), Err(Code::ReversedWithItsCause));
    }
}
