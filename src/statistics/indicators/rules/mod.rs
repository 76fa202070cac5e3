//! The definitions, and how a value is made of sums. Whole numbers only.

mod definitions;

use super::model::{Indicator, IndicatorValue, Terms};
use crate::platform::disclosure::SMALL;
use crate::statistics::suppression::model::measure;
use crate::statistics::suppression::{Knows, Withheld};
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator;

/// Sums by the full names of their columns.
pub type ColumnSums = BTreeMap<&'static str, i64>;

/// All indicators, in the order of their codes.
#[must_use]
pub fn all() -> Vec<Indicator> {
    Indicator::iter().collect()
}

impl Indicator {
    /// The columns of which its values are made.
    pub fn columns(self) -> impl Iterator<Item = &'static str> {
        let definition = self.definition();
        definition.numerator.iter().chain(definition.denominator.unwrap_or_default()).map(|(_, name)| *name)
    }

    /// Whether one knows all who are counted by it.
    #[must_use]
    pub fn is_known(self, knows: Knows) -> bool {
        self.columns().all(|column| measure(column).is_none_or(|measure| knows.knows(measure.tier)))
    }

    /// Whether a number of people, of all of them if it is a share, or the rest that it leaves, can show a person.
    #[must_use]
    pub fn shows_somebody(self, numerator: Option<i64>, denominator: Option<i64>) -> bool {
        let rest = numerator.zip(denominator).map(|(part, whole)| whole - part);
        let small = |number: Option<i64>| number.is_some_and(|number| SMALL.contains(&number));
        self.definition().people && (small(numerator) || small(denominator) || small(rest))
    }
}
/// The columns that some indicators need, each once.
#[must_use]
pub fn columns(which: &[Indicator]) -> Vec<&'static str> {
    let names: BTreeSet<&'static str> = which.iter().flat_map(|indicator| indicator.columns()).collect();
    names.into_iter().collect()
}

/// A value, of the sums of its columns, and whether it is withheld from whoever may not know the people.
#[must_use]
pub fn value(indicator: Indicator, sums: &ColumnSums, withheld: &Withheld) -> IndicatorValue {
    let definition = indicator.definition();
    let sum = |name: &str| sums.get(name).copied().unwrap_or(0);
    let total = |terms: Terms| terms.iter().map(|(weight, name)| weight * sum(name)).sum();
    IndicatorValue {
        indicator,
        definition_version: definition.version,
        numerator: Some(total(definition.numerator)),
        denominator: definition.denominator.map(total),
        suppressed: false,
        few_people: withheld.hides(&indicator.columns().collect::<Vec<&str>>()),
    }
}

impl IndicatorValue {
    /// As shown: without the numbers, where they are withheld from one who knows so much of the people.
    #[must_use]
    pub fn shown(self, withheld: &Withheld) -> Self {
        let hidden = withheld.hides(&self.indicator.columns().collect::<Vec<&str>>());
        if hidden { self.hidden() } else { self }
    }
    /// Without the numbers.
    #[must_use]
    pub const fn hidden(self) -> Self {
        Self { numerator: None, denominator: None, suppressed: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::indicators::model::{IndicatorDefinition, MeasureUnit};
    use crate::statistics::suppression::Measured;
    use std::collections::HashSet;

    #[test]
    fn each_indicator_has_names_of_its_own_and_terms() {
        let definitions: Vec<IndicatorDefinition> = all().into_iter().map(Indicator::definition).collect();
        let names: HashSet<&str> = definitions.iter().flat_map(|d| [d.name_vi, d.name_en]).collect();
        assert_eq!((definitions.len(), names.len()), (88, 176));
        assert_eq!(definitions.iter().map(|d| d.name).collect::<HashSet<&str>>().len(), 88);
        for definition in definitions {
            let ratio = matches!(definition.unit, MeasureUnit::Percent | MeasureUnit::Mean);
            assert_eq!(ratio, definition.denominator.is_some(), "{:?}", definition.indicator);
            assert!(!definition.numerator.is_empty(), "{:?}", definition.indicator);
        }
    }

    #[test]
    fn an_indicator_is_written_by_its_code_and_read_by_its_name_too() {
        for indicator in all() {
            let IndicatorDefinition { indicator: own, name, .. } = indicator.definition();
            let code: &str = indicator.into();
            assert_eq!(own, indicator, "{name}");
            assert_eq!(serde_json::to_value(indicator).unwrap(), code);
            for told in [code, name] {
                assert_eq!(told.parse::<Indicator>(), Ok(indicator), "{told}");
                assert_eq!(serde_json::from_value::<Indicator>(told.into()).unwrap(), indicator, "{told}");
            }
        }
        assert!("portfolio_at_risk".parse::<Indicator>().is_err());
    }

    #[test]
    fn a_value_is_its_weighted_sums() {
        let sums = ColumnSums::from([
            ("club_metrics.members", 60),
            ("club_metrics.birth_unknown", 4),
            ("club_metrics.older", 40),
            ("repayment_metrics.written_off_period_vnd", 7),
        ]);
        let nothing = Withheld::default();
        let younger = value(Indicator::ShareOfYoungerPeople, &sums, &nothing);
        assert_eq!((younger.numerator, younger.denominator), (Some(16), Some(56)));
        assert_eq!(value(Indicator::WrittenOffRate, &sums, &nothing).numerator, Some(14));
        assert_eq!(value(Indicator::Members, &sums, &nothing).denominator, None);
    }

    /// Whether a value of one place alone is withheld from whoever knows nobody.
    fn hidden(indicator: Indicator, sums: &[(&'static str, i64)]) -> bool {
        let sums: ColumnSums = sums.iter().copied().collect();
        let measured = Measured::of(indicator.columns());
        let withheld = measured.withheld(&measured.alone(&measured.row(&sums)));
        value(indicator, &sums, &withheld).few_people
    }

    #[test]
    fn few_people_are_withheld_and_few_clubs_are_not() {
        let (members, women, older) = ("club_metrics.members", "club_metrics.women", "club_metrics.older");
        assert!(hidden(Indicator::Members, &[(members, 4)]));
        assert!(!hidden(Indicator::Members, &[(members, 5)]));
        assert!(!hidden(Indicator::Members, &[(members, 0)]), "nobody is nobody");
        assert!(hidden(Indicator::ShareOfWomen, &[(women, 57), (members, 60)]));
        assert!(!hidden(Indicator::ShareOfWomen, &[(women, 60), (members, 60)]));
        assert!(
            hidden(Indicator::OlderMembers, &[(older, 57), (members, 60)]),
            "three younger ones are left"
        );
        assert!(
            hidden(Indicator::MembersPerClub, &[(members, 4), ("management_metrics.running", 1)]),
            "four over one club are four"
        );
        let clubs = [("standing_metrics.whole", 1), ("management_metrics.running", 3)];
        assert!(!hidden(Indicator::ClubsActiveInAllAreas, &clubs));
    }

    #[test]
    fn money_of_few_people_is_withheld() {
        let (owed, borrowers) = (("lending_metrics.outstanding_vnd", 9_000_000), "lending_metrics.borrowers");
        assert!(hidden(Indicator::OutstandingPrincipal, &[owed, (borrowers, 3)]));
        assert!(!hidden(Indicator::OutstandingPrincipal, &[owed, (borrowers, 12)]));
        let late = [("lending_metrics.borrowers_late", 12), ("lending_metrics.borrowers_late_30", 10)];
        assert!(
            hidden(Indicator::PortfolioAtRisk30, &[owed, (borrowers, 12), late[0], late[1]]),
            "all but two are late by so much"
        );
        assert!(hidden(Indicator::Savings, &[("fund_metrics.savings_vnd", 1), ("fund_metrics.savers", 1)]));
        // what all accounts but one tell of that one
        assert!(hidden(
            Indicator::IncomeFunds,
            &[("fund_metrics.income_cash_vnd", 1), ("fund_metrics.savers", 1)]
        ));
        let first = ("fund_metrics.first_funding_vnd", 1);
        assert!(!hidden(Indicator::InitialFunds, &[first, ("fund_metrics.savers", 1)]));
        assert!(
            hidden(Indicator::InitialFunds, &[first, ("repayment_metrics.carried", 1)]),
            "capital was booked for the one loan that was carried over"
        );
    }

    #[test]
    fn visits_are_withheld_for_the_sake_of_those_who_are_visited() {
        let visits = ("activity_metrics.care_visits", 40);
        assert!(hidden(Indicator::HomeCareVisits, &[visits, ("management_metrics.visited", 2)]));
        assert!(!hidden(Indicator::HomeCareVisits, &[visits, ("management_metrics.visited", 9)]));
    }
}
