//! A meeting is recorded: all of it, or nothing.

use super::rehearsal;
use super::{find, resolve};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, Entry, Ledger, Posting};
use crate::money::loans::model::{Loan, NewDisbursement};
use crate::money::meetings::model::{
    LoanApplication, Meeting, MeetingAdvanceSettlement, MeetingPayment, NewMeeting, RecordedMeeting,
};
use crate::money::repayments::model::{NewRepayment, PaymentReceipt, PreparedRepayment};
use crate::money::schema::{meeting_attendances, meetings};
use crate::money::{advances, cash_counts, ledger, loans, repayments};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::fields::{Day, Moment};
use crate::platform::ids::{ClubId, LoanId, MeetingId, MemberId};
use crate::platform::log::Event;
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// A meeting that was written, and what the change log says of it.
pub(super) struct Written {
    /// The meeting as it is now.
    pub recorded: RecordedMeeting,
    /// What each of its repayments pays, in their order.
    pub receipts: Vec<PaymentReceipt>,
    /// That it was held.
    pub held: Event,
    /// Everything in it.
    pub events: Vec<Event>,
}

/// Records a whole meeting: its attendance, then money in, money out, new loans, and the counted cash. Returns it, and
/// what the change log says of it and of everything in it.
///
/// # Errors
/// All that stands against it, part by part; nothing is then written.
pub async fn record(
    w: &mut Writer<'_>,
    club: ClubId,
    new: &NewMeeting,
) -> Result<(RecordedMeeting, Event, Vec<Event>)> {
    let ledger = ledger::store::hold(w, club).await?;
    match w.attempt(async |w| write(w, &ledger, new).await).await {
        Ok(written) => Ok((written.recorded, written.held, written.events)),
        Err(failure) if failure.is_a_failure() => Err(failure),
        Err(first) => {
            let refusals = rehearsal::rehearse(w, &ledger, new).await?.refusals;
            Error::all(refusals)?;
            Err(first)
        }
    }
}

/// Writes a whole meeting, in as few statements as it takes.
///
/// # Errors
/// What the first part of it is refused for.
pub(super) async fn write(w: &mut Writer<'_>, ledger: &Held<Ledger>, new: &NewMeeting) -> Result<Written> {
    new.check()?;
    let mut ledger = Held::new((**ledger).clone());
    let on = new.held_on.not_after(w.scope().today(), "/held_on")?;
    let meeting = insert(w, ledger.club_id, new, on).await?;
    let (held, mut events) = (Event::created(&meeting), vec![]);

    for must_be_active in [true, false] {
        belong(w, &ledger, new, on, must_be_active).await?;
    }
    let (mut incoming, outgoing) = movements(w, &ledger, new, meeting.id).await?;
    let mut receipts = vec![];
    for paid in &new.repayments {
        let prepared = prepare(w, &ledger, new.held_on, paid, Some(meeting.id)).await?;
        events.extend(prepared.events());
        receipts.push(prepared.receipt);
        incoming.push(prepared.posting);
    }
    incoming.extend(outgoing);
    let (mut entries, mut returned_to): (Vec<Entry>, Vec<FundKind>) = (vec![], vec![]);
    for (index, settled) in new.advance_settlements.iter().enumerate() {
        let posted = settle(w, &mut ledger, new.held_on, settled, Some(meeting.id)).await;
        let posted = posted.map_err(|e| e.within(&format!("/advance_settlements/{index}")))?;
        returned_to.extend(returned(&posted));
        entries.push(posted);
    }
    if !incoming.is_empty() {
        entries.extend(ledger::store::post(w, &mut ledger, incoming).await?);
    }
    for loan in &new.disbursements {
        let (entry, handed_out) = disburse(w, &mut ledger, new.held_on, *loan, Some(meeting.id)).await?;
        entries.push(entry);
        events.push(handed_out);
    }
    let mut applications: Vec<Loan> = vec![];
    for application in &new.applications {
        applications.push(apply(w, &ledger, application).await?);
    }
    for count in &new.cash_counts {
        let (count, difference) = cash_counts::store::count(w, &mut ledger, count, Some(meeting.id)).await?;
        events.push(Event::created(&count));
        entries.extend(difference);
    }
    new.is_counted(&returned_to)?;
    events.extend(entries.iter().map(Event::created));
    events.extend(applications.iter().map(Event::created));
    let recorded = RecordedMeeting { meeting: find(w, meeting.id).await?, applications };
    Ok(Written { recorded, receipts, held, events })
}

/// Records a meeting in which no money moved: it needs neither funds nor a count of the cash box.
///
/// # Errors
/// Whatever any part of it is refused for; nothing is then written.
pub async fn take(w: &mut Writer<'_>, club: ClubId, new: &NewMeeting) -> Result<Meeting> {
    new.check()?;
    let club = clubs::store::hold(w, club).await?.id;
    let on = new.held_on.not_after(w.scope().today(), "/held_on")?;
    insert(w, club, new, on).await
}

/// The meeting itself, and who came.
async fn insert(w: &mut Writer<'_>, club: ClubId, new: &NewMeeting, on: NaiveDate) -> Result<Meeting> {
    clubs::store::find(w, club).await?.acts_on(on)?;
    attended(w, club, new, on).await?;
    let meeting = insert_head(w, club, new, on).await?;
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

/// Whether those whose attendance was taken are members on the day.
pub(super) async fn attended(
    w: &mut Writer<'_>,
    club: ClubId,
    new: &NewMeeting,
    on: NaiveDate,
) -> Result<()> {
    let members: Vec<MemberId> = new.attendance.iter().map(|attendance| attendance.member_id).collect();
    let place = |index| format!("/attendance/{index}/member_id");
    members::store::belong(w, club, &members, Some(on), place).await
}

/// The meeting itself.
pub(super) async fn insert_head(
    w: &mut Writer<'_>,
    club: ClubId,
    new: &NewMeeting,
    on: NaiveDate,
) -> Result<Meeting> {
    Ok(diesel::insert_into(meetings::table)
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
        .await?)
}

/// Whether those whose money moved are members of the club, and on the day if `must_be_active`: that takes the movements
/// that need it, and else the others. They are looked up at once.
pub(super) async fn belong(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    new: &NewMeeting,
    on: NaiveDate,
    must_be_active: bool,
) -> Result<()> {
    let (places, members): (Vec<String>, Vec<MemberId>) = new
        .movements()
        .into_iter()
        .filter(|(_, entry)| entry.kind.needs_active_member() == must_be_active)
        .filter_map(|(place, entry)| Some((place, entry.member_id?)))
        .unzip();
    let place = |index: usize| places.get(index).map_or(String::new(), |at| format!("{at}/member_id"));
    members::store::belong(w, ledger.club_id, &members, must_be_active.then_some(on), place).await
}

/// Every movement that is no loan's, as entries: those that bring money, and those that take it.
async fn movements(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    new: &NewMeeting,
    meeting: MeetingId,
) -> Result<(Vec<Posting>, Vec<Posting>)> {
    let (mut incoming, mut outgoing) = (vec![], vec![]);
    for (place, entry) in &new.movements() {
        let posting = ledger::store::prepare(w, ledger, entry).await.map_err(|e| e.within(place))?;
        let posting = posting.in_meeting(Some(meeting));
        if entry.kind.brings_money() { incoming.push(posting) } else { outgoing.push(posting) }
    }
    Ok((incoming, outgoing))
}

/// A repayment with everything but its entry.
pub(super) async fn prepare(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    on: Day,
    paid: &MeetingPayment,
    meeting: Option<MeetingId>,
) -> Result<PreparedRepayment> {
    let payment = NewRepayment::in_cash(on, paid.amount_vnd, paid.early);
    let loan = repayments::store::hold(w, ledger, paid.loan_id).await?;
    repayments::store::prepare(w, ledger, loan, &payment, meeting).await
}

/// Settles an advance.
pub(super) async fn settle(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    on: Day,
    settled: &MeetingAdvanceSettlement,
    meeting: Option<MeetingId>,
) -> Result<Entry> {
    advances::store::settle(w, ledger, settled.advance_id, &settled.on(on), meeting).await
}

/// The funds into whose cash box the settlement of an advance brought money back.
pub(super) fn returned(settlement: &Entry) -> impl Iterator<Item = FundKind> {
    settlement.lines.iter().filter(|line| line.account == Account::Cash).map(|line| line.fund)
}

/// Hands out the money of an approved loan. Returns its entry, and what the change log says of the loan.
pub(super) async fn disburse(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    on: Day,
    loan: LoanId,
    meeting: Option<MeetingId>,
) -> Result<(Entry, Event)> {
    let before = repayments::store::hold(w, ledger, loan).await?;
    let (after, entry) =
        loans::store::disburse(w, ledger, &before, &NewDisbursement::in_cash(on), meeting).await?;
    Ok((entry, Event::changed("disbursed", &*before, &after)))
}

/// Takes an application.
pub(super) async fn apply(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    application: &LoanApplication,
) -> Result<Loan> {
    // of this club, and so locked with it, or refused
    let borrower = members::store::find(w, application.member_id).await?;
    loans::store::insert(w, ledger, &Held::new(borrower), &application.loan).await
}
