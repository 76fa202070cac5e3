//! What may be declared, and what makes one doubt it: pure.

use super::model::{
    ComputedFigure, DeclaredBeside, DeclaredFigure, FigureComparison, FigureComparisonQuery,
    FigureDifference, FigureDoubt, NewDeclaredFigure,
};
use crate::platform::error::{Field, FieldCode};
use crate::statistics::indicators::model::{Indicator, IndicatorPeriod, IndicatorValue, MeasureUnit};
use crate::{Error, Result};
use chrono::NaiveDate;

/// The norm with which totals of members were made up.
const NORM: i128 = 70;
/// Fewer persons for each club are hardly one, more hardly so few clubs.
const PERSONS_PER_CLUB: (i128, i128) = (5, 500);
/// A whole percentage is remarkable where no more than one denominator's numerator in so many gives one.
const REMARKABLE: i128 = 20;

/// Refuses what cannot have been counted: a ratio without its denominator, a count with one, a negative count, a
/// period that ends before it begins or has not ended.
pub fn check(new: &NewDeclaredFigure, today: NaiveDate) -> Result<()> {
    let ratio = new.indicator.definition().denominator.is_some();
    let growth = new.indicator == Indicator::FundGrowth;
    let wrong = [
        (ratio && new.denominator.is_none(), "/denominator", FieldCode::Required),
        (!ratio && new.denominator.is_some(), "/denominator", FieldCode::NotHere),
        (new.numerator < 0 && !growth, "/numerator", FieldCode::Range),
        (new.until < new.since, "/until", FieldCode::DateOrder),
        (new.until.get() > today, "/until", FieldCode::DateInFuture),
        (new.declared_on.get() > today, "/declared_on", FieldCode::DateInFuture),
    ];
    let wrong: Vec<Field> = wrong
        .into_iter()
        .filter(|(wrong, ..)| *wrong)
        .map(|(_, pointer, code)| Field::new(pointer, code))
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
}

/// The days of a period that has ended.
pub fn period(query: &FigureComparisonQuery, today: NaiveDate) -> Result<IndicatorPeriod> {
    let until = query.until.not_after(today, "?until")?;
    if until < query.since.get() {
        return Err(Error::field("?until", FieldCode::DateOrder));
    }
    Ok(IndicatorPeriod { since: query.since.get(), day: until })
}

/// Puts each declaration of the indicator beside what is computed. `declared` is of one place and period, of any
/// indicators, latest first.
#[must_use]
pub fn compare(
    indicator: Indicator,
    period: IndicatorPeriod,
    declared: &[DeclaredFigure],
    computed: Option<&IndicatorValue>,
) -> FigureComparison {
    let definition = indicator.definition();
    let computed = ComputedFigure {
        numerator: computed.and_then(|value| value.numerator),
        denominator: computed.and_then(|value| value.denominator),
        suppressed: computed.is_some_and(|value| value.suppressed),
        definition_version: definition.version,
    };
    let of_it = declared.iter().filter(|figure| figure.indicator == indicator);
    let declarations = of_it.map(|figure| DeclaredBeside {
        difference: difference(figure, computed),
        doubts: doubts(figure, declared),
        declared: figure.clone(),
    });
    FigureComparison {
        indicator,
        name_vi: definition.name_vi,
        since: period.since,
        until: period.day,
        computed,
        declarations: declarations.collect(),
    }
}

fn difference(declared: &DeclaredFigure, computed: ComputedFigure) -> Option<FigureDifference> {
    Some(FigureDifference {
        numerator: declared.numerator.checked_sub(computed.numerator?)?,
        denominator: match (declared.denominator, computed.denominator) {
            (Some(declared), Some(computed)) => declared.checked_sub(computed),
            _ => None,
        },
    })
}

/// What makes one doubt a figure, given what else was declared of the same place and period.
#[must_use]
pub fn doubts(figure: &DeclaredFigure, all: &[DeclaredFigure]) -> Vec<FigureDoubt> {
    use Indicator::{
        Clubs, Members, MembersPerClub, OlderMembers, ShareInNeed, ShareOfOlderPeople, ShareOfWomen,
    };
    let latest = |indicator| all.iter().find(|other| other.indicator == indicator);
    let said = |indicator: Indicator| {
        let told = if figure.indicator == indicator { Some(figure) } else { latest(indicator) };
        told.map(|told| i128::from(told.numerator))
    };
    let of_clubs = match figure.indicator {
        Clubs | Members => said(Members).zip(said(Clubs)),
        MembersPerClub => figure.denominator.map(|clubs| (figure.numerator.into(), clubs.into())),
        _ => None,
    };
    let older = if figure.indicator == OlderMembers {
        said(OlderMembers)
    } else {
        said(ShareOfOlderPeople).or_else(|| said(OlderMembers))
    };
    let parts: Vec<i128> =
        [older, said(ShareOfWomen), said(ShareInNeed)].into_iter().flatten().filter(|n| *n > 0).collect();
    let of_members =
        matches!(figure.indicator, Members | OlderMembers | ShareOfWomen | ShareOfOlderPeople | ShareInNeed)
            && parts.len() > 1;
    let percentage = match (figure.denominator, figure.indicator) {
        (Some(denominator), indicator) if indicator.definition().unit == MeasureUnit::Percent => {
            Some(i128::from(denominator))
        }
        (None, OlderMembers) => said(Members),
        _ => None,
    };
    let (fewest, most) = PERSONS_PER_CLUB;
    let found = [
        (
            of_clubs.is_some_and(|(persons, clubs)| clubs > 1 && persons == NORM * clubs),
            FigureDoubt::MembersAreClubsTimesSeventy,
        ),
        (of_members && said(Members) == Some(parts.iter().sum()), FigureDoubt::OverlappingPartsAddUp),
        (
            percentage.is_some_and(|whole| is_round(figure.numerator.into(), whole)),
            FigureDoubt::RoundPercentage,
        ),
        (
            of_clubs.is_some_and(|(persons, clubs)| {
                clubs > 0 && !(fewest * clubs..=most * clubs).contains(&persons)
            }),
            FigureDoubt::PersonsPerClubImplausible,
        ),
    ];
    found.into_iter().filter(|(is, _)| *is).map(|(_, doubt)| doubt).collect()
}

/// Whether `part` is a whole percentage of `whole`, neither nothing nor all of it, and few other parts would be.
fn is_round(part: i128, whole: i128) -> bool {
    part > 0 && part < whole && (100 * part) % whole == 0 && REMARKABLE * common(whole, 100) <= whole
}

/// The greatest common divisor.
fn common(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { common(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_percentage_is_remarkable_only_where_few_numbers_give_one() {
        assert!(is_round(231_000, 330_000), "the published one");
        assert!(!is_round(231_001, 330_000));
        assert!(!is_round(35, 50), "every second number of fifty");
        assert!(!is_round(330_000, 330_000), "all of them");
        assert!(!is_round(0, 330_000), "none of them");
    }
}
