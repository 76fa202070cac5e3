//! Power cuts: the server, and once PostgreSQL itself, are killed at any moment while several phones send
//! repayments. Whatever was acknowledged is there exactly once, and nothing is half there.

use crate::support::world::{self, HERE, Site, THERE};
use crate::support::{db, seed};
use chrono::Utc;
use lien_the_he::auth::token::{AUDIENCE, ISSUER, Signer};
use lien_the_he::auth::{Claims, Grant, Role};
use lien_the_he::db::migrate;
use lien_the_he::embedded::{Cluster, Options};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};
use uuid::Uuid;

/// How often something is killed; the last but one time it is PostgreSQL.
const CUTS: u64 = 6;
/// Phones, half of them in each club.
const PHONES: usize = 8;

/// The program that is tested, over a database that survives it.
struct Service {
    url: String,
    child: Child,
}

impl Service {
    fn start(port: u16, url: &str) -> Self {
        let key = |byte: u8| {
            use base64::Engine;
            base64::prelude::BASE64_STANDARD.encode([byte; 32])
        };
        let child = Command::new(env!("CARGO_BIN_EXE_lien-the-he"))
            .arg("serve")
            .env("DATABASE_URL", url)
            .env("LISTEN_ADDR", format!("127.0.0.1:{port}"))
            .env("SIGNING_KEY", key(7))
            .env("DATA_KEYS", format!("it:{}", key(1)))
            .env("LOOKUP_KEY", key(2))
            .env("RATE_PER_USER", "100000")
            .env("RUST_LOG", "error")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let service = Self { url: url.to_owned(), child };
        let began = Instant::now();
        while !matches!(call(port, "GET", "/readyz", "", &[], None), Ok((200 | 204, _))) {
            assert!(began.elapsed() < Duration::from_secs(30), "the server does not start");
            thread::sleep(Duration::from_millis(20));
        }
        service
    }
    /// Buries it, however it ended.
    fn end(mut self) {
        let _dead_already = self.child.kill();
        self.child.wait().unwrap();
    }
}

/// One request on a connection of its own.
fn call(
    port: u16,
    method: &str,
    path: &str,
    token: &str,
    headers: &[(&str, &str)],
    body: Option<&Value>,
) -> io::Result<(u16, Value)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let body = body.map_or(String::new(), Value::to_string);
    let bearer = format!("Bearer {token}");
    let own = [("authorization", bearer.as_str())];
    let headers = headers.iter().chain(own.iter().filter(|_| !token.is_empty()));
    let headers: String = headers.map(|(name, value)| [*name, ": ", *value, "\r\n"].concat()).collect();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes())?;
    let (mut reader, mut line, mut length) = (BufReader::new(stream), String::new(), None);
    reader.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or(io::ErrorKind::UnexpectedEof)?;
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse::<usize>().ok();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut bytes = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut bytes)?;
    Ok((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
}

/// A treasurer's phone: it sends one repayment after another, and the one that was not acknowledged again.
struct Phone {
    site: Site,
    token: String,
    pending: Option<String>,
    acknowledged: Vec<(String, Value)>,
}

impl Phone {
    fn send_until(&mut self, port: u16, stop: &AtomicBool) {
        let path = format!("/v1/loans/{}/repayments", self.site.loan);
        let body = json!({ "on": "2026-11-20", "amount_vnd": 1_000 });
        while self.pending.is_some() || !stop.load(Ordering::Relaxed) {
            let key = self.pending.get_or_insert_with(|| Uuid::now_v7().to_string()).clone();
            match call(port, "POST", &path, &self.token, &[("idempotency-key", key.as_str())], Some(&body)) {
                Ok((201, reply)) => {
                    self.acknowledged.push((key, reply["id"].clone()));
                    self.pending = None;
                }
                Ok((503, _)) => thread::sleep(Duration::from_millis(20)), // the database is gone, or just back
                Ok((500, _)) | Err(_) => return, // killed under the request: nobody knows what became of it
                Ok((status, reply)) => panic!("{status} {reply}"),
            }
        }
    }
}

fn cluster(data: &Path) -> Cluster {
    let (data, database) = (data.to_owned(), "crash".to_owned());
    Cluster::start(Options { data, database, durable: true, temporary: false, max_connections: 60 }).unwrap()
}

fn rows(url: &str, sql: &str) -> Vec<Vec<Option<String>>> {
    let (url, sql) = (url.to_owned(), sql.to_owned());
    db::apart(async move { db::rows(&db::connect(&url).await, &sql).await })
}

fn token(url: &str, site: Site) -> String {
    let user = site.user(Role::ClubTreasurer);
    let version = &rows(url, &format!("select token_version from users where id = '{user}'"))[0][0];
    let now = Utc::now().timestamp();
    let place = site.place(Role::ClubTreasurer, Utc::now().date_naive());
    let claims = Claims {
        iss: ISSUER.into(),
        aud: AUDIENCE.into(),
        sub: user,
        jti: Uuid::now_v7(),
        iat: now,
        exp: now + 900,
        ver: version.as_ref().unwrap().parse().unwrap(),
        sid: Uuid::now_v7(),
        person: None,
        assignments: vec![Grant { role: Role::ClubTreasurer, place, until: None, acting_for: None }],
    };
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
    let data: PathBuf = env::temp_dir().join(format!("lien_the_he_crash_{}", process::id()));
    let mut server = Some(cluster(&data));
    let url = server.as_ref().unwrap().url("crash");
    migrate(&url).unwrap();
    let furnished = url.clone();
    db::apart(async move { db::batch(&furnished, &world::furnish()).await });
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut phones: Vec<Phone> = (0..PHONES)
        .map(|n| if n % 2 == 0 { HERE } else { THERE })
        .map(|site| Phone { site, token: token(&url, site), pending: None, acknowledged: vec![] })
        .collect();

    let (mut random, mut lost) = (u64::from(process::id()), 0);
    for cut in 0..=CUTS {
        let service = Service::start(port, &server.as_ref().unwrap().url("crash"));
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
                let lock = fs::read_to_string(data.join("pg/postmaster.pid")).unwrap();
                let postmaster = lock.lines().next().unwrap();
                assert!(Command::new("kill").args(["-9", postmaster]).status().unwrap().success());
                thread::sleep(Duration::from_millis(100));
            }
            let server = service.child.id().to_string();
            assert!(Command::new("kill").args(["-9", &server]).status().unwrap().success());
        });
        let url = service.url.clone();
        service.end();
        if cut + 2 == CUTS {
            drop(server.take());
            server = Some(cluster(&data));
        }
        lost += phones.iter().filter(|phone| phone.pending.is_some()).count();
        the_books_hold(&server.as_ref().map_or(url, |server| server.url("crash")));
    }

    let url = server.as_ref().unwrap().url("crash");
    let acknowledged: Vec<&(String, Value)> = phones.iter().flat_map(|phone| &phone.acknowledged).collect();
    let ids: HashSet<String> = acknowledged.iter().map(|(_, id)| id.as_str().unwrap().to_owned()).collect();
    let there = rows(&url, "select id from repayments where number > 1");
    let there: HashSet<String> = there.into_iter().map(|row| row[0].clone().unwrap()).collect();
    println!("{} repayments acknowledged, {lost} times none was heard of", acknowledged.len());
    assert_eq!(ids.len(), acknowledged.len(), "one repayment was acknowledged under two keys");
    assert_eq!(there, ids, "acknowledged and recorded are the same");
    assert!(acknowledged.len() > 10 && lost > 0, "{} and {lost}: nothing was tried", acknowledged.len());
    drop(server);
    fs::remove_dir_all(&data).unwrap();
}
