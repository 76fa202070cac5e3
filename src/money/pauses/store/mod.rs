//! Pauses in the database.

mod freezes;

pub use freezes::{end_freeze, freeze_for_death, hold_freeze, list_freezes, update_freeze};

use super::model::{NewPause, PauseEnding, PausePatch, RepaymentPause};
use crate::money::loans;
use crate::money::loans::model::{Loan, LoanState};
use crate::money::schema::{ledgers, loan_freezes, loans as loans_table, repayment_pauses};
use crate::platform::auth::{Permission, Place, Scope, can};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, LoanId, PauseId, UnitId};
use crate::platform::log::Event;
use crate::register::clubs;
use crate::register::tables::clubs as clubs_table;
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// The longest pause: a year; and how far ahead one is entered at most.
const LONGEST_DAYS: i64 = 366;

/// Lists the pauses under which loans of a unit stood still: its own and those of the units that it lies in,
/// newest first.
pub async fn list(db: &mut impl Reads, unit: &Unit, page: &PageQuery) -> Result<Page<RepaymentPause>> {
    let path = [Some(unit.id), unit.commune_id, unit.district_id, Some(unit.province_id)];
    let path: Vec<UnitId> = path.into_iter().flatten().collect();
    let mut rows =
        repayment_pauses::table.filter(repayment_pauses::unit_id.eq_any(path.clone())).into_boxed();
    if let Some(seek) = page.seek() {
        rows = rows.filter(repayment_pauses::id.lt(PauseId(seek.id)));
    }
    let rows = rows
        .order(repayment_pauses::id.desc())
        .limit(page.limit + 1)
        .select(RepaymentPause::as_select())
        .load(db.conn())
        .await?;
    let page = Page::cut(rows, page, |row: &RepaymentPause| Seek { key: String::new(), id: row.id.0 });
    let knows = |pause: &RepaymentPause| reads_loans_of(db.scope(), &path, pause.unit_id);
    let shown = page.items.into_iter().map(|pause| {
        let knows = knows(&pause);
        pause.shown(knows)
    });
    Ok(Page { items: shown.collect(), next: page.next })
}

/// Whether somebody may read the loans of all clubs of a unit, of a path of units from below to above.
fn reads_loans_of(scope: &Scope, path: &[UnitId], unit: UnitId) -> bool {
    let from = path.iter().position(|id| *id == unit).unwrap_or(path.len());
    let over =
        |place: Place| place == Place::Nation || path.iter().skip(from).any(|id| place.unit() == Some(*id));
    scope.roles().iter().any(|(role, place)| can::ReadLoans::HOLDERS.contains(role) && over(*place))
}

/// The days of a pause: in order, not longer than a year, and beginning within one.
fn days(from: Day, to: Day, today: NaiveDate) -> Result<(NaiveDate, NaiveDate)> {
    let (from, to) = (from.get(), to.get());
    if (from - today).num_days() >= LONGEST_DAYS {
        return Err(Error::field("/from", FieldCode::Range));
    }
    if to < from {
        return Err(Error::field("/to", FieldCode::DateOrder));
    }
    if (to - from).num_days() >= LONGEST_DAYS {
        return Err(Error::field("/to", FieldCode::Range));
    }
    Ok((from, to))
}

/// Enters a pause of a unit. Returns it, and what the change log says of each loan that it stops.
pub async fn insert(
    w: &mut Writer<'_>,
    unit: &Held<Unit>,
    new: &NewPause,
) -> Result<(RepaymentPause, Vec<Event>)> {
    let (from, to) = days(new.from, new.to, w.scope().today())?;
    let pause: PauseId = diesel::insert_into(repayment_pauses::table)
        .values((
            repayment_pauses::id.eq(new.id.unwrap_or_default()),
            repayment_pauses::unit_id.eq(unit.id),
            repayment_pauses::from_day.eq(from),
            repayment_pauses::to_day.eq(to),
            repayment_pauses::document.eq(&*new.document),
            repayment_pauses::reason.eq(&*new.reason),
            repayment_pauses::recorded_by.eq(w.scope().user()),
        ))
        .returning(repayment_pauses::id)
        .get_result(w.conn())
        .await?;
    reach(w, unit, pause, "paused").await
}

/// A pause of a unit in the caller's reach, with the unit, which is locked.
pub async fn hold(w: &mut Writer<'_>, id: PauseId) -> Result<(Held<Unit>, Held<RepaymentPause>)> {
    let place = repayment_pauses::table.find(id).select(repayment_pauses::unit_id);
    let unit = UnitRef::Id(place.first(w.conn()).await?);
    let today = w.scope().today();
    let level = units::store::find(w, None, &unit, today).await?.level;
    let unit = units::store::hold(w, level, &unit).await?;
    let row = repayment_pauses::table.find(id).select(RepaymentPause::as_select());
    Ok((unit, Held::new(row.first(w.conn()).await?)))
}

#[derive(Default, AsChangeset)]
#[diesel(table_name = repayment_pauses, check_for_backend(Pg))]
struct Changed<'a> {
    from_day: Option<NaiveDate>,
    to_day: Option<NaiveDate>,
    planned_to: Option<NaiveDate>,
    document: Option<&'a str>,
    reason: Option<&'a str>,
    ended_document: Option<&'a str>,
    ended_because: Option<&'a str>,
}

async fn change(
    w: &mut Writer<'_>,
    unit: &Unit,
    pause: &Held<RepaymentPause>,
    action: &'static str,
    changed: Changed<'_>,
) -> Result<(RepaymentPause, Vec<Event>)> {
    diesel::update(repayment_pauses::table.find(pause.id))
        .set((changed, repayment_pauses::version.eq(repayment_pauses::version + 1)))
        .execute(w.conn())
        .await?;
    reach(w, unit, pause.id, action).await
}

/// Corrects the days of a pause, and what is said of it. Returns it, and what the change log says of the loans.
pub async fn update(
    w: &mut Writer<'_>,
    unit: &Held<Unit>,
    pause: &Held<RepaymentPause>,
    patch: &PausePatch,
) -> Result<(RepaymentPause, Vec<Event>)> {
    let kept = |day| Day::new(day).map_err(|code| Error::field("/to", code));
    let (first, last) =
        (patch.from.map_or_else(|| kept(pause.from), Ok)?, patch.to.map_or_else(|| kept(pause.to), Ok)?);
    let (from, to) = days(first, last, w.scope().today())?;
    if pause.planned_to.is_some_and(|planned| planned <= to) {
        return Err(Error::field("/to", FieldCode::DateOrder));
    }
    let changed = Changed {
        from_day: Some(from),
        to_day: Some(to),
        document: patch.document.as_deref(),
        reason: patch.reason.as_deref(),
        ..Changed::default()
    };
    change(w, unit, pause, "pause_corrected", changed).await
}

/// Ends a pause before the day on which it was to end, and once. Returns it, and what the change log says of the loans.
///
/// # Errors
/// 422 for a day on which it had not begun, or was over anyhow; 409 for one that was ended before.
pub async fn end(
    w: &mut Writer<'_>,
    unit: &Held<Unit>,
    pause: &Held<RepaymentPause>,
    ending: &PauseEnding,
) -> Result<(RepaymentPause, Vec<Event>)> {
    if pause.planned_to.is_some() {
        return Err(Error::from(Code::PauseEnded).with("to", pause.to));
    }
    let last_day = ending.last_day.get();
    if last_day < pause.from || last_day >= pause.to {
        return Err(Error::field("/last_day", FieldCode::DateOrder));
    }
    let changed = Changed {
        to_day: Some(last_day),
        planned_to: Some(pause.to),
        ended_document: Some(&ending.document),
        ended_because: Some(&ending.reason),
        ..Changed::default()
    };
    change(w, unit, pause, "pause_ended", changed).await
}

/// Withdraws a pause that has not begun. Returns what the change log says of the loans.
///
/// # Errors
/// 409 once it has begun.
pub async fn withdraw(
    w: &mut Writer<'_>,
    unit: &Held<Unit>,
    pause: &Held<RepaymentPause>,
) -> Result<Vec<Event>> {
    if pause.from <= w.scope().today() {
        return Err(Error::from(Code::PauseBegun).with("from", pause.from));
    }
    let before = reachable(w, unit, pause.id).await?;
    let own = loan_freezes::table.filter(loan_freezes::pause_id.eq(pause.id));
    let freed: Vec<LoanId> =
        diesel::delete(own).returning(loan_freezes::loan_id).get_results(w.conn()).await?;
    diesel::update(loans_table::table.filter(loans_table::id.eq_any(freed)))
        .set(loans_table::version.eq(loans_table::version + 1))
        .execute(w.conn())
        .await?;
    diesel::delete(repayment_pauses::table.find(pause.id)).execute(w.conn()).await?;
    loans::store::told(w, "pause_withdrawn", &before).await
}

/// Whom a pause may reach, and whom it does already: the running loans of the clubs that lie in its unit, and those that
/// stand still by it. Their clubs are locked, so that nobody pays or hands out meanwhile.
async fn reachable(w: &mut Writer<'_>, unit: &Unit, pause: PauseId) -> Result<Vec<Loan>> {
    let here = clubs::store::lie_in(clubs::store::visible(w.scope()), unit.level, unit.id);
    let mut clubs: Vec<ClubId> = ledgers::table
        .filter(ledgers::club_id.eq_any(here.select(clubs_table::id)))
        .select(ledgers::club_id)
        .load(w.conn())
        .await?;
    let stopped: Vec<(LoanId, ClubId)> = loan_freezes::table
        .inner_join(loans_table::table)
        .filter(loan_freezes::pause_id.eq(pause))
        .select((loan_freezes::loan_id, loans_table::club_id))
        .load(w.conn())
        .await?;
    let (stopped, theirs): (Vec<LoanId>, Vec<ClubId>) = stopped.into_iter().unzip();
    clubs.extend(theirs);
    clubs.sort_unstable();
    clubs.dedup();
    clubs::store::lock(w, &clubs).await?;
    let running = loans_table::club_id.eq_any(clubs).and(loans_table::state.eq(LoanState::Active));
    Ok(loans_table::table
        .filter(running.or(loans_table::id.eq_any(stopped)))
        .order(loans_table::id)
        .select(Loan::as_select())
        .load(w.conn())
        .await?)
}

/// Stops the loans that a pause reaches, and lets go those that it does not any more. Returns it, and what the change log
/// says of each loan that it changed.
async fn reach(
    w: &mut Writer<'_>,
    unit: &Unit,
    pause: PauseId,
    action: &'static str,
) -> Result<(RepaymentPause, Vec<Event>)> {
    let before = reachable(w, unit, pause).await?;
    let ids: Vec<LoanId> = before.iter().map(|loan| loan.id).collect();
    loans::store::pause(w, &ids).await?;
    let stopped: i64 =
        loan_freezes::table.filter(loan_freezes::pause_id.eq(pause)).count().get_result(w.conn()).await?;
    let pause = diesel::update(repayment_pauses::table.find(pause))
        .set(repayment_pauses::loans.eq(i32::try_from(stopped).map_err(Error::internal)?))
        .returning(RepaymentPause::as_returning())
        .get_result(w.conn())
        .await?;
    Ok((pause, loans::store::told(w, action, &before).await?))
}
