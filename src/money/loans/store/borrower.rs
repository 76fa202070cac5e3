//! Who may borrow and who may vouch: the household, membership, arrears and the number of loans.

use super::file::standing_still;
use super::visible;
use crate::access::tables::users;
use crate::access::users::store::own_person;
use crate::lending::LendingRules;
use crate::money::ledger::model::Account;
use crate::money::loans::model::{Household, Loan, LoanState};
use crate::money::schema::{ledger_lines, loan_freezes, loans, savings_balances};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::ids::{ClubId, HouseholdId, LoanId, MemberId, PersonId, RegulationId, UserId};
use crate::platform::money::Vnd;
use crate::register::clubs::model::ClubState;
use crate::register::members::model::{Member, MemberState};
use crate::register::tables::{membership_states, memberships, persons};
use crate::register::{clubs, members, regulations};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// The rules by which a club lends on a day.
///
/// # Errors
/// 409 where it does not.
pub async fn lending_rules(
    db: &mut impl Reads,
    club: ClubId,
    day: NaiveDate,
) -> Result<(RegulationId, LendingRules)> {
    let rules = regulations::store::lending_rules(db, club, day).await?;
    rules.ok_or_else(|| Code::RegulationWithoutLending.into())
}

/// Those who live under one roof with a borrower, herself among them.
pub async fn household(db: &mut impl Reads, borrower: &Member) -> Result<Household> {
    let person = persons::table.filter(persons::id.eq(borrower.person_id));
    let shared: Option<HouseholdId> = person.select(persons::household_id).first(db.conn()).await?;
    let people =
        persons::table.filter(persons::id.eq(borrower.person_id).or(
            persons::household_id.is_not_null().and(persons::household_id.assume_not_null().eq_any(shared)),
        ));
    let rows: Vec<(PersonId, Option<MemberId>)> = people
        .left_join(
            memberships::table
                .on(memberships::person_id.eq(persons::id).and(memberships::club_id.eq(borrower.club_id))),
        )
        .select((persons::id, memberships::id.nullable()))
        .load(db.conn())
        .await?;
    let (persons, members): (Vec<PersonId>, Vec<Option<MemberId>>) = rows.into_iter().unzip();
    Ok(Household { persons, members: members.into_iter().flatten().collect() })
}

/// Whether the caller is of a household, or acts for somebody who is.
pub async fn is_caller_of(db: &mut impl Reads, household: &Household) -> Result<bool> {
    let caller: Vec<UserId> = db.scope().humans().collect();
    let of_it = users::table
        .filter(users::id.eq_any(caller))
        .filter(users::person_id.assume_not_null().eq_any(&household.persons));
    Ok(diesel::select(diesel::dsl::exists(of_it)).get_result(db.conn()).await?)
}

/// A membership of the caller's own, locked: she applies for herself.
///
/// # Errors
/// 404 for a membership of somebody else, as for one that is out of reach; 409 for one that has ended.
pub async fn hold_own(w: &mut Writer<'_>, id: MemberId) -> Result<Held<Member>> {
    let member = members::store::hold(w, id).await?;
    let herself = own_person(w.scope()).filter(memberships::person_id.eq(member.person_id));
    let own: bool = diesel::select(diesel::dsl::exists(herself)).get_result(w.conn()).await?;
    if own { Ok(member) } else { Err(Code::NotFound.into()) }
}

/// Which of these are active members of a club on a day.
pub(super) async fn active(
    db: &mut impl Reads,
    club: ClubId,
    which: &[MemberId],
    day: NaiveDate,
) -> Result<Vec<MemberId>> {
    use membership_states as s;
    Ok(s::table
        .filter(s::club_id.eq(club))
        .filter(s::membership_id.eq_any(which))
        .filter(s::state.eq(MemberState::Active))
        .filter(s::valid_from.le(day))
        .filter(s::valid_to.is_null().or(s::valid_to.assume_not_null().ge(day)))
        .select(s::membership_id)
        .load(db.conn())
        .await?)
}

/// The club lends: it is active.
pub(super) async fn lends(db: &mut impl Reads, club: ClubId) -> Result<()> {
    let club = clubs::store::find(db, club).await?;
    if club.state == ClubState::Active {
        return Ok(());
    }
    Err(Error::from(Code::ClubStateRefuses).with("state", club.state))
}

/// The member may borrow, for all that is known of her but this loan: active on the day, in arrears with
/// nothing, and neither she nor her household has as many loans as the rules allow.
///
/// # Errors
/// 409 by what stands against it.
pub async fn may_borrow(
    w: &mut Writer<'_>,
    borrower: &Member,
    household: &Household,
    rules: &LendingRules,
    but: Option<LoanId>,
    on: NaiveDate,
) -> Result<()> {
    if active(w, borrower.club_id, &[borrower.id], on).await?.is_empty() {
        return Err(Code::BorrowerNotAMember.into());
    }
    let counting = LoanState::OPEN.into_iter().chain([LoanState::WrittenOff]);
    let rows: Vec<Loan> = visible(w.scope())
        .filter(loans::club_id.eq(borrower.club_id))
        .filter(loans::member_id.eq_any(&household.members))
        .filter(loans::state.eq_any(counting.collect::<Vec<_>>()))
        .select(Loan::as_select())
        .load(w.conn())
        .await?;
    let still: Vec<LoanId> = standing_still(on)
        .filter(loan_freezes::loan_id.eq_any(rows.iter().map(|loan| loan.id).collect::<Vec<_>>()))
        .load(w.conn())
        .await?;
    let others = || rows.iter().filter(|loan| Some(loan.id) != but);
    let late = |loan: &&Loan| match loan.state {
        LoanState::WrittenOff => loan.recovered_vnd < loan.written_off_vnd,
        _ => loan.late_since.is_some_and(|since| since < on) && !still.contains(&loan.id),
    };
    if let Some(late) = others().filter(|loan| loan.member_id == borrower.id).find(late) {
        return Err(Error::from(Code::BorrowerInArrears).with("loan_id", late.id));
    }
    let open = |own_only: bool| {
        let ours = others().filter(|loan| !own_only || loan.member_id == borrower.id);
        ours.filter(|loan| LoanState::OPEN.contains(&loan.state)).count()
    };
    let (per_member, per_household) = (rules.max_open_loans_per_member, rules.max_open_loans_per_household);
    if open(true) >= usize::from(per_member) || open(false) >= usize::from(per_household) {
        return Err(Error::from(Code::LoanAlreadyOpen)
            .with("max_open_loans_per_member", per_member)
            .with("max_open_loans_per_household", per_household));
    }
    Ok(())
}

/// Guarantors are active members, each once, and none is of the borrower's household.
pub(super) async fn guarantors(
    w: &mut Writer<'_>,
    borrower: &Member,
    household: &Household,
    least: u8,
    named: &[MemberId],
    on: NaiveDate,
) -> Result<()> {
    let known = if named.is_empty() { vec![] } else { active(w, borrower.club_id, named, on).await? };
    let wrong = named.iter().enumerate().filter_map(|(index, member)| {
        let code = if named.iter().take(index).any(|earlier| earlier == member) {
            FieldCode::Repeated
        } else if household.members.contains(member) {
            FieldCode::NotHere
        } else if !known.contains(member) {
            FieldCode::UnknownMember
        } else {
            return None;
        };
        Some(Field::new(format!("/guarantors/{index}"), code))
    });
    let wrong: Vec<Field> = wrong.collect();
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong));
    }
    if named.len() < usize::from(least) {
        return Err(Error::from(Code::GuarantorsMissing).with("guarantors_min", least));
    }
    Ok(())
}

/// Refuses a member who still owes the club or is owed by it. Approved or asked for is not yet owed.
///
/// # Errors
/// 409 with what she owes and has saved.
pub async fn owes_nothing(w: &mut Writer<'_>, member: &Held<Member>) -> Result<()> {
    let owed: Vec<Vnd> = loans::table
        .filter(loans::member_id.eq(member.id))
        .filter(loans::state.eq(LoanState::Active))
        .select(loans::outstanding_vnd)
        .load(w.conn())
        .await?;
    let saved = savings_balances::table.find(member.id).select(savings_balances::balance_vnd);
    let saved: Option<Vnd> = saved.first(w.conn()).await.optional()?;
    let held: Vec<(Account, Vnd)> = ledger_lines::table
        .filter(ledger_lines::member_id.eq(member.id))
        .filter(ledger_lines::account.eq_any([Account::Advances, Account::Shares]))
        .select((ledger_lines::account, ledger_lines::amount_vnd))
        .load(w.conn())
        .await?;
    let on = |account: Account| held.iter().filter(|line| line.0 == account).map(|line| line.1).sum::<Vnd>();
    let (owed, saved) = (owed.into_iter().sum::<Vnd>(), saved.unwrap_or_default());
    let (advances, shares) = (on(Account::Advances), -on(Account::Shares));
    if [owed, saved, advances, shares].iter().all(|amount| amount.is_zero()) {
        return Ok(());
    }
    Err(Error::from(Code::MemberOwes)
        .with("outstanding_vnd", owed)
        .with("savings_vnd", saved)
        .with("advances_vnd", advances)
        .with("shares_vnd", shares))
}
