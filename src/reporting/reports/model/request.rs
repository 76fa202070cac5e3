//! What is asked about reports, and entered into them.

use super::{ReportLine, ReportRegime, ReportSection, ReportState};
use crate::platform::auth::Level;
use crate::platform::fields::{Line, Prose, client_made};
use crate::platform::http::nullable;
use crate::platform::ids::{ReportId, ReportPeriodId};
use crate::statistics::indicators::model::Indicator;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Which reports are listed.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// Only reports in this state.
    pub state: Option<ReportState>,
    /// Only reports for this period.
    pub period: Option<ReportPeriodId>,
    /// Those of the clubs (`club`) or communes (`commune`) in the place; its own unless told.
    pub level: Option<Level>,
}

/// A report to be opened for a period.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "period_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "regime": "half_year", "line": "elderly_association" }))]
pub struct NewReport {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ReportId>,
    /// The reporting period: one that has begun.
    pub period_id: ReportPeriodId,
    /// Kind of report; it has to fit the period.
    pub regime: ReportRegime,
    /// Organisation that reports: the association of the elderly (Hội Người cao tuổi) unless told.
    #[serde(default)]
    pub line: ReportLine,
    /// Code of the programme; all that the clubs do unless told.
    pub programme: Option<Line<60>>,
}

/// What a reporter says of a figure. Whole numbers, a share in its two parts: percentages are computed, never
/// entered. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "declared_numerator": 3, "explanation": "Tính cả những người mới vào chưa cập nhật" }))]
pub struct ReportCellPatch {
    /// What the reporter declares, in the unit of the indicator.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 1_000_000_000_000_000_i64))]
    #[schema(value_type = Option<i64>)]
    pub declared_numerator: Option<Option<i64>>,
    /// Denominator of what is declared: of shares only, and then always.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 1_000_000_000_000_000_i64))]
    #[schema(value_type = Option<i64>)]
    pub declared_denominator: Option<Option<i64>>,
    /// Why it differs from what is computed: required before the report is submitted.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<2000>>)]
    pub explanation: Option<Option<Prose<2000>>>,
}

/// The text of a section of a report.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "body": "Ban chủ nhiệm đã tổ chức sinh hoạt đều đặn hằng tháng." }))]
pub struct NewReportSection {
    /// Text of the section, in paragraphs; at most 20,000 characters.
    pub body: Prose<20_000>,
}

/// Why a report is returned. A return without a reason is none.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reasons": [{ "reason": "Chưa nêu kiến nghị với cấp trên" }] }))]
pub struct NewReportReturn {
    /// The reasons, 1 to 100: each of a figure, of a section, or of the whole.
    #[validate(length(min = 1, max = 100), nested)]
    pub reasons: Vec<NewReportReturnReason>,
}

/// A reason for which a report is returned.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReportReturnReason {
    /// Code of the indicator whose figure is meant.
    pub indicator: Option<Indicator>,
    /// Section that is meant; not together with an indicator.
    pub section: Option<ReportSection>,
    /// The reason, in words.
    pub reason: Prose<1000>,
}
