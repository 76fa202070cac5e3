//! What the clubs do, as those above see it.

use crate::statistics::area_status::did;
use crate::support::TestApp;
use lien_the_he::platform::auth::Role;
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

/// The sums of whole communes and provinces are kept as they change; here they are held against the rows of all clubs.
async fn astray(app: &TestApp) -> Vec<Vec<Option<String>>> {
    app.rows("select province_id, commune_id, name, kept, counted from logic.sums_astray").await
}

#[actix_web::test]
async fn the_sums_of_a_province_are_those_of_its_clubs_whatever_happens_to_them() {
    let app = TestApp::start().await;
    let (here, there) = (app.here, app.there);
    assert!(astray(&app).await.is_empty());
    let nation = app.role(Role::NationalAnalyst, here).await;
    let province = app.role(Role::ProvinceAssociation, here).await;
    let commune = app.role(Role::CommuneAssociation, here).await;
    let figures = format!("/v1/units/{}/figures", here.province);
    let (all, of_province) =
        (nation.get("/v1/figures").await.body, province.get(&figures).await.body["clubs"].clone());
    assert_eq!((&all["clubs"], of_province), (&json!(4), json!(2)));

    // a new club, new members, money and loans of others, and the changes folded in between
    let new = json!({ "name": "CLB Mẫu mới" });
    let made = commune.post(&format!("/v1/hamlets/{}/clubs", here.other_hamlet), new).await;
    assert_eq!(made.status, 201, "{}", made.body);
    crate::statistics::finances::save(&app, here.club, here.member, 70_000).await;
    did(&app, there.club, "rights", "2026-10-10").await;
    assert!(astray(&app).await.is_empty());
    app.rows("select logic.fold_sums()").await;
    assert_eq!(app.count("sum_changes").await, 0);
    assert!(astray(&app).await.is_empty());
    assert_eq!(nation.get("/v1/figures").await.body["clubs"], json!(5));

    // a club goes over to another province, another one ends
    for sql in [
        format!("update clubs set province_id = '{}' where id = '{}'", there.province, here.club),
        format!("update clubs set commune_id = '{}' where id = '{}'", there.commune, here.club),
        format!("update clubs set ended_on = '2026-11-01' where id = '{}'", here.other_club),
        format!("update clubs set ended_on = null, state = 'suspended' where id = '{}'", here.other_club),
    ] {
        app.rows(&sql).await;
        assert!(astray(&app).await.is_empty(), "{sql}");
    }
    did(&app, here.club, "rights", "2026-10-11").await;
    assert!(astray(&app).await.is_empty());
    let moved = nation.get("/v1/figures").await.body;
    assert_eq!((&moved["clubs"], &moved["active_clubs"]), (&json!(5), &json!(3)));
    let stranger = app.role(Role::ProvinceAssociation, there).await;
    assert_eq!(stranger.get(&figures).await.status, 404);
}

#[actix_web::test]
async fn a_club_that_moves_while_something_is_counted_is_summed_where_it_arrives() {
    let app = TestApp::start().await;
    let (club, there) = (app.here.club, app.there.province);
    let (url, other) = (app.db.url(), app.db.url());
    let today = app.today;
    for round in 0..10 {
        let to = if round % 2 == 0 { there } else { app.here.province };
        let mover = async {
            let client = crate::support::db::connect(&url).await;
            let sql = format!(
                "begin; select pg_sleep(0.01); update clubs set province_id = '{to}' where id = '{club}'; select pg_sleep(0.02); commit"
            );
            client.batch_execute(&sql).await.unwrap();
        };
        let counter = async {
            let client = crate::support::db::connect(&other).await;
            for n in 0..6 {
                let id = uuid::Uuid::now_v7();
                let sql = format!(
                    "begin;
                     insert into activities (id, club_id, state, area, kind, title, starts_on, ends_on, members, turns, recorded_by)
                     values ('{id}', '{club}', 'done', 'rights', 'other', 'Mẫu {n}', '2026-11-01', '2026-11-01', 1, 3, '{club}');
                     select logic.count_activities(array['{club}']::uuid[], '{today}'); select pg_sleep(0.005); commit"
                );
                client.batch_execute(&sql).await.unwrap();
            }
        };
        futures_util::join!(mover, counter);
        assert!(astray(&app).await.is_empty(), "round {round}: {:?}", astray(&app).await);
    }
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/clubs/{}/activity-figures", app.here.club)).await.status, 404);
}
