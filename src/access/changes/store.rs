//! The change log in the database.

use super::model::{BatchQuery, DataReadBatch, LoggedChange, PersonalDataRead, ReadQuery};
use crate::Result;
use crate::access::schema::users as accounts;
use crate::access::users;
use crate::platform::db::Reads;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, PersonId};
use crate::platform::tables::{changes as log, data_read_batches as batches, personal_data_reads as reads};
use crate::register::clubs;
use crate::register::tables::memberships;
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamp, Timestamptz};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// What happened to a club and all that belongs to it, newest first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<LoggedChange>> {
    let club = clubs::store::find(db, club).await?;
    let mut query =
        log::table.filter(log::club_id.eq(club.id)).select(LoggedChange::as_select()).into_boxed::<Pg>();
    if let Some(seek) = page.seek() {
        query = query.filter(log::seq.lt(seek.key.parse().unwrap_or(i64::MAX)));
    }
    let rows = query.order(log::seq.desc()).limit(page.limit + 1).load(db.conn()).await?;
    Ok(Page::cut(rows, page, |row: &LoggedChange| Seek { key: row.seq.to_string(), id: Uuid::nil() }))
}

/// Who read sensitive data or identifiers, newest first.
pub async fn list_reads(
    db: &mut impl Reads,
    query: &ReadQuery,
    page: &PageQuery,
) -> Result<Page<PersonalDataRead>> {
    let seen = clubs::store::visible(db.scope()).select(crate::register::tables::clubs::id);
    let mut rows = reads::table
        .filter(reads::club_id.eq_any(seen))
        .select(PersonalDataRead::as_select())
        .into_boxed::<Pg>();
    if let Some(member) = query.member_id {
        let person = memberships::table.filter(memberships::id.eq(member)).select(memberships::person_id);
        rows = rows.filter(reads::person_id.eq_any(person));
    }
    if let Some(user) = query.user_id {
        rows = rows.filter(reads::user_id.eq(user));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(reads::id.lt(seek.key.parse().unwrap_or(i64::MAX)));
    }
    let rows = rows.order(reads::id.desc()).limit(page.limit + 1).load(db.conn()).await?;
    Ok(Page::cut(rows, page, |row: &PersonalDataRead| Seek { key: row.id.to_string(), id: Uuid::nil() }))
}

diesel::define_sql_function! {
    /// A moment by the clocks of a place.
    fn timezone(zone: Text, at: Timestamptz) -> Timestamp;
}
diesel::define_sql_function! {
    /// The day of a clock.
    #[sql_name = "date"]
    fn day_of(clock: Timestamp) -> Date;
}

/// Who was shown lists, newest first. A look-up that found nobody is shown to those who see who asked.
pub async fn list_batches(
    db: &mut impl Reads,
    query: &BatchQuery,
    page: &PageQuery,
) -> Result<Page<DataReadBatch>> {
    let seen = clubs::store::visible(db.scope()).select(crate::register::tables::clubs::id);
    let asked_by = users::store::visible(db.scope()).select(accounts::id);
    let of_nobody = batches::club_id.is_null().and(batches::user_id.eq_any(asked_by));
    let mut rows = batches::table
        .filter(batches::club_id.assume_not_null().eq_any(seen).or(of_nobody))
        .select(DataReadBatch::as_select())
        .into_boxed::<Pg>();
    if let Some(club) = query.club_id {
        rows = rows.filter(batches::club_id.assume_not_null().eq(club));
    }
    if let Some(member) = query.member_id {
        let person = memberships::table.filter(memberships::id.eq(member)).select(memberships::person_id);
        let person: Vec<PersonId> = person.load(db.conn()).await?;
        let day = || day_of(timezone("Asia/Ho_Chi_Minh", batches::at));
        let still = memberships::ended_on.assume_not_null().ge(day());
        let belonged = memberships::table
            .filter(memberships::person_id.eq_any(person))
            .filter(memberships::club_id.eq(batches::club_id.assume_not_null()))
            .filter(memberships::joined_on.assume_not_null().le(day()))
            .filter(memberships::ended_on.is_null().or(still));
        rows = rows.filter(exists(belonged));
    }
    if let Some(user) = query.user_id {
        rows = rows.filter(batches::user_id.eq(user));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(batches::id.lt(seek.key.parse().unwrap_or(i64::MAX)));
    }
    let rows = rows.order(batches::id.desc()).limit(page.limit + 1).load(db.conn()).await?;
    Ok(Page::cut(rows, page, |row: &DataReadBatch| Seek { key: row.id.to_string(), id: Uuid::nil() }))
}
