//! Documents, through the whole application.

use crate::support::TestApp;
use crate::support::world::Site;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn new() -> Value {
    json!({ "programme": "1648", "kind": "plan", "title": "Kế hoạch của xóm", "issuer": "Chi hội xóm",
        "duties": [{ "organisation": "Chi hội", "organisation_kind": "association", "level": "hamlet", "role": "lead",
            "duty": "Chủ trì" }],
        "reporting": [{ "reporter": "Chi hội", "reporter_kind": "association", "recipient": "Hội xã",
            "recipient_kind": "association", "frequencies": ["yearly"] }] })
}
fn in_hamlet(site: Site) -> String {
    format!("/v1/units/{}/documents", site.hamlet)
}

#[actix_web::test]
async fn a_plan_is_read_above_and_below_its_place_and_nowhere_else() {
    let app = TestApp::start().await;
    let province = format!("/v1/documents/{}", app.here.issued_plan);
    let hamlet = format!("/v1/documents/{}", app.here.document);
    for role in [Role::ClubTreasurer, Role::CommunePartner, Role::ProvinceAssociation, Role::NationalAnalyst]
    {
        let caller = app.role(role, app.here).await;
        assert_eq!(caller.get(&province).await.body["completeness"], "full", "{role:?}");
        assert_eq!(caller.get(&hamlet).await.body["missing"], json!(["number", "issued_on", "signatory"]));
        let all = walk(&caller, "/v1/documents?programme=1648", 50).await;
        assert!(all.iter().any(|one| one["id"] == json!(app.here.issued_plan)), "{role:?}");
        assert_eq!(walk(&caller, "/v1/documents?programme=1648", 1).await, all);
    }
    for role in [Role::ClubTreasurer, Role::CommunePartner, Role::ProvinceAssociation] {
        let stranger = app.role(role, app.there).await;
        let absent = stranger.get(&format!("/v1/documents/{}", app.here.member)).await;
        for hidden in [&province, &hamlet] {
            let hidden = stranger.get(hidden).await;
            assert_eq!(
                (hidden.status.as_u16(), hidden.without_request_id()),
                (404, absent.without_request_id())
            );
        }
        let all = walk(&stranger, "/v1/documents", 50).await;
        assert!(all.iter().all(|one| one["id"] != json!(app.here.issued_plan)), "{role:?}");
        assert_eq!(stranger.get(&in_hamlet(app.here)).await.status, 404);
    }
}

#[actix_web::test]
async fn what_a_place_was_before_the_reform_keeps_its_plans() {
    let app = TestApp::start().await;
    let (old, id) = (app.here.old_commune, app.here.care_visit);
    app.rows(&format!(
        "insert into documents (id, programme_id, kind, title, issuer, level, unit_id, known_from, state, state_since,
            drawn_up_by)
         select '{id}', id, 'plan', 'Kế hoạch cũ', 'UBND xã cũ', 'commune', '{old}', 'text', 'issued', '2024-04-10', '{old}'
           from programmes where code = '1336'"
    ))
    .await;
    let list = format!("/v1/units/{old}/documents?on=2024-05-01");
    for role in [Role::CommuneAssociation, Role::ClubChair] {
        let here = app.role(role, app.here).await;
        assert_eq!(here.get(&format!("/v1/documents/{id}")).await.status, 200, "{role:?}");
    }
    let association = app.role(Role::CommuneAssociation, app.here).await;
    assert_eq!(association.get(&list).await.items().len(), 1);
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.get(&list).await.status, 404);
    assert_eq!(stranger.get(&format!("/v1/documents/{id}")).await.status, 404);
}

#[actix_web::test]
async fn a_document_is_entered_once_with_what_it_says() {
    let app = TestApp::start().await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let mut new = new();
    new["based_on"] = json!([app.here.issued_plan]);
    let key = [("Idempotency-Key", "the-plan-of-the-hamlet")];
    let path = in_hamlet(app.here);
    let made = association.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!((&made.body["state"], &made.body["level"]), (&json!("draft"), &json!("hamlet")));
    assert_eq!(made.body["duties"][0]["role"], "lead");
    assert_eq!(made.body["based_on"], json!([app.here.issued_plan]));
    assert_eq!(app.count("changes where entity = 'document' and action = 'created'").await, 1);
    let again = association.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((again.body, app.count("documents").await), (made.body, 5));
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.post(&path, new.clone()).await.status, 404);
    let theirs = stranger.post(&in_hamlet(app.there), new).await;
    assert_eq!(theirs.errors(), [("/based_on/0", "unknown_document")]);
}

#[actix_web::test]
async fn a_document_is_refused_by_role_then_by_field() {
    let app = TestApp::start().await;
    let path = in_hamlet(app.here);
    let partner = app.role(Role::CommunePartner, app.here).await;
    assert_eq!(partner.post(&path, json!({})).await.code(), "forbidden");
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let census = app.census().await;
    for (name, value, wrong) in [
        ("programme", json!("9999"), ("/programme", "unknown_programme")),
        ("kind", json!("letter"), ("/kind", "choice")),
        ("issued_on", json!("2026-11-23"), ("/issued_on", "date_in_future")),
        ("title", json!(null), ("/title", "not_null")),
        ("number_of_pages", json!(3), ("/number_of_pages", "unknown_field")),
    ] {
        let mut body = new();
        body[name] = value;
        assert_eq!(association.post(&path, body).await.errors(), [wrong]);
    }
    let mut backwards = new();
    (backwards["period_from"], backwards["period_to"]) = (json!("2026-01-01"), json!("2025-12-31"));
    assert_eq!(association.post(&path, backwards).await.errors(), [("/period_to", "date_order")]);
    let mut of_a_club = new();
    of_a_club["duties"][0]["level"] = json!("club");
    assert_eq!(association.post(&path, of_a_club).await.errors(), [("/duties/0/level", "choice")]);
    assert_eq!(app.census().await, census);
}

#[actix_web::test]
async fn no_document_rests_on_itself_however_far_round() {
    let app = TestApp::start().await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let mut ids = vec![];
    for _ in 0..3 {
        let mut new = new();
        new["based_on"] = json!(ids.last().into_iter().collect::<Vec<&Value>>());
        let made = association.post(&in_hamlet(app.here), new).await;
        assert_eq!(made.status, 201, "{}", made.body);
        ids.push(made.body["id"].clone());
    }
    let first = format!("/v1/documents/{}", ids[0].as_str().unwrap());
    for wrong in [&ids[2], &ids[0]] {
        let round = association.patch(&first, "\"1\"", json!({ "based_on": [wrong] })).await;
        assert_eq!(round.code(), "document_cycle", "{}", round.body);
    }
    let middle = association.get(&format!("/v1/documents/{}", ids[1].as_str().unwrap())).await;
    assert_eq!((&middle.body["based_on"], &middle.body["followed_by"]), (&json!([ids[0]]), &json!([ids[2]])));
}

#[actix_web::test]
async fn a_document_is_issued_by_another_and_then_only_completed() {
    let app = TestApp::start().await;
    let path = format!("/v1/documents/{}", app.here.document);
    let steps = format!("{path}/steps");
    let committee = app.role(Role::CommuneCommittee, app.here).await;
    let issue = json!({ "state": "issued", "on": "2026-11-20", "number": "5/KH" });
    let future = json!({ "state": "issued", "on": "2026-11-23" });
    assert_eq!(committee.post_if(&steps, "\"1\"", future).await.errors(), [("/on", "date_in_future")]);
    let early = json!({ "state": "expired", "on": "2026-11-20" });
    assert_eq!(committee.post_if(&steps, "\"1\"", early).await.code(), "document_state_refuses");
    let issued = committee.post_if(&steps, "\"1\"", issue.clone()).await;
    assert_eq!((issued.status.as_u16(), &issued.body["number"]), (201, &json!("5/KH")), "{}", issued.body);
    assert_eq!(committee.post_if(&steps, "\"1\"", issue).await.status, 412);
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let added = association.patch(&path, &issued.etag(), json!({ "signatory": "Người Ký Mẫu" })).await;
    assert_eq!((added.status.as_u16(), &added.body["completeness"]), (200, &json!("full")), "{}", added.body);
    let late = association.patch(&path, &added.etag(), json!({ "title": "Khác" })).await;
    assert_eq!(late.code(), "document_state_refuses");
    let replaced = |by: Value| json!({ "state": "replaced", "on": "2026-11-21", "by": by });
    let refused = committee.post_if(&steps, &added.etag(), replaced(Value::Null)).await;
    assert_eq!(refused.errors(), [("/by", "required")]);
    let theirs = committee.post_if(&steps, &added.etag(), replaced(json!(app.there.issued_plan))).await;
    assert_eq!(theirs.errors(), [("/by", "unknown_document")]);
    let done = committee.post_if(&steps, &added.etag(), replaced(json!(app.here.issued_plan))).await;
    assert_eq!((done.status.as_u16(), &done.body["state"]), (201, &json!("replaced")), "{}", done.body);
    let stranger = app.role(Role::CommuneCommittee, app.there).await;
    assert_eq!(stranger.post_if(&steps, &done.etag(), replaced(Value::Null)).await.status, 404);
}

#[actix_web::test]
async fn nobody_issues_what_she_drew_up() {
    let app = TestApp::start().await;
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let made = nation.post("/v1/documents", new()).await;
    assert_eq!((made.status.as_u16(), &made.body["unit_id"]), (201, &Value::Null), "{}", made.body);
    let steps = format!("/v1/documents/{}/steps", made.body["id"].as_str().unwrap());
    let issue = json!({ "state": "issued", "on": "2026-11-20" });
    assert_eq!(nation.post_if(&steps, &made.etag(), issue.clone()).await.code(), "issued_by_its_author");
    let colleague = app.role(Role::NationalAssociation, app.there).await;
    assert_eq!(colleague.post_if(&steps, &made.etag(), issue).await.status, 201);
    let path = steps.trim_end_matches("/steps");
    assert_eq!(
        app.role(Role::ClubChair, app.there).await.get(path).await.status,
        200,
        "the nation's bind all"
    );
    let province = app.role(Role::ProvinceCommittee, app.here).await;
    let theirs = province.post_if(&steps, "\"2\"", json!({ "state": "expired", "on": "2026-11-20" })).await;
    assert_eq!(theirs.status, 404, "and are nobody else's to end");
}
