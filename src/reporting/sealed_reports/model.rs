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

/// Drift of a sealed figure: what has been recorded or corrected since, beside what was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportDrift {
    /// Code of the indicator.
    pub indicator: Indicator,
    /// Name of the indicator in Vietnamese.
    pub name_vi: String,
    /// Sealed: as computed when the report was last drawn up.
    pub sealed_numerator: Option<i64>,
    /// Denominator of what is sealed; null for a count.
    pub sealed_denominator: Option<i64>,
    /// Live: as computed for the same period now.
    pub live_numerator: Option<i64>,
    /// Denominator of what is live; null for a count.
    pub live_denominator: Option<i64>,
    /// Whether the two differ; told also where small numbers are suppressed.
    pub drifted: bool,
}

/// What was approved (bản đã duyệt), as it stands for ever. Small numbers of people are suppressed in the reports of
/// provinces and of the nation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportSnapshot {
    /// UUID of the report.
    pub report_id: ReportId,
    /// Edition of the report: 1, and the next with each correction.
    pub version: i32,
    /// Title in Vietnamese.
    #[schema(example = "Báo cáo 6 tháng đầu năm 2026: Hội Người cao tuổi Xã Bình Thành")]
    pub title_vi: String,
    /// The reporter, by the names of the end of the period.
    pub reporter: NamedReporter,
    /// Code of the programme; null for all that the clubs do.
    pub programme: Option<String>,
    /// Kind of report.
    pub regime: ReportRegime,
    /// First day of the period.
    pub since: NaiveDate,
    /// Last day of the period (ngày chốt số liệu).
    pub until: NaiveDate,
    /// The figures, as sealed.
    pub cells: Vec<SealedCell>,
    /// The figures of those below that are summed up in it.
    pub parts: Vec<SealedPart>,
    /// How the targets stood on the last day of the period.
    pub targets: Vec<SealedTarget>,
    /// The text: pairs of a section and what is written in it.
    #[schema(value_type = Vec<Vec<String>>)]
    pub sections: Vec<(ReportSection, String)>,
    /// How much of what is below is summed up; null where nothing was consolidated.
    pub coverage: Option<ReportCoverage>,
    /// Names of those below whose sealed reports were missing.
    pub missing: Vec<String>,
    /// Who signed it, in order.
    pub signed: Vec<ReportSignature>,
}

/// A figure of a sealed report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SealedCell {
    /// Code of the indicator.
    pub indicator: Indicator,
    /// Name of the indicator in Vietnamese.
    pub name_vi: String,
    /// What is reported: summed up from below where that was done, computed from the records otherwise.
    pub numerator: Option<i64>,
    /// Denominator of what is reported; null for a count.
    pub denominator: Option<i64>,
    /// Computed from the records.
    pub computed_numerator: Option<i64>,
    /// Denominator of what is computed; null for a count.
    pub computed_denominator: Option<i64>,
    /// What the reporter declared.
    pub declared_numerator: Option<i64>,
    /// Denominator of what is declared; null for a count.
    pub declared_denominator: Option<i64>,
    /// Why what is declared differs from what is computed.
    pub explanation: Option<String>,
    /// Version of the indicator's definition.
    pub definition_version: i16,
    /// What the figure is a number of, such as `persons`.
    #[schema(example = "persons")]
    pub measure: String,
    /// Whether so few people make it up that it can show one of them.
    #[serde(default)]
    pub few_people: bool,
    /// Whether it was suppressed for that.
    pub suppressed: bool,
}

/// The sealed figures of somebody below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SealedPart {
    /// Name of that place at the end of the period.
    pub name: String,
    /// Its figures, as sealed.
    pub values: Vec<SealedValue>,
}

/// A sealed figure of somebody below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SealedValue {
    /// Code of the indicator.
    pub indicator: Indicator,
    /// The count, or the numerator of a ratio; null where it is suppressed.
    pub numerator: Option<i64>,
    /// The denominator of a ratio; null for a count.
    pub denominator: Option<i64>,
    /// Whether so few people make it up that it can show one of them.
    pub few_people: bool,
}

/// How a target stood on the last day of the period, by the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SealedTarget {
    /// Code of the indicator that the target measures.
    pub indicator: Indicator,
    /// The words of the document, verbatim.
    pub quotation: String,
    /// What is demanded, as printed: `≥ 60 %`, `50–70 người`.
    pub demanded: String,
    /// Whether it was demanded of each club: then it is met if all that could be judged meet it.
    pub of_each_club: bool,
    /// How the target stood.
    pub standing: TargetStatus,
}

/// A signature under a sealed report: in which role, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportSignature {
    /// Kind of step that was signed.
    pub step: ReportStepKind,
    /// Role of whoever signed.
    pub role: String,
    /// Day of the signature.
    pub on: NaiveDate,
}
