//! Which numbers may be shown. Whole numbers only.

use super::model::{ActiveArea, ActivityFigures, ActivitySums};
use crate::activity::areas::model::Area;
use crate::platform::disclosure::SuppressibleCount;
use crate::platform::disclosure::{SMALL, hide_a_second};
use crate::platform::money::Vnd;
use crate::statistics::finances::rules::ratio;
use chrono::NaiveDate;
use strum::IntoEnumIterator;

/// How many topics count persons.
pub const TOPICS: usize = 6;

/// Which topics are withheld, in the order of `persons`.
pub type Hidden = [bool; TOPICS];

fn persons(s: &ActivitySums) -> [i64; TOPICS] {
    [s.volunteers, s.care_cases, s.checked, s.checked_twice, s.insured, s.rights_cases]
}

/// What of some sums has to be withheld: persons who are 1 to 4, and members of whom all but 1 to 4 are meant.
#[must_use]
pub fn small(s: &ActivitySums) -> Hidden {
    let few = |persons: i64| SMALL.contains(&persons);
    let part = |persons: i64, whole: i64| few(persons) || few(whole - persons);
    let checked = part(s.checked, s.members);
    // who came once and not twice can be had from both
    let twice = part(s.checked_twice, s.members) || !checked && part(s.checked_twice, s.checked);
    [few(s.volunteers), few(s.care_cases), checked, twice, part(s.insured, s.members), few(s.rights_cases)]
}

/// What to withhold in each of several parts of a whole that is shown too.
#[must_use]
pub fn small_parts(parts: &[ActivitySums]) -> Vec<Hidden> {
    let mut hidden: Vec<Hidden> = parts.iter().map(small).collect();
    let counts: Vec<[i64; TOPICS]> = parts.iter().map(persons).collect();
    hide_a_second(&counts, &mut hidden);
    hidden
}

/// Sums as shown, with or without small numbers of persons.
#[must_use]
pub fn show(s: &ActivitySums, as_of: NaiveDate, hidden: Option<Hidden>) -> ActivityFigures {
    let [volunteers, cases, checked, twice, insured, rights] = hidden.unwrap_or([false; TOPICS]);
    let count = |value: i64, suppressed: bool| SuppressibleCount {
        value: (!suppressed).then_some(value),
        suppressed,
    };
    let areas = Area::iter().zip(s.areas).map(|(area, clubs)| ActiveArea { area, clubs });
    ActivityFigures {
        as_of,
        clubs: s.clubs,
        all_areas: ratio(s.all_areas, s.clubs, false),
        areas: areas.collect(),
        activities: s.activities,
        turns: s.turns,
        meetings: s.meetings,
        attendance: s.attendance,
        volunteers: count(s.volunteers, volunteers),
        care_cases: count(s.care_cases, cases),
        care_visits: count(s.care_visits, cases), // how many are visited could be guessed from how often
        checked: ratio(s.checked, s.members, checked),
        checked_twice: ratio(s.checked_twice, s.members, twice),
        insured: ratio(s.insured, s.members, insured),
        trainings: s.trainings,
        training_turns: s.training_turns,
        exchange_visits: s.exchange_visits,
        monitoring_visits: s.monitoring_visits,
        awards: s.awards,
        self_help_actions: s.self_help_actions,
        rights_cases: count(s.rights_cases, rights),
        mobilised_cash_vnd: Vnd::new(s.mobilised_cash),
        mobilised_in_kind_vnd: Vnd::new(s.mobilised_kind),
        labour_half_days: s.labour_half_days,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many() -> ActivitySums {
        ActivitySums {
            clubs: 2,
            members: 120,
            volunteers: 12,
            care_cases: 9,
            care_visits: 300,
            checked: 110,
            checked_twice: 60,
            insured: 100,
            rights_cases: 7,
            all_areas: 1,
            ..ActivitySums::default()
        }
    }
    fn shown(s: &ActivitySums) -> ActivityFigures {
        show(s, NaiveDate::default(), Some(small(s)))
    }

    #[test]
    fn where_many_stand_behind_a_number_it_is_shown() {
        let seen = shown(&many());
        assert!(!serde_json::to_string(&seen).unwrap().contains("\"suppressed\":true"));
        assert_eq!(seen.all_areas.per_mille, Some(500));
        assert_eq!(seen.checked.per_mille, Some(917));
    }

    #[test]
    fn few_persons_are_withheld_and_with_the_cared_for_the_visits() {
        let seen = shown(&ActivitySums { care_cases: 3, volunteers: 4, rights_cases: 1, ..many() });
        assert!(seen.care_cases.suppressed && seen.care_visits.suppressed);
        assert!(seen.volunteers.suppressed && seen.rights_cases.suppressed);
        assert!(!seen.checked.suppressed);
    }

    #[test]
    fn all_but_a_few_and_the_few_between_once_and_twice_are_withheld() {
        assert!(shown(&ActivitySums { checked: 118, ..many() }).checked.suppressed);
        let seen = shown(&ActivitySums { checked_twice: 107, ..many() });
        assert!(!seen.checked.suppressed && seen.checked_twice.suppressed);
        assert!(shown(&ActivitySums { insured: 2, ..many() }).insured.suppressed);
    }

    #[test]
    fn no_withheld_part_can_be_had_by_taking_the_others_from_the_whole() {
        let hidden = small_parts(&[
            ActivitySums { volunteers: 2, ..many() },
            many(),
            ActivitySums { volunteers: 30, ..many() },
        ]);
        assert_eq!(hidden.iter().map(|flags| flags[0]).collect::<Vec<_>>(), [true, true, false]);
    }
}
