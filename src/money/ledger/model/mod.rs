//! Entries as stored, as shown and as asked for.

mod account;
mod chain;
mod entry;
mod posting;
mod request;

pub use account::{Account, Purse};
pub use chain::ChainLink;
pub use entry::{Entry, EntryHead, EntryKind, Ledger, LedgerLine, MoneySource};
pub use posting::{Leg, Posting};
pub use request::{EntryQuery, Movement, NewEntry, NewOpening, OpeningFund, OpeningShare};
