//! Programmes, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn the_three_programmes_are_known_to_everybody_in_the_chain() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let all = walk(&chair, "/v1/programmes", 50).await;
    let codes: Vec<_> = all.iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["1336", "1533", "1648"]);
    assert_eq!(walk(&chair, "/v1/programmes", 1).await, all);
    assert_eq!(chair.get("/v1/programmes/1648").await.body["period_to"], "2035-12-31");
    assert_eq!(chair.get("/v1/programmes/9999").await.status, 404);
}

#[actix_web::test]
async fn a_programme_is_recorded_by_the_nation_and_once() {
    let app = TestApp::start().await;
    let new = json!({ "code": "2040", "name_vi": "Đề án mẫu", "name_en": "Sample", "period_from": "2036-01-01",
        "period_to": "2045-12-31" });
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    assert_eq!(province.post("/v1/programmes", json!({})).await.code(), "forbidden");
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let mut backwards = new.clone();
    backwards["period_to"] = json!("2035-12-31");
    let refused = nation.post("/v1/programmes", backwards).await;
    assert_eq!(refused.errors(), [("/period_to", "date_order")]);
    assert_eq!(nation.post("/v1/programmes", new.clone()).await.status, 201);
    assert_eq!(nation.post("/v1/programmes", new).await.code(), "programme_code_taken");
    assert_eq!(app.count("changes where entity = 'programme'").await, 1);
    assert_eq!(app.role(Role::ClubChair, app.there).await.get("/v1/programmes/2040").await.status, 200);
}
