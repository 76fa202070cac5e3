//! Declared figures as stored, as asked for and as compared.

use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, DeclaredFigureId, UnitId, UserId};
use crate::platform::log::{Audited, Facts};
use crate::statistics::indicators::model::Indicator;
use crate::statistics::schema::declared_figures;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// What a document said of an indicator (số liệu tự báo cáo), as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = declared_figures, check_for_backend(diesel::pg::Pg))]
pub struct DeclaredFigure {
    /// UUID of the declared figure.
    pub id: DeclaredFigureId,
    /// The unit that it tells of; null for a club and for the nation.
    pub unit_id: Option<UnitId>,
    /// The club that it tells of. Where neither is named, it tells of the nation.
    pub club_id: Option<ClubId>,
    /// Code of the indicator.
    pub indicator: Indicator,
    /// First day of the period that it tells of.
    pub since: NaiveDate,
    /// Last day of the period that it tells of.
    pub until: NaiveDate,
    /// The count, or the numerator of a ratio, in the unit of the indicator.
    pub numerator: i64,
    /// The denominator of a ratio; null for a count.
    pub denominator: Option<i64>,
    /// The document that declares it, by number and title.
    #[schema(example = "Báo cáo 57/BC-HNCT")]
    pub document: String,
    /// The body that declared it.
    pub declared_by: String,
    /// Day on which it was declared.
    pub declared_on: NaiveDate,
    /// What else is to be known of it, in words.
    pub note: Option<String>,
    /// The account that entered it.
    pub recorded_by: UserId,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When the declared figure was entered (UTC).
    pub created_at: DateTime<Utc>,
}

impl Versioned for DeclaredFigure {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for DeclaredFigure {
    const ENTITY: &'static str = "declared_figure";
    const OPEN: &'static [&'static str] = &[
        "id",
        "unit_id",
        "club_id",
        "indicator",
        "since",
        "until",
        "numerator",
        "denominator",
        "document",
        "declared_on",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        self.club_id
    }
    fn unit(&self) -> Option<UnitId> {
        self.unit_id
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A figure to be entered as it was declared. A percentage is none: what it was computed from is asked for.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "indicator": "I03", "since": "2026-01-01", "until": "2026-06-30", "numerator": 60, "document": "Báo cáo 57/BC-HNCT", "declared_by": "Hội Người cao tuổi xã", "declared_on": "2026-07-05" }))]
pub struct NewDeclaredFigure {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<DeclaredFigureId>,
    /// Code or name of the indicator.
    pub indicator: Indicator,
    /// First day of the period that it tells of.
    pub since: Day,
    /// Last day of the period that it tells of; not in the future.
    pub until: Day,
    /// The number, or what is divided. Not less than nothing, but for growth.
    #[validate(range(min = -1_000_000_000_000_000_i64, max = 1_000_000_000_000_000_i64))]
    pub numerator: i64,
    /// By what it is divided: required for a ratio, refused for a count.
    #[validate(range(min = 1, max = 1_000_000_000_000_000_i64))]
    pub denominator: Option<i64>,
    /// The document that declares it, by number and title.
    pub document: Line<200>,
    /// The body that declared it.
    pub declared_by: Line<200>,
    /// Day on which it was declared; not in the future.
    pub declared_on: Day,
    /// What else is to be known of it, in words.
    pub note: Option<Prose<1000>>,
}

/// Which declared figures are listed.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeclaredFigureQuery {
    /// Only those of this indicator, by its code or name.
    pub indicator: Option<Indicator>,
    /// A day on which the unit stood: figures of old provinces are of their own time. Today unless told.
    pub on: Option<Day>,
}

/// Which declared figures are compared with the computed one.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FigureComparisonQuery {
    /// Code or name of the indicator.
    #[param(example = "I03")]
    pub indicator: Indicator,
    /// First day of the period.
    #[param(example = "2026-01-01")]
    pub since: Day,
    /// Last day of the period; not in the future.
    #[param(example = "2026-06-30")]
    pub until: Day,
}

/// What makes one doubt a declared figure. None of these is an error: each has an innocent explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureDoubt {
    /// Members are clubs times seventy to the last: imputed and not counted.
    MembersAreClubsTimesSeventy,
    /// Women, older people and the poor add up to all members to the last, although they overlap.
    OverlappingPartsAddUp,
    /// A whole percentage to the last, where the numbers would hardly give one.
    RoundPercentage,
    /// Fewer than 5 or more than 500 persons for each club.
    PersonsPerClubImplausible,
}

/// What the system computes for the same place and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ComputedFigure {
    /// The count, or the numerator of a ratio; null where it is not known or suppressed.
    pub numerator: Option<i64>,
    /// The denominator of a ratio; null for a count.
    pub denominator: Option<i64>,
    /// Whether it was suppressed, because it is so small that it could show a person.
    pub suppressed: bool,
    /// The version of the indicator's definition.
    pub definition_version: i16,
}

/// Declared less computed, in the unit of the indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FigureDifference {
    /// Difference of the counts, or of the numerators.
    pub numerator: i64,
    /// Difference of the denominators; null for a count.
    pub denominator: Option<i64>,
}

/// A declared figure beside the computed one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeclaredBeside {
    /// The figure as it was declared.
    pub declared: DeclaredFigure,
    /// Declared less computed; null where the computed figure is not known or suppressed.
    pub difference: Option<FigureDifference>,
    /// What makes one doubt the declared figure; empty where nothing does.
    pub doubts: Vec<FigureDoubt>,
}

/// An indicator as computed, and as each document declared it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FigureComparison {
    /// Code of the indicator.
    pub indicator: Indicator,
    /// Name of the indicator in Vietnamese.
    #[schema(example = "Số thành viên")]
    pub name_vi: &'static str,
    /// First day of the period.
    pub since: NaiveDate,
    /// Last day of the period.
    pub until: NaiveDate,
    /// What the system computes for the same place and period.
    pub computed: ComputedFigure,
    /// What documents declared for it, last declared first.
    pub declarations: Vec<DeclaredBeside>,
}
