//! Care and health (chăm sóc, sức khỏe): volunteers, those they visit at home, health days and health insurance. Most
//! of it is personal data of tier 3.
//!
//! # Laws
//!
//! - **Consent comes first** (Law 91/2025/QH15): without a standing consent no care is begun, no visit recorded,
//!   nobody referred, and without one to the use of her health data no result. A case closed because the consent was
//!   withdrawn records the withdrawal too.
//! - **Volunteers see their cases, and no others** (tình nguyện viên): a case is theirs for the days on which it is
//!   assigned to them.
//! - **What was found is for those who treat**: health results and the answers of the health station are encrypted,
//!   and open to the health station, the member of the board whom the club names, and the person herself. Neither the
//!   association nor finance sees them, and no log holds them.
//! - **Reading somebody's needs, notes, reasons or findings is logged.**
//! - **Doubt is a warning, never a refusal**: a visit entered after 31 days, or by a volunteer who was elsewhere, is
//!   kept and says so.
//! - **A health day is counted with suppression**: numbers of persons from 1 to 4 are withheld from whoever may not
//!   know the names. Complementary suppression: if exactly one part of a total is suppressed, the next smallest is
//!   too, or subtraction would reveal it.
//! - **Periodic checks for members** by the health sector, and health days such as Mắt sáng by the commune health
//!   station: Kế hoạch 13335/KH-UBND (Đồng Nai 2020) and the commune plan of Bình Thành (10/4/2024). How many
//!   volunteers a club should have is a target, and no condition here.
//! - **Care does not outlive the membership or the person**: volunteers' time ends with their membership; a death
//!   closes the case.
//!
//! # Resources
//!
//! - [`volunteers`]: members who care for others at home, each for her time.
//! - [`care_cases`]: whom the club cares for at home (chăm sóc tại nhà), and which volunteers do.
//! - [`care_visits`]: the visits.
//! - [`referrals`]: referrals to the commune's health station (giới thiệu đến trạm y tế), and its answers.
//! - [`health_events`]: health days (khám sức khỏe, Mắt sáng), their invitations and counts.
//! - [`health_results`]: what was found of whom.
//! - [`insurance`]: whether members have health insurance (BHYT) in a year, and who paid it.
//!
//! # SQL functions (`sql/`)
//!
//! - `remember_care_case_state`: keeps every state of a case with its days. A trigger.
//!
//! # What it publishes
//!
//! No table is read by other wings in Rust; statistics counts from its facts by SQL. What was written says through its
//! event that the club's deeds have to be counted again ([`LoanFacts::DEEDS`](crate::platform::log::Facts::DEEDS)). To
//! lifecycle: `care_cases::store::close_for_death`, `care_cases::store::clubs_caring` and
//! `volunteers::store::end_serving`.

extern crate self as care;
use ::{access, activity, platform, register, territory};
use platform::{Error, Result};

pub mod care_cases;
pub mod care_visits;
pub mod health_events;
pub mod health_results;
pub mod insurance;
pub mod referrals;
mod schema;
pub mod sql;
pub mod volunteers;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(volunteers::configure)
        .configure(care_cases::configure)
        .configure(care_visits::configure)
        .configure(referrals::configure)
        .configure(health_events::configure)
        .configure(health_results::configure)
        .configure(insurance::configure);
}
