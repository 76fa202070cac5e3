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
    /// The target that applies.
    pub target: Target,
    /// The document that sets the target.
    pub document: Document,
    /// The unit before a reform of which it is demanded, if that is another than the one asked about.
    pub before: Option<Unit>,
}

/// What a target is judged of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JudgedOf {
    /// Of all clubs asked about, as a whole.
    Whole,
    /// Of each of its clubs: numerator and denominator are clubs that meet it, and clubs.
    Clubs,
    /// Of the territory that the unit's predecessor had.
    Predecessor,
}

/// Of when, and of which clubs, a target is to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetQuestion {
    /// What the target is judged of.
    pub of: JudgedOf,
    /// The unit's predecessor, if it is judged of one.
    pub before: Option<UnitId>,
    /// The period that is counted.
    pub period: IndicatorPeriod,
    /// The clubs that are counted.
    pub among: Among,
}

/// How far a target is met at a place on a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TargetProgress {
    /// The target, with its bounds and the words of the document.
    pub target: Target,
    /// Official number (số) of the document that sets it; null where none is known.
    pub document_number: Option<String>,
    /// Title (trích yếu) of that document.
    pub document_title: String,
    /// The document that sets it.
    pub document_id: DocumentId,
    /// The programme that the document belongs to.
    pub programme_id: ProgrammeId,
    /// The unit whose document sets the target; null for the nation's.
    pub unit_id: Option<UnitId>,
    /// What the target is judged of.
    pub of: JudgedOf,
    /// The period that is counted: through the deadline at the latest. Null where it had not begun.
    pub period: Option<IndicatorPeriod>,
    /// What was counted, in the unit of the indicator; null where nothing is known or it is suppressed.
    pub numerator: Option<i64>,
    /// What the numerator is a share of; null for a count.
    pub denominator: Option<i64>,
    /// Whether numbers are suppressed, because they could show a person.
    pub suppressed: bool,
    /// How the target stands on the day.
    pub status: TargetStatus,
    /// Clubs or persons more that would meet the target, all else equal; only for `below`.
    pub missing: Option<i64>,
    /// Clubs or persons fewer that would meet the target, all else equal; only for `above_band`.
    pub excess: Option<i64>,
}

/// How far the targets that apply to the nation, a unit or a club are met.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaceProgress {
    /// The unit; null for a club and for the nation.
    pub unit_id: Option<UnitId>,
    /// The club; null for a unit and for the nation.
    pub club_id: Option<ClubId>,
    /// Name of the club or unit, or `Việt Nam`.
    pub name: String,
    /// The day on which the targets are judged.
    pub on: NaiveDate,
    /// All targets that apply: the nearest documents first, by code within each.
    pub items: Vec<TargetProgress>,
}
