//! The key under which a request may be sent again without happening again.

use crate::platform::error::Code;
use crate::{Error, Result};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use std::future::{Ready, ready};
use utoipa::IntoParams;

/// Sent with every POST that changes something: the same key and the same request get the first reply while what it tells
/// of lies in the caller's reach (409 `already_done` if it showed a secret), the same key with another request is refused.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct IdempotencyKey {
    /// 16 to 64 visible characters of the client's own making, such as a UUID.
    #[param(
        rename = "Idempotency-Key",
        min_length = 16,
        max_length = 64,
        example = "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"
    )]
    key: String,
    #[param(ignore)]
    target: String,
}

impl IdempotencyKey {
    /// The key as the client sent it.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
    /// Method and address of the request.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }
}

impl FromRequest for IdempotencyKey {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = req.headers().get("Idempotency-Key").and_then(|value| value.to_str().ok());
        ready(match key {
            Some(key) if (16..=64).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()) => {
                Ok(Self { key: key.to_owned(), target: format!("{} {}", req.method(), req.uri()) })
            }
            _ => Err(Code::IdempotencyKeyRequired.into()),
        })
    }
}
