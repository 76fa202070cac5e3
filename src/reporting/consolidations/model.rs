//! Those below, their reports, and how late they are.

use crate::platform::ids::{ClubId, ReportId, ReportPeriodId, UnitId};
use crate::reporting::reports::model::{ReportChildStanding, ReportLine, ReportRegime, ReportState};
use crate::reporting::schema::reports;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Somebody below who has to report for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// UUID of the club, commune or province.
    pub place_id: Uuid,
    /// Its name at the end of the period.
    pub name: String,
    /// Number of clubs that it stands for.
    pub clubs: i32,
}

/// The report of somebody below.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = reports, check_for_backend(diesel::pg::Pg))]
pub struct Below {
    /// UUID of the report.
    pub id: ReportId,
    /// The club that reports, if it is one.
    pub club_id: Option<ClubId>,
    /// The commune or province that reports, if it is one.
    pub unit_id: Option<UnitId>,
    /// Organisation of the place that reports.
    pub line: ReportLine,
    /// Kind of report.
    pub regime: ReportRegime,
    /// Edition: 1, and 2 or more after a correction.
    pub edition: i16,
    /// How far the report has come.
    pub state: ReportState,
    /// Last day for its submission.
    pub due_on: NaiveDate,
    /// Day of its first submission.
    pub submitted_on: Option<NaiveDate>,
    /// Day on which it was accepted.
    pub accepted_on: Option<NaiveDate>,
}

impl Below {
    /// Of which place.
    #[must_use]
    pub fn place_id(&self) -> Option<Uuid> {
        self.club_id.map(|club| club.0).or_else(|| self.unit_id.map(|unit| unit.0))
    }
}

/// Somebody below, and where the report stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Who has to report.
    pub due: Due,
    /// UUID of the report, if it was opened.
    pub report: Option<ReportId>,
    /// Where the report stands.
    pub standing: ReportChildStanding,
}

/// The period of the reports.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BelowQuery {
    /// UUID of the reporting period.
    #[param(example = "3fc0a580-bbee-88ea-ad7b-6e5e04b1b403")]
    pub period: ReportPeriodId,
}

/// A report that is not there in time (quá hạn).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OverdueReport {
    /// UUID of the club, commune or province that has to report.
    pub place_id: Uuid,
    /// Name of that place at the end of the period.
    pub name: String,
    /// UUID of its report; null where none was opened.
    pub report_id: Option<ReportId>,
    /// How far the report has come; null where none was opened.
    pub state: Option<ReportState>,
    /// Last day for the submission (hạn nộp).
    pub due_on: NaiveDate,
    /// Days since the due day.
    pub days_late: i64,
}

/// How long a report lay before it was submitted, and before it was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportTurnaround {
    /// UUID of the club, commune or province that reports.
    pub place_id: Uuid,
    /// Name of that place at the end of the period.
    pub name: String,
    /// UUID of its report.
    pub report_id: ReportId,
    /// Kind of report.
    pub regime: ReportRegime,
    /// How far the report has come.
    pub state: ReportState,
    /// Last day for the submission (hạn nộp).
    pub due_on: NaiveDate,
    /// Day of the first submission (nộp); null until then.
    pub submitted_on: Option<NaiveDate>,
    /// Day of the acceptance (tiếp nhận); null until then.
    pub accepted_on: Option<NaiveDate>,
    /// Days from the due day to the first submission; negative if it came early.
    pub days_to_submission: Option<i64>,
    /// Days from the first submission to the acceptance.
    pub days_to_acceptance: Option<i64>,
}
