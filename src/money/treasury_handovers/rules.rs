//! Between whom a treasury is handed over.

use super::model::NewTreasuryHandover;
use crate::money::funds::model::FundKind;
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::{BoardPositionId, MemberId};
use crate::register::boards::model::BoardPosition;
use crate::{Error, Result};

/// The seats of the two treasurers: that of the incoming one only where she sits already, because the board was renewed
/// before the treasury was handed over. `held` are the holdings of the position in the club, the last first.
///
/// # Errors
/// 409 where the one neither is the treasurer nor was the last before the other.
pub fn seats(
    held: &[BoardPosition],
    outgoing: MemberId,
    incoming: MemberId,
) -> Result<(BoardPositionId, Option<BoardPositionId>)> {
    match held {
        [last, ..] if last.member_id == outgoing => Ok((last.id, None)),
        [last, before, ..]
            if last.member_id == incoming && last.ended_on.is_none() && before.member_id == outgoing =>
        {
            Ok((before.id, Some(last.id)))
        }
        _ => Err(Code::NotTheTreasurer.into()),
    }
}

/// Each fund of the club is counted, and each once.
///
/// # Errors
/// 422 for one that is not, or is twice.
pub fn counts_each(funds: &[FundKind], new: &NewTreasuryHandover) -> Result<()> {
    let counted: Vec<FundKind> = new.counts.iter().map(|count| count.fund).collect();
    for (index, fund) in counted.iter().enumerate() {
        if counted.iter().take(index).any(|earlier| earlier == fund) {
            return Err(Error::field(format!("/counts/{index}/fund"), FieldCode::Repeated));
        }
    }
    if funds.iter().all(|fund| counted.contains(fund)) {
        return Ok(());
    }
    Err(Error::field("/counts", FieldCode::Required))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::{BoardTermId, ClubId};
    use crate::register::boards::model::{Position, PositionHolder};
    use chrono::NaiveDate;

    fn seat(member_id: MemberId, ended_on: Option<NaiveDate>) -> BoardPosition {
        BoardPosition {
            id: BoardPositionId::new(),
            term_id: BoardTermId::new(),
            club_id: ClubId::new(),
            position: Position::Treasurer,
            starts_on: NaiveDate::default(),
            ended_on,
            member_id,
            holder: PositionHolder { full_name: "Lê Văn Mẫu".to_owned(), phone: None },
        }
    }

    #[test]
    fn the_treasurer_hands_over_or_the_last_who_was() {
        let (old, new, other) = (MemberId::new(), MemberId::new(), MemberId::new());
        let day = Some(NaiveDate::default());
        let sits = [seat(old, None)];
        assert_eq!(seats(&sits, old, new).unwrap(), (sits[0].id, None));
        let vacant = [seat(old, day), seat(other, day)];
        assert_eq!(seats(&vacant, old, new).unwrap(), (vacant[0].id, None));
        let renewed = [seat(new, None), seat(old, day)];
        assert_eq!(seats(&renewed, old, new).unwrap(), (renewed[1].id, Some(renewed[0].id)));
        for (held, outgoing, incoming) in [
            (&[][..], old, new),
            (&sits[..], other, new),
            (&vacant[..], other, new),
            (&renewed[..], old, other),
            (&[seat(new, day), seat(old, day)][..], old, new),
        ] {
            let refused = seats(held, outgoing, incoming).unwrap_err();
            assert_eq!(refused.code(), Code::NotTheTreasurer);
        }
    }
}
