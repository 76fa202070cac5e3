//! Other services by which people sign in (VNeID, a ministry's own): OpenID Connect with discovery, by authorization code
//! with PKCE. Here is what is said to such a service and what is believed of its answers; whose account an identity is,
//! the wing `access` says.
//!
//! What a service is asked is bounded: seconds for each answer, kilobytes of it, no redirects, and its keys are fetched
//! anew at most once a minute. What it signs is checked by [`id_token`].

pub mod id_token;
mod settings;
mod wire;

pub use settings::Settings;

use crate::platform::error::Code;
use crate::{Error, Result};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use id_token::{Expected, Key, Refusal};
use reqwest::{Client, Url};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use wire::{Discovery, TokenReply};

/// How long what a service says of itself is kept.
const KEPT: Duration = Duration::from_hours(1);
/// How soon its keys are fetched anew for one that is not known.
const AGAIN: Duration = Duration::from_mins(1);

/// The services that are configured; none unless told.
#[derive(Clone, Default)]
pub struct Providers(Arc<Vec<Provider>>);

/// One of them.
pub struct Provider {
    settings: Settings,
    http: Client,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    known: Option<Arc<Known>>,
    renewed_at: Option<Instant>,
}

/// What a service says of itself.
struct Known {
    discovery: Discovery,
    keys: Vec<Key>,
    read_at: Instant,
}

/// Somebody, as a service knows her.
pub struct Identity {
    /// The service.
    pub issuer: String,
    /// Its name for the person, which is never another's.
    pub subject: String,
}

impl Providers {
    /// Asks nobody yet.
    ///
    /// # Errors
    /// When the system's root certificates cannot be used.
    pub fn new(settings: Vec<Settings>) -> Result<Self> {
        let provider = |settings| -> Result<Provider> {
            Ok(Provider { settings, http: wire::client()?, state: Mutex::default() })
        };
        Ok(Self(Arc::new(settings.into_iter().map(provider).collect::<Result<_>>()?)))
    }

    /// Name in addresses and name for people of each.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|provider| (provider.settings.id.as_str(), provider.settings.name.as_str()))
    }

    /// The one of a name.
    ///
    /// # Errors
    /// 404 if there is none.
    pub fn find(&self, id: &str) -> Result<&Provider> {
        self.0.iter().find(|provider| provider.settings.id == id).ok_or_else(|| Code::NotFound.into())
    }
}

impl Provider {
    /// Where somebody's browser goes to sign in. `state` comes back with it, `nonce` in what the service signs; whoever
    /// comes with the code shows `verifier` (RFC 7636).
    ///
    /// # Errors
    /// 503 while the service cannot be asked.
    pub async fn authorization_url(&self, state: &str, nonce: &str, verifier: &str) -> Result<String> {
        let known = self.known().await?;
        let mut url = known.discovery.authorization_endpoint.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.settings.redirect_uri)
            .append_pair("scope", &self.settings.scope)
            .append_pair("state", state)
            .append_pair("nonce", nonce)
            .append_pair("code_challenge", &BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)))
            .append_pair("code_challenge_method", "S256");
        Ok(url.into())
    }

    /// Who has come back with a code. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// 409 if the service refuses the code or signs what does not hold, 503 while it cannot be asked.
    pub async fn identify(&self, code: &str, verifier: &str, nonce: &str, now: i64) -> Result<Identity> {
        let known = self.known().await?;
        let token = match wire::exchange(&self.http, &known.discovery, &self.settings, code, verifier).await?
        {
            TokenReply::Token(token) => token,
            TokenReply::Refused(why) => {
                return Err(Error::from(Code::ProviderRefused).with("provider_error", why));
            }
        };
        let Settings { issuer, client_id, .. } = &self.settings;
        let expected = Expected { issuer, client_id, nonce, now };
        let mut verdict = id_token::subject(&token, &known.keys, &expected);
        if verdict == Err(Refusal::UnknownKey) {
            let known = self.renewed(&known).await?;
            verdict = id_token::subject(&token, &known.keys, &expected);
        }
        let subject = verdict.map_err(|refusal| {
            let reason: &'static str = refusal.into();
            log::warn!("an identity token of {} was refused: {reason}", self.settings.id);
            Error::from(Code::IdentityTokenRefused).with("reason", reason)
        })?;
        Ok(Identity { issuer: issuer.clone(), subject })
    }

    async fn known(&self) -> Result<Arc<Known>> {
        let mut state = self.state.lock().await; // whoever comes meanwhile waits for the same answer
        if let Some(known) = state.known.as_ref().filter(|known| known.read_at.elapsed() < KEPT) {
            return Ok(Arc::clone(known));
        }
        self.read(&mut state).await
    }

    /// What it says by now, if it was not asked for the sake of an unknown key a moment ago.
    async fn renewed(&self, outdated: &Arc<Known>) -> Result<Arc<Known>> {
        let mut state = self.state.lock().await;
        match &state.known {
            Some(known) if !Arc::ptr_eq(known, outdated) => return Ok(Arc::clone(known)),
            _ if state.renewed_at.is_some_and(|at| at.elapsed() < AGAIN) => return Ok(Arc::clone(outdated)),
            _ => {}
        }
        state.renewed_at = Some(Instant::now());
        self.read(&mut state).await
    }

    async fn read(&self, state: &mut State) -> Result<Arc<Known>> {
        let (discovery, keys) = wire::discover(&self.http, &self.settings).await?;
        let known = Arc::new(Known { discovery, keys, read_at: Instant::now() });
        state.known = Some(Arc::clone(&known));
        Ok(known)
    }
}

/// An address that may be asked: https, and http only from this machine to itself, for tests and for a proxy beside it.
fn address(text: &str) -> Option<Url> {
    let url: Url = text.parse().ok()?;
    let of_this_machine = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    (url.scheme() == "https" || (url.scheme() == "http" && of_this_machine)).then_some(url)
}
