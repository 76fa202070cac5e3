//! Reporting lines as stored, and the chain as shown.

use crate::platform::auth::Level;
use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ClubId, OrganisationId, ReportingLineId, UnitId, column};
use crate::platform::log::{Audited, Facts};
use crate::reporting::organisations::model::{Organisation, OrganisationKind};
use crate::reporting::schema::reporting_lines;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// What the receiver does with a report. The first is the strongest.
    pub enum LineRole {
        /// Consolidates it with the reports of others (tổng hợp).
        Consolidator,
        /// Receives it (nơi nhận).
        Addressee,
        /// Is told of it (để biết).
        Information,
    }
}

column! { text:
    /// Which reports go along a reporting line.
    #[derive(Default)]
    pub enum LineRegime {
        /// Half-yearly reports (báo cáo 6 tháng).
        HalfYear,
        /// Yearly reports (báo cáo năm).
        Year,
        /// Ad-hoc, mid-term and final reports (báo cáo đột xuất, sơ kết, tổng kết).
        AdHoc,
        /// All reports.
        #[default]
        Any,
    }
}

impl LineRegime {
    /// Whether a report of one goes the way of the other.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self == Self::Any || other == Self::Any || self == other
    }
}

/// A kind of organisation at a level: where a line begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// Kind of organisation.
    pub kind: OrganisationKind,
    /// Level at which it stands.
    pub level: Level,
}

/// A rule of who reports to whom (tuyến báo cáo), between kinds of organisations.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = reporting_lines, check_for_backend(diesel::pg::Pg))]
pub struct ReportingLine {
    /// UUID of the line.
    pub id: ReportingLineId,
    /// Kind of organisation that reports.
    pub from_kind: OrganisationKind,
    /// Level at which the reporter stands.
    pub from_level: Level,
    /// Kind of organisation that receives the report.
    pub to_kind: OrganisationKind,
    /// Level at which the receiver stands: in the same unit, or in one above.
    pub to_level: Level,
    /// What the receiver does with the report.
    pub role: LineRole,
    /// Which reports go along the line.
    pub regime: LineRegime,
    /// Only in this province; null: wherever the province has no line of its own from that kind and level.
    pub province_id: Option<UnitId>,
    /// First day on which the line holds.
    pub valid_from: NaiveDate,
    /// Last day on which the line holds; null while it does.
    pub valid_to: Option<NaiveDate>,
    /// Document and clause that the line is taken from.
    pub source: String,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When the line was entered (UTC).
    pub created_at: DateTime<Utc>,
}

impl ReportingLine {
    /// Where it begins.
    #[must_use]
    pub const fn from(&self) -> Node {
        Node { kind: self.from_kind, level: self.from_level }
    }
    /// Where it ends.
    #[must_use]
    pub const fn to(&self) -> Node {
        Node { kind: self.to_kind, level: self.to_level }
    }
}
impl Versioned for ReportingLine {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for ReportingLine {
    const ENTITY: &'static str = "reporting_line";
    const OPEN: &'static [&'static str] = &[
        "id",
        "from_kind",
        "from_level",
        "to_kind",
        "to_level",
        "role",
        "regime",
        "province_id",
        "valid_from",
        "valid_to",
        "source",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        self.province_id
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// Which reporting lines are listed.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportingLineQuery {
    /// Only those that hold on this day; all that ever held unless told.
    pub on: Option<Day>,
    /// Only lines from this kind of organisation.
    pub from_kind: Option<OrganisationKind>,
    /// Only those of this province, and those that hold everywhere.
    pub province_id: Option<UnitId>,
}

/// A reporting line to be entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "from_kind": "front", "from_level": "commune", "to_kind": "front", "to_level": "province",
    "role": "addressee", "regime": "year", "province_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f",
    "valid_from": "2026-01-01", "source": "12/KH-UBND, mục III",
}))]
pub struct NewReportingLine {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ReportingLineId>,
    /// Kind of organisation that reports; clubs do too.
    pub from_kind: OrganisationKind,
    /// Level at which the reporter stands.
    pub from_level: Level,
    /// Kind of organisation that receives the report.
    pub to_kind: OrganisationKind,
    /// Level at which the receiver stands: the same or one above.
    pub to_level: Level,
    /// What the receiver does with the report.
    pub role: LineRole,
    /// Which reports go along the line.
    pub regime: LineRegime,
    /// Only in this province, in your reach; everywhere unless told, which the nation alone may say.
    pub province_id: Option<UnitId>,
    /// First day on which the line holds.
    pub valid_from: Day,
    /// Last day on which the line holds, if it is known.
    pub valid_to: Option<Day>,
    /// Document and clause that the line is taken from.
    pub source: Line<300>,
}

/// What may be changed of a line. Absent leaves alone; `null` clears. Another way is another line.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "valid_to": "2026-12-31" }))]
pub struct ReportingLinePatch {
    /// What the receiver does with the report.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub role: Option<LineRole>,
    /// First day on which the line holds.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub valid_from: Option<Day>,
    /// Last day on which the line holds; `null` while it does.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub valid_to: Option<Option<Day>>,
    /// Document and clause that the line is taken from.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub source: Option<Line<300>>,
}

/// Who reports: a club, or an organisation at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// The club of this id.
    Club(ClubId),
    /// An organisation, by its kind, its level, and its unit; none is the nation.
    Office(Node, Option<UnitId>),
}

/// Why nobody is there to take a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportingVacancyReason {
    /// There is no unit of that level on that day: no districts since 1 July 2025.
    NoUnit,
    /// No organisation of that kind stands at the unit on that day.
    NoOrganisation,
    /// The organisation stands, but nobody holds the role that acts for it.
    NobodyAssigned,
}

/// A level of the chain at which nobody is there (cấp còn khuyết).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportingVacancy {
    /// Kind of organisation that should stand there.
    pub kind: OrganisationKind,
    /// Level at which it should stand.
    pub level: Level,
    /// The unit at which it should stand; null for the nation, and where there is no unit of that level.
    pub unit_id: Option<UnitId>,
    /// The organisation, where it stands and only nobody acts for it.
    pub organisation_id: Option<OrganisationId>,
    /// Why nobody is there.
    pub reason: ReportingVacancyReason,
}

/// An organisation that a report goes to (nơi nhận).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportAddressee {
    /// The organisation that receives the report.
    pub organisation: Organisation,
    /// What the receiver does with the report.
    pub role: LineRole,
    /// The levels in between at which nobody is there (cấp còn khuyết).
    pub passed_over: Vec<ReportingVacancy>,
}

/// What the lines come to for somebody who reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// The organisations that the report goes to.
    pub addressees: Vec<ReportAddressee>,
    /// Every level on the way at which nobody is there, also where no way leads on from it.
    pub vacant: Vec<ReportingVacancy>,
}

/// The day and the reports for which a chain is shown.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportingChainQuery {
    /// The day on which the lines hold; today unless told.
    pub on: Option<Day>,
    /// Only lines for these reports; for all of them unless told.
    pub regime: Option<LineRegime>,
}

/// The organisations of one kind and level that report to an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportFeeder {
    /// Kind of organisation that reports.
    pub kind: OrganisationKind,
    /// Level at which the reporters stand.
    pub level: Level,
    /// What the receiver does with their reports.
    pub role: LineRole,
    /// Which reports come along this line.
    pub regime: LineRegime,
    /// Number of such reporters on the day.
    pub count: i64,
    /// Document and clause that the line is taken from.
    pub source: String,
}

/// Where an organisation stands in the reporting lines on a day: who it reports to, and who to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportingChain {
    /// The organisation asked about.
    pub organisation: Organisation,
    /// The day on which the lines hold.
    pub on: NaiveDate,
    /// The reports for which the lines are shown.
    pub regime: LineRegime,
    /// The organisations that it reports to.
    pub reports_to: Vec<ReportAddressee>,
    /// The levels above at which nobody is there (cấp còn khuyết).
    pub vacant: Vec<ReportingVacancy>,
    /// Those that report to it, by kind and level.
    pub receives_from: Vec<ReportFeeder>,
}

/// Which gaps in the reporting lines are listed.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportingGapQuery {
    /// Only at this unit of your reach and below it.
    pub unit: Option<UnitId>,
    /// Only units at this level.
    pub level: Option<Level>,
}

/// A unit at which somebody who should take reports is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportingGap {
    /// UUID of the unit.
    pub unit_id: UnitId,
    /// Level of the unit.
    pub level: Level,
    /// The unit's full name.
    pub name: String,
    /// The organisations that are missing there, or for which nobody acts.
    pub vacant: Vec<ReportingVacancy>,
}
