//! A request to the token endpoint of OAuth 2.0 (RFC 6749): a form, and HTTP Basic; or JSON, for whoever speaks nothing
//! else here.
#![expect(clippy::disallowed_types, reason = "this file is the replacement")]

use super::body::{MAX_BODY, content_type, parse};
use super::incoming::Incoming;
use crate::platform::error::Code;
use crate::{Error, Result};
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Query;
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::ops::Deref;
use validator::Validate;

const FORM: &str = "application/x-www-form-urlencoded";
/// The only grant that is known here (section 4.4).
const GRANT_TYPE: &str = "client_credentials";
/// What is read of a form. Parameters that are not known are overlooked, as section 3.2 demands.
const PARAMETERS: [&str; 3] = ["grant_type", "client_id", "client_secret"];

/// What a client sent, with what HTTP Basic said of it.
pub struct TokenRequest<T>(T);

impl<T> Deref for TokenRequest<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for TokenRequest<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (kind, basic) = (content_type(req), basic(req));
        let body = Incoming::of(req, payload, MAX_BODY);
        Box::pin(async move {
            let value: T = match kind.as_deref() {
                Some(FORM) => form(&body?.bytes().await?, basic?)?,
                None | Some("application/json") => json(&body?.bytes().await?, basic?)?,
                Some(_) => return Err(Code::MediaType.into()),
            };
            value.validate()?;
            Ok(Self(value))
        })
    }
}

fn invalid_request() -> Error {
    Error::from(Code::TokenRequestInvalid).as_oauth("invalid_request")
}
fn invalid_client() -> Error {
    Error::from(Code::WrongCredentials).as_oauth("invalid_client")
}

/// Parameters as they are encoded in a form, in order.
fn pairs(text: &str) -> Result<Vec<(String, String)>> {
    Query::<Vec<(String, String)>>::from_query(text).map(Query::into_inner).map_err(|_| invalid_request())
}

/// `client_id` and `client_secret` from `Authorization: Basic`, each encoded as in a form (section 2.3.1).
fn basic(req: &HttpRequest) -> Result<Option<[(String, String); 2]>> {
    let Some(header) = req.headers().get(AUTHORIZATION) else { return Ok(None) };
    let header = header.to_str().map_err(|_| invalid_client())?;
    let Some((_, text)) = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
    else {
        return Ok(None);
    };
    let bytes = BASE64_STANDARD.decode(text.trim()).map_err(|_| invalid_client())?;
    let text = String::from_utf8(bytes).map_err(|_| invalid_client())?;
    let (id, secret) = text.split_once(':').ok_or_else(invalid_client)?;
    let pairs = pairs(&format!("client_id={id}&client_secret={secret}")).map_err(|_| invalid_client())?;
    <[_; 2]>::try_from(pairs).map(Some).map_err(|_| invalid_client())
}

/// Puts what HTTP Basic said beside the rest. A client authenticates in one way (section 2.3).
fn beside(members: &mut Map<String, Value>, basic: Option<[(String, String); 2]>) -> Result<()> {
    for (name, value) in basic.into_iter().flatten() {
        let said = members.get(&name);
        if said.is_some_and(|said| name == "client_secret" || said.as_str() != Some(value.as_str())) {
            return Err(invalid_request());
        }
        members.insert(name, value.into());
    }
    Ok(())
}

fn form<T: DeserializeOwned>(bytes: &[u8], basic: Option<[(String, String); 2]>) -> Result<T> {
    let text = std::str::from_utf8(bytes).map_err(|_| invalid_request())?;
    let (mut members, mut seen) = (Map::new(), std::collections::HashSet::new());
    for (name, value) in pairs(text)? {
        if !seen.insert(name.clone()) {
            return Err(invalid_request());
        }
        // one without a value counts as left out (section 3.2)
        if PARAMETERS.contains(&name.as_str()) && !value.is_empty() {
            members.insert(name, value.into());
        }
    }
    beside(&mut members, basic)?;
    match members.get("grant_type").and_then(Value::as_str) {
        None => return Err(invalid_request()),
        Some(GRANT_TYPE) => {}
        Some(_) => return Err(Error::from(Code::UnsupportedGrantType).as_oauth("unsupported_grant_type")),
    }
    // what does not fit now is an id or a secret that none of ours could be
    serde_json::from_value(Value::Object(members)).map_err(|_| invalid_client())
}

fn json<T: DeserializeOwned>(bytes: &[u8], basic: Option<[(String, String); 2]>) -> Result<T> {
    if basic.is_none() {
        return parse(bytes);
    }
    let mut members: Map<String, Value> = parse(bytes)?;
    beside(&mut members, basic)?;
    parse(&serde_json::to_vec(&members).map_err(Error::internal)?)
}
