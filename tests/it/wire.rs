//! Over real sockets: what the framework does before, behind and beside the application. Bodies that are bombs
//! or never end, connections that only hold on, methods and addresses outside the document, and what a web page
//! of another origin can read.

use crate::support::service::{Answer, Over, Service, ask, connect, port, read};
use crate::support::{Listening, TestApp, db};
use flate2::Compression;
use flate2::write::GzEncoder;
use lien_the_he::platform::auth::Role;
use lien_the_he::platform::http::Patience;
use serde_json::json;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

const PAGE: (&str, &str) = ("origin", "https://app.example");

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn impatient() -> Patience {
    Patience { body: Duration::from_millis(400), work: Duration::from_millis(600) }
}

/// A POST of these bytes, said to be packed like this, by nobody.
fn post(port: u16, path: &str, encoding: &[&str], body: &[u8]) -> Answer {
    let encodings = encoding.iter().map(|name| ("content-encoding", *name));
    let headers: Vec<(&str, &str)> = encodings.chain([("content-type", "application/json")]).collect();
    ask(port, "POST", path, &headers, body).unwrap()
}

/// A few kilobytes without a token must not cost the service its memory, nor others its attention.
#[actix_web::test]
async fn a_bomb_is_refused_in_every_encoding_at_no_cost() {
    let db = db::TestDb::new();
    let service = Service::start(port(), Over::Database(&db.url()));
    let before = service.memory_kib();
    let zeros = packed(&vec![b' '; 60_000_000]);
    let nested = packed(&zeros);
    let text = [b"\"".as_slice(), &vec![b'a'; 30_000_000]].concat();
    for path in ["/v1/sessions", "/v1/sessions/refresh"] {
        for (encoding, body, status, code) in [
            (&["gzip"][..], zeros.as_slice(), 413, "body_too_large"),
            (&["x-gzip"], &packed(&text), 413, "body_too_large"),
            (&["gzip"], &nested, 400, "malformed"),
            (&["gzip"], &zeros[..zeros.len() / 100], 400, "malformed"),
            (&["br"], &[0x5b, 0xff, 0xff, 0xff], 415, "content_encoding"),
            (&["zstd"], &[0x28, 0xb5, 0x2f, 0xfd], 415, "content_encoding"),
            (&["deflate"], &zeros, 415, "content_encoding"),
            (&["gzip, gzip"], &nested, 415, "content_encoding"),
            (&["gzip", "gzip"], &nested, 415, "content_encoding"),
            (&["br, gzip"], &zeros, 415, "content_encoding"),
            (&["made-up"], b"{}", 415, "content_encoding"),
        ] {
            let began = Instant::now();
            let answer = post(service.port, path, encoding, body);
            assert_eq!((answer.status, answer.code()), (status, code), "{path} {encoding:?}");
            assert!(began.elapsed() < Duration::from_secs(2), "{encoding:?}: {:?}", began.elapsed());
            let says = if status == 415 { "gzip" } else { "" };
            assert_eq!(answer.header("accept-encoding"), says, "which one is taken");
            assert_eq!(ask(service.port, "GET", "/livez", &[], b"").unwrap().status, 204);
        }
    }
    let grown = service.memory_kib().saturating_sub(before);
    assert!(grown < 24 * 1024, "{grown} KiB more than the {before} KiB before");
    let good = packed(br#"{"login":"nobody","password":"nothing at all"}"#);
    assert_eq!(post(service.port, "/v1/sessions", &["gzip"], &good).code(), "wrong_credentials");
}

#[actix_web::test]
async fn a_body_that_trickles_is_given_up_and_its_connection_closed() {
    let app = TestApp::start().await;
    let Listening { port, .. } = app.listen(impatient());
    let head = "POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    for (what, rest) in [
        ("a length", "content-length: 100\r\n\r\n{"),
        ("pieces", "transfer-encoding: chunked\r\n\r\n1\r\n{\r\n"),
        ("an upgrade", "connection: upgrade\r\nupgrade: websocket\r\ncontent-length: 100\r\n\r\n{"),
        ("an upgrade without one", "connection: upgrade\r\nupgrade: websocket\r\n\r\n{"),
    ] {
        let began = Instant::now();
        let mut stream = connect(port).unwrap();
        write!(stream, "{head}{rest}").unwrap();
        let answer = read(&mut stream).unwrap();
        assert!([400, 408].contains(&answer.status), "{what}: {answer:?}");
        if answer.status == 408 {
            assert_eq!((answer.code(), answer.header("connection")), ("body_too_slow", "close"), "{what}");
        }
        // somebody who goes on sending does not keep it open
        let mut open = true;
        while open && began.elapsed() < Duration::from_secs(8) {
            let _may_fail = stream.write_all(b"1\r\n ");
            stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
            open = !matches!(stream.read(&mut [0; 512]), Ok(0))
                && !matches!(stream.read(&mut [0; 512]), Err(e) if e.kind() == std::io::ErrorKind::ConnectionReset);
        }
        assert!(began.elapsed() < Duration::from_secs(5), "{what}: still open after {:?}", began.elapsed());
    }
    // on a bad line, but not too bad a one
    let mut stream = connect(port).unwrap();
    write!(stream, "{head}content-length: 46\r\n\r\n").unwrap();
    for piece in [r#"{"login":"nobody","#, r#""password":"#, r#""nothing at all"}"#] {
        std::thread::sleep(Duration::from_millis(100));
        stream.write_all(piece.as_bytes()).unwrap();
    }
    assert_eq!(read(&mut stream).unwrap().code(), "wrong_credentials");
}

#[actix_web::test]
async fn connections_that_only_hold_on_keep_nobody_out() {
    let app = TestApp::start().await;
    let Listening { port, .. } = app.listen(impatient());
    let held: Vec<_> = (0..200)
        .map(|_| {
            let mut stream = connect(port).unwrap();
            let head = "POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
            write!(stream, "{head}content-length: 100\r\n\r\n{{").unwrap();
            stream
        })
        .collect();
    let began = Instant::now();
    assert_eq!(ask(port, "GET", "/livez", &[], b"").unwrap().status, 204);
    for mut stream in held {
        assert_eq!(read(&mut stream).unwrap().status, 408);
    }
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

/// A database that stands still holds a request for as long as is said, and none after it.
#[actix_web::test]
async fn a_request_is_given_up_in_time_and_what_it_had_borrowed_is_closed() {
    let app = TestApp::start().await;
    let Listening { port, pool } = app.listen(impatient());
    let chair = app.role(Role::ClubChair, app.here).await;
    let bearer = format!("Bearer {}", chair.token().unwrap());
    let as_chair = [("authorization", bearer.as_str()), ("idempotency-key", "0123456789abcdef"), PAGE];
    let path = format!("/v1/clubs/{}/members", app.here.club);
    let body = json!({ "full_name": "Lý Thị Mẫu", "sex": "female" }).to_string();
    let members = app.count("memberships").await;

    let other = app.db.connect().await;
    other.batch_execute("begin; lock table memberships in access exclusive mode").await.unwrap();
    for _ in 0..=pool {
        let headers = [as_chair.as_slice(), &[("content-type", "application/json")]].concat();
        for answer in [
            ask(port, "GET", &path, &as_chair, b"").unwrap(),
            ask(port, "POST", &path, &headers, body.as_bytes()).unwrap(),
        ] {
            assert_eq!((answer.status, answer.code()), (503, "unavailable"), "{answer:?}");
            assert_eq!(answer.header("retry-after"), "1");
            assert_eq!(answer.header("access-control-allow-origin"), PAGE.1);
        }
        assert_eq!(ask(port, "GET", "/livez", &as_chair, b"").unwrap().status, 204, "it asks nobody");
    }
    other.batch_execute("rollback").await.unwrap();

    assert_eq!(ask(port, "GET", &path, &as_chair, b"").unwrap().status, 200);
    assert_eq!(app.count("memberships").await, members, "nothing of it was committed");
    let headers = [as_chair.as_slice(), &[("content-type", "application/json")]].concat();
    assert_eq!(ask(port, "POST", &path, &headers, body.as_bytes()).unwrap().status, 201);
}

#[actix_web::test]
async fn outside_the_document_too_head_options_and_wrong_methods_are_right() {
    let app = TestApp::start().await;
    let Listening { port, .. } = app.listen(Patience::default());
    let head = |path: &str| ask(port, "HEAD", path, &[], b"").unwrap();
    for (path, status) in [
        ("/livez", 204),
        ("/readyz", 204),
        ("/openapi.json", 200),
        ("/.well-known/jwks.json", 200),
        ("/docs/", 200),
        ("/docs", 303),
        ("/", 303),
    ] {
        assert_eq!(head(path).status, status, "HEAD {path}");
        let options = ask(port, "OPTIONS", path, &[], b"").unwrap();
        assert_eq!((options.status, options.header("allow")), (204, "GET, HEAD, OPTIONS"), "{path}");
        for method in ["POST", "DELETE", "PROPFIND", "MADE-UP"] {
            let answer = ask(port, method, path, &[], b"").unwrap();
            assert_eq!((answer.status, answer.code()), (405, "method_not_allowed"), "{method} {path}");
            assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS", "{method} {path}");
        }
    }
    for path in ["/docs/nothing-of-the-kind", "/nowhere", "/docs/../secret", "/v1"] {
        let answer = ask(port, "GET", path, &[], b"").unwrap();
        assert_eq!((answer.status, answer.code()), (404, "not_found"), "{path}");
    }
    for accepted in ["*;q=0", "identity;q=0", "made-up", "identity;q=0, *;q=0", ";", "gzip;q=nonsense"] {
        let answer = ask(port, "GET", "/v1/policy", &[("accept-encoding", accepted)], b"").unwrap();
        assert_eq!(answer.status, 200, "{accepted}");
    }
}

/// Every reply can be read by a page of an origin that may call, whatever it says and whoever made it.
#[actix_web::test]
async fn a_web_page_can_read_every_error() {
    let app = TestApp::start().await;
    let Listening { port, .. } = app.listen(impatient());
    let chair = app.role(Role::ClubChair, app.here).await;
    let bearer = format!("Bearer {}", chair.token().unwrap());
    let club = format!("/v1/clubs/{}", app.here.club);
    let key = ("idempotency-key", "0123456789abcdef");
    let json = ("content-type", "application/json");
    let large = vec![b' '; 3_000_000];
    for (status, method, path, headers, body) in [
        (200, "GET", club.as_str(), &[][..], &b""[..]),
        (304, "GET", "/v1/policy", &[("if-none-match", "")], b""),
        (400, "POST", "/v1/sessions", &[json], b"{"),
        (401, "GET", &club, &[("authorization", "Bearer x")], b""),
        (403, "GET", "/v1/admin-changes", &[], b""),
        (404, "GET", "/nowhere", &[], b""),
        (405, "DELETE", &club, &[], b""),
        (412, "PATCH", &club, &[json, ("if-match", "\"99\"")], br#"{"note":null}"#),
        (413, "POST", "/v1/sessions", &[json], &large),
        (415, "POST", "/v1/sessions", &[("content-type", "text/plain")], b"{}"),
        (415, "POST", "/v1/sessions", &[json, ("content-encoding", "br")], b"{}"),
        (422, "GET", "/v1/clubs?made_up=1", &[], b""),
        (428, "PATCH", &club, &[json], br#"{"note":null}"#),
    ] {
        let mut sent = vec![PAGE, key];
        if !headers.iter().any(|(name, _)| *name == "authorization") {
            sent.push(("authorization", &bearer));
        }
        let etag = ask(port, "GET", "/v1/policy", &[], b"").unwrap().header("etag").to_owned();
        sent.extend(headers.iter().map(|(name, value)| {
            if *name == "if-none-match" { (*name, etag.as_str()) } else { (*name, *value) }
        }));
        let answer = ask(port, method, path, &sent, body).unwrap();
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        readable(&answer, &format!("{status} {method} {path}"));
        if status >= 400 {
            assert_eq!(answer.header("content-type"), "application/problem+json", "{status} {path}");
        }
    }

    let mut slow = connect(port).unwrap();
    let head = "POST /v1/sessions HTTP/1.1\r\nhost: x\r\norigin: https://app.example\r\n";
    write!(slow, "{head}content-type: application/json\r\ncontent-length: 9\r\n\r\n{{").unwrap();
    readable(&read(&mut slow).unwrap(), "408");

    let foreign = ask(port, "GET", "/nowhere", &[("origin", "https://elsewhere.example")], b"").unwrap();
    assert_eq!(foreign.header("access-control-allow-origin"), "");
    assert!(foreign.header("vary").to_ascii_lowercase().contains("origin"), "caches keep them apart");
}

fn readable(answer: &Answer, what: &str) {
    assert_eq!(answer.header("access-control-allow-origin"), PAGE.1, "{what}");
    let exposed = answer.header("access-control-expose-headers").to_ascii_lowercase();
    for name in ["etag", "link", "retry-after", "x-request-id", "content-language", "content-disposition"] {
        assert!(exposed.contains(name), "{what}: {name} is not in {exposed}");
    }
    assert!(answer.header("vary").to_ascii_lowercase().contains("origin"), "{what}: {answer:?}");
}

#[actix_web::test]
async fn a_web_page_may_ask_before_it_sends_whatever_the_api_takes() {
    let app = TestApp::start().await;
    let Listening { port, .. } = app.listen(Patience::default());
    let preflight = |origin: &str, method: &str, headers: &str| {
        let asked = [
            ("origin", origin),
            ("access-control-request-method", method),
            ("access-control-request-headers", headers),
        ];
        ask(port, "OPTIONS", "/v1/clubs", &asked, b"").unwrap()
    };
    let all = "authorization,content-type,content-encoding,if-match,if-none-match,accept-language,\
               idempotency-key,x-request-id";
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        let answer = preflight(PAGE.1, method, all);
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, PAGE.1), "{method}");
    }
    for (origin, method, headers) in [
        ("https://elsewhere.example", "GET", "authorization"),
        (PAGE.1, "GET", "x-made-up"),
        (PAGE.1, "TRACE", "authorization"),
    ] {
        let answer = preflight(origin, method, headers);
        assert_eq!((answer.status, answer.code()), (400, "origin_refused"), "{origin} {method} {headers}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}
