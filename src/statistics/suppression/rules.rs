//! From the numbers of places to what is withheld of them. No database here.

use super::model::{Knows, MEASURES, Measure, measure};
use crate::platform::disclosure::{Reasons, SuppressibleCount, alone, among, over};
use crate::statistics::indicators::model::Terms;
use crate::statistics::indicators::rules::ColumnSums;
use std::collections::{BTreeMap, BTreeSet};

/// The sums of a place, in the order of [`Measured::columns`].
pub type Row = Vec<i64>;

/// Some columns, with all that their suppression depends on.
#[derive(Debug, Clone)]
pub struct Measured {
    measures: Vec<&'static Measure>,
    columns: Vec<&'static str>,
    /// Of each measure, its terms by the places of their columns.
    terms: Vec<Vec<Vec<(i64, usize)>>>,
}

/// Why each measure of a place is withheld, in the order of the measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks(Vec<Reasons>);

/// Which columns of a place are withheld.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withheld(BTreeMap<&'static str, Reasons>);

impl Withheld {
    /// What of it is withheld from one who knows some of the people.
    #[must_use]
    pub fn from(&self, knows: Knows) -> Self {
        let still = |(column, reasons): (&&'static str, &Reasons)| {
            let knows = measure(column).is_some_and(|measure| knows.knows(measure.tier));
            let reasons = reasons.unless(knows);
            reasons.any().then_some((*column, reasons))
        };
        Self(self.0.iter().filter_map(still).collect())
    }
    /// Why a number is withheld that is made of some columns.
    fn reasons(&self, columns: &[&str]) -> Reasons {
        let none = alone(&[]);
        columns.iter().filter_map(|column| self.0.get(*column)).fold(none, |all, reasons| all.and(*reasons))
    }
    /// Whether a number is withheld that is made of some columns.
    #[must_use]
    pub fn hides(&self, columns: &[&str]) -> bool {
        self.reasons(columns).any()
    }
    /// A number that is made of some columns, as shown.
    #[must_use]
    pub fn count(&self, columns: &[&str], value: i64) -> SuppressibleCount {
        SuppressibleCount::of(value, self.reasons(columns))
    }
    /// What is withheld of either.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (column, reasons) in &other.0 {
            self.0.entry(column).and_modify(|own| *own = own.and(*reasons)).or_insert(*reasons);
        }
        self
    }
}

impl Measured {
    /// Some columns.
    #[must_use]
    pub fn of(columns: impl IntoIterator<Item = &'static str>) -> Self {
        let mut wanted: BTreeSet<&'static str> =
            columns.into_iter().filter(|column| measure(column).is_some()).collect();
        loop {
            let with =
                wanted.iter().filter_map(|column| measure(column)).flat_map(|one| one.with.iter().copied());
            let more: Vec<&'static str> = with.filter(|column| !wanted.contains(column)).collect();
            if more.is_empty() {
                break;
            }
            wanted.extend(more);
        }
        // in the order of the measures, of which none is withheld with one after it
        let measures: Vec<&'static Measure> =
            MEASURES.iter().filter(|measure| wanted.contains(measure.column)).collect();
        let persons = measures.iter().flat_map(|one| one.persons.iter().copied().flatten());
        let columns: BTreeSet<&'static str> =
            persons.map(|(_, column)| *column).chain(measures.iter().map(|one| one.column)).collect();
        let columns: Vec<&'static str> = columns.into_iter().collect();
        let place = |column: &str| columns.iter().position(|name| *name == column);
        let term = |term: &&'static [(i64, &'static str)]| {
            term.iter().filter_map(|(weight, name)| Some((*weight, place(name)?))).collect::<Vec<_>>()
        };
        let terms = measures.iter().map(|one| one.persons.iter().map(term).collect()).collect();
        Self { measures, columns, terms }
    }
    /// All that its measures tell of persons, each for itself.
    #[must_use]
    pub fn persons_told(&self) -> Vec<Terms> {
        self.measures.iter().flat_map(|one| one.persons.iter().copied()).collect()
    }
    /// As if each of its measures had been found to be withheld.
    #[must_use]
    pub fn all_withheld(&self) -> Withheld {
        self.decided(|_| Some(true)).unwrap_or_default()
    }
    /// Whether each of its measures is withheld, as has been decided.
    pub fn decisions(&self, withheld: &Withheld) -> impl Iterator<Item = (&'static str, bool)> {
        self.measures.iter().map(|measure| (measure.column, withheld.hides(&[measure.column])))
    }
    /// What has been decided of each of its measures, if all has been.
    #[must_use]
    pub fn decided(&self, of: impl Fn(&str) -> Option<bool>) -> Option<Withheld> {
        let decision =
            |measure: &&'static Measure| Some((measure.column, Reasons::kept(of(measure.column)?)));
        let all: Vec<(&'static str, Reasons)> = self.measures.iter().map(decision).collect::<Option<_>>()?;
        Some(Withheld(all.into_iter().filter(|(_, reasons)| reasons.any()).collect()))
    }
    /// The columns whose sums decide.
    #[must_use]
    pub fn columns(&self) -> &[&'static str] {
        &self.columns
    }
    /// Whether nothing is asked that tells of people.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.measures.is_empty()
    }
    /// Whether any of it is of a period, and not of a day.
    #[must_use]
    pub fn flows(&self) -> bool {
        self.columns.iter().any(|column| match measure(column) {
            Some(measure) => measure.flow,
            None => OF_A_PERIOD.contains(column),
        })
    }
    /// The sums of a place by the names of their columns, in their order.
    #[must_use]
    pub fn row(&self, sums: &ColumnSums) -> Row {
        self.columns.iter().map(|column| sums.get(column).copied().unwrap_or(0)).collect()
    }
    /// The sum of several places.
    #[must_use]
    pub fn total<'a>(&self, rows: impl Iterator<Item = &'a Row>) -> Row {
        rows.fold(vec![0; self.columns.len()], |mut sum, row| {
            sum.iter_mut().zip(row).for_each(|(sum, more)| *sum += more);
            sum
        })
    }
    /// The terms of a measure at a place.
    fn persons(terms: &[Vec<(i64, usize)>], row: &Row) -> Vec<i64> {
        let sum = |term: &Vec<(i64, usize)>| {
            term.iter().map(|(weight, at)| weight * row.get(*at).copied().unwrap_or(0)).sum()
        };
        terms.iter().map(sum).collect()
    }
    /// What is withheld of a place by itself.
    #[must_use]
    pub fn alone(&self, row: &Row) -> Marks {
        Marks(self.terms.iter().map(|terms| alone(&Self::persons(terms, row))).collect())
    }
    /// What is withheld of the parts of a place, in the order of their ids.
    #[must_use]
    pub fn among(&self, place: &Marks, parts: &[&Row]) -> Vec<Marks> {
        let mut marks: Vec<Marks> = parts.iter().map(|_| Marks(vec![])).collect();
        for (terms, place) in self.terms.iter().zip(&place.0) {
            let rows: Vec<Vec<i64>> = parts.iter().map(|row| Self::persons(terms, row)).collect();
            for (marks, reasons) in marks.iter_mut().zip(among(*place, &rows)) {
                marks.0.push(reasons);
            }
        }
        marks
    }
    /// What is withheld of a whole whose parts are decided upon each for itself.
    #[must_use]
    pub fn over(&self, row: &Row, parts: &[(Marks, &Row)]) -> Marks {
        let of = |(at, terms): (usize, &Vec<Vec<(i64, usize)>>)| {
            let part = |(marks, row): &(Marks, &Row)| Some((*marks.0.get(at)?, Self::persons(terms, row)));
            let parts: Vec<(Reasons, Vec<i64>)> = parts.iter().filter_map(part).collect();
            over(&Self::persons(terms, row), &parts)
        };
        Marks(self.terms.iter().enumerate().map(of).collect())
    }
    /// Which columns are withheld, those among them that would give others away.
    #[must_use]
    pub fn withheld(&self, marks: &Marks) -> Withheld {
        let mut withheld = Withheld::default();
        for (measure, own) in self.measures.iter().zip(&marks.0) {
            let reasons = own.and(withheld.reasons(measure.with));
            if reasons.any() {
                withheld.0.insert(measure.column, reasons);
            }
        }
        withheld
    }
}

/// Numbers of persons of a period that are published only as what they make up.
const OF_A_PERIOD: [&str; 7] = [
    "lending_metrics.takers_year",
    "repayment_metrics.debtors",
    "repayment_metrics.payers",
    "repayment_metrics.borrowers_before",
    "repayment_metrics.given_up",
    "management_metrics.visited",
    "management_metrics.rights_holders",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn withheld(columns: &[&'static str], sums: &[(&'static str, i64)]) -> Withheld {
        let measured = Measured::of(columns.iter().copied());
        measured.withheld(&measured.alone(&measured.row(&sums.iter().copied().collect())))
    }

    #[test]
    fn of_a_sum_whose_parts_are_told_none_is_told_by_the_others() {
        let poverty = ["club_metrics.poor", "club_metrics.near_poor", "club_metrics.difficult"];
        let sums = [("club_metrics.members", 60), (poverty[0], 3), (poverty[1], 20), (poverty[2], 7)];
        let hidden = withheld(&poverty, &sums);
        assert!(hidden.hides(&["club_metrics.poor"]) && !hidden.hides(&["club_metrics.near_poor"]));
        assert!(hidden.hides(&poverty), "poor = all three − near-poor − in difficulty");
    }

    #[test]
    fn a_difference_is_a_count_too() {
        let ages = ["club_metrics.older", "club_metrics.from_55"];
        let sums = [("club_metrics.members", 60), (ages[0], 40), (ages[1], 43)];
        let hidden = withheld(&ages, &sums);
        assert!(hidden.hides(&["club_metrics.from_55"]), "three are from 55 to 59");
        assert!(!hidden.hides(&["club_metrics.older"]));
        let men =
            withheld(&["club_metrics.women"], &[("club_metrics.members", 60), ("club_metrics.women", 57)]);
        assert!(men.hides(&["club_metrics.women"]), "three are men");
    }

    #[test]
    fn the_purse_goes_with_each_account_that_it_would_give_away() {
        let hidden = withheld(
            &["fund_metrics.income_cash_vnd"],
            &[("repayment_metrics.payers_ever", 2), ("lending_metrics.borrowers", 20)],
        );
        assert!(
            hidden.hides(&["fund_metrics.income_cash_vnd"]) && hidden.hides(&["fund_metrics.interest_vnd"])
        );
        assert!(!hidden.hides(&["fund_metrics.lent_vnd"]));
    }

    #[test]
    fn what_was_paid_is_withheld_for_the_sake_of_those_who_paid_it() {
        let hidden = withheld(
            &["repayment_metrics.received_vnd", "lending_metrics.outstanding_vnd"],
            &[
                ("repayment_metrics.payers", 2),
                ("repayment_metrics.debtors", 2),
                ("lending_metrics.borrowers", 30),
            ],
        );
        assert!(hidden.hides(&["repayment_metrics.received_vnd"]));
        assert!(!hidden.hides(&["lending_metrics.outstanding_vnd"]));
    }

    #[test]
    fn a_measure_stands_behind_those_that_it_is_withheld_with() {
        let at = |column: &str| MEASURES.iter().position(|measure| measure.column == column);
        for measure in MEASURES {
            assert!(measure.with.iter().all(|with| at(with) < at(measure.column)), "{}", measure.column);
        }
    }
}
