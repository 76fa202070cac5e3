//! Reporting periods, through the whole application.

use crate::support::TestApp;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn state_periods_close_on_14_june_and_14_december() {
    let app = TestApp::start().await;
    let found = app.anonymous().get("/v1/report-periods?scheme=state&year=2026").await;
    let halves: Vec<_> = found.body.as_array().unwrap().iter().filter(|p| p["kind"] == "half_year").collect();
    let dates: Vec<_> = halves.iter().map(|p| (p["since"].as_str(), p["until"].as_str())).collect();
    assert_eq!(
        dates,
        [(Some("2026-06-15"), Some("2026-12-14")), (Some("2025-12-15"), Some("2026-06-14"))],
        "{}",
        found.body
    );
    assert_eq!(app.anonymous().get("/v1/period-schemes").await.body.as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn a_period_that_overlaps_another_of_its_kind_is_refused() {
    let app = TestApp::start().await;
    let path = "/v1/report-periods";
    let new = |since: &str, until: &str| {
        json!({ "scheme": "state", "kind": "half_year", "year": 2026, "label": "Kỳ mẫu", "since": since,
            "until": until })
    };
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    assert_eq!(province.post(path, json!({})).await.code(), "forbidden");
    let nation = app.role(Role::NationalAssociation, app.here).await;
    assert_eq!(nation.post(path, new("2026-06-14", "2026-12-01")).await.code(), "report_period_overlaps");
    assert_eq!(nation.post(path, new("2040-06-14", "2040-01-01")).await.errors(), [("/until", "date_order")]);
    let mut unknown = new("2040-01-01", "2040-06-30");
    unknown["scheme"] = json!("lunar");
    assert_eq!(nation.post(path, unknown).await.errors(), [("/scheme", "choice")]);
    let key = [("Idempotency-Key", "the-first-half-of-2040")];
    let new = new("2040-01-01", "2040-06-30");
    let made = nation.send(Method::POST, path, Some(new.clone()), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["due_province"]), (201, &json!(10)), "{}", made.body);
    assert_eq!(nation.send(Method::POST, path, Some(new), &key).await.body, made.body);
    assert_eq!(app.count("changes where entity = 'report_period'").await, 1);
    assert_eq!(app.role(Role::ProvinceAssociation, app.there).await.post(path, json!({})).await.status, 403);
}
