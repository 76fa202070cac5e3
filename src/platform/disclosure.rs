//! Suppression of small numbers (statistical disclosure control): a number that 1 to 4 persons make up is not shown to
//! those who may not know them, nor is another from which subtraction would reveal it.
//!
//! A measure is decided upon over a tree of places, from above to below, each level from the numbers of its siblings
//! alone ([`among`]). A place is withheld for some of its *terms*: whole numbers of persons that the measure tells, such
//! as the women of a club, and the men, whom it leaves over. Of any term the tree is then such that
//!
//! - of the parts of a number that is shown, those that are withheld are nobody, or five persons and more together, in at
//!   least two parts, and
//! - of the parts of a number that is withheld, those that are withheld are five persons and more together, or all of them.
//!
//! So whoever adds and subtracts what is shown finds none of what is withheld: one person more in one withheld place and
//! one less in another would leave everything that is shown as it is. Nor does a difference stand for 1 to 4 persons of
//! several places.

use serde::Serialize;
use utoipa::ToSchema;

/// A number of people from 1 to 4 can show a person.
pub const SMALL: std::ops::Range<i64> = 1..5;

/// Why a number is withheld: for which of its terms, a bit each. Only the decisions of this module make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reasons(u32);

impl Reasons {
    const NONE: Self = Self(0);
    /// That it is one part of several, and no term of its own.
    const WHOLE: Self = Self(1 << 31);

    const fn term(term: usize) -> Self {
        Self(1 << (term % 31))
    }
    const fn because(self, term: usize) -> bool {
        self.0 & Self::term(term).0 != 0
    }
    /// As it was decided before.
    #[must_use]
    pub const fn kept(withheld: bool) -> Self {
        if withheld { Self::WHOLE } else { Self::NONE }
    }
    /// Whether the number is withheld.
    #[must_use]
    pub const fn any(self) -> bool {
        self.0 != 0
    }
    /// For the reasons of both: what would give the other away goes with it.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// As it is for one who may know those who are counted, or not.
    #[must_use]
    pub const fn unless(self, knows: bool) -> Self {
        if knows { Self::NONE } else { self }
    }
}

/// What of a place alone has to be withheld, by its terms: it is withheld if one of them is small.
#[must_use]
pub fn alone(terms: &[i64]) -> Reasons {
    let small = terms.iter().enumerate().filter(|(_, persons)| SMALL.contains(*persons));
    small.fold(Reasons::NONE, |reasons, (term, _)| reasons.and(Reasons::term(term)))
}

/// What has to be withheld of the parts of a place, by their terms, in an order that is the same for everybody. Each that
/// is small; and where something is withheld for the sake of a term, of the place or of a part, so many others with it, the
/// one with the fewest persons first, that all of them together are not small either: the whole less what is shown would
/// tell it.
#[must_use]
pub fn among(place: Reasons, parts: &[Vec<i64>]) -> Vec<Reasons> {
    let mut withheld: Vec<Reasons> = parts.iter().map(|terms| alone(terms)).collect();
    let persons = |part: usize, term: usize| {
        parts.get(part).and_then(|terms| terms.get(term)).map_or(0, |persons| persons.abs())
    };
    for term in 0..parts.first().map_or(0, Vec::len) {
        let for_it = |withheld: &[Reasons], part: usize| withheld.get(part).is_some_and(|r| r.because(term));
        if !place.because(term) && !(0..parts.len()).any(|part| for_it(&withheld, part)) {
            continue;
        }
        loop {
            let together: i64 = (0..parts.len())
                .filter(|part| for_it(&withheld, *part))
                .map(|part| persons(part, term))
                .sum();
            // one that is withheld anyway costs nothing more
            let next = (0..parts.len())
                .filter(|part| !for_it(&withheld, *part) && persons(*part, term) != 0)
                .min_by_key(|part| {
                    (!withheld.get(*part).is_some_and(|r| r.any()), persons(*part, term), *part)
                });
            let Some(next) = next.filter(|_| together < SMALL.end) else { break };
            if let Some(reasons) = withheld.get_mut(next) {
                *reasons = reasons.and(Reasons::term(term));
            }
        }
    }
    withheld
}

/// What has to be withheld of a place whose parts are decided upon each for itself: the place, if it is small, if just
/// one of its parts is withheld, which it would give away, or if those that are withheld for a term are small together.
#[must_use]
pub fn over(terms: &[i64], parts: &[(Reasons, Vec<i64>)]) -> Reasons {
    let one = parts.iter().filter(|(reasons, _)| reasons.any()).count() == 1;
    let few = (0..terms.len()).any(|term| {
        let for_it = parts.iter().filter(|(reasons, _)| reasons.because(term));
        SMALL.contains(&for_it.filter_map(|(_, terms)| terms.get(term)).sum())
    });
    if one || few { alone(terms).and(Reasons::WHOLE) } else { alone(terms) }
}

/// A count that is suppressed where it could show a person. Only a decision of this module makes one of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[non_exhaustive]
pub struct SuppressibleCount {
    /// The number; `null` where showing it could show a person: it is from 1 to 4, or would reveal such a number.
    pub value: Option<i64>,
    /// Whether the number was suppressed.
    pub suppressed: bool,
}
impl SuppressibleCount {
    /// The number, unless it is withheld.
    #[must_use]
    pub fn of(value: i64, withheld: Reasons) -> Self {
        let suppressed = withheld.any();
        Self { value: (!suppressed).then_some(value), suppressed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn withheld(place: Reasons, parts: &[&[i64]]) -> Vec<bool> {
        let parts: Vec<Vec<i64>> = parts.iter().map(|terms| terms.to_vec()).collect();
        among(place, &parts).into_iter().map(Reasons::any).collect()
    }

    #[test]
    fn one_withheld_part_takes_the_smallest_other_that_is_anything_with_it() {
        assert_eq!(withheld(Reasons::NONE, &[&[3], &[70], &[50], &[0]]), [true, false, true, false]);
        assert_eq!(withheld(Reasons::NONE, &[&[70], &[50]]), [false, false], "nothing is withheld");
        assert_eq!(withheld(Reasons::NONE, &[&[3], &[4], &[50]]), [true, true, false], "neither is revealed");
        assert_eq!(
            withheld(Reasons::NONE, &[&[2], &[1], &[50]]),
            [true, true, true],
            "three are small together"
        );
    }

    #[test]
    fn a_place_that_is_withheld_is_not_told_in_its_parts() {
        let place = Reasons::term(0);
        assert_eq!(withheld(place, &[&[70], &[50], &[0]]), [false, true, false]);
        assert_eq!(withheld(place, &[&[3], &[50]]), [true, true], "nor is a small one left over");
        assert_eq!(withheld(place, &[&[3], &[0]]), [true, false], "there is nobody else");
    }

    #[test]
    fn each_term_is_looked_at_for_itself() {
        // women, and men: where three men are withheld, it is for their sake that another is, who has the fewest
        let parts: [&[i64]; 3] = [&[57, 3], &[30, 20], &[40, 10]];
        assert_eq!(withheld(Reasons::NONE, &parts), [true, false, true]);
    }

    #[test]
    fn a_whole_of_which_one_part_is_withheld_is_withheld_too() {
        let part = |persons: i64| (alone(&[persons]), vec![persons]);
        assert!(over(&[22], &[part(2), part(20)]).any());
        assert!(!over(&[26], &[part(2), part(20), part(4)]).any());
        assert!(over(&[23], &[part(2), part(20), part(1)]).any(), "three are small together");
        assert!(!over(&[40], &[part(20), part(20)]).any());
        assert!(over(&[4], &[part(2), part(2)]).any(), "small itself");
    }

    #[test]
    fn whoever_knows_the_people_is_told() {
        assert_eq!(SuppressibleCount::of(3, alone(&[3]).unless(true)).value, Some(3));
        assert_eq!(SuppressibleCount::of(3, alone(&[3]).unless(false)).value, None);
    }

    /// A nation: of each province its communes, of each commune its clubs; two numbers a club, parts of a third.
    type Nation = Vec<Vec<Vec<[i64; 2]>>>;

    fn nation() -> impl Strategy<Value = Nation> {
        let number = || prop_oneof![2 => Just(0_i64), 4 => 1..5_i64, 3 => 5..40_i64];
        let club = (number(), number()).prop_map(|(a, b)| [a, b]);
        let commune = prop::collection::vec(club, 1..5);
        prop::collection::vec(prop::collection::vec(commune, 1..5), 1..5)
    }

    /// What is known of a system of equations: each a row of coefficients of what is withheld. Gauss and Jordan, exactly,
    /// modulo a prime that is large enough.
    struct Solver {
        rows: Vec<Vec<i128>>,
    }
    impl Solver {
        const PRIME: i128 = 1_000_000_007;

        fn inverse(of: i128) -> i128 {
            let (mut result, mut base, mut exponent) = (1, of.rem_euclid(Self::PRIME), Self::PRIME - 2);
            while exponent > 0 {
                if exponent % 2 == 1 {
                    result = result * base % Self::PRIME;
                }
                base = base * base % Self::PRIME;
                exponent /= 2;
            }
            result
        }
        /// The unknowns that the equations determine.
        fn determined(mut self, unknowns: usize) -> Vec<usize> {
            let mut rank = 0;
            for column in 0..unknowns {
                let Some(pivot) = (rank..self.rows.len()).find(|row| self.rows[*row][column] != 0) else {
                    continue;
                };
                self.rows.swap(rank, pivot);
                let factor = Self::inverse(self.rows[rank][column]);
                for value in &mut self.rows[rank] {
                    *value = *value * factor % Self::PRIME;
                }
                let head = self.rows[rank].clone();
                for (at, row) in self.rows.iter_mut().enumerate() {
                    if at != rank && row[column] != 0 {
                        let factor = row[column];
                        for (value, above) in row.iter_mut().zip(&head) {
                            *value = (*value - factor * above).rem_euclid(Self::PRIME);
                        }
                    }
                }
                rank += 1;
            }
            let single =
                self.rows.iter().take(rank).filter(|row| row.iter().filter(|v| **v != 0).count() == 1);
            single.filter_map(|row| row.iter().position(|v| *v != 0)).collect()
        }
    }

    /// The two measures of a nation as they would be published: `a` with the terms a and a − b where b is a part of a,
    /// here a + b of which b are a part; each place is a cell of each measure.
    fn attack(nation: &Nation) -> Vec<i64> {
        // measure 0 is all, measure 1 some of them; the rest, all less some, is a term of measure 1
        let all = |club: &[i64; 2]| [club[0] + club[1], club[1]];
        let add = |a: [i64; 2], b: [i64; 2]| [a[0] + b[0], a[1] + b[1]];
        let communes: Vec<Vec<[i64; 2]>> = nation
            .iter()
            .map(|province| province.iter().map(|clubs| clubs.iter().map(all).fold([0, 0], add)).collect())
            .collect();
        let provinces: Vec<[i64; 2]> =
            communes.iter().map(|communes| communes.iter().copied().fold([0, 0], add)).collect();
        let terms =
            |measure: usize, v: [i64; 2]| if measure == 0 { vec![v[0]] } else { vec![v[1], v[0] - v[1]] };
        // cells: (value, withheld, parts)
        let mut cells: Vec<(i64, bool, Vec<usize>)> = vec![];
        let mut places: Vec<[usize; 2]> = vec![];
        for measure in 0..2 {
            let mut below_nation = vec![];
            let mut decided = vec![];
            let mut at = 0;
            for (p, province) in nation.iter().enumerate() {
                let of_province = alone(&terms(measure, provinces[p]));
                let rows: Vec<Vec<i64>> = communes[p].iter().map(|v| terms(measure, *v)).collect();
                let of_communes = among(of_province, &rows);
                let mut below = vec![];
                for (c, clubs) in province.iter().enumerate() {
                    let rows: Vec<Vec<i64>> = clubs.iter().map(|club| terms(measure, all(club))).collect();
                    let mut below_commune = vec![];
                    for (club, reasons) in clubs.iter().zip(among(of_communes[c], &rows)) {
                        cells.push((all(club)[measure], reasons.any(), vec![]));
                        below_commune.push(cells.len() - 1);
                    }
                    cells.push((communes[p][c][measure], of_communes[c].any(), below_commune.clone()));
                    below.push(cells.len() - 1);
                    for cell in below_commune.into_iter().chain([cells.len() - 1]) {
                        if measure == 0 {
                            places.push([cell, 0]);
                        } else {
                            places[at][1] = cell;
                        }
                        at += 1;
                    }
                }
                cells.push((provinces[p][measure], of_province.any(), below));
                below_nation.push(cells.len() - 1);
                if measure == 0 {
                    places.push([cells.len() - 1, 0]);
                } else {
                    places[at][1] = cells.len() - 1;
                }
                at += 1;
                decided.push((of_province, terms(measure, provinces[p])));
            }
            let whole = provinces.iter().copied().fold([0, 0], add);
            cells.push((whole[measure], over(&terms(measure, whole), &decided).any(), below_nation));
        }
        // the unknowns are what is withheld, and of each place what the one measure leaves of the other
        let hidden: Vec<usize> = (0..cells.len()).filter(|cell| cells[*cell].1).collect();
        let unknown = |cell: usize| hidden.iter().position(|one| *one == cell);
        let width = hidden.len() + places.len();
        let mut rows = vec![];
        for (at, (_, _, parts)) in cells.iter().enumerate().filter(|(_, (.., parts))| !parts.is_empty()) {
            let mut row = vec![0_i128; width];
            for part in parts {
                if let Some(unknown) = unknown(*part) {
                    row[unknown] += 1;
                }
            }
            if let Some(unknown) = unknown(at) {
                row[unknown] += Solver::PRIME - 1;
            }
            rows.push(row);
        }
        for (at, [all, some]) in places.iter().enumerate() {
            let mut row = vec![0_i128; width];
            row[hidden.len() + at] = 1;
            for (cell, sign) in [(*all, Solver::PRIME - 1), (*some, 1)] {
                if let Some(unknown) = unknown(cell) {
                    row[unknown] = sign;
                }
            }
            rows.push(row);
        }
        let value = |unknown: usize| {
            let rest = |[all, some]: &[usize; 2]| cells[*all].0 - cells[*some].0;
            hidden.get(unknown).map_or_else(|| rest(&places[unknown - hidden.len()]), |cell| cells[*cell].0)
        };
        Solver { rows }.determined(width).into_iter().map(value).filter(|v| SMALL.contains(v)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn nobody_finds_a_small_number_by_adding_and_subtracting_what_is_shown(nation in nation()) {
            prop_assert_eq!(attack(&nation), Vec::<i64>::new());
        }
        #[test]
        fn no_part_is_withheld_for_nothing(parts in prop::collection::vec(5..50_i64, 1..8)) {
            let parts: Vec<Vec<i64>> = parts.into_iter().map(|n| vec![n]).collect();
            prop_assert!(among(Reasons::NONE, &parts).iter().all(|reasons| !reasons.any()));
        }
    }
}
