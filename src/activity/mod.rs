//! Activity (hoạt động): what clubs do in the eight areas, with whom, and with what they were given.
//!
//! # Laws
//!
//! - **Eight areas** (lĩnh vực hoạt động): income, health care, home-care volunteers, self-help, rights,
//!   communication, sport and culture, resource mobilisation (Kế hoạch 13335/KH-UBND, Đồng Nai 2020, III.3). The
//!   commune plan of Bình Thành (10/4/2024) counts seven. So the lists are catalogues with days of validity, and facts
//!   carry the area alone.
//! - **Persons and takings-part are two numbers** (người, lượt): whoever comes to three sessions is one person and
//!   three takings-part. Neither is ever read as the other.
//! - **A record names nobody who need not be named**: an activity or a course says how many took part; who it was is a
//!   list of its own, with a permission of its own.
//! - **What is done and lies in a closed period stays**: no activity is dated into a period that the club has closed.
//! - **Cash counts once**: what stands in the ledger is named by its entry. An entry pays one activity, and a resource
//!   in cash has the amount of its entry.
//! - **A monitoring visit is never changed** (giám sát): a wrong one is followed by another. Its tasks go back and
//!   forth until they are done.
//! - **Clubs meet each other every six months and every year** (họp giao ban), as the plan of a city for 2017 to 2020
//!   has it.
//! - **A rights case is tier 3** (Law 91/2025/QH15): its story and its outcome are read by themselves, and the reading
//!   is logged.
//! - **A file is what it is by its content**; place, time and device are taken out of pictures before they are kept.
//!
//! # Resources
//!
//! - [`areas`]: the eight areas, and the catalogues in which programmes name and group them.
//! - [`activities`]: activities, planned, done or cancelled, and who came.
//! - [`activity_series`]: series of activities in one rhythm (lịch hoạt động định kỳ).
//! - [`calendars`]: what happens when, of a club or of all clubs of a commune.
//! - [`gatherings`]: gatherings of several clubs (họp giao ban).
//! - [`trainings`]: courses (tập huấn), and who took part.
//! - [`exchange_visits`]: visits to other clubs and models (tham quan, giao lưu).
//! - [`self_help`]: help that members give to one another and to the hamlet (tự giúp nhau).
//! - [`rights_cases`]: members whom the club helps to what is theirs (bảo vệ quyền, lợi ích).
//! - [`resources`]: what clubs are given (vận động nguồn lực).
//! - [`awards`]: awards to clubs and members (khen thưởng).
//! - [`monitoring_visits`]: visits of upper levels by a checklist (giám sát).
//! - [`monitoring_tasks`]: what clubs have to do after them.
//! - [`attachments`]: files of a club (tệp đính kèm): of a meeting, an activity, a course, a visit, an award, an entry of
//!   the ledger, a regulation or a step of its life.
//!
//! # SQL functions (`sql/`)
//!
//! - `calendar_items`: what has a day, for calendars? A view without persons.
//! - `attachable`: to what may a file belong, and whose is it? A view.
//! - `keep_closed_periods`: refuses to date a done activity into a closed period. A trigger.
//!
//! # What it publishes
//!
//! To care: the courses in [`tables`], for what volunteers are trained in. To statistics: [`areas`], with the
//! catalogue by which a club counts as active in all areas; its SQL reads activities, visits, courses, help, cases and
//! resources. To planning: the areas, for activities that a plan names. What was written says through its event that
//! the club's deeds have to be counted again ([`LoanFacts::DEEDS`](crate::platform::log::Facts::DEEDS)).

extern crate self as activity;
use ::{money, platform, register, territory};
use platform::{Error, Result};

pub mod activities;
pub mod activity_series;
pub mod areas;
pub mod attachments;
pub mod awards;
pub mod calendars;
pub mod exchange_visits;
pub mod gatherings;
pub mod monitoring_tasks;
pub mod monitoring_visits;
pub mod resources;
pub mod rights_cases;
mod schema;
pub mod self_help;
pub mod sql;
pub mod trainings;

use crate::platform::http::Mount;

/// Tables that the wings above may read. Only this wing writes them.
pub mod tables {
    pub use super::schema::{training_participants, trainings};
}

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(areas::configure)
        .configure(activities::configure)
        .configure(activity_series::configure)
        .configure(calendars::configure)
        .configure(gatherings::configure)
        .configure(trainings::configure)
        .configure(exchange_visits::configure)
        .configure(attachments::configure)
        .configure(monitoring_visits::configure)
        .configure(monitoring_tasks::configure)
        .configure(awards::configure)
        .configure(self_help::configure)
        .configure(rights_cases::configure)
        .configure(resources::configure);
}
