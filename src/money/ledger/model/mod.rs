//! Entries as stored, as shown and as asked for.

mod account;
mod chain;
mod entry;
mod posting;
mod request;
mod savings;
mod voucher;
mod warning;

pub use account::{Account, Purse};
pub use chain::ChainLink;
pub use entry::{Entry, EntryHead, EntryKind, Ledger, LedgerLine, MoneySource, moved};
pub use posting::{Leg, Posting};
pub use request::{EntryQuery, Movement, NewEntry};
pub use savings::{SaverInterest, SavingsInterestDue};
pub use voucher::{Voucher, VoucherKind};
pub use warning::{EntryWarning, EntryWarningCode, KeptWarnings};
