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

/// A visit of a club to another, or to a model elsewhere from which it can learn (tham quan, giao lưu).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = exchange_visits, check_for_backend(diesel::pg::Pg))]
pub struct ExchangeVisit {
    /// UUID of the visit.
    pub id: ExchangeVisitId,
    /// UUID of the club that went.
    pub club_id: ClubId,
    /// UUID of the club that it visited; null if it was none, or is not known here.
    pub host_club_id: Option<ClubId>,
    /// Name of the host, if no club is named.
    pub host: Option<String>,
    /// Day of the visit.
    pub visited_on: NaiveDate,
    /// Purpose, in words.
    pub purpose: String,
    /// Members who went, in persons.
    pub members: i16,
    /// Others who went, in persons.
    pub guests: i16,
    /// Cost, đồng; null where it is not known.
    pub cost_vnd: Option<Vnd>,
    /// Lessons learnt, in words.
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

/// An exchange visit, to be entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "host": "CLB Liên thế hệ xóm mẫu, xã bên", "visited_on": "2026-09-05", "purpose": "Học cách quản lý quỹ", "members": 8, "guests": 1, "cost_vnd": 1_200_000 }))]
pub struct NewExchangeVisit {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ExchangeVisitId>,
    /// UUID of the club visited, if it is in your reach; not the club itself.
    pub host_club_id: Option<ClubId>,
    /// Name of another host. Either this or the club has to be said.
    pub host: Option<Line<200>>,
    /// Day of the visit: not in the future.
    pub visited_on: Day,
    /// Purpose, in words.
    pub purpose: Line<500>,
    /// Members who went, in persons.
    #[validate(range(min = 1, max = 1000))]
    pub members: i16,
    /// Others who went, in persons; none unless told.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    pub guests: i16,
    /// Cost, whole đồng.
    pub cost_vnd: Option<Counted>,
    /// Lessons learnt, in words.
    pub lessons: Option<Prose<5000>>,
}

/// What a caller may change of an exchange visit. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "lessons": "Họp quỹ hằng tháng, kiểm kê trước mọi người" }))]
pub struct ExchangeVisitPatch {
    /// Day of the visit: not in the future.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub visited_on: Option<Day>,
    /// Purpose, in words.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub purpose: Option<Line<500>>,
    /// Members who went, in persons.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(range(min = 1, max = 1000))]
    pub members: Option<i16>,
    /// Others who went, in persons.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(range(min = 0, max = 1000))]
    pub guests: Option<i16>,
    /// Cost, whole đồng.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Counted>)]
    pub cost_vnd: Option<Option<Counted>>,
    /// Lessons learnt, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<5000>>)]
    pub lessons: Option<Option<Prose<5000>>>,
}
