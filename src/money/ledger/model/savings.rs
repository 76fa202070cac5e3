//! Interest on savings, as shown.

use crate::platform::ids::{ClubId, MemberId};
use crate::platform::looks::shown;
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The interest on a member's savings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SaverInterest {
    /// UUID of the member.
    pub member_id: MemberId,
    /// Her savings at the end of the day asked about, đồng.
    pub savings_vnd: Vnd,
    /// What they have earned since the first deposit, đồng, rounded down once.
    pub earned_vnd: Vnd,
    /// What of it has been paid or added to them, đồng.
    pub paid_vnd: Vnd,
    /// What is still due, đồng; negative where more was paid than the rate gives.
    pub due_vnd: Vnd,
}

/// The interest on savings that is due in a club (lãi tiết kiệm còn phải trả).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SavingsInterestDue {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Day through which it is reckoned.
    pub on: NaiveDate,
    /// Rate in force on that day, in parts per million a year.
    #[schema(example = 36_000)]
    pub rate_ppm: u32,
    /// Sum of what is due, đồng.
    pub due_vnd: Vnd,
    /// The members who ever saved, one by one.
    pub items: Vec<SaverInterest>,
}

shown! { SavingsInterestDue: "savings_interest" of |due| due.club_id; }
