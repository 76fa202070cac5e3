//! Exchange visits in the database.

use super::model::{ExchangeVisit, ExchangeVisitPatch, NewExchangeVisit};
use crate::activity::schema::exchange_visits;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, ExchangeVisitId};
use crate::platform::money::{Counted, Vnd};
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The visits of the clubs that the caller can see.
    visible: exchange_visits;
    /// Finds a visit.
    find: ExchangeVisit by ExchangeVisitId;
    /// A visit in the caller's reach, locked.
    hold;
}

/// Lists a club's visits to others, the last first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<ExchangeVisit>> {
    let mut rows = visible(db.scope()).filter(exchange_visits::club_id.eq(club));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day =
            exchange_visits::visited_on.eq(day).and(exchange_visits::id.gt(ExchangeVisitId(seek.id)));
        rows = rows.filter(exchange_visits::visited_on.lt(day).or(same_day));
    }
    let rows: Vec<ExchangeVisit> = rows
        .order((exchange_visits::visited_on.desc(), exchange_visits::id))
        .limit(page.limit + 1)
        .select(ExchangeVisit::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // no visits, or a club out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: row.visited_on.to_string(), id: row.id.0 }))
}

/// Enters a visit.
pub async fn insert(w: &mut Writer<'_>, club: &Held<Club>, new: &NewExchangeVisit) -> Result<ExchangeVisit> {
    let visited_on = new.visited_on.not_after(w.scope().today(), "/visited_on")?;
    club.acts_on(visited_on)?;
    match (new.host_club_id, &new.host) {
        (None, None) => return Err(Error::field("/host", FieldCode::Required)),
        (Some(_), Some(_)) => return Err(Error::field("/host", FieldCode::NotHere)),
        (Some(host), None) => visited(w, club, host).await?,
        (None, Some(_)) => {}
    }
    let recorded_by = w.scope().user();
    let visit = diesel::insert_into(exchange_visits::table)
        .values((
            exchange_visits::id.eq(new.id.unwrap_or_default()),
            exchange_visits::club_id.eq(club.id),
            exchange_visits::host_club_id.eq(new.host_club_id),
            exchange_visits::host.eq(new.host.as_deref()),
            exchange_visits::visited_on.eq(visited_on),
            exchange_visits::purpose.eq(&*new.purpose),
            exchange_visits::members.eq(new.members),
            exchange_visits::guests.eq(new.guests),
            exchange_visits::cost_vnd.eq(new.cost_vnd.map(Counted::vnd)),
            exchange_visits::lessons.eq(new.lessons.as_deref()),
            exchange_visits::recorded_by.eq(recorded_by),
        ))
        .returning(ExchangeVisit::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(visit)
}

/// Whether a club can be the one that was visited: another, and in reach.
async fn visited(w: &mut Writer<'_>, club: &Club, host: ClubId) -> Result<()> {
    let unknown = || Error::field("/host_club_id", FieldCode::UnknownClub);
    if host == club.id {
        return Err(unknown());
    }
    match clubs::store::find(w, host).await {
        Err(e) if e.code() == Code::NotFound => Err(unknown()),
        found => found.map(drop),
    }
}

#[derive(AsChangeset)]
#[diesel(table_name = exchange_visits)]
struct Changed<'a> {
    visited_on: Option<NaiveDate>,
    purpose: Option<&'a str>,
    members: Option<i16>,
    guests: Option<i16>,
    cost_vnd: Option<Option<Vnd>>,
    lessons: Option<Option<&'a str>>,
}

/// Corrects what was entered of a visit.
pub async fn update(
    w: &mut Writer<'_>,
    visit: &Held<ExchangeVisit>,
    patch: &ExchangeVisitPatch,
) -> Result<ExchangeVisit> {
    let today = w.scope().today();
    let visited_on = patch.visited_on.map(|day| day.not_after(today, "/visited_on")).transpose()?;
    if let Some(day) = visited_on {
        clubs::store::find(w, visit.club_id).await?.acts_on(day)?;
    }
    let changed = Changed {
        visited_on,
        purpose: patch.purpose.as_deref(),
        members: patch.members,
        guests: patch.guests,
        cost_vnd: patch.cost_vnd.map(|cost| cost.map(Counted::vnd)),
        lessons: patch.lessons.as_ref().map(Option::as_deref),
    };
    let after = diesel::update(exchange_visits::table.filter(exchange_visits::id.eq(visit.id)))
        .set((changed, exchange_visits::version.eq(exchange_visits::version + 1)))
        .returning(ExchangeVisit::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(after)
}
