//! Which targets can be set, which are implausible, and whether a value meets one: on whole numbers alone.

use super::model::{Target, TargetComparator, TargetMeasure};
use crate::platform::disclosure::SMALL;
use crate::platform::error::{Field, FieldCode};
use crate::platform::ids::TargetId;
use crate::platform::text::number::grouped;
use crate::statistics::indicators::model::Indicator;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;

/// What a target compares a value with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand {
    /// How.
    pub comparator: TargetComparator,
    /// The lower bound.
    pub low: Option<i64>,
    /// The upper bound.
    pub high: Option<i64>,
    /// What is counted.
    pub measure: TargetMeasure,
    /// What is measured.
    pub indicator: Option<Indicator>,
}

/// How a value stands to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TargetStatus {
    /// Đạt.
    Met,
    /// Chưa đạt: too little.
    Below,
    /// Vượt khung: too much, where there is an upper bound.
    AboveBand,
    /// It is in words, or nothing that is recorded measures it.
    NotComputable,
    /// There is nothing of which it could be true: no clubs, no members.
    NoData,
    /// Không công bố: it would be judged by a number that is suppressed, and so tell of it.
    Withheld,
}

/// A judgement: the status, and how many units of the numerator are missing or too many, all else equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// How it stands.
    pub status: TargetStatus,
    /// How many more (below) or fewer (above) would meet it.
    pub by: Option<i64>,
}

/// `⌈a ÷ b⌉` of whole numbers, `b` more than nothing.
fn ceiling(a: i128, b: i128) -> i128 {
    a.div_euclid(b) + i128::from(a.rem_euclid(b) != 0)
}

impl Demand {
    /// Refuses bounds that do not go with the comparison.
    ///
    /// # Errors
    /// 422 for bounds that are missing, superfluous, or in the wrong order.
    pub fn check(&self) -> Result<()> {
        use TargetComparator::{Approx, Between, Eq, Ge, Gt, Le, Lt, None as Words};
        let (low, high) = match self.comparator {
            Ge | Gt | Eq | Approx => (true, false),
            Le | Lt => (false, true),
            Between => (true, true),
            Words => (false, false),
        };
        let mut wrong = vec![];
        for (pointer, wanted, given) in [("/low", low, self.low), ("/high", high, self.high)] {
            match (wanted, given) {
                (true, None) => wrong.push(Field::new(pointer, FieldCode::Required)),
                (false, Some(_)) => wrong.push(Field::new(pointer, FieldCode::BoundsWithoutComparison)),
                (true, Some(bound)) if self.measure == TargetMeasure::Percent && bound > 100 => {
                    wrong.push(Field::new(pointer, FieldCode::Range));
                }
                _ => {}
            }
        }
        if self.comparator == Words && self.indicator.is_some() {
            wrong.push(Field::new("/indicator", FieldCode::BoundsWithoutComparison));
        }
        if self.comparator == Between && self.low > self.high && self.high.is_some() {
            wrong.push(Field::new("/high", FieldCode::Range));
        }
        if (self.comparator == Words) != (self.measure == TargetMeasure::None) {
            wrong.push(Field::new("/measure", FieldCode::Choice));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
    }

    /// What is demanded, as it stands in a report: `≥ 60 %`, `50–70 người`.
    #[must_use]
    pub fn words(&self) -> String {
        use TargetComparator::{Approx, Between, Eq, Ge, Gt, Le, Lt, None as Words};
        let unit = match self.measure {
            TargetMeasure::Percent => " %",
            TargetMeasure::Clubs => " câu lạc bộ",
            TargetMeasure::Persons => " người",
            TargetMeasure::Communes => " xã",
            TargetMeasure::Districts => " huyện",
            TargetMeasure::Provinces => " tỉnh",
            TargetMeasure::Dong => " đồng",
            TargetMeasure::None => "",
        };
        let told = |bound: Option<i64>| bound.map_or_else(String::new, |bound| grouped(bound.into()));
        let (low, high) = (told(self.low), told(self.high));
        match self.comparator {
            Ge => format!("≥ {low}{unit}"),
            Gt => format!("> {low}{unit}"),
            Le => format!("≤ {high}{unit}"),
            Lt => format!("< {high}{unit}"),
            Eq => format!("{low}{unit}"),
            Approx => format!("khoảng {low}{unit}"),
            Between => format!("{low}–{high}{unit}"),
            Words => String::new(),
        }
    }

    /// The bounds as a band: not less than, not more than.
    const fn band(&self) -> (Option<i64>, Option<i64>) {
        use TargetComparator::{Approx, Between, Eq, Ge, Gt, Le, Lt, None as Words};
        match self.comparator {
            Ge | Gt => (self.low, None),
            Le | Lt => (None, self.high),
            Eq | Approx => (self.low, self.low),
            Between => (self.low, self.high),
            Words => (None, None),
        }
    }

    /// Whether a bound lies where it tells 1 to 4 people from none or from more: of a number, or of the rest of a whole.
    #[must_use]
    pub fn tells_few(&self, denominator: Option<i64>) -> bool {
        let percent = self.measure == TargetMeasure::Percent;
        let (low, high) = self.band();
        let persons = |bound: i64| match denominator {
            Some(whole) if percent => bound.saturating_mul(whole) / 100,
            _ => bound,
        };
        let few = |bound: i64| {
            let bound = persons(bound);
            (0..=SMALL.end).contains(&bound)
                || denominator.is_some_and(|whole| (0..=SMALL.end).contains(&(whole - bound)))
        };
        low.into_iter().chain(high).any(few)
    }

    /// Judges a value: a numerator, and its denominator if it is a ratio. Percentages are compared as
    /// `numerator × 100` with `bound × denominator`, never as rounded numbers.
    #[must_use]
    pub fn judge(&self, numerator: Option<i64>, denominator: Option<i64>) -> Judgement {
        let only = |status| Judgement { status, by: None };
        let percent = self.measure == TargetMeasure::Percent;
        if self.indicator.is_none()
            || self.comparator == TargetComparator::None
            || (percent && denominator.is_none() && numerator.is_some())
        {
            return only(TargetStatus::NotComputable);
        }
        let Some(numerator) = numerator else { return only(TargetStatus::NoData) };
        let denominator = i128::from(denominator.unwrap_or(1));
        if denominator <= 0 {
            return only(TargetStatus::NoData);
        }
        // both sides times ten, for a tenth above and below what is approximate
        let scale = if percent { 1_000 } else { 10 };
        let value = i128::from(numerator) * scale;
        let (lower, upper) = if self.comparator == TargetComparator::Approx { (9, 11) } else { (10, 10) };
        let (low, high) = self.band();
        let strict = matches!(self.comparator, TargetComparator::Gt | TargetComparator::Lt);
        if let Some(low) = low {
            let least = i128::from(low) * denominator * lower;
            let short = least - value;
            if short > 0 || (strict && short == 0) {
                let by = if strict { short.div_euclid(scale) + 1 } else { ceiling(short, scale) };
                return Judgement { status: TargetStatus::Below, by: i64::try_from(by).ok() };
            }
        }
        if let Some(high) = high {
            let most = i128::from(high) * denominator * upper;
            let over = value - most;
            if over > 0 || (strict && over == 0) {
                let by = if strict { over.div_euclid(scale) + 1 } else { ceiling(over, scale) };
                return Judgement { status: TargetStatus::AboveBand, by: i64::try_from(by).ok() };
            }
        }
        only(TargetStatus::Met)
    }
}

impl Target {
    /// What it compares a value with.
    #[must_use]
    pub const fn demand(&self) -> Demand {
        Demand {
            comparator: self.comparator,
            low: self.low,
            high: self.high,
            measure: self.measure,
            indicator: self.indicator,
        }
    }
}

/// Members per club that nobody plans: fewer than 5, or more than 500.
const PLAUSIBLE: (i64, i64) = (5, 500);

/// Which targets of one document demand an implausible number of members per club, the clubs being those of the same
/// level and population. They are marked, never refused: a legal document says what it says.
#[must_use]
pub fn implausible(targets: &[Target]) -> HashSet<TargetId> {
    let bounds = |target: &Target| target.low.or(target.high).zip(target.high.or(target.low));
    let of = |target: &Target, among: [Indicator; 2]| target.indicator.is_some_and(|i| among.contains(&i));
    let is_odd = |members: &Target| {
        let clubs = targets.iter().filter(|clubs| {
            of(clubs, [Indicator::Clubs, Indicator::NewClubs])
                && clubs.measure == TargetMeasure::Clubs
                && (clubs.level, clubs.new_only) == (members.level, members.new_only)
        });
        let Some((least, most)) = bounds(members) else { return false };
        clubs.filter_map(bounds).any(|(few, many)| {
            least > PLAUSIBLE.1.saturating_mul(many) || most < PLAUSIBLE.0.saturating_mul(few)
        })
    };
    let members = targets.iter().filter(|target| {
        of(target, [Indicator::Members, Indicator::OlderMembers]) && target.measure == TargetMeasure::Persons
    });
    members.filter(|target| is_odd(target)).map(|target| target.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use TargetComparator::{Approx, Between, Eq, Ge, Gt, Le, Lt};
    use TargetStatus::{AboveBand, Below, Met, NoData, NotComputable};
    use proptest::prelude::*;

    fn demand(
        comparator: TargetComparator,
        low: Option<i64>,
        high: Option<i64>,
        measure: TargetMeasure,
    ) -> Demand {
        Demand { comparator, low, high, measure, indicator: Some(Indicator::ShareOfOlderPeople) }
    }
    fn percent(comparator: TargetComparator, low: Option<i64>, high: Option<i64>) -> Demand {
        demand(comparator, low, high, TargetMeasure::Percent)
    }
    fn said(demand: Demand, numerator: i64, denominator: i64) -> (TargetStatus, Option<i64>) {
        let judgement = demand.judge(Some(numerator), Some(denominator));
        (judgement.status, judgement.by)
    }

    #[test]
    fn half_of_the_communes_is_not_more_than_half() {
        let more = percent(Gt, Some(50), None);
        assert_eq!(said(more, 28, 56), (Below, Some(1)));
        assert_eq!(said(more, 29, 56), (Met, None));
        assert_eq!(said(percent(Ge, Some(50), None), 28, 56), (Met, None));
        assert_eq!(said(percent(Lt, None, Some(50)), 28, 56), (AboveBand, Some(1)));
        assert_eq!(said(percent(Le, None, Some(50)), 28, 56), (Met, None));
    }

    #[test]
    fn a_club_of_three_quarters_is_above_one_plan_and_meets_another() {
        assert_eq!(said(percent(Between, Some(60), Some(70)), 45, 60), (AboveBand, Some(3)));
        assert_eq!(said(percent(Ge, Some(70), None), 45, 60), (Met, None));
        assert_eq!(said(percent(Between, Some(60), Some(70)), 42, 60), (Met, None));
        assert_eq!(said(percent(Between, Some(60), Some(70)), 35, 60), (Below, Some(1)));
    }

    #[test]
    fn a_report_tells_what_is_demanded_as_the_plan_does() {
        assert_eq!(percent(Ge, Some(70), None).words(), "≥ 70 %");
        assert_eq!(percent(Lt, None, Some(50)).words(), "< 50 %");
        assert_eq!(demand(Between, Some(50), Some(70), TargetMeasure::Persons).words(), "50–70 người");
        assert_eq!(
            demand(Approx, Some(6_000), None, TargetMeasure::Clubs).words(),
            "khoảng 6.000 câu lạc bộ"
        );
        assert_eq!(demand(Gt, Some(30_000_000), None, TargetMeasure::Dong).words(), "> 30.000.000 đồng");
        assert_eq!(demand(TargetComparator::None, None, None, TargetMeasure::None).words(), "");
    }

    #[test]
    fn nothing_over_nothing_is_no_number() {
        assert_eq!(said(percent(Ge, Some(90), None), 0, 0), (NoData, None));
        let count = demand(Ge, Some(15), None, TargetMeasure::Clubs);
        assert_eq!(count.judge(None, None), Judgement { status: NoData, by: None });
        assert_eq!(count.judge(Some(12), None), Judgement { status: Below, by: Some(3) });
        assert_eq!(percent(Ge, Some(90), None).judge(Some(1), None).status, NotComputable);
        let words = Demand { comparator: TargetComparator::None, low: None, indicator: None, ..count };
        assert_eq!(words.judge(Some(1), Some(1)).status, NotComputable);
    }

    #[test]
    fn about_is_within_a_tenth() {
        let about = demand(Approx, Some(20_000), None, TargetMeasure::Persons);
        for (persons, status, by) in
            [(17_999, Below, Some(1)), (18_000, Met, None), (22_000, Met, None), (22_001, AboveBand, Some(1))]
        {
            assert_eq!(about.judge(Some(persons), None), Judgement { status, by }, "{persons}");
        }
        assert_eq!(demand(Eq, Some(70), None, TargetMeasure::Clubs).judge(Some(71), None).status, AboveBand);
    }

    #[test]
    fn bounds_go_with_the_comparison() {
        assert!(percent(Ge, None, None).check().is_err(), "without a bound");
        assert!(percent(Ge, Some(90), Some(95)).check().is_err(), "one too many");
        assert!(percent(Between, Some(70), Some(60)).check().is_err());
        assert!(percent(Ge, Some(101), None).check().is_err());
        assert!(demand(Ge, Some(101), None, TargetMeasure::Clubs).check().is_ok());
        let words = demand(TargetComparator::None, None, None, TargetMeasure::None);
        assert!(words.check().is_err(), "words measure nothing");
        assert!(Demand { indicator: None, ..words }.check().is_ok());
    }

    proptest! {
        #[test]
        fn what_is_missing_is_just_enough(n in 0..5_000_i64, d in 1..5_000_i64, low in 0..=100_i64, strict: bool) {
            let demand = percent(if strict { Gt } else { Ge }, Some(low), None);
            match said(demand, n, d) {
                (Below, Some(by)) => {
                    prop_assert_eq!(said(demand, n + by, d), (Met, None));
                    prop_assert_eq!(said(demand, n + by - 1, d).0, Below);
                }
                (status, by) => prop_assert_eq!((status, by), (Met, None)),
            }
        }

        #[test]
        fn what_is_too_much_is_just_too_much(n in 0..5_000_i64, d in 1..5_000_i64, low in 0..=50_i64, more in 0..=50_i64) {
            let demand = percent(Between, Some(low), Some(low + more));
            if let (AboveBand, Some(by)) = said(demand, n, d) {
                prop_assert!(said(demand, n - by, d).0 != AboveBand);
                prop_assert_eq!(said(demand, n - by + 1, d).0, AboveBand);
            }
        }

        #[test]
        fn parts_and_whole_are_judged_alike_when_both_grow(n in 0..1_000_i64, d in 1..1_000_i64, k in 1..50_i64, low in 0..=100_i64) {
            let demand = percent(Ge, Some(low), None);
            prop_assert_eq!(said(demand, n, d).0, said(demand, n * k, d * k).0);
        }
    }
}
