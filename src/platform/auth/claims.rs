//! What a token says: who, until when, and what they are where.

use super::{Level, Role};
use crate::platform::ids::{ClubId, PersonId, UnitId, UserId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A place at which a role is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "level", content = "id", rename_all = "snake_case")]
pub enum Place {
    /// The nation: everywhere.
    Nation,
    /// In a province and all below it.
    Province(UnitId),
    /// In a district and all below it.
    District(UnitId),
    /// In a commune and all below it.
    Commune(UnitId),
    /// In a hamlet and its clubs.
    Hamlet(UnitId),
    /// In one club.
    Club(ClubId),
}

impl Place {
    /// The place of an assignment's columns; `level` is the unit's.
    #[must_use]
    pub fn new(level: Option<Level>, unit: Option<UnitId>, club: Option<ClubId>) -> Option<Self> {
        Some(match (level, unit, club) {
            (None, None, None) => Self::Nation,
            (None, None, Some(club)) => Self::Club(club),
            (Some(Level::Province), Some(unit), None) => Self::Province(unit),
            (Some(Level::District), Some(unit), None) => Self::District(unit),
            (Some(Level::Commune), Some(unit), None) => Self::Commune(unit),
            (Some(Level::Hamlet), Some(unit), None) => Self::Hamlet(unit),
            _ => return None,
        })
    }
    /// The level of the place.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::Nation => Level::Nation,
            Self::Province(_) => Level::Province,
            Self::District(_) => Level::District,
            Self::Commune(_) => Level::Commune,
            Self::Hamlet(_) => Level::Hamlet,
            Self::Club(_) => Level::Club,
        }
    }
    /// The territorial unit, where it is one.
    #[must_use]
    pub const fn unit(self) -> Option<UnitId> {
        match self {
            Self::Province(id) | Self::District(id) | Self::Commune(id) | Self::Hamlet(id) => Some(id),
            Self::Nation | Self::Club(_) => None,
        }
    }
    /// The club, where it is one.
    #[must_use]
    pub const fn club(self) -> Option<ClubId> {
        match self {
            Self::Club(id) => Some(id),
            _ => None,
        }
    }
}

/// A role at a place, as a token carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Grant {
    /// Role that is held.
    pub role: Role,
    /// Place at which it is held.
    #[serde(flatten)]
    pub place: Place,
    /// Last day on which it counts; absent if open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The one who is away and whose role this is, where it is a deputy's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acting_for: Option<UserId>,
}

/// The body of an access token. The server takes `assignments` at their word only while `ver` is the
/// user's current one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer of the token.
    pub iss: String,
    /// Audience of the token.
    pub aud: String,
    /// UUID of the user.
    pub sub: UserId,
    /// UUID of this token.
    pub jti: Uuid,
    /// Issued at, seconds since 1970.
    pub iat: i64,
    /// Expires at, seconds since 1970.
    pub exp: i64,
    /// The user's token version when it was issued.
    pub ver: i32,
    /// The sign-in that it came from.
    pub sid: Uuid,
    /// The person that the user is, if she is a member and has confirmed it by her code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Whether the account has a second factor. Whoever enrols or removes one voids all tokens that said otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub second_factor: bool,
    /// When the second factor was proven for this token, seconds since 1970; absent if it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor_at: Option<i64>,
    /// Roles at places that the user holds, as of today.
    pub assignments: Vec<Grant>,
}
