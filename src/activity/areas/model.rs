//! Areas and their catalogues.

use crate::activity::schema::{area_catalogues, catalogue_areas};
use crate::platform::ids::column;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

/// The catalogue by which it is judged whether a club is active in all areas.
pub const CURRENT: &str = "1648";

column! { text:
    /// One of the eight areas of activity (lĩnh vực hoạt động), whatever a catalogue calls it.
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
    /// Code of the catalogue, used in its path.
    #[schema(example = "1336-binh-thanh")]
    pub code: String,
    /// Decision of the programme to which it belongs.
    #[schema(example = "QĐ 1336/QĐ-TTg")]
    pub programme: String,
    /// Name of the catalogue in Vietnamese.
    pub name_vi: String,
    /// Name of the catalogue in English.
    pub name_en: String,
    /// Document in which the list is written.
    pub source: String,
    /// First day on which it is valid.
    pub valid_from: NaiveDate,
    /// Last day on which it is valid; null while it is.
    pub valid_to: Option<NaiveDate>,
}

/// An item of a catalogue: one of the eight areas, or several together.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = catalogue_areas, check_for_backend(diesel::pg::Pg))]
pub struct CatalogueArea {
    /// Place in the list, from 1.
    pub position: i16,
    /// Name of the item in Vietnamese.
    #[schema(example = "Truyền thông, thể thao, văn hóa văn nghệ")]
    pub name_vi: String,
    /// Name of the item in English.
    pub name_en: String,
    /// Areas of the eight of which the item is made up.
    pub areas: Vec<Area>,
    /// Pieces of evidence in a period that make the item active.
    pub at_least: i16,
}

/// A catalogue with its items.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WholeAreaCatalogue {
    /// The catalogue itself.
    #[serde(flatten)]
    pub catalogue: AreaCatalogue,
    /// Items of the catalogue, in order.
    pub items: Vec<CatalogueArea>,
}
