//! Meetings over HTTP.

use super::model::{Meeting, NewMeeting, RecordedMeeting, WholeMeeting};
use super::store;
use crate::Result;
use crate::auth::{Allowed, can};
use crate::column::{ClubId, MeetingId};
use crate::db::{Change, Db};
use crate::error::Problems;
use crate::http::{Created, IdempotencyKey, Page, PageQuery, Params, Tagged, Valid};
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List a club's meetings, the last first.
#[utoipa::path(tag = "meetings", operation_id = "list_meetings", params(("club_id" = Uuid, Path), PageQuery), responses((status = 200, body = Page<Meeting>, description = "One page"), Problems), security(("bearer" = ["meetings.read"])))]
#[get("/clubs/{club_id}/meetings")]
pub async fn list(
    caller: Allowed<can::ReadMeetings>,
    club: Path<ClubId>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Meeting>> {
    store::list(&mut db.read(&caller).await?, *club, &page).await
}

/// Find a meeting with all that happened in it.
#[utoipa::path(tag = "meetings", operation_id = "find_meeting", params(("meeting_id" = Uuid, Path)), responses((status = 200, body = WholeMeeting, description = "The meeting"), Problems), security(("bearer" = ["ledger.read"])))]
#[get("/meetings/{meeting_id}")]
pub async fn find(
    caller: Allowed<can::ReadLedger>,
    id: Path<MeetingId>,
    db: Data<Db>,
) -> Result<Tagged<WholeMeeting>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Record a whole meeting: who came, and all the money that moved.
///
/// It is taken as a whole or not at all. The cash box of each fund in which cash moved is counted by two; a
/// difference from the ledger has to be explained, and is posted. What is refused says in `at` which line it is.
#[utoipa::path(tag = "meetings", operation_id = "record_meeting", params(("club_id" = Uuid, Path), IdempotencyKey), request_body = NewMeeting, responses((status = 201, body = RecordedMeeting, description = "The meeting"), Problems), security(("bearer" = ["meetings.record"])))]
#[post("/clubs/{club_id}/meetings")]
pub async fn record(
    caller: Allowed<can::RecordMeetings>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewMeeting>,
    db: Data<Db>,
) -> Result<Created<RecordedMeeting>> {
    let meeting = db.write_once(&caller, &key, &*new, async |w| {
        store::record(w, *club, &new).await.map(|(meeting, events)| Change::several(meeting, events))
    });
    meeting.await.map(Created)
}
