//! Schemes and periods as stored and as shown.

use crate::platform::auth::Level;
use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ReportPeriodId, column};
use crate::platform::log::{Audited, Facts};
use crate::reporting::schema::{period_schemes, report_periods};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Kind of reporting period.
    pub enum ReportPeriodKind {
        /// Half a year (6 tháng).
        HalfYear,
        /// A year (năm).
        Year,
        /// A quarter (quý).
        Quarter,
        /// A month (tháng).
        Month,
        /// A phase of a programme (giai đoạn của chương trình), for mid-term and final reports.
        Programme,
    }
}

/// A scheme by which time is cut into reporting periods (chế độ báo cáo).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = period_schemes, check_for_backend(diesel::pg::Pg))]
pub struct PeriodScheme {
    /// Code of the scheme.
    #[schema(example = "state")]
    pub code: String,
    /// Name in Vietnamese.
    pub name_vi: String,
    /// Name in English.
    pub name_en: String,
    /// Document and clause in which the scheme is written.
    pub source: String,
}

/// A reporting period (kỳ báo cáo). It is never changed: reports stand on it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_periods, check_for_backend(diesel::pg::Pg))]
pub struct ReportPeriod {
    /// UUID of the period.
    pub id: ReportPeriodId,
    /// Code of the scheme that it belongs to.
    #[schema(example = "state")]
    pub scheme: String,
    /// Kind of period.
    pub kind: ReportPeriodKind,
    /// Year that the period is counted to, as 2026.
    pub year: i16,
    /// Name of the period in Vietnamese.
    #[schema(example = "6 tháng đầu năm 2026")]
    pub label: String,
    /// First day of the period.
    pub since: NaiveDate,
    /// Last day of the period: the cut-off (ngày chốt số liệu).
    pub until: NaiveDate,
    /// Days from the cut-off within which clubs report.
    pub due_club: i16,
    /// Days from the cut-off within which communes report.
    pub due_commune: i16,
    /// Days from the cut-off within which provinces report.
    pub due_province: i16,
    /// Days from the cut-off within which the nation reports.
    pub due_nation: i16,
}

impl ReportPeriod {
    /// By when those of a level report.
    #[must_use]
    pub fn due_on(&self, level: Level) -> NaiveDate {
        let days = match level {
            Level::Club | Level::Hamlet => self.due_club,
            Level::Commune | Level::District => self.due_commune,
            Level::Province => self.due_province,
            Level::Nation => self.due_nation,
        };
        self.until + Days::new(u64::try_from(days).unwrap_or_default())
    }
}
impl Versioned for ReportPeriod {
    fn version(&self) -> i32 {
        1
    }
}
impl Audited for ReportPeriod {
    const ENTITY: &'static str = "report_period";
    const OPEN: &'static [&'static str] = &[
        "id",
        "scheme",
        "kind",
        "year",
        "label",
        "since",
        "until",
        "due_club",
        "due_commune",
        "due_province",
        "due_nation",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
}

/// Which reporting periods are listed.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportPeriodQuery {
    /// Only periods of this scheme, by its code.
    #[param(value_type = Option<String>, max_length = 40)]
    pub scheme: Option<Line<40>>,
    /// Only periods counted to this year.
    pub year: Option<i16>,
}

/// A reporting period to be added.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "scheme": "state", "kind": "programme", "year": 2030, "label": "Sơ kết giai đoạn 2025-2030", "since": "2025-08-01", "until": "2030-06-30" }))]
pub struct NewReportPeriod {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ReportPeriodId>,
    /// Code of the scheme that it belongs to.
    pub scheme: Line<40>,
    /// Kind of period. Two of one kind in a scheme do not overlap.
    pub kind: ReportPeriodKind,
    /// Year that the period is counted to, 2000 to 2199.
    #[validate(range(min = 2000, max = 2199))]
    pub year: i16,
    /// Name of the period in Vietnamese.
    pub label: Line<100>,
    /// First day of the period.
    pub since: Day,
    /// Last day of the period: the cut-off (ngày chốt số liệu).
    pub until: Day,
    /// Days from the cut-off within which clubs report; 2 unless told.
    #[validate(range(min = 0, max = 366))]
    #[serde(default = "two")]
    #[schema(default = 2)]
    pub due_club: i16,
    /// Days from the cut-off within which communes report; 5 unless told.
    #[validate(range(min = 0, max = 366))]
    #[serde(default = "five")]
    #[schema(default = 5)]
    pub due_commune: i16,
    /// Days from the cut-off within which provinces report; 10 unless told.
    #[validate(range(min = 0, max = 366))]
    #[serde(default = "ten")]
    #[schema(default = 10)]
    pub due_province: i16,
    /// Days from the cut-off within which the nation reports; 20 unless told.
    #[validate(range(min = 0, max = 366))]
    #[serde(default = "twenty")]
    #[schema(default = 20)]
    pub due_nation: i16,
}
fn two() -> i16 {
    2
}
fn five() -> i16 {
    5
}
fn ten() -> i16 {
    10
}
fn twenty() -> i16 {
    20
}
