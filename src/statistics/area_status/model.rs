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
    /// Kind of record that shows that a club was active in an area.
    pub enum EvidenceSource {
        /// An activity that was done (hoạt động).
        Activity,
        /// A loan that was disbursed (vay vốn).
        Loan,
        /// A health day to which members came (khám sức khỏe).
        HealthEvent,
        /// A visit of volunteers at home (chăm sóc tại nhà).
        CareVisit,
        /// Help that members gave to each other or to the community (tự giúp nhau).
        SelfHelpAction,
        /// A case of members' rights that the club took up (bảo vệ quyền lợi).
        RightsCase,
        /// A resource that the club mobilised (vận động nguồn lực).
        MobilisedResource,
    }
}

/// A record that shows that a club was active in an area.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = area_evidence, check_for_backend(diesel::pg::Pg))]
pub struct AreaEvidence {
    /// Day of the record.
    #[diesel(column_name = on_day)]
    pub on: NaiveDate,
    /// Kind of record.
    pub source: EvidenceSource,
    /// UUID of the record, as at its own address.
    pub id: Uuid,
}

/// How much evidence there is of an area, and the day of the last piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pieces {
    /// Area that the evidence is of.
    pub area: Area,
    /// Number of pieces of evidence.
    pub count: i64,
    /// Day of the last piece.
    pub last_on: NaiveDate,
}

/// The period that is judged, and the catalogue of areas by which it is.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AreaStatusQuery {
    /// First day of the period; a year before `to` unless told.
    pub from: Option<Day>,
    /// Last day of the period; today unless told.
    pub to: Option<Day>,
    /// Code of the catalogue of areas; that of Decision 1648 unless told.
    #[param(value_type = Option<String>, max_length = 50)]
    pub catalogue: Option<Line<50>>,
}

/// An item of the catalogue, and whether the club was active in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AreaItemStatus {
    /// The item of the catalogue.
    #[serde(flatten)]
    pub item: CatalogueArea,
    /// Whether there is enough evidence that the club was active in it.
    pub active: bool,
    /// Number of pieces of evidence in the period.
    pub pieces: i64,
    /// Day of the last piece; null where there is none.
    pub last_on: Option<NaiveDate>,
}

/// Whether a club was active in all areas in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AreaStatus {
    /// UUID of the club.
    pub club_id: ClubId,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
    /// Code of the catalogue by which the club was judged.
    #[schema(example = "1648")]
    pub catalogue: String,
    /// Whether all areas were active (hoạt động đầy đủ các lĩnh vực), I10.
    pub all_active: bool,
    /// Items of the catalogue in which the club was not active, by their Vietnamese names.
    pub missing: Vec<String>,
    /// Every item of the catalogue, in its order.
    pub items: Vec<AreaItemStatus>,
}

/// A running club that is not active in all eight areas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AreaGap {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Commune code at founding and a number; never changed.
    #[schema(example = "05605-001")]
    pub code: String,
    /// The club's name.
    pub name: String,
    /// The areas in which nothing, or too little, was done in the last twelve months.
    pub missing: Vec<Area>,
}
