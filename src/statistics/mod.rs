//! Statistics (số liệu): counts, sums and indicators for those above, computed from the records, without names and
//! without small cells.
//!
//! # Laws
//!
//! - **Computed, never entered.** A value is a whole number over a whole number, defined once and versioned. Ratios are
//!   consolidated as sums over sums, never as averages, and compared on whole numbers. What a document declares stands
//!   beside it and never replaces it: national totals have been published that are clubs × 70 to the last member.
//! - **Exact at once.** A club's metric rows are counted in the transaction that changes the facts. No figure is read
//!   but through [`fresh`], which first brings rows of another day up to date; forgetting it does not compile. `verify`
//!   counts everything again from the facts and must find no difference.
//! - **Persons (người) and takings-part (lượt) are two numbers.** An older person is one of full 60 years on the day
//!   asked about (Law 39/2009/QH12, article 2).
//! - **Suppression.** Whoever may not know those who are counted sees no number of persons from 1 to 4, nor what so few
//!   make up, and no other number that would give one away (complementary suppression). It is decided once for a place,
//!   a measure and a day, whoever asks, and every door asks [`suppression`]. So de-identified, figures are no personal data (Law 91/2025/QH15, article 2).
//! - **Norms are aims, never conditions**: 50 to 70 members, 60 to 70 % women and as many older people (Kế hoạch
//!   13335/KH-UBND, Đồng Nai 2020). They warn, and refuse nothing.
//! - **Every day has its territorial tree.** Historical figures are counted by the same definitions as those of today,
//!   on the tree of their day or of another; a tree that changed in between is told as `break_in_series`.
//! - **A merger adds nothing and takes nothing away.** From its day on the club that goes on answers for the money of
//!   the one that ended, and for what moved in it earlier in the period; on the days before, each answers for its own.
//!
//! # Resources
//!
//! - [`figures`]: clubs and the people in them; a club's composition against the norms; silent clubs.
//! - [`finances`]: the two funds, lending and how many members borrow, in đồng.
//! - [`activity_figures`]: what the clubs do, by area and by kind.
//! - [`area_status`]: whether a club is active in all areas (triển khai đầy đủ các hoạt động), and the evidence.
//! - [`loan_lists`]: single loans without names, for those who look at lending and not at people.
//! - [`indicators`]: the values that plans and reports measure clubs by (chỉ tiêu), with the records behind them.
//! - [`declared_figures`]: what documents said of an indicator (số liệu tự báo cáo), compared with what is computed.
//!
//! Beside them: [`fresh`], the readers of figures; [`history`], historical figures, cached until a back-dated entry
//! invalidates them; [`sums`], what metric rows add up to; [`summary`], what figures, finances and activity figures have
//! in common; [`suppression`], which small numbers are withheld.
//!
//! # SQL functions (`sql/`)
//!
//! - What is true of clubs on a day, a row a club: `people_on`, `funds_on`, `lending_on`, `repaid_on`, `activities_on`
//!   (by the view `area_evidence`) and `management_on` (by `club_reports_on`). `judged` says what follows from these,
//!   such as silence and good management; `figures_on` returns all of them.
//! - What writes the metric rows: `count_clubs`, `count_finances`, `count_activities`, `count_management`,
//!   `count_standing`.
//! - What keeps sums of communes and provinces: `sum_up` and `sum_up_clubs` (triggers), `sums_now` (reads and folds
//!   them). `metrics_of_clubs` names the columns, `total` is an aggregate, `club_places_on` says where clubs lie on a
//!   day's tree.
//! - What is behind a value: `facts_of`, and `annex_facts_of` for the annexes of reports.
//! - The cache of historical figures: `past_figures` (reads and fills it), `past_periods` (which periods are wanted),
//!   `late_entries` (what invalidates it), `past_sums` (what the clubs of a place come to, and what of it is
//!   withheld).
//! - What `verify` compares, none of which may return a row: `metrics_astray`, `sums_astray`, `past_astray`,
//!   `past_sums_astray`.
//!
//! # What it publishes
//!
//! To planning and reporting: the values of indicators, by [`fresh`] readers, and who may know small numbers
//! ([`suppression::Knows`]). To `verify`: the [`tables`].

extern crate self as statistics;
use ::{activity, lending, money, platform, register, territory};
use platform::{Error, Result};

pub mod activity_figures;
pub mod area_status;
pub mod declared_figures;
pub mod figures;
pub mod finances;
pub mod fresh;
pub mod history;
pub mod indicators;
pub mod loan_lists;
mod schema;
pub mod sql;
pub mod summary;
pub mod sums;
pub mod suppression;

use crate::platform::http::Mount;

/// Tables that the wings above may read. Only this wing writes them.
pub mod tables {
    pub use super::schema::{past_periods, sums_astray};
}

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(figures::configure)
        .configure(indicators::configure)
        .configure(finances::configure)
        .configure(activity_figures::configure)
        .configure(area_status::configure)
        .configure(loan_lists::configure)
        .configure(declared_figures::configure);
}
