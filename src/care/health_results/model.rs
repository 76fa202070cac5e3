//! Health results, as sealed, as recorded and as shown.

use crate::care::health_events::model::HealthEventKind;
use crate::platform::fields::Prose;
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, HealthEventId, MemberId, UserId};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What was found. Sealed as a whole: nothing of it stands in a column.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "systolic": 128, "diastolic": 82, "pulse": 74, "weight_g": 52_500, "conclusion": "Sức khỏe loại II", "advice": "Giảm muối" }))]
pub struct HealthFindings {
    /// Upper blood pressure (huyết áp tâm thu), in mmHg.
    #[validate(range(min = 50, max = 300))]
    pub systolic: Option<i16>,
    /// Lower blood pressure (huyết áp tâm trương), in mmHg.
    #[validate(range(min = 20, max = 200))]
    pub diastolic: Option<i16>,
    /// Heartbeats (mạch) a minute.
    #[validate(range(min = 20, max = 250))]
    pub pulse: Option<i16>,
    /// Weight, in grams.
    #[validate(range(min = 15_000, max = 250_000))]
    pub weight_g: Option<i32>,
    /// Height, in millimetres.
    #[validate(range(min = 800, max = 2_300))]
    pub height_mm: Option<i16>,
    /// Blood sugar (đường huyết), in hundredths of a mmol a litre: 5.6 mmol/l is 560.
    #[validate(range(min = 50, max = 6_000))]
    pub glucose_mmol_per_100l: Option<i16>,
    /// Sight of the left eye (thị lực), in tenths: 10 is 10/10.
    #[validate(range(min = 0, max = 20))]
    pub vision_left: Option<i16>,
    /// Sight of the right eye, in tenths.
    #[validate(range(min = 0, max = 20))]
    pub vision_right: Option<i16>,
    /// What else was seen.
    pub findings: Option<Prose<2000>>,
    /// What it comes to (kết luận).
    pub conclusion: Prose<1000>,
    /// What she was told to do.
    pub advice: Option<Prose<1000>>,
}

/// Nothing of it stands in a log.
impl std::fmt::Debug for HealthFindings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HealthFindings(…)")
    }
}

/// What was found of one member.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHealthResult {
    /// Who: somebody invited who came, and has consented to the use of her health data.
    pub member_id: MemberId,
    /// What.
    #[validate(nested)]
    pub found: HealthFindings,
}

/// What was found at a health day, of several members.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "results": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "found": { "systolic": 128, "diastolic": 82, "pulse": 74, "conclusion": "Sức khỏe loại II" } }] }))]
pub struct NewHealthResults {
    /// Each member once.
    #[validate(length(min = 1, max = 200), nested)]
    pub results: Vec<NewHealthResult>,
}

/// That a result is recorded; not what.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Serialize, Deserialize, ToSchema)]
pub struct RecordedHealthResult {
    /// UUID of the health day.
    pub health_event_id: HealthEventId,
    /// UUID of the member.
    pub member_id: MemberId,
    /// Her club.
    pub club_id: ClubId,
    /// Counts the changes; also the `ETag` of this result.
    pub version: i32,
}

impl Versioned for RecordedHealthResult {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for RecordedHealthResult {
    const ENTITY: &'static str = "health_result";
    const OPEN: &'static [&'static str] = &["health_event_id", "member_id", "club_id"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.member_id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// That results are recorded, in the order in which they came.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RecordedHealthResults {
    /// One for each member.
    pub results: Vec<RecordedHealthResult>,
}

/// All are new.
impl Versioned for RecordedHealthResults {
    fn version(&self) -> i32 {
        1
    }
}

/// What was found of a member at a health day: tier 3.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HealthResult {
    /// UUID of the health day.
    pub health_event_id: HealthEventId,
    /// When it was.
    pub held_on: NaiveDate,
    /// Of what kind.
    pub kind: HealthEventKind,
    /// What it was called.
    #[schema(example = "Khám mắt Mắt sáng")]
    pub title: String,
    /// UUID of the member.
    pub member_id: MemberId,
    /// What was found.
    pub found: HealthFindings,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Counts the changes; also the `ETag` with which it is replaced.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
    /// Time of the last replacement, in UTC.
    pub updated_at: DateTime<Utc>,
}
