//! `generate`: a nation of made-up clubs on the real map, for trying how the program does at its full size.
//!
//! The same seed, size and day make the same rows. Everything of a club is made by one thread from the club's own
//! chance, in the order of the communes, and written by `COPY`; what the program derives from rows by triggers is
//! derived for all at once afterwards. It passes `verify`.

mod afterwards;
mod books;
mod club;
mod dice;
mod making;
mod nation;
mod progress;
mod rows;

use super::Outcome;
use super::instance::{Instance, Keys};
use super::map;
use crate::platform::config::Config;
use crate::platform::http::Today;
use chrono::NaiveDate;
use futures_util::SinkExt;
use making::Setting;
use nation::Nation;
use progress::Stage;
use rows::{Rows, Table};
use std::future::Future;
use std::io::Cursor;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;
use strum::IntoEnumIterator;
use tokio_postgres::{Client, NoTls};

/// How much is made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Size {
    /// 25,000 clubs with 1.5 million members and 36 million lines in their books
    Nation,
    /// 2,500 clubs with 150,000 members and 3.6 million lines
    Tenth,
    /// 250 clubs with 15,000 members and 360,000 lines
    Hundredth,
}

/// What the operator asks to have made.
#[derive(Debug, clap::Args)]
pub struct Wanted {
    /// How many clubs are made up
    #[arg(long, value_enum, default_value = "hundredth", conflicts_with = "clubs")]
    size: Size,
    /// Exactly so many clubs, instead of a size
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=80_000))]
    clubs: Option<u32>,
    /// Number from which everything is made: the same seed makes the same clubs
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Make the clubs as of this day (YYYY-MM-DD) instead of today
    #[arg(long, value_name = "DAY")]
    today: Option<NaiveDate>,
}

impl Wanted {
    fn clubs(&self) -> usize {
        let named = match self.size {
            Size::Nation => 25_000,
            Size::Tenth => 2_500,
            Size::Hundredth => 250,
        };
        self.clubs.and_then(|clubs| usize::try_from(clubs).ok()).unwrap_or(named)
    }
}

/// So many communes are made and written in one transaction.
const COMMUNES: usize = 3;
/// The first day on which there are no districts.
const REFORM: NaiveDate = match NaiveDate::from_ymd_opt(2025, 7, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// `generate`
///
/// # Errors
/// When the database holds clubs already, or does not let this account fill it.
pub fn generate(config: &Config, wanted: &Wanted) -> Outcome {
    let today = wanted.today.map_or(Today::by_the_clock(), Today::fixed);
    if today.get() < REFORM {
        return Err("generate knows the map of after the reform: --today must be 2025-07-01 or later".into());
    }
    let began = Instant::now();
    let instance = Instance::start(config)?;
    local(async { refuse_filled(&connect(&instance.url).await?).await })?;
    let stage = Stage::begin("map", 1);
    let db = instance.db(config, &Keys::kept(config)?.vault, today)?;
    let imported = actix_web::rt::System::new().block_on(map::import(&db, today))?;
    stage.step(1, u64::try_from(imported.units + imported.successions)?);
    stage.end();
    let nation = local(async {
        let client = loading(&instance.url).await?;
        let nation = Nation::plan(&client, wanted.seed, wanted.clubs(), today.get()).await?;
        let mut rows = Rows::new();
        nation.codes(&mut rows);
        write(&client, &mut rows).await?;
        Ok(nation)
    })?;
    let setting = Setting::new(wanted.seed, today.get())?;
    let told = fill(&instance.url, &setting, &nation)?;
    afterwards::derive(&instance.url, today.get())?;
    let size = local(async {
        let client = connect(&instance.url).await?;
        let size =
            client.query_one("select pg_size_pretty(pg_database_size(current_database()))", &[]).await?;
        Ok(size.try_get::<_, String>(0)?)
    })?;
    println!(
        "{} clubs, {} memberships, {} loans, {} entries with {} lines; {} rows in all, {size}, {:.0} s",
        told.count(Table::Clubs),
        told.count(Table::Memberships),
        told.count(Table::Loans),
        told.count(Table::LedgerEntries),
        told.count(Table::LedgerLines),
        told.total(),
        began.elapsed().as_secs_f64()
    );
    println!("`create-admin` makes the first account; `verify` reads all the books again");
    Ok(())
}

/// Makes the communes, several at a time. Returns how many rows each table got.
fn fill(url: &str, setting: &Setting, nation: &Nation) -> Outcome<Rows> {
    let stage = Stage::begin("clubs", u64::try_from(nation.communes.len())?);
    let next = AtomicUsize::new(0);
    let written = at_once(async || {
        let client = loading(url).await?;
        let mut rows = Rows::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed) * COMMUNES;
            let some = nation.communes.get(at..).unwrap_or_default();
            let some = some.get(..COMMUNES.min(some.len())).unwrap_or_default();
            if some.is_empty() {
                return Ok(rows);
            }
            let before = rows.total();
            for commune in some {
                nation.lay(commune, &mut rows);
                let common = club::together(setting, commune, &mut rows);
                for seat in &commune.clubs {
                    club::make(setting, commune, seat, &common, &mut rows)?;
                }
            }
            write(&client, &mut rows).await?;
            stage.step(u64::try_from(some.len())?, rows.total() - before);
        }
    })?;
    stage.end();
    Ok(written.into_iter().fold(Rows::new(), |all, some| all.counted_with(&some)))
}

/// Writes rows, all in one transaction.
async fn write(client: &Client, rows: &mut Rows) -> Outcome {
    client.batch_execute("begin").await?;
    for table in Table::iter() {
        let Some(taken) = rows.take(table) else { continue };
        let mut sink = pin!(client.copy_in(&table.copy()).await.map_err(|e| told(table, &e))?);
        sink.send(Cursor::new(taken)).await.map_err(|e| told(table, &e))?;
        sink.finish().await.map_err(|e| told(table, &e))?;
    }
    client.batch_execute("commit").await?;
    Ok(())
}

fn told(table: Table, e: &tokio_postgres::Error) -> String {
    match e.as_db_error() {
        Some(why) => format!("{}: {why}; {}", table.columns().0, why.where_().unwrap_or_default()),
        None => format!("{}: {e}", table.columns().0),
    }
}

async fn refuse_filled(client: &Client) -> Outcome {
    let clubs: i64 = client.query_one("select count(*) from clubs", &[]).await?.try_get(0)?;
    if clubs > 0 {
        return Err(format!(
            "the database holds {clubs} clubs already; generate fills an empty one. Nothing was changed"
        )
        .into());
    }
    Ok(())
}

async fn connect(url: &str) -> Outcome<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// A connection on which no trigger fires: what triggers derive is derived afterwards, for all at once.
async fn loading(url: &str) -> Outcome<Client> {
    let client = connect(url).await?;
    let quiet = "set session_replication_role = replica; set synchronous_commit = off; set timezone = 'UTC'";
    client.batch_execute(quiet).await.map_err(|e| {
        format!("only a superuser of the database can fill it so quickly ({e}); leave DATABASE_URL unset for a private one")
    })?;
    Ok(client)
}

/// Runs a future on this thread.
fn local<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// Runs the same work on several threads: while one waits for the database, another makes rows.
fn at_once<T: Send>(work: impl AsyncFn() -> Outcome<T> + Sync) -> Outcome<Vec<T>> {
    let many = thread::available_parallelism().map_or(2, usize::from).min(8) + 1;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..many).map(|_| scope.spawn(|| local(work()))).collect();
        let ended = threads.into_iter().map(|thread| thread.join().map_err(|_| "a thread panicked")?);
        ended.collect()
    })
}
