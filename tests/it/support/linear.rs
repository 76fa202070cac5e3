//! Linear systems over whole numbers, solved exactly: what follows from some published sums, and what does not.
//!
//! [`System`] keeps its equations in reduced form as they come, so that it can be asked at any time whether an unknown
//! has but one value. Whole numbers alone: two rows are combined by multiplying each with the other's coefficient, and
//! divided by what all their numbers share. [`Bounds`] goes on where equations end: what is never negative, and whole,
//! may be left a single value although no equation says so.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What an unknown is known by.
pub type Unknown = usize;
/// What told an equation.
pub type Source = usize;

/// So many times these unknowns come to this.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Equation {
    terms: BTreeMap<Unknown, i128>,
    is: i128,
}

fn product(a: i128, b: i128) -> i128 {
    a.checked_mul(b).expect("numbers of this size")
}
fn sum(a: i128, b: i128) -> i128 {
    a.checked_add(b).expect("numbers of this size")
}
fn common(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Equation {
    /// In lowest terms, the first of them positive, so that the same equation is written in one way.
    pub fn new(terms: impl IntoIterator<Item = (i128, Unknown)>, is: i128) -> Self {
        let mut all: BTreeMap<Unknown, i128> = BTreeMap::new();
        for (times, unknown) in terms {
            let now = all.entry(unknown).or_insert(0);
            *now = sum(*now, times);
        }
        let mut equation = Self { terms: all, is };
        equation.reduce();
        equation
    }
    fn reduce(&mut self) {
        self.terms.retain(|_, times| *times != 0);
        let shared = self.terms.values().fold(self.is, |shared, times| common(shared, *times));
        let first = self.terms.values().next().copied().unwrap_or(1);
        let by = if first < 0 { -shared } else { shared };
        if by != 0 && by != 1 {
            self.terms.values_mut().for_each(|times| *times /= by);
            self.is /= by;
        }
    }
    /// This equation without an unknown that another gives.
    fn without(&self, unknown: Unknown, other: &Self) -> Self {
        let (own, its) = (self.terms[&unknown], other.terms[&unknown]);
        let shared = common(own, its);
        let (by, less) = (its / shared, own / shared);
        let mut terms: BTreeMap<Unknown, i128> =
            self.terms.iter().map(|(unknown, times)| (*unknown, product(*times, by))).collect();
        for (unknown, times) in &other.terms {
            let now = terms.entry(*unknown).or_insert(0);
            *now = sum(*now, -product(*times, less));
        }
        let is = sum(product(self.is, by), -product(other.is, less));
        let mut equation = Self { terms, is };
        equation.reduce();
        equation
    }
    /// The one value of its one unknown. None if that is no whole number, too: nobody counts in halves.
    fn only(&self) -> Option<i128> {
        let (_, times) = self.terms.first_key_value()?;
        (self.terms.len() == 1 && self.is % times == 0).then(|| self.is / times)
    }
}

/// An equation in reduced form, and what told it.
#[derive(Debug, Clone)]
struct Row {
    equation: Equation,
    told_by: BTreeSet<Source>,
}

/// Equations, reduced: each unknown that a row is kept under stands in no other row.
#[derive(Debug, Clone, Default)]
pub struct System {
    rows: BTreeMap<Unknown, Row>,
    /// In which rows an unknown stands.
    stands_in: HashMap<Unknown, BTreeSet<Unknown>>,
    /// As they were told.
    told: Vec<Equation>,
    seen: HashSet<Equation>,
}

impl System {
    /// Takes in an equation; whoever told it is remembered, if anybody is named.
    ///
    /// # Panics
    /// If it contradicts the others: what is told of one world never does.
    pub fn learn(&mut self, equation: Equation, told_by: Option<Source>) {
        if !self.seen.insert(equation.clone()) {
            return;
        }
        self.told.push(equation.clone());
        let mut row = Row { equation, told_by: told_by.into_iter().collect() };
        let known: Vec<Unknown> =
            row.equation.terms.keys().copied().filter(|unknown| self.rows.contains_key(unknown)).collect();
        for unknown in known {
            let other = &self.rows[&unknown];
            row = Row {
                equation: row.equation.without(unknown, &other.equation),
                told_by: &row.told_by | &other.told_by,
            };
        }
        let uses = |unknown: &Unknown| self.stands_in.get(unknown).map_or(0, BTreeSet::len);
        let Some(pivot) = row.equation.terms.keys().copied().min_by_key(uses) else {
            assert_eq!(row.equation.is, 0, "a contradiction, told by {:?}", row.told_by);
            return;
        };
        for at in self.stands_in.get(&pivot).cloned().unwrap_or_default() {
            let old = self.rows.remove(&at).expect("a row that is kept");
            let equation = old.equation.without(pivot, &row.equation);
            self.forget(at, &old.equation);
            self.keep(at, Row { equation, told_by: &old.told_by | &row.told_by });
        }
        self.keep(pivot, row);
    }
    fn forget(&mut self, at: Unknown, equation: &Equation) {
        for unknown in equation.terms.keys() {
            if let Some(rows) = self.stands_in.get_mut(unknown) {
                rows.remove(&at);
            }
        }
    }
    fn keep(&mut self, at: Unknown, row: Row) {
        for unknown in row.equation.terms.keys() {
            self.stands_in.entry(*unknown).or_default().insert(at);
        }
        self.rows.insert(at, row);
    }
    /// The only value that an unknown can have, by the equations alone.
    pub fn value(&self, unknown: Unknown) -> Option<i128> {
        self.rows.get(&unknown)?.equation.only()
    }
    /// What told the value of an unknown.
    pub fn told_by(&self, unknown: Unknown) -> impl Iterator<Item = Source> {
        self.rows.get(&unknown).into_iter().flat_map(|row| row.told_by.iter().copied())
    }
    /// How many equations say something that the others do not.
    pub fn rank(&self) -> usize {
        self.rows.len()
    }
}

/// Between which whole numbers each unknown lies; none where there is no limit.
#[derive(Debug, Clone, Default)]
pub struct Bounds {
    limits: HashMap<Unknown, (Option<i128>, Option<i128>)>,
}

fn floor(a: i128, b: i128) -> i128 {
    let (a, b) = if b < 0 { (-a, -b) } else { (a, b) };
    a.div_euclid(b)
}
fn ceiling(a: i128, b: i128) -> i128 {
    -floor(-a, b)
}

/// How often all equations are looked through at most: what is nearer than that to a single value is found long before.
const ROUNDS: usize = 40;

impl Bounds {
    /// An unknown is not less than this.
    pub fn at_least(&mut self, unknown: Unknown, low: i128) {
        let (least, _) = self.limits.entry(unknown).or_default();
        *least = Some(least.map_or(low, |least| least.max(low)));
    }
    /// An unknown is not more than this.
    pub fn at_most(&mut self, unknown: Unknown, high: i128) {
        let (_, most) = self.limits.entry(unknown).or_default();
        *most = Some(most.map_or(high, |most| most.min(high)));
    }
    pub fn of(&self, unknown: Unknown) -> (Option<i128>, Option<i128>) {
        self.limits.get(&unknown).copied().unwrap_or_default()
    }
    /// The one value that is left.
    pub fn value(&self, unknown: Unknown) -> Option<i128> {
        let (low, high) = self.of(unknown);
        low.filter(|low| Some(*low) == high)
    }
    /// Narrows them by what the equations say, as they were told and as they were reduced, until nothing moves.
    pub fn narrow(&mut self, system: &System) {
        let reduced = system.rows.values().map(|row| &row.equation);
        let equations: HashSet<&Equation> = system.told.iter().chain(reduced).collect();
        let mut of: HashMap<Unknown, Vec<&Equation>> = HashMap::new();
        for equation in &equations {
            for unknown in equation.terms.keys() {
                of.entry(*unknown).or_default().push(equation);
            }
        }
        let mut next = equations;
        for _ in 0..ROUNDS {
            let moved: BTreeSet<Unknown> =
                next.into_iter().flat_map(|equation| self.narrow_by(equation)).collect();
            next = moved.iter().filter_map(|unknown| of.get(unknown)).flatten().copied().collect();
            if next.is_empty() {
                break;
            }
        }
    }
    /// The least and the most that a term can be.
    fn term(&self, unknown: Unknown, times: i128) -> (Option<i128>, Option<i128>) {
        let (low, high) = self.of(unknown);
        let (low, high) = (low.map(|low| product(low, times)), high.map(|high| product(high, times)));
        if times < 0 { (high, low) } else { (low, high) }
    }
    /// Narrows the unknowns of one equation; which of them moved.
    fn narrow_by(&mut self, equation: &Equation) -> Vec<Unknown> {
        type Limits = (Option<i128>, Option<i128>);
        let limits: Vec<(Unknown, i128, Limits)> = equation
            .terms
            .iter()
            .map(|(unknown, times)| (*unknown, *times, self.term(*unknown, *times)))
            .collect();
        // what all terms come to at least and at most, but for those without a limit
        let told = |side: fn(&Limits) -> Option<i128>| {
            let known: Vec<i128> = limits.iter().filter_map(|(.., limits)| side(limits)).collect();
            (known.iter().fold(0, |all, one| sum(all, *one)), limits.len() - known.len())
        };
        let (least, most) = (told(|limits| limits.0), told(|limits| limits.1));
        let others = |(all, open): (i128, usize), own: Option<i128>| match (own, open) {
            (Some(own), 0) => Some(sum(all, -own)),
            (None, 1) => Some(all),
            _ => None,
        };
        let mut moved = vec![];
        for (unknown, times, (low, high)) in &limits {
            let at_most = others(least, *low).map(|others| sum(equation.is, -others));
            let at_least = others(most, *high).map(|others| sum(equation.is, -others));
            let (smallest, largest) = if *times > 0 { (at_least, at_most) } else { (at_most, at_least) };
            let before = self.of(*unknown);
            if let Some(bound) = smallest {
                self.at_least(*unknown, ceiling(bound, *times));
            }
            if let Some(bound) = largest {
                self.at_most(*unknown, floor(bound, *times));
            }
            if self.of(*unknown) != before {
                moved.push(*unknown);
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(equations: &[(&[(i128, Unknown)], i128)]) -> System {
        let mut system = System::default();
        for (source, (terms, is)) in equations.iter().enumerate() {
            system.learn(Equation::new(terms.iter().copied(), *is), Some(source));
        }
        system
    }
    fn bounds(system: &System, unknowns: usize) -> Bounds {
        let mut bounds = Bounds::default();
        (0..unknowns).for_each(|unknown| bounds.at_least(unknown, 0));
        bounds.narrow(system);
        bounds
    }

    #[test]
    fn a_whole_and_all_its_parts_but_one_tell_that_one() {
        // commune = 0 + 1, which is 12; club 1 has 9
        let solved = system(&[(&[(1, 0), (1, 1)], 12), (&[(1, 1)], 9)]);
        assert_eq!((solved.value(0), solved.value(1)), (Some(3), Some(9)));
        assert_eq!(solved.told_by(0).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn two_that_are_withheld_in_one_sum_stay_unknown() {
        let solved = system(&[(&[(1, 0), (1, 1), (1, 2)], 30), (&[(1, 2)], 9)]);
        assert_eq!((solved.value(0), solved.value(1), solved.value(2)), (None, None, Some(9)));
        assert_eq!(solved.rank(), 2);
    }

    #[test]
    fn fractions_on_the_way_do_no_harm() {
        // 2a + 3b = 13, 3a + 2b = 12: a = 2, b = 3
        let solved = system(&[(&[(2, 0), (3, 1)], 13), (&[(3, 0), (2, 1)], 12)]);
        assert_eq!((solved.value(0), solved.value(1)), (Some(2), Some(3)));
        // half a person is no person
        assert_eq!(system(&[(&[(2, 0)], 3)]).value(0), None);
    }

    #[test]
    fn what_is_told_twice_tells_nothing_new() {
        let solved = system(&[(&[(1, 0), (1, 1)], 5), (&[(-2, 1), (-2, 0)], -10), (&[(3, 0), (3, 1)], 15)]);
        assert_eq!((solved.rank(), solved.value(0)), (1, None));
    }

    #[test]
    #[should_panic(expected = "a contradiction")]
    fn a_contradiction_is_no_world() {
        system(&[(&[(1, 0), (1, 1)], 5), (&[(1, 0), (1, 1)], 6)]);
    }

    #[test]
    fn a_planted_system_of_many_unknowns_is_solved() {
        // each unknown with the next, around an odd circle: only all of them together tell any of them
        let value = |unknown: usize| i128::try_from(unknown * unknown % 17).unwrap();
        let count = 101;
        let mut solved = System::default();
        for unknown in 0..count {
            assert_eq!(solved.value(0), None);
            let next = (unknown + 1) % count;
            let is = value(unknown) + value(next);
            solved.learn(Equation::new([(1, unknown), (1, next)], is), Some(unknown));
        }
        assert!((0..count).all(|unknown| solved.value(unknown) == Some(value(unknown))));
        assert_eq!(solved.told_by(0).count(), count);
    }

    #[test]
    fn what_is_never_negative_may_be_left_one_value() {
        // a + b = 0, both at least nothing
        let nothing = system(&[(&[(1, 0), (1, 1)], 0)]);
        let left = bounds(&nothing, 2);
        assert_eq!((nothing.value(0), left.value(0), left.value(1)), (None, Some(0), Some(0)));
        // a + b = 3, a = c + 3: so b and c are nothing
        let tight = system(&[(&[(1, 0), (1, 1)], 3), (&[(1, 0), (-1, 2)], 3)]);
        let left = bounds(&tight, 3);
        assert_eq!((left.value(0), left.value(1), left.value(2)), (Some(3), Some(0), Some(0)));
        // a + b = 9 leaves ten values
        assert_eq!(bounds(&system(&[(&[(1, 0), (1, 1)], 9)]), 2).of(0), (Some(0), Some(9)));
    }

    #[test]
    fn whole_numbers_between_two_fractions_are_few() {
        // 10 a = 7 b + s, s from 0 to 9, b = 4: a is 3 (28 to 37 tenths)
        let solved = system(&[(&[(10, 0), (-7, 1), (-1, 2)], 0), (&[(1, 1)], 4)]);
        let mut left = Bounds::default();
        (0..3).for_each(|unknown| left.at_least(unknown, 0));
        left.at_most(2, 9);
        left.narrow(&solved);
        assert_eq!(left.value(0), Some(3));
    }

    #[test]
    fn what_has_no_limit_is_not_narrowed() {
        let solved = system(&[(&[(1, 0), (-1, 1)], 5)]);
        let mut left = Bounds::default();
        left.at_least(1, 0);
        left.narrow(&solved);
        assert_eq!((left.of(0), left.of(1)), ((Some(5), None), (Some(0), None)));
    }
}
