//! Calendars, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

const NOVEMBER: &str = "from=2026-10-01&to=2026-12-31";

/// Planned activities of a club, past the application.
async fn plan(app: &TestApp, club: Uuid, days: &[&str]) {
    for day in days {
        app.rows(&format!(
            "insert into activities (id, club_id, state, area, kind, title, starts_on, ends_on, recorded_by)
             values ('{}', '{club}', 'planned', 'sport_culture', 'exercise', 'Dưỡng sinh', '{day}', '{day}', '{}')",
            Uuid::now_v7(),
            Uuid::nil()
        ))
        .await;
    }
}

fn days(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["on"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_calendar_shows_what_was_and_what_will_be_in_the_order_of_the_days() {
    let app = TestApp::start().await;
    plan(&app, app.here.club, &["2026-12-17", "2026-11-27"]).await;
    let member = app.role(Role::Member, app.here).await;
    let path = format!("/v1/clubs/{}/calendar?{NOVEMBER}", app.here.club);
    let all = walk(&member, &path, 200).await;
    let mut sorted = days(&all);
    sorted.sort_unstable();
    assert_eq!(days(&all), sorted);
    let meeting = all.iter().find(|item| item["occasion"] == json!("meeting")).unwrap();
    assert_eq!((&meeting["on"], &meeting["state"]), (&json!("2026-10-17"), &json!("done")));
    let planned =
        all.iter().filter(|item| item["state"] == json!("planned") && item["title"] == json!("Dưỡng sinh"));
    assert_eq!(planned.count(), 2);
    assert_eq!(walk(&member, &path, 1).await, all, "page by page");
    let stranger = app.role(Role::Member, app.there).await;
    let (hidden, absent) = (
        stranger.get(&path).await,
        stranger.get(&format!("/v1/clubs/{}/calendar?{NOVEMBER}", app.here.member)).await,
    );
    assert_eq!(hidden.status, 404);
    assert_eq!(hidden.without_request_id(), absent.without_request_id());
}

#[actix_web::test]
async fn a_commune_sees_the_calendars_of_its_clubs_and_of_no_other_s() {
    let app = TestApp::start().await;
    plan(&app, app.here.club, &["2026-11-27"]).await;
    plan(&app, app.here.other_club, &["2026-11-28"]).await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let path = format!("/v1/communes/{}/calendar?{NOVEMBER}", app.here.commune);
    let all = walk(&commune, &path, 2).await;
    assert!(!all.is_empty() && all.iter().all(|item| item["club_id"] == json!(app.here.club)));
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let other = format!("/v1/communes/{}/calendar?{NOVEMBER}", app.here.other_commune);
    assert_eq!(days(&walk(&province, &other, 50).await), ["2026-11-28"]);
    assert!(commune.get(&other).await.items().is_empty(), "another commune");
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert!(stranger.get(&path).await.items().is_empty());
    let finance = app.role(Role::CommuneFinanceOfficer, app.here).await;
    assert_eq!(finance.get(&path).await.code(), "forbidden");
}

#[actix_web::test]
async fn a_calendar_has_a_beginning_and_an_end() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/calendar", app.here.club);
    for (query, wrong) in [
        ("from=2026-11-02&to=2026-11-01", ("?to", "date_order")),
        ("from=2026-01-01&to=2027-01-03", ("?to", "range")),
        ("from=2026-11-31&to=2026-12-01", ("?from", "date")),
        ("from=2026-11-01", ("?to", "required")),
        ("from=2026-11-01&to=2026-11-02&after=xx", ("?after", "cursor")),
    ] {
        assert_eq!(chair.get(&format!("{path}?{query}")).await.errors(), [wrong], "{query}");
    }
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&format!("{path}?{NOVEMBER}")).await.status, 404);
}
