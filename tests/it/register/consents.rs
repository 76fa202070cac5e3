//! Consents, through the whole application.

use crate::support::TestApp;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn consent(purpose: &str) -> Value {
    json!({ "purpose": purpose, "text_version": "2026-01", "method": "witness", "given_on": "2026-11-01", "on_behalf_by": "Trần Thị Mẫu" })
}

#[actix_web::test]
async fn a_consent_is_recorded_once_for_each_purpose_and_ends_by_withdrawal() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/members/{}/consents", app.here.member);
    let made = chair.post(&path, consent("identifiers")).await;
    assert_eq!((made.status.as_u16(), made.etag().as_str()), (201, "\"1\""), "{}", made.body);
    assert_eq!(chair.post(&path, consent("identifiers")).await.code(), "consent_stands");

    let listed = chair.get(&path).await;
    let purposes: Vec<&Value> = listed.body.as_array().unwrap().iter().map(|c| &c["purpose"]).collect();
    assert_eq!(purposes, ["identifiers", "health_data", "membership"]);

    let withdrawal = format!("/v1/consents/{}/withdrawal", made.id());
    let early = chair.post_if(&withdrawal, "\"1\"", json!({ "on": "2026-10-31" })).await;
    assert_eq!(early.errors(), [("/on", "date_order")]);
    let late = chair.post_if(&withdrawal, "\"1\"", json!({ "on": "2026-11-23" })).await;
    assert_eq!(late.errors(), [("/on", "date_in_future")]);
    let on = json!({ "on": "2026-11-20" });
    assert_eq!(chair.post_if(&withdrawal, "\"7\"", on.clone()).await.code(), "version_changed");
    assert_eq!(chair.post(&withdrawal, on.clone()).await.code(), "if_match_required");
    let ended = chair.post_if(&withdrawal, "\"1\"", on.clone()).await;
    assert_eq!((ended.status.as_u16(), ended.etag().as_str()), (201, "\"2\""));
    assert_eq!(ended.body["withdrawn_on"], "2026-11-20");
    assert_eq!(chair.post_if(&withdrawal, "\"2\"", on).await.code(), "consent_withdrawn");
    assert_eq!(chair.post(&path, consent("identifiers")).await.status, 201);
}

#[actix_web::test]
async fn a_consent_leaves_one_row_in_the_change_log_without_the_name_of_who_spoke_for_her() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    chair.post(&format!("/v1/members/{}/consents", app.here.member), consent("photographs")).await;
    let rows = app.rows("select entity, action, club_id, difference::text from changes").await;
    assert_eq!(rows.len(), 1);
    let club = app.here.club.to_string();
    assert_eq!(rows[0][..3], [Some("consent".into()), Some("created".into()), Some(club)]);
    let difference = rows[0][3].as_deref().unwrap();
    assert!(difference.contains("on_behalf_by") && !difference.contains("Trần"), "{difference}");
}

#[actix_web::test]
async fn a_repeated_consent_is_recorded_once_and_another_under_its_key_is_refused() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/members/{}/consents", app.here.member);
    let key = [("Idempotency-Key", "0123456789abcdef")];
    let send = |body| chair.send(actix_web::http::Method::POST, &path, Some(body), &key);
    let (first, again) = (send(consent("home_care")).await, send(consent("home_care")).await);
    assert_eq!((first.status, &first.body), (again.status, &again.body));
    let hers = format!("consents where purpose = 'home_care' and person_id = '{}'", app.here.person);
    assert_eq!(app.count(&hers).await, 1);
    assert_eq!(send(consent("photographs")).await.code(), "idempotency_key_reused");
}

#[actix_web::test]
async fn a_consent_is_refused_to_the_wrong_role_before_its_body_is_read_and_by_field_after() {
    let app = TestApp::start().await;
    let path = format!("/v1/members/{}/consents", app.here.member);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.post(&path, json!({ "nonsense": 1 })).await.code(), "forbidden");
    assert_eq!(app.anonymous().post(&path, json!({})).await.code(), "unauthenticated");
    let chair = app.role(Role::ClubChair, app.here).await;
    for (name, value, code) in [
        ("purpose", json!("everything"), "choice"),
        ("method", json!("silence"), "choice"),
        ("given_on", json!("2026-11-23"), "date_in_future"),
        ("given_on", json!(null), "not_null"),
        ("text_version", json!(""), "length"),
        ("withdrawn_on", json!("2026-01-01"), "unknown_field"),
    ] {
        let mut body = consent("photographs");
        body[name] = value;
        let reply = chair.post(&path, body).await;
        assert_eq!(reply.errors(), [(format!("/{name}").as_str(), code)], "{name}");
    }
    assert_eq!(app.count("consents where purpose = 'photographs'").await, 0);
}

#[actix_web::test]
async fn consents_of_another_province_do_not_exist() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let hidden = chair.get(&format!("/v1/members/{}/consents", app.there.member)).await;
    let absent = chair.get(&format!("/v1/members/{}/consents", app.here.club)).await;
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
    let (before, on) = (app.census().await, json!({ "on": "2026-11-20" }));
    let to = format!("/v1/members/{}/consents", app.there.member);
    assert_eq!(chair.post(&to, consent("identifiers")).await.status, 404);
    let withdrawal = format!("/v1/consents/{}/withdrawal", app.there.consent);
    assert_eq!(chair.post_if(&withdrawal, "\"1\"", on).await.status, 404);
    assert_eq!(before, app.census().await);
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    assert_eq!(province.get(&format!("/v1/members/{}/consents", app.here.member)).await.status, 403);
}
