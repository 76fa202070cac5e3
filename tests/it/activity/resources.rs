//! What clubs are given, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

#[actix_web::test]
async fn resources_are_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/resources", app.here.club);
    let one = format!("/v1/resources/{}", app.here.resource);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let found = treasurer.get(&one).await.body;
    assert_eq!((&found["giver_name"], &found["warnings"]), (&json!("Người Cho Mẫu"), &json!([])));
    assert_eq!(treasurer.get(&list).await.items()[0], found);
    let member = app.role(Role::Member, app.here).await;
    assert_eq!(member.get(&one).await.code(), "forbidden");
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    for (hidden, absent) in [
        (&one, format!("/v1/resources/{}", app.here.member)),
        (&list, format!("/v1/clubs/{}/resources", app.here.member)),
    ] {
        stranger.cannot_tell(hidden, &absent).await;
    }
}

#[actix_web::test]
async fn things_without_a_value_are_taken_with_a_warning() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/resources", app.here.club);
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let new = json!({ "kind": "in_kind", "giver": "individual", "giver_name": "Người Cho Hai",
        "received_on": "2026-10-01", "what": "Bàn ghế" });
    let key = [("Idempotency-Key", "the-things-of-october")];
    let made = secretary.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["warnings"]), (201, &json!(["no_value"])), "{}", made.body);
    let again = secretary.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((&again.body, app.count("mobilised_resources").await), (&made.body, 3));
    assert_eq!(app.count("changes where entity = 'mobilised_resource' and action = 'created'").await, 1);
    assert_eq!(app.count("changes where difference::text ~ 'Người Cho|Bàn ghế'").await, 0);
    let all = walk(&secretary, &path, 50).await;
    assert_eq!((all.len(), &all[0]), (2, &made.body), "newest first");
    assert_eq!(walk(&secretary, &path, 1).await, all);
    let one = format!("/v1/resources/{}", made.id());
    let valued = secretary.patch(&one, &made.etag(), json!({ "value_vnd": 700_000 })).await;
    assert_eq!((valued.status.as_u16(), &valued.body["warnings"]), (200, &json!([])), "{}", valued.body);
    assert_eq!(secretary.patch(&one, &made.etag(), json!({ "value_vnd": null })).await.status, 412);
    let counted = format!(
        "select concat_ws(' ', resource_mobilisation, mobilised_cash_vnd, mobilised_kind_vnd, labour_half_days)
           from activity_metrics where club_id = '{}'",
        app.here.club
    );
    assert_eq!(app.text(&counted).await, "1 0 700000 0");
    let labour = json!({ "kind": "labour", "half_days": 20, "value_vnd": null });
    let labour = secretary.patch(&one, &valued.etag(), labour).await;
    assert_eq!((labour.status.as_u16(), &labour.body["warnings"]), (200, &json!([])), "{}", labour.body);
    assert_eq!(app.text(&counted).await, "1 0 0 20");
    assert_eq!(app.count("changes where difference::text ~ 'Người Cho|Bàn ghế'").await, 0);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.patch(&one, &labour.etag(), json!({ "what": "Bàn" })).await.status, 404);
    assert_eq!(stranger.post(&path, new).await.status, 404);
}

#[actix_web::test]
async fn cash_that_stands_in_the_ledger_is_named_by_its_entry_once() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/resources", app.here.club);
    let bookkeeper = app.role(Role::ClubBookkeeper, app.here).await;
    let entry = |kind: &str| {
        format!("select id from ledger_entries where club_id = '{}' and kind = '{kind}'", app.here.club)
    };
    let (seed, repayment) = (app.text(&entry("seed_money")).await, app.text(&entry("repayment")).await);
    let new = |entry: Value, value: Value| {
        json!({ "kind": "cash", "giver": "enterprise", "received_on": "2024-06-20", "what": "Ủng hộ quỹ",
            "entry_id": entry, "value_vnd": value })
    };
    let census = app.census().await;
    for (body, wrong) in [
        (new(json!(repayment), json!(null)), ("/entry_id", "unknown_entry")),
        (new(json!(app.there.entry), json!(null)), ("/entry_id", "unknown_entry")),
        (new(json!(app.here.member), json!(null)), ("/entry_id", "unknown_entry")),
        (new(json!(app.here.entry), json!(999_999)), ("/value_vnd", "differs")),
        (new(json!(null), json!(null)), ("/value_vnd", "required")),
    ] {
        assert_eq!(bookkeeper.post(&path, body).await.errors(), [wrong]);
    }
    assert_eq!(app.census().await, census);
    let made = bookkeeper.post(&path, new(json!(app.here.entry), json!(null))).await;
    assert_eq!((made.status.as_u16(), &made.body["value_vnd"]), (201, &json!(1_000_000)), "{}", made.body);
    let twice = bookkeeper.post(&path, new(json!(app.here.entry), json!(1_000_000))).await;
    assert_eq!(twice.code(), "entry_already_linked");

    let one = format!("/v1/resources/{}", made.id());
    let other = bookkeeper.patch(&one, &made.etag(), json!({ "value_vnd": 5 })).await;
    assert_eq!(other.errors(), [("/value_vnd", "differs")]);
    let moved = bookkeeper.patch(&one, &made.etag(), json!({ "entry_id": seed })).await;
    assert_eq!(
        (moved.status.as_u16(), &moved.body["value_vnd"]),
        (200, &json!(20_000_000)),
        "{}",
        moved.body
    );
    let kind = bookkeeper.patch(&one, &moved.etag(), json!({ "kind": "in_kind" })).await;
    assert_eq!(kind.errors(), [("/entry_id", "not_here")]);
    let loose = json!({ "entry_id": null, "value_vnd": 300_000 });
    let loose = bookkeeper.patch(&one, &moved.etag(), loose).await;
    assert_eq!((&loose.body["entry_id"], &loose.body["value_vnd"]), (&json!(null), &json!(300_000)));

    let chair = app.role(Role::ClubChair, app.here).await;
    let reversal = format!("/v1/reversals/{}", app.here.reversal);
    let undone = chair.post_if(&format!("{reversal}/approval"), "\"1\"", json!({})).await;
    assert_eq!(undone.status, 201, "{}", undone.body);
    let gone = bookkeeper.post(&path, new(json!(app.here.entry), json!(null))).await;
    assert_eq!(gone.errors(), [("/entry_id", "unknown_entry")]);
    let stranger = app.role(Role::ClubBookkeeper, app.there).await;
    assert_eq!(stranger.post(&path, new(json!(app.here.entry), json!(null))).await.status, 404);
}

#[actix_web::test]
async fn a_resource_is_refused_by_role_then_by_field() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/resources", app.here.club);
    let officer = app.role(Role::CommuneFinanceOfficer, app.here).await;
    assert_eq!(officer.post(&path, json!({})).await.code(), "forbidden");
    let chair = app.role(Role::ClubChair, app.here).await;
    let census = app.census().await;
    let new = |kind: &str, more: Value| {
        let mut new =
            json!({ "kind": kind, "giver": "members", "received_on": "2026-10-01", "what": "Làm đường" });
        new.as_object_mut().unwrap().append(&mut more.as_object().unwrap().clone());
        new
    };
    for (body, wrong) in [
        (new("labour", json!({})), ("/half_days", "required")),
        (new("in_kind", json!({ "half_days": 3 })), ("/half_days", "not_here")),
        (new("labour", json!({ "half_days": 20_001 })), ("/half_days", "range")),
        (new("in_kind", json!({ "entry_id": app.here.entry })), ("/entry_id", "not_here")),
        (new("cash", json!({})), ("/value_vnd", "required")),
        (new("in_kind", json!({ "received_on": "2026-11-23" })), ("/received_on", "date_in_future")),
        (new("in_kind", json!({ "giver": "nobody" })), ("/giver", "choice")),
    ] {
        assert_eq!(chair.post(&path, body).await.errors(), [wrong]);
    }
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&path, new("in_kind", json!({}))).await.status, 404);
}
