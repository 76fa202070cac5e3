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
        /// Tổng hợp: adds it up with those of others.
        Consolidator,
        /// Nơi nhận: takes it.
        Addressee,
        /// Để biết: is told of it.
        Information,
    }
}

column! { text:
    /// Which reports go this way.
    #[derive(Default)]
    pub enum LineRegime {
        /// Báo cáo 6 tháng.
        HalfYear,
        /// Báo cáo năm.
        Year,
        /// Báo cáo đột xuất, sơ kết, tổng kết.
        AdHoc,
        /// All of them.
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
    /// The kind.
    pub kind: OrganisationKind,
    /// The level.
    pub level: Level,
}

/// A rule of who reports to whom.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = reporting_lines, check_for_backend(diesel::pg::Pg))]
pub struct ReportingLine {
    /// UUID of the line.
    pub id: ReportingLineId,
    /// What kind reports.
    pub from_kind: OrganisationKind,
    /// At which level it stands.
    pub from_level: Level,
    /// To what kind.
    pub to_kind: OrganisationKind,
    /// At which level that one stands: in the same unit, or in one above.
    pub to_level: Level,
    /// What the receiver does with it.
    pub role: LineRole,
    /// Which reports go this way.
    pub regime: LineRegime,
    /// Only in this province; null: wherever the province has no line of its own from that kind and level.
    pub province_id: Option<UnitId>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; null while it holds.
    pub valid_to: Option<NaiveDate>,
    /// The document, and the line of it, that says so.
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

/// Which lines.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportingLineQuery {
    /// Only those that hold on this day; all that ever held unless told.
    pub on: Option<Day>,
    /// Only those from this kind.
    pub from_kind: Option<OrganisationKind>,
    /// Only those of this province, and those that hold everywhere.
    pub province_id: Option<UnitId>,
}

/// A line to be entered.
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
    /// What kind reports; clubs do too.
    pub from_kind: OrganisationKind,
    /// At which level it stands.
    pub from_level: Level,
    /// To what kind.
    pub to_kind: OrganisationKind,
    /// At which level: the same or one above.
    pub to_level: Level,
    /// What the receiver does with it.
    pub role: LineRole,
    /// Which reports go this way.
    pub regime: LineRegime,
    /// Only in this province, in your reach; everywhere unless told, which the nation alone may say.
    pub province_id: Option<UnitId>,
    /// First day.
    pub valid_from: Day,
    /// Last day, if it is known.
    pub valid_to: Option<Day>,
    /// The document, and the line of it, that says so.
    pub source: Line<300>,
}

/// What may be changed of a line. Absent leaves alone; `null` clears. Another way is another line.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "valid_to": "2026-12-31" }))]
pub struct ReportingLinePatch {
    /// What the receiver does with it.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub role: Option<LineRole>,
    /// First day.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub valid_from: Option<Day>,
    /// Last day.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub valid_to: Option<Option<Day>>,
    /// The document, and the line of it, that says so.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub source: Option<Line<300>>,
}

/// Who reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// A club.
    Club(ClubId),
    /// An organisation, by its kind, its level, and its unit; none is the nation.
    Office(Node, Option<UnitId>),
}

/// Why nobody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportingVacancyReason {
    /// There is no unit of that level on that day: no districts since 1 July 2025.
    NoUnit,
    /// No organisation of that kind stands there.
    NoOrganisation,
    /// It stands, but nobody holds the role that acts for it.
    NobodyAssigned,
}

/// A level of the chain at which nobody is there (cấp còn khuyết).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportingVacancy {
    /// What kind should stand there.
    pub kind: OrganisationKind,
    /// At which level.
    pub level: Level,
    /// At which unit; null for the nation, and where there is no unit of that level.
    pub unit_id: Option<UnitId>,
    /// The organisation, where it is only nobody who acts for it.
    pub organisation_id: Option<OrganisationId>,
    /// Why.
    pub reason: ReportingVacancyReason,
}

/// To whom a report goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportAddressee {
    /// The receiver.
    pub organisation: Organisation,
    /// What it does with the report.
    pub role: LineRole,
    /// The levels in between at which nobody is there.
    pub passed_over: Vec<ReportingVacancy>,
}

/// What the lines come to for somebody who reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// To whom the report goes.
    pub addressees: Vec<ReportAddressee>,
    /// Every level on the way at which nobody is there, also where no way leads on from it.
    pub vacant: Vec<ReportingVacancy>,
}

/// On which day, and for which reports.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportingChainQuery {
    /// The day asked about; today unless told.
    pub on: Option<Day>,
    /// For these reports; all of them unless told.
    pub regime: Option<LineRegime>,
}

/// Those of a kind who report to an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportFeeder {
    /// What kind reports.
    pub kind: OrganisationKind,
    /// At which level.
    pub level: Level,
    /// What this one does with it.
    pub role: LineRole,
    /// Which reports come this way.
    pub regime: LineRegime,
    /// How many of them stand there.
    pub count: i64,
    /// The document that says so.
    pub source: String,
}

/// Where an organisation stands in the chain on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportingChain {
    /// The organisation.
    pub organisation: Organisation,
    /// On which day.
    pub on: NaiveDate,
    /// For which reports.
    pub regime: LineRegime,
    /// To whom it reports.
    pub reports_to: Vec<ReportAddressee>,
    /// The levels above at which nobody is there.
    pub vacant: Vec<ReportingVacancy>,
    /// Who reports to it, by kind.
    pub receives_from: Vec<ReportFeeder>,
}

/// Which gaps.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportingGapQuery {
    /// Only at this unit of your reach and below it.
    pub unit: Option<UnitId>,
    /// Only at this level.
    pub level: Option<Level>,
}

/// A unit at which somebody is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportingGap {
    /// The unit.
    pub unit_id: UnitId,
    /// Its level.
    pub level: Level,
    /// What it is called.
    pub name: String,
    /// Who is missing there.
    pub vacant: Vec<ReportingVacancy>,
}
