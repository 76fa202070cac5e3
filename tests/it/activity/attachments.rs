//! Files, through the whole application.

use crate::support::world::PDF;
use crate::support::{Client, Reply, TestApp};
use actix_web::test::TestRequest;
use lien_the_he::platform::auth::Role;
use serde_json::json;
use uuid::Uuid;

/// A JPEG of one point, with words of the camera and, behind its end, whatever is given.
fn photo(tail: &str) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8];
    for (marker, content) in [
        (0xE0, &b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"[..]),
        (0xE1, b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0 GPS 21.5N 105.8E"),
        (0xC0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
        (0xDA, &[1, 1, 0, 0, 63, 0]),
    ] {
        bytes.extend([0xFF, marker]);
        bytes.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
        bytes.extend(content);
    }
    bytes.extend([0x12, 0x34, 0xFF, 0xD9]);
    bytes.extend(tail.as_bytes());
    bytes
}

async fn add(client: &Client<'_>, subject: (&str, Uuid), media_type: &str, bytes: &[u8], key: &str) -> Reply {
    let club = client.app().here.club;
    let path = format!(
        "/v1/clubs/{club}/attachments?subject={}&subject_id={}&file_name=bi%C3%AAn%20b%E1%BA%A3n.jpg",
        subject.0, subject.1
    );
    let request = TestRequest::post().uri(&path).insert_header(("Idempotency-Key", key));
    client.call(request.insert_header(("Content-Type", media_type)).set_payload(bytes.to_vec())).await
}

fn key() -> String {
    Uuid::now_v7().to_string()
}

#[actix_web::test]
async fn files_are_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/attachments", app.here.club);
    let one = format!("/v1/attachments/{}", app.here.attachment);
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.get(&list).await.items()[0], chair.get(&one).await.body);
    let content = chair.get(&format!("{one}/content")).await;
    assert_eq!(
        (content.bytes.as_slice(), content.header("content-type")),
        (PDF.as_bytes(), "application/pdf")
    );
    assert_eq!(content.header("content-disposition"), "attachment; filename*=UTF-8''bien%2Dban.pdf");
    assert!(content.header("cache-control").contains("no-store"));
    let stranger = app.role(Role::ClubChair, app.there).await;
    for path in ["", "/content", "/link"] {
        let hidden = stranger.get(&format!("{one}{path}")).await;
        let absent = stranger.get(&format!("/v1/attachments/{}{path}", app.here.member)).await;
        assert_eq!(hidden.status, 404);
        assert_eq!(hidden.without_request_id(), absent.without_request_id());
    }
    assert_eq!(stranger.get(&list).await.status, 404);
    let member = app.role(Role::Member, app.here).await;
    assert_eq!(member.get(&list).await.code(), "forbidden");
}

#[actix_web::test]
async fn a_photo_is_kept_once_without_where_it_was_taken() {
    let app = TestApp::start().await;
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let (subject, key) = (("meeting", app.here.meeting), key());
    let sent = photo("<script>alert(1)</script>");
    let made = add(&secretary, subject, "image/jpeg", &sent, &key).await;
    assert_eq!(
        (made.status.as_u16(), &made.body["content_type"]),
        (201, &json!("image/jpeg")),
        "{}",
        made.body
    );
    assert_eq!(made.body["file_name"], json!("biên bản.jpg"));
    let again = add(&secretary, subject, "image/jpeg", &sent, &key).await;
    assert_eq!((again.body.clone(), app.count("attachments").await), (made.body.clone(), 3));
    assert_eq!(app.count("changes where entity = 'attachment' and action = 'created'").await, 1);
    let other = add(&secretary, subject, "application/pdf", PDF.as_bytes(), &key).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    let kept = secretary.get(&format!("/v1/attachments/{}/content", made.id())).await;
    let text = String::from_utf8_lossy(&kept.bytes).into_owned();
    assert!(!text.contains("GPS") && !text.contains("script"), "{text}");
    assert_eq!(json!(kept.bytes.len()), made.body["size"]);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(add(&stranger, subject, "image/jpeg", &sent, &self::key()).await.status, 404);
}

#[actix_web::test]
async fn what_is_no_whole_picture_or_pdf_is_refused_and_nothing_is_kept() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let subject = ("meeting", app.here.meeting);
    let census = app.census().await;
    let whole = photo("");
    for (media_type, bytes, code) in [
        ("image/png", &b"<script>alert(1)</script>"[..], "file_type_refused"),
        (
            "image/svg+xml",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "file_type_refused",
        ),
        ("image/png", &whole, "file_type_differs"),
        ("image/jpeg", &whole[..whole.len() - 2], "file_cut_off"),
        ("application/pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog", "file_cut_off"),
        ("application/pdf", b"%PDF-1.4\n/OpenAction<</S/JavaScript>>\n%%EOF", "file_active"),
        ("image/jpeg", b"", "file_type_refused"),
    ] {
        let refused = add(&chair, subject, media_type, bytes, &key()).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, code), "{media_type}");
    }
    let huge = vec![0; 10 * 1024 * 1024 + 1];
    assert_eq!(add(&chair, subject, "image/jpeg", &huge, &key()).await.code(), "body_too_large");
    let others = add(&chair, ("meeting", app.there.meeting), "image/jpeg", &whole, &key()).await;
    assert_eq!(others.errors(), [("?subject_id", "unknown_thing")]);
    let kind = add(&chair, ("loan", app.here.loan), "image/jpeg", &whole, &key()).await;
    assert_eq!(kind.status, 422, "{}", kind.body);
    assert_eq!(app.census().await, census);
}

#[actix_web::test]
async fn a_link_opens_one_file_for_five_minutes_and_cannot_be_made_up() {
    let app = TestApp::start().await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let link = treasurer.get(&format!("/v1/attachments/{}/link", app.here.attachment)).await;
    let url = link.body["url"].as_str().unwrap();
    assert_eq!(app.anonymous().get(url).await.bytes, PDF.as_bytes());
    let mut forged = url.to_owned();
    let last = if forged.pop() == Some('A') { 'B' } else { 'A' };
    forged.push(last);
    let forged = format!("{}{}", &forged[..forged.len() - 12], "AAAAAAAAAAAA");
    assert_eq!(app.anonymous().get(&forged).await.code(), "not_found");
    let says = format!("{} {}", app.here.attachment, chrono::Utc::now().timestamp() - 1);
    let sealed = crate::support::vault().encrypt(b"link to an attachment", says.as_bytes()).unwrap();
    let old = base64::Engine::encode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, sealed);
    assert_eq!(app.anonymous().get(&format!("/v1/files/{old}")).await.code(), "link_expired");
}

#[actix_web::test]
async fn a_file_taken_away_is_still_known_of_and_shown_to_nobody() {
    let app = TestApp::start().await;
    let one = format!("/v1/attachments/{}", app.here.attachment);
    let chair = app.role(Role::ClubChair, app.here).await;
    let link = chair.get(&format!("{one}/link")).await.body["url"].as_str().unwrap().to_owned();
    let etag = chair.etag(&one).await;
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.delete(&one, &etag).await.status, 404);
    let removed = chair.delete(&one, &etag).await;
    assert_eq!((removed.status.as_u16(), &removed.body["removed_on"]), (200, &json!("2026-11-22")));
    assert_eq!(chair.delete(&one, &etag).await.status, 412);
    assert_eq!(chair.get(&format!("{one}/content")).await.status, 404);
    assert_eq!(app.anonymous().get(&link).await.status, 404);
    assert!(chair.get(&format!("/v1/clubs/{}/attachments", app.here.club)).await.items().is_empty());
    assert_eq!(chair.get(&one).await.status, 200);
    assert_eq!(app.count("changes where entity = 'attachment' and action = 'removed'").await, 1);
}
