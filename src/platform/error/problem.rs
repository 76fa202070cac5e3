//! An error as it goes over the wire: RFC 9457 problem details, in the caller's language.

use super::{Code, Error, FieldCode, Refusal, ToldRefusal};
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_ENCODING, ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder, response::Response};

/// The languages in which people are spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Vietnamese, unless something else is asked for.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// The better liked of the two in an `Accept-Language` header.
    #[must_use]
    pub fn negotiate(header: &str) -> Self {
        let mut best = (0.0_f32, Self::Vi);
        for entry in header.split(',') {
            let mut parts = entry.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let quality = parts.find_map(|p| p.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            let language = match tag.split('-').next() {
                Some("vi") => Self::Vi,
                Some("en") => Self::En,
                _ => continue,
            };
            if quality > best.0 {
                best = (quality, language);
            }
        }
        best.1
    }
    /// The one of two texts that is in this language.
    #[must_use]
    pub const fn choose(self, vi: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }
    /// The tag for `Content-Language`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.choose("vi", "en")
    }
}

/// RFC 9457 problem details, the body of every 4xx and 5xx.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// A URN that ends in the code.
    #[schema(example = "urn:lien-the-he:problem:club_name_taken")]
    pub r#type: String,
    /// HTTP status, repeated.
    #[schema(example = 409)]
    pub status: u16,
    /// Stable name: clients branch on this and on nothing else.
    #[schema(example = "club_name_taken")]
    pub code: &'static str,
    /// One sentence for people, in Vietnamese or English by `Accept-Language`.
    #[schema(example = "Thôn này đã có câu lạc bộ cùng tên.")]
    pub detail: &'static str,
    /// Fields of the request that are wrong, each with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
    /// Of a document that is taken as a whole, such as a meeting: everything that stands against it, part by part. The
    /// first is what `code` says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<ToldRefusal>,
    /// Names this request in the server's log.
    pub request_id: String,
    /// Members that help to go on, such as `successors` of a unit that has ended.
    #[serde(flatten)]
    #[schema(value_type = Object, additional_properties)]
    pub facts: Map<String, Value>,
}

/// A field of the request that is wrong, with the reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// JSON pointer into the body, or `?name` for a query parameter.
    #[schema(example = "/name")]
    pub pointer: String,
    /// Stable name of what is wrong.
    pub code: FieldCode,
    /// One sentence for people.
    #[schema(example = "Bắt buộc.")]
    pub detail: &'static str,
}

impl Error {
    /// The reply to send, in a language. Our own failures are logged here, once, and their cause stays here.
    #[must_use]
    pub fn reply(&self, language: Language, request_id: &str) -> HttpResponse {
        let (status, vi, en) = self.code().entry();
        match &self.0.cause {
            Some(cause) if status == StatusCode::INTERNAL_SERVER_ERROR => {
                log::error!(request_id; "internal error: {cause}");
            }
            Some(cause) => log::warn!(request_id; "answered {status}: {cause}"),
            None => {}
        }
        let mut reply = HttpResponse::build(status);
        reply
            .insert_header(("Content-Language", language.tag()))
            .insert_header(("Cache-Control", "no-store"));
        if status == StatusCode::UNAUTHORIZED {
            let oauth = self.0.oauth.is_some();
            let challenge = if oauth { "Basic realm=\"lien-the-he\", charset=\"UTF-8\"" } else { "Bearer" };
            reply.insert_header((WWW_AUTHENTICATE, challenge));
        }
        match self.code() {
            Code::ContentEncoding => drop(reply.insert_header((ACCEPT_ENCODING, "gzip"))), // RFC 9110, 15.5.16
            Code::BodyTooSlow => drop(reply.force_close()), // nobody waits for the rest of it
            _ => {}
        }
        if let Some(seconds) = self.0.retry_after {
            reply.insert_header((RETRY_AFTER, seconds));
        }
        if let Some(allow) = self.0.facts.get("allow").and_then(Value::as_str) {
            reply.insert_header((ALLOW, allow));
        }
        let code: &'static str = self.code().into();
        let errors = self.0.fields.iter().map(|field| {
            let (vi, en) = field.code.texts();
            ProblemField { pointer: field.pointer.clone(), code: field.code, detail: language.choose(vi, en) }
        });
        let mut facts = self.0.facts.clone();
        let media_type = match self.0.oauth {
            Some(error) => {
                facts.insert("error".to_owned(), error.into());
                facts.insert("error_description".to_owned(), en.into()); // ASCII, as RFC 6749 wants it
                "application/json"
            }
            None => "application/problem+json",
        };
        reply.content_type(media_type).json(Problem {
            r#type: format!("urn:lien-the-he:problem:{code}"),
            status: status.as_u16(),
            code,
            detail: language.choose(vi, en),
            errors: errors.collect(),
            refusals: self.refusals().iter().map(|refusal: &Refusal| refusal.told(language)).collect(),
            request_id: request_id.to_owned(),
            facts,
        })
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.code().entry().0
    }
    /// Only a placeholder: the outermost middleware writes the reply, because only it knows the language.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// The error half of every operation's contract.
pub fn problem_responses() -> impl Iterator<Item = (String, RefOr<Response>)> {
    let ranges = [("4XX", "The request was refused: see `code`."), ("5XX", "The service failed or is busy.")];
    ranges.into_iter().map(|(range, text)| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response =
            ResponseBuilder::new().description(text).content("application/problem+json", content).build();
        (range.to_owned(), response.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_is_spoken_unless_english_is_preferred() {
        for (header, language) in [
            ("", Language::Vi),
            ("en", Language::En),
            ("en-GB,en;q=0.9,vi;q=0.8", Language::En),
            ("vi-VN,vi;q=0.9,en;q=0.5", Language::Vi),
            ("fr;q=1, en;q=0.3, vi;q=0.2", Language::En),
            ("*", Language::Vi),
            ("en;q=nonsense", Language::En),
        ] {
            assert_eq!(Language::negotiate(header), language, "{header}");
        }
    }
}
