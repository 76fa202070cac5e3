//! What of a report is sealed, and what has changed since.

use crate::planning::targets::rules::TargetStatus;
use crate::platform::ids::ReportId;
use crate::reporting::reports::model::{
    NamedReporter, ReportCoverage, ReportRegime, ReportSection, ReportStepKind,
};
use crate::statistics::indicators::model::Indicator;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Live values beside a sealed figure: what has been recorded, or corrected, since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportDrift {
    /// Which indicator.
    pub indicator: Indicator,
    /// Its name.
    pub name_vi: String,
    /// As computed when the report was drafted for the last time.
    pub sealed_numerator: Option<i64>,
    /// What that is a share of.
    pub sealed_denominator: Option<i64>,
    /// As computed for the same period now.
    pub live_numerator: Option<i64>,
    /// What that is a share of.
    pub live_denominator: Option<i64>,
    /// Whether the two differ; said also where small numbers are withheld.
    pub drifted: bool,
}

/// What was approved (bản đã duyệt), as it stands for ever. Small numbers of people are withheld in the reports of
/// provinces and of the nation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportSnapshot {
    /// The report.
    pub report_id: ReportId,
    /// Its edition.
    pub version: i32,
    /// Its title.
    #[schema(example = "Báo cáo 6 tháng đầu năm 2026: Hội Người cao tuổi Xã Bình Thành")]
    pub title_vi: String,
    /// Who reports, by the names of the end of the period.
    pub reporter: NamedReporter,
    /// Code of the programme; null for all that the clubs do.
    pub programme: Option<String>,
    /// Which kind of report.
    pub regime: ReportRegime,
    /// First day of the period.
    pub since: NaiveDate,
    /// Last day of the period (ngày chốt số liệu).
    pub until: NaiveDate,
    /// Its figures.
    pub cells: Vec<SealedCell>,
    /// The same of those below that are summed up in it.
    pub parts: Vec<SealedPart>,
    /// How the targets stood.
    pub targets: Vec<SealedTarget>,
    /// Its text.
    #[schema(value_type = Vec<Vec<String>>)]
    pub sections: Vec<(ReportSection, String)>,
    /// How much of what is below is summed up; null where nothing was consolidated.
    pub coverage: Option<ReportCoverage>,
    /// Those below whose reports were not there.
    pub missing: Vec<String>,
    /// Who signed.
    pub signed: Vec<ReportSignature>,
}

/// A sealed figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SealedCell {
    /// Which indicator.
    pub indicator: Indicator,
    /// Its name.
    pub name_vi: String,
    /// As summed up from below where that was done, as computed from the records otherwise.
    pub numerator: Option<i64>,
    /// What it is a share of; null for a count.
    pub denominator: Option<i64>,
    /// As computed from the records.
    pub computed_numerator: Option<i64>,
    /// What that is a share of.
    pub computed_denominator: Option<i64>,
    /// What the reporter says.
    pub declared_numerator: Option<i64>,
    /// What that is a share of.
    pub declared_denominator: Option<i64>,
    /// Why it differs.
    pub explanation: Option<String>,
    /// Version of the indicator's definition.
    pub definition_version: i16,
    /// What is counted.
    #[schema(example = "persons")]
    pub measure: String,
    /// Whether so few people make it up that it can show one of them.
    #[serde(default)]
    pub few_people: bool,
    /// Whether it was withheld for that.
    pub suppressed: bool,
}

/// What one of those below had sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SealedPart {
    /// Its name.
    pub name: String,
    /// Its figures.
    pub values: Vec<SealedValue>,
}

/// A sealed figure of one of those below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SealedValue {
    /// Which indicator.
    pub indicator: Indicator,
    /// What it came to; null where it is withheld.
    pub numerator: Option<i64>,
    /// What that is a share of; null for a count.
    pub denominator: Option<i64>,
    /// Whether so few people make it up that it can show one of them.
    pub few_people: bool,
}

/// How a target stood on the last day of the period, by the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SealedTarget {
    /// Which indicator.
    pub indicator: Indicator,
    /// As the document says it.
    pub quotation: String,
    /// What was asked for.
    pub demanded: String,
    /// Whether it was demanded of each club: then it is met if all that could be judged meet it.
    pub of_each_club: bool,
    /// How it stood.
    pub standing: TargetStatus,
}

/// Who signed, as what and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportSignature {
    /// What was done.
    pub step: ReportStepKind,
    /// The role.
    pub role: String,
    /// When.
    pub on: NaiveDate,
}
