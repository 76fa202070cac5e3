//! The second factor, as a request shows it: what some acts take beside the right to them.
//!
//! A session proves the factor with a code (`POST /v1/sessions/second-factor`); the access token that it then gets says
//! when. For ten minutes from then on that token is good for what the policy page marks `with second_factor`.

use super::Claims;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

/// For so many seconds after the code, the factor counts as fresh.
pub const FRESH_SECONDS: i64 = 600;
/// By so many seconds the clocks of two nodes may differ.
const LEEWAY_SECONDS: i64 = 5;

/// Of whom a second factor is asked. `SECOND_FACTOR`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Of everybody: `required`. Whoever has none enrols one first, which takes no more than signing in.
    Required,
    /// Of those alone who have enrolled one: `enrolled`. For trying, and for the first weeks of a roll-out.
    Enrolled,
}

impl FromStr for Asked {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "required" => Ok(Self::Required),
            "enrolled" => Ok(Self::Enrolled),
            _ => Err(()),
        }
    }
}

/// How a request stands to the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Factor {
    /// It was proven a moment ago, or is not asked.
    Fresh,
    /// There is one, and it was not proven lately.
    Stale,
    /// The account has none.
    Missing,
}

impl Factor {
    /// What the claims of a token say of it, now.
    pub(super) fn of(claims: &Claims, asked: Asked) -> Self {
        match asked {
            _ if proven_lately(claims) => Self::Fresh,
            Asked::Enrolled if !claims.second_factor => Self::Fresh,
            _ if claims.second_factor => Self::Stale,
            _ => Self::Missing,
        }
    }
}

/// Whether a token says that the factor was proven in the last ten minutes.
pub(super) fn proven_lately(claims: &Claims) -> bool {
    let now =
        SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|now| i64::try_from(now.as_secs()).ok());
    let (Some(at), Some(now)) = (claims.second_factor_at, now) else { return false };
    (-LEEWAY_SECONDS..=FRESH_SECONDS).contains(&now.saturating_sub(at))
}
