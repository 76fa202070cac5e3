//! Who is the same human being as whom, and who the caller is as a person.

use crate::Result;
use crate::access::schema::users;
use crate::platform::auth::Scope;
use crate::platform::db::Reads;
use crate::platform::ids::{Actor, UserId};
use crate::register::tables::memberships;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

diesel::define_sql_function! {
    /// Whether one of the first accounts is the same human being as one of the second.
    #[sql_name = "logic.are_same_humans"]
    fn are_same_humans(ones: Array<SqlUuid>, others: Array<SqlUuid>) -> Bool;
}

/// Whether the caller is the same human being as one of those by whom something was done: the same account, or another one
/// of the same person; and where the caller has no right of her own, whether the one is for whom she acts. Every rule for
/// which two people are needed asks this, and no such rule compares accounts.
pub async fn is_same_human(
    db: &mut impl Reads,
    others: impl IntoIterator<Item = impl Into<Actor>>,
) -> Result<bool> {
    let others: Vec<Actor> = others.into_iter().map(Into::into).collect();
    if others.is_empty() {
        return Ok(false);
    }
    let caller: Vec<UserId> = db.scope().humans().collect();
    Ok(diesel::select(are_same_humans(caller, others)).get_result(db.conn()).await?)
}

/// The person who the caller is, if she has confirmed it, and is now a member of a club in which she may read what is her
/// own. All that she reads of herself is of this person, so the scope narrows it to her instead of to a place.
#[must_use]
pub fn own_person(scope: &Scope) -> memberships::BoxedQuery<'static, Pg, SqlUuid> {
    let herself = users::table
        .filter(users::id.eq(scope.user()))
        .filter(users::person_confirmed_at.is_not_null())
        .select(users::person_id.assume_not_null());
    memberships::table
        .filter(memberships::club_id.eq_any(scope.reach().clubs.clone()))
        .filter(memberships::ended_on.is_null())
        .filter(memberships::person_id.eq_any(herself))
        .select(memberships::person_id)
        .into_boxed()
}
