//! What makes a board, as far as one document can say it.

use super::model::{BoardWarning, NewSeat, Position};
use crate::platform::error::{Code, Field, FieldCode};
use crate::{Error, Result};
use std::collections::HashSet;

/// The least number of people that is plausible.
pub const FEWEST: usize = 3;
/// The greatest.
pub const MOST: usize = 15;
/// The standard.
pub const USUAL: usize = 5;

impl Position {
    /// Whether only one person at a time holds it.
    #[must_use]
    pub const fn is_single(self) -> bool {
        matches!(self, Self::Chair | Self::Secretary | Self::Bookkeeper | Self::Treasurer)
    }
}

/// A new board has exactly one chair, and nobody holds the same position twice.
///
/// # Errors
/// 409 without one chair, 422 for a repetition.
pub fn check(seats: &[NewSeat]) -> Result<()> {
    let mut known = HashSet::new();
    let repeated = seats.iter().enumerate().filter(|(_, seat)| !known.insert(**seat));
    let repeated: Vec<_> =
        repeated.map(|(index, _)| Field::new(format!("/positions/{index}"), FieldCode::Repeated)).collect();
    if !repeated.is_empty() {
        return Err(Error::invalid(repeated));
    }
    if seats.iter().filter(|seat| seat.position == Position::Chair).count() != 1 {
        return Err(Code::BoardWithoutChair.into());
    }
    Ok(())
}

/// What is unusual about a board of so many people in these positions.
#[must_use]
pub fn warnings(people: usize, positions: &[Position]) -> Vec<BoardWarning> {
    let vacant = |position| !positions.contains(&position);
    [
        (!(FEWEST..=MOST).contains(&people), BoardWarning::SizeImplausible),
        ((FEWEST..=MOST).contains(&people) && people != USUAL, BoardWarning::SizeUnusual),
        (vacant(Position::Chair), BoardWarning::NoChair),
        (vacant(Position::Treasurer), BoardWarning::NoTreasurer),
        (vacant(Position::Bookkeeper), BoardWarning::NoBookkeeper),
    ]
    .into_iter()
    .filter_map(|(holds, warning)| holds.then_some(warning))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::MemberId;

    const FIVE: [Position; 5] = [
        Position::Chair,
        Position::ViceChair,
        Position::Secretary,
        Position::Bookkeeper,
        Position::Treasurer,
    ];

    #[test]
    fn a_standard_board_raises_no_eyebrow() {
        assert_eq!(warnings(5, &FIVE), []);
    }

    #[test]
    fn what_is_unusual_is_said() {
        assert_eq!(warnings(9, &FIVE), [BoardWarning::SizeUnusual]);
        assert_eq!(warnings(16, &FIVE), [BoardWarning::SizeImplausible]);
        assert_eq!(
            warnings(1, &[Position::ViceChair]),
            [
                BoardWarning::SizeImplausible,
                BoardWarning::NoChair,
                BoardWarning::NoTreasurer,
                BoardWarning::NoBookkeeper
            ]
        );
    }

    #[test]
    fn a_new_board_has_exactly_one_chair_and_nobody_twice_in_one_position() {
        let seat = |position| NewSeat { member_id: MemberId::new(), position };
        let chair = seat(Position::Chair);
        assert!(check(&[chair, seat(Position::Treasurer)]).is_ok());
        for boards in [vec![seat(Position::Treasurer)], vec![chair, seat(Position::Chair)]] {
            assert_eq!(check(&boards).unwrap_err().code(), Code::BoardWithoutChair);
        }
        let twice = check(&[chair, chair]).unwrap_err();
        assert_eq!(twice.fields(), [Field::new("/positions/1", FieldCode::Repeated)]);
    }
}
