//! What is asked about documents, and asked for.

use super::{DocumentDuty, DocumentKind, DocumentState, FundingSource, KnownFrom, ReportingDuty};
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::{nullable, value};
use crate::platform::ids::DocumentId;
use crate::territory::units::model::Level;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

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
