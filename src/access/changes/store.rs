//! The change log in the database.

use super::model::{
    AccountChangeQuery, BatchQuery, DataReadBatch, LoggedChange, PersonalDataRead, ReadQuery, StoredChange,
};
use super::rules;
use crate::Result;
use crate::access::schema::{assignments, users as accounts};
use crate::access::users;
use crate::access::users::model::{Assignment, PlacedUser};
use crate::platform::db::Reads;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{AssignmentId, ClubId, PersonId};
use crate::platform::log::Audited;
use crate::platform::tables::{changes as log, data_read_batches as batches, personal_data_reads as reads};
use crate::register::clubs;
use crate::register::tables::{clubs as clubs_table, memberships};
use crate::territory::tables::{unit_versions, units as units_table};
use crate::territory::units;
use diesel::dsl::{exists, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Timestamp, Timestamptz};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// What happened to a club and all that belongs to it, newest first: of what the caller may not read, only that it did.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<LoggedChange>> {
    let club = clubs::store::find(db, club).await?;
    let mut query =
        log::table.filter(log::club_id.eq(club.id)).select(StoredChange::as_select()).into_boxed::<Pg>();
    if let Some(seek) = page.seek() {
        query = query.filter(log::seq.lt(seek.key.parse().unwrap_or(i64::MAX)));
    }
    let rows = query.order(log::seq.desc()).limit(page.limit + 1).load(db.conn()).await?;
    let page = Page::cut(rows, page, |row: &StoredChange| Seek { key: row.seq.to_string(), id: Uuid::nil() });
    let shown = |row: StoredChange| {
        let open = rules::opens(db.scope(), &club, &row.entity);
        row.shown(open)
    };
    Ok(Page { items: page.items.into_iter().map(shown).collect(), next: page.next })
}

/// What happened to accounts and assignments at the places in reach, newest first: to which, whoever reads this log may
/// know, but not to which persons, unless she may read who the people are.
pub async fn list_of_accounts(
    db: &mut impl Reads,
    query: &AccountChangeQuery,
    page: &PageQuery,
) -> Result<Page<LoggedChange>> {
    let scope = db.scope();
    // in so many words, as the index of what happened to accounts says it: with values that come later it is of no use
    let kinds = format!("changes.entity in ('{}', '{}')", PlacedUser::ENTITY, Assignment::ENTITY);
    let mut rows =
        log::table.filter(sql::<Bool>(&kinds)).select(StoredChange::as_select()).into_boxed::<Pg>();
    if !scope.reach().nation {
        let clubs = clubs::store::visible(scope).select(clubs_table::id);
        // a question about each change: the database looks up the units of a few, or lists those in reach once for many
        let tops = scope.reach().units();
        let lies_there = unit_versions::table
            .inner_join(units_table::table)
            .filter(unit_versions::unit_id.nullable().eq(log::unit_id))
            .filter(units::store::nearest(scope.today()))
            .filter(
                (unit_versions::province_id.eq_any(tops.clone()))
                    .or(unit_versions::district_id.assume_not_null().eq_any(tops.clone()))
                    .or(unit_versions::commune_id.assume_not_null().eq_any(tops.clone()))
                    .or(unit_versions::unit_id.eq_any(tops)),
            );
        rows = rows.filter(log::club_id.assume_not_null().eq_any(clubs).or(exists(lies_there)));
    }
    if let Some(user) = query.user_id {
        let given = assignments::table.filter(assignments::user_id.eq(user)).select(assignments::id);
        let given: Vec<AssignmentId> = given.load(db.conn()).await?;
        let mut about: Vec<Uuid> = given.into_iter().map(|id| id.0).collect();
        about.push(user.0);
        rows = rows.filter(log::entity_id.eq_any(about));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(log::seq.lt(seek.key.parse().unwrap_or(i64::MAX)));
    }
    let rows = rows.order(log::seq.desc()).limit(page.limit + 1).load(db.conn()).await?;
    let page = Page::cut(rows, page, |row: &StoredChange| Seek { key: row.seq.to_string(), id: Uuid::nil() });
    let persons = rules::knows_persons(db.scope());
    let shown = |mut row: StoredChange| {
        if !persons {
            row.difference = rules::without_persons(row.difference);
        }
        row.shown(true)
    };
    Ok(Page { items: page.items.into_iter().map(shown).collect(), next: page.next })
}

/// Who read sensitive data or identifiers, newest first.
pub async fn list_reads(
    db: &mut impl Reads,
    query: &ReadQuery,
    page: &PageQuery,
) -> Result<Page<PersonalDataRead>> {
    let seen = clubs::store::visible(db.scope()).select(clubs_table::id);
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
