//! A meeting as stored and as shown: who came, what was resolved, and all that happened in it.

use crate::money::cash_counts::model::KeptCashCount;
use crate::money::ledger::model::Entry;
use crate::money::loans::model::Loan;
use crate::money::repayments::model::Repayment;
use crate::money::schema::{meeting_attendances, meeting_resolutions, meetings};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, MeetingId, MemberId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Kind of meeting (sinh hoạt, họp).
    pub enum MeetingKind {
        /// Sinh hoạt hằng tháng.
        Monthly,
        /// Sinh hoạt bất thường.
        Extraordinary,
        /// Họp ban chủ nhiệm.
        Board,
        /// Họp thành lập.
        Founding,
        /// Tổng kết năm.
        Annual,
    }
}

column! { text:
    /// Whether a member came: present, excused or absent.
    pub enum MeetingPresence {
        /// Có mặt.
        Present,
        /// Vắng có phép.
        Excused,
        /// Vắng.
        Absent,
    }
}

/// A meeting of a club (buổi sinh hoạt).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = meetings, check_for_backend(diesel::pg::Pg))]
pub struct Meeting {
    /// UUID of the meeting.
    pub id: MeetingId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Kind of meeting; one of a kind a day.
    pub kind: MeetingKind,
    /// Day of the meeting.
    pub held_on: NaiveDate,
    /// Place, in words.
    pub place: Option<String>,
    /// Minutes (biên bản): what was said and decided.
    pub minutes: Option<String>,
    /// Guests, in persons: those who came and are not members.
    pub guests: i16,
    /// Members who came, in persons.
    pub present: i16,
    /// UUID of the user who sent it.
    pub recorded_by: UserId,
    /// Time by the clock of the phone that recorded it, in UTC; no order follows from it.
    pub recorded_at: Option<DateTime<Utc>>,
    /// Version number: one more with each change.
    pub version: i32,
    /// Time at which it reached the server, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for Meeting {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Meeting {
    const ENTITY: &'static str = "meeting";
    const OPEN: &'static [&'static str] = &["id", "club_id", "kind", "held_on", "guests", "present"];
    fn facts(&self) -> Facts {
        Facts::DEEDS
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// Whether a member came to a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[diesel(table_name = meeting_attendances, check_for_backend(diesel::pg::Pg))]
pub struct MeetingAttendance {
    /// UUID of the member.
    pub member_id: MemberId,
    /// Present, excused or absent.
    pub presence: MeetingPresence,
}

/// What a meeting decided (nghị quyết, kết luận).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = meeting_resolutions, check_for_backend(diesel::pg::Pg))]
pub struct MeetingResolution {
    /// Place in the minutes, from 1.
    pub position: i16,
    /// Text of the resolution.
    pub text: String,
    /// Votes in favour; null if nobody counted.
    pub in_favour: Option<i16>,
    /// Votes against; null if nobody counted.
    pub against: Option<i16>,
    /// Abstentions; null if nobody counted.
    pub abstained: Option<i16>,
    /// Whether the members read it with the published accounts (công khai).
    pub published: bool,
}

/// A meeting with all that happened in it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WholeMeeting {
    /// The meeting itself.
    #[serde(flatten)]
    pub meeting: Meeting,
    /// Attendance, one item for each member who was listed.
    pub attendance: Vec<MeetingAttendance>,
    /// Resolutions, in the order of the minutes.
    pub resolutions: Vec<MeetingResolution>,
    /// Entries of the ledger, in the order in which they were posted. Each has a receipt code.
    pub entries: Vec<Entry>,
    /// Repayments of loans, line by line.
    pub repayments: Vec<Repayment>,
    /// Counts of the cash box, one for each fund counted.
    pub cash_counts: Vec<KeptCashCount>,
}

impl Versioned for WholeMeeting {
    fn version(&self) -> i32 {
        self.meeting.version
    }
}

/// A meeting as it was recorded, with the applications that were taken in it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RecordedMeeting {
    /// The meeting with all that happened in it.
    #[serde(flatten)]
    pub meeting: WholeMeeting,
    /// Applications for loans that were taken in it.
    pub applications: Vec<Loan>,
}

impl Versioned for RecordedMeeting {
    fn version(&self) -> i32 {
        self.meeting.version()
    }
}

shown! { WholeMeeting: "meeting" of |meeting| meeting.meeting.club_id; }
