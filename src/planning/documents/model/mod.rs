//! Documents as stored and as shown.

mod document;
mod duty;
mod request;

pub use document::{
    Document, DocumentCompleteness, DocumentKind, DocumentState, KnownFrom, MissingDocumentPart,
    ShownDocument, WholeDocument,
};
pub use duty::{
    BearerKind, DocumentDuty, DutyRole, FundingKind, FundingSource, ReportingDuty, ReportingFrequency,
};
pub use request::{DocumentPatch, DocumentQuery, DocumentStep, NewDocument};
