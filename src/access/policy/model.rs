//! The policy, as shown.

use crate::platform::auth::{Level, Role};
use serde::Serialize;
use utoipa::ToSchema;

/// The whole policy: permissions, roles and the levels at which those are held.
#[derive(Debug, Serialize, ToSchema)]
pub struct Policy {
    /// Every permission and the roles that hold it.
    pub permissions: Vec<PermissionLine>,
    /// Every role and the levels of the places at which it is held.
    pub roles: Vec<RoleLine>,
}

/// A permission with the roles that hold it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PermissionLine {
    /// Name of the permission.
    #[schema(example = "clubs.read")]
    pub permission: &'static str,
    /// Roles that hold the permission.
    pub roles: Vec<Role>,
    /// Whether in a club it takes an account that is linked with its person, who has confirmed it: 403 `account_not_linked`
    /// otherwise.
    pub linked: bool,
    /// Whether it takes a second factor proven in the last ten minutes (`POST /v1/sessions/second-factor`).
    pub second_factor: bool,
}

/// A role with the levels of place at which it can be held.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleLine {
    /// Name of the role.
    pub role: Role,
    /// Levels of place at which it can be held.
    pub levels: Vec<Level>,
}
