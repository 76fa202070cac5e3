//! The only door to the database. It opens for a [`Scope`] and for nothing else.
//!
//! [`Db::read`] lends a connection that PostgreSQL itself holds to read-only, for data up to tier 2. What is of tier 3
//! or 4 is shown by [`Db::show`] and [`Db::show_many`], which tell the access log. [`Db::write`] runs a closure
//! in a transaction and will not commit it without a word for the change log. [`Db::write_once`] does so at
//! most once for an `Idempotency-Key`. [`Db::preview`] shows what would come of one, and writes nothing.
//!
//! What does not compile is part of the interface. Nobody outside `auth` can make a scope:
//!
//! ```compile_fail,E0624
//! use platform::auth::Scope;
//! let me = Scope::of(todo!(), todo!(), todo!(), std::iter::empty());
//! ```
//!
//! and a write that leaves nothing in the change log is not a write:
//!
//! ```compile_fail,E0308
//! # use platform::{Result, auth::Scope, db::Db};
//! async fn quiet(db: &Db, scope: &Scope) -> Result<()> {
//!     db.write(scope, async |_| Ok(())).await
//! }
//! ```
//!
//! Nor can a reply with a secret be kept under a key: it can be written as JSON, but not read back.
//!
//! ```compile_fail,E0277
//! # use platform::Result;
//! # use platform::{auth::Scope, db::{Change, Db}, fields::FreshSecret, http::IdempotencyKey};
//! async fn kept(db: &Db, scope: &Scope, key: &IdempotencyKey) -> Result<FreshSecret> {
//!     db.write_once(scope, key, &(), async |_| Ok(Change::one(FreshSecret::random()?, todo!()))).await
//! }
//! ```
//!
//! And loans are of tier 3: who may read them reads nothing that the access log is not told of,
//!
//! ```compile_fail,E0308
//! # use platform::{Result, auth::{Allowed, can}, db::Db};
//! async fn unseen(db: &Db, caller: &Allowed<can::ReadLoans>) -> Result<()> {
//!     db.read(caller).await.map(drop)
//! }
//! ```
//!
//! not even with a reply that does not say what it shows,
//!
//! ```compile_fail,E0277
//! # use platform::{Result, auth::{Allowed, can}, db::Db};
//! async fn untold(db: &Db, caller: &Allowed<can::ReadLoans>) -> Result<()> {
//!     db.show_many(caller, async |_| Ok(())).await
//! }
//! ```

mod change;
mod connection;
mod held;
mod repeats;

pub use change::{Change, Seen};
pub use connection::{abandon, connecting};
pub use held::Held;

use crate::platform::auth::authority::Authority;
use crate::platform::auth::{Scope, SensitiveScope};
use crate::platform::error::Code;
use crate::platform::http::{IdempotencyKey, Today};
use crate::platform::ids::ClubId;
use crate::platform::log::{self, Event};
use crate::platform::looks::{self, Looks, Shown};
use crate::platform::schema::personal_data_reads;
use crate::platform::vault::Vault;
use crate::{Error, Result};
use change::Whose;
use connection::{Lent, connect};
use diesel::prelude::*;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, RunQueryDsl, TransactionManager};
use repeats::Claim;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::time::Duration;
use uuid::Uuid;

type Tx = AnsiTransactionManager;

/// By this name the database knows whose connections these are.
const APPLICATION: &str = "lien_the_he";

/// The pools of one worker. A connection's driver lives on the worker that opened it, so each worker has
/// its own.
#[derive(Clone)]
pub struct Db {
    reads: Pool<AsyncPgConnection>,
    writes: Pool<AsyncPgConnection>,
    vault: Vault,
}

/// Anything through which a store may read: a [`Reader`], or a [`Writer`] inside its transaction.
pub trait Reads {
    /// Scope of the request: who asks, and how far it reaches.
    fn scope(&self) -> &Scope;
    /// The connection.
    fn conn(&mut self) -> &mut AsyncPgConnection;
    /// The keys of what is encrypted.
    fn vault(&self) -> &Vault;
}

/// A connection that cannot write.
pub struct Reader<'s> {
    conn: Lent,
    scope: &'s Scope,
    vault: Vault,
}

/// A connection inside a transaction.
pub struct Writer<'s> {
    reader: Reader<'s>,
    clubs: BTreeSet<ClubId>,
}

impl Reads for Reader<'_> {
    fn scope(&self) -> &Scope {
        self.scope
    }
    fn conn(&mut self) -> &mut AsyncPgConnection {
        &mut self.conn
    }
    fn vault(&self) -> &Vault {
        &self.vault
    }
}
impl Reads for Writer<'_> {
    fn scope(&self) -> &Scope {
        self.reader.scope()
    }
    fn conn(&mut self) -> &mut AsyncPgConnection {
        self.reader.conn()
    }
    fn vault(&self) -> &Vault {
        self.reader.vault()
    }
}

impl Writer<'_> {
    /// The clubs that this transaction has locked.
    pub fn clubs(&self) -> &BTreeSet<ClubId> {
        &self.clubs
    }
    /// Notes clubs that have just been locked, which only the clubs' store does.
    ///
    /// # Errors
    /// 500 when others were locked before: whoever locks one club after another may wait for somebody who waits for
    /// her, so all that a transaction touches are locked at once.
    pub fn note_locked(&mut self, clubs: &[ClubId]) -> Result<()> {
        if self.clubs.is_empty() {
            self.clubs.extend(clubs);
        }
        if clubs.iter().all(|club| self.clubs.contains(club)) {
            return Ok(());
        }
        Err(Error::internal("clubs were locked one after another instead of all at once"))
    }
    /// Tells the access log of a reply that shows more than was written, such as one that says why nothing was.
    ///
    /// # Errors
    /// When that fails: nothing is then shown.
    pub async fn record_look(&mut self, shown: &impl Shown) -> Result<()> {
        let Reader { conn, scope, .. } = &mut self.reader;
        looks::record(conn, scope, &Looks::of(shown)).await
    }
    /// Runs a part of the work so that a refusal takes back this part alone, and the rest may go on: a savepoint.
    ///
    /// # Errors
    /// What `work` refuses; what it wrote is then taken back.
    pub async fn attempt<T>(&mut self, work: impl AsyncFnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let locked = self.clubs.clone();
        Tx::begin_transaction(self.conn()).await?;
        match work(self).await {
            Ok(done) => {
                Tx::commit_transaction(self.conn()).await?;
                Ok(done)
            }
            Err(refusal) => {
                Tx::rollback_transaction(self.conn()).await?;
                self.clubs = locked; // a lock goes with the savepoint behind which it was taken
                Err(refusal)
            }
        }
    }
    /// Runs a part of the work to see what comes of it, and takes back all that it wrote.
    ///
    /// # Errors
    /// What `work` refuses.
    pub async fn try_out<T>(&mut self, work: impl AsyncFnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let locked = self.clubs.clone();
        Tx::begin_transaction(self.conn()).await?;
        let outcome = work(self).await;
        Tx::rollback_transaction(self.conn()).await?;
        self.clubs = locked;
        outcome
    }
}

impl Db {
    /// Two pools of `size` connections: one that PostgreSQL holds to reading, one for transactions. What the database
    /// does by itself on them it does on the same day as the service. Nothing is opened yet.
    ///
    /// # Errors
    /// When the pool cannot be built.
    pub fn new(write_url: &str, read_url: &str, size: usize, vault: Vault, today: Today) -> Result<Self> {
        let clock = today.stopped().map_or_else(String::new, |day| format!(" -c lien_the_he.today={day}"));
        let settings = format!(
            "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=10000 \
             -c timezone=UTC -c jit=off -c work_mem=16MB -c random_page_cost=1.1 \
             -c application_name={APPLICATION}{clock}"
        );
        let read_only = format!("{settings} -c default_transaction_read_only=on");
        let pool = |url: &str, settings: &str| {
            let database = connecting(url, settings)?;
            let mut config = ManagerConfig::default();
            config.recycling_method = RecyclingMethod::Fast;
            config.custom_setup = Box::new(move |_| Box::pin(connect(database.clone())));
            Pool::builder(AsyncDieselConnectionManager::new_with_config(url, config))
                .max_size(size)
                .wait_timeout(Some(Duration::from_secs(3)))
                .create_timeout(Some(Duration::from_secs(3)))
                .runtime(deadpool::Runtime::Tokio1)
                .build()
                .map_err(Error::internal)
        };
        Ok(Self { reads: pool(read_url, &read_only)?, writes: pool(write_url, &settings)?, vault })
    }

    /// A connection for reading what is of tier 2 at most.
    ///
    /// # Errors
    /// 503 when none is free in time.
    pub async fn read<'s>(&self, scope: &'s Scope) -> Result<Reader<'s>> {
        if scope.sensitive_tier().is_some() {
            // only from within a transaction could such a scope be had
            return Err(Error::internal("personal data of tier 3 or 4 are shown, not read"));
        }
        Ok(Reader { conn: Lent::of(self.reads.get().await?), scope, vault: self.vault.clone() })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// 503 when it does not.
    pub async fn ping(&self, scope: &Scope) -> Result<()> {
        let mut reader = self.read(scope).await?;
        let one = diesel::select(1.into_sql::<diesel::sql_types::Integer>());
        one.get_result::<i32>(reader.conn()).await?;
        Ok(())
    }

    /// Runs `work` in a transaction that also writes the change log.
    ///
    /// # Errors
    /// What `work` refuses; nothing is then written.
    pub async fn write<'s, T>(
        &self,
        scope: &'s impl Authority,
        work: impl AsyncFnOnce(&mut Writer<'s>) -> Result<Change<T>>,
    ) -> Result<T> {
        self.transaction(scope.scope(), async |w: &mut Writer<'s>| {
            let change = work(w).await?;
            log_changes(w, change).await
        })
        .await
    }

    /// [`Db::write`], at most once per key: a repeat gets the first reply, another request under the same
    /// key is refused. Key, effect, change log and reply commit together or not at all.
    ///
    /// The reply is kept with the places of its events that lay in reach, and given again while all of them still do:
    /// whoever has lost an assignment, or whose club lies elsewhere by now, is told nothing of it any more.
    ///
    /// # Errors
    /// What `work` refuses; 422 for a key that was used for another request; 404 for a repeat out of reach.
    pub async fn write_once<'s, T: Serialize + DeserializeOwned>(
        &self,
        scope: &'s impl Authority,
        key: &IdempotencyKey,
        body: &impl Serialize,
        work: impl AsyncFnOnce(&mut Writer<'s>) -> Result<Change<T>>,
    ) -> Result<T> {
        self.write_once_if_seen(scope, key, body, async |_| Ok(()), work).await
    }

    /// [`Db::write_once`], of something that a caller may see less of than of its place, such as a volunteer of the cases
    /// of her club: a repeat gets the first reply if it is still `seen`.
    ///
    /// # Errors
    /// Those of [`Db::write_once`]; of a repeat, what `seen` refuses.
    pub async fn write_once_if_seen<'s, T: Serialize + DeserializeOwned>(
        &self,
        scope: &'s impl Authority,
        key: &IdempotencyKey,
        body: &impl Serialize,
        seen: impl AsyncFnOnce(&mut Writer<'s>) -> Result<()>,
        work: impl AsyncFnOnce(&mut Writer<'s>) -> Result<Change<T>>,
    ) -> Result<T> {
        let scope = scope.scope();
        let claim = self.claim_of(scope, key, body)?;
        self.transaction(scope, async |w: &mut Writer<'s>| {
            if let Some(reply) = claim.kept(w).await? {
                seen(w).await?;
                return serde_json::from_slice(&reply).map_err(Error::internal);
            }
            let change = work(w).await?;
            let touched = change.touched();
            let value = log_changes(w, change).await?;
            claim.keep(w, &value, touched).await?;
            Ok(value)
        })
        .await
    }

    /// [`Db::write_once`] for a reply that shows a secret: it is kept nowhere, not even encrypted. A repeat is told that it
    /// was done, and to what (`id`, the first thing that the change log names); whoever lost the reply has a new secret
    /// made.
    ///
    /// # Errors
    /// What `work` refuses; 409 for a repeat; 422 for a key that was used for another request.
    pub async fn write_secret_once<'s, T>(
        &self,
        scope: &'s impl Authority,
        key: &IdempotencyKey,
        body: &impl Serialize,
        work: impl AsyncFnOnce(&mut Writer<'s>) -> Result<Change<T>>,
    ) -> Result<T> {
        let scope = scope.scope();
        let claim = self.claim_of(scope, key, body)?;
        self.transaction(scope, async |w: &mut Writer<'s>| {
            if let Some(id) = claim.kept(w).await? {
                let id: Option<Uuid> = serde_json::from_slice(&id).ok().flatten();
                return Err(Error::from(Code::AlreadyDone).with("id", id));
            }
            let change = work(w).await?;
            claim.keep(w, &change.events.as_slice().first().map(Event::about), change.touched()).await?;
            log_changes(w, change).await
        })
        .await
    }

    fn claim_of<'k>(
        &self,
        scope: &Scope,
        key: &'k IdempotencyKey,
        body: &impl Serialize,
    ) -> Result<Claim<'k>> {
        let request = serde_json::to_string(&(key.target(), body)).map_err(Error::internal)?;
        let fingerprint = self.vault.lookup("request", &request).to_vec();
        let context = format!("idempotency {} {}", scope.user(), key.key());
        Ok(Claim { user: scope.user(), key: key.key(), fingerprint, context })
    }

    /// Shows personal data of tier 3 or 4 of one person, and records who saw them.
    ///
    /// # Errors
    /// What `work` refuses; without the record nothing is shown.
    pub async fn show<'s, T>(
        &self,
        scope: &'s SensitiveScope,
        work: impl AsyncFnOnce(&mut Reader<'s>) -> Result<Seen<T>>,
    ) -> Result<T> {
        use personal_data_reads as r;
        let scope = scope.inner();
        self.transaction(scope, async |w: &mut Writer<'s>| {
            let Seen { value, whose } = work(&mut w.reader).await?;
            match whose {
                Whose::Person(person, club) => {
                    let record = (
                        r::user_id.eq(scope.user()),
                        r::request_id.eq(scope.request()),
                        r::person_id.eq(person),
                        r::club_id.eq(club),
                        r::tier.eq(looks::tier_of(scope)?),
                    );
                    diesel::insert_into(r::table).values(record).execute(w.conn()).await?;
                }
                Whose::Nobody(kind) => {
                    let mut looks = Looks::default();
                    looks.nobody(kind);
                    looks::record(w.conn(), scope, &looks).await?;
                }
            }
            Ok(value)
        })
        .await
    }

    /// Shows personal data of tier 3 or 4 of many, and records who saw how much of which clubs: the reply tells.
    ///
    /// # Errors
    /// What `work` refuses; without the record nothing is shown.
    pub async fn show_many<'s, T: Shown>(
        &self,
        scope: &'s SensitiveScope,
        work: impl AsyncFnOnce(&mut Reader<'s>) -> Result<T>,
    ) -> Result<T> {
        let scope = scope.inner();
        self.transaction(scope, async |w: &mut Writer<'s>| {
            let shown = work(&mut w.reader).await?;
            looks::record(w.conn(), scope, &Looks::of(&shown)).await?;
            Ok(shown)
        })
        .await
    }

    /// Shows what would come of a write that concerns personal data of tier 3 or 4, and records who saw it: all that
    /// `work` writes is taken back.
    ///
    /// # Errors
    /// What `work` refuses; without the record nothing is shown.
    pub async fn preview<'s, T: Shown>(
        &self,
        scope: &'s SensitiveScope,
        work: impl AsyncFnOnce(&mut Writer<'s>) -> Result<T>,
    ) -> Result<T> {
        let scope = scope.inner();
        let shown = self.run(scope, work, false).await?;
        let looks = Looks::of(&shown);
        self.transaction(scope, async |w: &mut Writer<'s>| looks::record(w.conn(), scope, &looks).await)
            .await?;
        Ok(shown)
    }

    /// Runs `work` in a transaction that leaves nothing in the change log: only for what is no business
    /// data, such as sign-ins. A test names the modules that may say this.
    ///
    /// # Errors
    /// What `work` refuses; nothing is then written.
    pub async fn transaction<'s, T>(
        &self,
        scope: &'s Scope,
        work: impl AsyncFnOnce(&mut Writer<'s>) -> Result<T>,
    ) -> Result<T> {
        self.run(scope, work, true).await
    }

    /// Runs `work` in a transaction, and keeps what it wrote if it is to be kept.
    async fn run<'s, T>(
        &self,
        scope: &'s Scope,
        work: impl AsyncFnOnce(&mut Writer<'s>) -> Result<T>,
        keep: bool,
    ) -> Result<T> {
        let conn = Lent::of(self.writes.get().await?);
        let reader = Reader { conn, scope, vault: self.vault.clone() };
        let mut w = Writer { reader, clubs: BTreeSet::new() };
        w.reader.conn.in_transaction = true;
        Tx::begin_transaction(w.conn()).await?;
        let outcome = work(&mut w).await;
        match &outcome {
            Ok(_) if keep => Tx::commit_transaction(w.conn()).await?,
            Ok(_) => Tx::rollback_transaction(w.conn()).await?,
            // where even that fails, the reason why is the first failure, and the connection is closed
            Err(_) => drop(Tx::rollback_transaction(w.conn()).await),
        }
        w.reader.conn.in_transaction = Tx::is_broken_transaction_manager(w.conn());
        outcome
    }
}

async fn log_changes<T>(w: &mut Writer<'_>, change: Change<T>) -> Result<T> {
    let (actor, acting_for) = (w.scope().user(), w.scope().acting_for());
    let (request, today) = (w.scope().request(), w.scope().today());
    let events: Vec<Event> =
        change.events.into_iter().map(|event| event.signed(actor, acting_for, request)).collect();
    log::append(w.conn(), today, &events).await?;
    Ok(change.value)
}
