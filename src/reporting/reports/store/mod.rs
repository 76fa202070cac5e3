//! Reports in the database.

mod contents;
mod reporters;
mod work;

pub use contents::{asked, cells, children, figures_of, named, period_of, sections, steps, wanted};
pub use reporters::{clubs_reporting, opening, unit_reporting, units_reporting};
pub use work::{accept, declare, draft, insert, send_back, step, submit, withdraw, worked_on, write};

use super::model::{OfficialReport, ReportDelivery, ReportQuery, ReportReturnReason, WholeReport};
use super::rules;
use crate::Result;
use crate::platform::auth::{Level, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, ReportId};
use crate::register::clubs;
use crate::register::tables::clubs as clubs_table;
use crate::reporting::schema::{report_deliveries, report_returns, report_snapshots, reports};
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use chrono::NaiveDate;
use contents::children_changed;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

type Rows = reports::BoxedQuery<'static, Pg>;

/// The reports that this caller can see: of the clubs in reach, and of the units in reach with all below them.
#[must_use]
pub fn visible(scope: &Scope) -> Rows {
    let (reach, all) = (scope.reach().clone(), reports::table.into_boxed());
    if reach.nation {
        return all;
    }
    let clubs = clubs::store::visible(scope).select(clubs_table::id.nullable());
    let unit = reports::club_id.is_null();
    all.filter(reports::club_id.eq_any(clubs))
        .or_filter(unit.and(reports::province_id.eq_any(reach.provinces)))
        .or_filter(unit.and(reports::district_id.eq_any(reach.districts)))
        .or_filter(unit.and(reports::commune_id.eq_any(reach.communes)))
}

async fn paged(
    db: &mut impl Reads,
    mut rows: Rows,
    query: ReportQuery,
    page: &PageQuery,
) -> Result<Page<OfficialReport>> {
    if let Some(state) = query.state {
        rows = rows.filter(reports::state.eq(state));
    }
    if let Some(period) = query.period {
        rows = rows.filter(reports::period_id.eq(period));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(reports::id.lt(ReportId(seek.id)));
    }
    let rows = rows
        .order(reports::id.desc())
        .limit(page.limit + 1)
        .select(OfficialReport::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row: &OfficialReport| Seek { key: String::new(), id: row.id.0 }))
}

/// Lists a club's reports, the last opened first.
pub async fn list_of_club(
    db: &mut impl Reads,
    club: ClubId,
    query: ReportQuery,
    page: &PageQuery,
) -> Result<Page<OfficialReport>> {
    let club = clubs::store::find(db, club).await?;
    let rows = visible(db.scope()).filter(reports::club_id.eq(club.id));
    paged(db, rows, query, page).await
}

/// Lists the reports of a unit, or those of a level in it, the last opened first.
pub async fn list_of_unit(
    db: &mut impl Reads,
    unit: &UnitRef,
    on: NaiveDate,
    query: ReportQuery,
    page: &PageQuery,
) -> Result<Page<OfficialReport>> {
    let unit = units::store::find_in_reach(db, unit, on).await?;
    let rows = visible(db.scope());
    let rows = match (query.level, unit.level) {
        (None, _) => rows.filter(reports::unit_id.eq(unit.id)),
        (Some(level), Level::Province) => {
            rows.filter(reports::province_id.eq(unit.id)).filter(reports::level.eq(level))
        }
        (Some(level), Level::District) => {
            rows.filter(reports::district_id.eq(unit.id)).filter(reports::level.eq(level))
        }
        (Some(level), _) => rows.filter(reports::commune_id.eq(unit.id)).filter(reports::level.eq(level)),
    };
    paged(db, rows, query, page).await
}

/// Lists the nation's reports, or those of a level in it, the last opened first.
pub async fn list_of_nation(
    db: &mut impl Reads,
    query: ReportQuery,
    page: &PageQuery,
) -> Result<Page<OfficialReport>> {
    let level = query.level.unwrap_or(Level::Nation);
    let rows = visible(db.scope()).filter(reports::level.eq(level));
    paged(db, rows, query, page).await
}

/// A report without what is in it.
pub async fn head(db: &mut impl Reads, id: ReportId) -> Result<OfficialReport> {
    let rows = visible(db.scope()).filter(reports::id.eq(id));
    Ok(rows.select(OfficialReport::as_select()).first(db.conn()).await?)
}

/// A report in the caller's reach, locked: after its club, if it is a club's.
pub async fn hold(w: &mut Writer<'_>, id: ReportId) -> Result<Held<OfficialReport>> {
    let club = head(w, id).await?.club_id;
    clubs::store::lock(w, club.as_slice()).await?;
    let seen = visible(w.scope()).filter(reports::id.eq(id)).select(reports::id);
    let row = reports::table
        .filter(reports::id.eq_any(seen))
        .select(OfficialReport::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    Ok(Held::new(row))
}

/// Finds a report with all that is in it, without small numbers where the caller may not know the people.
pub async fn find(db: &mut impl Reads, id: ReportId) -> Result<WholeReport> {
    let report = head(db, id).await?;
    let period = period_of(db, &report).await?;
    let knows = rules::knows_those_in(db.scope(), &report);
    let cells = rules::without_small(cells(db, &report).await?, knows);
    let returns = report_returns::table
        .filter(report_returns::report_id.eq(id))
        .order((report_returns::returned_on, report_returns::id, report_returns::position))
        .select(ReportReturnReason::as_select())
        .load(db.conn())
        .await?;
    let deliveries = report_deliveries::table
        .filter(report_deliveries::report_id.eq(id))
        .order(report_deliveries::id)
        .select(ReportDelivery::as_select())
        .load(db.conn())
        .await?;
    let hash = report_snapshots::table.find(id).select(report_snapshots::content_hash);
    let content_hash = hash.first(db.conn()).await.optional()?;
    Ok(WholeReport {
        reporter: named(db, &report, &period).await?,
        sections: sections(db, &report).await?,
        steps: steps(db, &report).await?,
        children: children(db, &report).await?,
        children_changed: children_changed(db, &report).await?,
        coverage: report.coverage(),
        period,
        cells,
        returns,
        deliveries,
        content_hash,
        report,
    })
}
