//! Volunteers, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::json;
use std::fmt::Write;
use uuid::Uuid;

#[actix_web::test]
async fn volunteers_are_read_in_reach_with_what_they_did_in_a_year() {
    let app = TestApp::start().await;
    let here = app.here;
    let (club, case, member, user) = (here.club, here.care_case, here.member, here.user(Role::ClubChair));
    let mut sql = String::new();
    for (day, minutes) in [("2025-11-22", 600), ("2025-11-23", 100)] {
        let visit = Uuid::now_v7();
        writeln!(
            sql,
            "insert into care_visits (id, case_id, club_id, visited_on, minutes, services, recorded_by)
             values ('{visit}', '{case}', '{club}', '{day}', {minutes}, array['company'], '{user}');
             insert into care_visit_volunteers values ('{visit}', '{}', '{day}');",
            here.volunteer
        )
        .unwrap();
    }
    for (kind, day, completed) in [
        ("home_care", "2026-03-02", true),
        ("initial", "2026-01-05", true),
        ("livelihood", "2026-05-01", true),
        ("health", "2026-06-01", false),
    ] {
        let training = Uuid::now_v7();
        writeln!(
            sql,
            "insert into trainings (id, club_id, kind, title, starts_on, ends_on, recorded_by)
             values ('{training}', '{club}', '{kind}', 'Tập huấn mẫu', '{day}', '{day}', '{user}');
             insert into training_participants values ('{training}', '{member}', '{club}', 'volunteer', {completed});"
        )
        .unwrap();
    }
    app.rows(&sql).await;
    let list = format!("/v1/clubs/{club}/volunteers");
    let one = format!("/v1/volunteers/{}", here.volunteer);
    let chair = app.role(Role::ClubChair, here).await;
    let seen = chair.get(&one).await;
    assert_eq!(chair.get(&list).await.items(), std::slice::from_ref(&seen.body));
    assert_eq!(
        [&seen.body["full_name"], &seen.body["hours"], &seen.body["visits"], &seen.body["trained_on"]],
        [&json!("Nguyễn Thị Mẫu"), &json!(3), &json!(2), &json!("2026-03-02")],
        "190 minutes in two visits; the one of a year ago counts no more"
    );
    let stranger = app.role(Role::ClubChair, app.there).await;
    for (hidden, absent) in
        [(&one, format!("/v1/volunteers/{member}")), (&list, format!("/v1/clubs/{member}/volunteers"))]
    {
        stranger.cannot_tell(hidden, &absent).await;
    }
    assert_eq!(app.role(Role::Volunteer, here).await.get(&list).await.code(), "forbidden");
}

#[actix_web::test]
async fn an_active_member_becomes_a_volunteer_once() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let path = format!("/v1/clubs/{}/volunteers", here.club);
    let new = json!({ "member_id": here.plain_member, "since": "2026-03-01" });
    let key = [("Idempotency-Key", "one-more-volunteer")];
    let made = chair.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["until"]), (201, &json!(null)), "{}", made.body);
    assert_eq!(chair.send(Method::POST, &path, Some(new.clone()), &key).await.body, made.body);
    assert_eq!(app.count("changes where entity = 'volunteer' and action = 'created'").await, 1);
    let counted = format!("select volunteers from activity_metrics where club_id = '{}'", here.club);
    assert_eq!(app.text(&counted).await, "2");
    let all = walk(&chair, &path, 50).await;
    assert_eq!((all.len(), walk(&chair, &path, 1).await), (2, all.clone()));

    let census = app.census().await;
    assert_eq!(chair.post(&path, new.clone()).await.code(), "already_volunteer");
    let applicant = json!({ "member_id": here.applicant, "since": "2026-03-01" });
    for (body, wrong) in [
        (json!({ "member_id": here.plain_member }), ("/since", "required")),
        (json!({ "member_id": here.plain_member, "since": "2026-11-23" }), ("/since", "date_in_future")),
        (json!({ "member_id": here.plain_member, "since": "2024-06-19" }), ("/member_id", "unknown_member")),
        (
            json!({ "member_id": app.there.plain_member, "since": "2026-03-01" }),
            ("/member_id", "unknown_member"),
        ),
        (applicant, ("/member_id", "unknown_member")),
    ] {
        assert_eq!(chair.post(&path, body).await.errors(), [wrong]);
    }
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    assert_eq!(treasurer.post(&path, json!({ "nonsense": 1 })).await.code(), "forbidden");
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&path, new).await.status, 404);
    assert_eq!(app.census().await, census);
}

#[actix_web::test]
async fn whoever_ends_as_a_volunteer_has_no_cases_and_sees_none() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let volunteer = app.role(Role::Volunteer, here).await;
    let (one, case) =
        (format!("/v1/volunteers/{}", here.volunteer), format!("/v1/care-cases/{}", here.care_case));
    assert_eq!(volunteer.get(&case).await.status, 200);
    let (etag, end) = (chair.etag(&one).await, format!("{one}/end"));
    for (day, code) in [("2026-11-23", "date_in_future"), ("2026-01-09", "date_order")] {
        assert_eq!(chair.post_if(&end, &etag, json!({ "on": day })).await.errors(), [("/on", code)]);
    }
    assert_eq!(chair.post_if(&end, "\"7\"", json!({ "on": "2026-11-20" })).await.code(), "version_changed");
    let ended = chair.post_if(&end, &etag, json!({ "on": "2026-11-20" })).await;
    assert_eq!((ended.status.as_u16(), &ended.body["until"]), (201, &json!("2026-11-20")), "{}", ended.body);
    let again = chair.post_if(&end, &ended.etag(), json!({ "on": "2026-11-21" })).await;
    assert_eq!((again.code(), &again.body["until"]), ("volunteer_ended", &json!("2026-11-20")));
    assert_eq!(
        app.text("select until from care_case_volunteers where until is not null").await,
        "2026-11-20"
    );
    assert_eq!(volunteer.get(&case).await.status, 404);
    assert_eq!(volunteer.get("/v1/me/care-cases").await.body, json!([]));
    assert_eq!(app.count("changes where entity = 'volunteer' and action = 'ended'").await, 1);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post_if(&end, &ended.etag(), json!({ "on": "2026-11-21" })).await.status, 404);
}

#[actix_web::test]
async fn who_leaves_the_club_is_no_longer_its_volunteer() {
    let app = TestApp::start().await;
    let here = app.here;
    let secretary = app.role(Role::ClubSecretary, here).await;
    let member = format!("/v1/members/{}", here.member);
    let etag = secretary.etag(&member).await;
    let before = secretary.etag(&format!("/v1/care-cases/{}", here.care_case)).await;
    let left = json!({ "to": "left", "on": "2026-11-20", "reason": "Chuyển nơi ở" });
    let left = secretary.post_if(&format!("{member}/state-changes"), &etag, left).await;
    assert_eq!(left.status, 201, "{}", left.body);
    let seen = secretary.get(&format!("/v1/volunteers/{}", here.volunteer)).await;
    assert_eq!((&seen.body["until"], &seen.body["version"]), (&json!("2026-11-20"), &json!(2)));
    let case = secretary.get(&format!("/v1/care-cases/{}", here.care_case)).await;
    assert_eq!(case.body["volunteers"], json!([]));
    assert_ne!(case.etag(), before);
    let counted = |club: Uuid| format!("select volunteers from activity_metrics where club_id = '{club}'");
    assert_eq!(app.text(&counted(here.club)).await, "0");
    assert_eq!(app.text(&counted(app.there.club)).await, "1", "nothing happened in the other province");
}
