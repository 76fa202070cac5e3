//! The times in which single loans stand still, in the database.

use crate::money::loans;
use crate::money::loans::model::{Loan, LoanState};
use crate::money::pauses::model::{FreezeEnding, FreezePatch, LoanFreeze};
use crate::money::schema::{loan_freezes, loans as loans_table};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::ids::{FreezeId, LoanId};
use crate::platform::log::Event;
use crate::register::members::model::Member;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// The last day that a date can be: what stands still until then stands still until somebody decides.
const FOR_GOOD: Option<NaiveDate> = NaiveDate::from_ymd_opt(2199, 12, 31);

/// What somebody owed who died stands still from that day on, until the club decides about it: nobody is late in her
/// grave, and her family is not pressed. Returns what the change log says of the loans.
pub async fn freeze_for_death(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    on: NaiveDate,
) -> Result<Vec<Event>> {
    let owed: Vec<Loan> = loans_table::table
        .filter(loans_table::member_id.eq(member.id))
        .filter(loans_table::state.eq(LoanState::Active))
        .order(loans_table::id)
        .select(Loan::as_select())
        .load(w.conn())
        .await?;
    let frozen: Vec<LoanId> = owed.iter().map(|loan| loan.id).collect();
    diesel::update(loans_table::table.filter(loans_table::id.eq_any(&frozen)))
        .set((loans_table::frozen_until.eq(FOR_GOOD), loans_table::version.eq(loans_table::version + 1)))
        .execute(w.conn())
        .await?;
    let recorded_by = w.scope().user();
    let freeze = |loan: &LoanId| {
        (
            loan_freezes::id.eq(FreezeId::new()),
            loan_freezes::loan_id.eq(*loan),
            loan_freezes::kind.eq("death"),
            loan_freezes::from_day.eq(on),
            loan_freezes::recorded_by.eq(recorded_by),
        )
    };
    let freezes: Vec<_> = frozen.iter().map(freeze).collect();
    diesel::insert_into(loan_freezes::table).values(freezes).execute(w.conn()).await?;
    loans::store::told(w, "frozen", &owed).await
}

/// The times in which a loan stands still or stood, the last first.
pub async fn list_freezes(db: &mut impl Reads, loan: &Loan) -> Result<Vec<LoanFreeze>> {
    Ok(loan_freezes::table
        .inner_join(loans_table::table)
        .filter(loan_freezes::loan_id.eq(loan.id))
        .order((loan_freezes::from_day.desc(), loan_freezes::id))
        .select(LoanFreeze::as_select())
        .load(db.conn())
        .await?)
}

/// The freeze of a loan in the caller's reach with the loan, both held by the lock of the club.
pub async fn hold_freeze(w: &mut Writer<'_>, id: FreezeId) -> Result<(Held<Loan>, Held<LoanFreeze>)> {
    let of = loan_freezes::table.find(id).select(loan_freezes::loan_id).first(w.conn()).await?;
    let loan = loans::store::hold(w, of).await?;
    let freeze = list_freezes(w, &loan).await?.into_iter().find(|freeze| freeze.id == id);
    Ok((loan, Held::new(freeze.ok_or(Code::NotFound)?)))
}

/// A freeze that the club decides about: not that of a pause, by which others stand still too.
fn own(freeze: &LoanFreeze) -> Result<()> {
    let pause = freeze.pause_id.map(|pause| Error::from(Code::FreezeOfAPause).with("pause_id", pause));
    pause.map_or(Ok(()), Err)
}

/// Ends the freeze of a loan, once. Returns it, and what the change log says of the loan.
///
/// # Errors
/// 422 for a day before it began; 409 for one that has ended, or follows a pause.
pub async fn end_freeze(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    freeze: &Held<LoanFreeze>,
    ending: &FreezeEnding,
) -> Result<(LoanFreeze, Event)> {
    own(freeze)?;
    if let Some(to) = freeze.to {
        return Err(Error::from(Code::PauseEnded).with("to", to));
    }
    let last_day = ending.last_day.get();
    if last_day < freeze.from {
        return Err(Error::field("/last_day", FieldCode::DateOrder));
    }
    change(w, loan, freeze, (freeze.from, Some(last_day)), Some(&ending.reason)).await
}

/// Corrects the days of the freeze of a loan. Returns it, and what the change log says of the loan.
pub async fn update_freeze(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    freeze: &Held<LoanFreeze>,
    patch: &FreezePatch,
) -> Result<(LoanFreeze, Event)> {
    own(freeze)?;
    let today = w.scope().today();
    let from = patch.from.map(|day| day.not_after(today, "/from")).transpose()?.unwrap_or(freeze.from);
    let to = patch.to.map_or(freeze.to, |to| to.map(Day::get));
    if to.is_some_and(|to| to < from) {
        return Err(Error::field("/to", FieldCode::DateOrder));
    }
    let reason = patch.reason.as_deref().or(freeze.reason.as_deref());
    change(w, loan, freeze, (from, to), reason).await
}

/// Writes the days of a freeze, and brings its loan in line with them.
async fn change(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    freeze: &Held<LoanFreeze>,
    (from, to): (NaiveDate, Option<NaiveDate>),
    reason: Option<&str>,
) -> Result<(LoanFreeze, Event)> {
    loans::rules::in_one_of(loan, &LoanState::HANDED_OUT)?;
    diesel::update(loan_freezes::table.find(freeze.id))
        .set((
            loan_freezes::from_day.eq(from),
            loan_freezes::to_day.eq(to),
            loan_freezes::reason.eq(reason),
            loan_freezes::version.eq(loan_freezes::version + 1),
        ))
        .execute(w.conn())
        .await?;
    let (file, today) = (loans::store::file(w, loan).await?, w.scope().today());
    let after = loans::store::settle(w, loan, &file, today).await?;
    let changed = list_freezes(w, &after).await?.into_iter().find(|other| other.id == freeze.id);
    Ok((changed.ok_or(Code::NotFound)?, Event::changed("freeze_changed", &**loan, &after)))
}
