//! How often somebody may ask: per user, and per address for whoever has not signed in. And from where a request comes.

use crate::platform::auth::Caller;
use crate::platform::error::Code;
use crate::{Error, Result};
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::USER_AGENT;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use uuid::Uuid;

/// Where a balancer asks whether the process lives: answered without a limit, an account or the database.
pub const ASKS_NOBODY: &str = "/livez";

/// The limits of one node.
#[derive(Clone)]
pub struct Limits {
    users: Arc<DefaultKeyedRateLimiter<Uuid>>,
    addresses: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    trusted_proxies: usize,
}

impl Limits {
    /// So many requests a second for each user and each address, and ten seconds' worth at once. Behind
    /// proxies the address is the one that the first of so many trusted ones saw.
    #[must_use]
    pub fn new(per_user: NonZeroU32, per_address: NonZeroU32, trusted_proxies: usize) -> Self {
        let quota = |per_second: NonZeroU32| {
            let burst = NonZeroU32::new(per_second.get().saturating_mul(10)).unwrap_or(per_second);
            Quota::per_second(per_second).allow_burst(burst)
        };
        Self {
            users: Arc::new(RateLimiter::keyed(quota(per_user))),
            addresses: Arc::new(RateLimiter::keyed(quota(per_address))),
            trusted_proxies,
        }
    }

    /// Forgets whoever has not asked for a while.
    pub fn tidy(&self) {
        self.users.retain_recent();
        self.addresses.retain_recent();
    }

    fn check(&self, req: &ServiceRequest) -> Result<()> {
        let caller = req.extensions().get::<Caller>().map(Caller::user);
        let verdict = match (caller, self.address(req.request())) {
            (Some(user), _) => self.users.check_key(&user.0),
            (None, Some(address)) => self.addresses.check_key(&address),
            (None, None) => Ok(()),
        };
        verdict.map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Error::from(Code::TooManyRequests).retry_after(wait.as_secs() + 1)
        })
    }

    fn address(&self, req: &HttpRequest) -> Option<IpAddr> {
        let lines = req.headers().get_all("x-forwarded-for").map(|line| line.to_str().unwrap_or_default());
        let forwarded = forwarded(lines, self.trusted_proxies);
        forwarded.or_else(|| req.peer_addr().map(|peer| peer.ip())).map(household)
    }
}

/// From where a request comes. Personal data: it is compared by keyed hashes, and neither logged nor stored.
pub struct Sender {
    household: Option<IpAddr>,
    client: String,
}

impl Sender {
    /// The address, of IPv6 the part that a household has for itself; empty where a proxy says none.
    #[must_use]
    pub fn household(&self) -> String {
        self.household.map_or_else(String::new, |address| address.to_string())
    }
    /// What the client calls itself (`User-Agent`); empty where it does not say.
    #[must_use]
    pub fn client(&self) -> &str {
        &self.client
    }
}
impl FromRequest for Sender {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let household = req.app_data::<Data<Limits>>().and_then(|limits| limits.address(req));
        let agent = req.headers().get(USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
        ready(Ok(Self { household, client: agent.unwrap_or_default().into_owned() }))
    }
}

/// The address that the first of so many trusted proxies saw: each of them has added one at the end, and what
/// stands before those is anybody's claim. Nothing where a proxy says no address.
fn forwarded<'l>(lines: impl Iterator<Item = &'l str>, trusted_proxies: usize) -> Option<IpAddr> {
    let entries: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let entry = entries.get(entries.len().checked_sub(trusted_proxies)?)?;
    let with_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    let in_brackets = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    entry.parse().ok().or_else(with_port).or_else(in_brackets)
}

/// Whom an address stands for: with IPv6, a household has all that begin with the same 64 bits.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
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
    let verdict = if req.path() == ASKS_NOBODY { Ok(()) } else { limits.check(&req) };
    match verdict {
        Ok(()) => next.call(req).await.map(ServiceResponse::map_into_left_body),
        Err(refusal) => Ok(req.error_response(refusal).map_into_right_body()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_the_right_over_all_lines_past_as_many_proxies_as_are_trusted() {
        let seen =
            |lines: &[&str], proxies| forwarded(lines.iter().copied(), proxies).map(|ip| ip.to_string());
        let seen = |lines: &[&str], proxies| seen(lines, proxies).unwrap_or_default();
        assert_eq!(seen(&["198.51.100.7"], 0), "", "nobody is trusted");
        assert_eq!(seen(&[], 1), "");
        assert_eq!(seen(&["198.51.100.7"], 1), "198.51.100.7");
        assert_eq!(seen(&["6.6.6.6, 198.51.100.7"], 1), "198.51.100.7", "before it stand claims");
        assert_eq!(seen(&["6.6.6.6", "198.51.100.7"], 1), "198.51.100.7", "another line is no way round");
        assert_eq!(seen(&["6.6.6.6, 198.51.100.7", "10.0.0.1"], 2), "198.51.100.7");
        assert_eq!(seen(&["198.51.100.7"], 2), "", "it came past one of them");
        for (entry, address) in [
            ("198.51.100.7:4711", "198.51.100.7"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("unknown", ""),
            ("_hidden", ""),
            ("", ""),
        ] {
            assert_eq!(seen(&[entry], 1), address, "{entry}");
        }
    }

    #[test]
    fn addresses_of_one_household_share_a_limit() {
        let of = |address: &str| household(address.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("2001:db8:1:2:ffff::1"), "2001:db8:1:2::");
        assert_ne!(of("2001:db8:1:3::1"), of("2001:db8:1:2::1"));
        assert_eq!(of("198.51.100.7"), "198.51.100.7");
        assert_eq!(of("::ffff:198.51.100.7"), "198.51.100.7");
    }
}
