//! Reporting lines in the database.

mod chains;
mod gaps;

pub use chains::{addressees, chain, reporters};
pub use gaps::gaps;

use super::model::{LineRole, NewReportingLine, ReportingLine, ReportingLinePatch, ReportingLineQuery};
use super::rules;
use crate::platform::auth::{Level, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::ReportingLineId;
use crate::register::clubs;
use crate::reporting::schema::reporting_lines;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// True of the lines that hold on a day.
#[auto_type(no_type_alias)]
fn holding(day: NaiveDate) -> _ {
    reporting_lines::valid_from
        .le(day)
        .and(reporting_lines::valid_to.is_null().or(reporting_lines::valid_to.assume_not_null().ge(day)))
}

/// The lines that this caller can see: those that hold everywhere, and those of the provinces in or above reach.
#[must_use]
pub fn visible(scope: &Scope) -> reporting_lines::BoxedQuery<'static, Pg> {
    let (all, reach) = (reporting_lines::table.into_boxed(), scope.reach());
    if reach.nation {
        return all;
    }
    let around = clubs::store::provinces_around(reach);
    all.filter(reporting_lines::province_id.is_null())
        .or_filter(reporting_lines::province_id.assume_not_null().eq_any(around))
}

/// Lists lines, the oldest entered first.
pub async fn list(
    db: &mut impl Reads,
    query: &ReportingLineQuery,
    page: &PageQuery,
) -> Result<Page<ReportingLine>> {
    let mut rows = visible(db.scope());
    if let Some(day) = query.on {
        rows = rows.filter(holding(day.get()));
    }
    if let Some(kind) = query.from_kind {
        rows = rows.filter(reporting_lines::from_kind.eq(kind));
    }
    if let Some(province) = query.province_id {
        let own = reporting_lines::province_id.assume_not_null().eq(province);
        rows = rows.filter(reporting_lines::province_id.is_null().or(own));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(reporting_lines::id.gt(ReportingLineId(seek.id)));
    }
    let rows = rows
        .order(reporting_lines::id)
        .limit(page.limit + 1)
        .select(ReportingLine::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row| Seek { key: String::new(), id: row.id.0 }))
}

/// Finds a line.
pub async fn find(db: &mut impl Reads, id: ReportingLineId) -> Result<ReportingLine> {
    let rows = visible(db.scope()).filter(reporting_lines::id.eq(id));
    Ok(rows.select(ReportingLine::as_select()).first(db.conn()).await?)
}

/// A line that the caller may change, locked: of a province in reach, or, for the nation, one that holds everywhere.
pub async fn hold(w: &mut Writer<'_>, id: ReportingLineId) -> Result<Held<ReportingLine>> {
    let seen = visible(w.scope()).filter(reporting_lines::id.eq(id)).select(reporting_lines::id);
    let row: ReportingLine = reporting_lines::table
        .filter(reporting_lines::id.eq_any(seen))
        .select(ReportingLine::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    let reach = w.scope().reach();
    let in_reach =
        reach.nation || row.province_id.is_some_and(|province| reach.provinces.contains(&province));
    if in_reach { Ok(Held::new(row)) } else { Err(Code::AboveOwnRole.into()) }
}

/// Enters a line. The database refuses a second one of its kind, and one that closes a circle.
pub async fn insert(w: &mut Writer<'_>, new: &NewReportingLine) -> Result<ReportingLine> {
    rules::plausible(new)?;
    match new.province_id {
        Some(province) => {
            let unit = units::store::find_in_reach(w, &UnitRef::Id(province), new.valid_from.get()).await?;
            if unit.level != Level::Province {
                return Err(Error::field("/province_id", FieldCode::NotHere));
            }
        }
        None if w.scope().reach().nation => {}
        None => return Err(Code::AboveOwnRole.into()),
    }
    Ok(diesel::insert_into(reporting_lines::table)
        .values((
            reporting_lines::id.eq(new.id.unwrap_or_default()),
            reporting_lines::from_kind.eq(new.from_kind),
            reporting_lines::from_level.eq(new.from_level),
            reporting_lines::to_kind.eq(new.to_kind),
            reporting_lines::to_level.eq(new.to_level),
            reporting_lines::role.eq(new.role),
            reporting_lines::regime.eq(new.regime),
            reporting_lines::province_id.eq(new.province_id),
            reporting_lines::valid_from.eq(new.valid_from.get()),
            reporting_lines::valid_to.eq(new.valid_to.map(Day::get)),
            reporting_lines::source.eq(&*new.source),
        ))
        .returning(ReportingLine::as_returning())
        .get_result(w.conn())
        .await?)
}

#[derive(AsChangeset)]
#[diesel(table_name = reporting_lines)]
struct Changed<'a> {
    role: Option<LineRole>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<Option<NaiveDate>>,
    source: Option<&'a str>,
}

/// Changes a line.
pub async fn update(
    w: &mut Writer<'_>,
    line: &Held<ReportingLine>,
    patch: &ReportingLinePatch,
) -> Result<ReportingLine> {
    let (valid_from, valid_to) =
        (patch.valid_from.map(Day::get), patch.valid_to.map(|day| day.map(Day::get)));
    let last = valid_to.unwrap_or(line.valid_to);
    if last.is_some_and(|last| last < valid_from.unwrap_or(line.valid_from)) {
        return Err(Error::field("/valid_to", FieldCode::DateOrder));
    }
    let changed = Changed { role: patch.role, valid_from, valid_to, source: patch.source.as_deref() };
    Ok(diesel::update(reporting_lines::table.filter(reporting_lines::id.eq(line.id)))
        .set((changed, reporting_lines::version.eq(reporting_lines::version + 1)))
        .returning(ReportingLine::as_returning())
        .get_result(w.conn())
        .await?)
}
