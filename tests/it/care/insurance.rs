//! Health insurance, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn insurance_is_listed_for_all_members_of_a_year() {
    let app = TestApp::start().await;
    let here = app.here;
    let list = format!("/v1/clubs/{}/insurance", here.club);
    let secretary = app.role(Role::ClubSecretary, here).await;
    let all = walk(&secretary, &list, 50).await;
    assert_eq!(walk(&secretary, &list, 1).await, all);
    assert_eq!(all.len(), 3, "the applicant is no member: {all:?}");
    let hers = all.iter().find(|one| one["member_id"] == json!(here.member)).unwrap();
    assert_eq!((&hers["covered"], &hers["payer"]), (&json!(true), &json!("state_budget")));
    assert_eq!(all.iter().filter(|one| one["covered"].is_null()).count(), 2);
    assert_eq!(secretary.get(&format!("{list}?year=2023")).await.items().len(), 0, "nobody had joined");
    assert_eq!(secretary.get(&format!("{list}?year=1999")).await.errors(), [("?year", "range")]);
    let finance = app.role(Role::CommuneFinanceOfficer, here).await;
    assert_eq!(finance.get(&list).await.code(), "forbidden");
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    let hidden = stranger.get(&list).await;
    let absent = stranger.get(&format!("/v1/clubs/{}/insurance", here.member)).await;
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
}

#[actix_web::test]
async fn insurance_is_recorded_counted_and_corrected() {
    let app = TestApp::start().await;
    let here = app.here;
    let path = |year: i32| format!("/v1/members/{}/insurance/{year}", here.plain_member);
    let chair = app.role(Role::ClubChair, here).await;
    let insured = format!("select insured from activity_metrics where club_id = '{}'", here.club);
    assert_eq!(app.text(&insured).await, "1");
    let new = json!({ "covered": true, "payer": "family", "amount_vnd": 1_000_000 });
    let made = chair.put(&path(2026), "\"1\"", new.clone()).await;
    assert_eq!((made.status.as_u16(), made.etag().as_str()), (200, "\"2\""), "{}", made.body);
    assert_eq!(app.text(&insured).await, "2");
    assert_eq!(chair.put(&path(2026), "\"1\"", new.clone()).await.code(), "version_changed");
    let corrected = chair.put(&path(2026), "\"2\"", json!({ "covered": false, "payer": "other" })).await;
    assert_eq!(corrected.status, 200, "{}", corrected.body);
    assert_eq!((app.text(&insured).await.as_str(), app.count("insurance_supports").await), ("1", 3));
    assert_eq!(app.count("changes where entity = 'insurance_support'").await, 2);
    let log = app.text("select string_agg(difference::text, '|') from changes").await;
    assert!(!log.contains("family") && !log.contains("1000000"), "{log}");

    let census = app.census().await;
    assert_eq!(chair.put(&path(2027), "\"3\"", json!({})).await.errors(), [("/covered", "required")]);
    assert_eq!(chair.put(&path(2028), "\"3\"", new.clone()).await.errors(), [("/year", "range")]);
    let dear = json!({ "covered": true, "payer": "family", "amount_vnd": 100_000_001 });
    assert_eq!(chair.put(&path(2027), "\"3\"", dear).await.errors(), [("/amount_vnd", "range")]);
    let applicant = format!("/v1/members/{}/insurance/2026", here.applicant);
    assert_eq!(chair.put(&applicant, "\"1\"", new.clone()).await.code(), "member_state_refuses");
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    assert_eq!(treasurer.put(&path(2026), "\"3\"", json!({})).await.code(), "forbidden");
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.put(&path(2026), "\"3\"", new).await.status, 404);
}
