//! Versions of rows, as strong `ETag`s, and the `If-Match` that every change must carry.

use crate::platform::error::Code;
use crate::{Error, Result};
use actix_web::http::header::IF_MATCH;
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use std::future::{Ready, ready};
use utoipa::IntoParams;

/// A thing that counts its changes.
pub trait Versioned {
    /// Raised by one with each change.
    fn version(&self) -> i32;
    /// The version as an entity tag.
    fn etag(&self) -> String {
        format!("\"{}\"", self.version())
    }
}

/// The version that the caller read. Required wherever something existing is changed.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(names("If-Match"), parameter_in = Header)]
pub struct IfMatch(
    /// The `ETag` that came with the resource.
    #[param(value_type = String, example = "\"1\"")]
    i32,
);

impl IfMatch {
    /// # Errors
    /// 412 when the thing has changed since the caller read it.
    pub fn check(self, thing: &impl Versioned) -> Result<()> {
        if thing.version() == self.0 {
            return Ok(());
        }
        Err(Error::from(Code::VersionChanged).with("current_etag", thing.etag()))
    }
}

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = req.headers().get(IF_MATCH).map(|value| value.to_str().unwrap_or_default());
        ready(match header {
            None => Err(Code::IfMatchRequired.into()),
            Some(tag) => {
                let version = tag.trim().strip_prefix('"').and_then(|t| t.strip_suffix('"')?.parse().ok());
                version.map(Self).ok_or_else(|| Code::VersionChanged.into())
            }
        })
    }
}
