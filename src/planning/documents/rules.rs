//! What a document lacks, and what may become of it.

use super::model::{
    Document, DocumentCompleteness, DocumentDuty, DocumentPatch, DocumentState, DocumentStep, KnownFrom,
    MissingDocumentPart, ShownDocument,
};
use crate::platform::error::{Code, Field, FieldCode};
use crate::territory::units::model::Level;
use crate::{Error, Result};

/// Duties are of organisations, which stand at units or are of the nation: a club is none.
///
/// # Errors
/// 422 for each duty of the level of a club.
pub fn levels_fit(duties: &[DocumentDuty]) -> Result<()> {
    let of_clubs = duties.iter().enumerate().filter(|(_, duty)| duty.level == Level::Club);
    let wrong: Vec<Field> =
        of_clubs.map(|(index, _)| Field::new(format!("/duties/{index}/level"), FieldCode::Choice)).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
}

impl Document {
    /// The document, with what it lacks.
    #[must_use]
    pub fn shown(self) -> ShownDocument {
        let lacks = [
            (self.number.is_none(), MissingDocumentPart::Number),
            (self.issued_on.is_none(), MissingDocumentPart::IssuedOn),
            (self.signatory.is_none(), MissingDocumentPart::Signatory),
            (self.unit_id.is_none() && self.level != Level::Nation, MissingDocumentPart::Unit),
            (self.period_to.is_none(), MissingDocumentPart::Period),
            (self.known_from != KnownFrom::Text, MissingDocumentPart::Text),
        ];
        let missing: Vec<MissingDocumentPart> =
            lacks.into_iter().filter_map(|(lacks, what)| lacks.then_some(what)).collect();
        let completeness = match (self.known_from, missing.is_empty()) {
            (KnownFrom::Citation, _) => DocumentCompleteness::Stub,
            (_, true) => DocumentCompleteness::Full,
            (_, false) => DocumentCompleteness::Partial,
        };
        ShownDocument { document: self, completeness, missing }
    }

    /// Refuses to change what a document demands once it is issued: then another amends it.
    ///
    /// # Errors
    /// 409 for all but a draft.
    pub fn is_draft(&self) -> Result<()> {
        if self.state == DocumentState::Draft {
            return Ok(());
        }
        Err(Error::from(Code::DocumentStateRefuses).with("state", self.state))
    }

    /// Refuses to go on working by a document that no longer stands.
    ///
    /// # Errors
    /// 409 for what is replaced or expired.
    pub fn stands(&self) -> Result<()> {
        if matches!(self.state, DocumentState::Replaced | DocumentState::Expired) {
            return Err(Error::from(Code::DocumentStateRefuses).with("state", self.state));
        }
        Ok(())
    }

    /// Refuses a step that does not follow.
    ///
    /// # Errors
    /// 409 for a step that does not follow from its state; 422 for one that lacks what it needs.
    pub fn may_become(&self, step: &DocumentStep) -> Result<()> {
        use DocumentState::{Amended, Draft, Expired, Issued, Replaced};
        let follows = matches!(
            (self.state, step.state),
            (Draft, Issued) | (Issued | Amended, Amended | Replaced | Expired)
        );
        if !follows {
            return Err(Error::from(Code::DocumentStateRefuses).with("state", self.state));
        }
        let by_another = matches!(step.state, Amended | Replaced);
        if by_another && step.by.is_none() {
            return Err(Error::field("/by", FieldCode::Required));
        }
        if !by_another && step.by.is_some() {
            return Err(Error::field("/by", FieldCode::NotHere));
        }
        let names = [("/number", step.number.is_some()), ("/signatory", step.signatory.is_some())];
        match names.into_iter().find(|(_, given)| *given && step.state != Issued) {
            Some((pointer, _)) => Err(Error::field(pointer, FieldCode::NotHere)),
            None => Ok(()),
        }
    }
}

impl DocumentPatch {
    /// Whether it only adds what a document lacked: that may be done after it was issued, too.
    #[must_use]
    pub const fn only_adds(&self) -> bool {
        self.title.is_none()
            && self.period_from.is_none()
            && self.period_to.is_none()
            && self.recipients.is_none()
            && self.based_on.is_none()
            && self.duties.is_none()
            && self.funding.is_none()
            && self.reporting.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn document(change: &Value) -> Document {
        let mut document = json!({
            "id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "programme_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f",
            "kind": "plan", "number": "1/KH", "issued_on": "2024-04-10", "title": "Kế hoạch", "issuer": "UBND",
            "signatory": "Mẫu", "level": "nation", "unit_id": null, "period_from": null, "period_to": "2025-12-31",
            "known_from": "text", "source": null, "note": null, "directive": false, "recipients": [], "cites": [],
            "state": "draft", "state_since": "2024-04-10", "succeeded_by": null,
            "drawn_up_by": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "issued_by": null, "version": 1,
            "created_at": "2024-04-10T00:00:00Z",
        });
        for (name, value) in change.as_object().unwrap() {
            document[name] = value.clone();
        }
        serde_json::from_value(document).unwrap()
    }

    #[test]
    fn a_document_says_what_it_lacks() {
        let said = |change: Value| {
            let shown = document(&change).shown();
            (shown.completeness, shown.missing)
        };
        assert_eq!(said(json!({})), (DocumentCompleteness::Full, vec![]));
        assert_eq!(
            said(json!({ "number": null, "level": "commune" })),
            (DocumentCompleteness::Partial, vec![MissingDocumentPart::Number, MissingDocumentPart::Unit])
        );
        assert_eq!(
            said(json!({ "known_from": "citation" })),
            (DocumentCompleteness::Stub, vec![MissingDocumentPart::Text])
        );
    }

    #[test]
    fn a_document_takes_one_step_after_another() {
        let step = |state: &str, by: Value| {
            serde_json::from_value(json!({ "state": state, "on": "2024-05-01", "by": by })).unwrap()
        };
        let other = || json!("018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e40");
        let draft = document(&json!({}));
        assert!(draft.may_become(&step("issued", Value::Null)).is_ok());
        assert!(draft.may_become(&step("expired", Value::Null)).is_err());
        let issued = document(&json!({ "state": "issued" }));
        assert!(issued.may_become(&step("issued", Value::Null)).is_err());
        assert!(issued.may_become(&step("replaced", Value::Null)).is_err(), "by what?");
        assert!(issued.may_become(&step("replaced", other())).is_ok());
        assert!(issued.may_become(&step("expired", other())).is_err());
        assert!(document(&json!({ "state": "expired" })).may_become(&step("amended", other())).is_err());
    }
}
