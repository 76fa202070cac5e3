//! The change log in the database.

use super::model::{LoggedChange, PersonalDataRead, ReadQuery, StoredChange};
use super::rules;
use crate::Result;
use crate::platform::db::Reads;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::ClubId;
use crate::platform::tables::{changes as log, personal_data_reads as reads};
use crate::register::clubs;
use crate::register::tables::memberships;
use diesel::pg::Pg;
use diesel::prelude::*;
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
