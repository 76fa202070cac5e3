//! What is said of a step in a membership.

use crate::platform::fields::{Day, Line};
use crate::platform::ids::ClubId;
use crate::register::members::model::MemberState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A step in a membership: admission, suspension, departure, death, transfer.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "to": "left", "on": "2026-06-30", "reason": "Chuyển nơi ở" }))]
pub struct MemberStateChange {
    /// State of the membership from that day on.
    pub to: MemberState,
    /// First day of the new state; for a death, the day of death.
    pub on: Day,
    /// Reason in words; required to end a membership. At most 200 characters.
    pub reason: Option<Line<200>>,
    /// The club to which she goes; required for `transferred`, and in your reach.
    pub club_id: Option<ClubId>,
}
