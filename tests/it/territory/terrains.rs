//! Terrain, through the whole application.

use crate::support::TestApp;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn terrain_is_public_and_of_its_day() {
    let app = TestApp::start().await;
    let anybody = app.anonymous();
    let of = |unit: uuid::Uuid, on: &str| format!("/v1/units/{unit}/terrain?on={on}");
    let now = anybody.get(&of(app.here.hamlet, "2026-01-01")).await;
    assert_eq!((&now.body["terrain"], &now.body["unit_id"]), (&json!("mountain"), &json!(app.here.commune)));
    let before = anybody.get(&of(app.here.hamlet, "2025-06-30")).await;
    assert_eq!(
        (&before.body["terrain"], &before.body["unit_id"]),
        (&json!("lowland"), &json!(app.here.old_commune))
    );
    for nowhere in [app.here.province, app.here.other_commune] {
        assert_eq!(anybody.get(&of(nowhere, "2026-01-01")).await.status, 404);
    }
    let list = anybody.get("/v1/terrains?terrain=mountain&limit=1").await;
    assert_eq!((list.items().len(), list.items()[0]["terrain"].clone()), (1, json!("mountain")));
    let next = list.body["next"].as_str().unwrap();
    let second = anybody.get(&format!("/v1/terrains?terrain=mountain&limit=1&after={next}")).await;
    assert_ne!(second.items()[0]["unit_id"], list.items()[0]["unit_id"]);
    let here = anybody.get(&format!("/v1/terrains?province_id={}", app.here.province)).await;
    assert_eq!((here.items().len(), &here.items()[0]["unit_id"]), (1, &json!(app.here.commune)));
    assert_eq!(anybody.get("/v1/terrains?terrain=border").await.items().len(), 0);
    assert_eq!(anybody.get("/v1/terrains?terrain=desert").await.errors(), [("?terrain", "choice")]);
}

#[actix_web::test]
async fn terrain_is_set_from_a_day_on_by_the_associations_above() {
    let app = TestApp::start().await;
    let path = format!("/v1/units/{}/terrain", app.here.commune);
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let set = |body| (Method::PUT, Some(body));
    let (put, body) = set(json!({ "terrain": "border", "valid_from": "2026-03-01", "source": "QĐ mẫu 3" }));
    assert_eq!(commune.send(put.clone(), &path, Some(json!({})), &[]).await.code(), "forbidden");
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    for (wrong, errors) in [
        (json!({ "terrain": "desert", "valid_from": "2026-03-01" }), [("/terrain", "choice")]),
        (json!({ "terrain": "border" }), [("/valid_from", "required")]),
        (json!({ "terrain": "border", "valid_from": "2025-06-30" }), [("/valid_from", "not_valid_then")]),
    ] {
        assert_eq!(province.send(put.clone(), &path, Some(wrong), &[]).await.errors(), errors);
    }
    let made = province.send(put.clone(), &path, body.clone(), &[]).await;
    assert_eq!((made.status.as_u16(), &made.body["valid_to"]), (200, &json!(null)), "{}", made.body);
    let again = province.send(put.clone(), &path, body.clone(), &[]).await;
    assert_eq!(again.body["version"], json!(2), "said again, it is corrected");
    let earlier = json!({ "terrain": "island", "valid_from": "2026-01-01" });
    let earlier = province.send(put.clone(), &path, Some(earlier), &[]).await;
    assert_eq!(earlier.body["valid_to"], json!("2026-02-28"), "what was said of later days stays");
    let known = format!(
        "select string_agg(concat_ws(' ', terrain, valid_from, valid_to), ', ' order by valid_from)
           from unit_terrains where unit_id = '{}'",
        app.here.commune
    );
    assert_eq!(
        app.text(&known).await,
        "mountain 2025-07-01 2025-12-31, island 2026-01-01 2026-02-28, border 2026-03-01"
    );
    let logged = "select string_agg(action, ' ' order by seq) from changes where entity = 'unit_terrain'";
    assert_eq!(app.text(logged).await, "created ended updated created ended");
    let hamlet = format!("/v1/units/{}/terrain", app.here.hamlet);
    assert_eq!(province.send(put.clone(), &hamlet, body.clone(), &[]).await.status, 404, "of a commune only");
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.send(put, &path, body, &[]).await.status, 404);
}
