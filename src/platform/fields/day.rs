//! Days and moments.

use super::refuse;
use crate::platform::error::FieldCode;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A business date, `YYYY-MM-DD`, between 1900 and 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Day(NaiveDate);

impl Day {
    /// # Errors
    /// The code of what is wrong.
    pub fn parse(given: &str) -> Result<Self, FieldCode> {
        let exact = given.len() == 10 && given.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let date =
            NaiveDate::parse_from_str(given, "%Y-%m-%d").ok().filter(|_| exact).ok_or(FieldCode::Date)?;
        Self::new(date)
    }
    /// # Errors
    /// When the date is absurd.
    pub fn new(date: NaiveDate) -> Result<Self, FieldCode> {
        if (1900..2200).contains(&date.year()) { Ok(Self(date)) } else { Err(FieldCode::DateImplausible) }
    }
    /// The day as a date.
    #[must_use]
    pub const fn get(self) -> NaiveDate {
        self.0
    }
    /// The date, if it has come.
    ///
    /// # Errors
    /// 422 at `pointer` for a date after `today`.
    pub fn not_after(self, today: NaiveDate, pointer: &str) -> crate::Result<NaiveDate> {
        if self.0 > today {
            return Err(crate::Error::field(pointer, FieldCode::DateInFuture));
        }
        Ok(self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(d)?).map_err(refuse)
    }
}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .examples(["2024-04-10"])
            .build()
            .into()
    }
}

impl ToSchema for Day {}

/// A moment (RFC 3339), between 1900 and 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Moment(DateTime<Utc>);

impl Moment {
    /// # Errors
    /// The code of what is wrong.
    pub fn parse(given: &str) -> Result<Self, FieldCode> {
        let moment: DateTime<Utc> = given.parse().map_err(|_| FieldCode::Date)?;
        Day::new(moment.date_naive()).map(|_| Self(moment))
    }
    /// The moment in UTC.
    #[must_use]
    pub const fn get(self) -> DateTime<Utc> {
        self.0
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(d)?).map_err(refuse)
    }
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .examples(["2026-11-20T08:30:00+07:00"])
            .build()
            .into()
    }
}

impl ToSchema for Moment {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_lies_near() {
        for near in ["2026-11-20T08:30:00Z", "2026-11-20T08:30:00.123+07:00", "2199-12-31T23:59:59Z"] {
            assert!(Moment::parse(near).is_ok(), "{near}");
        }
        for far in ["-9999-01-01T00:00:00Z", "+262142-01-01T00:00:00Z", "2200-01-01T00:00:00Z"] {
            assert_eq!(Moment::parse(far), Err(FieldCode::DateImplausible), "{far}");
        }
        for none in ["", "2026-11-20", "yesterday", "2026-11-20T08:30:00"] {
            assert_eq!(Moment::parse(none), Err(FieldCode::Date), "{none}");
        }
    }

    #[test]
    fn a_day_is_written_in_full_and_lies_near() {
        assert_eq!(Day::parse("2024-02-30"), Err(FieldCode::Date));
        assert_eq!(Day::parse("24-2-1"), Err(FieldCode::Date));
        assert_eq!(Day::parse("+262142-01-01"), Err(FieldCode::Date));
        assert_eq!(Day::parse("1024-01-01"), Err(FieldCode::DateImplausible));
        assert!(Day::parse("2024-02-29").is_ok());
    }
}
