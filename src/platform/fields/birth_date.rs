//! Birth dates, as far as they are known.

use super::{refuse, string_schema};
use crate::platform::error::FieldCode;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A birth date as far as it is known: `1950`, `1950-03` or `1950-03-08`. Old people often know only the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BirthDate {
    last_day: NaiveDate,
    precision: Precision,
}

/// How much of a birth date is known.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    strum::EnumString,
    strum::IntoStaticStr,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[strum(serialize_all = "snake_case")]
#[diesel(sql_type = diesel::sql_types::Text)]
pub enum Precision {
    /// Day, month and year are known.
    Day,
    /// Month and year are known.
    Month,
    /// The year alone is known.
    Year,
}

crate::platform::ids::column! { text: Precision }

impl BirthDate {
    /// From the columns of a person.
    #[must_use]
    pub const fn stored(last_day: NaiveDate, precision: Precision) -> Self {
        Self { last_day, precision }
    }
    /// Reads `1950`, `1950-03`, `1950-03-08`, and `8/3/1950` and `03/1950` as people write them.
    ///
    /// # Errors
    /// The code of what is wrong.
    pub fn parse(given: &str) -> Result<Self, FieldCode> {
        let parts: Vec<&str> = given.trim().split(['-', '/', '.']).collect();
        let digits = |part: &str| -> Option<u32> {
            let whole = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            whole.then(|| part.parse().ok()).flatten()
        };
        let numbers: Option<Vec<u32>> = parts.iter().map(|part| digits(part)).collect();
        let year_first = parts.first().is_some_and(|part| part.len() == 4);
        let (year, month, day) = match (numbers.as_deref(), year_first) {
            (Some(&[year]), true) => (year, None, None),
            (Some(&[year, month]), true) | (Some(&[month, year]), false) => (year, Some(month), None),
            (Some(&[year, month, day]), true) | (Some(&[day, month, year]), false) => {
                (year, Some(month), Some(day))
            }
            _ => return Err(FieldCode::BirthDate),
        };
        let year = i32::try_from(year).map_err(|_| FieldCode::BirthDate)?;
        if !(1890..2200).contains(&year) {
            return Err(FieldCode::DateImplausible);
        }
        let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1));
        let first = first.ok_or(FieldCode::BirthDate)?;
        let (next, precision) = match (month, day) {
            (_, Some(_)) => return Ok(Self { last_day: first, precision: Precision::Day }),
            (Some(_), None) => (first.checked_add_months(chrono::Months::new(1)), Precision::Month),
            (None, None) => (NaiveDate::from_ymd_opt(year + 1, 1, 1), Precision::Year),
        };
        let last_day = next.and_then(|next| next.pred_opt()).ok_or(FieldCode::BirthDate)?;
        Ok(Self { last_day, precision })
    }
    /// The last day that it may be: whoever is old enough by this day certainly is.
    #[must_use]
    pub const fn last_day(self) -> NaiveDate {
        self.last_day
    }
    /// Precision to which the date is known.
    #[must_use]
    pub const fn precision(self) -> Precision {
        self.precision
    }
    /// Whether it begins after `today`.
    #[must_use]
    pub fn is_after(self, today: NaiveDate) -> bool {
        match self.precision {
            Precision::Day => self.last_day > today,
            Precision::Month => (self.last_day.year(), self.last_day.month()) > (today.year(), today.month()),
            Precision::Year => self.last_day.year() > today.year(),
        }
    }
}

impl std::fmt::Display for BirthDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let format = match self.precision {
            Precision::Day => "%Y-%m-%d",
            Precision::Month => "%Y-%m",
            Precision::Year => "%Y",
        };
        write!(f, "{}", self.last_day.format(format))
    }
}

impl Serialize for BirthDate {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BirthDate {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(d)?).map_err(refuse)
    }
}

impl PartialSchema for BirthDate {
    fn schema() -> RefOr<Schema> {
        string_schema("Birth date as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.", "1950-03", 4, 10)
    }
}

impl ToSchema for BirthDate {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_date_is_kept_as_far_as_it_is_known() {
        for (given, shown, last) in [
            ("1950", "1950", "1950-12-31"),
            ("1950-02", "1950-02", "1950-02-28"),
            ("1950-03-08", "1950-03-08", "1950-03-08"),
            ("8/3/1950", "1950-03-08", "1950-03-08"),
            ("02/1952", "1952-02", "1952-02-29"),
        ] {
            let birth = BirthDate::parse(given).unwrap();
            assert_eq!(
                (birth.to_string(), birth.last_day().to_string()),
                (shown.into(), last.into()),
                "{given}"
            );
        }
        for wrong in
            ["", "50", "1950-13", "1950-02-30", "0000", "9999", "1950-1-1-1", "năm 1950", "١٩٥٠", "-1950"]
        {
            assert!(BirthDate::parse(wrong).is_err(), "{wrong}");
        }
    }
}
