//! Counting: which facts of a club a change touches, and the functions that bring its metric rows up to date.

use crate::Result;
use crate::platform::ids::ClubId;
use chrono::NaiveDate;
use diesel::sql_types::{Array, Date, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::BTreeMap;

/// Which facts of a club something is: what has to be counted anew when it changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts(u8);

/// What is counted by one function each: a bit of [`Facts`].
impl Facts {
    const HEADS: Self = Self(0b0_0001);
    const LENDING: Self = Self(0b0_0010);
    const ACTS: Self = Self(0b0_0100);
    const MANAGEMENT: Self = Self(0b0_1000);
    const BALANCES: Self = Self(0b1_0000);
}

impl Facts {
    /// Nothing that is counted.
    pub const NONE: Self = Self(0);
    /// Who is in the club (`club_metrics`). How many of the members borrow depends on it, so their money is counted too.
    pub const PEOPLE: Self = Self::HEADS.and(Self::MONEY);
    /// Its funds and loans (`fund_metrics`, `lending_metrics`, `repayment_metrics`).
    pub const MONEY: Self = Self::LENDING.and(Self::FUNDS);
    /// Its funds alone (`fund_metrics`): an entry that is of no loan.
    pub const FUNDS: Self = Self::BALANCES;
    /// What it does (`activity_metrics`). Whether it is well run depends on it, so that is counted too.
    pub const DEEDS: Self = Self::ACTS.and(Self::RUNNING);
    /// How it is run (`management_metrics`): its state, board, regulation and reports.
    pub const RUNNING: Self = Self::MANAGEMENT;

    /// The facts of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// The facts that others do not have.
    #[must_use]
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }
    const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

diesel::define_sql_function! {
    /// Counts the people of clubs anew, as of a day.
    #[sql_name = "logic.count_clubs"]
    fn count_clubs(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}
diesel::define_sql_function! {
    /// Counts the money of clubs anew, as of a day.
    #[sql_name = "logic.count_finances"]
    fn count_finances(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}
diesel::define_sql_function! {
    /// Counts the funds of clubs anew, as of a day.
    #[sql_name = "logic.count_funds"]
    fn count_funds(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}
diesel::define_sql_function! {
    /// Counts the activities of clubs, and how they are run, anew, as of a day.
    #[sql_name = "logic.count_activities"]
    fn count_activities(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}
diesel::define_sql_function! {
    /// Counts how clubs are run anew, as of a day.
    #[sql_name = "logic.count_management"]
    fn count_management(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}

/// Brings the metric rows of clubs up to date, as of a day.
pub async fn count(
    conn: &mut AsyncPgConnection,
    day: NaiveDate,
    what: &BTreeMap<ClubId, Facts>,
) -> Result<()> {
    let of = |which: fn(Facts) -> bool| -> Vec<ClubId> {
        what.iter().filter(|(_, facts)| which(**facts)).map(|(club, _)| *club).collect()
    };
    let people = of(|facts| facts.has(Facts::HEADS));
    let money = of(|facts| facts.has(Facts::LENDING));
    let funds = of(|facts| facts.has(Facts::BALANCES) && !facts.has(Facts::LENDING));
    let deeds = of(|facts| facts.has(Facts::ACTS));
    let running = of(|facts| facts.has(Facts::MANAGEMENT) && !facts.has(Facts::ACTS));
    if !people.is_empty() {
        diesel::select(count_clubs(&people, day)).get_result::<i64>(conn).await?;
    }
    if !money.is_empty() {
        diesel::select(count_finances(&money, day)).get_result::<i64>(conn).await?;
    }
    if !funds.is_empty() {
        diesel::select(count_funds(&funds, day)).get_result::<i64>(conn).await?;
    }
    if !deeds.is_empty() {
        diesel::select(count_activities(&deeds, day)).get_result::<i64>(conn).await?;
    }
    if !running.is_empty() {
        diesel::select(count_management(&running, day)).get_result::<i64>(conn).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_count_is_left_to_them_and_nothing_else() {
        let rest = Facts::PEOPLE.and(Facts::DEEDS).without(Facts::MONEY);
        assert!(rest.has(Facts::HEADS) && rest.has(Facts::DEEDS));
        assert!(!rest.has(Facts::LENDING) && !rest.has(Facts::FUNDS));
        assert_eq!(Facts::MONEY.without(Facts::PEOPLE), Facts::NONE);
    }
}
