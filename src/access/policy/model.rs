//! The policy, as shown.

use crate::platform::auth::{Level, Role};
use serde::Serialize;
use utoipa::ToSchema;

/// The whole policy.
#[derive(Debug, Serialize, ToSchema)]
pub struct Policy {
    /// Every permission and the roles that hold it.
    pub permissions: Vec<PermissionLine>,
    /// Every role and the levels of the places at which it is held.
    pub roles: Vec<RoleLine>,
}

/// One permission.
#[derive(Debug, Serialize, ToSchema)]
pub struct PermissionLine {
    /// Its name.
    #[schema(example = "clubs.read")]
    pub permission: &'static str,
    /// Who holds it.
    pub roles: Vec<Role>,
}

/// One role.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleLine {
    /// Its name.
    pub role: Role,
    /// Where it can be held.
    pub levels: Vec<Level>,
}
