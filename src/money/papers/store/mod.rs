//! What papers are made of, collected from the stores of their resources.

mod ledger;
mod loans;
mod meetings;

pub use ledger::{annual_accounts, cash_book, fund_statement, passbook, savings_book, slip};
pub use loans::{application, contract, due_list, loans_on, schedule};
pub use meetings::{cash_count, minutes};

use super::model::PaperHead;
use crate::Result;
use crate::money::decisions;
use crate::platform::db::Reads;
use crate::platform::ids::{ClubId, MemberId};
use crate::register::members::model::Member;
use crate::register::{clubs, placements};
use chrono::NaiveDate;
use std::collections::HashMap;

/// Who issues a paper of a club in the caller's reach, as it was on a day: its name, its place, its board.
async fn head(db: &mut impl Reads, club: ClubId, day: NaiveDate) -> Result<PaperHead> {
    let club = clubs::store::find(db, club).await?;
    let home = placements::store::home_on(db, &club, day).await?;
    let board = decisions::store::board(db, club.id, day).await?;
    Ok(PaperHead {
        club: clubs::store::named_on(db, &club, day).await?,
        hamlet: home.name,
        within: home.within,
        board: board.into_iter().map(|seat| (seat.position, seat.holder.full_name)).collect(),
        day,
    })
}

/// The name of one of those who were found; nobody else is named.
fn named(found: &HashMap<MemberId, Member>, id: MemberId) -> String {
    found.get(&id).map(|member| member.person.full_name.clone()).unwrap_or_default()
}
