//! What a write costs in a club with ten years of books, beside the same in one with a month of them: both have sixty
//! members and twenty-five running loans.

use super::books::{Chain, LENDING, Leg, Whose, caller};
use super::load::{Bound, Run, local, one_by_one, request};
use super::world::{World, connect, run};
use super::{Cycle, Pace, Server, Table, in_turns, json_with_key};
use chrono::{Days, Duration, Months, NaiveDate, Utc};
use lien_the_he::commands::Outcome;
use lien_the_he::lending::{LendingRules, LoanContract, RepaymentSchedule, schedule};
use lien_the_he::money::funds::model::FundKind;
use lien_the_he::money::ledger::model::{Account, EntryKind};
use lien_the_he::platform::auth::token::Signer;
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::ids::{ClubId, UserId};
use lien_the_he::platform::money::Amount;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio_postgres::Client;
use uuid::Uuid;

/// Members of a club, all of whom come and contribute, and those of them who save at each meeting.
const SEATS: usize = 60;
const SAVERS: usize = 30;
/// Of each loan.
const PRINCIPAL_VND: i64 = 5_000_000;
const TERM: u8 = 10;
/// A meeting a month, and loans handed out at them evenly: as many run at the end in the one as in the other.
const OLD: (u32, usize) = (120, 300);
const YOUNG: (u32, usize) = (1, 25);
/// So many times longer a write may take.
const GOAL: f64 = 1.3;
/// Days on which one round of meetings is held, of two kinds each: on none were there no members yet in the young club.
const MEETING_DAYS: u64 = 26;

/// A club, who is in it, and which loans run.
struct Club {
    id: Uuid,
    members: Vec<Uuid>,
    contributors: Cycle<Uuid>,
    running: Cycle<Uuid>,
    entries: i32,
}

/// Makes the next request that writes.
type Write<'w> = &'w dyn Fn(&Club) -> Vec<u8>;

/// Founds both, and measures.
pub fn measure(
    table: &mut Table,
    url: &str,
    world: &World,
    signer: &Signer,
    server: &Server,
    pace: Pace,
) -> Outcome {
    let today = (Utc::now() + Duration::hours(7)).date_naive(); // as in Vietnam
    let (young, old, token) = local(async {
        let client = connect(url).await?;
        let (young, old) = (Uuid::now_v7(), Uuid::now_v7());
        let boxes = [young, old].map(|club| (Role::ClubTreasurer, Place::Club(ClubId(club))));
        for club in [young, old] {
            client.batch_execute(&founded(club, world)).await?;
        }
        let (treasurer, token) = caller(&client, signer, "thu.quy.lau.nam.mau", Vec::from(boxes)).await?;
        let young = Club::keep(&client, young, YOUNG, today, treasurer).await?;
        let old = Club::keep(&client, old, OLD, today, treasurer).await?;
        client.batch_execute(&kept(&[young.id, old.id], today)).await?;
        client.batch_execute("vacuum analyze").await?;
        Ok((young, old, token))
    })?;
    let (few, many) = (young.entries, old.entries);
    table.0.push(format!(
        "\n{:<34}{:>14}{:>14}{:>24}   goal",
        "p50 / p99 in ms, one at a time",
        format!("{few} entries"),
        format!("{many} entries"),
        "longer p50"
    ));
    let count = AtomicU64::new(0);
    let contribution = |club: &Club| {
        let member = club.contributors.next().unwrap_or_default();
        let body =
            format!(r#"{{"kind":"contribution","on":"{today}","amount_vnd":10000,"member_id":"{member}"}}"#);
        request("POST", &format!("/v1/clubs/{}/entries", club.id), &token, &json_with_key(), &body)
    };
    let repayment = |club: &Club| {
        let loan = club.running.next().unwrap_or_default();
        let body = format!(r#"{{"on":"{today}","amount_vnd":1000}}"#);
        request("POST", &format!("/v1/loans/{loan}/repayments"), &token, &json_with_key(), &body)
    };
    let meeting = |club: &Club| {
        let body = club.meeting(today, count.fetch_add(1, Ordering::Relaxed));
        request("POST", &format!("/v1/clubs/{}/meetings", club.id), &token, &json_with_key(), &body)
    };
    // no more than there are days for meetings, and so few that the young club stays young
    let bound = Bound { time: pace.entries.time, count: 50 };
    for (name, write) in [
        ("POST a contribution", &contribution as Write<'_>),
        ("POST a repayment", &repayment),
        ("POST a meeting of sixty", &meeting),
    ] {
        let measured = |club: &Club| -> Outcome<Run> {
            let run = one_by_one(server.address, 201, bound, &|| write(club));
            tidy(url, today)?;
            run
        };
        measured(&young)?;
        measured(&old)?; // nobody's first time counts
        let line = in_turns(name, &|| measured(&young), &|| measured(&old), pace, GOAL)?;
        println!("{line}");
        table.0.push(line);
    }
    Ok(())
}

/// A club in the place of one of those elsewhere.
fn founded(club: Uuid, world: &World) -> String {
    let elsewhere = format!("clubs where commune_id <> '{}' order by code limit 1", world.commune);
    format!(
        "insert into clubs (id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id, province_id,
                            proposed_on, established_on, launched_on)
         select '{club}', 'L-{club}', 'CLB mẫu {club}', 'clb mau {club}', 'L{club}', 'active', '2016-01-01', hamlet_id,
                commune_id, province_id, '2016-01-01', '2016-01-01', '2016-01-01' from {elsewhere};
         insert into club_placements (id, club_id, hamlet_id, is_main, valid_from)
         select gen_random_uuid(), id, hamlet_id, true, proposed_on from clubs where id = '{club}';"
    )
}

/// Keeps both clubs as they are before anything is measured.
fn kept(clubs: &[Uuid], today: NaiveDate) -> String {
    let which: Vec<String> = clubs.iter().map(|id| format!("'{id}'")).collect();
    let which = which.join(", ");
    let tables = [
        ("ledgers", "ledgers"),
        ("balances", "ledger_balances"),
        ("months", "ledger_months"),
        ("loans", "loans"),
    ]
    .map(|(name, of)| format!("create table past_{name} as select * from {of} where club_id in ({which});"));
    format!("{} {}", tables.concat(), counted(today))
}

/// Counts both clubs.
fn counted(today: NaiveDate) -> String {
    ["clubs", "finances", "activities"]
        .map(|what| format!("select logic.count_{what}(array(select club_id from past_ledgers), '{today}');"))
        .concat()
}

/// Takes out what was measured: rows that nobody else may ever take out.
fn tidy(url: &str, today: NaiveDate) -> Outcome {
    run(
        url,
        &[
            &format!(
                "set session_replication_role = replica;
                 create temp table gone as select e.id, e.club_id, e.number
                   from ledger_entries e join past_ledgers k on k.club_id = e.club_id and e.number > k.last_number;
                 delete from repayment_lines
                  where repayment_id in (select r.id from repayments r join gone on gone.id = r.entry_id);
                 delete from repayments where entry_id in (select id from gone);
                 delete from ledger_vouchers v using gone where (v.club_id, v.entry) = (gone.club_id, gone.number);
                 delete from ledger_lines l using gone where (l.club_id, l.number) = (gone.club_id, gone.number);
                 delete from ledger_entries where id in (select id from gone);
                 update ledgers l set last_number = k.last_number, last_hash = k.last_hash, version = k.version
                   from past_ledgers k where k.club_id = l.club_id;
                 update ledger_balances b set balance_vnd = k.balance_vnd, last_on = k.last_on
                   from past_balances k where (k.club_id, k.fund, k.account) = (b.club_id, b.fund, b.account);
                 delete from ledger_months where club_id in (select club_id from past_ledgers);
                 insert into ledger_months table past_months;
                 update loans l set version = k.version, outstanding_vnd = k.outstanding_vnd, repaid_vnd = k.repaid_vnd,
                        late_since = k.late_since
                   from past_loans k where k.id = l.id;
                 create temp table held as select id from meetings
                  where kind <> 'monthly' and club_id in (select club_id from past_ledgers);
                 delete from meeting_attendances where meeting_id in (select id from held);
                 delete from meetings where id in (select id from held);
                 truncate idempotency_keys, changes;
                 reset session_replication_role;
                 {}",
                counted(today)
            ),
            "vacuum analyze repayments, repayment_lines, ledger_entries, ledger_lines, ledgers, ledger_balances,
                            ledger_months, loans, meetings, meeting_attendances, club_metrics, fund_metrics,
                            lending_metrics, repayment_metrics, activity_metrics, management_metrics",
        ],
    )
}

/// A loan that was handed out at a meeting.
struct Loan {
    id: Uuid,
    borrower: Uuid,
    meeting: usize,
    schedule: RepaymentSchedule,
    /// Instalments that are paid.
    paid: usize,
}

impl Club {
    /// Keeps the books of a club from its first meeting to a month ago, and writes all of it.
    async fn keep(
        client: &Client,
        id: Uuid,
        (months, many): (u32, usize),
        today: NaiveDate,
        treasurer: UserId,
    ) -> Outcome<Self> {
        let first = today.checked_sub_months(Months::new(months)).ok_or("no such day")?;
        let days = (0..months).map(|month| first.checked_add_months(Months::new(month)).ok_or("no such day"));
        let days = days.collect::<Result<Vec<NaiveDate>, _>>()?;
        let meetings: Vec<Uuid> = days.iter().map(|_| Uuid::now_v7()).collect();
        let members: Vec<Uuid> = (0..SEATS).map(|_| Uuid::now_v7()).collect();
        let rules: LendingRules = serde_json::from_str(LENDING)?;
        let principal = Amount::new(PRINCIPAL_VND).map_err(|_| "no such amount")?;
        let contract =
            LoanContract::new(&rules, principal, TERM, 0, None).map_err(|_| "the rules do not allow it")?;
        let mut loans = vec![];
        for at in 0..many {
            let meeting = at * days.len() / many;
            let schedule = schedule::plan(&contract, *days.get(meeting).ok_or("no such meeting")?);
            let paid = schedule.instalments.iter().filter(|due| due.due_on < today).count();
            let paid = paid.min(days.len() - 1 - meeting); // at the meetings since
            let borrower = *members.get(at % SEATS).ok_or("no such member")?;
            loans.push(Loan { id: Uuid::now_v7(), borrower, meeting, schedule, paid });
        }
        client.batch_execute(&people(id, &members, first)).await?;
        let held = meetings.iter().zip(&days).fold(String::new(), |mut sql, (meeting, day)| {
            let _ = writeln!(
                sql,
                "insert into meetings (id, club_id, kind, held_on, present, recorded_by)
                 values ('{meeting}', '{id}', 'monthly', '{day}', {SEATS}, '{treasurer}');"
            );
            sql
        });
        client
            .batch_execute(&format!(
                "{held}
                 insert into meeting_attendances (meeting_id, member_id, presence)
                 select m.id, s.id, 'present' from meetings m join memberships s on s.club_id = m.club_id
                  where m.club_id = '{id}'"
            ))
            .await?;
        let (sql, entries) = books(id, treasurer, &members, &loans, &meetings, &days, &contract)?;
        client.batch_execute(&sql).await?;
        let running = loans.iter().filter(|loan| loan.paid < usize::from(TERM)).map(|loan| loan.id).collect();
        let contributors = Cycle::new(members.clone());
        Ok(Self { id, members, contributors, running: Cycle::new(running), entries })
    }

    /// A meeting to which all sixty came. One of a kind a day.
    fn meeting(&self, today: NaiveDate, number: u64) -> String {
        let kind = if number.is_multiple_of(2) { "extraordinary" } else { "board" };
        let day = today.checked_sub_days(Days::new(number / 2 % MEETING_DAYS)).unwrap_or(today);
        let came = self.members.iter().map(|id| format!(r#"{{"member_id":"{id}","presence":"present"}}"#));
        let came: Vec<String> = came.collect();
        format!(r#"{{"kind":"{kind}","held_on":"{day}","attendance":[{}]}}"#, came.join(","))
    }
}

/// The members, from the first meeting on.
fn people(club: Uuid, members: &[Uuid], since: NaiveDate) -> String {
    let seats: Vec<String> = members
        .iter()
        .enumerate()
        .map(|(at, member)| format!("({at}, '{member}'::uuid, gen_random_uuid())"))
        .collect();
    format!(
        "create temp table sitting as
             select * from (values {}) seats (at, member, person);
         insert into persons (id, full_name, folded, sort_key, sex, birth_date, birth_precision)
         select person, 'Mẫu ' || at, 'mau ' || at, 'M' || at, 'female', make_date(1940 + at % 45, 12, 31), 'year'
           from sitting;
         insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
         select member, person, '{club}', 'active', '{since}', '{since}', '{since}' from sitting;
         drop table sitting;
         insert into ledgers (club_id) values ('{club}');
         insert into funds (id, club_id, kind, opened_on)
         values (gen_random_uuid(), '{club}', 'income', '{since}'), (gen_random_uuid(), '{club}', 'operating', '{since}');
         insert into club_regulations (id, club_id, number, adopted_on, effective_from, body, lending)
         values (gen_random_uuid(), '{club}', 1, '{since}', '{since}', 'Quy chế mẫu', '{LENDING}');",
        seats.join(", ")
    )
}

/// The loans and the books of a club as SQL, and how many entries they are.
fn books(
    club: Uuid,
    treasurer: UserId,
    members: &[Uuid],
    loans: &[Loan],
    meetings: &[Uuid],
    days: &[NaiveDate],
    contract: &LoanContract,
) -> Outcome<(String, i32)> {
    use Account::{
        Capital, Cash, Contributions, InterestIncome, Loans, OperatingCapital, OperatingExpenses, Savings,
    };
    use FundKind::{Income, Operating};
    let mut chain = Chain::new(club, treasurer);
    let mut move_to = |kind, on, fund, meeting, legs: &[Leg]| chain.post(kind, on, fund, meeting, legs);
    let first = *days.first().ok_or("no meetings")?;
    let seed = [(Cash, 200_000_000, None), (Capital, -200_000_000, None)];
    move_to(EntryKind::SeedMoney, first, Income, None, &seed)?;
    let seed = [(Cash, 20_000_000, None), (OperatingCapital, -20_000_000, None)];
    move_to(EntryKind::SeedMoney, first, Operating, None, &seed)?;
    let (mut repayments, mut parts) = (vec![], vec![]);
    for (at, (meeting, day)) in meetings.iter().zip(days).enumerate() {
        let (on, meeting) = (*day, Some(*meeting));
        for (seat, member) in members.iter().enumerate() {
            let hers = Some(Whose { member: *member, loan: None });
            let brought = [(Cash, 10_000, None), (Contributions, -10_000, hers)];
            move_to(EntryKind::Contribution, on, Operating, meeting, &brought)?;
            if seat < SAVERS {
                let saved = [(Cash, 20_000, None), (Savings, -20_000, hers)];
                move_to(EntryKind::SavingsDeposit, on, Income, meeting, &saved)?;
            }
        }
        for loan in loans.iter().filter(|loan| loan.meeting < at) {
            let due = loan.schedule.instalments.iter().take(loan.paid).nth(at - loan.meeting - 1);
            let Some(due) = due else { continue };
            let (number, on, whose) =
                (due.number, due.due_on, Some(Whose { member: loan.borrower, loan: Some(loan.id) }));
            let (principal, interest) = (due.principal_vnd.get(), due.interest_vnd.get());
            let paid = principal + interest;
            let back = [(Cash, paid, None), (Loans, -principal, whose), (InterestIncome, -interest, whose)];
            let entry = move_to(EntryKind::Repayment, on, Income, meeting, &back)?;
            let (id, of, closes) = (Uuid::now_v7(), loan.id, number == u16::from(TERM));
            repayments.push(format!(
                "('{id}', '{of}', '{club}', '{entry}', {number}, '{on}', {paid}, 1, {closes}, '{treasurer}')"
            ));
            parts.push(format!("('{id}', 1, 'interest', {number}, {interest})"));
            parts.push(format!("('{id}', 2, 'principal', {number}, {principal})"));
        }
        for loan in loans.iter().filter(|loan| loan.meeting == at) {
            let whose = Some(Whose { member: loan.borrower, loan: Some(loan.id) });
            let out = [(Loans, PRINCIPAL_VND, whose), (Cash, -PRINCIPAL_VND, None)];
            move_to(EntryKind::Disbursement, on, Income, meeting, &out)?;
        }
        let tea = [(OperatingExpenses, 300_000, None), (Cash, -300_000, None)];
        move_to(EntryKind::Expense, on, Operating, meeting, &tea)?;
    }
    let entries = chain.entries();
    let mut sql = files(club, treasurer, loans, days, contract)? + &chain.into_sql();
    for (table, rows) in [
        (
            "repayments (id, loan_id, club_id, entry_id, number, paid_on, amount_vnd, schedule_number, closes,
                         recorded_by)",
            repayments,
        ),
        ("repayment_lines (repayment_id, line, part, instalment, amount_vnd)", parts),
    ] {
        if !rows.is_empty() {
            write!(sql, "insert into {table} values {};", rows.join(", "))?;
        }
    }
    Ok((sql, entries))
}

/// The loans themselves as SQL, with their schedules.
fn files(
    club: Uuid,
    treasurer: UserId,
    loans: &[Loan],
    days: &[NaiveDate],
    contract: &LoanContract,
) -> Outcome<String> {
    let contract = serde_json::to_string(contract)?;
    let (decider, mut rows, mut schedules, mut instalments) = (Uuid::now_v7(), vec![], vec![], vec![]);
    for (loan, number) in loans.iter().zip(1..) {
        let (id, member, on) = (loan.id, loan.borrower, *days.get(loan.meeting).ok_or("no such meeting")?);
        let all = &loan.schedule.instalments;
        let repaid: i64 = all.iter().take(loan.paid).map(|due| due.principal_vnd.get()).sum();
        let left = PRINCIPAL_VND - repaid;
        let day = |due: Option<NaiveDate>| due.map_or_else(|| "null".to_owned(), |day| format!("'{day}'"));
        let next = day(all.get(loan.paid).map(|due| due.due_on));
        let closed = day(all.last().filter(|_| loan.paid == all.len()).map(|due| due.due_on));
        let state = if loan.paid == all.len() { "repaid" } else { "active" };
        rows.push(format!(
            "('{id}', '{club}', '{member}', {number}, '{state}', 'Nuôi gà mẫu', {PRINCIPAL_VND}, {TERM}, '{on}',
              '{contract}', {PRINCIPAL_VND}, '{on}', '{decider}', '{on}', '{treasurer}', 1, {left}, {repaid}, {next},
              {closed}, '{treasurer}')"
        ));
        schedules.push(format!("('{id}', 1, '{on}', 'disbursement', '{on}')"));
        for due in all {
            let (number, due_on, principal, interest) =
                (due.number, due.due_on, due.principal_vnd, due.interest_vnd);
            instalments.push(format!("('{id}', 1, {number}, '{due_on}', {principal}, {interest})"));
        }
    }
    Ok(format!(
        "insert into loans (id, club_id, member_id, number, state, purpose, requested_vnd, requested_months, applied_on,
                            contract, principal_vnd, decided_on, decided_by, disbursed_on, disbursed_by,
                            schedule_number, outstanding_vnd, repaid_vnd, late_since, closed_on, recorded_by) values {};
         insert into loan_schedules (loan_id, number, effective_on, reason, starts_on) values {};
         insert into loan_instalments (loan_id, schedule, number, due_on, principal_vnd, interest_vnd) values {};",
        rows.join(", "),
        schedules.join(", "),
        instalments.join(", ")
    ))
}
