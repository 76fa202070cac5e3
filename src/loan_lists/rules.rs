//! What is said of a loan's dates, and where a list goes on.

use super::model::Lateness;
use crate::column::ClubId;
use chrono::NaiveDate;

/// How late a loan is on a day, of which the oldest unpaid instalment was due on another. Whatever stands
/// still on that day is not late.
#[must_use]
pub fn lateness(late_since: Option<NaiveDate>, frozen_until: Option<NaiveDate>, day: NaiveDate) -> Lateness {
    if frozen_until.is_some_and(|last| last >= day) {
        return Lateness::None;
    }
    match late_since.map_or(0, |since| (day - since).num_days()) {
        ..=0 => Lateness::None,
        1..=30 => Lateness::UpTo30,
        31..=60 => Lateness::UpTo60,
        61..=90 => Lateness::UpTo90,
        _ => Lateness::Over90,
    }
}

/// The month of a day, `YYYY-MM`.
#[must_use]
pub fn month(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// The row behind which a list goes on. It travels sealed, for the number is known to those who know the name.
#[must_use]
pub fn bookmark(club: ClubId, number: i32) -> String {
    format!("{club} {number}")
}

/// Reads a [`bookmark`].
#[must_use]
pub fn open_bookmark(text: &str) -> Option<(ClubId, i32)> {
    let (club, number) = text.split_once(' ')?;
    Some((ClubId(club.parse().ok()?), number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_of_lateness_begins_the_day_after_the_last_one_ends() {
        let due = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap();
        for (days, class) in [
            (0, Lateness::None),
            (1, Lateness::UpTo30),
            (30, Lateness::UpTo30),
            (31, Lateness::UpTo60),
            (60, Lateness::UpTo60),
            (61, Lateness::UpTo90),
            (90, Lateness::UpTo90),
            (91, Lateness::Over90),
        ] {
            let day = due + chrono::Days::new(days);
            assert_eq!(lateness(Some(due), None, day), class, "{days}");
            assert_eq!(lateness(Some(due), Some(day), day), Lateness::None, "what stands still is not late");
        }
        assert_eq!(lateness(None, None, due), Lateness::None);
    }

    #[test]
    fn a_bookmark_is_read_as_it_was_written() {
        let club = ClubId::new();
        assert_eq!(open_bookmark(&bookmark(club, 17)), Some((club, 17)));
        assert_eq!(open_bookmark("17"), None);
        assert_eq!(month(NaiveDate::from_ymd_opt(2026, 3, 9).unwrap()), "2026-03");
    }
}
