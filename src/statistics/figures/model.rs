//! Figures, as shown.

use crate::platform::disclosure::Count;
use crate::platform::ids::{ClubId, UnitId};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// The exact sums, before small cells are withheld.
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

/// What is counted of some clubs on a day. Persons, not turns.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Figures {
    /// The day.
    pub as_of: NaiveDate,
    /// Clubs that have not ended (số câu lạc bộ).
    pub clubs: i64,
    /// Of these, launched and active (đang hoạt động).
    pub active_clubs: i64,
    /// Active members (số thành viên).
    pub members: Count,
    /// Women (phụ nữ).
    pub women: Count,
    /// Neither recorded as women nor as men.
    pub sex_unknown: Count,
    /// Full 60 years old on the day (người cao tuổi, Luật 39/2009/QH12, điều 2).
    pub older: Count,
    /// Of these, with a birth date of which only the year or month is known.
    pub older_approximate: Count,
    /// Without a birth date.
    pub birth_unknown: Count,
    /// In poor households (hộ nghèo) in the year of the day.
    pub poor: Count,
    /// In near-poor households (hộ cận nghèo).
    pub near_poor: Count,
    /// In newly escaped or otherwise difficult households (mới thoát nghèo, hoàn cảnh khó khăn).
    pub difficult: Count,
    /// Of ethnic minorities (dân tộc thiểu số).
    pub ethnic_minority: Count,
    /// Disabled (khuyết tật).
    pub disabled: Count,
    /// Living alone (sống một mình).
    pub lives_alone: Count,
    /// On the lists, not yet members.
    pub applicants: Count,
}

/// The figures of a unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitFigures {
    /// The unit.
    pub unit_id: UnitId,
    /// Its name.
    #[schema(example = "Tỉnh Thái Nguyên")]
    pub name: String,
    /// What is counted in it.
    #[serde(flatten)]
    pub figures: Figures,
}

/// A club's figures against the norms of the programme. Norms are aims: real clubs have 43 or 88 members.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClubComposition {
    /// The club.
    pub club_id: ClubId,
    /// What is counted in it.
    #[serde(flatten)]
    pub figures: Figures,
    /// The norms that it does not meet.
    pub warnings: Vec<NormShortfall>,
}

/// What a norm measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NormMeasure {
    /// Number of members.
    Members,
    /// Women, of a hundred members.
    WomenPercent,
    /// Older people, of a hundred members.
    OlderPercent,
}

/// An aim of the programme for each club.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct ClubNorm {
    /// What it measures.
    pub measure: NormMeasure,
    /// Not less than.
    pub at_least: i64,
    /// Not more than.
    pub at_most: i64,
    /// Where it is written.
    #[schema(example = "Kế hoạch 13335/KH-UBND (Đồng Nai, 2020), mục tiêu")]
    pub source: &'static str,
}

/// A norm that is not met.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct NormShortfall {
    /// The norm.
    #[serde(flatten)]
    pub norm: ClubNorm,
    /// `below` or `above`.
    #[schema(example = "below")]
    pub side: &'static str,
    /// How many persons more (below) or fewer (above) would meet it, all else equal; absent where small
    /// numbers are withheld.
    pub persons: Option<i64>,
}

/// A club that has been silent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SilentClub {
    /// The club.
    pub club_id: ClubId,
    /// Its name.
    #[schema(example = "CLB Liên thế hệ tự giúp nhau thôn 3")]
    pub name: String,
    /// Its commune.
    pub commune_id: UnitId,
    /// When something was recorded last: a meeting, an activity, an entry, or its launch.
    pub last_on: Option<NaiveDate>,
}
