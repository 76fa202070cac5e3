//! What stands in a report: figures and sections.

use super::{
    NamedReporter, OfficialReport, ReportChild, ReportCoverage, ReportDelivery, ReportReturnReason,
    ReportStep,
};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, UnitId, column};
use crate::platform::log::{Audited, Facts};
use crate::reporting::report_periods::model::ReportPeriod;
use crate::reporting::schema::{report_cells, report_sections};
use crate::statistics::indicators::model::Indicator;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

column! { text:
    /// Section of a report's text (các phần của báo cáo).
    pub enum ReportSection {
        /// I. Direction and launch (chỉ đạo, triển khai).
        Direction,
        /// II. How targets are met (kết quả thực hiện chỉ tiêu).
        Targets,
        /// III. Results by area (kết quả hoạt động theo các lĩnh vực).
        Results,
        /// IV. Resources (nguồn lực).
        Resources,
        /// V. Communication, training, visits, monitoring, awards (truyền thông, tập huấn, tham quan, giám sát, khen
        /// thưởng).
        Communication,
        /// VI. Funds and loans (quỹ và vay vốn).
        Funds,
        /// VII. Assessment: what helped, what hindered, why (đánh giá: thuận lợi, khó khăn, nguyên nhân).
        Assessment,
        /// VIII. Directions and targets of the next period (phương hướng, chỉ tiêu kỳ tới).
        NextPeriod,
        /// IX. Proposals (kiến nghị, đề xuất).
        Proposals,
        /// Answers to what was asked, in an ad-hoc report (trả lời những điều được hỏi).
        Answers,
    }
}

/// A figure in a report. What is declared stands beside what is computed and never takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_cells, check_for_backend(diesel::pg::Pg))]
pub struct ReportCell {
    /// Code of the indicator.
    pub indicator: Indicator,
    /// Version of the indicator's definition when it was computed.
    pub definition_version: i16,
    /// Computed from the records when the report was last drawn up, in the unit of the indicator.
    pub numerator: Option<i64>,
    /// Denominator of what is computed; null for a count.
    pub denominator: Option<i64>,
    /// Sum of the sealed reports below; null where none is summed up.
    pub consolidated_numerator: Option<i64>,
    /// Denominator of the sum; null for a count.
    pub consolidated_denominator: Option<i64>,
    /// What the reporter declares; null where nothing is declared.
    pub declared_numerator: Option<i64>,
    /// Denominator of what is declared; null for a count.
    pub declared_denominator: Option<i64>,
    /// Why what is declared differs from what is computed.
    pub explanation: Option<String>,
    /// Whether so few people make up what is computed or summed up that it can show one of them.
    #[serde(skip)]
    pub few_people: bool,
}

impl ReportCell {
    /// Whether something is declared that differs from what is computed.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.declared_numerator.is_some()
            && (self.declared_numerator, self.declared_denominator) != (self.numerator, self.denominator)
    }
}

/// A figure in a report, as the change log knows it.
#[derive(Debug, Clone, Serialize)]
pub struct CellOf {
    /// The report that the figure stands in.
    #[serde(skip)]
    pub report: OfficialReport,
    /// The figure as it stands.
    #[serde(flatten)]
    pub cell: ReportCell,
}

impl Audited for CellOf {
    const ENTITY: &'static str = "report_cell";
    const OPEN: &'static [&'static str] = &["indicator", "declared_numerator", "declared_denominator"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.report.id.0
    }
    fn club(&self) -> Option<ClubId> {
        self.report.club_id
    }
    fn unit(&self) -> Option<UnitId> {
        self.report.unit_id
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.report.version)
    }
}

/// A section of a report as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_sections, check_for_backend(diesel::pg::Pg))]
pub struct WrittenSection {
    /// Which section it is.
    pub section: ReportSection,
    /// Text of the section, in paragraphs.
    pub body: String,
}

/// A report with its figures, text, steps, deliveries and coverage.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WholeReport {
    /// The report itself.
    #[serde(flatten)]
    pub report: OfficialReport,
    /// The reporting period.
    pub period: ReportPeriod,
    /// The reporter, by the names of the end of the period.
    pub reporter: NamedReporter,
    /// The figures. Whoever may not read the members sees no small number of people.
    pub cells: Vec<ReportCell>,
    /// The text, section by section.
    pub sections: Vec<WrittenSection>,
    /// The steps that were taken with it, in order.
    pub steps: Vec<ReportStep>,
    /// The reasons for which it was returned.
    pub returns: Vec<ReportReturnReason>,
    /// The organisations that the sealed report was delivered to.
    pub deliveries: Vec<ReportDelivery>,
    /// How much of what is below is summed up in it; null before it is consolidated.
    pub coverage: Option<ReportCoverage>,
    /// Those below, as they stood when it was consolidated.
    pub children: Vec<ReportChild>,
    /// Whether reports from below were sealed or corrected since: another edition would add up to something else.
    pub children_changed: bool,
    /// SHA-256 of the sealed snapshot in hexadecimal; null before it is sealed.
    pub content_hash: Option<String>,
}

impl Versioned for WholeReport {
    fn version(&self) -> i32 {
        self.report.version
    }
}
