//! Documents as stored and as shown.

use crate::planning::schema::{document_duties, documents, funding_sources, reporting_duties};
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{DocumentId, ProgrammeId, UnitId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::territory::units::model::Level;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// What kind of document.
    pub enum DocumentKind {
        /// Quyết định (QĐ).
        Decision,
        /// Kế hoạch (KH).
        Plan,
        /// Công văn.
        OfficialLetter,
        /// Đề án.
        Scheme,
        /// Nghị quyết (NQ).
        Resolution,
        /// Quy chế.
        Regulation,
        /// Biên bản (BB).
        Minutes,
    }
}

column! { text:
    /// How far it has come.
    pub enum DocumentState {
        /// Dự thảo.
        Draft,
        /// Đã ban hành.
        Issued,
        /// Đã được sửa đổi, bổ sung; what it demands goes on as far as it is not superseded.
        Amended,
        /// Đã được thay thế.
        Replaced,
        /// Hết hiệu lực.
        Expired,
    }
}

column! { text:
    /// How well it is known.
    pub enum KnownFrom {
        /// It was read in full.
        Text,
        /// It was read in part, or others tell of it.
        Excerpt,
        /// Another document names it, and no more is known.
        Citation,
    }
}

column! { text:
    /// What kind of organisation.
    pub enum BearerKind {
        /// Thủ tướng, bộ, Ủy ban Quốc gia về người cao tuổi.
        Government,
        /// Hội Người cao tuổi, ban đại diện, chi hội.
        Association,
        /// Ủy ban nhân dân.
        Committee,
        /// Sở, phòng, công chức lao động - thương binh và xã hội, văn hóa - xã hội.
        Social,
        /// Sở, phòng, công chức tài chính.
        Finance,
        /// Sở y tế, trạm y tế.
        Health,
        /// Sở thông tin và truyền thông.
        Information,
        /// Sở văn hóa, thể thao và du lịch.
        Culture,
        /// Ban tuyên giáo.
        Propaganda,
        /// Mặt trận Tổ quốc.
        Front,
        /// Hội Liên hiệp Phụ nữ.
        WomenUnion,
        /// Hội Chữ thập đỏ.
        RedCross,
        /// Ban chăm sóc sức khỏe người cao tuổi.
        CareBoard,
        /// Thôn, xóm.
        Hamlet,
        /// Các sở, ban, ngành, several at once.
        Sectors,
        /// Khác.
        Other,
    }
}

column! { text:
    /// What an organisation has to do.
    pub enum DutyRole {
        /// Chủ trì.
        Lead,
        /// Phối hợp.
        Coordinate,
        /// Chỉ đạo, hướng dẫn.
        Direct,
        /// Giám sát, kiểm tra, đánh giá.
        Monitor,
        /// Báo cáo.
        Report,
        /// Theo dõi, tổng hợp báo cáo.
        Consolidate,
        /// Thẩm định, bố trí kinh phí.
        Finance,
        /// Vận động, huy động nguồn lực.
        Mobilise,
        /// Tuyên truyền, truyền thông.
        Communicate,
        /// Tập huấn.
        Train,
        /// Phục vụ thành viên: khám sức khỏe, chăm sóc.
        Serve,
        /// Thành lập, hoàn thiện hồ sơ.
        Establish,
        /// Tham gia, tổ chức thực hiện.
        TakePart,
    }
}

column! { text:
    /// Where money comes from.
    pub enum FundingKind {
        /// Ngân sách nhà nước.
        StateBudget,
        /// Đóng góp của tổ chức, cá nhân; xã hội hóa.
        Contributions,
        /// Các quỹ tại địa phương.
        LocalFunds,
        /// Thành viên, câu lạc bộ.
        Club,
        /// Viện trợ, tài trợ quốc tế.
        International,
        /// Nguồn hợp pháp khác.
        Other,
    }
}

column! { text:
    /// How often is reported.
    pub enum ReportingFrequency {
        /// Sáu tháng.
        HalfYearly,
        /// Hằng năm.
        Yearly,
        /// Định kỳ, without saying how often.
        Periodic,
        /// Đột xuất.
        AdHoc,
        /// Sơ kết.
        MidTerm,
        /// Tổng kết.
        Final,
    }
}

/// How complete the record of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentCompleteness {
    /// Nothing that a document of its kind says of itself is missing.
    Full,
    /// Something is: `missing` says what.
    Partial,
    /// No more is known than that there is such a document.
    Stub,
}

/// Something that a document lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingDocumentPart {
    /// Số.
    Number,
    /// Ngày ban hành.
    IssuedOn,
    /// Người ký.
    Signatory,
    /// Nơi áp dụng: whose plan it is.
    Unit,
    /// Giai đoạn.
    Period,
    /// Toàn văn: only a part of it, or only its name, was seen.
    Text,
}

/// A document (văn bản), as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = documents, check_for_backend(diesel::pg::Pg))]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// The programme that it belongs to.
    pub programme_id: ProgrammeId,
    /// What kind of document.
    pub kind: DocumentKind,
    /// Số; null where none is known.
    #[schema(example = "13335/KH-UBND")]
    pub number: Option<String>,
    /// Ngày ban hành; null where none is known.
    pub issued_on: Option<NaiveDate>,
    /// Trích yếu.
    pub title: String,
    /// Cơ quan ban hành.
    pub issuer: String,
    /// Người ký; null where none is known.
    pub signatory: Option<String>,
    /// Of which level.
    pub level: Level,
    /// Of which place; null for the nation, and where the place is not known.
    pub unit_id: Option<UnitId>,
    /// First day of its period (giai đoạn).
    pub period_from: Option<NaiveDate>,
    /// Last day.
    pub period_to: Option<NaiveDate>,
    /// How well it is known.
    pub known_from: KnownFrom,
    /// Where it is known from.
    pub source: Option<String>,
    /// What has to be known about this record, such as what was concluded and not read.
    pub note: Option<String>,
    /// Directs the completion of another document, and may have no targets of its own.
    pub directive: bool,
    /// Nơi nhận.
    pub recipients: Vec<String>,
    /// Căn cứ that are not recorded here themselves.
    pub cites: Vec<String>,
    /// How far it has come.
    pub state: DocumentState,
    /// Since when.
    pub state_since: NaiveDate,
    /// What amended or replaced it.
    pub succeeded_by: Option<DocumentId>,
    /// Who entered it.
    pub drawn_up_by: UserId,
    /// Who issued it, where that happened here.
    pub issued_by: Option<UserId>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

impl Versioned for Document {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Document {
    const ENTITY: &'static str = "document";
    const OPEN: &'static [&'static str] = &[
        "id",
        "programme_id",
        "kind",
        "number",
        "issued_on",
        "title",
        "issuer",
        "level",
        "unit_id",
        "period_from",
        "period_to",
        "known_from",
        "directive",
        "state",
        "state_since",
        "succeeded_by",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        self.unit_id
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A document, with what it lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShownDocument {
    /// The document.
    #[serde(flatten)]
    pub document: Document,
    /// How complete the record is.
    pub completeness: DocumentCompleteness,
    /// What it lacks.
    pub missing: Vec<MissingDocumentPart>,
}

/// A duty (phân công trách nhiệm).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[diesel(table_name = document_duties, check_for_backend(diesel::pg::Pg))]
pub struct DocumentDuty {
    /// The organisation, as the document names it.
    #[schema(example = "Ban đại diện Hội Người cao tuổi tỉnh")]
    pub organisation: Line<300>,
    /// What kind it is.
    pub organisation_kind: BearerKind,
    /// Of which level.
    pub level: Level,
    /// What it has to do.
    pub role: DutyRole,
    /// The same in words.
    pub duty: Prose<1000>,
    /// Where it is written.
    #[serde(default)]
    pub clause: Option<Line<100>>,
}

/// A source of money (nguồn kinh phí).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[diesel(table_name = funding_sources, check_for_backend(diesel::pg::Pg))]
pub struct FundingSource {
    /// Of which kind.
    pub kind: FundingKind,
    /// As the document names it.
    pub source: Line<500>,
    /// What it is for.
    #[serde(default)]
    pub purpose: Option<Line<500>>,
    /// Where it is written.
    #[serde(default)]
    pub clause: Option<Line<100>>,
}

/// A reporting line, as a document states it (chế độ báo cáo).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[diesel(table_name = reporting_duties, check_for_backend(diesel::pg::Pg))]
pub struct ReportingDuty {
    /// Who reports, as the document names it.
    pub reporter: Line<300>,
    /// What kind of organisation that is.
    pub reporter_kind: BearerKind,
    /// To whom.
    pub recipient: Line<300>,
    /// What kind of organisation that is.
    pub recipient_kind: BearerKind,
    /// Whether the reporter adds up what others report (tổng hợp).
    #[serde(default)]
    pub consolidates: bool,
    /// How often.
    #[validate(length(min = 1, max = 6))]
    pub frequencies: Vec<ReportingFrequency>,
    /// Where it is written.
    #[serde(default)]
    pub clause: Option<Line<100>>,
}

/// A document with all that is said in it but its targets and activities, which have addresses of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WholeDocument {
    /// The document.
    #[serde(flatten)]
    pub shown: ShownDocument,
    /// The documents on which it rests (căn cứ).
    pub based_on: Vec<DocumentId>,
    /// The documents in your reach that rest on it.
    pub followed_by: Vec<DocumentId>,
    /// Who has to do what.
    pub duties: Vec<DocumentDuty>,
    /// Where the money comes from.
    pub funding: Vec<FundingSource>,
    /// Who reports to whom.
    pub reporting: Vec<ReportingDuty>,
    /// How many targets it sets; a directive may set none.
    pub targets: i64,
}

impl Versioned for WholeDocument {
    fn version(&self) -> i32 {
        self.shown.document.version
    }
}

/// Which documents.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DocumentQuery {
    /// Only those of a programme, by its code.
    #[param(example = "1648")]
    pub programme: Option<Line<20>>,
    /// Only those of a level.
    pub level: Option<Level>,
    /// Only those that have come so far.
    pub state: Option<DocumentState>,
}

/// A document to be entered, still a draft.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "programme": "1648", "kind": "plan", "title": "Kế hoạch thực hiện Đề án nhân rộng mô hình câu lạc bộ liên thế hệ tự giúp nhau", "issuer": "Ủy ban nhân dân xã", "period_from": "2026-01-01", "period_to": "2030-12-31", "duties": [{ "organisation": "Hội Người cao tuổi xã", "organisation_kind": "association", "level": "commune", "role": "lead", "duty": "Chủ trì xây dựng và triển khai kế hoạch hằng năm", "clause": "VI.1" }], "funding": [{ "kind": "state_budget", "source": "Ngân sách nhà nước" }], "reporting": [{ "reporter": "Hội Người cao tuổi xã", "reporter_kind": "association", "recipient": "UBND xã", "recipient_kind": "committee", "frequencies": ["half_yearly", "yearly"] }] }))]
pub struct NewDocument {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<DocumentId>,
    /// The programme that it belongs to, by its code.
    pub programme: Line<20>,
    /// What kind of document.
    pub kind: DocumentKind,
    /// Số, if it is known.
    pub number: Option<Line<60>>,
    /// Ngày ban hành, if it is known.
    pub issued_on: Option<Day>,
    /// Trích yếu.
    pub title: Line<500>,
    /// Cơ quan ban hành.
    pub issuer: Line<200>,
    /// Người ký, if it is known.
    pub signatory: Option<Line<120>>,
    /// First day of its period.
    pub period_from: Option<Day>,
    /// Last day.
    pub period_to: Option<Day>,
    /// How well it is known: its text, unless told.
    pub known_from: Option<KnownFrom>,
    /// Where it is known from.
    pub source: Option<Line<500>>,
    /// What has to be known about this record.
    pub note: Option<Prose<2000>>,
    /// Whether it directs the completion of another and sets no targets of its own.
    #[serde(default)]
    pub directive: bool,
    /// Nơi nhận.
    #[serde(default)]
    #[validate(length(max = 50))]
    pub recipients: Vec<Line<200>>,
    /// Căn cứ that are not recorded here themselves.
    #[serde(default)]
    #[validate(length(max = 50))]
    pub cites: Vec<Line<300>>,
    /// The documents on which it rests: in your reach, none of which rests on it.
    #[serde(default)]
    #[validate(length(max = 20))]
    pub based_on: Vec<DocumentId>,
    /// Who has to do what.
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    pub duties: Vec<DocumentDuty>,
    /// Where the money comes from.
    #[serde(default)]
    #[validate(length(max = 30), nested)]
    pub funding: Vec<FundingSource>,
    /// Who reports to whom.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub reporting: Vec<ReportingDuty>,
}

/// What a caller may change. Absent leaves alone; `null` clears. Of what is issued only what was missing is added:
/// number, day, signatory, source and note.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "number": "12/KH-UBND", "signatory": "Nguyễn Văn Mẫu" }))]
pub struct DocumentPatch {
    /// Số.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<60>>)]
    pub number: Option<Option<Line<60>>>,
    /// Ngày ban hành.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub issued_on: Option<Option<Day>>,
    /// Trích yếu.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub title: Option<Line<500>>,
    /// Người ký.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<120>>)]
    pub signatory: Option<Option<Line<120>>>,
    /// First day of its period.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub period_from: Option<Option<Day>>,
    /// Last day.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub period_to: Option<Option<Day>>,
    /// Where it is known from.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<500>>)]
    pub source: Option<Option<Line<500>>>,
    /// What has to be known about this record.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<2000>>)]
    pub note: Option<Option<Prose<2000>>>,
    /// Nơi nhận, anew.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 50))]
    pub recipients: Option<Vec<Line<200>>>,
    /// The documents on which it rests, anew.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 20))]
    pub based_on: Option<Vec<DocumentId>>,
    /// Who has to do what, anew.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 100), nested)]
    pub duties: Option<Vec<DocumentDuty>>,
    /// Where the money comes from, anew.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 30), nested)]
    pub funding: Option<Vec<FundingSource>>,
    /// Who reports to whom, anew.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 50), nested)]
    pub reporting: Option<Vec<ReportingDuty>>,
}

/// A step in the life of a document: it is issued, or another document ends or amends it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "state": "issued", "on": "2026-11-20", "number": "12/KH-UBND" }))]
pub struct DocumentStep {
    /// What becomes of it; nothing becomes a draft again.
    pub state: DocumentState,
    /// When; not in the future.
    pub on: Day,
    /// Its number, if it gets one when it is issued.
    pub number: Option<Line<60>>,
    /// Who signed it, if it is issued.
    pub signatory: Option<Line<120>>,
    /// What amends or replaces it: in your reach. Needed for these two, and only for them.
    pub by: Option<DocumentId>,
}
