//! Series in the database.

use super::model::{ActivitySeries, CountedSeries, NewSeries, SeriesEnd};
use crate::activity::activities;
use crate::activity::activities::model::ActivityState;
use crate::activity::activities::store::Pattern;
use crate::activity::schema::{activities as activities_table, activity_series};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, SeriesId};
use crate::platform::log::Event;
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::{Error, Result};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// What is said of the days that an end cancels, if nothing else is.
const ENDED: &str = "Lịch hoạt động định kỳ đã kết thúc.";

clubs::store::rows_of_clubs! {
    /// The series of the clubs that the caller can see.
    visible: activity_series;
}

/// Lists a club's series, the last to begin first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<CountedSeries>> {
    let mut rows = visible(db.scope()).filter(activity_series::club_id.eq(club));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = activity_series::starts_on.eq(day).and(activity_series::id.gt(SeriesId(seek.id)));
        rows = rows.filter(activity_series::starts_on.lt(day).or(same_day));
    }
    let rows: Vec<ActivitySeries> = rows
        .order((activity_series::starts_on.desc(), activity_series::id))
        .limit(page.limit + 1)
        .select(ActivitySeries::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // no series, or a club out of reach
    }
    let page = Page::cut(rows, page, |row| Seek { key: row.starts_on.to_string(), id: row.id.0 });
    Ok(Page { items: counted(db, page.items).await?, next: page.next })
}

/// Finds a series.
pub async fn find(db: &mut impl Reads, id: SeriesId) -> Result<CountedSeries> {
    let series: ActivitySeries = visible(db.scope())
        .filter(activity_series::id.eq(id))
        .select(ActivitySeries::as_select())
        .first(db.conn())
        .await?;
    counted(db, vec![series]).await?.pop().ok_or_else(|| Code::NotFound.into())
}

/// Series already found, with the number of their days: one statement for all.
async fn counted(db: &mut impl Reads, rows: Vec<ActivitySeries>) -> Result<Vec<CountedSeries>> {
    let ids: Vec<SeriesId> = rows.iter().map(|series| series.id).collect();
    let days: Vec<(Option<SeriesId>, i64)> = activities_table::table
        .filter(activities_table::series_id.eq_any(ids))
        .filter(activities_table::state.ne(ActivityState::Cancelled))
        .group_by(activities_table::series_id)
        .select((activities_table::series_id, count_star()))
        .load(db.conn())
        .await?;
    let days: HashMap<Option<SeriesId>, i64> = days.into_iter().collect();
    let one = |series: ActivitySeries| {
        let days = days.get(&Some(series.id)).copied().unwrap_or_default();
        CountedSeries { series, days }
    };
    Ok(rows.into_iter().map(one).collect())
}

/// A series in the caller's reach, locked, and its club.
pub async fn hold(w: &mut Writer<'_>, id: SeriesId) -> Result<(Held<Club>, Held<ActivitySeries>)> {
    let of = visible(w.scope()).filter(activity_series::id.eq(id)).select(activity_series::club_id);
    let club = clubs::store::lock_of(w, of).await?;
    let club = clubs::store::hold(w, club).await?;
    let row = visible(w.scope()).filter(activity_series::id.eq(id)).select(ActivitySeries::as_select());
    Ok((club, Held::new(row.first(w.conn()).await?)))
}

/// Enters a rhythm, and all its days in the calendar.
pub async fn insert(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    new: &NewSeries,
) -> Result<(ActivitySeries, Vec<Event>)> {
    let days = new.days()?;
    club.acts_on(new.starts_on.get())?;
    let recorded_by = w.scope().user();
    let series: ActivitySeries = diesel::insert_into(activity_series::table)
        .values((
            activity_series::id.eq(new.id.unwrap_or_default()),
            activity_series::club_id.eq(club.id),
            activity_series::area.eq(new.area),
            activity_series::kind.eq(&*new.kind),
            activity_series::title.eq(&*new.title),
            activity_series::place.eq(new.place.as_deref()),
            activity_series::rhythm.eq(new.rhythm),
            activity_series::day_of_month.eq(new.day_of_month),
            activity_series::weekday.eq(new.weekday),
            activity_series::starts_on.eq(new.starts_on.get()),
            activity_series::ends_on.eq(new.ends_on.get()),
            activity_series::recorded_by.eq(recorded_by),
        ))
        .returning(ActivitySeries::as_returning())
        .get_result(w.conn())
        .await?;
    let pattern = Pattern {
        series: series.id,
        area: series.area,
        kind: &series.kind,
        title: &series.title,
        place: series.place.as_deref(),
    };
    let planned = activities::store::plan(w, club, pattern, &days).await?;
    Ok((series, planned))
}

/// Ends a rhythm: what is planned in it after that day is cancelled. What was done stays.
pub async fn end(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    series: &Held<ActivitySeries>,
    end: &SeriesEnd,
) -> Result<(ActivitySeries, Vec<Event>)> {
    if let Some(ended_on) = series.ended_on {
        return Err(Error::from(Code::SeriesHasEnded).with("ended_on", ended_on));
    }
    let on = end.on.get();
    if on < series.starts_on {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    if on > series.ends_on {
        return Err(Error::field("/on", FieldCode::Range));
    }
    let reason = end.reason.as_deref().unwrap_or(ENDED);
    let after = diesel::update(activity_series::table.filter(activity_series::id.eq(series.id)))
        .set((activity_series::ended_on.eq(on), activity_series::version.eq(activity_series::version + 1)))
        .returning(ActivitySeries::as_returning())
        .get_result(w.conn())
        .await?;
    let cancelled = activities::store::cancel_after(w, club, series.id, on, reason).await?;
    Ok((after, cancelled))
}
