//! What a field may hold. Each type cleans and checks what it is given while it is read, so that what
//! reaches a handler is already right; each refusal is a [`FieldCode`] by its own name.

use crate::platform::error::FieldCode;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use uuid::Uuid;

mod birth_date;
mod credentials;
mod day;
mod numbers;
mod text;

pub use birth_date::{BirthDate, Precision};
pub use credentials::{FreshSecret, Login, Secret, SlipCode};
pub use day::{Day, Moment};
pub use numbers::{InsuranceNumber, NationalId, Phone};
pub use text::{Line, Prose, SearchText, Several};

/// The refusal of a value by the name of what is wrong, for a `Deserialize` of one's own.
#[must_use]
pub fn refuse<E: serde::de::Error>(code: FieldCode) -> E {
    E::custom(<&str>::from(code))
}

fn string_schema(description: &str, example: &str, min: usize, max: usize) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(min))
        .max_length(Some(max))
        .description(Some(description))
        .examples([example])
        .build()
        .into()
}

/// `#[serde(default, deserialize_with = "client_made")]` for an id that a client may make: UUIDv7 only, so
/// that ids go on sorting by time.
///
/// # Errors
/// For anything but a UUIDv7.
pub fn client_made<'de, D: Deserializer<'de>, T: From<Uuid>>(d: D) -> Result<Option<T>, D::Error> {
    let given: Option<Uuid> = Option::deserialize(d)?;
    match given {
        Some(id) if id.get_version_num() != 7 => Err(D::Error::custom(<&str>::from(FieldCode::IdVersion))),
        other => Ok(other.map(T::from)),
    }
}
