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
    /// Quỹ tăng thu nhập.
    IncomeFund,
    /// Quỹ hoạt động.
    OperatingFund,
    /// Quy chế có hiệu lực.
    Regulation,
}
impl StandingNeed {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::IncomeFund, Self::OperatingFund, Self::Regulation];
}

/// Something that a club is short of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StandingLack {
    /// The target that is not met; null for what every club needs.
    pub target_id: Option<TargetId>,
    /// What every club needs and this one lacks; null for a target.
    pub need: Option<StandingNeed>,
    /// How it stands.
    pub status: TargetStatus,
    /// How many persons would have to join, or to be lent to, or to be fewer; null where small numbers are withheld.
    pub persons: Option<i64>,
    /// The same in words.
    #[schema(example = "Cần thêm 3 thành viên dưới 60 tuổi")]
    pub text_vi: String,
    /// The same in English.
    #[schema(example = "3 more members under 60")]
    pub text_en: String,
}

/// Where a club stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClubStanding {
    /// The club.
    pub club_id: ClubId,
    /// Its name.
    pub name: String,
    /// The day.
    pub on: NaiveDate,
    /// Whether it is short of nothing.
    pub pass: bool,
    /// What it is short of.
    pub lacks: Vec<StandingLack>,
    /// The norms that could not be judged: nothing is recorded that they could be true of.
    pub unknown: Vec<TargetId>,
    /// The document whose norms were taken: the nearest that has any. Null where none has.
    pub document_id: Option<DocumentId>,
}

/// How many clubs are short of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StandingLackCount {
    /// The target; null for what every club needs.
    pub target_id: Option<TargetId>,
    /// What every club needs; null for a target.
    pub need: Option<StandingNeed>,
    /// What it is, in Vietnamese.
    pub name_vi: String,
    /// What it is, in English.
    pub name_en: String,
    /// Clubs with too little.
    pub below: i64,
    /// Clubs with too much.
    pub above: i64,
    /// Clubs of which it cannot be said.
    pub unknown: i64,
}

/// Where the clubs of a unit stand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitStandings {
    /// The unit.
    pub unit_id: UnitId,
    /// Its name.
    pub name: String,
    /// The day.
    pub on: NaiveDate,
    /// Clubs that run.
    pub clubs: i64,
    /// Of these, those that are short of nothing.
    pub pass: i64,
    /// Of what the others are short: a club may be short of several things.
    pub lacks: Vec<StandingLackCount>,
    /// The document whose norms were taken for all of them: the nearest to the unit that has any.
    pub document_id: Option<DocumentId>,
}
