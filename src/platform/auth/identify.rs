//! Authentication, as middleware, so that it is finished before any extractor runs.
//!
//! (actix polls a handler's extractors together and answers with the first error. Were this an async
//! extractor, a bad body would be reported to a caller who may not use the endpoint at all.)

use super::factor::{Asked, Factor, proven_lately};
use super::token::Signer;
use super::{Claims, Grant, Role, Scope, Versions};
use crate::platform::db::Db;
use crate::platform::error::Result;
use crate::platform::http::{ASKS_NOBODY, Context};
use crate::platform::ids::UserId;
use actix_web::HttpMessage;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::web::Data;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Who is calling, as their token says and the database confirms.
#[derive(Clone, Debug)]
pub struct Caller {
    claims: Arc<Claims>,
    asked: Asked,
}

impl Caller {
    /// The claims of the token, checked.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.claims
    }
    /// UUID of the user who asks.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.claims.sub
    }
    /// Whether she has proven her second factor in the last ten minutes, whether or not it is asked of her.
    #[must_use]
    pub fn has_proven_second_factor(&self) -> bool {
        proven_lately(&self.claims)
    }
    /// The union of what the assignments with one of these roles reach today.
    pub(super) fn scope_for(&self, holders: &[Role], context: &Context) -> Scope {
        self.scope_where(context, |grant| holders.contains(&grant.role))
    }
    /// The same, but for what takes a person of whom it is known who she is: without her confirmed link no role in a club
    /// counts.
    pub(super) fn linked_scope_for(&self, holders: &[Role], context: &Context) -> Scope {
        let linked = self.claims.person.is_some();
        self.scope_where(context, |grant| {
            holders.contains(&grant.role) && (linked || !grant.role.hangs_on_an_office())
        })
    }
    fn scope_where(&self, context: &Context, counts: impl Fn(&Grant) -> bool) -> Scope {
        let held = self.claims.assignments.iter().filter(|grant| counts(grant));
        let scope = Scope::of(self.claims.sub, context.request, context.today, held);
        scope.standing(Factor::of(&self.claims, self.asked))
    }
}

/// Puts the [`Caller`] on the request, if there is one. Refuses nobody: that is `Allowed`'s work.
///
/// # Errors
/// Only what stands behind it.
pub async fn identify<B: MessageBody>(
    db: Data<Db>,
    signer: Data<Signer>,
    versions: Data<Versions>,
    asked: Data<Asked>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let caller =
        if req.path() == ASKS_NOBODY { Ok(None) } else { confirmed(&db, &signer, &versions, &req).await };
    match caller {
        Ok(None) => {}
        Ok(Some(claims)) => drop(req.extensions_mut().insert(Caller { claims, asked: **asked })),
        Err(failure) => return Ok(req.error_response(failure).map_into_right_body()),
    }
    next.call(req).await.map(ServiceResponse::map_into_left_body)
}

/// What the token says, if it is ours and the database confirms it.
async fn confirmed(
    db: &Db,
    signer: &Signer,
    versions: &Versions,
    req: &ServiceRequest,
) -> Result<Option<Arc<Claims>>> {
    let Some(claims) = bearer(req).and_then(|token| verified(signer, token)) else { return Ok(None) };
    let scope = Scope::anonymous(&Context::of(req.request()));
    let current = versions.current(db, &scope, claims.sub).await?;
    Ok((current == Some(claims.ver)).then_some(claims))
}

fn bearer(req: &ServiceRequest) -> Option<&str> {
    let (scheme, token) = req.headers().get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

thread_local! {
    /// A signature costs more than a row, so each worker remembers the tokens it has verified.
    static VERIFIED: RefCell<HashMap<String, Arc<Claims>>> = RefCell::new(HashMap::new());
}
/// How many tokens a worker remembers, at about 1 KiB each.
const REMEMBERED: usize = 2_000;

fn verified(signer: &Signer, token: &str) -> Option<Arc<Claims>> {
    let known = VERIFIED.with_borrow(|tokens| tokens.get(token).cloned());
    if let Some(claims) = known {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        return (claims.exp >= i64::try_from(now).ok()?).then_some(claims);
    }
    let claims = Arc::new(signer.verify::<Claims>(token)?);
    VERIFIED.with_borrow_mut(|tokens| {
        if tokens.len() >= REMEMBERED {
            tokens.clear();
        }
        tokens.insert(token.to_owned(), Arc::clone(&claims));
    });
    Some(claims)
}
