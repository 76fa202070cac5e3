//! Loans in the database.

mod borrower;
mod file;
mod payout;
mod statements;
mod steps;

pub use borrower::{hold_own, household, is_caller_of, lending_rules, may_borrow, owes_nothing};
pub use file::{VersionHead, add_schedule, bring_back, file, files, pause, settle, settle_lateness};
pub use payout::{carry_over, disburse};
pub use statements::{kept_classes, own, schedule, statement, statements};
pub use steps::{agree, apply, decide, insert, preview, screen, withdraw};

use super::model::{Loan, LoanDetails, LoanQuery, LoanSort, LoanState, LoanStep, LoanStepKind, LoanTransfer};
use crate::money::schema::{loan_freezes, loan_guarantors, loan_steps, loan_transfers, loans};
use crate::platform::db::{Reads, Seen, Writer};
use crate::platform::error::FieldCode;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, LoanId};
use crate::platform::log::Event;
use crate::register::clubs;
use crate::register::members::model::Sex;
use crate::register::personal::model::PovertyStatus;
use crate::register::tables::{household_poverty, memberships, persons};
use crate::{Error, Result};
use chrono::{Datelike, Months, NaiveDate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

clubs::store::rows_of_clubs! {
    /// The loans of the clubs that the caller can see.
    visible: loans;
    /// Finds a loan.
    find: Loan by LoanId;
    /// A loan in the caller's reach, locked.
    hold;
}

/// What is shown of a loan is shown of its borrower. Who reaches the loan sees it, though she died a member of another
/// club, which was merged since.
pub async fn seen<T>(db: &mut impl Reads, loan: &Loan, value: T) -> Result<Seen<T>> {
    let borrower = memberships::table.find(loan.member_id).select(memberships::person_id);
    Ok(Seen::of(borrower.first(db.conn()).await?, loan.club_id, value))
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
    let by_herself = steps.iter().any(|step: &LoanStep| step.step == LoanStepKind::Application);
    let applied_by = by_herself.then_some(loan.member_id);
    let transfers = transfers(db, &[id]).await?.remove(&id).unwrap_or_default();
    let arrears_class_at_reschedule =
        if loan.reschedules > 0 { kept_classes(db, &[id]).await?.remove(&id) } else { None };
    Ok(LoanDetails { loan, arrears_class_at_reschedule, guarantors, applied_by, steps, transfers })
}

/// From which clubs loans went on with mergers, in the order in which they did.
async fn transfers(db: &mut impl Reads, of: &[LoanId]) -> Result<HashMap<LoanId, Vec<LoanTransfer>>> {
    let rows: Vec<(LoanId, LoanTransfer)> = loan_transfers::table
        .filter(loan_transfers::loan_id.eq_any(of))
        .order((loan_transfers::loan_id, loan_transfers::number))
        .select((loan_transfers::loan_id, LoanTransfer::as_select()))
        .load(db.conn())
        .await?;
    let mut all: HashMap<LoanId, Vec<LoanTransfer>> = HashMap::new();
    for (loan, transfer) in rows {
        all.entry(loan).or_default().push(transfer);
    }
    Ok(all)
}

/// Poor and near-poor older women of a club: theirs is the first turn.
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
        let here = loans::table.filter(loans::club_id.eq(club)).select(loans::id);
        rows = rows
            .filter(loans::state.eq(LoanState::Active))
            .filter(loans::late_since.assume_not_null().lt(today))
            .filter(loans::id.ne_all(file::standing_still(today).filter(loan_freezes::loan_id.eq_any(here))));
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

/// The running loans of clubs that are locked, in the order of their ids.
pub async fn running(w: &mut Writer<'_>, clubs: &[ClubId]) -> Result<Vec<Loan>> {
    let rows = loans::table.filter(loans::club_id.eq_any(clubs)).filter(loans::state.eq(LoanState::Active));
    Ok(rows.order(loans::id).select(Loan::as_select()).load(w.conn()).await?)
}

diesel::define_sql_function! {
    /// Brings lateness and pauses of the clubs' running loans in line with their records, as of a day.
    #[sql_name = "logic.settle_clubs"]
    fn settle_clubs(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}

/// Settles the running loans of clubs that are locked as of today: a pause that was entered ahead has begun, or they were
/// settled on a day to come, by a clock that was ahead. Returns what the change log says of them.
pub async fn settle_again(w: &mut Writer<'_>, clubs: &[ClubId]) -> Result<Vec<Event>> {
    let (before, today) = (running(w, clubs).await?, w.scope().today());
    let _changed: i64 = diesel::select(settle_clubs(clubs, today)).get_result(w.conn()).await?;
    told(w, "settled", &before).await
}

/// What the change log says of those of these loans that an act has changed since.
pub async fn told(w: &mut Writer<'_>, action: &'static str, before: &[Loan]) -> Result<Vec<Event>> {
    let ids: Vec<LoanId> = before.iter().map(|loan| loan.id).collect();
    let after = loans::table.filter(loans::id.eq_any(ids)).order(loans::id).select(Loan::as_select());
    let after: Vec<Loan> = after.load(w.conn()).await?;
    Ok(Event::each(action, before, &after))
}
