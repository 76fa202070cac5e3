//! What clubs have to do after visits, through the whole application.

use crate::activity::monitoring_visits::visit;
use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn tasks_are_listed_by_club_and_by_unit_the_most_urgent_first() {
    let app = TestApp::start().await;
    let here = app.here;
    let officer = app.role(Role::CommuneAssociation, here).await;
    officer.post(&format!("/v1/clubs/{}/monitoring-visits", here.club), visit("2026-11-10", 1)).await;
    let of_club = format!("/v1/clubs/{}/monitoring-tasks", here.club);
    let all = walk(&officer, &of_club, 50).await;
    let days: Vec<_> = all.iter().map(|task| task["due_on"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-11-15", "2026-12-15", "2026-12-31"]);
    assert_eq!(walk(&officer, &of_club, 1).await, all);
    for unit in [here.hamlet, here.commune] {
        assert_eq!(walk(&officer, &format!("/v1/units/{unit}/monitoring-tasks"), 2).await, all);
    }
    let province = app.role(Role::ProvinceAssociation, here).await;
    let of_province = format!("/v1/units/{}/monitoring-tasks", here.province);
    assert_eq!(walk(&province, &of_province, 50).await, all);
    for (filter, expected) in [
        ("overdue=true", &all[..1]),
        ("overdue=false", &all[1..]),
        ("state=todo", &all[..]),
        ("state=done", &[]),
        ("state=todo&overdue=true", &all[..1]),
    ] {
        assert_eq!(walk(&officer, &format!("{of_club}?{filter}"), 50).await, expected, "{filter}");
    }
    assert_eq!(officer.get(&format!("{of_club}?state=late")).await.errors(), [("?state", "choice")]);
    assert_eq!(officer.get(&format!("{of_club}?after=x")).await.errors(), [("?after", "cursor")]);

    let one = format!("/v1/monitoring-tasks/{}", here.monitoring_task);
    assert_eq!(officer.get(&one).await.body, all[2]);
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    for (hidden, absent) in [
        (one, format!("/v1/monitoring-tasks/{}", here.member)),
        (of_club, format!("/v1/clubs/{}/monitoring-tasks", here.member)),
    ] {
        stranger.cannot_tell(&hidden, &absent).await;
    }
    assert_eq!(stranger.get(&format!("/v1/units/{}/monitoring-tasks", here.commune)).await.status, 404);
}

#[actix_web::test]
async fn the_club_answers_and_the_visitors_send_back_or_cancel() {
    let app = TestApp::start().await;
    let one = format!("/v1/monitoring-tasks/{}", app.here.monitoring_task);
    let (answer, review) = (format!("{one}/answer"), format!("{one}/review"));
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let officer = app.role(Role::CommuneSocialOfficer, app.here).await;
    let doing = json!({ "state": "doing", "answer": "Đang ghi" });
    let done = json!({ "state": "done", "on": "2026-11-20", "answer": "Đã ghi xong" });
    let back = json!({ "state": "todo", "reason": "Còn thiếu tháng 9" });
    let cancelled = json!({ "state": "cancelled", "reason": "Không cần nữa" });
    assert_eq!(officer.post_if(&answer, "\"1\"", json!({})).await.code(), "forbidden");
    assert_eq!(secretary.post_if(&review, "\"1\"", json!({})).await.code(), "forbidden");
    assert_eq!(secretary.post(&answer, doing.clone()).await.code(), "if_match_required");

    let soon = officer.post_if(&review, "\"1\"", back.clone()).await;
    assert_eq!((soon.code(), &soon.body["state"]), ("monitoring_task_refuses", &json!("todo")));
    let census = app.census().await;
    for (body, wrong) in [
        (json!({ "state": "todo", "answer": "x" }), ("/state", "choice")),
        (json!({ "state": "done" }), ("/answer", "required")),
        (json!({ "state": "doing", "on": "2026-11-20", "answer": "x" }), ("/on", "not_here")),
        (json!({ "state": "done", "on": "2026-11-23", "answer": "x" }), ("/on", "date_in_future")),
        (json!({ "state": "done", "on": "2026-10-19", "answer": "x" }), ("/on", "date_order")),
    ] {
        assert_eq!(secretary.post_if(&answer, "\"1\"", body).await.errors(), [wrong]);
    }
    assert_eq!(app.census().await, census);
    let key = [("Idempotency-Key", "the-answer-of-the-club"), ("If-Match", "\"1\"")];
    let begun = secretary.send(Method::POST, &answer, Some(doing.clone()), &key).await;
    assert_eq!((begun.status.as_u16(), &begun.body["state"]), (201, &json!("doing")), "{}", begun.body);
    assert_eq!(secretary.send(Method::POST, &answer, Some(doing.clone()), &key).await.body, begun.body);
    assert_eq!(secretary.post_if(&answer, "\"1\"", done.clone()).await.status, 412);
    let ended = secretary.post_if(&answer, &begun.etag(), done.clone()).await;
    assert_eq!((&ended.body["state"], &ended.body["done_on"]), (&json!("done"), &json!("2026-11-20")));
    let refused = officer.post_if(&review, &ended.etag(), cancelled.clone()).await;
    assert_eq!(refused.code(), "monitoring_task_refuses", "what is done is not cancelled");
    assert_eq!(secretary.post_if(&answer, &ended.etag(), doing).await.code(), "monitoring_task_refuses");

    let sent_back = officer.post_if(&review, &ended.etag(), back).await;
    assert_eq!((sent_back.status.as_u16(), &sent_back.body["state"]), (201, &json!("todo")));
    assert_eq!(
        (&sent_back.body["done_on"], &sent_back.body["review"], &sent_back.body["answer"]),
        (&json!(null), &json!("Còn thiếu tháng 9"), &json!("Đã ghi xong"))
    );
    let over = officer.post_if(&review, &sent_back.etag(), cancelled).await;
    assert_eq!((&over.body["state"], &over.body["overdue"]), (&json!("cancelled"), &json!(false)));
    assert_eq!(
        secretary.post_if(&answer, &over.etag(), done.clone()).await.code(),
        "monitoring_task_refuses"
    );
    let actions = "select string_agg(action, ' ' order by seq) from changes where entity = 'monitoring_task'";
    assert_eq!(app.text(actions).await, "answered answered sent_back cancelled");
    assert_eq!(app.count("changes where difference::text like '%tháng 9%'").await, 0);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.post_if(&answer, &over.etag(), done).await.status, 404);
}
