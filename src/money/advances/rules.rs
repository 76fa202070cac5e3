//! What an advance is, and how it is settled.

use super::model::{AdvanceUse, NewAdvanceSettlement};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, Entry, EntryKind, LedgerLine, Posting};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::money::{Amount, Vnd};
use crate::{Error, Result};
use chrono::NaiveDate;

/// The line of an advance that says whose it is and how much.
///
/// # Errors
/// 409 for an entry that is no advance.
pub fn handed_out(entry: &Entry) -> Result<&LedgerLine> {
    let lines = &entry.lines;
    let line = lines.iter().find(|line| line.account == Account::Advances);
    line.filter(|_| entry.head.kind == EntryKind::Advance).ok_or_else(|| Code::NotAnAdvance.into())
}

/// The entry that settles an advance of which `open` is left: what was spent, and what is returned.
///
/// # Errors
/// 422 for a settlement that settles nothing or lacks a field; 409 for more than is open.
pub fn settlement(
    advance: &Entry,
    open: Vnd,
    new: &NewAdvanceSettlement,
    on: NaiveDate,
) -> Result<(Posting, Vnd, Vnd)> {
    let LedgerLine { fund, member_id, .. } = *handed_out(advance)?;
    let amount = |amount: Option<Amount>| amount.map_or(Vnd::ZERO, Amount::vnd);
    let (spent, returned) = (amount(new.spent_vnd), amount(new.returned_vnd));
    let mut wrong = vec![];
    if (spent + returned).is_zero() {
        wrong.push(Field::new("/spent_vnd", FieldCode::Required));
    }
    if !spent.is_zero() && new.narrative.is_none() {
        wrong.push(Field::new("/narrative", FieldCode::Required));
    }
    let spent_on = match (fund, new.spent_on) {
        (FundKind::Operating, AdvanceUse::Expense) => Account::OperatingExpenses,
        (FundKind::Operating, AdvanceUse::SocialHelp) => Account::SocialHelp,
        (FundKind::Income, AdvanceUse::Expense) => Account::FundExpenses,
        (FundKind::Income, AdvanceUse::SocialHelp) => {
            wrong.push(Field::new("/spent_on", FieldCode::NotHere));
            Account::SocialHelp
        }
    };
    if on < advance.head.on {
        wrong.push(Field::new("/on", FieldCode::DateOrder));
    }
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong));
    }
    if spent + returned > open {
        return Err(Error::from(Code::AdvanceOverSettled).with("open_vnd", open));
    }
    let posting = Posting::new(new.id, EntryKind::AdvanceSettlement, on)
        .saying(new.narrative.as_deref())
        .documented(new.document.as_deref())
        .moving(fund, spent, spent_on, Account::Advances.of(member_id))
        .moving(fund, returned, Account::from(new.purse), Account::Advances.of(member_id));
    Ok((posting, spent, returned))
}
