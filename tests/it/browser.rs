//! In a real browser. Left out by `cargo test`, because Chromium has to be there:
//! `cargo test --test it browser -- --ignored`.

use crate::support::{Listening, TestApp};
use lien_the_he::platform::auth::Role;
use lien_the_he::platform::http::Patience;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

/// Serves one page to whoever asks, on an origin of its own.
fn page(html: String, socket: TcpListener) {
    thread::spawn(move || {
        for stream in socket.incoming() {
            let mut stream = stream.unwrap();
            let _head = stream.read(&mut [0; 4096]).unwrap();
            let length = html.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {length}\r\n\
                 connection: close\r\n\r\n"
            );
            let _gone_already = stream.write_all((head + &html).as_bytes());
        }
    });
}

/// What a page holds once its scripts have run.
fn look(url: &str) -> String {
    let profile = std::env::temp_dir().join(format!("lien-the-he-browser-{}", std::process::id()));
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(["--virtual-time-budget=20000", "--dump-dom", url])
        .output()
        .expect("Chromium, as the package chromium brings it");
    std::fs::remove_dir_all(profile).unwrap();
    String::from_utf8(output.stdout).unwrap()
}

const SCRIPT: &str = r#"
const bearer = { authorization: "Bearer TOKEN" };
const json = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
const requests = [
    ["/v1/clubs/CLUB", { headers: { ...bearer, "x-request-id": crypto.randomUUID() } }],
    ["/v1/clubs/CLUB", { headers: { authorization: "Bearer nonsense" } }],
    ["/v1/admin-changes", { headers: bearer }],
    ["/nowhere", { headers: bearer }],
    ["/v1/clubs/CLUB", { method: "DELETE", headers: bearer }],
    ["/v1/clubs?made_up=1", { headers: bearer }],
    ["/v1/clubs/CLUB/members", { method: "POST", headers: { ...bearer, ...json }, body: "{" }],
    ["/v1/sessions", { method: "POST", headers: { ...json, "content-encoding": "br" }, body: "x" }],
    ["/v1/sessions", { method: "POST", headers: json, body: " ".repeat(3000000) }],
    ["/livez", {}],
    ["/v1/clubs/CLUB", { headers: { ...bearer, "x-made-up": "1" } }],
];
(async () => {
    const told = [];
    for (const [path, options] of requests) {
        try {
            const reply = await fetch("API" + path, options);
            const text = await reply.text();
            const code = text ? JSON.parse(text).code : null;
            told.push([reply.status, code, reply.headers.get("x-request-id") !== null]);
        } catch (e) {
            told.push([0, e.name, false]);
        }
    }
    document.body.textContent = JSON.stringify(told);
})();
"#;

#[actix_web::test]
#[ignore = "needs Chromium"]
async fn a_page_of_another_origin_reads_every_reply() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", socket.local_addr().unwrap());
    let Listening { port, .. } = app.listen_for(Patience::default(), &origin);
    let script = SCRIPT
        .replace("API", &format!("http://127.0.0.1:{port}"))
        .replace("TOKEN", chair.token().unwrap())
        .replace("CLUB", &app.here.club.to_string());
    page(format!("<!doctype html><body><script>{script}</script></body>"), socket);

    let seen = thread::spawn(move || look(&origin)).join().unwrap();
    let told = seen.split_once("[[").and_then(|(_, rest)| rest.split_once("]]"));
    let (told, _) = told.unwrap_or_else(|| panic!("the page says nothing: {seen}"));
    let told: Value = serde_json::from_str(&format!("[[{told}]]")).unwrap();
    assert_eq!(
        told,
        json!([
            [200, "96101-001", true],
            [401, "unauthenticated", true],
            [403, "forbidden", true],
            [404, "not_found", true],
            [405, "method_not_allowed", true],
            [422, "invalid", true],
            [400, "malformed", true],
            [415, "content_encoding", true],
            [413, "body_too_large", true],
            [204, null, true],
            [0, "TypeError", false], // a header that the preflight did not allow
        ])
    );
}
