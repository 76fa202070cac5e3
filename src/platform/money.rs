//! Money is whole đồng; there is no smaller unit and no floating point anywhere on its way.

use crate::platform::error::FieldCode;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::BigInt;
use serde::{Deserialize, Deserializer, Serialize};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A sum of money in đồng; it may be negative. Amounts are at most 10¹² and balances at most 10¹⁴, so that
/// the sum over all clubs of the nation still fits.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    AsExpression,
    FromSqlRow,
)]
#[serde(transparent)]
#[diesel(sql_type = BigInt)]
pub struct Vnd(i64);

impl Vnd {
    /// No đồng.
    pub const ZERO: Self = Self(0);
    /// An amount of so many đồng.
    #[must_use]
    pub const fn new(dong: i64) -> Self {
        Self(dong)
    }
    /// The amount as a number of đồng.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
    /// `self × numerator ÷ denominator`, rounded half up to a multiple of `unit` đồng: exact, for the
    /// product is computed in 128 bits. The denominator is positive; the amount is not negative.
    #[must_use]
    pub fn share(self, numerator: i64, denominator: i64, unit: i64) -> Self {
        let (product, divisor) = (
            i128::from(self.0) * i128::from(numerator),
            i128::from(denominator.max(1)) * i128::from(unit.max(1)),
        );
        let units = (2 * product + divisor).div_euclid(2 * divisor);
        Self(i64::try_from(units * i128::from(unit.max(1))).unwrap_or(i64::MAX))
    }
    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
    /// Whether it is less than nothing.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl Add for Vnd {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Vnd {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Vnd {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Vnd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl SubAssign for Vnd {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}
impl Sum for Vnd {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}
impl std::fmt::Display for Vnd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
impl ToSql<BigInt, Pg> for Vnd {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <i64 as ToSql<BigInt, Pg>>::to_sql(&self.0, out)
    }
}
impl FromSql<BigInt, Pg> for Vnd {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        <i64 as FromSql<BigInt, Pg>>::from_sql(bytes).map(Self)
    }
}
impl PartialSchema for Vnd {
    fn schema() -> RefOr<Schema> {
        integer("Amount in whole đồng.").examples([5_000_000]).build().into()
    }
}
impl ToSchema for Vnd {}

/// An amount that changes hands: from 1 to 10¹² whole đồng. What is zero, negative, a fraction or too much
/// is refused while it is read, each by its own name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Amount(Vnd);

impl Amount {
    /// The most that one entry may move.
    pub const MAX: i64 = 1_000_000_000_000;
    /// # Errors
    /// The code of what is wrong.
    pub const fn new(dong: i64) -> Result<Self, FieldCode> {
        match dong {
            ..=0 => Err(FieldCode::AmountNotPositive),
            1..=Self::MAX => Ok(Self(Vnd(dong))),
            _ => Err(FieldCode::AmountTooLarge),
        }
    }
    /// The amount as đồng.
    #[must_use]
    pub const fn vnd(self) -> Vnd {
        self.0
    }
}
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(Whole(Self::new))
    }
}

/// Reads whole đồng, by the rule that makes a sum of them.
struct Whole<T>(fn(i64) -> Result<T, FieldCode>);

impl<T> serde::de::Visitor<'_> for Whole<T> {
    type Value = T;
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an amount in whole đồng")
    }
    fn visit_i64<E: serde::de::Error>(self, dong: i64) -> Result<T, E> {
        self.0(dong).map_err(|code| E::custom(<&str>::from(code)))
    }
    fn visit_u64<E: serde::de::Error>(self, dong: u64) -> Result<T, E> {
        self.visit_i64(i64::try_from(dong).unwrap_or(i64::MAX))
    }
    // whatever JSON writes with a point or an exponent, and whole numbers beyond 64 bits
    fn visit_f64<E: serde::de::Error>(self, given: f64) -> Result<T, E> {
        let beyond = given.abs() >= 9.2e18;
        let code = if beyond { FieldCode::AmountTooLarge } else { FieldCode::AmountNotWhole };
        Err(E::custom(<&str>::from(code)))
    }
}
impl PartialSchema for Amount {
    fn schema() -> RefOr<Schema> {
        integer("Amount in whole đồng, from 1 to 1,000,000,000,000.")
            .minimum(Some(1))
            .maximum(Some(Self::MAX))
            .examples([5_000_000])
            .build()
            .into()
    }
}
impl ToSchema for Amount {}

/// What was counted: from nothing to 10¹² whole đồng.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Counted(Vnd);

impl Counted {
    /// # Errors
    /// The code of what is wrong.
    pub const fn new(dong: i64) -> Result<Self, FieldCode> {
        match dong {
            ..0 => Err(FieldCode::Range),
            0..=Amount::MAX => Ok(Self(Vnd(dong))),
            _ => Err(FieldCode::AmountTooLarge),
        }
    }
    /// The amount as đồng.
    #[must_use]
    pub const fn vnd(self) -> Vnd {
        self.0
    }
}
impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(Whole(Self::new))
    }
}
impl PartialSchema for Counted {
    fn schema() -> RefOr<Schema> {
        integer("Amount in whole đồng, from 0 to 1,000,000,000,000.")
            .minimum(Some(0))
            .maximum(Some(Amount::MAX))
            .examples([5_000_000])
            .build()
            .into()
    }
}
impl ToSchema for Counted {}

fn integer(description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .description(Some(description))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_amount_is_refused_by_its_own_name() {
        for (given, code) in [
            ("0", "amount_not_positive"),
            ("-5", "amount_not_positive"),
            ("1.5", "amount_not_whole"),
            ("1e3", "amount_not_whole"),
            ("1000000000001", "amount_too_large"),
            ("9223372036854775808", "amount_too_large"),
            ("99999999999999999999999", "amount_too_large"),
        ] {
            let error = serde_json::from_str::<Amount>(given).unwrap_err().to_string();
            assert!(error.starts_with(code), "{given}: {error}");
        }
        assert!(serde_json::from_str::<Amount>("\"5\"").is_err());
        assert_eq!(serde_json::from_str::<Amount>("1000000000000").unwrap().vnd().get(), Amount::MAX);
    }

    #[test]
    fn what_was_counted_may_be_nothing_but_not_less() {
        let counted = |given| serde_json::from_str::<Counted>(given).map_err(|e| e.to_string());
        assert!(counted("0").unwrap().vnd().is_zero());
        for (given, code) in
            [("-1", "range"), ("0.5", "amount_not_whole"), ("1000000000001", "amount_too_large")]
        {
            assert!(counted(given).unwrap_err().starts_with(code), "{given}");
        }
    }

    #[test]
    fn a_share_is_rounded_half_up_to_its_unit() {
        let share = |dong, n, d, unit| Vnd::new(dong).share(n, d, unit).get();
        assert_eq!(share(5_000_000, 7_000, 1_000_000, 1), 35_000);
        assert_eq!((share(1, 1, 2, 1), share(1, 1, 3, 1), share(2, 1, 3, 1)), (1, 0, 1));
        assert_eq!((share(1_499, 1, 1, 1_000), share(1_500, 1, 1, 1_000)), (1_000, 2_000));
        assert_eq!(share(Amount::MAX, 1_000_000, 1_000_000, 1), Amount::MAX);
    }
}
