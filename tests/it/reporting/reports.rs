//! Reports, through the whole application.

use crate::support::world::FIRST_HALF;
use crate::support::{Client, Reply, TestApp};
use actix_web::http::Method;
use chrono::NaiveDate;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

/// The first half of 2026 as the state counts it: through 14 June.
pub const STATE_HALF: &str = "024c7a20-2edb-85e1-a0b1-90448bd2a9cc";
/// The year 2026 as the state counts it: through 14 December.
const STATE_YEAR: &str = "6f1d7704-dcc4-8bd7-a2a6-967503c6a713";
/// The second half of 2026 by the calendar: it is not over.
const RUNNING_HALF: &str = "d5fcfbe3-5e10-85d4-ab00-9e8fa0b3a555";
/// The first half of 2027.
const HALF_TO_COME: &str = "5c1c28f2-6621-8847-ad8f-2c6dc4d87904";

pub fn half_year(period: &str) -> Value {
    json!({ "period_id": period, "regime": "half_year" })
}

/// Does something with a report as it stands.
pub async fn step(caller: &Client<'_>, report: &Reply, what: &str) -> Reply {
    let id = report.id();
    let version = report.body["version"].as_i64().unwrap();
    let path = format!("/v1/reports/{id}/{what}");
    caller.send(Method::POST, &path, None, &[("If-Match", &format!("\"{version}\""))]).await
}

/// What went well.
pub fn done(reply: Reply) -> Reply {
    assert!(reply.status.is_success(), "{}", reply.body);
    reply
}

#[actix_web::test]
async fn reports_are_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let (list, one) =
        (format!("/v1/clubs/{}/reports", app.here.club), format!("/v1/reports/{}", app.here.report));
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.get(&list).await.items().len(), 3);
    assert_eq!(chair.get(&format!("{list}?state=sealed")).await.items().len(), 1);
    assert_eq!(chair.get(&format!("{list}?period={FIRST_HALF}&limit=1")).await.items().len(), 1);
    assert_eq!(chair.get(&one).await.body["reporter"]["level"], "club");
    let association = app.role(Role::ProvinceAssociation, app.here).await;
    let below = association.get(&format!("/v1/units/{}/reports?level=club", app.here.province)).await;
    assert_eq!(below.items().len(), 3, "{}", below.body);
    let small = association.get(&one).await;
    assert_eq!(
        small.body["cells"][0]["numerator"],
        json!(null),
        "three people are not shown: {}",
        small.body
    );
    assert_eq!(chair.get(&one).await.body["cells"][0]["numerator"], json!(3));
    let stranger = app.role(Role::ClubChair, app.there).await;
    for (hidden, absent) in [
        (one, format!("/v1/reports/{}", app.here.member)),
        (list, format!("/v1/clubs/{}/reports", app.here.member)),
    ] {
        stranger.cannot_tell(&hidden, &absent).await;
    }
}

#[actix_web::test]
async fn a_report_is_drawn_up_returned_explained_accepted_and_sealed() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/reports", app.here.club);
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let key = [("Idempotency-Key", "the-first-half-of-2026")];
    let opened = secretary.send(Method::POST, &path, Some(half_year(STATE_HALF)), &key).await;
    assert_eq!(
        (opened.status.as_u16(), &opened.body["due_on"]),
        (201, &json!("2026-06-16")),
        "{}",
        opened.body
    );
    assert_eq!(
        secretary.send(Method::POST, &path, Some(half_year(STATE_HALF)), &key).await.body,
        opened.body
    );
    assert_eq!(secretary.post(&path, half_year(STATE_HALF)).await.code(), "report_exists");
    assert_eq!(
        step(&secretary, &opened, "submission").await.code(),
        "report_state_refuses",
        "nothing is in it"
    );
    let drafted = done(step(&secretary, &opened, "draft").await);
    assert_eq!(step(&secretary, &opened, "draft").await.status, 412, "somebody else was quicker");
    let at = format!("/v1/reports/{}", opened.id());
    let whole = secretary.get(&at).await;
    let cells = whole.body["cells"].as_array().unwrap();
    let members = cells.iter().find(|cell| cell["indicator"] == "I03").unwrap();
    assert_eq!(members["numerator"], json!(3), "{members}");
    assert!(cells.len() > 40, "{}", cells.len());
    // what is declared and differs is explained
    let cell = format!("{at}/cells/I03");
    let said = done(secretary.patch(&cell, &drafted.etag(), json!({ "declared_numerator": 60 })).await);
    let refused = step(&secretary, &said, "submission").await;
    assert_eq!((refused.code(), &refused.body["indicators"]), ("report_unexplained", &json!(["I03"])));
    let said = done(secretary.patch(&cell, &said.etag(), json!({ "explanation": "Người mới vào" })).await);
    assert_eq!(app.count("changes where entity = 'report_cell'").await, 2);
    assert_eq!(app.count("changes where difference::text like '%Người mới%'").await, 0);
    let sent = done(step(&secretary, &said, "submission").await);
    // a return without a reason is none
    let back = format!("{at}/return");
    let version = format!("\"{}\"", sent.body["version"]);
    let silent = association.post_if(&back, &version, json!({ "reasons": [] })).await;
    assert_eq!(silent.errors(), [("/reasons", "length")]);
    let blank = association.post_if(&back, &version, json!({ "reasons": [{ "reason": " " }] })).await;
    assert_eq!(blank.errors(), [("/reasons/0/reason", "length")]);
    let both = json!({ "reasons": [{ "indicator": "I03", "section": "funds", "reason": "Sai" }] });
    assert_eq!(
        association.post_if(&back, &version, both).await.errors(),
        [("/reasons/0/section", "not_here")]
    );
    let reasons =
        json!({ "reasons": [{ "indicator": "I03", "reason": "Kiểm tra lại" }, { "reason": "Thiếu chữ" }] });
    let returned = done(association.post_if(&back, &version, reasons).await);
    assert_eq!(returned.body["state"], "returned");
    let section = format!("{at}/sections/direction");
    let written = done(secretary.put(&section, &returned.etag(), json!({ "body": "Đã họp." })).await);
    let sent = done(step(&secretary, &written, "submission").await);
    // the reporter approves, and not before it is accepted
    assert_eq!(step(&chair, &sent, "approval").await.code(), "report_state_refuses");
    let accepted = done(step(&association, &sent, "acceptance").await);
    assert_eq!(step(&association, &accepted, "approval").await.code(), "report_of_another");
    let sealed = done(step(&chair, &accepted, "approval").await);
    assert_eq!((&sealed.body["state"], &sealed.body["sealed_on"]), (&json!("sealed"), &json!("2026-11-22")));
    let whole = chair.get(&at).await;
    assert_eq!(whole.body["returns"].as_array().unwrap().len(), 2);
    assert_eq!(whole.body["deliveries"][0]["unit_id"], json!(app.here.commune), "{}", whole.body);
    assert_eq!(whole.body["steps"].as_array().unwrap().len(), 7, "{}", whole.body["steps"]);
    assert_eq!(step(&secretary, &sealed, "draft").await.code(), "report_sealed");
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(step(&stranger, &sealed, "acceptance").await.status, 404);
}

#[actix_web::test]
async fn what_cannot_be_reported_is_refused_by_name() {
    let app = TestApp::start().await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let of = |unit: uuid::Uuid| format!("/v1/units/{unit}/reports");
    let census = app.census().await;
    let ended = province.post(&of(app.here.old_commune), half_year(STATE_HALF)).await;
    assert_eq!(ended.code(), "report_unit_not_valid");
    assert!(!ended.body["successors"].as_array().unwrap().is_empty(), "{}", ended.body);
    let hamlet = province.post(&of(app.here.hamlet), half_year(STATE_HALF)).await;
    assert_eq!(hamlet.code(), "report_unit_does_not_report");
    for (body, wrong) in [
        (half_year(HALF_TO_COME), ("/period_id", "date_in_future")),
        (half_year(&app.here.member.to_string()), ("/period_id", "unknown_period")),
        (json!({ "period_id": STATE_HALF, "regime": "year" }), ("/regime", "not_here")),
        (json!({ "period_id": STATE_HALF, "regime": "weekly" }), ("/regime", "choice")),
        (json!({ "period_id": STATE_HALF }), ("/regime", "required")),
        (
            json!({ "period_id": STATE_HALF, "regime": "half_year", "programme": "moon" }),
            ("/programme", "unknown_programme"),
        ),
    ] {
        assert_eq!(province.post(&of(app.here.province), body).await.errors(), [wrong]);
    }
    let committee = app.role(Role::ProvinceCommittee, app.here).await;
    assert_eq!(committee.post(&of(app.here.province), json!({})).await.code(), "forbidden");
    assert_eq!(province.post("/v1/reports", half_year(STATE_HALF)).await.code(), "report_of_another");
    assert_eq!(app.census().await, census);
    // a percentage is never a value, and a report waits for the end of its period
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let path = format!("/v1/clubs/{}/reports", app.here.club);
    let report = done(secretary.post(&path, half_year(RUNNING_HALF)).await);
    let report = done(step(&secretary, &report, "draft").await);
    assert_eq!(step(&secretary, &report, "submission").await.code(), "report_period_running");
    let cell = format!("/v1/reports/{}/cells/I04", report.id());
    for (body, wrong) in [
        (json!({ "declared_numerator": 62 }), ("/declared_denominator", "ratio_in_parts")),
        (json!({ "declared_numerator": 62.5 }), ("/declared_numerator", "wrong_type")),
        (json!({ "declared_numerator": 62, "declared_denominator": 60 }), ("/declared_numerator", "range")),
        (json!({ "percent": 62 }), ("/percent", "unknown_field")),
        (json!({ "declared_numerator": -1 }), ("/declared_numerator", "range")),
        (json!({}), ("", "nothing_to_change")),
    ] {
        let refused = secretary.patch(&cell, &report.etag(), body).await;
        assert_eq!(refused.errors(), [wrong], "{}", refused.body);
    }
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.post(&of(app.here.commune), half_year(STATE_HALF)).await.status, 404);
}

#[actix_web::test]
async fn a_report_seals_the_money_of_the_end_of_its_period_whatever_came_after() {
    let app = TestApp::start_on(NaiveDate::from_ymd_opt(2026, 12, 22).unwrap()).await;
    let (secretary, treasurer) =
        (app.role(Role::ClubSecretary, app.here).await, app.role(Role::ClubTreasurer, app.here).await);
    // in one month, before the end of the period, on its last day and after it
    for (on, amount) in [("2026-12-03", 40_000), ("2026-12-14", 30_000), ("2026-12-17", 500_000)] {
        let saved = json!({ "kind": "savings_deposit", "member_id": app.here.member, "on": on, "amount_vnd": amount });
        done(treasurer.post(&format!("/v1/clubs/{}/entries", app.here.club), saved).await);
    }
    let new = json!({ "period_id": STATE_YEAR, "regime": "year" });
    let report = done(secretary.post(&format!("/v1/clubs/{}/reports", app.here.club), new).await);
    let report = done(step(&secretary, &report, "draft").await);
    let report = done(step(&secretary, &report, "submission").await);
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let report = done(step(&association, &report, "acceptance").await);
    let chair = app.role(Role::ClubChair, app.here).await;
    done(step(&chair, &report, "approval").await);
    let sealed = chair.get(&format!("/v1/reports/{}/snapshot", report.id())).await;
    let cell = |indicator: &str| {
        let cells = sealed.body["cells"].as_array().unwrap();
        cells.iter().find(|cell| cell["indicator"] == indicator).unwrap()["numerator"].clone()
    };
    // 20 million of seed money, 35,000 of interest and what was saved through 14 December
    assert_eq!(cell("I15"), json!(20_105_000));
    assert_eq!(cell("I34"), json!(70_000));
    let drift = chair.get(&format!("/v1/reports/{}/drift", report.id())).await;
    let drift = drift.body.as_array().unwrap().iter().find(|one| one["indicator"] == "I15").unwrap();
    assert_eq!(drift["live_numerator"], json!(20_105_000), "{drift}");
}
