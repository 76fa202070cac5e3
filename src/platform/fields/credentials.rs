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

/// A password, a token or the secret of a program, as it is brought to us: never shown by `Debug`, wiped when dropped, and
/// in no reply, for it cannot be written as JSON. What we make ourselves is a [`FreshSecret`].
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// What is stored of one that is [random](FreshSecret::random): it cannot be guessed, so a plain hash will do.
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
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let given = Zeroizing::new(String::deserialize(d)?);
        let fits = (1..=512).contains(&given.len());
        if fits { Ok(Self(given)) } else { Err(refuse(FieldCode::Length)) }
    }
}
fn secret_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
        .min_length(Some(1))
        .max_length(Some(512))
        .build()
        .into()
}
impl PartialSchema for Secret {
    fn schema() -> RefOr<Schema> {
        secret_schema()
    }
}
impl ToSchema for Secret {}

/// A secret that is made here and shown in one reply, once. It can be written and not read back, so no reply that holds
/// one is ever kept under an `Idempotency-Key` ([`crate::platform::db::Db::write_secret_once`]).
pub struct FreshSecret(Zeroizing<String>);

impl FreshSecret {
    /// 256 random bits in base64url.
    ///
    /// # Errors
    /// When the operating system has no random bytes to give.
    pub fn random() -> crate::Result<Self> {
        random_bytes::<32>().map(|bytes| Self::of(&bytes))
    }
    /// 256 bits, which nobody can guess either, in base64url.
    #[must_use]
    pub fn of(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }
    /// A [`SlipCode`] as it is printed: two groups of five, 45 random bits.
    ///
    /// # Errors
    /// When the operating system has no random bytes to give.
    pub fn slip() -> crate::Result<Self> {
        let mut code = Zeroizing::new(String::with_capacity(SLIP_LENGTH + 1));
        while code.len() < SLIP_LENGTH + 1 {
            // a byte that would make the first letters likelier is thrown away
            let letters = random_bytes::<32>()?.iter().copied().filter_map(letter).collect::<Vec<u8>>();
            for letter in letters {
                match code.len() {
                    5 => code.extend(['-', char::from(letter)]),
                    length if length <= SLIP_LENGTH => code.push(char::from(letter)),
                    _ => break,
                }
            }
        }
        Ok(Self(code))
    }
    /// What is stored of a [random](Self::random) one.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

fn random_bytes<const N: usize>() -> crate::Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|e| crate::Error::internal(e.to_string()))?;
    Ok(bytes)
}

/// The letters of a code that is read from paper: none that is taken for another (0 and O, 1 and I and L, 2 and Z, 5 and
/// S, 8 and B, U and V).
const SLIP_LETTERS: &[u8; 23] = b"34679ACDEFGHJKMNPQRTWXY";
/// So many letters a code has.
const SLIP_LENGTH: usize = 10;

fn letter(byte: u8) -> Option<u8> {
    let fair = byte < 253; // eleven times the letters
    SLIP_LETTERS.get(usize::from(byte) % SLIP_LETTERS.len()).copied().filter(|_| fair)
}

impl std::fmt::Debug for FreshSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FreshSecret(…)")
    }
}
impl Deref for FreshSecret {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}
impl Serialize for FreshSecret {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}
impl PartialSchema for FreshSecret {
    fn schema() -> RefOr<Schema> {
        secret_schema()
    }
}
impl ToSchema for FreshSecret {}

/// The code of a paper slip, as somebody types it: case, spaces and hyphens do not matter.
#[derive(Clone)]
pub struct SlipCode(Zeroizing<String>);

impl SlipCode {
    /// # Errors
    /// The code of what is wrong.
    pub fn parse(given: &str) -> Result<Self, FieldCode> {
        let typed = given.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase());
        let code = Zeroizing::new(typed.take(SLIP_LENGTH + 1).collect::<String>());
        let fits = code.len() == SLIP_LENGTH && code.bytes().all(|b| SLIP_LETTERS.contains(&b));
        if fits { Ok(Self(code)) } else { Err(FieldCode::SlipCode) }
    }
}
impl std::fmt::Debug for SlipCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SlipCode(…)")
    }
}
impl Deref for SlipCode {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}
impl<'de> Deserialize<'de> for SlipCode {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&Zeroizing::new(String::deserialize(d)?)).map_err(refuse)
    }
}
impl PartialSchema for SlipCode {
    fn schema() -> RefOr<Schema> {
        string_schema("Code of a paper slip; case, spaces and hyphens do not matter.", "K7MXQ-4RTWD", 10, 64)
    }
}
impl ToSchema for SlipCode {}

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
        let (one, two) = (FreshSecret::random().unwrap(), FreshSecret::random().unwrap());
        assert_eq!((format!("{one:?}").as_str(), one.len()), ("FreshSecret(…)", 43));
        assert_ne!(*one, *two);
        assert_ne!(one.digest(), two.digest());
        let given: Secret = serde_json::from_str("\"hunter2hunter2\"").unwrap();
        assert_eq!(format!("{given:?}"), "Secret(…)");
    }

    #[test]
    fn the_code_of_a_slip_can_be_typed_in_any_way_and_is_never_guessed_from_its_shape() {
        let mut letters = std::collections::BTreeSet::new();
        for _ in 0..200 {
            let code = FreshSecret::slip().unwrap();
            assert_eq!((code.len(), code.find('-')), (11, Some(5)), "{}", &*code);
            let typed = format!(" {} ", code.to_lowercase().replace('-', " "));
            assert_eq!(*SlipCode::parse(&typed).unwrap(), *code.replace('-', ""));
            letters.extend(code.bytes());
        }
        assert_eq!(letters.len(), SLIP_LETTERS.len() + 1, "every letter, and the hyphen");
        for wrong in ["", "K7MXQ-4RTW", "K7MXQ-4RTWDD", "K7MX0-4RTWD", "K7MXQ-4RTWĐ"] {
            assert_eq!(SlipCode::parse(wrong).map(drop), Err(FieldCode::SlipCode), "{wrong}");
        }
    }
}
