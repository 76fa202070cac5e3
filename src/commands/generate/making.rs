//! What a made-up club is made from: what all clubs have in common, its people and meetings, and where its rows go.

use super::dice::{Dice, Ids};
use super::rows::Rows;
use crate::commands::Outcome;
use crate::lending::LendingRules;
use crate::money::ledger::model::{Movement, NewEntry};
use crate::platform::text;
use chrono::NaiveDate;
use uuid::Uuid;

const FAMILIES: [&str; 12] =
    ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Nông", "Lường", "Ngô"];
const GIVEN: [&str; 24] = [
    "An", "Bình", "Chi", "Cúc", "Dung", "Đào", "Giang", "Hạnh", "Hoa", "Hòa", "Huệ", "Lan", "Liên", "Mai",
    "Minh", "Nga", "Phúc", "Sen", "Sơn", "Tâm", "Thắng", "Thủy", "Vinh", "Yến",
];

/// A name with its keys for search and order.
pub struct Name {
    pub(super) full: String,
    pub(super) folded: String,
    pub(super) sort_key: String,
}

/// What all clubs have in common.
pub struct Setting {
    /// Of the whole.
    pub seed: u64,
    /// The day as of which all is made.
    pub today: NaiveDate,
    /// The lending part of every club's regulation, as JSON.
    pub(super) rules: (LendingRules, String),
    pub(super) women: Vec<Name>,
    pub(super) men: Vec<Name>,
    pub(super) movements: Movements,
}

impl Setting {
    /// For a seed and a day.
    pub fn new(seed: u64, today: NaiveDate) -> Outcome<Self> {
        let names = |middle: &str| {
            let name = |family: &&str, given: &&str| {
                let full = format!("{family} {middle} Mẫu {given}");
                Name { folded: text::fold(&full), sort_key: text::person_sort_key(&full), full }
            };
            FAMILIES.iter().flat_map(|family| GIVEN.iter().map(move |given| name(family, given))).collect()
        };
        let rules: LendingRules = serde_json::from_value(serde_json::json!({
            "min_principal_vnd": 500_000, "max_principal_vnd": 10_000_000, "max_term_months": 12,
            "rate_ppm": 7_000, "interest_method": "declining_equal_principal", "rounding_unit_vnd": 1_000,
            "late_charge": { "kind": "penalty_rate" }, "guarantors_min": 1,
        }))?;
        let json = serde_json::to_string(&rules)?;
        Ok(Self {
            seed,
            today,
            rules: (rules, json),
            women: names("Thị"),
            men: names("Văn"),
            movements: Movements::new()?,
        })
    }
}

/// The regulation under which a club lends.
pub struct Regulation {
    /// Its id.
    pub id: Uuid,
    /// What it says of loans.
    pub rules: LendingRules,
}

/// One movement of each kind, as a treasurer would enter it, to be filled in.
pub struct Movements {
    pub(super) seed: NewEntry,
    pub(super) contribution: NewEntry,
    pub(super) deposit: NewEntry,
    pub(super) withdrawal: NewEntry,
    pub(super) expense: NewEntry,
    pub(super) help: NewEntry,
    pub(super) transfer: NewEntry,
    pub(super) bank: NewEntry,
}

impl Movements {
    /// All of them.
    pub fn new() -> Outcome<Self> {
        let entry = |kind: Movement, narrative: Option<&str>| {
            serde_json::from_value(serde_json::json!({
                "kind": kind, "on": "2026-01-01", "amount_vnd": 1, "narrative": narrative,
            }))
        };
        Ok(Self {
            seed: entry(Movement::SeedMoney, None)?,
            contribution: entry(Movement::Contribution, None)?,
            deposit: entry(Movement::SavingsDeposit, None)?,
            withdrawal: entry(Movement::SavingsWithdrawal, None)?,
            expense: entry(Movement::Expense, Some("Nước uống, văn phòng phẩm"))?,
            help: entry(Movement::SocialHelp, Some("Thăm hỏi thành viên ốm"))?,
            transfer: entry(Movement::InterestTransfer, None)?,
            bank: entry(Movement::BankDeposit, None)?,
        })
    }
}

/// A member.
pub struct Person {
    /// Her membership.
    pub member: Uuid,
    /// Her household, by its number in the club.
    pub household: usize,
    pub(super) id: Uuid,
    pub(super) joined: NaiveDate,
}

/// A meeting that was held.
pub struct Meeting {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub day: NaiveDate,
}

/// What a club's tables are filled from.
pub struct Making<'m> {
    /// What all have in common.
    pub setting: &'m Setting,
    /// The keys.
    pub ids: Ids,
    /// The chance.
    pub dice: Dice,
    /// The rows.
    pub rows: &'m mut Rows,
    /// The club.
    pub club: Uuid,
    /// Who keeps its money, and who keeps its books.
    pub recorders: [Uuid; 2],
}
