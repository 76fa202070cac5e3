//! `verify`: the books of all clubs, read again from their first entry on and compared with everything that is derived
//! from them: balances, metric rows, sums and cached historical figures.

use super::Outcome;
use super::instance::{Instance, Keys};
use super::laws::{self, Owner, Posted, Share};
use super::loan_reckoning;
use super::mergers;
use super::reckoning::{AccountSums, COLUMNS, Moved, Standing, columns, standings};
use crate::money::books::model::ChainedEntry;
use crate::money::books::rules::{Chain, summed};
use crate::money::books::store;
use crate::money::funds::model::FundKind;
use crate::money::ledger;
use crate::money::ledger::model::{Account, EntryKind, Voucher, VoucherKind};
use crate::money::loans::model::Loan;
use crate::money::loans::store as store_of_loans;
use crate::money::tables::{
    closing_balances, ledger_balances, ledger_closings, ledger_vouchers, loans, pooled_balances,
    savings_balances,
};
use crate::platform::auth::Scope;
use crate::platform::config::Config;
use crate::platform::db::{Db, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::http::Today;
use crate::platform::ids::{ClubId, EntryId, LoanId, MemberId, UnitId};
use crate::platform::money::Vnd;
use crate::register::clubs;
use crate::register::tables::clubs as clubs_table;
use crate::statistics::fresh::Fresh;
use crate::statistics::tables::{past_periods, sums_astray};
use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Arguments, Display};
use uuid::Uuid;

/// How many clubs are looked at in one go.
const CLUBS: i64 = 200;
/// How many entries are read in one go.
const ENTRIES: i64 = 1_000;

/// Checks all clubs and prints what was checked and every difference.
///
/// # Errors
/// When anything differs.
pub fn verify(config: &Config) -> Outcome {
    let instance = Instance::start(config)?;
    let db = instance.db(config, &Keys::kept(config)?.vault, Today::by_the_clock())?;
    let report = actix_web::rt::System::new().block_on(async {
        let clock = Scope::operator(Today::by_the_clock().get());
        // the database's own day: by it its functions tell what is past
        let today = diesel::select(today_in_vietnam()).get_result(db.read(&clock).await?.conn()).await?;
        all_clubs(&db, &Scope::operator(today)).await
    })?;
    for difference in &report.differences {
        println!("{difference}");
    }
    println!(
        "{} clubs, {} entries, {} lines: chains, numbers, vouchers, balance within each fund, purses on every day, what is owed to \
         whom and that it is covered, shares of interest, ends of clubs, mergers, balances, savings, what is owed, reschedules \
         and late charges of {} loans, {} closings, metric rows, sums of communes and provinces, figures of days gone by, and the money \
         of {} of them from the lines alone",
        report.clubs, report.entries, report.lines, report.loans, report.closings, report.days
    );
    match report.differences.len() {
        0 => {
            println!("everything agrees");
            Ok(())
        }
        many => Err(format!("{many} differences").into()),
    }
}

diesel::define_sql_function! {
    /// The day it is, for the database.
    #[sql_name = "logic.today_in_vietnam"]
    fn today_in_vietnam() -> Date;
}

#[derive(Default)]
struct Report {
    clubs: usize,
    entries: usize,
    lines: usize,
    closings: usize,
    loans: usize,
    /// Days of single clubs.
    days: usize,
    differences: Vec<String>,
}

/// Goes through the clubs in the order of their codes.
async fn all_clubs(db: &Db, scope: &Scope) -> crate::Result<Report> {
    let mut reader = Fresh::read(db, scope).await?;
    let (mut report, mut after) = (Report::default(), String::new());
    let periods = past_periods::table.select((past_periods::since, past_periods::day));
    let periods: Vec<(NaiveDate, NaiveDate)> = periods.load(reader.conn()).await?;
    drop(reader);
    loop {
        let batch: Vec<(ClubId, String)> = clubs::store::visible(scope)
            .filter(clubs_table::code.gt(after))
            .order(clubs_table::code)
            .limit(CLUBS)
            .select((clubs_table::id, clubs_table::code))
            .load(db.read(scope).await?.conn())
            .await?;
        let Some((_, last)) = batch.last() else { break };
        after = last.clone();
        for (club, code) in &batch {
            one_club(db, scope, (*club, code), &mut report).await?;
        }
        recounts(db, scope, &batch, &periods, &mut report).await?;
        report.clubs += batch.len();
    }
    let mut reader = db.read(scope).await?;
    // one statement over all clubs of the nation takes as long as it takes
    diesel::sql_query("set statement_timeout = 0").execute(reader.conn()).await?;
    let astray: Vec<(UnitId, Option<UnitId>, String, i64, i64)> =
        sums_astray::table.load(reader.conn()).await?;
    report.differences.extend(astray.into_iter().map(|(province, commune, name, kept, counted)| {
        let place =
            commune.map_or_else(|| format!("province {province}"), |commune| format!("commune {commune}"));
        format!("{place}: the sum of {name} is kept as {kept}, and counts to {counted}")
    }));
    let past = diesel::sql_query("select * from logic.past_sums_astray() order by place, name");
    let past: Vec<PastSum> = past.load(reader.conn()).await?;
    report.differences.extend(past.into_iter().map(|PastSum { place, name, kept, counted }| {
        let [kept, counted] = [kept, counted].map(|value| value.unwrap_or_else(|| "nothing".to_owned()));
        format!("place {place}: the sum of {name} is kept as {kept}, and counts to {counted}")
    }));
    Ok(report)
}

/// A sum of a place for a past period that is not what the figures of its clubs come to.
#[derive(QueryableByName)]
struct PastSum {
    #[diesel(sql_type = SqlUuid)]
    place: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    kept: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    counted: Option<String>,
}

/// What is kept of an account of a fund.
type Balance = (FundKind, Account, Vnd);

/// What the lines of a club come to, and what was wrong on the way.
#[derive(Default)]
struct Recount {
    moved: Vec<Moved>,
    posted: Vec<Posted>,
    owed: BTreeMap<LoanId, Vnd>,
    /// The year-ends so far.
    year_ends: BTreeSet<EntryId>,
    /// By entry and fund.
    vouchers: BTreeMap<(i32, FundKind), Voucher>,
    /// The last number of each fund, kind and year.
    numbered: BTreeMap<(FundKind, VoucherKind, i16), i32>,
    wrong: Vec<(i32, String)>,
}

impl Recount {
    /// Counts one more entry. Parties are told by the entry that names them: what undoes it is theirs too.
    fn take(&mut self, entry: &ChainedEntry, parties: &BTreeMap<EntryId, String>) {
        for (fund, sum) in summed(entry.link.lines.iter().map(|line| (line.fund, line.amount_vnd))) {
            if !sum.is_zero() {
                self.wrong
                    .push((entry.number, format!("{fund:?}: its lines add up to {sum} instead of nothing")));
            }
        }
        if entry.link.kind == EntryKind::YearEnd {
            self.year_ends.insert(entry.link.id);
        }
        let of_year_end = [Some(entry.link.id), entry.link.reverses]
            .into_iter()
            .flatten()
            .any(|entry| self.year_ends.contains(&entry));
        self.number(entry);
        for line in &entry.link.lines {
            if let (Account::Loans, Some(loan)) = (line.account, line.loan_id) {
                *self.owed.entry(loan).or_default() += line.amount_vnd;
            }
            self.moved.push(Moved {
                on: entry.link.on,
                number: entry.number,
                fund: line.fund,
                account: line.account,
                saver: line.member_id.filter(|_| line.account == Account::Savings),
                of_year_end,
                amount: line.amount_vnd,
            });
        }
        let named = entry.link.reverses.unwrap_or(entry.link.id);
        self.posted.push(Posted {
            number: entry.number,
            on: entry.link.on,
            kind: entry.link.kind,
            at: entry.link.recorded_at_us,
            party: parties.get(&named).cloned().unwrap_or_default(),
            lines: entry.link.lines.clone(),
        });
    }

    /// Numbers the cash of an entry on, as the program does.
    fn number(&mut self, entry: &ChainedEntry) {
        if entry.link.kind == EntryKind::OpeningBalance {
            return;
        }
        let year = i16::try_from(entry.link.on.year()).unwrap_or_default();
        for line in entry.link.lines.iter().filter(|line| line.account == Account::Cash) {
            let kind =
                if line.amount_vnd.is_negative() { VoucherKind::Payment } else { VoucherKind::Receipt };
            let number = self.numbered.entry((line.fund, kind, year)).or_default();
            *number += 1;
            let voucher = Voucher { fund: line.fund, kind, year, number: *number };
            self.vouchers.insert((entry.number, line.fund), voucher);
        }
    }

    fn balances(&self) -> AccountSums {
        summed(self.moved.iter().map(|line| ((line.fund, line.account), line.amount)))
    }

    /// Where a purse first falls below nothing, by day and then by number.
    fn overdrawn(&mut self) {
        self.moved.sort_by_key(|line| (line.on, line.number));
        let mut purses = AccountSums::default();
        let mut first: BTreeMap<(FundKind, Account), (i32, NaiveDate)> = BTreeMap::new();
        for entry in self.moved.chunk_by(|a, b| (a.on, a.number) == (b.on, b.number)) {
            for line in entry {
                let amount = match line.account {
                    Account::Cash | Account::Bank | Account::Advances => line.amount,
                    Account::Shares | Account::OperatingShare => -line.amount,
                    _ => continue,
                };
                *purses.entry((line.fund, line.account)).or_default() += amount;
            }
            let Some(at) = entry.first().map(|line| (line.number, line.on)) else { continue };
            for (purse, _) in purses.iter().filter(|(_, balance)| balance.is_negative()) {
                first.entry(*purse).or_insert(at);
            }
        }
        let told = first.into_iter().map(|((fund, account), (number, on))| {
            (number, format!("{fund:?} {account:?} is below nothing on {on}"))
        });
        self.wrong.extend(told);
    }
}

/// Reads a club's books again and holds everything that is kept of them against it, while nobody
/// posts.
async fn one_club(
    db: &Db,
    scope: &Scope,
    (club, code): (ClubId, &str),
    report: &mut Report,
) -> crate::Result<()> {
    db.transaction(scope, async |w| {
        match ledger::store::still(w, club).await {
            Ok((_, _, ended_on)) => look_at(w, (club, code), ended_on, report).await,
            Err(e) if e.code() == Code::FundNotOpen => Ok(()), // no books yet
            Err(e) => Err(e),
        }
    })
    .await
}

#[derive(QueryableByName)]
struct Party {
    #[diesel(sql_type = SqlUuid)]
    id: EntryId,
    #[diesel(sql_type = Text)]
    party: String,
}

/// The names in the entries of a club. They are no part of the chain, which binds their digest.
async fn parties(w: &mut Writer<'_>, club: ClubId) -> crate::Result<BTreeMap<EntryId, String>> {
    let named = "select id, party from ledger_entries where club_id = $1 and party is not null";
    let named: Vec<Party> = diesel::sql_query(named).bind::<SqlUuid, _>(club).load(w.conn()).await?;
    Ok(named.into_iter().map(|Party { id, party }| (id, party)).collect())
}

#[derive(QueryableByName)]
struct Regulated {
    #[diesel(sql_type = Date)]
    since: NaiveDate,
    #[diesel(sql_type = BigInt)]
    percent: i64,
    #[diesel(sql_type = BigInt)]
    known_at: i64,
}

/// What the regulations of a club give to its operating fund.
async fn shares(w: &mut Writer<'_>, club: ClubId) -> crate::Result<Vec<Share>> {
    let regulated: Vec<Regulated> = diesel::sql_query(
        "select effective_from as since, coalesce((lending ->> 'interest_to_operating_percent')::bigint, 100) as percent, \
                (extract(epoch from created_at) * 1000000)::bigint as known_at \
           from club_regulations where club_id = $1",
    )
    .bind::<SqlUuid, _>(club)
    .load(w.conn())
    .await?;
    let share = |Regulated { since, percent, known_at }| Share { since, percent, known_at };
    Ok(regulated.into_iter().map(share).collect())
}

#[derive(QueryableByName)]
struct Late {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    number: i32,
}

/// The entries that were posted after a club had ended: later than the step that ended it, and not together with it.
async fn posted_after_the_end(w: &mut Writer<'_>, club: ClubId) -> crate::Result<Vec<i32>> {
    let late: Vec<Late> = diesel::sql_query(
        "select e.number from ledger_entries e \
           join club_transitions t on t.club_id = e.club_id and t.to_state in ('merged', 'dissolved') \
          where e.club_id = $1 and e.recorded_at > t.created_at \
            and not exists (select from changes own join changes ended on ended.txid = own.txid \
                             where own.entity_id = e.id and ended.entity_id = e.club_id) \
          order by e.number",
    )
    .bind::<SqlUuid, _>(club)
    .load(w.conn())
    .await?;
    Ok(late.into_iter().map(|late| late.number).collect())
}

/// What an ended club's books should not have.
async fn after_its_end(
    w: &mut Writer<'_>,
    (club, code): (ClubId, &str),
    entries: &[Posted],
    ended_on: NaiveDate,
) -> crate::Result<Vec<String>> {
    let late = posted_after_the_end(w, club).await?.into_iter();
    let late = late.map(|number| format!("{code} #{number}: it was posted after the club had ended"));
    let left = laws::after_its_end(entries, ended_on).into_iter().map(|what| format!("{code}: {what}"));
    Ok(late.chain(left).collect())
}

async fn look_at(
    w: &mut Writer<'_>,
    (club, code): (ClubId, &str),
    ended_on: Option<NaiveDate>,
    report: &mut Report,
) -> crate::Result<()> {
    let basis = store::basis(w, club, None).await?;
    let (parties, shares) = (parties(w, club).await?, shares(w, club).await?);
    let (last_number, last_hash) = store::head(w, &basis).await?;
    let (mut chain, mut recount, mut after) = (Chain::default(), Recount::default(), 0);
    loop {
        let batch = store::chain(w, &basis, after, ENTRIES).await?;
        let Some(last) = batch.last().map(|entry| entry.number) else { break };
        after = last;
        for entry in &batch {
            if let Some(broken) = chain.follow(entry) {
                recount.wrong.push((broken.number, broken.fault.told().to_owned()));
            }
            recount.take(entry, &parties);
            report.entries += 1;
            report.lines += entry.link.lines.len();
        }
    }
    if let Some(broken) = chain.end(last_number, &last_hash) {
        recount.wrong.push((broken.number, broken.fault.told().to_owned()));
    }
    if let Some(number) = store::misdated(w, &basis).await? {
        recount.wrong.push((number, crate::money::books::model::ChainFault::Day.told().to_owned()));
    }
    recount.overdrawn();
    recount.wrong.extend(laws::broken(&recount.posted, &shares));
    recount.wrong.sort();
    let wrong = recount.wrong.drain(..).map(|(number, what)| format!("{code} #{number}: {what}"));
    report.differences.extend(wrong);
    if let Some(ended_on) = ended_on {
        report.differences.extend(after_its_end(w, (club, code), &recount.posted, ended_on).await?);
    }
    let merged = mergers::judge(w, club, &recount.balances()).await?;
    report.differences.extend(merged.into_iter().map(|what| format!("{code}: {what}")));
    let differences = &mut report.differences;
    vouchers(w, (club, code), &recount, differences).await?;
    let mut differs = |what: &str, kept: Vnd, counted: Vnd| {
        differ(differences, code, format_args!("{what}"), &kept, &counted);
    };

    let kept: Vec<(FundKind, Account, Vnd)> = ledger_balances::table
        .filter(ledger_balances::club_id.eq(club))
        .select((ledger_balances::fund, ledger_balances::account, ledger_balances::balance_vnd))
        .load(w.conn())
        .await?;
    let kept = summed(kept.into_iter().map(|(fund, account, vnd)| ((fund, account), vnd)));
    against(&kept, &recount.balances(), |(fund, account), kept, counted| {
        differs(&format!("the balance of {fund:?} {account:?}"), kept, counted);
    });

    let kept: Vec<(MemberId, Vnd)> = savings_balances::table
        .filter(savings_balances::club_id.eq(club))
        .select((savings_balances::member_id, savings_balances::balance_vnd))
        .load(w.conn())
        .await?;
    let mut owed: BTreeMap<(Account, Owner), Vnd> = BTreeMap::new();
    owed.extend(kept.into_iter().map(|(member, vnd)| ((Account::Savings, Owner::Member(member)), vnd)));
    let kept: Vec<(Option<MemberId>, Option<String>, Vnd)> = pooled_balances::table
        .filter(pooled_balances::club_id.eq(club))
        .select((pooled_balances::member_id, pooled_balances::party, pooled_balances::balance_vnd))
        .load(w.conn())
        .await?;
    owed.extend(kept.into_iter().map(|(member, party, vnd)| {
        let owner = member.map_or_else(|| Owner::Party(party.unwrap_or_default()), Owner::Member);
        ((Account::PooledCapital, owner), vnd)
    }));
    against(&owed, &laws::owed(&recount.posted), |(account, owner), kept, counted| match account {
        Account::Savings => differs(&format!("what {owner} saved"), kept, counted),
        _ => differs(&format!("what {owner} put in"), kept, counted),
    });

    let kept: Vec<(LoanId, Vnd)> = loans::table
        .filter(loans::club_id.eq(club))
        .select((loans::id, loans::outstanding_vnd))
        .load(w.conn())
        .await?;
    against(&kept.into_iter().collect(), &recount.owed, |loan, kept, counted| {
        differs(&format!("what is owed of loan {loan}"), kept, counted);
    });

    let kept: Vec<(NaiveDate, Option<Balance>)> = ledger_closings::table
        .left_join(closing_balances::table)
        .filter(ledger_closings::club_id.eq(club))
        .select((
            ledger_closings::through,
            (closing_balances::fund, closing_balances::account, closing_balances::balance_vnd).nullable(),
        ))
        .load(w.conn())
        .await?;
    let mut closings: BTreeMap<NaiveDate, AccountSums> = BTreeMap::new();
    for (through, balance) in kept {
        let closing = closings.entry(through).or_default();
        closing.extend(balance.map(|(fund, account, vnd)| ((fund, account), vnd)));
    }
    let counted = standings(&recount.moved, &closings.keys().copied().collect());
    for ((through, kept), counted) in closings.iter().zip(counted.values()) {
        against(kept, &counted.balances, |(fund, account), kept, counted| {
            differs(&format!("the closing through {through} of {fund:?} {account:?}"), kept, counted);
        });
    }
    report.closings += closings.len();
    judge_loans(w, (club, code), report).await?;
    money_of_days(w, (club, code), &recount.moved, report).await
}

/// How many loans are looked at in one go.
const LOANS: usize = 500;

/// Judges what the club's loans cost: their reschedules, and their late charges.
async fn judge_loans(
    w: &mut Writer<'_>,
    (club, code): (ClubId, &str),
    report: &mut Report,
) -> crate::Result<()> {
    let of_club: Vec<Loan> = loans::table
        .filter(loans::club_id.eq(club))
        .filter(loans::disbursed_on.is_not_null())
        .order(loans::number)
        .select(Loan::as_select())
        .load(w.conn())
        .await?;
    for some in of_club.chunks(LOANS) {
        let files = store_of_loans::files(w, some, None).await?;
        for (loan, (file, _)) in some.iter().zip(&files) {
            let told = loan_reckoning::faults(file).into_iter();
            report.differences.extend(told.map(|fault| format!("{code}: loan {}: {fault}", loan.id)));
        }
    }
    report.loans += of_club.len();
    Ok(())
}

/// Holds the vouchers of a club against those that its entries come to.
async fn vouchers(
    w: &mut Writer<'_>,
    (club, code): (ClubId, &str),
    recount: &Recount,
    differences: &mut Vec<String>,
) -> crate::Result<()> {
    let kept: Vec<(i32, Voucher)> = ledger_vouchers::table
        .filter(ledger_vouchers::club_id.eq(club))
        .select((ledger_vouchers::entry, Voucher::as_select()))
        .load(w.conn())
        .await?;
    let kept: BTreeMap<(i32, FundKind), Voucher> =
        kept.into_iter().map(|(entry, voucher)| ((entry, voucher.fund), voucher)).collect();
    let all: BTreeSet<(i32, FundKind)> = kept.keys().chain(recount.vouchers.keys()).copied().collect();
    for (entry, fund) in all {
        let told = |vouchers: &BTreeMap<(i32, FundKind), Voucher>| {
            vouchers.get(&(entry, fund)).map_or_else(|| "none".to_owned(), ToString::to_string)
        };
        let what = format_args!("the voucher of #{entry} in {fund:?}");
        differ(differences, code, what, &told(&kept), &told(&recount.vouchers));
    }
    Ok(())
}

/// Tells of what is kept otherwise than it is counted.
fn differ<T: Display + PartialEq>(
    told: &mut Vec<String>,
    code: &str,
    what: Arguments<'_>,
    kept: &T,
    counted: &T,
) {
    if kept != counted {
        told.push(format!("{code}: {what} is kept as {kept}, and the lines come to {counted}"));
    }
}

#[derive(QueryableByName)]
struct KeptMoney {
    #[diesel(sql_type = Date)]
    since: NaiveDate,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Array<BigInt>)]
    money: Vec<i64>,
    #[diesel(sql_type = Nullable<Date>)]
    last_on: Option<NaiveDate>,
}

#[derive(QueryableByName)]
struct BalanceOfDay {
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Text)]
    fund: FundKind,
    #[diesel(sql_type = Text)]
    account: Account,
    #[diesel(sql_type = BigInt)]
    balance_vnd: Vnd,
}

/// Holds the money of past days against the lines: what is kept of it, and the balances that it is counted from. Today's
/// row is one more kept period. The lines are in the order of their days.
async fn money_of_days(
    w: &mut Writer<'_>,
    (club, code): (ClubId, &str),
    lines: &[Moved],
    report: &mut Report,
) -> crate::Result<()> {
    let money = |row: &str| {
        let all: Vec<String> = COLUMNS.iter().map(|name| format!("({row}).{name}")).collect();
        format!("array[{}]::bigint[] as money, ({row}).last_on", all.join(", "))
    };
    // past figures are rows of the metric tables, which the DSL does not know
    let text = format!(
        "select f.since, f.day, {} from logic.valid_past_figures f where f.club_id = $1 union all \
         select date_trunc('year', m.counted_on)::date, m.counted_on, {} from fund_metrics m where m.club_id = $1 \
         order by 2, 1",
        money("f.fund_metrics"),
        money("m")
    );
    let kept: Vec<KeptMoney> = diesel::sql_query(text).bind::<SqlUuid, _>(club).load(w.conn()).await?;
    let before = |since: NaiveDate| since.pred_opt().unwrap_or(since);
    let days: BTreeSet<NaiveDate> = kept.iter().flat_map(|row| [before(row.since), row.day]).collect();
    let asked: Vec<NaiveDate> = days.iter().copied().collect();
    let said: Vec<BalanceOfDay> = diesel::sql_query(
        "select d as day, b.fund, b.account, b.balance_vnd \
           from unnest($2) d cross join lateral logic.balances_on(array[$1], d) b",
    )
    .bind::<SqlUuid, _>(club)
    .bind::<Array<Date>, _>(asked)
    .load(w.conn())
    .await?;
    let mut balances: BTreeMap<NaiveDate, AccountSums> = BTreeMap::new();
    for row in said {
        balances.entry(row.day).or_default().insert((row.fund, row.account), row.balance_vnd);
    }
    report.days += days.len();
    let (reckoned, nothing) = (standings(lines, &days), Standing::default());
    let taken_over = mergers::taken_over(w, club, &days).await?;
    let differences = &mut report.differences;
    for (day, counted) in &reckoned {
        let said = balances.remove(day).unwrap_or_default();
        against(&said, &counted.balances, |(fund, account), said, counted| {
            differ(
                differences,
                code,
                format_args!("the balance of {fund:?} {account:?} on {day} by balances_on"),
                &said,
                &counted,
            );
        });
    }
    for row in kept {
        let [start, end] = [before(row.since), row.day].map(|day| reckoned.get(&day).unwrap_or(&nothing));
        let KeptMoney { since, day, .. } = row;
        let start = mergers::answered_for(start, before(since), day, &taken_over);
        for ((name, kept), counted) in COLUMNS.iter().zip(&row.money).zip(columns(&start, end)) {
            differ(differences, code, format_args!("{name} on {day} since {since}"), kept, &counted);
        }
        let told = |day: Option<NaiveDate>| day.map_or_else(|| "no day".to_owned(), |day| day.to_string());
        let what = format_args!("the day of the last entry on {day}");
        differ(differences, code, what, &told(row.last_on), &told(end.last_on));
    }
    Ok(())
}

/// Goes through the keys of both; what one of them does not have is nothing there.
fn against<K: Ord + Clone>(
    kept: &BTreeMap<K, Vnd>,
    counted: &BTreeMap<K, Vnd>,
    mut each: impl FnMut(K, Vnd, Vnd),
) {
    let of = |sums: &BTreeMap<K, Vnd>, key: &K| sums.get(key).copied().unwrap_or_default();
    for key in kept.keys().chain(counted.keys().filter(|key| !kept.contains_key(key))) {
        each(key.clone(), of(kept, key), of(counted, key));
    }
}

#[derive(QueryableByName)]
struct Astray {
    #[diesel(sql_type = SqlUuid)]
    club_id: ClubId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    kept: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    counted: Option<String>,
}

/// Counts clubs anew from the facts, as of today and for the periods of which figures are kept, and compares.
async fn recounts(
    db: &Db,
    scope: &Scope,
    batch: &[(ClubId, String)],
    periods: &[(NaiveDate, NaiveDate)],
    report: &mut Report,
) -> crate::Result<()> {
    let which: Vec<ClubId> = batch.iter().map(|(club, _)| *club).collect();
    let mut astray: Vec<Astray> =
        diesel::sql_query("select * from logic.metrics_astray($1, $2) order by club_id, name")
            .bind::<Array<SqlUuid>, _>(&which)
            .bind::<Date, _>(scope.today())
            .load(db.read(scope).await?.conn())
            .await?;
    for (since, day) in periods {
        let past = diesel::sql_query("select * from logic.past_astray($1, $2, $3) order by club_id, name")
            .bind::<Array<SqlUuid>, _>(&which)
            .bind::<Date, _>(since)
            .bind::<Date, _>(day);
        astray.extend(past.load::<Astray>(db.read(scope).await?.conn()).await?);
    }
    let code = |club: ClubId| batch.iter().find(|(id, _)| *id == club).map_or("", |(_, code)| code.as_str());
    report.differences.extend(astray.into_iter().map(|Astray { club_id, name, kept, counted }| {
        let [kept, counted] = [kept, counted].map(|value| value.unwrap_or_else(|| "nothing".to_owned()));
        format!("{}: {name} is kept as {kept}, and counts to {counted}", code(club_id))
    }));
    Ok(())
}
