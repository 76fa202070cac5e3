//! A private PostgreSQL server, run by the program itself: nobody has to install or set up a database first.
//!
//! [`Cluster::start`] finds the programs of PostgreSQL (or fetches them once), makes the cluster on first use
//! and serves it on a Unix socket that only the account running it can open; there is no TCP port.
//!
//! **Who ends it.** The server's life hangs on a *watchdog*, a small shell whose standard input is a pipe
//! that only this process can write to. However the process ends, kill -9 included, the pipe closes and the
//! watchdog stops the server. Two advisory locks, freed by the kernel when their holders die, say who is who:
//!
//! | `watchdog.lock` | `program.lock` | a server answers | then a start                            |
//! |-----------------|----------------|------------------|-----------------------------------------|
//! | held            | held           | yes              | joins: another program owns that server |
//! | held            | held           | no               | waits: it is being started again        |
//! | held            | free           | either           | waits: it is being made or stopped      |
//! | free            |                | no               | launches its own                        |
//! | free            |                | yes              | adopts it: the watchdog was killed too  |
//!
//! **Who starts it again.** A *keeper*, a thread of each program. The owner's restarts a server that died, on the
//! same sockets and under the same watchdog, and sets another watchdog where that was killed. After five deaths
//! without a minute of life it gives up: [`Cluster::gave_up`] says why. The others' look whether the owner lives.
//! If it does not, they go through the table like a new start: the first of them owns the server, again on the
//! same sockets, and the rest join it.
//!
//! **Nothing half done.** The cluster and the fetched programs are made under another name and renamed when
//! complete. Whatever child does that work keeps the lock as its standard input, so that the next start waits
//! even for a child that outlived this process.

mod account;
mod binaries;
mod files;
mod home;
mod keeper;
mod launch;
mod locks;
mod sockets;
mod stop;
mod watchdog;

use account::is_root;
use home::Home;
use keeper::Keeper;
use launch::Served;
use std::path::PathBuf;
use std::time::Duration;
use std::{env, io};
use stop::Stop;

/// The role that owns everything in the cluster; without a password, for the socket directory is the guard.
const USER: &str = "lien_the_he";
/// Older ones are no longer maintained.
const OLDEST: u32 = 14;
/// How long a start waits for another program, and for its own server.
const PATIENCE: Duration = Duration::from_secs(90);

/// Why there is no server; each message ends with what to do about it.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself what it is")]
pub enum Error {
    #[error(
        "no PostgreSQL {OLDEST} or newer with its btree_gist extension was found, and fetching one did not work: \
         {0}\nType one of these, then start again:\n  \
         apt-get install -y postgresql           # Debian, Ubuntu; as root\n  \
         apt-get install -y python3-pip          # the same, for a private copy fetched by this program\n  \
         brew install postgresql@17              # macOS\n  \
         export PG_BIN=<directory with postgres, initdb and pg_ctl>\n  \
         export DATABASE_URL=postgres://...      # a server of your own"
    )]
    NoServer(String),
    #[error(
        "PG_BIN is {0}, which holds no PostgreSQL {OLDEST} or newer (postgres, initdb, pg_ctl) with its btree_gist \
         extension that runs here. Type: unset PG_BIN, or set it to the directory of such programs"
    )]
    BadPgBin(PathBuf),
    #[error(
        "{data} was made by PostgreSQL {major}, which was not found. Type: apt-get install -y postgresql-{major} \
         (and, if PG_BIN is set: unset PG_BIN), or, to start anew and lose its data: rm -r {data}"
    )]
    OtherVersion { data: PathBuf, major: u32 },
    #[error(
        "PostgreSQL does not run as root, and there is no other account. Type: useradd --system postgres"
    )]
    NoAccount,
    #[error(
        "{0} cannot be reached by the account that runs PostgreSQL. Set LIEN_THE_HE_DATA (for data) or TMPDIR \
         (for sockets) to a directory whose parents all may enter, for example: \
         export LIEN_THE_HE_DATA=/var/lib/lien-the-he TMPDIR=/tmp"
    )]
    Unreachable(PathBuf),
    #[error(
        "another program is at work on {0} and does not finish. End it (to find it, type: fuser -v {0}/*.lock)"
    )]
    Busy(PathBuf),
    #[error("the cluster could not be made: {0}")]
    Make(String),
    #[error("the server did not start: {why}\nFor the whole story, type: cat {log}")]
    Start { why: String, log: PathBuf },
    #[error(
        "PostgreSQL ended by itself five times without running for a minute, and is not started again: {why}\n\
         For the whole story, type: cat {log}"
    )]
    Died { why: String, log: PathBuf },
    #[error("{0} is served on other sockets now. Start this program again")]
    Elsewhere(PathBuf),
    #[error("nobody wants the server any more")]
    Stopped,
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
}

/// What to start.
#[derive(Debug, Clone)]
pub struct Options {
    /// The directory that holds the cluster (`pg`) and its locks; see [`default_data_directory`].
    pub data: PathBuf,
    /// Made together with the cluster.
    pub database: String,
    /// `false` for tests and benches: faster, and lost with the power.
    pub durable: bool,
    /// Delete the cluster at the end.
    pub temporary: bool,
    /// How many may be connected at once.
    pub max_connections: u16,
}

/// `$LIEN_THE_HE_DATA`, or the place where the system keeps such things for this user.
#[must_use]
pub fn default_data_directory() -> PathBuf {
    if let Some(chosen) = env::var_os("LIEN_THE_HE_DATA").filter(|value| !value.is_empty()) {
        return chosen.into();
    }
    if is_root() {
        return "/var/lib/lien-the-he".into();
    }
    let of_user = env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || env::home_dir().unwrap_or_else(env::temp_dir).join(".local/share");
    of_user.unwrap_or_else(home).join("lien-the-he")
}

/// A server that answers, and is started again when it dies. Dropping it stops the server and waits, unless
/// another program owns that server.
#[derive(Debug)]
pub struct Cluster {
    sockets: PathBuf,
    /// `None` for a server that somebody started by hand.
    keeper: Option<Keeper>,
}

impl Cluster {
    /// Starts the server, or joins the one that runs on this directory; returns once it takes connections.
    pub fn start(options: Options) -> Result<Cluster, Error> {
        let home = Home::open(options)?;
        let Served { sockets, hold } = home.find_or_launch(None, &Stop::default())?;
        let keeper = hold.map(|hold| Keeper::set(home, sockets.clone(), hold)).transpose()?;
        Ok(Cluster { sockets, keeper })
    }

    /// Waits until the server is gone for good, which it may never be, and says why.
    pub async fn gave_up(&self) -> String {
        match &self.keeper {
            Some(keeper) => keeper.gave_up().await,
            None => std::future::pending().await,
        }
    }

    /// How to connect to one of its databases.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("host={} user={USER} dbname={database}", self.sockets.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_socket_role_and_database() {
        let cluster = Cluster { sockets: "/tmp/sockets".into(), keeper: None };
        assert_eq!(cluster.url("x"), "host=/tmp/sockets user=lien_the_he dbname=x");
    }
}
