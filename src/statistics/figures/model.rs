//! Figures, as shown.

use crate::platform::disclosure::SuppressibleCount;
use crate::platform::ids::{ClubId, UnitId};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// Exact sums of clubs and people, before small cells are suppressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeopleSums {
    /// Clubs that have not ended.
    pub clubs: i64,
    /// Of these, launched and active.
    pub active_clubs: i64,
    /// Active members.
    pub members: i64,
    /// The counts of people, in the order of [`Figures`].
    pub people: [i64; PEOPLE],
}
/// How many counts of people there are.
pub const PEOPLE: usize = 12;

/// What is counted of some clubs on a day. All but the clubs are persons, not takings-part.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Figures {
    /// The day that the counts are of.
    pub as_of: NaiveDate,
    /// Clubs that have not ended (số câu lạc bộ).
    pub clubs: i64,
    /// Of these clubs, those launched and active (đang hoạt động).
    pub active_clubs: i64,
    /// Active members (số thành viên).
    pub members: SuppressibleCount,
    /// Members recorded as women (phụ nữ).
    pub women: SuppressibleCount,
    /// Members recorded neither as women nor as men.
    pub sex_unknown: SuppressibleCount,
    /// Members of full 60 years on the day (người cao tuổi, Luật 39/2009/QH12, điều 2).
    pub older: SuppressibleCount,
    /// Of these older members, those of whose birth only the year or the month is known.
    pub older_approximate: SuppressibleCount,
    /// Members without a birth date.
    pub birth_unknown: SuppressibleCount,
    /// Members in poor households (hộ nghèo) in the year of the day.
    pub poor: SuppressibleCount,
    /// Members in near-poor households (hộ cận nghèo) in the year of the day.
    pub near_poor: SuppressibleCount,
    /// Members in newly escaped or otherwise difficult households (mới thoát nghèo, hoàn cảnh khó khăn).
    pub difficult: SuppressibleCount,
    /// Members of ethnic minorities (dân tộc thiểu số).
    pub ethnic_minority: SuppressibleCount,
    /// Members with a disability (khuyết tật).
    pub disabled: SuppressibleCount,
    /// Members who live alone (sống một mình).
    pub lives_alone: SuppressibleCount,
    /// Persons on the lists who are not members yet.
    pub applicants: SuppressibleCount,
}

/// The figures of the clubs of a unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitFigures {
    /// UUID of the unit.
    pub unit_id: UnitId,
    /// The unit's full name.
    #[schema(example = "Tỉnh Thái Nguyên")]
    pub name: String,
    /// Counts over the clubs of the unit.
    #[serde(flatten)]
    pub figures: Figures,
}

/// A club's figures against the norms of the programme. Norms are aims: real clubs have 43 or 88 members.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClubComposition {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Counts of this club alone.
    #[serde(flatten)]
    pub figures: Figures,
    /// The norms that the club does not meet; empty if it meets all.
    pub warnings: Vec<NormShortfall>,
}

/// What a norm for clubs is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NormMeasure {
    /// Number of active members.
    Members,
    /// Women, in percent of the members.
    WomenPercent,
    /// Older people, in percent of the members.
    OlderPercent,
}

/// An aim of the programme for each club: from one whole number to another.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct ClubNorm {
    /// What the bounds are numbers of.
    pub measure: NormMeasure,
    /// Lower bound, included: persons, or percent.
    pub at_least: i64,
    /// Upper bound, included: persons, or percent.
    pub at_most: i64,
    /// Document and clause in which the norm is written.
    #[schema(example = "Kế hoạch 13335/KH-UBND (Đồng Nai, 2020), mục tiêu")]
    pub source: &'static str,
}

/// A norm that a club does not meet.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct NormShortfall {
    /// The norm that is not met.
    #[serde(flatten)]
    pub norm: ClubNorm,
    /// Side on which the club is out of bounds: `below` or `above`.
    #[schema(example = "below")]
    pub side: &'static str,
    /// How many persons more (below) or fewer (above) would meet it, all else equal. A norm that would be judged by a
    /// suppressed number is not judged.
    pub persons: Option<i64>,
}

/// A running club that recorded nothing in the three whole months before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SilentClub {
    /// UUID of the club.
    pub club_id: ClubId,
    /// The club's name.
    #[schema(example = "CLB Liên thế hệ tự giúp nhau thôn 3")]
    pub name: String,
    /// UUID of the commune in which it lies.
    pub commune_id: UnitId,
    /// When something was recorded last: a meeting, an activity, an entry, or its launch.
    pub last_on: Option<NaiveDate>,
}
