//! Visits, through the whole application.

use crate::care::care_cases::another;
use crate::support::TestApp;
use crate::support::world::Site;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn path(site: Site) -> String {
    format!("/v1/care-cases/{}/visits", site.care_case)
}
fn visit(site: Site, on: &str) -> Value {
    json!({
        "visited_on": on, "starts_at": "14:00:00", "minutes": 45, "services": ["company", "blood_pressure"],
        "volunteers": [site.volunteer], "note": "Huyết áp ổn định.", "recorded_at": "2026-11-20T08:00:00Z",
    })
}

#[actix_web::test]
async fn a_visit_is_recorded_once_and_the_next_is_reckoned_from_it() {
    let app = TestApp::start().await;
    let here = app.here;
    let volunteer = app.role(Role::Volunteer, here).await;
    let key = [("Idempotency-Key", "from-the-telephone")];
    let new = visit(here, "2026-11-20");
    let made = volunteer.send(Method::POST, &path(here), Some(new.clone()), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["warnings"]), (201, &json!([])), "{}", made.body);
    assert_eq!((&made.body["starts_at"], made.body.get("note")), (&json!("14:00:00"), None));
    assert_eq!(volunteer.send(Method::POST, &path(here), Some(new), &key).await.body, made.body);
    assert_eq!(app.count("changes where entity = 'care_visit'").await, 1);
    let difference = app.text("select difference::text from changes").await;
    assert!(difference.contains("note") && !difference.contains("ổn định"), "{difference}");
    let case = volunteer.get(&format!("/v1/care-cases/{}", here.care_case)).await;
    assert_eq!(
        [&case.body["last_visit_on"], &case.body["next_due_on"]],
        [&json!("2026-11-20"), &json!("2026-11-27")]
    );
    let counted = format!("select care_visits from activity_metrics where club_id = '{}'", here.club);
    assert_eq!(app.text(&counted).await, "2");
    // what came later is entered; the last visit stays the last
    assert_eq!(volunteer.post(&path(here), visit(here, "2026-11-15")).await.status, 201);
    let case = volunteer.get(&format!("/v1/care-cases/{}", here.care_case)).await;
    assert_eq!(case.body["last_visit_on"], "2026-11-20");
    let before = app.count("personal_data_reads").await;
    let all = volunteer.get(&path(here)).await;
    assert_eq!(app.count("personal_data_reads").await, before + 1);
    let days: Vec<&Value> = all.items().iter().map(|visit| &visit["visited_on"]).collect();
    assert_eq!(days, ["2026-11-20", "2026-11-15", "2026-11-10"]);
    assert_eq!(
        (&all.items()[0]["note"], &all.items()[0]["volunteers"]),
        (&json!("Huyết áp ổn định."), &json!([here.volunteer]))
    );
    assert_eq!(walk(&volunteer, &path(here), 1).await, all.items());
    let stranger = app.role(Role::Volunteer, app.there).await;
    assert_eq!(stranger.post(&path(here), visit(here, "2026-11-20")).await.status, 404);
    assert_eq!(stranger.get(&path(here)).await.status, 404);
}

#[actix_web::test]
async fn a_visit_is_refused_by_role_by_field_and_outside_the_care() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let census = app.census().await;
    for role in [Role::ClubHealthOfficer, Role::CommuneHealthStation, Role::ClubBoardMember] {
        let refused = app.role(role, here).await.post(&path(here), json!({ "nonsense": 1 })).await;
        assert_eq!(refused.code(), "forbidden");
    }
    for (name, value, wrong) in [
        ("visited_on", json!("2026-11-23"), ("/visited_on", "date_in_future")),
        ("minutes", json!(0), ("/minutes", "range")),
        ("minutes", json!(721), ("/minutes", "range")),
        ("services", json!([]), ("/services", "length")),
        ("services", json!(["meal", "meal"]), ("/services", "repeated")),
        ("services", json!(["surgery"]), ("/services/0", "choice")),
        ("volunteers", json!([]), ("/volunteers", "length")),
        ("volunteers", json!([here.volunteer, here.volunteer]), ("/volunteers/1", "repeated")),
        ("volunteers", json!([app.there.volunteer]), ("/volunteers/0", "unknown_member")),
        ("starts_at", json!("25:00:00"), ("/starts_at", "wrong_type")),
        ("starts_at", json!("23:59:60"), ("/starts_at", "range")),
    ] {
        let mut body = visit(here, "2026-11-20");
        body[name] = value;
        assert_eq!(chair.post(&path(here), body).await.errors(), [wrong]);
    }
    let before = chair.post(&path(here), visit(here, "2026-01-31")).await;
    assert_eq!((before.code(), &before.body["started_on"]), ("care_state_refuses", &json!("2026-02-01")));
    let other = format!("/v1/care-cases/{}/visits", another(&chair, here).await);
    let proposed = chair.post(&other, visit(here, "2026-11-22")).await;
    assert_eq!(proposed.code(), "care_state_refuses");
    assert_ne!(app.census().await, census, "the other case is new");
    assert_eq!(app.count("care_visits").await, 2);
    // in a pause nobody comes; what was before the pause may still be entered
    let case = format!("/v1/care-cases/{}", here.care_case);
    let etag = chair.etag(&case).await;
    let pause = json!({ "to": "paused", "on": "2026-11-18" });
    assert_eq!(chair.post_if(&format!("{case}/transitions"), &etag, pause).await.status, 201);
    assert_eq!(chair.post(&path(here), visit(here, "2026-11-18")).await.code(), "care_state_refuses");
    assert_eq!(chair.post(&path(here), visit(here, "2026-11-17")).await.status, 201);
}

#[actix_web::test]
async fn without_a_standing_consent_nothing_is_recorded() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    assert_eq!(chair.post(&path(here), visit(here, "2026-11-20")).await.status, 201);
    let consents = chair.get(&format!("/v1/members/{}/consents", here.borrower)).await;
    let consent = consents.body[0]["id"].as_str().unwrap();
    let withdrawal = format!("/v1/consents/{consent}/withdrawal");
    assert_eq!(chair.post_if(&withdrawal, "\"1\"", json!({ "on": "2026-11-21" })).await.status, 201);
    let census = app.census().await;
    for day in ["2026-11-22", "2026-11-19"] {
        let refused = chair.post(&path(here), visit(here, day)).await;
        assert_eq!((refused.code(), &refused.body["purpose"]), ("consent_missing", &json!("home_care")));
    }
    let referral = json!({ "referred_on": "2026-11-22", "urgency": "soon", "reason": "x" });
    let referral = chair.post(&format!("/v1/care-cases/{}/referrals", here.care_case), referral).await;
    assert_eq!(referral.code(), "consent_missing");
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&path(here), visit(here, "2026-11-22")).await.status, 404);
}

#[actix_web::test]
async fn what_is_doubtful_is_said_and_kept_and_never_refused() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let at = |on: &str, time: Value| {
        let mut body = visit(here, on);
        body["starts_at"] = time;
        body
    };
    // she was with him from half past eight to ten on the tenth
    let elsewhere = chair.post(&path(here), at("2026-11-10", json!("09:59:00"))).await;
    assert_eq!(
        (elsewhere.status.as_u16(), &elsewhere.body["warnings"]),
        (201, &json!(["volunteer_elsewhere"]))
    );
    for time in [json!("10:44:00"), json!(null), json!("07:45:00")] {
        let apart = chair.post(&path(here), at("2026-11-10", time)).await;
        assert_eq!(apart.body["warnings"], json!([]), "{}", apart.body);
    }
    let late = chair.post(&path(here), at("2026-10-21", json!("10:00:00"))).await;
    assert_eq!(late.body["warnings"], json!(["late_entry"]));
    let member = json!({ "member_id": here.plain_member, "since": "2026-10-01" });
    let other = chair.post(&format!("/v1/clubs/{}/volunteers", here.club), member).await.id();
    let mut both = at("2026-11-11", json!("10:00:00"));
    both["volunteers"] = json!([here.volunteer, other]);
    let both = chair.post(&path(here), both).await;
    assert_eq!(both.body["warnings"], json!(["not_assigned"]), "{}", both.body);
    let kept = chair.get(&format!("{}?limit=1", path(here))).await;
    assert_eq!(
        (&kept.items()[0]["id"], &kept.items()[0]["warnings"]),
        (&both.body["id"], &json!(["not_assigned"]))
    );
    let mut early = at("2026-09-30", json!("10:00:00"));
    early["volunteers"] = json!([other]);
    let early = chair.post(&path(here), early).await;
    assert_eq!(early.errors(), [("/volunteers/0", "unknown_member")], "she was no volunteer yet");
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&path(here)).await.status, 404);
}
