//! What is doubtful about a visit.

use super::model::CareVisitWarning;
use chrono::{Days, NaiveDate, NaiveTime};

/// What is entered later than this many days after is entered late.
const LATE_AFTER: Days = Days::new(31);

/// When a visit began, and how many minutes it took.
pub type Window = (NaiveTime, i16);

/// Whether two visits of one day fall into one another. Where one ends, the other may begin.
fn overlap((one, first): Window, (other, second): Window) -> bool {
    let gap = (other - one).num_minutes();
    if gap >= 0 { gap < i64::from(first) } else { -gap < i64::from(second) }
}

/// What is doubtful about a visit on a day: entered late, by somebody whose case it was not, or by somebody who was
/// elsewhere. Where a time is not known, nothing is said of it.
#[must_use]
pub fn warnings(
    on: NaiveDate,
    today: NaiveDate,
    all_assigned: bool,
    window: Option<Window>,
    elsewhere: &[Window],
) -> Vec<CareVisitWarning> {
    let mut found = vec![];
    if window.is_some_and(|window| elsewhere.iter().any(|other| overlap(window, *other))) {
        found.push(CareVisitWarning::VolunteerElsewhere);
    }
    if on.checked_add_days(LATE_AFTER).is_some_and(|last| last < today) {
        found.push(CareVisitWarning::LateEntry);
    }
    if !all_assigned {
        found.push(CareVisitWarning::NotAssigned);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    #[test]
    fn visits_overlap_from_their_first_minute_to_the_one_before_their_end() {
        for (other, minutes, overlaps) in [
            ("09:00", 30, true),
            ("08:30", 30, false),
            ("08:30", 31, true),
            ("09:59", 1, true),
            ("10:00", 60, false),
        ] {
            assert_eq!(overlap((at("09:00"), 60), (at(other), minutes)), overlaps, "{other} {minutes}");
            assert_eq!(overlap((at(other), minutes), (at("09:00"), 60)), overlaps, "{other} {minutes}");
        }
    }

    #[test]
    fn a_visit_is_late_after_31_days_and_a_time_that_is_not_known_overlaps_nothing() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-22");
        assert_eq!(warnings(day("2026-10-22"), today, true, None, &[(at("09:00"), 60)]), []);
        assert_eq!(warnings(day("2026-10-21"), today, true, None, &[]), [CareVisitWarning::LateEntry]);
        let both = [CareVisitWarning::VolunteerElsewhere, CareVisitWarning::NotAssigned];
        assert_eq!(warnings(today, today, false, Some((at("09:00"), 60)), &[(at("09:30"), 60)]), both);
    }
}
