//! What a field may hold. Each type cleans and checks what it is given while it is read, so that what
//! reaches a handler is already right; each refusal is a [`FieldCode`] by its own name.

use crate::platform::error::FieldCode;
use crate::platform::text;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::sql_types::Text;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};
use std::ops::Deref;
use std::str::FromStr;
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The refusal of a value by the name of what is wrong, for a `Deserialize` of one's own.
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

    #[test]
    fn a_day_is_written_in_full_and_lies_near() {
        assert_eq!(Day::parse("2024-02-30"), Err(FieldCode::Date));
        assert_eq!(Day::parse("24-2-1"), Err(FieldCode::Date));
        assert_eq!(Day::parse("+262142-01-01"), Err(FieldCode::Date));
        assert_eq!(Day::parse("1024-01-01"), Err(FieldCode::DateImplausible));
        assert!(Day::parse("2024-02-29").is_ok());
    }
}
