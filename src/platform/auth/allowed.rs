//! The extractors by which a handler says who may call it. Always its first argument: extractors are
//! polled in order and these never wait, so nobody learns the rules of a body that they may not send.
//! They also refuse query parameters that the operation does not document, so that no handler can overlook
//! one.

use super::{Caller, LINKED, Permission, Scope, Tier, Tiered};
use crate::platform::error::Code;
use crate::platform::http::{Context, Promise};
use crate::{Error, Result};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use std::future::{Ready, ready};
use std::ops::Deref;

/// What a scope is called that was made for a permission.
type ScopeOf<P> = <<P as Tiered>::Tier as Tier>::Scope;

/// The caller, shown to hold permission `P`, and to have proven a second factor where `P` takes one; dereferences to a
/// [`Scope`] that reaches just as far as the assignments that hold `P`, or from tier 3 on to a
/// [`SensitiveScope`](super::SensitiveScope).
pub struct Allowed<P: Permission>(ScopeOf<P>);

impl<P: Permission> Deref for Allowed<P> {
    type Target = ScopeOf<P>;
    fn deref(&self) -> &ScopeOf<P> {
        &self.0
    }
}

impl<P: Permission> FromRequest for Allowed<P> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = Context::of(req);
        ready(match req.extensions().get::<Caller>() {
            None => Err(Code::Unauthenticated.into()),
            Some(caller) => {
                let held = caller.scope_for(P::HOLDERS, &context);
                let holds = !held.roles().is_empty();
                let linked = LINKED.contains(&P::NAME);
                let scope = if linked { caller.linked_scope_for(P::HOLDERS, &context) } else { held };
                if holds && scope.roles().is_empty() {
                    Err(Error::from(Code::AccountNotLinked).with("permission", P::NAME))
                } else if scope.roles().is_empty() {
                    Err(Error::from(Code::Forbidden).with("permission", P::NAME))
                } else {
                    let proven = if P::SECOND_FACTOR { scope.second_factor() } else { Ok(()) };
                    let proven = proven.map_err(|refusal| refusal.with("permission", P::NAME));
                    proven.and_then(|()| Promise::check_query(req)).map(|()| Self(P::Tier::narrow(scope)))
                }
            }
        })
    }
}

/// Anybody who has signed in, whatever their role. The scope reaches no rows but the caller's own account.
pub struct SignedIn {
    caller: Caller,
    scope: Scope,
}

impl SignedIn {
    /// The caller, with the claims of the token.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }
}
impl Deref for SignedIn {
    type Target = Scope;
    fn deref(&self) -> &Scope {
        &self.scope
    }
}
impl FromRequest for SignedIn {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = Context::of(req);
        ready(match req.extensions().get::<Caller>() {
            None => Err(Code::Unauthenticated.into()),
            Some(caller) => Promise::check_query(req)
                .map(|()| Self { scope: caller.scope_for(&[], &context), caller: caller.clone() }),
        })
    }
}

/// Anybody at all: for what is public knowledge, and for signing in. The scope reaches nothing.
pub struct Anyone(Scope);

impl Deref for Anyone {
    type Target = Scope;
    fn deref(&self) -> &Scope {
        &self.0
    }
}
impl FromRequest for Anyone {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Promise::check_query(req).map(|()| Self(Scope::anonymous(&Context::of(req)))))
    }
}
