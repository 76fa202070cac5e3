//! Visits as stored, as shown and as recorded.

use crate::care::care_cases::model::CareService;
use crate::care::schema::care_visits;
use crate::platform::error::FieldCode;
use crate::platform::fields::{Day, Moment, Prose, client_made};
use crate::platform::http::{Cursor, PageQuery, Versioned};
use crate::platform::ids::{CareCaseId, CareVisitId, ClubId, UserId, VolunteerId, column};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, NaiveTime, Timelike, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

column! { text:
    /// What is doubtful about a visit; no reason to refuse it.
    pub enum CareVisitWarning {
        /// Tình nguyện viên đang ở nơi khác vào giờ đó.
        VolunteerElsewhere,
        /// Ghi muộn hơn 31 ngày.
        LateEntry,
        /// Ca này không được giao cho tình nguyện viên đó vào ngày đó.
        NotAssigned,
    }
}

/// A visit to somebody cared for at home, without what was noted.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = care_visits, check_for_backend(diesel::pg::Pg))]
pub struct CareVisit {
    /// UUID of the visit.
    pub id: CareVisitId,
    /// UUID of the care case.
    pub case_id: CareCaseId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Day of the visit.
    pub visited_on: NaiveDate,
    /// Time of day at which it began, local time; null if it is not known.
    pub starts_at: Option<NaiveTime>,
    /// Duration in minutes.
    pub minutes: i16,
    /// Services done, each once.
    pub services: Vec<CareService>,
    /// Doubts about the visit; none was a reason to refuse it.
    pub warnings: Vec<CareVisitWarning>,
    /// UUID of the user who sent it.
    pub recorded_by: UserId,
    /// Time by the clock of the phone that recorded it, in UTC; no order follows from it.
    pub recorded_at: Option<DateTime<Utc>>,
    /// Version number: one more with each change.
    pub version: i32,
    /// Time at which it reached the server, in UTC.
    pub created_at: DateTime<Utc>,
}

/// A visit, and who made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordedCareVisit {
    /// The visit itself.
    #[serde(flatten)]
    pub visit: CareVisit,
    /// UUIDs of the volunteers who came.
    pub volunteers: Vec<VolunteerId>,
}
impl Versioned for RecordedCareVisit {
    fn version(&self) -> i32 {
        self.visit.version
    }
}

/// A visit with what was noted: tier 3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WholeCareVisit {
    /// The visit, and who made it.
    #[serde(flatten)]
    pub recorded: RecordedCareVisit,
    /// What the volunteers noted, in words.
    pub note: Option<String>,
}
impl Audited for WholeCareVisit {
    const ENTITY: &'static str = "care_visit";
    const OPEN: &'static [&'static str] =
        &["id", "case_id", "club_id", "visited_on", "starts_at", "minutes", "warnings", "volunteers"];
    fn facts(&self) -> Facts {
        Facts::DEEDS
    }
    fn entity_id(&self) -> Uuid {
        self.recorded.visit.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.recorded.visit.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.recorded.visit.version)
    }
}

/// Page of the visits of a case: a phone never gets hundreds at once.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VisitPage {
    /// The `next` of the page before; opaque.
    #[param(value_type = Option<String>, max_length = 600)]
    pub after: Option<Cursor>,
    /// Visits on the page: 1 to 50, 20 unless told.
    #[serde(default = "twenty")]
    #[validate(range(min = 1, max = 50))]
    #[param(default = 20, minimum = 1, maximum = 50)]
    pub limit: i64,
}
fn twenty() -> i64 {
    20
}
impl From<&VisitPage> for PageQuery {
    fn from(page: &VisitPage) -> Self {
        Self { after: page.after.clone(), limit: page.limit }
    }
}

/// A visit to somebody cared for at home, to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "visited_on": "2026-11-20", "starts_at": "08:30:00", "minutes": 60, "services": ["company", "blood_pressure"], "volunteers": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"], "note": "Bà khỏe hơn tuần trước." }))]
pub struct NewCareVisit {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<CareVisitId>,
    /// Day of the visit: not in the future, and one on which she was being cared for.
    pub visited_on: Day,
    /// Time of day at which it began, local time, if it is known.
    #[validate(custom(function = "on_the_clock"))]
    pub starts_at: Option<NaiveTime>,
    /// Duration in minutes, 1 to 720.
    #[validate(range(min = 1, max = 720))]
    #[schema(minimum = 1, maximum = 720)]
    pub minutes: i16,
    /// Services done, each once.
    #[validate(length(min = 1, max = 11), custom(function = "each_once"))]
    #[schema(min_items = 1, max_items = 11)]
    pub services: Vec<CareService>,
    /// UUIDs of the volunteers of the club who came, 1 to 4.
    #[validate(length(min = 1, max = 4))]
    #[schema(min_items = 1, max_items = 4)]
    pub volunteers: Vec<VolunteerId>,
    /// What they noted, in words: seen by those who may see the case, and recorded when they do.
    pub note: Option<Prose<2000>>,
    /// Time by the clock of the phone that recorded it, in UTC; no order follows from it.
    pub recorded_at: Option<Moment>,
}

/// A time as clocks show it: the database knows no sixty-first second.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "validator hands over a reference")]
fn on_the_clock(time: &NaiveTime) -> Result<(), ValidationError> {
    if time.nanosecond() < 1_000_000_000 {
        return Ok(());
    }
    Err(ValidationError::new(FieldCode::Range.into()))
}

fn each_once(services: &[CareService]) -> Result<(), ValidationError> {
    let repeated =
        services.iter().enumerate().any(|(at, service)| services.iter().take(at).any(|s| s == service));
    if repeated { Err(ValidationError::new(FieldCode::Repeated.into())) } else { Ok(()) }
}
