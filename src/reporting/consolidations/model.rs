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

/// Somebody below who has to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The club, commune or province.
    pub place_id: Uuid,
    /// Its name at the end of the period.
    pub name: String,
    /// How many clubs it stands for.
    pub clubs: i32,
}

/// The report of one below.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = reports, check_for_backend(diesel::pg::Pg))]
pub struct Below {
    /// Its id.
    pub id: ReportId,
    /// Of which club.
    pub club_id: Option<ClubId>,
    /// Of which unit.
    pub unit_id: Option<UnitId>,
    /// Of which organisation there.
    pub line: ReportLine,
    /// Which kind.
    pub regime: ReportRegime,
    /// Which edition.
    pub edition: i16,
    /// How far it has come.
    pub state: ReportState,
    /// By when it had to be there.
    pub due_on: NaiveDate,
    /// When it was.
    pub submitted_on: Option<NaiveDate>,
    /// When it was accepted.
    pub accepted_on: Option<NaiveDate>,
}

impl Below {
    /// Of which place.
    #[must_use]
    pub fn place_id(&self) -> Option<Uuid> {
        self.club_id.map(|club| club.0).or_else(|| self.unit_id.map(|unit| unit.0))
    }
}

/// Where the report of one below stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Who.
    pub due: Due,
    /// Its report.
    pub report: Option<ReportId>,
    /// Where it stands.
    pub standing: ReportChildStanding,
}

/// For which period.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BelowQuery {
    /// The period.
    #[param(example = "3fc0a580-bbee-88ea-ad7b-6e5e04b1b403")]
    pub period: ReportPeriodId,
}

/// A report that is not there in time (quá hạn).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OverdueReport {
    /// The club, commune or province.
    pub place_id: Uuid,
    /// Its name.
    pub name: String,
    /// Its report, if it was opened.
    pub report_id: Option<ReportId>,
    /// How far it has come.
    pub state: Option<ReportState>,
    /// By when it had to be there.
    pub due_on: NaiveDate,
    /// For how many days it is late.
    pub days_late: i64,
}

/// How long a report lay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportTurnaround {
    /// The club, commune or province.
    pub place_id: Uuid,
    /// Its name.
    pub name: String,
    /// Its report.
    pub report_id: ReportId,
    /// Which kind.
    pub regime: ReportRegime,
    /// How far it has come.
    pub state: ReportState,
    /// By when it had to be there.
    pub due_on: NaiveDate,
    /// When it was first submitted.
    pub submitted_on: Option<NaiveDate>,
    /// When it was accepted.
    pub accepted_on: Option<NaiveDate>,
    /// Days from the due day to the first submission; negative if it came early.
    pub days_to_submission: Option<i64>,
    /// Days from the first submission to the acceptance.
    pub days_to_acceptance: Option<i64>,
}
