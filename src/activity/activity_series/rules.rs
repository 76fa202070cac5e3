//! Which days a rhythm has.

use super::model::{NewSeries, SeriesRhythm};
use crate::platform::error::FieldCode;
use crate::{Error, Result};
use chrono::{Datelike, Days, Months, NaiveDate};

/// The longest series, in days after its first: two years, one of them a leap year.
const LONGEST: i64 = 731;

/// On which days a rhythm falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// This day of each month, or the last one of a shorter month.
    DayOfMonth(i16),
    /// This day of each week; 1 is Monday.
    Weekday(i16),
}

impl NewSeries {
    /// The days of the rhythm, in order.
    ///
    /// # Errors
    /// 422 for a day that is missing or of the other rhythm, for a span out of order, too long or without a day.
    pub fn days(&self) -> Result<Vec<NaiveDate>> {
        let beat = match (self.rhythm, self.day_of_month, self.weekday) {
            (SeriesRhythm::Monthly, Some(day), None) => Beat::DayOfMonth(day),
            (SeriesRhythm::Weekly, None, Some(day)) => Beat::Weekday(day),
            (SeriesRhythm::Monthly, None, _) => {
                return Err(Error::field("/day_of_month", FieldCode::Required));
            }
            (SeriesRhythm::Weekly, _, None) => return Err(Error::field("/weekday", FieldCode::Required)),
            (SeriesRhythm::Monthly, ..) => return Err(Error::field("/weekday", FieldCode::NotHere)),
            (SeriesRhythm::Weekly, ..) => return Err(Error::field("/day_of_month", FieldCode::NotHere)),
        };
        let (from, to) = (self.starts_on.get(), self.ends_on.get());
        match (to - from).num_days() {
            ..0 => return Err(Error::field("/ends_on", FieldCode::DateOrder)),
            0..=LONGEST => {}
            _ => return Err(Error::field("/ends_on", FieldCode::Range)),
        }
        let days = days(beat, from, to);
        if days.is_empty() { Err(Error::field("/ends_on", FieldCode::Range)) } else { Ok(days) }
    }
}

/// The days of a rhythm from one day through another.
#[must_use]
pub fn days(beat: Beat, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    let beats: Box<dyn Iterator<Item = NaiveDate>> = match beat {
        Beat::DayOfMonth(day) => {
            let months = (0..).map_while(move |n| from.with_day(1)?.checked_add_months(Months::new(n)));
            Box::new(months.filter_map(move |first| {
                (0..4).find_map(|less| first.with_day(u32::try_from(day).ok()?.checked_sub(less)?))
            }))
        }
        Beat::Weekday(day) => {
            let ahead = (i64::from(day) - i64::from(from.weekday().number_from_monday())).rem_euclid(7);
            let first = from.checked_add_days(Days::new(ahead.unsigned_abs()));
            Box::new(std::iter::successors(first, |day| day.checked_add_days(Days::new(7))))
        }
    };
    beats.skip_while(|day| *day < from).take_while(|day| *day <= to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn told(beat: Beat, from: &str, to: &str) -> Vec<String> {
        days(beat, day(from), day(to)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_31st_of_a_shorter_month_is_its_last_day() {
        assert_eq!(
            told(Beat::DayOfMonth(31), "2027-12-31", "2028-05-01"),
            ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]
        );
        assert_eq!(told(Beat::DayOfMonth(29), "2027-02-01", "2027-02-28"), ["2027-02-28"]);
        assert_eq!(told(Beat::DayOfMonth(30), "2027-02-01", "2027-03-30"), ["2027-02-28", "2027-03-30"]);
    }

    #[test]
    fn only_days_within_the_span_count() {
        assert_eq!(told(Beat::DayOfMonth(17), "2026-11-18", "2027-01-17"), ["2026-12-17", "2027-01-17"]);
        assert!(told(Beat::DayOfMonth(17), "2026-11-18", "2026-12-16").is_empty());
        assert_eq!(
            told(Beat::Weekday(1), "2026-11-22", "2026-12-07"),
            ["2026-11-23", "2026-11-30", "2026-12-07"]
        );
        assert_eq!(told(Beat::Weekday(7), "2026-11-22", "2026-11-28"), ["2026-11-22"]);
        assert!(told(Beat::Weekday(6), "2026-11-22", "2026-11-27").is_empty());
    }

    #[test]
    fn every_month_has_one_day_and_every_week_too_whatever_the_beginning() {
        let first = day("2023-12-25");
        for shift in 0..400 {
            let from = first + Days::new(shift);
            let to = from + Days::new(731);
            for beat in 1..=31 {
                let days = days(Beat::DayOfMonth(beat), from, to);
                assert!((24..=25).contains(&days.len()), "{beat} from {from}: {}", days.len());
                for pair in days.windows(2) {
                    let months = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month()).unwrap();
                    assert_eq!(months(pair[1]) - months(pair[0]), 1, "{pair:?}");
                }
                for day in days {
                    let last = day.succ_opt().unwrap().day() == 1;
                    assert!((from..=to).contains(&day));
                    assert!(day.day() == u32::try_from(beat).unwrap() || (last && day.day() < 31), "{day}");
                }
            }
            for beat in 1..=7 {
                let days = days(Beat::Weekday(beat), from, to);
                assert!((104..=105).contains(&days.len()));
                assert!(days.windows(2).all(|pair| (pair[1] - pair[0]).num_days() == 7));
                assert!(
                    days.iter().all(|day| day.weekday().number_from_monday() == u32::try_from(beat).unwrap())
                );
            }
        }
    }

    #[test]
    fn a_rhythm_has_its_own_day_and_an_end() {
        let series = |change: Value| {
            let mut body = json!({ "area": "rights", "kind": "K", "title": "T", "rhythm": "monthly",
                "day_of_month": 17, "starts_on": "2026-12-01", "ends_on": "2028-12-01" });
            body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            serde_json::from_value::<NewSeries>(body).unwrap().days()
        };
        assert_eq!(series(json!({})).unwrap().len(), 24);
        for (change, pointer, code) in [
            (json!({ "day_of_month": null }), "/day_of_month", FieldCode::Required),
            (json!({ "weekday": 1 }), "/weekday", FieldCode::NotHere),
            (json!({ "rhythm": "weekly" }), "/weekday", FieldCode::Required),
            (json!({ "rhythm": "weekly", "weekday": 1 }), "/day_of_month", FieldCode::NotHere),
            (json!({ "ends_on": "2026-11-30" }), "/ends_on", FieldCode::DateOrder),
            (json!({ "ends_on": "2026-12-16" }), "/ends_on", FieldCode::Range),
            (json!({ "ends_on": "2028-12-02" }), "/ends_on", FieldCode::Range),
        ] {
            let error = series(change).unwrap_err();
            assert_eq!((error.fields()[0].pointer.as_str(), error.fields()[0].code), (pointer, code));
        }
    }
}
