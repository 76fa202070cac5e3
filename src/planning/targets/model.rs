//! Targets as stored and as shown.

use crate::planning::schema::targets;
use crate::platform::auth::Level;
use crate::platform::error::FieldCode;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{DocumentId, TargetId, column};
use crate::platform::log::{Audited, Facts};
use crate::statistics::indicators::model::Indicator;
use crate::territory::terrains::model::Terrain;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// How a value is compared with the bounds. Strict ones stay strict.
    pub enum TargetComparator {
        /// At least (ít nhất): not less than `low`.
        Ge,
        /// More than (trên): more than `low`.
        Gt,
        /// At most (tối đa): not more than `high`.
        Le,
        /// Less than (dưới): less than `high`.
        Lt,
        /// Exactly (đúng): `low`.
        Eq,
        /// Between (từ … đến): from `low` to `high`, both included.
        Between,
        /// About (khoảng): within a tenth of `low`, above or below.
        Approx,
        /// In words (định tính): nothing is compared.
        None,
    }
}

column! { text:
    /// What the bounds of a target are numbers of.
    pub enum TargetMeasure {
        /// Percent (phần trăm), per hundred of the denominator: 0 to 100.
        Percent,
        /// Clubs (câu lạc bộ).
        Clubs,
        /// Persons (người).
        Persons,
        /// Communes (xã, phường, thị trấn).
        Communes,
        /// Districts (quận, huyện).
        Districts,
        /// Provinces (tỉnh, thành phố).
        Provinces,
        /// Đồng, the currency.
        Dong,
        /// Nothing: the target is in words.
        None,
    }
}

/// A bound: a whole number from 0 to 10¹². Percentages are whole, too: 90, neither 0.9 nor "90%".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct TargetBound(i64);

impl TargetBound {
    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

struct Whole;

impl serde::de::Visitor<'_> for Whole {
    type Value = TargetBound;
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a whole number")
    }
    fn visit_i64<E: serde::de::Error>(self, given: i64) -> Result<TargetBound, E> {
        let fits = (0..=1_000_000_000_000).contains(&given);
        if fits { Ok(TargetBound(given)) } else { Err(E::custom(<&str>::from(FieldCode::Range))) }
    }
    fn visit_u64<E: serde::de::Error>(self, given: u64) -> Result<TargetBound, E> {
        self.visit_i64(i64::try_from(given).unwrap_or(i64::MAX))
    }
    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<TargetBound, E> {
        Err(E::custom(<&str>::from(FieldCode::BoundNotWhole)))
    }
    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<TargetBound, E> {
        Err(E::custom(<&str>::from(FieldCode::BoundNotWhole)))
    }
}
impl<'de> Deserialize<'de> for TargetBound {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(Whole)
    }
}
impl utoipa::PartialSchema for TargetBound {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::Integer)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Int64)))
            .description(Some("A whole number; of percentages the number before the sign: 90."))
            .minimum(Some(0))
            .maximum(Some(1_000_000_000_000_i64))
            .examples([90])
            .build()
            .into()
    }
}
impl ToSchema for TargetBound {}

/// A target (chỉ tiêu): what a document demands, in whole numbers.
#[derive(
    Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize, ToSchema,
)]
#[diesel(table_name = targets, check_for_backend(diesel::pg::Pg), treat_none_as_default_value = false)]
pub struct Target {
    /// UUID of the target.
    pub id: TargetId,
    /// The document that sets it.
    pub document_id: DocumentId,
    /// Its code within the document.
    #[schema(example = "T1")]
    pub code: String,
    /// Clause in which it is written, such as `II.1.a`.
    pub clause: Option<String>,
    /// What is demanded, in short words.
    pub statement: String,
    /// What is measured; null where nothing that is recorded measures it.
    pub indicator: Option<Indicator>,
    /// How the value is compared with the bounds.
    pub comparator: TargetComparator,
    /// Lower bound, or the one to be met exactly, in the unit of `measure`.
    pub low: Option<i64>,
    /// Upper bound, in the unit of `measure`.
    pub high: Option<i64>,
    /// What the bounds are numbers of.
    pub measure: TargetMeasure,
    /// Of what it is demanded: of each club, of each commune, …, of the nation.
    pub level: Level,
    /// Restricts the target to communes of these terrains; null for all.
    pub terrain: Option<Vec<Terrain>>,
    /// Whether only clubs founded in the period are counted.
    pub new_only: bool,
    /// Whether only people in need are counted (nghèo, cận nghèo, hoàn cảnh khó khăn).
    pub in_need: bool,
    /// First day of what is counted; that of the document where it is null.
    pub period_from: Option<NaiveDate>,
    /// Last day by which it has to be met; that of the document where it is null.
    pub deadline: Option<NaiveDate>,
    /// The words of the document, verbatim.
    pub quotation: String,
    /// The members demanded per club lie outside 5 to 500. Kept as written: a document is not refused for it.
    pub implausible: bool,
    /// The later target that took the place of this one.
    pub superseded_by: Option<TargetId>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When the target was entered (UTC).
    pub created_at: DateTime<Utc>,
}

impl Versioned for Target {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Target {
    const ENTITY: &'static str = "target";
    const OPEN: &'static [&'static str] = &[
        "id",
        "document_id",
        "code",
        "clause",
        "statement",
        "indicator",
        "comparator",
        "low",
        "high",
        "measure",
        "level",
        "terrain",
        "new_only",
        "in_need",
        "period_from",
        "deadline",
        "implausible",
        "superseded_by",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A target to be set, while its document is a draft.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "T9", "clause": "II.1.a", "statement": "Xã, phường có câu lạc bộ", "indicator": "I09", "comparator": "ge", "low": 90, "measure": "percent", "level": "province", "deadline": "2030-12-31", "quotation": "có ít nhất 90% xã, phường, thị trấn trên địa bàn tỉnh có câu lạc bộ" }))]
pub struct NewTarget {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<TargetId>,
    /// Its code, unique within the document.
    pub code: Line<20>,
    /// Clause in which it is written, such as `II.1.a`.
    pub clause: Option<Line<100>>,
    /// What is demanded, in short words.
    pub statement: Line<500>,
    /// What is measured; none where nothing that is recorded measures it.
    pub indicator: Option<Indicator>,
    /// How the value is compared with the bounds; `none` for a target in words, which has neither bounds nor indicator.
    pub comparator: TargetComparator,
    /// The lower bound: needed for `ge`, `gt`, `eq`, `approx` and `between`.
    pub low: Option<TargetBound>,
    /// The upper bound: needed for `le`, `lt` and `between`.
    pub high: Option<TargetBound>,
    /// What the bounds are numbers of.
    pub measure: TargetMeasure,
    /// Of what it is demanded: of each club, of each commune, …, of the nation.
    pub level: Level,
    /// Restricts the target to communes of these terrains; all unless told.
    #[validate(length(min = 1, max = 4))]
    pub terrain: Option<Vec<Terrain>>,
    /// Whether only clubs founded in the period are counted; `false` unless told.
    #[serde(default)]
    pub new_only: bool,
    /// Whether only people in need are counted (nghèo, cận nghèo, hoàn cảnh khó khăn); `false` unless told.
    #[serde(default)]
    pub in_need: bool,
    /// First day of what is counted; that of the document unless told.
    pub period_from: Option<Day>,
    /// Last day by which it has to be met; that of the document unless told.
    pub deadline: Option<Day>,
    /// The words of the document, verbatim.
    pub quotation: Prose<1000>,
    /// An earlier target of the same indicator, of an issued document in your reach, whose place it takes.
    pub supersedes: Option<TargetId>,
}

/// What a caller may change of a target, while its document is a draft. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "low": 95 }))]
pub struct TargetPatch {
    /// Clause in which it is written, such as `II.1.a`.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<100>>)]
    pub clause: Option<Option<Line<100>>>,
    /// What is demanded, in short words.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub statement: Option<Line<500>>,
    /// The indicator that is measured; `null` where nothing that is recorded measures it.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Indicator>)]
    pub indicator: Option<Option<Indicator>>,
    /// How the value is compared with the bounds.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub comparator: Option<TargetComparator>,
    /// Lower bound, or the one to be met exactly, in the unit of `measure`.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<TargetBound>)]
    pub low: Option<Option<TargetBound>>,
    /// Upper bound, in the unit of `measure`.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<TargetBound>)]
    pub high: Option<Option<TargetBound>>,
    /// What the bounds are numbers of.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub measure: Option<TargetMeasure>,
    /// Last day by which it has to be met.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub deadline: Option<Option<Day>>,
    /// The words of the document, verbatim.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub quotation: Option<Prose<1000>>,
}
