//! Visits and their checklists, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

/// The questions of the first checklist, in order.
const CODES: [&str; 9] = [
    "board",
    "meetings",
    "regulation",
    "income_fund",
    "operating_fund",
    "areas",
    "home_care",
    "members",
    "reports",
];

/// A visit on a day on which every question got a score.
pub fn visit(on: &str, score: i16) -> Value {
    let scores: Vec<Value> = CODES.iter().map(|code| json!({ "code": code, "score": score })).collect();
    json!({ "visited_on": on, "organisation": "Hội Người cao tuổi xã", "checklist": 1, "scores": scores,
        "findings": "Nhận xét bí mật", "tasks": [
            { "text": "Làm sau", "due_on": "2026-12-15" }, { "text": "Làm trước", "due_on": "2026-11-15" }] })
}

#[actix_web::test]
async fn the_checklist_is_public_and_has_versions() {
    let app = TestApp::start().await;
    app.rows(
        "insert into monitoring_checklists values (2, 'Phiếu mới', '2026-11-01', 'mẫu');
         insert into monitoring_questions values (2, 'board', 1, 'Ban chủ nhiệm', 'Board', 5)",
    )
    .await;
    let all = app.anonymous().get("/v1/monitoring-checklists").await.body;
    let told = |index: usize| {
        let one = &all[index];
        (one["version"].clone(), one["valid_to"].clone(), one["questions"].as_array().unwrap().len())
    };
    assert_eq!(told(0), (json!(2), Value::Null, 1));
    assert_eq!(told(1), (json!(1), json!("2026-10-31"), 9));
    assert_eq!(all[1]["questions"][3]["code"], "income_fund");
    let path = format!("/v1/clubs/{}/monitoring-visits", app.here.club);
    let officer = app.role(Role::CommuneSocialOfficer, app.here).await;
    assert_eq!(
        officer.post(&path, visit("2026-11-01", 1)).await.errors(),
        [("/checklist", "not_valid_then")]
    );
    assert_eq!(officer.post(&path, visit("2026-10-31", 1)).await.status, 201);
    let stranger = app.role(Role::CommuneSocialOfficer, app.there).await;
    assert_eq!(stranger.post(&path, visit("2026-10-31", 1)).await.status, 404);
}

#[actix_web::test]
async fn a_visit_is_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/monitoring-visits", app.here.club);
    let one = format!("/v1/monitoring-visits/{}", app.here.monitoring_visit);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let whole = treasurer.get(&one).await.body;
    assert_eq!((&whole["score"], &whole["most"]), (&json!(16), &json!(18)));
    assert_eq!(whole["scores"][3], json!({ "code": "income_fund", "score": 0, "most": 2, "remark": null }));
    assert_eq!(whole["tasks"][0]["overdue"], json!(false));
    assert_eq!(treasurer.get(&list).await.items()[0]["id"], whole["id"]);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    for (hidden, absent) in [
        (&one, format!("/v1/monitoring-visits/{}", app.here.member)),
        (&list, format!("/v1/clubs/{}/monitoring-visits", app.here.member)),
    ] {
        stranger.cannot_tell(hidden, &absent).await;
    }
}

#[actix_web::test]
async fn a_visit_is_recorded_once_with_its_sum_and_its_tasks() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/monitoring-visits", app.here.club);
    let officer = app.role(Role::CommuneAssociation, app.here).await;
    let counted =
        format!("select monitoring_visits from activity_metrics where club_id = '{}'", app.here.club);
    assert_eq!(app.text(&counted).await, "1");
    let key = [("Idempotency-Key", "the-visit-of-november")];
    let made = officer.send(Method::POST, &path, Some(visit("2026-11-10", 1)), &key).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!((&made.body["score"], &made.body["most"]), (&json!(9), &json!(18)));
    assert_eq!(made.body["recorded_by"], json!(officer.user));
    let tasks = &made.body["tasks"];
    assert_eq!((&tasks[0]["text"], &tasks[0]["overdue"]), (&json!("Làm trước"), &json!(true)));
    assert_eq!((&tasks[1]["text"], &tasks[1]["overdue"]), (&json!("Làm sau"), &json!(false)));
    assert_eq!(app.text(&counted).await, "2");
    assert_eq!(app.count("changes where entity = 'monitoring_visit' and action = 'created'").await, 1);
    assert_eq!(app.count("changes where entity = 'monitoring_task' and action = 'created'").await, 2);
    assert_eq!(app.count("changes where difference::text like '%bí mật%'").await, 0);
    let census = app.census().await;
    let again = officer.send(Method::POST, &path, Some(visit("2026-11-10", 1)), &key).await;
    assert_eq!((again.body, app.census().await), (made.body.clone(), census));
    let other = officer.send(Method::POST, &path, Some(visit("2026-11-10", 2)), &key).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    let found = officer.get(&format!("/v1/monitoring-visits/{}", made.id())).await;
    assert_eq!(found.body, made.body);
    let all = walk(&officer, &path, 50).await;
    assert_eq!((all.len(), &all[0]["visited_on"]), (2, &json!("2026-11-10")), "newest first");
    assert_eq!(walk(&officer, &path, 1).await, all);
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.post(&path, visit("2026-11-10", 1)).await.status, 404);
}

#[actix_web::test]
async fn every_question_is_answered_once_and_within_its_bounds() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/monitoring-visits", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post(&path, json!({})).await.code(), "forbidden", "nobody visits herself");
    let officer = app.role(Role::ProvinceAssociation, app.here).await;
    let census = app.census().await;
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut body = visit("2026-11-10", 1);
        change(&mut body);
        body
    };
    let missing = officer
        .post(
            &path,
            wrong(&|body| {
                body["scores"].as_array_mut().unwrap().truncate(8);
            }),
        )
        .await;
    assert_eq!(missing.errors(), [("/scores", "required")]);
    assert_eq!(missing.body["missing"], json!(["reports"]));
    for (body, at, code) in [
        (wrong(&|body| body["scores"][2]["score"] = json!(3)), "/scores/2/score", "range"),
        (wrong(&|body| body["scores"][2]["score"] = json!(-1)), "/scores/2/score", "range"),
        (wrong(&|body| body["visited_on"] = json!("2026-11-23")), "/visited_on", "date_in_future"),
        (wrong(&|body| body["visited_on"] = json!("2025-12-31")), "/checklist", "not_valid_then"),
        (wrong(&|body| body["checklist"] = json!(9)), "/checklist", "choice"),
        (wrong(&|body| body["tasks"][1]["due_on"] = json!("2026-11-09")), "/tasks/1/due_on", "date_order"),
        (wrong(&|body| body["tasks"][0]["text"] = json!("")), "/tasks/0/text", "length"),
    ] {
        assert_eq!(officer.post(&path, body).await.errors(), [(at, code)]);
    }
    let unknown = officer.post(&path, wrong(&|body| body["scores"][8]["code"] = json!("weather"))).await;
    assert_eq!(unknown.errors(), [("/scores/8/code", "choice"), ("/scores", "required")]);
    let twice = officer.post(&path, wrong(&|body| body["scores"][8]["code"] = json!("board"))).await;
    assert_eq!(twice.errors(), [("/scores/8/code", "repeated"), ("/scores", "required")]);
    assert_eq!(app.census().await, census);
    app.rows(&format!(
        "update clubs set state = 'dissolved', ended_on = '2026-11-01' where id = '{}'",
        app.here.club
    ))
    .await;
    assert_eq!(officer.post(&path, visit("2026-11-10", 1)).await.code(), "club_state_refuses");
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.post(&path, visit("2026-11-10", 1)).await.status, 404);
}
