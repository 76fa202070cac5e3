//! Exchange visits as stored, as shown and as asked for.

use crate::activity::schema::exchange_visits;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ClubId, ExchangeVisitId, UserId};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::{Counted, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A visit of a club to another, or to somebody from whom it can learn.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = exchange_visits, check_for_backend(diesel::pg::Pg))]
pub struct ExchangeVisit {
    /// Its id.
    pub id: ExchangeVisitId,
    /// The club that went.
    pub club_id: ClubId,
    /// The club that it visited.
    pub host_club_id: Option<ClubId>,
    /// Whom it visited, if no club is named.
    pub host: Option<String>,
    /// When.
    pub visited_on: NaiveDate,
    /// Purpose, in words.
    pub purpose: String,
    /// How many members went.
    pub members: i16,
    /// How many others went.
    pub guests: i16,
    /// What it cost, đồng.
    pub cost_vnd: Option<Vnd>,
    /// What was learnt.
    pub lessons: Option<String>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for ExchangeVisit {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for ExchangeVisit {
    const ENTITY: &'static str = "exchange_visit";
    const OPEN: &'static [&'static str] =
        &["id", "club_id", "host_club_id", "visited_on", "members", "guests", "cost_vnd"];
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

/// A visit to be entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "host": "CLB Liên thế hệ xóm mẫu, xã bên", "visited_on": "2026-09-05", "purpose": "Học cách quản lý quỹ", "members": 8, "guests": 1, "cost_vnd": 1_200_000 }))]
pub struct NewExchangeVisit {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ExchangeVisitId>,
    /// The club visited, if it is in your reach; not the club itself.
    pub host_club_id: Option<ClubId>,
    /// Whom else it visited. One of the two has to be said.
    pub host: Option<Line<200>>,
    /// When: not in the future.
    pub visited_on: Day,
    /// Purpose, in words.
    pub purpose: Line<500>,
    /// How many members went.
    #[validate(range(min = 1, max = 1000))]
    pub members: i16,
    /// How many others went.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    pub guests: i16,
    /// What it cost.
    pub cost_vnd: Option<Counted>,
    /// What was learnt.
    pub lessons: Option<Prose<5000>>,
}

/// What a caller may change. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "lessons": "Họp quỹ hằng tháng, kiểm kê trước mọi người" }))]
pub struct ExchangeVisitPatch {
    /// When: not in the future.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub visited_on: Option<Day>,
    /// Purpose, in words.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub purpose: Option<Line<500>>,
    /// How many members went.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(range(min = 1, max = 1000))]
    pub members: Option<i16>,
    /// How many others went.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(range(min = 0, max = 1000))]
    pub guests: Option<i16>,
    /// What it cost.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Counted>)]
    pub cost_vnd: Option<Option<Counted>>,
    /// What was learnt.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<5000>>)]
    pub lessons: Option<Option<Prose<5000>>>,
}
