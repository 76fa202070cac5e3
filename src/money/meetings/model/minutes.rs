//! Minutes as they are taken and replaced, of meetings in which no money moved.

use super::{MeetingAttendance, MeetingKind, NewMeeting};
use crate::platform::fields::{Day, Line, Moment, Prose, client_made};
use crate::platform::ids::MeetingId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A resolution to be recorded. Its votes together are no more than those who came, if it is known who did.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewResolution {
    /// Text of the resolution.
    pub text: Prose<2000>,
    /// Votes in favour, if they were counted.
    #[validate(range(min = 0, max = 1000))]
    pub in_favour: Option<i16>,
    /// Votes against, if they were counted.
    #[validate(range(min = 0, max = 1000))]
    pub against: Option<i16>,
    /// Abstentions, if they were counted.
    #[validate(range(min = 0, max = 1000))]
    pub abstained: Option<i16>,
    /// Whether the members read it with the published accounts (công khai): only if it names nobody's debt or savings.
    /// They do not unless told.
    #[serde(default)]
    pub published: bool,
}

/// The minutes of a meeting (biên bản) that replace the former ones.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "minutes": "Đánh giá công tác tháng, bàn kế hoạch tháng sau.", "resolutions": [{ "text": "Tổ chức khám sức khỏe trong tháng 12", "in_favour": 1, "against": 0, "abstained": 0 }] }))]
pub struct MeetingMinutes {
    /// What was said, in words.
    pub minutes: Option<Prose<20_000>>,
    /// Resolutions, in order.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub resolutions: Vec<NewResolution>,
}

/// A meeting in which no money moved, whose minutes chair or secretary take.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "board", "held_on": "2026-11-20", "place": "Nhà văn hóa xóm", "minutes": "Bàn kế hoạch quý I.",
    "attendance": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "presence": "present" }],
    "resolutions": [{ "text": "Thông qua kế hoạch quý I", "in_favour": 1 }]
}))]
pub struct NewMinutes {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<MeetingId>,
    /// Kind of meeting; one of a kind a day.
    pub kind: MeetingKind,
    /// Day of the meeting: not in the future.
    pub held_on: Day,
    /// Place, in words.
    pub place: Option<Line<200>>,
    /// What was said, in words.
    pub minutes: Option<Prose<20_000>>,
    /// Guests, in persons: those who came and are not members.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    pub guests: i16,
    /// Time by the clock of the phone that recorded it, in UTC; no order follows from it.
    pub recorded_at: Option<Moment>,
    /// Attendance: each member once, all of them members on that day.
    #[validate(length(max = 500), nested)]
    pub attendance: Vec<MeetingAttendance>,
    /// Resolutions, in order.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub resolutions: Vec<NewResolution>,
}

/// A meeting without money is one in which nothing of all that happened.
impl From<&NewMinutes> for NewMeeting {
    fn from(new: &NewMinutes) -> Self {
        let new = new.clone();
        Self {
            id: new.id,
            kind: new.kind,
            held_on: new.held_on,
            place: new.place,
            minutes: new.minutes,
            guests: new.guests,
            recorded_at: new.recorded_at,
            attendance: new.attendance,
            resolutions: new.resolutions,
            contributions: vec![],
            savings_deposits: vec![],
            savings_withdrawals: vec![],
            repayments: vec![],
            advance_settlements: vec![],
            others: vec![],
            applications: vec![],
            disbursements: vec![],
            cash_counts: vec![],
        }
    }
}
