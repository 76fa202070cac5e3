//! Health results as encrypted, as recorded and as shown.

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

/// Findings about one member at a health day. Encrypted as a whole: nothing of it stands in a column.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "systolic": 128, "diastolic": 82, "pulse": 74, "weight_g": 52_500, "conclusion": "Sức khỏe loại II", "advice": "Giảm muối" }))]
pub struct HealthFindings {
    /// Systolic blood pressure (huyết áp tâm thu), in mmHg.
    #[validate(range(min = 50, max = 300))]
    pub systolic: Option<i16>,
    /// Diastolic blood pressure (huyết áp tâm trương), in mmHg.
    #[validate(range(min = 20, max = 200))]
    pub diastolic: Option<i16>,
    /// Pulse (mạch), in beats per minute.
    #[validate(range(min = 20, max = 250))]
    pub pulse: Option<i16>,
    /// Weight (cân nặng), in grams.
    #[validate(range(min = 15_000, max = 250_000))]
    pub weight_g: Option<i32>,
    /// Height (chiều cao), in millimetres.
    #[validate(range(min = 800, max = 2_300))]
    pub height_mm: Option<i16>,
    /// Blood sugar (đường huyết), in mmol per 100 litres: 5.6 mmol/l is 560.
    #[validate(range(min = 50, max = 6_000))]
    pub glucose_mmol_per_100l: Option<i16>,
    /// Sight of the left eye (thị lực), in tenths: 10 is 10/10.
    #[validate(range(min = 0, max = 20))]
    pub vision_left: Option<i16>,
    /// Sight of the right eye (thị lực), in tenths: 10 is 10/10.
    #[validate(range(min = 0, max = 20))]
    pub vision_right: Option<i16>,
    /// Other findings, in words.
    pub findings: Option<Prose<2000>>,
    /// Conclusion of the examination (kết luận).
    pub conclusion: Prose<1000>,
    /// Advice that she was given, in words.
    pub advice: Option<Prose<1000>>,
}

/// Nothing of it stands in a log.
impl std::fmt::Debug for HealthFindings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HealthFindings(…)")
    }
}

/// Findings about one member, to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHealthResult {
    /// UUID of an invited member who came and has consented to the use of her health data.
    pub member_id: MemberId,
    /// Findings of the examination.
    #[validate(nested)]
    pub found: HealthFindings,
}

/// Findings about several members at a health day, to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "results": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "found": { "systolic": 128, "diastolic": 82, "pulse": 74, "conclusion": "Sức khỏe loại II" } }] }))]
pub struct NewHealthResults {
    /// Results of 1 to 200 members, each once.
    #[validate(length(min = 1, max = 200), nested)]
    pub results: Vec<NewHealthResult>,
}

/// The acknowledgement of a result: that it is recorded, not what.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Serialize, Deserialize, ToSchema)]
pub struct RecordedHealthResult {
    /// UUID of the health day.
    pub health_event_id: HealthEventId,
    /// UUID of the member.
    pub member_id: MemberId,
    /// UUID of her club.
    pub club_id: ClubId,
    /// Version number of this result: one more with each change, and the value of its `ETag`.
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

/// The acknowledgement of several results, in the order in which they came.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RecordedHealthResults {
    /// Acknowledgements, one for each member.
    pub results: Vec<RecordedHealthResult>,
}

/// All are new.
impl Versioned for RecordedHealthResults {
    fn version(&self) -> i32 {
        1
    }
}

/// A member's result of a health day: tier 3.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HealthResult {
    /// UUID of the health day.
    pub health_event_id: HealthEventId,
    /// Day of the health day.
    pub held_on: NaiveDate,
    /// Kind of the health day.
    pub kind: HealthEventKind,
    /// Title of the health day.
    #[schema(example = "Khám mắt Mắt sáng")]
    pub title: String,
    /// UUID of the member.
    pub member_id: MemberId,
    /// Findings of the examination.
    pub found: HealthFindings,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag` with which it is replaced.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
    /// Time of the last replacement, in UTC.
    pub updated_at: DateTime<Utc>,
}
