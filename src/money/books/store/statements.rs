//! Statements drawn from the books: trial balance, cash book, the flow of a fund, and what each member has.

use super::{counted, credits, debits, known, lines, sum, total};
use crate::access::users;
use crate::money::books::model::{
    AccountTotals, AsOf, CashBook, CashBookLine, CashBookQuery, Digest, FundFlow, FundQuery, FundStatement,
    FundTotals, LedgerBasis, MemberAccountTotals, MemberLedgerLine, MoneyStatement, StatementQuery,
    TrialBalance,
};
use crate::money::books::rules;
use crate::money::funds::model::FundKind;
use crate::money::ledger;
use crate::money::ledger::model::{Account, EntryKind, MoneySource, Purse};
use crate::money::schema::{ledger_entries, ledger_lines, ledgers};
use crate::platform::db::Reads;
use crate::platform::error::FieldCode;
use crate::platform::fields::{Day, Moment};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, EntryId, LoanId, MemberId};
use crate::platform::money::Vnd;
use crate::register::members::model::Member;
use crate::register::tables::{memberships, persons};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::{auto_type, exists};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The purses of a fund.
const PURSES: [Account; 2] = [Account::Cash, Account::Bank];

/// Adds up every account.
pub async fn trial_balance(db: &mut impl Reads, club: ClubId, asked: AsOf) -> Result<TrialBalance> {
    let on = asked.on.map_or(db.scope().today(), Day::get);
    let basis = known(db, club, asked.through, asked.known_at).await?;
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
pub(super) fn of_line() -> _ {
    let same = ledger_entries::number.eq(ledger_lines::number);
    ledger_entries::club_id.eq(ledger_lines::club_id).and(same)
}

type BookRow = (EntryId, i32, NaiveDate, EntryKind, Option<String>, Option<String>, Option<String>, Vnd);

/// The entries among some that are a member's, by their numbers: of these, the words may name her.
async fn of_members(db: &mut impl Reads, basis: &LedgerBasis, numbers: Vec<i32>) -> Result<HashSet<i32>> {
    let of_members = ledger_lines::table
        .filter(ledger_lines::club_id.eq(basis.club_id))
        .filter(ledger_lines::number.eq_any(numbers))
        .filter(ledger_lines::member_id.is_not_null());
    let numbers: Vec<i32> = of_members.select(ledger_lines::number).distinct().load(db.conn()).await?;
    Ok(numbers.into_iter().collect())
}

/// Lists what went in and out of a purse, each line with what was there then, and with what words the caller may see. An
/// entry has one line for a purse.
pub async fn cash_book(
    db: &mut impl Reads,
    club: ClubId,
    asked: &CashBookQuery,
    page: &PageQuery,
) -> Result<CashBook> {
    let (from, to) = (asked.from.map(Day::get), asked.to.map_or(db.scope().today(), Day::get));
    let place = behind(page)?;
    let basis = known(db, club, asked.through, asked.known_at).await?;
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
    let numbers: Vec<i32> = page.items.iter().map(|(_, number, ..)| *number).collect();
    let vouchers = match asked.purse {
        Purse::Cash => ledger::store::vouchers(db, club, &numbers).await?,
        Purse::Bank => HashMap::new(),
    };
    let voucher = |number| vouchers.get(&number)?.iter().find(|voucher| voucher.fund == asked.fund).copied();
    let withheld = if ledger::store::names_members(db, club).await? {
        HashSet::new()
    } else {
        of_members(db, &basis, numbers).await?
    };
    let line = |(entry_id, number, on, kind, party, document, narrative, amount): BookRow| {
        balance += amount;
        let words =
            if withheld.contains(&number) { (None, None, None) } else { (party, document, narrative) };
        let (party, document, narrative) = words;
        let (received_vnd, paid_vnd) =
            if amount.is_negative() { (Vnd::ZERO, -amount) } else { (amount, Vnd::ZERO) };
        CashBookLine {
            entry_id,
            number,
            on,
            kind,
            party,
            voucher: voucher(number),
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
    let basis = known(db, club, asked.through, asked.known_at).await?;
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
    let clubs: Vec<ClubId> = whose.iter().map(|(_, basis)| basis.club_id).collect();
    let last = through.values().max().copied().unwrap_or(0);
    let counts = |member: MemberId, number: i32| through.get(&member).is_some_and(|last| number <= *last);
    let mut balances: BTreeMap<(MemberId, Account), Vnd> = BTreeMap::new();
    if let Some(from) = from {
        let before: Vec<(Option<MemberId>, Account, Vnd)> = ledger_lines::table
            .filter(ledger_lines::member_id.assume_not_null().eq_any(&ids))
            .filter(ledger_lines::club_id.eq_any(&clubs)) // a loan of somebody who died goes on in a successor's
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
        .filter(ledger_lines::club_id.eq_any(&clubs))
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
        if !counts(member, number) {
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
        let own_balances = balances.iter().filter(|((whose, _), _)| *whose == member.id);
        let totals = own_balances.map(|(key, closing_vnd)| MemberAccountTotals {
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

/// The caller's own memberships, each with what an answer about her money there rests on: all entries, or those recorded
/// by an instant. They are her own data, so the scope narrows them to her person instead of to a place.
pub async fn own_memberships(
    db: &mut impl Reads,
    known_at: Option<Moment>,
) -> Result<Vec<(Member, LedgerBasis)>> {
    let person = users::store::own_person(db.scope());
    let rows: Vec<(Member, Option<i32>, Option<Vec<u8>>)> = memberships::table
        .inner_join(persons::table)
        .left_join(ledgers::table.on(ledgers::club_id.eq(memberships::club_id)))
        .filter(memberships::person_id.eq_any(person))
        .order(memberships::id.desc())
        .select((Member::as_select(), ledgers::last_number.nullable(), ledgers::last_hash.nullable()))
        .load(db.conn())
        .await?;
    let mut then: BTreeMap<ClubId, (i32, Vec<u8>)> = BTreeMap::new();
    if let Some(at) = known_at.map(Moment::get) {
        let clubs: Vec<ClubId> = rows.iter().map(|(member, ..)| member.club_id).collect();
        let last: Vec<(ClubId, i32, Vec<u8>)> = ledger_entries::table
            .filter(ledger_entries::club_id.eq_any(clubs))
            .filter(ledger_entries::recorded_at.le(at))
            .distinct_on(ledger_entries::club_id)
            .order((ledger_entries::club_id, ledger_entries::number.desc()))
            .select((ledger_entries::club_id, ledger_entries::number, ledger_entries::hash))
            .load(db.conn())
            .await?;
        then.extend(last.into_iter().map(|(club, number, hash)| (club, (number, hash))));
    }
    let based = |(member, last, hash): (Member, Option<i32>, Option<Vec<u8>>)| {
        let (last, hash) = match (known_at, then.get(&member.club_id).cloned()) {
            (None, _) => (last, hash),
            (Some(_), known) => known.map_or((None, None), |(number, hash)| (Some(number), Some(hash))),
        };
        let hash = Some(Digest::of(&hash.unwrap_or_else(rules::beginning)));
        let basis = LedgerBasis { club_id: member.club_id, through: last.unwrap_or(0), hash };
        (member, basis)
    };
    Ok(rows.into_iter().map(based).collect())
}
