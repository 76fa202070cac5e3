//! Help that members give, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

#[actix_web::test]
async fn help_is_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/self-help-actions", app.here.club);
    let one = format!("/v1/self-help-actions/{}", app.here.self_help_action);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.get(&list).await.items()[0], treasurer.get(&one).await.body);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    for (hidden, absent) in [
        (&one, format!("/v1/self-help-actions/{}", app.here.member)),
        (&list, format!("/v1/clubs/{}/self-help-actions", app.here.member)),
    ] {
        stranger.cannot_tell(hidden, &absent).await;
    }
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    assert_eq!(province.get(&list).await.code(), "forbidden", "who was helped is not for the province");
}

#[actix_web::test]
async fn help_is_recorded_once_and_makes_the_area_active() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/self-help-actions", app.here.club);
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let counted = format!(
        "select concat_ws(' ', self_help, self_help_actions, labour_half_days) from activity_metrics where club_id = '{}'",
        app.here.club
    );
    assert_eq!(app.text(&counted).await, "0 0 0");
    let new = json!({ "kind": "labour", "beneficiary": "member", "given_to": app.here.plain_member,
        "given_by": app.here.member, "helped_on": "2026-10-12", "half_days": 6, "helpers": 3, "note": "Gặt lúa giúp" });
    let key = [("Idempotency-Key", "the-help-of-october")];
    let made = secretary.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["helpers"]), (201, &json!(3)), "{}", made.body);
    assert_eq!(app.text(&counted).await, "1 1 6");
    let logged = app.text("select string_agg(difference::text, '') from changes").await;
    for secret in [app.here.plain_member.to_string(), app.here.member.to_string(), "Gặt".to_owned()] {
        assert!(!logged.contains(&secret), "{logged}");
    }
    assert_eq!(app.count("changes where entity = 'self_help_action' and action = 'created'").await, 1);
    let again = secretary.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((again.body, app.count("self_help_actions").await), (made.body, 3));
    let all = walk(&secretary, &path, 50).await;
    assert_eq!((all.len(), &all[0]["helped_on"]), (2, &json!("2026-10-12")), "newest first");
    assert_eq!(walk(&secretary, &path, 1).await, all);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.post(&path, new).await.status, 404);
}

#[actix_web::test]
async fn help_is_refused_by_role_then_field_by_field() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/self-help-actions", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.post(&path, json!({})).await.code(), "forbidden");
    let chair = app.role(Role::ClubChair, app.here).await;
    let census = app.census().await;
    let (one, other) = (app.here.member, app.here.plain_member);
    let new = |more: Value| {
        let mut new = json!({ "kind": "goods", "beneficiary": "community", "helped_on": "2026-10-12" });
        new.as_object_mut().unwrap().append(&mut more.as_object().unwrap().clone());
        new
    };
    for (more, wrong) in [
        (json!({ "kind": "labour" }), ("/half_days", "required")),
        (json!({ "half_days": 2 }), ("/half_days", "not_here")),
        (json!({ "kind": "labour", "half_days": 0 }), ("/half_days", "range")),
        (json!({ "kind": "money" }), ("/value_vnd", "required")),
        (json!({ "kind": "money", "value_vnd": 0 }), ("/value_vnd", "amount_not_positive")),
        (json!({ "beneficiary": "member" }), ("/given_to", "required")),
        (json!({ "given_to": other }), ("/given_to", "not_here")),
        (json!({ "beneficiary": "member", "given_to": one, "given_by": one }), ("/given_to", "repeated")),
        (json!({ "helpers": 0 }), ("/helpers", "range")),
        (json!({ "helped_on": "2026-11-23" }), ("/helped_on", "date_in_future")),
        (json!({ "given_by": app.there.member }), ("/given_by", "unknown_member")),
        (json!({ "given_by": app.here.applicant }), ("/given_by", "unknown_member")),
        (json!({ "given_by": one, "helped_on": "2024-06-19" }), ("/given_by", "unknown_member")),
        (
            json!({ "beneficiary": "member", "given_by": one, "given_to": app.there.member }),
            ("/given_to", "unknown_member"),
        ),
    ] {
        assert_eq!(chair.post(&path, new(more.clone())).await.errors(), [wrong], "{more}");
    }
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&path, new(json!({}))).await.status, 404);
}

#[actix_web::test]
async fn what_was_recorded_of_help_is_corrected_as_a_whole() {
    let app = TestApp::start().await;
    let path = format!("/v1/self-help-actions/{}", app.here.self_help_action);
    let chair = app.role(Role::ClubChair, app.here).await;
    let before = chair.get(&path).await;
    let half = chair.patch(&path, &before.etag(), json!({ "kind": "money", "value_vnd": 500_000 })).await;
    assert_eq!(half.errors(), [("/half_days", "not_here")]);
    let change = json!({ "kind": "money", "half_days": null, "value_vnd": 500_000, "note": "Góp tiền" });
    let after = chair.patch(&path, &before.etag(), change).await;
    assert_eq!((after.status.as_u16(), &after.body["value_vnd"]), (200, &json!(500_000)), "{}", after.body);
    assert_eq!((&after.body["half_days"], &after.body["given_to"]), (&json!(null), &before.body["given_to"]));
    let cleared = chair.patch(&path, &after.etag(), json!({ "value_vnd": null })).await;
    assert_eq!(cleared.errors(), [("/value_vnd", "required")]);
    assert_eq!(chair.patch(&path, &before.etag(), json!({ "helpers": 2 })).await.status, 412);
    let quiet = chair.patch(&path, &after.etag(), json!({ "note": null, "helpers": 2 })).await;
    assert_eq!((&quiet.body["note"], &quiet.body["helpers"]), (&json!(null), &json!(2)));
    assert_eq!(app.count("changes where entity = 'self_help_action' and action = 'updated'").await, 2);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.patch(&path, &quiet.etag(), json!({ "helpers": 2 })).await.status, 404);
}
