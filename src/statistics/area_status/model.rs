//! Activity by area, as shown.

use crate::activity::areas::model::{Area, CatalogueArea};
use crate::platform::fields::{Day, Line};
use crate::platform::ids::{ClubId, column};
use crate::statistics::schema::area_evidence;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// What shows that a club was active in an area.
    pub enum EvidenceSource {
        /// An activity that was done.
        Activity,
        /// A loan handed out.
        Loan,
        /// A health day to which members came.
        HealthEvent,
        /// A visit of volunteers at home.
        CareVisit,
        /// Help that members gave.
        SelfHelpAction,
        /// A right that the club stood up for.
        RightsCase,
        /// Something that was given to the club.
        MobilisedResource,
    }
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = area_evidence, check_for_backend(diesel::pg::Pg))]
pub struct AreaEvidence {
    /// When.
    #[diesel(column_name = on_day)]
    pub on: NaiveDate,
    /// What.
    pub source: EvidenceSource,
    /// Its id, under which it is found where it lives.
    pub id: Uuid,
}

/// How much evidence there is of an area, and the day of the last piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pieces {
    /// Of which area.
    pub area: Area,
    /// How many.
    pub count: i64,
    /// When the last.
    pub last_on: NaiveDate,
}

/// Which period, and whose list of areas.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AreaStatusQuery {
    /// From this day on; a year before `to` unless told.
    pub from: Option<Day>,
    /// Through this day; today unless told.
    pub to: Option<Day>,
    /// By which catalogue; that of Decision 1648 unless told.
    #[param(value_type = Option<String>, max_length = 50)]
    pub catalogue: Option<Line<50>>,
}

/// An item of the catalogue, and whether the club was active in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AreaItemStatus {
    /// The item.
    #[serde(flatten)]
    pub item: CatalogueArea,
    /// Whether there is enough evidence.
    pub active: bool,
    /// How many pieces there are.
    pub pieces: i64,
    /// When the last was.
    pub last_on: Option<NaiveDate>,
}

/// Whether a club was active in all areas in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AreaStatus {
    /// The club.
    pub club_id: ClubId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// By which catalogue.
    #[schema(example = "1648")]
    pub catalogue: String,
    /// Whether all areas were active (hoạt động đầy đủ các lĩnh vực), I10.
    pub all_active: bool,
    /// What is missing, by its Vietnamese name.
    pub missing: Vec<String>,
    /// Item by item.
    pub items: Vec<AreaItemStatus>,
}

/// A club that is not active in all areas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AreaGap {
    /// The club.
    pub club_id: ClubId,
    /// Its code.
    #[schema(example = "05605-001")]
    pub code: String,
    /// Its name.
    pub name: String,
    /// The areas in which nothing, or too little, was done in the last twelve months.
    pub missing: Vec<Area>,
}
