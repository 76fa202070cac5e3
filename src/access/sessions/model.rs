//! What signing in takes and gives.

use crate::access::schema::users;
use crate::access::users::model::{Assignment, User, UserKind};
use crate::platform::auth::{Grant, Place};
use crate::platform::fields::{Login, Secret};
use crate::platform::ids::{FamilyId, PersonId, UserId};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What is needed of an account to let somebody in.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub struct Account {
    /// Whose.
    pub id: UserId,
    /// The form in which logins are compared.
    pub login_key: String,
    /// Person or machine.
    pub kind: UserKind,
    /// What a password is checked against.
    pub password_hash: Option<String>,
    /// What a program's secret is checked against.
    pub secret_hash: Option<Vec<u8>>,
    /// The person, if she is a member.
    pub person_id: Option<PersonId>,
    /// What tokens must carry to count.
    pub token_version: i32,
    /// Since when nobody can sign in with it.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// A session that was just opened or continued, before its access token is signed.
pub struct Opened {
    /// Whose.
    pub account: Account,
    /// The account as shown.
    pub user: User,
    /// Which session.
    pub family: FamilyId,
    /// What continues it.
    pub refresh_token: Secret,
    /// What the user is today.
    pub grants: Vec<Grant>,
}

/// A login and its password.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "login": "thu.ky.mau", "password": "trăng rằm tháng tám" }))]
pub struct SignIn {
    /// The login; case does not matter.
    pub login: Login,
    /// The password.
    pub password: Secret,
}

/// The token that continues a session.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "refresh_token": "S0m3-43-characters-of-base64url-from-a-sign-in" }))]
pub struct Refresh {
    /// As given by the last sign-in or refresh. It is good once.
    pub refresh_token: Secret,
}

/// The grants of RFC 6749 that are known here.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// Section 4.4: a program signs in as itself.
    ClientCredentials,
}

/// A program's credentials (RFC 6749, section 4.4), as JSON.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "grant_type": "client_credentials",
    "client_id": "01900000-0000-7000-8000-00060000007e",
    "client_secret": "S0m3-43-characters-of-base64url-shown-only-once",
}))]
pub struct ClientCredentials {
    /// Always `client_credentials`.
    pub grant_type: GrantType,
    /// The program's user id.
    pub client_id: UserId,
    /// Its secret.
    pub client_secret: Secret,
}

/// An open session.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// Send as `Authorization: Bearer …`. A JWT: its claims may be read, and checked with
    /// `/.well-known/jwks.json`.
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds that the access token is good for.
    #[schema(example = 900)]
    pub expires_in: i64,
    /// Gives the next pair of tokens, once.
    pub refresh_token: Secret,
    /// Seconds that the refresh token is good for.
    #[schema(example = 2_592_000)]
    pub refresh_expires_in: i64,
    /// Who has signed in.
    pub user: User,
}

/// A program's access token (RFC 6749, section 4.4.3). It takes a new one when this has expired.
#[derive(Debug, Serialize, ToSchema)]
pub struct MachineToken {
    /// Send as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds that it is good for.
    #[schema(example = 900)]
    pub expires_in: i64,
}

/// A session of one's own, as listed.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenSession {
    /// Its id, as in the claim `sid`.
    pub id: FamilyId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// When it was opened.
    pub signed_in_at: Option<DateTime<Utc>>,
    /// When it was last continued.
    pub refreshed_at: DateTime<Utc>,
    /// When it ends unless it is continued.
    pub expires_at: DateTime<Utc>,
}

/// Oneself: who, what, where.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The account.
    pub user: User,
    /// What the user is or will be.
    pub assignments: Vec<Assignment>,
    /// What may be done today, and where: the policy page, read for these assignments.
    pub permissions: Vec<HeldPermission>,
}

/// A permission, and the places below which it is held.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldPermission {
    /// Its name.
    #[schema(example = "clubs.read")]
    pub permission: &'static str,
    /// Where.
    pub places: Vec<Place>,
}

/// A new password for oneself.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "current_password": "trăng rằm tháng tám", "new_password": "mưa rơi tháng bảy" }))]
pub struct PasswordChange {
    /// The password until now.
    pub current_password: Secret,
    /// 10 to 128 characters, not common, and not containing the login.
    pub new_password: Secret,
}
