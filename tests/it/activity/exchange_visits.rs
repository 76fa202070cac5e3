//! Exchange visits, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn visit(change: &Value) -> Value {
    let mut body = json!({ "host": "Câu lạc bộ bạn mẫu", "visited_on": "2026-09-05", "purpose": "Học tập mẫu", "members": 8 });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    body
}

#[actix_web::test]
async fn visits_are_entered_once_read_in_reach_and_corrected() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/exchange-visits", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    let key = [("Idempotency-Key", "the-visit-of-september")];
    let made = chair.send(Method::POST, &list, Some(visit(&json!({ "cost_vnd": 0 }))), &key).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let again = chair.send(Method::POST, &list, Some(visit(&json!({ "cost_vnd": 0 }))), &key).await;
    assert_eq!((again.body, app.count("exchange_visits").await), (made.body.clone(), 3));
    assert_eq!(app.count("changes where entity = 'exchange_visit'").await, 1);
    let counted = format!("select exchange_visits from activity_metrics where club_id = '{}'", app.here.club);
    assert_eq!(app.text(&counted).await, "2");
    let all = walk(&chair, &list, 50).await;
    assert_eq!((all.len(), &all[0]), (2, &made.body), "the last first");
    assert_eq!(walk(&chair, &list, 1).await, all);
    let one = format!("/v1/exchange-visits/{}", made.id());
    assert_eq!(app.role(Role::Member, app.here).await.get(&one).await.body, made.body);
    let after =
        chair.patch(&one, &made.etag(), json!({ "visited_on": "2025-09-05", "cost_vnd": null })).await;
    assert_eq!((after.status.as_u16(), &after.body["cost_vnd"]), (200, &Value::Null), "{}", after.body);
    assert_eq!(app.text(&counted).await, "1", "the other was last year");
    assert_eq!(chair.patch(&one, &made.etag(), json!({ "members": 9 })).await.status, 412);
    let stranger = app.role(Role::ClubChair, app.there).await;
    let absent = stranger.get(&format!("/v1/exchange-visits/{}", app.here.member)).await;
    assert_eq!(stranger.get(&one).await.without_request_id(), absent.without_request_id());
    assert_eq!(stranger.patch(&one, &after.etag(), json!({ "members": 9 })).await.status, 404);
    assert_eq!(
        (
            stranger.get(&list).await.status.as_u16(),
            stranger.post(&list, visit(&json!({}))).await.status.as_u16()
        ),
        (404, 404)
    );
}

#[actix_web::test]
async fn a_visit_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/exchange-visits", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.post(&list, json!({})).await.code(), "forbidden");
    let chair = app.role(Role::ClubChair, app.here).await;
    let census = app.census().await;
    for (change, wrong) in [
        (json!({ "host": null }), ("/host", "required")),
        (json!({ "host_club_id": app.here.other_club }), ("/host", "not_here")),
        (json!({ "host": null, "host_club_id": app.here.club }), ("/host_club_id", "unknown_club")),
        (json!({ "host": null, "host_club_id": app.there.club }), ("/host_club_id", "unknown_club")),
        (json!({ "visited_on": "2026-11-23" }), ("/visited_on", "date_in_future")),
        (json!({ "members": 0 }), ("/members", "range")),
    ] {
        let reply = chair.post(&list, visit(&change)).await;
        assert_eq!(reply.errors(), [wrong], "{}", reply.body);
    }
    let before = chair.post(&list, visit(&json!({ "visited_on": "2024-04-09" }))).await;
    assert_eq!(before.code(), "date_before_founding");
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&list, visit(&json!({}))).await.status, 404);
}
