//! Organisations, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn organisations_are_read_in_reach_and_above_and_nowhere_else() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let ids = |rows: Vec<serde_json::Value>| rows.iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    let all = ids(walk(&commune, "/v1/organisations", 1).await);
    for seen in [app.here.branch, app.here.commune_association, app.here.province_association] {
        assert!(all.contains(&json!(seen)), "{all:?}");
    }
    assert_eq!(all.len(), 3);
    let of_commune = commune.get(&format!("/v1/units/{}/organisations", app.here.commune)).await;
    assert_eq!(of_commune.items()[0]["id"], json!(app.here.commune_association));
    let before = commune.get("/v1/organisations?on=2025-06-30&level=commune").await;
    assert!(before.items().is_empty(), "it did not stand yet");
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(ids(walk(&chair, "/v1/organisations", 50).await).len(), 3, "those above the club");
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    let hidden = stranger.get(&format!("/v1/organisations/{}", app.here.branch)).await;
    let absent = stranger.get(&format!("/v1/organisations/{}", app.here.member)).await;
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
}

#[actix_web::test]
async fn of_a_kind_there_is_one_at_a_place_and_it_goes_over_into_another() {
    let app = TestApp::start().await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let new = json!({ "kind": "social_office", "unit_id": app.here.province, "name": "Sở mẫu cũ", "valid_from": "2024-01-01" });
    let key = [("Idempotency-Key", "the-office-of-the-province")];
    let made = province.send(Method::POST, "/v1/organisations", Some(new.clone()), &key).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let again = province.send(Method::POST, "/v1/organisations", Some(new.clone()), &key).await;
    assert_eq!(again.body, made.body);
    assert_eq!(province.post("/v1/organisations", new.clone()).await.code(), "organisation_taken");
    assert_eq!(app.count("changes where entity = 'organisation'").await, 1);

    let path = format!("/v1/organisations/{}", made.id());
    let over = json!({ "effective_on": "2025-03-01", "name": "Sở mẫu mới", "legal_document": "QĐ 1" });
    let next = province.post_if(&format!("{path}/succession"), &made.etag(), over.clone()).await;
    assert_eq!(
        (next.status.as_u16(), &next.body["valid_from"]),
        (201, &json!("2025-03-01")),
        "{}",
        next.body
    );
    let old = province.get(&path).await;
    assert_eq!((&old.body["valid_to"], &old.body["successor_id"]), (&json!("2025-02-28"), &next.body["id"]));
    let stale = province.post_if(&format!("{path}/succession"), &made.etag(), over.clone()).await;
    assert_eq!(stale.status, 412);
    let twice = province.post_if(&format!("{path}/succession"), &old.etag(), over).await;
    assert_eq!(twice.code(), "organisation_has_ended");

    for (body, wrong) in [
        (json!({ "kind": "ministry", "unit_id": app.here.commune, "name": "Bộ" }), ("/kind", "not_here")),
        (json!({ "kind": "club", "unit_id": app.here.hamlet, "name": "CLB" }), ("/kind", "not_here")),
    ] {
        assert_eq!(province.post("/v1/organisations", body).await.errors(), [wrong]);
    }
    let nation = json!({ "kind": "ministry", "name": "Bộ mẫu" });
    assert_eq!(province.post("/v1/organisations", nation.clone()).await.code(), "above_own_role");
    let national = app.role(Role::NationalAssociation, app.here).await;
    assert_eq!(national.post("/v1/organisations", nation).await.status, 201);
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post("/v1/organisations", json!({})).await.code(), "forbidden");
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.post("/v1/organisations", new).await.status, 404);
    assert_eq!(stranger.patch(&path, &old.etag(), json!({ "name": "Khác" })).await.status, 404);
}

#[actix_web::test]
async fn a_deputy_acts_for_another_while_she_is_away_and_no_longer() {
    let app = TestApp::start().await;
    let administrator = app.role(Role::UserAdministrator, app.here).await;
    let absent = app.here.assignment(Role::CommuneAssociation);
    let deputy = app.here.user(Role::CommuneCommittee);
    let path = format!("/v1/assignments/{absent}/deputies");
    let body = |user, from: &str, to: &str| json!({ "user_id": user, "valid_from": from, "valid_to": to, "reason": "Nghỉ phép" });
    let made = administrator.post(&path, body(deputy.0, "2026-11-20", "2026-11-30")).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.body["role"], json!("commune_association"));
    assert_eq!(made.body["acting_for"], json!(app.here.user(Role::CommuneAssociation)));
    assert_eq!(
        app.count("changes where entity = 'assignment' and difference::text like '%acting_for%'").await,
        1
    );
    assert_eq!(
        administrator.post(&path, body(deputy.0, "2026-12-31", "2026-12-01")).await.errors(),
        [("/valid_to", "date_order")]
    );
    let herself = app.here.user(Role::CommuneAssociation);
    assert_eq!(
        administrator.post(&path, body(herself.0, "2026-12-01", "2026-12-02")).await.code(),
        "deputy_above_absent"
    );
    let of_deputy = format!("/v1/assignments/{}/deputies", made.id());
    let third = app.here.user(Role::CommuneSocialOfficer);
    assert_eq!(
        administrator.post(&of_deputy, body(third.0, "2026-11-21", "2026-11-22")).await.code(),
        "deputy_above_absent"
    );
    // her right ends, and with it the deputy's
    let one = format!("/v1/assignments/{absent}");
    let etag = administrator.etag(&one).await;
    let end = json!({ "last_day": "2026-11-21", "reason": "Thôi giữ" });
    assert_eq!(administrator.post_if(&format!("{one}/ending"), &etag, end).await.status, 201);
    let left = administrator.get(&format!("/v1/assignments/{}", made.id())).await;
    assert_eq!(left.body["valid_to"], json!("2026-11-21"));
    let told = format!(
        "changes where entity = 'assignment' and action = 'ended' and entity_id = '{}' and version = {}
            and difference -> 'set' ->> 'valid_to' = '2026-11-21'",
        made.id(),
        left.body["version"]
    );
    assert_eq!(app.count(&told).await, 1, "the database says so too");
    let stranger = app.role(Role::UserAdministrator, app.there).await;
    assert_eq!(stranger.post(&path, body(deputy.0, "2026-11-20", "2026-11-30")).await.status, 404);
}
