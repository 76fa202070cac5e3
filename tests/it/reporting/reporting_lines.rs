//! Who reports to whom, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn the_lines_of_the_plans_are_there_each_for_its_dates() {
    let app = TestApp::start().await;
    let member = app.role(Role::Member, app.here).await;
    let levels = |rows: Vec<serde_json::Value>| {
        let mut levels: Vec<String> =
            rows.iter().map(|row| row["to_level"].as_str().unwrap().to_owned()).collect();
        levels.sort();
        levels
    };
    let from = "/v1/reporting-lines?from_kind=elderly_association&on=";
    let before = walk(&member, &format!("{from}2025-06-30"), 2).await;
    assert!(levels(before).contains(&"district".to_owned()));
    let after = walk(&member, &format!("{from}2025-07-01"), 50).await;
    assert!(after.iter().all(|line| line["to_level"] != "district"), "{after:?}");
    assert!(after.iter().any(|line| line["from_level"] == "commune" && line["to_level"] == "province"));
    let mine = format!("/v1/reporting-lines/{}", app.here.reporting_line);
    assert_eq!(member.get(&mine).await.status, 200);
    let stranger = app.role(Role::Member, app.there).await;
    assert_eq!(stranger.get(&mine).await.status, 404);
}

#[actix_web::test]
async fn a_line_is_refused_that_stands_already_or_goes_in_a_circle() {
    let app = TestApp::start().await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let line = |from: (&str, &str), to: (&str, &str)| {
        json!({ "from_kind": from.0, "from_level": from.1, "to_kind": to.0, "to_level": to.1, "role": "addressee",
            "regime": "year", "province_id": app.here.province, "valid_from": "2026-01-01", "source": "KH" })
    };
    let path = "/v1/reporting-lines";
    let circle = line(("peoples_committee", "province"), ("elderly_association", "province"));
    assert_eq!(province.post(path, circle).await.code(), "reporting_line_circular");
    let good = line(("front", "commune"), ("front", "province"));
    let made = province.post(path, good.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let mut any = good.clone();
    any["regime"] = json!("any");
    assert_eq!(province.post(path, any).await.code(), "reporting_line_taken");
    let down = line(("front", "province"), ("front", "commune"));
    assert_eq!(province.post(path, down).await.errors(), [("/to_level", "not_here")]);
    let mut everywhere = good.clone();
    everywhere["province_id"] = json!(null);
    assert_eq!(province.post(path, everywhere).await.code(), "above_own_role");
    let ends = json!({ "valid_to": "2025-12-31" });
    let one = format!("{path}/{}", made.id());
    assert_eq!(province.patch(&one, &made.etag(), ends).await.errors(), [("/valid_to", "date_order")]);
    let ended = province.patch(&one, &made.etag(), json!({ "valid_to": "2026-12-31" })).await;
    assert_eq!(ended.status, 200);
    assert_eq!(province.patch(&one, &made.etag(), json!({ "valid_to": null })).await.status, 412);
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post(path, json!({})).await.code(), "forbidden");
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.post(path, good).await.status, 404);
    assert_eq!(stranger.patch(&one, &ended.etag(), json!({ "valid_to": null })).await.status, 404);
}

#[actix_web::test]
async fn a_vacant_level_is_named_and_passed_over() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let path = format!("/v1/organisations/{}/chain", app.here.branch);
    let chain = commune.get(&path).await;
    assert_eq!(chain.status, 200, "{}", chain.body);
    let to = &chain.body["reports_to"];
    assert_eq!(to[0]["organisation"]["id"], json!(app.here.commune_association), "{to}");
    assert_eq!(to[0]["passed_over"], json!([]));
    // nobody is the commune's association any more
    app.rows("update assignments set valid_to = '2026-11-21' where role = 'commune_association' and valid_to is null").await;
    let commune = app.role(Role::CommuneSocialOfficer, app.here).await;
    let chain = commune.get(&path).await;
    let to = &chain.body["reports_to"];
    assert_eq!(to[0]["organisation"]["id"], json!(app.here.province_association), "{to}");
    assert_eq!(to[0]["passed_over"][0]["reason"], json!("nobody_assigned"));
    let gaps = walk(&commune, "/v1/chain/gaps", 1).await;
    let here = gaps.iter().find(|gap| gap["unit_id"] == json!(app.here.commune)).expect("a gap");
    let missing: Vec<&str> =
        here["vacant"].as_array().unwrap().iter().map(|gap| gap["kind"].as_str().unwrap()).collect();
    assert!(
        missing.contains(&"elderly_association") && missing.contains(&"peoples_committee"),
        "{missing:?}"
    );
    assert!(gaps.iter().all(|gap| gap["unit_id"] != json!(app.there.commune)));
    let reporters =
        commune.get(&format!("/v1/organisations/{}/reporters", app.here.commune_association)).await;
    assert_eq!(reporters.items()[0]["id"], json!(app.here.branch));
    let whole = commune.get(&format!("/v1/organisations/{}/chain", app.here.commune_association)).await;
    let from = whole.body["receives_from"].as_array().unwrap();
    assert!(from.iter().any(|feeder| feeder["kind"] == "club" && feeder["count"] == 1), "{from:?}");
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
    assert_eq!(stranger.get(&format!("/v1/chain/gaps?unit={}", app.here.commune)).await.status, 404);
}
