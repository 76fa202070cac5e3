//! How often somebody may ask: per user, and per address for whoever has not signed in.

use crate::auth::Caller;
use crate::error::Code;
use crate::{Error, Result};
use actix_web::HttpMessage;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use uuid::Uuid;

/// The limits of one node.
#[derive(Clone)]
pub struct Limits {
    users: Arc<DefaultKeyedRateLimiter<Uuid>>,
    addresses: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    behind_proxy: bool,
}

impl Limits {
    /// So many requests a second for each user and each address, and ten seconds' worth at once.
    /// Behind a proxy the address is the one that the proxy says.
    #[must_use]
    pub fn new(per_user: NonZeroU32, per_address: NonZeroU32, behind_proxy: bool) -> Self {
        let quota = |per_second: NonZeroU32| {
            let burst = NonZeroU32::new(per_second.get().saturating_mul(10)).unwrap_or(per_second);
            Quota::per_second(per_second).allow_burst(burst)
        };
        Self {
            users: Arc::new(RateLimiter::keyed(quota(per_user))),
            addresses: Arc::new(RateLimiter::keyed(quota(per_address))),
            behind_proxy,
        }
    }

    /// Forgets whoever has not asked for a while.
    pub fn tidy(&self) {
        self.users.retain_recent();
        self.addresses.retain_recent();
    }

    fn check(&self, req: &ServiceRequest) -> Result<()> {
        let caller = req.extensions().get::<Caller>().map(Caller::user);
        let verdict = match (caller, self.address(req)) {
            (Some(user), _) => self.users.check_key(&user.0),
            (None, Some(address)) => self.addresses.check_key(&address),
            (None, None) => Ok(()),
        };
        verdict.map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Error::from(Code::TooManyRequests).retry_after(wait.as_secs() + 1)
        })
    }

    fn address(&self, req: &ServiceRequest) -> Option<IpAddr> {
        if self.behind_proxy {
            // the last entry is the one that our own proxy wrote; those before it are anybody's claim
            let header = req.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
            if let Some(address) = header.and_then(|list| list.rsplit(',').next()?.trim().parse().ok()) {
                return Some(address);
            }
        }
        req.peer_addr().map(|peer| peer.ip())
    }
}

/// Refuses whoever asks too often. Stands behind `identify`, which says who it is.
///
/// # Errors
/// 429 with `Retry-After`.
pub async fn limit<B: MessageBody>(
    limits: Data<Limits>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match limits.check(&req) {
        Ok(()) => next.call(req).await.map(ServiceResponse::map_into_left_body),
        Err(refusal) => Ok(req.error_response(refusal).map_into_right_body()),
    }
}
