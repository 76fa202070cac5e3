//! What signing in takes and gives.

use crate::access::schema::{refresh_tokens, users};
use crate::access::users::model::{Assignment, User, UserKind};
use crate::platform::auth::{Grant, Place};
use crate::platform::fields::{FreshSecret, Login, Secret};
use crate::platform::ids::{FamilyId, PersonId, RefreshTokenId, UserId, column};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The columns of an account that signing in needs.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub struct SignInAccount {
    /// UUID of the account.
    pub id: UserId,
    /// The form in which logins are compared.
    pub login_key: String,
    /// Human being or program.
    pub kind: UserKind,
    /// Hash against which a password is checked.
    pub password_hash: Option<String>,
    /// Hash against which a program's secret is checked.
    pub secret_hash: Option<Vec<u8>>,
    /// The person, if she is a member.
    pub person_id: Option<PersonId>,
    /// Moment at which she confirmed that she is that person.
    pub person_confirmed_at: Option<DateTime<Utc>>,
    /// Version that a token must carry to count.
    pub token_version: i32,
    /// Moment since which nobody can sign in with the account.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Moment since which a second factor counts; none without one.
    pub second_factor_since: Option<DateTime<Utc>>,
}

/// A refresh token as it is kept.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = refresh_tokens, check_for_backend(diesel::pg::Pg))]
pub struct SentToken {
    /// UUID of the token.
    pub id: RefreshTokenId,
    /// Its session.
    pub family_id: FamilyId,
    /// Moment from which it is of no use.
    pub expires_at: DateTime<Utc>,
    /// Moment at which its successor was given for it.
    pub used_at: Option<DateTime<Utc>>,
    /// Moment at which its session ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// The token that was given for it.
    pub successor_id: Option<RefreshTokenId>,
    /// Moment at which the same was given once more.
    pub repeated_at: Option<DateTime<Utc>>,
    /// Keyed hash of what the client called itself to which it was given.
    pub client_hash: Option<Vec<u8>>,
}

/// A session that was just opened or continued, before its access token is signed.
pub struct Opened {
    /// The account that signed in.
    pub account: SignInAccount,
    /// The same account as the API shows it.
    pub user: User,
    /// UUID of the family of refresh tokens, which is the session.
    pub family: FamilyId,
    /// Token that continues the session, once.
    pub refresh_token: FreshSecret,
    /// Roles at places that the user holds today.
    pub grants: Vec<Grant>,
    /// What she is to be told.
    pub notices: Vec<AccountNotice>,
}

/// A login with its password.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "login": "thu.ky.mau", "password": "trăng rằm tháng tám" }))]
pub struct SignIn {
    /// The login; case does not matter.
    pub login: Login,
    /// Password of the account.
    pub password: Secret,
}

/// The token that continues a session.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "refresh_token": "S0m3-43-characters-of-base64url-from-a-sign-in" }))]
pub struct SessionRefresh {
    /// As given by the last sign-in or refresh. It is good once, and for one repeat within a minute if the reply was lost.
    pub refresh_token: Secret,
}

/// The grants of RFC 6749 that are known here.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// Section 4.4: a program signs in as itself.
    ClientCredentials,
}

/// A program's credentials (RFC 6749, section 4.4), as a form or as JSON. With HTTP Basic, `client_id` and
/// `client_secret` are left out.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "grant_type": "client_credentials",
    "client_id": "01900000-0000-7000-8000-00060000007e",
    "client_secret": "S0m3-43-characters-of-base64url-shown-only-once",
}))]
pub struct ClientCredentials {
    /// Grant type of RFC 6749; always `client_credentials`.
    pub grant_type: GrantType,
    /// UUID of the program's account.
    pub client_id: UserId,
    /// Secret of the program, as shown when it was made.
    pub client_secret: Secret,
}

/// A session with its pair of tokens.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// Send as `Authorization: Bearer …`. A JWT: its claims may be read, and checked with
    /// `/.well-known/jwks.json`.
    pub access_token: String,
    /// Type of the token; always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds that the access token is good for.
    #[schema(example = 900)]
    pub expires_in: i64,
    /// Gives the next pair of tokens, once.
    pub refresh_token: FreshSecret,
    /// Seconds that the refresh token is good for.
    #[schema(example = 2_592_000)]
    pub refresh_expires_in: i64,
    /// Account that has signed in.
    pub user: User,
    /// What others did to the account in the last 30 days, the newest first: show it to the holder.
    pub notices: Vec<AccountNotice>,
}

column! { text:
    /// What somebody else did to an account.
    pub enum NoticeKind {
        /// The password was voided, and a code was given out with which another is set (cấp lại mật khẩu).
        PasswordReset,
    }
}

/// Something that somebody else did to an account, for its holder to know.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountNotice {
    /// What was done.
    pub kind: NoticeKind,
    /// Moment at which it was done.
    pub at: DateTime<Utc>,
    /// UUID of the user who did it; the nil UUID is an operator on the server itself.
    pub by: UserId,
    /// Name of the user who did it.
    #[schema(example = "Quản trị tài khoản mẫu")]
    pub by_name: Option<String>,
    /// Moment at which the code was used to set a password; `null` while it was not.
    pub used_at: Option<DateTime<Utc>>,
}

/// A program's access token (RFC 6749, section 4.4.3). It takes a new one when this has expired.
#[derive(Debug, Serialize, ToSchema)]
pub struct MachineToken {
    /// Send as `Authorization: Bearer …`.
    pub access_token: String,
    /// Type of the token; always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Lifetime of the access token in seconds.
    #[schema(example = 900)]
    pub expires_in: i64,
}

/// A session of one's own, as listed.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenSession {
    /// UUID of the session, as in the claim `sid`.
    pub id: FamilyId,
    /// Whether this is the session that asks.
    pub current: bool,
    /// Moment of the sign-in.
    pub signed_in_at: Option<DateTime<Utc>>,
    /// Moment of the last refresh.
    pub refreshed_at: DateTime<Utc>,
    /// Moment at which the session ends unless it is continued.
    pub expires_at: DateTime<Utc>,
}

/// One's own open sessions, and what others did to the account.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenSessions {
    /// Open sessions, the last used first.
    pub items: Vec<OpenSession>,
    /// Always `null`: all open sessions are here.
    pub next: Option<String>,
    /// When and by whom the password was reset, the newest first; at most 50.
    pub resets: Vec<AccountNotice>,
}

/// The account that asks, with its assignments and permissions.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// Account that asks.
    pub user: User,
    /// Assignments that hold today or begin later.
    pub assignments: Vec<Assignment>,
    /// Permissions held today, each with its places: the policy page, read for these assignments.
    pub permissions: Vec<HeldPermission>,
}

/// A permission, and the places below which it is held.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldPermission {
    /// Name of the permission.
    #[schema(example = "clubs.read")]
    pub permission: &'static str,
    /// Places at and below which it is held.
    pub places: Vec<Place>,
}

/// A change of one's own password.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "current_password": "trăng rằm tháng tám", "new_password": "mưa rơi tháng bảy" }))]
pub struct PasswordChange {
    /// Password that holds until now.
    pub current_password: Secret,
    /// 10 to 128 characters, not common, and not containing the login.
    pub new_password: Secret,
}
