//! What is sent to a service, and what comes back.

use super::id_token::Key;
use super::{Settings, address};
use crate::{Error, Result};
use reqwest::{Client, RequestBuilder, StatusCode, Url, redirect::Policy};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(3);
/// How long an answer may take, with its body.
const PATIENCE: Duration = Duration::from_secs(5);
/// The largest answer that is read, in bytes.
const MAX_ANSWER: usize = 256 * 1024;

/// Follows no redirect and keeps no connection: sign-ins are rare, and a connection belongs to one worker.
pub(super) fn client() -> Result<Client> {
    let client = Client::builder()
        .connect_timeout(CONNECT)
        .timeout(PATIENCE)
        .redirect(Policy::none())
        .pool_max_idle_per_host(0)
        .build();
    client.map_err(Error::internal)
}

/// What a service says of itself, as far as it is used here.
pub(super) struct Discovery {
    pub(super) authorization_endpoint: Url,
    token_endpoint: Url,
    /// Whether it takes the client's secret in the body alone.
    secret_in_body: bool,
}

#[derive(Deserialize)]
struct ProviderMetadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

/// Asks a service who it is and by which keys it signs.
pub(super) async fn discover(http: &Client, settings: &Settings) -> Result<(Discovery, Vec<Key>)> {
    let page = format!("{}/.well-known/openid-configuration", settings.issuer.trim_end_matches('/'));
    let said: ProviderMetadata = read(http.get(page), "its configuration").await?;
    if said.issuer != settings.issuer {
        return Err(Error::unavailable(format!("{} calls itself another issuer", settings.id)));
    }
    let endpoint = |text: &str| {
        address(text)
            .ok_or_else(|| Error::unavailable(format!("{} names an endpoint without TLS", settings.id)))
    };
    let keys: KeySet = read(http.get(endpoint(&said.jwks_uri)?), "its keys").await?;
    let methods = &said.token_endpoint_auth_methods_supported;
    let takes = |method: &str| methods.iter().any(|taken| taken == method);
    let discovery = Discovery {
        authorization_endpoint: endpoint(&said.authorization_endpoint)?,
        token_endpoint: endpoint(&said.token_endpoint)?,
        secret_in_body: takes("client_secret_post") && !takes("client_secret_basic"),
    };
    // keys of other kinds, for other uses, are overlooked
    Ok((discovery, keys.keys.into_iter().filter_map(Key::read).collect()))
}

/// What a service answers to a code.
pub(super) enum TokenReply {
    /// The identity token, unchecked.
    Token(String),
    /// By this name of RFC 6749 it refuses.
    Refused(String),
}

#[derive(Deserialize)]
struct TokenAnswer {
    id_token: Option<String>,
    error: Option<String>,
}

/// Gives the code back, for an identity token.
pub(super) async fn exchange(
    http: &Client,
    discovery: &Discovery,
    settings: &Settings,
    code: &str,
    verifier: &str,
) -> Result<TokenReply> {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &settings.redirect_uri),
        ("code_verifier", verifier),
    ];
    let mut request = http.post(discovery.token_endpoint.clone());
    match &settings.client_secret {
        Some(secret) if !discovery.secret_in_body => {
            request = request.basic_auth(encoded(&settings.client_id), Some(encoded(secret)));
        }
        Some(secret) => form.extend([("client_id", settings.client_id.as_str()), ("client_secret", secret)]),
        None => form.push(("client_id", &settings.client_id)),
    }
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(written(&form));
    let (status, body) = answer(request, "its token").await?;
    let said: Option<TokenAnswer> = serde_json::from_slice(&body).ok();
    match said {
        Some(TokenAnswer { id_token: Some(token), .. }) if status == StatusCode::OK => {
            Ok(TokenReply::Token(token))
        }
        said if status.is_client_error() => {
            let error = said.and_then(|said| said.error).unwrap_or_default();
            // one of ours to mend: the service does not know us
            if error == "invalid_client" || error == "unauthorized_client" {
                log::error!("{} does not take our client_id and client_secret", settings.id);
            }
            let named = |b: u8| b.is_ascii_lowercase() || b == b'_';
            let known = (1..=64).contains(&error.len()) && error.bytes().all(named);
            Ok(TokenReply::Refused(if known { error } else { "unknown".to_owned() }))
        }
        _ => Err(Error::unavailable(format!("{} answers a code with {status} and no token", settings.id))),
    }
}

/// A form, as it is sent.
fn written(pairs: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// A value of a form, or a part of HTTP Basic (RFC 6749, section 2.3.1).
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

async fn read<T: DeserializeOwned>(request: RequestBuilder, what: &str) -> Result<T> {
    let (status, body) = answer(request, what).await?;
    if status != StatusCode::OK {
        return Err(Error::unavailable(format!("a sign-in provider answers {status} when asked for {what}")));
    }
    serde_json::from_slice(&body)
        .map_err(|_| Error::unavailable(format!("a sign-in provider's answer to {what} cannot be read")))
}

/// Status and body of an answer, which has an end.
async fn answer(request: RequestBuilder, what: &str) -> Result<(StatusCode, Vec<u8>)> {
    let lost =
        |e: reqwest::Error| Error::unavailable(format!("a sign-in provider was asked for {what}: {e:?}"));
    let mut reply = request.header("accept", "application/json").send().await.map_err(lost)?;
    let mut body = vec![];
    while let Some(chunk) = reply.chunk().await.map_err(lost)? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(Error::unavailable(format!("a sign-in provider's answer to {what} is too long")));
        }
        body.extend_from_slice(&chunk);
    }
    Ok((reply.status(), body))
}
