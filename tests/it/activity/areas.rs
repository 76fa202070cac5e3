//! The areas of activity and how programmes count them.

use crate::support::TestApp;
use serde_json::{Value, json};

#[actix_web::test]
async fn anybody_may_read_how_a_programme_counts_its_areas() {
    let app = TestApp::start().await;
    let all = app.anonymous().get("/v1/area-catalogues").await;
    assert_eq!(all.status, 200);
    let codes: Vec<&str> = all.body.as_array().unwrap().iter().map(|c| c["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["1648", "1336-binh-thanh", "1336", "1533", "helpage"]);
    let unknown = app.anonymous().get("/v1/area-catalogues/unknown").await;
    assert_eq!((unknown.status.as_u16(), unknown.code()), (404, "not_found"));
}

#[actix_web::test]
async fn eight_areas_stand_behind_every_catalogue_and_binh_thanh_counts_seven() {
    let app = TestApp::start().await;
    for (code, items) in [("1533", 8), ("1336", 8), ("1336-binh-thanh", 7), ("helpage", 8), ("1648", 8)] {
        let reply = app.anonymous().get(&format!("/v1/area-catalogues/{code}")).await;
        assert_eq!(reply.status, 200);
        let listed = reply.body["items"].as_array().unwrap();
        assert_eq!(listed.len(), items, "{code}");
        let mut areas: Vec<&str> = listed
            .iter()
            .flat_map(|item| item["areas"].as_array().unwrap())
            .map(|area| area.as_str().unwrap())
            .collect();
        areas.sort_unstable();
        areas.dedup();
        assert_eq!(areas.len(), 8, "{code}");
    }
    let reply = app.anonymous().get("/v1/area-catalogues/1336-binh-thanh").await;
    let joined: &Value = &reply.body["items"][5];
    assert_eq!(joined["areas"], json!(["communication", "sport_culture"]));
}
