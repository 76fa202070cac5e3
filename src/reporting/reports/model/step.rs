//! Steps in the life of a report.

use super::ReportSection;
use crate::platform::auth::Level;
use crate::platform::ids::{OrganisationId, ReportDeliveryId, UnitId, UserId, column};
use crate::reporting::organisations::model::OrganisationKind;
use crate::reporting::reporting_lines::model::LineRole;
use crate::reporting::schema::{report_deliveries, report_returns, report_steps};
use crate::statistics::indicators::model::Indicator;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

column! { text:
    /// Kind of step in the life of a report.
    pub enum ReportStepKind {
        /// Opened (mở).
        Opened,
        /// Drawn up from the records (lập).
        Drafted,
        /// Consolidated from the reports below (tổng hợp từ cấp dưới).
        Consolidated,
        /// Submitted (nộp).
        Submitted,
        /// Taken back before it was approved (rút lại).
        Withdrawn,
        /// Returned with reasons (trả lại).
        Returned,
        /// Accepted by those above (tiếp nhận).
        Accepted,
        /// Approved and sealed (duyệt).
        Approved,
        /// Opened as the next edition of a sealed report (mở bản đính chính).
        Corrected,
    }
}

/// A step that was taken with a report.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_steps, check_for_backend(diesel::pg::Pg))]
pub struct ReportStep {
    /// Kind of step.
    pub step: ReportStepKind,
    /// Role in which the account acted.
    pub role: String,
    /// The account that took the step.
    pub done_by: UserId,
    /// Day of the step.
    pub done_on: NaiveDate,
}

/// A reason for which a report was returned.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_returns, check_for_backend(diesel::pg::Pg))]
pub struct ReportReturnReason {
    /// Day of the return.
    pub returned_on: NaiveDate,
    /// Code of the indicator whose figure is meant; null where none is.
    pub indicator: Option<Indicator>,
    /// Section that is meant; null where none is.
    pub section: Option<ReportSection>,
    /// The reason, in words.
    pub reason: String,
}

/// A report handed to one addressee (nơi nhận), as the reporting lines of the day say.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_deliveries, check_for_backend(diesel::pg::Pg))]
pub struct ReportDelivery {
    /// UUID of the delivery.
    pub id: ReportDeliveryId,
    /// UUID of the organisation that received it.
    pub organisation_id: Option<OrganisationId>,
    /// Kind of organisation.
    pub kind: OrganisationKind,
    /// Level at which the organisation stood.
    pub level: Level,
    /// The unit at which the organisation stood; null for the nation.
    pub unit_id: Option<UnitId>,
    /// Name of the organisation on that day.
    pub name: String,
    /// What the organisation does with the report.
    pub role: LineRole,
    /// Day of the delivery.
    pub delivered_on: NaiveDate,
    /// Day on which somebody took note of it (đã nhận); null until then.
    pub received_on: Option<NaiveDate>,
}
