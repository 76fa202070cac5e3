//! Which numbers may be shown, and which norms a club meets. Whole numbers only.

use super::model::{ClubNorm, Figures, NormMeasure, NormShortfall, PEOPLE, PeopleSums};
use crate::statistics::suppression::Withheld;
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

/// The columns that add up to [`PeopleSums`], in its order: three of the clubs, and those of the counts of people.
pub const COLUMNS: [&str; 3 + PEOPLE] = [
    "clubs.standing",
    "clubs.active",
    MEMBERS,
    "club_metrics.women",
    "club_metrics.sex_unknown",
    "club_metrics.older",
    "club_metrics.older_approximate",
    "club_metrics.birth_unknown",
    "club_metrics.poor",
    "club_metrics.near_poor",
    "club_metrics.difficult",
    "club_metrics.ethnic_minority",
    "club_metrics.disabled",
    "club_metrics.lives_alone",
    "club_metrics.applicants",
];

/// Sums as shown, without what is withheld.
#[must_use]
pub fn show(sums: &PeopleSums, as_of: NaiveDate, withheld: &Withheld) -> Figures {
    let mut people = sums.people.into_iter().zip(COLUMNS.into_iter().skip(3));
    let mut next =
        || people.next().map_or(withheld.count(&[], 0), |(n, column)| withheld.count(&[column], n));
    Figures {
        as_of,
        clubs: sums.clubs,
        active_clubs: sums.active_clubs,
        members: withheld.count(&[MEMBERS], sums.members),
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

const MEMBERS: &str = "club_metrics.members";

/// The norms that a club does not meet, with the persons that it is short of or has too many. What would be judged by a
/// number that is withheld is not.
#[must_use]
pub fn shortfalls(sums: &PeopleSums, withheld: &Withheld) -> Vec<NormShortfall> {
    let [women, _, older, ..] = sums.people;
    let judge = |norm: &ClubNorm| {
        let of: &[&str] = match norm.measure {
            NormMeasure::Members => &[MEMBERS],
            NormMeasure::WomenPercent => &[MEMBERS, "club_metrics.women"],
            NormMeasure::OlderPercent => &[MEMBERS, "club_metrics.older"],
        };
        if withheld.hides(of) {
            return None;
        }
        let (part, low, high) = match norm.measure {
            NormMeasure::Members => (sums.members * 100, norm.at_least * 100, norm.at_most * 100),
            NormMeasure::WomenPercent => {
                (women * 100, norm.at_least * sums.members, norm.at_most * sums.members)
            }
            NormMeasure::OlderPercent => {
                (older * 100, norm.at_least * sums.members, norm.at_most * sums.members)
            }
        };
        let missing = |hundredths: i64| Some((hundredths + 99) / 100);
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
    use crate::statistics::suppression::Measured;

    fn sums(members: i64, women: i64, older: i64) -> PeopleSums {
        let mut people = [0; PEOPLE];
        (people[0], people[2]) = (women, older);
        PeopleSums { clubs: 1, active_clubs: 1, members, people }
    }

    fn shown(sums: &PeopleSums) -> Figures {
        let measured = Measured::of(COLUMNS.into_iter().skip(2));
        let named =
            std::iter::once((MEMBERS, sums.members)).chain(COLUMNS.into_iter().skip(3).zip(sums.people));
        let marks = measured.alone(&measured.row(&named.collect()));
        show(sums, NaiveDate::default(), &measured.withheld(&marks))
    }

    #[test]
    fn a_small_number_and_a_small_rest_are_withheld() {
        assert!(shown(&sums(60, 3, 40)).women.suppressed, "three women");
        assert!(shown(&sums(60, 57, 40)).women.suppressed, "three men");
        assert!(!shown(&sums(60, 40, 40)).women.suppressed);
        assert!(!shown(&sums(60, 0, 40)).women.suppressed, "nobody is nobody");
        assert!(shown(&sums(4, 0, 0)).members.suppressed, "a handful of members");
    }

    #[test]
    fn a_norm_says_how_many_persons_are_missing() {
        let short = shortfalls(&sums(47, 20, 30), &Withheld::default());
        let said: Vec<_> = short.iter().map(|s| (s.norm.measure, s.side, s.persons)).collect();
        // 47 members: 3 short of 50; 60 % of 47 is 28.2, so 9 women short; 30 of 47 is 63.8 %
        assert_eq!(
            said,
            [(NormMeasure::Members, "below", Some(3)), (NormMeasure::WomenPercent, "below", Some(9))]
        );
        assert!(shortfalls(&sums(60, 36, 42), &Withheld::default()).is_empty(), "60 % and 70 % are within");
    }
}
