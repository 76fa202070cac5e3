//! Counts in the database.

use super::model::{CashCount, KeptCashCount, NewCashCount};
use super::rules;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, Entry, EntryKind, Ledger, Posting};
use crate::money::schema::{cash_counts, funds as funds_table, ledger_lines};
use crate::money::{books, funds, ledger};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{CashCountId, ClubId, EntryId, MeetingId};
use crate::platform::money::Vnd;
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

clubs::store::rows_of_clubs! {
    /// The counts of the clubs that the caller can see.
    visible: cash_counts;
}

/// Lists a club's counts, newest first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<KeptCashCount>> {
    let mut rows = visible(db.scope()).filter(cash_counts::club_id.eq(club));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = cash_counts::counted_on.eq(day).and(cash_counts::id.lt(CashCountId(seek.id)));
        rows = rows.filter(cash_counts::counted_on.lt(day).or(same_day));
    }
    let rows: Vec<CashCount> = rows
        .order((cash_counts::counted_on.desc(), cash_counts::id.desc()))
        .limit(page.limit + 1)
        .select(CashCount::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // never counted, or a club out of reach
    }
    let page = Page::cut(rows, page, |count| Seek { key: count.counted_on.to_string(), id: count.id.0 });
    Ok(Page { items: kept(db, page.items).await?, next: page.next })
}

/// Finds a count.
pub async fn find(db: &mut impl Reads, id: CashCountId) -> Result<KeptCashCount> {
    let row = visible(db.scope()).filter(cash_counts::id.eq(id)).select(CashCount::as_select());
    let count = row.first(db.conn()).await?;
    kept(db, vec![count]).await?.pop().ok_or_else(|| Code::NotFound.into())
}

/// The counts of a meeting already found.
pub async fn of_meeting(db: &mut impl Reads, meeting: MeetingId) -> Result<Vec<KeptCashCount>> {
    let rows = visible(db.scope()).filter(cash_counts::meeting_id.eq(meeting)).order(cash_counts::fund);
    let counts: Vec<CashCount> = rows.select(CashCount::as_select()).load(db.conn()).await?;
    kept(db, counts).await
}

/// Counts in the caller's reach with what was entered since for their days: one statement for all.
async fn kept(db: &mut impl Reads, counts: Vec<CashCount>) -> Result<Vec<KeptCashCount>> {
    let ids: Vec<CashCountId> = counts.iter().map(|count| count.id).collect();
    let of_fund =
        ledger_lines::club_id.eq(cash_counts::club_id).and(ledger_lines::fund.eq(cash_counts::fund));
    let since = ledger_lines::number.gt(cash_counts::through);
    let entered: Vec<(CashCountId, i64, Vnd)> = ledger_lines::table
        .inner_join(cash_counts::table.on(of_fund.and(since)))
        .filter(cash_counts::id.eq_any(ids))
        .filter(ledger_lines::account.eq(Account::Cash))
        .filter(ledger_lines::on_day.le(cash_counts::counted_on))
        .group_by(cash_counts::id)
        .select((cash_counts::id, count_star(), sql::<BigInt>("sum(ledger_lines.amount_vnd)::bigint")))
        .load(db.conn())
        .await?;
    let mut entered: HashMap<CashCountId, (i64, Vnd)> =
        entered.into_iter().map(|(id, entries, moved)| (id, (entries, moved))).collect();
    let shown = |count: CashCount| {
        let since = entered.remove(&count.id).unwrap_or_default();
        KeptCashCount::new(count, since)
    };
    Ok(counts.into_iter().map(shown).collect())
}

/// Records a count, and posts the difference if there is one. Returns its entry too.
///
/// # Errors
/// 409 for a difference without an explanation; it says how much should be there. 422 for banknotes that are not what was
/// counted.
pub async fn count(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    new: &NewCashCount,
    meeting: Option<MeetingId>,
) -> Result<(CashCount, Option<Entry>)> {
    let on = ledger::store::business_day(w, ledger, new.counted_on, "/counted_on")?;
    let counters = [new.first_counter, new.second_counter];
    if new.first_counter == new.second_counter {
        return Err(Code::CountersNotTwo.into());
    }
    let pointer = |index| (if index == 0 { "/first_counter" } else { "/second_counter" }).to_owned();
    members::store::belong(w, ledger.club_id, &counters, Some(on), pointer).await?;
    let denominations = rules::denominations(new)?;
    let denominations = denominations.map(serde_json::to_value).transpose().map_err(Error::internal)?;
    let expected_vnd = expected(w, ledger, new.fund, on).await?;
    let difference = new.counted_vnd.vnd() - expected_vnd;
    if !difference.is_zero() && new.explanation.is_none() {
        return Err(Error::from(Code::DifferenceUnexplained)
            .with("expected_vnd", expected_vnd)
            .with("difference_vnd", difference));
    }
    let entry = if difference.is_zero() {
        None
    } else {
        let posting = Posting::new(None, EntryKind::CashDifference, on)
            .saying(new.explanation.as_deref())
            .in_meeting(meeting)
            .moving(new.fund, difference, Account::Cash, Account::CashDifferences);
        ledger::store::post(w, ledger, vec![posting]).await?.pop()
    };
    let entry_id: Option<EntryId> = entry.as_ref().map(|entry| entry.head.id);
    let count = diesel::insert_into(cash_counts::table)
        .values((
            cash_counts::id.eq(new.id.unwrap_or_default()),
            cash_counts::club_id.eq(ledger.club_id),
            cash_counts::fund.eq(new.fund),
            cash_counts::counted_on.eq(on),
            (cash_counts::counted_vnd.eq(new.counted_vnd.vnd()), cash_counts::expected_vnd.eq(expected_vnd)),
            cash_counts::first_counter.eq(new.first_counter),
            cash_counts::second_counter.eq(new.second_counter),
            cash_counts::explanation.eq(new.explanation.as_deref()),
            cash_counts::meeting_id.eq(meeting),
            (cash_counts::entry_id.eq(entry_id), cash_counts::through.eq(ledger.last_number)),
            (cash_counts::recorded_by.eq(w.scope().user()), cash_counts::denominations.eq(denominations)),
        ))
        .returning(CashCount::as_returning())
        .get_result(w.conn())
        .await?;
    Ok((count, entry))
}

/// The cash that a fund should hold at the end of a day.
async fn expected(w: &mut Writer<'_>, ledger: &Held<Ledger>, fund: FundKind, on: NaiveDate) -> Result<Vnd> {
    let opened: Option<NaiveDate> = funds::store::visible(w.scope())
        .filter(funds_table::club_id.eq(ledger.club_id))
        .filter(funds_table::kind.eq(fund))
        .select(funds_table::opened_on)
        .first(w.conn())
        .await
        .optional()?;
    if opened.is_none_or(|opened| on < opened) {
        return Err(Error::from(Code::FundNotOpen).with("fund", fund).with("opened_on", opened));
    }
    let basis = books::store::basis(w, ledger.club_id, None).await?;
    books::store::balance(w, &basis, fund, Account::Cash, on).await
}
