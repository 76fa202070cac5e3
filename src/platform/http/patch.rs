//! PATCH with three states: a member that is absent leaves the field alone, `null` clears it, a value
//! sets it. `null` for what cannot be empty is refused.

use super::Valid;
use crate::platform::error::FieldCode;
use crate::{Error, Result};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use std::ops::Deref;
use validator::Validate;

/// `#[serde(default, deserialize_with = "nullable")] field: Option<Option<T>>`
///
/// # Errors
/// What the value's own type refuses.
pub fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(d).map(Some)
}

/// `#[serde(default, deserialize_with = "value")] #[schema(nullable = false)] field: Option<T>`, where `null` is no
/// value. A test asks every PATCH whether it and the document agree.
///
/// # Errors
/// For `null`, and for what the value's own type refuses.
pub fn value<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<T>, D::Error> {
    let given: Option<T> = Option::deserialize(d)?;
    given.map(Some).ok_or_else(|| serde::de::Error::custom(<&str>::from(FieldCode::NotNull)))
}

/// The body of a PATCH: valid, and with at least one change in it.
pub struct Changes<T>(Valid<T>);

impl<T> Deref for Changes<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
impl<T: DeserializeOwned + Serialize + Default + Validate + 'static> FromRequest for Changes<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Valid::<T>::from_request(req, payload);
        Box::pin(async move {
            let body = body.await?;
            let same = |a: &T, b: &T| serde_json::to_value(a).ok() == serde_json::to_value(b).ok();
            if same(&body, &T::default()) {
                return Err(Error::field("", FieldCode::NothingToChange));
            }
            Ok(Self(body))
        })
    }
}
