//! Organisations over HTTP.

use super::model::{
    NewOrganisation, Organisation, OrganisationPatch, OrganisationQuery, OrganisationSuccession,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::fields::Day;
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::OrganisationId;
use crate::platform::log::Event;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List the organisations (tổ chức, cơ quan) in your reach, above it, and of the nation, by name.
#[utoipa::path(
    tag = "chain",
    operation_id = "list_organisations",
    params(OrganisationQuery, PageQuery),
    responses((status = 200, body = Page<Organisation>, description = "One page of organisations")),
    security(("bearer" = [can::ReadOrganisations::NAME])),
)]
#[get("/organisations")]
pub async fn list(
    caller: Allowed<can::ReadOrganisations>,
    query: Params<OrganisationQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Organisation>> {
    store::list(&mut db.read(&caller).await?, None, &query, &page).await
}

/// List the organisations of a unit on a day.
#[utoipa::path(
    tag = "chain",
    operation_id = "list_organisations_of_unit",
    params(("unit" = String, Path, description = "Id or official code of a unit"), OrganisationQuery, PageQuery),
    responses((status = 200, body = Page<Organisation>, description = "One page of organisations")),
    security(("bearer" = [can::ReadOrganisations::NAME])),
)]
#[get("/units/{unit}/organisations")]
pub async fn list_of_unit(
    caller: Allowed<can::ReadOrganisations>,
    unit: Path<UnitRef>,
    query: Params<OrganisationQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Organisation>> {
    let mut reader = db.read(&caller).await?;
    let day = query.on.map_or(caller.today(), Day::get);
    let unit = units::store::find_in_reach(&mut reader, &unit, day).await?;
    store::list(&mut reader, Some(unit.id), &query, &page).await
}

/// Find an organisation.
#[utoipa::path(
    tag = "chain",
    operation_id = "find_organisation",
    params(("organisation_id" = Uuid, Path)),
    responses((status = 200, body = Organisation, description = "The organisation for its dates")),
    security(("bearer" = [can::ReadOrganisations::NAME])),
)]
#[get("/organisations/{organisation_id}")]
pub async fn find(
    caller: Allowed<can::ReadOrganisations>,
    id: Path<OrganisationId>,
    db: Data<Db>,
) -> Result<Tagged<Organisation>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Enter an organisation at a unit in your reach, or at the nation. Of each kind there is one at a place.
#[utoipa::path(
    tag = "chain",
    operation_id = "create_organisation",
    params(IdempotencyKey),
    request_body = NewOrganisation,
    responses((status = 201, body = Organisation, description = "The organisation for its dates")),
    security(("bearer" = [can::EditOrganisations::NAME])),
)]
#[post("/organisations")]
pub async fn create(
    caller: Allowed<can::EditOrganisations>,
    key: IdempotencyKey,
    new: Valid<NewOrganisation>,
    db: Data<Db>,
) -> Result<Created<Organisation>> {
    let from = new.valid_from.map_or(caller.today(), Day::get);
    let created = db.write_once(&caller, &key, &*new, async |w| {
        let at = store::place(w, new.unit_id, from).await?;
        store::insert(w, at.as_ref(), &new).await.map(Change::created)
    });
    created.await.map(Created)
}

/// Correct an organisation, or set its last day.
#[utoipa::path(
    tag = "chain",
    operation_id = "update_organisation",
    params(("organisation_id" = Uuid, Path), IfMatch),
    request_body = OrganisationPatch,
    responses((status = 200, body = Organisation, description = "The organisation for its dates")),
    security(("bearer" = [can::EditOrganisations::NAME])),
)]
#[patch("/organisations/{organisation_id}")]
pub async fn update(
    caller: Allowed<can::EditOrganisations>,
    id: Path<OrganisationId>,
    etag: IfMatch,
    patch: Changes<OrganisationPatch>,
    db: Data<Db>,
) -> Result<Tagged<Organisation>> {
    let updated = db.write(&caller, async |w| {
        let before = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &before, &patch).await?;
        Ok(Change::updated(&before, after))
    });
    updated.await.map(Tagged)
}

/// End an organisation and begin the one in its place, or let another one take over (chuyển giao).
///
/// Nobody's rights change by it: they are of a role at a place.
#[utoipa::path(
    tag = "chain",
    operation_id = "succeed_organisation",
    params(("organisation_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = OrganisationSuccession,
    responses((status = 201, body = Organisation, description = "The organisation that takes its place")),
    security(("bearer" = [can::EditOrganisations::NAME])),
)]
#[post("/organisations/{organisation_id}/succession")]
pub async fn succeed(
    caller: Allowed<can::EditOrganisations>,
    id: Path<OrganisationId>,
    etag: IfMatch,
    key: IdempotencyKey,
    succession: Valid<OrganisationSuccession>,
    db: Data<Db>,
) -> Result<Created<Organisation>> {
    let successor = db.write_once(&caller, &key, &*succession, async |w| {
        let before = store::hold(w, *id).await?.if_matches(etag)?;
        let (after, successor) = store::succeed(w, &before, &succession).await?;
        let succeeded = Event::changed("succeeded", &*before, &after);
        let begun = succession.into.is_none().then(|| Event::created(&successor));
        Ok(Change::several(successor, succeeded, begun))
    });
    successor.await.map(Created)
}
