//! Activities of plans, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn an_activity_is_planned_once_changed_and_seen_only_in_reach() {
    let app = TestApp::start().await;
    let path = format!("/v1/documents/{}/plan-items", app.here.document);
    let one = format!("/v1/plan-items/{}", app.here.plan_item);
    let partner = app.role(Role::CommunePartner, app.here).await;
    assert_eq!(partner.post(&path, json!({})).await.code(), "forbidden");
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let wrong = association.post(&path, json!({ "code": "2", "text": "Hát", "area": "song" })).await;
    assert_eq!(wrong.errors(), [("/area", "choice")]);
    let new = json!({ "code": "2", "text": "Giao lưu văn nghệ", "area": "sport_culture" });
    let key = [("Idempotency-Key", "songs-of-the-hamlet")];
    let made = association.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(association.send(Method::POST, &path, Some(new.clone()), &key).await.body, made.body);
    assert_eq!(association.post(&path, new.clone()).await.code(), "plan_item_code_taken");
    assert_eq!(app.count("changes where entity = 'plan_item'").await, 1);
    let all = walk(&partner, &path, 50).await;
    assert_eq!((all.len(), walk(&partner, &path, 1).await), (2, all));
    let after = association.patch(&one, "\"1\"", json!({ "text": "Khác" })).await;
    assert_eq!((after.status.as_u16(), &after.body["text"]), (200, &json!("Khác")));
    assert_eq!(association.patch(&one, "\"1\"", json!({ "text": "Khác" })).await.status, 412);
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    let absent = stranger.get(&format!("/v1/plan-items/{}", app.here.member)).await;
    let hidden = stranger.get(&one).await;
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
    assert_eq!(stranger.get(&path).await.status, 404);
    assert_eq!(stranger.post(&path, new).await.status, 404);
}
