//! Boards, through the whole application.

use crate::support::{Client, TestApp};
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

fn terms(app: &TestApp) -> String {
    format!("/v1/clubs/{}/board-terms", app.here.club)
}
fn board(app: &TestApp) -> String {
    format!("/v1/clubs/{}/board", app.here.club)
}
fn positions(app: &TestApp) -> String {
    format!("/v1/board-terms/{}/positions", app.here.board_term)
}
async fn etag(client: &Client<'_>, app: &TestApp) -> String {
    client.etag(&format!("/v1/board-terms/{}", app.here.board_term)).await
}
fn seats(of: &[(Uuid, &str)]) -> Value {
    of.iter().map(|(member, position)| json!({ "member_id": member, "position": position })).collect()
}
/// Who holds which position, as shown.
fn shown(board: &Value) -> Vec<(String, String)> {
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = board["positions"].as_array().into_iter().flatten();
    rows.map(|row| (text(row, "position"), text(row, "member_id"))).collect()
}

#[actix_web::test]
async fn a_board_is_shown_in_reach_with_names_and_telephones_and_nowhere_else() {
    let app = TestApp::start().await;
    let member = app.role(Role::Member, app.here).await;
    let shown = member.get(&board(&app)).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    let chair = &shown.body["positions"][0];
    assert_eq!((&chair["position"], &chair["full_name"]), (&json!("chair"), &json!("Nguyễn Thị Mẫu")));
    assert_eq!(chair["phone"], "+84912345006");
    assert!(chair.get("birth").is_none() && chair.get("address").is_none());
    assert_eq!(shown.body["warnings"], json!(["size_unusual"]));
    assert_eq!(member.get(&terms(&app)).await.items().len(), 1);
    assert_eq!(member.get(&format!("{}?on=2024-06-19", board(&app))).await.status, 404);
    let province = app.role(Role::ProvincePartner, app.here).await;
    assert_eq!(province.get(&board(&app)).await.code(), "forbidden");

    let stranger = app.role(Role::ClubChair, app.there).await;
    let absent = stranger.get(&format!("/v1/board-terms/{}", app.here.member)).await;
    for path in [board(&app), terms(&app), format!("/v1/board-terms/{}", app.here.board_term)] {
        let hidden = stranger.get(&path).await;
        assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
    }
}

#[actix_web::test]
async fn a_new_board_ends_the_one_before_on_the_eve() {
    let app = TestApp::start().await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let new = json!({
        "starts_on": "2026-06-01", "planned_end_on": "2031-05-31",
        "positions": seats(&[(app.here.plain_member, "chair"), (app.here.applicant, "treasurer")]),
    });
    let key = [("Idempotency-Key", "the-new-board-of-june")];
    let created = association.send(Method::POST, &terms(&app), Some(new.clone()), &key).await;
    assert_eq!(created.status, 201, "{}", created.body);
    assert_eq!(created.body["warnings"], json!(["size_implausible", "no_bookkeeper"]));
    assert_eq!(
        association.send(Method::POST, &terms(&app), Some(new.clone()), &key).await.body,
        created.body
    );
    assert_eq!(app.count("changes where entity = 'board_term'").await, 2);
    assert_eq!(app.count("changes where entity = 'board_position' and action = 'created'").await, 2);
    assert!(!app.text("select string_agg(difference::text, ' ') from changes").await.contains("Mẫu"));

    let before = association.get(&format!("{}?on=2026-05-31", board(&app))).await;
    assert_eq!((before.body["ended_on"].as_str(), shown(&before.body).len()), (Some("2026-05-31"), 3));
    let now = association.get(&board(&app)).await;
    assert_eq!((now.id(), shown(&now.body).len()), (created.id(), 2));
    let overlapping = json!({ "starts_on": "2025-01-01", "positions": new["positions"] });
    assert_eq!(association.post(&terms(&app), overlapping).await.code(), "board_term_overlaps");
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&terms(&app), new).await.status, 404);
}

#[actix_web::test]
async fn a_board_has_one_chair_one_treasurer_and_money_in_two_hands_and_its_people_are_members() {
    let app = TestApp::start().await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let (one, two, three) = (app.here.member, app.here.plain_member, app.here.applicant);
    let census = app.census().await;
    for (of, code) in [
        (vec![(one, "treasurer")], "board_without_chair"),
        (vec![(one, "chair"), (two, "chair")], "board_without_chair"),
        (vec![(one, "chair"), (two, "treasurer"), (three, "treasurer")], "board_position_taken"),
        (vec![(one, "chair"), (two, "treasurer"), (two, "bookkeeper")], "board_money_apart"),
        (vec![(one, "chair"), (app.there.member, "treasurer")], "board_not_a_member"),
    ] {
        let reply = association
            .post(&terms(&app), json!({ "starts_on": "2026-06-01", "positions": seats(&of) }))
            .await;
        assert_eq!((reply.status.as_u16(), reply.code()), (409, code), "{of:?}");
    }
    let twice = seats(&[(one, "chair"), (two, "board_member"), (two, "board_member")]);
    for (body, wrong) in [
        (json!({ "starts_on": "2026-06-01", "positions": twice }), ("/positions/2", "repeated")),
        (json!({ "starts_on": "2026-06-01", "positions": [] }), ("/positions", "length")),
        (
            json!({ "starts_on": "2026-06-01", "positions": [{ "member_id": one, "position": "king" }] }),
            ("/positions/0/position", "choice"),
        ),
        (
            json!({ "starts_on": "2026-11-23", "positions": seats(&[(one, "chair")]) }),
            ("/starts_on", "date_in_future"),
        ),
    ] {
        assert_eq!(association.post(&terms(&app), body).await.errors(), [wrong]);
    }
    assert_eq!(app.census().await, census);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.post(&terms(&app), json!({})).await.code(), "forbidden");
}

#[actix_web::test]
async fn a_position_passes_from_one_to_another_within_the_term() {
    let app = TestApp::start().await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let etag = etag(&association, &app).await;
    let new = json!({ "member_id": app.here.applicant, "position": "treasurer", "starts_on": "2026-06-01" });
    let outside =
        json!({ "member_id": app.here.applicant, "position": "treasurer", "starts_on": "2024-06-19" });
    let refused = association.post_if(&positions(&app), &etag, outside).await;
    assert_eq!(refused.code(), "board_position_outside_term");
    assert_eq!(refused.body["starts_on"], "2024-06-20");
    let bookkeeper =
        json!({ "member_id": app.here.plain_member, "position": "treasurer", "starts_on": "2026-06-01" });
    assert_eq!(association.post_if(&positions(&app), &etag, bookkeeper).await.code(), "board_money_apart");

    let after = association.post_if(&positions(&app), &etag, new.clone()).await;
    assert_eq!(after.status, 201, "{}", after.body);
    let treasurer = ("treasurer".to_owned(), app.here.applicant.to_string());
    assert!(shown(&after.body).contains(&treasurer));
    assert_eq!(shown(&after.body).len(), 3);
    let eve = association.get(&format!("{}?on=2026-05-31", board(&app))).await;
    assert!(!shown(&eve.body).contains(&treasurer));
    assert_eq!(association.post_if(&positions(&app), &etag, new.clone()).await.status, 412);
    let told = "select string_agg(distinct entity || ' ' || action, ', ') from changes";
    assert_eq!(
        app.text(told).await,
        "assignment ended, board_position created, board_position ended, board_term updated",
        "the roles that hung on the seat end with it"
    );
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.post_if(&positions(&app), &after.etag(), new).await.status, 404);
}

#[actix_web::test]
async fn a_position_ends_once_and_its_vacancy_is_said() {
    let app = TestApp::start().await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let path = format!("/v1/board-positions/{}/ending", app.here.board_position);
    let etag = etag(&association, &app).await;
    let future = association.post_if(&path, &etag, json!({ "last_day": "2026-11-23" })).await;
    assert_eq!(future.errors(), [("/last_day", "date_in_future")]);
    let early = association.post_if(&path, &etag, json!({ "last_day": "2024-06-19" })).await;
    assert_eq!(early.code(), "board_term_overlaps");
    let ended = association.post_if(&path, &etag, json!({ "last_day": "2026-10-31" })).await;
    assert_eq!(ended.status, 201, "{}", ended.body);
    assert_eq!(ended.body["warnings"], json!(["size_implausible", "no_chair"]));
    let again = association.post_if(&path, &ended.etag(), json!({ "last_day": "2026-10-30" })).await;
    assert_eq!(again.code(), "board_position_ended");
    assert_eq!(app.count("changes where entity = 'board_position' and action = 'ended'").await, 1);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post_if(&path, &ended.etag(), json!({ "last_day": "2026-10-31" })).await.status, 404);
}
