//! What the clubs do, as shown to those above.

use crate::activity::areas::model::Area;
use crate::platform::disclosure::SuppressibleCount;
use crate::platform::ids::{ClubId, UnitId};
use crate::platform::money::Vnd;
use crate::statistics::finances::model::FigureRatio;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// Exact sums of what some clubs do, before what few people make up is suppressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what the column of its name adds up to")]
pub struct ActivitySums {
    pub clubs: i64,
    pub members: i64,
    /// Clubs active in each area, in the order of [`Area`].
    pub areas: [i64; 8],
    pub all_areas: i64,
    pub activities: i64,
    pub turns: i64,
    pub meetings: i64,
    pub attendance: i64,
    pub volunteers: i64,
    pub care_cases: i64,
    pub care_visits: i64,
    pub checked: i64,
    pub checked_twice: i64,
    pub insured: i64,
    pub trainings: i64,
    pub training_turns: i64,
    pub exchange_visits: i64,
    pub monitoring_visits: i64,
    pub awards: i64,
    pub self_help_actions: i64,
    pub rights_cases: i64,
    pub mobilised_cash: i64,
    pub mobilised_kind: i64,
    pub labour_half_days: i64,
}

/// How many clubs were active in an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ActiveArea {
    /// One of the eight areas of the clubs' work (lĩnh vực hoạt động).
    pub area: Area,
    /// Clubs that were active in it in the last twelve months.
    pub clubs: i64,
}

/// What some clubs do. Areas are of the last twelve months, everything else of the calendar year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ActivityFigures {
    /// The day that the figures are of.
    pub as_of: NaiveDate,
    /// Clubs that have not ended (số câu lạc bộ), I01.
    pub clubs: i64,
    /// Clubs active in all eight areas (hoạt động đủ các lĩnh vực), I10.
    pub all_areas: FigureRatio,
    /// For each of the eight areas, the clubs active in it.
    pub areas: Vec<ActiveArea>,
    /// Activities done this calendar year (số hoạt động).
    pub activities: i64,
    /// Takings-part in these activities (lượt người tham gia): a person counts as often as she came.
    pub turns: i64,
    /// Meetings held this calendar year (số buổi sinh hoạt), I28.
    pub meetings: i64,
    /// Takings-part of members in meetings (lượt thành viên dự).
    pub attendance: i64,
    /// Volunteers serving now, in persons (tình nguyện viên), I27.
    pub volunteers: SuppressibleCount,
    /// Persons cared for at home now (ca chăm sóc), I27.
    pub care_cases: SuppressibleCount,
    /// Visits of volunteers to them this calendar year (lượt thăm), I27.
    pub care_visits: SuppressibleCount,
    /// Members examined at least once this year (khám sức khỏe từ 1 lần), I26.
    pub checked: FigureRatio,
    /// Members examined at least twice this year (từ 2 lần), I26.
    pub checked_twice: FigureRatio,
    /// Members with health insurance this year, as recorded (bảo hiểm y tế), I31.
    pub insured: FigureRatio,
    /// Courses in which members took part this year, each club's counted for itself (lớp tập huấn), I29.
    pub trainings: i64,
    /// Takings-part in these courses (lượt người), I29.
    pub training_turns: i64,
    /// Visits to other clubs this year (tham quan, giao lưu).
    pub exchange_visits: i64,
    /// Visits by upper levels this year (giám sát).
    pub monitoring_visits: i64,
    /// Awards given this calendar year (khen thưởng).
    pub awards: i64,
    /// Acts of mutual help this year (tự giúp nhau).
    pub self_help_actions: i64,
    /// Cases of members' rights taken up this year (bảo vệ quyền lợi).
    pub rights_cases: SuppressibleCount,
    /// Cash mobilised this year, đồng (vận động bằng tiền), I30.
    pub mobilised_cash_vnd: Vnd,
    /// Goods mobilised this year, by their estimated value in đồng (hiện vật), I30.
    pub mobilised_in_kind_vnd: Vnd,
    /// Labour given this year, in half days (ngày công tính theo nửa ngày), I30.
    pub labour_half_days: i64,
}

/// What the clubs of a unit do, in exact sums.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitActivityFigures {
    /// UUID of the unit.
    pub unit_id: UnitId,
    /// The unit's full name.
    #[schema(example = "Tỉnh Thái Nguyên")]
    pub name: String,
    /// Sums over the clubs of the unit.
    #[serde(flatten)]
    pub figures: ActivityFigures,
}

/// What one club does.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClubActivityFigures {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Figures of this club alone.
    #[serde(flatten)]
    pub figures: ActivityFigures,
}
