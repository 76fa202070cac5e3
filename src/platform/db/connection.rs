//! A connection: how it is opened, lent by its pool, and given back.

use crate::{Error, Result};
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::Object;
use std::cell::Cell;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

/// A connection on loan from its pool.
///
/// One that is dropped in the middle of something would go back with an answer still under way or a
/// transaction open: it is closed instead.
pub(super) struct Lent {
    conn: Option<Object<AsyncPgConnection>>,
    pub(super) in_transaction: bool,
}

thread_local! {
    static ABANDONING: Cell<bool> = const { Cell::new(false) };
}

/// Drops work that is in the middle of something. The connections that it had borrowed are closed.
pub fn abandon<T>(work: T) {
    ABANDONING.set(true);
    drop(work);
    ABANDONING.set(false);
}

impl Lent {
    pub(super) fn of(conn: Object<AsyncPgConnection>) -> Self {
        Self { conn: Some(conn), in_transaction: false }
    }
}
impl Deref for Lent {
    type Target = AsyncPgConnection;
    fn deref(&self) -> &AsyncPgConnection {
        self.conn.as_deref().unwrap_or_else(|| unreachable!("it is given back by drop alone"))
    }
}
impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut AsyncPgConnection {
        self.conn.as_deref_mut().unwrap_or_else(|| unreachable!("it is given back by drop alone"))
    }
}
impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take().filter(|_| self.in_transaction || ABANDONING.get()) {
            drop(Object::take(conn));
        }
    }
}

/// How to connect: as the text says, with settings of the session, and so that a server which is gone is noticed
/// within half a minute even where no packet comes back.
///
/// # Errors
/// When the text is no connection text.
pub fn connecting(url: &str, settings: &str) -> Result<tokio_postgres::Config> {
    let mut config: tokio_postgres::Config = url.parse().map_err(Error::internal)?;
    let options = [config.get_options().unwrap_or_default(), settings].join(" ");
    config.options(options.trim());
    config.keepalives_idle(Duration::from_secs(15));
    config.keepalives_interval(Duration::from_secs(5));
    config.keepalives_retries(3);
    config.tcp_user_timeout(Duration::from_secs(20));
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(3));
    }
    Ok(config)
}

pub(super) async fn connect(config: tokio_postgres::Config) -> diesel::ConnectionResult<AsyncPgConnection> {
    let (client, connection) = config
        .connect(tokio_postgres::NoTls)
        .await
        .map_err(|e| diesel::ConnectionError::BadConnection(e.to_string()))?;
    AsyncPgConnection::try_from_client_and_connection(client, connection).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_reach_the_server_in_both_forms_of_a_connection_text_beside_those_that_it_has() {
        for (url, options) in [
            ("postgres://u@h/db", "-c a=b"),
            ("postgres://u@h/db?sslmode=disable", "-c a=b"),
            ("host=/tmp user=u dbname=db", "-c a=b"),
            ("host=/tmp user=u options='-c c=d'", "-c c=d -c a=b"),
        ] {
            assert_eq!(connecting(url, "-c a=b").unwrap().get_options(), Some(options), "{url}");
        }
        assert!(connecting("nonsense", "").is_err());
    }
}
