//! A report, its kind and how far it has come.

use super::ReportCoverage;
use crate::platform::auth::{Level, Place};
use crate::platform::http::Versioned;
use crate::platform::ids::{Actor, ClubId, ReportId, ReportPeriodId, ReportRequestId, UnitId, column};
use crate::platform::log::{Audited, Facts};
use crate::reporting::organisations::model::OrganisationKind;
use crate::reporting::report_periods::model::ReportPeriodKind;
use crate::reporting::reporting_lines::model::{LineRegime, Node, Sender};
use crate::reporting::schema::reports;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

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
