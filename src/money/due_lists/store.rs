//! What is due, out of the database. However many loans there are, they are read by the same statements.

use super::model::{DueList, DueLoan, DueShare};
use super::rules;
use crate::access::users::store::own_person;
use crate::money::ledger::model::Account;
use crate::money::loans;
use crate::money::loans::model::{Loan, LoanState};
use crate::money::schema::{ledger_lines, loans as loans_table};
use crate::platform::db::Reads;
use crate::platform::error::FieldCode;
use crate::platform::fields::Day;
use crate::platform::ids::{ClubId, MemberId};
use crate::platform::money::Vnd;
use crate::register::members::model::{Member, MemberState};
use crate::register::tables::{membership_states, memberships, persons};
use crate::register::{clubs, members, regulations};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// A day of which is known what is due on it.
///
/// # Errors
/// 422 for one that is more than a year ahead.
pub fn day(db: &impl Reads, on: Option<Day>) -> Result<NaiveDate> {
    let today = db.scope().today();
    let on = on.map_or(today, Day::get);
    if on > rules::last_day(today) { Err(Error::field("?on", FieldCode::Range)) } else { Ok(on) }
}

/// The list of a club for the end of a day.
pub async fn of_club(db: &mut impl Reads, club: ClubId, on: NaiveDate) -> Result<DueList> {
    let club = clubs::store::find(db, club).await?;
    let running = loans::store::visible(db.scope()).filter(loans_table::club_id.eq(club.id));
    let items = due(db, running, on).await?;
    let shares = shares(db, club.id, on).await?;
    let totals = rules::totals(&items, &shares);
    Ok(DueList { club_id: club.id, club_name: club.name, on, items, shares, totals })
}

/// What is due of the caller's own loans, in every club that she is or was in.
pub async fn own(db: &mut impl Reads, on: NaiveDate) -> Result<Vec<DueLoan>> {
    let person = own_person(db.scope());
    let own = memberships::table.filter(memberships::person_id.eq_any(person)).select(memberships::id);
    due(db, loans_table::table.filter(loans_table::member_id.eq_any(own)).into_boxed(), on).await
}

/// What is due of those of some loans that ran on a day, by the names of those who borrowed: five statements.
async fn due(
    db: &mut impl Reads,
    of: loans_table::BoxedQuery<'static, Pg>,
    on: NaiveDate,
) -> Result<Vec<DueLoan>> {
    let ran = loans_table::closed_on.is_null().or(loans_table::closed_on.assume_not_null().gt(on));
    let rows: Vec<Loan> = of
        .filter(loans_table::state.eq_any(LoanState::HANDED_OUT))
        .filter(loans_table::disbursed_on.assume_not_null().le(on))
        .filter(ran)
        .order(loans_table::id)
        .select(Loan::as_select())
        .load(db.conn())
        .await?;
    let files = loans::store::files(db, &rows, None).await?;
    let names = names(db, rows.iter().map(|loan| loan.member_id).collect()).await?;
    let mut items: Vec<(&str, DueLoan)> = rows
        .iter()
        .zip(&files)
        .filter_map(|(loan, (file, _))| {
            let (name, key) = names.get(&loan.member_id)?;
            Some((key.as_str(), rules::due(loan, file, name, on)?))
        })
        .collect();
    items.sort_by(|(key, loan), (other_key, other)| (key, loan.number).cmp(&(other_key, other.number)));
    Ok(items.into_iter().map(|(_, loan)| loan).collect())
}

/// The names of members whose loans were found, and where they stand in a list of names.
async fn names(db: &mut impl Reads, whose: Vec<MemberId>) -> Result<HashMap<MemberId, (String, String)>> {
    let rows: Vec<(Member, String)> = memberships::table
        .inner_join(persons::table)
        .filter(memberships::id.eq_any(whose))
        .select((Member::as_select(), persons::sort_key))
        .load(db.conn())
        .await?;
    Ok(rows.into_iter().map(|(member, key)| (member.id, (member.person.full_name, key))).collect())
}

/// What each member still gives in the month of a day, by name, where the regulation says how much.
async fn shares(db: &mut impl Reads, club: ClubId, on: NaiveDate) -> Result<Vec<DueShare>> {
    use membership_states as s;
    let (contribution, savings) = regulations::store::monthly_shares(db, club, on).await?;
    if contribution.is_none() && savings.is_none() {
        return Ok(vec![]);
    }
    let active = s::table
        .filter(s::club_id.eq(club))
        .filter(s::state.eq(MemberState::Active))
        .filter(s::valid_from.le(on))
        .filter(s::valid_to.is_null().or(s::valid_to.assume_not_null().ge(on)))
        .select(s::membership_id);
    let active: Vec<Member> = members::store::visible(db.scope())
        .filter(memberships::id.eq_any(active))
        .order((persons::sort_key, memberships::id))
        .select(Member::as_select())
        .load(db.conn())
        .await?;
    // credits of the month: a deposit that was taken out again has been made
    let rows: Vec<(Option<MemberId>, Account, Vnd)> = ledger_lines::table
        .filter(ledger_lines::club_id.eq(club))
        .filter(ledger_lines::member_id.is_not_null())
        .filter(ledger_lines::account.eq_any([Account::Contributions, Account::Savings]))
        .filter(ledger_lines::on_day.between(rules::month_of(on), on))
        .filter(ledger_lines::amount_vnd.lt(Vnd::ZERO))
        .group_by((ledger_lines::member_id, ledger_lines::account))
        .select((
            ledger_lines::member_id,
            ledger_lines::account,
            sql::<BigInt>("-sum(ledger_lines.amount_vnd)::bigint"),
        ))
        .load(db.conn())
        .await?;
    let given: HashMap<(MemberId, Account), Vnd> =
        rows.into_iter().filter_map(|(member, account, vnd)| Some(((member?, account), vnd))).collect();
    let left = |member: MemberId, account: Account, asked: Option<Vnd>| {
        let given = given.get(&(member, account)).copied().unwrap_or_default();
        (asked.unwrap_or_default() - given).max(Vnd::ZERO)
    };
    let share = |member: Member| DueShare {
        member_id: member.id,
        full_name: member.person.full_name,
        contribution_vnd: left(member.id, Account::Contributions, contribution),
        savings_vnd: left(member.id, Account::Savings, savings),
    };
    Ok(active.into_iter().map(share).collect())
}
