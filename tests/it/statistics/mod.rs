//! Statistics.

pub mod activity_figures;
pub mod area_status;
mod attacker;
pub mod declared_figures;
pub mod figures;
pub mod finances;
pub mod indicators;
pub mod loan_lists;
pub mod one_number;
pub mod past_money;
pub mod past_sums;
pub mod suppression;
