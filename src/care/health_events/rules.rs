//! What a report has to agree with by itself, and which numbers of people may be shown.

use super::model::{ExaminedMembers, HealthEvent, HealthEventReport, HealthEventState, Tally};
use crate::platform::auth::{Permission, Place, Role, can};
use crate::platform::disclosure::{Reasons, SuppressibleCount, alone, among};
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

/// Whether somebody may know who of a club was examined anyway: who was invited and came, or what was found.
#[must_use]
pub fn knows(roles: &[(Role, Place)], club: &Club) -> bool {
    let path = [Some(club.hamlet_id), Some(club.commune_id), club.district_id, Some(club.province_id)];
    let holds = |role: &Role| {
        can::ReadInvitations::HOLDERS.contains(role) || can::ReadHealthResults::HOLDERS.contains(role)
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

/// Why attended and referred are withheld.
pub type Hidden = [Reasons; 2];

/// The numbers of persons that each of the two tells: who came; who was sent on, and who of those who came was not.
fn persons(tally: &Tally) -> [Vec<i64>; 2] {
    [vec![tally.attended], vec![tally.referred, tally.attended - tally.referred]]
}

/// What of a whole has to be withheld.
#[must_use]
pub fn small(tally: &Tally) -> Hidden {
    persons(tally).map(|terms| alone(&terms))
}

/// What to withhold of the whole and of each club, whoever asks, in the order of their ids.
#[must_use]
pub fn small_parts(clubs: &[Tally]) -> (Vec<Hidden>, Hidden) {
    let whole = small(&clubs.iter().copied().sum());
    let [attended, referred] = [0, 1].map(|measure: usize| {
        let terms =
            clubs.iter().filter_map(|tally| persons(tally).into_iter().nth(measure)).collect::<Vec<_>>();
        among(if measure == 0 { whole[0] } else { whole[1] }, &terms)
    });
    (attended.into_iter().zip(referred).map(|(attended, referred)| [attended, referred]).collect(), whole)
}

/// The whole, withheld too where the clubs that somebody neither knows nor is shown have so few together: she would take
/// the others from the whole.
#[must_use]
pub fn with_rest([attended, referred]: Hidden, [came, sent_on]: [Tally; 2]) -> Hidden {
    let ([of_attended, _], [_, of_referred]) = (small(&came), small(&sent_on));
    [attended.and(of_attended), referred.and(of_referred)]
}

/// A tally as shown to one who knows those people, or not.
#[must_use]
pub fn show(tally: &Tally, [attended, referred]: Hidden, knows: bool) -> ExaminedMembers {
    ExaminedMembers {
        invited: tally.invited,
        attended: SuppressibleCount::of(tally.attended, attended.unless(knows)),
        referred: SuppressibleCount::of(tally.referred, referred.unless(knows)),
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
        let hidden = |attended, referred| small(&tally(attended, referred)).map(Reasons::any);
        assert_eq!(hidden(40, 10), [false, false]);
        assert_eq!(hidden(40, 3), [false, true]);
        assert_eq!(hidden(40, 38), [false, true], "two were not sent on");
        assert_eq!(hidden(4, 0), [true, true]);
        assert_eq!(hidden(0, 0), [false, false], "nobody is nobody");
    }

    #[test]
    fn no_withheld_part_can_be_had_by_taking_the_others_from_the_whole() {
        let referred = |clubs: &[Tally]| {
            let (clubs, whole) = small_parts(clubs);
            (clubs.iter().map(|hidden| hidden[1].any()).collect::<Vec<bool>>(), whole[1].any())
        };
        let (few, some, more) = (tally(40, 3), tally(40, 10), tally(40, 20));
        assert_eq!(referred(&[few, some, more]), (vec![true, true, false], false));
        assert_eq!(referred(&[few, tally(40, 0)]), (vec![true, false], true), "the whole is small itself");
    }

    #[test]
    fn the_whole_does_not_tell_a_few_people_of_the_clubs_of_others() {
        let whole = small(&tally(43, 13));
        assert_eq!(with_rest(whole, [tally(40, 3), tally(40, 3)]).map(Reasons::any), [false, true]);
        assert_eq!(with_rest(whole, [tally(40, 10), Tally::default()]).map(Reasons::any), [false, false]);
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
