//! The outermost middleware: whatever happens inside, a request gets an id, a reply in the caller's
//! language (every error as a problem), the security headers and one line in the log.

use super::{Context, Today};
use crate::Error;
use crate::platform::auth::Caller;
use crate::platform::error::Code;
use crate::platform::ids::UserId;
use actix_cors::CorsError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{
    ACCEPT_ENCODING, AcceptEncoding, CACHE_CONTROL, CONTENT_SECURITY_POLICY, Encoding, HeaderName,
    HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpResponse};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

/// Wraps every request.
///
/// # Errors
/// When a handler panicked or a middleware failed: an error that carries its reply.
pub async fn envelope<B: MessageBody + 'static>(
    today: Data<Today>,
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let context = Context::begin(req.request(), **today);
    req.extensions_mut().insert(context);
    let method = req.method().clone();
    if method == Method::HEAD {
        req.head_mut().method = Method::GET; // the server drops the body of a reply to HEAD by itself
    }

    leave_a_way_out(&mut req);
    let id = context.request.to_string();
    let docs = req.path().starts_with("/docs");
    match next.call(req).await {
        Ok(reply) => {
            let (request, response) = reply.into_parts();
            let refused = response.error().map(|error| told(error, response.status()));
            let mut response = as_problem(refused, response.map_into_boxed_body(), &context, &id);
            let route = request.match_pattern();
            let user = request.extensions().get::<Caller>().map(Caller::user);
            harden(&mut response, &id, docs);
            record(&context, &method, route, user, response.status(), started);
            Ok(ServiceResponse::new(request, response))
        }
        // whoever failed like this has taken the request along: the reply goes out as an error
        Err(error) => {
            let placeholder = error.error_response(); // with the headers that those inside have set
            let refused = Some(told(&error, placeholder.status()));
            let mut response = as_problem(refused, placeholder, &context, &id);
            harden(&mut response, &id, docs);
            record(&context, &method, None, None, response.status(), started);
            Err(InternalError::from_response("told already", response).into())
        }
    }
}

/// A handler that panics answers 500 like any other failure. Stands inside whatever adds headers to replies.
///
/// # Errors
/// When it did, or what stands behind it fails.
pub async fn catch<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let done = AssertUnwindSafe(next.call(req)).catch_unwind().await;
    done.unwrap_or_else(|_| Err(Error::internal("a handler panicked").into()))
}

/// A client that accepts no encoding that is known here, not even the plain one, gets the plain one: an answer
/// that it may throw away is better than none (RFC 9110, 12.5.3).
fn leave_a_way_out(req: &mut ServiceRequest) {
    const KNOWN: [Encoding; 4] =
        [Encoding::identity(), Encoding::brotli(), Encoding::gzip(), Encoding::zstd()];
    let none = |accepted: AcceptEncoding| accepted.negotiate(KNOWN.iter()).is_none();
    if req.headers().contains_key(ACCEPT_ENCODING) && req.get_header::<AcceptEncoding>().is_none_or(none) {
        req.headers_mut().remove(ACCEPT_ENCODING);
    }
}

/// Every refusal and failure is a problem in the caller's language, whoever inside made it. The headers that
/// they gave it stay.
fn as_problem(refused: Option<Error>, response: HttpResponse, context: &Context, id: &str) -> HttpResponse {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let bare = || by_status(status).unwrap_or_else(|| Error::internal(format!("a bare {status}")));
    let Some(error) = refused.or_else(|| is_error.then(bare)) else { return response };
    let mut reply = error.reply(context.language, id);
    for (name, value) in response.headers() {
        if !reply.headers().contains_key(name) || *name == VARY {
            reply.headers_mut().append(name.clone(), value.clone());
        }
    }
    reply
}

/// Our own error, or a stand-in for one that the framework made.
fn told(error: &actix_web::Error, status: StatusCode) -> Error {
    if let Some(ours) = error.as_error::<Error>() {
        return ours.again();
    }
    if error.as_error::<CorsError>().is_some() {
        return Code::OriginRefused.into();
    }
    by_status(status).unwrap_or_else(|| Error::internal(error.to_string()))
}

/// What the framework means by a status that it chose; nothing for a failure.
fn by_status(status: StatusCode) -> Option<Error> {
    Some(match status {
        StatusCode::NOT_FOUND => Code::NotFound.into(),
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed.into(),
        StatusCode::REQUEST_TIMEOUT => Code::BodyTooSlow.into(),
        StatusCode::PAYLOAD_TOO_LARGE => Code::BodyTooLarge.into(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::MediaType.into(),
        status if status.is_client_error() => Code::Malformed.into(),
        _ => return None,
    })
}

/// One line in the log and one measurement, neither with anything that names a person.
fn record(
    context: &Context,
    method: &Method,
    route: Option<String>,
    user: Option<UserId>,
    status: StatusCode,
    started: Instant,
) {
    let elapsed = started.elapsed();
    let route = route.unwrap_or_else(|| "(none)".to_owned());
    let user = user.map_or_else(|| "-".to_owned(), |user| user.to_string());
    log::info!(
        target: "access", request:% = context.request, user = user.as_str(),
        us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        "{method} {route} {}", status.as_u16()
    );
    // anybody can make up a method, and a label with any value would grow without end
    let known = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    let method = if known.contains(method) { method.as_str() } else { "other" };
    let labels = [("method", method.to_owned()), ("route", route), ("status", status.as_u16().to_string())];
    metrics::histogram!("http_request_duration_seconds", &labels).record(elapsed.as_secs_f64());
}

/// The headers that every reply carries.
fn harden(reply: &mut HttpResponse, id: &str, docs: bool) {
    let headers = reply.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(X_FRAME_OPTIONS, "DENY");
    set(REFERRER_POLICY, "no-referrer");
    set(STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    set(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    if docs {
        let own = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
        set(CONTENT_SECURITY_POLICY, own);
    } else {
        set(CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
        set(CACHE_CONTROL, "no-store"); // personal data stay out of shared caches; public replies say otherwise
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}
