//! `cargo bench`: the program as it is served, over real sockets, against the embedded database, and beside it
//! in the same run what the same replies cost at the very least. `cargo bench -- --quick` is less exact;
//! `cargo bench -- --nation tenth` (or `hundredth`, or `nation`) measures in a generated nation instead.
//!
//! Ratios are what counts: server and ceilings share one machine and are measured in turns, so that whatever
//! else it does slows both.

mod activities;
mod books;
mod ceilings;
mod load;
mod mergers;
mod money;
mod nation;
mod past;
mod world;

use actix_web::http::Method;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ceilings::{NewEntry, Reads, Recorded, entries_alone, reads_alone, serve_bytes, serve_reads};
use lien_the_he::commands::Outcome;
use lien_the_he::platform::auth::password::Passwords;
use lien_the_he::platform::auth::token::{Seed, Signer};
use lien_the_he::platform::embedded::{Cluster, Options};
use lien_the_he::platform::ids::{ClubId, MemberId};
use load::{Bound, Run, alone, ask, one_by_one, request, requests};
use std::fmt::Write;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, process, thread};
use uuid::Uuid;
use world::{ENTERED, LOGIN, OTHERS, PASSWORD, World, furnish, propose, tidy};

const PROGRAM: &str = env!("CARGO_BIN_EXE_lien-the-he");
const DATABASE: &str = "bench";

fn main() -> Outcome {
    let told = |flag: &str| std::env::args().any(|arg| arg == flag);
    if !told("--bench") {
        println!("nothing is measured here; type: cargo bench");
        return Ok(());
    }
    let pace = if told("--quick") { Pace::QUICK } else { Pace::FULL };
    if let Some(size) = std::env::args().skip_while(|arg| arg != "--nation").nth(1) {
        return nation::measure(&size, pace);
    }
    let options = Options {
        data: std::env::temp_dir().join(format!("lien_the_he_bench_{}", process::id())),
        database: DATABASE.to_owned(),
        durable: false,
        temporary: true,
        max_connections: 100,
    };
    let cluster = Cluster::start(options)?;
    measure(&cluster.url(DATABASE), pace)
}

/// How long to look.
#[derive(Clone, Copy)]
struct Pace {
    rounds: usize,
    reads: Bound,
    entries: Bound,
    sign_ins: Bound,
    imports: usize,
    starts: usize,
    idle: Duration,
}

impl Pace {
    const FULL: Self = Self {
        rounds: 7,
        reads: Bound { time: Duration::from_secs(1), count: 100_000 },
        entries: Bound { time: Duration::from_secs(2), count: 1_200 },
        sign_ins: Bound { time: Duration::from_secs(1), count: 10_000 },
        imports: 40,
        starts: 5,
        idle: Duration::from_secs(5),
    };
    const QUICK: Self = Self {
        rounds: 5,
        reads: Bound { time: Duration::from_millis(300), count: 100_000 },
        entries: Bound { time: Duration::from_millis(600), count: 400 },
        sign_ins: Bound { time: Duration::from_millis(400), count: 10_000 },
        imports: 10,
        starts: 3,
        idle: Duration::from_secs(1),
    };
}

fn measure(url: &str, pace: Pace) -> Outcome {
    let keys = Keys::fresh()?;
    let imported = time(|| keys.command(url, "import-units").stdout(Stdio::null()).status())?;
    let world = furnish(url, &keys.signer)?;
    println!(
        "{} clubs with {} members in reach, 2,000 clubs elsewhere; {} connections; {} cores",
        world.clubs.len(),
        world.members.len(),
        load::AT_ONCE,
        thread::available_parallelism()?
    );

    let mut table = Table::new();
    let mut starts = vec![];
    for _ in 1..pace.starts {
        starts.push(Server::start(&keys, url)?.started_in);
    }
    let server = Server::start(&keys, url)?;
    starts.push(server.started_in);
    let fresh = server.memory()?;
    thread::sleep(pace.idle);
    let idle = server.memory()?;

    reads(&mut table, url, &world, &server, pace)?;
    entries(&mut table, url, &world, &server, pace)?;
    sign_ins(&mut table, &world, &server, pace)?;
    imports(&mut table, url, &world, &server, pace)?;
    let without_money = server.memory()?;
    money::measure(&mut table, url, &world, &keys.signer, &server, pace)?;
    let loaded = server.memory()?;

    table.print();
    let slowest = starts.iter().max().copied().unwrap_or_default();
    figure(
        "start on a migrated database, slowest",
        &seconds(slowest),
        "< 1 s",
        slowest < Duration::from_secs(1),
    );
    figure(
        "import-units into an empty database",
        &seconds(imported),
        "< 10 s",
        imported < Duration::from_secs(10),
    );
    figure("memory after the start", &mebibytes(fresh), "< 40 MiB", fresh < 40 * 1024);
    figure("memory after idling", &mebibytes(idle), "< 40 MiB", idle < 40 * 1024);
    println!("{:<42}{:>12}", "memory before the money", mebibytes(without_money));
    println!("{:<42}{:>12}", "memory after all this", mebibytes(loaded));
    Ok(())
}

/// The same reads on a pool of their own, without HTTP.
type Alone<'a> = &'a dyn Fn(Bound) -> Outcome<Run>;

fn figure(name: &str, value: &str, goal: &str, met: bool) {
    println!("{name:<42}{value:>12}   {goal:<10} {}", verdict(met));
}
fn verdict(met: bool) -> &'static str {
    if met { "met" } else { "MISSED" }
}
fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
fn mebibytes(kib: u32) -> String {
    format!("{:.1} MiB", f64::from(kib) / 1024.0)
}

/// The secrets of the program under test.
struct Keys {
    signing: String,
    data: String,
    lookup: String,
    signer: Signer,
}

impl Keys {
    fn fresh() -> Outcome<Self> {
        let key = |byte: u8| BASE64_STANDARD.encode([byte; 32]);
        let seed = Seed::generate()?;
        Ok(Self {
            signing: seed.to_base64().to_string(),
            data: format!("bench:{}", key(1)),
            lookup: key(2),
            signer: Signer::new(seed, &[]),
        })
    }

    fn command(&self, url: &str, name: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .arg(name)
            .stdin(Stdio::null())
            .env("DATABASE_URL", url)
            .env("SIGNING_KEY", &self.signing)
            .env("DATA_KEYS", &self.data)
            .env("LOOKUP_KEY", &self.lookup)
            .env("WORKERS", load::THREADS.to_string())
            .env("RATE_PER_USER", "1000000")
            .env("RATE_PER_ADDRESS", "1000000")
            .env("RUST_LOG", "warn");
        command
    }
}

fn time<T>(work: impl FnOnce() -> std::io::Result<T>) -> Outcome<Duration> {
    let began = Instant::now();
    work()?;
    Ok(began.elapsed())
}

/// The program, serving. Killed when dropped.
struct Server {
    child: Child,
    address: SocketAddr,
    started_in: Duration,
}

impl Server {
    fn start(keys: &Keys, url: &str) -> Outcome<Self> {
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
        let began = Instant::now();
        let child = keys
            .command(url, "serve")
            .env("LISTEN_ADDR", address.to_string())
            .stdout(Stdio::null())
            .spawn()?;
        let mut server = Self { child, address, started_in: Duration::ZERO };
        let ready = request("GET", "/readyz", "", "", "");
        while !ask(address, &ready).is_ok_and(|reply| matches!(reply.status, 200 | 204)) {
            if began.elapsed() > Duration::from_secs(20) {
                return Err("the server is not ready after 20 s".into());
            }
            thread::sleep(Duration::from_millis(1));
        }
        server.started_in = began.elapsed();
        Ok(server)
    }

    /// Resident, in KiB.
    fn memory(&self) -> Outcome<u32> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Beside what the server is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ceiling {
    /// A bare handler that gives the same bytes and asks no database.
    Bytes,
    /// A bare handler that runs the same statements on the same kind of pool.
    HttpAndSql,
    /// The same statements, or the same hash, without HTTP.
    WorkAlone,
}
const CEILINGS: [(Ceiling, &str); 3] =
    [(Ceiling::Bytes, "same bytes"), (Ceiling::HttpAndSql, "HTTP + SQL"), (Ceiling::WorkAlone, "work alone")];

type Contender<'c> = Box<dyn Fn(Bound) -> Outcome<Run> + 'c>;

/// One operation: the server, its ceilings, and the share of one of them that it is to reach.
struct Contest<'c> {
    name: &'static str,
    server: Contender<'c>,
    ceilings: Vec<(Ceiling, Contender<'c>)>,
    goal: Option<(Ceiling, f64)>,
}

/// What came of it, for people.
struct Table(Vec<String>);

impl Table {
    fn new() -> Self {
        let ceilings = CEILINGS.map(|(_, name)| format!("{:>24}", format!("÷ {name}"))).concat();
        Self(vec![format!(
            "{:<34}{:>9}{:>10}{:>10}{ceilings}   goal",
            "operation", "req/s", "p50 ms", "p99 ms"
        )])
    }

    /// In turns, each round the other way round.
    fn measure(&mut self, contest: &Contest<'_>, pace: Pace, bound: Bound) -> Outcome {
        let all = || std::iter::once(&contest.server).chain(contest.ceilings.iter().map(|(_, run)| run));
        for contender in all() {
            contender(Bound { time: bound.time / 4, ..bound })?; // nobody's first time counts
        }
        let mut rounds: Vec<Vec<Run>> = vec![];
        for round in 0..pace.rounds {
            let mut runs = if round % 2 == 0 {
                all().map(|run| run(bound)).collect::<Outcome<Vec<_>>>()?
            } else {
                let backwards: Vec<_> = all().collect();
                backwards.into_iter().rev().map(|run| run(bound)).collect::<Outcome<Vec<_>>>()?
            };
            if round % 2 == 1 {
                runs.reverse();
            }
            rounds.push(runs);
        }
        self.enter(contest, &rounds);
        Ok(())
    }

    fn enter(&mut self, contest: &Contest<'_>, rounds: &[Vec<Run>]) {
        let server = |of: &dyn Fn(&Run) -> f64| median(rounds.iter().filter_map(|runs| runs.first()).map(of));
        let mut line = format!(
            "{:<34}{:>9.0}{:>10.2}{:>10.2}",
            contest.name,
            server(&|run| run.per_second).0,
            server(&|run| run.percentile(50).as_secs_f64() * 1e3).0,
            server(&|run| run.percentile(99).as_secs_f64() * 1e3).0,
        );
        let mut goal = String::from("-");
        for (ceiling, name) in CEILINGS {
            let Some(at) = contest.ceilings.iter().position(|(c, _)| *c == ceiling) else {
                let _ = write!(line, "{:>24}", "-");
                continue;
            };
            let ratios = rounds
                .iter()
                .filter_map(|runs| Some(runs.first()?.per_second / runs.get(at + 1)?.per_second));
            let (ratio, least, most) = median(ratios);
            let _ = write!(line, "{:>24}", format!("{ratio:.2} ({least:.2}..{most:.2})"));
            if let Some((_, share)) = contest.goal.filter(|(of, _)| *of == ceiling) {
                goal = format!("≥ {share:.2} of {name}: {}", verdict(ratio >= share));
            }
        }
        self.0.push(format!("{line}   {goal}"));
        if let Some(line) = self.0.last() {
            println!("{line}");
        }
    }

    fn print(&self) {
        println!("\n{}", self.0.join("\n"));
    }
}

/// The median, the least and the most.
fn median(values: impl Iterator<Item = f64>) -> (f64, f64, f64) {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    let at = |place: usize| values.get(place).copied().unwrap_or(f64::NAN);
    (at(values.len() / 2), at(0), at(values.len().saturating_sub(1)))
}

/// The same done in two places in turns, each round the other way round: how long it takes in each, and how many times
/// longer in the second. A line for people, with the goal.
fn in_turns(
    name: &str,
    first: &dyn Fn() -> Outcome<Run>,
    second: &dyn Fn() -> Outcome<Run>,
    pace: Pace,
    goal: f64,
) -> Outcome<String> {
    let mut rounds: Vec<(Run, Run)> = vec![];
    for round in 0..pace.rounds {
        rounds.push(if round % 2 == 0 {
            let run = first()?;
            (run, second()?)
        } else {
            let run = second()?;
            (first()?, run)
        });
    }
    let ms = |run: &Run, of_hundred| run.percentile(of_hundred).as_secs_f64() * 1e3;
    let told = |of: &dyn Fn(&(Run, Run)) -> f64| median(rounds.iter().map(of));
    let (ratio, least, most) = told(&|(first, second)| ms(second, 50) / ms(first, 50));
    Ok(format!(
        "{name:<34}{:>14}{:>14}{:>24}   < {goal}: {}",
        format!("{:.2} / {:.2}", told(&|(first, _)| ms(first, 50)).0, told(&|(first, _)| ms(first, 99)).0),
        format!(
            "{:.2} / {:.2}",
            told(&|(_, second)| ms(second, 50)).0,
            told(&|(_, second)| ms(second, 99)).0
        ),
        format!("{ratio:.2} ({least:.2}..{most:.2})"),
        verdict(ratio < goal),
    ))
}

/// One after the other, over and over.
struct Cycle<T>(Vec<T>, AtomicUsize);

impl<T: Clone> Cycle<T> {
    fn new(of: Vec<T>) -> Self {
        Self(of, AtomicUsize::new(0))
    }
    fn next(&self) -> Outcome<T> {
        let at = self.1.fetch_add(1, Ordering::Relaxed) % self.0.len().max(1);
        self.0.get(at).cloned().ok_or_else(|| "nothing to ask for".into())
    }
}

/// The reply that the server gives, for the handler that gives its bytes.
fn record(
    server: &Server,
    request: &[u8],
    method: Method,
    pattern: &'static str,
    status: u16,
) -> Outcome<Recorded> {
    let reply = ask(server.address, request)?;
    if reply.status != status {
        return Err(reply.unexpected(status));
    }
    Ok(Recorded { method, pattern, status, body: reply.body.into() })
}

fn reads(table: &mut Table, url: &str, world: &World, server: &Server, pace: Pace) -> Outcome {
    let get = |path: String| request("GET", &path, &world.token, "", "");
    let members = Cycle::new(world.members.iter().map(|id| get(format!("/v1/members/{id}"))).collect());
    let lists =
        Cycle::new(world.clubs.iter().map(|id| get(format!("/v1/clubs/{id}/members?limit=50"))).collect());
    let clubs = Cycle::new(vec![get("/v1/communes/05605/clubs?limit=50".to_owned())]);
    let (member_ids, club_ids) = (Cycle::new(world.members.clone()), Cycle::new(world.clubs.clone()));
    let sql = serve_reads(url, world.commune)?;

    let read_member = async |reads: &Reads| reads.member(MemberId(member_ids.next()?)).await.map(drop);
    let read_list = async |reads: &Reads| reads.members(ClubId(club_ids.next()?)).await.map(drop);
    let read_clubs = async |reads: &Reads| reads.clubs("05605").await.map(drop);
    let member_alone = |bound| reads_alone(url, world.commune, bound, read_member);
    let list_alone = |bound| reads_alone(url, world.commune, bound, read_list);
    let clubs_alone = |bound| reads_alone(url, world.commune, bound, read_clubs);
    let operations: [(&str, &str, &Cycle<Vec<u8>>, Alone<'_>); 3] = [
        ("GET a member", "/v1/members/{id}", &members, &member_alone),
        ("GET 50 members of a club", "/v1/clubs/{id}/members", &lists, &list_alone),
        ("GET the 40 clubs of a commune", "/v1/communes/{code}/clubs", &clubs, &clubs_alone),
    ];
    for (name, pattern, cycle, sql_alone) in operations {
        let one = cycle.next()?;
        let recorded = record(server, &one, Method::GET, pattern, 200)?;
        if ask(sql, &one)?.body != recorded.body {
            return Err(format!("{name}: the bare handler answers something else").into());
        }
        println!("{name}: {} bytes", recorded.body.len());
        let bytes = serve_bytes(vec![recorded])?;
        let next = || cycle.next().unwrap_or_default();
        let from = |address: SocketAddr| -> Contender<'_> {
            Box::new(move |bound| requests(address, 200, bound, &next))
        };
        let contest = Contest {
            name,
            server: from(server.address),
            ceilings: vec![
                (Ceiling::Bytes, from(bytes)),
                (Ceiling::HttpAndSql, from(sql)),
                (Ceiling::WorkAlone, Box::new(sql_alone)),
            ],
            goal: Some((Ceiling::HttpAndSql, 0.8)),
        };
        table.measure(&contest, pace, pace.reads)?;
    }
    Ok(())
}

fn entries(table: &mut Table, url: &str, world: &World, server: &Server, pace: Pace) -> Outcome {
    let (clubs, count) = (Cycle::new(world.clubs.clone()), AtomicUsize::new(0));
    let next = || {
        let n = count.fetch_add(1, Ordering::Relaxed);
        (clubs.next().unwrap_or_default(), NewEntry { name: world::name(n * 7), year: 1940 + n % 45 })
    };
    let post = || {
        let (club, NewEntry { name, year }) = next();
        let body = format!(
            r#"{{"full_name":"{name}","sex":"female","birth":"{year}","address":"{ENTERED}","joined_on":"2026-01-15"}}"#
        );
        request("POST", &format!("/v1/clubs/{club}/members"), &world.token, &json_with_key(), &body)
    };
    let recorded = record(server, &post(), Method::POST, "/v1/clubs/{id}/members", 201)?;
    let bytes = serve_bytes(vec![recorded])?;
    let contest = Contest {
        name: "POST a member",
        server: Box::new(|bound| {
            let run = requests(server.address, 201, bound, &post);
            tidy(url)?;
            run
        }),
        ceilings: vec![
            (Ceiling::Bytes, Box::new(|bound| requests(bytes, 201, bound, &post))),
            (
                Ceiling::WorkAlone,
                Box::new(|bound| {
                    let run = entries_alone(url, world, bound, &next);
                    tidy(url)?;
                    run
                }),
            ),
        ],
        goal: Some((Ceiling::WorkAlone, 0.6)),
    };
    table.measure(&contest, pace, pace.entries)
}

fn json_with_key() -> String {
    format!("content-type: application/json\r\nidempotency-key: {}\r\n", Uuid::now_v7())
}

fn sign_ins(table: &mut Table, world: &World, server: &Server, pace: Pace) -> Outcome {
    let logins = Cycle::new((1..=OTHERS).collect());
    let post = || {
        let login = logins.next().unwrap_or_default();
        let body = format!(r#"{{"login":"{LOGIN}.{login}","password":"{PASSWORD}"}}"#);
        request("POST", "/v1/sessions", "", "content-type: application/json\r\n", &body)
    };
    let reply = ask(server.address, &post())?;
    if reply.status == 404 {
        println!("signing in: not served, so not measured");
        return Ok(());
    }
    let status = reply.status;
    if !matches!(status, 200 | 201) {
        return Err(reply.unexpected(201));
    }
    let passwords = Passwords::new();
    let contest = Contest {
        name: "POST a session",
        server: Box::new(|bound| requests(server.address, status, bound, &post)),
        ceilings: vec![(
            Ceiling::WorkAlone,
            Box::new(|bound| {
                alone(
                    bound,
                    async || Ok(vec![passwords.clone()]),
                    async |passwords: &mut Passwords| {
                        let right = passwords.verify(PASSWORD, Some(&world.password_hash)).await;
                        if right { Ok(()) } else { Err("the password does not fit".into()) }
                    },
                )
            }),
        )],
        goal: None,
    };
    table.measure(&contest, pace, pace.sign_ins)
}

/// A list of sixty as a club's board would send it.
fn list(n: usize) -> String {
    let mut csv = "Họ và tên,Giới tính,Năm sinh,Dân tộc,Điện thoại\r\n".to_owned();
    for row in 0..60 {
        let (name, year) = (world::name(n * 61 + row * 7), 1940 + (n + row) % 45);
        let sex = if name.contains(" Thị") { "Nữ" } else { "Nam" };
        let _ = write!(csv, "{name},{sex},{year},Kinh,0900000000\r\n");
    }
    csv
}

fn imports(table: &mut Table, url: &str, world: &World, server: &Server, pace: Pace) -> Outcome {
    let clubs = Cycle::new(propose(url, world, pace.imports + 1)?);
    let count = AtomicUsize::new(0);
    let post = || {
        let club = clubs.next().unwrap_or_default();
        let headers = json_with_key().replace("application/json", "text/csv");
        let body = list(count.fetch_add(1, Ordering::Relaxed));
        request("POST", &format!("/v1/clubs/{club}/member-imports"), &world.token, &headers, &body)
    };
    let reply = ask(server.address, &post())?;
    if reply.status == 404 {
        println!("importing a list of members: not served, so not measured");
        return Ok(());
    }
    let all = String::from_utf8_lossy(&reply.body);
    if reply.status != 200 || !all.contains("\"rejected\":0") {
        return Err(reply.unexpected(200));
    }
    let bound = Bound { time: Duration::from_mins(1), count: pace.imports };
    let run = one_by_one(server.address, 200, bound, &post)?;
    let slowest = run.percentile(100);
    table.0.push(format!(
        "{:<34}{:>9.0}{:>10.2}{:>10.2}   one at a time; slowest {:.0} ms   < 150 ms each: {}",
        "POST a list of 60 members",
        run.per_second,
        run.percentile(50).as_secs_f64() * 1e3,
        run.percentile(99).as_secs_f64() * 1e3,
        slowest.as_secs_f64() * 1e3,
        verdict(slowest < Duration::from_millis(150)),
    ));
    Ok(())
}
