//! Budget lines in the database, which itself sees to it that no sum is more than the one before.

use super::model::{BudgetLine, BudgetLinePatch, BudgetStage, BudgetStep, NewBudgetLine};
use crate::Result;
use crate::access::users;
use crate::planning::documents::model::Document;
use crate::planning::schema::{budget_lines, documents as documents_table};
use crate::planning::{documents, plan_items};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{BudgetLineId, DocumentId};
use crate::platform::money::Vnd;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// The budget lines of the plans that the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> budget_lines::BoxedQuery<'static, Pg> {
    let documents = documents::store::visible(scope).select(documents_table::id);
    budget_lines::table.into_boxed().filter(budget_lines::document_id.eq_any(documents))
}

/// Lists the budget lines of a plan, in the order in which they were entered.
pub async fn list(db: &mut impl Reads, document: DocumentId, page: &PageQuery) -> Result<Page<BudgetLine>> {
    let mut rows = visible(db.scope()).filter(budget_lines::document_id.eq(document));
    if let Some(seek) = page.seek() {
        rows = rows.filter(budget_lines::id.gt(BudgetLineId(seek.id)));
    }
    let rows = rows.order(budget_lines::id).limit(page.limit + 1).select(BudgetLine::as_select());
    let rows: Vec<BudgetLine> = rows.load(db.conn()).await?;
    if rows.is_empty() {
        documents::store::bare(db, document).await?; // no lines, or a plan out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: String::new(), id: row.id.0 }))
}

/// Finds a budget line.
pub async fn find(db: &mut impl Reads, id: BudgetLineId) -> Result<BudgetLine> {
    let rows = visible(db.scope()).filter(budget_lines::id.eq(id));
    Ok(rows.select(BudgetLine::as_select()).first(db.conn()).await?)
}

/// A budget line of a plan of a place in the caller's reach, locked after its plan, as everybody does.
pub async fn hold(w: &mut Writer<'_>, id: BudgetLineId) -> Result<(Held<Document>, Held<BudgetLine>)> {
    let seen = find(w, id).await?;
    let document = documents::store::hold(w, seen.document_id).await?;
    let row = budget_lines::table
        .filter(budget_lines::id.eq(seen.id))
        .select(BudgetLine::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    Ok((document, Held::new(row)))
}

/// Requests money for a plan that stands.
pub async fn insert(
    w: &mut Writer<'_>,
    document: &Held<Document>,
    new: &NewBudgetLine,
) -> Result<BudgetLine> {
    document.stands()?;
    plan_items::store::belongs(w, document, new.plan_item_id).await?;
    let recorded_by = w.scope().user();
    Ok(diesel::insert_into(budget_lines::table)
        .values((
            budget_lines::id.eq(new.id.unwrap_or_default()),
            budget_lines::document_id.eq(document.id),
            budget_lines::plan_item_id.eq(new.plan_item_id),
            budget_lines::year.eq(new.year),
            budget_lines::source.eq(new.source),
            budget_lines::text.eq(&*new.text),
            budget_lines::requested_vnd.eq(new.requested_vnd.vnd()),
            budget_lines::recorded_by.eq(recorded_by),
        ))
        .returning(BudgetLine::as_returning())
        .get_result(w.conn())
        .await?)
}

#[derive(AsChangeset)]
#[diesel(table_name = budget_lines)]
struct Changed<'a> {
    text: Option<&'a str>,
    requested_vnd: Option<Vnd>,
}

/// Changes a request that is not appraised.
pub async fn update(
    w: &mut Writer<'_>,
    line: &Held<BudgetLine>,
    patch: &BudgetLinePatch,
) -> Result<BudgetLine> {
    if line.appraised_vnd.is_some() {
        return Err(Code::BudgetOutOfOrder.into());
    }
    let changed = Changed {
        text: patch.text.as_deref(),
        requested_vnd: patch.requested_vnd.map(crate::platform::money::Amount::vnd),
    };
    Ok(diesel::update(budget_lines::table.filter(budget_lines::id.eq(line.id)))
        .set((changed, budget_lines::version.eq(budget_lines::version + 1)))
        .returning(BudgetLine::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Sets the sum of a stage. Whoever requested the money does not appraise the request.
pub async fn step(w: &mut Writer<'_>, line: &Held<BudgetLine>, step: &BudgetStep) -> Result<BudgetLine> {
    let appraises = step.stage == BudgetStage::Appraised;
    if appraises && users::store::is_same_human(w, [line.recorded_by]).await? {
        return Err(Code::RequesterDecides.into());
    }
    let sum = |stage| (step.stage == stage).then_some(step.amount_vnd.vnd());
    let sums = (
        sum(BudgetStage::Appraised).map(|sum| budget_lines::appraised_vnd.eq(sum)),
        sum(BudgetStage::Allocated).map(|sum| budget_lines::allocated_vnd.eq(sum)),
        sum(BudgetStage::Disbursed).map(|sum| budget_lines::disbursed_vnd.eq(sum)),
        sum(BudgetStage::Settled).map(|sum| budget_lines::settled_vnd.eq(sum)),
    );
    Ok(diesel::update(budget_lines::table.filter(budget_lines::id.eq(line.id)))
        .set((sums, budget_lines::version.eq(budget_lines::version + 1)))
        .returning(BudgetLine::as_returning())
        .get_result(w.conn())
        .await?)
}
