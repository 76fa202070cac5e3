//! What signing in by another service takes and gives.

use crate::access::schema::external_identities;
use crate::platform::fields::{Line, Secret};
use crate::platform::ids::{ExternalIdentityId, UserId};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
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
    #[schema(example = "https://id.example/authorize?response_type=code&client_id=lien-the-he&code_challenge_method=S256")]
    pub authorization_url: String,
    /// Comes back with the browser; has to be this one.
    pub state: Secret,
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
    /// The one-time code of the account to which the identity is to be linked; for the first time only.
    #[serde(default)]
    pub one_time_code: Option<Secret>,
}

/// Whom another service knows the holder of an account as.
#[derive(Debug, Clone, Queryable, Selectable, Serialize)]
#[diesel(table_name = external_identities, check_for_backend(diesel::pg::Pg))]
pub struct ExternalIdentity {
    /// UUID of the link.
    pub id: ExternalIdentityId,
    /// UUID of the account.
    pub user_id: UserId,
    /// The service.
    pub issuer: String,
    /// Its name for the person.
    pub subject: String,
    /// Moment at which they were linked.
    pub linked_at: DateTime<Utc>,
}

impl Audited for ExternalIdentity {
    const ENTITY: &'static str = "external_identity";
    const OPEN: &'static [&'static str] = &["id", "user_id", "issuer"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
}
