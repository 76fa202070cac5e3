//! Regulations, through the whole application.

use crate::support::TestApp;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn regulations_are_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/regulations", app.here.club);
    let one = format!("/v1/regulations/{}", app.here.regulation);
    let member = app.role(Role::Member, app.here).await;
    let reply = member.get(&list).await;
    assert_eq!((reply.items().len(), &reply.items()[0]["in_force"]), (1, &json!(true)));
    let before = member.get(&format!("{one}?on=2024-04-30")).await;
    assert_eq!((&before.body["number"], &before.body["in_force"]), (&json!(1), &json!(false)));
    let stranger = app.role(Role::ClubChair, app.there).await;
    for (hidden, absent) in [(one, "/v1/regulations"), (list, "/v1/clubs")] {
        let hidden = stranger.get(&hidden).await;
        let absent = match absent {
            "/v1/clubs" => stranger.get(&format!("/v1/clubs/{}/regulations", app.here.member)).await,
            _ => stranger.get(&format!("/v1/regulations/{}", app.here.member)).await,
        };
        assert_eq!(hidden.status, 404);
        assert_eq!(hidden.without_request_id(), absent.without_request_id());
    }
}

#[actix_web::test]
async fn a_new_version_gets_the_next_number_and_the_old_one_keeps_its_days() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/regulations", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    let new =
        json!({ "adopted_on": "2026-10-01", "effective_from": "2026-11-01", "body": "Điều 1.\nĐiều 2." });
    let key = [("Idempotency-Key", "the-second-regulation")];
    let created = chair.send(Method::POST, &list, Some(new.clone()), &key).await;
    assert_eq!((created.status.as_u16(), &created.body["number"]), (201, &json!(2)), "{}", created.body);
    assert_eq!(app.count("changes where entity = 'regulation' and action = 'created'").await, 1);
    assert!(!app.text("select difference::text from changes").await.contains("Điều"));
    let repeated = chair.send(Method::POST, &list, Some(new.clone()), &key).await;
    assert_eq!((repeated.body, app.count("club_regulations").await), (created.body, 3));
    for (day, number) in [("2026-10-31", 1), ("2026-11-01", 2)] {
        let reply = chair.get(&format!("{list}?on={day}")).await;
        let in_force: Vec<_> = reply.items().iter().filter(|row| row["in_force"] == json!(true)).collect();
        assert_eq!((in_force.len(), &in_force[0]["number"]), (1, &json!(number)), "{day}");
    }
    let first = chair.get(&format!("{list}?limit=1")).await;
    let next = first.body["next"].as_str().unwrap();
    let second = chair.get(&format!("{list}?limit=1&after={next}")).await;
    assert_eq!((&first.items()[0]["number"], &second.items()[0]["number"]), (&json!(2), &json!(1)));
    assert_eq!(second.body["next"], json!(null));
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&list, new).await.status, 404);
}

#[actix_web::test]
async fn a_regulation_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/regulations", app.here.club);
    let officer = app.role(Role::CommuneCommittee, app.here).await;
    assert_eq!(officer.post(&list, json!({})).await.code(), "forbidden");
    let chair = app.role(Role::ClubChair, app.here).await;
    let census = app.census().await;
    for (body, wrong) in [
        (json!({}), ("/adopted_on", "required")),
        (
            json!({ "adopted_on": "2026-10-01", "effective_from": "2026-11-01", "body": " " }),
            ("/body", "length"),
        ),
        (
            json!({ "adopted_on": "2026-12-01", "effective_from": "2027-01-01", "body": "Điều 1." }),
            ("/adopted_on", "date_in_future"),
        ),
    ] {
        assert_eq!(chair.post(&list, body).await.errors(), [wrong]);
    }
    for (adopted_on, effective_from, code) in [
        ("2026-10-02", "2026-10-01", "regulation_not_adopted"),
        ("2024-04-20", "2024-05-01", "regulation_date_taken"),
    ] {
        let new = json!({ "adopted_on": adopted_on, "effective_from": effective_from, "body": "Điều 1." });
        assert_eq!(chair.post(&list, new).await.code(), code);
    }
    assert_eq!(app.census().await, census);
}
