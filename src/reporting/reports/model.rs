//! Reports as stored, as shown, as asked for, and as sealed.

use crate::platform::auth::{Level, Place};
use crate::platform::fields::{Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable};
use crate::platform::ids::{
    Actor, ClubId, OrganisationId, ReportDeliveryId, ReportId, ReportPeriodId, ReportRequestId, UnitId,
    UserId, column,
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
    /// Organisation of a place that reports.
    #[derive(Default)]
    pub enum ReportLine {
        /// Association of the elderly (Hội Người cao tuổi); of a club, the club itself.
        #[default]
        ElderlyAssociation,
        /// People's committee (Ủy ban nhân dân).
        PeoplesCommittee,
        /// Office for the elderly (cơ quan phụ trách công tác người cao tuổi).
        SocialOffice,
    }
}

column! { text:
    /// Kind of report (loại báo cáo).
    pub enum ReportRegime {
        /// Half-yearly report (báo cáo 6 tháng).
        HalfYear,
        /// Yearly report (báo cáo năm).
        Year,
        /// Ad-hoc report (báo cáo đột xuất).
        AdHoc,
        /// Mid-term report (báo cáo sơ kết).
        MidTerm,
        /// Final report (báo cáo tổng kết).
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
        /// Open (đã mở, chưa lập): nothing is in it yet.
        Open,
        /// Being drawn up (đang lập).
        Draft,
        /// Submitted (đã nộp).
        Submitted,
        /// Returned with reasons (bị trả lại).
        Returned,
        /// Accepted by those above (đã tiếp nhận).
        Accepted,
        /// Approved and sealed (đã duyệt, đã khóa): never changed again.
        Sealed,
    }
}

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

column! { text:
    /// Section of a report's text (các phần của báo cáo).
    pub enum ReportSection {
        /// I. Direction and launch (chỉ đạo, triển khai).
        Direction,
        /// II. How targets are met (kết quả thực hiện chỉ tiêu).
        Targets,
        /// III. Results by area (kết quả hoạt động theo các lĩnh vực).
        Results,
        /// IV. Resources (nguồn lực).
        Resources,
        /// V. Communication, training, visits, monitoring, awards (truyền thông, tập huấn, tham quan, giám sát, khen
        /// thưởng).
        Communication,
        /// VI. Funds and loans (quỹ và vay vốn).
        Funds,
        /// VII. Assessment: what helped, what hindered, why (đánh giá: thuận lợi, khó khăn, nguyên nhân).
        Assessment,
        /// VIII. Directions and targets of the next period (phương hướng, chỉ tiêu kỳ tới).
        NextPeriod,
        /// IX. Proposals (kiến nghị, đề xuất).
        Proposals,
        /// Answers to what was asked, in an ad-hoc report (trả lời những điều được hỏi).
        Answers,
    }
}

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

/// A report (báo cáo) of a club or an organisation for a period, in one edition.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = reports, check_for_backend(diesel::pg::Pg))]
pub struct OfficialReport {
    /// UUID of the report.
    pub id: ReportId,
    /// The club that reports; null for a unit and for the nation.
    pub club_id: Option<ClubId>,
    /// The commune or province that reports; null for a club and for the nation.
    pub unit_id: Option<UnitId>,
    /// The commune in which the reporter lies at the end of the period.
    pub commune_id: Option<UnitId>,
    /// The district in which the reporter lies at the end of the period; none since 1 July 2025.
    pub district_id: Option<UnitId>,
    /// The province in which the reporter lies at the end of the period.
    pub province_id: Option<UnitId>,
    /// Level of the reporter: club, commune, province or nation.
    pub level: Level,
    /// Organisation of the place that reports.
    pub line: ReportLine,
    /// Code of the programme; null for all that the clubs do.
    pub programme: Option<String>,
    /// The reporting period.
    pub period_id: ReportPeriodId,
    /// Kind of report.
    pub regime: ReportRegime,
    /// The request that it answers, if it is an ad-hoc one.
    pub request_id: Option<ReportRequestId>,
    /// Edition: 1, and the next with each correction after sealing.
    pub edition: i16,
    /// The edition that this one corrects; null for the first.
    pub supersedes: Option<ReportId>,
    /// Whether a later edition is sealed.
    pub superseded: bool,
    /// How far the report has come.
    pub state: ReportState,
    /// Last day for the submission (hạn nộp).
    pub due_on: NaiveDate,
    /// Day on which it was opened.
    pub opened_on: NaiveDate,
    /// Day of the first submission (nộp); null until then.
    pub submitted_on: Option<NaiveDate>,
    /// Day of the acceptance (tiếp nhận); null until then.
    pub accepted_on: Option<NaiveDate>,
    /// Day of the approval, by which it was sealed (duyệt); null until then.
    pub sealed_on: Option<NaiveDate>,
    /// The accounts that put something into it: none of them may approve it.
    pub drawn_up_by: Vec<Actor>,
    /// The account that last submitted it: it may not approve it.
    pub submitted_by: Option<Actor>,
    /// Day on which it was last consolidated from the reports below; null until then.
    pub consolidated_on: Option<NaiveDate>,
    /// Number of reporters below that had to report; null before it is consolidated.
    pub children_due: Option<i32>,
    /// Of these, the number whose reports were sealed and are summed up in it.
    pub children_sealed: Option<i32>,
    /// Number of clubs below; null before it is consolidated.
    pub clubs_due: Option<i32>,
    /// Of these clubs, the number covered by what is summed up.
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
    /// Code of the indicator.
    pub indicator: Indicator,
    /// Version of the indicator's definition when it was computed.
    pub definition_version: i16,
    /// Computed from the records when the report was last drawn up, in the unit of the indicator.
    pub numerator: Option<i64>,
    /// Denominator of what is computed; null for a count.
    pub denominator: Option<i64>,
    /// Sum of the sealed reports below; null where none is summed up.
    pub consolidated_numerator: Option<i64>,
    /// Denominator of the sum; null for a count.
    pub consolidated_denominator: Option<i64>,
    /// What the reporter declares; null where nothing is declared.
    pub declared_numerator: Option<i64>,
    /// Denominator of what is declared; null for a count.
    pub declared_denominator: Option<i64>,
    /// Why what is declared differs from what is computed.
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
    /// The report that the figure stands in.
    #[serde(skip)]
    pub report: OfficialReport,
    /// The figure as it stands.
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

/// A section of a report as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = report_sections, check_for_backend(diesel::pg::Pg))]
pub struct WrittenSection {
    /// Which section it is.
    pub section: ReportSection,
    /// Text of the section, in paragraphs.
    pub body: String,
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

/// A report with its figures, text, steps, deliveries and coverage.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WholeReport {
    /// The report itself.
    #[serde(flatten)]
    pub report: OfficialReport,
    /// The reporting period.
    pub period: ReportPeriod,
    /// The reporter, by the names of the end of the period.
    pub reporter: NamedReporter,
    /// The figures. Whoever may not read the members sees no small number of people.
    pub cells: Vec<ReportCell>,
    /// The text, section by section.
    pub sections: Vec<WrittenSection>,
    /// The steps that were taken with it, in order.
    pub steps: Vec<ReportStep>,
    /// The reasons for which it was returned.
    pub returns: Vec<ReportReturnReason>,
    /// The organisations that the sealed report was delivered to.
    pub deliveries: Vec<ReportDelivery>,
    /// How much of what is below is summed up in it; null before it is consolidated.
    pub coverage: Option<ReportCoverage>,
    /// Those below, as they stood when it was consolidated.
    pub children: Vec<ReportChild>,
    /// Whether reports from below were sealed or corrected since: another edition would add up to something else.
    pub children_changed: bool,
    /// SHA-256 of the sealed snapshot in hexadecimal; null before it is sealed.
    pub content_hash: Option<String>,
}

impl Versioned for WholeReport {
    fn version(&self) -> i32 {
        self.report.version
    }
}

/// Which reports are listed.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// Only reports in this state.
    pub state: Option<ReportState>,
    /// Only reports for this period.
    pub period: Option<ReportPeriodId>,
    /// Those of the clubs (`club`) or communes (`commune`) in the place; its own unless told.
    pub level: Option<Level>,
}

/// A report to be opened for a period.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "period_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "regime": "half_year", "line": "elderly_association" }))]
pub struct NewReport {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ReportId>,
    /// The reporting period: one that has begun.
    pub period_id: ReportPeriodId,
    /// Kind of report; it has to fit the period.
    pub regime: ReportRegime,
    /// Organisation that reports: the association of the elderly (Hội Người cao tuổi) unless told.
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
    /// What the reporter declares, in the unit of the indicator.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 1_000_000_000_000_000_i64))]
    #[schema(value_type = Option<i64>)]
    pub declared_numerator: Option<Option<i64>>,
    /// Denominator of what is declared: of shares only, and then always.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 1_000_000_000_000_000_i64))]
    #[schema(value_type = Option<i64>)]
    pub declared_denominator: Option<Option<i64>>,
    /// Why it differs from what is computed: required before the report is submitted.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<2000>>)]
    pub explanation: Option<Option<Prose<2000>>>,
}

/// The text of a section of a report.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "body": "Ban chủ nhiệm đã tổ chức sinh hoạt đều đặn hằng tháng." }))]
pub struct NewReportSection {
    /// Text of the section, in paragraphs; at most 20,000 characters.
    pub body: Prose<20_000>,
}

/// Why a report is returned. A return without a reason is none.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reasons": [{ "reason": "Chưa nêu kiến nghị với cấp trên" }] }))]
pub struct NewReportReturn {
    /// The reasons, 1 to 100: each of a figure, of a section, or of the whole.
    #[validate(length(min = 1, max = 100), nested)]
    pub reasons: Vec<NewReportReturnReason>,
}

/// A reason for which a report is returned.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReportReturnReason {
    /// Code of the indicator whose figure is meant.
    pub indicator: Option<Indicator>,
    /// Section that is meant; not together with an indicator.
    pub section: Option<ReportSection>,
    /// The reason, in words.
    pub reason: Prose<1000>,
}

/// Who reports, by the names of the end of the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedReporter {
    /// Name of the club or unit.
    pub name: String,
    /// Level of the reporter: club, commune, province or nation.
    pub level: Level,
    /// Names of the units above, nearest first.
    pub ancestors: Vec<String>,
}

/// Who is to report, and where that lies at the end of the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reporter {
    /// Level of the reporter: club, commune, province or nation.
    pub level: Level,
    /// The club, if it is one.
    pub club_id: Option<ClubId>,
    /// The commune or province, if it is one.
    pub unit_id: Option<UnitId>,
    /// The commune in which it lies.
    pub commune_id: Option<UnitId>,
    /// The district in which it lies.
    pub district_id: Option<UnitId>,
    /// The province in which it lies.
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
    /// UUID made by the client, if it made one.
    pub id: Option<ReportId>,
    /// Kind of report.
    pub regime: ReportRegime,
    /// Organisation that reports.
    pub line: ReportLine,
    /// Code of the programme; none for all that the clubs do.
    pub programme: Option<String>,
    /// The request that the report answers.
    pub request: Option<ReportRequestId>,
    /// Last day for the submission.
    pub due_on: NaiveDate,
}
