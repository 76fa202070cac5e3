//! Documents in the database.

mod work;

pub use work::{ImportedDocument, import, insert, step, update};

use super::model::{
    Document, DocumentDuty, DocumentQuery, FundingSource, ReportingDuty, ShownDocument, WholeDocument,
};
use crate::Result;
use crate::planning::programmes;
use crate::planning::schema::{
    document_bases, document_duties, documents, funding_sources, reporting_duties, targets,
};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::DocumentId;
use crate::register::tables::clubs;
use crate::territory::tables::{unit_lineage, unit_versions};
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

type Rows = documents::BoxedQuery<'static, Pg>;

/// The documents that this caller can see: those of the nation, those of the places in reach, those of the places
/// above them, and those of the places that these were before a reform. A plan binds whoever lies below it.
#[must_use]
pub fn visible(scope: &Scope) -> Rows {
    let (reach, all) = (scope.reach(), documents::table.into_boxed());
    if reach.nation {
        return all;
    }
    let own_units = reach.units();
    let before = || {
        unit_lineage::table
            .filter(unit_lineage::to_id.eq_any(own_units.clone()))
            .select(unit_lineage::from_id)
    };
    let homes = clubs::table.filter(clubs::id.eq_any(reach.clubs.clone())).select(clubs::hamlet_id);
    let path = || {
        unit_versions::table.filter(
            unit_versions::unit_id
                .eq_any(own_units.clone())
                .or(unit_versions::unit_id.eq_any(before()))
                .or(unit_versions::unit_id.eq_any(homes.clone())),
        )
    };
    held_in(scope)
        .or_filter(documents::unit_id.is_null())
        .or_filter(documents::unit_id.eq_any(path().select(unit_versions::unit_id.nullable())))
        .or_filter(documents::unit_id.eq_any(path().select(unit_versions::commune_id)))
        .or_filter(documents::unit_id.eq_any(path().select(unit_versions::district_id)))
        .or_filter(documents::unit_id.eq_any(path().select(unit_versions::province_id.nullable())))
}

/// The documents of the places in reach, and of what these were before a reform: those that the caller may change,
/// if anybody may.
fn held_in(scope: &Scope) -> Rows {
    let (reach, all) = (scope.reach(), documents::table.into_boxed());
    if reach.nation {
        return all;
    }
    let own_units = reach.units();
    let before = || {
        unit_lineage::table
            .filter(unit_lineage::to_id.eq_any(own_units.clone()))
            .select(unit_lineage::from_id)
    };
    let here = unit_versions::table.filter(unit_versions::unit_id.nullable().eq(documents::unit_id)).filter(
        unit_versions::unit_id
            .eq_any(own_units.clone())
            .or(unit_versions::province_id.eq_any(own_units.clone()))
            .or(unit_versions::district_id.assume_not_null().eq_any(own_units.clone()))
            .or(unit_versions::commune_id.assume_not_null().eq_any(own_units.clone()))
            .or(unit_versions::unit_id.eq_any(before()))
            .or(unit_versions::province_id.eq_any(before()))
            .or(unit_versions::commune_id.assume_not_null().eq_any(before())),
    );
    all.filter(exists(here))
}

/// A unit in the caller's reach as it stood on a day, or one that went into a unit in reach.
async fn unit_in_reach(db: &mut impl Reads, unit: &UnitRef, day: NaiveDate) -> Result<Unit> {
    let unit = units::store::find(db, None, unit, day).await?;
    if units::store::covers(db.scope().reach(), &unit) {
        return Ok(unit);
    }
    let went = unit_lineage::table
        .filter(unit_lineage::from_id.eq(unit.id))
        .filter(unit_lineage::to_id.eq_any(db.scope().reach().units()));
    let went: bool = diesel::select(exists(went)).get_result(db.conn()).await?;
    if went { Ok(unit) } else { Err(Code::NotFound.into()) }
}

async fn paged(
    db: &mut impl Reads,
    mut rows: Rows,
    query: &DocumentQuery,
    page: &PageQuery,
) -> Result<Page<ShownDocument>> {
    if let Some(code) = &query.programme {
        let programme = programmes::store::find(db, code).await?;
        rows = rows.filter(documents::programme_id.eq(programme.id));
    }
    if let Some(level) = query.level {
        rows = rows.filter(documents::level.eq(level));
    }
    if let Some(state) = query.state {
        rows = rows.filter(documents::state.eq(state));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(documents::id.gt(DocumentId(seek.id)));
    }
    let rows = rows.order(documents::id).limit(page.limit + 1).select(Document::as_select());
    let rows: Vec<Document> = rows.load(db.conn()).await?;
    let page = Page::cut(rows, page, |row| Seek { key: String::new(), id: row.id.0 });
    Ok(Page { items: page.items.into_iter().map(Document::shown).collect(), next: page.next })
}

/// Lists all documents that the caller can see.
pub async fn list(
    db: &mut impl Reads,
    query: &DocumentQuery,
    page: &PageQuery,
) -> Result<Page<ShownDocument>> {
    let rows = visible(db.scope());
    paged(db, rows, query, page).await
}

/// Lists the documents of a unit as it stood on a day.
pub async fn list_in_unit(
    db: &mut impl Reads,
    unit: &UnitRef,
    day: NaiveDate,
    query: &DocumentQuery,
    page: &PageQuery,
) -> Result<Page<ShownDocument>> {
    let unit = unit_in_reach(db, unit, day).await?;
    let rows = visible(db.scope()).filter(documents::unit_id.eq(unit.id));
    paged(db, rows, query, page).await
}

/// Finds a document as it is stored.
pub async fn bare(db: &mut impl Reads, id: DocumentId) -> Result<Document> {
    let rows = visible(db.scope()).filter(documents::id.eq(id));
    Ok(rows.select(Document::as_select()).first(db.conn()).await?)
}

/// Finds a document with what is said in it.
pub async fn find(db: &mut impl Reads, id: DocumentId) -> Result<WholeDocument> {
    use document_bases as b;
    let document = bare(db, id).await?;
    let based_on = b::table.filter(b::document_id.eq(id)).order(b::based_on).select(b::based_on);
    let based_on = based_on.load(db.conn()).await?;
    let followers = b::table.filter(b::based_on.eq(id)).select(b::document_id);
    let followed_by = visible(db.scope()).filter(documents::id.eq_any(followers)).order(documents::id);
    let followed_by = followed_by.select(documents::id).load(db.conn()).await?;
    let duties =
        document_duties::table.filter(document_duties::document_id.eq(id)).order(document_duties::position);
    let duties = duties.select(DocumentDuty::as_select()).load(db.conn()).await?;
    let funding =
        funding_sources::table.filter(funding_sources::document_id.eq(id)).order(funding_sources::position);
    let funding = funding.select(FundingSource::as_select()).load(db.conn()).await?;
    let reporting = reporting_duties::table
        .filter(reporting_duties::document_id.eq(id))
        .order(reporting_duties::position);
    let reporting = reporting.select(ReportingDuty::as_select()).load(db.conn()).await?;
    let targets = targets::table.filter(targets::document_id.eq(id)).count().get_result(db.conn()).await?;
    Ok(WholeDocument { shown: document.shown(), based_on, followed_by, duties, funding, reporting, targets })
}

/// A document of a place in the caller's reach, locked.
pub async fn hold(w: &mut Writer<'_>, id: DocumentId) -> Result<Held<Document>> {
    let seen = held_in(w.scope()).filter(documents::id.eq(id)).select(documents::id);
    let row = documents::table
        .filter(documents::id.eq_any(seen))
        .select(Document::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    Ok(Held::new(row))
}
