//! The outermost middleware: whatever happens inside, a request gets an id, a reply in the caller's
//! language, the security headers and one line in the log.

use super::{Context, Today};
use crate::Error;
use crate::auth::Caller;
use actix_web::HttpMessage;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

/// Wraps every request.
///
/// # Errors
/// Never: every error has become a reply.
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
    let request = req.request().clone();

    let outcome = AssertUnwindSafe(next.call(req)).catch_unwind().await;
    let reply = match outcome {
        Ok(Ok(reply)) => {
            let (request, response) = reply.into_parts();
            let refused = response.error().map(|error| told(error, response.status()));
            let response = refused.map_or_else(
                || response.map_into_boxed_body(),
                |error| error.reply(context.language, &context.request.to_string()),
            );
            ServiceResponse::new(request, response)
        }
        Ok(Err(error)) => {
            let reply = told(&error, error.as_response_error().status_code())
                .reply(context.language, &context.request.to_string());
            ServiceResponse::new(request, reply)
        }
        Err(_) => {
            let error = Error::internal("a handler panicked");
            ServiceResponse::new(request, error.reply(context.language, &context.request.to_string()))
        }
    };
    Ok(finish(reply, &context, &method, started))
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

fn finish(
    mut reply: ServiceResponse<BoxBody>,
    context: &Context,
    method: &Method,
    started: Instant,
) -> ServiceResponse<BoxBody> {
    let caller = reply.request().extensions().get::<Caller>().map(|caller| caller.user().to_string());
    let route = reply.request().match_pattern().unwrap_or_else(|| "(none)".to_owned());
    let status = reply.status().as_u16();
    let elapsed = started.elapsed();
    log::info!(
        target: "access", request:% = context.request, user = caller.as_deref().unwrap_or("-"),
        us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        "{method} {route} {status}"
    );
    let labels = [("method", method.as_str().to_owned()), ("route", route), ("status", status.to_string())];
    metrics::histogram!("http_request_duration_seconds", &labels).record(elapsed.as_secs_f64());

    let docs = reply.request().path().starts_with("/docs");
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
        set(
            CONTENT_SECURITY_POLICY,
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
        );
    } else {
        set(CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
        set(CACHE_CONTROL, "no-store"); // personal data stay out of shared caches; public replies say otherwise
    }
    if let Ok(id) = HeaderValue::from_str(&context.request.to_string()) {
        reply.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
    }
    reply
}
