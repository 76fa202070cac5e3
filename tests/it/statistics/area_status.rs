//! Whether clubs are active in all areas, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

/// A done activity of a club in an area, past the application.
pub async fn did(app: &TestApp, club: Uuid, area: &str, day: &str) {
    app.rows(&format!(
        "begin;
         insert into activities (id, club_id, state, area, kind, title, starts_on, ends_on, members, turns, recorded_by)
         values ('{}', '{club}', 'done', '{area}', 'other', 'Mẫu', '{day}', '{day}', 10, 30, '{}');
         select logic.count_activities(array['{club}']::uuid[], '{}');
         commit",
        Uuid::now_v7(),
        Uuid::nil(),
        app.today
    ))
    .await;
}

const AREAS: [&str; 8] = [
    "income",
    "health_care",
    "home_care",
    "self_help",
    "rights",
    "communication",
    "sport_culture",
    "resource_mobilisation",
];

fn active(status: &Value) -> Vec<i64> {
    let items = status["items"].as_array().unwrap().iter();
    items
        .filter(|item| item["active"] == json!(true))
        .map(|item| item["position"].as_i64().unwrap())
        .collect()
}

#[actix_web::test]
async fn a_club_is_told_which_areas_are_missing_and_by_whose_list() {
    let app = TestApp::start().await;
    let club = app.here.other_club;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let path = format!("/v1/clubs/{club}/areas");
    let none = province.get(&path).await.body;
    assert_eq!((&none["all_active"], none["missing"].as_array().unwrap().len()), (&json!(false), 8));
    assert_eq!((&none["from"], &none["to"]), (&json!("2025-11-23"), &json!("2026-11-22")));
    did(&app, club, "sport_culture", "2026-11-01").await;
    did(&app, club, "health_care", "2026-11-02").await;
    let some = province.get(&path).await.body;
    assert_eq!(active(&some), [7], "one health day is not enough");
    did(&app, club, "health_care", "2025-12-02").await;
    assert_eq!(active(&province.get(&path).await.body), [2, 7]);
    let half = province.get(&format!("{path}?from=2026-01-01&to=2026-12-31")).await.body;
    assert_eq!(active(&half), [7], "one of the health days was the year before");
    let seven = province.get(&format!("{path}?catalogue=1336-binh-thanh")).await.body;
    assert_eq!(active(&seven), [2, 6], "there, communication and culture are one");
    assert_eq!(seven["missing"].as_array().unwrap().len(), 5);
    let unknown = province.get(&format!("{path}?catalogue=none")).await;
    assert_eq!(unknown.errors(), [("?catalogue", "choice")]);
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn every_area_leads_to_what_shows_it() {
    let app = TestApp::start().await;
    let club = app.here.other_club;
    for day in ["2026-10-01", "2026-11-01", "2026-11-01"] {
        did(&app, club, "communication", day).await;
    }
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let path = format!("/v1/clubs/{club}/areas/communication/evidence");
    let all = walk(&province, &path, 50).await;
    let days: Vec<&Value> = all.iter().map(|piece| &piece["on"]).collect();
    assert_eq!(days, ["2026-11-01", "2026-11-01", "2026-10-01"]);
    assert_eq!(walk(&province, &path, 1).await, all);
    let loans = format!("/v1/clubs/{}/areas/income/evidence", app.here.club);
    let loan = &walk(&province, &loans, 50).await[0];
    assert_eq!((&loan["source"], &loan["id"]), (&json!("loan"), &json!(app.here.loan)));
    assert_eq!(province.get(&format!("/v1/clubs/{club}/areas/nothing/evidence")).await.status, 404);
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn those_above_see_which_clubs_lack_what() {
    let app = TestApp::start().await;
    let (here, club) = (app.here, app.here.other_club);
    let province = app.role(Role::ProvinceAssociation, here).await;
    let path = format!("/v1/units/{}/area-gaps", here.province);
    let lacking = |rows: &[Value]| -> Vec<(Value, usize)> {
        let of = |row: &Value| (row["club_id"].clone(), row["missing"].as_array().unwrap().len());
        rows.iter().map(of).collect()
    };
    let two = province.get(&path).await;
    assert!(lacking(two.items()).contains(&(json!(club), 8)));
    let (one, next) = (province.get(&format!("{path}?limit=1")).await, two.items().len() > 1);
    assert_eq!((one.items().len(), one.body["next"].is_string()), (1, next), "page by page");
    for area in AREAS {
        did(&app, club, area, "2026-11-01").await;
    }
    assert!(
        lacking(province.get(&path).await.items()).contains(&(json!(club), 1)),
        "health care is missing still"
    );
    did(&app, club, "health_care", "2026-11-02").await;
    assert!(province.get(&path).await.items().iter().all(|gap| gap["club_id"] != json!(club)));
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn what_was_done_grows_old_by_itself() {
    let app = TestApp::start().await;
    let club = app.here.other_club;
    did(&app, club, "rights", "2025-11-23").await;
    let row = app
        .rows(&format!("select rights, valid_through from activity_metrics where club_id = '{club}'"))
        .await;
    assert_eq!((row[0][0].as_deref(), row[0][1].as_deref()), (Some("1"), Some("2026-11-22")));
    app.rows(&format!("select logic.count_activities(array['{club}']::uuid[], '2026-11-23')")).await;
    assert_eq!(app.text(&format!("select rights from activity_metrics where club_id = '{club}'")).await, "0");
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/clubs/{club}/areas")).await.status, 404);
}
