//! Gatherings as stored, as shown and as asked for.

use crate::activity::schema::{gathering_clubs, gatherings};
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ClubId, GatheringId, UnitId, UserId, column};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Kind of gathering.
    pub enum GatheringKind {
        /// Giao ban 6 tháng.
        HalfYear,
        /// Giao ban năm.
        Year,
        /// Theo chuyên đề.
        Thematic,
    }
}

/// A gathering of several clubs (họp giao ban).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = gatherings, check_for_backend(diesel::pg::Pg))]
pub struct Gathering {
    /// UUID of the gathering.
    pub id: GatheringId,
    /// UUID of the commune or province whose clubs met.
    pub unit_id: UnitId,
    /// UUID of that commune; null if it is a province.
    pub commune_id: Option<UnitId>,
    /// UUID of the province in which they met.
    pub province_id: UnitId,
    /// Kind of gathering; one of a kind a day in a place.
    pub kind: GatheringKind,
    /// Day of the gathering.
    pub held_on: NaiveDate,
    /// Place, in words.
    pub place: Option<String>,
    /// Subject of the gathering.
    pub subject: String,
    /// Minutes (biên bản): what was said.
    pub minutes: Option<String>,
    /// Recommendations of the clubs (kiến nghị), in words.
    pub recommendations: Option<String>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for Gathering {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Gathering {
    const ENTITY: &'static str = "gathering";
    const OPEN: &'static [&'static str] = &["id", "unit_id", "commune_id", "province_id", "kind", "held_on"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A club that was invited to a gathering.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[diesel(table_name = gathering_clubs, check_for_backend(diesel::pg::Pg))]
pub struct ClubAtGathering {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Representatives who came of it, in persons; 0 if it was invited and stayed away.
    #[validate(range(min = 0, max = 100))]
    pub representatives: i16,
}

/// A gathering with the clubs that were invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WholeGathering {
    /// The gathering itself.
    #[serde(flatten)]
    pub gathering: Gathering,
    /// Clubs that were invited, in your reach or not.
    pub clubs_invited: i64,
    /// Representatives who came of all these clubs, in persons.
    pub representatives: i64,
    /// Those of the clubs that are in your reach.
    pub clubs: Vec<ClubAtGathering>,
}

impl Versioned for WholeGathering {
    fn version(&self) -> i32 {
        self.gathering.version
    }
}

/// A gathering to be entered (họp giao ban).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "half_year", "held_on": "2026-07-10", "place": "Hội trường xã", "subject": "Giao ban 6 tháng đầu năm", "clubs": [{ "club_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "representatives": 3 }] }))]
pub struct NewGathering {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<GatheringId>,
    /// Kind of gathering; one of a kind a day in a place.
    pub kind: GatheringKind,
    /// Day of the gathering: not in the future.
    pub held_on: Day,
    /// Place, in words.
    pub place: Option<Line<200>>,
    /// Subject of the gathering.
    pub subject: Line<200>,
    /// Minutes (biên bản): what was said.
    pub minutes: Option<Prose<20_000>>,
    /// Recommendations of the clubs (kiến nghị), in words.
    pub recommendations: Option<Prose<5000>>,
    /// Clubs that were invited: each once, each of that commune or province.
    #[validate(length(max = 300), nested)]
    pub clubs: Vec<ClubAtGathering>,
}

/// What a caller may change of a gathering. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "recommendations": "Đề nghị cấp thêm vốn cho các câu lạc bộ mới" }))]
pub struct GatheringPatch {
    /// Place, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub place: Option<Option<Line<200>>>,
    /// Subject of the gathering.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub subject: Option<Line<200>>,
    /// Minutes (biên bản): what was said.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<20_000>>)]
    pub minutes: Option<Option<Prose<20_000>>>,
    /// Recommendations of the clubs (kiến nghị), in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<5000>>)]
    pub recommendations: Option<Option<Prose<5000>>>,
    /// Clubs that were invited, all of them: the former list is replaced.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 300), nested)]
    pub clubs: Option<Vec<ClubAtGathering>>,
}
