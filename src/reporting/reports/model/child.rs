//! The reports below one, and how much of them is summed up in it.

use crate::platform::ids::{ReportId, column};
use crate::reporting::schema::report_children;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

column! { text:
    /// Where the report of somebody below stood when the report above was consolidated.
    pub enum ReportChildStanding {
        /// Sealed, and summed up (đã duyệt, đã tổng hợp).
        Included,
        /// Opened, not sealed, and past its due day (có báo cáo nhưng chưa duyệt, quá hạn).
        Late,
        /// Opened, not sealed, and not due yet (có báo cáo nhưng chưa duyệt, còn hạn).
        Pending,
        /// Not opened (chưa có báo cáo).
        Missing,
    }
}

/// Somebody below, and where the report stood when the one above was consolidated.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_children, check_for_backend(diesel::pg::Pg))]
pub struct ReportChild {
    /// UUID of the club, commune or province.
    pub place_id: Uuid,
    /// UUID of its report; null where none was opened.
    pub child_id: Option<ReportId>,
    /// Name of that place at the end of the period.
    pub name: String,
    /// Number of clubs that it stands for.
    pub clubs: i32,
    /// Where its report stood.
    pub standing: ReportChildStanding,
}

/// How much of what is below is summed up in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportCoverage {
    /// Number of reporters below that had to report.
    pub due: i32,
    /// Of these, the number whose reports were sealed and are summed up.
    pub sealed: i32,
    /// Number of clubs below.
    pub clubs_due: i32,
    /// Of these clubs, the number covered by what is summed up.
    pub clubs_covered: i32,
}
