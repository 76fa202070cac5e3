//! Volunteers, as stored and as shown.

use crate::care::schema::volunteers;
use crate::platform::fields::{Day, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{CareCaseId, ClubId, MemberId, UserId, VolunteerId};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A member's time as a volunteer who cares for others at home (tình nguyện viên chăm sóc tại nhà).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = volunteers, check_for_backend(diesel::pg::Pg))]
pub struct Volunteer {
    /// UUID of this time as a volunteer; whoever begins again gets another.
    pub id: VolunteerId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUID of the member.
    pub member_id: MemberId,
    /// First day as a volunteer.
    pub since: NaiveDate,
    /// Last day as a volunteer; null while she serves.
    pub until: Option<NaiveDate>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for Volunteer {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Volunteer {
    const ENTITY: &'static str = "volunteer";
    const OPEN: &'static [&'static str] = &["id", "club_id", "member_id", "since", "until"];
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

/// A care case and its volunteers, as far as the end of a volunteer's time changes it. Logged as the care case
/// that it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssignedTo {
    /// UUID of the care case.
    pub id: CareCaseId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUIDs of the volunteers to whom it is assigned.
    pub volunteers: Vec<VolunteerId>,
    /// Version number of the case.
    pub version: i32,
}
impl Audited for AssignedTo {
    const ENTITY: &'static str = "care_case";
    const OPEN: &'static [&'static str] = &["id", "club_id", "volunteers"];
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

/// A volunteer, with what she has done in the last twelve months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServingVolunteer {
    /// The volunteer's own record.
    #[serde(flatten)]
    pub volunteer: Volunteer,
    /// Full name, family name first.
    #[schema(example = "Nguyễn Thị Mẫu")]
    pub full_name: String,
    /// Time spent on visits in the last twelve months, in full hours.
    pub hours: i64,
    /// Visits made in the last twelve months.
    pub visits: i64,
    /// Last day of the last course that she completed and that prepares for this: initial, health or home care;
    /// null without one.
    pub trained_on: Option<NaiveDate>,
}

impl Versioned for ServingVolunteer {
    fn version(&self) -> i32 {
        self.volunteer.version
    }
}

/// A volunteer (tình nguyện viên), to be entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "since": "2026-03-01" }))]
pub struct NewVolunteer {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<VolunteerId>,
    /// UUID of an active member of the club.
    pub member_id: MemberId,
    /// First day as a volunteer: not in the future, nor before she joined.
    pub since: Day,
}

/// The end of somebody's time as a volunteer.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-20" }))]
pub struct VolunteerEnd {
    /// Last day as a volunteer: not in the future, nor before the first.
    pub on: Day,
}
