//! Calendars from the tables of what they show.

use super::model::{CalendarItem, CalendarQuery};
use crate::activity::schema::calendar_items as c;
use crate::platform::db::Reads;
use crate::platform::error::FieldCode;
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, UnitId};
use crate::register::clubs;
use crate::register::tables::clubs as clubs_table;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// The longest calendar, in days.
const LONGEST: i64 = 366;

clubs::store::rows_of_clubs! {
    /// What stands in the calendars of the clubs that the caller can see.
    visible: c;
}

/// The calendar of a club.
pub async fn of_club(
    db: &mut impl Reads,
    club: ClubId,
    query: &CalendarQuery,
    page: &PageQuery,
) -> Result<Page<CalendarItem>> {
    let rows = list(db, &[club], query, page).await?;
    if rows.items.is_empty() {
        clubs::store::find(db, club).await?; // nothing on, or a club out of reach
    }
    Ok(rows)
}

/// The calendars of all clubs of a commune that the caller can see.
pub async fn of_commune(
    db: &mut impl Reads,
    commune: UnitId,
    query: &CalendarQuery,
    page: &PageQuery,
) -> Result<Page<CalendarItem>> {
    // by their ids, not by a join: so each part of the view is read by its own index
    let clubs: Vec<ClubId> = clubs::store::visible(db.scope())
        .filter(clubs_table::commune_id.eq(commune))
        .select(clubs_table::id)
        .load(db.conn())
        .await?;
    list(db, &clubs, query, page).await
}

async fn list(
    db: &mut impl Reads,
    clubs: &[ClubId],
    query: &CalendarQuery,
    page: &PageQuery,
) -> Result<Page<CalendarItem>> {
    let (from, to) = (query.from.get(), query.to.get());
    if to < from {
        return Err(Error::field("?to", FieldCode::DateOrder));
    }
    if (to - from).num_days() > LONGEST {
        return Err(Error::field("?to", FieldCode::Range));
    }
    let mut rows = visible(db.scope()).filter(c::club_id.eq_any(clubs)).filter(c::on_day.between(from, to));
    if let Some(seek) = page.seek() {
        let (day, club) = last(&seek).ok_or_else(|| Error::field("?after", FieldCode::Cursor))?;
        let same_thing = c::id.eq(seek.id).and(c::club_id.gt(club));
        rows = rows.filter(c::on_day.gt(day).or(c::on_day.eq(day).and(c::id.gt(seek.id).or(same_thing))));
    }
    let rows: Vec<CalendarItem> = rows
        .order((c::on_day, c::id, c::club_id))
        .limit(page.limit + 1)
        .select(CalendarItem::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |item| Seek { key: format!("{} {}", item.on, item.club_id), id: item.id }))
}

/// The day and the club behind which a page begins: one health day stands in many calendars.
fn last(seek: &Seek) -> Option<(NaiveDate, ClubId)> {
    let (day, club) = seek.key.split_once(' ')?;
    Some((Day::parse(day).ok()?.get(), ClubId(club.parse::<Uuid>().ok()?)))
}
