//! A document, its state, and how complete its record is.

use super::{DocumentDuty, FundingSource, ReportingDuty};
use crate::planning::schema::documents;
use crate::platform::http::Versioned;
use crate::platform::ids::{Actor, DocumentId, ProgrammeId, UnitId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::territory::units::model::Level;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

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
