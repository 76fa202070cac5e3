//! Terrain as stored and as shown.

use crate::platform::fields::{Day, Line};
use crate::platform::http::Versioned;
use crate::platform::ids::{UnitId, column};
use crate::platform::log::{Audited, Facts};
use crate::territory::schema::{unit_terrains, unit_versions};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Terrain of a commune, by which programmes set their aims.
    pub enum Terrain {
        /// Lowland (đồng bằng).
        Lowland,
        /// Mountain (miền núi).
        Mountain,
        /// Border (biên giới).
        Border,
        /// Island (hải đảo).
        Island,
    }
}

/// On what terrain a commune lies (vùng của xã), from one day to another.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = unit_terrains, check_for_backend(diesel::pg::Pg))]
pub struct UnitTerrain {
    /// UUID of the commune.
    pub unit_id: UnitId,
    /// Terrain of the commune for these dates.
    pub terrain: Terrain,
    /// First day on which that holds.
    pub valid_from: NaiveDate,
    /// Last day on which that holds; `null` while it goes on.
    pub valid_to: Option<NaiveDate>,
    /// Number of the document that classifies the commune.
    pub source: Option<String>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
}

impl Versioned for UnitTerrain {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for UnitTerrain {
    const ENTITY: &'static str = "unit_terrain";
    const OPEN: &'static [&'static str] = &["unit_id", "terrain", "valid_from", "valid_to", "source"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.unit_id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A commune and its terrain, in a list.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = unit_versions, check_for_backend(diesel::pg::Pg))]
pub struct CommuneTerrain {
    /// The commune with its terrain and the dates of that.
    #[serde(flatten)]
    #[diesel(embed)]
    pub terrain: UnitTerrain,
    /// Full name of the commune on the day asked about.
    #[schema(example = "Xã Bình Thành")]
    pub name: String,
    /// UUID of the province in which the commune lies on that day.
    pub province_id: UnitId,
}

/// Filters for a list of communes with their terrain.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TerrainQuery {
    /// Only communes on this terrain.
    pub terrain: Option<Terrain>,
    /// Only communes of this province, by its UUID.
    pub province_id: Option<UnitId>,
    /// The day asked about; today unless told.
    pub on: Option<Day>,
}

/// The terrain of a commune from a day on.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "terrain": "mountain", "valid_from": "2025-07-01", "source": "861/QĐ-TTg" }))]
pub struct NewTerrain {
    /// Terrain of the commune from that day on.
    pub terrain: Terrain,
    /// First day on which that holds: what was said before ends the day before, what was said of later days stays.
    pub valid_from: Day,
    /// Number of the document that classifies the commune.
    pub source: Option<Line<200>>,
}
