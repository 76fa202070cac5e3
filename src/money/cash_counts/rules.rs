//! Whether banknotes are what was counted.

use super::model::{BANKNOTES, CashCountNotes, NewCashCount};
use crate::platform::error::{Field, FieldCode};
use crate::platform::money::Vnd;
use crate::{Error, Result};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The banknotes of a count, the largest first, without those of which there was none.
///
/// # Errors
/// 422 for a banknote that there is not, for one that is named twice, and for notes that do not add up to what was counted.
pub fn denominations(new: &NewCashCount) -> Result<Option<Vec<CashCountNotes>>> {
    let Some(counted) = &new.denominations else { return Ok(None) };
    let (mut seen, mut wrong) = (BTreeSet::new(), vec![]);
    for (index, notes) in counted.iter().enumerate() {
        let mut refuse = |code| wrong.push(Field::new(format!("/denominations/{index}/note_vnd"), code));
        if !BANKNOTES.contains(&notes.note_vnd) {
            refuse(FieldCode::Choice);
        } else if !seen.insert(notes.note_vnd) {
            refuse(FieldCode::Repeated);
        }
    }
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong));
    }
    let together: Vnd = counted.iter().map(|notes| notes.value_vnd()).sum();
    if together != new.counted_vnd.vnd() {
        return Err(Error::field("/denominations", FieldCode::NotesDisagree));
    }
    let mut counted: Vec<CashCountNotes> = counted.iter().copied().filter(|notes| notes.pieces > 0).collect();
    counted.sort_by_key(|notes| Reverse(notes.note_vnd));
    Ok(Some(counted))
}
