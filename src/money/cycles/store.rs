//! Cycles in the database.

use super::model::{
    Cycle, CycleState, EndOfCycle, Holding, NewCycle, NewShareOut, PreviewedShareOut, ShareOut,
    SharedOutCycle,
};
use super::rules;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, Entry, Ledger};
use crate::money::loans::model::LoanState;
use crate::money::schema::{cycles, ledger_balances, ledger_lines, loans as loans_table, savings_balances};
use crate::money::{decisions, ledger, loans};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, CycleId, EntryId, MemberId, UserId};
use crate::platform::log::Event;
use crate::platform::money::Vnd;
use crate::register::tables::clubs as clubs_table;
use crate::register::{clubs, regulations};
use crate::{Error, Result};
use chrono::{Days, Months, NaiveDate};
use diesel::dsl::{max, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use std::collections::BTreeMap;

clubs::store::rows_of_clubs! {
    /// The cycles of the clubs that the caller can see.
    visible: cycles;
    /// Finds a cycle.
    find: Cycle by CycleId;
}

/// Lists a club's cycles, the last first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<Cycle>> {
    let mut rows = visible(db.scope()).filter(cycles::club_id.eq(club));
    if let Some(seek) = page.seek() {
        rows = rows.filter(cycles::number.lt(seek.key.parse().unwrap_or(i32::MAX)));
    }
    let rows: Vec<Cycle> = rows
        .order(cycles::number.desc())
        .limit(page.limit + 1)
        .select(Cycle::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // no cycles, or a club out of reach
    }
    Ok(Page::cut(rows, page, |cycle| Seek { key: cycle.number.to_string(), id: cycle.id.0 }))
}

/// A cycle in the caller's reach and the books that it is kept in, both held by the lock of their club.
pub async fn hold(w: &mut Writer<'_>, id: CycleId) -> Result<(Held<Ledger>, Held<Cycle>)> {
    let of = visible(w.scope()).filter(cycles::id.eq(id)).select(cycles::club_id);
    let club = clubs::store::lock_of(w, of).await?;
    Ok((ledger::store::hold(w, club).await?, Held::new(find(w, id).await?)))
}

/// Opens a cycle, by the rule of the regulation in force on its first day.
///
/// # Errors
/// 409 without such a rule, and while another cycle is open.
pub async fn insert(w: &mut Writer<'_>, ledger: &Held<Ledger>, new: &NewCycle) -> Result<Cycle> {
    let starts_on = new.starts_on.not_after(w.scope().today(), "/starts_on")?;
    let club = clubs::store::find(w, ledger.club_id).await?;
    if club.state.has_ended() {
        return Err(Error::from(Code::ClubStateRefuses).with("state", club.state));
    }
    let books = regulations::store::book_rules(w, ledger.club_id, starts_on).await?;
    let rule = books.and_then(|(regulation, books)| Some((regulation, books.cycle?)));
    let (regulation_id, rules) = rule.ok_or(Code::RegulationWithoutCycle)?;
    let last: Option<Cycle> = visible(w.scope())
        .filter(cycles::club_id.eq(ledger.club_id))
        .order(cycles::number.desc())
        .select(Cycle::as_select())
        .first(w.conn())
        .await
        .optional()?;
    if last.as_ref().is_some_and(|last| last.state == CycleState::Open) {
        return Err(Code::CycleOpen.into());
    }
    if last.as_ref().and_then(|last| last.shared_out_on).is_some_and(|shared_out| starts_on <= shared_out) {
        return Err(Error::field("/starts_on", FieldCode::DateOrder));
    }
    let usual = starts_on
        .checked_add_months(Months::new(u32::from(rules.months)))
        .and_then(|next| next.checked_sub_days(Days::new(1)));
    let ends_on = new.ends_on.map(Day::get).or(usual).unwrap_or(starts_on);
    if ends_on < starts_on {
        return Err(Error::field("/ends_on", FieldCode::DateOrder));
    }
    Ok(diesel::insert_into(cycles::table)
        .values((
            cycles::id.eq(new.id.unwrap_or_default()),
            cycles::club_id.eq(ledger.club_id),
            cycles::number.eq(last.map_or(0, |last| last.number) + 1),
            cycles::state.eq(CycleState::Open),
            cycles::starts_on.eq(starts_on),
            cycles::ends_on.eq(ends_on),
            cycles::regulation_id.eq(regulation_id),
            cycles::rules.eq(serde_json::to_value(rules).map_err(Error::internal)?),
            cycles::opened_by.eq(w.scope().user()),
        ))
        .returning(Cycle::as_returning())
        .get_result(w.conn())
        .await?)
}

/// What there is in a club whose cycle is in the caller's reach.
async fn end_of(db: &mut impl Reads, cycle: &Cycle) -> Result<EndOfCycle> {
    let club = clubs::store::visible(db.scope()).filter(clubs_table::id.eq(cycle.club_id));
    let club: ClubId = club.select(clubs_table::id).first(db.conn()).await?;
    let mut balances: Vec<(FundKind, Account, Vnd)> = ledger_balances::table
        .filter(ledger_balances::club_id.eq(club))
        .filter(ledger_balances::balance_vnd.ne(Vnd::ZERO))
        .select((ledger_balances::fund, ledger_balances::account, ledger_balances::balance_vnd))
        .load(db.conn())
        .await?;
    balances.sort_by_key(|(fund, account, _)| (*fund, *account));
    let saved: Vec<(MemberId, Vnd)> = savings_balances::table
        .filter(savings_balances::club_id.eq(club))
        .filter(savings_balances::balance_vnd.gt(Vnd::ZERO))
        .select((savings_balances::member_id, savings_balances::balance_vnd))
        .load(db.conn())
        .await?;
    let bought: Vec<(Option<MemberId>, Vnd)> = ledger_lines::table
        .filter(ledger_lines::club_id.eq(club))
        .filter(ledger_lines::fund.eq(FundKind::Income))
        .filter(ledger_lines::account.eq(Account::Shares))
        .group_by(ledger_lines::member_id)
        .select((ledger_lines::member_id, sql::<BigInt>("-sum(ledger_lines.amount_vnd)::bigint")))
        .load(db.conn())
        .await?;
    let mut held: BTreeMap<MemberId, (Vnd, Vnd)> = BTreeMap::new();
    for (member, savings) in saved {
        held.entry(member).or_default().0 = savings;
    }
    for (member, shares) in bought.into_iter().filter(|(_, shares)| !shares.is_zero()) {
        let member = member.ok_or_else(|| Error::internal("shares of nobody"))?;
        held.entry(member).or_default().1 = shares;
    }
    let running_loans: i64 = loans::store::visible(db.scope())
        .filter(loans_table::club_id.eq(club))
        .filter(loans_table::state.eq(LoanState::Active))
        .count()
        .get_result(db.conn())
        .await?;
    let holdings =
        held.into_iter().map(|(member, (savings, shares))| Holding { member, savings, shares }).collect();
    Ok(EndOfCycle { balances, holdings, running_loans })
}

/// What sharing out a cycle would come to, today unless told.
pub async fn preview(db: &mut impl Reads, cycle: &Cycle, asked: PreviewedShareOut) -> Result<ShareOut> {
    let on = asked.on.map_or(db.scope().today(), Day::get);
    plan(db, cycle, on).await
}

/// What sharing out a cycle on a day would come to.
///
/// # Errors
/// 409 for a cycle that is shared out, and for a loss that shares cannot bear; 422 for a day behind which something moved in
/// the income fund.
async fn plan(db: &mut impl Reads, cycle: &Cycle, on: NaiveDate) -> Result<ShareOut> {
    if cycle.state != CycleState::Open {
        return Err(Error::from(Code::CycleStateRefuses).with("state", cycle.state));
    }
    let seen =
        clubs::store::visible(db.scope()).filter(clubs_table::id.eq(cycle.club_id)).select(clubs_table::id);
    let last: Option<NaiveDate> = ledger_balances::table
        .filter(ledger_balances::club_id.eq_any(seen))
        .filter(ledger_balances::fund.eq(FundKind::Income))
        .select(max(ledger_balances::last_on))
        .first(db.conn())
        .await?;
    if on < cycle.starts_on || last.is_some_and(|last| on < last) {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    let end = end_of(db, cycle).await?;
    rules::share_out(cycle, &end, on)
}

/// Shares a cycle out, as the board decided. Returns it with what each got, and the entry.
///
/// # Errors
/// 409 while loans run or advances are open, for another sum than was previewed, by the vote, and where the purse has not so
/// much.
pub async fn share_out(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    cycle: &Held<Cycle>,
    new: &NewShareOut,
) -> Result<(SharedOutCycle, Entry)> {
    let on = ledger::store::business_day(w, ledger, new.on, "/on")?;
    let planned = plan(w, cycle, on).await?;
    rules::may_be_paid(&planned, new)?;
    let board = decisions::store::board(w, cycle.club_id, on).await?;
    let outcome = rules::count(&board, new)?;
    let posting = rules::posting(&planned, new.id, new.purse, &new.document);
    let posted = ledger::store::post(w, ledger, vec![posting]).await?.pop();
    let entry = posted.ok_or_else(|| Error::internal("nothing was posted"))?;
    let small = |people: usize| Some(i16::try_from(people).unwrap_or(i16::MAX));
    let after = diesel::update(cycles::table.filter(cycles::id.eq(cycle.id)))
        .set((
            cycles::state.eq(CycleState::SharedOut),
            cycles::shared_out_on.eq(on),
            cycles::document.eq(&*new.document),
            (cycles::eligible.eq(small(outcome.eligible)), cycles::present.eq(small(outcome.present))),
            (cycles::in_favour.eq(small(outcome.in_favour)), cycles::against.eq(small(outcome.against))),
            cycles::decided_by.eq(w.scope().user()),
            cycles::entry_id.eq(entry.head.id),
            cycles::version.eq(cycles::version + 1),
        ))
        .returning(Cycle::as_returning())
        .get_result(w.conn())
        .await?;
    Ok((SharedOutCycle { cycle: after, share_out: planned }, entry))
}

/// Opens a cycle again whose share-out is being reversed, unless another has followed it.
pub async fn reopen(w: &mut Writer<'_>, ledger: &Held<Ledger>, entry: &Entry) -> Result<Event> {
    let before: Cycle = visible(w.scope())
        .filter(cycles::club_id.eq(ledger.club_id))
        .filter(cycles::entry_id.eq(entry.head.id))
        .select(Cycle::as_select())
        .first(w.conn())
        .await?;
    let later = visible(w.scope())
        .filter(cycles::club_id.eq(ledger.club_id))
        .filter(cycles::number.gt(before.number));
    let later: i64 = later.count().get_result(w.conn()).await?;
    if later > 0 {
        return Err(Error::from(Code::CycleStateRefuses).with("state", before.state));
    }
    let after: Cycle = diesel::update(cycles::table.filter(cycles::id.eq(before.id)))
        .set((
            cycles::state.eq(CycleState::Open),
            cycles::shared_out_on.eq(None::<NaiveDate>),
            cycles::document.eq(None::<String>),
            (cycles::eligible.eq(None::<i16>), cycles::present.eq(None::<i16>)),
            (cycles::in_favour.eq(None::<i16>), cycles::against.eq(None::<i16>)),
            cycles::decided_by.eq(None::<UserId>),
            cycles::entry_id.eq(None::<EntryId>),
            cycles::version.eq(cycles::version + 1),
        ))
        .returning(Cycle::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(Event::changed("reopened", &before, &after))
}
