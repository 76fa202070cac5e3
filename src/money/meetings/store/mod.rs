//! Meetings in the database.

mod recording;
mod rehearsal;

pub use recording::{record, take};
pub use rehearsal::preview;

use super::model::{
    Meeting, MeetingAttendance, MeetingMinutes, MeetingResolution, NewResolution, WholeMeeting,
};
use super::rules;
use crate::money::schema::{ledger_entries, meeting_attendances, meeting_resolutions, meetings};
use crate::money::{cash_counts, ledger, repayments};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, EntryId, MeetingId};
use crate::register::clubs;
use crate::{Error, Result};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The meetings of the clubs that the caller can see.
    visible: meetings;
}

/// Lists a club's meetings, the last first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<Meeting>> {
    let mut rows = visible(db.scope()).filter(meetings::club_id.eq(club));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = meetings::held_on.eq(day).and(meetings::id.lt(MeetingId(seek.id)));
        rows = rows.filter(meetings::held_on.lt(day).or(same_day));
    }
    let rows: Vec<Meeting> = rows
        .order((meetings::held_on.desc(), meetings::id.desc()))
        .limit(page.limit + 1)
        .select(Meeting::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // no meetings, or a club out of reach
    }
    Ok(Page::cut(rows, page, |meeting| Seek { key: meeting.held_on.to_string(), id: meeting.id.0 }))
}

/// Finds a meeting with all that happened in it.
pub async fn find(db: &mut impl Reads, id: MeetingId) -> Result<WholeMeeting> {
    let meeting: Meeting =
        visible(db.scope()).filter(meetings::id.eq(id)).select(Meeting::as_select()).first(db.conn()).await?;
    let attendance: Vec<MeetingAttendance> = meeting_attendances::table
        .filter(meeting_attendances::meeting_id.eq(id))
        .order(meeting_attendances::member_id)
        .select(MeetingAttendance::as_select())
        .load(db.conn())
        .await?;
    let resolutions: Vec<MeetingResolution> = meeting_resolutions::table
        .filter(meeting_resolutions::meeting_id.eq(id))
        .order(meeting_resolutions::position)
        .select(MeetingResolution::as_select())
        .load(db.conn())
        .await?;
    let heads = ledger::store::visible(db.scope()).filter(ledger_entries::meeting_id.eq(id));
    let heads = heads.order(ledger_entries::number).select(ledger::model::EntryHead::as_select());
    let heads = heads.load(db.conn()).await?;
    let entries = ledger::store::with_lines(db, meeting.club_id, heads).await?;
    let ids: Vec<EntryId> = entries.iter().map(|entry| entry.head.id).collect();
    let repayments = repayments::store::of_entries(db, &ids).await?;
    let cash_counts = cash_counts::store::of_meeting(db, id).await?;
    let entries = ledger::store::shown(db, meeting.club_id, entries).await?;
    Ok(WholeMeeting { meeting, attendance, resolutions, entries, repayments, cash_counts })
}

/// What a meeting decided, in the order of the minutes.
async fn resolve(w: &mut Writer<'_>, meeting: MeetingId, resolutions: &[NewResolution]) -> Result<()> {
    let rows: Vec<_> = resolutions
        .iter()
        .zip(1i16..)
        .map(|(resolution, position)| {
            (
                meeting_resolutions::meeting_id.eq(meeting),
                meeting_resolutions::position.eq(position),
                meeting_resolutions::text.eq(&*resolution.text),
                meeting_resolutions::in_favour.eq(resolution.in_favour),
                meeting_resolutions::against.eq(resolution.against),
                meeting_resolutions::abstained.eq(resolution.abstained),
                meeting_resolutions::published.eq(resolution.published),
            )
        })
        .collect();
    diesel::insert_into(meeting_resolutions::table).values(rows).execute(w.conn()).await?;
    Ok(())
}

/// A meeting in the caller's reach, locked.
pub async fn hold(w: &mut Writer<'_>, id: MeetingId) -> Result<Held<Meeting>> {
    let of = visible(w.scope()).filter(meetings::id.eq(id)).select(meetings::club_id);
    clubs::store::lock_of(w, of).await?;
    let row = visible(w.scope()).filter(meetings::id.eq(id)).select(Meeting::as_select());
    Ok(Held::new(row.first(w.conn()).await?))
}

/// Replaces the minutes of a meeting and its decisions.
pub async fn update_minutes(
    w: &mut Writer<'_>,
    meeting: &Held<Meeting>,
    minutes: &MeetingMinutes,
) -> Result<Meeting> {
    let present = usize::try_from(meeting.present).unwrap_or(0);
    let wrong = rules::miscounted(&minutes.resolutions, present, meeting.guests);
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong));
    }
    diesel::delete(meeting_resolutions::table.filter(meeting_resolutions::meeting_id.eq(meeting.id)))
        .execute(w.conn())
        .await?;
    resolve(w, meeting.id, &minutes.resolutions).await?;
    let after = diesel::update(meetings::table.filter(meetings::id.eq(meeting.id)))
        .set((meetings::minutes.eq(minutes.minutes.as_deref()), meetings::version.eq(meetings::version + 1)))
        .returning(Meeting::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(after)
}
