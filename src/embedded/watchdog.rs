//! What stops the server, however this process ends.

use super::Error;
use super::binaries::Binaries;
use super::files::at;
use super::home::Home;
use super::locks::Locks;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};

/// Arguments: `pg_ctl`, the cluster, the way to stop, the socket directory, and the data directory if it is
/// to be deleted. Only what was made here is deleted, by name, so that a wrong path can do no harm.
const WATCHDOG: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
"$1" -D "$2" -m "$3" -w -t 20 stop >/dev/null || "$1" -D "$2" -m immediate -w stop >/dev/null
rm -f "$4/.s.PGSQL.5432" "$4/.s.PGSQL.5432.lock"
rmdir "$4"
if [ "$5" ]; then
    rm -rf "$5/pg" "$5/pg.new" "$5/program.lock" "$5/watchdog.lock"
    rmdir "$5"
fi
"#;

/// Dropping it stops the server and waits.
#[derive(Debug)]
pub(super) struct Watchdog {
    /// Held as long as others may join.
    program_lock: fs::File,
    shell: Child,
    /// `None` for an adopted server, which is not our child.
    server: Option<Child>,
}

impl Watchdog {
    /// Its lock becomes its standard output, and so is held until it has done its work.
    pub(super) fn set(
        home: &Home,
        binaries: &Binaries,
        sockets: &Path,
        locks: Locks,
        server: Option<Child>,
    ) -> Result<Watchdog, Error> {
        let shell = Path::new("/bin/sh");
        let temporary = home.options.temporary;
        let manner = if temporary { "immediate" } else { "fast" };
        let delete = if temporary { home.data.as_path() } else { Path::new("") };
        let mut watchdog = home.account.command(shell);
        watchdog.args(["-c", WATCHDOG, "lien-the-he-watchdog"]).arg(binaries.dir.join("pg_ctl"));
        watchdog.arg(&home.pg).arg(manner).arg(sockets).arg(delete);
        watchdog.process_group(0).stdin(Stdio::piped()).stdout(locks.watchdog).stderr(Stdio::null());
        let shell = watchdog.spawn().map_err(at(shell))?;
        locks.program.lock().map_err(at(&home.data))?;
        Ok(Watchdog { program_lock: locks.program, shell, server })
    }

    /// Reaps a server that died by itself: to `pg_ctl` its zombie would look alive.
    pub(super) fn server_ended(&mut self) -> bool {
        self.server.as_mut().is_some_and(|server| !matches!(server.try_wait(), Ok(None)))
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        let _ = self.program_lock.unlock();
        self.server_ended();
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
        if let Some(server) = &mut self.server {
            let _ = server.wait();
        }
    }
}
