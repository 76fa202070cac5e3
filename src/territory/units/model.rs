//! Units as stored and as shown.

use crate::platform::fields::{Day, Line, SearchText, client_made};
use crate::platform::http::{Versioned, value};
use crate::platform::ids::{UnitId, column};
use crate::platform::log::{Audited, Facts};
use chrono::NaiveDate;
use diesel::deserialize::FromStaticSqlRow;
use diesel::pg::Pg;
use diesel::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

pub use crate::platform::auth::Level;

/// A territorial unit, as it stands on the day asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unit {
    /// UUID of the unit, for as long as it exists. Official units have the same one in every installation.
    pub id: UnitId,
    /// Province (tỉnh), district (huyện), commune (xã) or hamlet (thôn, xóm, tổ dân phố).
    pub level: Level,
    /// Official code; means nothing without a date. Hamlets have none.
    #[schema(example = "05605")]
    pub code: Option<String>,
    /// Full name in Vietnamese, with the kind of unit in front.
    #[schema(example = "Xã Bình Thành")]
    pub name: String,
    /// Kind of unit, in Vietnamese: `tỉnh`, `huyện`, `phường`, `xóm` …
    #[schema(example = "xã")]
    pub kind: String,
    /// UUID of the unit directly above it on that day; `null` for a province.
    pub parent_id: Option<UnitId>,
    /// The province that it lies in, or is.
    pub province_id: UnitId,
    /// The district that it lies in, or is; none since 1 July 2025.
    pub district_id: Option<UnitId>,
    /// The commune that it lies in, or is.
    pub commune_id: Option<UnitId>,
    /// First day on which the unit exists.
    pub valid_from: NaiveDate,
    /// Last day on which it exists; `null` while it goes on.
    pub valid_to: Option<NaiveDate>,
    /// Counts the changes of the unit; also the `ETag`.
    pub version: i32,
    /// Where it lies, for people: the names of the units above it, nearest first.
    #[schema(example = json!(["Huyện Định Hóa", "Tỉnh Thái Nguyên"]))]
    pub within: Vec<String>,
}

type UnitRow = (
    UnitId,
    Level,
    Option<String>,
    String,
    String,
    Option<UnitId>,
    UnitId,
    Option<UnitId>,
    Option<UnitId>,
    NaiveDate,
    Option<NaiveDate>,
    i32,
);
impl<ST> Queryable<ST, Pg> for Unit
where
    UnitRow: FromStaticSqlRow<ST, Pg>,
{
    type Row = UnitRow;
    fn build(row: UnitRow) -> diesel::deserialize::Result<Self> {
        let (
            id,
            level,
            code,
            name,
            kind,
            parent_id,
            province_id,
            district_id,
            commune_id,
            valid_from,
            valid_to,
            version,
        ) = row;
        let within = vec![];
        Ok(Self {
            id,
            level,
            code,
            name,
            kind,
            parent_id,
            province_id,
            district_id,
            commune_id,
            valid_from,
            valid_to,
            version,
            within,
        })
    }
}

impl Versioned for Unit {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Unit {
    const ENTITY: &'static str = "unit";
    const OPEN: &'static [&'static str] = &[
        "id",
        "level",
        "code",
        "name",
        "kind",
        "parent_id",
        "province_id",
        "district_id",
        "commune_id",
        "valid_from",
        "valid_to",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A unit named in a path: by id, or by official code, which the day decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitRef {
    /// By UUID, which no reform reuses.
    Id(UnitId),
    /// By official code, which means nothing without a day.
    Code(String),
}
impl<'de> Deserialize<'de> for UnitRef {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        if let Ok(id) = Uuid::try_parse(&text) {
            return Ok(Self::Id(UnitId(id)));
        }
        let code = matches!(text.len(), 2 | 3 | 5) && text.bytes().all(|b| b.is_ascii_digit());
        code.then_some(Self::Code(text)).ok_or_else(|| serde::de::Error::custom("neither an id nor a code"))
    }
}

/// The day for which a unit is read.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OnDay {
    /// The day asked about; today unless told.
    pub on: Option<Day>,
}

/// Filters for a list of units on one day.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnitQuery {
    /// The day asked about; today unless told.
    pub on: Option<Day>,
    /// Part of a name, in any spelling of its diacritics: `dinh hoa` finds Định Hóa.
    #[param(value_type = Option<String>, max_length = 100)]
    pub q: Option<SearchText>,
}

/// A search over units of every level.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Part of a name, in any spelling of its diacritics: `dinh hoa` finds Định Hóa.
    #[param(value_type = Option<String>, max_length = 100)]
    pub q: Option<SearchText>,
    /// Only units of this level.
    pub level: Option<Level>,
    /// The day asked about; today unless told.
    pub on: Option<Day>,
}

/// The question what a code meant on one day, and which units stand for that on another.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ResolveQuery {
    /// Official code: two digits a province, three a district, five a commune.
    #[param(value_type = String, min_length = 2, max_length = 5, example = "05605")]
    pub code: Line<5>,
    /// The day on which the code meant it.
    #[param(example = "2024-05-01")]
    pub at: Day,
    /// The day for which its successors, or predecessors, are wanted; today unless told.
    pub on: Option<Day>,
}

column! { text:
    /// Relation of a unit to the one that takes over from it.
    pub enum LineageKind {
        /// One predecessor, one successor: name and kind go on.
        Kept,
        /// One predecessor, one successor, under another name.
        Renamed,
        /// One predecessor, one successor, of another kind (a commune became a ward).
        Retyped,
        /// Whole, into a unit with other predecessors too.
        Merged,
        /// Divided among several successors.
        Split,
        /// A district without communes became a commune.
        Converted,
    }
}

/// A unit named by its code on one day, with its counterparts on another.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitResolution {
    /// Unit that the code meant on that day.
    pub unit: Unit,
    /// Units that have become of it, or of which it was made, on the other day. More than one after a division;
    /// empty where it ended without a successor of its own.
    pub counterparts: Vec<UnitCounterpart>,
}

/// A unit on the other side of a reform.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitCounterpart {
    /// The unit as it stands on the other day.
    #[serde(flatten)]
    pub unit: Unit,
    /// How the two units are related.
    pub relation: LineageKind,
    /// The document by which it came about.
    pub legal_document: String,
}

/// A new hamlet (thôn, xóm, ấp, bản, tổ dân phố) of a commune.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Xóm Vũ Hồng 2", "kind": "xóm", "valid_from": "2026-01-01" }))]
pub struct NewHamlet {
    /// UUIDv7 made by the client; the server makes one where it is absent.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<UnitId>,
    /// Full name, with its kind in front.
    pub name: Line<120>,
    /// Thôn, xóm, ấp, bản, khu phố, tổ dân phố …
    pub kind: Line<40>,
    /// First day on which the hamlet exists; today unless told.
    pub valid_from: Option<Day>,
}

/// A new name for a hamlet. Its old name stays true for the days before.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Xóm Hồng Thái" }))]
pub struct HamletPatch {
    /// Full name, with its kind in front; at most 120 characters.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub name: Option<Line<120>>,
    /// Kind of hamlet: thôn, xóm, ấp, bản, khu phố, tổ dân phố …
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub kind: Option<Line<40>>,
    /// First day of the new name; today unless told.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub effective_on: Option<Day>,
}

/// The end of a hamlet by a legal document.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "last_day": "2026-11-22", "legal_document": "NQ 12/NQ-HĐND", "successors": [] }))]
pub struct HamletClosure {
    /// Last day on which the hamlet exists.
    pub last_day: Day,
    /// The document by which it ended.
    pub legal_document: Line<200>,
    /// The hamlets into which it went.
    #[serde(default)]
    #[validate(length(max = 20))]
    pub successors: Vec<UnitId>,
}
