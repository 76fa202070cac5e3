//! The one error type. Its table of codes ([`Code`]) is the contract, the table of constraints
//! ([`constraints`]) the reason why stores need only `?`, that of the world's troubles ([`trouble`]) tells what may
//! be tried again; [`Problem`] is how an error goes over the wire (RFC 9457).

mod code;
pub mod constraints;
mod problem;
mod refusal;
pub mod trouble;

pub use code::{Code, FieldCode};
pub use problem::{Language, Problem, ProblemField, problem_responses};
pub use refusal::{Refusal, ToldRefusal};

use diesel::result::Error as Sql;
use serde_json::{Map, Value};
use std::fmt;

/// What everything here returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal, or a failure of our own. Small, because it travels in every `Result`.
pub struct Error(Box<Inner>);

struct Inner {
    code: Code,
    fields: Vec<Field>,
    facts: Map<String, Value>,
    /// Of a document that is taken as a whole: everything that stands against it, this first.
    refusals: Vec<Refusal>,
    retry_after: Option<u64>,
    /// Its name in RFC 6749, where it is told to an OAuth client.
    oauth: Option<&'static str>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// One field that is wrong, by JSON pointer (`/birth`), query parameter (`?on`) or header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// JSON pointer into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// Stable code of what is wrong there.
    pub code: FieldCode,
}

impl Field {
    /// A field that is wrong.
    pub fn new(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self { pointer: pointer.into(), code }
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        let (fields, facts, refusals) = (vec![], Map::new(), vec![]);
        Self(Box::new(Inner { code, fields, facts, refusals, retry_after: None, oauth: None, cause: None }))
    }
}

impl Error {
    /// Some fields are wrong (422).
    #[must_use]
    pub fn invalid(fields: Vec<Field>) -> Self {
        let mut error = Self::from(Code::Invalid);
        error.0.fields = fields;
        error
    }
    /// One field is wrong (422).
    pub fn field(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::invalid(vec![Field::new(pointer, code)])
    }
    /// Our own failure (500). The cause is logged, never sent.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let mut error = Self::from(Code::Internal);
        error.0.cause = Some(cause.into());
        error
    }
    /// Nobody's mistake (503): the request may be sent again in a second. The cause is logged, never sent.
    pub fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let mut error = Self::from(Code::Unavailable).retry_after(1);
        error.0.cause = Some(cause.into());
        error
    }
    /// The same refusal, with a member that helps the client go on.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl serde::Serialize) -> Self {
        self.0.facts.insert(name.to_owned(), serde_json::to_value(value).unwrap_or_default());
        self
    }
    /// The same refusal, with what one of our own triggers says of it: an object. PostgreSQL's own details,
    /// which show values, are none.
    fn with_facts(mut self, detail: Option<&str>) -> Self {
        let facts: Option<Map<String, Value>> = detail.and_then(|detail| serde_json::from_str(detail).ok());
        self.0.facts.extend(facts.unwrap_or_default());
        self
    }
    /// The same refusal, of a part of a larger document: its pointers lead there, and `at` says where.
    #[must_use]
    pub fn within(mut self, part: &str) -> Self {
        for field in &mut self.0.fields {
            field.pointer = format!("{part}{}", field.pointer);
        }
        self.with("at", part)
    }
    /// The same refusal by another name: what is no such page in an address is a wrong value where it is given.
    #[must_use]
    pub fn renamed(mut self, code: Code) -> Self {
        self.0.code = code;
        self
    }
    /// The same refusal as RFC 6749, section 5.2 tells it to a client: plain JSON with `error` beside what every problem
    /// has.
    #[must_use]
    pub fn as_oauth(mut self, error: &'static str) -> Self {
        self.0.oauth = Some(error);
        self
    }
    /// The same refusal, with the seconds after which to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds.max(1));
        self
    }
    /// The same error once more: the framework lends the first one only by reference.
    #[must_use]
    pub fn again(&self) -> Self {
        Self(Box::new(Inner {
            code: self.0.code,
            fields: self.0.fields.clone(),
            facts: self.0.facts.clone(),
            refusals: self.0.refusals.clone(),
            retry_after: self.0.retry_after,
            oauth: self.0.oauth,
            cause: self.0.cause.as_ref().map(|cause| cause.to_string().into()),
        }))
    }
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }
    /// Whether it is a failure of ours, and no refusal.
    #[must_use]
    pub fn is_a_failure(&self) -> bool {
        self.0.code.entry().0.is_server_error()
    }
    /// The wrong fields.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.0.fields
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("code", &self.0.code)
            .field("fields", &self.0.fields)
            .field("cause", &self.0.cause)
            .finish_non_exhaustive()
    }
}
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.into())?;
        self.0.cause.as_ref().map_or(Ok(()), |cause| write!(f, ": {cause}"))
    }
}
impl std::error::Error for Error {}

impl From<Sql> for Error {
    fn from(e: Sql) -> Self {
        if let Some(seconds) = trouble::retry_after(&e) {
            return Self::unavailable(e).retry_after(seconds);
        }
        match &e {
            Sql::NotFound => Code::NotFound.into(),
            Sql::DatabaseError(_, info) => {
                let Some(rule) = info.constraint_name() else { return Self::internal(e) };
                match constraints::answer(rule) {
                    Some(code) => Self::from(code).with_facts(info.details()),
                    // the name says enough: PostgreSQL's own words may show values
                    None => Self::internal(format!("{rule}: a constraint that no client should trip")),
                }
            }
            _ => Self::internal(e),
        }
    }
}

impl From<diesel_async::pooled_connection::deadpool::PoolError> for Error {
    fn from(e: diesel_async::pooled_connection::deadpool::PoolError) -> Self {
        Self::unavailable(format!("no database connection to be had: {e}"))
    }
}

impl From<validator::ValidationErrors> for Error {
    fn from(errors: validator::ValidationErrors) -> Self {
        let mut fields = vec![];
        collect(&mut fields, "", &errors);
        fields.sort_by(|a, b| a.pointer.cmp(&b.pointer));
        Self::invalid(fields)
    }
}

/// Flattens validator's tree into JSON pointers. A rule says which code it means; validator's own
/// rules (`length`, `range`) bear the same names as ours.
fn collect(fields: &mut Vec<Field>, at: &str, errors: &validator::ValidationErrors) {
    use validator::ValidationErrorsKind as Kind;
    for (name, kind) in errors.errors() {
        let here = if *name == "__all__" { at.to_owned() } else { format!("{at}/{name}") };
        match kind {
            Kind::Field(wrong) => {
                fields.extend(
                    wrong.iter().map(|e| Field::new(&here, e.code.parse().unwrap_or(FieldCode::Range))),
                );
            }
            Kind::Struct(inner) => collect(fields, &here, inner),
            Kind::List(items) => {
                for (index, inner) in items {
                    collect(fields, &format!("{here}/{index}"), inner);
                }
            }
        }
    }
}
