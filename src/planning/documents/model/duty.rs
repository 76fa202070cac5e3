//! What a document says of duties, money and reporting.

use crate::planning::schema::{document_duties, funding_sources, reporting_duties};
use crate::platform::fields::{Line, Prose};
use crate::platform::ids::column;
use crate::territory::units::model::Level;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

column! { text:
    /// Kind of organisation that a document gives a duty to.
    pub enum BearerKind {
        /// Central government (Thủ tướng, bộ, Ủy ban Quốc gia về người cao tuổi).
        Government,
        /// Association of the elderly (Hội Người cao tuổi, ban đại diện, chi hội).
        Association,
        /// People's committee (Ủy ban nhân dân).
        Committee,
        /// Social affairs (sở, phòng, công chức lao động - thương binh và xã hội, văn hóa - xã hội).
        Social,
        /// Finance (sở, phòng, công chức tài chính).
        Finance,
        /// Health (sở y tế, trạm y tế).
        Health,
        /// Information and communications (sở thông tin và truyền thông).
        Information,
        /// Culture, sports and tourism (sở văn hóa, thể thao và du lịch).
        Culture,
        /// Party committee for propaganda (ban tuyên giáo).
        Propaganda,
        /// Fatherland Front (Mặt trận Tổ quốc).
        Front,
        /// Women's Union (Hội Liên hiệp Phụ nữ).
        WomenUnion,
        /// Red Cross (Hội Chữ thập đỏ).
        RedCross,
        /// Board for the health care of the elderly (ban chăm sóc sức khỏe người cao tuổi).
        CareBoard,
        /// Hamlet (thôn, xóm).
        Hamlet,
        /// Several departments and sectors at once (các sở, ban, ngành).
        Sectors,
        /// Any other organisation (khác).
        Other,
    }
}

column! { text:
    /// What a document makes an organisation do.
    pub enum DutyRole {
        /// Lead (chủ trì).
        Lead,
        /// Coordinate with whoever leads (phối hợp).
        Coordinate,
        /// Direct and guide (chỉ đạo, hướng dẫn).
        Direct,
        /// Monitor, inspect and evaluate (giám sát, kiểm tra, đánh giá).
        Monitor,
        /// Report (báo cáo).
        Report,
        /// Follow up and consolidate reports (theo dõi, tổng hợp báo cáo).
        Consolidate,
        /// Appraise and allocate money (thẩm định, bố trí kinh phí).
        Finance,
        /// Mobilise resources (vận động, huy động nguồn lực).
        Mobilise,
        /// Inform the public (tuyên truyền, truyền thông).
        Communicate,
        /// Train (tập huấn).
        Train,
        /// Serve the members with examinations and care (phục vụ thành viên: khám sức khỏe, chăm sóc).
        Serve,
        /// Establish clubs and complete their papers (thành lập, hoàn thiện hồ sơ).
        Establish,
        /// Take part in carrying it out (tham gia, tổ chức thực hiện).
        TakePart,
    }
}

column! { text:
    /// Kind of source of money (nguồn kinh phí).
    pub enum FundingKind {
        /// State budget (ngân sách nhà nước).
        StateBudget,
        /// Contributions of organisations and persons (đóng góp của tổ chức, cá nhân; xã hội hóa).
        Contributions,
        /// Local funds (các quỹ tại địa phương).
        LocalFunds,
        /// Members and clubs themselves (thành viên, câu lạc bộ).
        Club,
        /// International aid and donations (viện trợ, tài trợ quốc tế).
        International,
        /// Other legal sources (nguồn hợp pháp khác).
        Other,
    }
}

column! { text:
    /// How often a document makes somebody report (kỳ báo cáo).
    pub enum ReportingFrequency {
        /// Every six months (sáu tháng).
        HalfYearly,
        /// Every year (hằng năm).
        Yearly,
        /// Periodically (định kỳ), without saying how often.
        Periodic,
        /// When asked to (đột xuất).
        AdHoc,
        /// At the middle of the programme (sơ kết).
        MidTerm,
        /// At the end of the programme (tổng kết).
        Final,
    }
}

/// A duty that a document gives to an organisation (phân công trách nhiệm).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[diesel(table_name = document_duties, check_for_backend(diesel::pg::Pg))]
pub struct DocumentDuty {
    /// The organisation, as the document names it.
    #[schema(example = "Ban đại diện Hội Người cao tuổi tỉnh")]
    pub organisation: Line<300>,
    /// Kind of organisation that it is.
    pub organisation_kind: BearerKind,
    /// Level at which the organisation stands.
    pub level: Level,
    /// What the organisation has to do, as a kind.
    pub role: DutyRole,
    /// The duty in the words of the document.
    pub duty: Prose<1000>,
    /// Clause in which it is written, such as `VI.1`.
    #[serde(default)]
    pub clause: Option<Line<100>>,
}

/// A source of money that a document names (nguồn kinh phí).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[diesel(table_name = funding_sources, check_for_backend(diesel::pg::Pg))]
pub struct FundingSource {
    /// Kind of source.
    pub kind: FundingKind,
    /// The source, as the document names it.
    pub source: Line<500>,
    /// What the money is for, in words.
    #[serde(default)]
    pub purpose: Option<Line<500>>,
    /// Clause in which it is written, such as `VI.1`.
    #[serde(default)]
    pub clause: Option<Line<100>>,
}

/// A reporting line, as a document states it (chế độ báo cáo).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[diesel(table_name = reporting_duties, check_for_backend(diesel::pg::Pg))]
pub struct ReportingDuty {
    /// The organisation that reports, as the document names it.
    pub reporter: Line<300>,
    /// Kind of organisation that reports.
    pub reporter_kind: BearerKind,
    /// The organisation that the report goes to, as the document names it.
    pub recipient: Line<300>,
    /// Kind of organisation that the report goes to.
    pub recipient_kind: BearerKind,
    /// Whether the reporter adds up what others report (tổng hợp).
    #[serde(default)]
    pub consolidates: bool,
    /// How often a report is due: one to six answers.
    #[validate(length(min = 1, max = 6))]
    pub frequencies: Vec<ReportingFrequency>,
    /// Clause in which it is written, such as `VI.1`.
    #[serde(default)]
    pub clause: Option<Line<100>>,
}
