//! Papers of the books: vouchers, cash book, savings, statements, a year's accounts.

use super::{head, named};
use crate::money::books::model::{AsOf, CashBookQuery, FundQuery, StatementQuery};
use crate::money::ledger::model::Account;
use crate::money::papers::model::{
    AccountsPaper, AccountsYearQuery, CashBookPaper, PassbookPaper, PrintedCashBookQuery, SaverRow,
    SavingsBookQuery, SavingsPaper, SlipPaper, StatementPaper,
};
use crate::money::schema::{funds as funds_table, ledger_lines};
use crate::money::{books, funds, ledger};
use crate::platform::db::Reads;
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::PageQuery;
use crate::platform::ids::{ClubId, EntryId, MemberId};
use crate::platform::money::Vnd;
use crate::platform::text::person_sort_key;
use crate::register::members;
use crate::register::members::model::Member;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date};
use diesel_async::RunQueryDsl;
use std::collections::{BTreeSet, HashMap};

/// So many lines are printed at once: some years of a busy club.
const LINES: i64 = 10_000;
/// No day of business lies before it.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The voucher of an entry, or both where cash moved between the funds.
///
/// # Errors
/// 409 for an entry that moved no cash, and for an opening balance.
pub async fn slip(db: &mut impl Reads, id: EntryId) -> Result<SlipPaper> {
    let entry = ledger::store::show(db, id).await?;
    if entry.vouchers.is_empty() {
        return Err(Code::NoVoucher.into());
    }
    let which: BTreeSet<MemberId> = entry.lines.iter().filter_map(|line| line.member_id).collect();
    let members = members::store::find_all(db, which).await?;
    let mut members: Vec<Member> = members.into_values().collect();
    members.sort_by_key(|member| person_sort_key(&member.person.full_name));
    Ok(SlipPaper { head: head(db, entry.head.club_id, entry.head.on).await?, entry, members })
}

/// A whole cash book, with the names of the members whose money a line is.
///
/// # Errors
/// 422 for a period with more lines than are printed at once.
pub async fn cash_book(
    db: &mut impl Reads,
    club: ClubId,
    asked: &PrintedCashBookQuery,
) -> Result<CashBookPaper> {
    let PrintedCashBookQuery { fund, purse, from, to, through } = *asked;
    let whole = PageQuery { after: None, limit: LINES };
    let query = CashBookQuery { fund, purse, from, to, through, known_at: None };
    let book = books::store::cash_book(db, club, &query, &whole).await?;
    if book.next.is_some() {
        return Err(Error::field("?from", FieldCode::Range));
    }
    let names = if ledger::store::names_members(db, club).await? {
        names(db, club, book.items.iter().map(|line| line.number).collect()).await?
    } else {
        HashMap::new()
    };
    Ok(CashBookPaper { head: head(db, club, book.to).await?, book, names })
}

/// The names of those whose money some entries moved, by the numbers of the entries.
async fn names(db: &mut impl Reads, club: ClubId, numbers: Vec<i32>) -> Result<HashMap<i32, String>> {
    let rows: Vec<(i32, MemberId)> = ledger_lines::table
        .filter(ledger_lines::club_id.eq(club))
        .filter(ledger_lines::number.eq_any(numbers))
        .filter(ledger_lines::member_id.is_not_null())
        .order((ledger_lines::number, ledger_lines::line))
        .select((ledger_lines::number, ledger_lines::member_id.assume_not_null()))
        .load(db.conn())
        .await?;
    let known = members::store::find_all(db, rows.iter().map(|(_, member)| *member)).await?;
    let mut names: HashMap<i32, Vec<String>> = HashMap::new();
    for (number, member) in rows {
        let (names, name) = (names.entry(number).or_default(), named(&known, member));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names.into_iter().map(|(number, names)| (number, names.join(", "))).collect())
}

/// What all members of a club have saved.
pub async fn savings_book(
    db: &mut impl Reads,
    club: ClubId,
    asked: &SavingsBookQuery,
) -> Result<SavingsPaper> {
    let (from, to) = (asked.from.map(Day::get), asked.to.map_or(db.scope().today(), Day::get));
    let head = head(db, club, to).await?;
    let since = from.unwrap_or(FIRST_DAY);
    let rows: Vec<(MemberId, Vnd, Vnd, Vnd)> = ledger_lines::table
        .filter(ledger_lines::club_id.eq(club))
        .filter(ledger_lines::account.eq(Account::Savings))
        .filter(ledger_lines::on_day.le(to))
        .group_by(ledger_lines::member_id)
        .select((
            ledger_lines::member_id.assume_not_null(),
            sql::<BigInt>("coalesce(-sum(amount_vnd) filter (where on_day < ")
                .bind::<Date, _>(since)
                .sql("), 0)::bigint"),
            sql::<BigInt>("coalesce(-sum(amount_vnd) filter (where amount_vnd < 0 and on_day >= ")
                .bind::<Date, _>(since)
                .sql("), 0)::bigint"),
            sql::<BigInt>("coalesce(sum(amount_vnd) filter (where amount_vnd > 0 and on_day >= ")
                .bind::<Date, _>(since)
                .sql("), 0)::bigint"),
        ))
        .load(db.conn())
        .await?;
    let known = members::store::find_all(db, rows.iter().map(|(member, ..)| *member)).await?;
    let row = |(member, opening_vnd, deposited_vnd, withdrawn_vnd)| SaverRow {
        name: named(&known, member),
        opening_vnd,
        deposited_vnd,
        withdrawn_vnd,
    };
    let mut savers: Vec<SaverRow> = rows.into_iter().map(row).collect();
    savers.sort_by_cached_key(|saver| person_sort_key(&saver.name));
    Ok(SavingsPaper { club_id: club, head, from, savers })
}

/// A member's passbook.
pub async fn passbook(db: &mut impl Reads, id: MemberId, asked: &StatementQuery) -> Result<PassbookPaper> {
    let member = members::store::find(db, id).await?;
    let club = member.club_id;
    let basis = books::store::basis(db, club, asked.through).await?;
    let statement = books::store::money_statements(db, vec![(member.clone(), basis)], asked).await?.pop();
    let statement = statement.ok_or(Code::NotFound)?;
    let numbers: Vec<i32> = statement.lines.iter().map(|line| line.number).collect();
    let vouchers = ledger::store::vouchers(db, club, &numbers).await?;
    Ok(PassbookPaper { head: head(db, club, statement.to).await?, member, statement, vouchers })
}

/// A fund's statement.
pub async fn fund_statement(db: &mut impl Reads, club: ClubId, asked: &FundQuery) -> Result<StatementPaper> {
    let statement = books::store::fund_statement(db, club, asked).await?;
    Ok(StatementPaper { head: head(db, club, statement.to).await?, statement })
}

/// A year's accounts: of both funds what came in and went out, what was earned and spent, and what was there, lent and owed
/// before and after.
///
/// # Errors
/// 422 for a year that has not begun.
pub async fn annual_accounts(
    db: &mut impl Reads,
    club: ClubId,
    asked: &AccountsYearQuery,
) -> Result<AccountsPaper> {
    let today = db.scope().today();
    let range = || Error::field("?year", FieldCode::Range);
    let first = NaiveDate::from_ymd_opt(asked.year, 1, 1).filter(|day| *day <= today).ok_or_else(range)?;
    let last = NaiveDate::from_ymd_opt(asked.year, 12, 31).ok_or_else(range)?.min(today);
    let day = |date: NaiveDate| Day::new(date).map_err(|code| Error::field("?year", code));
    let (from, to) = (Some(day(first)?), Some(day(last)?));
    let before = AsOf { on: Some(day(first.pred_opt().ok_or_else(range)?)?), through: None, known_at: None };
    let before = books::store::trial_balance(db, club, before).await?;
    let after = books::store::trial_balance(db, club, AsOf { on: to, through: None, known_at: None }).await?;
    let results = books::store::earned_and_spent(db, &after.basis, first, last).await?;
    let kinds = funds::store::visible(db.scope()).filter(funds_table::club_id.eq(club));
    let kinds: Vec<_> = kinds.order(funds_table::kind).select(funds_table::kind).load(db.conn()).await?;
    let mut statements = vec![];
    for fund in kinds {
        let query = FundQuery { fund, from, to, through: None, known_at: None };
        statements.push(books::store::fund_statement(db, club, &query).await?);
    }
    let head = head(db, club, last).await?;
    Ok(AccountsPaper { head, year: asked.year, statements, results, before, after })
}
