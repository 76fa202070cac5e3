//! Activities of plans in the database.

use super::model::{NewPlanItem, PlanItem, PlanItemPatch};
use crate::activity::areas::model::Area;
use crate::planning::documents;
use crate::planning::documents::model::Document;
use crate::planning::schema::{documents as documents_table, plan_items};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{DocumentId, PlanItemId};
use crate::{Error, Result};
use chrono::Utc;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// The activities of the plans that the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> plan_items::BoxedQuery<'static, Pg> {
    let documents = documents::store::visible(scope).select(documents_table::id);
    plan_items::table.into_boxed().filter(plan_items::document_id.eq_any(documents))
}

/// Lists the activities of a plan, by code.
pub async fn list(db: &mut impl Reads, document: DocumentId, page: &PageQuery) -> Result<Page<PlanItem>> {
    let mut rows = visible(db.scope()).filter(plan_items::document_id.eq(document));
    if let Some(seek) = page.seek() {
        rows = rows.filter(plan_items::code.gt(seek.key));
    }
    let rows = rows.order(plan_items::code).limit(page.limit + 1).select(PlanItem::as_select());
    let rows: Vec<PlanItem> = rows.load(db.conn()).await?;
    if rows.is_empty() {
        documents::store::bare(db, document).await?; // no activities, or a plan out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: row.code.clone(), id: row.id.0 }))
}

/// Finds an activity.
pub async fn find(db: &mut impl Reads, id: PlanItemId) -> Result<PlanItem> {
    let rows = visible(db.scope()).filter(plan_items::id.eq(id));
    Ok(rows.select(PlanItem::as_select()).first(db.conn()).await?)
}

/// Refuses an activity that is not of a plan.
///
/// # Errors
/// 422 at `/plan_item_id`.
pub async fn belongs(w: &mut Writer<'_>, document: &Held<Document>, item: Option<PlanItemId>) -> Result<()> {
    let Some(item) = item else { return Ok(()) };
    match find(w, item).await {
        Ok(found) if found.document_id == document.id => Ok(()),
        _ => Err(Error::field("/plan_item_id", FieldCode::UnknownPlanItem)),
    }
}

/// An activity of a plan that the caller may change, locked after its plan, as everybody does.
pub async fn hold(w: &mut Writer<'_>, id: PlanItemId) -> Result<(Held<Document>, Held<PlanItem>)> {
    let seen = find(w, id).await?;
    let document = documents::store::hold(w, seen.document_id).await?;
    let row = plan_items::table
        .filter(plan_items::id.eq(seen.id))
        .select(PlanItem::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    Ok((document, Held::new(row)))
}

/// Plans an activity, in a draft.
pub async fn insert(w: &mut Writer<'_>, document: &Held<Document>, new: &NewPlanItem) -> Result<PlanItem> {
    document.is_draft()?;
    let item = PlanItem {
        id: new.id.unwrap_or_default(),
        document_id: document.id,
        code: new.code.to_string(),
        text: new.text.to_string(),
        area: new.area,
        clause: new.clause.as_deref().map(str::to_owned),
        version: 1,
        created_at: Utc::now(),
    };
    let insert = diesel::insert_into(plan_items::table).values(&item).returning(PlanItem::as_returning());
    Ok(insert.get_result(w.conn()).await?)
}

#[derive(AsChangeset)]
#[diesel(table_name = plan_items)]
struct Changed<'a> {
    text: Option<&'a str>,
    area: Option<Option<Area>>,
    clause: Option<Option<&'a str>>,
}

/// Changes an activity of a draft.
pub async fn update(
    w: &mut Writer<'_>,
    document: &Held<Document>,
    item: &Held<PlanItem>,
    patch: &PlanItemPatch,
) -> Result<PlanItem> {
    document.is_draft()?;
    let changed = Changed {
        text: patch.text.as_deref(),
        area: patch.area,
        clause: patch.clause.as_ref().map(Option::as_deref),
    };
    Ok(diesel::update(plan_items::table.filter(plan_items::id.eq(item.id)))
        .set((changed, plan_items::version.eq(plan_items::version + 1)))
        .returning(PlanItem::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Imports the activities of a plan, unless they are known. Returns how many were new.
pub async fn import(w: &mut Writer<'_>, rows: &[PlanItem]) -> Result<usize> {
    let new = diesel::insert_into(plan_items::table).values(rows).on_conflict(plan_items::id).do_nothing();
    Ok(new.execute(w.conn()).await?)
}
