//! How much a movement may come to: by the regulation in force on its day, and by what there is.

use super::savings;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, Movement, NewEntry};
use crate::money::schema::{cycles, ledger_balances};
use crate::platform::db::{Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::ClubId;
use crate::platform::money::Vnd;
use crate::register::regulations;
use crate::register::regulations::rules::CycleRules;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Whether a movement is within what the regulation and the books allow. The club is locked.
///
/// # Errors
/// 409 by the limit that it is above, with the amount that is left.
pub(super) async fn check(w: &mut Writer<'_>, club: ClubId, new: &NewEntry, on: NaiveDate) -> Result<()> {
    let amount = new.amount_vnd.vnd();
    match new.kind {
        Movement::SurplusTransfer => {
            let left = -balance(w, club, &[Account::OperatingShare]).await?;
            at_most(amount, left, Code::NotEnoughSurplus, "surplus_vnd")
        }
        Movement::CapitalFromSurplus => {
            let left = -balance(w, club, &[Account::Surplus]).await?;
            at_most(amount, left.max(Vnd::ZERO), Code::NotEnoughSurplus, "surplus_vnd")
        }
        Movement::Fine => fined(w, club, new, on).await,
        Movement::SharePurchase => whole_shares(w, club, amount, on).await,
        Movement::SavingsInterest | Movement::SavingsInterestPayout => {
            let member = new.member_id.ok_or_else(|| Error::field("/member_id", FieldCode::Required))?;
            match savings::interest_due(w, club, Some(member), on).await? {
                Some(due) => {
                    let left = due.items.as_slice().first().map_or(Vnd::ZERO, |saver| saver.due_vnd);
                    at_most(amount, left, Code::SavingsInterestAboveRate, "due_vnd")
                }
                None if new.document.is_some() => Ok(()),
                None => Err(Error::field("/document", FieldCode::Required)),
            }
        }
        _ => Ok(()),
    }
}

fn at_most(amount: Vnd, left: Vnd, code: Code, name: &'static str) -> Result<()> {
    if amount > left { Err(Error::from(code).with(name, left)) } else { Ok(()) }
}

/// What is on accounts of the income fund now: debits less credits.
async fn balance(w: &mut Writer<'_>, club: ClubId, accounts: &[Account]) -> Result<Vnd> {
    let balances: Vec<Vnd> = ledger_balances::table
        .filter(ledger_balances::club_id.eq(club))
        .filter(ledger_balances::fund.eq(FundKind::Income))
        .filter(ledger_balances::account.eq_any(accounts))
        .select(ledger_balances::balance_vnd)
        .load(w.conn())
        .await?;
    Ok(balances.into_iter().sum())
}

/// A fine is one of the regulation's, at its amount.
async fn fined(w: &mut Writer<'_>, club: ClubId, new: &NewEntry, on: NaiveDate) -> Result<()> {
    let books = regulations::store::book_rules(w, club, on).await?;
    let rule = books.as_ref().zip(new.fine.as_deref()).and_then(|((_, books), name)| books.fine(name));
    match rule {
        None => Err(Code::FineWithoutRule.into()),
        Some(rule) if rule.amount_vnd != new.amount_vnd => {
            Err(Error::from(Code::FineNotByRule).with("amount_vnd", rule.amount_vnd))
        }
        Some(_) => Ok(()),
    }
}

/// Shares are bought whole, at the price of the cycle that is open on the day.
async fn whole_shares(w: &mut Writer<'_>, club: ClubId, amount: Vnd, on: NaiveDate) -> Result<()> {
    let rules: Option<serde_json::Value> = cycles::table
        .filter(cycles::club_id.eq(club))
        .filter(cycles::entry_id.is_null())
        .filter(cycles::starts_on.le(on))
        .filter(cycles::ends_on.ge(on))
        .select(cycles::rules)
        .first(w.conn())
        .await
        .optional()?;
    let rules = rules.ok_or(Code::CycleNotOpen)?;
    let rules: CycleRules = serde_json::from_value(rules).map_err(Error::internal)?;
    let price = rules.share_price_vnd.vnd();
    if amount.get() % price.get() == 0 {
        return Ok(());
    }
    Err(Error::from(Code::SharesNotWhole).with("share_price_vnd", price))
}
