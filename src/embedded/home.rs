//! The life of a cluster: made, launched, adopted.

use super::account::{Account, last_line};
use super::binaries::Binaries;
use super::files::{at, clear, make_private};
use super::locks::Locks;
use super::sockets::{self, PORT, Running};
use super::watchdog::Watchdog;
use super::{Cluster, Error, Options, PATIENCE};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};
use std::{fs, thread};

/// Arguments: the programs, the cluster, its database, and whether to sync all of it to the disk, once, at
/// the end. One shell does it, for it holds the lock as its standard input until everything is done.
const MAKE: &str = r#"
"$1/initdb" -D "$2" -U lien_the_he -A trust -E UTF8 --locale=C --no-sync >/dev/null &&
    echo "CREATE DATABASE \"$3\"" | "$1/postgres" --single -F -D "$2" postgres >/dev/null &&
    if [ "$4" = true ]; then "$1/initdb" -D "$2" --sync-only >/dev/null; fi
"#;

/// Where a cluster lives and who runs it.
pub(super) struct Home {
    pub(super) options: Options,
    pub(super) data: PathBuf,
    pub(super) pg: PathBuf,
    pub(super) account: Account,
}

impl Home {
    pub(super) fn open(options: Options) -> Result<Home, Error> {
        let data = std::path::absolute(&options.data).map_err(at(&options.data))?;
        let pg = data.join("pg");
        let account = Account::for_cluster(&pg)?;
        account.make_directory(&data)?;
        Ok(Home { options, data, pg, account })
    }

    /// Serves the cluster, made first if there is none.
    pub(super) fn launch(&self, locks: Locks) -> Result<Cluster, Error> {
        let began = Instant::now();
        let binaries = Binaries::find(self.account, &self.pg)?;
        if !self.pg.join("PG_VERSION").is_file() {
            self.make(&binaries, &locks.watchdog)?;
        }
        let sockets = sockets::make(self.account)?;
        let log = self.pg.join("server.log");
        let server = self.spawn_server(&binaries, &sockets, &log)?;
        let mut watchdog = Watchdog::set(self, &binaries, &sockets, locks, Some(server))?;
        self.wait_until_ready(&mut watchdog, &sockets, &log)?;
        let (major, pg) = (binaries.major, self.pg.display());
        log::info!("PostgreSQL {major} is ready on {pg} after {:?}", began.elapsed());
        Ok(Cluster { sockets, _watchdog: Some(watchdog) })
    }

    /// Takes over a server whose program and watchdog are both gone. One that somebody started by hand, which
    /// its sockets tell, is left to them.
    pub(super) fn adopt(&self, Running { sockets, .. }: Running, locks: Locks) -> Result<Cluster, Error> {
        log::warn!("joined the server left running on {}", self.pg.display());
        if !sockets::are_ours(&sockets) {
            return Ok(Cluster { sockets, _watchdog: None });
        }
        let binaries = Binaries::find(self.account, &self.pg)?;
        let watchdog = Watchdog::set(self, &binaries, &sockets, locks, None)?;
        Ok(Cluster { sockets, _watchdog: Some(watchdog) })
    }

    /// Makes the cluster beside its place and moves it there when complete.
    fn make(&self, binaries: &Binaries, lock: &fs::File) -> Result<(), Error> {
        let staging = self.data.join("pg.new");
        clear(&staging)?;
        make_private(&staging).map_err(at(&staging))?;
        self.account.give(&staging)?;
        self.account.check_reach(&staging)?;
        log::info!("making a PostgreSQL {} cluster in {}", binaries.major, self.pg.display());
        let mut make = self.account.command(Path::new("/bin/sh"));
        make.args(["-c", MAKE, "make"]).arg(&binaries.dir).arg(&staging).arg(&self.options.database);
        make.arg(self.options.durable.to_string());
        make.stdin(lock.try_clone().map_err(at(&self.data))?);
        let output = make.output().map_err(at(&binaries.dir))?;
        let complaints = String::from_utf8_lossy(&output.stderr);
        // the single-user server reports an error, and then success
        if !output.status.success() || complaints.contains("ERROR:") {
            return Err(Error::Make(complaints.trim().to_owned()));
        }
        fs::rename(&staging, &self.pg).map_err(at(&self.pg))
    }

    /// In its own process group: Ctrl-C in the terminal is for the program, which stops the server when done.
    /// Its log keeps to bare messages, for details and statements would hold what people typed.
    fn spawn_server(&self, binaries: &Binaries, sockets: &Path, log: &Path) -> Result<Child, Error> {
        let output = fs::File::create(log).map_err(at(log))?;
        let mut postgres = self.account.command(&binaries.dir.join("postgres"));
        postgres.arg("-D").arg(&self.pg).arg("-k").arg(sockets).args(["-c", "listen_addresses=", "-p", PORT]);
        postgres.args(["-c", "unix_socket_permissions=0700", "-c", "logging_collector=off"]);
        postgres.args(["-c", "log_error_verbosity=terse", "-c", "log_min_error_statement=panic"]);
        postgres.args(["-c", &format!("max_connections={}", self.options.max_connections)]);
        if !self.options.durable {
            postgres.args(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]);
        }
        let errors = output.try_clone().map_err(at(log))?;
        postgres.process_group(0).stdout(output).stderr(errors).spawn().map_err(at(&binaries.dir))
    }

    fn wait_until_ready(&self, watchdog: &mut Watchdog, sockets: &Path, log: &Path) -> Result<(), Error> {
        let began = Instant::now();
        let failed = |why: String| Error::Start { why, log: log.to_owned() };
        while !Running::find(&self.pg).is_some_and(|it| it.ready && it.sockets == sockets) {
            if watchdog.server_ended() {
                return Err(failed(last_line(&fs::read(log).unwrap_or_default())));
            }
            if began.elapsed() > PATIENCE {
                return Err(failed(format!("it is not ready after {PATIENCE:?}")));
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}
