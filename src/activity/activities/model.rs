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
    /// How far an activity has come.
    pub enum ActivityState {
        /// Đã lên kế hoạch.
        Planned,
        /// Đã thực hiện.
        Done,
        /// Đã hủy.
        Cancelled,
    }
}

/// An activity. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = activities, check_for_backend(diesel::pg::Pg))]
pub struct Activity {
    /// Its id.
    pub id: ActivityId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// The rhythm to which it belongs.
    pub series_id: Option<SeriesId>,
    /// How far it has come.
    pub state: ActivityState,
    /// Its area (lĩnh vực).
    pub area: Area,
    /// Other areas to which it counts.
    pub more_areas: Vec<Area>,
    /// What kind, in the club's own word.
    #[schema(example = "Tập dưỡng sinh")]
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// At what time of the first day.
    #[schema(example = "07:30:00")]
    pub starts_at: Option<NaiveTime>,
    /// Place, in words.
    pub place: Option<String>,
    /// With whom.
    pub partners: Option<String>,
    /// How many members took part, as persons (người).
    pub members: i32,
    /// How many others took part, as persons.
    pub guests: i32,
    /// Takings-part (lượt): whoever came to three sessions counts three times.
    pub turns: i32,
    /// What it cost, đồng.
    pub cost_vnd: Option<Vnd>,
    /// The entry by which the operating fund paid it.
    pub entry_id: Option<EntryId>,
    /// What came of it.
    pub result: Option<String>,
    /// Why it was cancelled.
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

/// Somebody who took part.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = memberships, check_for_backend(diesel::pg::Pg))]
pub struct ActivityAttendee {
    /// Who.
    #[diesel(column_name = id)]
    pub member_id: MemberId,
    /// Her full name.
    #[diesel(select_expression = persons::full_name)]
    pub full_name: String,
}

/// Which activities.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ActivityQuery {
    /// Only those in this state.
    pub state: Option<ActivityState>,
    /// Only those that count to this area.
    pub area: Option<Area>,
    /// That begin on this day or later.
    pub from: Option<Day>,
    /// That begin on this day or earlier.
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
    /// Its area.
    pub area: Area,
    /// Other areas to which it counts, each once.
    #[serde(default)]
    #[validate(length(max = 7))]
    pub more_areas: Vec<Area>,
    /// What kind, in the club's own word.
    pub kind: Line<100>,
    /// What it is called.
    pub title: Line<200>,
    /// Its first day.
    pub starts_on: Day,
    /// Its last day, at most a year later; the first unless told.
    pub ends_on: Option<Day>,
    /// At what time of the first day.
    #[schema(example = "07:30:00")]
    pub starts_at: Option<NaiveTime>,
    /// Place, in words.
    pub place: Option<Line<200>>,
    /// With whom.
    pub partners: Option<Line<500>>,
    /// What was done, if it was.
    #[validate(nested)]
    pub report: Option<ActivityReport>,
}

/// What was done.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "held_on": "2026-11-21", "members": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"], "guests": 12, "turns": 13, "cost_vnd": 350_000, "partners": "Trạm y tế xã", "result": "Nghe nói chuyện về bệnh tăng huyết áp" }))]
pub struct ActivityReport {
    /// Its first day, if another than planned; not in the future, not in a closed period.
    pub held_on: Option<Day>,
    /// Its last day; as long after the first as planned unless told.
    pub ends_on: Option<Day>,
    /// The members who took part: each once, all of them members on the first day.
    #[validate(length(max = 500))]
    pub members: Option<Vec<MemberId>>,
    /// How many members took part, where there is no list.
    #[validate(range(min = 0, max = 1000))]
    pub member_count: Option<i32>,
    /// How many others took part, as persons.
    #[serde(default)]
    #[validate(range(min = 0, max = 100_000))]
    pub guests: i32,
    /// Takings-part (lượt): at least as many as persons, as many unless told.
    #[validate(range(min = 0, max = 1_000_000))]
    pub turns: Option<i32>,
    /// What it cost; what the entry says, if one is named.
    pub cost_vnd: Option<Counted>,
    /// The entry by which the operating fund paid it. An entry pays one activity.
    pub entry_id: Option<EntryId>,
    /// With whom; as planned unless told.
    pub partners: Option<Line<500>>,
    /// What came of it.
    pub result: Option<Prose<5000>>,
}

/// What a caller may change. Absent leaves alone; `null` clears. Of what is done, only title, place, partners and
/// result.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "Tập dưỡng sinh và đi bộ", "place": "Sân nhà văn hóa" }))]
pub struct ActivityPatch {
    /// Its area.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub area: Option<Area>,
    /// Other areas to which it counts.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 7))]
    pub more_areas: Option<Vec<Area>>,
    /// What kind.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub kind: Option<Line<100>>,
    /// What it is called.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub title: Option<Line<200>>,
    /// Its first day. The last moves with it unless told.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub starts_on: Option<Day>,
    /// Its last day.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub ends_on: Option<Day>,
    /// At what time of the first day.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NaiveTime>, example = "07:30:00")]
    pub starts_at: Option<Option<NaiveTime>>,
    /// Place, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub place: Option<Option<Line<200>>>,
    /// With whom.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<500>>)]
    pub partners: Option<Option<Line<500>>>,
    /// What came of it, of what is done.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<5000>>)]
    pub result: Option<Option<Prose<5000>>>,
}

/// That something planned will not take place.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "Mưa bão" }))]
pub struct ActivityCancellation {
    /// Why.
    pub reason: Line<500>,
}
