//! What carries a scope with which something may be written. Only the platform can name the trait, so nobody else gets
//! from a [`SensitiveScope`] to its scope, with which one could read without a word in the access log.

use super::{Allowed, Anyone, Permission, Scope, SensitiveScope, SignedIn, Tier, Tiered};
use std::ops::Deref;

/// A scope, or what was made of one.
pub trait Authority {
    /// The scope.
    fn scope(&self) -> &Scope;
}

impl Authority for Scope {
    fn scope(&self) -> &Scope {
        self
    }
}
impl Authority for SensitiveScope {
    fn scope(&self) -> &Scope {
        self.inner()
    }
}
impl Authority for SignedIn {
    fn scope(&self) -> &Scope {
        self
    }
}
impl Authority for Anyone {
    fn scope(&self) -> &Scope {
        self
    }
}
impl<P: Permission> Authority for Allowed<P>
where
    <<P as Tiered>::Tier as Tier>::Scope: Authority,
{
    fn scope(&self) -> &Scope {
        self.deref().scope()
    }
}
impl<A: Authority> Authority for &A {
    fn scope(&self) -> &Scope {
        A::scope(self)
    }
}
