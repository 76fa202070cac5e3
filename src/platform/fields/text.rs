//! Text: one line, several lines, what is searched for, and lists with commas.

use super::{refuse, string_schema};
use crate::platform::error::FieldCode;
use crate::platform::text;
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::sql_types::Text;
use serde::{Deserialize, Deserializer, Serialize};
use std::ops::Deref;
use std::str::FromStr;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// One line of text of at most `MAX` characters: NFC, single spaces, no control characters, not empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromSqlRow)]
#[serde(transparent)]
pub struct Line<const MAX: usize>(String);

impl<const MAX: usize> Line<MAX> {
    /// # Errors
    /// The code of what is wrong.
    pub fn new(given: &str) -> Result<Self, FieldCode> {
        let clean = text::clean(given).map_err(|_| FieldCode::Text)?;
        if clean.is_empty() || clean.chars().count() > MAX {
            return Err(FieldCode::Length);
        }
        Ok(Self(clean))
    }
}

impl<const MAX: usize> Deref for Line<MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Line<MAX> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(d)?).map_err(refuse)
    }
}

/// What the database holds was checked before it was written.
impl<const MAX: usize> FromSql<Text, Pg> for Line<MAX> {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        <String as FromSql<Text, Pg>>::from_sql(bytes).map(Self)
    }
}

impl<const MAX: usize> PartialSchema for Line<MAX> {
    fn schema() -> RefOr<Schema> {
        let example = match MAX {
            22.. => "Liên thế hệ Bình Thành",
            11.. => "Liên thế hệ",
            _ => "Liên",
        };
        string_schema("One line of text, normalised to NFC.", example, 1, MAX)
    }
}

impl<const MAX: usize> ToSchema for Line<MAX> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("Line{MAX}").into()
    }
}

/// Text of several lines, at most `MAX` characters, not empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromSqlRow)]
#[serde(transparent)]
pub struct Prose<const MAX: usize>(String);

impl<const MAX: usize> Deref for Prose<MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Prose<MAX> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let clean = text::clean_lines(&String::deserialize(d)?).map_err(|_| refuse(FieldCode::Text))?;
        if clean.is_empty() || clean.chars().count() > MAX {
            return Err(refuse(FieldCode::Length));
        }
        Ok(Self(clean))
    }
}

/// What the database holds was checked before it was written.
impl<const MAX: usize> FromSql<Text, Pg> for Prose<MAX> {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        <String as FromSql<Text, Pg>>::from_sql(bytes).map(Self)
    }
}

impl<const MAX: usize> PartialSchema for Prose<MAX> {
    fn schema() -> RefOr<Schema> {
        string_schema("Text of one or more lines, normalised to NFC.", "Họp ngày 17 hằng tháng.", 1, MAX)
    }
}

impl<const MAX: usize> ToSchema for Prose<MAX> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("Prose{MAX}").into()
    }
}

/// What is searched for: one line of at most 100 characters, which may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchText(String);

impl Deref for SearchText {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for SearchText {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let clean = text::clean(&String::deserialize(d)?).map_err(|_| refuse(FieldCode::Text))?;
        if clean.chars().count() > 100 { Err(refuse(FieldCode::Length)) } else { Ok(Self(clean)) }
    }
}

/// Several values with commas between them, at most 600 characters, as a query gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Several<T>(Vec<T>);

impl<T> Deref for Several<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let given = String::deserialize(d)?;
        if given.len() > 600 {
            return Err(refuse(FieldCode::Length));
        }
        let values: Result<Vec<T>, _> = given.split(',').map(|value| value.trim().parse()).collect();
        values.map(Self).map_err(|_| refuse(FieldCode::Choice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: serde::de::DeserializeOwned>(given: &str) -> Result<T, FieldCode> {
        serde_json::from_value(given.into()).map_err(|e: serde_json::Error| e.to_string().parse().unwrap())
    }

    #[test]
    fn text_is_looked_at_while_it_is_read() {
        for unfit in ["a\0b", "\0", "a\u{202e}b", "a\u{1}b"] {
            assert_eq!(read::<Line<9>>(unfit).err(), Some(FieldCode::Text), "{unfit:?}");
            assert_eq!(read::<Prose<9>>(unfit).err(), Some(FieldCode::Text), "{unfit:?}");
            assert_eq!(read::<SearchText>(unfit).err(), Some(FieldCode::Text), "{unfit:?}");
            assert_eq!(read::<Several<u8>>(unfit).err(), Some(FieldCode::Choice), "{unfit:?}");
        }
        assert_eq!(&*read::<SearchText>("  ").unwrap(), "");
        assert_eq!(&*read::<SearchText>(" định  hóa ").unwrap(), "định hóa");
        assert_eq!(read::<SearchText>(&"x".repeat(101)).err(), Some(FieldCode::Length));
        assert_eq!(&*read::<Several<u8>>("1, 20,3").unwrap(), [1, 20, 3]);
        assert_eq!(read::<Several<u8>>("1,,2").err(), Some(FieldCode::Choice));
        assert_eq!(read::<Several<u8>>(&"1,".repeat(400)).err(), Some(FieldCode::Length));
    }
}
