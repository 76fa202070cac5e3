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

/// Something asked for beyond the periods (báo cáo đột xuất).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_requests, check_for_backend(diesel::pg::Pg))]
pub struct ReportRequest {
    /// UUID of the request.
    pub id: ReportRequestId,
    /// For which place it was asked; null for the nation.
    pub unit_id: Option<UnitId>,
    /// What it is called.
    pub title: String,
    /// What is asked, to be answered in words.
    pub questions: Vec<String>,
    /// Which figures are asked for.
    pub indicators: Vec<Indicator>,
    /// Of which period.
    pub period_id: ReportPeriodId,
    /// Of which programme; null for all that the clubs do.
    pub programme: Option<String>,
    /// Which organisation of the chosen places answers.
    pub line: ReportLine,
    /// By when.
    pub due_on: NaiveDate,
    /// When it was asked.
    pub requested_on: NaiveDate,
    /// By whom.
    pub requested_by: UserId,
    /// Counts the changes.
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WholeReportRequest {
    /// The request.
    #[serde(flatten)]
    pub request: ReportRequest,
    /// The reports in your reach, each in its latest edition.
    pub reports: Vec<OfficialReport>,
}

/// A request to be made.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "Tình hình sau bão số 10", "questions": ["Câu lạc bộ nào phải tạm ngừng sinh hoạt?"], "indicators": ["I03"], "period_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "due_on": "2026-11-30", "clubs": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"] }))]
pub struct NewReportRequest {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ReportRequestId>,
    /// What it is called.
    pub title: Line<200>,
    /// What is asked, to be answered in words.
    #[serde(default)]
    #[validate(length(max = 50))]
    pub questions: Vec<Line<500>>,
    /// Which figures are asked for; at least one question or one figure.
    #[serde(default)]
    #[validate(length(max = 100))]
    pub indicators: Vec<Indicator>,
    /// Of which period: one that has begun.
    pub period_id: ReportPeriodId,
    /// Of which programme.
    pub programme: Option<Line<60>>,
    /// Which organisation of the chosen places answers: the association of the elderly unless told.
    #[serde(default)]
    pub line: ReportLine,
    /// By when; not in the past.
    pub due_on: Day,
    /// The clubs that are to answer.
    #[serde(default)]
    #[validate(length(max = 500))]
    pub clubs: Vec<ClubId>,
    /// The communes or provinces that are to answer: below your place.
    #[serde(default)]
    #[validate(length(max = 500))]
    pub units: Vec<UnitId>,
}
