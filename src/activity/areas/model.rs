//! Areas and their catalogues.

use crate::activity::schema::{area_catalogues, catalogue_areas};
use crate::platform::ids::column;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The catalogue by which it is judged whether a club is active in all areas.
pub const CURRENT: &str = "1648";

column! { text:
    /// An area of activity, whatever a catalogue calls it.
    pub enum Area {
        /// Tăng thu nhập.
        Income,
        /// Chăm sóc sức khỏe.
        HealthCare,
        /// Tình nguyện viên chăm sóc tại nhà.
        HomeCare,
        /// Tự giúp nhau, hỗ trợ cộng đồng.
        SelfHelp,
        /// Bảo vệ quyền, lợi ích.
        Rights,
        /// Truyền thông.
        Communication,
        /// Thể thao, văn hóa văn nghệ.
        SportCulture,
        /// Vận động nguồn lực.
        ResourceMobilisation,
    }
}

/// A version of the list of areas (danh mục lĩnh vực).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = area_catalogues, check_for_backend(diesel::pg::Pg))]
pub struct AreaCatalogue {
    /// Its code.
    #[schema(example = "1336-binh-thanh")]
    pub code: String,
    /// Of which programme.
    #[schema(example = "QĐ 1336/QĐ-TTg")]
    pub programme: String,
    /// Its name in Vietnamese.
    pub name_vi: String,
    /// Its name in English.
    pub name_en: String,
    /// Where it is written.
    pub source: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
}

/// An item of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = catalogue_areas, check_for_backend(diesel::pg::Pg))]
pub struct CatalogueArea {
    /// Its place in the list.
    pub position: i16,
    /// What it is called in Vietnamese.
    #[schema(example = "Truyền thông, thể thao, văn hóa văn nghệ")]
    pub name_vi: String,
    /// What it is called in English.
    pub name_en: String,
    /// Which of the eight areas it is made up of.
    pub areas: Vec<Area>,
    /// How many pieces of evidence in a period make it active.
    pub at_least: i16,
}

/// A catalogue with its items.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WholeAreaCatalogue {
    /// The catalogue.
    #[serde(flatten)]
    pub catalogue: AreaCatalogue,
    /// Its items, in order.
    pub items: Vec<CatalogueArea>,
}
