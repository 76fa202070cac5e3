//! What was found of somebody at a health day, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn found(conclusion: &str) -> Value {
    json!({ "systolic": 128, "diastolic": 82, "weight_g": 52_500, "conclusion": conclusion })
}
fn of(member: impl serde::Serialize, found: &Value) -> Value {
    json!({ "results": [{ "member_id": member, "found": found }] })
}

#[actix_web::test]
async fn results_are_recorded_once_sealed_and_answered_with_versions_only() {
    let app = TestApp::start().await;
    let here = app.here;
    let path = format!("/v1/health-events/{}/results", here.held_health_event);
    let station = app.role(Role::CommuneHealthStation, here).await;
    let key = [("Idempotency-Key", "the-results-of-a-day")];
    let body = of(here.plain_member, &found("Sức khỏe loại II"));
    let made = station.send(Method::POST, &path, Some(body.clone()), &key).await;
    assert_eq!(
        (made.status.as_u16(), &made.body["results"][0]["version"]),
        (201, &json!(1)),
        "{}",
        made.body
    );
    assert!(!made.body.to_string().contains("loại"), "{}", made.body);
    let again = station.send(Method::POST, &path, Some(body.clone()), &key).await;
    assert_eq!((again.body, app.count("health_results").await), (made.body, 3));
    assert_eq!(station.post(&path, body.clone()).await.code(), "health_result_recorded");
    assert_eq!(app.count("changes where entity = 'health_result' and action = 'created'").await, 1);

    let officer = app.role(Role::ClubHealthOfficer, here).await;
    let list = format!("/v1/members/{}/health-results", here.plain_member);
    let shown = officer.get(&list).await;
    assert_eq!(shown.items()[0]["found"]["conclusion"], "Sức khỏe loại II");
    assert_eq!(app.count("personal_data_reads where tier = 3").await, 1);
    let one = format!("{path}/{}", here.plain_member);
    let replaced = officer.put(&one, "\"1\"", found("Sức khỏe loại III")).await;
    assert_eq!((replaced.status.as_u16(), replaced.etag().as_str()), (200, "\"2\""), "{}", replaced.body);
    assert!(!replaced.body.to_string().contains("loại"), "{}", replaced.body);
    assert_eq!(officer.put(&one, "\"1\"", found("x")).await.code(), "version_changed");
    assert_eq!(walk(&station, &list, 1).await[0]["found"]["conclusion"], "Sức khỏe loại III");
    let stranger = app.role(Role::CommuneHealthStation, app.there).await;
    for refused in [
        stranger.get(&list).await,
        stranger.put(&one, "\"2\"", found("x")).await,
        stranger.post(&path, body).await,
    ] {
        assert_eq!(refused.status, 404);
    }
}

#[actix_web::test]
async fn nothing_is_recorded_of_whoever_did_not_come_or_has_not_consented() {
    let app = TestApp::start().await;
    let here = app.here;
    let path = format!("/v1/health-events/{}/results", here.held_health_event);
    let station = app.role(Role::CommuneHealthStation, here).await;
    let census = app.census().await;
    for who in [here.applicant, here.borrower, app.there.plain_member] {
        let refused = station.post(&path, of(who, &found("x"))).await;
        assert_eq!(refused.errors(), [("/results/0/member_id", "not_invited")]);
    }
    let planned = format!("/v1/health-events/{}/results", here.health_event);
    let early = station.post(&planned, of(here.plain_member, &found("x"))).await;
    assert_eq!(early.code(), "health_event_refuses", "nothing is found before it is reported");
    let twice = json!({ "results": [{ "member_id": here.plain_member, "found": found("x") }, { "member_id": here.plain_member, "found": found("x") }] });
    assert_eq!(station.post(&path, twice).await.errors(), [("/results/1/member_id", "repeated")]);
    for (name, value, code) in [
        ("systolic", json!(301), "range"),
        ("diastolic", json!(128), "range"), // not below the upper one
        ("vision_left", json!(-1), "range"),
        ("conclusion", json!(""), "length"),
        ("blood", json!("A"), "unknown_field"),
    ] {
        let mut wrong = found("x");
        wrong[name] = value;
        let refused = station.post(&path, of(here.plain_member, &wrong)).await;
        assert_eq!(refused.errors(), [(format!("/results/0/found/{name}").as_str(), code)]);
    }
    assert_eq!(station.post(&path, json!({ "results": [] })).await.errors(), [("/results", "length")]);
    assert_eq!(app.census().await, census);
    app.rows("update consents set withdrawn_on = '2026-11-01' where purpose = 'health_data'").await;
    let refused = station.post(&path, of(here.plain_member, &found("x"))).await;
    assert_eq!((refused.code(), &refused.body["members"]), ("consent_missing", &json!([here.plain_member])));
    let one = format!("{path}/{}", here.member);
    assert_eq!(station.put(&one, "\"1\"", found("x")).await.code(), "consent_missing");
    let stranger = app.role(Role::ClubHealthOfficer, app.there).await;
    assert_eq!(stranger.post(&path, of(here.plain_member, &found("x"))).await.status, 404);
}

#[actix_web::test]
async fn results_are_for_the_station_the_named_officer_and_herself() {
    let app = TestApp::start().await;
    let here = app.here;
    let list = format!("/v1/members/{}/health-results", here.member);
    let record = format!("/v1/health-events/{}/results", here.held_health_event);
    for role in [
        Role::CommuneFinanceOfficer,
        Role::ClubChair,
        Role::ClubViceChair,
        Role::ClubSecretary,
        Role::ClubBookkeeper,
        Role::ClubBoardMember,
        Role::CommuneAssociation,
        Role::CommuneSocialOfficer,
        Role::ProvinceHealthDepartment,
        Role::Auditor,
    ] {
        let caller = app.role(role, here).await;
        assert_eq!(caller.get(&list).await.code(), "forbidden", "{role:?}");
        assert_eq!(caller.post(&record, json!({})).await.code(), "forbidden", "{role:?}");
    }
    let member = app.role(Role::Member, here).await;
    let own = member.get("/v1/me/health-results").await;
    assert_eq!(own.items()[0]["found"]["conclusion"], "Kết luận mẫu");
    assert_eq!(own.items()[0]["held_on"], "2026-10-10");
    let stranger = app.role(Role::ClubHealthOfficer, app.there).await;
    let hidden = stranger.get(&list).await;
    let absent = stranger.get(&format!("/v1/members/{}/health-results", here.club)).await;
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
}
