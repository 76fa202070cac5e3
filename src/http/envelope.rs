//! The outermost middleware: whatever happens inside, a request gets an id, a reply in the caller's
//! language, the security headers and one line in the log.

use super::{Context, Today};
use crate::Error;
use crate::auth::Caller;
use crate::column::UserId;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
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

    let id = context.request.to_string();
    match AssertUnwindSafe(next.call(req)).catch_unwind().await {
        Ok(Ok(reply)) => {
            let (request, response) = reply.into_parts();
            let refused = response.error().map(|error| told(error, response.status()));
            let mut response = match refused {
                Some(error) => error.reply(context.language, &id),
                None => response.map_into_boxed_body(),
            };
            let route = request.match_pattern();
            let user = request.extensions().get::<Caller>().map(Caller::user);
            seal(&mut response, &id, request.path().starts_with("/docs"));
            record(&context, &method, route, user, response.status(), started);
            Ok(ServiceResponse::new(request, response))
        }
        // whoever failed like this has taken the request along: the reply goes out as an error
        failed => {
            let error = match failed {
                Ok(Err(error)) => told(&error, error.as_response_error().status_code()),
                _ => Error::internal("a handler panicked"),
            };
            let mut response = error.reply(context.language, &id);
            seal(&mut response, &id, false);
            record(&context, &method, None, None, response.status(), started);
            Err(InternalError::from_response(error, response).into())
        }
    }
}

/// Our own error, or a stand-in for one that the framework made.
fn told(error: &actix_web::Error, status: StatusCode) -> Error {
    use crate::error::Code;
    if let Some(ours) = error.as_error::<Error>() {
        return ours.again();
    }
    match status {
        StatusCode::NOT_FOUND => Code::NotFound.into(),
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed.into(),
        StatusCode::PAYLOAD_TOO_LARGE => Code::BodyTooLarge.into(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::MediaType.into(),
        status if status.is_client_error() => Code::Malformed.into(),
        _ => Error::internal(error.to_string()),
    }
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
    let labels = [("method", method.to_string()), ("route", route), ("status", status.as_u16().to_string())];
    metrics::histogram!("http_request_duration_seconds", &labels).record(elapsed.as_secs_f64());
}

/// The headers that every reply carries.
fn seal(reply: &mut HttpResponse, id: &str, docs: bool) {
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
