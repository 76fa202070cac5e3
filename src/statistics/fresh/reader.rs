//! Readers of figures.

use super::recount::freshen;
use crate::Result;
use crate::platform::auth::Scope;
use crate::platform::db::{Db, Reader, Reads};
use crate::platform::vault::Vault;
use crate::statistics::history;
use crate::statistics::indicators::model::Asked;
use diesel_async::AsyncPgConnection;
use std::ops::{Deref, DerefMut};

/// A reader that sees metric rows and kept sums of today.
pub struct Fresh<R>(R);

/// A [`Fresh`] reader for which the historical figures that will be asked of it are cached, or are being counted in the
/// background.
pub struct Kept<R>(Fresh<R>);

/// A transaction in which figures may be read.
pub struct Within<'w, R>(&'w mut R);

/// That figures are fresh, and that those which will be asked for are kept: proved before a transaction begins, for
/// rows are counted and kept in transactions of their own.
#[must_use]
pub struct Proof(());

impl Proof {
    /// Brings metric rows up to date, and has the figures kept that will be asked for.
    ///
    /// # Errors
    /// 503 while too many clubs of a day gone by are counted in the background.
    pub async fn of<'q>(db: &Db, scope: &Scope, asked: impl IntoIterator<Item = &'q Asked>) -> Result<Self> {
        freshen(db, scope).await?;
        for asked in asked {
            history::keep(db, scope, asked).await?;
        }
        Ok(Self(()))
    }
    /// A reader.
    ///
    /// # Errors
    /// 503 when no connection is free in time.
    pub async fn read<'s>(self, db: &Db, scope: &'s Scope) -> Result<Kept<Reader<'s>>> {
        Ok(Kept(Fresh(db.read(scope).await?)))
    }
    /// A transaction, for reading figures in it.
    pub const fn within<'w, R: Reads>(&self, db: &'w mut R) -> Kept<Within<'w, R>> {
        Kept(Fresh(Within(db)))
    }
}

impl<'s> Fresh<Reader<'s>> {
    /// Brings metric rows up to date and opens a reader.
    ///
    /// # Errors
    /// 503 when no connection is free in time.
    pub async fn read(db: &Db, scope: &'s Scope) -> Result<Self> {
        freshen(db, scope).await?;
        Ok(Self(db.read(scope).await?))
    }
    /// [`Fresh::read`], and has the historical figures cached that will be asked for.
    ///
    /// # Errors
    /// 503 while too many clubs of such a day are counted in the background.
    pub async fn read_for<'q>(
        db: &Db,
        scope: &'s Scope,
        asked: impl IntoIterator<Item = &'q Asked>,
    ) -> Result<Kept<Reader<'s>>> {
        Proof::of(db, scope, asked).await?.read(db, scope).await
    }
}

impl<R> Deref for Kept<R> {
    type Target = Fresh<R>;
    fn deref(&self) -> &Fresh<R> {
        &self.0
    }
}
impl<R> DerefMut for Kept<R> {
    fn deref_mut(&mut self) -> &mut Fresh<R> {
        &mut self.0
    }
}

impl<R: Reads> Reads for Within<'_, R> {
    fn scope(&self) -> &Scope {
        self.0.scope()
    }
    fn conn(&mut self) -> &mut AsyncPgConnection {
        self.0.conn()
    }
    fn vault(&self) -> &Vault {
        self.0.vault()
    }
}
impl<R: Reads> Reads for Fresh<R> {
    fn scope(&self) -> &Scope {
        self.0.scope()
    }
    fn conn(&mut self) -> &mut AsyncPgConnection {
        self.0.conn()
    }
    fn vault(&self) -> &Vault {
        self.0.vault()
    }
}
impl<R: Reads> Reads for Kept<R> {
    fn scope(&self) -> &Scope {
        self.0.scope()
    }
    fn conn(&mut self) -> &mut AsyncPgConnection {
        self.0.conn()
    }
    fn vault(&self) -> &Vault {
        self.0.vault()
    }
}
