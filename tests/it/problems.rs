//! Whatever comes in: a refusal that says what is wrong, nothing written, and no failure of our own.

use crate::support::document::{operations, operations_of};
use crate::support::world::HERE;
use crate::support::{Reply, TestApp, seed};
use actix_web::http::Method;
use actix_web::test::TestRequest;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use lien_the_he::platform::auth::Role;
use lien_the_he::platform::auth::token::Signer;
use serde_json::{Value, json};
use std::io::Write;
use unicode_normalization::UnicodeNormalization;

const KEY: (&str, &str) = ("Idempotency-Key", "0123456789abcdef");

fn said(reply: &Reply) -> (u16, &str) {
    (reply.status.as_u16(), reply.code())
}

/// A POST with these very bytes.
fn bytes(path: &str, body: impl Into<actix_web::web::Bytes>) -> TestRequest {
    TestRequest::post()
        .uri(path)
        .insert_header(KEY)
        .insert_header(("content-type", "application/json"))
        .set_payload(body)
}

#[actix_web::test]
async fn a_body_that_cannot_be_read_is_malformed() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/members", app.here.club);
    let before = app.census().await;
    for body in [
        "",
        "{",
        "nonsense",
        "{\"full_name\": \"A\"",
        "{\"full_name\": \"A\", }",
        "{\"sex\": \"female\", \"full_name\": \"A\"} x",
        "{\"sex\": \"female\", \"full_name\": \"A\"}{}",
        "{'full_name': 'A'}",
        "\u{feff}{}",
        "{\"full_name\": \"\\ud800\"}",
        "{\"full_name\": \"\\udc00\\ud800\"}",
        "{\"full_name\": \"a\nb\"}",
        "{\"full_name\": 1e999}",
        "\0",
    ] {
        let reply = chair.call(bytes(&path, body.to_owned())).await;
        assert_eq!(said(&reply), (400, "malformed"), "{body:?}");
    }
    for body in [vec![0xff, 0xfe], b"{\"full_name\": \"\xc3\x28\"}".to_vec()] {
        let reply = chair.call(bytes(&path, body)).await;
        assert_eq!(said(&reply), (400, "malformed"));
    }
    assert_eq!(before, app.census().await);
}

#[actix_web::test]
async fn a_wrong_field_is_named_by_its_pointer_and_its_fault() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/members", app.here.club);
    let before = app.census().await;
    let good = json!({ "full_name": "Lý Thị Mẫu", "sex": "female" });
    for (name, value, code) in [
        ("full_name", Value::Null, "not_null"),
        ("full_name", json!(7), "wrong_type"),
        ("full_name", json!(["A"]), "wrong_type"),
        ("full_name", json!(""), "length"),
        ("full_name", json!("   "), "length"),
        ("full_name", json!("x".repeat(121)), "length"),
        ("full_name", json!("A\u{0}B"), "text"),
        ("full_name", json!("A\u{202e}B"), "text"),
        ("sex", json!("woman"), "choice"),
        ("sex", Value::Null, "not_null"),
        ("birth", json!("0001-01-01"), "date_implausible"),
        ("birth", json!("1950-02-30"), "birth_date"),
        ("birth", json!("2027"), "date_in_future"),
        ("birth", json!(1950), "wrong_type"),
        ("applied_on", json!("2026-11-23"), "date_in_future"),
        ("applied_on", json!("9999-12-31"), "date_implausible"),
        ("applied_on", json!("+262142-01-01"), "date"),
        ("applied_on", json!("-0001-01-01"), "date"),
        ("applied_on", json!("2024-02-30"), "date"),
        ("applied_on", json!("2024-02-28T00:00:00Z"), "date"),
        ("phone", json!("12"), "phone"),
        ("phone", json!("٠٩١٢٣٤٥٦٧٨"), "phone"),
        ("person_id", json!("nobody"), "id"),
        ("person_id", json!("018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"), "unknown_member"),
        ("hamlet_id", json!("018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"), "unknown_hamlet"),
        ("hamlet_id", json!(app.there.hamlet), "unknown_hamlet"),
        ("id", json!("00000000-0000-4000-8000-000000000000"), "id_version"),
        ("nickname", json!("Mẫu"), "unknown_field"),
        ("state", json!("active"), "unknown_field"),
    ] {
        let mut body = good.clone();
        body[name] = value.clone();
        let reply = chair.post(&path, body).await;
        assert_eq!(said(&reply), (422, "invalid"), "{name} {value}");
        assert_eq!(reply.errors(), [(format!("/{name}").as_str(), code)], "{name} {value}");
    }
    let reply = chair.post(&path, json!({ "sex": "female" })).await;
    assert_eq!(reply.errors(), [("/full_name", "required")]);
    let reply = chair.call(bytes(&path, r#"{"full_name":"A","full_name":"B","sex":"male"}"#)).await;
    assert_eq!(reply.errors()[0].1, "repeated");
    let deep = chair.call(bytes(&path, "[".repeat(100_000))).await;
    assert_eq!(deep.errors(), [("", "wrong_type")]);
    let deep = format!("{{\"full_name\": {}", "[".repeat(100_000));
    assert_eq!(chair.call(bytes(&path, deep)).await.errors(), [("/full_name", "wrong_type")]);
    for (whole, code) in [
        (json!([]), "wrong_type"),
        (json!([null, null, "Lý Thị Mẫu", "female"]), "wrong_type"),
        (json!("text"), "wrong_type"),
        (Value::Null, "not_null"),
    ] {
        let reply = chair.post(&path, whole.clone()).await;
        assert_eq!((said(&reply), reply.errors()[0].1), ((422, "invalid"), code), "{whole}");
    }
    assert_eq!(before, app.census().await);
}

#[actix_web::test]
async fn a_patch_has_three_states_and_at_least_one_change() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}", app.here.club);
    let (etag, before) = (chair.etag(&path).await, app.census().await);
    let reply = chair.patch(&path, &etag, json!({})).await;
    assert_eq!((said(&reply), reply.errors()), ((422, "invalid"), vec![("", "nothing_to_change")]));
    let reply = chair.patch(&path, &etag, json!({ "name": null })).await;
    assert_eq!(reply.errors(), [("/name", "not_null")]);
    let reply = chair.patch(&path, &etag, json!({ "meeting_day": 32 })).await;
    assert_eq!(reply.errors(), [("/meeting_day", "range")]);
    let reply = chair.patch(&path, &etag, json!({ "meeting_day": -1 })).await;
    assert_eq!(reply.errors(), [("/meeting_day", "range")]);
    let reply = chair.patch(&path, &etag, json!({ "meeting_day": 100_000 })).await;
    assert_eq!(reply.status, 422);
    assert_eq!(said(&chair.patch(&path, "", json!({ "note": null })).await), (428, "if_match_required"));
    for stale in ["\"99\"", "\"0\"", "1", "*", "W/\"1\"", "\"1\", \"2\"", "\"99999999999999\""] {
        let reply = chair.patch(&path, stale, json!({ "note": null })).await;
        assert_eq!(said(&reply), (412, "version_changed"), "{stale}");
    }
    assert_eq!(before, app.census().await);
}

#[actix_web::test]
async fn text_is_kept_in_one_form() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/members", app.here.club);
    let decomposed: String = "  Nguyễn   Thị Hòa ".nfd().collect();
    let reply = chair.post(&path, json!({ "full_name": decomposed, "sex": "female" })).await;
    assert_eq!((reply.status.as_u16(), &reply.body["full_name"]), (201, &json!("Nguyễn Thị Hòa")));
    // Ð of the Icelanders looks like Đ and is what some keyboards write.
    let reply = chair.post(&path, json!({ "full_name": "\u{d0}ỗ Văn \u{d0}ông", "sex": "male" })).await;
    assert_eq!((reply.status.as_u16(), &reply.body["full_name"]), (201, &json!("Đỗ Văn Đông")));
    let found = chair.get(&format!("{path}?q=do+van+dong")).await;
    assert_eq!(found.items().len(), 1);
}

#[actix_web::test]
async fn a_body_has_an_end() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/members", app.here.club);
    let before = app.census().await;
    let large = chair.call(bytes(&path, vec![b' '; 10 * 1024 * 1024])).await;
    assert_eq!(said(&large), (413, "body_too_large"));
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![b' '; 30 * 1024 * 1024]).unwrap();
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 100_000);
    let reply = chair.call(bytes(&path, bomb).insert_header(("content-encoding", "gzip"))).await;
    assert_eq!(said(&reply), (413, "body_too_large"));
    let reply = chair.call(bytes(&path, "no gzip").insert_header(("content-encoding", "gzip"))).await;
    assert_eq!(said(&reply), (400, "malformed"));
    assert_eq!(before, app.census().await);
}

#[actix_web::test]
async fn a_body_is_json() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/members", app.here.club);
    let before = app.census().await;
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json", ""]
    {
        let request = TestRequest::post().uri(&path).insert_header(KEY);
        let reply = chair.call(request.insert_header(("content-type", kind)).set_payload("{}")).await;
        assert_eq!(said(&reply), (415, "media_type"), "{kind}");
    }
    assert_eq!(before, app.census().await);
    let request = TestRequest::post().uri(&path).insert_header(KEY);
    let request = request.insert_header(("content-type", "Application/JSON; charset=utf-8"));
    let reply = chair.call(request.set_payload(r#"{"full_name":"Lý Thị Mẫu","sex":"female"}"#)).await;
    assert_eq!(reply.status, 201);
}

#[actix_web::test]
async fn a_query_is_held_to_what_is_documented() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    for (query, pointer, code) in [
        ("limit=0", "?limit", "range"),
        ("limit=201", "?limit", "range"),
        ("limit=1000", "?limit", "range"),
        ("limit=x", "?limit", "wrong_type"),
        ("limit=-1", "?limit", "range"),
        ("limit=99999999999999999999", "?limit", "wrong_type"),
        ("limit=1&limit=2", "?limit", "repeated"),
        ("after=nonsense", "?after", "cursor"),
        ("after=e30", "?after", "cursor"),
        ("after=%00", "?after", "cursor"),
        ("offset=10", "?offset", "unknown_field"),
        ("LIMIT=10", "?LIMIT", "unknown_field"),
        ("state=open", "?state", "choice"),
        ("on=2024-02-30", "?on", "date"),
        ("on=1024-01-01", "?on", "date_implausible"),
    ] {
        let reply = chair.get(&format!("/v1/clubs?{query}")).await;
        assert_eq!(said(&reply), (422, "invalid"), "{query}: {}", reply.body);
        let [(at, fault)] = reply.errors()[..] else { panic!("{query}: {}", reply.body) };
        assert_eq!((at, fault), (pointer, code), "{query}");
    }
    let long = "x".repeat(101);
    let reply = chair.get(&format!("/v1/clubs?q={long}")).await;
    assert_eq!(reply.errors(), [("?q", "length")]);
    for nothing in ["q=v%25u", "q=v_u", "q=%27", "q=%5C%27", "q=mau%22%3B--x"] {
        let reply = chair.get(&format!("/v1/clubs?{nothing}")).await;
        assert_eq!((reply.status.as_u16(), reply.items().len()), (200, 0), "{nothing} is no pattern");
    }
    for odd in ["q=%00", "q=%ED%A0%80", "q=%FF", "q=%25", "q=", "q", "&&", "=", "q=%"] {
        let reply = chair.get(&format!("/v1/clubs?{odd}")).await;
        assert!(reply.status == 200 || reply.status == 422, "{odd}: {}", reply.body);
    }
}

#[actix_web::test]
async fn no_operation_overlooks_a_query_parameter_that_it_does_not_know() {
    let app = TestApp::start().await;
    let before = app.count("changes").await;
    for operation in &operations() {
        let caller = holder(operation, &app).await.unwrap_or_else(|| panic!("{}", operation.id));
        for name in ["made_up", "Limit", "%6Cimit"] {
            let address = operation.address(app.here, &app);
            let and = if address.contains('?') { '&' } else { '?' };
            let request = TestRequest::with_uri(&format!("{address}{and}{name}=1"));
            let reply = caller.call(request.method(operation.method.clone())).await;
            let pointer = format!("?{name}");
            assert_eq!(reply.errors(), [(pointer.as_str(), "unknown_field")], "{}", operation.id);
        }
    }
    assert_eq!(before, app.count("changes").await);
}

#[actix_web::test]
async fn a_token_is_ours_and_of_now() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}", app.here.club);
    let chair = app.here.user(Role::ClubChair);
    let place = app.here.place(Role::ClubChair, app.today);
    let claims = app.claims(chair, &[(Role::ClubChair, place)]).await;
    let (ours, theirs) = (Signer::new(seed(7), &[]), Signer::new(seed(8), &[]));
    let good = ours.issue(&claims).unwrap();
    assert_eq!(app.bearer(&good).get(&path).await.status, 200);

    let but = |change: &dyn Fn(&mut lien_the_he::platform::auth::Claims)| {
        let mut claims = claims.clone();
        change(&mut claims);
        ours.issue(&claims).unwrap()
    };
    let part = |json: Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    let body = good.split('.').nth(1).unwrap();
    let mut altered: Vec<char> = good.chars().collect();
    let last = altered.len() - 5;
    altered[last] = if altered[last] == 'A' { 'B' } else { 'A' };
    for (what, token) in [
        ("expired", but(&|claims| claims.exp -= 1000)),
        ("of an older version", but(&|claims| claims.ver -= 1)),
        ("of a later version", but(&|claims| claims.ver += 1)),
        ("of nobody", but(&|claims| claims.sub = lien_the_he::platform::ids::UserId(uuid::Uuid::now_v7()))),
        ("of another issuer", but(&|claims| claims.iss = "somebody".into())),
        ("for another audience", but(&|claims| claims.aud = "others".into())),
        ("of a foreign key", theirs.issue(&claims).unwrap()),
        ("unsigned", format!("{}.{body}.", part(json!({ "alg": "none", "typ": "JWT" })))),
        ("altered", altered.into_iter().collect()),
        ("garbage", "garbage".into()),
        ("empty", String::new()),
        ("dots", "..".into()),
        ("long", "x".repeat(20_000)),
    ] {
        let reply = app.bearer(&token).get(&path).await;
        assert_eq!(said(&reply), (401, "unauthenticated"), "{what}");
    }
    let basic = TestRequest::get().uri(&path).insert_header(("Authorization", "Basic YTpi"));
    assert_eq!(said(&app.anonymous().call(basic).await), (401, "unauthenticated"));

    app.rows(&format!("update assignments set valid_to = '2026-11-21' where user_id = '{chair}'")).await;
    assert_eq!(said(&app.bearer(&good).get(&path).await), (401, "unauthenticated"), "its right has ended");
    let fresh = ours.issue(&app.claims(chair, &[(Role::ClubChair, place)]).await).unwrap();
    assert_eq!(app.bearer(&fresh).get(&path).await.status, 200);
    app.rows(&format!("update users set disabled_at = now() where id = '{chair}'")).await;
    assert_eq!(said(&app.bearer(&fresh).get(&path).await), (401, "unauthenticated"), "disabled");
}

#[actix_web::test]
async fn a_right_ends_on_its_last_day() {
    let app = TestApp::start().await;
    let place = app.here.place(Role::ClubChair, app.today);
    let mut claims = app.claims(app.here.user(Role::ClubChair), &[(Role::ClubChair, place)]).await;
    let signer = Signer::new(seed(7), &[]);
    for (until, status) in [("2026-11-22", 200), ("2026-11-21", 403)] {
        claims.assignments[0].until = Some(until.parse().unwrap());
        let token = signer.issue(&claims).unwrap();
        assert_eq!(app.bearer(&token).get("/v1/clubs").await.status, status, "{until}");
    }
}

#[actix_web::test]
async fn who_may_not_learns_nothing_of_the_body() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/members", app.here.club);
    let analyst = app.role(Role::NationalAnalyst, app.here).await;
    let reply = analyst.call(bytes(&path, "{")).await;
    assert_eq!(said(&reply), (403, "forbidden"));
    assert_eq!(reply.body["permission"], "members.edit");
    assert_eq!(said(&app.anonymous().call(bytes(&path, "{")).await), (401, "unauthenticated"));
}

#[actix_web::test]
async fn an_address_takes_what_the_document_says() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}", app.here.club);
    for method in [Method::PUT, Method::DELETE, Method::POST, Method::TRACE] {
        let reply = chair.send(method.clone(), &path, None, &[]).await;
        assert_eq!(said(&reply), (405, "method_not_allowed"), "{method}");
        assert_eq!(reply.header("allow"), "GET, PATCH, HEAD, OPTIONS", "{method}");
    }
    let reply = chair.send(Method::OPTIONS, &path, None, &[]).await;
    assert_eq!((reply.status.as_u16(), reply.header("allow")), (204, "GET, PATCH, HEAD, OPTIONS"));
    for nowhere in [
        "/v1",
        "/v1/",
        "/v2/clubs",
        "/v1/club",
        "/nowhere",
        "/v1/clubs/",
        "//",
        "/v1/clubs/%00",
        "/v1/clubs/x",
        "/v1/clubs/%ff",
        "/v1/communes/0560",
        "/v1/communes/%C3%A0",
        "/v1/units/' or 1=1",
        "/..%2f..%2fetc/passwd",
    ] {
        let nowhere = nowhere.replace(' ', "%20");
        let reply = chair.get(&nowhere).await;
        assert_eq!(said(&reply), (404, "not_found"), "{nowhere}");
    }
}

#[actix_web::test]
async fn head_is_get_without_its_body() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}", app.here.club);
    let head = chair.send(Method::HEAD, &path, None, &[]).await;
    assert_eq!((head.status.as_u16(), head.etag()), (200, chair.etag(&path).await));
    assert_eq!(chair.send(Method::HEAD, "/v1/nowhere", None, &[]).await.status, 404);
}

#[actix_web::test]
async fn people_are_spoken_to_in_their_language() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}", app.there.club);
    for (header, detail) in [
        ("en", "There is no such resource."),
        ("en-GB,en;q=0.9,vi;q=0.1", "There is no such resource."),
        ("vi-VN,en;q=0.5", "Không tìm thấy."),
        ("fr", "Không tìm thấy."),
    ] {
        let reply = chair.send(Method::GET, &path, None, &[("Accept-Language", header)]).await;
        assert_eq!(reply.body["detail"], detail, "{header}");
    }
}

#[actix_web::test]
async fn a_post_needs_a_key_of_the_right_length() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/members", app.here.club);
    let new = json!({ "full_name": "Lý Thị Mẫu", "sex": "female" });
    let before = app.census().await;
    let (short, long) = ("x".repeat(15), "x".repeat(65));
    for key in ["", &short, &long, "with blanks in it, 16"] {
        let reply = chair.send(Method::POST, &path, Some(new.clone()), &[("Idempotency-Key", key)]).await;
        assert_eq!(said(&reply), (400, "idempotency_key_required"), "{key}");
    }
    assert_eq!(before, app.census().await);
}

#[actix_web::test]
async fn the_same_key_twice_at_once_happens_once() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/members", app.here.club);
    let new = json!({ "full_name": "Lý Thị Mẫu", "sex": "female" });
    let (members, changes) = (app.count("memberships").await, app.count("changes").await);
    let post = || chair.send(Method::POST, &path, Some(new.clone()), &[KEY]);
    let (a, b, c) = futures_util::join!(post(), post(), post());
    assert_eq!([a.status, b.status, c.status].map(|status| status.as_u16()), [201; 3]);
    assert!(a.bytes == b.bytes && b.bytes == c.bytes && a.etag() == b.etag());
    assert_eq!(app.count("memberships").await, members + 1);
    assert_eq!(app.count("changes").await, changes + 1);

    let other = json!({ "full_name": "Lý Văn Mẫu", "sex": "male" });
    let reused = chair.send(Method::POST, &path, Some(other.clone()), &[KEY]).await;
    assert_eq!(said(&reused), (422, "idempotency_key_reused"));
    // A key belongs to its user: another's is another key.
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    assert_eq!(secretary.send(Method::POST, &path, Some(other), &[KEY]).await.status, 201);
    assert_eq!(app.count("memberships").await, members + 2);
}

#[actix_web::test]
async fn a_refused_request_does_not_use_up_its_key() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/members", app.here.club);
    let known = json!({ "full_name": "Nguyễn Thị Mẫu", "sex": "female", "person_id": app.here.person });
    let refused = chair.send(Method::POST, &path, Some(known), &[KEY]).await;
    assert_eq!(said(&refused), (409, "person_active_elsewhere"));
    let new = json!({ "full_name": "Lý Thị Mẫu", "sex": "female" });
    assert_eq!(chair.send(Method::POST, &path, Some(new), &[KEY]).await.status, 201);
}

#[actix_web::test]
async fn web_pages_of_others_call_only_if_they_may() {
    let app = TestApp::start().await;
    let ask = |origin: &str| {
        let request = TestRequest::default().method(Method::OPTIONS).uri("/v1/clubs");
        request
            .insert_header(("Origin", origin.to_owned()))
            .insert_header(("Access-Control-Request-Method", "POST"))
            .insert_header(("Access-Control-Request-Headers", "authorization,idempotency-key"))
    };
    let allowed = app.anonymous().call(ask("https://app.example")).await;
    assert_eq!(allowed.header("access-control-allow-origin"), "https://app.example");
    let refused = app.anonymous().call(ask("https://elsewhere.example")).await;
    assert_eq!(
        (said(&refused), refused.header("access-control-allow-origin")),
        ((400, "origin_refused"), "")
    );
}

/// Every field of every documented example, made wrong in every way: a refusal or, where the value is legal,
/// a success, but never a failure of ours, and never a refusal that wrote something.
mod no_value_of_any_field_breaks_anything {
    use crate::support::document::for_each_tag;
    for_each_tag!(super::every_field_made_wrong);
}

#[test]
fn there_are_fields_to_be_made_wrong() {
    let bodies = operations().into_iter().filter_map(|operation| operation.example(HERE));
    let fields: usize = bodies.filter_map(|body| body.as_object().map(serde_json::Map::len)).sum();
    println!("{fields} fields");
    assert!(fields > 400, "{fields} fields: the tests have gone blind");
}

async fn every_field_made_wrong(tag: &str) {
    let wrong = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(9_223_372_036_854_775_807_i64),
        json!(1e300),
        json!(""),
        json!("x".repeat(10_000)),
        json!("\u{0}"),
        json!("\u{feff}\u{200b}"),
        json!("0001-01-01"),
        json!("9999-12-31"),
        json!("'; drop table clubs; --"),
        json!([[["nested"]]]),
        json!({ "$ref": "#" }),
        json!([]),
        json!("00000000-0000-0000-0000-000000000000"),
    ];
    let mut app = TestApp::start().await;
    app.hear();
    let (mut tried, mut refused, mut bodies, mut written) = (0, 0, 0, false);
    for operation in &operations_of(tag) {
        let Some(example) = operation.example(app.here).filter(Value::is_object) else { continue };
        if std::mem::take(&mut written) {
            app = TestApp::start().await;
            app.hear();
        }
        let mut caller = holder(operation, &app).await.unwrap();
        bodies += 1;
        let mut changes = app.count("changes").await;
        let names = example.as_object().unwrap().keys().map(String::as_str).chain(["unknown_to_all"]);
        for name in names {
            for value in &wrong {
                let mut body = example.clone();
                body[name] = value.clone();
                let mut reply = operation.call(&caller, app.here, Some(&body)).await;
                // her right has ended with the seat or the membership that an earlier body ended: she is given it anew, of
                // which the application hears a moment later, for each body is to be read
                for _ in 0..50 {
                    if !written || reply.code() != "unauthenticated" {
                        break;
                    }
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                    caller = holder(operation, &app).await.unwrap();
                    reply = operation.call(&caller, app.here, Some(&body)).await;
                }
                tried += 1;
                let before = std::mem::replace(&mut changes, app.count("changes").await);
                if reply.status.is_client_error() {
                    refused += 1;
                    assert_eq!(before, changes, "{}: {body}", operation.id);
                    if name == "unknown_to_all" {
                        assert_eq!(
                            reply.errors(),
                            [("/unknown_to_all", "unknown_field")],
                            "{}",
                            operation.id
                        );
                    }
                } else {
                    assert!(
                        reply.status.is_success() && name != "unknown_to_all",
                        "{}: {body}",
                        operation.id
                    );
                    written = true;
                }
            }
        }
    }
    println!("{tag}: {tried} bodies for {bodies} operations, {refused} of them refused");
    assert!(refused >= bodies * wrong.len(), "{refused} refusals for {bodies} operations: gone blind");
}

/// Somebody who may call an operation, here.
pub async fn holder<'a>(
    operation: &crate::support::document::Operation,
    app: &'a TestApp,
) -> Option<crate::support::Client<'a>> {
    let Some(permission) = operation.permission() else {
        return Some(if operation.is_public() {
            app.anonymous()
        } else {
            app.role(Role::ClubChair, app.here).await
        });
    };
    let (_, holders) = lien_the_he::platform::auth::POLICY.iter().find(|(name, _)| *name == permission)?;
    Some(app.role(*holders.first()?, app.here).await)
}
