//! Which token version is each user's current one, without a look-up per request.
//!
//! The database tells every node (`NOTIFY users`) when a user's rights end; until then a node may trust
//! what it remembers. While it is not listening it trusts nothing and asks each time.
//!
//! What is remembered was read where rights are written: a replica may be behind, and what it says after it was
//! told would be remembered for ever.

use super::Scope;
use crate::Result;
use crate::platform::db::{Db, Reads};
use crate::platform::ids::UserId;
use crate::platform::schema::token_versions as v;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::future::poll_fn;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::RwLock;
use std::time::Duration;
use tokio::time::timeout;
use tokio_postgres::{AsyncMessage, NoTls};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(3);
/// How soon a lost one is sought again.
const AGAIN: Duration = Duration::from_millis(250);

/// The token versions that this node knows.
#[derive(Clone, Default)]
pub struct Versions(Arc<RwLock<Known>>);

#[derive(Default)]
struct Known {
    listening: bool,
    /// Counts what was told, so that an answer read before a telling is not remembered after it.
    told: u64,
    versions: HashMap<UserId, Option<i32>>,
}

impl Versions {
    /// The user's current token version; `None` for one who does not exist or is disabled.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn current(&self, db: &Db, scope: &Scope, user: UserId) -> Result<Option<i32>> {
        let told = {
            let known = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            match known.versions.get(&user) {
                Some(version) if known.listening => return Ok(*version),
                _ => known.listening.then_some(known.told),
            }
        };
        let Some(told) = told else { return read(&mut db.read(scope).await?, user).await };
        let version = db.transaction(scope, async |w| read(w, user).await).await?;
        let mut known = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if known.listening && known.told == told {
            known.versions.insert(user, version);
        }
        Ok(version)
    }

    fn change(&self, what: impl FnOnce(&mut Known)) {
        let mut known = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        known.told += 1;
        what(&mut known);
    }

    /// Listens to the database for ever, through lost connections, at whatever address its name has by then. A silent
    /// connection is noticed by a question each half second, so that a right revoked elsewhere is gone within a second
    /// here.
    pub async fn listen(self, url: String) {
        loop {
            let end = self.listen_once(&url).await;
            self.change(|known| {
                known.listening = false;
                known.versions.clear();
            });
            if let Err(e) = end {
                log::warn!("not hearing of revoked rights, asking the database each time: {e}");
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    async fn listen_once(&self, url: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let (client, mut connection) = timeout(CONNECT, tokio_postgres::connect(url, NoTls)).await??;
        let talk = async {
            timeout(CONNECT, client.batch_execute("LISTEN users")).await??;
            self.change(|known| known.listening = true);
            loop {
                tokio::time::sleep(Duration::from_millis(500)).await;
                timeout(Duration::from_millis(400), client.batch_execute("")).await??;
            }
        };
        let hear = async {
            while let Some(message) = poll_fn(|cx| connection.poll_message(cx)).await {
                if let AsyncMessage::Notification(told) = message?
                    && let Ok(user) = told.payload().parse()
                {
                    self.change(|known| {
                        known.versions.remove(&UserId(user));
                    });
                }
            }
            Ok(())
        };
        tokio::select! { end = talk => end, end = hear => end }
    }
}

async fn read(r: &mut impl Reads, user: UserId) -> Result<Option<i32>> {
    let version = v::table
        .find(user)
        .filter(v::disabled_at.is_null())
        .select(v::token_version)
        .first(r.conn())
        .await
        .optional()?;
    Ok(version)
}
