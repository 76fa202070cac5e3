//! What a code is for, and the slip on which it is handed over.

use crate::access::users::model::{Assignment, CodePurpose, User};
use crate::platform::fields::{FreshSecret, Login, Secret, SlipCode};
use crate::platform::http::Versioned;
use crate::platform::ids::PersonId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What a code is to open, and whom it links the account with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The holder of a new account sets its first password, and confirms who she is if the code says so.
    Activation {
        /// Whom it is for.
        person: Option<PersonId>,
    },
    /// The holder sets another password, for the old one is void.
    Reset,
    /// A person confirms that the account, with which she has signed in, is hers.
    Link {
        /// Who.
        person: PersonId,
    },
}

impl Purpose {
    /// As it is stored.
    #[must_use]
    pub const fn kind(self) -> CodePurpose {
        match self {
            Self::Activation { .. } => CodePurpose::Activation,
            Self::Reset => CodePurpose::Reset,
            Self::Link { .. } => CodePurpose::Link,
        }
    }
    /// Whom the account is linked with when the code is redeemed.
    #[must_use]
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::Activation { person } => person,
            Self::Reset => None,
            Self::Link { person } => Some(person),
        }
    }
    /// Where it is redeemed.
    #[must_use]
    pub const fn door(self) -> Door {
        match self {
            Self::Activation { .. } | Self::Reset => Door::Password,
            Self::Link { .. } => Door::Link,
        }
    }
}

/// Where a code is brought: each kind opens at its own door alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Where nobody has signed in, and a password is set.
    Password,
    /// Where the holder has signed in, and a person confirms that the account is hers.
    Link,
}

impl Door {
    /// The kinds of code that open here.
    #[must_use]
    pub const fn purposes(self) -> &'static [CodePurpose] {
        match self {
            Self::Password => &[CodePurpose::Activation, CodePurpose::Reset],
            Self::Link => &[CodePurpose::Link],
        }
    }
}

/// What is printed on a paper slip and handed to the holder of an account (phiếu kích hoạt tài khoản). Shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssuedCode {
    /// What the code is for.
    pub purpose: CodePurpose,
    /// Login of the account.
    #[schema(example = "thu.ky.mau")]
    pub login: String,
    /// One-time code, to be typed with the login; case, spaces and hyphens do not matter.
    #[schema(value_type = String, example = "K7MXQ-4RTWD")]
    pub code: FreshSecret,
    /// Moment at which the code expires: 72 hours after it was made.
    pub expires_at: DateTime<Utc>,
}

/// A new account, its first assignment, and the slip for its holder.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnteredUser {
    /// Account as created: nobody can sign in with it before the code is redeemed.
    #[serde(flatten)]
    pub user: User,
    /// Assignment given with it.
    pub assignment: Assignment,
    /// Slip for the holder.
    pub slip: IssuedCode,
}
impl Versioned for EnteredUser {
    fn version(&self) -> i32 {
        self.user.version
    }
}

/// An account whose password is void, and the slip with which its holder sets another.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResetUser {
    /// Account: its old password is void and its sessions have ended.
    #[serde(flatten)]
    pub user: User,
    /// Slip for the holder.
    pub slip: IssuedCode,
}
impl Versioned for ResetUser {
    fn version(&self) -> i32 {
        self.user.version
    }
}

/// A code, and the password that its holder chooses.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "login": "thu.ky.mau", "code": "K7MXQ-4RTWD", "password": "trăng rằm tháng tám" }))]
pub struct AccountActivation {
    /// Login on the slip; case does not matter.
    pub login: Login,
    /// Code on the slip; case, spaces and hyphens do not matter.
    pub code: SlipCode,
    /// Password of one's own: 10 to 128 characters, not common, and not containing the login.
    pub password: Secret,
}
