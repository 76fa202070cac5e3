//! Second factors as stored and as shown.

use crate::access::schema::second_factors;
use crate::platform::fields::{FreshSecret, Secret};
use crate::platform::ids::{SecondFactorId, UserId};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A second factor (xác thực bước hai) of an account; its secret is not shown again.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = second_factors, check_for_backend(diesel::pg::Pg))]
pub struct SecondFactor {
    /// UUID of the factor.
    pub id: SecondFactorId,
    /// UUID of the account.
    pub user_id: UserId,
    /// Moment of its first code, since which it counts; `null` while that is awaited.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Moment at which it was enrolled.
    pub created_at: DateTime<Utc>,
}

/// An account's second factors, and what is left of its recovery codes.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondFactors {
    /// The one that counts, and one that waits for its first code.
    pub items: Vec<SecondFactor>,
    /// Number of recovery codes that were not used yet.
    #[schema(example = 10)]
    pub recovery_codes_left: i64,
}

/// A second factor that waits for its first code, with its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnrolledSecondFactor {
    /// The factor.
    #[serde(flatten)]
    pub factor: SecondFactor,
    /// For typing into an authenticator app: Base32, SHA-1, six digits, 30 seconds.
    #[schema(example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")]
    pub secret: String,
    /// For a QR code that an authenticator app reads.
    #[schema(
        example = "otpauth://totp/Lien%20The%20He:chu.nhiem.mau?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Lien%20The%20He"
    )]
    pub otpauth_url: String,
}

/// A code of a second factor.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "123456" }))]
pub struct SecondFactorCode {
    /// The six digits that the authenticator app shows now; to prove a factor, also one of its recovery codes.
    pub code: Secret,
}

/// A fresh set of recovery codes, which are shown this once; all earlier ones are void.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Ten codes, each good once. To be printed and kept apart from the device.
    #[schema(value_type = Vec<String>, example = json!(["K7MXQ-4RTWD", "9BNRD-H2VCE"]))]
    pub recovery_codes: Vec<FreshSecret>,
}

/// An access token that says when the second factor was proven.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondFactorToken {
    /// Send as `Authorization: Bearer …`, in place of the one before.
    pub access_token: String,
    /// Type of the token; always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds that the access token is good for.
    #[schema(example = 900)]
    pub expires_in: i64,
    /// Seconds for which the factor counts as fresh. A refreshed token does not carry it on.
    #[schema(example = 600)]
    pub second_factor_expires_in: i64,
}

/// A second factor that counts from now on, with its recovery codes and a token that has proven it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfirmedSecondFactor {
    /// The factor.
    #[serde(flatten)]
    pub factor: SecondFactor,
    /// Its recovery codes.
    #[serde(flatten)]
    pub recovery: RecoveryCodes,
    /// All earlier access tokens of the account are void; this one is good at once.
    #[serde(flatten)]
    pub token: SecondFactorToken,
}
