//! Figures, through the whole application.

use crate::support::{Client, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

/// Sixty more active members of the club here: two of three women, half of them born in 1950.
async fn crowd(app: &TestApp) {
    app.rows(&format!(
        "with people as (insert into persons (id, full_name, folded, sort_key, sex, birth_date, birth_precision)
             select gen_random_uuid(), 'Người Mẫu ' || n, 'nguoi mau ' || n, n::text,
                    case when n % 3 = 0 then 'male' else 'female' end,
                    case when n % 2 = 0 then date '1950-12-31' else date '1990-05-05' end, 'day'
               from generate_series(1, 60) n returning id)
         insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
         select gen_random_uuid(), id, '{}', 'active', '2026-01-01', '2026-01-01', '2026-01-01' from people",
        app.here.club
    ))
    .await;
    app.rows(&format!("select logic.count_clubs(array['{}']::uuid[], '{}')", app.here.club, app.today)).await;
}

async fn province(app: &TestApp, client: &Client<'_>) -> Value {
    let reply = client.get(&format!("/v1/units/{}/figures", app.here.province)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body
}

/// What the facts themselves say of the province here.
async fn facts(app: &TestApp, condition: &str) -> i64 {
    let sql = format!(
        "memberships m join persons p on p.id = m.person_id join clubs c on c.id = m.club_id
         where c.province_id = '{}' and m.state = 'active' and {condition}",
        app.here.province
    );
    app.count(&sql).await
}

#[actix_web::test]
async fn the_province_sees_exact_counts_and_the_commune_the_same() {
    let app = TestApp::start().await;
    crowd(&app).await;
    let association = app.role(Role::ProvinceAssociation, app.here).await;
    let seen = province(&app, &association).await;
    assert_eq!(seen["members"]["value"], json!(facts(&app, "true").await));
    assert_eq!(seen["women"]["value"], json!(facts(&app, "p.sex = 'female'").await));
    let older = facts(&app, "p.birth_date <= date '2026-11-22' - interval '60 years'").await;
    assert_eq!(seen["older"]["value"], json!(older));

    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let own = commune.get(&format!("/v1/units/{}/figures", app.here.commune)).await;
    assert_eq!(own.body["as_of"], "2026-11-22");
    assert!(own.body["poor"]["value"].is_number(), "whoever may read the members sees small numbers");
    let parts = association.get(&format!("/v1/units/{}/figures/children", app.here.province)).await;
    assert!(!parts.body.as_array().unwrap().is_empty());
    let elsewhere = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(elsewhere.get(&format!("/v1/units/{}/figures", app.here.province)).await.status, 404);
    assert_eq!(commune.get(&format!("/v1/units/{}/figures", app.here.province)).await.status, 404);
}

#[actix_web::test]
async fn numbers_that_could_show_a_person_are_withheld_from_whoever_may_not_know_her() {
    let app = TestApp::start().await;
    crowd(&app).await;
    let association = app.role(Role::ProvinceAssociation, app.here).await;
    let seen = province(&app, &association).await;
    let poor = facts(
        &app,
        "exists (select 1 from household_poverty h where h.household_id = p.household_id and h.year = 2026 and h.status = 'poor')",
    )
    .await;
    assert!((1..5).contains(&poor), "the world has few poor members: {poor}");
    assert_eq!(seen["poor"], json!({ "value": null, "suppressed": true }));
    assert_eq!(seen["members"]["suppressed"], json!(false));
}

#[actix_web::test]
async fn a_new_member_counts_at_once_and_a_birthday_without_any_write() {
    let app = TestApp::start().await;
    crowd(&app).await;
    let (chair, association) =
        (app.role(Role::ClubChair, app.here).await, app.role(Role::ProvinceAssociation, app.here).await);
    let before = province(&app, &association).await["members"]["value"].as_i64().unwrap();
    let new = json!({ "full_name": "Trần Mẫu Mới", "sex": "female", "birth": "1966-11-23", "joined_on": "2026-11-20" });
    assert_eq!(chair.post(&format!("/v1/clubs/{}/members", app.here.club), new).await.status, 201);
    let after = province(&app, &association).await;
    assert_eq!(after["members"]["value"], json!(before + 1));

    // full 60 tomorrow: a row that was counted on an earlier day is counted anew by whoever reads it
    let older = after["older"]["value"].as_i64().unwrap();
    app.rows("update persons set birth_date = '1966-11-22' where birth_date = '1966-11-23'").await;
    assert_eq!(province(&app, &association).await["older"]["value"], json!(older), "counted today already");
    app.rows("update club_metrics set counted_on = '2026-11-21'").await;
    assert_eq!(province(&app, &association).await["older"]["value"], json!(older + 1));
}

#[actix_web::test]
async fn norms_are_aims_and_a_club_is_told_what_it_is_short_of() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let small = chair.get(&format!("/v1/clubs/{}/composition", app.here.club)).await;
    let members = small.body["members"]["value"].as_i64().unwrap();
    let warning = &small.body["warnings"][0];
    assert_eq!(
        (&warning["measure"], &warning["side"], &warning["persons"]),
        (&json!("members"), &json!("below"), &json!(50 - members))
    );
    crowd(&app).await;
    let grown = chair.get(&format!("/v1/clubs/{}/composition", app.here.club)).await;
    assert!(
        grown.body["warnings"].as_array().unwrap().iter().all(|w| w["measure"] != "members"),
        "{}",
        grown.body
    );
    let elsewhere = app.role(Role::ClubChair, app.there).await;
    assert_eq!(elsewhere.get(&format!("/v1/clubs/{}/composition", app.here.club)).await.status, 404);
}

#[actix_web::test]
async fn the_nation_is_the_sum_of_its_provinces() {
    let app = TestApp::start().await;
    crowd(&app).await;
    let analyst = app.role(Role::NationalAnalyst, app.here).await;
    let all = analyst.get("/v1/figures").await.body["clubs"].as_i64().unwrap();
    let mut sum = 0;
    for unit in [app.here.province, app.there.province] {
        sum += analyst.get(&format!("/v1/units/{unit}/figures")).await.body["clubs"].as_i64().unwrap();
    }
    assert_eq!(all, sum);
}
