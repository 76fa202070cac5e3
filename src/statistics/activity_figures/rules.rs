//! Which numbers may be shown. Whole numbers only.

use super::model::{ActiveArea, ActivityFigures, ActivitySums};
use crate::activity::areas::model::Area;
use crate::platform::money::Vnd;
use crate::statistics::finances::rules::ratio;
use crate::statistics::suppression::Withheld;
use chrono::NaiveDate;
use strum::IntoEnumIterator;

/// Sums as shown, without what is withheld.
#[must_use]
pub fn show(s: &ActivitySums, as_of: NaiveDate, withheld: &Withheld) -> ActivityFigures {
    const MEMBERS: &str = "club_metrics.members";
    let count = |column: &'static str, value| withheld.count(&[column], value);
    let of_members = |column: &'static str, part| ratio(part, s.members, withheld.hides(&[column, MEMBERS]));
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
        volunteers: count("activity_metrics.volunteers", s.volunteers),
        care_cases: count("activity_metrics.care_cases", s.care_cases),
        care_visits: count("activity_metrics.care_visits", s.care_visits),
        checked: of_members("activity_metrics.checked", s.checked),
        checked_twice: of_members("activity_metrics.checked_twice", s.checked_twice),
        insured: of_members("activity_metrics.insured", s.insured),
        trainings: s.trainings,
        training_turns: s.training_turns,
        exchange_visits: s.exchange_visits,
        monitoring_visits: s.monitoring_visits,
        awards: s.awards,
        self_help_actions: s.self_help_actions,
        rights_cases: count("activity_metrics.rights_cases", s.rights_cases),
        mobilised_cash_vnd: Vnd::new(s.mobilised_cash),
        mobilised_in_kind_vnd: Vnd::new(s.mobilised_kind),
        labour_half_days: s.labour_half_days,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::summary::Summary;
    use crate::statistics::suppression::Measured;

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
    /// As shown to whoever knows nobody: of one place alone, in which each case is another person's.
    fn shown(s: &ActivitySums) -> ActivityFigures {
        let people = [
            ("club_metrics.members", s.members),
            ("activity_metrics.volunteers", s.volunteers),
            ("management_metrics.cared_for", s.care_cases),
            ("management_metrics.visited", s.care_cases),
            ("activity_metrics.checked", s.checked),
            ("activity_metrics.checked_twice", s.checked_twice),
            ("activity_metrics.insured", s.insured),
            ("management_metrics.rights_holders", s.rights_cases),
        ];
        let measured = Measured::of(ActivitySums::COLUMNS.iter().copied());
        let marks = measured.alone(&measured.row(&people.into_iter().collect()));
        show(s, NaiveDate::default(), &measured.withheld(&marks))
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
}
