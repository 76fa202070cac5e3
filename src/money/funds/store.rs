//! Funds in the database.

use super::model::{Fund, FundKind, FundWithMoney, NewFund};
use crate::money::schema::{funds, ledger_balances, ledgers};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::ids::ClubId;
use crate::platform::money::Vnd;
use crate::register::clubs;
use crate::register::clubs::model::{Club, ClubState};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The funds of the clubs that the caller can see.
    visible: funds;
}

/// A club's funds, with the money in them now.
pub async fn list(db: &mut impl Reads, club: ClubId) -> Result<Vec<FundWithMoney>> {
    let rows = visible(db.scope()).filter(funds::club_id.eq(club)).order(funds::kind);
    let funds: Vec<Fund> = rows.select(Fund::as_select()).load(db.conn()).await?;
    if funds.is_empty() {
        clubs::store::find(db, club).await?; // no funds, or a club out of reach
        return Ok(vec![]);
    }
    let purses: Vec<(FundKind, String, Vnd)> = ledger_balances::table
        .filter(ledger_balances::club_id.eq(club))
        .filter(ledger_balances::account.eq_any(["cash", "bank"]))
        .select((ledger_balances::fund, ledger_balances::account, ledger_balances::balance_vnd))
        .load(db.conn())
        .await?;
    let purse = |kind: FundKind, account: &str| {
        let found = purses.iter().find(|(fund, name, _)| (*fund, name.as_str()) == (kind, account));
        found.map_or(Vnd::ZERO, |(_, _, balance)| *balance)
    };
    let shown = |fund: Fund| FundWithMoney {
        cash_vnd: purse(fund.kind, "cash"),
        bank_vnd: purse(fund.kind, "bank"),
        fund,
    };
    Ok(funds.into_iter().map(shown).collect())
}

/// Opens a fund, and with the first of them the club's books.
pub async fn insert(w: &mut Writer<'_>, club: &Held<Club>, new: &NewFund) -> Result<Fund> {
    let opened_on = new.opened_on.not_after(w.scope().today(), "/opened_on")?;
    if !matches!(club.state, ClubState::Established | ClubState::Active | ClubState::Suspended) {
        return Err(Error::from(Code::ClubStateRefuses).with("state", club.state));
    }
    if club.established_on.is_some_and(|day| opened_on < day) {
        return Err(Error::from(Code::DateBeforeFounding).with("established_on", club.established_on));
    }
    let books = diesel::insert_into(ledgers::table).values(ledgers::club_id.eq(club.id));
    books.on_conflict_do_nothing().execute(w.conn()).await?;
    let fund = diesel::insert_into(funds::table)
        .values((
            funds::id.eq(new.id.unwrap_or_default()),
            funds::club_id.eq(club.id),
            funds::kind.eq(new.kind),
            funds::opened_on.eq(opened_on),
        ))
        .returning(Fund::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(fund)
}

/// How many of a club's funds were open on a day.
pub async fn opened_by(w: &mut Writer<'_>, club: &Held<Club>, on: NaiveDate) -> Result<i64> {
    let opened = funds::table.filter(funds::club_id.eq(club.id)).filter(funds::opened_on.le(on));
    Ok(opened.count().get_result(w.conn()).await?)
}
