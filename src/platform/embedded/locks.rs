//! Who is who: the kernel frees a lock when its holder dies, however it dies.

use super::Error;
use super::files::open_lock;
use std::path::Path;
use std::{fs, io};

/// The two locks of a data directory.
pub(super) struct Locks {
    /// Held by the owning program, from the moment its server is watched.
    pub(super) program: fs::File,
    /// Held by whoever makes, starts or stops the server, and by the watchdog in between.
    pub(super) watchdog: fs::File,
}

impl Locks {
    pub(super) fn open(data: &Path) -> Result<Locks, Error> {
        Ok(Locks {
            program: open_lock(&data.join("program.lock"))?,
            watchdog: open_lock(&data.join("watchdog.lock"))?,
        })
    }

    /// Whether nobody makes, starts, watches or stops a server here; from now on, this process does.
    pub(super) fn try_own(&self) -> io::Result<bool> {
        match self.watchdog.try_lock() {
            Ok(()) => Ok(true),
            Err(fs::TryLockError::WouldBlock) => Ok(false),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// Leaves the server to others after all.
    pub(super) fn disown(&self) {
        let _ = self.watchdog.unlock();
    }

    /// Shared, so that two who ask at the same moment do not take each other for the owner.
    pub(super) fn program_lives(&self) -> bool {
        let lives = matches!(self.program.try_lock_shared(), Err(fs::TryLockError::WouldBlock));
        let _ = self.program.unlock();
        lives
    }
}
