//! Meetings in the database.

use super::model::{
    Meeting, MeetingAttendance, MeetingMinutes, MeetingResolution, NewMeeting, NewResolution,
    RecordedMeeting, WholeMeeting,
};
use super::rules;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, Entry, Ledger, Posting};
use crate::money::loans::model::{Loan, NewDisbursement};
use crate::money::repayments::model::{NewRepayment, PreparedRepayment};
use crate::money::schema::{ledger_entries, meeting_attendances, meeting_resolutions, meetings};
use crate::money::{advances, cash_counts, ledger, loans, repayments};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::fields::Moment;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, EntryId, LoanId, MeetingId, MemberId};
use crate::platform::log::Event;
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::NaiveDate;
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

/// Records a whole meeting: its attendance, then money in, money out, new loans, and the counted cash. Returns it, and
/// what the change log says of it and of everything in it.
///
/// # Errors
/// Whatever any part of it is refused for, with the place in the document; nothing is then written.
pub async fn record(
    w: &mut Writer<'_>,
    club: ClubId,
    new: &NewMeeting,
) -> Result<(RecordedMeeting, Event, Vec<Event>)> {
    new.check()?;
    let mut ledger = ledger::store::hold(w, club).await?;
    let on = new.held_on.not_after(w.scope().today(), "/held_on")?;
    let meeting = insert(w, ledger.club_id, new, on).await?;
    let (held, mut events) = (Event::created(&meeting), vec![]);

    let (mut incoming, outgoing) = movements(w, &ledger, new, on, meeting.id).await?;
    for (index, paid) in new.repayments.iter().enumerate() {
        let payment = NewRepayment::in_cash(new.held_on, paid.amount_vnd, paid.early);
        let taken = match repayments::store::hold(w, &ledger, paid.loan_id).await {
            Ok(loan) => repayments::store::prepare(w, &ledger, loan, &payment, Some(meeting.id)).await,
            Err(e) => Err(e),
        };
        let prepared: PreparedRepayment = taken.map_err(|e| e.within(&format!("/repayments/{index}")))?;
        events.extend(prepared.events());
        incoming.push(prepared.posting);
    }
    incoming.extend(outgoing);
    let (mut entries, mut returned_to): (Vec<Entry>, Vec<FundKind>) = (vec![], vec![]);
    for (index, settled) in new.advance_settlements.iter().enumerate() {
        let settlement = settled.on(new.held_on);
        let advance = settled.advance_id;
        let posted = advances::store::settle(w, &mut ledger, advance, &settlement, Some(meeting.id)).await;
        let posted = posted.map_err(|e| e.within(&format!("/advance_settlements/{index}")))?;
        returned_to.extend(posted.lines.iter().filter(|l| l.account == Account::Cash).map(|l| l.fund));
        entries.push(posted);
    }
    if !incoming.is_empty() {
        entries.extend(ledger::store::post(w, &mut ledger, incoming).await?);
    }
    for (index, loan) in new.disbursements.iter().enumerate() {
        let handed_out = disburse(w, &mut ledger, new, *loan, meeting.id, &mut events).await;
        entries.push(handed_out.map_err(|e| e.within(&format!("/disbursements/{index}")))?);
    }
    let mut applications: Vec<Loan> = vec![];
    for (index, application) in new.applications.iter().enumerate() {
        let taken = match members::store::find(w, application.member_id).await {
            // of this club, and so locked with it, or refused
            Ok(borrower) => loans::store::insert(w, &ledger, &Held::new(borrower), &application.loan).await,
            Err(e) => Err(e),
        };
        applications.push(taken.map_err(|e| e.within(&format!("/applications/{index}")))?);
    }
    for (index, count) in new.cash_counts.iter().enumerate() {
        let counted = cash_counts::store::count(w, &mut ledger, count, Some(meeting.id)).await;
        let (count, difference) = counted.map_err(|e| e.within(&format!("/cash_counts/{index}")))?;
        events.push(Event::created(&count));
        entries.extend(difference);
    }
    let mut touched = new.touched().into_iter().chain(returned_to);
    let uncounted = touched.any(|fund| new.cash_counts.iter().all(|c| c.fund != fund));
    if uncounted {
        return Err(Error::field("/cash_counts", FieldCode::Required));
    }
    events.extend(entries.iter().map(Event::created));
    events.extend(applications.iter().map(Event::created));
    Ok((RecordedMeeting { meeting: find(w, meeting.id).await?, applications }, held, events))
}

/// The meeting itself, and who came.
async fn insert(w: &mut Writer<'_>, club: ClubId, new: &NewMeeting, on: NaiveDate) -> Result<Meeting> {
    clubs::store::find(w, club).await?.acts_on(on)?;
    let members: Vec<MemberId> = new.attendance.iter().map(|attendance| attendance.member_id).collect();
    let place = |index| format!("/attendance/{index}/member_id");
    members::store::belong(w, club, &members, Some(on), place).await?;
    let meeting: Meeting = diesel::insert_into(meetings::table)
        .values((
            meetings::id.eq(new.id.unwrap_or_default()),
            meetings::club_id.eq(club),
            meetings::kind.eq(new.kind),
            meetings::held_on.eq(on),
            meetings::place.eq(new.place.as_deref()),
            meetings::minutes.eq(new.minutes.as_deref()),
            meetings::guests.eq(new.guests),
            meetings::present.eq(i16::try_from(new.present()).unwrap_or(i16::MAX)),
            meetings::recorded_by.eq(w.scope().user()),
            meetings::recorded_at.eq(new.recorded_at.map(Moment::get)),
        ))
        .returning(Meeting::as_returning())
        .get_result(w.conn())
        .await?;
    let rows: Vec<_> = new
        .attendance
        .iter()
        .map(|attendance| {
            (
                meeting_attendances::meeting_id.eq(meeting.id),
                meeting_attendances::member_id.eq(attendance.member_id),
                meeting_attendances::presence.eq(attendance.presence),
            )
        })
        .collect();
    diesel::insert_into(meeting_attendances::table).values(rows).execute(w.conn()).await?;
    if !new.resolutions.is_empty() {
        resolve(w, meeting.id, &new.resolutions).await?;
    }
    Ok(meeting)
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
            )
        })
        .collect();
    diesel::insert_into(meeting_resolutions::table).values(rows).execute(w.conn()).await?;
    Ok(())
}

/// Records a meeting in which no money moved: it needs neither funds nor a count of the cash box.
///
/// # Errors
/// Whatever any part of it is refused for; nothing is then written.
pub async fn take(w: &mut Writer<'_>, club: ClubId, new: &NewMeeting) -> Result<Meeting> {
    new.check()?;
    let club = clubs::store::hold(w, club).await?.id;
    let on = new.held_on.not_after(w.scope().today(), "/held_on")?;
    let meeting = insert(w, club, new, on).await?;
    Ok(meeting)
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

/// Every movement that is no loan's, as entries: those that bring money, and those that take it. Whoever they
/// are of is looked up at once.
async fn movements(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    new: &NewMeeting,
    on: NaiveDate,
    meeting: MeetingId,
) -> Result<(Vec<Posting>, Vec<Posting>)> {
    let movements = new.movements();
    for must_be_active in [true, false] {
        let (places, members): (Vec<&String>, Vec<MemberId>) = movements
            .iter()
            .filter(|(_, entry)| entry.kind.needs_active_member() == must_be_active)
            .filter_map(|(place, entry)| Some((place, entry.member_id?)))
            .unzip();
        let place = |index: usize| places.get(index).map_or(String::new(), |at| format!("{at}/member_id"));
        members::store::belong(w, ledger.club_id, &members, must_be_active.then_some(on), place).await?;
    }
    let (mut incoming, mut outgoing) = (vec![], vec![]);
    for (place, entry) in &movements {
        let posting = ledger::store::prepare(w, ledger, entry).await.map_err(|e| e.within(place))?;
        let posting = posting.in_meeting(Some(meeting));
        if entry.kind.brings_money() { incoming.push(posting) } else { outgoing.push(posting) }
    }
    Ok((incoming, outgoing))
}

async fn disburse(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    new: &NewMeeting,
    loan: LoanId,
    meeting: MeetingId,
    events: &mut Vec<Event>,
) -> Result<Entry> {
    let before = repayments::store::hold(w, ledger, loan).await?;
    let disbursement = NewDisbursement::in_cash(new.held_on);
    let (after, entry) = loans::store::disburse(w, ledger, &before, &disbursement, Some(meeting)).await?;
    events.push(Event::changed("disbursed", &*before, &after));
    Ok(entry)
}
