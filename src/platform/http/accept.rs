//! In which form a list is wanted: as data, or as a workbook to print and to keep.

use super::{Download, Json};
use crate::Result;
use crate::platform::paper::workbook::MEDIA_TYPE;
use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::header::{ACCEPT, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use std::future::{Ready, ready};

/// The form in which a list is wanted, by `Accept`: JSON, unless a workbook is named and JSON is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// `application/json`.
    Json,
    /// `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet`.
    Workbook,
}

impl Wanted {
    fn by(accept: &str) -> Self {
        let mut kinds = accept.split(',').map(|kind| kind.split(';').next().unwrap_or_default().trim());
        let named = kinds.clone().any(|kind| kind.eq_ignore_ascii_case(MEDIA_TYPE));
        let json = kinds.any(|kind| kind.eq_ignore_ascii_case("application/json"));
        if named && !json { Self::Workbook } else { Self::Json }
    }
}

impl FromRequest for Wanted {
    type Error = crate::Error;
    type Future = Ready<Result<Self>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let accept = req.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
        ready(Ok(Self::by(accept.unwrap_or_default())))
    }
}

/// 200 with a list in the form in which it was wanted.
pub enum Rendered<T> {
    /// As data.
    Json(T),
    /// As a workbook.
    Workbook(Download),
}

impl<T: Serialize> Responder for Rendered<T> {
    type Body = BoxBody;
    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let mut reply = match self {
            Self::Json(value) => Json(value).respond_to(req),
            Self::Workbook(file) => file.respond_to(req),
        };
        reply.headers_mut().insert(VARY, actix_web::http::header::HeaderValue::from_static("accept"));
        reply
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_sent_to_whoever_asks_for_one_and_json_to_everybody_else() {
        for (accept, wanted) in [
            ("", Wanted::Json),
            ("*/*", Wanted::Json),
            ("text/html,*/*;q=0.8", Wanted::Json),
            (MEDIA_TYPE, Wanted::Workbook),
            (&format!("{MEDIA_TYPE};q=0.9, */*;q=0.1"), Wanted::Workbook),
            (&format!("application/json, {MEDIA_TYPE}"), Wanted::Json),
        ] {
            assert_eq!(Wanted::by(accept), wanted, "{accept}");
        }
    }
}
