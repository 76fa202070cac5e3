//! Schemes and periods in the database. They are public knowledge: the scope does not narrow them.

use super::model::{NewReportPeriod, PeriodScheme, ReportPeriod, ReportPeriodQuery};
use crate::platform::db::{Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::ids::ReportPeriodId;
use crate::reporting::schema::{period_schemes, report_periods};
use crate::{Error, Result};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// All schemes.
pub async fn schemes(db: &mut impl Reads) -> Result<Vec<PeriodScheme>> {
    let rows = period_schemes::table.order(period_schemes::code).select(PeriodScheme::as_select());
    Ok(rows.load(db.conn()).await?)
}

/// All periods, or those of a scheme or a year: the last first.
pub async fn list(db: &mut impl Reads, query: &ReportPeriodQuery) -> Result<Vec<ReportPeriod>> {
    let mut rows = report_periods::table.into_boxed();
    if let Some(scheme) = &query.scheme {
        rows = rows.filter(report_periods::scheme.eq(scheme.to_string()));
    }
    if let Some(year) = query.year {
        rows = rows.filter(report_periods::year.eq(year));
    }
    let rows = rows.order((report_periods::until.desc(), report_periods::id));
    Ok(rows.select(ReportPeriod::as_select()).load(db.conn()).await?)
}

/// A period that a body names.
///
/// # Errors
/// 422 at `pointer` for one that does not exist.
pub async fn named(db: &mut impl Reads, id: ReportPeriodId, pointer: &str) -> Result<ReportPeriod> {
    let found = report_periods::table.find(id).select(ReportPeriod::as_select()).first(db.conn()).await;
    found.optional()?.ok_or_else(|| Error::field(pointer, FieldCode::UnknownPeriod))
}

/// Adds a period.
pub async fn insert(w: &mut Writer<'_>, new: &NewReportPeriod) -> Result<ReportPeriod> {
    if new.until < new.since {
        return Err(Error::field("/until", FieldCode::DateOrder));
    }
    let scheme = period_schemes::table.find(&*new.scheme).select(period_schemes::code);
    let scheme: Option<String> = scheme.first(w.conn()).await.optional()?;
    let scheme = scheme.ok_or_else(|| Error::field("/scheme", FieldCode::Choice))?;
    Ok(diesel::insert_into(report_periods::table)
        .values((
            report_periods::id.eq(new.id.unwrap_or_default()),
            report_periods::scheme.eq(scheme),
            report_periods::kind.eq(new.kind),
            report_periods::year.eq(new.year),
            report_periods::label.eq(&*new.label),
            report_periods::since.eq(new.since.get()),
            report_periods::until.eq(new.until.get()),
            report_periods::due_club.eq(new.due_club),
            report_periods::due_commune.eq(new.due_commune),
            report_periods::due_province.eq(new.due_province),
            report_periods::due_nation.eq(new.due_nation),
        ))
        .returning(ReportPeriod::as_returning())
        .get_result(w.conn())
        .await?)
}
