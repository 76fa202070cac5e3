//! Calendars, as shown.

use crate::activity::areas::model::Area;
use crate::activity::schema::calendar_items;
use crate::platform::fields::Day;
use crate::platform::ids::{ClubId, column};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// What stands in a calendar.
    pub enum CalendarOccasion {
        /// Hoạt động.
        Activity,
        /// Sinh hoạt.
        Meeting,
        /// Khám sức khỏe.
        HealthEvent,
        /// Giao ban.
        Gathering,
        /// Tham quan, giao lưu.
        ExchangeVisit,
        /// Tập huấn.
        Training,
    }
}

column! { text:
    /// Whether it has been.
    pub enum CalendarItemState {
        /// Dự kiến.
        Planned,
        /// Đã thực hiện.
        Done,
        /// Đã hủy.
        Cancelled,
    }
}

/// A line of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = calendar_items, check_for_backend(diesel::pg::Pg))]
pub struct CalendarItem {
    /// Whose.
    pub club_id: ClubId,
    /// When it begins.
    #[diesel(column_name = on_day)]
    pub on: NaiveDate,
    /// What it is.
    #[diesel(column_name = source)]
    pub occasion: CalendarOccasion,
    /// Its id, under which it is found where it lives.
    pub id: Uuid,
    /// Whether it has been.
    pub state: CalendarItemState,
    /// In which area, if in one.
    pub area: Option<Area>,
    /// What it is called.
    pub title: String,
    /// Place, in words.
    pub place: Option<String>,
}

/// Which days.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// First day, included.
    #[param(example = "2026-11-01")]
    pub from: Day,
    /// Through this day, at most a year later.
    #[param(example = "2026-11-30")]
    pub to: Day,
}
