//! One server for the run, one migrated and furnished template on it, and a clone of that for every test.

use super::{TODAY, cost, world};
use chrono::NaiveDate;
use lien_the_he::migrations::migrate;
use lien_the_he::platform::embedded::{Cluster, Options};
use std::cell::Cell;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

/// Databases of tests begin so, followed by the process that made them.
const PREFIX: &str = "lien_the_he_it_";

enum Server {
    Own(Cluster),
    Given(String),
}

/// Where our own server has its data: in memory, where the system lets us have some gigabytes of it. There a database
/// is made in a fraction of the time.
static DATA: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let told = Command::new("df").args(["--block-size=1G", "--output=avail"]).arg(memory).output();
    let room =
        told.ok().and_then(|told| String::from_utf8_lossy(&told.stdout).lines().nth(1)?.trim().parse().ok());
    let is_enough = room.is_some_and(|gigabytes: u32| gigabytes >= 3);
    let directory = if is_enough { memory.to_owned() } else { std::env::temp_dir() };
    directory.join(format!("{PREFIX}{}", process::id()))
});

static SERVER: LazyLock<Server> = LazyLock::new(|| match std::env::var_os("DATABASE_URL") {
    Some(url) if !url.is_empty() => Server::Given(url.into_string().unwrap()),
    _ => {
        let (data, database) = (DATA.clone(), "it".to_owned());
        let options = Options { data, database, durable: false, temporary: true, max_connections: 200 };
        Server::Own(Cluster::start(options).expect("a PostgreSQL server to test against"))
    }
});

static TEMPLATE: LazyLock<String> = LazyLock::new(|| {
    let name = format!("{PREFIX}{}", process::id());
    sweep();
    admin(&[format!("create database {name}"), settings(&name, TODAY)]);
    let url = url(&name);
    apart(async move { tokio::task::spawn_blocking(move || migrate(&url).expect("migrations")).await })
        .unwrap();
    let url = self::url(&name);
    apart(async move {
        batch(&url, include_str!("law.sql")).await;
        batch(&url, &world::furnish()).await;
    });
    name
});
/// Whatever day the tests are run on, what the database does by itself it does on theirs. A plan is made once for a
/// connection: in so small a database a better one for each value is not worth its while.
fn settings(database: &str, today: NaiveDate) -> String {
    format!(
        "alter database {database} set lien_the_he.today = '{today}';
         alter database {database} set plan_cache_mode = 'force_generic_plan'"
    )
}
/// Cloning is quickest one at a time.
static CLONING: Mutex<()> = Mutex::new(());
static NEXT: AtomicU32 = AtomicU32::new(0);

fn url(database: &str) -> String {
    match &*SERVER {
        Server::Own(cluster) => cluster.url(database),
        Server::Given(url) if url.contains("://") => {
            let (base, options) =
                url.split_once('?').map_or((url.as_str(), ""), |(base, options)| (base, options));
            let (scheme, rest) = base.split_once("://").unwrap();
            let host = rest.split('/').next().unwrap();
            format!("{scheme}://{host}/{database}?{options}")
        }
        Server::Given(url) => format!("{url} dbname={database}"),
    }
}

/// Runs a future on a thread and a runtime of its own: a test's runtime has one thread and must not wait.
pub fn apart<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let run = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
    std::thread::spawn(run).join().unwrap()
}

pub async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

pub async fn batch(url: &str, sql: &str) {
    connect(url).await.batch_execute(sql).await.unwrap_or_else(|e| panic!("{e:?}\n{sql}"));
}

/// One batch after another.
fn admin(batches: &[String]) {
    let (url, batches) = (given(), batches.to_owned());
    apart(async move {
        let client = connect(&url).await;
        for sql in batches {
            client.batch_execute(&sql).await.unwrap_or_else(|e| panic!("{e:?}\n{sql}"));
        }
    });
}

/// The database that is there before any test's.
fn given() -> String {
    match &*SERVER {
        Server::Own(cluster) => cluster.url("it"),
        Server::Given(url) => url.clone(),
    }
}

/// Drops what processes that have died left on a server that outlives them.
fn sweep() {
    if matches!(&*SERVER, Server::Own(_)) {
        return;
    }
    let url = given();
    apart(async move {
        let client = connect(&url).await;
        let ours = format!("select datname from pg_database where datname like '{PREFIX}%'");
        for row in rows(&client, &ours).await {
            let name = row[0].as_deref().unwrap();
            let pid = name.trim_start_matches(PREFIX).split('_').next().unwrap();
            if !Path::new("/proc").join(pid).exists() {
                let _in_use = client.batch_execute(&format!("drop database if exists {name}")).await;
            }
        }
    });
}

/// A database of one's own: migrated, with the [world](super::world) in it. Dropped with the value.
pub struct TestDb {
    name: String,
    today: Cell<NaiveDate>,
}

impl TestDb {
    pub fn new() -> Self {
        let template = &*TEMPLATE;
        let one_at_a_time = CLONING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let db = Self::made_of(&format!("{template} strategy file_copy"));
        drop(one_at_a_time);
        db
    }
    /// One that nobody has migrated yet.
    pub fn bare() -> Self {
        Self::made_of("template0")
    }
    fn made_of(template: &str) -> Self {
        let name = format!("{}_{}", &*TEMPLATE, NEXT.fetch_add(1, Ordering::Relaxed));
        cost::count_database();
        admin(&[format!("create database {name} template {template}"), settings(&name, TODAY)]);
        Self { name, today: Cell::new(TODAY) }
    }
    /// From the next connection on it is another day there.
    pub fn is_on(&self, today: NaiveDate) {
        if self.today.replace(today) != today {
            admin(&[settings(&self.name, today)]);
        }
    }
    pub fn url(&self) -> String {
        url(&self.name)
    }
    pub async fn connect(&self) -> Client {
        connect(&self.url()).await
    }
    /// From here on the server writes down what it is told in this database.
    pub fn listen(&self) {
        admin(&[format!("alter database {} set log_statement = 'all'", self.name)]);
    }
}

/// How many statements it has written down. `None` where the server is not our own: its log is out of reach.
pub fn statements() -> Option<usize> {
    let Server::Own(_) = &*SERVER else { return None };
    let log = DATA.join("pg/server.log");
    let told = |line: &&str| line.contains("LOG:  statement: ") || line.contains("LOG:  execute ");
    Some(String::from_utf8_lossy(&std::fs::read(log).unwrap()).lines().filter(told).count())
}

impl Drop for TestDb {
    /// Who is still connected is sent away first and waited for: PostgreSQL itself would wait a tenth of a second.
    fn drop(&mut self) {
        let (url, name) = (given(), self.name.clone());
        apart(async move {
            let client = connect(&url).await;
            let others = format!(
                "select pg_terminate_backend(pid) from pg_stat_activity
                  where datname = '{name}' and backend_type = 'client backend'"
            );
            while !rows(&client, &others).await.is_empty() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let dropping = format!("drop database if exists {name} with (force)");
            client.batch_execute(&dropping).await.unwrap_or_else(|e| panic!("{e:?}\n{dropping}"));
        });
    }
}

/// Rows as text, whatever their types.
pub async fn rows(client: &Client, sql: &str) -> Vec<Vec<Option<String>>> {
    let told = client.simple_query(sql).await.unwrap_or_else(|e| panic!("{e:?}\n{sql}"));
    let text = |row: &tokio_postgres::SimpleQueryRow| {
        (0..row.len()).map(|i| row.get(i).map(str::to_owned)).collect()
    };
    told.iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(text(row)),
            _ => None,
        })
        .collect()
}
