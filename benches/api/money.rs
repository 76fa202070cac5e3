//! The clubs' money: a repayment, a loan's statement, and what all the clubs of the nation have.

use super::books::{self, Books, Lent};
use super::ceilings::{MEMBER, serve_bytes};
use super::load::{Bound, ask, one_by_one, prepared, request, requests};
use super::world::{self, World};
use super::{Ceiling, Contest, Cycle, Pace, Server, Table, json_with_key, median, record, verdict};
use super::{activities, mergers, past};
use actix_web::http::Method;
use chrono::Months;
use lien_the_he::commands::Outcome;
use lien_the_he::platform::auth::token::Signer;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, Statement};
use uuid::Uuid;

const LOAN: &str = "id, club_id, member_id, number, state, purpose, requested_vnd, requested_months, grace_months,
    due_dates, applied_on, screened_on, regulation_id, contract, principal_vnd, decided_on, decided_by, disbursed_on,
    disbursed_by, carried_over, schedule_number, reschedules, outstanding_vnd, repaid_vnd, written_off_vnd,
    recovered_vnd, late_since, frozen_until, closed_on, recorded_by, version, created_at";
const CLUBS: &str = "select id from clubs where id = any ($1::text[]::uuid[])";
const PAID_VND: i64 = 1_000;
/// Within which ninety-nine of a hundred replies with the nation's sums are to be there.
const NATION_WITHIN: Duration = Duration::from_millis(20);

/// Opens the books, and last of all founds the other clubs of the nation, which would make all else slower.
pub fn measure(
    table: &mut Table,
    url: &str,
    world: &World,
    signer: &Signer,
    server: &Server,
    pace: Pace,
) -> Outcome {
    let books = books::open(url, signer, world)?;
    println!("{} running loans with 36 instalments and 12 payments each", books.loans.len());
    repayments(table, url, world, &books, server, pace)?;
    one_club(table, url, world, &books, server, pace)?;
    statements(table, url, world, &books, server, pace)?;
    cash_books(table, &books, server, pace)?;
    due_lists(table, &books, server, pace)?;
    activities::measure(table, url, world, &books, server, pace)?;
    past::measure(table, url, world, signer, server, pace)?; // nothing tidies all books after this
    mergers::measure(table, url, world, signer, &books, server, pace)?;
    let clubs = books::grow(url, world, books.terms.today)?;
    println!("{clubs} clubs from here on");
    finances(table, url, &books, server, pace)
}

fn repayments(
    table: &mut Table,
    url: &str,
    world: &World,
    books: &Books,
    server: &Server,
    pace: Pace,
) -> Outcome {
    let (loans, today) = (Cycle::new(books.loans.clone()), books.terms.today);
    let post = || {
        let loan = loans.next().map(|lent| lent.loan).unwrap_or_default();
        let body = format!(r#"{{"on":"{today}","amount_vnd":{PAID_VND}}}"#);
        let path = format!("/v1/loans/{loan}/repayments");
        request("POST", &path, &books.treasurer_token, &json_with_key(), &body)
    };
    let recorded = record(server, &post(), Method::POST, "/v1/loans/{id}/repayments", 201)?;
    let reply = String::from_utf8_lossy(&recorded.body).into_owned();
    if reply.matches(r#""part":"#).count() != 1 || !reply.contains(r#""part":"interest""#) {
        return Err(format!("it pays something else than the bare statements do: {reply}").into());
    }
    let bytes = serve_bytes(vec![recorded])?;
    books::tidy(url, today)?;
    let contest = Contest {
        name: "POST a repayment",
        server: Box::new(|bound| {
            let run = requests(server.address, 201, bound, &post);
            books::tidy(url, today)?;
            run
        }),
        ceilings: vec![
            (Ceiling::Bytes, Box::new(|bound| requests(bytes, 201, bound, &post))),
            (
                Ceiling::WorkAlone,
                Box::new(|bound| {
                    let run = prepared(
                        bound,
                        async || Cashier::open(url, world, books).await,
                        async |cashier: &mut Cashier| cashier.take(&loans.next()?, books).await,
                    );
                    books::tidy(url, today)?;
                    run
                }),
            ),
        ],
        goal: Some((Ceiling::WorkAlone, 0.6)),
    };
    table.measure(&contest, pace, pace.entries)
}

/// What is written in one club by several at once: repayments alone, members alone, and both together, which wait for
/// each other, and of which nobody is sent away.
fn one_club(
    table: &mut Table,
    url: &str,
    world: &World,
    books: &Books,
    server: &Server,
    pace: Pace,
) -> Outcome {
    let club = books.loans.first().map(|lent| lent.club).unwrap_or_default();
    let hers = books.loans.iter().filter(|lent| lent.club == club).copied().collect();
    let (loans, today, count) = (Cycle::new(hers), books.terms.today, AtomicUsize::new(0));
    let pay = || {
        let path = format!("/v1/loans/{}/repayments", loans.next().map(|lent| lent.loan).unwrap_or_default());
        let body = format!(r#"{{"on":"{today}","amount_vnd":{PAID_VND}}}"#);
        request("POST", &path, &books.treasurer_token, &json_with_key(), &body)
    };
    let enter = || {
        let name = world::name(count.fetch_add(1, Ordering::Relaxed) * 7);
        let body = format!(
            r#"{{"full_name":"{name}","sex":"female","address":"{}","joined_on":"2026-01-15"}}"#,
            world::ENTERED
        );
        request("POST", &format!("/v1/clubs/{club}/members"), &world.token, &json_with_key(), &body)
    };
    let in_turns = AtomicUsize::new(0);
    let both = || if in_turns.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) { pay() } else { enter() };
    let per_second = |next: &dyn Fn() -> Vec<u8>| -> Outcome<f64> {
        let run = requests(server.address, 201, pace.entries, next)?;
        books::tidy(url, today)?;
        world::tidy(url)?;
        Ok(run.per_second)
    };
    let (mut together, mut ratios) = (vec![], vec![]);
    for _ in 0..pace.rounds {
        let (payments, members, mixed) = (per_second(&pay)?, per_second(&enter)?, per_second(&both)?);
        together.push(mixed);
        ratios.push(mixed / (2.0 / (1.0 / payments + 1.0 / members)));
    }
    let (ratio, least, most) = median(ratios.into_iter());
    table.0.push(format!(
        "{:<34}{:>9.0}   {ratio:.2} ({least:.2}..{most:.2}) of what each is alone   ≥ 0.80: {}",
        "POST both in one club, together",
        median(together.into_iter()).0,
        verdict(ratio >= 0.8),
    ));
    Ok(())
}

fn statements(
    table: &mut Table,
    url: &str,
    world: &World,
    books: &Books,
    server: &Server,
    pace: Pace,
) -> Outcome {
    let loans = Cycle::new(books.loans.clone());
    let get = || {
        let loan = loans.next().map(|lent| lent.loan).unwrap_or_default();
        request("GET", &format!("/v1/loans/{loan}/statement"), &books.treasurer_token, "", "")
    };
    let recorded = record(server, &get(), Method::GET, "/v1/loans/{id}/statement", 200)?;
    println!("GET a loan statement: {} bytes", recorded.body.len());
    let bytes = serve_bytes(vec![recorded])?;
    let contest = Contest {
        name: "GET a loan statement",
        server: Box::new(|bound| requests(server.address, 200, bound, &get)),
        ceilings: vec![
            (Ceiling::Bytes, Box::new(|bound| requests(bytes, 200, bound, &get))),
            (
                Ceiling::WorkAlone,
                Box::new(|bound| {
                    prepared(
                        bound,
                        async || Bookkeeper::open(url, world, books).await,
                        async |bookkeeper: &mut Bookkeeper| bookkeeper.state(&loans.next()?).await,
                    )
                }),
            ),
        ],
        goal: None,
    };
    table.measure(&contest, pace, pace.reads)
}

/// The cash book of a year, as it is printed: every line with its voucher, its name and its balance.
fn cash_books(table: &mut Table, books: &Books, server: &Server, pace: Pace) -> Outcome {
    let (loans, today) = (Cycle::new(books.loans.clone()), books.terms.today);
    let since = today.checked_sub_months(Months::new(12)).ok_or("no such day")?;
    let get = || {
        let club = loans.next().map(|lent| lent.club).unwrap_or_default();
        let path = format!("/v1/clubs/{club}/cash-book/print?fund=income&from={since}");
        request("GET", &path, &books.treasurer_token, "", "")
    };
    let recorded = record(server, &get(), Method::GET, "/v1/clubs/{id}/cash-book/print", 200)?;
    println!("GET a printed cash book of a year: {} bytes", recorded.body.len());
    let bytes = serve_bytes(vec![recorded])?;
    let contest = Contest {
        name: "GET a printed cash book of a year",
        server: Box::new(|bound| requests(server.address, 200, bound, &get)),
        ceilings: vec![(Ceiling::Bytes, Box::new(|bound| requests(bytes, 200, bound, &get)))],
        goal: None,
    };
    table.measure(&contest, pace, pace.reads)
}

/// What twenty borrowers owe, and what sixty members still give, read at once.
fn due_lists(table: &mut Table, books: &Books, server: &Server, pace: Pace) -> Outcome {
    let loans = Cycle::new(books.loans.clone());
    let get = || {
        let club = loans.next().map(|lent| lent.club).unwrap_or_default();
        request("GET", &format!("/v1/clubs/{club}/due-list"), &books.treasurer_token, "", "")
    };
    let recorded = record(server, &get(), Method::GET, "/v1/clubs/{club_id}/due-list", 200)?;
    let reply = String::from_utf8_lossy(&recorded.body).into_owned();
    let (owing, giving) =
        (reply.matches(r#""loan_id":"#).count(), reply.matches(r#""savings_vnd":"#).count() - 1);
    if (owing, giving) != (20, 60) {
        return Err(format!("a due list of {owing} loans and {giving} members").into());
    }
    println!("GET the due list of 60 members: {} bytes", recorded.body.len());
    let bytes = serve_bytes(vec![recorded])?;
    let contest = Contest {
        name: "GET the due list of 60 members",
        server: Box::new(|bound| requests(server.address, 200, bound, &get)),
        ceilings: vec![(Ceiling::Bytes, Box::new(|bound| requests(bytes, 200, bound, &get)))],
        goal: None,
    };
    table.measure(&contest, pace, pace.reads)
}

fn finances(table: &mut Table, url: &str, books: &Books, server: &Server, pace: Pace) -> Outcome {
    let province = books.province;
    let (nation, of_province) = ("true".to_owned(), format!("clubs.province_id = '{province}'"));
    let of_unit = format!("/v1/units/{province}/finances");
    let reach = format!("id = any ('{{}}') or province_id = any ('{{{province}}}')");
    for (name, one_at_a_time, path, pattern, token, seen, which, goal) in [
        (
            "GET the nation's finances",
            "  the same, one at a time",
            "/v1/finances",
            "/v1/finances",
            &books.nation_token,
            "true",
            &nation,
            Some(NATION_WITHIN),
        ),
        (
            "GET a province's finances",
            "  the same, one at a time",
            of_unit.as_str(),
            "/v1/units/{unit}/finances",
            &books.province_token,
            reach.as_str(),
            &of_province,
            None,
        ),
    ] {
        let get = || request("GET", path, token, "", "");
        let recorded = record(server, &get(), Method::GET, pattern, 200)?;
        println!("{name}: {}", String::from_utf8_lossy(&recorded.body).chars().take(90).collect::<String>());
        let bytes = serve_bytes(vec![recorded])?;
        let contest = Contest {
            name,
            server: Box::new(|bound| requests(server.address, 200, bound, &get)),
            ceilings: vec![
                (Ceiling::Bytes, Box::new(|bound| requests(bytes, 200, bound, &get))),
                (
                    Ceiling::WorkAlone,
                    Box::new(|bound| {
                        prepared(
                            bound,
                            async || Adder::open(url, seen, which).await,
                            async |adder: &mut Adder| adder.add_up().await,
                        )
                    }),
                ),
            ],
            goal: None,
        };
        table.measure(&contest, pace, pace.reads)?;
        let bound = Bound { time: pace.reads.time * 3, ..pace.reads };
        let run = one_by_one(server.address, 200, bound, &get)?;
        let goal = goal.map_or("-".to_owned(), |goal| {
            format!("< {} ms p99: {}", goal.as_millis(), verdict(run.percentile(99) < goal))
        });
        table.0.push(format!(
            "{one_at_a_time:<34}{:>9.0}{:>10.2}{:>10.2}   {goal}",
            run.per_second,
            run.percentile(50).as_secs_f64() * 1e3,
            run.percentile(99).as_secs_f64() * 1e3,
        ));
        if ask(server.address, &get())?.status != 200 {
            return Err(format!("{name}: no longer answered").into());
        }
    }
    Ok(())
}

async fn ask_for(client: &Client, what: &Statement, with: &[&(dyn ToSql + Sync)]) -> Outcome<Vec<Row>> {
    Ok(client.query(what, with).await?)
}

/// What is recorded of a loan, prepared.
struct File {
    versions: Statement,
    freezes: Statement,
    payments: Statement,
}

impl File {
    async fn prepare(client: &Client) -> Outcome<Self> {
        Ok(Self {
            versions: client
                .prepare(
                    "select s.loan_id, s.number, s.effective_on, s.reason, s.starts_on, s.interest_carried_vnd,
                            i.number, i.due_on, i.principal_vnd, i.interest_vnd
                       from loan_schedules s
                       join loan_instalments i on i.loan_id = s.loan_id and i.schedule = s.number
                      where s.loan_id = any ($1::text[]::uuid[]) order by s.loan_id, s.number, i.number",
                )
                .await?,
            freezes: client
                .prepare(
                    "select loan_id, from_day, to_day from loan_freezes
                      where loan_id = any ($1::text[]::uuid[]) order by from_day",
                )
                .await?,
            payments: client
                .prepare(
                    "select r.loan_id, r.id, r.number, r.paid_on, r.amount_vnd, r.waived_vnd, r.closes, r.recovery,
                            r.entry_id, l.part, l.instalment, l.amount_vnd
                       from repayment_lines l join repayments r on l.repayment_id = r.id
                      where r.loan_id = any ($1::text[]::uuid[]) and r.reversed_by is null
                      order by r.loan_id, r.number, l.line",
                )
                .await?,
        })
    }

    async fn read(&self, client: &Client, loan: &str) -> Outcome {
        let which = vec![loan.to_owned()];
        for statement in [&self.versions, &self.freezes, &self.payments] {
            ask_for(client, statement, &[&which]).await?;
        }
        Ok(())
    }
}

/// The statements with which a repayment is taken, prepared on a connection of their own.
struct Cashier {
    client: Client,
    clubs: Vec<String>,
    user: String,
    claim: Statement,
    find: Statement,
    hold_ledger: Statement,
    hold_loan: Statement,
    file: File,
    settle: Statement,
    last: Statement,
    repayment: Statement,
    part: Statement,
    entry: Statement,
    lines: Statement,
    head: Statement,
    count: Statement,
    changes: Statement,
    reply: Statement,
}

impl Cashier {
    async fn open(url: &str, world: &World, books: &Books) -> Outcome<Self> {
        let client = world::connect(url).await?;
        let prepare = async |sql: &str| client.prepare(sql).await;
        let find =
            format!("select {LOAN} from loans where club_id in ({CLUBS}) and id = $2::text::uuid limit 1");
        Ok(Self {
            clubs: world.clubs.iter().map(Uuid::to_string).collect(),
            user: books.treasurer.to_string(),
            claim: prepare(
                "insert into idempotency_keys (user_id, key, fingerprint) values ($1::text::uuid, $2, $3)
                 on conflict do nothing",
            )
            .await?,
            find: prepare(&find).await?,
            hold_ledger: prepare(&format!(
                "select club_id, last_number, last_hash, closed_through, version from ledgers
                  where club_id in ({CLUBS} and id = $2::text::uuid) limit 1 for no key update"
            ))
            .await?,
            hold_loan: prepare(&format!("{find} for no key update")).await?,
            file: File::prepare(&client).await?,
            settle: prepare(&format!(
                "update loans set state = 'active', outstanding_vnd = $2, repaid_vnd = $3, written_off_vnd = 0,
                        schedule_number = 1, late_since = $4::text::date, frozen_until = null, closed_on = null,
                        version = version + 1
                  where id = $1::text::uuid returning {LOAN}"
            ))
            .await?,
            last: prepare("select max(number) from repayments where loan_id = $1::text::uuid").await?,
            repayment: prepare(
                "insert into repayments (id, loan_id, club_id, entry_id, number, paid_on, amount_vnd, waived_vnd,
                                         schedule_number, closes, recovery, recorded_by)
                 values ($1::text::uuid, $2::text::uuid, $3::text::uuid, $4::text::uuid, $5, $6::text::date, $7, 0, 1,
                         false, false, $8::text::uuid)
                 returning id, loan_id, club_id, entry_id, number, paid_on, amount_vnd, waived_vnd, waived_because,
                           schedule_number, closes, recovery, reversed_by, recorded_by, created_at",
            )
            .await?,
            part: prepare(
                "insert into repayment_lines (repayment_id, line, part, instalment, amount_vnd)
                 values ($1::text::uuid, 1, 'interest', 13, $2)",
            )
            .await?,
            entry: prepare(
                "insert into ledger_entries (id, club_id, number, kind, on_day, receipt_code, recorded_by, recorded_at,
                                             previous_hash, hash)
                 values ($1::text::uuid, $2::text::uuid, $3, 'repayment', $4::text::date, $5, $6::text::uuid, now(), $7,
                         $8)",
            )
            .await?,
            lines: prepare(
                "insert into ledger_lines (club_id, number, line, fund, account, amount_vnd, member_id, loan_id, on_day)
                 values ($1::text::uuid, $2, 1, 'income', 'cash', $3::bigint, null, null, $4::text::date),
                        ($1::text::uuid, $2, 2, 'income', 'interest_income', -$3::bigint, $5::text::uuid, $6::text::uuid,
                         $4::text::date)",
            )
            .await?,
            head: prepare(
                "update ledgers set last_number = $2, last_hash = $3, version = version + 1
                  where club_id = $1::text::uuid",
            )
            .await?,
            count: prepare("select logic.count_finances(array[$1::text::uuid], $2::text::date)").await?,
            changes: prepare(
                "insert into changes (actor_id, request_id, action, entity, entity_id, club_id, version, difference)
                 values ($1::text::uuid, $2::text::uuid, 'created', 'repayment', $3::text::uuid, $5::text::uuid, null,
                         $6::text::jsonb),
                        ($1::text::uuid, $2::text::uuid, 'repaid', 'loan', $4::text::uuid, $5::text::uuid, 2,
                         $7::text::jsonb)",
            )
            .await?,
            reply: prepare("update idempotency_keys set reply = $1 where user_id = $2::text::uuid and key = $3").await?,
            client,
        })
    }

    async fn take(&self, lent: &Lent, books: &Books) -> Outcome {
        let (loan, club, member) = (lent.loan.to_string(), lent.club.to_string(), lent.member.to_string());
        let [request, repayment, entry] = [(); 3].map(|()| Uuid::now_v7().to_string());
        let (terms, user) = (&books.terms, &self.user);
        let (today, due) = (terms.today.to_string(), terms.next_due_on.to_string());
        let (fingerprint, reply, hash) =
            ([7_u8; 32].as_slice(), [7_u8; 560].as_slice(), [7_u8; 32].as_slice());
        let created = format!(
            r#"{{"set":{{"id":"{repayment}","loan_id":"{loan}","club_id":"{club}","entry_id":"{entry}","number":13,"paid_on":"{today}","schedule_number":1,"closes":false,"recovery":false}},"was":{{}},"hidden":["amount_vnd","waived_vnd","recorded_by"]}}"#
        );
        let run = async |statement: &Statement, with: &[&(dyn ToSql + Sync)]| {
            ask_for(&self.client, statement, with).await
        };
        self.client.batch_execute("begin").await?;
        run(&self.claim, &[user, &request, &fingerprint]).await?;
        run(&self.find, &[&self.clubs, &loan]).await?;
        let ledger = run(&self.hold_ledger, &[&self.clubs, &club]).await?;
        let number: i32 = ledger.first().ok_or("no ledger")?.try_get::<_, i32>(1)? + 1;
        run(&self.hold_loan, &[&self.clubs, &loan]).await?;
        self.file.read(&self.client, &loan).await?;
        run(&self.settle, &[&loan, &terms.outstanding_vnd, &terms.repaid_vnd, &due]).await?;
        let last = run(&self.last, &[&loan]).await?;
        let next: i32 = last.first().ok_or("no payments")?.try_get::<_, Option<i32>>(0)?.unwrap_or(0) + 1;
        run(&self.repayment, &[&repayment, &loan, &club, &entry, &next, &today, &PAID_VND, user]).await?;
        run(&self.part, &[&repayment, &PAID_VND]).await?;
        run(&self.entry, &[&entry, &club, &number, &today, &entry, user, &hash, &hash]).await?;
        run(&self.lines, &[&club, &number, &PAID_VND, &today, &member, &loan]).await?;
        run(&self.head, &[&club, &number, &hash]).await?;
        run(&self.count, &[&club, &today]).await?;
        let changed = r#"{"set":{},"was":{},"hidden":[]}"#;
        run(&self.changes, &[user, &request, &repayment, &loan, &club, &created, &changed]).await?;
        run(&self.reply, &[&reply, user, &request]).await?;
        Ok(self.client.batch_execute("commit").await?)
    }
}

/// The statements with which a loan's statement is shown and its being seen recorded.
struct Bookkeeper {
    client: Client,
    clubs: Vec<String>,
    user: String,
    find: Statement,
    member: Statement,
    file: File,
    seen: Statement,
}

impl Bookkeeper {
    async fn open(url: &str, world: &World, books: &Books) -> Outcome<Self> {
        let client = world::connect(url).await?;
        let find =
            format!("select {LOAN} from loans where club_id in ({CLUBS}) and id = $2::text::uuid limit 1");
        let member = format!(
            "select {MEMBER} from memberships m join persons p on p.id = m.person_id
              where m.club_id in ({CLUBS}) and m.id = $2::text::uuid limit 1"
        );
        Ok(Self {
            clubs: world.clubs.iter().map(Uuid::to_string).collect(),
            user: books.treasurer.to_string(),
            find: client.prepare(&find).await?,
            member: client.prepare(&member).await?,
            file: File::prepare(&client).await?,
            seen: client
                .prepare(
                    "insert into personal_data_reads (user_id, request_id, person_id, club_id, tier)
                     values ($1::text::uuid, $2::text::uuid, $3::text::uuid, $4::text::uuid, 3)",
                )
                .await?,
            client,
        })
    }

    async fn state(&self, lent: &Lent) -> Outcome {
        let [loan, club, member, person] =
            [lent.loan, lent.club, lent.member, lent.person].map(|id| id.to_string());
        let request = Uuid::now_v7().to_string();
        self.client.batch_execute("begin").await?;
        ask_for(&self.client, &self.find, &[&self.clubs, &loan]).await?;
        ask_for(&self.client, &self.member, &[&self.clubs, &member]).await?;
        self.file.read(&self.client, &loan).await?;
        ask_for(&self.client, &self.seen, &[&self.user, &request, &person, &club]).await?;
        Ok(self.client.batch_execute("commit").await?)
    }
}

/// The one statement that adds up.
struct Adder {
    client: Client,
    sums: Statement,
}

impl Adder {
    /// For those who see some clubs, of some of these.
    async fn open(url: &str, seen: &str, which: &str) -> Outcome<Self> {
        let client = world::connect(url).await?;
        let columns = client
            .query_one(
                "select string_agg(format('coalesce(sum(%I.%I), 0)::bigint', table_name, column_name), ', ')
                   from information_schema.columns
                  where table_name in ('fund_metrics', 'lending_metrics') and data_type in ('integer', 'bigint')",
                &[],
            )
            .await?;
        let columns: &str = columns.try_get(0)?;
        let sums = format!(
            "select array[count(*), count(*) filter (where fund_metrics.has_both_funds),
                          coalesce(sum(club_metrics.members), 0)::bigint, {columns}]
               from clubs
               join club_metrics on club_metrics.club_id = clubs.id
               left join fund_metrics on fund_metrics.club_id = clubs.id
               left join lending_metrics on lending_metrics.club_id = clubs.id
              where clubs.ended_on is null and clubs.id in (select id from clubs where {seen}) and {which} limit 1"
        );
        Ok(Self { sums: client.prepare(&sums).await?, client })
    }

    async fn add_up(&self) -> Outcome {
        ask_for(&self.client, &self.sums, &[]).await.map(drop)
    }
}
