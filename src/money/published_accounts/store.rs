//! Published accounts out of the database: the same few statements, however much moved.

use super::model::{PublishedAccounts, PublishedResolution};
use super::rules::{self, Moved, MovedOf};
use crate::Result;
use crate::money::closings;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, EntryKind};
use crate::money::schema::{ledger_closings, ledger_entries, ledger_lines, meeting_resolutions, meetings};
use crate::platform::db::Reads;
use crate::platform::ids::{ClubId, MemberId};
use crate::platform::money::Vnd;
use crate::register::clubs;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// What a club in the caller's reach has published by a day.
pub async fn of_club(db: &mut impl Reads, club: ClubId, on: NaiveDate) -> Result<PublishedAccounts> {
    clubs::store::find(db, club).await?;
    let closed: Vec<NaiveDate> = closings::store::visible(db.scope())
        .filter(ledger_closings::club_id.eq(club))
        .filter(ledger_closings::through.le(on))
        .order(ledger_closings::through)
        .select(ledger_closings::through)
        .load(db.conn())
        .await?;
    let last = closed.last().copied();
    let before = closed.iter().rev().nth(1).copied();
    let mut published = PublishedAccounts {
        club_id: club,
        closed_through: last,
        closed_before: before,
        funds: vec![],
        lent: None,
        saved: None,
        resolutions: vec![],
    };
    let Some(last) = last else { return Ok(published) };
    let (moved, of) = moved(db, club, last).await?;
    let funds = [FundKind::Income, FundKind::Operating];
    published.funds = funds.iter().filter_map(|fund| rules::fund(*fund, &closed, &moved, &of)).collect();
    published.lent = rules::holding(Account::Loans, &closed, &of);
    published.saved = rules::holding(Account::Savings, &closed, &of);
    published.resolutions = resolutions(db, club, before, last).await?;
    Ok(published)
}

/// What moved in a club that was found: in its purses, and on the accounts of its members.
async fn moved(db: &mut impl Reads, club: ClubId, through: NaiveDate) -> Result<(Vec<Moved>, Vec<MovedOf>)> {
    type Row = (FundKind, EntryKind, Account, Option<MemberId>, NaiveDate, Vnd);
    let rows: Vec<Row> = ledger_lines::table
        .inner_join(
            ledger_entries::table.on(ledger_entries::club_id
                .eq(ledger_lines::club_id)
                .and(ledger_entries::number.eq(ledger_lines::number))),
        )
        .filter(ledger_lines::club_id.eq(club))
        .filter(ledger_lines::on_day.le(through))
        .select((
            ledger_lines::fund,
            ledger_entries::kind,
            ledger_lines::account,
            ledger_lines::member_id,
            ledger_lines::on_day,
            ledger_lines::amount_vnd,
        ))
        .load(db.conn())
        .await?;
    // from one purse into the other of the same fund: neither in nor out
    let within = [EntryKind::BankDeposit, EntryKind::BankWithdrawal];
    let (mut moved, mut of) = (vec![], vec![]);
    for (fund, kind, account, member, on, amount_vnd) in rows {
        if let Some(member) = member {
            of.push(MovedOf { fund, kind, account, member, on, amount_vnd });
        }
        if matches!(account, Account::Cash | Account::Bank) && !within.contains(&kind) {
            moved.push(Moved { fund, kind, on, amount_vnd });
        }
    }
    Ok((moved, of))
}

/// The decisions of a club that was found, in meetings behind one day and through another, as far as they are published.
async fn resolutions(
    db: &mut impl Reads,
    club: ClubId,
    after: Option<NaiveDate>,
    through: NaiveDate,
) -> Result<Vec<PublishedResolution>> {
    let mut rows = meeting_resolutions::table
        .inner_join(meetings::table.on(meetings::id.eq(meeting_resolutions::meeting_id)))
        .filter(meetings::club_id.eq(club))
        .filter(meetings::held_on.le(through))
        .filter(meeting_resolutions::published)
        .into_boxed();
    if let Some(after) = after {
        rows = rows.filter(meetings::held_on.gt(after));
    }
    Ok(rows
        .order((meetings::held_on, meetings::id, meeting_resolutions::position))
        .select((meetings::held_on, meetings::kind, meeting_resolutions::text))
        .load(db.conn())
        .await?)
}
