//! Health days, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn new(held_on: &str) -> Value {
    json!({ "kind": "eyes", "title": "Khám mắt Mắt sáng", "provider": "Trạm y tế xã", "held_on": held_on })
}

/// The other club comes to lie in the same commune; its one member.
async fn neighbours(app: &TestApp) -> String {
    let (here, club) = (app.here, app.here.other_club);
    app.rows(&format!("update clubs set commune_id = '{}' where id = '{club}'", here.commune)).await;
    app.text(&format!("select id from memberships where club_id = '{club}'")).await
}

#[actix_web::test]
async fn health_days_are_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let here = app.here;
    let one = format!("/v1/health-events/{}", here.health_event);
    let of_club = format!("/v1/clubs/{}/health-events", here.club);
    for (role, unit) in [
        (Role::CommuneHealthStation, here.commune),
        (Role::HamletBranchHead, here.hamlet),
        (Role::ProvinceHealthDepartment, here.province),
    ] {
        let caller = app.role(role, here).await;
        let of_unit = format!("/v1/units/{unit}/health-events");
        let all = walk(&caller, &of_unit, 50).await;
        assert_eq!((all.len(), &all[0]["id"]), (2, &json!(here.health_event)), "{role:?}: the last first");
        assert_eq!(walk(&caller, &of_unit, 1).await, all);
        assert_eq!(walk(&caller, &of_club, 1).await, all);
    }
    let member = app.role(Role::Member, here).await;
    let found = member.get(&one).await;
    assert_eq!((found.status.as_u16(), &found.body["title"]), (200, &json!("Đo huyết áp mẫu")));
    assert_eq!(member.get(&format!("/v1/units/{}/health-events", here.commune)).await.status, 404);
    let finance = app.role(Role::CommuneFinanceOfficer, here).await;
    assert_eq!(finance.get(&one).await.code(), "forbidden");
    for role in [Role::CommuneHealthStation, Role::ClubChair, Role::ProvinceAssociation] {
        let stranger = app.role(role, app.there).await;
        for (hidden, absent) in [
            (one.clone(), format!("/v1/health-events/{}", here.member)),
            (format!("{one}/summary"), format!("/v1/health-events/{}/summary", here.member)),
            (of_club.clone(), format!("/v1/clubs/{}/health-events", here.member)),
        ] {
            stranger.cannot_tell(&hidden, &absent).await;
        }
    }
}

#[actix_web::test]
async fn a_health_day_is_planned_once_by_the_station_or_a_club() {
    let app = TestApp::start().await;
    let here = app.here;
    let in_commune = format!("/v1/communes/{}/health-events", here.commune_code());
    let of_club = format!("/v1/clubs/{}/health-events", here.club);
    let station = app.role(Role::CommuneHealthStation, here).await;
    let chair = app.role(Role::ClubChair, here).await;
    let key = [("Idempotency-Key", "the-day-of-the-station")];
    let made = station.send(Method::POST, &in_commune, Some(new("2027-01-15")), &key).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!((&made.body["state"], &made.body["club_id"]), (&json!("planned"), &json!(null)));
    let again = station.send(Method::POST, &in_commune, Some(new("2027-01-15")), &key).await;
    assert_eq!((&again.body, app.count("health_events").await), (&made.body, 5));
    let own = chair.post(&of_club, new("2026-12-01")).await;
    assert_eq!((own.status.as_u16(), &own.body["club_id"]), (201, &json!(here.club)), "{}", own.body);
    assert_eq!(app.count("changes where entity = 'health_event' and action = 'created'").await, 2);
    let log = app.text("select string_agg(difference::text, '|') from changes").await;
    assert!(log.contains("planned") && !log.contains("Mắt"), "{log}");

    assert_eq!(chair.post(&in_commune, new("2026-12-01")).await.status, 404, "a club is no commune");
    let member = app.role(Role::Member, here).await;
    assert_eq!(member.post(&of_club, json!({})).await.code(), "forbidden");
    let census = app.census().await;
    for (name, value, code) in [
        ("title", json!(""), "length"),
        ("provider", Value::Null, "not_null"),
        ("kind", json!("walk"), "choice"),
        ("held_on", json!("2026-02-30"), "date"),
        ("state", json!("done"), "unknown_field"),
    ] {
        let mut body = new("2026-12-01");
        body[name] = value;
        assert_eq!(chair.post(&of_club, body).await.errors(), [(format!("/{name}").as_str(), code)]);
    }
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::CommuneHealthStation, app.there).await;
    assert_eq!(stranger.post(&in_commune, new("2026-12-01")).await.status, 404);
    assert_eq!(stranger.post(&of_club, new("2026-12-01")).await.status, 404);
}

#[actix_web::test]
async fn a_planned_day_is_changed_or_cancelled_by_whoever_holds_it() {
    let app = TestApp::start().await;
    let here = app.here;
    let path = format!("/v1/health-events/{}", here.health_event);
    let chair = app.role(Role::ClubChair, here).await;
    let before = chair.etag(&path).await;
    let patch = json!({ "place": "Trạm y tế", "held_on": "2026-12-01" });
    let after = chair.patch(&path, &before, patch.clone()).await;
    assert_eq!(
        (after.status.as_u16(), &after.body["held_on"]),
        (200, &json!("2026-12-01")),
        "{}",
        after.body
    );
    assert_eq!(chair.patch(&path, &before, patch.clone()).await.code(), "version_changed");

    let of_station = format!("/v1/health-events/{}", here.held_health_event);
    let etag = chair.etag(&of_station).await;
    assert_eq!(chair.patch(&of_station, &etag, patch.clone()).await.code(), "forbidden", "not hers");
    let station = app.role(Role::CommuneHealthStation, here).await;
    let done = station.patch(&of_station, &etag, patch.clone()).await;
    assert_eq!((done.code(), &done.body["state"]), ("health_event_refuses", &json!("done")));

    let cancel = format!("{path}/cancellation");
    let reason = json!({ "reason": "Mưa bão" });
    let cancelled = station.post_if(&cancel, &after.etag(), reason.clone()).await;
    assert_eq!((cancelled.status.as_u16(), &cancelled.body["state"]), (201, &json!("cancelled")));
    let again = station.post_if(&cancel, &cancelled.etag(), reason.clone()).await;
    assert_eq!(again.code(), "health_event_refuses");
    assert_eq!(app.count("changes where entity = 'health_event' and action = 'cancelled'").await, 1);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.patch(&path, &cancelled.etag(), patch).await.status, 404);
    assert_eq!(stranger.post_if(&cancel, &cancelled.etag(), reason).await.status, 404);
}

#[actix_web::test]
async fn the_station_invites_across_clubs_and_a_club_only_its_own() {
    let app = TestApp::start().await;
    let here = app.here;
    let path = format!("/v1/health-events/{}/invitations", here.health_event);
    let event = format!("/v1/health-events/{}", here.health_event);
    let station = app.role(Role::CommuneHealthStation, here).await;
    let chair = app.role(Role::ClubChair, here).await;
    let other = app.text(&format!("select id from memberships where club_id = '{}'", here.other_club)).await;
    let invite = |members: Value| json!({ "members": members });
    let etag = station.etag(&event).await;
    for (members, code) in [
        (json!([here.member, other]), ("/members/1", "unknown_member")), // of another commune
        (json!([here.applicant]), ("/members/0", "unknown_member")),
        (json!([here.member, here.member]), ("/members/1", "repeated")),
    ] {
        assert_eq!(station.put(&path, &etag, invite(members)).await.errors(), [code]);
    }
    neighbours(&app).await;
    let both = station.put(&path, &etag, invite(json!([here.plain_member, other]))).await;
    assert_eq!(both.status, 200, "{}", both.body);
    assert_eq!(station.put(&path, &etag, invite(json!([]))).await.code(), "version_changed");
    let listed = walk(&station, &path, 1).await;
    let ids: Vec<&Value> = listed.iter().map(|one| &one["member_id"]).collect();
    assert_eq!(ids, [&json!(here.plain_member), &json!(other)], "in the order of names");
    assert_eq!((&listed[0]["birth_year"], &listed[0]["attended"]), (&json!(1960), &json!(null)));

    assert_eq!(walk(&chair, &path, 50).await.len(), 1, "her own club's");
    let refused = chair.put(&path, &both.etag(), invite(json!([other]))).await;
    assert_eq!(refused.errors(), [("/members/0", "unknown_member")]);
    let own = chair.put(&path, &both.etag(), invite(json!([here.member]))).await;
    assert_eq!(own.status, 200, "{}", own.body);
    let all = walk(&station, &path, 50).await;
    let mut ids: Vec<&str> = all.iter().map(|one| one["member_id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    let mut wanted = [here.member.to_string(), other];
    wanted.sort();
    assert_eq!(ids, wanted, "the other club's are left alone");
    // of the health day, which is the club's, and of the other club, of which somebody was invited
    let told = "changes where action = 'invitations_replaced' and ";
    assert_eq!(app.count(&format!("{told} club_id = '{}'", here.club)).await, 2);
    assert_eq!(app.count(&format!("{told} club_id = '{}'", here.other_club)).await, 1);

    let held = format!("/v1/health-events/{}", here.held_health_event);
    let etag = station.etag(&held).await;
    let left_out = station.put(&format!("{held}/invitations"), &etag, invite(json!([here.member]))).await;
    assert_eq!(
        (left_out.code(), &left_out.body["attended"]),
        ("health_event_refuses", &json!([here.plain_member])),
        "she came"
    );
    let secretary = app.role(Role::CommuneAssociation, here).await;
    assert_eq!(secretary.get(&path).await.code(), "forbidden");
    let stranger = app.role(Role::CommuneHealthStation, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
    assert_eq!(stranger.put(&path, &own.etag(), invite(json!([]))).await.status, 404);
}

#[actix_web::test]
async fn a_day_is_reported_when_it_is_over_and_counts_those_who_came() {
    let app = TestApp::start().await;
    let here = app.here;
    let path = format!("/v1/health-events/{}", here.health_event);
    let report = format!("{path}/report");
    let chair = app.role(Role::ClubChair, here).await;
    let etag = chair.etag(&path).await;
    let says = |attended: Value, referred: Value| json!({ "attended": attended, "referred": referred, "community": 7, "medicines": "Thuốc nhỏ mắt" });
    for (body, wrong) in [
        (says(json!([here.applicant]), json!([])), ("/attended/0", "not_invited")),
        (says(json!([here.member]), json!([here.plain_member])), ("/referred/0", "not_invited")),
        (says(json!([here.member, here.member]), json!([])), ("/attended/1", "repeated")),
    ] {
        assert_eq!(chair.post_if(&report, &etag, body).await.errors(), [wrong]);
    }
    let tomorrow = chair.patch(&path, &etag, json!({ "held_on": "2026-11-23" })).await;
    let early = chair.post_if(&report, &tomorrow.etag(), says(json!([]), json!([]))).await;
    assert_eq!(early.errors(), [("", "date_in_future")]);
    let today = chair.patch(&path, &tomorrow.etag(), json!({ "held_on": "2026-11-22" })).await;

    let counted = format!(
        "select checked || ' ' || checked_twice from activity_metrics where club_id = '{}'",
        here.club
    );
    assert_eq!(app.text(&counted).await, "2 0");
    let done = chair.post_if(&report, &today.etag(), says(json!([here.member]), json!([here.member]))).await;
    assert_eq!((done.status.as_u16(), &done.body["state"]), (201, &json!("done")), "{}", done.body);
    assert_eq!(app.text(&counted).await, "2 1");
    assert_eq!(app.count("changes where entity = 'health_event' and action = 'reported'").await, 1);
    assert_eq!(app.count("health_invitations where attended is false").await, 1);
    let again = chair.post_if(&report, &done.etag(), says(json!([]), json!([]))).await;
    assert_eq!(again.code(), "health_event_refuses");

    let summary = chair.get(&format!("{path}/summary")).await;
    assert_eq!(
        summary.body["clubs"],
        json!([{ "club_id": here.club, "invited": 2, "attended": { "value": 1, "suppressed": false },
            "referred": { "value": 1, "suppressed": false } }]),
    );
    assert_eq!(summary.body["community"], 7);
    let withheld = json!({ "value": null, "suppressed": true });
    for role in [Role::ProvinceAssociation, Role::Member] {
        let seen = app.role(role, here).await.get(&format!("{path}/summary")).await;
        assert_eq!((&seen.body["attended"], &seen.body["clubs"][0]["referred"]), (&withheld, &withheld));
        assert_eq!(seen.body["invited"], 2);
    }
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post_if(&report, &done.etag(), says(json!([]), json!([]))).await.status, 404);
}
