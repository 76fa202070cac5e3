//! What a closing publishes to the members, through the whole application.

use crate::support::{Client, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

/// Closes the books of the club through a day.
async fn close(chair: &Client<'_>, through: &str) {
    let path = format!("/v1/clubs/{}/closings", chair.app().here.club);
    let closed = chair.post(&path, json!({ "through": through })).await;
    assert_eq!(closed.status, 201, "{}", closed.body);
}

/// Each of some members moves so much.
async fn each(treasurer: &Client<'_>, members: &[String], kind: &str, on: &str, amount: i64) {
    let path = format!("/v1/clubs/{}/entries", treasurer.app().here.club);
    for member in members {
        let entry = json!({ "kind": kind, "on": on, "amount_vnd": amount, "member_id": member });
        let posted = treasurer.post(&path, entry).await;
        assert_eq!(posted.status, 201, "{}", posted.body);
    }
}

#[actix_web::test]
async fn a_closing_publishes_income_expense_and_balances_and_no_single_members_money() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/published-accounts", app.here.club);
    let [member, chair, treasurer] =
        [Role::Member, Role::ClubChair, Role::ClubTreasurer].map(|role| app.role(role, app.here));
    let (member, chair, treasurer) = (member.await, chair.await, treasurer.await);
    let never = member.get(&path).await;
    assert_eq!(
        (never.status.as_u16(), &never.body["closed_through"], &never.body["funds"]),
        (200, &Value::Null, &json!([])),
        "{}",
        never.body
    );
    // the loan of the world is one borrower's: its fund cannot be told yet
    close(&chair, "2026-10-31").await;
    let october = member.get(&path).await.body;
    assert_eq!(october["closed_through"], "2026-10-31");
    let funds = october["funds"].as_array().unwrap();
    assert_eq!(funds.len(), 1, "{october}");
    assert_eq!(
        funds[0],
        json!({ "fund": "operating", "from": null, "to": "2026-10-31", "opening_vnd": 0,
            "received": [{ "kind": "donation", "amount_vnd": 1_000_000 }], "paid": [], "rest_vnd": 0,
            "closing_vnd": 1_000_000 })
    );
    assert_eq!((&october["lent"], &october["saved"]["members"]), (&Value::Null, &json!(0)), "{october}");

    let crowd = app.sixty_members(app.here.club).await;
    each(&treasurer, &crowd[..6], "savings_deposit", "2026-11-17", 50_000).await;
    each(&treasurer, &crowd[..1], "savings_withdrawal", "2026-11-18", 40_000).await;
    each(&treasurer, &crowd[..5], "contribution", "2026-11-17", 10_000).await;
    each(&treasurer, &crowd[..1], "social_help", "2026-11-18", 200_000).await;
    close(&chair, "2026-11-20").await;
    let november = member.get(&path).await.body;
    let [income, operating] = november["funds"].as_array().unwrap().as_slice() else { panic!("{november}") };
    // from the first entry on, for nothing could be told before; neither the loan nor the one withdrawal is told, nor the
    // deposits, from which it would follow
    assert_eq!(
        income,
        &json!({ "fund": "income", "from": null, "to": "2026-11-20", "opening_vnd": 0,
            "received": [{ "kind": "seed_money", "amount_vnd": 20_000_000 }], "paid": [],
            "rest_vnd": 300_000 - 40_000 - 5_000_000 + 535_000, "closing_vnd": 15_795_000 })
    );
    assert_eq!(
        operating,
        &json!({ "fund": "operating", "from": "2026-11-01", "to": "2026-11-20", "opening_vnd": 1_000_000,
            "received": [], "paid": [], "rest_vnd": 50_000 - 200_000, "closing_vnd": 850_000 })
    );
    assert_eq!(november["saved"], json!({ "on": "2026-11-20", "members": 6, "total_vnd": 260_000 }));
    assert_eq!((&november["lent"], &november["closed_before"]), (&Value::Null, &json!("2026-10-31")));
    assert_eq!(
        member.get(&format!("{path}?on=2026-11-19")).await.body,
        october,
        "what was read once stays true"
    );
    assert!(!november.to_string().contains("member_id"), "{november}");

    let stranger = app.role(Role::Member, app.there).await;
    stranger.cannot_tell(&path, &format!("/v1/clubs/{}/published-accounts", app.here.member)).await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    assert_eq!(province.get(&path).await.code(), "forbidden");
}

#[actix_web::test]
async fn a_decision_is_published_only_if_the_minutes_say_so() {
    let app = TestApp::start().await;
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let minutes = json!({ "kind": "monthly", "held_on": "2026-11-17",
        "attendance": [{ "member_id": app.here.member, "presence": "present" }],
        "resolutions": [
            { "text": "Mua thêm ghế cho nhà văn hóa", "published": true },
            { "text": "Nhắc bà Mẫu trả nợ" }] });
    let taken = secretary.post(&format!("/v1/clubs/{}/meetings/minutes", app.here.club), minutes).await;
    assert_eq!(taken.status, 201, "{}", taken.body);
    assert_eq!(taken.body["resolutions"][1]["published"], false);
    close(&app.role(Role::ClubChair, app.here).await, "2026-11-20").await;
    let member = app.role(Role::Member, app.here).await;
    let published = member.get(&format!("/v1/clubs/{}/published-accounts", app.here.club)).await;
    assert_eq!(
        published.body["resolutions"],
        json!([{ "held_on": "2026-11-17", "kind": "monthly", "text": "Mua thêm ghế cho nhà văn hóa" }])
    );
}
