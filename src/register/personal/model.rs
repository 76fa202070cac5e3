//! Tier 3 and tier 4 as shown.

use super::rules::{Age, ETHNIC_GROUPS, ethnic_group};
use crate::platform::error::FieldCode;
use crate::platform::fields::{InsuranceNumber, Line, NationalId};
use crate::platform::http::nullable;
use crate::platform::ids::{ClubId, HouseholdId, MemberId, PersonId, column};
use crate::platform::log::{Audited, Facts};
use crate::register::members::model::Birth;
use crate::register::schema::{household_poverty, persons};
use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

column! { text:
    /// Poverty status of a household, as found for a year.
    pub enum PovertyStatus {
        /// Poor household (hộ nghèo).
        Poor,
        /// Near-poor household (hộ cận nghèo).
        NearPoor,
        /// Newly escaped from poverty (hộ mới thoát nghèo).
        NewlyEscaped,
        /// In other difficult circumstances (hoàn cảnh khó khăn khác).
        Difficult,
        /// None of these (không thuộc diện nào).
        None,
    }
}

/// An ethnic group (dân tộc), by its code in the official list. Read from its code or its name.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[serde(transparent)]
#[diesel(sql_type = Text)]
pub struct Ethnicity(&'static str);

impl Ethnicity {
    /// # Errors
    /// The code of what is wrong.
    pub fn parse(given: &str) -> Result<Self, FieldCode> {
        ethnic_group(given).map(Self).ok_or(FieldCode::Ethnicity)
    }
}
impl<'de> Deserialize<'de> for Ethnicity {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let given = String::deserialize(d)?;
        Self::parse(&given).map_err(|code| D::Error::custom(<&str>::from(code)))
    }
}
impl ToSql<Text, Pg> for Ethnicity {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        crate::platform::ids::write_text(self.0, out)
    }
}
impl FromSql<Text, Pg> for Ethnicity {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let code = std::str::from_utf8(bytes.as_bytes())?;
        ethnic_group(code).map(Self).ok_or_else(|| "an ethnic group that is not in the list".into())
    }
}
impl PartialSchema for Ethnicity {
    fn schema() -> RefOr<Schema> {
        let list: Vec<String> = ETHNIC_GROUPS.iter().map(|(code, name)| format!("{code} {name}")).collect();
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(format!(
                "Ethnic group (dân tộc): its code is shown; its name is taken as well. {}.",
                list.join(", ")
            )))
            .examples(["02"])
            .build()
            .into()
    }
}
impl ToSchema for Ethnicity {}

/// Poverty status of a household in one year.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = household_poverty, check_for_backend(diesel::pg::Pg))]
pub struct PovertyYear {
    /// Calendar year of the finding.
    #[schema(example = 2026)]
    pub year: i16,
    /// Poverty status that was found for that year.
    pub status: PovertyStatus,
    /// Number of the certificate (giấy chứng nhận hộ nghèo, cận nghèo).
    pub certificate_no: Option<String>,
}

/// Tier 3 in the person's own columns.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = persons, check_for_backend(diesel::pg::Pg))]
pub(super) struct SensitiveColumns {
    pub ethnicity: Option<Ethnicity>,
    pub lives_alone: Option<bool>,
    pub disabled: Option<bool>,
    pub household_id: Option<HouseholdId>,
    #[diesel(embed)]
    pub birth: Birth,
}

/// Tier 3 of a member's personal data: sensitive, and its reading is logged.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SensitiveData {
    /// UUID of the membership.
    pub member_id: MemberId,
    /// UUID of the person.
    pub person_id: PersonId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// The member's version: what `If-Match` asks for.
    pub version: i32,
    /// Ethnic group (dân tộc), by its code.
    pub ethnicity: Option<Ethnicity>,
    /// Whether she lives alone; `null` if not known.
    pub lives_alone: Option<bool>,
    /// Whether she lives with a disability.
    pub disabled: Option<bool>,
    /// Her household, if one is recorded.
    pub household_id: Option<HouseholdId>,
    /// Others in your reach who live in the same household and are or want to be members.
    pub household_members: Vec<MemberId>,
    /// Poverty statuses of the household, newest year first.
    pub poverty: Vec<PovertyYear>,
    /// Full years that she has certainly completed today.
    #[schema(example = 75)]
    pub age: Option<u32>,
    /// Whether she counts as older today: has certainly completed 60 years.
    pub older: Option<bool>,
    /// Whether that would be the same on every day that her birthday may be.
    pub older_certain: Option<bool>,
}

impl SensitiveData {
    /// Fills in the age.
    #[must_use]
    pub(super) fn aged(mut self, age: Option<Age>) -> Self {
        self.age = age.map(|age| age.years);
        self.older = age.map(|age| age.older);
        self.older_certain = age.map(|age| age.certain);
        self
    }
}

impl Audited for SensitiveData {
    const ENTITY: &'static str = "member";
    const OPEN: &'static [&'static str] = &["member_id", "person_id", "club_id"];
    fn facts(&self) -> Facts {
        Facts::PEOPLE
    }
    fn entity_id(&self) -> Uuid {
        self.member_id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// Changes to tier 3 of a member. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "ethnicity": "Tày", "lives_alone": true, "disabled": null }))]
pub struct SensitiveDataPatch {
    /// Ethnic group, by its code or its name.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Ethnicity>)]
    pub ethnicity: Option<Option<Ethnicity>>,
    /// Whether she lives alone; `null` clears.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<bool>)]
    pub lives_alone: Option<Option<bool>>,
    /// Whether she lives with a disability.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<bool>)]
    pub disabled: Option<Option<bool>>,
    /// Joins the household of this member, who is in your reach; `null` leaves the household.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub same_household_as: Option<Option<MemberId>>,
}

/// Poverty status of a household, as found for the year in the path.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "status": "near_poor", "certificate_no": "CN-012" }))]
pub struct PovertyFinding {
    /// Poverty status that was found for the year in the path.
    pub status: PovertyStatus,
    /// Number of the certificate (giấy chứng nhận hộ nghèo, cận nghèo); at most 40 characters.
    pub certificate_no: Option<Line<40>>,
}

/// Tier 4 of a member's personal data: stored encrypted, and its reading is logged.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberIdentifiers {
    /// Citizen identity number (số căn cước công dân): 12 digits.
    #[schema(value_type = Option<NationalId>)]
    pub national_id: Option<String>,
    /// Health insurance number (số thẻ bảo hiểm y tế).
    #[schema(value_type = Option<InsuranceNumber>)]
    pub insurance_number: Option<String>,
}

/// Which numbers a member has recorded, as the change log knows it: never the numbers.
#[derive(Debug, Clone, Serialize)]
pub struct IdentifiersKept {
    /// UUID of the membership.
    pub member_id: MemberId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// The membership's version.
    pub version: i32,
    /// The look-up hash of the citizen identity number.
    pub national_id: Option<Vec<u8>>,
    /// The look-up hash of the health insurance number.
    pub insurance_number: Option<Vec<u8>>,
}

impl Audited for IdentifiersKept {
    const ENTITY: &'static str = "member";
    const OPEN: &'static [&'static str] = &["member_id", "club_id"];
    fn facts(&self) -> Facts {
        Facts::PEOPLE
    }
    fn entity_id(&self) -> Uuid {
        self.member_id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// Changes to tier 4 of a member. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "insurance_number": null }))]
pub struct MemberIdentifiersPatch {
    /// Citizen identity number (số căn cước công dân): 12 digits; `null` clears.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NationalId>)]
    pub national_id: Option<Option<NationalId>>,
    /// Health insurance number (số thẻ bảo hiểm y tế); `null` clears.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<InsuranceNumber>)]
    pub insurance_number: Option<Option<InsuranceNumber>>,
}

/// A number to be looked up: one of the two.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "one_number"))]
#[schema(example = json!({ "national_id": "001050000001" }))]
pub struct IdentifierLookup {
    /// Citizen identity number (số căn cước công dân): 12 digits.
    pub national_id: Option<NationalId>,
    /// Health insurance number (số thẻ bảo hiểm y tế).
    pub insurance_number: Option<InsuranceNumber>,
    /// Only memberships of this club, by its UUID.
    pub club_id: Option<ClubId>,
}

fn one_number(asked: &IdentifierLookup) -> Result<(), ValidationError> {
    match (&asked.national_id, &asked.insurance_number) {
        (None, None) => Err(ValidationError::new(FieldCode::Required.into())),
        (Some(_), Some(_)) => Err(ValidationError::new(FieldCode::Choice.into())),
        _ => Ok(()),
    }
}
