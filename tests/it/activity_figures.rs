//! What the clubs do, as those above see it.

use crate::area_status::did;
use crate::support::TestApp;
use lien_the_he::auth::Role;
use serde_json::{Value, json};

#[actix_web::test]
async fn persons_and_turns_are_two_numbers_and_the_whole_is_the_sum_of_its_parts() {
    let app = TestApp::start().await;
    let here = app.here;
    let province = app.role(Role::ProvinceAssociation, here).await;
    let whole = format!("/v1/units/{}/activity-figures", here.province);
    let before = province.get(&whole).await.body;
    did(&app, here.club, "sport_culture", "2026-11-01").await;
    did(&app, here.other_club, "sport_culture", "2026-11-02").await;
    did(&app, here.other_club, "communication", "2025-12-30").await;
    let after = province.get(&whole).await.body;
    let grew = |name: &str| after[name].as_i64().unwrap() - before[name].as_i64().unwrap();
    assert_eq!((grew("activities"), grew("turns")), (2, 60), "last year's is not this year's");
    let parts = province.get(&format!("{whole}/children")).await.body;
    let sum: i64 = parts.as_array().unwrap().iter().map(|part| part["turns"].as_i64().unwrap()).sum();
    assert_eq!(json!(sum), after["turns"]);
    let area = |figures: &Value, name: &str| {
        let areas = figures["areas"].as_array().unwrap().iter();
        areas
            .filter(|area| area["area"] == json!(name))
            .map(|area| area["clubs"].as_i64().unwrap())
            .sum::<i64>()
    };
    assert_eq!(area(&after, "sport_culture"), 2);
    let club = province.get(&format!("/v1/clubs/{}/activity-figures", here.other_club)).await.body;
    assert_eq!((area(&club, "communication"), &club["activities"]), (1, &json!(1)));
    let nation = app.role(Role::NationalAnalyst, here).await;
    let all = nation.get("/v1/activity-figures").await.body;
    assert!(all["turns"].as_i64().unwrap() >= sum);
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.get(&whole).await.status, 404);
}

#[actix_web::test]
async fn a_loan_handed_out_makes_the_club_active_in_income() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let figures = chair.get(&format!("/v1/clubs/{}/activity-figures", app.here.club)).await.body;
    assert_eq!(figures["areas"][0], json!({ "area": "income", "clubs": 1 }));
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/clubs/{}/activity-figures", app.here.club)).await.status, 404);
}
