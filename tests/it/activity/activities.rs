//! Activities, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn talk(change: &Value) -> Value {
    let mut body = json!({ "area": "rights", "more_areas": ["communication"], "kind": "Tư vấn", "title": "Tư vấn luật mẫu",
        "starts_on": "2026-11-18", "place": "Nhà văn hóa", "starts_at": "07:30:00" });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    body
}

#[actix_web::test]
async fn activities_are_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/activities", app.here.club);
    let one = format!("/v1/activities/{}", app.here.done_activity);
    let names = format!("{one}/attendance");
    let chair = app.role(Role::ClubChair, app.here).await;
    let all = walk(&chair, &list, 50).await;
    assert_eq!((all.len(), &all[0]), (5, &chair.get(&one).await.body), "in the order of the calendar");
    assert_eq!(walk(&chair, &list, 1).await, all);
    for (query, number) in [
        ("state=planned", 4),
        ("area=rights", 1),
        ("from=2026-11-10&to=2026-12-17", 2),
        ("state=cancelled", 0),
    ] {
        assert_eq!(chair.get(&format!("{list}?{query}")).await.items().len(), number, "{query}");
    }
    let came = chair.get(&names).await.body;
    let came: Vec<&str> =
        came.as_array().unwrap().iter().map(|who| who["full_name"].as_str().unwrap()).collect();
    assert_eq!(came, ["Đỗ Thị Mẫu", "Nguyễn Thị Mẫu"], "by the given name, then by the family name");
    let member = app.role(Role::Member, app.here).await;
    assert_eq!(member.get(&one).await.body["turns"], 8);
    assert_eq!(member.get(&names).await.code(), "forbidden");
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    assert_eq!(
        (province.get(&one).await.status.as_u16(), province.get(&names).await.code()),
        (200, "forbidden")
    );
    let stranger = app.role(Role::ClubChair, app.there).await;
    for (hidden, absent) in [
        (&one, format!("/v1/activities/{}", app.here.member)),
        (&names, format!("/v1/activities/{}/attendance", app.here.member)),
        (&list, format!("/v1/clubs/{}/activities", app.here.member)),
    ] {
        stranger.cannot_tell(hidden, &absent).await;
    }
}

#[actix_web::test]
async fn what_was_done_is_entered_once_and_counted() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/activities", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    let count = format!(
        "activity_metrics where club_id = '{}' and communication = 1 and activities = 2 and turns = 14",
        app.here.club
    );
    assert_eq!(app.count(&count).await, 0);
    let new = talk(
        &json!({ "report": { "members": [app.here.member, app.here.plain_member], "guests": 1, "turns": 6, "result": "Tốt mẫu" } }),
    );
    let key = [("Idempotency-Key", "the-talk-of-november")];
    let made = chair.send(Method::POST, &list, Some(new.clone()), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["state"]), (201, &json!("done")), "{}", made.body);
    assert_eq!([&made.body["members"], &made.body["guests"], &made.body["turns"]], [2, 1, 6]);
    assert_eq!(app.count(&count).await, 1);
    assert_eq!(app.count("changes where entity = 'activity' and action = 'created'").await, 1);
    assert!(!app.text("select difference::text from changes").await.contains("mẫu"));
    let census = app.census().await;
    let again = chair.send(Method::POST, &list, Some(new.clone()), &key).await;
    assert_eq!((again.body, app.census().await), (made.body.clone(), census));
    let names = chair.get(&format!("/v1/activities/{}/attendance", made.id())).await;
    assert_eq!(names.body.as_array().unwrap().len(), 2);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&list, new).await.status, 404);
}

#[actix_web::test]
async fn an_activity_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/activities", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.post(&list, json!({})).await.code(), "forbidden");
    let chair = app.role(Role::ClubChair, app.here).await;
    let census = app.census().await;
    let report = |report: Value| talk(&json!({ "report": report }));
    let (member, late) = (app.here.member, app.here.applicant);
    for (body, wrong) in [
        (talk(&json!({ "area": null })), ("/area", "not_null")),
        (talk(&json!({ "area": "farming" })), ("/area", "choice")),
        (talk(&json!({ "more_areas": ["rights"] })), ("/more_areas/0", "repeated")),
        (talk(&json!({ "ends_on": "2026-11-17" })), ("/ends_on", "date_order")),
        (talk(&json!({ "ends_on": "2028-11-17" })), ("/ends_on", "range")),
        (report(json!({})), ("/report/members", "required")),
        (report(json!({ "members": [member], "member_count": 1 })), ("/report/member_count", "not_here")),
        (report(json!({ "members": [member, member] })), ("/report/members/1", "repeated")),
        (report(json!({ "members": [member, late] })), ("/report/members/1", "unknown_member")),
        (report(json!({ "members": [app.there.member] })), ("/report/members/0", "unknown_member")),
        (report(json!({ "members": [member], "guests": 2, "turns": 2 })), ("/report/turns", "range")),
        (report(json!({ "member_count": 1001 })), ("/report/member_count", "range")),
        (
            report(json!({ "member_count": 1, "held_on": "2026-11-23" })),
            ("/report/held_on", "date_in_future"),
        ),
        (
            report(json!({ "member_count": 1, "ends_on": "2026-11-23" })),
            ("/report/ends_on", "date_in_future"),
        ),
        (report(json!({ "member_count": 1, "cost_vnd": -1 })), ("/report/cost_vnd", "range")),
        (
            report(json!({ "member_count": 1, "entry_id": app.here.entry })),
            ("/report/entry_id", "unknown_entry"),
        ),
        (
            report(json!({ "member_count": 1, "entry_id": app.here.member })),
            ("/report/entry_id", "unknown_entry"),
        ),
        (
            talk(&json!({ "starts_on": "2026-11-23", "report": { "member_count": 1 } })),
            ("/starts_on", "date_in_future"),
        ),
        // she joined the day after
        (
            talk(&json!({ "starts_on": "2024-06-19", "report": { "members": [app.here.plain_member] } })),
            ("/report/members/0", "unknown_member"),
        ),
    ] {
        let reply = chair.post(&list, body).await;
        assert_eq!(reply.errors(), [wrong], "{}", reply.body);
    }
    let before = chair.post(&list, talk(&json!({ "starts_on": "2024-04-09" }))).await;
    assert_eq!(before.code(), "date_before_founding");
    assert_eq!(app.census().await, census);
    app.rows(&format!(
        "update clubs set state = 'dissolved', ended_on = '2026-11-01' where id = '{}'",
        app.here.club
    ))
    .await;
    assert_eq!(chair.post(&list, talk(&json!({}))).await.code(), "club_state_refuses");
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&list, talk(&json!({}))).await.status, 404);
}

#[actix_web::test]
async fn a_planned_activity_is_moved_reported_and_then_only_described() {
    let app = TestApp::start().await;
    let one = format!("/v1/activities/{}", app.here.activity);
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let planned = secretary.etag(&one).await;
    let nothing_came = secretary.patch(&one, &planned, json!({ "result": "Hay" })).await;
    assert_eq!(nothing_came.errors(), [("/result", "not_here")]);
    let moved = secretary
        .patch(&one, &planned, json!({ "starts_on": "2026-11-25", "place": "Sân", "more_areas": ["rights"] }))
        .await;
    assert_eq!(
        (&moved.body["starts_on"], &moved.body["ends_on"]),
        (&json!("2026-11-25"), &json!("2026-11-25"))
    );
    assert_eq!(secretary.patch(&one, &planned, json!({ "place": null })).await.status, 412);
    let report = format!("{one}/report");
    let early = secretary.post_if(&report, &moved.etag(), json!({ "member_count": 20 })).await;
    assert_eq!(early.errors(), [("/held_on", "date_in_future")]);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    let body =
        json!({ "held_on": "2026-11-20", "members": [app.here.member], "guests": 4, "cost_vnd": 50_000 });
    assert_eq!(stranger.post_if(&report, &moved.etag(), body.clone()).await.status, 404);
    let done = secretary.post_if(&report, &moved.etag(), body.clone()).await;
    assert_eq!((done.status.as_u16(), &done.body["turns"]), (201, &json!(5)), "{}", done.body);
    assert_eq!((&done.body["state"], &done.body["starts_on"]), (&json!("done"), &json!("2026-11-20")));
    assert_eq!(app.count("changes where entity = 'activity' and action = 'reported'").await, 1);
    assert_eq!(secretary.post_if(&report, &done.etag(), body).await.code(), "activity_state_refuses");
    let cancellation = format!("{one}/cancellation");
    let late = secretary.post_if(&cancellation, &done.etag(), json!({ "reason": "Mưa" })).await;
    assert_eq!(late.code(), "activity_state_refuses");
    let fixed =
        secretary.patch(&one, &done.etag(), json!({ "starts_on": "2026-11-19", "area": "rights" })).await;
    assert_eq!(fixed.errors(), [("/area", "not_here"), ("/starts_on", "not_here")]);
    let told = secretary.patch(&one, &done.etag(), json!({ "result": "Hay", "partners": "Trạm y tế" })).await;
    assert_eq!((&told.body["result"], &told.body["turns"]), (&json!("Hay"), &json!(5)));
    assert_eq!(stranger.patch(&one, &told.etag(), json!({ "result": null })).await.status, 404);
}

#[actix_web::test]
async fn a_planned_activity_is_cancelled_with_a_reason() {
    let app = TestApp::start().await;
    let one = format!("/v1/activities/{}", app.here.activity);
    let cancellation = format!("{one}/cancellation");
    let chair = app.role(Role::ClubChair, app.here).await;
    let etag = chair.etag(&one).await;
    assert_eq!(chair.post_if(&cancellation, &etag, json!({})).await.errors(), [("/reason", "required")]);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post_if(&cancellation, &etag, json!({ "reason": "Mưa" })).await.status, 404);
    let cancelled = chair.post_if(&cancellation, &etag, json!({ "reason": "Mưa" })).await;
    assert_eq!(
        (&cancelled.body["state"], &cancelled.body["cancelled_reason"]),
        (&json!("cancelled"), &json!("Mưa"))
    );
    assert_eq!(chair.post_if(&cancellation, &etag, json!({ "reason": "Mưa" })).await.status, 412);
    let again = chair.patch(&one, &cancelled.etag(), json!({ "title": "Khác" })).await;
    assert_eq!(again.code(), "activity_state_refuses");
}

#[actix_web::test]
async fn an_entry_of_spending_pays_one_activity_and_says_what_it_cost() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/activities", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let entries = format!("/v1/clubs/{}/entries", app.here.club);
    let spent =
        json!({ "kind": "expense", "on": "2026-11-18", "amount_vnd": 120_000, "narrative": "Nước uống" });
    let posted = treasurer.post(&entries, spent).await;
    assert_eq!(posted.status, 201, "{}", posted.body);
    let chair = app.role(Role::ClubChair, app.here).await;
    let paid = |cost: Value| {
        talk(&json!({ "report": { "member_count": 9, "entry_id": posted.id(), "cost_vnd": cost } }))
    };
    let differs = chair.post(&list, paid(json!(119_000))).await;
    assert_eq!(differs.errors(), [("/report/cost_vnd", "differs")]);
    let made = chair.post(&list, paid(Value::Null)).await;
    assert_eq!((made.status.as_u16(), &made.body["cost_vnd"]), (201, &json!(120_000)), "{}", made.body);
    assert_eq!(chair.post(&list, paid(json!(120_000))).await.code(), "entry_already_linked");
    let stranger = app.role(Role::ClubChair, app.there).await;
    let theirs = format!("/v1/clubs/{}/activities", app.there.club);
    let wrong = stranger.post(&theirs, paid(Value::Null)).await;
    assert_eq!(wrong.errors(), [("/report/entry_id", "unknown_entry")], "of another club");
}

#[actix_web::test]
async fn nothing_is_reported_into_a_closed_period() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/activities", app.here.club);
    app.rows(&format!(
        "update ledgers set closed_through = '2026-10-31' where club_id = '{}'",
        app.here.club
    ))
    .await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let closed =
        chair.post(&list, talk(&json!({ "starts_on": "2026-10-31", "report": { "member_count": 5 } }))).await;
    assert_eq!((closed.code(), &closed.body["closed_through"]), ("period_closed", &json!("2026-10-31")));
    let open =
        chair.post(&list, talk(&json!({ "starts_on": "2026-11-01", "report": { "member_count": 5 } }))).await;
    assert_eq!(open.status, 201, "{}", open.body);
    let done = format!("/v1/activities/{}", app.here.done_activity);
    let told = chair.patch(&done, &chair.etag(&done).await, json!({ "title": "Khác" })).await;
    assert_eq!(told.code(), "period_closed", "what is closed is not rewritten");
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&list, talk(&json!({}))).await.status, 404);
}

#[actix_web::test]
async fn sixty_who_came_are_one_statement_each_for_asking_and_writing() {
    let app = TestApp::start().await;
    let (club, list) = (app.here.club, format!("/v1/clubs/{}/activities", app.here.club));
    let ids = app.sixty_members(club).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let made = chair.post(&list, talk(&json!({ "report": { "members": ids } }))).await;
    assert_eq!((made.status.as_u16(), &made.body["members"]), (201, &json!(60)), "{}", made.body);
    // one statement writes all its rows at one moment of its own
    let written = "select count(distinct cmin::text) from activity_attendances where activity_id";
    assert_eq!(app.text(&format!("{written} = '{}'", made.id())).await, "1");
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/activities/{}/attendance", made.id())).await.status, 404);
}
