//! Reports as stored, as shown, as asked for, and as sealed.

use crate::platform::auth::{Level, Place};
use crate::platform::fields::{Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable};
use crate::platform::ids::{
    ClubId, OrganisationId, ReportDeliveryId, ReportId, ReportPeriodId, ReportRequestId, UnitId, UserId,
    column,
};
use crate::platform::log::{Audited, Facts};
use crate::reporting::organisations::model::OrganisationKind;
use crate::reporting::report_periods::model::{ReportPeriod, ReportPeriodKind};
use crate::reporting::reporting_lines::model::{LineRegime, LineRole, Node, Sender};
use crate::reporting::schema::{
    report_cells, report_children, report_deliveries, report_returns, report_sections, report_steps, reports,
};
use crate::statistics::indicators::model::Indicator;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Which organisation of a place reports.
    #[derive(Default)]
    pub enum ReportLine {
        /// Hội Người cao tuổi.
        #[default]
        ElderlyAssociation,
        /// Ủy ban nhân dân.
        PeoplesCommittee,
        /// Cơ quan phụ trách công tác người cao tuổi.
        SocialOffice,
    }
}

column! { text:
    /// Which kind of report.
    pub enum ReportRegime {
        /// Báo cáo 6 tháng.
        HalfYear,
        /// Báo cáo năm.
        Year,
        /// Báo cáo đột xuất.
        AdHoc,
        /// Báo cáo sơ kết.
        MidTerm,
        /// Báo cáo tổng kết.
        Final,
    }
}

impl ReportRegime {
    /// Whether reports of this kind are made for periods of that kind.
    #[must_use]
    pub const fn is_for(self, kind: ReportPeriodKind) -> bool {
        match self {
            Self::HalfYear => matches!(kind, ReportPeriodKind::HalfYear),
            Self::Year => matches!(kind, ReportPeriodKind::Year),
            Self::AdHoc => true,
            Self::MidTerm | Self::Final => matches!(kind, ReportPeriodKind::Programme),
        }
    }
    /// Which way reports of this kind go.
    #[must_use]
    pub const fn goes(self) -> LineRegime {
        match self {
            Self::HalfYear => LineRegime::HalfYear,
            Self::Year => LineRegime::Year,
            Self::AdHoc | Self::MidTerm | Self::Final => LineRegime::AdHoc,
        }
    }
}

column! { text:
    /// How far a report has come. What is approved is sealed in the same moment.
    pub enum ReportState {
        /// Đã mở, chưa lập.
        Open,
        /// Đang lập.
        Draft,
        /// Đã nộp.
        Submitted,
        /// Bị trả lại.
        Returned,
        /// Đã tiếp nhận.
        Accepted,
        /// Đã duyệt, đã khóa.
        Sealed,
    }
}

column! { text:
    /// A step in the life of a report.
    pub enum ReportStepKind {
        /// Mở.
        Opened,
        /// Lập.
        Drafted,
        /// Tổng hợp từ cấp dưới.
        Consolidated,
        /// Nộp.
        Submitted,
        /// Rút lại.
        Withdrawn,
        /// Trả lại.
        Returned,
        /// Tiếp nhận.
        Accepted,
        /// Duyệt.
        Approved,
        /// Mở bản đính chính.
        Corrected,
    }
}

column! { text:
    /// A section of the text (các phần của báo cáo).
    pub enum ReportSection {
        /// I. Chỉ đạo, triển khai.
        Direction,
        /// II. Kết quả thực hiện chỉ tiêu.
        Targets,
        /// III. Kết quả hoạt động theo các lĩnh vực.
        Results,
        /// IV. Nguồn lực.
        Resources,
        /// V. Truyền thông, tập huấn, tham quan, giám sát, khen thưởng.
        Communication,
        /// VI. Quỹ và vay vốn.
        Funds,
        /// VII. Đánh giá: thuận lợi, khó khăn, nguyên nhân.
        Assessment,
        /// VIII. Phương hướng, chỉ tiêu kỳ tới.
        NextPeriod,
        /// IX. Kiến nghị, đề xuất.
        Proposals,
        /// Trả lời những điều được hỏi, in an ad-hoc report.
        Answers,
    }
}

column! { text:
    /// Where the report of one below stands, as its parent was consolidated.
    pub enum ReportChildStanding {
        /// Đã duyệt, đã tổng hợp.
        Included,
        /// Có báo cáo nhưng chưa duyệt, quá hạn.
        Late,
        /// Có báo cáo nhưng chưa duyệt, còn hạn.
        Pending,
        /// Chưa có báo cáo.
        Missing,
    }
}

/// A report (báo cáo) of a club or an organisation for a period, in one edition.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = reports, check_for_backend(diesel::pg::Pg))]
pub struct OfficialReport {
    /// UUID of the report.
    pub id: ReportId,
    /// The club that reports, if it is one.
    pub club_id: Option<ClubId>,
    /// The commune or province that reports; null for a club and for the nation.
    pub unit_id: Option<UnitId>,
    /// The commune at the end of the period.
    pub commune_id: Option<UnitId>,
    /// The district at the end of the period; none since 1 July 2025.
    pub district_id: Option<UnitId>,
    /// The province at the end of the period.
    pub province_id: Option<UnitId>,
    /// Club, commune, province or nation.
    pub level: Level,
    /// Which organisation there.
    pub line: ReportLine,
    /// Code of the programme; null for all that the clubs do.
    pub programme: Option<String>,
    /// For which period.
    pub period_id: ReportPeriodId,
    /// Which kind of report.
    pub regime: ReportRegime,
    /// The request that it answers, if it is an ad-hoc one.
    pub request_id: Option<ReportRequestId>,
    /// 1; each correction after sealing is the next.
    pub edition: i16,
    /// The edition that this one corrects.
    pub supersedes: Option<ReportId>,
    /// Whether a later edition is sealed.
    pub superseded: bool,
    /// How far it has come.
    pub state: ReportState,
    /// By when it has to be submitted.
    pub due_on: NaiveDate,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// When it was first submitted.
    pub submitted_on: Option<NaiveDate>,
    /// When it was accepted.
    pub accepted_on: Option<NaiveDate>,
    /// When it was approved and sealed.
    pub sealed_on: Option<NaiveDate>,
    /// Everybody who put something into it.
    pub drawn_up_by: Vec<UserId>,
    /// Who last submitted it.
    pub submitted_by: Option<UserId>,
    /// When it was last consolidated from the reports below.
    pub consolidated_on: Option<NaiveDate>,
    /// How many below had to report.
    pub children_due: Option<i32>,
    /// How many of these were sealed, and are summed up in it.
    pub children_sealed: Option<i32>,
    /// How many clubs there are below.
    pub clubs_due: Option<i32>,
    /// How many of these are covered by what is summed up.
    pub clubs_covered: Option<i32>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When the report was entered (UTC).
    pub created_at: DateTime<Utc>,
}

impl OfficialReport {
    /// The place that reports.
    #[must_use]
    pub fn place(&self) -> Place {
        match (self.level, self.club_id, self.unit_id) {
            (_, Some(club), _) => Place::Club(club),
            (Level::Commune, _, Some(unit)) => Place::Commune(unit),
            (_, _, Some(unit)) => Place::Province(unit),
            (_, None, None) => Place::Nation,
        }
    }
    /// Who reports, by the lines of reporting.
    #[must_use]
    pub fn sender(&self) -> Sender {
        let kind = match (self.line, self.level) {
            (ReportLine::ElderlyAssociation, _) => OrganisationKind::ElderlyAssociation,
            (ReportLine::PeoplesCommittee, Level::Nation) => OrganisationKind::NationalCommittee,
            (ReportLine::PeoplesCommittee, _) => OrganisationKind::PeoplesCommittee,
            (ReportLine::SocialOffice, Level::Nation) => OrganisationKind::Ministry,
            (ReportLine::SocialOffice, _) => OrganisationKind::SocialOffice,
        };
        let office = Sender::Office(Node { kind, level: self.level }, self.unit_id);
        self.club_id.map_or(office, Sender::Club)
    }
    /// How much of what is below is summed up in it.
    #[must_use]
    pub fn coverage(&self) -> Option<ReportCoverage> {
        Some(ReportCoverage {
            due: self.children_due?,
            sealed: self.children_sealed?,
            clubs_due: self.clubs_due?,
            clubs_covered: self.clubs_covered?,
        })
    }
}

impl Versioned for OfficialReport {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for OfficialReport {
    const ENTITY: &'static str = "report";
    const OPEN: &'static [&'static str] = &[
        "id",
        "club_id",
        "unit_id",
        "level",
        "line",
        "programme",
        "period_id",
        "regime",
        "request_id",
        "edition",
        "supersedes",
        "superseded",
        "state",
        "due_on",
        "opened_on",
        "submitted_on",
        "accepted_on",
        "sealed_on",
        "drawn_up_by",
        "submitted_by",
        "consolidated_on",
        "children_due",
        "children_sealed",
        "clubs_due",
        "clubs_covered",
    ];
    fn facts(&self) -> Facts {
        Facts::RUNNING
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        self.club_id
    }
    fn unit(&self) -> Option<UnitId> {
        self.unit_id
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A figure in a report. What is declared stands beside what is computed and never takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_cells, check_for_backend(diesel::pg::Pg))]
pub struct ReportCell {
    /// Which indicator.
    pub indicator: Indicator,
    /// Version of its definition when it was computed.
    pub definition_version: i16,
    /// As computed from the records when the report was last drafted.
    pub numerator: Option<i64>,
    /// What it is a share of; null for a count.
    pub denominator: Option<i64>,
    /// As the sealed reports below add up to.
    pub consolidated_numerator: Option<i64>,
    /// What that is a share of.
    pub consolidated_denominator: Option<i64>,
    /// What the reporter says.
    pub declared_numerator: Option<i64>,
    /// What that is a share of.
    pub declared_denominator: Option<i64>,
    /// Why what it says differs from what is computed.
    pub explanation: Option<String>,
    /// Whether so few people make up what is computed or summed up that it can show one of them.
    #[serde(skip)]
    pub few_people: bool,
}

impl ReportCell {
    /// Whether something is declared that differs from what is computed.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.declared_numerator.is_some()
            && (self.declared_numerator, self.declared_denominator) != (self.numerator, self.denominator)
    }
}

/// A figure in a report, as the change log knows it.
#[derive(Debug, Clone, Serialize)]
pub struct CellOf {
    /// Of which report.
    #[serde(skip)]
    pub report: OfficialReport,
    /// The figure.
    #[serde(flatten)]
    pub cell: ReportCell,
}
impl Audited for CellOf {
    const ENTITY: &'static str = "report_cell";
    const OPEN: &'static [&'static str] = &["indicator", "declared_numerator", "declared_denominator"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.report.id.0
    }
    fn club(&self) -> Option<ClubId> {
        self.report.club_id
    }
    fn unit(&self) -> Option<UnitId> {
        self.report.unit_id
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.report.version)
    }
}

/// A section of a report.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_sections, check_for_backend(diesel::pg::Pg))]
pub struct WrittenSection {
    /// Which.
    pub section: ReportSection,
    /// What it says.
    pub body: String,
}

/// A step in the life of a report.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_steps, check_for_backend(diesel::pg::Pg))]
pub struct ReportStep {
    /// What was done.
    pub step: ReportStepKind,
    /// By whom, as what.
    pub role: String,
    /// By which user.
    pub done_by: UserId,
    /// When.
    pub done_on: NaiveDate,
}

/// Why a report was returned.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_returns, check_for_backend(diesel::pg::Pg))]
pub struct ReportReturnReason {
    /// When.
    pub returned_on: NaiveDate,
    /// The figure that is meant, if one is.
    pub indicator: Option<Indicator>,
    /// The section that is meant, if one is.
    pub section: Option<ReportSection>,
    /// Why.
    pub reason: String,
}

/// One of those below, and where its report stood when its parent was consolidated.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_children, check_for_backend(diesel::pg::Pg))]
pub struct ReportChild {
    /// The club, commune or province.
    pub place_id: Uuid,
    /// Its report.
    pub child_id: Option<ReportId>,
    /// Its name then.
    pub name: String,
    /// How many clubs it stands for.
    pub clubs: i32,
    /// Where its report stood.
    pub standing: ReportChildStanding,
}

/// A report handed to one addressee (nơi nhận), as the reporting lines of the day say.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_deliveries, check_for_backend(diesel::pg::Pg))]
pub struct ReportDelivery {
    /// UUID of the delivery.
    pub id: ReportDeliveryId,
    /// To which organisation.
    pub organisation_id: Option<OrganisationId>,
    /// What kind it is.
    pub kind: OrganisationKind,
    /// At which level.
    pub level: Level,
    /// Of which place; null for the nation.
    pub unit_id: Option<UnitId>,
    /// What it was called then.
    pub name: String,
    /// What it does with the report.
    pub role: LineRole,
    /// When it was handed over.
    pub delivered_on: NaiveDate,
    /// When it was taken note of.
    pub received_on: Option<NaiveDate>,
}

/// How much of what is below is summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportCoverage {
    /// How many below had to report.
    pub due: i32,
    /// How many of these were sealed, and are summed up.
    pub sealed: i32,
    /// How many clubs there are below.
    pub clubs_due: i32,
    /// How many of these are covered.
    pub clubs_covered: i32,
}

/// A report with all that is in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WholeReport {
    /// The report.
    #[serde(flatten)]
    pub report: OfficialReport,
    /// Its period.
    pub period: ReportPeriod,
    /// Who reports, by the names of the end of the period.
    pub reporter: NamedReporter,
    /// Its figures. Whoever may not read the members sees no small number of people.
    pub cells: Vec<ReportCell>,
    /// Its text.
    pub sections: Vec<WrittenSection>,
    /// What was done with it, in order.
    pub steps: Vec<ReportStep>,
    /// Why it was returned.
    pub returns: Vec<ReportReturnReason>,
    /// Who got it.
    pub deliveries: Vec<ReportDelivery>,
    /// How much of what is below is summed up; null before it is consolidated.
    pub coverage: Option<ReportCoverage>,
    /// Those below, as it was consolidated.
    pub children: Vec<ReportChild>,
    /// Whether reports from below were sealed or corrected since: another edition would add up to something else.
    pub children_changed: bool,
    /// Of the sealed snapshot.
    pub content_hash: Option<String>,
}

impl Versioned for WholeReport {
    fn version(&self) -> i32 {
        self.report.version
    }
}

/// Which reports.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// Only those that have come so far.
    pub state: Option<ReportState>,
    /// Only those for this period.
    pub period: Option<ReportPeriodId>,
    /// Those of the clubs (`club`) or communes (`commune`) in the place; its own unless told.
    pub level: Option<Level>,
}

/// A report to be opened.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "period_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "regime": "half_year", "line": "elderly_association" }))]
pub struct NewReport {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ReportId>,
    /// For which period: one that has begun.
    pub period_id: ReportPeriodId,
    /// Which kind of report; it has to fit the period.
    pub regime: ReportRegime,
    /// Which organisation reports: the association of the elderly (Hội Người cao tuổi) unless told.
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
    /// What it says.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 1_000_000_000_000_000_i64))]
    #[schema(value_type = Option<i64>)]
    pub declared_numerator: Option<Option<i64>>,
    /// What that is a share of: of shares only, and then always.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 1_000_000_000_000_000_i64))]
    #[schema(value_type = Option<i64>)]
    pub declared_denominator: Option<Option<i64>>,
    /// Why it differs from what is computed: required before the report is submitted.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<2000>>)]
    pub explanation: Option<Option<Prose<2000>>>,
}

/// The text of a section.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "body": "Ban chủ nhiệm đã tổ chức sinh hoạt đều đặn hằng tháng." }))]
pub struct NewReportSection {
    /// What it says.
    pub body: Prose<20_000>,
}

/// Why a report is returned. A return without a reason is none.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reasons": [{ "reason": "Chưa nêu kiến nghị với cấp trên" }] }))]
pub struct NewReportReturn {
    /// The reasons, each of a figure, of a section, or of the whole.
    #[validate(length(min = 1, max = 100), nested)]
    pub reasons: Vec<NewReportReturnReason>,
}

/// A reason to return a report.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReportReturnReason {
    /// The figure that is meant.
    pub indicator: Option<Indicator>,
    /// The section that is meant; not both.
    pub section: Option<ReportSection>,
    /// Why.
    pub reason: Prose<1000>,
}

/// Somebody who reports, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedReporter {
    /// The name.
    pub name: String,
    /// At which level.
    pub level: Level,
    /// The units above, nearest first.
    pub ancestors: Vec<String>,
}

/// Who is to report, and where that lies at the end of the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reporter {
    /// Club, commune, province or nation.
    pub level: Level,
    /// The club, if it is one.
    pub club_id: Option<ClubId>,
    /// The commune or province, if it is one.
    pub unit_id: Option<UnitId>,
    /// The commune.
    pub commune_id: Option<UnitId>,
    /// The district.
    pub district_id: Option<UnitId>,
    /// The province.
    pub province_id: Option<UnitId>,
}

impl Reporter {
    /// The nation.
    pub const NATION: Self = Self {
        level: Level::Nation,
        club_id: None,
        unit_id: None,
        commune_id: None,
        district_id: None,
        province_id: None,
    };
}

/// What is opened, beside who reports and for when.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Made by the client, if it liked.
    pub id: Option<ReportId>,
    /// Which kind of report.
    pub regime: ReportRegime,
    /// Which organisation.
    pub line: ReportLine,
    /// Code of the programme.
    pub programme: Option<String>,
    /// The request that it answers.
    pub request: Option<ReportRequestId>,
    /// By when.
    pub due_on: NaiveDate,
}
