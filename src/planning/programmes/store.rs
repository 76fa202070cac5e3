//! Programmes in the database. They are public knowledge: the scope does not narrow them.

use super::model::{NewProgramme, Programme};
use crate::planning::schema::programmes;
use crate::platform::db::{Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::ProgrammeId;
use crate::{Error, Result};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Lists the programmes, by code.
pub async fn list(db: &mut impl Reads, page: &PageQuery) -> Result<Page<Programme>> {
    let mut rows = programmes::table.into_boxed();
    if let Some(seek) = page.seek() {
        rows = rows.filter(programmes::code.gt(seek.key));
    }
    let rows = rows.order(programmes::code).limit(page.limit + 1).select(Programme::as_select());
    let rows = rows.load(db.conn()).await?;
    Ok(Page::cut(rows, page, |row| Seek { key: row.code.clone(), id: row.id.0 }))
}

/// Finds a programme by its code.
pub async fn find(db: &mut impl Reads, code: &str) -> Result<Programme> {
    let rows = programmes::table.filter(programmes::code.eq(code));
    Ok(rows.select(Programme::as_select()).first(db.conn()).await?)
}

/// The id of the programme that a body names by its code.
///
/// # Errors
/// 422 at `/programme` for one that there is not.
pub async fn named(db: &mut impl Reads, code: &str) -> Result<ProgrammeId> {
    let rows = programmes::table.filter(programmes::code.eq(code)).select(programmes::id);
    let found = rows.first(db.conn()).await.optional()?;
    found.ok_or_else(|| Error::field("/programme", FieldCode::UnknownProgramme))
}

/// Records a programme.
pub async fn insert(w: &mut Writer<'_>, new: &NewProgramme) -> Result<Programme> {
    if new.period_to < new.period_from {
        return Err(Error::field("/period_to", FieldCode::DateOrder));
    }
    Ok(diesel::insert_into(programmes::table)
        .values((
            programmes::id.eq(new.id.unwrap_or_default()),
            programmes::code.eq(&*new.code),
            programmes::name_vi.eq(&*new.name_vi),
            programmes::name_en.eq(&*new.name_en),
            programmes::period_from.eq(new.period_from.get()),
            programmes::period_to.eq(new.period_to.get()),
        ))
        .returning(Programme::as_returning())
        .get_result(w.conn())
        .await?)
}
