//! Loans in the database.

use super::model::{
    CarriedOverLoan, Household, Loan, LoanDetails, LoanFile, LoanPayment, LoanPaymentHead, LoanPreview,
    LoanQuery, LoanSchedule, LoanScreening, LoanSort, LoanState, LoanStatement, LoanStep, LoanStepKind,
    LoanWithdrawal, NewDisbursement, NewLoan, OwnLoan, PreviewedLoan, RepaymentLine, ScheduleReason,
    ScreenedLoan,
};
use super::rules;
use crate::access::tables::users;
use crate::lending::schedule::plan;
use crate::lending::standing::{self, Freeze, Version};
use crate::lending::{Contract, Instalment, LendingRules, Schedule, payoff};
use crate::money::funds::model::FundKind;
use crate::money::ledger;
use crate::money::ledger::model::{Account, Entry, EntryKind, Ledger, Posting};
use crate::money::schema::{
    ledger_balances, loan_freezes, loan_guarantors, loan_instalments, loan_schedules, loan_steps, loans,
    repayment_lines, repayments, savings_balances,
};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, HouseholdId, LoanId, MeetingId, MemberId, PersonId, RegulationId};
use crate::platform::log::Event;
use crate::platform::money::{Amount, Vnd};
use crate::register::clubs::model::ClubState;
use crate::register::members::model::{Member, MemberState, Sex};
use crate::register::personal::model::PovertyStatus;
use crate::register::tables::{
    clubs as clubs_table, household_poverty, membership_states, memberships, persons,
};
use crate::register::{clubs, members, regulations};
use crate::{Error, Result};
use chrono::{Datelike, Months, NaiveDate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use std::slice;

/// The loans of the clubs that the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> loans::BoxedQuery<'static, Pg> {
    let clubs = clubs::store::visible(scope).select(clubs_table::id);
    loans::table.into_boxed().filter(loans::club_id.eq_any(clubs))
}

/// Finds a loan.
pub async fn find(db: &mut impl Reads, id: LoanId) -> Result<Loan> {
    Ok(visible(db.scope()).filter(loans::id.eq(id)).select(Loan::as_select()).first(db.conn()).await?)
}

/// A loan with its guarantors and steps.
pub async fn details(db: &mut impl Reads, id: LoanId) -> Result<LoanDetails> {
    let loan = find(db, id).await?;
    let guarantors = loan_guarantors::table
        .filter(loan_guarantors::loan_id.eq(id))
        .order(loan_guarantors::member_id)
        .select(loan_guarantors::member_id)
        .load(db.conn())
        .await?;
    let steps = loan_steps::table
        .filter(loan_steps::loan_id.eq(id))
        .order(loan_steps::created_at)
        .select(LoanStep::as_select())
        .load(db.conn())
        .await?;
    Ok(LoanDetails { loan, guarantors, steps })
}

/// Poor and near-poor older women of a club: theirs is the first turn (DOMAIN 4.2).
fn first_in_turn(
    club: ClubId,
    today: NaiveDate,
) -> memberships::BoxedQuery<'static, Pg, diesel::sql_types::Uuid> {
    let year = i16::try_from(today.year()).unwrap_or(i16::MAX);
    let poor = household_poverty::table
        .filter(household_poverty::year.eq(year))
        .filter(household_poverty::status.eq_any([PovertyStatus::Poor, PovertyStatus::NearPoor]))
        .select(household_poverty::household_id.nullable());
    let sixty =
        today.checked_sub_months(Months::new(12 * crate::register::personal::rules::OLDER)).unwrap_or(today);
    let women = persons::table
        .filter(persons::sex.eq(Sex::Female))
        .filter(persons::birth_date.le(sixty))
        .filter(persons::household_id.eq_any(poor))
        .select(persons::id);
    memberships::table
        .filter(memberships::club_id.eq(club))
        .filter(memberships::person_id.eq_any(women))
        .select(memberships::id)
        .into_boxed()
}

/// Lists a club's loans, newest first or in the order of their turns.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    query: &LoanQuery,
    page: &PageQuery,
) -> Result<Page<Loan>> {
    let today = db.scope().today();
    let mut rows = visible(db.scope()).filter(loans::club_id.eq(club));
    if let Some(state) = query.state {
        rows = rows.filter(loans::state.eq(state));
    }
    if let Some(member) = query.member_id {
        rows = rows.filter(loans::member_id.eq(member));
    }
    if query.late {
        let stands_still = loans::frozen_until.assume_not_null().ge(today);
        rows = rows
            .filter(loans::state.eq(LoanState::Active))
            .filter(loans::late_since.assume_not_null().lt(today))
            .filter(loans::frozen_until.is_null().or(diesel::dsl::not(stands_still)));
    }
    let seek = page.seek();
    rows = match query.sort {
        LoanSort::Newest => {
            if let Some(seek) = seek {
                rows = rows.filter(loans::number.lt(seek.key.parse().unwrap_or(i32::MAX)));
            }
            rows.order(loans::number.desc())
        }
        LoanSort::Queue => {
            if let Some(seek) = seek {
                let last =
                    visible(db.scope()).filter(loans::club_id.eq(club)).filter(loans::id.eq(LoanId(seek.id)));
                let turn =
                    (loans::applied_on, loans::number, loans::member_id.eq_any(first_in_turn(club, today)));
                let last: Option<(NaiveDate, i32, bool)> =
                    last.select(turn).first(db.conn()).await.optional()?;
                let (day, number, first) = last.ok_or_else(|| Error::field("?after", FieldCode::Cursor))?;
                let later =
                    loans::applied_on.gt(day).or(loans::applied_on.eq(day).and(loans::number.gt(number)));
                let others = loans::member_id.ne_all(first_in_turn(club, today));
                rows = if first { rows.filter(later.or(others)) } else { rows.filter(later).filter(others) };
            }
            let first = loans::member_id.eq_any(first_in_turn(club, today));
            rows.filter(loans::state.eq_any(LoanState::WAITING)).order((
                first.desc(),
                loans::applied_on,
                loans::number,
            ))
        }
    };
    let rows: Vec<Loan> = rows.limit(page.limit + 1).select(Loan::as_select()).load(db.conn()).await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // no loans, or a club out of reach
    }
    Ok(Page::cut(rows, page, |loan| Seek { key: loan.number.to_string(), id: loan.id.0 }))
}

/// The caller's own loans, in every club that she is or was in: her own data, so the scope narrows nothing.
pub async fn own(db: &mut impl Reads) -> Result<Vec<OwnLoan>> {
    let today = db.scope().today();
    let me = users::table
        .filter(users::id.eq(db.scope().user()))
        .filter(users::person_id.is_not_null())
        .select(users::person_id.assume_not_null());
    let mine = memberships::table.filter(memberships::person_id.eq_any(me)).select(memberships::id);
    let rows: Vec<Loan> = loans::table
        .filter(loans::member_id.eq_any(mine))
        .order(loans::id.desc())
        .select(Loan::as_select())
        .load(db.conn())
        .await?;
    let handed_out: Vec<Loan> = rows.iter().filter(|loan| loan.disbursed_on.is_some()).cloned().collect();
    let mut statements: HashMap<LoanId, LoanStatement> =
        statements(db, &handed_out, today).await?.into_iter().map(|s| (s.schedule.loan_id, s)).collect();
    Ok(rows
        .into_iter()
        .map(|loan| {
            let statement = statements.remove(&loan.id);
            OwnLoan { loan, statement }
        })
        .collect())
}

/// The statements of loans that were handed out, as of a day; none for those that were not by then.
async fn statements(db: &mut impl Reads, of: &[Loan], on: NaiveDate) -> Result<Vec<LoanStatement>> {
    let statement = |(loan, (file, paid)): (&Loan, (LoanFile, Vec<LoanPayment>))| {
        let facts = file.facts();
        Some(LoanStatement {
            club_id: loan.club_id,
            member_id: loan.member_id,
            number: loan.number,
            regulation_id: loan.regulation_id,
            disbursed_on: loan.disbursed_on,
            carried_over: loan.carried_over,
            schedule: scheduled(loan, &file, on)?,
            standing: standing::standing(&facts, on),
            payoff: payoff::payoff(&facts, on),
            payments: paid.into_iter().filter(|paid| paid.head.paid_on <= on).collect(),
        })
    };
    let files = files(db, of).await?;
    Ok(of.iter().zip(files).filter_map(statement).collect())
}

/// The version that holds on a day.
fn scheduled(loan: &Loan, file: &LoanFile, on: NaiveDate) -> Option<LoanSchedule> {
    let (first, version) = (file.versions.as_slice().first()?, file.facts().version(on)?);
    Some(LoanSchedule {
        loan_id: loan.id,
        schedule_number: version.number,
        effective_on: version.effective_on,
        terms: rules::terms(&file.contract, &version.schedule, &first.schedule),
    })
}

/// A loan that was handed out, by the day asked about.
fn handed_out(loan: &Loan, on: Option<Day>, today: NaiveDate) -> Result<NaiveDate> {
    rules::in_one_of(loan, &LoanState::HANDED_OUT)?;
    Ok(on.map_or(today, Day::get))
}

/// The schedule of a loan that holds on a day.
///
/// # Errors
/// 409 for a loan that was not handed out; 422 for a day before it was.
pub async fn schedule(db: &mut impl Reads, loan: &Loan, on: Option<Day>) -> Result<LoanSchedule> {
    let on = handed_out(loan, on, db.scope().today())?;
    let file = file(db, loan).await?;
    scheduled(loan, &file, on).ok_or_else(|| Error::field("?on", FieldCode::Range))
}

/// The statement of a loan as of a day.
///
/// # Errors
/// 409 for a loan that was not handed out; 422 for a day before it was.
pub async fn statement(db: &mut impl Reads, loan: &Loan, on: Option<Day>) -> Result<LoanStatement> {
    let on = handed_out(loan, on, db.scope().today())?;
    let statement = statements(db, slice::from_ref(loan), on).await?.into_iter().next();
    statement.ok_or_else(|| Error::field("?on", FieldCode::Range))
}

/// What a loan of a club would be.
pub async fn preview(db: &mut impl Reads, club: ClubId, asked: &PreviewedLoan) -> Result<LoanPreview> {
    let on = asked.on.map_or(db.scope().today(), Day::get);
    clubs::store::find(db, club).await?;
    let (regulation_id, lending) = lending_rules(db, club, on).await?;
    let due_dates = rules::dates(asked.due_dates.as_deref());
    let contract = rules::agree(&lending, asked.amount_vnd, asked.months, asked.grace_months, due_dates, on)?;
    let schedule = plan(&contract, on);
    Ok(LoanPreview { regulation_id, terms: rules::terms(&contract, &schedule, &schedule) })
}

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

/// Whether the caller is of a household.
pub async fn is_caller_of(db: &mut impl Reads, household: &Household) -> Result<bool> {
    let me: Option<PersonId> = users::table
        .filter(users::id.eq(db.scope().user()))
        .select(users::person_id)
        .first(db.conn())
        .await
        .optional()?
        .flatten();
    Ok(me.is_some_and(|me| household.persons.contains(&me)))
}

/// Which of these are active members of a club on a day.
async fn active(
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
async fn lends(db: &mut impl Reads, club: ClubId) -> Result<()> {
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
    let others = || rows.iter().filter(|loan| Some(loan.id) != but);
    let late = |loan: &&Loan| match loan.state {
        LoanState::WrittenOff => loan.recovered_vnd < loan.written_off_vnd,
        _ => {
            loan.late_since.is_some_and(|since| since < on) && loan.frozen_until.is_none_or(|last| last < on)
        }
    };
    if let Some(late) = others().filter(|loan| loan.member_id == borrower.id).find(late) {
        return Err(Error::from(Code::BorrowerInArrears).with("loan_id", late.id));
    }
    let open = |hers: bool| {
        let ours = others().filter(|loan| !hers || loan.member_id == borrower.id);
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
async fn guarantors(
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

/// The number of a club's next loan. The club is locked, so that none is given twice.
async fn next_number(w: &mut Writer<'_>, ledger: &Held<Ledger>) -> Result<i32> {
    let last: Option<i32> = visible(w.scope())
        .filter(loans::club_id.eq(ledger.club_id))
        .order(loans::number.desc())
        .select(loans::number)
        .first(w.conn())
        .await
        .optional()?;
    Ok(last.unwrap_or(0) + 1)
}

/// A loan in the caller's reach, locked.
pub async fn hold(w: &mut Writer<'_>, id: LoanId) -> Result<Held<Loan>> {
    let of = visible(w.scope()).filter(loans::id.eq(id)).select(loans::club_id);
    clubs::store::lock_of(w, of).await?;
    find(w, id).await.map(Held::new)
}

/// Everything that is recorded of a loan: three statements, whatever its length.
///
/// # Errors
/// 500 for a loan without a contract: it was never approved.
pub async fn file(db: &mut impl Reads, loan: &Loan) -> Result<LoanFile> {
    let file = files(db, slice::from_ref(loan)).await?.into_iter().next();
    file.map(|(file, _)| file).ok_or_else(|| Error::internal("no file of a loan"))
}

/// Everything that is recorded of loans, in their order, each with its payments as they came in: three
/// statements, however many there are.
///
/// # Errors
/// 500 for a loan without a contract: it was never approved.
pub async fn files(db: &mut impl Reads, of: &[Loan]) -> Result<Vec<(LoanFile, Vec<LoanPayment>)>> {
    let ids: Vec<LoanId> = of.iter().map(|loan| loan.id).collect();
    let (mut versions, mut freezes) = (versions(db, &ids).await?, freezes(db, &ids).await?);
    let mut payments = payments(db, &ids).await?;
    let file = |loan: &Loan| {
        let contract = loan.contract.clone().ok_or_else(|| Error::internal("a loan without a contract"))?;
        let written_off = match loan.state {
            LoanState::WrittenOff => loan.closed_on.map(|day| (day, loan.written_off_vnd)),
            _ => None,
        };
        let paid = payments.remove(&loan.id).unwrap_or_default();
        let file = LoanFile {
            contract,
            versions: versions.remove(&loan.id).unwrap_or_default(),
            payments: paid.iter().filter_map(LoanPayment::payment).collect(),
            freezes: freezes.remove(&loan.id).unwrap_or_default(),
            written_off,
        };
        Ok((file, paid))
    };
    of.iter().map(file).collect()
}

/// The versions of the schedules of loans, by number.
async fn versions(db: &mut impl Reads, of: &[LoanId]) -> Result<HashMap<LoanId, Vec<Version>>> {
    type Row = (LoanId, (i16, NaiveDate, ScheduleReason, NaiveDate, Vnd), (i16, NaiveDate, Vnd, Vnd));
    let rows: Vec<Row> = loan_schedules::table
        .inner_join(
            loan_instalments::table.on(loan_instalments::loan_id
                .eq(loan_schedules::loan_id)
                .and(loan_instalments::schedule.eq(loan_schedules::number))),
        )
        .filter(loan_schedules::loan_id.eq_any(of))
        .order((loan_schedules::loan_id, loan_schedules::number, loan_instalments::number))
        .select((
            loan_schedules::loan_id,
            (
                loan_schedules::number,
                loan_schedules::effective_on,
                loan_schedules::reason,
                loan_schedules::starts_on,
                loan_schedules::interest_carried_vnd,
            ),
            (
                loan_instalments::number,
                loan_instalments::due_on,
                loan_instalments::principal_vnd,
                loan_instalments::interest_vnd,
            ),
        ))
        .load(db.conn())
        .await?;
    let mut all: HashMap<LoanId, Vec<(Version, ScheduleReason)>> = HashMap::new();
    for (loan, (number, effective_on, reason, starts_on, carried), instalment) in rows {
        let (versions, number) = (all.entry(loan).or_default(), number.unsigned_abs());
        if versions.last().is_none_or(|(last, _)| last.number != number) {
            let schedule = Schedule { starts_on, interest_carried_vnd: carried, instalments: vec![] };
            versions.push((Version { number, effective_on, schedule }, reason));
        }
        if let Some((version, _)) = versions.last_mut() {
            let (number, due_on, principal_vnd, interest_vnd) = instalment;
            let number = number.unsigned_abs();
            version.schedule.instalments.push(Instalment { number, due_on, principal_vnd, interest_vnd });
        }
    }
    Ok(all.into_iter().map(|(loan, versions)| (loan, in_force(versions))).collect())
}

/// The versions that count. Where a payment was undone, the one that is in force again stands for itself and for
/// all that came after it, as if they had never been; and where a disbursement was, the next one begins anew.
fn in_force(versions: Vec<(Version, ScheduleReason)>) -> Vec<Version> {
    let mut standing: Vec<Version> = vec![];
    for (version, reason) in versions {
        if reason == ScheduleReason::Reversal {
            let same = |earlier: &Version| {
                (earlier.effective_on, &earlier.schedule) == (version.effective_on, &version.schedule)
            };
            standing.truncate(standing.iter().rposition(same).unwrap_or(standing.len()));
        } else if reason == ScheduleReason::Disbursement {
            standing.clear();
        }
        standing.push(version);
    }
    standing
}

/// The pauses of loans.
async fn freezes(db: &mut impl Reads, of: &[LoanId]) -> Result<HashMap<LoanId, Vec<Freeze>>> {
    let rows: Vec<(LoanId, NaiveDate, Option<NaiveDate>)> = loan_freezes::table
        .filter(loan_freezes::loan_id.eq_any(of))
        .order(loan_freezes::from_day)
        .select((loan_freezes::loan_id, loan_freezes::from_day, loan_freezes::to_day))
        .load(db.conn())
        .await?;
    let mut all: HashMap<LoanId, Vec<Freeze>> = HashMap::new();
    for (loan, from, to) in rows {
        all.entry(loan).or_default().push(Freeze { from, to });
    }
    Ok(all)
}

/// The payments on loans that stand, in their order: not those that were undone.
async fn payments(db: &mut impl Reads, of: &[LoanId]) -> Result<HashMap<LoanId, Vec<LoanPayment>>> {
    let rows: Vec<(LoanId, LoanPaymentHead, RepaymentLine)> = repayment_lines::table
        .inner_join(repayments::table)
        .filter(repayments::loan_id.eq_any(of))
        .filter(repayments::reversed_by.is_null())
        .order((repayments::loan_id, repayments::number, repayment_lines::line))
        .select((repayments::loan_id, LoanPaymentHead::as_select(), RepaymentLine::as_select()))
        .load(db.conn())
        .await?;
    let mut all: HashMap<LoanId, Vec<LoanPayment>> = HashMap::new();
    for (loan, head, line) in rows {
        let payments = all.entry(loan).or_default();
        match payments.last_mut().filter(|last| last.head.id == head.id) {
            Some(last) => last.lines.push(line),
            None => payments.push(LoanPayment { head, lines: vec![line] }),
        }
    }
    Ok(all)
}

/// Adds a version of the schedule to a loan, and to its file.
pub async fn add_schedule(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    file: &mut LoanFile,
    schedule: &Schedule,
    effective_on: NaiveDate,
    reason: ScheduleReason,
) -> Result<()> {
    let last = file.versions.last().map_or(loan.schedule_number.unsigned_abs(), |last| last.number);
    let number = last + 1;
    let stored = i16::try_from(number).map_err(Error::internal)?;
    diesel::insert_into(loan_schedules::table)
        .values((
            loan_schedules::loan_id.eq(loan.id),
            loan_schedules::number.eq(stored),
            loan_schedules::effective_on.eq(effective_on),
            loan_schedules::reason.eq(reason),
            loan_schedules::starts_on.eq(schedule.starts_on),
            loan_schedules::interest_carried_vnd.eq(schedule.interest_carried_vnd),
        ))
        .execute(w.conn())
        .await?;
    let instalments: Vec<_> = schedule
        .instalments
        .iter()
        .map(|instalment| {
            (
                loan_instalments::loan_id.eq(loan.id),
                loan_instalments::schedule.eq(stored),
                loan_instalments::number.eq(i16::try_from(instalment.number).unwrap_or(i16::MAX)),
                loan_instalments::due_on.eq(instalment.due_on),
                loan_instalments::principal_vnd.eq(instalment.principal_vnd),
                loan_instalments::interest_vnd.eq(instalment.interest_vnd),
            )
        })
        .collect();
    diesel::insert_into(loan_instalments::table).values(instalments).execute(w.conn()).await?;
    file.versions.push(Version { number, effective_on, schedule: schedule.clone() });
    Ok(())
}

/// Brings a loan that was handed out in line with its file, as of a day: what is owed and repaid, since when
/// something is due, through which day it stands still, and whether it is over. The one place that writes these.
pub async fn settle(w: &mut Writer<'_>, loan: &Held<Loan>, file: &LoanFile, on: NaiveDate) -> Result<Loan> {
    let facts = file.facts();
    let now = standing::standing(&facts, on);
    let state = match (file.written_off, now.outstanding_principal_vnd.is_zero()) {
        (Some(_), _) => LoanState::WrittenOff,
        (None, true) => LoanState::Repaid,
        (None, false) => LoanState::Active,
    };
    let open = state == LoanState::Active;
    let written_off = file.written_off.map(|(day, _)| day);
    let ended = written_off.or_else(|| file.payments.last().map(|last| last.paid_on));
    Ok(diesel::update(loans::table.filter(loans::id.eq(loan.id)))
        .set((
            loans::state.eq(state),
            loans::outstanding_vnd.eq(now.outstanding_principal_vnd),
            loans::repaid_vnd.eq(now.repaid_principal_vnd),
            loans::written_off_vnd.eq(now.written_off_principal_vnd),
            loans::schedule_number.eq(file.versions.last().map_or(0, |last| last.number).cast_signed()),
            loans::late_since.eq(standing::late_since(&facts, on).filter(|_| open)),
            loans::frozen_until.eq(standing::frozen_until(&facts, on).filter(|_| open)),
            loans::closed_on.eq((!open).then_some(ended.unwrap_or(on))),
            loans::version.eq(loans::version + 1),
        ))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Takes an application. The club's books are held, so that numbers have no twins and nobody gets two loans
/// at once.
///
/// # Errors
/// 409 by the regulation in force on the day of the application, and by what is known of the borrower.
pub async fn insert(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    borrower: &Held<Member>,
    new: &NewLoan,
) -> Result<Loan> {
    let on = new.applied_on.not_after(w.scope().today(), "/applied_on")?;
    if borrower.club_id != ledger.club_id {
        return Err(Code::BorrowerNotAMember.into());
    }
    lends(w, ledger.club_id).await?;
    let (regulation, lending) = lending_rules(w, ledger.club_id, on).await?;
    let due_dates = rules::dates(new.due_dates.as_deref());
    rules::agree(&lending, new.amount_vnd, new.months, new.grace_months, due_dates.clone(), on)?;
    let household = household(w, borrower).await?;
    may_borrow(w, borrower, &household, &lending, None, on).await?;
    guarantors(w, borrower, &household, lending.guarantors_min, &new.guarantors, on).await?;
    let loan: Loan = diesel::insert_into(loans::table)
        .values((
            loans::id.eq(new.id.unwrap_or_default()),
            loans::club_id.eq(ledger.club_id),
            loans::member_id.eq(borrower.id),
            loans::number.eq(next_number(w, ledger).await?),
            loans::state.eq(LoanState::Submitted),
            loans::purpose.eq(&*new.purpose),
            loans::requested_vnd.eq(new.amount_vnd.vnd()),
            loans::requested_months.eq(i16::from(new.months)),
            loans::grace_months.eq(i16::from(new.grace_months)),
            loans::due_dates.eq(due_dates),
            loans::applied_on.eq(on),
            loans::regulation_id.eq(regulation),
            loans::recorded_by.eq(w.scope().user()),
        ))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?;
    let vouch =
        |member: &MemberId| (loan_guarantors::loan_id.eq(loan.id), loan_guarantors::member_id.eq(*member));
    let rows: Vec<_> = new.guarantors.iter().map(vouch).collect();
    diesel::insert_into(loan_guarantors::table).values(rows).execute(w.conn()).await?;
    Ok(loan)
}

/// The contract that a loan would have by these rules if so much were lent.
///
/// # Errors
/// What the rules do not allow.
pub fn agree(loan: &Loan, lending: &LendingRules, principal: Amount, on: NaiveDate) -> Result<Contract> {
    let months = |months: i16| u8::try_from(months).map_err(Error::internal);
    let (term, grace) = (months(loan.requested_months)?, months(loan.grace_months)?);
    rules::agree(lending, principal, term, grace, loan.due_dates.clone(), on)
}

/// Records what the board found, and tells how much there is to lend.
///
/// # Errors
/// 409 by the regulation in force on that day, and by what is known of the borrower.
pub async fn screen(w: &mut Writer<'_>, loan: &Held<Loan>, new: &LoanScreening) -> Result<ScreenedLoan> {
    let on = step_day(w, loan, new.on)?;
    rules::in_one_of(loan, &[LoanState::Submitted])?;
    lends(w, loan.club_id).await?;
    let (_, lending) = lending_rules(w, loan.club_id, on).await?;
    agree(loan, &lending, amount(loan.requested_vnd)?, on)?;
    let borrower = members::store::find(w, loan.member_id).await?;
    let household = household(w, &borrower).await?;
    may_borrow(w, &borrower, &household, &lending, Some(loan.id), on).await?;
    record_step(w, loan, LoanStepKind::Screening, on, new.note.as_deref()).await?;
    let loan = diesel::update(loans::table.filter(loans::id.eq(loan.id)))
        .set((
            loans::state.eq(LoanState::Screened),
            loans::screened_on.eq(on),
            loans::version.eq(loans::version + 1),
        ))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?;
    let (income_fund_vnd, _) = liquidity(w, loan.club_id).await?;
    Ok(ScreenedLoan { loan, income_fund_vnd })
}

/// Takes an application back.
///
/// # Errors
/// 409 once the money was handed out, or the application refused.
pub async fn withdraw(w: &mut Writer<'_>, loan: &Held<Loan>, new: &LoanWithdrawal) -> Result<Loan> {
    let on = step_day(w, loan, new.on)?;
    rules::in_one_of(loan, &LoanState::WITHDRAWABLE)?;
    record_step(w, loan, LoanStepKind::Withdrawal, on, new.reason.as_deref()).await?;
    let withdrawn = diesel::update(loans::table.filter(loans::id.eq(loan.id)))
        .set((loans::state.eq(LoanState::Withdrawn), loans::version.eq(loans::version + 1)))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(withdrawn)
}

/// A step is not taken in the future, nor before the one that it follows.
fn step_day(w: &Writer<'_>, loan: &Loan, on: Day) -> Result<NaiveDate> {
    let on = on.not_after(w.scope().today(), "/on")?;
    let last = loan.decided_on.or(loan.screened_on).unwrap_or(loan.applied_on);
    if on < last { Err(Error::field("/on", FieldCode::DateOrder)) } else { Ok(on) }
}

async fn record_step(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    step: LoanStepKind,
    on: NaiveDate,
    note: Option<&str>,
) -> Result<()> {
    diesel::insert_into(loan_steps::table)
        .values((
            loan_steps::loan_id.eq(loan.id),
            loan_steps::step.eq(step),
            loan_steps::on_day.eq(on),
            loan_steps::note.eq(note),
            loan_steps::recorded_by.eq(w.scope().user()),
        ))
        .execute(w.conn())
        .await?;
    Ok(())
}

fn amount(stored: Vnd) -> Result<Amount> {
    Amount::new(stored.get()).map_err(|code| Error::internal(<&str>::from(code)))
}

/// What an approval freezes, or a refusal takes away. None for a refusal.
pub async fn decide(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    on: NaiveDate,
    approved: Option<(RegulationId, &Contract)>,
) -> Result<Loan> {
    let contract = approved.map(|(_, contract)| serde_json::to_value(contract)).transpose();
    let state = if approved.is_some() { LoanState::Approved } else { LoanState::Refused };
    let decided = diesel::update(loans::table.filter(loans::id.eq(loan.id)))
        .set((
            loans::state.eq(state),
            loans::regulation_id.eq(approved.map_or(loan.regulation_id, |(regulation, _)| Some(regulation))),
            loans::contract.eq(contract.map_err(Error::internal)?),
            loans::principal_vnd.eq(approved.map(|(_, contract)| contract.principal_vnd)),
            loans::decided_on.eq(on),
            loans::decided_by.eq(w.scope().user()),
            loans::version.eq(loans::version + 1),
        ))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(decided)
}

/// Money of the income fund (cash and bank), and what members have saved in it.
async fn liquidity(w: &mut Writer<'_>, club: ClubId) -> Result<(Vnd, Vnd)> {
    let rows: Vec<(Account, Vnd)> = ledger_balances::table
        .filter(ledger_balances::club_id.eq(club))
        .filter(ledger_balances::fund.eq(FundKind::Income))
        .filter(ledger_balances::account.eq_any([Account::Cash, Account::Bank, Account::Savings]))
        .select((ledger_balances::account, ledger_balances::balance_vnd))
        .load(w.conn())
        .await?;
    let (savings, money): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(account, _)| *account == Account::Savings);
    let sum = |rows: Vec<(Account, Vnd)>| rows.into_iter().map(|(_, balance)| balance).sum::<Vnd>();
    Ok((sum(money), -sum(savings)))
}

/// Hands out the money of an approved loan. The club's books are held before the loan.
///
/// # Errors
/// 409 by the loan's state, by who hands it out, and by what the fund holds.
pub async fn disburse(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    loan: &Held<Loan>,
    new: &NewDisbursement,
    meeting: Option<MeetingId>,
) -> Result<(Loan, Entry)> {
    if loan.club_id != ledger.club_id {
        return Err(Error::internal("a loan of another club"));
    }
    let on = ledger::store::business_day(w, ledger, new.on, "/on")?;
    rules::in_one_of(loan, &[LoanState::Approved])?;
    let contract = loan.contract.clone().ok_or_else(|| Error::internal("approved without a contract"))?;
    if loan.decided_on.is_some_and(|decided| on < decided) {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    if let Some(last) = rules::approval_valid_through(loan).filter(|last| *last < on) {
        return Err(Error::from(Code::ApprovalExpired).with("valid_through", last));
    }
    lends(w, loan.club_id).await?;
    let borrower = members::store::find(w, loan.member_id).await?;
    let household = household(w, &borrower).await?;
    if loan.decided_by == Some(w.scope().user()) || is_caller_of(w, &household).await? {
        return Err(Code::ApproverDisburses.into());
    }
    if active(w, loan.club_id, &[loan.member_id], on).await?.is_empty() {
        return Err(Code::BorrowerNotAMember.into());
    }
    contract.may_start(on).map_err(|refusal| match rules::refused(refusal) {
        limit if limit.code() == Code::LoanAboveLimit => limit,
        // a harvest is over by now: the group has to agree on other days
        _ => Error::from(Code::ApprovalExpired).with("due_dates", &contract.due_dates),
    })?;
    reserve(w, loan.club_id, &contract).await?;
    let schedule = plan(&contract, on);
    let principal = contract.principal_vnd;
    let file = LoanFile { contract, versions: vec![], payments: vec![], freezes: vec![], written_off: None };
    let handed_out = diesel::update(loans::table.filter(loans::id.eq(loan.id))).set((
        loans::state.eq(LoanState::Active),
        loans::disbursed_on.eq(on),
        loans::disbursed_by.eq(w.scope().user()),
        loans::outstanding_vnd.eq(principal),
    ));
    let row = Held::new(handed_out.returning(Loan::as_returning()).get_result(w.conn()).await?);
    let active = begin(w, &row, file, &schedule, on, ScheduleReason::Disbursement).await?;
    let posting = Posting::new(None, EntryKind::Disbursement, on)
        .moving(
            FundKind::Income,
            principal,
            Account::Loans.lent(loan.member_id, loan.id),
            Account::from(new.purse),
        )
        .documented(new.document.as_deref())
        .in_meeting(meeting);
    Ok((active, post(w, ledger, posting).await?))
}

/// After a disbursement the fund keeps back what the rules ask for, of what members have saved in it.
async fn reserve(w: &mut Writer<'_>, club: ClubId, contract: &Contract) -> Result<()> {
    let percent = contract.rules.savings_reserve_percent;
    if percent == 0 {
        return Ok(());
    }
    let (money, savings) = liquidity(w, club).await?;
    let reserve = savings.share(i64::from(percent), 100, 1);
    if money - contract.principal_vnd < reserve {
        return Err(Error::from(Code::NotEnoughMoney)
            .with("reserve_vnd", reserve)
            .with("missing_vnd", reserve + contract.principal_vnd - money));
    }
    Ok(())
}

/// The first version of a schedule takes effect.
async fn begin(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    mut file: LoanFile,
    schedule: &Schedule,
    on: NaiveDate,
    reason: ScheduleReason,
) -> Result<Loan> {
    let today = w.scope().today();
    add_schedule(w, loan, &mut file, schedule, on, reason).await?;
    settle(w, loan, &file, today).await
}

async fn post(w: &mut Writer<'_>, ledger: &mut Held<Ledger>, posting: Posting) -> Result<Entry> {
    let entries = ledger::store::post(w, ledger, vec![posting]).await?;
    entries.into_iter().next().ok_or_else(|| Error::internal("nothing was posted"))
}

/// Takes over a running loan of a club older than the system: a debt, and capital of the same amount.
///
/// # Errors
/// 409 by the regulation in force on that day, and where the borrower is no member.
pub async fn carry_over(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    borrower: &Held<Member>,
    new: &CarriedOverLoan,
) -> Result<(Loan, Entry)> {
    let on = ledger::store::business_day(w, ledger, new.on, "/on")?;
    if new.disbursed_on.get() > on {
        return Err(Error::field("/disbursed_on", FieldCode::DateOrder));
    }
    lends(w, ledger.club_id).await?;
    let (regulation, lending) = lending_rules(w, ledger.club_id, on).await?;
    let (contract, schedule) = rules::carried_over(&lending, new, on)?;
    let household = household(w, borrower).await?;
    if is_caller_of(w, &household).await? {
        return Err(Code::ApproverDisburses.into());
    }
    if active(w, ledger.club_id, &[borrower.id], on).await?.is_empty() {
        return Err(Code::BorrowerNotAMember.into());
    }
    let (user, principal) = (w.scope().user(), contract.principal_vnd);
    let frozen = serde_json::to_value(&contract).map_err(Error::internal)?;
    let row: Loan = diesel::insert_into(loans::table)
        .values((
            loans::id.eq(new.id.unwrap_or_default()),
            loans::club_id.eq(ledger.club_id),
            loans::member_id.eq(borrower.id),
            loans::number.eq(next_number(w, ledger).await?),
            loans::state.eq(LoanState::Active),
            loans::purpose.eq(&*new.purpose),
            loans::requested_vnd.eq(principal),
            loans::requested_months.eq(i16::from(new.months)),
            loans::due_dates.eq(contract.due_dates.clone()),
            loans::applied_on.eq(new.disbursed_on.get()),
            (
                loans::regulation_id.eq(regulation),
                loans::contract.eq(frozen),
                loans::principal_vnd.eq(principal),
            ),
            (loans::decided_on.eq(new.disbursed_on.get()), loans::decided_by.eq(user)),
            (loans::disbursed_on.eq(new.disbursed_on.get()), loans::disbursed_by.eq(user)),
            loans::carried_over.eq(true),
            loans::outstanding_vnd.eq(principal),
            loans::recorded_by.eq(user),
        ))
        .returning(Loan::as_returning())
        .get_result(w.conn())
        .await?;
    let row = Held::new(row);
    let file = LoanFile { contract, versions: vec![], payments: vec![], freezes: vec![], written_off: None };
    let active = begin(w, &row, file, &schedule, on, ScheduleReason::CarriedOver).await?;
    let posting = Posting::new(None, EntryKind::Takeover, on)
        .moving(FundKind::Income, principal, Account::Loans.lent(borrower.id, row.id), Account::Capital)
        .documented(new.document.as_deref());
    Ok((active, post(w, ledger, posting).await?))
}

diesel::define_sql_function! {
    /// Brings lateness and pauses of running loans in line with their records, as of a day.
    #[sql_name = "logic.settle_lateness"]
    fn settled(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}

/// What [`settle`] says of lateness and of pauses, for many running loans at once: for whoever pauses them.
pub async fn settle_lateness(w: &mut Writer<'_>, which: &[LoanId]) -> Result<()> {
    let today = w.scope().today();
    let _changed: i64 = diesel::select(settled(which, today)).get_result(w.conn()).await?;
    Ok(())
}

/// The running loans of clubs that are locked, in the order of their ids.
pub async fn running(w: &mut Writer<'_>, clubs: &[ClubId]) -> Result<Vec<Loan>> {
    let rows = loans::table.filter(loans::club_id.eq_any(clubs)).filter(loans::state.eq(LoanState::Active));
    Ok(rows.order(loans::id).select(Loan::as_select()).load(w.conn()).await?)
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
    let (owed, saved) = (owed.into_iter().sum::<Vnd>(), saved.unwrap_or_default());
    if owed.is_zero() && saved.is_zero() {
        return Ok(());
    }
    Err(Error::from(Code::MemberOwes).with("outstanding_vnd", owed).with("savings_vnd", saved))
}

/// What the change log says of those of these loans that an act has changed since.
pub async fn told(w: &mut Writer<'_>, action: &'static str, before: &[Loan]) -> Result<Vec<Event>> {
    let ids: Vec<LoanId> = before.iter().map(|loan| loan.id).collect();
    let rows = loans::table.filter(loans::id.eq_any(ids)).select(Loan::as_select());
    let rows: Vec<Loan> = rows.load(w.conn()).await?;
    let after: HashMap<LoanId, Loan> = rows.into_iter().map(|loan| (loan.id, loan)).collect();
    let both = before.iter().filter_map(|before| Some((before, after.get(&before.id)?)));
    let changed = both.filter(|(before, after)| before.version != after.version);
    Ok(changed.map(|(before, after)| Event::changed(action, before, after)).collect())
}
