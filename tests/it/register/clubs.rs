//! Clubs, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::ids::{ClubId, UnitId};
use serde_json::{Value, json};

#[actix_web::test]
async fn a_club_is_seen_from_its_own_place_and_from_no_other() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}", app.here.club);
    for role in [
        Role::Member,
        Role::ClubChair,
        Role::HamletBranchHead,
        Role::CommuneAssociation,
        Role::ProvinceAssociation,
    ] {
        let reply = app.role(role, app.here).await.get(&path).await;
        assert_eq!((reply.status.as_u16(), &reply.body["id"]), (200, &json!(app.here.club)), "{role:?}");
        let elsewhere = app.role(role, app.there).await;
        let hidden = elsewhere.get(&path).await;
        let absent = elsewhere.get(&format!("/v1/clubs/{}", app.here.member)).await;
        assert_eq!(hidden.status, 404, "{role:?}");
        assert_eq!(hidden.without_request_id(), absent.without_request_id());
    }
}

#[actix_web::test]
async fn clubs_are_listed_as_far_as_one_reaches() {
    let app = TestApp::start().await;
    for (role, count) in [
        (Role::ClubChair, 1),
        (Role::HamletBranchHead, 1),
        (Role::CommuneAssociation, 1),
        (Role::ProvinceAssociation, 2),
        (Role::NationalAnalyst, 4),
    ] {
        let client = app.role(role, app.here).await;
        assert_eq!(walk(&client, "/v1/clubs", 1).await.len(), count, "{role:?}");
        assert_eq!(walk(&client, "/v1/clubs", 200).await.len(), count, "{role:?}");
    }
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    for (path, count) in [
        ("/v1/clubs?q=doi+mau".to_owned(), 1),
        ("/v1/clubs?state=active".to_owned(), 2),
        ("/v1/clubs?state=suspended".to_owned(), 0),
        (format!("/v1/communes/{}/clubs", app.here.commune_code()), 1),
        (format!("/v1/communes/{}/clubs?on=2025-06-30", app.here.split_commune_code()), 1),
        (format!("/v1/districts/{}/clubs?on=2025-06-30", app.here.district_code()), 2),
        (format!("/v1/provinces/{}/clubs?on=2024-01-01", app.here.province_code()), 0),
        (format!("/v1/hamlets/{}/clubs", app.here.other_hamlet), 0),
        (format!("/v1/provinces/{}/clubs", app.there.province_code()), 0),
    ] {
        assert_eq!(walk(&province, &path, 50).await.len(), count, "{path}");
    }
    let two = [
        (Role::ClubChair, Place::Club(ClubId(app.here.club))),
        (Role::CommuneAssociation, Place::Commune(UnitId(app.there.commune))),
    ];
    let both = app.user(app.here.chair_and_branch_head(), &two).await;
    assert_eq!(both.get("/v1/clubs").await.items().len(), 2, "a reach is the union of what one is");
    let edit = json!({ "full_name": "Lý Thị Mẫu", "sex": "female" });
    let reply = both.post(&format!("/v1/clubs/{}/members", app.there.club), edit).await;
    assert_eq!(reply.status, 201, "by the second role");
}

#[actix_web::test]
async fn a_proposed_club_gets_the_next_number_and_its_lines_in_the_log() {
    let app = TestApp::start().await;
    let here = app.here;
    let commune = app.role(Role::CommuneAssociation, here).await;
    let path = format!("/v1/hamlets/{}/clubs", here.hamlet);
    let new = json!({ "name": "CLB Liên thế hệ Mới", "proposed_on": "2026-03-01", "catchment": [here.other_hamlet, here.hamlet] });
    let changes = app.count("changes").await;
    let made = commune.post(&path, new.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.etag(), "\"1\"");
    for (name, value) in [
        ("code", json!(format!("{}-003", here.commune_code()))),
        ("state", json!("proposed")),
        ("state_since", json!("2026-03-01")),
        ("hamlet_id", json!(here.hamlet)),
        ("commune_id", json!(here.commune)),
        ("province_id", json!(here.province)),
        ("district_id", Value::Null),
        ("note", Value::Null),
    ] {
        assert_eq!(made.body[name], value, "{name}");
    }
    assert_eq!(app.count("changes").await, changes + 1 + 2, "the club and each of its hamlets");
    let placed =
        format!("changes where entity = 'placement' and action = 'created' and club_id = '{}'", made.id());
    assert_eq!(app.count(&placed).await, 2);
    let logged = app.rows("select action, entity, entity_id, actor_id, request_id, club_id from changes where entity = 'club' order by seq desc limit 1").await;
    let text = |i: usize| logged[0][i].clone().unwrap();
    assert_eq!([text(0), text(1), text(2)], ["created".to_owned(), "club".into(), made.id().to_string()]);
    assert_eq!([text(3), text(4)], [commune.user.to_string(), made.header("x-request-id").to_owned()]);
    assert_eq!(app.count(&format!("club_placements where club_id = '{}'", made.id())).await, 2);
    assert_eq!(app.count(&format!("club_metrics where club_id = '{}'", made.id())).await, 1);

    let again = commune.post(&path, new.clone()).await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "club_name_taken"));
    let mut far = new.clone();
    far["name"] = json!("CLB Khác");
    far["catchment"] = json!([here.far_hamlet]);
    assert_eq!(commune.post(&path, far.clone()).await.code(), "hamlet_of_another_commune");
    far["catchment"] = json!([]);
    far["id"] = json!(made.id());
    assert_eq!(commune.post(&path, far.clone()).await.code(), "id_taken");
    far["id"] = Value::Null;
    let next = commune.post(&path, far).await;
    assert_eq!(next.body["code"], json!(format!("{}-004", here.commune_code())), "{}", next.body);

    let elsewhere = app.role(Role::CommuneAssociation, app.there).await;
    let hidden = elsewhere.post(&path, new).await;
    assert_eq!((hidden.status.as_u16(), hidden.code()), (404, "not_found"));
}

#[actix_web::test]
async fn a_patch_sets_leaves_and_clears() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}", app.here.club);
    let before = chair.get(&path).await;
    let patch = json!({ "meeting_day": 20, "note": null });
    let after = chair.patch(&path, &before.etag(), patch).await;
    assert_eq!((after.status.as_u16(), after.etag().as_str()), (200, "\"2\""));
    let mut expected = before.body.clone();
    expected["meeting_day"] = json!(20);
    expected["note"] = Value::Null;
    expected["version"] = json!(2);
    expected["updated_at"] = after.body["updated_at"].clone();
    assert_eq!(after.body, expected, "nothing else moved");
    let difference: Value =
        serde_json::from_str(&app.text("select difference from changes order by seq desc limit 1").await)
            .unwrap();
    assert_eq!(
        difference,
        json!({ "set": { "meeting_day": 20 }, "was": { "meeting_day": 17 }, "hidden": ["note"] })
    );
    let stale = chair.patch(&path, &before.etag(), json!({ "meeting_day": 1 })).await;
    assert_eq!((stale.code(), &stale.body["current_etag"]), ("version_changed", &json!("\"2\"")));
    let unchanged =
        chair.send(actix_web::http::Method::GET, &path, None, &[("If-None-Match", &after.etag())]).await;
    assert_eq!((unchanged.status.as_u16(), unchanged.bytes.len()), (304, 0));

    let elsewhere = app.role(Role::ClubChair, app.there).await;
    let hidden = elsewhere.patch(&path, &after.etag(), json!({ "meeting_day": 1 })).await;
    assert_eq!((hidden.status.as_u16(), hidden.code()), (404, "not_found"));
}
