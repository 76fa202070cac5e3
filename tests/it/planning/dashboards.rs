//! Dashboards, through the whole application.

use crate::support::TestApp;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn a_place_is_seen_at_a_glance_and_its_parts_add_up() {
    let app = TestApp::start().await;
    let all = format!("array(select id from clubs), '{}'", app.today);
    app.rows(&format!(
        "select logic.count_clubs({all}), logic.count_finances({all}), logic.count_activities({all})"
    ))
    .await;
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let seen = nation.get("/v1/dashboard").await;
    assert_eq!(seen.status, 200, "{}", seen.body);
    let running = app.count("clubs where launched_on is not null and ended_on is null").await;
    assert_eq!(seen.body["heard"]["clubs"], json!(running));
    let league = seen.body["league"].as_array().unwrap();
    let sum = |name: &str| -> i64 { league.iter().map(|row| row["heard"][name].as_i64().unwrap()).sum() };
    assert_eq!(
        (json!(sum("clubs")), json!(sum("silent"))),
        (json!(running), seen.body["heard"]["silent"].clone())
    );
    let of = |terrain: &str| {
        seen.body["coverage"].as_array().unwrap().iter().find(|c| c["terrain"] == terrain).cloned()
    };
    let mountain = of("mountain").expect("a commune in the mountains");
    let in_mountains = app.count("unit_terrains where terrain = 'mountain' and valid_to is null").await;
    assert_eq!(mountain["communes"], json!(in_mountains));
    assert!(mountain["with_1"].as_i64().unwrap() > 0);
    let communes = app.count("unit_versions where level = 'commune' and valid_to is null").await;
    let told: i64 =
        seen.body["coverage"].as_array().unwrap().iter().map(|c| c["communes"].as_i64().unwrap()).sum();
    assert_eq!(told, communes);

    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let own = province.get(&format!("/v1/units/{}/dashboard", app.here.province)).await;
    assert_eq!(own.status, 200, "{}", own.body);
    assert!(
        own.body["league"].as_array().unwrap().iter().any(|row| row["unit_id"] == json!(app.here.commune))
    );
    let abroad = province.get(&format!("/v1/units/{}/dashboard", app.there.province)).await;
    assert_eq!(abroad.status, 404);
    assert_eq!(nation.get("/v1/dashboard?programme=9999").await.status, 422);
}

#[actix_web::test]
async fn whoever_recorded_nothing_in_three_months_is_named() {
    let app = TestApp::start().await;
    let all = format!("array(select id from clubs), '{}'", app.today);
    app.rows(&format!(
        "select logic.count_clubs({all}), logic.count_finances({all}), logic.count_activities({all})"
    ))
    .await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let path = format!("/v1/units/{}/silent-clubs", app.here.province);
    let silent = province.get(&path).await;
    assert_eq!(silent.status, 200, "{}", silent.body);
    let counted = app
        .count(&format!(
            "standing_metrics s join clubs c on c.id = s.club_id where s.silent = 1 and c.ended_on is null
              and c.province_id = '{}'",
            app.here.province
        ))
        .await;
    assert_eq!(i64::try_from(silent.items().len()).unwrap(), counted);
    let named =
        |reply: &crate::support::Reply, club| reply.items().iter().any(|row| row["club_id"] == json!(club));
    assert!(!named(&silent, app.here.club), "this one posted lately");
    assert!(silent.items().iter().all(|row| row["last_on"].as_str().is_none_or(|day| day < "2026-08-01")));
    assert_eq!(province.get(&format!("/v1/units/{}/silent-clubs", app.there.province)).await.status, 404);
    let elsewhere = app.role(Role::ProvinceAssociation, app.there).await;
    assert!(!named(&elsewhere.get("/v1/silent-clubs").await, app.here.other_club));
}
