//! How a handler answers. Replies only, never arguments: no handler can take JSON unvalidated.

use super::{Page, Versioned};
use crate::platform::files::Content;
use crate::platform::paper;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, Charset,
    ContentDisposition, DispositionParam, DispositionType, ETAG, ExtendedValue, IF_NONE_MATCH, LINK,
};
use actix_web::{HttpRequest, HttpResponse, Responder, body::BoxBody};
use maud::Markup;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// 201 with the new thing and its `ETag`.
pub struct Created<T>(pub T);

impl<T: Serialize + Versioned> Responder for Created<T> {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Created().insert_header((ETAG, self.0.etag())).json(self.0)
    }
}

/// 200 with one thing and its `ETag`.
pub struct Tagged<T>(pub T);

impl<T: Serialize + Versioned> Responder for Tagged<T> {
    type Body = BoxBody;
    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let etag = self.0.etag();
        let known = req.headers().get(IF_NONE_MATCH).and_then(|v| v.to_str().ok());
        if known.is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == etag)) {
            return HttpResponse::NotModified().insert_header((ETAG, etag)).finish();
        }
        HttpResponse::Ok().insert_header((ETAG, etag)).json(self.0)
    }
}

/// 200 with a body that has no version of its own.
pub struct Json<T>(pub T);

impl<T: Serialize> Responder for Json<T> {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().json(self.0)
    }
}

impl<T: Serialize> Responder for Page<T> {
    type Body = BoxBody;
    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let mut reply = HttpResponse::Ok();
        if let Some(link) = next_link(req, self.next.as_deref()) {
            reply.insert_header((LINK, link));
        }
        reply.json(self)
    }
}

/// `<…?after=cursor&…>; rel="next"` (RFC 8288), with the other parameters as they were.
fn next_link(req: &HttpRequest, next: Option<&str>) -> Option<String> {
    let kept = req.query_string().split('&').filter(|part| !part.is_empty() && !part.starts_with("after="));
    let query: Vec<String> = kept.map(str::to_owned).chain([format!("after={}", next?)]).collect();
    Some(format!("<{}?{}>; rel=\"next\"", req.path(), query.join("&")))
}

/// 200 with public knowledge: cacheable by anybody, with an `ETag` over its bytes.
pub struct Public<T>(pub T);

impl<T: Serialize> Responder for Public<T> {
    type Body = BoxBody;
    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let Ok(bytes) = serde_json::to_vec(&self.0) else {
            return HttpResponse::InternalServerError().finish();
        };
        let digest = Sha256::digest(&bytes);
        let etag =
            digest.iter().take(12).fold(String::from("\""), |tag, byte| format!("{tag}{byte:02x}")) + "\"";
        let known = req.headers().get(IF_NONE_MATCH).and_then(|v| v.to_str().ok());
        let same =
            known.is_some_and(|tags| tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag));
        let mut reply = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        reply.insert_header((ETAG, etag)).insert_header((CACHE_CONTROL, "public, max-age=300"));
        if same { reply.finish() } else { reply.content_type("application/json").body(bytes) }
    }
}

/// 200 with JSON as it was sealed, byte for byte; its hash is its `ETag`.
pub struct Sealed {
    /// JSON as it was kept, byte for byte.
    pub body: String,
    /// Their SHA-256, in hexadecimal digits.
    pub hash: String,
}

impl Responder for Sealed {
    type Body = BoxBody;
    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let etag = format!("\"{}\"", self.hash);
        let known = req.headers().get(IF_NONE_MATCH).and_then(|v| v.to_str().ok());
        if known.is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == etag)) {
            return HttpResponse::NotModified().insert_header((ETAG, etag)).finish();
        }
        HttpResponse::Ok().insert_header((ETAG, etag)).content_type("application/json").body(self.body)
    }
}

/// 200 with a file to keep.
pub struct Attachment {
    /// File name.
    pub name: &'static str,
    /// Media type of the file.
    pub media_type: &'static str,
    /// Content of the file.
    pub content: &'static str,
}

impl Responder for Attachment {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .content_type(self.media_type)
            .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", self.name)))
            .body(self.content)
    }
}

/// 200 with a page to print ([`paper`]). Nothing in it runs, it loads nothing, and the only style it takes is its own.
pub struct Printed(pub Markup);

impl Responder for Printed {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let policy = format!(
            "default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            paper::style_hash()
        );
        HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header((CONTENT_SECURITY_POLICY, policy))
            .body(self.0.into_string())
    }
}

/// `attachment`, under a name in any letters.
fn under_the_name(name: String) -> ContentDisposition {
    let name =
        ExtendedValue { charset: Charset::Ext("UTF-8".into()), language_tag: None, value: name.into_bytes() };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(name)],
    }
}

/// 200 with a file that was made for this reply. Nobody on the way keeps it.
pub struct Download {
    /// Its name, in any letters.
    pub name: String,
    /// Media type of the file.
    pub media_type: &'static str,
    /// Content of the file.
    pub bytes: Vec<u8>,
}

impl Responder for Download {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .content_type(self.media_type)
            .insert_header(under_the_name(self.name))
            .insert_header((CACHE_CONTROL, "private, no-store"))
            .body(self.bytes)
    }
}

/// 200 with a stored file, byte by byte as it comes. Nothing in it runs, and nobody on the way keeps it.
pub struct Streamed {
    /// Its name, in any letters.
    pub name: String,
    /// Media type of the file.
    pub media_type: &'static str,
    /// Content, chunk by chunk.
    pub content: Content,
}

impl Responder for Streamed {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .content_type(self.media_type)
            .insert_header(under_the_name(self.name))
            .insert_header((CACHE_CONTROL, "private, no-store"))
            .insert_header((CONTENT_ENCODING, "identity")) // pictures and PDFs are packed already
            .streaming(self.content)
    }
}

/// 204 without a body.
pub struct NoContent;

impl Responder for NoContent {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
}
