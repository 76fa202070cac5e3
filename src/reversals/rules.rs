//! What can be undone by itself.

use crate::error::Code;
use crate::ledger::model::EntryKind;

/// # Errors
/// The code of why an entry of this kind cannot be undone by a reversal of its own.
pub const fn reversible(kind: EntryKind) -> Result<(), Code> {
    match kind {
        EntryKind::Reversal => Err(Code::ReversalOfAReversal),
        caused if caused.has_a_cause() => Err(Code::ReversedWithItsCause),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn what_the_treasurer_enters_by_itself_is_undone_by_itself() {
        let undone: Vec<EntryKind> = EntryKind::iter().filter(|kind| reversible(*kind).is_ok()).collect();
        assert_eq!(undone.len(), 14, "{undone:?}");
        assert_eq!(reversible(EntryKind::Reversal), Err(Code::ReversalOfAReversal));
        assert_eq!(reversible(EntryKind::Repayment), Err(Code::ReversedWithItsCause));
    }
}
