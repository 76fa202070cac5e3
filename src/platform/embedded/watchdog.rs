//! What stops the server, however this process ends.

use super::Error;
use super::binaries::Binaries;
use super::files::at;
use super::home::Home;
use super::locks::Locks;
use super::sockets;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

/// Arguments: `pg_ctl`, the cluster, the way to stop, the socket directory, and the data directory if it is
/// to be deleted. Only what was made here is deleted, by name, so that a wrong path can do no harm. Where there
/// is nothing to stop it looks again: a server that was just being started writes its pid file in that second.
const WATCHDOG: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
"$1" -D "$2" -m "$3" -w -t 20 stop >/dev/null || { sleep 1; "$1" -D "$2" -m immediate -w stop >/dev/null; }
rm -f "$4/.s.PGSQL.5432" "$4/.s.PGSQL.5432.lock"
rmdir "$4"
if [ "$5" ]; then
    rm -rf "$5/pg" "$5/pg.new" "$5/program.lock" "$5/watchdog.lock"
    rmdir "$5"
fi
"#;

/// Guards the server of one cluster, whichever process that is. Dropping it stops the server and waits.
#[derive(Debug)]
pub(super) struct Watchdog {
    pub(super) binaries: Binaries,
    pub(super) sockets: PathBuf,
    /// Held as long as others may join.
    program_lock: fs::File,
    shell: Child,
    /// `None` for an adopted server, which is not our child.
    server: Option<Child>,
}

impl Watchdog {
    pub(super) fn set(
        home: &Home,
        binaries: Binaries,
        sockets: PathBuf,
        locks: Locks,
    ) -> Result<Watchdog, Error> {
        let shell = shell(home, &binaries, &sockets, locks.watchdog)?;
        locks.program.lock().map_err(at(&home.data))?;
        Ok(Watchdog { binaries, sockets, program_lock: locks.program, shell, server: None })
    }

    /// Sets another shell where this one was killed.
    pub(super) fn renew(&mut self, home: &Home) -> Result<(), Error> {
        if !matches!(self.shell.try_wait(), Ok(None)) {
            let locks = Locks::open(&home.data)?;
            if locks.try_own().map_err(at(&home.data))? {
                self.shell = shell(home, &self.binaries, &self.sockets, locks.watchdog)?;
            }
        }
        Ok(())
    }

    pub(super) fn guard(&mut self, server: Child) {
        self.server = Some(server);
    }

    /// Whether this is the server that was started last.
    pub(super) fn guards(&self, pid: u32) -> bool {
        self.server.as_ref().is_some_and(|server| server.id() == pid)
    }

    /// How the server ended, once it has. Reaps it: a zombie would look alive to `pg_ctl`, and to the next server.
    pub(super) fn server_ended(&mut self) -> Option<String> {
        match &mut self.server {
            Some(server) => match server.try_wait() {
                Ok(None) => None,
                Ok(Some(status)) => Some(status.to_string()),
                Err(error) => Some(error.to_string()),
            },
            None => sockets::are_dead(&self.sockets).then(|| "nobody listens there any more".to_owned()),
        }
    }
}

/// The lock becomes its standard output, and so is held until it has done its work.
fn shell(home: &Home, binaries: &Binaries, sockets: &Path, lock: fs::File) -> Result<Child, Error> {
    let shell = Path::new("/bin/sh");
    let temporary = home.options.temporary;
    let manner = if temporary { "immediate" } else { "fast" };
    let delete = if temporary { home.data.as_path() } else { Path::new("") };
    let mut watchdog = home.account.command(shell);
    watchdog.args(["-c", WATCHDOG, "lien-the-he-watchdog"]).arg(binaries.dir.join("pg_ctl"));
    watchdog.arg(&home.pg).arg(manner).arg(sockets).arg(delete);
    watchdog.process_group(0).stdin(Stdio::piped()).stdout(lock).stderr(Stdio::null());
    watchdog.spawn().map_err(at(shell))
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        let _ = self.program_lock.unlock();
        self.server_ended();
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
        if let Some(server) = &mut self.server {
            let _ = server.kill(); // unless it has stopped, as it has unless it cannot
            let _ = server.wait();
        }
    }
}
