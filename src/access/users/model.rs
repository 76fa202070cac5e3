//! Users and assignments as stored and as shown.

use crate::access::schema::{assignments, users};
use crate::platform::auth::{Place, Role};
use crate::platform::fields::{Day, FreshSecret, Line, Login, Prose, SearchText, client_made};
use crate::platform::http::{Versioned, value};
use crate::platform::ids::{
    AssignmentId, BoardPositionId, ClubId, MemberId, PersonId, UnitId, UserId, column,
};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Kind of account: human being or program.
    pub enum UserKind {
        /// A human being, with a password.
        Person,
        /// A program, with a secret (`client_credentials`).
        Machine,
    }
}

column! { text:
    /// What a one-time code is for.
    pub enum CodePurpose {
        /// The holder sets the first password of a new account.
        Activation,
        /// The holder sets another password.
        Reset,
        /// A person confirms that an account is hers.
        Link,
    }
}

/// An account (tài khoản) of a human being or a program.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub struct User {
    /// UUID of the account; of a program, also its `client_id`.
    pub id: UserId,
    /// Login: the name to sign in with; case does not matter.
    #[schema(example = "chu.nhiem.vu-hong")]
    pub login: String,
    /// Human being or program.
    pub kind: UserKind,
    /// Name to show to others.
    #[schema(example = "Chủ nhiệm mẫu")]
    pub display_name: String,
    /// The person that the user is, if she is a member of a club.
    pub person_id: Option<PersonId>,
    /// Moment at which the person confirmed by a code that the account is hers; `null` while she has not.
    pub person_confirmed_at: Option<DateTime<Utc>>,
    /// Moment since which nobody can sign in with the account; `null` while somebody can.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// Moment at which the account was created.
    pub created_at: DateTime<Utc>,
    /// Moment of the last change.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for User {
    fn version(&self) -> i32 {
        self.version
    }
}

/// An account as the change log names it, at one of the places where it holds a role: [`super::store::told`] makes them. An
/// account as such is not logged, so that no event about it is without a place.
#[derive(Debug, Serialize)]
pub struct PlacedUser<'u> {
    #[serde(flatten)]
    user: &'u User,
    #[serde(skip)]
    place: Place,
}

impl<'u> PlacedUser<'u> {
    pub(super) const fn new(user: &'u User, place: Place) -> Self {
        Self { user, place }
    }
}
impl Audited for PlacedUser<'_> {
    const ENTITY: &'static str = "user";
    const OPEN: &'static [&'static str] = &["id", "kind", "person_id"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.user.id.0
    }
    fn club(&self) -> Option<ClubId> {
        self.place.club()
    }
    fn unit(&self) -> Option<UnitId> {
        self.place.unit()
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.user.version)
    }
}

/// A role at a place, for its dates (phân công).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Assignment {
    /// UUID of the assignment.
    pub id: AssignmentId,
    /// UUID of the user who holds it.
    pub user_id: UserId,
    /// Role that is held.
    pub role: Role,
    /// Place at which it is held: the nation, a unit or a club.
    pub place: Place,
    /// Name of the place; of one that has ended, its last name.
    #[schema(example = "Xã Bình Thành")]
    pub place_name: String,
    /// First day on which it counts.
    pub valid_from: NaiveDate,
    /// Last day on which it counts; `null` if open.
    pub valid_to: Option<NaiveDate>,
    /// UUID of the user who gave it; the nil UUID is an operator on the server itself.
    pub granted_by: UserId,
    /// Reason why it was ended, in words.
    pub end_reason: Option<String>,
    /// The assignment of the one who is away and whose role this is, where it is a deputy's.
    pub deputy_for: Option<AssignmentId>,
    /// UUID of the user who is away, where this is a deputy's assignment.
    pub acting_for: Option<UserId>,
    /// Reason of the absence, in words.
    pub deputy_reason: Option<String>,
    /// The membership on which it hangs, where it is a role of a club's member: it ends with it. Of a deputy's, that of the
    /// one who is away.
    pub member_id: Option<MemberId>,
    /// The seat on the board on which it hangs, for all of these but members and volunteers: it ends with it.
    pub position_id: Option<BoardPositionId>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// Moment at which it was given.
    pub created_at: DateTime<Utc>,
}

impl Assignment {
    /// Whether it counts on a day.
    #[must_use]
    pub fn counts_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}
impl Versioned for Assignment {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Assignment {
    const ENTITY: &'static str = "assignment";
    const OPEN: &'static [&'static str] = &[
        "id",
        "user_id",
        "role",
        "place",
        "valid_from",
        "valid_to",
        "deputy_for",
        "acting_for",
        "member_id",
        "position_id",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        self.place.club()
    }
    fn unit(&self) -> Option<UnitId> {
        self.place.unit()
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// An assignment in its own table, before its place is looked up.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = assignments, check_for_backend(diesel::pg::Pg))]
pub struct AssignmentRow {
    /// UUID of the assignment.
    pub id: AssignmentId,
    /// UUID of the user who holds it.
    pub user_id: UserId,
    /// Role that is held.
    pub role: Role,
    /// UUID of the unit, if it is held at one.
    pub unit_id: Option<UnitId>,
    /// UUID of the club, if it is held in one.
    pub club_id: Option<ClubId>,
    /// First day on which it counts.
    pub valid_from: NaiveDate,
    /// Last day on which it counts.
    pub valid_to: Option<NaiveDate>,
    /// UUID of the user who gave it.
    pub granted_by: UserId,
    /// Reason why it was ended.
    pub end_reason: Option<String>,
    /// The assignment of the one who is away.
    pub deputy_for: Option<AssignmentId>,
    /// UUID of the user who is away.
    pub acting_for: Option<UserId>,
    /// Reason of the absence.
    pub deputy_reason: Option<String>,
    /// The membership on which it hangs.
    pub membership_id: Option<MemberId>,
    /// The seat on which it hangs.
    pub seat_id: Option<BoardPositionId>,
    /// Counts the changes of the assignment.
    pub version: i32,
    /// Moment at which it was given.
    pub created_at: DateTime<Utc>,
}

/// Filters for a list of users.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// Part of the login or the name, in any spelling of its diacritics.
    #[param(value_type = Option<String>, max_length = 100)]
    pub q: Option<SearchText>,
    /// Only those who hold this role now or will.
    pub role: Option<Role>,
    /// Only those who hold a role at this unit or below it, now or later.
    pub unit_id: Option<UnitId>,
    /// Only those who hold a role in this club, now or later.
    pub club_id: Option<ClubId>,
}

/// A role at a place, to be given to a user.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "role": "club_secretary",
    "place": { "level": "club", "id": "01900000-0000-7000-8000-00060000000a" },
    "member_id": "01900000-0000-7000-8000-00060000000c",
    "valid_from": "2026-09-01",
}))]
pub struct NewAssignment {
    /// UUIDv7 made by the client; the server makes one where it is absent.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<AssignmentId>,
    /// Role to be held.
    pub role: Role,
    /// Where: within your own reach, and of a level to which the role belongs (`GET /v1/policy`).
    pub place: Place,
    /// For a role of a club's member: she by whose membership or seat on the board it is held. Unless told, she is the
    /// person with whom the account is linked.
    pub member_id: Option<MemberId>,
    /// First day on which it counts; today unless told.
    pub valid_from: Option<Day>,
    /// Last day, if it is known. An auditor's must be.
    pub valid_to: Option<Day>,
}

/// A new account for a human being, with what she is, so that nobody outside a reach comes into being. She sets its
/// password herself, with the code of the slip.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "login": "thu.ky.mau",
    "display_name": "Thư ký mẫu",
    "member_id": "01900000-0000-7000-8000-00060000000c",
    "assignment": {
        "role": "club_secretary",
        "place": { "level": "club", "id": "01900000-0000-7000-8000-00060000000a" },
    },
}))]
pub struct NewUser {
    /// UUIDv7 made by the client; the server makes one where it is absent.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<UserId>,
    /// Login: the name to sign in with; case does not matter.
    pub login: Login,
    /// Name to show to others; at most 120 characters.
    pub display_name: Line<120>,
    /// The member that she is, of a club in your reach: the account is linked with her when she redeems the code.
    pub member_id: Option<MemberId>,
    /// First assignment: role and place of the new user.
    #[validate(nested)]
    pub assignment: NewAssignment,
}

/// Changes to an account. Absent leaves alone.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "display_name": "Thư ký mẫu", "disabled": true }))]
pub struct UserPatch {
    /// Name to show to others; at most 120 characters.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub display_name: Option<Line<120>>,
    /// `true`: nobody signs in with it any more, and all its sessions end. `false`: again.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
}

/// A new account for a program of a province.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "display_name": "Hệ thống dữ liệu tỉnh mẫu",
    "province_id": "01900000-0000-7000-8000-000600000001",
}))]
pub struct NewMachineClient {
    /// UUIDv7 made by the client; the server makes one where it is absent.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<UserId>,
    /// Name to show to others; at most 120 characters.
    pub display_name: Line<120>,
    /// UUID of the province for which the program works.
    pub province_id: UnitId,
    /// First day of its assignment; today unless told.
    pub valid_from: Option<Day>,
    /// Last day of its assignment, if it is known.
    pub valid_to: Option<Day>,
}

/// A program's account with its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct MachineClient {
    /// Account of the program.
    #[serde(flatten)]
    pub user: User,
    /// UUID to send as `client_id`; the account's own.
    pub client_id: UserId,
    /// Secret to send as `client_secret`. The account holds its hash alone; whoever loses it makes a new one.
    pub client_secret: FreshSecret,
}
impl Versioned for MachineClient {
    fn version(&self) -> i32 {
        self.user.version
    }
}

/// The end of an assignment on a day.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "last_day": "2026-12-31", "reason": "Hết nhiệm kỳ" }))]
pub struct AssignmentEnding {
    /// The last day on which it counts: yesterday ends it at once, and no earlier day can be said.
    pub last_day: Day,
    /// Reason of the end, in words; at most 500 characters.
    pub reason: Prose<500>,
}

/// Somebody who acts for the holder of an assignment while she is away (người thay thế, được ủy quyền).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "user_id": "01900000-0000-7000-8000-000600000001", "valid_from": "2026-11-22", "valid_to": "2026-12-05", "reason": "Nghỉ phép" }))]
pub struct NewDeputy {
    /// UUIDv7 made by the client; the server makes one where it is absent.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<AssignmentId>,
    /// UUID of the deputy: a user in your reach, and not yourself.
    pub user_id: UserId,
    /// First day of the absence, on which the deputy's right begins.
    pub valid_from: Day,
    /// Last day of the absence; the right ends with it.
    pub valid_to: Day,
    /// Reason of the absence, in words; at most 500 characters.
    pub reason: Prose<500>,
}
