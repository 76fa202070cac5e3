//! Configuration from the environment: read once at start, every mistake reported at once, secrets never shown.
#![expect(clippy::disallowed_methods, reason = "this file is the replacement")]

use crate::platform::auth::factor::Asked;
use crate::platform::auth::token::Seed;
use crate::platform::oidc;
use crate::platform::vault::Vault;
use std::fmt;
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::str::FromStr;

/// How a server is to run.
pub struct Config {
    /// Where to listen. `LISTEN_ADDR`
    pub listen: SocketAddr,
    /// Where Prometheus may ask; nowhere unless told. `METRICS_ADDR`
    pub metrics: Option<SocketAddr>,
    /// The database; the private cluster unless told. `DATABASE_URL`
    pub database: Option<String>,
    /// A replica for reading. `DATABASE_READ_URL`
    pub read_database: Option<String>,
    /// Connections per worker and pool. `DATABASE_POOL`
    pub pool: NonZeroUsize,
    /// Worker threads. `WORKERS`
    pub workers: NonZeroUsize,
    /// Signs tokens. `SIGNING_KEY`
    pub signing_key: Option<Seed>,
    /// Former signing keys whose tokens still count. `FORMER_SIGNING_KEYS`, separated by commas
    pub former_signing_keys: Vec<Seed>,
    /// Encrypts and decrypts columns. `DATA_KEYS` and `LOOKUP_KEY`
    pub vault: Option<Vault>,
    /// Where files lie; a folder in the data directory unless told. `FILES_URL`
    pub files: Option<String>,
    /// Web origins that may call. `CORS_ORIGINS`, separated by commas
    pub origins: Vec<String>,
    /// How many proxies of ours stand before us, each of which adds the address that it saw to
    /// `X-Forwarded-For`. `TRUSTED_PROXIES`
    pub trusted_proxies: usize,
    /// Connections from clients at once, in all. `MAX_CONNECTIONS`
    pub max_connections: NonZeroUsize,
    /// Of whom a second factor is asked; of everybody unless told, in `dev` of those who have one. `SECOND_FACTOR`
    pub second_factor: Option<Asked>,
    /// Other services by which people sign in. `SIGN_IN_PROVIDERS`, a JSON list
    pub providers: Vec<oidc::Settings>,
    /// Requests a second for each signed-in user. `RATE_PER_USER`
    pub rate_per_user: NonZeroU32,
    /// Requests a second for each address without a user. `RATE_PER_ADDRESS`
    pub rate_per_address: NonZeroU32,
}

/// All that is wrong with the configuration, one line each.
#[derive(Debug)]
pub struct Mistakes(Vec<String>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration is wrong:\n  {}", self.0.join("\n  "))
    }
}
impl std::error::Error for Mistakes {}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// All mistakes together.
    pub fn from_env() -> Result<Self, Mistakes> {
        Self::read(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
    }

    fn read(var: impl Fn(&str) -> Option<String>) -> Result<Self, Mistakes> {
        let mut wrong = vec![];
        let config = Self {
            listen: parsed(&var, &mut wrong, "LISTEN_ADDR", "an address with a port")
                .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            metrics: parsed(&var, &mut wrong, "METRICS_ADDR", "an address with a port"),
            pool: parsed(&var, &mut wrong, "DATABASE_POOL", "a number above 0")
                .unwrap_or(NonZeroUsize::new(3).unwrap_or(NonZeroUsize::MIN)),
            workers: parsed(&var, &mut wrong, "WORKERS", "a number above 0")
                .unwrap_or_else(|| std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)),
            signing_key: parsed(&var, &mut wrong, "SIGNING_KEY", "32 bytes in base64"),
            former_signing_keys: list(&var, "FORMER_SIGNING_KEYS")
                .into_iter()
                .filter_map(|key| {
                    let seed = key.parse().ok();
                    if seed.is_none() {
                        wrong.push("FORMER_SIGNING_KEYS: each must be 32 bytes in base64".to_owned());
                    }
                    seed
                })
                .collect(),
            vault: match (var("DATA_KEYS"), var("LOOKUP_KEY")) {
                (None, None) => None,
                (ring, lookup) => Vault::new(&ring.unwrap_or_default(), &lookup.unwrap_or_default())
                    .map_err(|e| wrong.push(format!("DATA_KEYS, LOOKUP_KEY: {e}")))
                    .ok(),
            },
            database: var("DATABASE_URL"),
            read_database: var("DATABASE_READ_URL"),
            files: var("FILES_URL"),
            origins: list(&var, "CORS_ORIGINS"),
            trusted_proxies: parsed(&var, &mut wrong, "TRUSTED_PROXIES", "a number").unwrap_or(0),
            max_connections: parsed(&var, &mut wrong, "MAX_CONNECTIONS", "a number above 0")
                .unwrap_or(NonZeroUsize::new(10_000).unwrap_or(NonZeroUsize::MIN)),
            second_factor: parsed(&var, &mut wrong, "SECOND_FACTOR", "`required` or `enrolled`"),
            providers: var("SIGN_IN_PROVIDERS").map_or_else(Vec::new, |text| {
                let list = oidc::Settings::list(&text);
                list.map_err(|e| wrong.push(format!("SIGN_IN_PROVIDERS: {e}"))).unwrap_or_default()
            }),
            rate_per_user: parsed(&var, &mut wrong, "RATE_PER_USER", "a number above 0")
                .unwrap_or(NonZeroU32::new(50).unwrap_or(NonZeroU32::MIN)),
            rate_per_address: parsed(&var, &mut wrong, "RATE_PER_ADDRESS", "a number above 0")
                .unwrap_or(NonZeroU32::new(20).unwrap_or(NonZeroU32::MIN)),
        };
        for url in [&config.database, &config.read_database].into_iter().flatten() {
            if url.parse::<tokio_postgres::Config>().is_err() {
                wrong.push("DATABASE_URL, DATABASE_READ_URL: must be PostgreSQL connection texts".to_owned());
            }
        }
        if wrong.is_empty() { Ok(config) } else { Err(Mistakes(wrong)) }
    }
}

fn parsed<T: FromStr>(
    var: &impl Fn(&str) -> Option<String>,
    wrong: &mut Vec<String>,
    name: &str,
    form: &str,
) -> Option<T> {
    let value = var(name)?.trim().parse().ok();
    if value.is_none() {
        wrong.push(format!("{name}: must be {form}"));
    }
    value
}

fn list(var: &impl Fn(&str) -> Option<String>, name: &str) -> Vec<String> {
    let text = var(name).unwrap_or_default();
    text.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_reported_at_once_and_no_secret_is_repeated() {
        let given = [
            ("LISTEN_ADDR", "here"),
            ("SIGNING_KEY", "hush-hush"),
            ("RATE_PER_USER", "0"),
            ("WORKERS", "0"),
            ("DATABASE_POOL", "0"),
            ("MAX_CONNECTIONS", "-1"),
            ("TRUSTED_PROXIES", "true"),
            ("DATA_KEYS", "k1:hush"),
            ("SECOND_FACTOR", "sometimes"),
            ("SIGN_IN_PROVIDERS", "[{\"client_secret\": \"hush\"}]"),
        ];
        let var = |name: &str| given.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        let text = Config::read(var).err().unwrap().to_string();
        for (name, _) in given {
            assert!(text.contains(name), "{text}");
        }
        assert!(!text.contains("hush"), "{text}");
    }

    #[test]
    fn nothing_needs_to_be_said() {
        let config = Config::read(|_| None).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert!(config.database.is_none() && config.signing_key.is_none());
    }
}
