//! What a report has to agree with by itself, and which numbers of people may be shown.

use super::model::{ExaminedMembers, HealthEvent, HealthEventReport, HealthEventState, Tally};
use crate::platform::auth::{Permission, Place, Role, can};
use crate::platform::disclosure::SuppressibleCount;
use crate::platform::disclosure::{SMALL, hide_a_second};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::ids::MemberId;
use crate::register::clubs::model::Club;
use crate::{Error, Result};
use std::collections::HashSet;

/// Refuses what a health day in another state does not allow.
///
/// # Errors
/// 409 with the state.
pub fn in_one_of(event: &HealthEvent, states: &[HealthEventState]) -> Result<()> {
    if states.contains(&event.state) {
        return Ok(());
    }
    Err(Error::from(Code::HealthEventRefuses).with("state", event.state))
}

/// Those who stand twice in a list.
#[must_use]
pub fn repeated(list: &str, members: &[MemberId]) -> Vec<Field> {
    let mut seen = HashSet::new();
    let again = members.iter().enumerate().filter(|(_, member)| !seen.insert(**member));
    again.map(|(index, _)| Field::new(format!("/{list}/{index}"), FieldCode::Repeated)).collect()
}

impl HealthEventReport {
    /// Whether each is named once, came of those who were invited, and was sent on of those who came.
    ///
    /// # Errors
    /// 422 for everybody else.
    pub fn check(&self, invited: &HashSet<MemberId>) -> Result<()> {
        let mut wrong = repeated("attended", &self.attended);
        wrong.extend(repeated("referred", &self.referred));
        let not_invited = |list: &'static str, members: &[MemberId], among: &HashSet<MemberId>| {
            let strangers = members.iter().enumerate().filter(|(_, member)| !among.contains(member));
            let fields =
                strangers.map(|(index, _)| Field::new(format!("/{list}/{index}"), FieldCode::NotInvited));
            fields.collect::<Vec<Field>>()
        };
        let attended: HashSet<MemberId> = self.attended.iter().copied().collect();
        wrong.extend(not_invited("attended", &self.attended, invited));
        wrong.extend(not_invited("referred", &self.referred, &attended));
        if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
    }
}

/// Whether somebody may know who of a club was examined anyway: by name, or with what was found.
#[must_use]
pub fn knows(roles: &[(Role, Place)], club: &Club) -> bool {
    let path = [Some(club.hamlet_id), Some(club.commune_id), club.district_id, Some(club.province_id)];
    let holds = |role: &Role| {
        can::ReadMembers::HOLDERS.contains(role) || can::ReadHealthResults::HOLDERS.contains(role)
    };
    let reaches = |place: Place| {
        place.club() == Some(club.id) || path.iter().flatten().any(|id| place.unit() == Some(*id))
    };
    roles.iter().any(|(role, place)| holds(role) && reaches(*place))
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |a, b| Self {
            invited: a.invited + b.invited,
            attended: a.attended + b.attended,
            referred: a.referred + b.referred,
        })
    }
}

/// Which of attended and referred is withheld: few, and all but a few who were sent on.
pub type Hidden = [bool; 2];

/// What of a whole has to be withheld.
#[must_use]
pub fn small(tally: &Tally) -> Hidden {
    let few = |persons: i64| SMALL.contains(&persons);
    [few(tally.attended), few(tally.referred) || few(tally.attended - tally.referred)]
}

/// What to withhold in each of the parts that are shown, and in the whole. `rest` is what lies in no part that
/// is shown: it could be had by taking these from the whole.
#[must_use]
pub fn small_parts(parts: &[Tally], rest: Tally) -> (Vec<Hidden>, Hidden) {
    let all: Vec<Tally> = parts.iter().copied().chain([rest]).collect();
    let mut hidden: Vec<Hidden> = all.iter().map(small).collect();
    let counts: Vec<[i64; 2]> = all.iter().map(|tally| [tally.attended, tally.referred]).collect();
    hide_a_second(&counts, &mut hidden);
    let mut whole = small(&all.into_iter().sum());
    // one part alone is withheld, and no other could be: then the whole would be that part
    for measure in 0..2 {
        let at = |flags: &Hidden| flags.get(measure).copied().unwrap_or(false);
        if hidden.iter().filter(|flags| at(flags)).count() == 1
            && let Some(flag) = whole.get_mut(measure)
        {
            *flag = true;
        }
    }
    hidden.pop();
    (hidden, whole)
}

/// A tally as shown.
#[must_use]
pub fn show(tally: &Tally, [attended, referred]: Hidden) -> ExaminedMembers {
    let count = |value, suppressed| {
        if suppressed {
            SuppressibleCount { value: None, suppressed }
        } else {
            SuppressibleCount::from(value)
        }
    };
    ExaminedMembers {
        invited: tally.invited,
        attended: count(tally.attended, attended),
        referred: count(tally.referred, referred),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(attended: i64, referred: i64) -> Tally {
        Tally { invited: 60, attended, referred }
    }

    #[test]
    fn a_few_people_are_withheld_and_so_are_all_but_a_few() {
        assert_eq!(small(&tally(40, 10)), [false, false]);
        assert_eq!(small(&tally(40, 3)), [false, true]);
        assert_eq!(small(&tally(40, 38)), [false, true], "two were not sent on");
        assert_eq!(small(&tally(4, 0)), [true, true]);
        assert_eq!(small(&tally(0, 0)), [false, false], "nobody is nobody");
    }

    #[test]
    fn no_withheld_part_can_be_had_by_taking_the_others_from_the_whole() {
        let (parts, whole) = small_parts(&[tally(40, 3), tally(40, 10), tally(40, 20)], Tally::default());
        assert_eq!(parts.iter().map(|hidden| hidden[1]).collect::<Vec<_>>(), [true, true, false]);
        assert!(!whole[1]);
        let (parts, whole) = small_parts(&[tally(40, 3), tally(40, 0)], Tally::default());
        assert_eq!((parts[0][1], whole[1]), (true, true));
        let (parts, whole) = small_parts(&[tally(40, 10)], tally(3, 0));
        assert_eq!((parts[0][0], whole[0]), (true, false), "the rest is small, and out of reach");
    }

    #[test]
    fn a_report_names_each_once_and_only_those_who_were_invited_and_came() {
        let [a, b, c] = [1, 2, 3].map(|n| MemberId(uuid::Uuid::from_u128(n)));
        let report = |attended: &[MemberId], referred: &[MemberId]| {
            let report = HealthEventReport {
                attended: attended.to_vec(),
                referred: referred.to_vec(),
                community: 0,
                medicines: None,
            };
            report.check(&HashSet::from([a, b])).map_err(|e| e.fields().to_vec())
        };
        assert_eq!(report(&[a, b], &[b]), Ok(()));
        assert_eq!(report(&[a, a], &[]), Err(vec![Field::new("/attended/1", FieldCode::Repeated)]));
        assert_eq!(report(&[a, c], &[]), Err(vec![Field::new("/attended/1", FieldCode::NotInvited)]));
        assert_eq!(report(&[a], &[b]), Err(vec![Field::new("/referred/0", FieldCode::NotInvited)]));
    }
}
