//! Standings, as shown.

use crate::planning::targets::rules::TargetStatus;
use crate::platform::ids::{ClubId, DocumentId, TargetId, UnitId};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// What every club needs, whatever its plan (S0 II.1.b: both funds, under the club's own regulation).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingNeed {
    /// An income-generation fund (quỹ tăng thu nhập).
    IncomeFund,
    /// An operating fund (quỹ hoạt động).
    OperatingFund,
    /// A regulation in force (quy chế có hiệu lực).
    Regulation,
}
impl StandingNeed {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::IncomeFund, Self::OperatingFund, Self::Regulation];
}

/// Something that a club is short of: a norm that it does not meet, or what every club needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StandingLack {
    /// The target that is not met; null for what every club needs.
    pub target_id: Option<TargetId>,
    /// What every club needs and this one lacks; null for a target.
    pub need: Option<StandingNeed>,
    /// Which side of the norm the club is on; a need that is missing counts as `below`.
    pub status: TargetStatus,
    /// Persons who would have to join, to be lent to, or to be fewer; null where no number is.
    pub persons: Option<i64>,
    /// The lack in words, in Vietnamese.
    #[schema(example = "Cần thêm 3 thành viên dưới 60 tuổi")]
    pub text_vi: String,
    /// The lack in words, in English.
    #[schema(example = "3 more members under 60")]
    pub text_en: String,
}

/// Where a club stands by the norms of the plan nearest to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClubStanding {
    /// UUID of the club.
    pub club_id: ClubId,
    /// The club's name.
    pub name: String,
    /// The day on which it is judged.
    pub on: NaiveDate,
    /// Whether the club is short of nothing (đạt); null where that would tell of a suppressed number.
    pub pass: Option<bool>,
    /// Everything that the club is short of; empty if it passes.
    pub lacks: Vec<StandingLack>,
    /// The norms that could not be judged: nothing is recorded that they could be true of.
    pub unknown: Vec<TargetId>,
    /// The norms that are not judged, because the number that they are judged by is suppressed.
    pub withheld: Vec<TargetId>,
    /// The document whose norms were taken: the nearest that has any. Null where none has.
    pub document_id: Option<DocumentId>,
}

/// How many clubs of a unit are short of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StandingLackCount {
    /// The target; null for what every club needs.
    pub target_id: Option<TargetId>,
    /// The need that every club has; null for a target.
    pub need: Option<StandingNeed>,
    /// The norm or need in Vietnamese.
    pub name_vi: String,
    /// The norm or need in English.
    pub name_en: String,
    /// Clubs that have too little of it.
    pub below: i64,
    /// Clubs that have too much of it.
    pub above: i64,
    /// Clubs of which it cannot be said, because nothing is recorded.
    pub unknown: i64,
}

/// Where the clubs of a unit stand, counted.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitStandings {
    /// UUID of the unit.
    pub unit_id: UnitId,
    /// The unit's full name.
    pub name: String,
    /// The day on which the clubs are judged.
    pub on: NaiveDate,
    /// Clubs that run on that day.
    pub clubs: i64,
    /// Of these, those that are short of nothing.
    pub pass: i64,
    /// Of what the others are short: a club may be short of several things.
    pub lacks: Vec<StandingLackCount>,
    /// The document whose norms were taken for all of them: the nearest to the unit that has any.
    pub document_id: Option<DocumentId>,
}
