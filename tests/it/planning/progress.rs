//! Progress, through the whole application.

use crate::support::{Reply, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn of<'a>(reply: &'a Reply, code: &str) -> &'a Value {
    let items = reply.body["items"].as_array().unwrap_or_else(|| panic!("{}", reply.body));
    items
        .iter()
        .find(|item| item["target"]["code"] == code)
        .unwrap_or_else(|| panic!("no {code}: {}", reply.body))
}

#[actix_web::test]
async fn every_target_of_a_province_is_judged_on_whole_numbers() {
    let app = TestApp::start().await;
    let path = format!("/v1/units/{}/targets/progress", app.here.province);
    let association = app.role(Role::ProvinceAssociation, app.here).await;
    let reply = association.get(&path).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    // two communes, each with a club that runs
    let communes = of(&reply, "P1");
    assert_eq!((&communes["numerator"], &communes["denominator"]), (&json!(2), &json!(2)), "{communes}");
    assert_eq!(communes["status"], "met");
    let clubs = of(&reply, "P2");
    assert_eq!(
        (&clubs["numerator"], &clubs["status"], &clubs["missing"]),
        (&json!(2), &json!("below"), &json!(1))
    );
    let size = of(&reply, "P3");
    assert_eq!(
        (&size["of"], &size["numerator"], &size["denominator"]),
        (&json!("clubs"), &json!(0), &json!(2))
    );
    assert_eq!(
        (&size["status"], &size["missing"]),
        (&json!("below"), &json!(2)),
        "no club has fifty members"
    );
    assert_eq!(of(&reply, "P5")["status"], "not_computable");
    assert_eq!(of(&reply, "P7")["status"], "not_computable", "there are no districts");
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn several_targets_for_one_indicator_are_all_shown() {
    let app = TestApp::start().await;
    app.rows(&format!(
        "insert into targets (id, document_id, code, statement, indicator, comparator, low, measure, level, quotation)
         values (gen_random_uuid(), '{}', 'P8', 'Mẫu', 'I01', 'ge', 2, 'clubs', 'province', 'mẫu')",
        app.here.issued_plan
    ))
    .await;
    let association = app.role(Role::ProvinceAssociation, app.here).await;
    let reply = association.get(&format!("/v1/units/{}/targets/progress", app.here.province)).await;
    assert_eq!((&of(&reply, "P2")["status"], &of(&reply, "P8")["status"]), (&json!("below"), &json!("met")));
}

#[actix_web::test]
async fn a_club_sees_what_is_demanded_of_each_club_and_small_numbers_stay_hidden() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/targets/progress", app.here.club);
    let members =
        app.text(&format!("select members from club_metrics where club_id = '{}'", app.here.club)).await;
    let members: i64 = members.parse().unwrap();
    let chair = app.role(Role::ClubChair, app.here).await;
    let reply = chair.get(&path).await;
    let size = of(&reply, "P3");
    assert_eq!((&size["numerator"], &size["missing"]), (&json!(members), &json!(50 - members)), "{size}");
    assert!(reply.body["items"].as_array().unwrap().iter().all(|item| item["target"]["level"] == "club"));
    let analyst = app.role(Role::NationalAnalyst, app.here).await;
    let hidden = analyst.get(&path).await;
    let women = of(&hidden, "P4");
    assert_eq!((&women["numerator"], &women["suppressed"]), (&Value::Null, &json!(true)), "{women}");
    assert_eq!((&women["missing"], &women["excess"]), (&Value::Null, &Value::Null));
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn the_nation_has_its_own_targets_and_a_deadline_ends_the_count() {
    let app = TestApp::start().await;
    app.rows(
        "insert into documents (id, programme_id, kind, number, issued_on, title, issuer, level, period_from, period_to,
            known_from, state, state_since, drawn_up_by)
         select gen_random_uuid(), id, 'decision', '1/QĐ', '2020-01-01', 'Mẫu', 'Thủ tướng', 'nation', '2020-01-01',
            '2024-05-31', 'text', 'issued', '2020-01-01', gen_random_uuid() from programmes where code = '1336'",
    )
    .await;
    app.rows(
        "insert into targets (id, document_id, code, statement, indicator, comparator, low, measure, level, quotation)
         select gen_random_uuid(), id, 'N1', 'Mẫu', 'I01', 'eq', 2, 'clubs', 'nation', 'mẫu' from documents
          where level = 'nation'",
    )
    .await;
    let analyst = app.role(Role::NationalAnalyst, app.here).await;
    let reply = analyst.get("/v1/targets/progress").await;
    let clubs = of(&reply, "N1");
    // the two clubs of each hamlet `hamlet` were launched in May 2024, the others in June
    assert_eq!((&clubs["period"]["day"], &clubs["status"]), (&json!("2024-05-31"), &json!("met")), "{clubs}");
    let future = analyst.get("/v1/targets/progress?on=2026-11-23").await;
    assert_eq!(future.errors(), [("?on", "date_in_future")]);
    let chair = app.role(Role::ClubChair, app.there).await;
    assert_eq!(chair.get("/v1/targets/progress").await.status, 200);
}
