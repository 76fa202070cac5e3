//! The life of a cluster: made, launched, joined, adopted.

use super::binaries::Binaries;
use super::files::{at, clear, make_private};
use super::home::Home;
use super::locks::Locks;
use super::sockets::{self, PORT, Running};
use super::stop::Stop;
use super::watchdog::Watchdog;
use super::{Error, PATIENCE};
use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

/// How long the processes of a server that died may go on: longer than any statement of the API.
const LAST_WORK: Duration = Duration::from_secs(30);

/// Arguments: the programs, the cluster, its database, and whether to sync all of it to the disk, once, at
/// the end. One shell does it, for it holds the lock as its standard input until everything is done.
const MAKE: &str = r#"
"$1/initdb" -D "$2" -U lien_the_he -A trust -E UTF8 --locale=C --no-sync >/dev/null &&
    echo "CREATE DATABASE \"$3\"" | "$1/postgres" --single -F -D "$2" postgres >/dev/null &&
    if [ "$4" = true ]; then "$1/initdb" -D "$2" --sync-only >/dev/null; fi
"#;

/// A server that takes connections.
pub(super) struct Served {
    pub(super) sockets: PathBuf,
    /// `None` for one that somebody started by hand: it is theirs.
    pub(super) hold: Option<Hold>,
}

/// Who sees to a server.
pub(super) enum Hold {
    /// This program.
    Owned(Watchdog),
    /// Another program, as long as these locks say that it lives.
    Joined(Locks),
}

impl Home {
    /// Joins, adopts or launches, as the table in the module's documentation says. `known` is where this
    /// program is connected already: a server that it launches listens there again.
    pub(super) fn find_or_launch(&self, known: Option<&Path>, stop: &Stop) -> Result<Served, Error> {
        let locks = Locks::open(&self.data)?;
        let began = Instant::now();
        let mut owner = false;
        loop {
            owner = owner || locks.try_own().map_err(at(&self.data))?;
            let program_lives = locks.program_lives();
            match Running::find(&self.pg) {
                Some(running) if running.ready && program_lives => {
                    log::info!("joined the server that another program runs on {}", self.pg.display());
                    locks.disown();
                    return Ok(Served { sockets: running.sockets, hold: Some(Hold::Joined(locks)) });
                }
                Some(running) if running.ready && owner => return self.adopt(running, locks),
                None if owner && !program_lives => return self.launch(known, locks, stop),
                _ if began.elapsed() > PATIENCE => return Err(Error::Busy(self.data.clone())),
                _ => stop.pause(Duration::from_millis(10))?,
            }
        }
    }

    /// Serves the cluster, made first if there is none.
    fn launch(&self, known: Option<&Path>, locks: Locks, stop: &Stop) -> Result<Served, Error> {
        let binaries = Binaries::find(self.account, &self.pg)?;
        if known.is_none() && !self.pg.join("PG_VERSION").is_file() {
            self.make(&binaries, &locks.watchdog)?;
        }
        let sockets = match known {
            Some(known) => known.to_owned(),
            None => sockets::make(self.account, &self.data)?,
        };
        fs::File::create(self.log()).map_err(at(&self.log()))?;
        let mut watchdog = Watchdog::set(self, binaries, sockets.clone(), locks)?;
        self.start_server(&mut watchdog, stop)?;
        Ok(Served { sockets, hold: Some(Hold::Owned(watchdog)) })
    }

    /// Takes over a server whose program and watchdog are both gone. One that somebody started by hand, which
    /// its sockets tell, is left to them.
    fn adopt(&self, Running { sockets, .. }: Running, locks: Locks) -> Result<Served, Error> {
        log::warn!("joined the server left running on {}", self.pg.display());
        if !sockets::are_ours(&sockets) {
            return Ok(Served { sockets, hold: None });
        }
        let binaries = Binaries::find(self.account, &self.pg)?;
        let watchdog = Watchdog::set(self, binaries, sockets.clone(), locks)?;
        Ok(Served { sockets, hold: Some(Hold::Owned(watchdog)) })
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

    /// Starts the server under its watchdog and waits until it takes connections. Where one died just before,
    /// its last processes are waited for: PostgreSQL itself sees to it that two never run on one cluster.
    pub(super) fn start_server(&self, watchdog: &mut Watchdog, stop: &Stop) -> Result<(), Error> {
        let began = Instant::now();
        loop {
            sockets::make_again(self.account, &watchdog.sockets)?;
            let log = self.log();
            let said = fs::metadata(&log).map_or(0, |meta| meta.len());
            watchdog.guard(self.spawn_server(&watchdog.binaries, &watchdog.sockets, &log)?);
            match self.wait_until_ready(watchdog, said, stop) {
                Err(Error::Start { why, .. }) if of_the_dead(&why) && began.elapsed() < LAST_WORK => {
                    stop.pause(Duration::from_millis(100))?;
                }
                Err(error) => return Err(error),
                Ok(()) => {
                    let (major, pg) = (watchdog.binaries.major, self.pg.display());
                    log::info!("PostgreSQL {major} is ready on {pg} after {:?}", began.elapsed());
                    return Ok(());
                }
            }
        }
    }

    /// In its own process group: Ctrl-C in the terminal is for the program, which stops the server when done.
    /// Its log keeps to bare messages, for details and statements would hold what people typed.
    fn spawn_server(&self, binaries: &Binaries, sockets: &Path, log: &Path) -> Result<Child, Error> {
        let output = fs::File::options().append(true).open(log).map_err(at(log))?;
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

    /// `said` is how long the log was before.
    fn wait_until_ready(&self, watchdog: &mut Watchdog, said: u64, stop: &Stop) -> Result<(), Error> {
        let began = Instant::now();
        let failed = |why| Error::Start { why, log: self.log() };
        while !Running::find(&self.pg).is_some_and(|it| it.ready && watchdog.guards(it.pid)) {
            if let Some(how) = watchdog.server_ended() {
                return Err(failed(cause(&self.log(), said).unwrap_or(how)));
            }
            if began.elapsed() > PATIENCE {
                return Err(failed(format!("it is not ready after {PATIENCE:?}")));
            }
            stop.pause(Duration::from_millis(5))?;
        }
        Ok(())
    }
}

/// Why a server ended, by its log from `said` on: the worst that it said, which is not the last, and nothing
/// that it only told those who wanted to connect too early.
fn cause(log: &Path, said: u64) -> Option<String> {
    let (mut log, mut new) = (fs::File::open(log).ok()?, vec![]);
    log.seek(SeekFrom::Start(said)).ok()?;
    log.read_to_end(&mut new).ok()?;
    worst(&String::from_utf8_lossy(&new))
}

fn worst(said: &str) -> Option<String> {
    let mut lines = said.lines().rev().filter(|line| !line.contains("FATAL:  the database system is "));
    let worst = lines.clone().find(|line| line.contains("PANIC:  ") || line.contains("FATAL:  "));
    worst.or_else(|| lines.next()).map(|line| line.trim().to_owned())
}

/// Whether it did not start because the one before has not quite gone: a process that still computes, or a
/// zombie that nobody has reaped yet.
pub(super) fn of_the_dead(why: &str) -> bool {
    why.contains("pre-existing shared memory block")
        || why.contains("lock file") && why.contains("already exists")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_the_worst_that_the_server_said_of_itself() {
        let aborted = "[1] LOG:  starting PostgreSQL 15.18\n\
            [2] PANIC:  could not locate a valid checkpoint record\n\
            [3] FATAL:  the database system is starting up\n\
            [1] LOG:  startup process (PID 2) was terminated by signal 6: Aborted\n\
            [1] LOG:  database system is shut down\n";
        let panic = "[2] PANIC:  could not locate a valid checkpoint record";
        assert_eq!(worst(aborted).as_deref(), Some(panic));
        let early = "postgres: could not access the server configuration file \"/pg/postgresql.conf\"\n";
        assert_eq!(worst(early).as_deref(), Some(early.trim()));
        assert_eq!(worst(""), None);
    }

    #[test]
    fn what_a_dead_server_left_is_waited_for() {
        assert!(of_the_dead("FATAL:  pre-existing shared memory block (key 1, ID 15) is still in use"));
        assert!(of_the_dead("FATAL:  lock file \"postmaster.pid\" already exists"));
        assert!(!of_the_dead(
            "FATAL:  could not create lock file \"postmaster.pid\": No space left on device"
        ));
    }
}
