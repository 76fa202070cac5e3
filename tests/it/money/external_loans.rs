//! Loans of others to members, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn loans_of_others_are_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/external-loans", app.here.club);
    let one = format!("/v1/external-loans/{}", app.here.external_loan);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.get(&list).await.items()[0], treasurer.get(&one).await.body);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    for (hidden, absent) in [
        (&one, format!("/v1/external-loans/{}", app.here.member)),
        (&list, format!("/v1/clubs/{}/external-loans", app.here.member)),
    ] {
        stranger.cannot_tell(hidden, &absent).await;
    }
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    assert_eq!(province.get(&list).await.code(), "forbidden", "who borrows is not for the province");
}

#[actix_web::test]
async fn what_a_bank_lent_is_recorded_once_and_counts_as_no_lending_of_the_club() {
    let app = TestApp::start().await;
    let here = app.here;
    let bookkeeper = app.role(Role::ClubBookkeeper, here).await;
    let path = format!("/v1/members/{}/external-loans", here.plain_member);
    let new = json!({ "lender": "social_policy_bank", "amount_vnd": 50_000_000, "lent_on": "2026-03-10", "purpose": "Nuôi bò" });
    let key = [("Idempotency-Key", "the-loan-of-the-bank")];
    let finances = format!("/v1/clubs/{}/finances", here.club);
    let lending = bookkeeper.get(&finances).await.body["lending"].clone();
    let made = bookkeeper.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["amount_vnd"]), (201, &json!(50_000_000)), "{}", made.body);
    assert_eq!(made.body["recorded_by"], json!(bookkeeper.user));
    assert_eq!(app.count("changes where entity = 'external_loan' and action = 'created'").await, 1);
    let difference = app.text("select difference::text from changes").await;
    assert!(!difference.contains("50000000") && !difference.contains("bò"), "{difference}");
    let again = bookkeeper.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((again.body, app.count("external_loans").await), (made.body, 3));
    assert_eq!(bookkeeper.get(&finances).await.body["lending"], lending);
    let list = format!("/v1/clubs/{}/external-loans", here.club);
    let all = walk(&bookkeeper, &list, 50).await;
    assert_eq!((all.len(), &all[0]["lent_on"]), (2, &json!("2026-03-10")), "newest first");
    assert_eq!(walk(&bookkeeper, &list, 1).await, all);
    let stranger = app.role(Role::ClubBookkeeper, app.there).await;
    assert_eq!(stranger.post(&path, new).await.status, 404);
}

#[actix_web::test]
async fn a_loan_of_others_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let path = format!("/v1/members/{}/external-loans", app.here.plain_member);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.post(&path, json!({})).await.code(), "forbidden");
    let chair = app.role(Role::ClubChair, app.here).await;
    let census = app.census().await;
    let new = |amount: i64, lent: &str, repaid: Option<&str>| json!({ "lender": "other", "amount_vnd": amount, "lent_on": lent, "repaid_on": repaid });
    for (body, wrong) in [
        (json!({ "lender": "other", "lent_on": "2026-01-01" }), ("/amount_vnd", "required")),
        (new(0, "2026-01-01", None), ("/amount_vnd", "amount_not_positive")),
        (new(1, "2026-11-23", None), ("/lent_on", "date_in_future")),
        (new(1, "2026-01-02", Some("2026-01-01")), ("/repaid_on", "date_order")),
        (new(1, "2026-01-02", Some("2026-11-23")), ("/repaid_on", "date_in_future")),
    ] {
        assert_eq!(chair.post(&path, body).await.errors(), [wrong]);
    }
    let before = chair.post(&path, new(1, "2024-06-19", None)).await;
    assert_eq!(before.code(), "borrower_not_a_member", "she joined the day after");
    let applicant = format!("/v1/members/{}/external-loans", app.here.applicant);
    assert_eq!(chair.post(&applicant, new(1, "2026-01-01", None)).await.code(), "borrower_not_a_member");
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&path, new(1, "2026-01-01", None)).await.status, 404);
}

#[actix_web::test]
async fn a_loan_of_others_is_corrected_and_paid_back() {
    let app = TestApp::start().await;
    let path = format!("/v1/external-loans/{}", app.here.external_loan);
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let before = secretary.get(&path).await;
    let after = secretary
        .patch(&path, &before.etag(), json!({ "amount_vnd": 20_000_000, "repaid_on": "2026-10-01" }))
        .await;
    assert_eq!(after.status, 200, "{}", after.body);
    assert_eq!(
        (&after.body["amount_vnd"], &after.body["repaid_on"]),
        (&json!(20_000_000), &json!("2026-10-01"))
    );
    assert_eq!(secretary.patch(&path, &before.etag(), json!({ "repaid_on": null })).await.status, 412);
    for (day, code) in [("2025-02-09", "date_order"), ("2026-11-23", "date_in_future")] {
        let wrong = secretary.patch(&path, &after.etag(), json!({ "repaid_on": day })).await;
        assert_eq!(wrong.errors(), [("/repaid_on", code)]);
    }
    let owed = secretary.patch(&path, &after.etag(), json!({ "repaid_on": null })).await;
    assert_eq!((&owed.body["repaid_on"], &owed.body["amount_vnd"]), (&json!(null), &json!(20_000_000)));
    assert_eq!(app.count("changes where entity = 'external_loan'").await, 2);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.patch(&path, &owed.etag(), json!({ "repaid_on": null })).await.status, 404);
}
