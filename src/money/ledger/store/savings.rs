//! What savings have earned and nobody has paid.

use crate::money::ledger::model::{Account, SaverInterest, SavingsInterestDue};
use crate::money::ledger::rules::interest_on_savings;
use crate::money::schema::ledger_lines;
use crate::platform::db::Reads;
use crate::platform::ids::{ClubId, MemberId};
use crate::platform::money::Vnd;
use crate::register::tables::clubs as clubs_table;
use crate::register::{clubs, regulations};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::BTreeMap;

/// What was saved and what was paid of interest, each time with its day.
type Saver = (Vec<(NaiveDate, Vnd)>, Vnd);

/// What the savings of a club's members, or of one, have earned through a day less what has been paid, whenever it is dated;
/// none where the regulation in force on that day has no rate. Whoever never saved is not listed.
pub async fn interest_due(
    db: &mut impl Reads,
    club: ClubId,
    only: Option<MemberId>,
    on: NaiveDate,
) -> Result<Option<SavingsInterestDue>> {
    let rates = regulations::store::savings_rates(db, club).await?;
    let Some(rate_ppm) = rates.iter().rev().find(|(since, _)| *since <= on).and_then(|(_, rate)| *rate)
    else {
        return Ok(None);
    };
    let seen = clubs::store::visible(db.scope()).filter(clubs_table::id.eq(club)).select(clubs_table::id);
    let mut rows = ledger_lines::table
        .filter(ledger_lines::club_id.eq_any(seen))
        .filter(ledger_lines::account.eq_any([Account::Savings, Account::SavingsInterest]))
        .filter(ledger_lines::member_id.is_not_null()) // what a year-end closed is nobody's
        .into_boxed();
    if let Some(member) = only {
        rows = rows.filter(ledger_lines::member_id.eq(member));
    }
    let lines: Vec<(Option<MemberId>, NaiveDate, Account, Vnd)> = rows
        .order((ledger_lines::on_day, ledger_lines::number))
        .select((
            ledger_lines::member_id,
            ledger_lines::on_day,
            ledger_lines::account,
            ledger_lines::amount_vnd,
        ))
        .load(db.conn())
        .await?;
    let mut savers: BTreeMap<MemberId, Saver> = BTreeMap::new();
    for (member, day, account, amount) in lines {
        let member = member.ok_or_else(|| Error::internal("savings of nobody"))?;
        let (saved, paid) = savers.entry(member).or_default();
        match account {
            Account::Savings => saved.push((day, -amount)),
            _ => *paid += amount,
        }
    }
    let due = |(member_id, (saved, paid)): (MemberId, Saver)| {
        let earned_vnd = interest_on_savings(&saved, &rates, on);
        let savings_vnd = saved.iter().filter(|(day, _)| *day <= on).map(|(_, amount)| *amount).sum();
        SaverInterest { member_id, savings_vnd, earned_vnd, paid_vnd: paid, due_vnd: earned_vnd - paid }
    };
    let items: Vec<SaverInterest> = savers.into_iter().map(due).collect();
    let due_vnd = items.iter().map(|saver| saver.due_vnd).sum();
    Ok(Some(SavingsInterestDue { club_id: club, on, rate_ppm, due_vnd, items }))
}
