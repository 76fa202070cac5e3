//! Members as stored and as shown: tier 2 of personal data. What is more sensitive is elsewhere
//! ([`crate::register::personal`]), behind permissions of its own.

use crate::platform::error::Code;
use crate::platform::fields::{BirthDate, Day, Line, Phone, Precision, SearchText, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ClubId, MemberId, PersonId, UnitId, column};
use crate::platform::log::{Audited, Facts};
use crate::register::schema::{memberships, persons};
use crate::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::backend::Backend;
use diesel::deserialize;
use diesel::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// State of a membership, from application to its end.
    pub enum MemberState {
        /// Xin gia nhập: on the list, not yet a member.
        Applied,
        /// Application not accepted (không được kết nạp).
        Rejected,
        /// Active (đang sinh hoạt).
        Active,
        /// Suspended (tạm ngừng sinh hoạt).
        Suspended,
        /// Left the club (đã ra khỏi câu lạc bộ).
        Left,
        /// Expelled (bị khai trừ).
        Expelled,
        /// Deceased (đã mất).
        Deceased,
        /// Đã chuyển sang câu lạc bộ khác.
        Transferred,
    }
}

impl MemberState {
    /// Those who are or want to be members.
    pub const CURRENT: [Self; 3] = [Self::Applied, Self::Active, Self::Suspended];
}

column! { text:
    /// Sex of a person, as recorded.
    pub enum Sex {
        /// Female (nữ).
        Female,
        /// Male (nam).
        Male,
        /// Other (khác).
        Other,
        /// Not known (chưa rõ).
        Unknown,
    }
}

/// A birth date in its two columns; `null` or a [`BirthDate`] outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = persons, check_for_backend(diesel::pg::Pg))]
pub struct Birth {
    birth_date: Option<NaiveDate>,
    birth_precision: Option<Precision>,
}
impl Birth {
    /// The birth date, as far as it is known.
    #[must_use]
    pub fn get(self) -> Option<BirthDate> {
        Some(BirthDate::stored(self.birth_date?, self.birth_precision?))
    }
}
impl From<Option<BirthDate>> for Birth {
    fn from(birth: Option<BirthDate>) -> Self {
        Self { birth_date: birth.map(BirthDate::last_day), birth_precision: birth.map(BirthDate::precision) }
    }
}
impl Serialize for Birth {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(s)
    }
}
impl<'de> Deserialize<'de> for Birth {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Option::<BirthDate>::deserialize(d).map(Self::from)
    }
}
/// A member (thành viên): one membership with its person. Of a membership that has ended the person is shown as she was
/// then: what other clubs write of her later is not for the one that she has left.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// UUID of the membership; whoever returns, or goes to another club, gets another one.
    pub id: MemberId,
    /// The person's id, the same in every club that she is ever in.
    pub person_id: PersonId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// State of the membership.
    pub state: MemberState,
    /// Day from which that state counts.
    pub state_since: NaiveDate,
    /// Day of the application.
    pub applied_on: NaiveDate,
    /// Day on which the person joined; `null` for an applicant.
    pub joined_on: Option<NaiveDate>,
    /// Last day of the membership; `null` while it goes on.
    pub ended_on: Option<NaiveDate>,
    /// Reason why it ended, in words.
    pub end_reason: Option<String>,
    /// The membership that continues this one in another club.
    pub transferred_to: Option<MemberId>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// Moment at which the membership was entered.
    pub created_at: DateTime<Utc>,
    /// Moment of the last change.
    pub updated_at: DateTime<Utc>,
    /// Name, birth and contact of the person (tier 2 of personal data).
    #[serde(flatten)]
    pub person: PersonBasics,
}

impl Member {
    /// Refuses a membership that has ended: through it nothing is changed, and nothing is read but what it showed then.
    ///
    /// # Errors
    /// 409 with its last day.
    pub fn is_current(&self) -> Result<()> {
        match self.ended_on {
            None => Ok(()),
            Some(ended_on) => Err(Error::from(Code::MembershipEnded).with("ended_on", ended_on)),
        }
    }
}

/// A membership with its person, as stored: as she is now, and as she was when it ended.
#[derive(Queryable, Selectable)]
#[diesel(table_name = memberships, check_for_backend(diesel::pg::Pg))]
pub struct MemberRow {
    id: MemberId,
    person_id: PersonId,
    club_id: ClubId,
    state: MemberState,
    state_since: NaiveDate,
    applied_on: NaiveDate,
    joined_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    end_reason: Option<String>,
    transferred_to: Option<MemberId>,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    #[diesel(embed)]
    person: PersonBasics,
    person_at_end: Option<serde_json::Value>,
}

impl<DB: Backend> Selectable<DB> for Member
where
    MemberRow: Selectable<DB>,
{
    type SelectExpression = <MemberRow as Selectable<DB>>::SelectExpression;
    fn construct_selection() -> Self::SelectExpression {
        MemberRow::construct_selection()
    }
}
impl<DB: Backend, ST> Queryable<ST, DB> for Member
where
    MemberRow: Queryable<ST, DB>,
{
    type Row = <MemberRow as Queryable<ST, DB>>::Row;
    fn build(row: Self::Row) -> deserialize::Result<Self> {
        let row = MemberRow::build(row)?;
        let person = PersonAtEnd::or_now(row.person, row.person_at_end)?;
        Ok(Self {
            id: row.id,
            person_id: row.person_id,
            club_id: row.club_id,
            state: row.state,
            state_since: row.state_since,
            applied_on: row.applied_on,
            joined_on: row.joined_on,
            ended_on: row.ended_on,
            end_reason: row.end_reason,
            transferred_to: row.transferred_to,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            person,
        })
    }
}

/// What a membership keeps of its person when it ends (`logic.remember_person_at_end`).
#[derive(Deserialize)]
pub struct PersonAtEnd {
    /// Name.
    pub full_name: String,
    sex: Sex,
    birth_date: Option<NaiveDate>,
    birth_precision: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    address: Option<String>,
    hamlet_id: Option<UnitId>,
}

impl PersonAtEnd {
    /// The person as she was when the membership ended, if it has. Her death is shown wherever she was a member.
    fn or_now(now: PersonBasics, at_end: Option<serde_json::Value>) -> deserialize::Result<PersonBasics> {
        let Some(at_end) = at_end else { return Ok(now) };
        let at_end: Self = serde_json::from_value(at_end)?;
        Ok(PersonBasics {
            full_name: at_end.full_name,
            sex: at_end.sex,
            birth: Birth {
                birth_date: at_end.birth_date,
                birth_precision: at_end.birth_precision.map(|precision| precision.parse()).transpose()?,
            },
            phone: at_end.phone,
            address: at_end.address,
            hamlet_id: at_end.hamlet_id,
            died_on: now.died_on,
        })
    }
}

/// Tier 2: name, birth, sex, contact.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = persons, check_for_backend(diesel::pg::Pg))]
pub struct PersonBasics {
    /// Full name in Vietnamese order, family name first.
    #[schema(example = "Nguyễn Thị Mẫu")]
    pub full_name: String,
    /// Sex, as recorded.
    pub sex: Sex,
    /// Birth date as far as it is known: year, month or day.
    #[diesel(embed)]
    #[schema(value_type = Option<BirthDate>)]
    pub birth: Birth,
    /// Telephone number, as recorded.
    #[schema(example = "+84912345678")]
    pub phone: Option<String>,
    /// Postal address, as recorded.
    pub address: Option<String>,
    /// UUID of the hamlet in which she lives.
    pub hamlet_id: Option<UnitId>,
    /// Day of death.
    pub died_on: Option<NaiveDate>,
}

impl Versioned for Member {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Member {
    const ENTITY: &'static str = "member";
    const OPEN: &'static [&'static str] = &[
        "id",
        "person_id",
        "club_id",
        "state",
        "state_since",
        "applied_on",
        "joined_on",
        "ended_on",
        "transferred_to",
    ];
    fn facts(&self) -> Facts {
        Facts::PEOPLE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A membership without its person, as far as a step of its club changes it. Logged as the member that it is.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize)]
#[diesel(table_name = memberships, check_for_backend(diesel::pg::Pg))]
pub struct Membership {
    /// UUID of the membership.
    pub id: MemberId,
    /// UUID of the person.
    pub person_id: PersonId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// State of the membership.
    pub state: MemberState,
    /// Day from which that state counts.
    pub state_since: NaiveDate,
    /// Day of the application.
    pub applied_on: NaiveDate,
    /// Day on which the person joined.
    pub joined_on: Option<NaiveDate>,
    /// Last day of the membership.
    pub ended_on: Option<NaiveDate>,
    /// Reason why it ended, in words.
    pub end_reason: Option<String>,
    /// The membership that continues it.
    pub transferred_to: Option<MemberId>,
    /// Counts the changes of the membership.
    pub version: i32,
}

impl Audited for Membership {
    const ENTITY: &'static str = Member::ENTITY;
    const OPEN: &'static [&'static str] = Member::OPEN;
    fn facts(&self) -> Facts {
        Facts::PEOPLE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// Filters for a list of a club's members.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MemberQuery {
    /// Part of the name, in any spelling of its diacritics.
    #[param(value_type = Option<String>, max_length = 100)]
    pub q: Option<SearchText>,
    /// Only those in this state; those who are or want to be members unless told.
    pub state: Option<MemberState>,
}

/// A person to be entered as a member of a club.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "full_name": "Nguyễn Thị Mẫu", "sex": "female", "birth": "1950" }))]
pub struct NewMember {
    /// UUIDv7 made by the client; the server makes one where it is absent.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<MemberId>,
    /// Somebody already known, who joins again or after a look at the look-alikes. Her data stay as they are.
    pub person_id: Option<PersonId>,
    /// Full name in Vietnamese order, family name first; at most 120 characters.
    pub full_name: Line<120>,
    /// Sex, as recorded on the club's list.
    pub sex: Sex,
    /// Birth date as far as it is known.
    pub birth: Option<BirthDate>,
    /// Telephone number in Vietnam.
    pub phone: Option<Phone>,
    /// Postal address; at most 200 characters.
    pub address: Option<Line<200>>,
    /// The hamlet that she lives in, of the club's commune.
    pub hamlet_id: Option<UnitId>,
    /// Day of the application. Unless told, today; in a club that is not yet launched, the day of its proposal.
    pub applied_on: Option<Day>,
    /// Day on which the person joined: only in a club that is established. Founding members join at the launch.
    pub joined_on: Option<Day>,
}

/// A new member as entered, and who may be the same person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EnteredMember {
    /// The membership as entered.
    #[serde(flatten)]
    pub member: Member,
    /// Others in your reach with the same name and birth year. Nothing is merged by itself.
    pub possible_duplicates: Vec<LookAlike>,
}
impl Versioned for EnteredMember {
    fn version(&self) -> i32 {
        self.member.version
    }
}

/// Somebody who may be the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LookAlike {
    /// UUID of the other membership.
    pub id: MemberId,
    /// UUID of the other person.
    pub person_id: PersonId,
    /// UUID of the club of that membership.
    pub club_id: ClubId,
    /// State of that membership.
    pub state: MemberState,
    /// Name, birth and contact, to compare.
    #[serde(flatten)]
    pub person: PersonBasics,
}
impl From<Member> for LookAlike {
    fn from(member: Member) -> Self {
        let Member { id, person_id, club_id, state, person, .. } = member;
        Self { id, person_id, club_id, state, person }
    }
}

/// Changes to what is said of a member. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "phone": "0912345678", "address": null }))]
pub struct MemberPatch {
    /// Full name in Vietnamese order, family name first.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub full_name: Option<Line<120>>,
    /// Sex, as recorded.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub sex: Option<Sex>,
    /// Birth date as far as it is known.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BirthDate>)]
    pub birth: Option<Option<BirthDate>>,
    /// Telephone number in Vietnam; `null` clears.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Phone>)]
    pub phone: Option<Option<Phone>>,
    /// Postal address; `null` clears.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub address: Option<Option<Line<200>>>,
    /// UUID of the hamlet in which she lives; `null` clears.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub hamlet_id: Option<Option<UnitId>>,
}
