//! The books out of the database. Who has a [`LedgerBasis`] has been shown to reach the club.

use super::model::{
    AccountTotals, AsOf, CashBook, CashBookLine, CashBookQuery, ChainHead, ChainedEntry, CopyComparison,
    Digest, EntryReceipt, FundFlow, FundQuery, FundStatement, FundTotals, LedgerBasis, LedgerCopy,
    LedgerProof, LedgerProofLine, MemberAccountTotals, MemberLedgerLine, MoneyStatement, ProofQuery,
    StatementQuery, TrialBalance,
};
use super::rules::{self, Chain};
use crate::access::tables::users;
use crate::money::funds::model::FundKind;
use crate::money::ledger;
use crate::money::ledger::model::{Account, ChainLink, EntryHead, EntryKind, MoneySource};
use crate::money::ledger::rules::seal;
use crate::money::schema::{ledger_balances, ledger_entries, ledger_lines, ledgers};
use crate::platform::auth::Level;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, EntryId, LoanId, MemberId};
use crate::platform::money::Vnd;
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::register::members::model::Member;
use crate::register::tables::{clubs as clubs_table, memberships, persons};
use crate::territory::tables::unit_versions;
use crate::territory::units;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::{auto_type, exists, sql};
use diesel::expression::SqlLiteral;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use std::collections::BTreeMap;

/// How many entries are read at once where all are read.
const BATCH: i64 = 1_000;

/// The purses of a fund.
const PURSES: [Account; 2] = [Account::Cash, Account::Bank];

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
    Ok(LedgerBasis { club_id: club, through, hash: Digest::of(&hash) })
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

/// Adds up every account.
pub async fn trial_balance(db: &mut impl Reads, club: ClubId, asked: AsOf) -> Result<TrialBalance> {
    let on = asked.on.map_or(db.scope().today(), Day::get);
    let basis = basis(db, club, asked.through).await?;
    let rows: Vec<(FundKind, Account, Vnd, Vnd)> = ledger_lines::table
        .filter(counted(basis.club_id, basis.through))
        .filter(ledger_lines::on_day.le(on))
        .group_by((ledger_lines::fund, ledger_lines::account))
        .order((ledger_lines::fund, ledger_lines::account))
        .select((ledger_lines::fund, ledger_lines::account, debits(), credits()))
        .load(db.conn())
        .await?;
    let mut funds: Vec<FundTotals> = vec![];
    for (fund, account, debit_vnd, credit_vnd) in rows {
        let line = AccountTotals { account, debit_vnd, credit_vnd, balance_vnd: debit_vnd - credit_vnd };
        match funds.last_mut().filter(|totals| totals.fund == fund) {
            Some(totals) => totals.accounts.push(line),
            None => funds.push(FundTotals {
                fund,
                accounts: vec![line],
                debit_vnd: Vnd::ZERO,
                credit_vnd: Vnd::ZERO,
                balanced: true,
            }),
        }
    }
    for totals in &mut funds {
        totals.accounts.sort_by_key(|line| line.account); // by number, not by name
        totals.debit_vnd = totals.accounts.iter().map(|line| line.debit_vnd).sum();
        totals.credit_vnd = totals.accounts.iter().map(|line| line.credit_vnd).sum();
        totals.balanced = totals.debit_vnd == totals.credit_vnd;
    }
    Ok(TrialBalance { basis, on, funds })
}

/// Where a page of a cash book begins: behind this line.
fn behind(page: &PageQuery) -> Result<Option<(NaiveDate, i32)>> {
    let Some(seek) = page.seek() else { return Ok(None) };
    let place =
        seek.key.split_once('/').and_then(|(on, number)| Some((on.parse().ok()?, number.parse().ok()?)));
    place.map(Some).ok_or_else(|| Error::field("?after", FieldCode::Cursor))
}

/// True of lines up to a place in the order of days and numbers.
#[auto_type(no_type_alias)]
fn up_to(on: NaiveDate, number: i32) -> _ {
    let same_day = ledger_lines::on_day.eq(on).and(ledger_lines::number.le(number));
    ledger_lines::on_day.lt(on).or(same_day)
}

/// The entry of a line.
#[auto_type(no_type_alias)]
fn of_line() -> _ {
    let same = ledger_entries::number.eq(ledger_lines::number);
    ledger_entries::club_id.eq(ledger_lines::club_id).and(same)
}

type BookRow = (EntryId, i32, NaiveDate, EntryKind, Option<String>, Option<String>, Option<String>, Vnd);

/// Lists what went in and out of a purse, each line with what was there then. An entry has one line for a purse.
pub async fn cash_book(
    db: &mut impl Reads,
    club: ClubId,
    asked: &CashBookQuery,
    page: &PageQuery,
) -> Result<CashBook> {
    let (from, to) = (asked.from.map(Day::get), asked.to.map_or(db.scope().today(), Day::get));
    let place = behind(page)?;
    let basis = basis(db, club, asked.through).await?;
    let purse = |basis: &LedgerBasis| {
        let of_purse = lines(basis).filter(ledger_lines::fund.eq(asked.fund));
        of_purse
            .filter(ledger_lines::account.eq(Account::from(asked.purse)))
            .filter(ledger_lines::on_day.le(to))
    };
    let opening_vnd = match from {
        Some(from) => sum(db, purse(&basis).filter(ledger_lines::on_day.lt(from))).await?,
        None => Vnd::ZERO,
    };
    let in_period = |basis: &LedgerBasis| match from {
        Some(from) => purse(basis).filter(ledger_lines::on_day.ge(from)),
        None => purse(basis),
    };
    let (received_vnd, paid_vnd): (Vnd, Vnd) =
        in_period(&basis).select((debits(), credits())).first(db.conn()).await?;
    let mut balance = opening_vnd;
    if let Some((on, number)) = place {
        balance += sum(db, in_period(&basis).filter(up_to(on, number))).await?;
    }
    let mut rows = ledger_lines::table
        .inner_join(ledger_entries::table.on(of_line()))
        .filter(counted(basis.club_id, basis.through))
        .filter(ledger_lines::fund.eq(asked.fund))
        .filter(ledger_lines::account.eq(Account::from(asked.purse)))
        .filter(ledger_lines::on_day.le(to))
        .into_boxed();
    if let Some(from) = from {
        rows = rows.filter(ledger_lines::on_day.ge(from));
    }
    if let Some((on, number)) = place {
        rows = rows.filter(diesel::dsl::not(up_to(on, number)));
    }
    let rows: Vec<BookRow> = rows
        .order((ledger_lines::on_day, ledger_lines::number))
        .limit(page.limit + 1)
        .select((
            ledger_entries::id,
            ledger_lines::number,
            ledger_lines::on_day,
            ledger_entries::kind,
            ledger_entries::party,
            ledger_entries::document,
            ledger_entries::narrative,
            ledger_lines::amount_vnd,
        ))
        .load(db.conn())
        .await?;
    let page = Page::cut(rows, page, |(id, number, on, ..)| Seek { key: format!("{on}/{number}"), id: id.0 });
    let line = |(entry_id, number, on, kind, party, document, narrative, amount): BookRow| {
        balance += amount;
        let (received_vnd, paid_vnd) =
            if amount.is_negative() { (Vnd::ZERO, -amount) } else { (amount, Vnd::ZERO) };
        CashBookLine {
            entry_id,
            number,
            on,
            kind,
            party,
            document,
            narrative,
            received_vnd,
            paid_vnd,
            balance_vnd: balance,
        }
    };
    Ok(CashBook {
        basis,
        fund: asked.fund,
        purse: asked.purse,
        from,
        to,
        opening_vnd,
        received_vnd,
        paid_vnd,
        closing_vnd: opening_vnd + received_vnd - paid_vnd,
        items: page.items.into_iter().map(line).collect(),
        next: page.next,
    })
}

/// Kind, source, and what came in and went out.
type FlowRow = (EntryKind, Option<MoneySource>, Vnd, Vnd);

/// Adds up what came into a fund and what went out, by kind and source.
pub async fn fund_statement(db: &mut impl Reads, club: ClubId, asked: &FundQuery) -> Result<FundStatement> {
    let (from, to) = (asked.from.map(Day::get), asked.to.map_or(db.scope().today(), Day::get));
    let basis = basis(db, club, asked.through).await?;
    let opening_vnd = match from {
        Some(from) => {
            let before = lines(&basis).filter(ledger_lines::fund.eq(asked.fund));
            let before = before.filter(ledger_lines::account.eq_any(PURSES));
            sum(db, before.filter(ledger_lines::on_day.lt(from))).await?
        }
        None => Vnd::ZERO,
    };
    // from one purse into the other of the same fund: neither in nor out
    let counterparts = diesel::alias!(ledger_lines as counterparts);
    let moved = exists(
        counterparts
            .filter(counterparts.field(ledger_lines::club_id).eq(ledger_lines::club_id))
            .filter(counterparts.field(ledger_lines::number).eq(ledger_lines::number))
            .filter(counterparts.field(ledger_lines::fund).eq(ledger_lines::fund))
            .filter(counterparts.field(ledger_lines::account).eq_any(PURSES))
            .filter((counterparts.field(ledger_lines::amount_vnd) + ledger_lines::amount_vnd).eq(Vnd::ZERO)),
    );
    let rows: Vec<FlowRow> = ledger_lines::table
        .inner_join(ledger_entries::table.on(of_line()))
        .filter(counted(basis.club_id, basis.through))
        .filter(ledger_lines::fund.eq(asked.fund))
        .filter(ledger_lines::account.eq_any(PURSES))
        .filter(ledger_lines::on_day.between(from.unwrap_or(FIRST_DAY), to))
        .filter(diesel::dsl::not(moved))
        .group_by((ledger_entries::kind, ledger_entries::source))
        .order((ledger_entries::kind, ledger_entries::source))
        .select((ledger_entries::kind, ledger_entries::source, debits(), credits()))
        .load(db.conn())
        .await?;
    let flows = |side: fn(&FlowRow) -> Vnd| -> Vec<FundFlow> {
        let all = rows.iter().map(|row| FundFlow { kind: row.0, source: row.1, amount_vnd: side(row) });
        all.filter(|flow| !flow.amount_vnd.is_zero()).collect()
    };
    let (receipts, payments) = (flows(|row| row.2), flows(|row| row.3));
    let added = |flows: &[FundFlow]| flows.iter().map(|flow| flow.amount_vnd).sum::<Vnd>();
    Ok(FundStatement {
        closing_vnd: opening_vnd + added(&receipts) - added(&payments),
        basis,
        fund: asked.fund,
        from,
        to,
        opening_vnd,
        receipts,
        payments,
    })
}

/// No day of business lies before it.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

type MemberRow = (MemberId, EntryId, i32, NaiveDate, EntryKind, Account, Option<LoanId>, Vnd);

/// Lists what moved on the accounts of members in the caller's reach, or of the caller herself: two statements
/// for all.
pub async fn money_statements(
    db: &mut impl Reads,
    whose: Vec<(Member, LedgerBasis)>,
    asked: &StatementQuery,
) -> Result<Vec<MoneyStatement>> {
    let (from, to) = (asked.from.map(Day::get), asked.to.map_or(db.scope().today(), Day::get));
    let through: BTreeMap<MemberId, i32> = whose.iter().map(|(m, basis)| (m.id, basis.through)).collect();
    let ids: Vec<MemberId> = through.keys().copied().collect();
    let last = through.values().max().copied().unwrap_or(0);
    let known = |member: MemberId, number: i32| through.get(&member).is_some_and(|last| number <= *last);
    let mut balances: BTreeMap<(MemberId, Account), Vnd> = BTreeMap::new();
    if let Some(from) = from {
        let before: Vec<(Option<MemberId>, Account, Vnd)> = ledger_lines::table
            .filter(ledger_lines::member_id.assume_not_null().eq_any(&ids))
            .filter(ledger_lines::number.le(last))
            .filter(ledger_lines::on_day.lt(from))
            .group_by((ledger_lines::member_id, ledger_lines::account))
            .select((ledger_lines::member_id, ledger_lines::account, total()))
            .load(db.conn())
            .await?;
        let grown = |(member, account, vnd): (Option<MemberId>, _, _)| {
            member.map(|member| ((member, account), rules::grown(account, vnd)))
        };
        balances.extend(before.into_iter().filter_map(grown));
    }
    let opening = balances.clone();
    let rows: Vec<MemberRow> = ledger_lines::table
        .inner_join(ledger_entries::table.on(of_line()))
        .filter(ledger_lines::member_id.assume_not_null().eq_any(&ids))
        .filter(ledger_lines::number.le(last))
        .filter(ledger_lines::on_day.between(from.unwrap_or(FIRST_DAY), to))
        .order((ledger_lines::on_day, ledger_lines::number, ledger_lines::line))
        .select((
            ledger_lines::member_id.assume_not_null(),
            ledger_entries::id,
            ledger_lines::number,
            ledger_lines::on_day,
            ledger_entries::kind,
            ledger_lines::account,
            ledger_lines::loan_id,
            ledger_lines::amount_vnd,
        ))
        .load(db.conn())
        .await?;
    let mut lines: BTreeMap<MemberId, Vec<MemberLedgerLine>> = BTreeMap::new();
    for (member, entry_id, number, on, kind, account, loan_id, amount) in rows {
        if !known(member, number) {
            continue; // posted since
        }
        let change_vnd = rules::grown(account, amount);
        let balance = balances.entry((member, account)).or_default();
        *balance += change_vnd;
        let balance_vnd = *balance;
        let line = MemberLedgerLine { entry_id, number, on, kind, account, loan_id, change_vnd, balance_vnd };
        lines.entry(member).or_default().push(line);
    }
    let statement = |(member, basis): (Member, LedgerBasis)| {
        let hers = balances.iter().filter(|((whose, _), _)| *whose == member.id);
        let totals = hers.map(|(key, closing_vnd)| MemberAccountTotals {
            account: key.1,
            opening_vnd: opening.get(key).copied().unwrap_or_default(),
            closing_vnd: *closing_vnd,
        });
        MoneyStatement {
            basis,
            member_id: member.id,
            from,
            to,
            accounts: totals.collect(),
            lines: lines.remove(&member.id).unwrap_or_default(),
        }
    };
    Ok(whose.into_iter().map(statement).collect())
}

/// The caller's own memberships, each with what an answer about her money there rests on. They are her own data, so the scope
/// narrows them to her person instead of to a place.
pub async fn own_memberships(db: &mut impl Reads) -> Result<Vec<(Member, LedgerBasis)>> {
    let me = users::table
        .filter(users::id.eq(db.scope().user()))
        .filter(users::person_id.is_not_null())
        .select(users::person_id.assume_not_null());
    let rows: Vec<(Member, Option<i32>, Option<Vec<u8>>)> = memberships::table
        .inner_join(persons::table)
        .left_join(ledgers::table.on(ledgers::club_id.eq(memberships::club_id)))
        .filter(memberships::person_id.eq_any(me))
        .order(memberships::id.desc())
        .select((Member::as_select(), ledgers::last_number.nullable(), ledgers::last_hash.nullable()))
        .load(db.conn())
        .await?;
    let based = |(member, last, hash): (Member, Option<i32>, Option<Vec<u8>>)| {
        let hash = Digest::of(&hash.unwrap_or_else(rules::beginning));
        let basis = LedgerBasis { club_id: member.club_id, through: last.unwrap_or(0), hash };
        (member, basis)
    };
    Ok(rows.into_iter().map(based).collect())
}

/// The links of a club in the caller's reach behind a number, computed anew.
pub async fn chain(
    db: &mut impl Reads,
    basis: &LedgerBasis,
    after: i32,
    limit: i64,
) -> Result<Vec<ChainedEntry>> {
    let stored: Vec<(EntryHead, Vec<u8>, Vec<u8>)> = ledger_entries::table
        .filter(ledger_entries::club_id.eq(basis.club_id))
        .filter(ledger_entries::number.gt(after))
        .order(ledger_entries::number)
        .limit(limit)
        .select((EntryHead::as_select(), ledger_entries::previous_hash, ledger_entries::hash))
        .load(db.conn())
        .await?;
    let (heads, hashes): (Vec<EntryHead>, Vec<_>) =
        stored.into_iter().map(|(head, previous, hash)| (head, (previous, hash))).unzip();
    let whole = ledger::store::with_lines(db, basis.club_id, heads).await?;
    let sealed = whole.into_iter().zip(hashes).map(|(entry, (previous_hash, hash))| {
        let link = ChainLink::of(&entry.head, entry.lines);
        ChainedEntry { number: link.number, computed: seal(&previous_hash, &link), previous_hash, hash, link }
    });
    Ok(sealed.collect())
}

/// The first entry of a club whose lines count for another day than it says.
pub async fn misdated(db: &mut impl Reads, basis: &LedgerBasis) -> Result<Option<i32>> {
    Ok(ledger_lines::table
        .inner_join(ledger_entries::table.on(of_line()))
        .filter(ledger_lines::club_id.eq(basis.club_id))
        .filter(ledger_lines::on_day.ne(ledger_entries::on_day))
        .order(ledger_lines::number)
        .select(ledger_lines::number)
        .first(db.conn())
        .await
        .optional()?)
}

/// What the head of a club's books says: number and hash of the last entry.
pub async fn head(db: &mut impl Reads, basis: &LedgerBasis) -> Result<(i32, Vec<u8>)> {
    let head = ledgers::table
        .filter(ledgers::club_id.eq(basis.club_id))
        .select((ledgers::last_number, ledgers::last_hash))
        .first(db.conn())
        .await
        .optional()?;
    Ok(head.unwrap_or_else(|| (0, rules::beginning())))
}

/// Follows the whole chain, and hands on each link of it.
async fn follow(
    db: &mut impl Reads,
    basis: &LedgerBasis,
    mut each: impl FnMut(ChainedEntry),
) -> Result<ChainHead> {
    let (last_number, last_hash) = head(db, basis).await?;
    let (mut chain_so_far, mut after) = (Chain::default(), 0);
    loop {
        let batch = chain(db, basis, after, BATCH).await?;
        let Some(last) = batch.last().map(|entry| entry.number) else { break };
        after = last;
        for entry in batch {
            chain_so_far.follow(&entry);
            each(entry);
        }
    }
    chain_so_far.end(last_number, &last_hash);
    let first_broken = chain_so_far.first_broken(misdated(db, basis).await?);
    Ok(ChainHead {
        last_number,
        last_hash: Digest::of(&last_hash),
        holds: first_broken.is_none(),
        first_broken,
    })
}

/// Shows a part of the chain, and whether all of it holds.
pub async fn prove(db: &mut impl Reads, club: ClubId, asked: ProofQuery) -> Result<LedgerProof> {
    let basis = basis(db, club, None).await?;
    let limit = usize::try_from(asked.limit).unwrap_or(0);
    let (mut items, mut more) = (vec![], false);
    let head = follow(db, &basis, |entry| {
        if entry.number > asked.after {
            more = items.len() == limit;
            if !more {
                items.push(LedgerProofLine {
                    number: entry.number,
                    previous_hash: Digest::of(&entry.previous_hash),
                    hash: Digest::of(&entry.hash),
                    link: entry.link,
                });
            }
        }
    })
    .await?;
    let next = items.last().map(|line| line.number).filter(|_| more);
    Ok(LedgerProof { head, items, next })
}

/// Holds a copy that somebody kept against the ledger.
pub async fn compare(db: &mut impl Reads, club: ClubId, copy: &LedgerCopy) -> Result<CopyComparison> {
    let basis = basis(db, club, None).await?;
    let part = copy.from.unwrap_or(1)..=copy.to.unwrap_or(i32::MAX);
    let mut own = vec![];
    let head = follow(db, &basis, |entry| {
        if part.contains(&entry.number) {
            own.push(entry);
        }
    })
    .await?;
    let first_difference = rules::first_difference(&copy.entries, &own);
    Ok(CopyComparison { agrees: first_difference.is_none(), first_difference, head })
}

/// What a receipt with this code says. The code is its own key: who holds a receipt may see that it is real, and so this
/// alone goes round the scope. It shows no person and no words.
pub async fn receipt(db: &mut impl Reads, typed: &str) -> Result<EntryReceipt> {
    let today = db.scope().today();
    let reversing = diesel::alias!(ledger_entries as reversing);
    let reversed =
        exists(reversing.filter(reversing.field(ledger_entries::reverses).eq(ledger_entries::id.nullable())));
    let amount = ledger_lines::table
        .filter(of_line())
        .filter(ledger_lines::amount_vnd.gt(Vnd::ZERO))
        .select(total())
        .single_value();
    let (club_name, commune_name, on, kind, amount, reversed): (_, _, _, _, Option<Vnd>, _) =
        ledger_entries::table
            .inner_join(clubs_table::table)
            .inner_join(unit_versions::table.on(unit_versions::unit_id.eq(clubs_table::commune_id)))
            .filter(units::store::standing(today))
            .filter(unit_versions::level.eq(Level::Commune))
            .filter(ledger_entries::receipt_code.eq(rules::receipt_code(typed)))
            .select((
                clubs_table::name,
                unit_versions::name,
                ledger_entries::on_day,
                ledger_entries::kind,
                amount,
                reversed,
            ))
            .first(db.conn())
            .await?;
    let amount_vnd = amount.ok_or(Code::NotFound)?;
    Ok(EntryReceipt { club_name, commune_name, on, kind, amount_vnd, reversed })
}

/// What a club has to be rid of before it ends: what it has, what it is owed, what it owes.
const HOLDINGS: [&str; 5] = ["cash", "bank", "loans", "savings", "pooled_capital"];

/// The accounts in which a club still has something, or owes it, by name.
pub async fn holdings(w: &mut Writer<'_>, club: &Held<Club>) -> Result<Vec<String>> {
    Ok(ledger_balances::table
        .filter(ledger_balances::club_id.eq(club.id))
        .filter(ledger_balances::account.eq_any(HOLDINGS))
        .filter(ledger_balances::balance_vnd.ne(0))
        .select(ledger_balances::account)
        .distinct()
        .order(ledger_balances::account)
        .load(w.conn())
        .await?)
}
