//! Pauses in the database.

use super::model::{NewPause, Pause};
use crate::money::loans;
use crate::money::loans::model::LoanState;
use crate::money::schema::{ledgers, loan_freezes, loans as loans_table, repayment_pauses};
use crate::platform::auth::Level;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, FreezeId, LoanId, UnitId};
use crate::register::clubs;
use crate::register::tables::clubs as clubs_table;
use crate::territory::units::model::Unit;
use crate::{Error, Result};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::BTreeSet;

/// The longest pause: a year.
const LONGEST_DAYS: i64 = 366;
/// How many loans one statement stops: each takes a handful of the parameters that a statement may have.
const AT_ONCE: usize = 5_000;

/// Lists the pauses under which loans of a unit stood still: its own and those of the units that it lies in,
/// newest first.
pub async fn list(db: &mut impl Reads, unit: &Unit, page: &PageQuery) -> Result<Page<Pause>> {
    let path = [Some(unit.id), unit.commune_id, unit.district_id, Some(unit.province_id)];
    let path: Vec<UnitId> = path.into_iter().flatten().collect();
    let mut rows = repayment_pauses::table.filter(repayment_pauses::unit_id.eq_any(path)).into_boxed();
    if let Some(seek) = page.seek() {
        rows = rows.filter(repayment_pauses::id.lt(crate::platform::ids::PauseId(seek.id)));
    }
    let rows = rows
        .order(repayment_pauses::id.desc())
        .limit(page.limit + 1)
        .select(Pause::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row| Seek { key: String::new(), id: row.id.0 }))
}

/// Stops all running loans of the clubs that lie in a unit. Those that have books are locked, so that nobody pays or
/// hands out meanwhile.
pub async fn insert(w: &mut Writer<'_>, unit: &Held<Unit>, new: &NewPause) -> Result<Pause> {
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
    let running: Vec<(LoanId, ClubId)> = loans_table::table
        .filter(loans_table::club_id.eq_any(books))
        .filter(loans_table::state.eq(LoanState::Active))
        .select((loans_table::id, loans_table::club_id))
        .load(w.conn())
        .await?;
    let recorded_by = w.scope().user();
    let pause: Pause = diesel::insert_into(repayment_pauses::table)
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
        .returning(Pause::as_returning())
        .get_result(w.conn())
        .await?;
    let stopped: Vec<_> = running
        .iter()
        .map(|(loan, _)| {
            (
                loan_freezes::id.eq(FreezeId::new()),
                loan_freezes::loan_id.eq(loan),
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
    let (stopped, touched): (Vec<LoanId>, BTreeSet<ClubId>) = running.into_iter().unzip();
    loans::store::settle_lateness(w, &stopped).await?;
    clubs::store::count_finances(w, &touched.into_iter().collect::<Vec<_>>()).await?;
    Ok(pause)
}
