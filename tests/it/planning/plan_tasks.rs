//! Tasks of plans, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn a_task_is_given_once_and_is_late_by_itself() {
    let app = TestApp::start().await;
    let path = format!("/v1/documents/{}/tasks", app.here.document);
    let finance = app.role(Role::ProvinceFinanceDepartment, app.here).await;
    assert_eq!(finance.post(&path, json!({})).await.code(), "forbidden");
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let mut new = json!({ "text": "Họp", "lead": "Chi hội", "due_on": "2026-11-01", "plan_item_id": app.there.plan_item });
    assert_eq!(association.post(&path, new.clone()).await.errors(), [("/plan_item_id", "unknown_plan_item")]);
    new["plan_item_id"] = json!(app.here.plan_item);
    let key = [("Idempotency-Key", "the-meeting-in-november")];
    let made = association.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["overdue"]), (201, &json!(true)), "{}", made.body);
    assert_eq!(association.send(Method::POST, &path, Some(new.clone()), &key).await.body, made.body);
    assert_eq!(app.count("changes where entity = 'plan_task'").await, 1);
    let chair = app.role(Role::ClubChair, app.here).await;
    let late = walk(&chair, &format!("{path}?overdue=true"), 50).await;
    assert_eq!((late.len(), &late[0]["id"]), (1, &made.body["id"]));
    let all = walk(&chair, &path, 50).await;
    assert_eq!((all.len(), walk(&chair, &path, 1).await), (2, all));
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.post(&path, new).await.status, 404);
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn a_task_goes_on_until_it_is_done() {
    let app = TestApp::start().await;
    let one = format!("/v1/plan-tasks/{}", app.here.plan_task);
    let steps = format!("{one}/steps");
    let station = app.role(Role::CommuneHealthStation, app.here).await;
    let moved = station.patch(&one, "\"1\"", json!({ "due_on": "2027-01-31" })).await;
    assert_eq!((moved.status.as_u16(), &moved.body["due_on"]), (200, &json!("2027-01-31")), "{}", moved.body);
    let step = |state: &str| json!({ "state": state });
    assert_eq!(station.post_if(&steps, "\"1\"", step("doing")).await.status, 412);
    let refused = station.post_if(&steps, "\"2\"", step("cancelled")).await;
    assert_eq!(refused.errors(), [("/remark", "required")]);
    let odd = station.post_if(&steps, "\"2\"", json!({ "state": "doing", "on": "2026-11-01" })).await;
    assert_eq!(odd.errors(), [("/on", "not_here")]);
    assert_eq!(station.post_if(&steps, "\"2\"", step("doing")).await.status, 201);
    let done = station.post_if(&steps, "\"3\"", step("done")).await;
    assert_eq!((&done.body["done_on"], &done.body["overdue"]), (&json!("2026-11-22"), &json!(false)));
    assert_eq!(station.post_if(&steps, "\"4\"", step("doing")).await.code(), "plan_task_refuses");
    let stranger = app.role(Role::CommuneHealthStation, app.there).await;
    let absent = stranger.get(&format!("/v1/plan-tasks/{}", app.here.member)).await;
    let hidden = stranger.get(&one).await;
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
    assert_eq!(stranger.post_if(&steps, "\"4\"", step("doing")).await.status, 404);
}
