//! The directories where servers listen, and whether one answers.

use super::Error;
use super::account::Account;
use super::files::{at, make_private};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs, io};

/// It only names the socket. Given on the command line, where no setting in the cluster overrides it.
pub(super) const PORT: &str = "5432";
/// Socket directories are told by this name when stale ones are swept, and one left running is adopted.
const SOCKETS: &str = "lien-the-he-socket-";

/// The directory for the server on this data directory, by whose identity it is named: whoever starts that
/// server next listens where programs that are connected already look for it. Never one that somebody else
/// laid there. Its path must be short: a socket's may have about a hundred bytes.
pub(super) fn make(account: Account, data: &Path) -> Result<PathBuf, Error> {
    let meta = fs::metadata(data).map_err(at(data))?;
    let name = format!("{SOCKETS}{:x}-{:x}", meta.dev(), meta.ino());
    let fits = |temp: &PathBuf| socket_in(&temp.join(&name)).as_os_str().len() <= 95;
    let temp = Some(env::temp_dir()).filter(fits).unwrap_or_else(|| "/tmp".into());
    sweep(&temp);
    let mut number = 0;
    loop {
        let sockets = temp.join(format!("{name}-{number}"));
        match make_again(account, &sockets) {
            Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists => number += 1,
            made => {
                made?;
                account.check_reach(&sockets)?;
                return Ok(sockets);
            }
        }
    }
}

/// This directory, which may have been swept while no server listened in it.
pub(super) fn make_again(account: Account, sockets: &Path) -> Result<(), Error> {
    match make_private(sockets) {
        Ok(()) => account.give(sockets),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && account.has_private(sockets) => Ok(()),
        Err(error) => Err(at(sockets)(error)),
    }
}

/// Whether it was made here.
pub(super) fn are_ours(sockets: &Path) -> bool {
    sockets.file_name().is_some_and(|name| name.to_string_lossy().starts_with(SOCKETS))
}

/// What `postmaster.pid` tells about a server.
#[derive(Debug, PartialEq)]
pub(super) struct Running {
    pub(super) pid: u32,
    pub(super) sockets: PathBuf,
    /// Takes connections: neither starting nor stopping.
    pub(super) ready: bool,
}

impl Running {
    /// The server on this cluster, if one answers: the file alone may be left from before a crash.
    pub(super) fn find(pg: &Path) -> Option<Running> {
        let running = Running::parse(&fs::read_to_string(pg.join("postmaster.pid")).ok()?)?;
        UnixStream::connect(socket_in(&running.sockets)).ok()?;
        Some(running)
    }

    /// The first line is the process, the fifth the socket directory, the eighth the state.
    fn parse(pid_file: &str) -> Option<Running> {
        let mut lines = pid_file.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        let sockets = lines.nth(3).filter(|line| !line.is_empty())?;
        Some(Running {
            pid,
            sockets: sockets.into(),
            ready: lines.nth(2).is_some_and(|state| state.trim() == "ready"),
        })
    }
}

/// Whether nobody listens there any more. Any other trouble in asking says nothing about the server.
pub(super) fn are_dead(sockets: &Path) -> bool {
    use io::ErrorKind::{ConnectionRefused, NotFound};
    let asked = UnixStream::connect(socket_in(sockets));
    asked.is_err_and(|error| matches!(error.kind(), ConnectionRefused | NotFound))
}

fn socket_in(sockets: &Path) -> PathBuf {
    sockets.join(format!(".s.PGSQL.{PORT}"))
}

/// Removes the socket directories of servers that are gone. The minute is for one that is just starting.
fn sweep(temp: &Path) {
    for entry in fs::read_dir(temp).into_iter().flatten().flatten() {
        let sockets = entry.path();
        let age = entry.metadata().and_then(|meta| meta.modified()).ok().and_then(|made| made.elapsed().ok());
        let old = age.is_some_and(|age| age > Duration::from_mins(1));
        if are_ours(&sockets) && old && UnixStream::connect(socket_in(&sockets)).is_err() {
            let _ = fs::remove_file(socket_in(&sockets));
            let _ = fs::remove_file(socket_in(&sockets).with_added_extension("lock"));
            let _ = fs::remove_dir(&sockets);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_ready_when_its_pid_file_says_so() {
        let lines = "4711\n/data/pg\n1780000000\n5432\n/tmp/sockets\n\n  16   7\n";
        let running = |ready| Some(Running { pid: 4711, sockets: "/tmp/sockets".into(), ready });
        assert_eq!(Running::parse(&format!("{lines}ready   \n")), running(true));
        assert_eq!(Running::parse(&format!("{lines}stopping\n")), running(false));
        assert_eq!(Running::parse(lines), running(false));
        assert_eq!(Running::parse("-4711\n/data/pg\n1780000000\n5432\n"), None, "single-user mode");
        assert_eq!(Running::parse(""), None);
    }
}
