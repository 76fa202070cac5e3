//! Clubs as stored and as shown.

use crate::platform::auth::Place;
use crate::platform::error::Code;
use crate::platform::fields::{Day, Line, Prose, SearchText, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ClubId, PlacementId, UnitId, column};
use crate::platform::log::{Audited, Facts};
use crate::register::schema::{club_placements, clubs};
use crate::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Where a club stands in its life.
    pub enum ClubState {
        /// Proposed (đề nghị thành lập).
        Proposed,
        /// Dossier submitted (đã nộp hồ sơ).
        DossierSubmitted,
        /// Established by decision (đã có quyết định thành lập), not yet launched.
        Established,
        /// Launched and active (đã ra mắt, đang hoạt động).
        Active,
        /// Suspended (tạm dừng).
        Suspended,
        /// Đã sáp nhập vào câu lạc bộ khác.
        Merged,
        /// Dissolved (đã giải thể).
        Dissolved,
    }
}

impl ClubState {
    /// Whether its life is over.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Merged | Self::Dissolved)
    }
}

/// A club, as stored and as shown.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = clubs, check_for_backend(diesel::pg::Pg))]
pub struct Club {
    /// UUID of the club, for life, wherever it comes to lie.
    pub id: ClubId,
    /// Commune code at founding and a number; never changed, never given again.
    #[schema(example = "05605-001")]
    pub code: String,
    /// Name of the club in Vietnamese.
    #[schema(example = "CLB Liên thế hệ tự giúp nhau xóm Vũ Hồng 2")]
    pub name: String,
    /// State of the club, from proposal to dissolution.
    pub state: ClubState,
    /// Day from which that state counts.
    pub state_since: NaiveDate,
    /// The hamlet in which it is at home now.
    pub hamlet_id: UnitId,
    /// The commune in which it lies now.
    pub commune_id: UnitId,
    /// The district; null since the districts ended.
    pub district_id: Option<UnitId>,
    /// The province in which it lies now.
    pub province_id: UnitId,
    /// Day on which the club was proposed.
    pub proposed_on: NaiveDate,
    /// Date of the establishment decision (quyết định thành lập).
    pub established_on: Option<NaiveDate>,
    /// Day of the launch (ra mắt).
    pub launched_on: Option<NaiveDate>,
    /// Last day of the club: merged or dissolved.
    pub ended_on: Option<NaiveDate>,
    /// The club into which it was merged.
    pub merged_into: Option<ClubId>,
    /// Where the club meets, for people.
    #[schema(example = "Nhà văn hóa xóm")]
    pub meeting_place: Option<String>,
    /// Day of the month on which it meets.
    #[schema(example = 17)]
    pub meeting_day: Option<i16>,
    /// Free text about the club.
    pub note: Option<String>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// Moment at which the club was entered.
    pub created_at: DateTime<Utc>,
    /// Moment of the last change.
    pub updated_at: DateTime<Utc>,
}

impl Club {
    /// Whether it lies in a place today, or is it.
    #[must_use]
    pub fn lies_in(&self, place: Place) -> bool {
        let path = [Some(self.hamlet_id), Some(self.commune_id), self.district_id, Some(self.province_id)];
        match place {
            Place::Nation => true,
            Place::Club(id) => id == self.id,
            place => path.iter().flatten().any(|id| place.unit() == Some(*id)),
        }
    }
    /// Refuses what a club does before it was established, and everything once it has ended.
    ///
    /// # Errors
    /// 409 with the club's state, or with the day since which it exists.
    pub fn acts_on(&self, day: NaiveDate) -> Result<()> {
        if self.state.has_ended() {
            return Err(Error::from(Code::ClubStateRefuses).with("state", self.state));
        }
        if self.established_on.is_none_or(|first| day < first) {
            return Err(Error::from(Code::DateBeforeFounding).with("established_on", self.established_on));
        }
        Ok(())
    }
}

impl Versioned for Club {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Club {
    const ENTITY: &'static str = "club";
    const OPEN: &'static [&'static str] = &[
        "id",
        "code",
        "name",
        "state",
        "state_since",
        "hamlet_id",
        "commune_id",
        "district_id",
        "province_id",
        "proposed_on",
        "established_on",
        "launched_on",
        "ended_on",
        "merged_into",
        "meeting_day",
    ];
    fn facts(&self) -> Facts {
        Facts::RUNNING
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A hamlet that a club serves, for its dates.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = club_placements, check_for_backend(diesel::pg::Pg))]
pub struct Placement {
    /// UUID of the placement.
    pub id: PlacementId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// The hamlet (thôn, xóm, tổ dân phố).
    pub hamlet_id: UnitId,
    /// Whether the club is at home there; the others it serves beside.
    pub is_main: bool,
    /// First day on which the club serves the hamlet.
    pub valid_from: NaiveDate,
    /// Last day; null while it goes on.
    pub valid_to: Option<NaiveDate>,
}

impl Audited for Placement {
    const ENTITY: &'static str = "placement";
    const OPEN: &'static [&'static str] =
        &["id", "club_id", "hamlet_id", "is_main", "valid_from", "valid_to"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
}

/// Filters for a list of clubs.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClubQuery {
    /// Part of the name, in any spelling of its diacritics.
    #[param(value_type = Option<String>, max_length = 100)]
    pub q: Option<SearchText>,
    /// Only clubs in this state.
    pub state: Option<ClubState>,
    /// Those that lay here on this day; today unless told. The rows themselves are today's.
    pub on: Option<Day>,
}

/// A new club. Where it lies is the hamlet in the path.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "CLB Liên thế hệ tự giúp nhau xóm Vũ Hồng 2", "proposed_on": "2026-03-01", "meeting_day": 17 }))]
pub struct NewClub {
    /// UUIDv7 made by the client; the server makes one where it is absent.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ClubId>,
    /// Name; no two living clubs of a hamlet share one.
    pub name: Line<160>,
    /// Day on which the club was proposed; today unless told.
    pub proposed_on: Option<Day>,
    /// Other hamlets of the same commune that it serves.
    #[serde(default)]
    #[validate(length(max = 30))]
    pub catchment: Vec<UnitId>,
    /// Where the club meets, for people.
    pub meeting_place: Option<Line<160>>,
    /// Day of the month on which it meets.
    #[validate(range(min = 1, max = 31))]
    pub meeting_day: Option<i16>,
    /// Free text about the club.
    pub note: Option<Prose<2000>>,
}

/// Changes to what is said of a club. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "meeting_place": "Nhà văn hóa xóm", "note": null }))]
pub struct ClubPatch {
    /// Name of the club in Vietnamese; at most 160 characters.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub name: Option<Line<160>>,
    /// Where the club meets, for people; `null` clears.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<160>>)]
    pub meeting_place: Option<Option<Line<160>>>,
    /// Day of the month on which it meets.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i16>, minimum = 1, maximum = 31)]
    #[validate(range(min = 1, max = 31))]
    pub meeting_day: Option<Option<i16>>,
    /// Free text about the club; `null` clears.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<2000>>)]
    pub note: Option<Option<Prose<2000>>>,
}
