//! What is said of a loan's dates, and where a list goes on.

use crate::lending::standing::ArrearsClass;
use crate::platform::ids::ClubId;
use chrono::NaiveDate;

/// How late a loan is on a day, of which the oldest unpaid instalment was due on another. Whatever stands
/// still on that day is not late.
#[must_use]
pub fn lateness(
    late_since: Option<NaiveDate>,
    frozen_until: Option<NaiveDate>,
    day: NaiveDate,
) -> ArrearsClass {
    let moving = late_since.filter(|_| frozen_until.is_none_or(|last| last < day));
    ArrearsClass::of(moving.map_or(0, |since| (day - since).num_days()))
}

/// The month of a day, `YYYY-MM`.
#[must_use]
pub fn month(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// The row behind which a list goes on. It travels encrypted, for the number is known to those who know the name.
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
            (0, ArrearsClass::Current),
            (1, ArrearsClass::Days1To30),
            (30, ArrearsClass::Days1To30),
            (31, ArrearsClass::Days31To60),
            (60, ArrearsClass::Days31To60),
            (61, ArrearsClass::Days61To90),
            (90, ArrearsClass::Days61To90),
            (91, ArrearsClass::Over90),
        ] {
            let day = due + chrono::Days::new(days);
            assert_eq!(lateness(Some(due), None, day), class, "{days}");
            let paused = lateness(Some(due), Some(day), day);
            assert_eq!(paused, ArrearsClass::Current, "what stands still is not late");
        }
        assert_eq!(lateness(None, None, due), ArrearsClass::Current);
    }

    #[test]
    fn a_bookmark_is_read_as_it_was_written() {
        let club = ClubId::new();
        assert_eq!(open_bookmark(&bookmark(club, 17)), Some((club, 17)));
        assert_eq!(open_bookmark("17"), None);
        assert_eq!(month(NaiveDate::from_ymd_opt(2026, 3, 9).unwrap()), "2026-03");
    }
}
