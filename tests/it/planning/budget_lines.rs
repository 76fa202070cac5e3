//! Budget lines, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn money_is_requested_once_and_seen_only_in_reach() {
    let app = TestApp::start().await;
    let path = format!("/v1/documents/{}/budget-lines", app.here.document);
    let committee = app.role(Role::CommuneCommittee, app.here).await;
    assert_eq!(committee.post(&path, json!({})).await.code(), "forbidden");
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let new =
        json!({ "year": 2027, "source": "state_budget", "text": "Tập huấn", "requested_vnd": 30_000_000 });
    let mut wrong = new.clone();
    wrong["requested_vnd"] = json!(1.5);
    assert_eq!(association.post(&path, wrong).await.errors(), [("/requested_vnd", "amount_not_whole")]);
    let key = [("Idempotency-Key", "thirty-million-please")];
    let made = association.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["appraised_vnd"]), (201, &json!(null)), "{}", made.body);
    assert_eq!(association.send(Method::POST, &path, Some(new.clone()), &key).await.body, made.body);
    assert_eq!(app.count("changes where entity = 'budget_line'").await, 1);
    let all = walk(&committee, &path, 50).await;
    assert_eq!((all.len(), walk(&committee, &path, 1).await), (2, all));
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    let one = format!("/v1/budget-lines/{}", app.here.budget_line);
    let absent = stranger.get(&format!("/v1/budget-lines/{}", app.here.member)).await;
    let hidden = stranger.get(&one).await;
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
    assert_eq!(stranger.get(&path).await.status, 404);
    assert_eq!(stranger.post(&path, new).await.status, 404);
}

#[actix_web::test]
async fn no_sum_is_more_than_the_one_before_it() {
    let app = TestApp::start().await;
    let one = format!("/v1/budget-lines/{}", app.here.budget_line);
    let steps = format!("{one}/steps");
    let step = |stage: &str, million: i64| json!({ "stage": stage, "amount_vnd": million * 1_000_000 });
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let refused = association.post_if(&steps, "\"1\"", step("appraised", 30)).await;
    assert_eq!(refused.code(), "forbidden", "who requests does not appraise");
    let finance = app.role(Role::CommuneFinanceOfficer, app.here).await;
    assert_eq!(finance.post_if(&steps, "\"1\"", step("allocated", 30)).await.code(), "budget_out_of_order");
    assert_eq!(finance.post_if(&steps, "\"1\"", step("appraised", 41)).await.code(), "budget_out_of_order");
    for (version, stage, million) in
        [(1, "appraised", 35), (2, "allocated", 30), (3, "disbursed", 30), (4, "settled", 29)]
    {
        let etag = format!("\"{version}\"");
        let after = finance.post_if(&steps, &etag, step(stage, million)).await;
        assert_eq!(after.status, 201, "{}", after.body);
        assert_eq!(after.body[format!("{stage}_vnd")], million * 1_000_000);
    }
    assert_eq!(finance.post_if(&steps, "\"5\"", step("allocated", 29)).await.code(), "budget_out_of_order");
    assert_eq!(finance.post_if(&steps, "\"4\"", step("settled", 28)).await.status, 412);
    let late = association.patch(&one, "\"5\"", json!({ "requested_vnd": 50_000_000 })).await;
    assert_eq!(late.code(), "budget_out_of_order");
    let stranger = app.role(Role::CommuneFinanceOfficer, app.there).await;
    assert_eq!(stranger.post_if(&steps, "\"5\"", step("settled", 28)).await.status, 404);
}
