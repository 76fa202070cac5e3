//! Awards as stored and as shown.

use crate::activity::schema::awards;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{AwardId, ClubId, MemberId, UserId, column};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Title of an award (danh hiệu, hình thức khen thưởng).
    pub enum AwardTitle {
        /// Giấy khen.
        Commendation,
        /// Bằng khen.
        CertificateOfMerit,
        /// Kỷ niệm chương, huy hiệu.
        Medal,
        /// Cờ thi đua.
        EmulationFlag,
        /// Hình thức khác.
        Other,
    }
}

column! { text:
    /// Level at which an award was decided.
    pub enum AwardLevel {
        /// Cấp xã.
        Commune,
        /// Cấp huyện, until the districts ended on 30 June 2025.
        District,
        /// Cấp tỉnh.
        Province,
        /// Bộ, ban, ngành, đoàn thể trung ương.
        Ministry,
        /// Cấp nhà nước.
        National,
    }
}

impl AwardLevel {
    /// Whether anybody at this level could decide on a day.
    #[must_use]
    pub fn stood_on(self, day: NaiveDate) -> bool {
        let last_day_of_districts = NaiveDate::from_ymd_opt(2025, 6, 30).unwrap_or_default();
        self != Self::District || day <= last_day_of_districts
    }
}

/// An award (khen thưởng) to a club or to one of its members.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = awards, check_for_backend(diesel::pg::Pg))]
pub struct Award {
    /// UUID of the award.
    pub id: AwardId,
    /// UUID of the club, or of the club of the member.
    pub club_id: ClubId,
    /// UUID of the member to whom it was given; null where it was given to the club.
    pub member_id: Option<MemberId>,
    /// Title of the award.
    pub title: AwardTitle,
    /// Level at which it was decided.
    pub level: AwardLevel,
    /// Number of the decision (số quyết định).
    pub decision_number: Option<String>,
    /// Day of the decision.
    pub decided_on: NaiveDate,
    /// Achievement for which it was given (thành tích), in words.
    pub reason: String,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for Award {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Award {
    const ENTITY: &'static str = "award";
    const OPEN: &'static [&'static str] = &["id", "club_id", "member_id", "title", "level", "decided_on"];
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

/// An award (khen thưởng), to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "commendation", "level": "commune", "decision_number": "45/QĐ-UBND", "decided_on": "2026-10-01", "reason": "Câu lạc bộ hoạt động hiệu quả năm 2026" }))]
pub struct NewAward {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<AwardId>,
    /// UUID of the member to whom it was given: of this club now or once. The club itself, unless told.
    pub member_id: Option<MemberId>,
    /// Title of the award.
    pub title: AwardTitle,
    /// Level at which it was decided; no district decided anything after 30 June 2025.
    pub level: AwardLevel,
    /// Number of the decision (số quyết định).
    pub decision_number: Option<Line<60>>,
    /// Day of the decision; not in the future.
    pub decided_on: Day,
    /// Achievement for which it was given (thành tích), in words.
    pub reason: Prose<1000>,
}

/// What a caller may change of an award. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "decision_number": "46/QĐ-UBND" }))]
pub struct AwardPatch {
    /// Title of the award.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub title: Option<AwardTitle>,
    /// Level at which it was decided.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub level: Option<AwardLevel>,
    /// Number of the decision (số quyết định).
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<60>>)]
    pub decision_number: Option<Option<Line<60>>>,
    /// Day of the decision; not in the future.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub decided_on: Option<Day>,
    /// Achievement for which it was given (thành tích), in words.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub reason: Option<Prose<1000>>,
}
