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
    /// Kind of event in a calendar.
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
    /// State of an event in a calendar.
    pub enum CalendarItemState {
        /// Dự kiến.
        Planned,
        /// Đã thực hiện.
        Done,
        /// Đã hủy.
        Cancelled,
    }
}

/// An event in a calendar. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = calendar_items, check_for_backend(diesel::pg::Pg))]
pub struct CalendarItem {
    /// UUID of the club in whose calendar it stands.
    pub club_id: ClubId,
    /// First day of the event.
    #[diesel(column_name = on_day)]
    pub on: NaiveDate,
    /// Kind of event, which says under which path it is found.
    #[diesel(column_name = source)]
    pub occasion: CalendarOccasion,
    /// UUID of the activity, meeting, health day, gathering, visit or course.
    pub id: Uuid,
    /// Planned, done or cancelled.
    pub state: CalendarItemState,
    /// Area (lĩnh vực) to which it belongs; null if to none.
    pub area: Option<Area>,
    /// Title, subject or purpose of the event; of a meeting, its kind.
    pub title: String,
    /// Place, in words.
    pub place: Option<String>,
}

/// Period of a calendar.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// First day, included.
    #[param(example = "2026-11-01")]
    pub from: Day,
    /// Last day, included, at most a year after the first.
    #[param(example = "2026-11-30")]
    pub to: Day,
}
