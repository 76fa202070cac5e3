//! What is true of one request from its first moment: its id, its language, its day.

use crate::platform::error::Language;
use crate::platform::ids::RequestId;
use actix_web::dev::Payload;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use chrono::{FixedOffset, NaiveDate, Utc};
use std::future::{Ready, ready};
use uuid::Uuid;

/// The language in which the caller is spoken to, for replies that hold sentences.
impl FromRequest for Language {
    type Error = crate::Error;
    type Future = Ready<crate::Result<Self>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Context::of(req).language))
    }
}

/// The day it is for the service. Vietnam has one time zone and no summer time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Today(Option<NaiveDate>);

impl Today {
    /// Today in Vietnam, by the clock.
    #[must_use]
    pub const fn by_the_clock() -> Self {
        Self(None)
    }
    /// A day that stands still: for tests, and for showing how things were before a reform.
    #[must_use]
    pub const fn fixed(day: NaiveDate) -> Self {
        Self(Some(day))
    }
    /// The day, if it stands still.
    #[must_use]
    pub const fn stopped(self) -> Option<NaiveDate> {
        self.0
    }
    /// The day that counts as today.
    #[must_use]
    pub fn get(self) -> NaiveDate {
        let hanoi = FixedOffset::east_opt(7 * 3600);
        self.0.unwrap_or_else(|| {
            hanoi.map_or_else(|| Utc::now().date_naive(), |zone| Utc::now().with_timezone(&zone).date_naive())
        })
    }
}

/// What is true of one request from its first moment.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// Names the request in the log, in problems and in the change log.
    pub request: RequestId,
    /// The language for people.
    pub language: Language,
    /// Today in Vietnam.
    pub today: NaiveDate,
}

impl Context {
    /// Made by the envelope when a request arrives. A caller may bring an id of their own, if it is a UUID.
    pub(super) fn begin(req: &HttpRequest, today: Today) -> Self {
        let header = |name: &str| req.headers().get(name).and_then(|value| value.to_str().ok());
        let brought = header("x-request-id").and_then(|id| Uuid::try_parse(id).ok());
        Self {
            request: RequestId(brought.unwrap_or_else(Uuid::now_v7)),
            language: header(ACCEPT_LANGUAGE.as_str()).map_or(Language::Vi, Language::negotiate),
            today: today.get(),
        }
    }

    /// The context of a request.
    #[must_use]
    pub fn of(req: &HttpRequest) -> Self {
        let known = req.extensions().get::<Self>().copied();
        known.unwrap_or_else(|| Self::begin(req, Today::by_the_clock()))
    }
}
