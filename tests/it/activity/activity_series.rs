//! Series of activities, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn rhythm(change: &Value) -> Value {
    let mut body = json!({ "area": "sport_culture", "kind": "Dưỡng sinh", "title": "Dưỡng sinh mẫu", "rhythm": "monthly",
        "day_of_month": 31, "starts_on": "2026-12-01", "ends_on": "2027-04-30" });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    body
}

#[actix_web::test]
async fn a_series_stands_in_the_calendar_at_once() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/activity-series", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    let key = [("Idempotency-Key", "the-series-of-winter")];
    let made = chair.send(Method::POST, &list, Some(rhythm(&json!({}))), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["days"]), (201, &json!(5)), "{}", made.body);
    assert_eq!(app.count("changes where entity = 'activity_series' and action = 'created'").await, 1);
    let again = chair.send(Method::POST, &list, Some(rhythm(&json!({}))), &key).await;
    assert_eq!(
        (again.body, app.count("activities where state = 'planned'").await),
        (made.body.clone(), 2 * 4 + 5)
    );
    let calendar = format!("/v1/clubs/{}/activities?state=planned&from=2026-12-01", app.here.club);
    let days: Vec<Value> = walk(&chair, &calendar, 50).await;
    let days: Vec<&str> = days
        .iter()
        .filter(|day| day["series_id"] == made.body["id"])
        .map(|day| day["starts_on"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]);
    let one = format!("/v1/activity-series/{}", made.id());
    assert_eq!(chair.get(&one).await.body, made.body);
    let all = walk(&chair, &list, 50).await;
    assert_eq!((all.len(), walk(&chair, &list, 1).await), (2, all.clone()));
    let stranger = app.role(Role::ClubChair, app.there).await;
    let absent = stranger.get(&format!("/v1/activity-series/{}", app.here.member)).await;
    assert_eq!(stranger.get(&one).await.without_request_id(), absent.without_request_id());
    assert_eq!(stranger.post(&list, rhythm(&json!({}))).await.status, 404);
    assert_eq!(stranger.get(&list).await.status, 404);
}

#[actix_web::test]
async fn a_series_has_one_activity_a_day() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let made = chair.post(&format!("/v1/clubs/{}/activity-series", app.here.club), rhythm(&json!({}))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let calendar = format!("/v1/clubs/{}/activities?state=planned&from=2026-12-01", app.here.club);
    let days: Vec<Value> = walk(&chair, &calendar, 50).await;
    let first = days.iter().find(|day| day["series_id"] == made.body["id"]).unwrap();
    let one = format!("/v1/activities/{}", first["id"].as_str().unwrap());
    let etag = chair.etag(&one).await;
    let onto_another = chair.patch(&one, &etag, json!({ "starts_on": "2027-01-31" })).await;
    assert_eq!((onto_another.status.as_u16(), onto_another.code()), (409, "series_day_taken"));
    let beside = chair.patch(&one, &etag, json!({ "starts_on": "2027-01-30" })).await;
    assert_eq!(beside.status, 200, "{}", beside.body);
}

#[actix_web::test]
async fn a_series_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/activity-series", app.here.club);
    let member = app.role(Role::Member, app.here).await;
    assert_eq!(member.post(&list, json!({})).await.code(), "forbidden");
    let chair = app.role(Role::ClubChair, app.here).await;
    let census = app.census().await;
    for (change, wrong) in [
        (json!({ "day_of_month": 32 }), ("/day_of_month", "range")),
        (json!({ "rhythm": "daily" }), ("/rhythm", "choice")),
        (json!({ "rhythm": "weekly" }), ("/weekday", "required")),
        (json!({ "rhythm": "weekly", "weekday": 8, "day_of_month": null }), ("/weekday", "range")),
        (json!({ "weekday": 1 }), ("/weekday", "not_here")),
        (json!({ "ends_on": "2026-11-30" }), ("/ends_on", "date_order")),
        (json!({ "ends_on": "2028-12-02" }), ("/ends_on", "range")),
    ] {
        let reply = chair.post(&list, rhythm(&change)).await;
        assert_eq!(reply.errors(), [wrong], "{}", reply.body);
    }
    let before =
        chair.post(&list, rhythm(&json!({ "starts_on": "2024-04-09", "ends_on": "2024-12-31" }))).await;
    assert_eq!(before.code(), "date_before_founding");
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&list, rhythm(&json!({}))).await.status, 404);
}

#[actix_web::test]
async fn the_end_of_a_series_cancels_what_is_planned_later() {
    let app = TestApp::start().await;
    let one = format!("/v1/activity-series/{}", app.here.series);
    let end = format!("{one}/end");
    let chair = app.role(Role::ClubChair, app.here).await;
    let etag = chair.etag(&one).await;
    for (on, code) in [("2026-11-30", "date_order"), ("2027-03-01", "range")] {
        assert_eq!(chair.post_if(&end, &etag, json!({ "on": on })).await.errors(), [("/on", code)]);
    }
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post_if(&end, &etag, json!({ "on": "2026-12-31" })).await.status, 404);
    let ended = chair.post_if(&end, &etag, json!({ "on": "2026-12-31" })).await;
    assert_eq!(
        (&ended.body["days"], &ended.body["ended_on"]),
        (&json!(1), &json!("2026-12-31")),
        "{}",
        ended.body
    );
    let cancelled = format!(
        "activities where series_id = '{}' and state = 'cancelled' and cancelled_reason is not null and starts_on > '2026-12-31'",
        app.here.series
    );
    assert_eq!(app.count(&cancelled).await, 2);
    assert_eq!(app.count("changes where entity = 'activity_series' and action = 'ended'").await, 1);
    assert_eq!(chair.post_if(&end, &etag, json!({ "on": "2026-12-31" })).await.status, 412);
    let again = chair.post_if(&end, &ended.etag(), json!({ "on": "2026-12-31" })).await;
    assert_eq!(again.code(), "series_has_ended");
}
