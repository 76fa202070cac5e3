//! The change log in the database.

use super::model::{AccountChangeQuery, LoggedChange, PersonalDataRead, ReadQuery};
use crate::Result;
use crate::access::schema::assignments;
use crate::access::users::model::{Assignment, PlacedUser};
use crate::platform::db::Reads;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{AssignmentId, ClubId};
use crate::platform::log::Audited;
use crate::platform::tables::{changes as log, personal_data_reads as reads};
use crate::register::clubs;
use crate::register::tables::{clubs as clubs_table, memberships};
use crate::territory::units;
use diesel::pg::Pg;
use diesel::prelude::*;
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

/// What happened to accounts and assignments at the places in reach, newest first.
pub async fn list_of_accounts(
    db: &mut impl Reads,
    query: &AccountChangeQuery,
    page: &PageQuery,
) -> Result<Page<LoggedChange>> {
    let scope = db.scope();
    let mut rows = log::table
        .filter(log::entity.eq_any([PlacedUser::ENTITY, Assignment::ENTITY]))
        .select(LoggedChange::as_select())
        .into_boxed::<Pg>();
    if !scope.reach().nation {
        let clubs = clubs::store::visible(scope).select(clubs_table::id);
        let units = units::store::below(scope.reach().units(), scope.today());
        rows = rows.filter(
            log::club_id.assume_not_null().eq_any(clubs).or(log::unit_id.assume_not_null().eq_any(units)),
        );
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
    Ok(Page::cut(rows, page, |row: &LoggedChange| Seek { key: row.seq.to_string(), id: Uuid::nil() }))
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
