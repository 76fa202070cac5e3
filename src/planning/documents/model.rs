//! Documents as stored and as shown.

use crate::planning::schema::{document_duties, documents, funding_sources, reporting_duties};
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{Actor, DocumentId, ProgrammeId, UnitId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::territory::units::model::Level;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Kind of legal document (loại văn bản).
    pub enum DocumentKind {
        /// Decision (quyết định, QĐ).
        Decision,
        /// Plan (kế hoạch, KH).
        Plan,
        /// Official letter (công văn).
        OfficialLetter,
        /// Scheme (đề án).
        Scheme,
        /// Resolution (nghị quyết, NQ).
        Resolution,
        /// Regulation (quy chế).
        Regulation,
        /// Minutes (biên bản, BB).
        Minutes,
    }
}

column! { text:
    /// How far a document has come, from its draft to its end.
    pub enum DocumentState {
        /// A draft (dự thảo): it binds nobody, and all of it can be changed.
        Draft,
        /// Issued (đã ban hành): only what its record lacked can still be added.
        Issued,
        /// Amended (đã được sửa đổi, bổ sung): what it demands goes on as far as it is not superseded.
        Amended,
        /// Replaced by another document (đã được thay thế).
        Replaced,
        /// Expired (hết hiệu lực).
        Expired,
    }
}

column! { text:
    /// How well a document is known to whoever recorded it.
    pub enum KnownFrom {
        /// The document was read in full.
        Text,
        /// The document was read in part, or others tell of it.
        Excerpt,
        /// Another document names it, and no more is known.
        Citation,
    }
}

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

/// How complete the record of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentCompleteness {
    /// Nothing that a document of its kind says of itself is missing.
    Full,
    /// Something is missing: `missing` says what.
    Partial,
    /// No more is known than that there is such a document.
    Stub,
}

/// What the record of a document lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingDocumentPart {
    /// Its number (số).
    Number,
    /// The day on which it was issued (ngày ban hành).
    IssuedOn,
    /// Who signed it (người ký).
    Signatory,
    /// The place whose plan it is (nơi áp dụng).
    Unit,
    /// The period that it is for (giai đoạn).
    Period,
    /// Its full text (toàn văn): only a part of it, or only its name, was seen.
    Text,
}

/// A legal document (văn bản), as stored.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = documents, check_for_backend(diesel::pg::Pg))]
pub struct Document {
    /// UUID of the document.
    pub id: DocumentId,
    /// The programme that the document belongs to.
    pub programme_id: ProgrammeId,
    /// Kind of document.
    pub kind: DocumentKind,
    /// Official number (số); null where none is known.
    #[schema(example = "13335/KH-UBND")]
    pub number: Option<String>,
    /// Day on which it was issued (ngày ban hành); null where none is known.
    pub issued_on: Option<NaiveDate>,
    /// Title (trích yếu).
    pub title: String,
    /// Issuing body (cơ quan ban hành).
    pub issuer: String,
    /// Who signed it (người ký); null where nobody is known.
    pub signatory: Option<String>,
    /// Level of the state whose document it is.
    pub level: Level,
    /// The unit whose document it is; null for the nation's, and where the place is not known.
    pub unit_id: Option<UnitId>,
    /// First day of the period that it is for (giai đoạn); null where none is known.
    pub period_from: Option<NaiveDate>,
    /// Last day of that period; null where none is known.
    pub period_to: Option<NaiveDate>,
    /// How well the document is known to whoever recorded it.
    pub known_from: KnownFrom,
    /// Where the document was found: an address, an archive, another document.
    pub source: Option<String>,
    /// What has to be known about this record, such as what was concluded and not read.
    pub note: Option<String>,
    /// Directs the completion of another document, and may have no targets of its own.
    pub directive: bool,
    /// Recipients that it names (nơi nhận).
    pub recipients: Vec<String>,
    /// Legal bases that it cites (căn cứ) and that are not recorded here themselves.
    pub cites: Vec<String>,
    /// How far the document has come.
    pub state: DocumentState,
    /// First day in this state.
    pub state_since: NaiveDate,
    /// The document that amended or replaced it.
    pub succeeded_by: Option<DocumentId>,
    /// The account that entered it; another one has to issue it.
    pub drawn_up_by: Actor,
    /// The account that issued it; null for what was issued before it was recorded here.
    pub issued_by: Option<UserId>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When the document was entered (UTC).
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

/// A document, with what its record lacks.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShownDocument {
    /// The document.
    #[serde(flatten)]
    pub document: Document,
    /// How complete the record is: full, partial, or a stub.
    pub completeness: DocumentCompleteness,
    /// The parts that the record lacks.
    pub missing: Vec<MissingDocumentPart>,
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

/// A document with all that is said in it but its targets and activities, which have addresses of their own.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WholeDocument {
    /// The document.
    #[serde(flatten)]
    pub shown: ShownDocument,
    /// The recorded documents on which it rests (căn cứ).
    pub based_on: Vec<DocumentId>,
    /// The documents in your reach that rest on it.
    pub followed_by: Vec<DocumentId>,
    /// The duties that it gives to organisations.
    pub duties: Vec<DocumentDuty>,
    /// The sources of money that it names.
    pub funding: Vec<FundingSource>,
    /// Who reports to whom, as it states.
    pub reporting: Vec<ReportingDuty>,
    /// How many targets it sets; a directive may set none.
    pub targets: i64,
}

impl Versioned for WholeDocument {
    fn version(&self) -> i32 {
        self.shown.document.version
    }
}

/// Which documents are listed.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DocumentQuery {
    /// Only documents of a programme, by its code.
    #[param(example = "1648")]
    pub programme: Option<Line<20>>,
    /// Only documents of this level of the state.
    pub level: Option<Level>,
    /// Only documents in this state.
    pub state: Option<DocumentState>,
}

/// A document to be entered: a draft until another account issues it.
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
    /// Kind of document.
    pub kind: DocumentKind,
    /// Official number (số), if it is known.
    pub number: Option<Line<60>>,
    /// Day on which it was issued (ngày ban hành), if it is known.
    pub issued_on: Option<Day>,
    /// Title (trích yếu).
    pub title: Line<500>,
    /// Issuing body (cơ quan ban hành).
    pub issuer: Line<200>,
    /// Who signed it (người ký), if it is known.
    pub signatory: Option<Line<120>>,
    /// First day of the period that it is for (giai đoạn).
    pub period_from: Option<Day>,
    /// Last day of that period.
    pub period_to: Option<Day>,
    /// How well the document is known: `text` unless told.
    pub known_from: Option<KnownFrom>,
    /// Where the document was found: an address, an archive, another document.
    pub source: Option<Line<500>>,
    /// What has to be known about this record, such as what was concluded and not read.
    pub note: Option<Prose<2000>>,
    /// Whether it directs the completion of another and sets no targets of its own.
    #[serde(default)]
    pub directive: bool,
    /// Recipients that it names (nơi nhận), at most 50.
    #[serde(default)]
    #[validate(length(max = 50))]
    pub recipients: Vec<Line<200>>,
    /// Legal bases that it cites (căn cứ) and that are not recorded here themselves, at most 50.
    #[serde(default)]
    #[validate(length(max = 50))]
    pub cites: Vec<Line<300>>,
    /// The documents on which it rests: in your reach, none of which rests on it.
    #[serde(default)]
    #[validate(length(max = 20))]
    pub based_on: Vec<DocumentId>,
    /// The duties that it gives to organisations, at most 100.
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    pub duties: Vec<DocumentDuty>,
    /// The sources of money that it names, at most 30.
    #[serde(default)]
    #[validate(length(max = 30), nested)]
    pub funding: Vec<FundingSource>,
    /// Who reports to whom, as it states, at most 50.
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
    /// Official number (số).
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<60>>)]
    pub number: Option<Option<Line<60>>>,
    /// Day on which it was issued (ngày ban hành).
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub issued_on: Option<Option<Day>>,
    /// Title (trích yếu).
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub title: Option<Line<500>>,
    /// Who signed it (người ký).
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<120>>)]
    pub signatory: Option<Option<Line<120>>>,
    /// First day of the period that it is for (giai đoạn).
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub period_from: Option<Option<Day>>,
    /// Last day of that period.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub period_to: Option<Option<Day>>,
    /// Where the document was found: an address, an archive, another document.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<500>>)]
    pub source: Option<Option<Line<500>>>,
    /// What has to be known about this record, such as what was concluded and not read.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<2000>>)]
    pub note: Option<Option<Prose<2000>>>,
    /// Recipients that it names (nơi nhận): the whole list anew.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 50))]
    pub recipients: Option<Vec<Line<200>>>,
    /// The recorded documents on which it rests (căn cứ): the whole list anew.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 20))]
    pub based_on: Option<Vec<DocumentId>>,
    /// The duties that it gives to organisations: the whole list anew.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 100), nested)]
    pub duties: Option<Vec<DocumentDuty>>,
    /// The sources of money that it names: the whole list anew.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    #[validate(length(max = 30), nested)]
    pub funding: Option<Vec<FundingSource>>,
    /// Who reports to whom, as it states: the whole list anew.
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
    /// Day of the step; not in the future.
    pub on: Day,
    /// Official number (số), if the document gets one when it is issued.
    pub number: Option<Line<60>>,
    /// Who signed it (người ký), when it is issued.
    pub signatory: Option<Line<120>>,
    /// What amends or replaces it: in your reach. Needed for these two, and only for them.
    pub by: Option<DocumentId>,
}
