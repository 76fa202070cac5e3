//! Power cuts: the server, and once PostgreSQL itself, are killed at any moment while several phones send
//! repayments. Whatever was acknowledged is there exactly once, and nothing is half there.

use crate::support::service::{Answer, Over, Service, ask, port};
use crate::support::world::{self, HERE, Site, THERE};
use crate::support::{claims, db, seed};
use chrono::Utc;
use lien_the_he::migrations::migrate;
use lien_the_he::platform::auth::token::Signer;
use lien_the_he::platform::auth::{Grant, Role};
use lien_the_he::platform::embedded::{Cluster, Options};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};
use uuid::Uuid;

/// How often something is killed; the last but one time it is PostgreSQL.
const CUTS: u64 = 6;
/// Phones, half of them in each club.
const PHONES: usize = 8;

/// Waits until it is so.
fn until(patience: Duration, what: &str, mut so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < patience, "not after {patience:?}: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn kill(process: &str) {
    assert!(Command::new("kill").args(["-9", process]).status().unwrap().success());
}

/// The process that the pid file of a private cluster names.
fn postmaster(data: &Path) -> Option<String> {
    let file = fs::read_to_string(data.join("pg/postmaster.pid")).ok()?;
    file.lines().next().map(str::to_owned)
}

/// Every process: its number, its parent's, and its arguments.
fn all_processes() -> Vec<(String, String, String)> {
    if !Path::new("/proc/self/stat").exists() {
        let told =
            Command::new("ps").args(["-A", "-o", "pid=", "-o", "ppid=", "-o", "args="]).output().unwrap();
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        let process = |line: &str| {
            let (pid, rest) = line.trim_start().split_once(' ')?;
            let (parent, arguments) = rest.trim_start().split_once(' ')?;
            Some((pid.to_owned(), parent.to_owned(), arguments.to_owned()))
        };
        return told.lines().filter_map(process).collect();
    }
    let process = |entry: fs::DirEntry| {
        let arguments = fs::read_to_string(entry.path().join("cmdline")).ok()?.replace('\0', " ");
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let parent = stat.rsplit(')').next()?.split_whitespace().nth(1)?.to_owned();
        Some((entry.file_name().into_string().ok()?, parent, arguments))
    };
    fs::read_dir("/proc").unwrap().flatten().filter_map(process).collect()
}

/// Those with all these words among their arguments, but for children of one of them: they begin as its copy.
fn processes(words: &[&str]) -> Vec<String> {
    let mut found = all_processes();
    found.retain(|(.., arguments)| words.iter().all(|word| arguments.contains(word)));
    let is_copy = |parent: &String| found.iter().any(|(process, ..)| process == parent);
    found.iter().filter(|(_, parent, _)| !is_copy(parent)).map(|(process, ..)| process.clone()).collect()
}

fn servers(data: &Path) -> Vec<String> {
    processes(&[&format!(" -D {} ", data.join("pg").display()), "listen_addresses="])
}

/// A treasurer's phone: it sends one repayment after another, and the one that was not acknowledged again.
struct Phone {
    site: Site,
    bearer: String,
    pending: Option<String>,
    acknowledged: Vec<(String, Value)>,
}

impl Phone {
    fn new(site: Site, url: &str) -> Self {
        Self { site, bearer: format!("Bearer {}", token(url, site)), pending: None, acknowledged: vec![] }
    }
    /// Sends what is pending, or else something new: the status of the reply, if there is one.
    fn send(&mut self, port: u16) -> Option<u16> {
        let path = format!("/v1/loans/{}/repayments", self.site.loan);
        let body = json!({ "on": "2026-11-20", "amount_vnd": 1_000 }).to_string();
        let key = self.pending.get_or_insert_with(|| Uuid::now_v7().to_string()).clone();
        let headers = [
            ("authorization", self.bearer.as_str()),
            ("content-type", "application/json"),
            ("idempotency-key", &key),
        ];
        let Answer { status, body, .. } = ask(port, "POST", &path, &headers, body.as_bytes()).ok()?;
        match status {
            201 => {
                self.acknowledged.push((key, body["id"].clone()));
                self.pending = None;
            }
            500 | 503 => {} // killed under the request: nobody knows what became of it; or gone, or just back
            _ => panic!("{status} {body}"),
        }
        Some(status)
    }
    /// Until the program is killed.
    fn send_until(&mut self, port: u16, stop: &AtomicBool) {
        while self.pending.is_some() || !stop.load(Ordering::Relaxed) {
            match self.send(port) {
                Some(201) => {}
                Some(503) => thread::sleep(Duration::from_millis(20)),
                _ => return,
            }
        }
    }
    /// Whatever is killed.
    fn send_through_everything_until(&mut self, port: u16, stop: &AtomicBool) {
        while self.pending.is_some() || !stop.load(Ordering::Relaxed) {
            if self.send(port) != Some(201) {
                thread::sleep(Duration::from_millis(20));
            }
        }
    }
    /// Sends until one more is acknowledged: how long that took since then.
    fn acknowledged_since(&mut self, then: Instant, port: u16) -> Duration {
        until(Duration::from_secs(20), "another write is acknowledged", || self.send(port) == Some(201));
        then.elapsed()
    }
}

/// Acknowledged and recorded are the same: how many there are.
fn all_are_there_once(phones: &[Phone], url: &str) -> usize {
    let acknowledged: Vec<&(String, Value)> = phones.iter().flat_map(|phone| &phone.acknowledged).collect();
    let ids: HashSet<String> = acknowledged.iter().map(|(_, id)| id.as_str().unwrap().to_owned()).collect();
    let there = rows(url, "select id from repayments where number > 1");
    let there: HashSet<String> = there.into_iter().map(|row| row[0].clone().unwrap()).collect();
    assert_eq!(ids.len(), acknowledged.len(), "one repayment was acknowledged under two keys");
    assert_eq!(there, ids, "acknowledged and recorded are the same");
    ids.len()
}

/// A directory of this run, which is not there yet.
fn directory(name: &str) -> PathBuf {
    env::temp_dir().join(format!("lien_the_he_{name}_{}", process::id()))
}

fn cluster(data: &Path, database: &str, durable: bool) -> Cluster {
    let (data, database) = (data.to_owned(), database.to_owned());
    Cluster::start(Options { data, database, durable, temporary: false, max_connections: 60 }).unwrap()
}

/// Migrates and furnishes the database.
fn furnish(url: &str) {
    migrate(url).unwrap();
    let url = url.to_owned();
    db::apart(async move { db::batch(&url, &world::furnish()).await });
}

/// The data directory of a program that has ended, with the [world] in it. Removed when nobody copies it any more.
struct Pattern(PathBuf);

impl Drop for Pattern {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// A copy of the pattern, which tests that run at the same time share.
fn private_data(name: &str) -> PathBuf {
    static PATTERN: Mutex<Weak<Pattern>> = Mutex::new(Weak::new());
    let mut shared = PATTERN.lock().unwrap();
    let pattern = shared.upgrade().unwrap_or_else(|| {
        let pattern = Pattern(directory("crash_pattern"));
        furnish(&cluster(&pattern.0, "lien_the_he", false).url("lien_the_he"));
        Arc::new(pattern)
    });
    *shared = Arc::downgrade(&pattern);
    drop(shared);
    let copy = directory(name);
    assert!(Command::new("cp").arg("-a").args([&pattern.0, &copy]).status().unwrap().success());
    copy
}

/// How to reach the database of a private cluster that runs.
fn url_in(data: &Path) -> String {
    let file = fs::read_to_string(data.join("pg/postmaster.pid")).unwrap();
    format!("host={} user=lien_the_he dbname=lien_the_he", file.lines().nth(4).unwrap())
}

fn rows(url: &str, sql: &str) -> Vec<Vec<Option<String>>> {
    let (url, sql) = (url.to_owned(), sql.to_owned());
    db::apart(async move { db::rows(&db::connect(&url).await, &sql).await })
}

fn token(url: &str, site: Site) -> String {
    let user = site.user(Role::ClubTreasurer);
    let version = &rows(url, &format!("select token_version from users where id = '{user}'"))[0][0];
    let place = site.place(Role::ClubTreasurer, Utc::now().date_naive());
    let grant = Grant { role: Role::ClubTreasurer, place, until: None, acting_for: None };
    let claims = claims(
        user,
        version.as_ref().unwrap().parse().unwrap(),
        site.person_of(Role::ClubTreasurer).map(Into::into),
        vec![grant],
    );
    Signer::new(seed(7), &[]).issue(&claims).unwrap()
}

/// What must be true of the books after any cut.
fn the_books_hold(url: &str) {
    for (what, sql) in [
        (
            "an entry without lines",
            "select 1 from ledger_entries e where not exists (select from ledger_lines l where (l.club_id, l.number) = (e.club_id, e.number))",
        ),
        (
            "an entry out of balance",
            "select 1 from ledger_lines group by club_id, number, fund having sum(amount_vnd) <> 0",
        ),
        (
            "a gap in the numbers",
            "select 1 from ledger_entries group by club_id having max(number) <> count(*)",
        ),
        (
            "a head that lags behind",
            "select 1 from ledgers g where last_number <> (select coalesce(max(number), 0) from ledger_entries e where e.club_id = g.club_id)",
        ),
        (
            "a repayment that the ledger does not know",
            "select 1 from repayments r where amount_vnd <> (select sum(amount_vnd) from ledger_lines l join ledger_entries e using (club_id, number) where e.id = r.entry_id and account = 'cash')",
        ),
        (
            "a repayment that is not divided",
            "select 1 from repayments r where amount_vnd <> (select sum(amount_vnd) from repayment_lines l where l.repayment_id = r.id)",
        ),
        (
            "a loan that the ledger does not know",
            "select 1 from loans n where outstanding_vnd <> (select sum(amount_vnd) from ledger_lines l where l.loan_id = n.id and account = 'loans')",
        ),
        ("a key without a reply", "select 1 from idempotency_keys where reply is null"),
        (
            "a metric row that lags behind",
            "select 1 from lending_metrics m where outstanding_vnd <> (select coalesce(sum(outstanding_vnd), 0) from loans n where n.club_id = m.club_id)",
        ),
        (
            "a repayment without a word in the change log",
            "select 1 from repayments r where created_at > '2026-11-01' and not exists (select from changes c where c.entity_id = r.id) and number > 1",
        ),
    ] {
        assert_eq!(rows(url, sql), Vec::<Vec<Option<String>>>::new(), "{what}");
    }
}

#[test]
fn what_was_acknowledged_survives_every_power_cut_exactly_once() {
    let data = directory("crash");
    let mut server = Some(cluster(&data, "crash", true));
    let url = server.as_ref().unwrap().url("crash");
    furnish(&url);
    let port = port();
    let mut phones: Vec<Phone> =
        (0..PHONES).map(|n| Phone::new(if n % 2 == 0 { HERE } else { THERE }, &url)).collect();

    let (mut random, mut lost) = (u64::from(process::id()), 0);
    for cut in 0..=CUTS {
        let service = Service::start(port, Over::Database(&url));
        let (final_round, stop) = (cut == CUTS, AtomicBool::new(false));
        thread::scope(|scope| {
            for phone in &mut phones {
                scope.spawn(|| phone.send_until(port, &stop));
            }
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            thread::sleep(Duration::from_millis(200 + (random >> 33) % 1_000));
            if final_round {
                stop.store(true, Ordering::Relaxed);
                return;
            }
            if cut + 2 == CUTS {
                kill(&postmaster(&data).unwrap());
                thread::sleep(Duration::from_millis(100));
            }
            kill(&service.process());
        });
        service.kill();
        if cut + 2 == CUTS {
            drop(server.take());
            server = Some(cluster(&data, "crash", true));
            assert_eq!(server.as_ref().unwrap().url("crash"), url, "it is where it was");
        }
        lost += phones.iter().filter(|phone| phone.pending.is_some()).count();
        the_books_hold(&url);
    }

    let acknowledged = all_are_there_once(&phones, &url);
    println!("{acknowledged} repayments acknowledged, {lost} times none was heard of");
    assert!(acknowledged > 10 && lost > 0, "{acknowledged} and {lost}: nothing was tried");
    drop(server);
    fs::remove_dir_all(&data).unwrap();
}

#[test]
fn a_private_server_that_dies_is_started_again_under_every_program_on_it() {
    let data = private_data("crash_private");
    let (owner, joined) =
        (Service::start(port(), Over::Private(&data)), Service::start(port(), Over::Private(&data)));
    let url = url_in(&data);
    let mut phones: Vec<Phone> =
        (0..PHONES).map(|n| Phone::new(if n % 2 == 0 { HERE } else { THERE }, &url)).collect();
    let first = postmaster(&data).unwrap();
    assert_eq!(servers(&data), [first.as_str()]);

    let stop = AtomicBool::new(false);
    let (port, others, mine) = (owner.port, joined.port, phones.split_off(PHONES - 1));
    let (mut mine, mut again) = (mine.into_iter().next().unwrap(), Duration::ZERO);
    thread::scope(|scope| {
        for (n, phone) in phones.iter_mut().enumerate() {
            let port = if n < PHONES / 2 { port } else { others };
            let stop = &stop;
            scope.spawn(move || phone.send_through_everything_until(port, stop));
        }
        thread::sleep(Duration::from_millis(300));
        kill(&first);
        again = mine.acknowledged_since(Instant::now(), port);
        thread::sleep(Duration::from_millis(300));
        stop.store(true, Ordering::Relaxed);
    });
    phones.push(mine);
    let second = postmaster(&data).unwrap();
    assert_eq!(servers(&data), [second.as_str()]);
    assert_ne!(first, second);
    the_books_hold(&url);
    let folded = || rows(&url, "select 1 from sum_changes limit 1").is_empty();
    until(Duration::from_secs(10), "what happens by itself goes on", folded);
    println!(
        "{} acknowledged, the first {again:?} after PostgreSQL was killed",
        all_are_there_once(&phones, &url)
    );

    owner.kill();
    let taken_over = phones[0].acknowledged_since(Instant::now(), others);
    let third = postmaster(&data).unwrap();
    assert_eq!(servers(&data), [third.as_str()]);
    assert_ne!(second, third);

    joined.kill();
    let killed = Instant::now();
    until(Duration::from_secs(10), "the watchdog stops the server", || servers(&data).is_empty());
    let stopped = killed.elapsed();
    let mut service = Service::start(port, Over::Private(&data));
    let restarted = phones[0].acknowledged_since(killed, port);
    println!(
        "taken over after {taken_over:?}, stopped after {stopped:?}, started anew {restarted:?} after the kill"
    );
    for _ in 0..3 {
        service.kill(); // and started at once, while its server is still being stopped
        service = Service::start(port, Over::Private(&data));
        phones[0].acknowledged_since(Instant::now(), port);
    }
    all_are_there_once(&phones, &url);
    the_books_hold(&url);
    service.kill();
    until(Duration::from_secs(10), "the watchdog stops the server", || servers(&data).is_empty());
    fs::remove_dir_all(&data).unwrap();
}

#[test]
fn a_program_whose_server_cannot_start_again_ends_and_says_why() {
    let data = private_data("crash_unusable");
    let service = Service::start(port(), Over::Private(&data));
    fs::write(data.join("pg/global/pg_control"), "").unwrap();
    kill(&postmaster(&data).unwrap());
    let killed = Instant::now();
    let (well, said) = service.end();
    let ended = killed.elapsed();
    assert!(!well && ended < Duration::from_secs(20), "{ended:?} {said}");
    assert!(said.contains("lien-the-he: PostgreSQL ended by itself five times"), "{said}");
    assert!(said.contains("pg_control"), "the server's own word: {said}");
    assert!(said.contains("server.log"), "and where there is more: {said}");
    println!("given up after {ended:?}");
    assert_eq!(servers(&data), Vec::<String>::new());
    fs::remove_dir_all(&data).unwrap();
}

#[test]
fn a_server_left_alone_is_adopted_and_started_again_too() {
    let data = private_data("crash_adopted");
    let service = Service::start(port(), Over::Private(&data));
    let left = postmaster(&data).unwrap();
    let watchdogs = || processes(&["lien-the-he-watchdog", data.join("pg").to_str().unwrap()]);
    let watchdog = watchdogs().remove(0);
    kill(&watchdog);
    until(Duration::from_secs(10), "another watchdog is set", || {
        watchdogs().iter().any(|it| *it != watchdog)
    });
    // both at once: the program can do nothing while its watchdog is killed
    let stop = ["-STOP", &service.process()];
    assert!(Command::new("kill").args(stop).status().unwrap().success());
    kill(&watchdogs()[0]);
    service.kill();
    assert_eq!(servers(&data), [left.as_str()], "nobody stops it");

    let service = Service::start(port(), Over::Private(&data));
    assert_eq!((servers(&data), watchdogs().len()), (vec![left.clone()], 1));
    kill(&left);
    until(Duration::from_secs(20), "it is started again", || {
        postmaster(&data).is_some_and(|it| it != left) && service.is_ready()
    });
    assert_eq!(servers(&data), [postmaster(&data).unwrap()]);
    service.kill();
    until(Duration::from_secs(10), "the watchdog stops the server", || servers(&data).is_empty());
    fs::remove_dir_all(&data).unwrap();
}

#[test]
fn the_last_work_of_a_dead_server_is_waited_for() {
    let (data, database) = (directory("crash_busy"), "busy".to_owned());
    let options =
        Options { data: data.clone(), database, durable: false, temporary: true, max_connections: 9 };
    let cluster = Cluster::start(options).unwrap();
    let url = cluster.url("busy");
    let busy = url.clone();
    let computing = thread::spawn(move || {
        db::apart(async move {
            let client = db::connect(&busy).await;
            let end =
                client.batch_execute("set statement_timeout = 2000; do $$ begin loop null; end loop; end $$");
            end.await.unwrap_err()
        })
    });
    let is_computing = "select 1 from pg_stat_activity where query like 'set statement_timeout%' and state = 'active' and pid <> pg_backend_pid()";
    until(Duration::from_secs(10), "the computing begins", || !rows(&url, is_computing).is_empty());
    let first = postmaster(&data).unwrap();
    kill(&first);
    let killed = Instant::now();
    let accepts = url.clone();
    let answers = move || {
        let url = accepts.clone();
        db::apart(async move { tokio_postgres::connect(&url, tokio_postgres::NoTls).await.is_ok() })
    };
    until(Duration::from_secs(20), "the server is started again", answers);
    let again = killed.elapsed();
    computing.join().unwrap();
    assert!(again > Duration::from_secs(1), "{again:?}: nothing was computing");
    assert_eq!(servers(&data), [postmaster(&data).unwrap()]);
    assert_ne!(postmaster(&data).unwrap(), first);
    drop(cluster);
    assert_eq!(servers(&data), Vec::<String>::new());
    assert!(!data.exists());
}
