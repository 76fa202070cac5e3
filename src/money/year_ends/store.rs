//! Year-ends in the database: each is an entry.

use super::model::{NewYearEnd, YearEnd};
use super::rules;
use crate::money::funds::model::FundKind;
use crate::money::ledger;
use crate::money::ledger::model::{Account, Entry, EntryHead, EntryKind, Ledger, Posting};
use crate::money::schema::{ledger_entries, ledger_lines, ledgers};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, EntryId};
use crate::platform::money::Vnd;
use crate::register::tables::clubs as clubs_table;
use crate::register::{clubs, regulations};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

/// The year-ends of a club that stand, the last first.
async fn standing(db: &mut impl Reads, club: ClubId) -> Result<Vec<EntryHead>> {
    let heads: Vec<EntryHead> = ledger::store::visible(db.scope())
        .filter(ledger_entries::club_id.eq(club))
        .filter(ledger_entries::kind.eq(EntryKind::YearEnd))
        .order(ledger_entries::number.desc())
        .select(EntryHead::as_select())
        .load(db.conn())
        .await?;
    let ids: Vec<Option<EntryId>> = heads.iter().map(|head| Some(head.id)).collect();
    let reversed: Vec<Option<EntryId>> = ledger::store::visible(db.scope())
        .filter(ledger_entries::reverses.eq_any(ids))
        .select(ledger_entries::reverses)
        .load(db.conn())
        .await?;
    Ok(heads.into_iter().filter(|head| !reversed.contains(&Some(head.id))).collect())
}

/// Lists the year-ends of a club that stand, the last first. There is one a year, so that the page is cut here.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<YearEnd>> {
    let mut heads = standing(db, club).await?;
    if heads.is_empty() {
        clubs::store::find(db, club).await?; // never closed, or a club out of reach
    }
    if let Some(seek) = page.seek() {
        let behind = seek.key.parse().unwrap_or(i32::MAX);
        heads.retain(|head| head.number < behind);
    }
    heads.truncate(usize::try_from(page.limit + 1).unwrap_or(0));
    let page = Page::cut(heads, page, |head| Seek { key: head.number.to_string(), id: head.id.0 });
    let whole = ledger::store::with_lines(db, club, page.items).await?;
    Ok(Page { items: whole.iter().map(shown).collect(), next: page.next })
}

fn shown(entry: &Entry) -> YearEnd {
    rules::year_end(entry.head.club_id, entry.head.on, Some(entry.head.id), &entry.lines)
}

/// Shows what the end of a year would be. Nothing is stored.
pub async fn preview(db: &mut impl Reads, club: ClubId, year: i32) -> Result<YearEnd> {
    let seen = clubs::store::visible(db.scope()).filter(clubs_table::id.eq(club)).select(clubs_table::id);
    let row = ledgers::table
        .inner_join(clubs_table::table)
        .filter(ledgers::club_id.eq_any(seen))
        .select(Ledger::as_select());
    let Some(books): Option<Ledger> = row.first(db.conn()).await.optional()? else {
        clubs::store::find(db, club).await?;
        return Err(Code::FundNotOpen.into());
    };
    let (on, posting) = prepare(db, &books, None, year).await?;
    Ok(rules::year_end(club, on, None, posting.lines()))
}

/// Closes a year.
///
/// # Errors
/// 409 for a year that is not over, is closed already, or follows one that is not closed; where there is nothing to close;
/// and where the books are closed through its last day.
pub async fn insert(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    new: &NewYearEnd,
) -> Result<(YearEnd, Entry)> {
    let (_, posting) = prepare(w, ledger, new.id, new.year).await?;
    let posted = ledger::store::post(w, ledger, vec![posting]).await?.pop();
    let entry = posted.ok_or_else(|| Error::internal("nothing was posted"))?;
    Ok((shown(&entry), entry))
}

/// The last day of a year and the entry that closes it, by the books as they are and the regulation in force on that day.
async fn prepare(
    db: &mut impl Reads,
    books: &Ledger,
    id: Option<EntryId>,
    year: i32,
) -> Result<(NaiveDate, Posting)> {
    let last = rules::last_day(year).ok_or_else(|| Error::field("/year", FieldCode::Range))?;
    let before = rules::last_day(year - 1).ok_or_else(|| Error::field("/year", FieldCode::Range))?;
    if last >= db.scope().today() {
        return Err(Error::from(Code::YearNotOver).with("last_day", last));
    }
    let club = books.club_id;
    if let Some(stands) = standing(db, club).await?.into_iter().find(|head| head.on >= last) {
        return Err(Error::from(Code::YearEndStands).with("on", stands.on));
    }
    if let Some(closed) = books.closed_through.filter(|closed| last <= *closed) {
        return Err(Error::from(Code::BooksClosed).with("closed_through", closed));
    }
    // a year whose books were closed without a year-end can have none any more, and goes with the next
    let open = books.closed_through.is_none_or(|closed| closed < before);
    if open && !sums(db, club, before, &Account::OF_THE_YEAR).await?.is_empty() {
        return Err(Error::from(Code::YearEndMissing).with("year", year - 1));
    }
    let balances = sums(db, club, last, &Account::OF_THE_YEAR).await?;
    if balances.is_empty() {
        return Err(Code::NothingToClose.into());
    }
    let surplus = -sums(db, club, last, &[Account::Surplus]).await?.iter().map(|row| row.2).sum::<Vnd>();
    let books = regulations::store::book_rules(db, club, last).await?;
    let shares = books.map(|(_, books)| books.surplus).unwrap_or_default();
    Ok((last, rules::posting(id, last, &balances, surplus, shares)))
}

/// What some accounts of a club held at the end of a day, those alone that held anything.
async fn sums(
    db: &mut impl Reads,
    club: ClubId,
    on: NaiveDate,
    accounts: &[Account],
) -> Result<Vec<(FundKind, Account, Vnd)>> {
    let seen = clubs::store::visible(db.scope()).filter(clubs_table::id.eq(club)).select(clubs_table::id);
    let mut rows: Vec<(FundKind, Account, Vnd)> = ledger_lines::table
        .filter(ledger_lines::club_id.eq_any(seen))
        .filter(ledger_lines::account.eq_any(accounts.to_vec()))
        .filter(ledger_lines::on_day.le(on))
        .group_by((ledger_lines::fund, ledger_lines::account))
        .select((
            ledger_lines::fund,
            ledger_lines::account,
            sql::<BigInt>("sum(ledger_lines.amount_vnd)::bigint"),
        ))
        .load(db.conn())
        .await?;
    rows.retain(|(_, _, balance)| !balance.is_zero());
    rows.sort_by_key(|(fund, account, _)| (*fund, *account));
    Ok(rows)
}

/// Refuses to undo a year-end while that of a later year stands.
///
/// # Errors
/// 409 `year_end_stands`.
pub async fn is_last(w: &mut Writer<'_>, year_end: &Entry) -> Result<()> {
    let later = standing(w, year_end.head.club_id).await?.into_iter().find(|head| head.on > year_end.head.on);
    match later {
        Some(later) => Err(Error::from(Code::YearEndStands).with("on", later.on)),
        None => Ok(()),
    }
}
