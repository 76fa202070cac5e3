//! Closings in the database.

use super::model::{Closing, ClosingBalance, ClosingHead, NewClosing};
use crate::money::funds;
use crate::money::ledger::model::Ledger;
use crate::money::schema::{closing_balances, funds as funds_table, ledger_closings, ledger_lines, ledgers};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClosingId, ClubId};
use crate::register::clubs;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

clubs::store::rows_of_clubs! {
    /// The closings of the clubs that the caller can see.
    visible: ledger_closings;
}

/// Lists a club's closings, newest first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<Closing>> {
    let mut rows = visible(db.scope()).filter(ledger_closings::club_id.eq(club));
    if let Some(seek) = page.seek() {
        rows = rows.filter(ledger_closings::through.lt(seek.day()?));
    }
    let heads: Vec<ClosingHead> = rows
        .order(ledger_closings::through.desc())
        .limit(page.limit + 1)
        .select(ClosingHead::as_select())
        .load(db.conn())
        .await?;
    if heads.is_empty() {
        clubs::store::find(db, club).await?; // never closed, or a club out of reach
    }
    let page = Page::cut(heads, page, |head| Seek { key: head.through.to_string(), id: head.id.0 });
    Ok(Page { items: with_balances(db, page.items).await?, next: page.next })
}

/// Closings already found, with their balances: one statement for all.
async fn with_balances(db: &mut impl Reads, heads: Vec<ClosingHead>) -> Result<Vec<Closing>> {
    let ids: Vec<ClosingId> = heads.iter().map(|head| head.id).collect();
    let rows: Vec<(ClosingId, ClosingBalance)> = closing_balances::table
        .filter(closing_balances::closing_id.eq_any(ids))
        .select((closing_balances::closing_id, ClosingBalance::as_select()))
        .load(db.conn())
        .await?;
    let mut by_closing: HashMap<ClosingId, Vec<ClosingBalance>> = HashMap::new();
    for (closing, balance) in rows {
        by_closing.entry(closing).or_default().push(balance);
    }
    let whole = heads.into_iter().map(|head| {
        let mut balances = by_closing.remove(&head.id).unwrap_or_default();
        balances.sort_by_key(|balance| (balance.fund, balance.account));
        Closing { head, balances }
    });
    Ok(whole.collect())
}

/// Closes the books through a day. Who holds them knows that nothing is dated into it meanwhile.
pub async fn insert(w: &mut Writer<'_>, ledger: &mut Held<Ledger>, new: &NewClosing) -> Result<Closing> {
    let through = new.through.get();
    let closed = ledger.closed_through;
    if through >= w.scope().today() || closed.is_some_and(|closed| through <= closed) {
        return Err(Error::from(Code::ClosingInTheFuture).with("closed_through", closed));
    }
    let opened: Option<NaiveDate> = funds::store::visible(w.scope())
        .filter(funds_table::club_id.eq(ledger.club_id))
        .order(funds_table::opened_on)
        .select(funds_table::opened_on)
        .first(w.conn())
        .await
        .optional()?;
    if opened.is_none_or(|opened| through < opened) {
        return Err(Error::from(Code::FundNotOpen).with("opened_on", opened));
    }
    let id = new.id.unwrap_or_default();
    let head = diesel::insert_into(ledger_closings::table)
        .values((
            ledger_closings::id.eq(id),
            ledger_closings::club_id.eq(ledger.club_id),
            ledger_closings::through.eq(through),
            ledger_closings::last_number.eq(ledger.last_number),
            ledger_closings::closed_by.eq(w.scope().user()),
        ))
        .returning(ClosingHead::as_returning())
        .get_result(w.conn())
        .await?;
    let balances = ledger_lines::table
        .filter(ledger_lines::club_id.eq(ledger.club_id))
        .filter(ledger_lines::on_day.le(through))
        .group_by((ledger_lines::fund, ledger_lines::account))
        .select((
            id.into_sql::<SqlUuid>(),
            ledger_lines::fund,
            ledger_lines::account,
            sql::<BigInt>("sum(ledger_lines.amount_vnd)::bigint"),
        ));
    balances
        .insert_into(closing_balances::table)
        .into_columns((
            closing_balances::closing_id,
            closing_balances::fund,
            closing_balances::account,
            closing_balances::balance_vnd,
        ))
        .execute(w.conn())
        .await?;
    diesel::update(ledgers::table.filter(ledgers::club_id.eq(ledger.club_id)))
        .set((ledgers::closed_through.eq(through), ledgers::version.eq(ledgers::version + 1)))
        .execute(w.conn())
        .await?;
    ledger.renew(Ledger { closed_through: Some(through), ..(**ledger).clone() });
    let whole = with_balances(w, vec![head]).await?.pop();
    whole.ok_or_else(|| Error::internal("a closing that is not there"))
}
