//! Trainings, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn course(change: &Value) -> Value {
    let mut body = json!({ "kind": "initial", "title": "Tập huấn mẫu", "starts_on": "2026-06-01", "ends_on": "2026-06-05", "officers": 3 });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    body
}

fn came(member: uuid::Uuid, completed: bool) -> Value {
    json!({ "member_id": member, "capacity": "board", "completed": completed })
}

#[actix_web::test]
async fn a_course_of_a_province_is_seen_where_its_participants_are_and_names_only_those() {
    let app = TestApp::start().await;
    let province = format!("/v1/units/{}/trainings", app.here.province);
    let association = app.role(Role::ProvinceAssociation, app.here).await;
    let key = [("Idempotency-Key", "the-course-of-june")];
    let made = association.send(Method::POST, &province, Some(course(&json!({}))), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["persons"]), (201, &json!(3)), "{}", made.body);
    let again = association.send(Method::POST, &province, Some(course(&json!({}))), &key).await;
    assert_eq!((again.body, app.count("trainings").await), (made.body.clone(), 3));
    let one = format!("/v1/trainings/{}", made.id());
    let names = format!("{one}/participants");
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.get(&one).await.status, 404, "nobody of the club took part yet");
    let other = app
        .text(&format!("select id::text from memberships where club_id = '{}'", app.here.other_club))
        .await
        .parse()
        .unwrap();
    let all = json!({ "participants": [came(app.here.member, true), came(app.here.plain_member, false), came(other, true)] });
    let listed = association.put(&names, &made.etag(), all).await;
    assert_eq!(
        [
            &listed.body["participants"],
            &listed.body["completed"],
            &listed.body["officers"],
            &listed.body["persons"]
        ],
        [3, 2, 3, 6],
        "{}",
        listed.body
    );
    // once for the course, and once for each club whose members took part
    let told =
        "select string_agg(coalesce(club_id::text, 'none'), ' ' order by club_id nulls first) from changes
                 where entity = 'training' and action = 'participants_replaced'";
    let mut clubs = [app.here.club, app.here.other_club].map(|id| id.to_string());
    clubs.sort();
    assert_eq!(app.text(told).await, format!("none {}", clubs.join(" ")));
    let counted = format!(
        "select trainings || ' ' || training_turns from activity_metrics where club_id = '{}'",
        app.here.club
    );
    assert_eq!(app.text(&counted).await, "2 3");
    assert_eq!(chair.get(&one).await.body, listed.body);
    let seen = chair.get(&names).await.body;
    let seen: Vec<&str> =
        seen.as_array().unwrap().iter().map(|who| who["full_name"].as_str().unwrap()).collect();
    assert_eq!(seen, ["Đỗ Thị Mẫu", "Nguyễn Thị Mẫu"], "of her club and no other");
    assert_eq!(association.get(&names).await.code(), "forbidden", "names are not for the province");
    assert_eq!(
        chair.patch(&one, &listed.etag(), json!({ "title": "Khác" })).await.status,
        404,
        "it is not hers"
    );
    let list = format!("/v1/clubs/{}/trainings", app.here.club);
    let mine = walk(&chair, &list, 50).await;
    assert_eq!((mine.len(), walk(&chair, &list, 1).await), (2, mine.clone()));
    assert_eq!(
        association.get(&province).await.items().len(),
        1,
        "a club's own course is not the province's"
    );
    let hamlet = app.role(Role::HamletBranchHead, app.here).await;
    assert_eq!(hamlet.get(&format!("/v1/units/{}/trainings", app.here.hamlet)).await.items().len(), 2);
    let stranger = app.role(Role::ClubChair, app.there).await;
    for (hidden, absent) in [(&one, ""), (&names, "/participants")] {
        let absent = stranger.get(&format!("/v1/trainings/{}{absent}", app.here.member)).await;
        assert_eq!(stranger.get(hidden).await.without_request_id(), absent.without_request_id());
    }
    let abroad = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(
        (
            abroad.get(&province).await.status.as_u16(),
            abroad.post(&province, course(&json!({}))).await.status.as_u16()
        ),
        (404, 404)
    );
}

#[actix_web::test]
async fn a_course_of_a_club_is_changed_and_its_list_replaced() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/trainings", app.here.club);
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let made = secretary.post(&list, course(&json!({}))).await;
    assert_eq!((made.status.as_u16(), &made.body["club_id"]), (201, &json!(app.here.club)), "{}", made.body);
    let one = format!("/v1/trainings/{}", app.here.training);
    let etag = secretary.etag(&one).await;
    let after = secretary.patch(&one, &etag, json!({ "officers": 5, "result": "Tốt mẫu" })).await;
    assert_eq!(
        (&after.body["persons"], &after.body["participants"]),
        (&json!(6), &json!(1)),
        "{}",
        after.body
    );
    assert_eq!(secretary.patch(&one, &etag, json!({ "officers": 6 })).await.status, 412);
    let names = format!("{one}/participants");
    let none = secretary.put(&names, &after.etag(), json!({ "participants": [] })).await;
    assert_eq!((none.status.as_u16(), &none.body["participants"]), (200, &json!(0)), "{}", none.body);
    assert_eq!(secretary.put(&names, &after.etag(), json!({ "participants": [] })).await.status, 412);
    let counted = format!("select trainings from activity_metrics where club_id = '{}'", app.here.club);
    assert_eq!(app.text(&counted).await, "0");
    assert!(!app.text("select string_agg(difference::text, '') from changes").await.contains("mẫu"));
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.patch(&one, &none.etag(), json!({ "officers": 6 })).await.status, 404);
    assert_eq!(stranger.put(&names, &none.etag(), json!({ "participants": [] })).await.status, 404);
    assert_eq!(
        (
            stranger.get(&list).await.status.as_u16(),
            stranger.post(&list, course(&json!({}))).await.status.as_u16()
        ),
        (404, 404)
    );
}

#[actix_web::test]
async fn a_course_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/trainings", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.post(&list, json!({})).await.code(), "forbidden");
    let chair = app.role(Role::ClubChair, app.here).await;
    let one = format!("/v1/trainings/{}", app.here.training);
    let etag = chair.etag(&one).await;
    let census = app.census().await;
    for (change, wrong) in [
        (json!({ "starts_on": "2026-11-23" }), ("/starts_on", "date_in_future")),
        (json!({ "ends_on": "2026-05-31" }), ("/ends_on", "date_order")),
        (json!({ "ends_on": "2026-09-02" }), ("/ends_on", "range")),
        (json!({ "officers": -1 }), ("/officers", "range")),
        (json!({ "kind": "cooking" }), ("/kind", "choice")),
    ] {
        let reply = chair.post(&list, course(&change)).await;
        assert_eq!(reply.errors(), [wrong], "{}", reply.body);
    }
    for (participants, wrong) in [
        (json!([came(app.there.member, true)]), ("/participants/0/member_id", "unknown_member")),
        (json!([came(app.here.applicant, true)]), ("/participants/0/member_id", "unknown_member")),
        (
            json!([came(app.here.member, true), came(app.here.member, true)]),
            ("/participants/1/member_id", "repeated"),
        ),
    ] {
        let reply =
            chair.put(&format!("{one}/participants"), &etag, json!({ "participants": participants })).await;
        assert_eq!(reply.errors(), [wrong], "{}", reply.body);
    }
    let before = chair.post(&list, course(&json!({ "starts_on": "2024-04-09", "ends_on": null }))).await;
    assert_eq!(before.code(), "date_before_founding");
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&list, course(&json!({}))).await.status, 404);
}
