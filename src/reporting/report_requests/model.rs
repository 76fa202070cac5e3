//! Requests as stored, as shown and as made.

use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, ReportPeriodId, ReportRequestId, UnitId, UserId};
use crate::platform::log::{Audited, Facts};
use crate::reporting::reports::model::{OfficialReport, ReportLine};
use crate::reporting::schema::report_requests;
use crate::statistics::indicators::model::Indicator;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A request for a report beyond the periods (yêu cầu báo cáo đột xuất).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_requests, check_for_backend(diesel::pg::Pg))]
pub struct ReportRequest {
    /// UUID of the request.
    pub id: ReportRequestId,
    /// The unit that asks; null for the nation.
    pub unit_id: Option<UnitId>,
    /// Title of the request.
    pub title: String,
    /// Questions to be answered in words, in order.
    pub questions: Vec<String>,
    /// Codes of the indicators whose figures are asked for.
    pub indicators: Vec<Indicator>,
    /// The period that the answers are of.
    pub period_id: ReportPeriodId,
    /// Code of the programme; null for all that the clubs do.
    pub programme: Option<String>,
    /// Organisation of the chosen places that answers.
    pub line: ReportLine,
    /// Last day for the submission of the answers (hạn nộp).
    pub due_on: NaiveDate,
    /// Day on which the request was made.
    pub requested_on: NaiveDate,
    /// The account that made the request.
    pub requested_by: UserId,
    /// Row version. A request is not changed once it is made.
    pub version: i32,
    /// When the request was entered (UTC).
    pub created_at: DateTime<Utc>,
}

impl Versioned for ReportRequest {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for ReportRequest {
    const ENTITY: &'static str = "report_request";
    const OPEN: &'static [&'static str] = &[
        "id",
        "unit_id",
        "indicators",
        "period_id",
        "programme",
        "line",
        "due_on",
        "requested_on",
        "requested_by",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        self.unit_id
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A request with the reports that answer it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WholeReportRequest {
    /// The request as it was made.
    #[serde(flatten)]
    pub request: ReportRequest,
    /// The reports in your reach, each in its latest edition.
    pub reports: Vec<OfficialReport>,
}

/// A request for a report beyond the periods, to be made.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "Tình hình sau bão số 10", "questions": ["Câu lạc bộ nào phải tạm ngừng sinh hoạt?"], "indicators": ["I03"], "period_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "due_on": "2026-11-30", "clubs": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"] }))]
pub struct NewReportRequest {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ReportRequestId>,
    /// Title of the request.
    pub title: Line<200>,
    /// Questions to be answered in words, in order; at most 50.
    #[serde(default)]
    #[validate(length(max = 50))]
    pub questions: Vec<Line<500>>,
    /// Codes of the indicators whose figures are asked for; at least one question or one figure.
    #[serde(default)]
    #[validate(length(max = 100))]
    pub indicators: Vec<Indicator>,
    /// The period that the answers are of: one that has begun.
    pub period_id: ReportPeriodId,
    /// Code of the programme; all that the clubs do unless told.
    pub programme: Option<Line<60>>,
    /// Organisation of the chosen places that answers: the association of the elderly unless told.
    #[serde(default)]
    pub line: ReportLine,
    /// Last day for the submission of the answers (hạn nộp); not in the past.
    pub due_on: Day,
    /// The clubs that are to answer, at most 500.
    #[serde(default)]
    #[validate(length(max = 500))]
    pub clubs: Vec<ClubId>,
    /// The communes or provinces that are to answer, below your place; at most 500.
    #[serde(default)]
    #[validate(length(max = 500))]
    pub units: Vec<UnitId>,
}
