//! Which numbers may be shown, and which norms a club meets. Whole numbers only.

use super::model::{ClubNorm, Figures, NormMeasure, NormShortfall, PEOPLE, PeopleSums};
use crate::platform::disclosure::{SMALL, SuppressibleCount, hide_a_second};
use chrono::NaiveDate;

/// The programme's norms for a club, from Đồng Nai's plan; Bình Thành's (2024) are the same.
pub const NORMS: [ClubNorm; 3] = [
    ClubNorm {
        measure: NormMeasure::Members,
        at_least: 50,
        at_most: 70,
        source: "Kế hoạch 13335/KH-UBND (Đồng Nai, 2020)",
    },
    ClubNorm {
        measure: NormMeasure::WomenPercent,
        at_least: 60,
        at_most: 70,
        source: "Kế hoạch 13335/KH-UBND (Đồng Nai, 2020)",
    },
    ClubNorm {
        measure: NormMeasure::OlderPercent,
        at_least: 60,
        at_most: 70,
        source: "Kế hoạch 13335/KH-UBND (Đồng Nai, 2020)",
    },
];

/// Which counts of some sums have to be withheld: those that are small, and those whose rest is small.
#[must_use]
pub fn small(sums: &PeopleSums) -> [bool; PEOPLE] {
    let hidden = SMALL.contains(&sums.members);
    let mut small = sums.people.map(|n| hidden || SMALL.contains(&n) || SMALL.contains(&(sums.members - n)));
    // sex: women and unknown leave the men over
    let [women, sex_unknown, older, approximate, .., applicants] = sums.people;
    let men = sums.members - women - sex_unknown;
    let exact = older - approximate;
    let [hide_women, _, hide_older, hide_approximate, .., hide_applicants] = &mut small;
    *hide_women |= SMALL.contains(&men);
    *hide_older |= SMALL.contains(&exact);
    *hide_approximate |= *hide_older;
    *hide_applicants = SMALL.contains(&applicants); // no part of the members
    small
}

/// Sums as shown, with or without small numbers.
#[must_use]
pub fn show(sums: &PeopleSums, as_of: NaiveDate, hidden: Option<[bool; PEOPLE]>) -> Figures {
    let count = |value, suppressed| {
        if suppressed {
            SuppressibleCount { value: None, suppressed }
        } else {
            SuppressibleCount::from(value)
        }
    };
    let hide = hidden.unwrap_or([false; PEOPLE]);
    let members = count(sums.members, hidden.is_some() && SMALL.contains(&sums.members));
    let mut people = sums.people.into_iter().zip(hide).map(|(value, suppressed)| count(value, suppressed));
    let mut next = || people.next().unwrap_or(SuppressibleCount { value: None, suppressed: true });
    Figures {
        as_of,
        clubs: sums.clubs,
        active_clubs: sums.active_clubs,
        members,
        women: next(),
        sex_unknown: next(),
        older: next(),
        older_approximate: next(),
        birth_unknown: next(),
        poor: next(),
        near_poor: next(),
        difficult: next(),
        ethnic_minority: next(),
        disabled: next(),
        lives_alone: next(),
        applicants: next(),
    }
}

/// What to withhold in each of several parts of a whole.
#[must_use]
pub fn small_parts(parts: &[PeopleSums]) -> Vec<[bool; PEOPLE]> {
    let mut hidden: Vec<[bool; PEOPLE]> = parts.iter().map(small).collect();
    let counts: Vec<[i64; PEOPLE]> = parts.iter().map(|sums| sums.people).collect();
    hide_a_second(&counts, &mut hidden);
    hidden
}

/// The norms that a club does not meet, with the persons that it is short of or has too many.
#[must_use]
pub fn shortfalls(sums: &PeopleSums, exact: bool) -> Vec<NormShortfall> {
    let [women, _, older, ..] = sums.people;
    let judge = |norm: &ClubNorm| {
        let (part, low, high) = match norm.measure {
            NormMeasure::Members => (sums.members * 100, norm.at_least * 100, norm.at_most * 100),
            NormMeasure::WomenPercent => {
                (women * 100, norm.at_least * sums.members, norm.at_most * sums.members)
            }
            NormMeasure::OlderPercent => {
                (older * 100, norm.at_least * sums.members, norm.at_most * sums.members)
            }
        };
        let missing = |hundredths: i64| Some((hundredths + 99) / 100).filter(|_| exact);
        match part {
            part if part < low => {
                Some(NormShortfall { norm: *norm, side: "below", persons: missing(low - part) })
            }
            part if part > high => {
                Some(NormShortfall { norm: *norm, side: "above", persons: missing(part - high) })
            }
            _ => None,
        }
    };
    NORMS.iter().filter_map(judge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(members: i64, women: i64, older: i64) -> PeopleSums {
        let mut people = [0; PEOPLE];
        (people[0], people[2]) = (women, older);
        PeopleSums { clubs: 1, active_clubs: 1, members, people }
    }

    #[test]
    fn a_small_number_and_a_small_rest_are_withheld() {
        assert!(small(&sums(60, 3, 40))[0], "three women");
        assert!(small(&sums(60, 57, 40))[0], "three men");
        assert!(!small(&sums(60, 40, 40))[0]);
        assert!(!small(&sums(60, 0, 40))[0], "nobody is nobody");
        assert!(small(&sums(4, 0, 0)).iter().take(11).all(|hidden| *hidden), "a handful of members");
    }

    #[test]
    fn no_withheld_part_can_be_had_by_taking_the_others_from_the_whole() {
        let hidden = small_parts(&[sums(60, 3, 40), sums(60, 30, 40), sums(60, 40, 40)]);
        assert_eq!(hidden.iter().map(|h| h[0]).collect::<Vec<_>>(), [true, true, false]);
    }

    #[test]
    fn a_norm_says_how_many_persons_are_missing() {
        let short = shortfalls(&sums(47, 20, 30), true);
        let said: Vec<_> = short.iter().map(|s| (s.norm.measure, s.side, s.persons)).collect();
        // 47 members: 3 short of 50; 60 % of 47 is 28.2, so 9 women short; 30 of 47 is 63.8 %
        assert_eq!(
            said,
            [(NormMeasure::Members, "below", Some(3)), (NormMeasure::WomenPercent, "below", Some(9))]
        );
        assert!(shortfalls(&sums(60, 36, 42), true).is_empty(), "60 % and 70 % are within");
    }
}
