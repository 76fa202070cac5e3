//! Numbers that identify a person or reach her: telephone, citizen identity, health insurance.

use super::{refuse, string_schema};
use crate::platform::error::FieldCode;
use serde::{Deserialize, Deserializer, Serialize};
use std::ops::Deref;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A Vietnamese telephone number, kept as `+84…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// # Errors
    /// The code of what is wrong.
    pub fn parse(given: &str) -> Result<Self, FieldCode> {
        let digits: String =
            given.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{a0}')).collect();
        let national = digits.strip_prefix("+84").or_else(|| digits.strip_prefix("0084"));
        let national = national.or_else(|| digits.strip_prefix('0')).ok_or(FieldCode::Phone)?;
        let plausible = (8..=10).contains(&national.len()) && national.bytes().all(|b| b.is_ascii_digit());
        if plausible { Ok(Self(format!("+84{national}"))) } else { Err(FieldCode::Phone) }
    }
}

impl Deref for Phone {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(d)?).map_err(refuse)
    }
}

impl PartialSchema for Phone {
    fn schema() -> RefOr<Schema> {
        string_schema(
            "Telephone number in Vietnam, kept as +84 and the number without its first 0.",
            "+84912345678",
            9,
            20,
        )
    }
}

impl ToSchema for Phone {}

/// Số căn cước công dân: exactly 12 digits.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct NationalId(String);

impl NationalId {
    /// # Errors
    /// The code of what is wrong.
    pub fn parse(given: &str) -> Result<Self, FieldCode> {
        let digits: String = given.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
        let whole = digits.len() == 12 && digits.bytes().all(|b| b.is_ascii_digit());
        if whole { Ok(Self(digits)) } else { Err(FieldCode::NationalId) }
    }
}

/// Số thẻ bảo hiểm y tế: ten digits, or two letters and thirteen digits.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct InsuranceNumber(String);

impl InsuranceNumber {
    /// # Errors
    /// The code of what is wrong.
    pub fn parse(given: &str) -> Result<Self, FieldCode> {
        let text: String =
            given.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect::<String>().to_uppercase();
        let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let (letters, rest) = text.split_at_checked(2).ok_or(FieldCode::Insurance)?;
        let long = text.len() == 15 && letters.bytes().all(|b| b.is_ascii_uppercase()) && numeric(rest);
        if long || (text.len() == 10 && numeric(&text)) { Ok(Self(text)) } else { Err(FieldCode::Insurance) }
    }
}

/// What identifies a person never shows itself in a log.
impl std::fmt::Debug for NationalId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NationalId(…)")
    }
}

impl std::fmt::Debug for InsuranceNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InsuranceNumber(…)")
    }
}

impl Deref for NationalId {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Deref for InsuranceNumber {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for NationalId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(d)?).map_err(refuse)
    }
}

impl<'de> Deserialize<'de> for InsuranceNumber {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(d)?).map_err(refuse)
    }
}

impl PartialSchema for NationalId {
    fn schema() -> RefOr<Schema> {
        string_schema("Citizen identity number (số căn cước công dân): 12 digits.", "001050000001", 12, 12)
    }
}

impl ToSchema for NationalId {}

impl PartialSchema for InsuranceNumber {
    fn schema() -> RefOr<Schema> {
        string_schema(
            "Health insurance number (số thẻ bảo hiểm y tế): 10 digits, or 2 letters and 13 digits.",
            "GD4790000000001",
            10,
            15,
        )
    }
}

impl ToSchema for InsuranceNumber {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_kept_in_one_form() {
        for given in ["0912345678", "+84 912 345 678", "0084-912.345.678", "(091) 2345678"] {
            assert_eq!(&*Phone::parse(given).unwrap(), "+84912345678");
        }
        for wrong in ["", "0", "12345678", "09123456789012", "0912x45678"] {
            assert!(Phone::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn identifiers_have_their_shape_and_do_not_show_themselves() {
        assert!(NationalId::parse("001 050 000 001").is_ok());
        assert!(NationalId::parse("00105000000").is_err());
        assert!(InsuranceNumber::parse("gd-4-79-0000000001-1").is_err());
        assert!(InsuranceNumber::parse("GD 4 79 0000000001 1").is_err());
        assert!(InsuranceNumber::parse("GD4790000000001").is_ok());
        assert!(InsuranceNumber::parse("0123456789").is_ok());
        assert!(!format!("{:?}", NationalId::parse("001050000001").unwrap()).contains("0010"));
    }
}
