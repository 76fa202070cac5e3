//! Requests that happen once: what is kept under an `Idempotency-Key`, and to whom it is given again.

use super::{Reads, Writer};
use crate::platform::error::Code;
use crate::platform::ids::UserId;
use crate::platform::schema::idempotency_keys;
use crate::{Error, Result};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A request that is to happen once: whose, under which key, and what it says.
pub(super) struct Claim<'k> {
    pub(super) user: UserId,
    pub(super) key: &'k str,
    pub(super) fingerprint: Vec<u8>,
    pub(super) context: String,
}

impl Claim<'_> {
    /// What was kept under the key when it happened; nothing if it happens now. Waits while a twin is in flight.
    pub(super) async fn kept(&self, w: &mut Writer<'_>) -> Result<Option<Vec<u8>>> {
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
        let (first, reply, places): (Vec<u8>, Option<Vec<u8>>, Option<Vec<Uuid>>) =
            row.select((k::fingerprint, k::reply, k::places)).first(w.conn()).await?;
        if first != self.fingerprint {
            return Err(Code::IdempotencyKeyReused.into());
        }
        still_reached(w, &places.unwrap_or_default()).await?;
        let reply = w.vault().decrypt(self.context.as_bytes(), &reply.unwrap_or_default());
        reply.map(Some).map_err(Error::internal)
    }
    /// Keeps what a repeat is answered by, encrypted, and where it is: the places that were touched.
    pub(super) async fn keep(
        &self,
        w: &mut Writer<'_>,
        what: &impl Serialize,
        touched: BTreeSet<Uuid>,
    ) -> Result<()> {
        use idempotency_keys as k;
        let reply = serde_json::to_vec(what).map_err(Error::internal)?;
        let reply = w.vault().encrypt(self.context.as_bytes(), &reply).map_err(Error::internal)?;
        let row = k::table.filter(k::user_id.eq(self.user)).filter(k::key.eq(self.key));
        let (touched, reach): (Vec<Uuid>, _) = (touched.into_iter().collect(), w.scope().reach());
        let (units, clubs) = (reach.units(), reach.clubs.clone());
        let places = places_of_reply(touched, reach.nation, units, clubs, w.scope().today()).nullable();
        diesel::update(row).set((k::reply.eq(reply), k::places.eq(places))).execute(w.conn()).await?;
        Ok(())
    }
}

impl Writer<'_> {
    /// Forgets the keys of requests that were made before then, and what they were answered.
    pub async fn forget_replies(&mut self, before: chrono::DateTime<chrono::Utc>) -> Result<usize> {
        let old = idempotency_keys::table.filter(idempotency_keys::created_at.lt(before));
        Ok(diesel::delete(old).execute(self.conn()).await?)
    }
}

diesel::define_sql_function! {
    /// Which of some places lie within a reach.
    #[sql_name = "logic.places_in_reach"]
    fn places_in_reach(
        places: Array<SqlUuid>, nation: Bool, units: Array<SqlUuid>, clubs: Array<SqlUuid>, on_day: Date,
    ) -> Array<SqlUuid>;
}
diesel::define_sql_function! {
    /// Which places must lie within a reach for a reply to be given again.
    #[sql_name = "logic.places_of_reply"]
    fn places_of_reply(
        places: Array<SqlUuid>, nation: Bool, units: Array<SqlUuid>, clubs: Array<SqlUuid>, on_day: Date,
    ) -> Array<SqlUuid>;
}

/// That all of these places lie in the caller's reach.
///
/// # Errors
/// 404 when one does not, as for whatever lies out of reach.
async fn still_reached(w: &mut Writer<'_>, places: &[Uuid]) -> Result<()> {
    let (reach, today) = (w.scope().reach(), w.scope().today());
    let within = places_in_reach(places, reach.nation, reach.units(), reach.clubs.clone(), today);
    let within: Vec<Uuid> = diesel::select(within).get_result(w.conn()).await?;
    if within.len() == places.len() { Ok(()) } else { Err(Code::NotFound.into()) }
}
