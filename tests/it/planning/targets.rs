//! Targets, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn new(code: &str) -> Value {
    json!({ "code": code, "statement": "Xã có câu lạc bộ", "indicator": "I09", "comparator": "gt", "low": 50,
        "measure": "percent", "level": "province", "quotation": "trên 50% số xã" })
}

#[actix_web::test]
async fn targets_are_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let list = format!("/v1/documents/{}/targets", app.here.issued_plan);
    let one = format!("/v1/targets/{}", app.here.target);
    let chair = app.role(Role::ClubChair, app.here).await;
    let all = walk(&chair, &list, 50).await;
    assert_eq!((all.len(), &all[0]["comparator"]), (7, &json!("gt")));
    assert_eq!(walk(&chair, &list, 2).await, all);
    assert_eq!(chair.get(&one).await.body["low"], 50);
    let stranger = app.role(Role::ClubChair, app.there).await;
    for (hidden, absent) in [
        (&one, format!("/v1/targets/{}", app.here.member)),
        (&list, format!("/v1/documents/{}/targets", app.here.member)),
    ] {
        stranger.cannot_tell(hidden, &absent).await;
    }
}

#[actix_web::test]
async fn a_target_is_set_once_while_its_document_is_a_draft() {
    let app = TestApp::start().await;
    let path = format!("/v1/documents/{}/targets", app.here.document);
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let key = [("Idempotency-Key", "more-than-half-of-them")];
    let made = association.send(Method::POST, &path, Some(new("T2")), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["implausible"]), (201, &json!(false)), "{}", made.body);
    assert_eq!(app.count("changes where entity = 'target' and action = 'created'").await, 1);
    let again = association.send(Method::POST, &path, Some(new("T2")), &key).await;
    assert_eq!(again.body, made.body);
    assert_eq!(association.post(&path, new("T2")).await.code(), "target_code_taken");
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let issued = format!("/v1/documents/{}/targets", app.here.issued_plan);
    assert_eq!(province.post(&issued, new("P9")).await.code(), "document_state_refuses");
    assert_eq!(association.post(&issued, new("P9")).await.status, 404, "seen, but not theirs to change");
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.post(&path, new("T3")).await.status, 404);
}

#[actix_web::test]
async fn bounds_are_whole_numbers_and_there_are_enough_of_them() {
    let app = TestApp::start().await;
    let path = format!("/v1/documents/{}/targets", app.here.document);
    let partner = app.role(Role::CommunePartner, app.here).await;
    assert_eq!(partner.post(&path, json!({})).await.code(), "forbidden");
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let census = app.census().await;
    for (change, wrong) in [
        (json!({ "low": 0.9 }), vec![("/low", "bound_not_whole")]),
        (json!({ "low": "90%" }), vec![("/low", "bound_not_whole")]),
        (json!({ "low": -1 }), vec![("/low", "range")]),
        (json!({ "low": 101 }), vec![("/low", "range")]),
        (json!({ "low": null }), vec![("/low", "required")]),
        (json!({ "comparator": "between" }), vec![("/high", "required")]),
        (json!({ "comparator": "between", "high": 40 }), vec![("/high", "range")]),
        (json!({ "comparator": "le", "high": 40 }), vec![("/low", "bounds_without_comparison")]),
        (
            json!({ "comparator": "none", "measure": "none" }),
            vec![("/low", "bounds_without_comparison"), ("/indicator", "bounds_without_comparison")],
        ),
        (json!({ "indicator": "I99" }), vec![("/indicator", "choice")]),
        (json!({ "period_from": "2030-01-01", "deadline": "2029-01-01" }), vec![("/deadline", "date_order")]),
    ] {
        let mut body = new("T4");
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        assert_eq!(association.post(&path, body).await.errors(), wrong, "{change}");
    }
    assert_eq!(app.census().await, census);
    let words = json!({ "code": "T4", "statement": "Ưu tiên", "comparator": "none", "measure": "none", "level": "club",
        "quotation": "ưu tiên người có hoàn cảnh khó khăn" });
    assert_eq!(association.post(&path, words).await.status, 201, "qualitative ones need none");
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.post(&path, new("T5")).await.status, 404);
}

#[actix_web::test]
async fn twenty_thousand_members_in_fifteen_clubs_are_kept_and_marked() {
    let app = TestApp::start().await;
    let path = format!("/v1/documents/{}/targets", app.here.document);
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let count = |code: &str, indicator: &str, measure: &str, low: i64| {
        json!({ "code": code, "statement": "Mẫu", "indicator": indicator, "comparator": "ge", "low": low,
            "measure": measure, "level": "province", "quotation": "mẫu" })
    };
    let members = association.post(&path, count("M", "I03", "persons", 20_000)).await;
    assert_eq!(
        (members.status.as_u16(), &members.body["implausible"]),
        (201, &json!(false)),
        "{}",
        members.body
    );
    let clubs = association.post(&path, count("C", "I01", "clubs", 15)).await;
    assert_eq!(clubs.status, 201);
    let one = format!("/v1/targets/{}", members.body["id"].as_str().unwrap());
    let marked = association.get(&one).await;
    assert_eq!((&marked.body["implausible"], marked.etag().as_str()), (&json!(true), "\"2\""));
    let told = "select string_agg(concat_ws(' ', action, version), ', ' order by seq) from changes where entity = 'target'";
    assert_eq!(app.text(told).await, "created 1, created 1, marked 2");
    assert_eq!(
        association.patch(&one, "\"1\"", json!({ "low": 900 })).await.status,
        412,
        "it was marked since"
    );
    let fewer = association.patch(&one, &marked.etag(), json!({ "low": 900 })).await;
    assert_eq!((fewer.status.as_u16(), &fewer.body["implausible"]), (200, &json!(false)), "{}", fewer.body);
    assert_eq!(association.patch(&one, "\"1\"", json!({ "low": 900 })).await.status, 412);
    let broken = association.patch(&one, &fewer.etag(), json!({ "comparator": "le" })).await;
    assert_eq!(broken.code(), "invalid");
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.patch(&one, &fewer.etag(), json!({ "low": 900 })).await.status, 404);
}
