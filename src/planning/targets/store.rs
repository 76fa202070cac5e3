//! Targets in the database.

use super::model::{NewTarget, Target, TargetBound, TargetComparator, TargetMeasure, TargetPatch};
use super::rules::{self, Demand};
use crate::planning::documents;
use crate::planning::documents::model::{Document, DocumentState};
use crate::planning::schema::{documents as documents_table, targets};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{DocumentId, TargetId};
use crate::platform::log::Event;
use crate::statistics::indicators::model::Indicator;
use crate::{Error, Result};
use chrono::{NaiveDate, Utc};
use diesel::dsl::not;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashSet;

/// The targets of the documents that the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> targets::BoxedQuery<'static, Pg> {
    let documents = documents::store::visible(scope).select(documents_table::id);
    targets::table.into_boxed().filter(targets::document_id.eq_any(documents))
}

/// Lists the targets of a document, in the order in which they were entered.
pub async fn list(db: &mut impl Reads, document: DocumentId, page: &PageQuery) -> Result<Page<Target>> {
    let mut rows = visible(db.scope()).filter(targets::document_id.eq(document));
    if let Some(seek) = page.seek() {
        rows = rows.filter(targets::code.gt(seek.key));
    }
    let rows = rows.order(targets::code).limit(page.limit + 1).select(Target::as_select());
    let rows: Vec<Target> = rows.load(db.conn()).await?;
    if rows.is_empty() {
        documents::store::bare(db, document).await?; // no targets, or a document out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: row.code.clone(), id: row.id.0 }))
}

/// Finds a target.
pub async fn find(db: &mut impl Reads, id: TargetId) -> Result<Target> {
    let rows = visible(db.scope()).filter(targets::id.eq(id));
    Ok(rows.select(Target::as_select()).first(db.conn()).await?)
}

/// A target of a document that the caller may change, locked after its document, as everybody does.
pub async fn hold(w: &mut Writer<'_>, id: TargetId) -> Result<(Held<Document>, Held<Target>)> {
    let seen = find(w, id).await?;
    let document = documents::store::hold(w, seen.document_id).await?;
    let row = targets::table
        .filter(targets::id.eq(seen.id))
        .select(Target::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    Ok((document, Held::new(row)))
}

/// Marks what is implausible of a document, and unmarks what no longer is. Returns what the change log says of the others
/// than the target that was just written, which is marked with it.
async fn mark(w: &mut Writer<'_>, document: DocumentId, written: TargetId) -> Result<Vec<Event>> {
    let all = targets::table.filter(targets::document_id.eq(document)).select(Target::as_select());
    let all: Vec<Target> = all.load(w.conn()).await?;
    let odd: HashSet<TargetId> = rules::implausible(&all).into_iter().collect();
    let other = |target: &Target| target.implausible != odd.contains(&target.id);
    let before: Vec<Target> = all.into_iter().filter(other).collect();
    let which: Vec<TargetId> = before.iter().map(|target| target.id).collect();
    let marked = diesel::update(targets::table.filter(targets::id.eq_any(&which)));
    marked.set(targets::implausible.eq(not(targets::implausible))).execute(w.conn()).await?;
    let after: Vec<Target> = diesel::update(targets::table.filter(targets::id.eq_any(&which)))
        .filter(targets::id.ne(written))
        .set(targets::version.eq(targets::version + 1))
        .returning(Target::as_returning())
        .get_results(w.conn())
        .await?;
    Ok(Event::each("marked", &before, &after))
}

/// Sets a target of a draft. Returns it, and what the change log says of others that changed with it.
pub async fn insert(
    w: &mut Writer<'_>,
    document: &Held<Document>,
    new: &NewTarget,
) -> Result<(Target, Vec<Event>)> {
    document.is_draft()?;
    let (low, high) = (new.low.map(TargetBound::get), new.high.map(TargetBound::get));
    let demand =
        Demand { comparator: new.comparator, low, high, measure: new.measure, indicator: new.indicator };
    demand.check()?;
    let (from, deadline) = (new.period_from.map(Day::get), new.deadline.map(Day::get));
    if from.zip(deadline).is_some_and(|(from, deadline)| deadline < from) {
        return Err(Error::field("/deadline", FieldCode::DateOrder));
    }
    let target = Target {
        id: new.id.unwrap_or_default(),
        document_id: document.id,
        code: new.code.to_string(),
        clause: new.clause.as_deref().map(str::to_owned),
        statement: new.statement.to_string(),
        indicator: new.indicator,
        comparator: new.comparator,
        low,
        high,
        measure: new.measure,
        level: new.level,
        terrain: new.terrain.clone(),
        new_only: new.new_only,
        in_need: new.in_need,
        period_from: from,
        deadline,
        quotation: new.quotation.to_string(),
        implausible: false,
        superseded_by: None,
        version: 1,
        created_at: Utc::now(),
    };
    diesel::insert_into(targets::table).values(&target).execute(w.conn()).await?;
    let mut others = mark(w, document.id, target.id).await?;
    if let Some(old) = new.supersedes {
        others.push(supersede(w, old, &target).await?);
    }
    Ok((find(w, target.id).await?, others))
}

/// Says of an earlier target that another takes its place.
async fn supersede(w: &mut Writer<'_>, old: TargetId, by: &Target) -> Result<Event> {
    let seen = visible(w.scope())
        .filter(targets::id.eq(old))
        .filter(targets::document_id.ne(by.document_id))
        .filter(targets::superseded_by.is_null());
    let seen: Option<Target> = seen.select(Target::as_select()).first(w.conn()).await.optional()?;
    let seen = seen.filter(|seen| seen.indicator == by.indicator);
    let seen = seen.ok_or_else(|| Error::field("/supersedes", FieldCode::UnknownTarget))?;
    let (document, held) = match hold(w, seen.id).await {
        Err(e) if e.code() == Code::NotFound => {
            return Err(Error::field("/supersedes", FieldCode::UnknownTarget)); // seen, but not theirs to change
        }
        held => held?,
    };
    if document.state == DocumentState::Draft {
        return Err(Error::field("/supersedes", FieldCode::UnknownTarget));
    }
    let after: Target = diesel::update(targets::table.filter(targets::id.eq(held.id)))
        .set((targets::superseded_by.eq(by.id), targets::version.eq(targets::version + 1)))
        .returning(Target::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(Event::changed("superseded", &*held, &after))
}

#[derive(AsChangeset)]
#[diesel(table_name = targets)]
struct Changed<'a> {
    clause: Option<Option<&'a str>>,
    statement: Option<&'a str>,
    indicator: Option<Option<Indicator>>,
    comparator: Option<TargetComparator>,
    low: Option<Option<i64>>,
    high: Option<Option<i64>>,
    measure: Option<TargetMeasure>,
    deadline: Option<Option<NaiveDate>>,
    quotation: Option<&'a str>,
}

/// Changes a target of a draft. Returns it, and what the change log says of others that changed with it.
pub async fn update(
    w: &mut Writer<'_>,
    document: &Held<Document>,
    target: &Held<Target>,
    patch: &TargetPatch,
) -> Result<(Target, Vec<Event>)> {
    document.is_draft()?;
    let bound = |bound: Option<TargetBound>| bound.map(TargetBound::get);
    let changed = Changed {
        clause: patch.clause.as_ref().map(Option::as_deref),
        statement: patch.statement.as_deref(),
        indicator: patch.indicator,
        comparator: patch.comparator,
        low: patch.low.map(bound),
        high: patch.high.map(bound),
        measure: patch.measure,
        deadline: patch.deadline.map(|day| day.map(Day::get)),
        quotation: patch.quotation.as_deref(),
    };
    let demand = Demand {
        comparator: changed.comparator.unwrap_or(target.comparator),
        low: changed.low.unwrap_or(target.low),
        high: changed.high.unwrap_or(target.high),
        measure: changed.measure.unwrap_or(target.measure),
        indicator: changed.indicator.unwrap_or(target.indicator),
    };
    demand.check()?;
    let deadline = changed.deadline.unwrap_or(target.deadline);
    if target.period_from.zip(deadline).is_some_and(|(from, deadline)| deadline < from) {
        return Err(Error::field("/deadline", FieldCode::DateOrder));
    }
    diesel::update(targets::table.filter(targets::id.eq(target.id)))
        .set((changed, targets::version.eq(targets::version + 1)))
        .execute(w.conn())
        .await?;
    let others = mark(w, document.id, target.id).await?;
    Ok((find(w, target.id).await?, others))
}

/// Imports the targets of a document, unless they are known. Returns how many were new.
pub async fn import(w: &mut Writer<'_>, rows: &[Target]) -> Result<usize> {
    let new = diesel::insert_into(targets::table).values(rows).on_conflict(targets::id).do_nothing();
    Ok(new.execute(w.conn()).await?)
}
