//! Series as stored, as shown and as asked for.

use crate::activity::areas::model::Area;
use crate::activity::schema::activity_series;
use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, SeriesId, UserId, column};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Rhythm of a series.
    pub enum SeriesRhythm {
        /// Hằng tháng.
        Monthly,
        /// Hằng tuần.
        Weekly,
    }
}

/// A series of planned activities in one rhythm (lịch hoạt động định kỳ).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = activity_series, check_for_backend(diesel::pg::Pg))]
pub struct ActivitySeries {
    /// UUID of the series.
    pub id: SeriesId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Area (lĩnh vực) to which its activities belong.
    pub area: Area,
    /// Kind of activity, in the club's own words.
    #[schema(example = "Tập dưỡng sinh")]
    pub kind: String,
    /// Title of each of its activities.
    pub title: String,
    /// Place, in words.
    pub place: Option<String>,
    /// Rhythm: monthly or weekly.
    pub rhythm: SeriesRhythm,
    /// Day of the month, 1 to 31, if monthly; in a shorter month, its last day.
    pub day_of_month: Option<i16>,
    /// Day of the week, from 1 for Monday (thứ hai) to 7 for Sunday (chủ nhật), if weekly.
    pub weekday: Option<i16>,
    /// First day of the period in which it runs.
    pub starts_on: NaiveDate,
    /// Last day of that period, as entered.
    pub ends_on: NaiveDate,
    /// Last day, if it was ended early; null otherwise.
    pub ended_on: Option<NaiveDate>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for ActivitySeries {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for ActivitySeries {
    const ENTITY: &'static str = "activity_series";
    const OPEN: &'static [&'static str] =
        &["id", "club_id", "area", "rhythm", "day_of_month", "weekday", "starts_on", "ends_on", "ended_on"];
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

/// A series, and how many days it has in the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountedSeries {
    /// The series itself.
    #[serde(flatten)]
    pub series: ActivitySeries,
    /// Activities of the series that are planned or done.
    #[schema(example = 12)]
    pub days: i64,
}

impl Versioned for CountedSeries {
    fn version(&self) -> i32 {
        self.series.version
    }
}

/// A series of activities, to be entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "area": "sport_culture", "kind": "Văn nghệ", "title": "Tập văn nghệ hằng tháng", "place": "Nhà văn hóa xóm", "rhythm": "monthly", "day_of_month": 17, "starts_on": "2026-12-01", "ends_on": "2027-11-30" }))]
pub struct NewSeries {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<SeriesId>,
    /// Area (lĩnh vực) to which its activities belong.
    pub area: Area,
    /// Kind of activity, in the club's own words.
    pub kind: Line<100>,
    /// Title of each of its activities.
    pub title: Line<200>,
    /// Place, in words.
    pub place: Option<Line<200>>,
    /// Rhythm: monthly or weekly.
    pub rhythm: SeriesRhythm,
    /// Day of the month, 1 to 31, if monthly; in a shorter month, its last day.
    #[validate(range(min = 1, max = 31))]
    pub day_of_month: Option<i16>,
    /// Day of the week, if weekly: 1 is Monday (thứ hai), 7 is Sunday (chủ nhật).
    #[validate(range(min = 1, max = 7))]
    pub weekday: Option<i16>,
    /// First day of the period in which it runs.
    pub starts_on: Day,
    /// Last day of that period: at most two years after the first.
    pub ends_on: Day,
}

/// The early end of a series.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-12-31", "reason": "Đội văn nghệ nghỉ Tết" }))]
pub struct SeriesEnd {
    /// Last day of the series: what is planned later is cancelled.
    pub on: Day,
    /// Reason of the end, in words.
    pub reason: Option<Line<500>>,
}
