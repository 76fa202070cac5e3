//! What signing in by another service takes and gives.

use crate::platform::fields::{Line, Login, Secret, SlipCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Another service by which people sign in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignInProvider {
    /// Its name in addresses.
    #[schema(example = "vneid")]
    pub id: String,
    /// Its name for people.
    #[schema(example = "VNeID")]
    pub name: String,
}

/// A sign-in by another service that has begun.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExternalAuthorization {
    /// Where the person's browser goes.
    #[schema(
        example = "https://id.example/authorize?response_type=code&client_id=lien-the-he&code_challenge_method=S256"
    )]
    pub authorization_url: String,
    /// Comes back with the browser; has to be this one.
    pub state: String,
    /// To be kept by the client, and sent with the code. It does not pass through the browser's address.
    pub ticket: String,
    /// Moment until which the person has to be back.
    pub expires_at: DateTime<Utc>,
}

/// What the browser came back with.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "code": "SplxlOBeZQQYbYS6WxSbIA",
    "state": "S0m3-43-characters-of-base64url-from-an-authorization",
    "ticket": "as-given-with-the-state",
}))]
pub struct ExternalSignIn {
    /// The code that the service gave.
    pub code: Line<2000>,
    /// The state that came with it.
    pub state: Secret,
    /// The ticket that was given with that state.
    pub ticket: Secret,
    /// The account to which the identity is to be linked; for the first time only.
    #[serde(default)]
    #[validate(nested)]
    pub link: Option<IdentityLink>,
}

/// An account that is taken possession of with another service's identity instead of a password.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "login": "thu.ky.mau", "code": "K7MXQ-4RTWD" }))]
pub struct IdentityLink {
    /// Login on the slip; case does not matter.
    pub login: Login,
    /// One-time code on the slip; case, spaces and hyphens do not matter.
    pub code: SlipCode,
}
