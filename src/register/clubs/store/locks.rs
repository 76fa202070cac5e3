//! The lock of a club, which every write to its rows takes first.

use crate::platform::db::{Reads, Writer};
use crate::platform::error::Code;
use crate::platform::ids::ClubId;
use crate::register::schema::clubs;
use crate::{Error, Result};
use diesel::expression::{AppearsOnTable, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

/// Locks all clubs that a transaction touches at once, in reach or not, in the order of their ids.
pub async fn lock(w: &mut Writer<'_>, which: &[ClubId]) -> Result<()> {
    if which.iter().all(|club| w.clubs().contains(club)) {
        return Ok(());
    }
    let rows = clubs::table.filter(clubs::id.eq_any(which)).order(clubs::id).select(clubs::id);
    let locked: Vec<ClubId> = rows.for_no_key_update().load(w.conn()).await?;
    w.note_locked(&locked)
}

/// Locks the club of a row, which is read afterwards: `rows` are the ids of the clubs of those that the caller can see.
///
/// # Errors
/// 404 when there is no such row, or one of another club than those that are locked already.
pub async fn lock_of<Q>(w: &mut Writer<'_>, rows: Q) -> Result<ClubId>
where
    Q: QueryFragment<Pg> + Send + 'static,
{
    let of = clubs::table.filter(OneOf(rows)).select(clubs::id);
    if w.clubs().is_empty() {
        let club = of.for_no_key_update().first(w.conn()).await?;
        w.note_locked(&[club])?;
        return Ok(club);
    }
    let club = of.first(w.conn()).await?;
    if w.clubs().contains(&club) { Ok(club) } else { Err(Code::NotFound.into()) }
}

/// That all of these clubs are locked: those that somebody has brought into it between the question, which they are, and
/// the lock, are not.
///
/// # Errors
/// 503, to be asked again.
pub fn still_locked<'c>(w: &Writer<'_>, which: impl IntoIterator<Item = &'c ClubId>) -> Result<()> {
    if which.into_iter().all(|club| w.clubs().contains(club)) {
        return Ok(());
    }
    Err(Error::from(Code::Unavailable).retry_after(1))
}

/// True of the clubs whose ids a query finds.
struct OneOf<Q>(Q);

impl<Q> Expression for OneOf<Q> {
    type SqlType = Bool;
}
impl<Q> AppearsOnTable<clubs::table> for OneOf<Q> {}
impl<Q, G> ValidGrouping<G> for OneOf<Q> {
    type IsAggregate = is_aggregate::Never;
}
impl<Q> QueryId for OneOf<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for OneOf<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("clubs.id in (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
