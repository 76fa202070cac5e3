//! Activities in the database.

use super::model::{
    Activity, ActivityAttendee, ActivityCancellation, ActivityPatch, ActivityQuery, ActivityReport,
    ActivityState, NewActivity,
};
use super::rules;
use crate::activity::areas::model::Area;
use crate::activity::schema::{activities, activity_attendances};
use crate::money::ledger;
use crate::money::ledger::model::EntryKind;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ActivityId, ClubId, EntryId, MemberId, SeriesId};
use crate::platform::log::Event;
use crate::platform::money::{Counted, Vnd};
use crate::register::clubs::model::Club;
use crate::register::tables::{memberships, persons};
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::{NaiveDate, NaiveTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The activities of the clubs that the caller can see.
    visible: activities;
    /// Finds an activity.
    find: Activity by ActivityId;
    /// An activity in the caller's reach, locked.
    hold;
}

/// Lists a club's activities in the order of the calendar.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    query: &ActivityQuery,
    page: &PageQuery,
) -> Result<Page<Activity>> {
    let mut rows = visible(db.scope()).filter(activities::club_id.eq(club));
    if let Some(state) = query.state {
        rows = rows.filter(activities::state.eq(state));
    }
    if let Some(area) = query.area {
        rows = rows.filter(activities::area.eq(area).or(activities::more_areas.contains(vec![area])));
    }
    if let Some(from) = query.from {
        rows = rows.filter(activities::starts_on.ge(from.get()));
    }
    if let Some(to) = query.to {
        rows = rows.filter(activities::starts_on.le(to.get()));
    }
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = activities::starts_on.eq(day).and(activities::id.gt(ActivityId(seek.id)));
        rows = rows.filter(activities::starts_on.gt(day).or(same_day));
    }
    let rows: Vec<Activity> = rows
        .order((activities::starts_on, activities::id))
        .limit(page.limit + 1)
        .select(Activity::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // an empty calendar, or a club out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: row.starts_on.to_string(), id: row.id.0 }))
}

/// The members who took part in an activity, in the order of a Vietnamese list of names.
pub async fn attendance(db: &mut impl Reads, id: ActivityId) -> Result<Vec<ActivityAttendee>> {
    let activity = find(db, id).await?;
    let came = activity_attendances::table
        .filter(activity_attendances::activity_id.eq(activity.id))
        .select(activity_attendances::member_id);
    Ok(members::store::visible(db.scope())
        .filter(memberships::id.eq_any(came))
        .order((persons::sort_key, memberships::id))
        .select(ActivityAttendee::as_select())
        .load(db.conn())
        .await?)
}

/// What a report comes to, once it agrees with the club, its members and its books.
struct Outcome<'a> {
    days: (NaiveDate, NaiveDate),
    turnout: rules::Turnout,
    cost_vnd: Option<Vnd>,
    entry_id: Option<EntryId>,
    partners: Option<&'a str>,
    result: Option<&'a str>,
}

async fn outcome<'a>(
    w: &mut Writer<'_>,
    club: &Club,
    planned: (NaiveDate, NaiveDate),
    report: &'a ActivityReport,
) -> Result<Outcome<'a>> {
    let turnout = report.turnout()?;
    let (first, last) = rules::moved(planned, report.held_on.map(Day::get), report.ends_on.map(Day::get))?;
    for (day, pointer) in [(first, "/held_on"), (last, "/ends_on")] {
        if day > w.scope().today() {
            return Err(Error::field(pointer, FieldCode::DateInFuture));
        }
    }
    club.acts_on(first)?;
    let listed = report.members.as_deref().unwrap_or_default();
    members::store::belong(w, club.id, listed, Some(first), |index| format!("/members/{index}")).await?;
    let given = report.cost_vnd.map(Counted::vnd);
    let cost_vnd = match report.entry_id {
        None => given,
        Some(entry) => match (spent(w, club.id, entry).await?, given) {
            (spent, Some(given)) if given != spent => {
                return Err(Error::field("/cost_vnd", FieldCode::Differs));
            }
            (spent, _) => Some(spent),
        },
    };
    Ok(Outcome {
        days: (first, last),
        turnout,
        cost_vnd,
        entry_id: report.entry_id,
        partners: report.partners.as_deref(),
        result: report.result.as_deref(),
    })
}

/// How much the operating fund spent by an entry that stands.
async fn spent(w: &mut Writer<'_>, club: ClubId, entry: EntryId) -> Result<Vnd> {
    let entry = ledger::store::standing(w, club, entry).await?;
    let spent = entry.filter(|entry| matches!(entry.head.kind, EntryKind::Expense | EntryKind::SocialHelp));
    spent.map(|entry| entry.amount_vnd).ok_or_else(|| Error::field("/entry_id", FieldCode::UnknownEntry))
}

async fn attend(w: &mut Writer<'_>, activity: ActivityId, report: &ActivityReport) -> Result<()> {
    let came = |member: &MemberId| {
        (activity_attendances::activity_id.eq(activity), activity_attendances::member_id.eq(*member))
    };
    let rows: Vec<_> = report.members.iter().flatten().map(came).collect();
    diesel::insert_into(activity_attendances::table).values(rows).execute(w.conn()).await?;
    Ok(())
}

/// Enters an activity: planned, or done if it comes with its report.
pub async fn insert(w: &mut Writer<'_>, club: &Held<Club>, new: &NewActivity) -> Result<Activity> {
    rules::areas(new.area, &new.more_areas)?;
    let planned = rules::days(new.starts_on.get(), new.ends_on.unwrap_or(new.starts_on).get())?;
    club.acts_on(planned.0)?;
    if new.report.as_ref().is_some_and(|report| report.held_on.is_none()) {
        new.starts_on.not_after(w.scope().today(), "/starts_on")?;
    }
    let outcome = match &new.report {
        Some(report) => {
            Some(outcome(w, club, planned, report).await.map_err(|wrong| wrong.within("/report"))?)
        }
        None => None,
    };
    let (starts_on, ends_on) = outcome.as_ref().map_or(planned, |outcome| outcome.days);
    let turnout = outcome.as_ref().map(|outcome| outcome.turnout);
    let state = if outcome.is_some() { ActivityState::Done } else { ActivityState::Planned };
    let reported = outcome.as_ref().and_then(|outcome| outcome.partners);
    let recorded_by = w.scope().user();
    let activity: Activity = diesel::insert_into(activities::table)
        .values((
            (
                activities::id.eq(new.id.unwrap_or_default()),
                activities::club_id.eq(club.id),
                activities::state.eq(state),
                activities::area.eq(new.area),
                activities::more_areas.eq(&new.more_areas),
                activities::kind.eq(&*new.kind),
                activities::title.eq(&*new.title),
            ),
            (
                activities::starts_on.eq(starts_on),
                activities::ends_on.eq(ends_on),
                activities::starts_at.eq(new.starts_at),
                activities::place.eq(new.place.as_deref()),
                activities::partners.eq(reported.or(new.partners.as_deref())),
            ),
            (
                activities::members.eq(turnout.map_or(0, |turnout| turnout.members)),
                activities::guests.eq(turnout.map_or(0, |turnout| turnout.guests)),
                activities::turns.eq(turnout.map_or(0, |turnout| turnout.turns)),
                activities::cost_vnd.eq(outcome.as_ref().and_then(|outcome| outcome.cost_vnd)),
                activities::entry_id.eq(outcome.as_ref().and_then(|outcome| outcome.entry_id)),
                activities::result.eq(outcome.as_ref().and_then(|outcome| outcome.result)),
            ),
            activities::recorded_by.eq(recorded_by),
        ))
        .returning(Activity::as_returning())
        .get_result(w.conn())
        .await?;
    if let Some(report) = &new.report {
        attend(w, activity.id, report).await?;
    }
    Ok(activity)
}

/// Records that something planned was done.
pub async fn report(
    w: &mut Writer<'_>,
    activity: &Held<Activity>,
    report: &ActivityReport,
) -> Result<Activity> {
    activity.still_planned()?;
    let club = clubs::store::find(w, activity.club_id).await?;
    let outcome = outcome(w, &club, (activity.starts_on, activity.ends_on), report).await?;
    let after: Activity = diesel::update(activities::table.filter(activities::id.eq(activity.id)))
        .set((
            activities::state.eq(ActivityState::Done),
            (activities::starts_on.eq(outcome.days.0), activities::ends_on.eq(outcome.days.1)),
            (
                activities::members.eq(outcome.turnout.members),
                activities::guests.eq(outcome.turnout.guests),
                activities::turns.eq(outcome.turnout.turns),
            ),
            (activities::cost_vnd.eq(outcome.cost_vnd), activities::entry_id.eq(outcome.entry_id)),
            activities::partners.eq(outcome.partners.or(activity.partners.as_deref())),
            activities::result.eq(outcome.result),
            (activities::version.eq(activities::version + 1), activities::updated_at.eq(Utc::now())),
        ))
        .returning(Activity::as_returning())
        .get_result(w.conn())
        .await?;
    attend(w, activity.id, report).await?;
    Ok(after)
}

#[derive(AsChangeset)]
#[diesel(table_name = activities)]
struct Changed<'a> {
    area: Option<Area>,
    more_areas: Option<&'a [Area]>,
    kind: Option<&'a str>,
    title: Option<&'a str>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    starts_at: Option<Option<NaiveTime>>,
    place: Option<Option<&'a str>>,
    partners: Option<Option<&'a str>>,
    result: Option<Option<&'a str>>,
}

/// Changes what is planned, or what is said of what was done.
pub async fn update(
    w: &mut Writer<'_>,
    activity: &Held<Activity>,
    patch: &ActivityPatch,
) -> Result<Activity> {
    activity.allows(patch)?;
    rules::areas(
        patch.area.unwrap_or(activity.area),
        patch.more_areas.as_deref().unwrap_or(&activity.more_areas),
    )?;
    let planned = (activity.starts_on, activity.ends_on);
    let (first, last) = rules::moved(planned, patch.starts_on.map(Day::get), patch.ends_on.map(Day::get))?;
    if patch.starts_on.is_some() {
        clubs::store::find(w, activity.club_id).await?.acts_on(first)?;
    }
    let changed = Changed {
        area: patch.area,
        more_areas: patch.more_areas.as_deref(),
        kind: patch.kind.as_deref(),
        title: patch.title.as_deref(),
        starts_on: (first != planned.0).then_some(first),
        ends_on: (last != planned.1).then_some(last),
        starts_at: patch.starts_at,
        place: patch.place.as_ref().map(Option::as_deref),
        partners: patch.partners.as_ref().map(Option::as_deref),
        result: patch.result.as_ref().map(Option::as_deref),
    };
    let after = diesel::update(activities::table.filter(activities::id.eq(activity.id)))
        .set((
            changed,
            activities::version.eq(activities::version + 1),
            activities::updated_at.eq(Utc::now()),
        ))
        .returning(Activity::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(after)
}

/// Cancels what is planned.
pub async fn cancel(
    w: &mut Writer<'_>,
    activity: &Held<Activity>,
    cancellation: &ActivityCancellation,
) -> Result<Activity> {
    activity.still_planned()?;
    let after = diesel::update(activities::table.filter(activities::id.eq(activity.id)))
        .set((
            activities::state.eq(ActivityState::Cancelled),
            activities::cancelled_reason.eq(&*cancellation.reason),
            activities::version.eq(activities::version + 1),
            activities::updated_at.eq(Utc::now()),
        ))
        .returning(Activity::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(after)
}

/// What the planned activities of a series have in common.
#[derive(Debug, Clone, Copy)]
pub struct Pattern<'a> {
    /// Their series.
    pub series: SeriesId,
    /// Their area.
    pub area: Area,
    /// What kind.
    pub kind: &'a str,
    /// What each is called.
    pub title: &'a str,
    /// Where.
    pub place: Option<&'a str>,
}

/// Enters one planned activity for each of some days. Returns what happened to each.
pub async fn plan(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    pattern: Pattern<'_>,
    days: &[NaiveDate],
) -> Result<Vec<Event>> {
    let recorded_by = w.scope().user();
    let planned = |day: &NaiveDate| {
        (
            activities::id.eq(ActivityId::new()),
            activities::club_id.eq(club.id),
            activities::series_id.eq(pattern.series),
            activities::state.eq(ActivityState::Planned),
            activities::area.eq(pattern.area),
            activities::kind.eq(pattern.kind),
            activities::title.eq(pattern.title),
            activities::starts_on.eq(*day),
            activities::ends_on.eq(*day),
            activities::place.eq(pattern.place),
            activities::recorded_by.eq(recorded_by),
        )
    };
    let rows: Vec<_> = days.iter().map(planned).collect();
    let planned: Vec<Activity> = diesel::insert_into(activities::table)
        .values(rows)
        .returning(Activity::as_returning())
        .get_results(w.conn())
        .await?;
    Ok(planned.iter().map(Event::created).collect())
}

/// Cancels what is planned in a series after a day. Returns what happened to each.
pub async fn cancel_after(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    series: SeriesId,
    day: NaiveDate,
    reason: &str,
) -> Result<Vec<Event>> {
    let later = activities::table
        .filter(activities::club_id.eq(club.id))
        .filter(activities::series_id.eq(series))
        .filter(activities::state.eq(ActivityState::Planned))
        .filter(activities::starts_on.gt(day));
    let planned: Vec<Activity> = later.select(Activity::as_select()).load(w.conn()).await?;
    let cancelled: Vec<Activity> = diesel::update(later)
        .set((
            activities::state.eq(ActivityState::Cancelled),
            activities::cancelled_reason.eq(reason),
            activities::version.eq(activities::version + 1),
            activities::updated_at.eq(Utc::now()),
        ))
        .returning(Activity::as_returning())
        .get_results(w.conn())
        .await?;
    Ok(Event::each("cancelled", &planned, &cancelled))
}
