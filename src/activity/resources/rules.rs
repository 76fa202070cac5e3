//! What the fields of a resource have to agree with.

use super::model::{Gift, ResourceKind};
use crate::money::ledger::model::{Entry, EntryKind};
use crate::platform::error::{Field, FieldCode};
use crate::{Error, Result};
use chrono::NaiveDate;

impl Gift {
    /// Whether its fields agree with each other.
    ///
    /// # Errors
    /// 422 for each that does not: labour is told in half days and nothing else is, only cash stands in the
    /// ledger, and cash that does not has a value.
    pub fn check(&self, today: NaiveDate) -> Result<()> {
        let mut wrong = vec![];
        if self.received_on > today {
            wrong.push(Field::new("/received_on", FieldCode::DateInFuture));
        }
        match (self.kind == ResourceKind::Labour, self.half_days.is_some()) {
            (true, false) => wrong.push(Field::new("/half_days", FieldCode::Required)),
            (false, true) => wrong.push(Field::new("/half_days", FieldCode::NotHere)),
            _ => {}
        }
        let cash = self.kind == ResourceKind::Cash;
        if self.entry_id.is_some() && !cash {
            wrong.push(Field::new("/entry_id", FieldCode::NotHere));
        }
        if cash && self.value_vnd.is_none() && self.entry_id.is_none() {
            wrong.push(Field::new("/value_vnd", FieldCode::Required));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
    }
    /// The same, with the amount of its entry: one by which money came from outside, and which stands.
    ///
    /// # Errors
    /// 422 for another entry, and for a value that is not its amount.
    pub fn entered(mut self, entry: Option<&Entry>) -> Result<Self> {
        let from_outside = [EntryKind::Donation, EntryKind::SeedMoney, EntryKind::Contribution];
        let entry = entry.filter(|entry| from_outside.contains(&entry.head.kind));
        let entry = entry.ok_or_else(|| Error::field("/entry_id", FieldCode::UnknownEntry))?;
        if self.value_vnd.is_some_and(|value| value != entry.amount_vnd) {
            return Err(Error::field("/value_vnd", FieldCode::Differs));
        }
        self.value_vnd = Some(entry.amount_vnd);
        Ok(self)
    }
}
