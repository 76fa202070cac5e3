//! Meetings over HTTP.

use super::model::{
    Meeting, MeetingMinutes, MeetingPreview, NewMeeting, NewMinutes, RecordedMeeting, WholeMeeting,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::error::Language;
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, MeetingId};
use crate::platform::log::Event;
use actix_web::web::{Data, Path};
use actix_web::{get, post, put};

/// List a club's meetings, newest first.
#[utoipa::path(
    tag = "meetings",
    operation_id = "list_meetings",
    params(("club_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<Meeting>, description = "One page of meetings, without attendance and money")),
    security(("bearer" = [can::ReadMeetings::NAME])),
)]
#[get("/clubs/{club_id}/meetings")]
pub async fn list(
    caller: Allowed<can::ReadMeetings>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Meeting>> {
    store::list(&mut db.read(&caller).await?, *club, &page).await
}

/// Find a meeting with its attendance, resolutions, entries, repayments and cash counts. Recorded in the access
/// log.
#[utoipa::path(
    tag = "meetings",
    operation_id = "find_meeting",
    params(("meeting_id" = Uuid, Path)),
    responses((status = 200, body = WholeMeeting, description = "Meeting, with all that happened in it")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/meetings/{meeting_id}")]
pub async fn find(
    caller: Allowed<can::ReadLedger>,
    id: Path<MeetingId>,
    db: Data<Db>,
) -> Result<Tagged<WholeMeeting>> {
    db.show_many(&caller, async |r| store::find(r, *id).await).await.map(Tagged)
}

/// Record a whole meeting (sinh hoạt): who came, and all the money that moved.
///
/// It is taken as a whole or not at all. The cash box of each fund in which cash moved is counted by two; a
/// difference from the ledger has to be explained, and is posted. A refused meeting says in `refusals` everything that
/// stands against it, with a JSON pointer, the member, and the code and facts that the part alone would be answered with;
/// `code` and `at` are those of the first.
#[utoipa::path(
    tag = "meetings",
    operation_id = "record_meeting",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewMeeting,
    responses((status = 201, body = RecordedMeeting, description = "Meeting as recorded, with entries, repayments and applications")),
    security(("bearer" = [can::RecordMeetings::NAME])),
)]
#[post("/clubs/{club_id}/meetings")]
pub async fn record(
    caller: Allowed<can::RecordMeetings>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewMeeting>,
    db: Data<Db>,
) -> Result<Created<RecordedMeeting>> {
    let meeting = db.write_once(&caller, &key, &*new, async |w| {
        let (meeting, held, events) = store::record(w, *club, &new).await?;
        Ok(Change::several(meeting, held, events))
    });
    meeting.await.map(Created)
}

/// Show what would come of a whole meeting: what each purse should hold, what each repayment would pay, and everything
/// that stands against it. Recorded in the access log.
///
/// Nothing is stored: recorded right after, the same body comes to the same amounts, or is answered with the same
/// refusals. A POST, because a meeting is long; it needs no `Idempotency-Key`.
#[utoipa::path(
    tag = "meetings",
    operation_id = "preview_meeting",
    params(("club_id" = Uuid, Path)),
    request_body = NewMeeting,
    responses((status = 200, body = MeetingPreview, description = "What the meeting would come to")),
    security(("bearer" = [can::RecordMeetings::NAME])),
)]
#[post("/clubs/{club_id}/meetings/previews")]
pub async fn preview(
    caller: Allowed<can::RecordMeetings>,
    club: Path<ClubId>,
    new: Valid<NewMeeting>,
    language: Language,
    db: Data<Db>,
) -> Result<Json<MeetingPreview>> {
    db.preview(&caller, async |w| store::preview(w, *club, &new, language).await).await.map(Json)
}

/// Record a meeting in which no money moved: who came, what was said and what was decided.
#[utoipa::path(
    tag = "meetings",
    operation_id = "take_minutes",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewMinutes,
    responses((status = 201, body = WholeMeeting, description = "Meeting as recorded")),
    security(("bearer" = [can::TakeMinutes::NAME])),
)]
#[post("/clubs/{club_id}/meetings/minutes")]
pub async fn take_minutes(
    caller: Allowed<can::TakeMinutes>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewMinutes>,
    db: Data<Db>,
) -> Result<Created<WholeMeeting>> {
    let meeting = db.write_once(&caller, &key, &*new, async |w| {
        let meeting = store::take(w, *club, &(&*new).into()).await?;
        let event = Event::created(&meeting);
        Ok(Change::one(store::find(w, meeting.id).await?, event))
    });
    meeting.await.map(Created)
}

/// Replace the minutes of a meeting and its resolutions (biên bản, nghị quyết). Recorded in the access log.
#[utoipa::path(
    tag = "meetings",
    operation_id = "replace_minutes",
    params(("meeting_id" = Uuid, Path), IfMatch),
    request_body = MeetingMinutes,
    responses((status = 200, body = WholeMeeting, description = "Meeting, with its new minutes")),
    security(("bearer" = [can::TakeMinutes::NAME])),
)]
#[put("/meetings/{meeting_id}/minutes")]
pub async fn replace_minutes(
    caller: Allowed<can::TakeMinutes>,
    id: Path<MeetingId>,
    etag: IfMatch,
    minutes: Valid<MeetingMinutes>,
    db: Data<Db>,
) -> Result<Tagged<WholeMeeting>> {
    let meeting = db.write(&caller, async |w| {
        let meeting = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update_minutes(w, &meeting, &minutes).await?;
        let event = Event::changed("minutes_taken", &*meeting, &after);
        let whole = store::find(w, after.id).await?;
        w.record_look(&whole).await?; // it shows the money too, which others entered
        Ok(Change::one(whole, event))
    });
    meeting.await.map(Tagged)
}
