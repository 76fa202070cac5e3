//! Placements as stored and as shown.

use crate::platform::fields::Day;
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, UnitId};
use crate::platform::log::{Audited, Facts};
use crate::register::clubs::model::Club;
pub use crate::register::clubs::model::Placement;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Where a club lies now: one document, logged as a change of the club.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClubPlaces {
    /// UUID of the club.
    pub club_id: ClubId,
    /// First day from which the club lies so.
    pub valid_from: Option<NaiveDate>,
    /// The hamlet in which it is at home.
    pub hamlet_id: UnitId,
    /// UUIDs of the other hamlets that it serves.
    pub catchment: Vec<UnitId>,
    /// UUID of the commune.
    pub commune_id: UnitId,
    /// The district; null since the districts ended.
    pub district_id: Option<UnitId>,
    /// UUID of the province.
    pub province_id: UnitId,
    /// The club's version; also the `ETag`.
    pub version: i32,
}

impl ClubPlaces {
    /// A club with the placements that are valid today.
    #[must_use]
    pub fn of(club: &Club, placements: &[Placement]) -> Self {
        Self {
            club_id: club.id,
            valid_from: placements.iter().map(|placement| placement.valid_from).max(),
            hamlet_id: club.hamlet_id,
            catchment: placements.iter().filter(|p| !p.is_main).map(|p| p.hamlet_id).collect(),
            commune_id: club.commune_id,
            district_id: club.district_id,
            province_id: club.province_id,
            version: club.version,
        }
    }
}

impl Versioned for ClubPlaces {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for ClubPlaces {
    const ENTITY: &'static str = Club::ENTITY;
    const OPEN: &'static [&'static str] =
        &["club_id", "valid_from", "hamlet_id", "catchment", "commune_id", "district_id", "province_id"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.club_id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// Filter for a list of placements.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlacementQuery {
    /// Only those valid on this day; all unless told.
    pub on: Option<Day>,
}

/// Where a club lies from a day on. What was said for that day and later is replaced.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "valid_from": "2026-07-01", "hamlet_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "catchment": [] }))]
pub struct NewClubPlaces {
    /// First day of the new placement; not in the future.
    pub valid_from: Day,
    /// The hamlet in which it is at home, in your reach.
    pub hamlet_id: UnitId,
    /// Other hamlets of the same commune that it serves.
    #[serde(default)]
    #[validate(length(max = 30))]
    pub catchment: Vec<UnitId>,
}
