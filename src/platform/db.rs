//! The only door to the database. It opens for a [`Scope`] and for nothing else.
//!
//! [`Db::read`] lends a connection that PostgreSQL itself holds to read-only. [`Db::write`] runs a closure
//! in a transaction and will not commit it without a word for the change log. [`Db::write_once`] does so at
//! most once for an `Idempotency-Key`.
//!
//! What does not compile is part of the interface. Nobody outside `auth` can make a scope:
//!
//! ```compile_fail,E0624
//! use lien_the_he::platform::auth::Scope;
//! let me = Scope::of(todo!(), todo!(), todo!(), std::iter::empty());
//! ```
//!
//! a write that leaves nothing in the change log is not a write:
//!
//! ```compile_fail,E0308
//! # use lien_the_he::{Result, platform::{auth::Scope, db::Db}};
//! async fn quiet(db: &Db, scope: &Scope) -> Result<()> {
//!     db.write(scope, async |_| Ok(())).await
//! }
//! ```
//!
//! and no mutator takes an id, nor can it be run outside a transaction:
//!
//! ```compile_fail,E0308
//! # use lien_the_he::{Result, platform::{db::Writer, ids::ClubId}, register::clubs::{model::*, store}};
//! async fn blind(w: &mut Writer<'_>, id: ClubId, patch: &ClubPatch) -> Result<Club> {
//!     store::update(w, &id, patch).await
//! }
//! ```
//!
//! ```compile_fail,E0308
//! # use lien_the_he::{Result, platform::db::{Held, Reader}, register::clubs::{model::*, store}};
//! async fn loose(r: &mut Reader<'_>, club: &Held<Club>, patch: &ClubPatch) -> Result<Club> {
//!     store::update(r, club, patch).await
//! }
//! ```

//!
//! Nor can a reply with a secret be kept under a key: it can be written as JSON, but not read back.
//!
//! ```compile_fail,E0277
//! # use lien_the_he::Result;
//! # use lien_the_he::platform::{auth::Scope, db::{Change, Db}, fields::FreshSecret, http::IdempotencyKey};
//! async fn kept(db: &Db, scope: &Scope, key: &IdempotencyKey) -> Result<FreshSecret> {
//!     db.write_once(scope, key, &(), async |_| Ok(Change::one(FreshSecret::random()?, todo!()))).await
//! }
//! ```

use crate::platform::auth::Scope;
use crate::platform::error::Code;
use crate::platform::http::{IdempotencyKey, IfMatch, Today, Versioned};
use crate::platform::ids::{ClubId, PersonId, UserId};
use crate::platform::log::{self, Audited, Event};
use crate::platform::schema::{idempotency_keys, personal_data_reads};
use crate::platform::vault::Vault;
use crate::{Error, Result};
use diesel::prelude::*;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, RunQueryDsl, TransactionManager};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
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

/// A connection on loan from its pool.
///
/// One that is dropped in the middle of something would go back with an answer still under way or a
/// transaction open: it is closed instead.
struct Lent {
    conn: Option<Object<AsyncPgConnection>>,
    in_transaction: bool,
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
    fn of(conn: Object<AsyncPgConnection>) -> Self {
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

/// A connection that cannot write.
pub struct Reader<'s> {
    conn: Lent,
    scope: &'s Scope,
    vault: Vault,
}

/// A connection inside a transaction.
pub struct Writer<'s> {
    conn: Lent,
    scope: &'s Scope,
    vault: Vault,
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
        self.scope
    }
    fn conn(&mut self) -> &mut AsyncPgConnection {
        &mut self.conn
    }
    fn vault(&self) -> &Vault {
        &self.vault
    }
}

impl Writer<'_> {
    /// The clubs that this transaction has locked.
    pub(crate) fn clubs(&self) -> &BTreeSet<ClubId> {
        &self.clubs
    }
    /// Notes clubs that have just been locked, which only the clubs' store does.
    ///
    /// # Errors
    /// 500 when others were locked before: whoever locks one club after another may wait for somebody who waits for
    /// her, so all that a transaction touches are locked at once.
    pub(crate) fn note_locked(&mut self, clubs: &[ClubId]) -> Result<()> {
        if self.clubs.is_empty() {
            self.clubs.extend(clubs);
        }
        if clubs.iter().all(|club| self.clubs.contains(club)) {
            return Ok(());
        }
        Err(Error::internal("clubs were locked one after another instead of all at once"))
    }
    /// Forgets the keys of requests that were made before then, and what they were answered.
    pub(crate) async fn forget_replies(&mut self, before: chrono::DateTime<chrono::Utc>) -> Result<usize> {
        let old = idempotency_keys::table.filter(idempotency_keys::created_at.lt(before));
        Ok(diesel::delete(old).execute(self.conn()).await?)
    }
}

/// A row read through the caller's scope that nobody else changes until the transaction ends: the row itself is locked,
/// or the club that it belongs to. Mutators take one of these; ids do not reach them.
#[derive(Debug)]
pub struct Held<T>(T);

impl<T> Held<T> {
    /// Only stores hold rows.
    pub(crate) fn new(row: T) -> Self {
        Self(row)
    }
    /// The same row, as it is after a change in this transaction.
    pub(crate) fn renew(&mut self, row: T) {
        self.0 = row;
    }
}
impl<T: Versioned> Held<T> {
    /// The same row, if it is still as the caller read it.
    ///
    /// # Errors
    /// 412 when it has changed.
    pub fn if_matches(self, etag: IfMatch) -> Result<Self> {
        etag.check(&self.0)?;
        Ok(self)
    }
}
impl<T> Deref for Held<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// What a write must return: its result, and what the change log will say of it.
pub struct Change<T> {
    value: T,
    events: Vec<Event>,
}

impl<T: Audited> Change<T> {
    /// Something now exists.
    pub fn created(value: T) -> Self {
        Self { events: vec![Event::created(&value)], value }
    }
    /// Something is different.
    pub fn updated(before: &Held<T>, value: T) -> Self {
        Self { events: vec![Event::changed("updated", &**before, &value)], value }
    }
    /// Something is different for a reason that has a name.
    pub fn done(action: &'static str, before: &Held<T>, value: T) -> Self {
        Self { events: vec![Event::changed(action, &**before, &value)], value }
    }
}

impl<T> Change<T> {
    /// One thing changed, of which the value is the caller's view.
    pub fn one(value: T, event: Event) -> Self {
        Self { value, events: vec![event] }
    }
    /// Several things changed, one at least, of which the value is the caller's view.
    pub fn several(value: T, first: Event, rest: impl IntoIterator<Item = Event>) -> Self {
        Self { value, events: std::iter::once(first).chain(rest).collect() }
    }
    /// Nothing changed that is logged, for the reason said. A test names the files that may say so.
    pub fn nothing(value: T, _reason: &'static str) -> Self {
        Self { value, events: vec![] }
    }
    /// The same change with another view of it.
    pub fn map<U>(self, view: impl FnOnce(T) -> U) -> Change<U> {
        Change { value: view(self.value), events: self.events }
    }
    /// The same change and one more thing that it changed.
    #[must_use]
    pub fn and(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }
    /// The same change and all else that it changed.
    #[must_use]
    pub fn and_all(mut self, events: impl IntoIterator<Item = Event>) -> Self {
        self.events.extend(events);
        self
    }
}

/// What a logged read must return: its result, and whose personal data of which tier it shows.
pub struct Seen<T> {
    /// The reply.
    pub value: T,
    /// Whose data.
    pub person: PersonId,
    /// Through which club.
    pub club: ClubId,
    /// 3 sensitive, 4 identifiers.
    pub tier: i16,
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

    /// A connection for reading.
    ///
    /// # Errors
    /// 503 when none is free in time.
    pub async fn read<'s>(&self, scope: &'s Scope) -> Result<Reader<'s>> {
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
        scope: &'s Scope,
        work: impl AsyncFnOnce(&mut Writer<'s>) -> Result<Change<T>>,
    ) -> Result<T> {
        self.transaction(scope, async |w: &mut Writer<'s>| {
            let change = work(w).await?;
            log_changes(w, change).await
        })
        .await
    }

    /// [`Db::write`], at most once per key: a repeat gets the first reply, another request under the same
    /// key is refused. Key, effect, change log and reply commit together or not at all.
    ///
    /// # Errors
    /// What `work` refuses; 422 for a key that was used for another request.
    pub async fn write_once<'s, T: Serialize + DeserializeOwned>(
        &self,
        scope: &'s Scope,
        key: &IdempotencyKey,
        body: &impl Serialize,
        work: impl AsyncFnOnce(&mut Writer<'s>) -> Result<Change<T>>,
    ) -> Result<T> {
        let claim = self.claim_of(scope, key, body)?;
        self.transaction(scope, async |w: &mut Writer<'s>| {
            if let Some(reply) = claim.kept(w).await? {
                return serde_json::from_slice(&reply).map_err(Error::internal);
            }
            let change = work(w).await?;
            let value = log_changes(w, change).await?;
            claim.keep(w, &value).await?;
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
        scope: &'s Scope,
        key: &IdempotencyKey,
        body: &impl Serialize,
        work: impl AsyncFnOnce(&mut Writer<'s>) -> Result<Change<T>>,
    ) -> Result<T> {
        let claim = self.claim_of(scope, key, body)?;
        self.transaction(scope, async |w: &mut Writer<'s>| {
            if let Some(id) = claim.kept(w).await? {
                let id: Option<Uuid> = serde_json::from_slice(&id).ok().flatten();
                return Err(Error::from(Code::AlreadyDone).with("id", id));
            }
            let change = work(w).await?;
            claim.keep(w, &change.events.as_slice().first().map(Event::about)).await?;
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

    /// Shows personal data of tier 3 or 4, and records who saw them.
    ///
    /// # Errors
    /// What `work` refuses; without the record nothing is shown.
    pub async fn show<'s, T>(
        &self,
        scope: &'s Scope,
        work: impl AsyncFnOnce(&mut Writer<'s>) -> Result<Seen<T>>,
    ) -> Result<T> {
        use personal_data_reads as r;
        self.transaction(scope, async |w: &mut Writer<'s>| {
            let seen = work(w).await?;
            let record = (
                r::user_id.eq(scope.user()),
                r::request_id.eq(scope.request()),
                r::person_id.eq(seen.person),
                r::club_id.eq(seen.club),
                r::tier.eq(seen.tier),
            );
            diesel::insert_into(r::table).values(record).execute(w.conn()).await?;
            Ok(seen.value)
        })
        .await
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
        let conn = Lent::of(self.writes.get().await?);
        let mut w = Writer { conn, scope, vault: self.vault.clone(), clubs: BTreeSet::new() };
        w.conn.in_transaction = true;
        Tx::begin_transaction(&mut *w.conn).await?;
        let outcome = work(&mut w).await;
        match &outcome {
            Ok(_) => Tx::commit_transaction(&mut *w.conn).await?,
            // where even that fails, the reason why is the first failure, and the connection is closed
            Err(_) => drop(Tx::rollback_transaction(&mut *w.conn).await),
        }
        w.conn.in_transaction = Tx::is_broken_transaction_manager(&mut *w.conn);
        outcome
    }
}

/// A request that is to happen once: whose, under which key, and what it says.
struct Claim<'k> {
    user: UserId,
    key: &'k str,
    fingerprint: Vec<u8>,
    context: String,
}

impl Claim<'_> {
    /// What was kept under the key when it happened; nothing if it happens now. Waits while a twin is in flight.
    async fn kept(&self, w: &mut Writer<'_>) -> Result<Option<Vec<u8>>> {
        use idempotency_keys as k;
        let claimed = diesel::insert_into(k::table)
            .values((k::user_id.eq(self.user), k::key.eq(self.key), k::fingerprint.eq(&self.fingerprint)))
            .on_conflict_do_nothing()
            .execute(w.conn())
            .await?;
        if claimed > 0 {
            return Ok(None);
        }
        let row = k::table.filter(k::user_id.eq(self.user)).filter(k::key.eq(self.key));
        let (seen, reply): (Vec<u8>, Option<Vec<u8>>) =
            row.select((k::fingerprint, k::reply)).first(w.conn()).await?;
        if seen != self.fingerprint {
            return Err(Code::IdempotencyKeyReused.into());
        }
        let reply = w.vault.decrypt(self.context.as_bytes(), &reply.unwrap_or_default());
        reply.map(Some).map_err(Error::internal)
    }
    /// Keeps what a repeat is answered by, encrypted.
    async fn keep(&self, w: &mut Writer<'_>, what: &impl Serialize) -> Result<()> {
        use idempotency_keys as k;
        let reply = serde_json::to_vec(what).map_err(Error::internal)?;
        let reply = w.vault.encrypt(self.context.as_bytes(), &reply).map_err(Error::internal)?;
        let row = k::table.filter(k::user_id.eq(self.user)).filter(k::key.eq(self.key));
        diesel::update(row).set(k::reply.eq(reply)).execute(w.conn()).await?;
        Ok(())
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

async fn connect(config: tokio_postgres::Config) -> diesel::ConnectionResult<AsyncPgConnection> {
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
