//! Rows that are held.

use crate::Result;
use crate::platform::http::{IfMatch, Versioned};
use std::ops::Deref;

/// A row read through the caller's scope that nobody else changes until the transaction ends: the row itself is locked,
/// or the club that it belongs to. Mutators take one of these; ids do not reach them.
#[derive(Debug)]
pub struct Held<T>(T);

impl<T> Held<T> {
    /// Only stores hold rows.
    pub fn new(row: T) -> Self {
        Self(row)
    }
    /// The same row, as it is after a change in this transaction.
    pub fn renew(&mut self, row: T) {
        self.0 = row;
    }
}
impl<T: Versioned> Held<T> {
    /// The same row, if it is still as the caller read it.
    ///
    /// # Errors
    /// 412 when it has changed.
    pub fn if_matches(self, etag: IfMatch) -> Result<Self> {
        etag.check(&self.0)?;
        Ok(self)
    }
}
impl<T> Deref for Held<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
