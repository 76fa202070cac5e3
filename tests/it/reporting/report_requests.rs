//! Ad-hoc requests, through the whole application.

use crate::support::TestApp;
use crate::support::world::FIRST_HALF;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn a_report_appears_at_each_of_those_who_are_asked_and_may_be_answered_in_words_alone() {
    let app = TestApp::start().await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let asked = json!({ "title": "Sau bão", "questions": ["Thiệt hại?"], "period_id": FIRST_HALF,
        "due_on": "2026-11-30", "clubs": [app.here.club], "units": [app.here.commune] });
    let made = province.post("/v1/report-requests", asked).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let whole = province.get(&format!("/v1/report-requests/{}", made.id())).await;
    let reports = whole.body["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 2, "{}", whole.body);
    assert!(
        reports
            .iter()
            .all(|r| r["regime"] == "ad_hoc" && r["state"] == "open" && r["due_on"] == "2026-11-30")
    );
    assert_eq!(app.count("changes where entity = 'report' and action = 'created'").await, 2);
    let report = reports.iter().find(|report| report["level"] == "club").unwrap();
    let at = format!("/v1/reports/{}", report["id"].as_str().unwrap());
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let written =
        secretary.put(&format!("{at}/sections/answers"), "\"1\"", json!({ "body": "Không có." })).await;
    assert_eq!((written.status.as_u16(), &written.body["state"]), (200, &json!("draft")), "{}", written.body);
    let sent = secretary.post_if(&format!("{at}/submission"), &written.etag(), json!(null)).await;
    assert_eq!(sent.status, 201, "{}", sent.body);
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/report-requests/{}", made.id())).await.status, 404);
    assert_eq!(stranger.get("/v1/report-requests").await.items().len(), 1, "its own alone");
}

#[actix_web::test]
async fn a_request_asks_something_of_somebody_below() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let new = |clubs: serde_json::Value, units: serde_json::Value| {
        json!({ "title": "Hỏi", "questions": ["Gì?"], "period_id": FIRST_HALF, "due_on": "2026-11-30",
            "clubs": clubs, "units": units })
    };
    let census = app.census().await;
    let mut silent = new(json!([app.here.club]), json!([]));
    silent["questions"] = json!([]);
    let mut late = new(json!([app.here.club]), json!([]));
    late["due_on"] = json!("2026-11-21");
    let twice = json!([app.here.club, app.here.club]);
    for (body, wrong) in [
        (silent, ("/questions", "required")),
        (late, ("/due_on", "date_order")),
        (new(json!([]), json!([])), ("/units", "required")),
        (new(twice, json!([])), ("/clubs/1", "repeated")),
        (new(json!([app.there.club]), json!([])), ("/clubs/0", "unknown_club")),
        (new(json!([]), json!([app.here.commune])), ("/units/0", "not_here")),
        (new(json!([]), json!([app.here.old_commune])), ("/units/0", "not_valid_then")),
        (new(json!([]), json!([app.here.member])), ("/units/0", "unknown_unit")),
    ] {
        let refused = commune.post("/v1/report-requests", body).await;
        assert_eq!(refused.errors(), [wrong], "{}", refused.body);
    }
    assert_eq!(app.census().await, census);
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    assert_eq!(secretary.post("/v1/report-requests", json!({})).await.code(), "forbidden");
}
