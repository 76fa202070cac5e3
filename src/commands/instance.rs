//! A database to run on: the one that is configured, or a private cluster of the program's own.

use super::Outcome;
use crate::migrations::migrate;
use crate::platform::auth::token::Seed;
use crate::platform::config::Config;
use crate::platform::db::Db;
use crate::platform::embedded::{Cluster, Options, default_data_directory};
use crate::platform::error::trouble::is_one;
use crate::platform::files::Files;
use crate::platform::http::Today;
use crate::platform::vault::Vault;
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// How long a private server that goes away at the start is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// The name of the database in a private cluster.
const DATABASE: &str = "lien_the_he";

/// A migrated database. A private cluster stops when this is dropped.
pub struct Instance {
    /// Where it is.
    pub url: String,
    cluster: Option<Cluster>,
}

impl Instance {
    /// Finds or starts the database and brings it up to date.
    pub fn start(config: &Config) -> Outcome<Self> {
        let (url, cluster) = if let Some(url) = &config.database {
            (url.clone(), None)
        } else {
            let cluster = Cluster::start(Options {
                data: default_data_directory(),
                database: DATABASE.to_owned(),
                durable: true,
                temporary: false,
                max_connections: 60,
            })?;
            (cluster.url(DATABASE), Some(cluster))
        };
        let began = Instant::now();
        while let Err(e) = migrate(&url) {
            match config.database {
                Some(_) => {
                    return Err(
                        format!("the database of DATABASE_URL could not be brought up to date: {e}").into()
                    );
                }
                // the program whose server this one has joined may be ending: then the server is started again
                None if is_one(&e.to_string()) && began.elapsed() < PATIENCE => {
                    thread::sleep(Duration::from_millis(100));
                }
                None => {
                    return Err(format!("the private database could not be brought up to date: {e}").into());
                }
            }
        }
        Ok(Self { url, cluster })
    }

    /// Waits until a private cluster is gone for good, which it may never be, and says why.
    pub async fn gave_up(&self) -> String {
        match &self.cluster {
            Some(cluster) => cluster.gave_up().await,
            None => std::future::pending().await,
        }
    }

    /// Where files lie.
    pub fn files(config: &Config) -> Outcome<Files> {
        Ok(match &config.files {
            Some(url) => Files::in_bucket(url).map_err(|e| format!("FILES_URL: {e}"))?,
            None => Files::in_folder(&default_data_directory().join("files"))?,
        })
    }

    /// The pools of one worker.
    pub fn db(&self, config: &Config, vault: &Vault, today: Today) -> Outcome<Db> {
        let read_url = config.read_database.as_deref().unwrap_or(&self.url);
        Ok(Db::new(&self.url, read_url, config.pool.get(), vault.clone(), today)?)
    }
}

/// The secrets that a server needs.
pub struct Keys {
    /// Signs tokens.
    pub signing: Seed,
    /// Decrypts encrypted columns.
    pub vault: Vault,
}

impl Keys {
    /// Those that are configured; none is ever made up for a real server.
    pub fn configured(config: &Config) -> Outcome<Self> {
        match (&config.signing_key, &config.vault) {
            (Some(signing), Some(vault)) => Ok(Self { signing: signing.clone(), vault: vault.clone() }),
            _ => Err("SIGNING_KEY, DATA_KEYS and LOOKUP_KEY must be set; `lien-the-he generate-keys` prints fresh ones".into()),
        }
    }

    /// Those that are configured, else those in the data directory, made on first use.
    pub fn kept(config: &Config) -> Outcome<Self> {
        if config.signing_key.is_some() || config.vault.is_some() {
            return Self::configured(config);
        }
        let file = default_data_directory().join("development-keys");
        if !file.is_file() {
            write_secret(&file, &fresh_keys()?)?;
        }
        let text = fs::read_to_string(&file)?;
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.ok_or_else(|| format!("{} lacks {name}; remove the file to make new keys", file.display()))
        };
        Ok(Self {
            signing: value("SIGNING_KEY")?.parse()?,
            vault: Vault::new(value("DATA_KEYS")?, value("LOOKUP_KEY")?)?,
        })
    }
}

fn fresh_keys() -> Outcome<String> {
    let (seed, keys) = (Seed::generate()?, Vault::generate_keys()?);
    let (signing, ring, lookup) = (seed.to_base64(), keys.ring, keys.lookup_key);
    Ok(format!("SIGNING_KEY={}\nDATA_KEYS={}\nLOOKUP_KEY={}\n", *signing, *ring, *lookup))
}

/// Prints fresh keys, ready for an environment file.
pub fn print_fresh_keys() -> Outcome {
    print!("{}", fresh_keys()?);
    Ok(())
}

/// Written beside and renamed, so that a half-written file is never read.
fn write_secret(file: &Path, text: &str) -> Outcome {
    let beside = file.with_extension("new");
    fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
    let mut out = fs::OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&beside)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    fs::rename(beside, file)?;
    Ok(())
}
