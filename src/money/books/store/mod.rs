//! The books out of the database. Who has a [`LedgerBasis`] has been shown to reach the club.

mod proof;
mod statements;

pub use proof::{chain, compare, head, misdated, prove, receipt};
pub use statements::{cash_book, fund_statement, money_statements, own_memberships, trial_balance};

use super::model::{Digest, LedgerBasis, PartyClaim};
use super::rules;
use crate::money::funds::model::FundKind;
use crate::money::ledger;
use crate::money::ledger::model::{Account, EntryKind, LedgerLine};
use crate::money::schema::{ledger_balances, ledger_entries, ledger_lines, ledgers};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::fields::Moment;
use crate::platform::ids::{ClubId, LoanId, MemberId};
use crate::platform::money::Vnd;
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::register::tables::clubs as clubs_table;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::{auto_type, max, sql};
use diesel::expression::SqlLiteral;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

/// What an answer about a club in the caller's reach rests on.
///
/// # Errors
/// 422 for an entry that is not there yet: nobody knows what it will be.
pub async fn basis(db: &mut impl Reads, club: ClubId, through: Option<i32>) -> Result<LedgerBasis> {
    let seen = clubs::store::visible(db.scope()).filter(clubs_table::id.eq(club)).select(clubs_table::id);
    let head: Option<(i32, Vec<u8>)> = ledgers::table
        .filter(ledgers::club_id.eq_any(seen))
        .select((ledgers::last_number, ledgers::last_hash))
        .first(db.conn())
        .await
        .optional()?;
    if head.is_none() {
        clubs::store::find(db, club).await?; // no books yet, or a club out of reach
    }
    let (last, last_hash) = head.unwrap_or_else(|| (0, rules::beginning()));
    let through = through.unwrap_or(last);
    let hash = if through == last {
        last_hash
    } else if through == 0 {
        rules::beginning()
    } else {
        let entry = ledger_entries::table
            .filter(ledger_entries::club_id.eq(club))
            .filter(ledger_entries::number.eq(through))
            .select(ledger_entries::hash);
        let hash: Option<Vec<u8>> = entry.first(db.conn()).await.optional()?;
        hash.ok_or_else(|| Error::field("?through", FieldCode::Range))?
    };
    let hash = ledger::store::names_members(db, club).await?.then(|| Digest::of(&hash));
    Ok(LedgerBasis { club_id: club, through, hash })
}

/// The same as of an instant: of the entries `through` one, those that were recorded by then.
pub async fn known(
    db: &mut impl Reads,
    club: ClubId,
    through: Option<i32>,
    known_at: Option<Moment>,
) -> Result<LedgerBasis> {
    let Some(at) = known_at.map(Moment::get) else { return basis(db, club, through).await };
    let last: Option<i32> = ledger_entries::table
        .filter(ledger_entries::club_id.eq(club))
        .filter(ledger_entries::recorded_at.le(at))
        .select(max(ledger_entries::number))
        .first(db.conn())
        .await?;
    let last = last.unwrap_or(0);
    basis(db, club, Some(through.map_or(last, |through| through.min(last)))).await
}

/// True of the lines that a basis counts.
#[auto_type(no_type_alias)]
fn counted(club: ClubId, through: i32) -> _ {
    let (of_club, known) = (ledger_lines::club_id.eq(club), ledger_lines::number.le(through));
    of_club.and(known)
}

/// The lines that a basis counts.
fn lines(basis: &LedgerBasis) -> ledger_lines::BoxedQuery<'static, Pg> {
    ledger_lines::table.into_boxed().filter(counted(basis.club_id, basis.through))
}

/// What lines add up to. PostgreSQL's sums are `numeric`; balances fit into 64 bits by a rule of the tables.
fn total() -> SqlLiteral<BigInt> {
    sql("coalesce(sum(ledger_lines.amount_vnd), 0)::bigint")
}
/// What their debits add up to.
fn debits() -> SqlLiteral<BigInt> {
    sql("coalesce(sum(ledger_lines.amount_vnd) filter (where ledger_lines.amount_vnd > 0), 0)::bigint")
}
/// What their credits add up to, as a positive sum.
fn credits() -> SqlLiteral<BigInt> {
    sql("coalesce(-sum(ledger_lines.amount_vnd) filter (where ledger_lines.amount_vnd < 0), 0)::bigint")
}

async fn sum(db: &mut impl Reads, lines: ledger_lines::BoxedQuery<'static, Pg>) -> Result<Vnd> {
    Ok(lines.select(total()).first(db.conn()).await?)
}

/// The balance of an account of a fund at the end of a day.
pub async fn balance(
    db: &mut impl Reads,
    basis: &LedgerBasis,
    fund: FundKind,
    account: Account,
    on: NaiveDate,
) -> Result<Vnd> {
    let lines = lines(basis).filter(ledger_lines::fund.eq(fund)).filter(ledger_lines::account.eq(account));
    sum(db, lines.filter(ledger_lines::on_day.le(on))).await
}

/// What a club's books come to: a line for each account of a fund, of each member and loan on it.
pub async fn balances(db: &mut impl Reads, basis: &LedgerBasis) -> Result<Vec<LedgerLine>> {
    type Sum = (FundKind, Account, Option<MemberId>, Option<LoanId>, Vnd);
    let parts = (ledger_lines::fund, ledger_lines::account, ledger_lines::member_id, ledger_lines::loan_id);
    let sums: Vec<Sum> = ledger_lines::table
        .filter(counted(basis.club_id, basis.through))
        .group_by(parts)
        .order(parts)
        .select((
            ledger_lines::fund,
            ledger_lines::account,
            ledger_lines::member_id,
            ledger_lines::loan_id,
            total(),
        ))
        .load(db.conn())
        .await?;
    let line = |(fund, account, member_id, loan_id, amount_vnd)| LedgerLine {
        fund,
        account,
        amount_vnd,
        member_id,
        loan_id,
    };
    Ok(sums.into_iter().map(line).collect())
}

/// What is in each purse of each fund at the end of a day, of those that anything was ever in by then.
pub async fn purses(
    db: &mut impl Reads,
    basis: &LedgerBasis,
    on: NaiveDate,
) -> Result<Vec<(FundKind, Account, Vnd)>> {
    Ok(ledger_lines::table
        .filter(counted(basis.club_id, basis.through))
        .filter(ledger_lines::account.eq_any([Account::Cash, Account::Bank]))
        .filter(ledger_lines::on_day.le(on))
        .group_by((ledger_lines::fund, ledger_lines::account))
        .select((ledger_lines::fund, ledger_lines::account, total()))
        .load(db.conn())
        .await?)
}

diesel::alias!(const UNDONE: Alias<Undone> = ledger_entries as undone);

/// What a club owes of pooled capital to those who are no members, by the name in the entry: what an entry undoes is of
/// the same party.
pub async fn owed_to_parties(db: &mut impl Reads, basis: &LedgerBasis) -> Result<Vec<PartyClaim>> {
    type Row = (FundKind, Vnd, Option<String>, Option<String>);
    let undone = UNDONE.on(UNDONE.field(ledger_entries::id).nullable().eq(ledger_entries::reverses));
    let rows: Vec<Row> = ledger_lines::table
        .inner_join(ledger_entries::table.on(statements::of_line()))
        .left_join(undone)
        .filter(counted(basis.club_id, basis.through))
        .filter(ledger_lines::account.eq(Account::PooledCapital))
        .filter(ledger_lines::member_id.is_null())
        .select((
            ledger_lines::fund,
            ledger_lines::amount_vnd,
            ledger_entries::party,
            UNDONE.field(ledger_entries::party).nullable(),
        ))
        .load(db.conn())
        .await?;
    let of_party = |(fund, amount, party, undone): Row| ((fund, undone.or(party)), -amount);
    let sums = rules::summed(rows.into_iter().map(of_party));
    let owed = sums.into_iter().filter(|(_, owed)| !owed.is_zero());
    Ok(owed.map(|((fund, party), owed_vnd)| PartyClaim { fund, party, owed_vnd }).collect())
}

/// What brings the accounts of the year to nothing, and is neither earned nor spent: the end of a year, and the end of the
/// books of a club that was merged.
const CLOSING: [EntryKind; 2] = [EntryKind::YearEnd, EntryKind::MergerOut];

/// Adds up what each fund earned and spent in a period, and what of it was distributed ahead of a year's end: for each
/// account debits less credits, whether or not the year has been closed since.
pub async fn earned_and_spent(
    db: &mut impl Reads,
    basis: &LedgerBasis,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(FundKind, Account, Vnd)>> {
    let undone = UNDONE.on(UNDONE.field(ledger_entries::id).nullable().eq(ledger_entries::reverses));
    let undone_other =
        UNDONE.field(ledger_entries::kind).is_null().or(UNDONE.field(ledger_entries::kind).ne_all(CLOSING));
    let rows: Vec<(FundKind, Account, Vnd)> = ledger_lines::table
        .inner_join(ledger_entries::table.on(statements::of_line()))
        .left_join(undone)
        .filter(counted(basis.club_id, basis.through))
        .filter(ledger_lines::account.eq_any(Account::OF_THE_YEAR))
        .filter(ledger_lines::on_day.between(from, to))
        .filter(ledger_entries::kind.ne_all(CLOSING))
        .filter(undone_other)
        .select((ledger_lines::fund, ledger_lines::account, ledger_lines::amount_vnd))
        .load(db.conn())
        .await?;
    let sums = rules::summed(rows.into_iter().map(|(fund, account, amount)| ((fund, account), amount)));
    Ok(sums.into_iter().map(|((fund, account), sum)| (fund, account, sum)).collect())
}

/// What a club has to be rid of before it ends: what it has, what it is owed, what it owes.
const HOLDINGS: [&str; 7] = ["cash", "bank", "loans", "advances", "savings", "shares", "pooled_capital"];

/// The accounts in which a club had something at the end of a day, or owed it, or on any day since, by name.
pub async fn holdings(w: &mut Writer<'_>, club: &Held<Club>, on: NaiveDate) -> Result<Vec<String>> {
    let moved_since = ledger_balances::last_on.gt(on);
    Ok(ledger_balances::table
        .filter(ledger_balances::club_id.eq(club.id))
        .filter(ledger_balances::account.eq_any(HOLDINGS))
        .filter(ledger_balances::balance_vnd.ne(0).or(moved_since))
        .select(ledger_balances::account)
        .distinct()
        .order(ledger_balances::account)
        .load(w.conn())
        .await?)
}
