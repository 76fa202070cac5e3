//! Health days as stored and as shown. Nothing here names anybody but the list of those who are invited.

use crate::care::schema::health_events;
use crate::platform::disclosure::SuppressibleCount;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ClubId, HealthEventId, MemberId, UnitId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Kind of health day.
    pub enum HealthEventKind {
        /// Khám sức khỏe định kỳ.
        GeneralCheck,
        /// Khám mắt (Mắt sáng).
        Eyes,
        /// Khám sàng lọc.
        Screening,
        /// Đo huyết áp, cân nặng.
        BloodPressure,
        /// Khám răng.
        Dental,
        /// Tiêm chủng.
        Vaccination,
        /// Khác.
        Other,
    }
}

column! { text:
    /// State of a health day.
    pub enum HealthEventState {
        /// Dự kiến.
        Planned,
        /// Đã thực hiện.
        Done,
        /// Đã hủy.
        Cancelled,
    }
}

/// A health day (đợt khám sức khỏe). It names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = health_events, check_for_backend(diesel::pg::Pg))]
pub struct HealthEvent {
    /// UUID of the health day.
    pub id: HealthEventId,
    /// UUID of the commune for which it is held, or of the hamlet of the club that holds it.
    pub unit_id: UnitId,
    /// UUID of the commune in which it is held.
    pub commune_id: UnitId,
    /// UUID of the province in which it is held.
    pub province_id: UnitId,
    /// UUID of the club that holds it; null where the health station does.
    pub club_id: Option<ClubId>,
    /// Planned, done or cancelled.
    pub state: HealthEventState,
    /// Kind of health day.
    pub kind: HealthEventKind,
    /// Title of the health day.
    #[schema(example = "Khám mắt Mắt sáng")]
    pub title: String,
    /// Who examines: the health station (trạm y tế) or a hospital.
    #[schema(example = "Trạm y tế xã")]
    pub provider: String,
    /// Day on which it is held.
    pub held_on: NaiveDate,
    /// Place, in words.
    pub place: Option<String>,
    /// Medicines given out, in general, in words.
    pub medicines: Option<String>,
    /// Examined people who are members of no club, in persons.
    pub community: i32,
    /// Reason of the cancellation, in words; null unless cancelled.
    pub cancelled_reason: Option<String>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
    /// Time of the last change, in UTC.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for HealthEvent {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for HealthEvent {
    const ENTITY: &'static str = "health_event";
    const OPEN: &'static [&'static str] =
        &["id", "unit_id", "commune_id", "club_id", "state", "kind", "held_on", "community"];
    fn facts(&self) -> Facts {
        Facts::DEEDS
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        self.club_id
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A health day to be planned.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "eyes", "title": "Khám mắt Mắt sáng", "provider": "Trạm y tế xã", "held_on": "2026-12-10", "place": "Nhà văn hóa xóm" }))]
pub struct NewHealthEvent {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<HealthEventId>,
    /// Kind of health day.
    pub kind: HealthEventKind,
    /// Title of the health day.
    pub title: Line<200>,
    /// Who examines: the health station (trạm y tế) or a hospital.
    pub provider: Line<200>,
    /// Day on which it is held; it may lie ahead.
    pub held_on: Day,
    /// Place, in words.
    pub place: Option<Line<200>>,
}

/// What a caller may change of a planned health day. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "place": "Trạm y tế xã" }))]
pub struct HealthEventPatch {
    /// Kind of health day.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub kind: Option<HealthEventKind>,
    /// Title of the health day.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub title: Option<Line<200>>,
    /// Who examines: the health station (trạm y tế) or a hospital.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub provider: Option<Line<200>>,
    /// Day on which it is held; it may lie ahead.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub held_on: Option<Day>,
    /// Place, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub place: Option<Option<Line<200>>>,
}

/// The report of a health day.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "attended": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"], "referred": [], "community": 12, "medicines": "Thuốc nhỏ mắt" }))]
pub struct HealthEventReport {
    /// UUIDs of the invited members of the clubs in your reach who came.
    #[validate(length(max = 2000))]
    pub attended: Vec<MemberId>,
    /// UUIDs of those of them who were sent on to a hospital.
    #[validate(length(max = 2000))]
    pub referred: Vec<MemberId>,
    /// Examined people who are members of no club, in persons.
    #[validate(range(min = 0, max = 100_000))]
    pub community: i32,
    /// Medicines given out, in general, in words.
    pub medicines: Option<Prose<1000>>,
}

/// The cancellation of a planned health day.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "Mưa bão" }))]
pub struct HealthEventCancellation {
    /// Reason of the cancellation, in words.
    pub reason: Line<200>,
}

/// All invited members of the clubs in the caller's reach: the former list is replaced.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "members": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"] }))]
pub struct InvitedMembers {
    /// UUIDs of the members, on the day, of clubs of the commune; nobody else stays invited.
    #[validate(length(max = 1000))]
    pub members: Vec<MemberId>,
}

/// A member who is invited to a health day: tier 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HealthEventInvitation {
    /// UUID of the member.
    pub member_id: MemberId,
    /// Full name, family name first.
    #[schema(example = "Nguyễn Thị Mẫu")]
    pub full_name: String,
    /// Year of birth; null if it is not known.
    #[schema(example = 1950)]
    pub birth_year: Option<i32>,
    /// UUID of her club.
    pub club_id: ClubId,
    /// Whether she came; null until it is reported.
    pub attended: Option<bool>,
}

/// A club's members at a health day in persons, before the suppression of small numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Invited members, in persons.
    pub invited: i64,
    /// Those of them who came, in persons.
    pub attended: i64,
    /// Those of them who were sent on to a hospital, in persons.
    pub referred: i64,
}

/// Members at a health day, in persons (người).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExaminedMembers {
    /// Invited members, in persons.
    pub invited: i64,
    /// Those of them who came, in persons; a small number may be suppressed.
    pub attended: SuppressibleCount,
    /// Those who were sent on to a hospital, in persons; a small number may be suppressed.
    pub referred: SuppressibleCount,
}

/// Members of one club at a health day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClubExaminedMembers {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Members of that club, in persons.
    #[serde(flatten)]
    pub examined: ExaminedMembers,
}

/// Counts of a health day, without names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HealthEventSummary {
    /// UUID of the health day.
    pub health_event_id: HealthEventId,
    /// Planned, done or cancelled.
    pub state: HealthEventState,
    /// Members of all clubs, in persons.
    #[serde(flatten)]
    pub examined: ExaminedMembers,
    /// Examined people who are members of no club, in persons.
    pub community: i32,
    /// Counts of each of the clubs in your reach.
    pub clubs: Vec<ClubExaminedMembers>,
}

shown! { HealthEventInvitation: "health_invitation" of |invited| invited.club_id; }
