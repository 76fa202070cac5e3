//! The definitions, and how a value is made of sums. Whole numbers only.

mod definitions;

use super::model::{Indicator, IndicatorValue, People, Terms};
use crate::platform::disclosure::{SMALL, complement};
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
    /// Whose money it is, or of whom its people are some: so few of them, or so few others, can be shown by it. The
    /// books balance: whoever knew all accounts but one would know that one, so what a fund holds goes with what is
    /// saved in it and what is lost.
    #[must_use]
    const fn made_up_by(self) -> People {
        const MEMBERS: Option<&str> = Some("club_metrics.members");
        const BORROWERS: Option<&str> = Some("lending_metrics.borrowers");
        match self {
            Self::OlderMembers => &[("club_metrics.older", MEMBERS)],
            Self::IncomeFunds | Self::FundGrowth => &[
                ("lending_metrics.borrowers", None),
                ("lending_metrics.borrowers_written_off", None),
                ("fund_metrics.savers", None),
            ],
            Self::LentInPeriod | Self::MeanLoan => {
                &[("lending_metrics.takers_year", Some("lending_metrics.takers"))]
            }
            Self::OutstandingPrincipal | Self::RepaidInTime | Self::RecoveryRate => {
                &[("lending_metrics.borrowers", None)]
            }
            Self::PortfolioAtRisk30 => {
                &[("lending_metrics.borrowers", None), ("lending_metrics.borrowers_late_30", BORROWERS)]
            }
            Self::WrittenOffRate => {
                &[("lending_metrics.borrowers", None), ("lending_metrics.borrowers_written_off", None)]
            }
            Self::FundUse => &[("lending_metrics.borrowers", None), ("fund_metrics.savers", None)],
            Self::Savings => &[("fund_metrics.savers", None)],
            Self::MembersFrom80 => &[("club_metrics.from_80", MEMBERS)],
            Self::PoorMembers => &[("club_metrics.poor", MEMBERS)],
            Self::NearPoorMembers => &[("club_metrics.near_poor", MEMBERS)],
            Self::MembersInDifficulty => &[("club_metrics.difficult", MEMBERS)],
            Self::EthnicMinorityMembers => &[("club_metrics.ethnic_minority", MEMBERS)],
            Self::DisabledMembers => &[("club_metrics.disabled", MEMBERS)],
            Self::LoanInterestReceived => &[("lending_metrics.borrowers_year", None)],
            Self::LoanLosses => &[("lending_metrics.borrowers_written_off", None)],
            Self::LatePrincipal => &[("lending_metrics.borrowers_late", BORROWERS)],
            _ => &[],
        }
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
    let of = |indicator: &Indicator| {
        let definition = indicator.definition();
        definition.numerator.iter().chain(definition.denominator.unwrap_or_default()).map(|(_, name)| *name)
    };
    let people = |indicator: &Indicator| {
        indicator.made_up_by().iter().flat_map(|(some, all)| std::iter::once(*some).chain(*all))
    };
    let names: BTreeSet<&'static str> =
        which.iter().flat_map(of).chain(which.iter().flat_map(people)).collect();
    names.into_iter().collect()
}

/// A value, of the sums of its columns.
#[must_use]
pub fn value(indicator: Indicator, sums: &ColumnSums) -> IndicatorValue {
    let definition = indicator.definition();
    let sum = |name: &str| sums.get(name).copied().unwrap_or(0);
    let total = |terms: Terms| terms.iter().map(|(weight, name)| weight * sum(name)).sum();
    let (numerator, denominator) = (Some(total(definition.numerator)), definition.denominator.map(total));
    let few = |(some, all): &(&'static str, Option<&'static str>)| {
        SMALL.contains(&sum(some)) || all.is_some_and(|all| SMALL.contains(&(sum(all) - sum(some))))
    };
    IndicatorValue {
        indicator,
        definition_version: definition.version,
        numerator,
        denominator,
        suppressed: false,
        few_people: indicator.shows_somebody(numerator, denominator)
            || indicator.made_up_by().iter().any(few),
    }
}

impl IndicatorValue {
    /// As shown: without the numbers, where they can show a person to whoever may not know the people.
    #[must_use]
    pub const fn shown(self, knows: bool) -> Self {
        if knows || !self.few_people { self } else { self.hidden() }
    }
    const fn hidden(self) -> Self {
        Self { numerator: None, denominator: None, suppressed: true, ..self }
    }
}

/// Complementary suppression among the values of the parts of a whole, indicator by indicator.
pub fn hide_a_second<'a>(parts: impl Iterator<Item = &'a mut Vec<IndicatorValue>>) {
    let mut parts: Vec<&mut Vec<IndicatorValue>> = parts.collect();
    for at in 0..parts.first().map_or(0, |values| values.len()) {
        let mut column: Vec<&mut IndicatorValue> =
            parts.iter_mut().filter_map(|values| values.get_mut(at)).collect();
        let shown = column.iter().map(|value| value.numerator.filter(|_| !value.suppressed));
        if let Some(value) = complement(shown).and_then(|second| column.get_mut(second)) {
            **value = value.hidden();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::indicators::model::{IndicatorDefinition, MeasureUnit};
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
        let younger = value(Indicator::ShareOfYoungerPeople, &sums);
        assert_eq!((younger.numerator, younger.denominator), (Some(16), Some(56)));
        assert_eq!(value(Indicator::WrittenOffRate, &sums).numerator, Some(14));
        assert_eq!(value(Indicator::Members, &sums).denominator, None);
    }

    #[test]
    fn few_people_are_withheld_and_few_clubs_are_not() {
        let hidden = |indicator, sums: &[(&'static str, i64)]| {
            value(indicator, &sums.iter().copied().collect()).shown(false).suppressed
        };
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
        let clubs = [("standing_metrics.whole", 1), ("management_metrics.running", 3)];
        assert!(!hidden(Indicator::ClubsActiveInAllAreas, &clubs));
    }

    #[test]
    fn money_of_few_people_is_withheld() {
        let hidden = |indicator, sums: &[(&'static str, i64)]| {
            value(indicator, &sums.iter().copied().collect()).shown(false).suppressed
        };
        let (owed, borrowers) = (("lending_metrics.outstanding_vnd", 9_000_000), "lending_metrics.borrowers");
        assert!(hidden(Indicator::OutstandingPrincipal, &[owed, (borrowers, 3)]));
        assert!(!hidden(Indicator::OutstandingPrincipal, &[owed, (borrowers, 12)]));
        let late = ("lending_metrics.borrowers_late_30", 10);
        assert!(hidden(Indicator::PortfolioAtRisk30, &[owed, (borrowers, 12), late]), "all but two are late");
        assert!(hidden(Indicator::Savings, &[("fund_metrics.savings_vnd", 1), ("fund_metrics.savers", 1)]));
        // what all accounts but one tell of that one
        assert!(hidden(
            Indicator::IncomeFunds,
            &[("fund_metrics.income_cash_vnd", 1), ("fund_metrics.savers", 1)]
        ));
        assert!(!hidden(
            Indicator::InitialFunds,
            &[("fund_metrics.first_funding_vnd", 1), ("fund_metrics.savers", 1)]
        ));
    }

    #[test]
    fn a_part_that_is_withheld_alone_takes_the_next_smallest_with_it() {
        let part = |members| {
            vec![
                value(Indicator::Members, &ColumnSums::from([("club_metrics.members", members)]))
                    .shown(false),
            ]
        };
        let mut parts = [part(3), part(70), part(50), part(0)];
        hide_a_second(parts.iter_mut());
        let hidden: Vec<bool> = parts.iter().flatten().map(|value| value.suppressed).collect();
        assert_eq!(hidden, [true, false, true, false]);
    }
}
