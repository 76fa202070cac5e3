//! Territory, through the whole application.

use crate::support::{Client, Reply, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn names(reply: &Reply) -> Vec<&str> {
    reply.items().iter().map(|unit| unit["name"].as_str().unwrap()).collect()
}

/// All rows of a list, page by page, `limit` at a time.
pub async fn walk(client: &Client<'_>, path: &str, limit: usize) -> Vec<Value> {
    let separator = if path.contains('?') { '&' } else { '?' };
    let (mut all, mut after) = (vec![], String::new());
    for _page in 0..1000 {
        let reply = client.get(&format!("{path}{separator}limit={limit}{after}")).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        assert!(reply.items().len() <= limit);
        all.extend_from_slice(reply.items());
        let Some(next) = reply.body["next"].as_str() else {
            assert!(reply.header("link").is_empty());
            let ids: BTreeSet<String> =
                all.iter().map(|row| row.get("id").unwrap_or(row).to_string()).collect();
            assert_eq!(ids.len(), all.len(), "{path}: a row came twice");
            return all;
        };
        assert!(reply.header("link").contains(next) || reply.header("link").is_empty());
        after = format!("&after={next}");
    }
    panic!("{path} has no end");
}

#[actix_web::test]
async fn a_code_means_what_it_meant_on_the_day() {
    let app = TestApp::start().await;
    let (anyone, here) = (app.anonymous(), app.here);
    let path = format!("/v1/communes/{}", here.commune_code());
    let (then, now) = (anyone.get(&format!("{path}?on=2025-06-30")).await, anyone.get(&path).await);
    assert_eq!((then.id(), now.id()), (here.old_commune, here.commune));
    assert_eq!(then.body["within"], json!(["Huyện Định Hòa 6", "Tỉnh Mẫu 6"]));
    assert_eq!(now.body["within"], json!(["Tỉnh Mẫu 6"]));
    assert_eq!(now.body["district_id"], Value::Null);
}

#[actix_web::test]
async fn a_code_of_another_time_leads_to_what_became_of_it() {
    let app = TestApp::start().await;
    let (anyone, here) = (app.anonymous(), app.here);
    let gone = anyone.get(&format!("/v1/communes/{}", here.split_commune_code())).await;
    assert_eq!((gone.status.as_u16(), gone.code()), (404, "unit_not_valid"));
    let successors: BTreeSet<&str> =
        gone.body["successors"].as_array().unwrap().iter().map(|unit| unit["id"].as_str().unwrap()).collect();
    let (commune, other) = (here.commune.to_string(), here.other_commune.to_string());
    assert_eq!(successors, BTreeSet::from([commune.as_str(), other.as_str()]));
    for successor in gone.body["successors"].as_array().unwrap() {
        assert_eq!(anyone.get(successor["href"].as_str().unwrap()).await.status, 200);
    }
    let early = anyone.get(&format!("/v1/communes/{}?on=2024-01-01", here.other_commune_code())).await;
    assert_eq!(early.code(), "unit_not_valid");
    assert_eq!(early.body["successors"][0]["id"], json!(here.split_commune), "what it was made of");
    let district = anyone.get(&format!("/v1/districts/{}", here.district_code())).await;
    assert_eq!((district.code(), &district.body["successors"]), ("unit_not_valid", &json!([])));
    let nowhere = anyone.get("/v1/communes/00000").await;
    assert_eq!((nowhere.status.as_u16(), nowhere.code()), (404, "not_found"));
}

#[actix_web::test]
async fn a_resolution_is_many_to_many_in_both_directions() {
    let app = TestApp::start().await;
    let (anyone, here) = (app.anonymous(), app.here);
    let ids = |reply: &Reply| -> BTreeSet<String> {
        let all = reply.body["counterparts"].as_array().unwrap();
        all.iter().map(|unit| unit["id"].as_str().unwrap().to_owned()).collect()
    };
    let set = |units: &[uuid::Uuid]| units.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    let forward =
        anyone.get(&format!("/v1/units/resolve?code={}&at=2024-05-01", here.split_commune_code())).await;
    assert_eq!(forward.body["unit"]["id"], json!(here.split_commune));
    assert_eq!(ids(&forward), set(&[here.commune, here.other_commune]), "{}", forward.body);
    let counterpart = &forward.body["counterparts"][0];
    assert_eq!((&counterpart["relation"], &counterpart["kind"]), (&json!("split"), &json!("xã")));
    let path = format!("/v1/units/resolve?code={}&at=2026-01-01&on=2024-05-01", here.commune_code());
    assert_eq!(ids(&anyone.get(&path).await), set(&[here.old_commune, here.split_commune]));
    let path = format!("/v1/units/resolve?code={}&at=2024-01-01&on=2025-01-01", here.commune_code());
    assert_eq!(ids(&anyone.get(&path).await), set(&[here.old_commune]), "it stands for itself");
    let path = format!("/v1/units/resolve?code={}&at=2024-01-01", here.district_code());
    assert_eq!(ids(&anyone.get(&path).await), set(&[]), "ended without a successor of its own");
}

#[actix_web::test]
async fn names_are_found_however_they_are_written() {
    let app = TestApp::start().await;
    let anyone = app.anonymous();
    for q in ["dinh hoa", "Định Hòa", "DINH+HOA", "định hoà", "%C4%91i%CC%A3nh"] {
        let found = anyone.get(&format!("/v1/units?level=district&on=2025-06-30&q={q}")).await;
        assert_eq!(names(&found), ["Huyện Định Hòa 6", "Huyện Định Hòa 7"], "{q}");
    }
    let doi = anyone.get("/v1/units?q=doi").await;
    assert_eq!(doi.items().len(), 2, "đ is found as d: {:?}", names(&doi));
    assert_eq!(anyone.get("/v1/units?q=khong+co+dau").await.items().len(), 0);
    assert_eq!(anyone.get("/v1/units?q=x%25m").await.items().len(), 0, "a percent sign is no wildcard");
}

#[actix_web::test]
async fn a_list_is_walked_whole_and_in_vietnamese_order() {
    let app = TestApp::start().await;
    let (anyone, here) = (app.anonymous(), app.here);
    let everything = walk(&anyone, "/v1/units", 100).await;
    assert_eq!(everything.len(), 2 * (1 + 2 + 3), "provinces, communes and hamlets of today");
    for limit in [1, 2, 5] {
        assert_eq!(walk(&anyone, "/v1/units", limit).await, everything);
    }
    let before = walk(&anyone, "/v1/units?on=2025-06-30", 3).await;
    assert_eq!(before.len(), 2 * (1 + 1 + 2 + 3), "and districts before the reform");
    let hamlets = anyone.get(&format!("/v1/communes/{}/hamlets", here.commune)).await;
    assert_eq!(names(&hamlets), ["Xóm Vũ Mẫu 1", "Xóm Vũ Mẫu 2"]);
    let chain = anyone.get(&format!("/v1/units/{}/ancestors?on=2025-06-30", here.hamlet)).await;
    let chain: Vec<&str> =
        chain.body.as_array().unwrap().iter().map(|u| u["level"].as_str().unwrap()).collect();
    assert_eq!(chain, ["commune", "district", "province"]);
    let children = anyone.get(&format!("/v1/units/{}/children?on=2025-06-30", here.district)).await;
    assert_eq!(names(&children), ["Xã Bình Mẫu 6", "Xã Sơn Mẫu 6"]);
}

#[actix_web::test]
async fn a_map_may_be_kept_by_anybody_until_it_changes() {
    let app = TestApp::start().await;
    let (anyone, here) = (app.anonymous(), app.here);
    let path = format!("/v1/provinces/{}", here.province_code());
    let first = anyone.get(&path).await;
    assert!(first.header("cache-control").starts_with("public"));
    let again =
        anyone.send(actix_web::http::Method::GET, &path, None, &[("If-None-Match", &first.etag())]).await;
    assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
}

#[actix_web::test]
async fn a_renamed_hamlet_keeps_its_old_name_for_the_days_before() {
    let app = TestApp::start().await;
    let here = app.here;
    let commune = app.role(Role::CommuneAssociation, here).await;
    let path = format!("/v1/hamlets/{}", here.hamlet);
    let etag = commune.etag(&path).await;
    let renamed =
        commune.patch(&path, &etag, json!({ "name": "Xóm Hồng Thái", "effective_on": "2026-10-01" })).await;
    assert_eq!((renamed.status.as_u16(), &renamed.body["name"]), (200, &json!("Xóm Hồng Thái")));
    for (on, name) in
        [("2024-01-01", "Xóm Vũ Mẫu 1"), ("2026-09-30", "Xóm Vũ Mẫu 1"), ("2026-10-01", "Xóm Hồng Thái")]
    {
        assert_eq!(commune.get(&format!("{path}?on={on}")).await.body["name"], name, "{on}");
    }
    assert_eq!(app.count("changes where entity = 'unit' and action = 'updated'").await, 1);
    let stale = commune.patch(&path, &etag, json!({ "name": "Xóm Khác" })).await;
    assert_eq!(stale.code(), "version_changed");
    let taken = commune.patch(&path, &renamed.etag(), json!({ "name": "Xóm Vũ Mẫu 2" })).await;
    assert_eq!((taken.status.as_u16(), taken.code()), (409, "unit_name_taken"));
    let early = commune
        .patch(&path, &renamed.etag(), json!({ "name": "Xóm Sớm", "effective_on": "2020-01-01" }))
        .await;
    assert_eq!(early.code(), "unit_ends_before_it_begins");

    let elsewhere = app.role(Role::CommuneAssociation, app.there).await;
    let hidden = elsewhere.patch(&path, &renamed.etag(), json!({ "name": "Xóm Khác" })).await;
    assert_eq!((hidden.status.as_u16(), hidden.code()), (404, "not_found"));
}

#[actix_web::test]
async fn a_hamlet_with_a_name_to_come_is_not_renamed_again_before_it_has_come() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let path = format!("/v1/hamlets/{}", app.here.hamlet);
    let etag = commune.etag(&path).await;
    let to_come =
        commune.patch(&path, &etag, json!({ "name": "Xóm Mai Sau", "effective_on": "2026-12-15" })).await;
    assert_eq!(to_come.status, 200, "{}", to_come.body);
    let etag = commune.etag(&path).await;
    for day in ["2026-12-01", "2026-12-31"] {
        let again = commune.patch(&path, &etag, json!({ "name": "Xóm Khác", "effective_on": day })).await;
        assert_eq!((again.status.as_u16(), again.code()), (409, "unit_changes_later"), "{day}");
    }
}

#[actix_web::test]
async fn a_commune_enters_its_hamlets() {
    let app = TestApp::start().await;
    let here = app.here;
    let commune = app.role(Role::CommuneCommittee, here).await;
    let path = format!("/v1/communes/{}/hamlets", here.commune_code());
    let made =
        commune.post(&path, json!({ "name": "Xóm Mới", "kind": "xóm", "valid_from": "2026-01-01" })).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.body["commune_id"], json!(here.commune));
    let again = commune.post(&path, json!({ "name": "xóm mới", "kind": "xóm" })).await;
    assert_eq!(again.status, 201, "capitals make another name: {}", again.body);
    let again = commune.post(&path, json!({ "name": "Xóm Mới", "kind": "xóm" })).await;
    assert_eq!(again.code(), "unit_name_taken");
    let early =
        commune.post(&path, json!({ "name": "Xóm Cũ", "kind": "xóm", "valid_from": "2025-06-30" })).await;
    assert_eq!(early.code(), "unit_not_valid", "before there was such a commune");

    let elsewhere = app.role(Role::CommuneCommittee, app.there).await;
    assert_eq!(elsewhere.post(&path, json!({ "name": "Xóm Lạ", "kind": "xóm" })).await.code(), "not_found");
}
