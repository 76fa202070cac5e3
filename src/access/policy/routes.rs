//! What the service says of itself, over HTTP.

use super::model::{PermissionLine, Policy, RoleLine};
use crate::Result;
use crate::platform::auth::{Anyone, LINKED, POLICY, Role, asks_second_factor};
use crate::platform::db::Db;
use crate::platform::http::{NoContent, Public};
use actix_web::web::{Data, Redirect};
use actix_web::{Responder, get};
use strum::IntoEnumIterator;

/// Show the policy: permission by permission, who holds it.
#[utoipa::path(
    tag = "account",
    operation_id = "show_policy",
    responses((status = 200, body = Policy, description = "The policy")),
)]
#[get("/policy")]
pub async fn policy(_anyone: Anyone) -> Result<Public<Policy>> {
    let permissions = POLICY.iter().map(|(permission, roles)| PermissionLine {
        permission,
        roles: roles.to_vec(),
        linked: LINKED.contains(permission),
        second_factor: asks_second_factor(permission),
    });
    let roles = Role::iter().map(|role| RoleLine { role, levels: role.levels().to_vec() });
    Ok(Public(Policy { permissions: permissions.collect(), roles: roles.collect() }))
}

/// The process lives.
#[get("/livez")]
pub async fn live() -> NoContent {
    NoContent
}

/// The process can reach its database.
#[get("/readyz")]
pub async fn ready(anyone: Anyone, db: Data<Db>) -> Result<NoContent> {
    db.ping(&anyone).await.map(|()| NoContent)
}

/// `/docs` and `/` lead to the documentation.
#[get("/{page:(docs)?}")]
pub async fn docs() -> impl Responder {
    Redirect::to("/docs/").see_other()
}
