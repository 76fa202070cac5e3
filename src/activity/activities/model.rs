//! Activities as stored, as shown and as asked for.

use crate::activity::areas::model::Area;
use crate::activity::schema::activities;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ActivityId, ClubId, EntryId, MemberId, SeriesId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::{Counted, Vnd};
use crate::register::tables::{memberships, persons};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// State of an activity.
    pub enum ActivityState {
        /// Đã lên kế hoạch.
        Planned,
        /// Đã thực hiện.
        Done,
        /// Đã hủy.
        Cancelled,
    }
}

/// An activity (hoạt động) of a club. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = activities, check_for_backend(diesel::pg::Pg))]
pub struct Activity {
    /// UUID of the activity.
    pub id: ActivityId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUID of the series to which it belongs; null if it stands alone.
    pub series_id: Option<SeriesId>,
    /// State of the activity.
    pub state: ActivityState,
    /// Area (lĩnh vực) to which it belongs.
    pub area: Area,
    /// Other areas for which it counts too.
    pub more_areas: Vec<Area>,
    /// Kind of activity, in the club's own words.
    #[schema(example = "Tập dưỡng sinh")]
    pub kind: String,
    /// Title, as it stands in the calendar.
    pub title: String,
    /// First day of the activity.
    pub starts_on: NaiveDate,
    /// Last day of the activity, included.
    pub ends_on: NaiveDate,
    /// Time of day at which it begins on its first day, local time.
    #[schema(example = "07:30:00")]
    pub starts_at: Option<NaiveTime>,
    /// Place, in words.
    pub place: Option<String>,
    /// Partners with whom it is held, in words.
    pub partners: Option<String>,
    /// Members who took part, in persons (người).
    pub members: i32,
    /// Others who took part, in persons (người).
    pub guests: i32,
    /// Takings-part (lượt): whoever came to three sessions counts three times.
    pub turns: i32,
    /// Cost, đồng; null where it is not known.
    pub cost_vnd: Option<Vnd>,
    /// UUID of the ledger entry by which the operating fund paid it.
    pub entry_id: Option<EntryId>,
    /// Result of the activity, in words.
    pub result: Option<String>,
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

impl Versioned for Activity {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Activity {
    const ENTITY: &'static str = "activity";
    const OPEN: &'static [&'static str] = &[
        "id",
        "club_id",
        "series_id",
        "state",
        "area",
        "more_areas",
        "starts_on",
        "ends_on",
        "starts_at",
        "members",
        "guests",
        "turns",
        "cost_vnd",
        "entry_id",
    ];
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

/// A member who took part in an activity.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = memberships, check_for_backend(diesel::pg::Pg))]
pub struct ActivityAttendee {
    /// UUID of the member.
    #[diesel(column_name = id)]
    pub member_id: MemberId,
    /// Full name, family name first.
    #[diesel(select_expression = persons::full_name)]
    pub full_name: String,
}

/// Filters of the list of activities.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ActivityQuery {
    /// Only activities in this state.
    pub state: Option<ActivityState>,
    /// Only activities that count for this area.
    pub area: Option<Area>,
    /// Only activities that begin on this day or later.
    pub from: Option<Day>,
    /// Only activities that begin on this day or earlier.
    pub to: Option<Day>,
}

/// An activity to be entered: planned, or done already if it comes with its report.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "area": "sport_culture", "more_areas": ["health_care"], "kind": "Tập dưỡng sinh", "title": "Tập dưỡng sinh tuần 4", "starts_on": "2026-11-28", "starts_at": "06:00:00", "place": "Nhà văn hóa xóm" }))]
pub struct NewActivity {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ActivityId>,
    /// Area (lĩnh vực) to which it belongs.
    pub area: Area,
    /// Other areas for which it counts too, each once.
    #[serde(default)]
    #[validate(length(max = 7))]
    pub more_areas: Vec<Area>,
    /// Kind of activity, in the club's own words.
    pub kind: Line<100>,
    /// Title, as it stands in the calendar.
    pub title: Line<200>,
    /// First day of the activity.
    pub starts_on: Day,
    /// Last day of the activity, at most a year after the first; the first unless told.
    pub ends_on: Option<Day>,
    /// Time of day at which it begins on its first day, local time.
    #[schema(example = "07:30:00")]
    pub starts_at: Option<NaiveTime>,
    /// Place, in words.
    pub place: Option<Line<200>>,
    /// Partners with whom it is held, in words.
    pub partners: Option<Line<500>>,
    /// Report, if it is done already.
    #[validate(nested)]
    pub report: Option<ActivityReport>,
}

/// The report of an activity that was done.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "held_on": "2026-11-21", "members": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"], "guests": 12, "turns": 13, "cost_vnd": 350_000, "partners": "Trạm y tế xã", "result": "Nghe nói chuyện về bệnh tăng huyết áp" }))]
pub struct ActivityReport {
    /// First day, if another than planned; not in the future, not in a closed period.
    pub held_on: Option<Day>,
    /// Last day; as long after the first as planned unless told.
    pub ends_on: Option<Day>,
    /// UUIDs of the members who took part: each once, all of them members on the first day.
    #[validate(length(max = 500))]
    pub members: Option<Vec<MemberId>>,
    /// Members who took part, in persons (người), where there is no list.
    #[validate(range(min = 0, max = 1000))]
    pub member_count: Option<i32>,
    /// Others who took part, in persons (người).
    #[serde(default)]
    #[validate(range(min = 0, max = 100_000))]
    pub guests: i32,
    /// Takings-part (lượt): at least as many as persons, as many unless told.
    #[validate(range(min = 0, max = 1_000_000))]
    pub turns: Option<i32>,
    /// Cost, whole đồng; what the entry says, if one is named.
    pub cost_vnd: Option<Counted>,
    /// UUID of the ledger entry by which the operating fund paid it. An entry pays one activity.
    pub entry_id: Option<EntryId>,
    /// Partners with whom it was held, in words; as planned unless told.
    pub partners: Option<Line<500>>,
    /// Result of the activity, in words.
    pub result: Option<Prose<5000>>,
}

/// What a caller may change of an activity. Absent leaves alone; `null` clears. Of what is done, only title,
/// place, partners and result.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "Tập dưỡng sinh và đi bộ", "place": "Sân nhà văn hóa" }))]
pub struct ActivityPatch {
    /// Area (lĩnh vực) to which it belongs.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub area: Option<Area>,
    /// Other areas for which it counts too.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 7))]
    pub more_areas: Option<Vec<Area>>,
    /// Kind of activity, in the club's own words.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub kind: Option<Line<100>>,
    /// Title, as it stands in the calendar.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub title: Option<Line<200>>,
    /// First day of the activity. The last moves with it unless told.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub starts_on: Option<Day>,
    /// Last day of the activity, included.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub ends_on: Option<Day>,
    /// Time of day at which it begins on its first day, local time.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NaiveTime>, example = "07:30:00")]
    pub starts_at: Option<Option<NaiveTime>>,
    /// Place, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub place: Option<Option<Line<200>>>,
    /// Partners with whom it is held, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<500>>)]
    pub partners: Option<Option<Line<500>>>,
    /// Result in words, of an activity that is done.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<5000>>)]
    pub result: Option<Option<Prose<5000>>>,
}

/// The cancellation of a planned activity.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "Mưa bão" }))]
pub struct ActivityCancellation {
    /// Reason of the cancellation, in words.
    pub reason: Line<500>,
}
