//! The account that runs PostgreSQL, and what it is asked to run.

use super::Error;
use super::files::at;
use std::fs;
use std::os::unix::fs as unix;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The account that runs the server when this program runs as root, which PostgreSQL refuses to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account(Option<(u32, u32)>);

impl Account {
    /// Whoever owns an existing cluster goes on with it.
    pub(super) fn for_cluster(pg: &Path) -> Result<Account, Error> {
        if !is_root() {
            return Ok(Account(None));
        }
        let owner = fs::metadata(pg).ok().map(|meta| (meta.uid(), meta.gid())).filter(|(uid, _)| *uid != 0);
        let ids_of = |name| Some((id(&["-u", name])?, id(&["-g", name])?));
        let known = || ["postgres", "nobody"].into_iter().find_map(ids_of);
        owner.or_else(known).map(|ids| Account(Some(ids))).ok_or(Error::NoAccount)
    }

    /// A program run by this account; plain English in its messages, and no directory it may not enter.
    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some((uid, gid)) = self.0 {
            command.uid(uid).gid(gid);
        }
        command.current_dir("/").env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    /// A directory that this account may enter and write to, unless it is there: then it is left as it is.
    pub(super) fn make_directory(self, path: &Path) -> Result<(), Error> {
        if path.exists() {
            return Ok(());
        }
        fs::create_dir_all(path).map_err(at(path))?;
        if self.0.is_some() {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).map_err(at(path))?;
        }
        self.give(path)
    }

    pub(super) fn give(self, path: &Path) -> Result<(), Error> {
        self.0.map_or(Ok(()), |(uid, gid)| unix::chown(path, Some(uid), Some(gid))).map_err(at(path))
    }

    /// Whether nobody else can have laid this directory there, or look into it.
    pub(super) fn has_private(self, dir: &Path) -> bool {
        let uid = self.0.map(|(uid, _)| uid).or_else(|| id(&["-u"]));
        let private = |meta: fs::Metadata| meta.is_dir() && meta.mode().is_multiple_of(0o100);
        fs::symlink_metadata(dir).is_ok_and(|meta| Some(meta.uid()) == uid && private(meta))
    }

    pub(super) fn check_reach(self, path: &Path) -> Result<(), Error> {
        let reached = succeeded(self.command(Path::new("test")).arg("-x").arg(path));
        reached.map(|_| ()).ok_or_else(|| Error::Unreachable(path.to_owned()))
    }
}

pub(super) fn is_root() -> bool {
    id(&["-u"]) == Some(0)
}

fn id(arguments: &[&str]) -> Option<u32> {
    succeeded(Command::new("id").args(arguments))?.parse().ok()
}

/// What a command printed, unless it failed or is not there.
pub(super) fn succeeded(command: &mut Command) -> Option<String> {
    let Output { status, stdout, .. } = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    status.success().then(|| String::from_utf8_lossy(&stdout).trim().to_owned())
}

/// Where a program that failed says why.
pub(super) fn last_line(output: &[u8]) -> String {
    String::from_utf8_lossy(output).trim().lines().last().unwrap_or("it said nothing").to_owned()
}
