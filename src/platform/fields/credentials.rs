//! What somebody signs in with.

use super::{refuse, string_schema};
use crate::platform::error::FieldCode;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};
use std::ops::Deref;
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use zeroize::Zeroizing;

/// The name that somebody signs in with: 3 to 64 ASCII letters, digits and `. _ @ + -`. No other letters,
/// so that no two logins look alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Login(String);

impl Login {
    /// # Errors
    /// The code of what is wrong.
    pub fn parse(given: &str) -> Result<Self, FieldCode> {
        let login = given.trim();
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._@+-".contains(&b);
        let fits = (3..=64).contains(&login.len()) && login.bytes().all(allowed);
        if fits { Ok(Self(login.to_owned())) } else { Err(FieldCode::Login) }
    }
    /// The form in which logins are compared.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl Deref for Login {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Login {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(d)?).map_err(refuse)
    }
}

impl PartialSchema for Login {
    fn schema() -> RefOr<Schema> {
        string_schema("Name to sign in with; case does not matter.", "ban.lien-the-he", 3, 64)
    }
}

impl ToSchema for Login {}

/// A password, a token, the secret of a program: never shown by `Debug`, wiped when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// 256 random bits in base64url.
    ///
    /// # Errors
    /// When the operating system has no random bytes to give.
    pub fn fresh() -> crate::Result<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|e| crate::Error::internal(e.to_string()))?;
        Ok(Self(Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(bytes.as_slice()))))
    }
    /// What is stored of a [fresh](Self::fresh) one: it is too random to be guessed, so a plain hash will do.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Deref for Secret {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let given = Zeroizing::new(String::deserialize(d)?);
        let fits = (1..=512).contains(&given.len());
        if fits { Ok(Self(given)) } else { Err(refuse(FieldCode::Length)) }
    }
}

impl PartialSchema for Secret {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
            .min_length(Some(1))
            .max_length(Some(512))
            .build()
            .into()
    }
}

impl ToSchema for Secret {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_plain_and_compared_without_case() {
        assert_eq!(Login::parse(" Ban.Lien-The-He@x ").unwrap().key(), "ban.lien-the-he@x");
        for wrong in ["", "ab", "a b c", "chủ.nhiệm", "аdmin", &"a".repeat(65)] {
            assert!(Login::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_secret_does_not_show_itself_and_is_never_made_twice() {
        let (one, two) = (Secret::fresh().unwrap(), Secret::fresh().unwrap());
        assert_eq!((format!("{one:?}").as_str(), one.len()), ("Secret(…)", 43));
        assert_ne!(*one, *two);
        assert_ne!(one.digest(), two.digest());
    }
}
