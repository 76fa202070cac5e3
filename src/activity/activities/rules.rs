//! What an activity has to agree with by itself: its days, its areas, its numbers.

use super::model::{Activity, ActivityPatch, ActivityReport, ActivityState};
use crate::activity::areas::model::Area;
use crate::platform::error::{Code, Field, FieldCode};
use crate::{Error, Result};
use chrono::NaiveDate;
use std::collections::HashSet;

/// The longest activity, in days after its first.
const LONGEST: i64 = 366;

/// The first and the last day, in order and not too far apart.
///
/// # Errors
/// 422 at `/ends_on`.
pub fn days(starts_on: NaiveDate, ends_on: NaiveDate) -> Result<(NaiveDate, NaiveDate)> {
    match (ends_on - starts_on).num_days() {
        ..0 => Err(Error::field("/ends_on", FieldCode::DateOrder)),
        0..=LONGEST => Ok((starts_on, ends_on)),
        _ => Err(Error::field("/ends_on", FieldCode::Range)),
    }
}

/// The days after a move: the last goes with the first unless told.
///
/// # Errors
/// 422 at `/ends_on`.
pub fn moved(
    (starts_on, ends_on): (NaiveDate, NaiveDate),
    to: Option<NaiveDate>,
    until: Option<NaiveDate>,
) -> Result<(NaiveDate, NaiveDate)> {
    let first = to.unwrap_or(starts_on);
    days(first, until.unwrap_or(first + (ends_on - starts_on)))
}

/// Each area once, the main one not among the others.
///
/// # Errors
/// 422 at the place of what is repeated.
pub fn areas(area: Area, more: &[Area]) -> Result<()> {
    let mut seen = HashSet::from([area]);
    let repeated = more.iter().enumerate().filter(|(_, other)| !seen.insert(**other));
    let wrong: Vec<Field> =
        repeated.map(|(index, _)| Field::new(format!("/more_areas/{index}"), FieldCode::Repeated)).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
}

/// How many took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turnout {
    /// Members, as persons.
    pub members: i32,
    /// Others, as persons.
    pub guests: i32,
    /// Takings-part.
    pub turns: i32,
}

impl ActivityReport {
    /// How many took part: members by a list or by a number, and at least as many turns as persons.
    ///
    /// # Errors
    /// 422 for both or neither, for who is listed twice, and for fewer turns than persons.
    pub fn turnout(&self) -> Result<Turnout> {
        let members = match (&self.members, self.member_count) {
            (Some(_), Some(_)) => return Err(Error::field("/member_count", FieldCode::NotHere)),
            (None, None) => return Err(Error::field("/members", FieldCode::Required)),
            (None, Some(count)) => count,
            (Some(list), None) => {
                let mut seen = HashSet::new();
                let repeated = list.iter().enumerate().filter(|(_, member)| !seen.insert(**member));
                let wrong: Vec<Field> = repeated
                    .map(|(index, _)| Field::new(format!("/members/{index}"), FieldCode::Repeated))
                    .collect();
                if !wrong.is_empty() {
                    return Err(Error::invalid(wrong));
                }
                i32::try_from(list.len()).unwrap_or(i32::MAX)
            }
        };
        let persons = members + self.guests;
        let turns = self.turns.unwrap_or(persons);
        if turns < persons {
            return Err(Error::field("/turns", FieldCode::Range));
        }
        Ok(Turnout { members, guests: self.guests, turns })
    }
}

impl Activity {
    /// Whether it is still to come.
    ///
    /// # Errors
    /// 409 for what is done or cancelled.
    pub fn still_planned(&self) -> Result<()> {
        match self.state {
            ActivityState::Planned => Ok(()),
            state => Err(Error::from(Code::ActivityStateRefuses).with("state", state)),
        }
    }
    /// Whether its state lets it be changed so.
    ///
    /// # Errors
    /// 409 for what is cancelled; 422 for a field that its state does not let be changed.
    pub fn allows(&self, patch: &ActivityPatch) -> Result<()> {
        let refused = match self.state {
            ActivityState::Cancelled => return self.still_planned(),
            ActivityState::Planned => vec![("/result", patch.result.is_some())],
            ActivityState::Done => vec![
                ("/area", patch.area.is_some()),
                ("/more_areas", patch.more_areas.is_some()),
                ("/kind", patch.kind.is_some()),
                ("/starts_on", patch.starts_on.is_some()),
                ("/ends_on", patch.ends_on.is_some()),
                ("/starts_at", patch.starts_at.is_some()),
            ],
        };
        let wrong = refused.into_iter().filter(|(_, given)| *given);
        let wrong: Vec<Field> = wrong.map(|(pointer, _)| Field::new(pointer, FieldCode::NotHere)).collect();
        if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::MemberId;
    use serde_json::json;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_day_moves_with_the_first_unless_told() {
        let planned = (day("2026-03-01"), day("2026-03-03"));
        assert_eq!(moved(planned, None, None).unwrap(), planned);
        let later = moved(planned, Some(day("2026-03-10")), None).unwrap();
        assert_eq!(later, (day("2026-03-10"), day("2026-03-12")));
        let short = moved(planned, None, Some(day("2026-03-01"))).unwrap();
        assert_eq!(short, (day("2026-03-01"), day("2026-03-01")));
        assert!(moved(planned, Some(day("2026-03-10")), Some(day("2026-03-09"))).is_err());
        assert!(days(day("2026-03-01"), day("2027-03-02")).is_ok());
        assert!(days(day("2026-03-01"), day("2027-03-03")).is_err());
    }

    #[test]
    fn persons_are_counted_once_and_turns_as_often_as_they_came() {
        let report = |body: serde_json::Value| serde_json::from_value::<ActivityReport>(body).unwrap();
        let wrong = |body| {
            let error = report(body).turnout().unwrap_err();
            (error.fields()[0].pointer.clone(), error.fields()[0].code)
        };
        let (one, two) = (MemberId::new(), MemberId::new());
        let listed = report(json!({ "members": [one, two], "guests": 3 })).turnout().unwrap();
        assert_eq!(listed, Turnout { members: 2, guests: 3, turns: 5 });
        let counted = report(json!({ "member_count": 20, "turns": 60 })).turnout().unwrap();
        assert_eq!(counted, Turnout { members: 20, guests: 0, turns: 60 });
        assert_eq!(wrong(json!({ "member_count": 20, "guests": 1, "turns": 20 })).0, "/turns");
        assert_eq!(wrong(json!({ "members": [one, two, one] })), ("/members/2".into(), FieldCode::Repeated));
        assert_eq!(wrong(json!({ "members": [], "member_count": 0 })).0, "/member_count");
        assert_eq!(wrong(json!({})), ("/members".into(), FieldCode::Required));
    }

    #[test]
    fn an_area_is_named_once() {
        assert!(areas(Area::Income, &[Area::Rights, Area::SelfHelp]).is_ok());
        assert!(areas(Area::Income, &[Area::Rights, Area::Income]).is_err());
        assert!(areas(Area::Income, &[Area::Rights, Area::Rights]).is_err());
    }
}
