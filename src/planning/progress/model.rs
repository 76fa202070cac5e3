//! Progress, as shown.

use crate::planning::documents::model::Document;
use crate::planning::targets::model::Target;
use crate::planning::targets::rules::TargetStatus;
use crate::platform::ids::{ClubId, DocumentId, ProgrammeId, UnitId};
use crate::statistics::indicators::model::{Among, IndicatorPeriod};
use crate::territory::units::model::Unit;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// A target that applies to a place, with its document and the unit of which it is demanded.
#[derive(Debug, Clone)]
pub struct Applying {
    /// The target.
    pub target: Target,
    /// Its document.
    pub document: Document,
    /// The unit before a reform of which it is demanded, if that is another than the one asked about.
    pub before: Option<Unit>,
}

/// Of what a target is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JudgedOf {
    /// Of all that is asked about, as a whole.
    Whole,
    /// Of each of its clubs: numerator and denominator are clubs that meet it, and clubs.
    Clubs,
    /// Of the territory that the unit's predecessor had.
    Predecessor,
}

/// Of when, and of which clubs, a target is to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetQuestion {
    /// Of what.
    pub of: JudgedOf,
    /// The predecessor, if it is of one.
    pub before: Option<UnitId>,
    /// Of when.
    pub period: IndicatorPeriod,
    /// Of which clubs.
    pub among: Among,
}

/// How far a target is met.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TargetProgress {
    /// The target.
    pub target: Target,
    /// Number of its document.
    pub document_number: Option<String>,
    /// Title of its document.
    pub document_title: String,
    /// Its document.
    pub document_id: DocumentId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The unit whose document it is; null for the nation's.
    pub unit_id: Option<UnitId>,
    /// Of what it is judged.
    pub of: JudgedOf,
    /// Of when: through its deadline at the latest. Null where it had not begun.
    pub period: Option<IndicatorPeriod>,
    /// What was counted.
    pub numerator: Option<i64>,
    /// Of how many; null for a count.
    pub denominator: Option<i64>,
    /// Whether numbers are withheld, because they could show a person.
    pub suppressed: bool,
    /// How it stands.
    pub status: TargetStatus,
    /// How many clubs or persons more would meet it, all else equal. Only below.
    pub missing: Option<i64>,
    /// How many fewer would meet it, all else equal. Only above.
    pub excess: Option<i64>,
}

/// How far the targets of a place are met.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaceProgress {
    /// The unit, if it is one's.
    pub unit_id: Option<UnitId>,
    /// The club, if it is one's.
    pub club_id: Option<ClubId>,
    /// Its name.
    pub name: String,
    /// The day.
    pub on: NaiveDate,
    /// All targets that apply: the nearest documents first, by code within each.
    pub items: Vec<TargetProgress>,
}
