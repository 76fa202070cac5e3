//! Referrals, through the whole application.

use crate::care::care_cases::another;
use crate::support::TestApp;
use crate::support::document::operations;
use crate::support::world::Site;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::{Level, Role};
use serde_json::{Value, json};
use strum::IntoEnumIterator;

const FOUND: &str = "CHIM-HOÀNG-YẾN 150/90";
const NOTED: &str = "CHIM-SẺ đau lưng";

fn one(site: Site) -> String {
    format!("/v1/referrals/{}", site.referral)
}
fn sent(site: Site) -> String {
    format!("/v1/care-cases/{}/referrals", site.care_case)
}
fn new() -> Value {
    json!({ "referred_on": "2026-11-20", "urgency": "urgent", "reason": "Khó thở từ sáng." })
}

#[actix_web::test]
async fn referrals_are_read_in_reach_and_why_one_at_a_time() {
    let app = TestApp::start().await;
    let here = app.here;
    let station = app.role(Role::CommuneHealthStation, here).await;
    let (of_club, of_commune) =
        (format!("/v1/clubs/{}/referrals", here.club), format!("/v1/units/{}/referrals", here.commune));
    let by_code = format!("/v1/units/{}/referrals", here.commune_code());
    for path in [&of_club, &of_commune, &by_code] {
        let all = station.get(path).await;
        assert_eq!(all.items().len(), 1, "{path}");
        assert_eq!(all.items()[0]["full_name"], "Lê Văn Mẫu");
        assert!(all.items()[0].get("reason").is_none());
        assert_eq!(station.get(&format!("{path}?state=seen")).await.body["items"], json!([]));
    }
    assert_eq!(app.count("personal_data_reads").await, 0);
    assert_eq!(app.count("data_read_batches where kinds = '{referral}' and rows = 1").await, 3);
    let officer = app.role(Role::CommuneSocialOfficer, here).await;
    assert_eq!(officer.get(&one(here)).await.body["reason"], "Huyết áp cao mẫu.");
    assert_eq!(app.count("personal_data_reads where tier = 3").await, 1);
    let volunteer = app.role(Role::Volunteer, here).await;
    assert_eq!(volunteer.get(&one(here)).await.status, 200);
    assert_eq!(volunteer.get(&of_commune).await.status, 404, "a unit is for those who stand there");
    let stranger = app.role(Role::CommuneHealthStation, app.there).await;
    for (hidden, absent) in [
        (one(here), format!("/v1/referrals/{}", here.member)),
        (format!("{}/result", one(here)), format!("/v1/referrals/{}/result", here.member)),
        (of_club, format!("/v1/clubs/{}/referrals", here.member)),
        (of_commune, format!("/v1/units/{}/referrals", here.member)),
    ] {
        stranger.cannot_tell(&hidden, &absent).await;
    }
}

#[actix_web::test]
async fn a_volunteer_sends_those_for_whom_she_cares_and_sees_no_others() {
    let app = TestApp::start().await;
    let here = app.here;
    let volunteer = app.role(Role::Volunteer, here).await;
    let key = [("Idempotency-Key", "to-the-health-station")];
    let mut body = new();
    body["visit_id"] = json!(here.care_visit);
    let made = volunteer.send(Method::POST, &sent(here), Some(body.clone()), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["state"]), (201, &json!("sent")), "{}", made.body);
    assert_eq!(volunteer.send(Method::POST, &sent(here), Some(body), &key).await.body, made.body);
    assert_eq!(app.count("changes where entity = 'referral'").await, 1);
    let difference = app.text("select difference::text from changes").await;
    assert!(difference.contains("reason") && !difference.contains("Khó thở"), "{difference}");
    let list = format!("/v1/clubs/{}/referrals", here.club);
    let all = walk(&volunteer, &list, 50).await;
    assert_eq!((all.len(), &all[0]["referred_on"]), (2, &json!("2026-11-20")), "newest first");
    assert_eq!(walk(&volunteer, &list, 1).await, all);

    let chair = app.role(Role::ClubChair, here).await;
    let other = another(&chair, here).await;
    let census = app.census().await;
    for (name, value, wrong) in [
        ("referred_on", json!("2026-11-23"), ("/referred_on", "date_in_future")),
        ("urgency", json!("now"), ("/urgency", "choice")),
        ("reason", json!(""), ("/reason", "length")),
        ("visit_id", json!(app.there.care_visit), ("/visit_id", "not_here")),
    ] {
        let mut body = new();
        body[name] = value;
        assert_eq!(volunteer.post(&sent(here), body).await.errors(), [wrong]);
    }
    let path = format!("/v1/care-cases/{other}/referrals");
    assert_eq!(chair.post(&path, new()).await.code(), "care_state_refuses", "it has not begun");
    assert_eq!(volunteer.post(&path, new()).await.status, 404);
    let station = app.role(Role::CommuneHealthStation, here).await;
    assert_eq!(station.post(&sent(here), json!({ "nonsense": 1 })).await.code(), "forbidden");
    let stranger = app.role(Role::Volunteer, app.there).await;
    assert_eq!(stranger.post(&sent(here), new()).await.status, 404);
    assert_eq!(app.census().await, census);
    // a referral of a case that is another's
    app.rows(&format!(
        "update referrals set case_id = '{other}', visit_id = null where id = '{}'",
        here.referral
    ))
    .await;
    let absent = volunteer.get(&format!("/v1/referrals/{}", here.member)).await;
    let hidden = volunteer.get(&one(here)).await;
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
    assert_eq!(walk(&volunteer, &list, 50).await.len(), 1);
    let path = format!("{}/withdrawal", one(here));
    let take_back = volunteer.post_if(&path, "\"1\"", json!({ "on": "2026-11-21" }));
    assert_eq!(take_back.await.status, 404);
}

#[actix_web::test]
async fn the_health_station_answers_and_what_is_settled_stays_so() {
    let app = TestApp::start().await;
    let here = app.here;
    let station = app.role(Role::CommuneHealthStation, here).await;
    let path = format!("{}/answer", one(here));
    for (body, wrong) in [
        (json!({ "state": "sent", "on": "2026-11-20" }), ("/state", "choice")),
        (json!({ "state": "seen", "on": "2026-11-23" }), ("/on", "date_in_future")),
        (json!({ "state": "seen", "on": "2026-11-11" }), ("/on", "date_order")),
        (json!({ "state": "declined", "on": "2026-11-20", "result": "x" }), ("/result", "not_here")),
        (
            json!({ "state": "seen", "on": "2026-11-20", "appointment_on": "2026-11-25" }),
            ("/appointment_on", "not_here"),
        ),
        (
            json!({ "state": "accepted", "on": "2026-11-20", "appointment_on": "2026-11-19" }),
            ("/appointment_on", "date_order"),
        ),
    ] {
        assert_eq!(station.post_if(&path, "\"1\"", body).await.errors(), [wrong]);
    }
    let accepted = json!({ "state": "accepted", "on": "2026-11-20", "appointment_on": "2026-11-25" });
    let accepted = station.post_if(&path, "\"1\"", accepted).await;
    assert_eq!(
        (accepted.status.as_u16(), &accepted.body["appointment_on"]),
        (201, &json!("2026-11-25")),
        "{}",
        accepted.body
    );
    assert_eq!(accepted.body["answered_by"], json!(station.user));
    let seen = json!({ "state": "seen", "on": "2026-11-21", "result": FOUND });
    assert_eq!(station.post_if(&path, "\"1\"", seen.clone()).await.code(), "version_changed");
    let after = station.post_if(&path, &accepted.etag(), seen.clone()).await;
    assert_eq!(
        [&after.body["state"], &after.body["has_result"], &after.body["appointment_on"]],
        [&json!("seen"), &json!(true), &json!("2026-11-25")]
    );
    let again = station.post_if(&path, &after.etag(), seen.clone()).await;
    assert_eq!((again.code(), &again.body["state"]), ("referral_state_refuses", &json!("seen")));
    let chair = app.role(Role::ClubChair, here).await;
    let back = format!("{}/withdrawal", one(here));
    let late = chair.post_if(&back, &after.etag(), json!({ "on": "2026-11-22" })).await;
    assert_eq!(late.code(), "referral_state_refuses");
    assert_eq!(chair.post_if(&path, &after.etag(), json!({ "nonsense": 1 })).await.code(), "forbidden");
    assert_eq!(app.count("changes where entity = 'referral' and action = 'answered'").await, 2);

    let other = chair.post(&sent(here), new()).await;
    let back = format!("/v1/referrals/{}/withdrawal", other.id());
    let gone = chair.post_if(&back, &other.etag(), json!({ "on": "2026-11-21" })).await;
    assert_eq!((gone.status.as_u16(), &gone.body["state"]), (201, &json!("withdrawn")), "{}", gone.body);
    let stranger = app.role(Role::CommuneHealthStation, app.there).await;
    assert_eq!(stranger.post_if(&path, &after.etag(), seen).await.status, 404);
}

#[actix_web::test]
async fn what_was_found_is_for_the_health_roles_alone_and_stands_in_one_reply() {
    let app = TestApp::start().await;
    let here = app.here;
    let station = app.role(Role::CommuneHealthStation, here).await;
    let volunteer = app.role(Role::Volunteer, here).await;
    let key = [("Idempotency-Key", "what-was-found-there"), ("If-Match", "\"1\"")];
    let seen = json!({ "state": "seen", "on": "2026-11-21", "result": FOUND });
    let path = format!("{}/answer", one(here));
    for _twice in 0..2 {
        let answered = station.send(Method::POST, &path, Some(seen.clone()), &key).await;
        assert_eq!(answered.status, 201, "{}", answered.body);
        assert!(!answered.body.to_string().contains("CHIM"), "{}", answered.body);
    }
    let visit = json!({ "visited_on": "2026-11-21", "minutes": 30, "services": ["company"], "volunteers": [here.volunteer], "note": NOTED });
    let noted = volunteer.post(&format!("/v1/care-cases/{}/visits", here.care_case), visit).await;
    assert!(noted.status == 201 && !noted.body.to_string().contains("CHIM"), "{}", noted.body);

    let (mut found, mut read, mut asked) = (vec![], vec![], 0);
    for role in Role::iter() {
        let caller = app.role(role, here).await;
        for operation in
            operations().iter().filter(|o| o.said["tags"][0] == "care" && o.method == Method::GET)
        {
            let reply = operation.call(&caller, here, None).await;
            let text = String::from_utf8_lossy(&reply.bytes);
            if text.contains(FOUND) {
                found.push((operation.id.clone(), role));
            }
            if text.contains(NOTED) {
                read.push((operation.id.clone(), role));
            }
            asked += 1;
        }
    }
    assert!(asked > 250, "{asked}: the test has gone blind");
    let alone = [Role::ClubHealthOfficer, Role::CommuneHealthStation];
    assert_eq!(found, alone.map(|role| ("find_referral_result".to_owned(), role)));
    assert!(read.iter().all(|(operation, _)| operation == "list_care_visits"), "{read:?}");
    assert!(read.iter().any(|(_, role)| *role == Role::Volunteer), "{read:?}");
    assert!(read.iter().all(|(_, role)| matches!(role.levels().first(), Some(Level::Club | Level::Commune))));
    let auditor = app.role(Role::Auditor, here).await;
    let log = auditor.get("/v1/changes").await;
    assert!(!log.body.to_string().contains("CHIM"), "{}", log.body);
    for table in ["changes", "idempotency_keys", "referrals", "personal_data_reads"] {
        let rows = app.rows(&format!("select t::text from {table} t")).await;
        assert!(!rows.is_empty() && !format!("{rows:?}").contains("CHIM"), "{table}");
    }
    // sealed for this row: moved to another, it does not open
    let read = format!("personal_data_reads where user_id = '{}'", station.user);
    let before = app.count(&read).await;
    assert_eq!(station.get(&format!("{}/result", one(here))).await.body["result"], FOUND);
    assert_eq!(app.count(&read).await, before + 1);
    let stranger = app.role(Role::ClubHealthOfficer, app.there).await;
    assert_eq!(stranger.get(&format!("{}/result", one(here))).await.status, 404);
    assert_eq!(stranger.get(&format!("{}/result", one(app.there))).await.body["result"], json!(null));
}
