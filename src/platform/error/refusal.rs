//! What stands against a document that is taken as a whole or not at all: each of its parts is refused by itself, with
//! the code and the facts that the part alone would be answered with.

use super::{Code, Error, Field, FieldCode, Language};
use crate::platform::ids::MemberId;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What stands against one part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// JSON pointer to the part; empty for the document itself.
    pub part: String,
    /// JSON pointer to the value that is at fault, in that part.
    pub pointer: String,
    /// Whose the part is, if it is a member's.
    pub member_id: Option<MemberId>,
    reason: Reason,
    facts: Map<String, Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// The part alone would be refused with this code.
    Code(Code),
    /// This field of it is wrong.
    Field(FieldCode),
}

impl Refusal {
    /// What an error says against a part: one refusal for each wrong field, whose pointers begin behind `fields`, or one
    /// for the value that is `at` fault.
    #[must_use]
    pub fn of(error: Error, part: &str, fields: &str, at: &str) -> Vec<Self> {
        let refusal = |pointer: String, reason, facts| Self {
            part: part.to_owned(),
            pointer,
            member_id: None,
            reason,
            facts,
        };
        let inner = *error.0;
        if inner.fields.is_empty() {
            return vec![refusal(format!("{part}{at}"), Reason::Code(inner.code), inner.facts)];
        }
        let one = |field: Field| {
            refusal(format!("{part}{fields}{}", field.pointer), Reason::Field(field.code), Map::new())
        };
        inner.fields.into_iter().map(one).collect()
    }
    /// As it is told to people who speak a language.
    #[must_use]
    pub fn told(&self, language: Language) -> ToldRefusal {
        let (code, (vi, en)) = match self.reason {
            Reason::Code(code) => {
                let (_, vi, en) = code.entry();
                (code.into(), (vi, en))
            }
            Reason::Field(code) => (code.into(), code.texts()),
        };
        ToldRefusal {
            pointer: self.pointer.clone(),
            code,
            detail: language.choose(vi, en),
            member_id: self.member_id,
            facts: self.facts.clone(),
        }
    }
}

impl Error {
    /// All that stands against a document. It is the first refusal, so that whoever looks at one alone is told what to
    /// mend first; its fields are those of all, and it holds them all.
    ///
    /// # Errors
    /// Not an error where nothing stands against it.
    pub fn all(refusals: Vec<Refusal>) -> Result<(), Self> {
        let Some(first) = refusals.as_slice().first().cloned() else { return Ok(()) };
        let mut error = match first.reason {
            Reason::Code(code) => Self::from(code),
            Reason::Field(_) => Self::from(Code::Invalid),
        };
        error.0.facts = first.facts;
        if !first.part.is_empty() {
            error = error.with("at", first.part);
        }
        let wrong = refusals.iter().filter_map(|refusal| match refusal.reason {
            Reason::Field(code) => Some(Field::new(&refusal.pointer, code)),
            Reason::Code(_) => None,
        });
        // whose errors are its own: those of the others stand with them
        error.0.fields = if error.0.code == Code::Invalid { wrong.collect() } else { vec![] };
        error.0.refusals = refusals;
        Err(error)
    }
    /// Everything that stands against a document, if this is about one.
    #[must_use]
    pub fn refusals(&self) -> &[Refusal] {
        &self.0.refusals
    }
}

/// What stands against one part of a document that is taken as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ToldRefusal {
    /// JSON pointer into the body, to the value that is at fault.
    #[schema(example = "/repayments/3/amount_vnd")]
    pub pointer: String,
    /// Stable name: that with which the part alone would be refused, or of what is wrong with the field.
    #[schema(example = "repayment_above_payoff")]
    pub code: &'static str,
    /// One sentence for people, in Vietnamese or English by `Accept-Language`.
    #[schema(example = "Số tiền lớn hơn số còn phải trả.")]
    pub detail: &'static str,
    /// UUID of the member whose part it is; null where it is nobody's in particular.
    pub member_id: Option<MemberId>,
    /// Facts that help to go on, such as `payoff_vnd`: those with which the part alone would be refused.
    #[schema(value_type = Object, additional_properties)]
    pub facts: Map<String, Value>,
}
