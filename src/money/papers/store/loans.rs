//! Papers of loans.

use super::{head, named};
use crate::money::loans::model::{Known, KnownDay, Loan, LoanDetails, LoanState};
use crate::money::papers::model::{DuePaper, LoanPaper, LoanRow, LoansPaper, PaperHead};
use crate::money::schema::loans as loans_table;
use crate::money::{due_lists, loans};
use crate::platform::db::Reads;
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::ids::{ClubId, LoanId};
use crate::register::members;
use crate::register::tables::club_regulations;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// All loans of a club that were handed out by a day, each with its statement as of that day.
pub async fn loans_on(db: &mut impl Reads, club: ClubId, on: Option<Day>) -> Result<LoansPaper> {
    let on = on.map_or(db.scope().today(), Day::get);
    let head = head(db, club, on).await?;
    let loans: Vec<Loan> = loans::store::visible(db.scope())
        .filter(loans_table::club_id.eq(club))
        .filter(loans_table::disbursed_on.le(on))
        .filter(loans_table::state.eq_any(LoanState::HANDED_OUT))
        .order(loans_table::number)
        .select(Loan::as_select())
        .load(db.conn())
        .await?;
    let known = members::store::find_all(db, loans.iter().map(|loan| loan.member_id)).await?;
    let statements = loans::store::statements(db, &loans, Known { on, at: None }).await?;
    let mut statements: HashMap<LoanId, _> =
        statements.into_iter().map(|statement| (statement.schedule.loan_id, statement)).collect();
    let row = |loan: Loan| {
        let statement = statements.remove(&loan.id)?;
        Some(LoanRow { borrower: named(&known, loan.member_id), loan, statement })
    };
    Ok(LoansPaper { club_id: club, head, loans: loans.into_iter().filter_map(row).collect() })
}

/// The list of a meeting day. One for a day to come is issued by the club and the board of today.
///
/// # Errors
/// 422 for a day that is more than a year ahead.
pub async fn due_list(db: &mut impl Reads, club: ClubId, on: Option<Day>) -> Result<DuePaper> {
    let on = due_lists::store::day(db, on)?;
    let list = due_lists::store::of_club(db, club, on).await?;
    let known = on.min(db.scope().today());
    let head = PaperHead { day: on, ..head(db, club, known).await? };
    Ok(DuePaper { head, list })
}

/// The application for a loan (giấy đề nghị vay), as of its day.
pub async fn application(db: &mut impl Reads, id: LoanId) -> Result<LoanPaper> {
    let loan = loans::store::details(db, id).await?;
    let day = loan.loan.applied_on;
    collected(db, loan, day).await
}

/// The contract of a loan (hợp đồng, khế ước vay) as of the day of the disbursement; before it, of the decision.
///
/// # Errors
/// 409 for a loan that was not approved.
pub async fn contract(db: &mut impl Reads, id: LoanId) -> Result<LoanPaper> {
    let details = loans::store::details(db, id).await?;
    let loan = &details.loan;
    let [active, repaid, written_off] = LoanState::HANDED_OUT;
    loans::rules::in_one_of(loan, &[LoanState::Approved, active, repaid, written_off])?;
    let day = loan.disbursed_on.or(loan.decided_on).unwrap_or(loan.applied_on);
    collected(db, details, day).await
}

/// The schedule of a loan (lịch trả nợ) that holds on a day, today unless told.
///
/// # Errors
/// 409 for a loan that was not handed out; 422 for a day before it was.
pub async fn schedule(db: &mut impl Reads, id: LoanId, on: Option<Day>) -> Result<LoanPaper> {
    let details = loans::store::details(db, id).await?;
    loans::rules::in_one_of(&details.loan, &LoanState::HANDED_OUT)?;
    let on = on.map_or(db.scope().today(), Day::get);
    if details.loan.disbursed_on.is_none_or(|first| on < first) {
        return Err(Error::field("?on", FieldCode::Range));
    }
    collected(db, details, on).await
}

/// What a loan's papers are made of, as of a day: names, regulation, and the schedule if there is one by then.
async fn collected(db: &mut impl Reads, details: LoanDetails, day: NaiveDate) -> Result<LoanPaper> {
    let loan = &details.loan;
    let which = details.guarantors.iter().copied().chain([loan.member_id]);
    let known = members::store::find_all(db, which).await?;
    let guarantors = details.guarantors.iter().map(|member| named(&known, *member)).collect();
    let borrower = known.get(&loan.member_id).cloned().ok_or(Code::NotFound)?;
    let regulation = match loan.regulation_id {
        None => None,
        Some(id) => {
            let version = club_regulations::table
                .filter(club_regulations::id.eq(id))
                .filter(club_regulations::club_id.eq(loan.club_id))
                .select((club_regulations::number, club_regulations::adopted_on));
            version.first(db.conn()).await.optional()?
        }
    };
    let handed_out = LoanState::HANDED_OUT.contains(&loan.state);
    let schedule = match loan.disbursed_on {
        Some(first) if handed_out && first <= day => {
            let on = Day::new(day).map_err(|code| Error::field("?on", code))?;
            Some(loans::store::schedule(db, loan, KnownDay { on: Some(on), known_at: None }).await?)
        }
        _ => None,
    };
    let head = head(db, loan.club_id, day).await?;
    Ok(LoanPaper { head, borrower, guarantors, regulation, schedule, loan: details })
}
