//! Pauses in the database.

use super::model::{NewPause, RepaymentPause};
use crate::money::loans;
use crate::money::loans::model::{Loan, LoanState};
use crate::money::schema::{ledgers, loan_freezes, loans as loans_table, repayment_pauses};
use crate::platform::auth::{Level, Permission, Place, Scope, can};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, FreezeId, LoanId, UnitId};
use crate::platform::log::Event;
use crate::register::clubs;
use crate::register::members::model::Member;
use crate::register::tables::clubs as clubs_table;
use crate::territory::units::model::Unit;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// The longest pause: a year.
const LONGEST_DAYS: i64 = 366;
/// How many loans one statement stops: each takes a handful of the parameters that a statement may have.
const AT_ONCE: usize = 5_000;

/// Lists the pauses under which loans of a unit stood still: its own and those of the units that it lies in,
/// newest first.
pub async fn list(db: &mut impl Reads, unit: &Unit, page: &PageQuery) -> Result<Page<RepaymentPause>> {
    let path = [Some(unit.id), unit.commune_id, unit.district_id, Some(unit.province_id)];
    let path: Vec<UnitId> = path.into_iter().flatten().collect();
    let mut rows =
        repayment_pauses::table.filter(repayment_pauses::unit_id.eq_any(path.clone())).into_boxed();
    if let Some(seek) = page.seek() {
        rows = rows.filter(repayment_pauses::id.lt(crate::platform::ids::PauseId(seek.id)));
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

/// Stops all running loans of the clubs that lie in a unit. Those that have books are locked, so that nobody pays or
/// hands out meanwhile. Returns the pause, and what the change log says of each loan that it changed.
pub async fn insert(
    w: &mut Writer<'_>,
    unit: &Held<Unit>,
    new: &NewPause,
) -> Result<(RepaymentPause, Vec<Event>)> {
    let from = new.from.not_after(w.scope().today(), "/from")?;
    let to = new.to.get();
    if to < from {
        return Err(Error::field("/to", FieldCode::DateOrder));
    }
    if (to - from).num_days() >= LONGEST_DAYS {
        return Err(Error::field("/to", FieldCode::Range));
    }
    let here = clubs::store::visible(w.scope());
    let here = match unit.level {
        Level::Province => here.filter(clubs_table::province_id.eq(unit.id)),
        Level::District => here.filter(clubs_table::district_id.eq(unit.id)),
        Level::Commune => here.filter(clubs_table::commune_id.eq(unit.id)),
        _ => here.filter(clubs_table::hamlet_id.eq(unit.id)),
    };
    let books: Vec<ClubId> = ledgers::table
        .filter(ledgers::club_id.eq_any(here.select(clubs_table::id)))
        .select(ledgers::club_id)
        .load(w.conn())
        .await?;
    clubs::store::lock(w, &books).await?;
    let running = loans::store::running(w, &books).await?;
    let recorded_by = w.scope().user();
    let pause: RepaymentPause = diesel::insert_into(repayment_pauses::table)
        .values((
            repayment_pauses::id.eq(new.id.unwrap_or_default()),
            repayment_pauses::unit_id.eq(unit.id),
            repayment_pauses::from_day.eq(from),
            repayment_pauses::to_day.eq(to),
            repayment_pauses::document.eq(&*new.document),
            repayment_pauses::reason.eq(&*new.reason),
            repayment_pauses::loans.eq(i32::try_from(running.len()).map_err(Error::internal)?),
            repayment_pauses::recorded_by.eq(recorded_by),
        ))
        .returning(RepaymentPause::as_returning())
        .get_result(w.conn())
        .await?;
    let stopped: Vec<_> = running
        .iter()
        .map(|loan| {
            (
                loan_freezes::id.eq(FreezeId::new()),
                loan_freezes::loan_id.eq(loan.id),
                loan_freezes::kind.eq("disaster"),
                loan_freezes::from_day.eq(from),
                loan_freezes::to_day.eq(to),
                loan_freezes::pause_id.eq(pause.id),
                loan_freezes::recorded_by.eq(recorded_by),
            )
        })
        .collect();
    for some in stopped.chunks(AT_ONCE) {
        diesel::insert_into(loan_freezes::table).values(some).execute(w.conn()).await?;
    }
    let stopped: Vec<LoanId> = running.iter().map(|loan| loan.id).collect();
    loans::store::settle_lateness(w, &stopped).await?;
    let events = loans::store::told(w, "paused", &running).await?;
    Ok((pause, events))
}

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
